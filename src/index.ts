/** The public API: lint texts, look rules up, and the types of both. */
import { rules as allRules } from '../rules/index.ts';
import { NEWEST } from './kubernetes/api/release.ts';
import { lintTexts } from './lint-texts.ts';
import { sizedFleet } from './manifest/fleet.ts';
import type { Fleet } from './manifest/manifest.ts';
import type { Report } from './report/report.ts';
import type { RuleMeta } from './rule/rule.ts';
import { selectRules, type Preset, type RuleSetting } from './rule/ruleset.ts';
import type { SourceFile } from './document/source.ts';

/** Every rule, sorted by id: what it finds, why, how it is fixed, its severities and options. */
export const rules: readonly RuleMeta[] = allRules;

export { ConfigError } from './errors.ts';
export { VERSION as version } from './version.ts';
export type { Fleet, NodeGroup } from './manifest/manifest.ts';
export type {
  Edit,
  Finding,
  FindingFix,
  Range,
  RelatedPlace,
  Report,
  ReportFile,
  ReportManifest,
  Summary,
} from './report/report.ts';
export type { Category, Options, OptionValue, Reference, RuleMeta, ServerText, Severity } from './rule/rule.ts';
export type { SkipReason } from './document/skip-reason.ts';
export type { Preset, RuleSetting } from './rule/ruleset.ts';
export type { Position, SourceFile } from './document/source.ts';
export type { Span } from './kubernetes/yaml/span.ts';

/** How to lint; everything may be left out. */
export interface LintOptions {
  /** Default: `recommended`. */
  readonly preset?: Preset;
  /** Severity and options of single rules, over the preset. */
  readonly rules?: Readonly<Record<string, RuleSetting>>;
  /** These rules alone. */
  readonly only?: readonly string[];
  /** Minors of Kubernetes 1, ascending; default: the newest known. */
  readonly minors?: readonly number[];
  readonly fleet?: Fleet;
}

/**
 * Lints texts that belong together (rules look from one to the other), notes included. Throws ConfigError when a rule is
 * not known; bad YAML is a finding.
 */
export function lint(sources: readonly SourceFile[], options: LintOptions = {}): Report {
  const { preset = 'recommended', rules: settings = {}, only, minors = [NEWEST] } = options;
  const fleet = sizedFleet(options.fleet);
  const fleetKnown = fleet?.nodes !== undefined;
  const ruleset = selectRules(allRules, { preset, settings, fleetKnown, ...(only === undefined ? {} : { only }) });
  return lintTexts(sources, { ruleset, context: { minors, fleet }, failOn: 'warning' }).report;
}
