/**
 * Makes `dist/`: the config validator, the bundled CLI with its chunks, the library and its types, and the licenses of
 * what is bundled.
 * The CLI is CommonJS behind a loader, because that starts in half the time of a tree of ES modules.
 */
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Ajv } from 'ajv';
import standaloneCode from 'ajv/dist/standalone/index.js';
import { build, type BuildOptions, type Plugin } from 'esbuild';
import { writeTypes } from './build-types.ts';
import { licensesOf } from './licenses.ts';

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string; homepage: string };

/** ajv runs here only; what ships is the code it writes. */
function writeConfigValidator(): void {
  const schema = JSON.parse(readFileSync('schemas/config.schema.json', 'utf8')) as object;
  // `verbose`: an error comes with its schema, which names the keys that are known there.
  const ajv = new Ajv({ allErrors: true, allowUnionTypes: true, verbose: true, code: { source: true, esm: true } });
  const code = standaloneCode.default(ajv, ajv.compile(schema));
  writeFileSync('dist/config-validator.mjs', code);
  writeFileSync(
    'dist/config-validator.d.mts',
    "import type { ValidateFunction } from 'ajv';\ndeclare const validate: ValidateFunction;\nexport default validate;\n",
  );
}

const COMMON = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  logLevel: 'warning',
  define: {
    DAEMONLINT_VERSION: JSON.stringify(manifest.version),
    DAEMONLINT_HOMEPAGE: JSON.stringify(manifest.homepage),
  },
} as const satisfies BuildOptions;

/** What few runs need is a file of its own: packages and files that main.js imports only dynamically. */
const CHUNKS: readonly string[] = [
  'globby',
  'diff',
  'yaml',
  './dist/config-validator.mjs',
  './src/lsp/serve.ts',
  './src/kustomize/index.ts',
  './src/input/charts.ts',
  './src/input/kustomizations.ts',
  './src/kubernetes/admission/admission.ts',
  './src/policies/index.ts',
  './src/cel/regex.ts',
];

/** What a plain check never needs; it is in chunks only. */
const APART =
  /^(?:src\/(?:kustomize|helm|sprig|gotemplate|cel|lsp|policies|kubernetes\/(?:cel|admission))|dist|node_modules\/(?:yaml|re2js|diff|globby))\//;

const chunkFile = (entry: string): string =>
  `${entry
    .replace(/^\W*(?:src|dist)\//, '')
    .replace(/\.\w+$/, '')
    .replaceAll('/', '-')}.js`;

/** A dynamic import of a chunk loads its file. A chunk that nothing imports so is a mistake in the list. */
const chunks: Plugin = {
  name: 'chunks',
  setup(build) {
    const files = new Map(CHUNKS.map((entry) => [entry.startsWith('.') ? resolve(entry) : entry, chunkFile(entry)]));
    const used = new Set<string>();
    build.onResolve({ filter: /./ }, ({ path, kind, resolveDir }) => {
      const file = files.get(path.startsWith('.') ? resolve(resolveDir, path) : path);
      if (kind !== 'dynamic-import' || file === undefined) return undefined;
      used.add(file);
      return { path: `./chunks/${file}`, external: true };
    });
    build.onEnd(({ metafile }) => {
      const unused = [...files.values()].filter((file) => !used.has(file));
      const astray = Object.keys(metafile?.inputs ?? {}).filter((path) => APART.test(path));
      return {
        errors: [
          ...unused.map((file) => ({ text: `no dynamic import of chunks/${file}` })),
          ...astray.map((path) => ({ text: `${path} is in main.js: make what imports it a chunk` })),
        ],
      };
    });
  },
};

/** Parts of Node that take long to load and few runs need, by what is used of them: each is loaded when it is called. */
const LAZY: Readonly<Record<string, string>> = { 'node:child_process': 'spawnSync', 'node:tty': 'isatty' };

const lazy: Plugin = {
  name: 'lazy',
  setup(build) {
    build.onResolve({ filter: /^node:/ }, ({ path, kind }) =>
      kind === 'import-statement' && path in LAZY ? { path, namespace: 'lazy' } : undefined,
    );
    build.onLoad({ filter: /./, namespace: 'lazy' }, ({ path }) => ({
      contents: `exports.${LAZY[path] ?? ''} = (...args) => require('${path}').${LAZY[path] ?? ''}(...args);`,
    }));
  },
};

/** Escapes what esbuild leaves as it is (in regular expressions): Node reads ASCII in half the time. */
function toAscii(file: string): void {
  const escaped = (letter: string): string => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`;
  writeFileSync(file, readFileSync(file, 'utf8').replace(/[^\0-\x7f]/g, escaped));
}

/** The modules that are bundled, by path. */
const bundled = new Set<string>();

async function bundle(options: BuildOptions): Promise<void> {
  const { metafile } = await build({ ...COMMON, ...options, metafile: true });
  for (const path of Object.keys(metafile.inputs)) bundled.add(path);
}

rmSync('dist', { recursive: true, force: true });
mkdirSync('dist/chunks', { recursive: true });
writeFileSync('dist/package.json', '{ "type": "commonjs" }\n');
writeConfigValidator();
// What Node puts around a module is in the file already: the loader need not copy the text to add it.
const FUNCTION_FILE = {
  format: 'cjs',
  banner: { js: '(function (exports, require, module, __filename, __dirname) {' },
} as const satisfies BuildOptions;
await bundle({
  ...FUNCTION_FILE,
  entryPoints: { main: 'src/cli.ts' },
  outdir: 'dist',
  plugins: [chunks, lazy],
  footer: { js: '})' },
  supported: { 'dynamic-import': false },
});
for (const entry of CHUNKS) {
  await bundle({
    ...FUNCTION_FILE,
    entryPoints: [entry],
    outfile: `dist/chunks/${chunkFile(entry)}`,
    // Node's rules take what a CommonJS module exports for the default export of an ES module that imports it.
    footer: { js: 'if (module.exports.default) module.exports = module.exports.default;})' },
  });
}
const functionFiles = ['dist/main.js', ...CHUNKS.map((entry) => `dist/chunks/${chunkFile(entry)}`)];
functionFiles.forEach(toAscii);
const LIBRARY = { index: 'src/index.ts', kubernetes: 'src/kubernetes/index.ts' };
for (const [format, extension] of [
  ['esm', '.mjs'],
  ['cjs', '.cjs'],
] as const) {
  await bundle({
    platform: 'neutral',
    mainFields: ['module', 'main'],
    external: ['node:path'],
    entryPoints: LIBRARY,
    outdir: 'dist',
    outExtension: { '.js': extension },
    format,
  });
}
const hash = createHash('sha256');
for (const file of functionFiles) hash.update(readFileSync(file));
const buildId = hash.digest('hex').slice(0, 12);
writeFileSync('dist/cli.js', readFileSync('src/loader.cjs', 'utf8').replace('written by the build', buildId));
chmodSync('dist/cli.js', 0o755);
writeFileSync('dist/THIRD-PARTY-LICENSES.txt', licensesOf([...bundled], 'kubernetes-types'));
if (!process.argv.includes('--no-types')) writeTypes(LIBRARY);
