/** What the configuration files in force say together. */
import type { ShortRule } from '../rule/policy-settings.ts';
import type { Fleet } from '../manifest/manifest.ts';
import type { Severity } from '../rule/rule.ts';
import type { Preset, RuleSetting } from '../rule/ruleset.ts';
import type { Path } from '../kubernetes/yaml/node.ts';
import type { ApplyConfig } from './apply-config.ts';
import type { PolicyConfig } from './policy-config.ts';

/** What a configuration says; everything may be missing. */
export interface Config {
  readonly kubernetes?: Located<string>;
  readonly failOn?: Severity | 'never';
  readonly ignore: readonly PatternList[];
  /** In bytes. */
  readonly maxFileSize?: number;
  /** What is said of rules, in the order in which it counts: later ones win. */
  readonly steps: readonly RuleStep[];
  readonly fleet?: Fleet;
  readonly apply?: ApplyConfig;
  readonly clusters?: readonly ClusterPaths[];
  readonly policies?: PolicyConfig & { readonly named?: readonly PolicyPath[]; readonly rules?: readonly ShortRule[] };
  readonly charts?: readonly ChartConfig[];
}

export const EMPTY_CONFIG: Config = { ignore: [], steps: [] };

/** A value, and where it is written: file, line and column. */
export interface Located<T> {
  readonly value: T;
  readonly at: string;
}

/** Patterns as in an ignore file, and the folder at which they begin. */
export interface PatternList {
  readonly patterns: readonly string[];
  readonly base: string;
}

/** What is said of rules: for everything, or for some objects. */
export interface RuleStep {
  readonly when?: Conditions;
  readonly preset?: Preset;
  readonly rules: Readonly<Record<string, RuleSetting>>;
  /** Where it is written: `FILE:LINE`, of a key below it. */
  readonly placeOf: (keys: Path) => string;
}

/** Which objects an override is for: those that meet all of what is given. */
export interface Conditions {
  readonly files?: PatternList;
  readonly namespaces?: readonly string[];
  readonly names?: readonly string[];
  /** Patterns of the value, by the key. */
  readonly labels?: Readonly<Record<string, readonly string[]>>;
}

/** Files of policies, from the folder of the file that names them. */
export interface PolicyPath {
  readonly path: string;
  readonly folder: string;
}

/** A chart as it is installed. */
export interface ChartConfig extends ChartShape {
  /** Where its path is written: file, line and column. */
  readonly at: string;
  /** From where its paths are. */
  readonly folder: string;
}

/** A chart as it is written. */
export interface ChartShape {
  readonly path: string;
  readonly values?: readonly string[];
  readonly set?: Readonly<Record<string, unknown>>;
  readonly release?: string;
  readonly namespace?: string;
}

/** A cluster, and patterns of what it gets. */
export interface ClusterPaths {
  readonly name: string;
  readonly paths: PatternList;
}
