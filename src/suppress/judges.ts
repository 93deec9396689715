/** Which rules could have found something where an exception is: only of them it can be said that they did not. */
import type { Manifest } from '../manifest/manifest.ts';
import type { MadeFrom } from '../document/source.ts';
import type { Span } from '../kubernetes/yaml/span.ts';
import { POLICY_PREFIX } from '../rule/policy-settings.ts';
import type { Ruleset } from '../rule/ruleset.ts';
import { addTo } from '../kubernetes/go/lists.ts';
import { groupBy } from '../words/group-by.ts';
import type { Exception } from './exceptions.ts';

/** What was looked at, and how far. */
export interface Judged {
  readonly manifests: readonly Manifest[];
  readonly files: readonly { readonly path: string; readonly status: string; readonly skipped?: readonly unknown[] }[];
  readonly unreadable?: readonly { readonly source: { readonly path: string } }[];
}

/** The enabled rules of a manifest, or of what belongs to none in a file, as it is shown. */
export type RulesetOf = (manifest: Manifest | undefined, path?: string) => Ruleset;

export class Judges {
  readonly rulesetOf: RulesetOf;
  readonly #written: ReadonlyMap<string, readonly Manifest[]>;
  readonly #made: ReadonlyMap<MadeFrom, readonly Manifest[]>;
  /** The files of which everything was read. */
  readonly #whole: ReadonlySet<string>;

  constructor({ manifests, files, unreadable = [] }: Judged, rulesetOf: RulesetOf) {
    this.rulesetOf = rulesetOf;
    const made = new Map<MadeFrom, Manifest[]>();
    for (const manifest of manifests) {
      const { madeFrom } = manifest.source;
      if (madeFrom !== undefined) addTo(made, madeFrom, manifest);
    }
    this.#made = made;
    this.#written = groupBy(
      manifests.filter(({ source }) => source.madeFrom === undefined),
      ({ source }) => source.path,
    );
    const partly = new Set(unreadable.map(({ source }) => source.path));
    const whole = files.filter(({ path, status, skipped }) => status === 'checked' && !skipped && !partly.has(path));
    this.#whole = new Set(whole.map(({ path }) => path));
  }

  /** The manifests that an exception may concern. */
  hostsOf({ source: { path }, extent, manifest }: Exception): readonly Manifest[] {
    if (manifest !== undefined) return [manifest];
    const written = this.#written.get(path) ?? [];
    const around = written.filter(({ holder }) => extent && holder.start < extent.end && extent.start < holder.end);
    // What a kustomization itself says concerns all that it makes.
    const isOf = ({ holds, path: own }: MadeFrom, at: Span): boolean => own === path || holds?.(path, at) === true;
    const made = [...this.#made].flatMap(([madeFrom, own]) =>
      extent !== undefined && isOf(madeFrom, extent) ? own : [],
    );
    return [...(this.#whole.has(path) ? written : around), ...made];
  }

  /** The files of which everything was read. */
  get wholeFiles(): ReadonlySet<string> {
    return this.#whole;
  }

  /** The manifests of a file of which everything was read; undefined for any other file. */
  wholeFile(path: string): readonly Manifest[] | undefined {
    return this.#whole.has(path) ? (this.#written.get(path) ?? []) : undefined;
  }

  /** The manifests that are made from a file. */
  madeFrom(path: string): readonly Manifest[] {
    const everything = { start: 0, end: Infinity };
    const isSource = ({ holds, chart }: MadeFrom): boolean =>
      holds?.(path, everything) === true || (chart !== undefined && path.startsWith(chart.replace(/[^/]*$/, '')));
    return [...this.#made].flatMap(([madeFrom, own]) => (isSource(madeFrom) ? own : []));
  }

  /** Whether a rule looks at one of some manifests with all that it needs; `isComplete` where all files are at hand. */
  runs(rule: string, hosts: readonly Manifest[], isComplete = false): boolean {
    return hosts.some((manifest) => {
      const active = this.rulesetOf(manifest).find((each) => each.rule.id === rule)?.rule;
      if (active === undefined) return false;
      // What rests on other files or on an earlier state may be found in another run.
      const { needs } = active;
      if (rule.startsWith(POLICY_PREFIX) || needs === undefined || needs === 'value') return true;
      if (isComplete && (needs === 'siblings' || needs === 'policies')) return true;
      return needs === 'fleet' && manifest.context.fleet !== undefined;
    });
  }
}
