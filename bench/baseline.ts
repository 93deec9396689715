/**
 * What a baseline of 5,000 entries adds to `check` of one file, and of a folder whose findings it knows: at most 5 ms of
 * processor time for the file; the folder, where it saves the output of what it hides, is compared for the record. The
 * least time of each side counts: whatever else the machine does only adds to it.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { daemonSet } from './daemonset.ts';

const PAIRS = Number(process.argv[2] ?? 40);
const MOST_MILLISECONDS = 5;
const FILES = 500;
const CONTAINERS = 10;
const CLI = resolve('dist/cli.js');

const pathOf = (index: number): string => `deploy/team-${String(index % 25)}/agent-${String(index)}.yaml`;

function makeRepository(root: string): void {
  for (let i = 0; i < FILES; i++) {
    mkdirSync(join(root, dirname(pathOf(i))), { recursive: true });
    writeFileSync(join(root, pathOf(i)), daemonSet(`agent-${String(i)}`, CONTAINERS));
  }
  spawnSync('git', ['init', '-q'], { cwd: root });
  spawnSync(process.execPath, [CLI, 'baseline', '--quiet'], { cwd: root });
  const entries = readFileSync(join(root, '.daemonlint-baseline.yaml'), 'utf8').match(/^- /gm)?.length;
  if (entries !== FILES * CONTAINERS) throw new Error(`${String(entries)} entries`);
}

/** The milliseconds of processor time that a run takes, which other work on the machine hardly changes. */
function millisecondsOf(root: string, argv: readonly string[]): number {
  const command = `TIMEFORMAT='%3U %3S'; time node ${CLI} --fail-on never ${argv.join(' ')} >/dev/null`;
  const { stderr } = spawnSync('bash', ['-c', command], { cwd: root, encoding: 'utf8' });
  const [, user = '', system = ''] = /([\d.]+) ([\d.]+)\n$/.exec(stderr) ?? [];
  if (user === '') throw new Error(stderr);
  return 1000 * (Number(user) + Number(system));
}

function compare(name: string, root: string, paths: readonly string[], pairs: number): number {
  const sides = [[...paths, '--no-baseline'], paths];
  const least = sides.map(() => Infinity);
  for (const side of sides) millisecondsOf(root, side);
  for (let i = 0; i < pairs; i++)
    for (const [k, side] of sides.entries()) least[k] = Math.min(least[k] ?? NaN, millisecondsOf(root, side));
  const [without = NaN, own = NaN] = least;
  const more = own - without;
  const times = `${own.toFixed(0)} instead of ${without.toFixed(0)} ms, ${more.toFixed(0)} ms more`;
  console.log(`${name}: ${times} with ${String(FILES * CONTAINERS)} entries (least of ${String(pairs)} pairs)`);
  return more;
}

const root = mkdtempSync(join(tmpdir(), 'daemonlint-baseline-'));
try {
  makeRepository(root);
  const more = compare('one file', root, [pathOf(7)], PAIRS);
  compare('all files', root, [], Math.ceil(PAIRS / 8));
  console.log(`at most ${String(MOST_MILLISECONDS)} ms for one file`);
  if (more > MOST_MILLISECONDS) process.exitCode = 1;
} finally {
  rmSync(root, { recursive: true, force: true });
}
