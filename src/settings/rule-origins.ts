/** What steps of a configuration say of one rule, and where. */
import type { OptionSetting, Rule, Severity } from '../rule/rule.ts';
import { presetSeverity, type Preset } from '../rule/ruleset.ts';
import type { RuleStep } from './config.ts';

/** A value, and what it comes from. */
export interface Sourced<T> {
  readonly value: T;
  readonly origin: string;
}

/** What a preset makes of a rule where nothing else is said. */
export const DEFAULT_PRESET: Sourced<Preset> = { value: 'recommended', origin: 'default' };

/** The last preset that is asked for. */
export function presetIn(steps: readonly RuleStep[]): Sourced<Preset> {
  const step = steps.findLast(({ preset }) => preset !== undefined);
  return step?.preset === undefined ? DEFAULT_PRESET : { value: step.preset, origin: step.placeOf(['preset']) };
}

/** What is in force of a rule. */
export interface RuleOrigins {
  readonly severity: Sourced<Severity | 'off'>;
  /** Whether somebody says something of the rule. */
  readonly isSet: boolean;
  readonly options: Readonly<Record<string, Sourced<OptionSetting>>>;
}

/** Where the severity and each option of a rule come from. */
export function originsOf(rule: Rule, steps: readonly RuleStep[], fleetKnown: boolean): RuleOrigins {
  const own = steps.flatMap(({ rules, placeOf }) => {
    const setting = rules[rule.id];
    return setting === undefined
      ? []
      : [{ setting, placeOf: (...keys: string[]) => placeOf(['rules', rule.id, ...keys]) }];
  });
  const defaults = Object.entries(rule.options ?? {}).map(([name, option]): [string, Sourced<OptionSetting>] => [
    name,
    { value: option.default, origin: 'default' },
  ]);
  const set = own.flatMap(({ setting, placeOf }) =>
    Object.entries(setting.options).map(([name, value]): [string, Sourced<OptionSetting>] => [
      name,
      { value, origin: placeOf(name) },
    ]),
  );
  return {
    severity: severityOf(rule, steps, own, fleetKnown),
    isSet: own.length > 0,
    options: Object.fromEntries([...defaults, ...set]),
  };
}

interface Said {
  readonly setting: RuleStep['rules'][string];
  readonly placeOf: (...keys: string[]) => string;
}

function severityOf(
  rule: Rule,
  steps: readonly RuleStep[],
  own: readonly Said[],
  fleetKnown: boolean,
): RuleOrigins['severity'] {
  const said = own.findLast(({ setting }) => setting.severity !== undefined);
  if (said?.setting.severity !== undefined) return { value: said.setting.severity, origin: said.placeOf('severity') };
  const preset = presetIn(steps);
  const severity = presetSeverity(rule, preset.value, fleetKnown);
  if (severity !== undefined) return { value: severity, origin: presetOrigin(preset) };
  const on = own.at(-1);
  return on === undefined
    ? { value: 'off', origin: presetOrigin(preset) }
    : { value: rule.severity, origin: on.placeOf() };
}

/** `preset strict (daemonlint.yaml:1)`. */
export const presetOrigin = ({ value, origin }: Sourced<Preset>): string => `preset ${value} (${origin})`;
