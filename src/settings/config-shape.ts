/** What a configuration and the options of `lint` have in common, as they are written, and what it means. */
import type { Fleet, NodeGroup } from '../manifest/manifest.ts';
import type { OptionValue, Severity } from '../rule/rule.ts';
import type { Preset, RuleSetting } from '../rule/ruleset.ts';

/** The severity of a rule, or `off`. */
export type RuleLevel = Severity | 'off';

/** `warning`, or `{severity: error, limit: 30%}`: the options beside the severity, which may be left out. */
export type RuleConfig =
  RuleLevel | { readonly severity?: RuleLevel; readonly [option: string]: OptionValue | undefined };

/** A group of equal nodes; only the count has to be written. */
export type NodeGroupConfig = Pick<NodeGroup, 'count'> & Partial<NodeGroup>;

/** What is known of the cluster, as it is written. */
export type FleetConfig = Omit<Fleet, 'groups'> & { readonly groups?: readonly NodeGroupConfig[] };

/** YAML 1.1 reads a bare off as false. */
type Level = RuleLevel | false;

/** What the schema lets through. */
export interface SettingsShape {
  readonly preset?: Preset;
  readonly rules?: Readonly<Record<string, Level | RuleConfig | { readonly severity: false }>>;
  readonly fleet?: FleetConfig;
}

type Written = { readonly [Key in 'rules' | 'fleet']?: SettingsShape[Key] | undefined };

/** The settings of rules and the fleet, complete. */
export function settingsOf({ rules = {}, fleet }: Written): {
  readonly rules: Readonly<Record<string, RuleSetting>>;
  readonly fleet?: Fleet;
} {
  const settings = Object.entries(rules).map(([id, setting]): [string, RuleSetting] => {
    if (typeof setting !== 'object') return [id, { severity: setting || 'off', options: {} }];
    const { severity, ...written } = setting;
    const options = definedIn(written);
    return [id, severity === undefined ? { options } : { severity: severity || 'off', options }];
  });
  return { rules: Object.fromEntries(settings), ...(fleet === undefined ? {} : { fleet: fleetOf(fleet) }) };
}

function fleetOf({ groups, ...fleet }: FleetConfig): Fleet {
  if (groups === undefined) return fleet;
  return { ...fleet, groups: groups.map(groupOf) };
}

// A caller may write undefined for what is left out.
function groupOf({ count, labels = {}, taints = [], allocatable = {} }: NodeGroupConfig): NodeGroup {
  return { count, labels, taints, allocatable };
}

function definedIn(options: Readonly<Record<string, OptionValue | undefined>>): Record<string, OptionValue> {
  return Object.fromEntries(
    Object.entries(options).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
