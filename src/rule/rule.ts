import type { Pattern } from '../cel/regex.ts';
import type { Path } from '../kubernetes/yaml/node.ts';
import type { Manifest, Part, Sibling } from '../manifest/manifest.ts';
import type { SourceFile } from '../document/source.ts';
import type { UnreadableDocument } from '../document/unreadable.ts';
import type { Span } from '../kubernetes/yaml/span.ts';

/** SARIF's levels. */
export type Severity = 'error' | 'warning' | 'note';

/** Which question a rule answers. */
export type Category = 'refused' | 'strategy' | 'stuck' | 'rollback' | 'change' | 'policy' | 'exception';

/** A value of an option, as it is written. */
export type OptionValue = string | number | boolean | readonly string[];

/** Option names to their defaults; the schema, the docs table and the argument type are derived from these. */
export type Options = Readonly<Record<string, Option>>;

/** One option of a rule: its default, and what it does in Markdown. */
export interface Option {
  readonly default: OptionValue;
  readonly description: string;
  /** Whether a share of the nodes may have decimals: `0.5%`. */
  readonly decimals?: true;
  /** Whether the text is a regular expression, as Go writes them; the rule gets it compiled. */
  readonly regex?: true;
}

/** What is set of an option: as it was written, or compiled. */
export type OptionSetting = OptionValue | Pattern;

/** The values a rule's `check` gets for its options. */
export type Values<O extends Options> = {
  readonly [Key in keyof O]: O[Key] extends { readonly regex: true }
    ? Pattern | undefined
    : string extends Key
      ? OptionSetting
      : Widen<O[Key]['default']>;
};

type Widen<T> = T extends string
  ? string
  : T extends number
    ? number
    : T extends boolean
      ? boolean
      : T extends readonly string[]
        ? readonly string[]
        : T;

export type Scalar = string | number | boolean | null;

/** What `set` may insert: a scalar, or a small tree of them in block style. */
export type Value = Scalar | readonly Value[] | { readonly [key: string]: Value };

/** Changes use paths into the object, never offsets; `edit/changes-to-edits.ts` turns them into text. */
export type Change =
  | { readonly kind: 'set'; readonly at: Path; readonly value: Value }
  | { readonly kind: 'remove'; readonly at: Path }
  | { readonly kind: 'rename'; readonly at: Path; readonly key: string }
  /** Moves the entry as it is written to another path (a misplaced field). */
  | { readonly kind: 'move'; readonly at: Path; readonly to: Path }
  /** Adds an item behind the last one of a list. */
  | { readonly kind: 'append'; readonly at: Path; readonly value: Value };

/** The path that a change writes; undefined if it writes nothing. */
export function goalOf(change: Change): Path | undefined {
  if (change.kind === 'rename') return [...change.at.slice(0, -1), change.key];
  if (change.kind === 'move') return change.to;
  return change.kind === 'set' ? change.at : undefined;
}

export interface Fix {
  /** An imperative sentence: "Move maxUnavailable under rollingUpdate". */
  readonly title: string;
  /** `safe`: same meaning, or the obviously intended one. `unsafe`: changes behavior; applied only on request. */
  readonly safety: 'safe' | 'unsafe';
  readonly changes: readonly Change[];
}

/** Another place that explains a problem, in this manifest or in another. */
export interface Related {
  readonly manifest?: Manifest;
  /** A place in a document that is not a DaemonSet (siblings). */
  readonly place?: { readonly source: SourceFile; readonly span: Span };
  readonly at?: Path;
  readonly message: string;
}

/** The API server's message for the same problem. */
export interface ServerText {
  readonly reason: string;
  readonly field: string;
  readonly message: string;
}

export interface Problem {
  readonly at: Path;
  readonly part?: Part;
  /** An exact place that no path can express (the second occurrence of a key, a syntax error). */
  readonly span?: Span;
  /** The effect on the cluster first, then what to write. One line. */
  readonly message: string;
  /** Lower than the rule's own severity for this one case. */
  readonly severity?: Severity;
  readonly related?: readonly Related[];
  readonly fix?: Fix;
  readonly server?: ServerText;
  /** A policy denies the request. */
  readonly denial?: {
    readonly code: number;
    readonly message: string;
    /** Whether the configuration lets exceptions hide it. */
    readonly isSuppressible?: boolean;
  };
  /** It is about the change itself, whatever was found in the earlier state. */
  readonly isNew?: boolean;
}

/** A page about what a rule finds. */
export interface Reference {
  readonly title: string;
  readonly url: string;
}

/** What is known of a rule: its docs page, SARIF descriptor and config schema come from it. */
export interface RuleMeta<O extends Options = Options> {
  readonly id: string;
  readonly category: Category;
  /** The severity when the rule is enabled by name. */
  readonly severity: Severity;
  /**
   * The severity in each preset; missing means off. A rule in neither preset is opt-in. `fleet` replaces `recommended`
   * once the size of the fleet is known.
   */
  readonly presets: { readonly recommended?: Severity; readonly strict?: Severity; readonly fleet?: Severity };
  /** One sentence without a final period, for tables: what is wrong. */
  readonly summary: string;
  /** Markdown: what happens on the cluster and when. */
  readonly why: string;
  /** Markdown: how to fix it. */
  readonly fix: string;
  /** Markdown: when to ignore it. */
  readonly unless?: string;
  /** The first daemonlint version with the rule. */
  readonly since: string;
  readonly references: readonly Reference[];
  readonly options?: O;
  /** What the rule needs to report anything. */
  readonly needs?: 'previous' | 'siblings' | 'fleet' | 'value' | 'policies';
}

/** A rule is one typed constant. */
export interface Rule<O extends Options = Options> extends RuleMeta<O> {
  check(manifest: Manifest, options: Values<O>): Iterable<Problem>;
  /** For documents that cannot be read at all. */
  checkDocument?(document: UnreadableDocument): Iterable<Problem>;
  /** For a DaemonSet that left the input, where a workload of another kind has its name now. */
  checkReplaced?(previous: Manifest, successor: Sibling): Iterable<Problem>;
}

/** Keeps the option types of one rule, and gives all rules one type. */
export function defineRule<const O extends Options = Readonly<Record<string, never>>>(rule: Rule<O>): Rule {
  // A rule is called only with values of its own options (ruleset.ts).
  return rule;
}

/** A finding that speaks of many other objects shows at most so many of their places. */
export const MOST_RELATED = 10;
