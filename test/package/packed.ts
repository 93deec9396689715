import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { cpSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';

/** An empty project of a user in which the packed tarball is installed, without network. */
export interface UserProject {
  readonly root: string;
  readonly tarball: string;
  /** What `npm install` said. */
  readonly said: string;
  readonly write: (path: string, text: string) => void;
  readonly run: (command: string, ...args: string[]) => SpawnSyncReturns<string>;
  /** What TypeScript says of its files, under `strict` and without the types of any other package. */
  readonly problems: (resolution: keyof typeof RESOLUTIONS, files: readonly string[]) => string[];
}

const RESOLUTIONS = {
  node16: { module: ts.ModuleKind.Node16, moduleResolution: ts.ModuleResolutionKind.Node16 },
  nodenext: { module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext },
  bundler: { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler },
};

let made: UserProject | undefined;

/** What npm pack reads. */
const PACKED = [
  'package.json',
  'CHANGELOG.md',
  'LICENSE',
  'README.md',
  'compiler',
  'dist',
  'schemas',
  'scripts/pack.mjs',
];

/** Packs `dist/` as it was built, in a copy, and installs it; once for all tests. Throws when npm fails. */
export function userProject(): UserProject {
  made ??= make();
  return made;
}

function make(): UserProject {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'daemonlint-package-')));
  process.on('exit', () => {
    rmSync(root, { recursive: true, force: true });
  });
  const checkout = join(root, 'checkout');
  for (const name of [...PACKED, 'problem-matcher.json']) cpSync(name, join(checkout, name), { recursive: true });
  const packed = run(checkout, 'npm', 'pack', '--silent', '--pack-destination', root);
  const tarball = join(root, packed.stdout.trim());
  const write = (path: string, text: string): void => {
    writeFileSync(join(root, path), text);
  };
  write('package.json', '{"private": true}\n');
  const installed = run(root, 'npm', 'install', '--offline', '--no-audit', '--no-fund', tarball);
  const problems: UserProject['problems'] = (resolution, files) => {
    const program = ts.createProgram(
      files.map((file) => join(root, file)),
      // The declarations themselves are checked too.
      {
        ...RESOLUTIONS[resolution],
        strict: true,
        noEmit: true,
        target: ts.ScriptTarget.ES2022,
        types: [],
        typeRoots: [],
      },
    );
    return ts.getPreEmitDiagnostics(program).map(({ file, messageText }) => {
      return `${file?.fileName ?? ''}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
    });
  };
  if (packed.status !== 0 || installed.status !== 0) throw new Error(packed.stderr + installed.stderr);
  return { root, tarball, said: installed.stderr, write, run: (...argv) => run(root, ...argv), problems };
}

function run(cwd: string, command: string, ...args: string[]): SpawnSyncReturns<string> {
  // npm hands its own settings down to the scripts it runs, this test among them.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)));
  return spawnSync(command, args, { cwd, encoding: 'utf8', env: { ...env, FORCE_COLOR: '0' } });
}
