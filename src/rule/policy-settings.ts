/** What is said about policies: by the configuration, and by the command line over it. */
import type { SourceFile } from '../document/source.ts';
import type { User } from '../kubernetes/admission/request.ts';
import type { StringNode } from '../kubernetes/yaml/node.ts';
import type { Severity } from './rule.ts';

/** A rule of the configuration: an expression that has to be true of every DaemonSet. */
export interface ShortRule {
  readonly id: string;
  readonly message?: string;
  readonly severity: Severity;
  /** Where it is written too, for what is wrong with it. */
  readonly expression: StringNode;
  /** The field to point at, instead of the one that the expression turned on: `spec.template.spec.hostNetwork`. */
  readonly field?: string;
  readonly source: SourceFile;
}

/** Which policies there are, and how they are judged. */
export interface PolicySettings {
  /** Files, folders and patterns, from the current directory. */
  readonly paths: readonly string[];
  readonly rules: readonly ShortRule[];
  /** The severity of what cannot be judged without the cluster. */
  readonly unjudged: Severity;
  /** Whether a parameter that no file declares does not exist. */
  readonly complete: boolean;
  readonly user: User | undefined;
  /** Whether exceptions hide what policies deny, or of which policies, by their names. */
  readonly suppressible: boolean | readonly string[];
}

export const NO_POLICIES: PolicySettings = {
  paths: [],
  rules: [],
  unjudged: 'warning',
  complete: false,
  user: undefined,
  suppressible: false,
};

/** How the ids of rules begin that are policies. */
export const POLICY_PREFIX = 'policy/';
