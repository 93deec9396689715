import { ConfigError } from '../io/errors.ts';
import { meant } from '../words/similar-name.ts';
import { POLICY_PREFIX } from './policy-settings.ts';
import type { OptionSetting, Rule, Severity } from './rule.ts';

/** Which rules are on unless something else is said. */
export type Preset = 'recommended' | 'strict';

/** What is set of a rule: a severity, and its options by name. */
export interface RuleSetting {
  readonly severity?: Severity | 'off';
  readonly options: Readonly<Record<string, OptionSetting>>;
}

export interface ActiveRule {
  readonly rule: Rule;
  readonly severity: Severity;
  readonly options: Readonly<Record<string, OptionSetting>>;
}

/** The enabled rules, sorted by id. */
export type Ruleset = readonly ActiveRule[];

export interface Selection {
  readonly preset: Preset;
  readonly settings: Readonly<Record<string, RuleSetting>>;
  /** If given, only these rules. */
  readonly only?: readonly string[];
  /** Whether the size of the fleet is known. */
  readonly fleetKnown?: boolean;
}

/** The rule called `id`; throws ConfigError with the nearest known id. */
export function ruleNamed(rules: readonly Rule[], id: string): Rule {
  const rule = rules.find((candidate) => candidate.id === id);
  if (rule !== undefined) return rule;
  const ids = rules.map((candidate) => candidate.id);
  throw new ConfigError(`unknown rule "${id}"${meant(id, ids)}`);
}

/**
 * The enabled rules. A setting overrides the preset; a setting without a severity enables an opt-in rule; `only` uses
 * the configured severity, otherwise the rule's own.
 */
export function selectRules(rules: readonly Rule[], selection: Selection): Ruleset {
  for (const id of [...Object.keys(selection.settings), ...(selection.only ?? [])])
    // Which policies there are is known only when their files are read.
    if (!id.startsWith(POLICY_PREFIX)) ruleNamed(rules, id);
  return selectFrom(rules, selection);
}

/** The same for some of the rules, whatever else the selection names. */
export function selectFrom(rules: readonly Rule[], selection: Selection): Ruleset {
  const active: ActiveRule[] = [];
  for (const rule of rules) {
    if (selection.only !== undefined && !selection.only.includes(rule.id)) continue;
    const setting = selection.settings[rule.id];
    const preset = presetSeverity(rule, selection.preset, selection.fleetKnown);
    const fallback = selection.only !== undefined || setting !== undefined ? rule.severity : undefined;
    const severity = setting?.severity ?? preset ?? fallback;
    if (severity === undefined || severity === 'off') continue;
    active.push({ rule, severity, options: { ...defaultsOf(rule), ...typed(rule, setting?.options) } });
  }
  return active.sort((a, b) => (a.rule.id < b.rule.id ? -1 : 1));
}

/** The severity of a rule in a preset, undefined if it is off there; `strict` extends `recommended`. */
export function presetSeverity(rule: Rule, preset: Preset, fleetKnown = false): Severity | undefined {
  const { recommended, strict, fleet } = rule.presets;
  if (preset === 'strict') return strict ?? recommended;
  return fleetKnown ? (fleet ?? recommended) : recommended;
}

// A budget may be written as a number where the option is a string. An empty pattern is none.
function typed(rule: Rule, options: ActiveRule['options'] = {}): ActiveRule['options'] {
  const asText = (name: string): boolean => typeof rule.options?.[name]?.default === 'string';
  return Object.fromEntries(
    Object.entries(options)
      .filter(([name, value]) => value !== '' || rule.options?.[name]?.regex !== true)
      .map(([name, value]) => [name, typeof value === 'number' && asText(name) ? String(value) : value]),
  );
}

function defaultsOf(rule: Rule): Record<string, OptionSetting> {
  const plain = Object.entries(rule.options ?? {}).filter(([, { regex }]) => regex !== true);
  return Object.fromEntries(plain.map(([name, option]) => [name, option.default]));
}
