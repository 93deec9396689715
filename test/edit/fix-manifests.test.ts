/** What --fix makes of real files: the edits of every fix, and whole runs of it. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { rules } from '../../rules/index.ts';
import { FOLDER, setsByPath } from '../../scripts/noise.ts';
import { readCheckOptions } from '../../src/command/check-options.ts';
import { storedBefore } from '../../src/facts/update.ts';
import { fixFiles, type Inspect } from '../../src/command/fix-files.ts';
import { readInput } from '../../src/input/read-input.ts';
import type { Io } from '../../src/io/io.ts';
import { differences } from '../../src/kubernetes/apimachinery/equality.ts';
import { apiPath } from '../../src/kubernetes/yaml/node.ts';
import { NEWEST } from '../../src/kubernetes/api/release.ts';
import { splitDocuments } from '../../src/kubernetes/yaml/split.ts';
import { lint, lintUnreadable } from '../../src/rule/lint.ts';
import { makeReport } from '../../src/report/make-report.ts';
import type { Manifest } from '../../src/manifest/manifest.ts';
import { nodeIo } from '../../src/io/node-io.ts';
import type { Report } from '../../src/report/report.ts';
import type { Change } from '../../src/rule/rule.ts';
import { selectRules } from '../../src/rule/ruleset.ts';
import { faultsOf, keyOf, type Offer } from './fix-faults.ts';

type Level = 'safe' | 'unsafe';

interface Look {
  readonly text: string;
  readonly report: Report;
  readonly manifests: readonly Manifest[];
  readonly offers: readonly Offer[];
}

const RULESET = selectRules(rules, { preset: 'strict', settings: {} });
/** They write out what a server assumes, also one that still served the old version: nothing that is stored changes. */
const DEFAULTS = new Set(['implicit-strategy', 'implicit-max-unavailable', 'removed-api']);

/** Looks at one file as `check --preset strict` does; what fixes name is kept, and equal texts are read once. */
async function look(path: string, io: Io, looks: Map<string, Look>): Promise<Look> {
  const text = Buffer.from(io.readFile(join(io.cwd, path))).toString();
  const seen = looks.get(text);
  if (seen !== undefined) return seen;
  const context = Promise.resolve({ minors: [NEWEST], fleet: undefined });
  const input = await readInput([path], { isIgnored: () => false, stdinFilename: undefined }, () => context, io);
  const hits = [
    ...input.manifests.flatMap((manifest) => [...lint(manifest, RULESET)]),
    ...input.unreadable.flatMap((document) => [...lintUnreadable(document, RULESET)]),
  ];
  const facts = { kubernetes: '1.36', notes: true, ruleset: RULESET, failOn: 'never', fromRoot: undefined } as const;
  const report = makeReport(input, hits, facts);
  const offers = report.findings.flatMap(({ fix, rule, span, message, manifest: index }): Offer[] => {
    const manifest = input.manifests[index ?? -1];
    const hit = hits.find(
      (other) =>
        other.manifest === manifest &&
        other.rule === rule &&
        other.span.start === span.start &&
        other.problem.message === message,
    );
    if (fix === undefined) return [];
    if (manifest === undefined || hit?.problem.fix === undefined) throw new Error(`${path}: whose fix is this?`);
    return [{ rule, manifest, fix: hit.problem.fix, edits: fix.edits }];
  });
  const made = { text, report, manifests: input.manifests, offers };
  looks.set(text, made);
  return made;
}

interface Mended {
  readonly after: string;
  /** The states that the run saw, the first and the last included. */
  readonly looks: readonly Look[];
}

/** `text` as --fix leaves it in the place of the real file. */
async function mended(path: string, text: string, level: Level): Promise<Mended> {
  let after = text;
  const io: Io = {
    ...nodeIo(),
    readFile: (place) => (place === join(process.cwd(), path) ? Buffer.from(text) : nodeIo().readFile(place)),
    editFile: (_, __, written) => {
      after = Buffer.from(written).toString();
    },
    stderr: () => undefined,
  };
  const looks = new Map<string, Look>();
  const inspect: Inspect = async (_, overlay) => (await look(path, overlay, looks)).report;
  await fixFiles(readCheckOptions([`--fix=${level}`, path]), io, inspect);
  return { after, looks: [...looks.values()] };
}

/** Where a change begins and ends, in the API's words. */
function namedBy(change: Change): string[] {
  const at = apiPath(change.at);
  if (change.kind === 'rename') return [at, apiPath([...change.at.slice(0, -1), change.key])];
  return change.kind === 'move' ? [at, apiPath(change.to)] : [at];
}

const isBelow = (path: string, above: string): boolean =>
  path === above || (path.startsWith(above) && /[.[]/.test(path[above.length] ?? ''));

/** What differs between two trees elsewhere than at, below or above what was named. */
function unnamed(before: unknown, after: unknown, named: readonly string[]): string[] {
  return differences(before, after, '')
    .map(({ path }) => path.slice(1))
    .filter((path) => !named.some((other) => isBelow(path, other) || isBelow(other, path)));
}

/** How a whole run goes wrong. */
function faultsOfRun({ after, looks }: Mended, level: Level): string[] {
  const [first, last] = [looks[0], looks[looks.length - 1]];
  if (first === undefined || last === undefined) return ['nothing was read'];
  const isMade = ({ fix }: Offer): boolean => level === 'unsafe' || fix.safety === 'safe';
  const made = looks.flatMap(({ offers }) => offers.filter(isMade));
  const faults = last.offers.filter(isMade).map(({ fix }) => `still offered: ${fix.title}`);
  if (after !== last.text) faults.push('what was written is not what was read last');
  for (const [index, manifest] of first.manifests.entries()) {
    const then = last.manifests[index];
    if (then === undefined) return [...faults, 'an object is gone'];
    const own = made.filter((offer) => keyOf(offer.manifest) === keyOf(manifest));
    const named = own.flatMap(({ fix }) => fix.changes.flatMap(namedBy));
    faults.push(...unnamed(manifest.declared, then.declared, named).map((path) => `${path} is written otherwise`));
    const now = then.answer.stored;
    // What was refused is compared with what a server stored that was not asked to be strict, or was older. The
    // metadata is as it is written, but for the server's own.
    const stored = manifest.answer.stored ?? (now && storedBefore(manifest, NEWEST));
    if (stored === undefined) continue;
    const real = own.filter(({ rule }) => !DEFAULTS.has(rule)).flatMap(({ fix }) => fix.changes.flatMap(namedBy));
    faults.push(
      ...(now === undefined
        ? ['it is refused now']
        : unnamed({ spec: stored.spec }, { spec: now.spec }, real).map((path) => `${path} is stored otherwise`)),
    );
  }
  return [...faults, ...touchedDocuments(first, last, made)];
}

function touchedDocuments(first: Look, last: Look, made: readonly Offer[]): string[] {
  const touched = new Set(made.map(({ manifest }) => manifest.document));
  const [before, after] = [first.text, last.text].map((text) =>
    splitDocuments(text).map(({ start, end }) => text.slice(start, end)),
  );
  if (before?.length !== after?.length) return ['documents were lost or won'];
  return (before ?? []).flatMap((document, index) =>
    touched.has(index) || document === after?.[index] ? [] : [`document ${String(index)} was touched`],
  );
}

const fix = suite('--fix on real manifests');

if (existsSync(FOLDER)) {
  const texts = [...setsByPath().keys()].map((path) => ({
    path,
    text: readFileSync(path, 'utf8').replaceAll('\r\n', '\n'),
  }));
  const runs: { path: string; text: string; level: Level; run: Mended }[] = [];
  const wrong = (faults: (run: (typeof runs)[number]) => readonly string[]): string[] =>
    runs.flatMap((run) => faults(run).map((fault) => `${run.path} (${run.level}): ${fault}`));

  fix('changes what its fixes name, and nothing else', async () => {
    for (const { path, text } of texts) {
      const run = await mended(path, text, 'safe');
      if (run.after !== text) runs.push({ path, text, level: 'safe', run });
      if (run.looks.some(({ offers }) => offers.some((offer) => offer.fix.safety === 'unsafe')))
        runs.push({ path, text, level: 'unsafe', run: await mended(path, text, 'unsafe') });
    }
    assert.equal(
      wrong(({ run, level }) => faultsOfRun(run, level)),
      [],
    );
    const files = new Set(runs.map(({ path }) => path)).size;
    assert.ok(files > 250, 'the files were found');
    console.log(`${String(files)} files in ${String(runs.length)} runs`);
  });

  fix('makes every fix by edits that touch only what it names', () => {
    const offers = runs.flatMap(({ run, path }) =>
      run.looks.flatMap(({ offers }) => offers.map((offer) => ({ offer, path }))),
    );
    assert.equal(
      offers.flatMap(({ offer, path }) =>
        faultsOf(offer, path).map((fault) => `${path}: ${offer.fix.title}: ${fault}`),
      ),
      [],
    );
    console.log(`${String(offers.length)} fixes`);
  });

  fix('has nothing to do a second time', async () => {
    for (const { path, run, level } of runs) assert.is((await mended(path, run.after, level)).after, run.after, path);
  });

  fix('keeps the line ends of Windows', async () => {
    for (const { path, text, run, level } of runs) {
      const { after } = await mended(path, text.replaceAll('\n', '\r\n'), level);
      assert.is(after, run.after.replaceAll('\n', '\r\n'), path);
    }
  });

  fix('adds no final line end', async () => {
    for (const { path, text, run, level } of runs) {
      const { after } = await mended(path, text.replace(/\n+$/, ''), level);
      assert.is(after, run.after.replace(/\n+$/, ''), path);
    }
  });
} else fix.skip('../shared is not there', () => undefined);

fix.run();
