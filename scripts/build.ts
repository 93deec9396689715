/**
 * Makes `dist/`: the config validator, the bundled CLI with its chunks, the library and its types, and the licenses of
 * what is bundled.
 * The CLI is CommonJS behind a loader, because that starts in half the time of a tree of ES modules.
 */
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import standaloneCode from 'ajv/dist/standalone/index.js';
import { build, type BuildOptions } from 'esbuild';
import { writeTypes } from './build-types.ts';
import { licensesOf } from './licenses.ts';
import { buildCli } from './split.ts';

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
const cli = await buildCli(COMMON);
for (const path of cli.modules) bundled.add(path);
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
for (const file of cli.files) hash.update(readFileSync(file));
const buildId = hash.digest('hex').slice(0, 12);
writeFileSync('dist/cli.js', readFileSync('src/loader.cjs', 'utf8').replace('written by the build', buildId));
chmodSync('dist/cli.js', 0o755);
writeFileSync('dist/THIRD-PARTY-LICENSES.txt', licensesOf([...bundled], 'kubernetes-types'));
if (!process.argv.includes('--no-types')) writeTypes(LIBRARY);
