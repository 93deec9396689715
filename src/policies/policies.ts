import type { SourceFile } from '../document/source.ts';
import type { PolicyDocuments } from '../kubernetes/admission/policy-set.ts';
import { paramKindsIn, parsePolicyFiles, policiesFrom } from '../kubernetes/admission/policy-set.ts';
import { nodeAt, type MapNode } from '../kubernetes/yaml/node.ts';
import type { Manifest } from '../manifest/manifest.ts';
import type { Hit } from '../rule/lint.ts';
import { lintPolicies } from './file-problems.ts';
import type { Rule } from '../rule/rule.ts';
import { selectFrom, type Ruleset, type Selection } from '../rule/ruleset.ts';
import type { PolicyOptions, Servers } from './policy-options.ts';
import { policyRules } from './policy-rules.ts';
import { compileShortRules, shortRule, type CompiledRule } from './short-rules.ts';

/** Policies as rules: those that settings name, and those of the input. Each combination is compiled once. */
export class Policies {
  /** What is wrong with the short rules, with its place. */
  readonly fault: string | undefined;
  /** The ids of all rules that policies were for some manifest, whatever the selection makes of them. */
  readonly ids = new Set<string>();
  /** Why the policies of some names judge nothing. */
  readonly idle = new Map<string, string>();
  readonly #options: PolicyOptions;
  readonly #named: PolicyDocuments;
  readonly #shortRules: readonly CompiledRule[];
  readonly #paths: ReadonlySet<string>;
  readonly #needed = new Map<string, Needed>();
  readonly #rules = new Map<string, { readonly rules: readonly Rule[]; readonly selected: Map<Selection, Ruleset> }>();
  readonly #servers = new Map<string, Servers>();

  constructor(options: PolicyOptions) {
    this.#options = options;
    this.#named = parsePolicyFiles(options.files);
    this.#paths = new Set(options.files.map(({ path }) => path));
    const { rules, fault } = compileShortRules(options);
    this.#shortRules = rules;
    this.fault = fault;
  }

  /** The rules that policies are for a manifest, as far as they are selected; or why the configuration does not go with them. */
  rulesFor({ siblings }: Manifest, selection: Selection): Ruleset | string {
    const sources = this.#sourcesOf(siblings.policyTexts(), siblings.clusterTexts);
    const key = keyOf(sources.files);
    let known = this.#rules.get(key);
    if (known === undefined) {
      const rules = this.#rulesOf(sources);
      if (typeof rules === 'string') return rules;
      this.#rules.set(key, (known = { rules, selected: new Map() }));
    }
    let ruleset = known.selected.get(selection);
    if (ruleset === undefined) known.selected.set(selection, (ruleset = selectFrom(known.rules, selection)));
    return ruleset;
  }

  #rulesOf(sources: Sources): readonly Rule[] | string {
    const servers = this.#serversFor(sources);
    const policies = policyRules(servers, this.#options);
    const short = this.#shortRules.map((rule) => shortRule(rule, servers, this.#options));
    const twice = short.find(({ id }) => policies.some((policy) => policy.id === id));
    if (twice !== undefined) return `${twice.id} is a policy and a rule of the configuration: give the rule another id`;
    const rules = [...policies, ...short];
    for (const { id } of rules) this.ids.add(id);
    return rules;
  }

  /** What is wrong with the policies themselves; `own` are the texts of the input that hold one. */
  hitsIn(own: readonly SourceFile[], ruleset: Ruleset): Hit[] {
    const servers = this.#serversFor(this.#sourcesOf(own, () => []));
    return [...servers].flatMap(([minor, set]) => [...lintPolicies(set, minor, ruleset)]);
  }

  #serversFor({ files, wanted }: Sources): Servers {
    const key = keyOf(files);
    let servers = this.#servers.get(key);
    if (servers === undefined) {
      const { minors, time, settings } = this.#options;
      const { complete } = settings;
      const documents = joined(this.#named, parsePolicyFiles(files.map((file) => ({ ...file, only: wanted }))));
      servers = new Map(minors.map((minor) => [minor, policiesFrom(documents, { minor, time, complete })]));
      this.#servers.set(key, servers);
      for (const { created } of servers.values())
        for (const { kind, object, answer } of created)
          if (kind === 'ValidatingAdmissionPolicy')
            this.idle.set(object.metadata?.name ?? '', answer.message ?? 'no binding names the policy');
    }
    return servers;
  }

  /** The texts of the input that count beside the files of the settings. */
  #sourcesOf(own: readonly SourceFile[], find: Manifest['siblings']['clusterTexts']): Sources {
    const beside = own.filter(({ path }) => !this.#paths.has(path));
    const { wanted, everywhere, isAsked } = this.#neededBy(beside);
    const more = isAsked ? find(wanted, everywhere).filter(({ path }) => !this.#paths.has(path)) : [];
    return { files: [...beside, ...more.filter((file) => !beside.includes(file))], wanted };
  }

  /** What the policies of the settings and of some texts may depend on. */
  #neededBy(beside: readonly SourceFile[]): Needed {
    const key = keyOf(beside);
    let needed = this.#needed.get(key);
    if (needed === undefined) {
      const policies = joined(this.#named, parsePolicyFiles(beside.map((file) => ({ ...file, only: POLICY }))));
      const params = paramKindsIn(policies);
      const isAsked = policies.objects.length + this.#shortRules.length > 0;
      needed = { wanted: kindsNeeded(params), everywhere: params.length > 0, isAsked };
      this.#needed.set(key, needed);
    }
    return needed;
  }
}

interface Sources {
  readonly files: readonly SourceFile[];
  /** Finds the documents in them that count. */
  readonly wanted: RegExp;
}

interface Needed {
  readonly wanted: RegExp;
  /** Whether a parameter may be in any file. */
  readonly everywhere: boolean;
  /** Whether there is a policy at all. */
  readonly isAsked: boolean;
}

/** What is named is in force: an object of the same name beside it is a proposal. */
function joined(named: PolicyDocuments, beside: PolicyDocuments): PolicyDocuments {
  const known = new Set(named.objects.map(({ node }) => objectKey(node)));
  return {
    objects: [...named.objects, ...beside.objects.filter(({ node }) => !known.has(objectKey(node)))],
    broken: [...named.broken, ...beside.broken],
  };
}

function objectKey(node: MapNode): string {
  const text = (...path: string[]): string => {
    const value = nodeAt(node, path);
    return value?.kind === 'string' ? value.value : '';
  };
  return JSON.stringify([text('kind'), text('metadata', 'namespace'), text('metadata', 'name')]);
}

const POLICY = /ValidatingAdmissionPolicy/;
const NEEDED = ['ValidatingAdmissionPolicy(?:Binding)?', 'Namespace', '\\w*List'];
/** Says whether parameters have a namespace. */
const DEFINITION = 'CustomResourceDefinition';

/** Documents with policies, and with what they may depend on. */
function kindsNeeded(params: readonly string[]): RegExp {
  const asked = params.length === 0 ? [] : [DEFINITION, ...params];
  const kinds = [...NEEDED, ...asked.map((kind) => kind.replace(/[^\w]/g, '\\$&'))];
  return new RegExp(`\\bkind["']?\\s*:\\s*["']?(?:${kinds.join('|')})\\b`);
}

const keyOf = (files: readonly SourceFile[]): string => files.map(({ path }) => path).join('\0');
