/** From the input to the report: bytes → documents → manifests → findings → report. */
import { dirname, resolve } from 'node:path';
import { rules } from '../../rules/index.ts';
import type { Replaced } from '../change/changed-kind.ts';
import type { FoundFile } from '../input/find-files.ts';
import { atOverlays } from '../input/overlay-hits.ts';
import { PolicyRulesets } from '../input/policy-rulesets.ts';
import { readInput, type Input } from '../input/read-input.ts';
import { ConfigError } from '../io/errors.ts';
import type { Io } from '../io/io.ts';
import { withReadLimit } from '../io/read-limits.ts';
import { fromRootOf, isInside, repositoryRoot } from '../io/work-tree.ts';
import { minorsLabel } from '../kubernetes/api/release.ts';
import { hitsIn } from '../lint-texts.ts';
import type { Baseline } from '../manifest/known-findings.ts';
import type { Manifest } from '../manifest/manifest.ts';
import type { FixUse } from '../report/harmless-fixes.ts';
import { makeReport, type MadeReport } from '../report/make-report.ts';
import { lintReplaced, type Hit } from '../rule/lint.ts';
import type { Ruleset } from '../rule/ruleset.ts';
import type { RulesetOf } from '../suppress/judges.ts';
import { nearestSettings } from '../settings/nearest.ts';
import { rulesFor, SettingsFinder, type Settings } from '../settings/settings.ts';
import { checkChartValues, unusedValues } from './chart-options.ts';
import type { CheckOptions } from './check-options.ts';
import { progressLine } from './progress-line.ts';

/** One pass over the input. */
export async function inspect(options: CheckOptions, outer: Io, fixes: FixUse = 'offered'): Promise<MadeReport> {
  checkChartValues(options.values, outer);
  const finder = new SettingsFinder(options, rules, outer);
  const own = await finder.of(outer.cwd);
  const io = withReadLimit(outer, own.maxFileSize);
  const settingsOf = (path: string) => finder.of(path === '-' ? io.cwd : dirname(resolve(io.cwd, path)));

  const reading = {
    ...(await nearestSettings(finder, outer)),
    stdinFilename: options.stdinFilename,
    progress: progressLine(io),
    configured: finder,
  };
  const contextOf = async (file: FoundFile) => (await settingsOf(file.path)).context;
  const { base, paths, all } = options;
  const change =
    base && (await (await import('../change/new-hits.ts')).readBoth({ base, paths, all }, reading, contextOf, io));
  const input = change?.next ?? (await readInput(paths, reading, contextOf, io));

  const policies = new PolicyRulesets(io);
  const rulesets = new Map<Manifest, Ruleset>();
  for (const manifest of input.manifests) {
    const settings = await settingsOf(input.paths.get(manifest.source.path) ?? '-');
    rulesets.set(manifest, await policies.of(settings, manifest));
  }
  if (input.manifests.length > 0) {
    policies.checkSelection(own.selection.only ?? []);
    policies.checkSeverities(options.rules ?? {});
    policies.checkComplete(options.policies);
    refuseEmptySelection(options, [own.ruleset, ...rulesets.values()]);
  }
  const files = await fileRulesets(input, settingsOf);
  const rulesetOf: RulesetOf = (manifest, path) =>
    (manifest && rulesets.get(manifest)) ?? files.get(path ?? '') ?? own.ruleset;
  const found = [
    ...hitsIn(input, rulesetOf),
    ...(await replacedHits(change?.replaced ?? [], settingsOf)),
    ...(await policies.hitsIn(own, input.cluster)).filter(
      // What is not in force is always worth knowing; the rest concerns those who change the file.
      ({ source, severity }) => change === undefined || severity === 'error' || input.paths.has(source.path),
    ),
  ];
  const fresh = change === undefined ? found : change.newHits(found, rulesetOf);
  const hits = atOverlays(fresh, rulesetOf);
  const faults = [...input.faults, ...policies.faults];

  const failed = (change?.failed ?? []).filter((each) => each.faults.some(({ madeBy }) => madeBy !== undefined));
  const report = makeReport({ ...input, faults }, hits, {
    kubernetes: minorsLabel(own.context.minors),
    notes: options.notes,
    ruleset: [...own.ruleset, ...policies.rules],
    failOn: own.failOn,
    fromRoot: fromRootOf(repositoryRoot(io.cwd, io), io.cwd),
    standing: found.length - hits.length,
    fixes,
    rulesetOf,
    leftOut: change === undefined ? [] : leftOutOf(found, fresh),
    exceptions: own.context.exceptions && {
      ...own.context.exceptions,
      ...(change && { isStanding: change.standingFaults(rulesetOf) }),
    },
    baselines: { own: own.context.baseline, isComplete: completeness(options, io) },
  });
  const unjudged = failed.map(({ path, reason }) => `${path}: the change cannot be judged: ${reason}`);
  // What changed may well have none.
  const unused = change === undefined ? unusedValues(options.values, input) : [];
  const notices = [...finder.notices, ...unused];
  return {
    ...report,
    ...(change === undefined ? {} : { unknownFiles: new Set(change.unknown).size }),
    ...(unjudged.length === 0 ? {} : { unjudged }),
    ...(notices.length === 0 ? {} : { notices }),
    ...(change === undefined ? {} : { changeNotices: change.notices }),
  };
}

/** Whether a run looks at all that a baseline is about: at least at the folder that it is in. */
function completeness({ base, paths, only }: CheckOptions, { cwd }: Io): (baseline: Baseline) => boolean {
  if (base !== undefined || only !== undefined) return () => false;
  const folders = paths.length === 0 ? [cwd] : paths.map((path) => resolve(cwd, path));
  return ({ file }) => folders.some((folder) => isInside(dirname(file), folder));
}

/** The rules of what belongs to no object, by the file as it is shown. */
async function fileRulesets(
  { sources, unreadable, paths }: Input,
  settingsOf: (path: string) => Promise<Settings>,
): Promise<ReadonlyMap<string, Ruleset>> {
  const shown = new Set([...sources.keys(), ...unreadable.map(({ source }) => source.path)]);
  const rulesets = new Map<string, Ruleset>();
  for (const path of shown) {
    const settings = await settingsOf(paths.get(path) ?? path);
    rulesets.set(path, rulesFor(settings, path).ruleset);
  }
  return rulesets;
}

async function replacedHits(
  replaced: readonly Replaced[],
  settingsOf: (path: string) => Promise<Settings>,
): Promise<Hit[]> {
  const hits: Hit[] = [];
  for (const { previous, successor } of replaced) {
    const { path } = successor.source;
    const { ruleset } = rulesFor(await settingsOf(path), path);
    hits.push(...lintReplaced(previous, successor, ruleset));
  }
  return hits;
}

function leftOutOf(found: readonly Hit[], fresh: readonly Hit[]): readonly Hit[] {
  const kept = new Set(fresh);
  return found.filter((hit) => !kept.has(hit));
}

/** A selection of which the configuration turns everything off would seem to find nothing wrong. */
function refuseEmptySelection({ only = [] }: CheckOptions, rulesets: readonly Ruleset[]): void {
  if (only.length === 0 || rulesets.some((ruleset) => ruleset.length > 0)) return;
  throw new ConfigError(`nothing is checked by "${only.join(',')}": the configuration turns it off`);
}
