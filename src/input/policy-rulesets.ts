/** The rulesets of an input, with what policies add to them. */
import { requestedBy } from '../facts/admission-request.ts';
import type { Io } from '../io/io.ts';
import type { ClusterTexts, Manifest } from '../manifest/manifest.ts';
import type { Policies } from '../policies/policies.ts';
import type { Hit } from '../rule/lint.ts';
import { POLICY_PREFIX, type PolicySettings } from '../rule/policy-settings.ts';
import type { ActiveRule, Ruleset, Selection } from '../rule/ruleset.ts';
import { rulesFor, type Settings } from '../settings/settings.ts';
import { ConfigError, UsageError } from '../io/errors.ts';
import { meant } from '../words/similar-name.ts';
import { readPolicyFiles, requestTime, type PolicyFiles } from './policy-files.ts';

/** What judges manifests that have the same settings. */
export interface LoadedPolicies {
  /** The rules of the settings, and those that policies are for a manifest. Throws ConfigError. */
  readonly rulesetOf: (manifest: Manifest) => Ruleset;
  /** What is wrong with the policies themselves. */
  readonly hitsIn: (texts: ClusterTexts) => readonly Hit[];
}

/** Finds the policies that settings name and that the input holds; loads what judges them only when there is one. */
export class PolicyRulesets {
  readonly #io: Io;
  readonly #time = requestTime();
  readonly #files = new Map<string, Promise<PolicyFiles>>();
  readonly #policies = new Map<PolicySettings, Promise<Policies>>();
  readonly #rules = new Map<string, ActiveRule>();
  readonly #ids = new Set<string>();
  readonly #idle = new Map<string, string>();
  /** Whether a policy was looked for and there was none. */
  #isLacking = false;
  readonly #faults = new Map<string, { readonly path: string; readonly message: string }>();

  constructor(io: Io) {
    this.#io = io;
  }

  /** The rules of the settings, and those that policies are for a manifest. Throws ConfigError. */
  async of(settings: Settings, manifest: Manifest): Promise<Ruleset> {
    const loaded = await this.load(settings, manifest.siblings);
    return loaded?.rulesetOf(manifest) ?? rulesFor(settings, manifest).ruleset;
  }

  /** What judges manifests with these settings, if `texts` or the settings hold a policy. Throws ConfigError. */
  async load(settings: Settings, texts: Pick<ClusterTexts, 'policyTexts'>): Promise<LoadedPolicies | undefined> {
    const { paths, rules } = settings.policies;
    // Looking for policies in the input has its price: folders are listed.
    if (settings.selection.only?.every((id) => !id.startsWith('policy')) === true) return undefined;
    if (paths.length === 0 && rules.length === 0 && texts.policyTexts().length === 0) {
      this.#isLacking = true;
      return undefined;
    }
    let loading = this.#policies.get(settings.policies);
    if (loading === undefined) this.#policies.set(settings.policies, (loading = this.#make(settings)));
    const policies = await loading;
    return {
      rulesetOf: (manifest) => {
        const { ruleset, selection } = rulesFor(settings, manifest);
        return [...ruleset, ...this.#rulesFor(policies, manifest, selection)];
      },
      hitsIn: ({ policyTexts }) => policies.hitsIn(policyTexts(), settings.ruleset),
    };
  }

  #rulesFor(policies: Policies, manifest: Manifest, selection: Selection): Ruleset {
    const own = policies.rulesFor(manifest, selection);
    if (typeof own === 'string') throw new ConfigError(own);
    for (const active of own) this.#rules.set(active.rule.id, active);
    for (const id of policies.ids) this.#ids.add(id);
    for (const [name, reason] of policies.idle) this.#idle.set(`${POLICY_PREFIX}${name}`, reason);
    return own;
  }

  /** Everything that was in force for some manifest, sorted by id. */
  get rules(): Ruleset {
    return [...this.#rules.values()].sort((a, b) => (a.rule.id < b.rule.id ? -1 : 1));
  }

  /** Named files that could not be read. */
  get faults(): readonly { readonly path: string; readonly message: string }[] {
    return [...this.#faults.values()];
  }

  /** What is wrong with the policies themselves, in the input and where the settings name them. */
  async hitsIn(settings: Settings, texts: ClusterTexts): Promise<readonly Hit[]> {
    return (await this.load(settings, texts))?.hitsIn(texts) ?? [];
  }

  /** Refuses a selection of policies that do not exist: it would find nothing, and seem to find nothing wrong. */
  checkSelection(only: readonly string[]): void {
    for (const id of only.filter(isPolicy)) {
      if (this.#rules.has(id)) continue;
      throw new ConfigError(`nothing is checked by "${id}": ${this.#idle.get(id) ?? this.#unknown(id)}`);
    }
  }

  /** Refuses to set the severity of a policy that does not exist: it would change nothing. */
  checkSeverities(rules: Readonly<Record<string, unknown>>): void {
    for (const id of Object.keys(rules).filter(isPolicy))
      if (!this.#ids.has(id) && !this.#idle.has(id))
        throw new ConfigError(`nothing has the severity of "${id}": ${this.#unknown(id)}`);
  }

  #unknown(id: string): string {
    return `there is no policy of that name${meant(id, [...this.#ids])}`;
  }

  /** Refuses to call the files of policies complete where there is none, or to say who asks for what nobody judges. */
  checkComplete({ complete = false, user }: Partial<PolicySettings> = {}): void {
    const option = complete ? '--policy-complete' : user === undefined ? undefined : '--user or --group';
    if (option !== undefined && this.#isLacking && this.#policies.size === 0)
      throw new UsageError(`${option} needs a policy, and none is named or found: name it with --policy`);
  }

  async #make({ policies: settings, context: { minors } }: Settings): Promise<Policies> {
    const { files, faults } = await this.#read(settings.paths);
    for (const fault of faults) this.#faults.set(fault.message, fault);
    const { Policies } = await import('../policies/index.ts');
    const policies = new Policies({ settings, files, minors, time: this.#time, requestedBy });
    if (policies.fault !== undefined) throw new ConfigError(policies.fault);
    return policies;
  }

  #read(paths: readonly string[]): Promise<PolicyFiles> {
    const key = paths.join('\0');
    let files = this.#files.get(key);
    if (files === undefined) this.#files.set(key, (files = readPolicyFiles(paths, this.#io)));
    return files;
  }
}

const isPolicy = (id: string): boolean => id.startsWith(POLICY_PREFIX);
