/**
 * Runs one rule alone over one fixture. A fixture is a manifest that a real API server can be given, and says itself
 * what is expected of it (fixture-carets.ts):
 *
 *     maxUnavailable: 100%
 *     #               ^^^^ all-nodes-at-once: a message, which may be left out
 *     #<- some-rule                            (column 1)
 *
 * - `bad.yaml` and `bad-*.yaml` are found, `good.yaml` and `good-*.yaml` are not; `bad.fixed.yaml` is `bad.yaml` fixed.
 * - `# fixture: {"fleet": {…}, "kubernetes": "1.33..1.36", "apply": "client", "options": {…}}` sets the fleet, the minors,
 *   how the change gets to the cluster, the options.
 * - What a rule looks around for (a PodDisruptionBudget, a Namespace) is in the same file, as more documents.
 * - `"chart": true`: the fixture is a template of a chart; `"kustomization": true`: the kustomization of its folder.
 * - `"baseline": true`: the first document is the baseline.
 * - A line `# before` anywhere makes the first document the earlier state of the second; ControllerRevisions in the file
 *   are its history.
 *
 * `tsx scripts/carets.ts ID` writes the carets from what is found, for a person to check.
 */
import { readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { rules } from '../rules/index.ts';
import { inputText } from '../src/manifest/input-text.ts';
import { Entries } from '../src/baseline/baseline-file.ts';
import { baselineOf, type Place } from '../src/baseline/match.ts';
import type { Baseline } from '../src/manifest/known-findings.ts';
import { buildManifest } from '../src/manifest/file-manifest.ts';
import { readDocuments, type FileContents } from '../src/document/documents.ts';
import { Dict } from '../src/gotemplate/value.ts';
import { fileAt } from '../src/input/find-files.ts';
import { readKustomizations } from '../src/input/kustomizations.ts';
import { nodeIo } from '../src/io/node-io.ts';
import { chartContents } from '../src/input/chart-check.ts';
import { readDump } from '../src/dump/read-dump.ts';
import { applyEdits } from '../src/edit/changes-to-edits.ts';
import type { ControllerRevision } from '../src/kubernetes/kubectl/history.ts';
import { NEWEST, parseRange } from '../src/kubernetes/api/release.ts';
import { lint, lintUnreadable, type Hit } from '../src/rule/lint.ts';
import { makeReport } from '../src/report/make-report.ts';
import { withApplier } from '../src/change/applier.ts';
import type { ApplyMode, Fleet, Manifest } from '../src/manifest/manifest.ts';
import type { Report } from '../src/report/report.ts';
import type { OptionValue, Rule } from '../src/rule/rule.ts';
import { NO_POLICIES } from '../src/rule/policy-settings.ts';
import { Policies } from '../src/policies/policies.ts';
import type { SourceFile } from '../src/document/source.ts';
import { compilePattern } from '../src/cel/regex.ts';
import { withPatterns } from '../src/settings/pattern-options.ts';
import { selectRules, type Ruleset } from '../src/rule/ruleset.ts';
import { SiblingIndex } from '../src/manifest/sibling-index.ts';

interface Header {
  readonly fleet?: Fleet;
  readonly kubernetes?: string;
  /** How the change gets to the cluster; default: replace. */
  readonly apply?: ApplyMode;
  readonly options?: Readonly<Record<string, OptionValue>>;
  /** The fixture is a template of a chart without values. */
  readonly chart?: boolean;
  /** The fixture is the kustomization of its folder. */
  readonly kustomization?: boolean;
  /** The first document is the baseline. */
  readonly baseline?: boolean;
}

/** `# fixture: {"fleet": {"nodes": 250}}` on the first line. */
function headerOf(text: string): Header {
  const json = /^# fixture: (\{.*\})$/m.exec(text)?.[1];
  return json === undefined ? {} : (JSON.parse(json) as Header);
}

/** The report of `rule` alone on the fixture at `path`, notes included. */
export function fixtureReport(rule: Rule, path: string, text = readFileSync(path, 'utf8')): Promise<Report> {
  const header = headerOf(text);
  const known = header.baseline === true ? text.slice(0, text.indexOf('\n---') + 1) : '';
  const source = { path, text: known.replace(/[^\n]/g, ' ') + text.slice(known.length) };
  const contents =
    header.chart === true
      ? chartOf(path, text)
      : header.kustomization === true
        ? kustomizationOf(source)
        : readDocuments(source);
  const parsed = parseRange(header.kubernetes ?? `1.${NEWEST}`);
  const minors = 'minors' in parsed ? parsed.minors : [NEWEST];
  const manifests: Manifest[] = [];
  const index = new SiblingIndex(
    () => [inputText(source)],
    () => manifests,
  );
  const context = withApplier({ minors, fleet: header.fleet, apply: { mode: header.apply ?? 'replace' } });
  const [before, after] = /^# before$/m.test(text)
    ? [contents.found.slice(0, 1), contents.found.slice(1)]
    : [[], contents.found];
  const earlier = before.map((found) =>
    buildManifest(found, { context, siblings: (manifest) => index.of(manifest), previous: () => undefined }),
  );
  manifests.push(
    ...after.map((found) =>
      buildManifest(found, {
        context,
        siblings: (manifest) => index.of(manifest),
        previous: () => earlier[0],
        history: () => historyIn(text, path),
      }),
    ),
  );
  const ruleset = only(rule, header.options ?? {});
  // What exceptions hide is found by other rules.
  const beside = rule.category === 'exception' ? recommendedBeside(rule) : [];
  const hits: Hit[] = manifests.flatMap((manifest) => [...lint(manifest, [...ruleset, ...beside])]);
  hits.push(...contents.unreadable.flatMap((document) => [...lintUnreadable(document, ruleset)]));
  if (rule.needs === 'policies') hits.push(...policyHits(source, minors, ruleset));
  const input = {
    files: [{ path, status: 'checked' as const }],
    manifests,
    unreadable: contents.unreadable,
    sources: new Map([[path, source]]),
    faults: [],
    paths: new Map([[path, path]]),
  };
  const report = makeReport(input, hits, {
    kubernetes: `1.${minors[0] ?? NEWEST}`,
    notes: true,
    ruleset,
    failOn: 'warning',
    fromRoot: '',
    rulesetOf: () => [...ruleset, ...beside],
    exceptions: { today: '2026-06-01' },
    baselines: known === '' ? undefined : { own: baselineIn({ path, text }, known), isComplete: () => true },
  });
  return Promise.resolve({ ...report, findings: report.findings.filter((finding) => finding.rule === rule.id) });
}

/** The baseline that a fixture begins with, which knows it by its name alone. */
function baselineIn(source: SourceFile, known: string): Baseline {
  const place: Place = {
    source,
    file: source.path,
    pathOf: (path) => basename(path),
    shownOf: () => source.path,
    isThere: (path) => path === basename(source.path),
    seenFrom: () => place,
  };
  return baselineOf(new Entries(known, source.path), place);
}

function recommendedBeside({ id }: Rule): Ruleset {
  return selectRules(rules, { preset: 'recommended', settings: { [id]: { severity: 'off', options: {} } } });
}

/** What is wrong with the policies of a fixture. */
function policyHits(source: SourceFile, minors: readonly number[], ruleset: Ruleset): Hit[] {
  const policies = new Policies({
    settings: NO_POLICIES,
    files: [],
    minors,
    time: '2026-01-01T00:00:00Z',
    requestedBy: () => undefined,
  });
  return policies.hitsIn([source], ruleset);
}

/** A chart whose only template is the fixture. */
function chartOf(path: string, text: string): Pick<FileContents, 'found' | 'unreadable'> {
  const files = [
    { name: 'Chart.yaml', path: 'Chart.yaml', bytes: Buffer.from('apiVersion: v2\nname: agent\nversion: 1.0.0\n') },
    { name: 'templates/agent.yaml', path, bytes: Buffer.from(text) },
  ];
  const { rendered, faults } = chartContents(files, { minor: NEWEST, given: new Dict(), only: undefined });
  return { found: rendered.flatMap(({ found }) => found), unreadable: faults };
}

/** What a kustomization makes of the other files of its folder. */
function kustomizationOf(source: SourceFile): Pick<FileContents, 'found' | 'unreadable'> {
  const io = nodeIo();
  const folder = resolve(dirname(source.path));
  const file = join(folder, 'kustomization.yaml');
  const { built, faults } = readKustomizations(
    {
      files: [fileAt(file, true, io)],
      isAround: () => true,
      isWanted: () => true,
      isIgnored: () => false,
    },
    (letters) => /daemonset/i.test(letters),
    {
      ...io,
      kindOf: (path) => (path === file ? 'file' : io.kindOf(path)),
      realPath: (path) => (path === file ? file : io.realPath(path)),
      readFile: (path) => (path === file ? Buffer.from(source.text) : io.readFile(path)),
    },
  );
  const unreadable = faults.map((fault) => ({ ...fault, source }));
  return { found: built.flatMap(({ contents }) => contents.found), unreadable };
}

function historyIn(text: string, path: string): readonly ControllerRevision[] {
  return /^kind: ControllerRevision$/m.test(text) ? readDump(text, path).revisions : [];
}

function only(rule: Rule, options: Readonly<Record<string, OptionValue>>): Ruleset {
  const compiled = withPatterns({ [rule.id]: { options } }, compilePattern);
  if ('message' in compiled) throw new Error(compiled.message);
  return selectRules([rule], { preset: 'strict', settings: compiled.rules, only: [rule.id] });
}

/** The text of the fixture with every fix of the rule applied until nothing changes; undefined when there is none. */
export async function fixedText(
  rule: Rule,
  path: string,
  text = readFileSync(path, 'utf8'),
): Promise<string | undefined> {
  let current = text;
  for (let pass = 0; pass < 10; pass++) {
    const report = await fixtureReport(rule, path, current);
    const fix = report.findings.find((finding) => finding.fix !== undefined)?.fix;
    if (fix === undefined) break;
    const next = applyEdits(current, fix.edits);
    if (next === undefined || next === current) break;
    current = next;
  }
  return current === text ? undefined : current;
}

/** What the fixes of the rule change in the fixture, as the body of a unified diff. */
export async function fixtureFixed(rule: Rule, path: string): Promise<{ text: string; safe: boolean } | undefined> {
  const before = readFileSync(path, 'utf8');
  const after = await fixedText(rule, path, before);
  if (after === undefined) return undefined;
  const { structuredPatch } = await import('diff');
  const { hunks } = structuredPatch('bad.yaml', 'bad.yaml', before, after, '', '', { context: 2 });
  const report = await fixtureReport(rule, path);
  const safe = report.findings.every((finding) => finding.fix?.safety !== 'unsafe');
  return { text: hunks.map((hunk) => hunk.lines.join('\n')).join('\n…\n'), safe };
}
