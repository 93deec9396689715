/**
 * `npm run fuzz -- --minutes N`: fixtures, changed at random but mostly still YAML, through every command in memory, with
 * what has to hold of every input. `--seed N` gives other inputs; `--inputs N` ends after so many of them, so that a run that
 * is no slower asks the same. A finding is made smaller and written to `--keep`
 * (default: fixtures/fuzz), where a test asks everything about it from then on.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { questionKinds } from './fuzz/oracles.ts';
import { FINDINGS } from './fuzz/worlds.ts';

/** A world that takes longer hangs; the machine may be busy. */
const HANGS_MS = 90_000;
const MOST_MEGABYTES = 1500;

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '2' },
    seed: { type: 'string', default: '1' },
    inputs: { type: 'string', default: 'Infinity' },
    keep: { type: 'string', default: FINDINGS },
  },
});
const seed = Number(values.seed);
const inputs = Number(values.inputs);
const until = Date.now() + Number(values.minutes) * 60_000;

interface Finding {
  readonly index: number;
  readonly question: string;
  readonly fault: string;
  readonly files: readonly (readonly [path: string, base64: string])[];
}

interface Message {
  readonly at?: number;
  readonly runs?: number;
  readonly finding?: Finding;
}

const total = { worlds: 0, runs: 0 };
const findings = new Map<string, Finding>();

function note(finding: Finding): void {
  const gist = `${finding.question}: ${finding.fault.split('\n')[0] ?? ''}`.replace(/\d+/g, 'N').slice(0, 100);
  if (findings.has(gist)) return;
  findings.set(gist, finding);
  console.log(
    `\nfinding (seed ${String(seed)}, world ${String(finding.index)}): ${finding.question}\n  ${finding.fault}`,
  );
  const name = createHash('sha256').update(gist).digest('hex').slice(0, 8);
  for (const [path, base64] of finding.files) {
    const place = join(values.keep, name, path);
    mkdirSync(dirname(place), { recursive: true });
    writeFileSync(place, Buffer.from(base64, 'base64'));
  }
  if (finding.files.length > 0) console.log(`  kept in ${join(values.keep, name)}`);
}

/** One process from world `first`; the world to go on with, or undefined at the end of the time. */
function work(first: number): Promise<number | undefined> {
  const worker: ChildProcess = spawn(
    process.execPath,
    [
      `--max-old-space-size=${String(MOST_MEGABYTES)}`,
      '--import',
      'tsx',
      'scripts/fuzz/worker.ts',
      String(seed),
      String(first),
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let at = first;
  let runs = 0;
  let ending: 'time' | 'hang' | 'inputs' | undefined;
  const stop = (why: 'time' | 'hang' | 'inputs'): void => {
    ending ??= why;
    worker.kill('SIGKILL');
  };
  const end = setTimeout(stop, Math.max(0, until - Date.now()), 'time');
  let hang = setTimeout(stop, HANGS_MS, 'hang');
  if (worker.stdout !== null)
    createInterface(worker.stdout).on('line', (line) => {
      const message = JSON.parse(line) as Message;
      clearTimeout(hang);
      hang = setTimeout(stop, HANGS_MS, 'hang');
      if (message.at !== undefined) at = message.at;
      runs = message.runs ?? runs;
      if (at >= inputs) stop('inputs');
      if (message.finding !== undefined) note(message.finding);
    });
  return new Promise((resolve) => {
    worker.once('close', () => {
      clearTimeout(end);
      clearTimeout(hang);
      total.worlds += at - first;
      total.runs += runs;
      if (ending === 'time' || ending === 'inputs') {
        resolve(undefined);
        return;
      }
      const fault = ending === 'hang' ? `no answer for ${String(HANGS_MS / 1000)} s` : 'the process ended (memory?)';
      note({ index: at, question: 'any', fault, files: [] });
      resolve(at + 1);
    });
  });
}

let next: number | undefined = 0;
while (next !== undefined && Date.now() < until) next = await work(next);
const words = (count: number, noun: string): string => `${String(count)} ${noun}${count === 1 ? '' : 's'}`;
console.log(
  `fuzz: ${words(total.runs, 'run')} over ${words(total.worlds, 'input')} (seed ${String(seed)}), ${words(findings.size, 'finding')}`,
);
// As uvu closes, so that CI can count what was asked.
const kinds = questionKinds();
const broken = new Set([...findings.values()].map(({ question }) => question)).size;
console.log(`  Total:     ${String(kinds)}\n  Passed:    ${String(Math.max(0, kinds - broken))}\n  Skipped:   0`);
process.exitCode = findings.size === 0 && total.runs > 0 ? 0 : 1;
