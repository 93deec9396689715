/** The public API: lint texts, look rules up, and the types of both. */
import { rules as allRules } from '../rules/index.ts';
import type { SourceText } from './document/source.ts';
import { fields, text } from './kubernetes/library/arguments.ts';
import { reading } from './kubernetes/library/copy-arguments.ts';
import { shown } from './kubernetes/library/value-in-message.ts';
import { lintTexts } from './lint-texts.ts';
import { sizedFleet } from './manifest/fleet.ts';
import type { Report } from './report/report.ts';
import type { RuleMeta } from './rule/rule.ts';
import { selectRules } from './rule/ruleset.ts';
import { dayOf } from './settings/day.ts';
import { lintSettings, type LintOptions } from './settings/lint-options.ts';

/** Every rule, sorted by id: what it finds, why, how it is fixed, its severities and options. */
export const rules: readonly RuleMeta[] = frozen(allRules);

export { ConfigError } from './io/errors.ts';
export { VERSION as version } from './version.ts';
export type {
  Edit,
  Finding,
  FindingFix,
  LeftOut,
  Range,
  RelatedPlace,
  Report,
  ReportFile,
  ReportManifest,
  Summary,
  Suppressed,
} from './report/report.ts';
export type { Category, Option, Options, OptionValue, Reference, RuleMeta, ServerText, Severity } from './rule/rule.ts';
export type { SkipReason } from './document/skip-reason.ts';
export type { Preset } from './rule/ruleset.ts';
export type { Fleet, NodeGroup } from './manifest/manifest.ts';
export type { FleetConfig, NodeGroupConfig, RuleConfig, RuleLevel } from './settings/config-shape.ts';
export type { LintOptions } from './settings/lint-options.ts';
export type { Position, SourceText } from './document/source.ts';
export type { Span } from './kubernetes/yaml/span.ts';

const checkSource = fields<SourceText>({ path: text, text }, ['path', 'text']);

/**
 * Lints texts that belong together (rules look from one to the other), notes included; bad YAML is a finding. Lines and
 * columns of the report count from 1, offsets from 0 in UTF-16 units. Throws ConfigError for options that are not those of
 * LintOptions, in the words of a configuration file, and TypeError for sources that are not a list of paths and
 * texts, and for what cannot be read.
 */
export function lint(sources: readonly SourceText[], options: LintOptions = {}): Report {
  const { preset, rules: settings, only, minors, fleet: written } = lintSettings(options);
  if (!reading('sources', () => Array.isArray(sources)))
    throw new TypeError(`"sources" has to be a list, not ${shown(sources)}`);
  const texts = reading('sources', () => Array.from<SourceText>(sources));
  for (const [i, source] of texts.entries()) checkSource(`sources[${String(i)}]`, source);
  const fleet = sizedFleet(written);
  const fleetKnown = fleet?.nodes !== undefined;
  const ruleset = selectRules(allRules, { preset, settings, fleetKnown, ...(only === undefined ? {} : { only }) });
  const context = { minors, fleet, exceptions: { today: dayOf(new Date()) } };
  return lintTexts(texts, { ruleset, context, failOn: 'warning' }).report;
}

/** Freezes lists and objects in place, all the way down: what `lint` reads is not for callers to change. */
function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const inner of Object.values(value)) frozen(inner);
  return value;
}
