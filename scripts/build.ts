/** Makes `dist/`: the config validator, the bundled CLI with its lazy chunks, the public API and its types. */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';
import { Ajv } from 'ajv';
import standaloneCode from 'ajv/dist/standalone/index.js';

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string; homepage: string };

/** ajv runs here only; what ships is the code it writes. */
function writeConfigValidator(): void {
  const schema = JSON.parse(readFileSync('schemas/config.schema.json', 'utf8')) as object;
  const ajv = new Ajv({ allErrors: true, allowUnionTypes: true, verbose: true, code: { source: true, esm: true } });
  const code = standaloneCode.default(ajv, ajv.compile(schema));
  writeFileSync('dist/config-validator.js', code);
  writeFileSync(
    'dist/config-validator.d.ts',
    "import type { ValidateFunction } from 'ajv';\ndeclare const validate: ValidateFunction;\nexport default validate;\n",
  );
}

rmSync('dist', { recursive: true, force: true });
mkdirSync('dist', { recursive: true });
writeConfigValidator();
await build({
  entryPoints: { cli: 'src/cli.ts', index: 'src/index.ts' },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
  platform: 'node',
  format: 'esm',
  target: 'node20',
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  define: {
    DAEMONLINT_VERSION: JSON.stringify(manifest.version),
    DAEMONLINT_HOMEPAGE: JSON.stringify(manifest.homepage),
  },
  // Bundled CommonJS packages still ask for Node's own modules through require.
  banner: { js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);" },
  logLevel: 'warning',
});
chmodSync('dist/cli.js', 0o755);
if (!process.argv.includes('--no-types')) {
  execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.types.json'], {
    stdio: 'inherit',
  });
}
