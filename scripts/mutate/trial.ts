/** Runs tests over the sources with one file changed: bundled into a temporary folder, so that no source is touched. */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';

/** What is run against a mutant. */
export interface Trial {
  readonly tests: readonly string[];
  /** The only rule that the tests of all rules see. */
  readonly rule?: string;
}

/** What found no tests has tried nothing. */
const RUN = 'if (UVU_QUEUE[0].length < 2) throw new Error("no tests"); await exec(true);';

export type Outcome = 'passed' | 'failed' | 'timeout';

/** A temporary copy of the project, in which links represent everything that is not bundled. */
export class Workshop {
  readonly #folder = mkdtempSync(join(tmpdir(), 'daemonlint-mutate-'));
  readonly #tree = join(this.#folder, 'tree');
  #count = 0;

  constructor() {
    // Two levels, so that nothing beside the project (../shared) is found: the tests that everybody has decide.
    symlinkTree(this.#tree);
  }

  /** How the tests of `trial` end with `source` in the place of the file at `path`. */
  async run({ tests, rule }: Trial, path: string, source: string, limitMs: number): Promise<Outcome> {
    const outfile = join(this.#tree, `trial-${++this.#count}.mjs`);
    const imports = tests.map((test) => `import ${JSON.stringify(`./${test}`)};`);
    try {
      await build({
        stdin: {
          contents: [...imports, "import { exec } from 'uvu';", RUN].join('\n'),
          resolveDir: '.',
        },
        outfile,
        bundle: true,
        format: 'esm',
        platform: 'node',
        target: 'node20',
        packages: 'external',
        // The package says that its modules have no effects; those of tests are what is wanted.
        ignoreAnnotations: true,
        logLevel: 'silent',
        banner: { js: 'globalThis.UVU_DEFER = 1; globalThis.UVU_QUEUE = [[null]];' },
        plugins: [replacing(resolve(path), source, this.#tree, rule)],
      });
      return await outcomeOf(outfile, this.#tree, limitMs);
    } finally {
      rmSync(outfile, { force: true });
    }
  }

  close(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

function symlinkTree(tree: string): void {
  mkdirSync(tree);
  for (const name of readdirSync('.')) if (!name.startsWith('.git')) symlinkSync(resolve(name), join(tree, name));
}

/** Gives esbuild the changed file, each module its place in the temporary tree, and the tests of rules one rule. */
function replacing(path: string, source: string, tree: string, rule: string | undefined): Plugin {
  return {
    name: 'replacing',
    setup(esbuild) {
      if (rule !== undefined) {
        esbuild.onResolve({ filter: /\/rules\/index\.ts$/ }, ({ importer }) =>
          basename(importer) === 'fixtures.test.ts'
            ? { path: resolve('rules', `${rule}.ts`), namespace: 'one' }
            : undefined,
        );
        esbuild.onLoad({ filter: /./, namespace: 'one' }, ({ path: only }) => ({
          contents: `import rule from ${JSON.stringify(only)}; export const rules = [rule];`,
          resolveDir: '.',
        }));
      }
      esbuild.onLoad({ filter: /\.ts$/, namespace: 'file' }, ({ path: own }) => {
        const text = own === path ? source : readFileSync(own, 'utf8');
        const url = JSON.stringify(pathToFileURL(join(tree, own.slice(resolve('.').length))).href);
        return { contents: text.replaceAll('import.meta.url', url), loader: 'ts' };
      });
    },
  };
}

function outcomeOf(file: string, cwd: string, limitMs: number): Promise<Outcome> {
  return new Promise((done) => {
    const child = spawn(process.execPath, [file], { cwd, stdio: 'ignore', env: { ...process.env, FORCE_COLOR: '0' } });
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      child.kill('SIGKILL');
    }, limitMs);
    child.once('close', (code) => {
      clearTimeout(timer);
      done(late ? 'timeout' : code === 0 ? 'passed' : 'failed');
    });
  });
}
