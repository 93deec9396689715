/**
 * Chooses, from all the verdicts of real API servers, those which the tests carry: of each family one for every distinct
 * shape of refusal, some of the valid ones, and all made for the differences between minors.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { BY_VERSION, linesOf, type Line } from './verdicts/cases.ts';

const SHARED = new URL('../../shared/verdicts/', import.meta.url);
const FIXTURES = new URL('../fixtures/apiserver/', import.meta.url);
const VALID = 200;

/** What the tests do not look at. */
const UNUSED = new Set(['warnMode', 'apply', 'kubectl', 'k8s', 'note', 'differsFrom136', 'defaultedOld']);

const read = (name: string): readonly Line[] => linesOf(new URL(`${name}.ndjson`, SHARED));

/** Leaves out of a line, and of the verdicts in it, what is not used; the message of a 422 is made of its causes. */
function used(this: Readonly<Record<string, unknown>>, key: string, value: unknown): unknown {
  if (key === '1.33' || (key === '1.35' && isMadeFor37(this))) return undefined;
  if (this['code'] === undefined && this['id'] === undefined) return value;
  return UNUSED.has(key) || (key === 'message' && this['code'] === 422) ? undefined : value;
}

/** Of the cases made for 1.37, 1.35 answers as 1.36 does. */
const isMadeFor37 = (verdicts: object): boolean => '1.37' in verdicts && !('1.34' in verdicts);

function write(name: string, lines: readonly Line[]): void {
  const text = lines.map((line) => JSON.stringify(line, used));
  writeFileSync(new URL(`${name}.ndjson`, FIXTURES), text.join('\n') + '\n');
}

/** A text without the names and numbers of its case. */
const bare = (text: string): string =>
  text
    .replace(/"(?:[^"\\]|\\.)*"/g, '""')
    .replace(/\{.*\}/g, '{}')
    .replace(/struct field \S+/, 'struct field')
    .replace(/-?\d+/g, '0')
    .replace(/\(\w+ \.\.\.\)/, '()');

function shapeOf({ code, causes = [], message = '' }: Line): string {
  if (code === 400) return bare(message);
  const shapes = causes.map((cause) => `${cause.reason} ${bare(cause.field)} ${bare(cause.message)}`);
  return [...new Set(shapes)].sort().join('|');
}

/** Families made by machine, of which only what no other family shows is taken. */
const MADE = ['fieldMutation', 'fieldDeletion', 'mixOneFault', 'combo', 'unknownAtEveryStruct'];
const LONGEST = 3_000;

/** The shortest line of every shape of each family. */
function distinct(lines: readonly Line[]): readonly Line[] {
  const found = new Map<string, Line>();
  const shown = new Set(lines.filter(({ family }) => !MADE.includes(family)).map(shapeOf));
  for (const line of lines.filter((one) => JSON.stringify(one).length < LONGEST)) {
    const shape = shapeOf(line);
    if (MADE.includes(line.family) && shown.has(shape)) continue;
    const known = found.get(line.family + shape);
    if (known === undefined || JSON.stringify(line).length < JSON.stringify(known).length)
      found.set(line.family + shape, line);
  }
  return [...found.values()];
}

/** `count` of the lines, evenly spread. */
const spread = (lines: readonly Line[], count: number): readonly Line[] =>
  lines.filter((_, i) => Math.floor((i * count) / lines.length) !== Math.floor(((i - 1) * count) / lines.length));

const asked = read('create').filter(({ clusterDependent }) => clusterDependent === undefined);
const accepted = asked.filter((line) => line.code === 201 && JSON.stringify(line).length < LONGEST);
mkdirSync(FIXTURES, { recursive: true });
write('create', [...distinct(asked.filter(({ code }) => code !== 201)), ...spread(accepted, VALID)]);
const updates = read('update').filter(({ clusterDependent }) => clusterDependent === undefined);
const sampled = [
  ...distinct(updates.filter(({ code }) => code !== 200)),
  ...spread(
    updates.filter(({ code }) => code === 200),
    60,
  ),
];
write('update', sampled);
for (const name of BY_VERSION) write(name, read(name));
for (const name of ['create-1.35', 'create-1.37']) write(name, read(name));
const ids = new Set(sampled.map(({ id }) => id));
write(
  'update-controller-1.37',
  read('update-controller-1.37').filter(({ id }) => ids.has(id)),
);
