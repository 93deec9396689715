import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { suite } from 'uvu';

/** Where programs are kept between runs; ignored by git. */
const CACHE = resolve('.cache/consumers');
const PATIENCE = 300_000;

/** `command` as it is, or from the Debian package `name`; undefined, and said aloud, where it cannot be had. */
export function apt(command: string, name: string): string | undefined {
  const isThere = (): boolean => spawnSync('sh', ['-c', `command -v ${command}`]).status === 0;
  if (isThere()) return command;
  // An index that is missing or old is the usual reason for a failure.
  if (!root('apt-get', 'install', '-y', '--no-install-recommends', name)) {
    root('apt-get', 'update');
    root('apt-get', 'install', '-y', '--no-install-recommends', name);
  }
  return isThere() ? command : missing(command);
}

function root(...argv: string[]): boolean {
  const [command = '', ...args] = process.getuid?.() === 0 ? argv : ['sudo', '-n', ...argv];
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return spawnSync(command, args, { stdio: 'ignore', timeout: PATIENCE, env }).status === 0;
}

/** The `node_modules` with exactly `packages` (`name@version`), without their install scripts; undefined where they cannot be had. */
export function npm(...packages: string[]): string | undefined {
  const folder = join(CACHE, packages.join('+').replace(/[^a-z0-9.+-]+/g, '-'));
  const done = join(folder, 'installed');
  if (!existsSync(done)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{"private": true}\n');
    const args = ['install', '--no-audit', '--no-fund', '--ignore-scripts', ...packages];
    if (spawnSync('npm', args, { cwd: folder, stdio: 'ignore', timeout: PATIENCE }).status !== 0) {
      return missing(packages.join(', '));
    }
    writeFileSync(done, '');
  }
  return join(folder, 'node_modules');
}

/** A program written in Go, built from `name@version`; undefined where it cannot be had. */
export function go(command: string, name: string): string | undefined {
  const folder = join(CACHE, 'bin');
  const program = join(folder, command);
  if (existsSync(program)) return program;
  spawnSync('go', ['install', name], { stdio: 'ignore', timeout: PATIENCE, env: { ...process.env, GOBIN: folder } });
  return existsSync(program) ? program : missing(command);
}

function missing(what: string): string | undefined {
  console.error(`SKIPPED: ${what} cannot be had here; what it would have read was not tried`);
  return undefined;
}

/** The tests of one consumer; all of them are skipped, and counted so, when `program` is undefined. */
export function testsWith(name: string, program: string | undefined) {
  const tests = suite(name);
  return {
    test: (title: string, body: () => void | Promise<void>): void => {
      if (program === undefined) tests.skip(title, body);
      else tests(title, body);
    },
    run: (): void => {
      tests.run();
    },
  };
}
