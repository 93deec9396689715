/**
 * `npm run mutate`: changes the rules and the validation of the API server one place at a time, and tells which changes
 * no test notices. `--seed N` and `--count N` choose a sample, `--only TEXT` the files whose path has it. `--file PATH
 * --tests FOLDER` changes one file of another place, and runs the tests of a folder.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { EQUIVALENT } from './mutate/equivalent.ts';
import { mutantsOf, mutated, type Mutant } from './mutate/mutations.ts';
import { Workshop, type Outcome, type Trial } from './mutate/trial.ts';

const VALIDATE = 'src/kubernetes/apiserver/validate';
const APISERVER = 'test/kubernetes/apiserver';
const LIMIT_MS = 60_000;

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    count: { type: 'string', default: '400' },
    only: { type: 'string', default: '' },
    file: { type: 'string' },
    tests: { type: 'string', default: 'test' },
  },
});

/** The files of a folder that end as asked, as paths. */
const filesIn = (folder: string, end: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(end))
    .map((name) => join(folder, name))
    .sort();

/** The tests that concern a file. */
function trialFor(path: string): Trial {
  if (path === values.file) return { tests: filesIn(values.tests, '.test.ts') };
  if (path.startsWith(VALIDATE)) return { tests: filesIn(APISERVER, '.test.ts') };
  const tests = ['fixtures', 'changes-nodes', 'changes-template', 'limits', 'forms'].map(
    (name) => `test/rules/${name}.test.ts`,
  );
  return { tests, rule: basename(path, '.ts') };
}

/** Numbers from 0 to 1 that a seed decides (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** `count` of `all`, in their order. */
function sample<T>(all: readonly T[], count: number, seed: number): T[] {
  const next = random(seed);
  const keyed = all.map((item, index) => ({ item, index, key: next() })).sort((a, b) => a.key - b.key);
  return keyed
    .slice(0, count)
    .sort((a, b) => a.index - b.index)
    .map(({ item }) => item);
}

const shown = ({ path, line, before, text }: Mutant): string => `${path}:${line}: ${changeOf({ before, text })}`;
const changeOf = ({ before, text }: Pick<Mutant, 'before' | 'text'>): string =>
  `${before} → ${text.replace(/\s+/g, ' ')}`;

const files =
  values.file === undefined
    ? [...filesIn('rules', '.ts').filter((path) => path !== 'rules/index.ts'), ...filesIn(VALIDATE, '.ts')]
    : [values.file];
const texts = new Map(
  files.filter((path) => path.includes(values.only)).map((path) => [path, readFileSync(path, 'utf8')]),
);
const all = [...texts].flatMap(([path, text]) => mutantsOf(path, text));
const chosen = sample(all, Number(values.count), Number(values.seed));
const workshop = new Workshop();
const survivors: Mutant[] = [];
const counts: Record<Outcome | 'equivalent', number> = { failed: 0, passed: 0, timeout: 0, equivalent: 0 };

async function tryNext(queue: Mutant[]): Promise<void> {
  for (let mutant = queue.pop(); mutant !== undefined; mutant = queue.pop()) {
    const { path } = mutant;
    if (
      EQUIVALENT.some((known) => known.path === path && known.code === mutant.code && known.change === changeOf(mutant))
    ) {
      counts.equivalent++;
      continue;
    }
    const outcome = await workshop.run(trialFor(path), path, mutated(texts.get(path) ?? '', mutant), LIMIT_MS);
    counts[outcome]++;
    if (outcome !== 'passed') continue;
    survivors.push(mutant);
    console.log(shown(mutant));
  }
}

try {
  // Tests that fail without any change would kill every mutant.
  for (const path of new Set(
    [chosen.find((mutant) => mutant.path.startsWith(VALIDATE)), chosen[0]].map((one) => one?.path),
  )) {
    if (path === undefined) continue;
    const outcome = await workshop.run(trialFor(path), path, texts.get(path) ?? '', LIMIT_MS);
    if (outcome !== 'passed') throw new Error(`the tests of ${path} do not pass without a change: ${outcome}`);
  }
  const queue = [...chosen].reverse();
  await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, () => tryNext(queue)));
} finally {
  workshop.close();
}
const { failed, timeout, equivalent } = counts;
console.log(
  `${chosen.length} of ${all.length} mutants: ${failed + timeout} killed (${timeout} by the time limit), ` +
    `${survivors.length} survived, ${equivalent} known to be equivalent`,
);
process.exitCode = survivors.length > 0 ? 1 : 0;
