/**
 * Makes `dist/`: the config validator, the bundled CLI with its chunks, the library and its types, and the licenses of
 * what is bundled.
 * The CLI is CommonJS behind a loader, because that starts in half the time of a tree of ES modules.
 */
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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

/** What few runs need is a file of its own, by what the sources import. */
const CHUNKS: Readonly<Record<string, string>> = {
  globby: 'globby',
  diff: 'diff',
  '../dist/config-validator.mjs': './dist/config-validator.mjs',
  '../lsp/serve.ts': './src/lsp/serve.ts',
  '../kustomize/index.ts': './src/kustomize/index.ts',
  '../input/charts.ts': './src/input/charts.ts',
  './charts.ts': './src/input/charts.ts',
  '../kubernetes/admission/admission.ts': './src/kubernetes/admission/admission.ts',
};

const nameOf = (entry: string): string => (/([\w-]+)(?:\.\w+)?$/.exec(entry)?.[1] ?? entry) + '.js';

const chunks: Plugin = {
  name: 'chunks',
  setup(build) {
    build.onResolve({ filter: /./ }, ({ path, kind }) => {
      const entry = kind === 'dynamic-import' ? CHUNKS[path] : undefined;
      return entry === undefined ? undefined : { path: `./chunks/${nameOf(entry)}`, external: true };
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
await bundle({
  entryPoints: { main: 'src/cli.ts' },
  outdir: 'dist',
  format: 'cjs',
  plugins: [chunks, lazy],
  // What Node puts around a module is in the file already: the loader need not copy the text to add it.
  banner: { js: '(function (exports, require, module, __filename, __dirname) {' },
  footer: { js: '})' },
  supported: { 'dynamic-import': false },
});
toAscii('dist/main.js');
for (const entry of Object.values(CHUNKS)) {
  await bundle({
    entryPoints: [entry],
    outfile: `dist/chunks/${nameOf(entry)}`,
    format: 'cjs',
    // Node's rules take what a CommonJS module exports for the default export of an ES module that imports it.
    footer: { js: 'if (module.exports.default) module.exports = module.exports.default;' },
  });
}
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
const hash = createHash('sha256').update(readFileSync('dist/main.js')).digest('hex').slice(0, 12);
writeFileSync('dist/cli.js', readFileSync('src/loader.cjs', 'utf8').replace('written by the build', hash));
chmodSync('dist/cli.js', 0o755);
writeFileSync('dist/THIRD-PARTY-LICENSES.txt', licensesOf([...bundled], 'kubernetes-types'));
if (!process.argv.includes('--no-types')) writeTypes(LIBRARY);
