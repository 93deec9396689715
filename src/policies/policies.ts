import type { SourceFile } from '../document/source.ts';
import type { PolicyDocuments } from '../kubernetes/admission/policy-set.ts';
import { paramKindsIn, parsePolicyFiles, policiesFrom } from '../kubernetes/admission/policy-set.ts';
import type { Manifest } from '../manifest/manifest.ts';
import type { Hit } from '../rule/lint.ts';
import { lintPolicies } from './file-problems.ts';
import { selectFrom, type Ruleset } from '../rule/ruleset.ts';
import type { PolicyOptions, Servers } from './options.ts';
import { policyRules } from './policy-rules.ts';
import { compileShortRules, shortRule, type CompiledRule } from './short-rules.ts';

/** Policies as rules: those that settings name, and those of the input. Each combination is compiled once. */
export class Policies {
  /** What is wrong with the short rules, with its place. */
  readonly fault: string | undefined;
  readonly #options: PolicyOptions;
  readonly #shortRules: readonly CompiledRule[];
  readonly #rulesets = new Map<string, Ruleset>();
  readonly #servers = new Map<string, Servers>();

  constructor(options: PolicyOptions) {
    this.#options = options;
    const { rules, fault } = compileShortRules(options);
    this.#shortRules = rules;
    this.fault = fault;
  }

  /** The rules that policies are for a manifest; or why the configuration does not go with them. */
  rulesFor({ siblings }: Manifest): Ruleset | string {
    const own = siblings.policyTexts();
    const key = keyOf(own);
    let ruleset = this.#rulesets.get(key);
    if (ruleset === undefined) {
      const servers = this.#serversFor(own, siblings.clusterTexts);
      const policies = policyRules(servers, this.#options);
      const short = this.#shortRules.map((rule) => shortRule(rule, servers, this.#options));
      const twice = short.find(({ id }) => policies.some((policy) => policy.id === id));
      if (twice !== undefined)
        return `${twice.id} is a policy and a rule of the configuration: give the rule another id`;
      ruleset = selectFrom([...policies, ...short], this.#options.selection);
      this.#rulesets.set(key, ruleset);
    }
    return ruleset;
  }

  /** What is wrong with the policies themselves; `own` are the texts of the input that hold one. */
  hitsIn(own: readonly SourceFile[], ruleset: Ruleset): Hit[] {
    const servers = this.#serversFor(own, () => []);
    return [...servers].flatMap(([minor, set]) => [...lintPolicies(set, minor, ruleset)]);
  }

  #serversFor(own: readonly SourceFile[], find: Manifest['siblings']['clusterTexts']): Servers {
    const documents = this.#documents(own, find);
    const key = keyOf(documents.files);
    let servers = this.#servers.get(key);
    if (servers === undefined) {
      const { minors, time, settings } = this.#options;
      const { complete } = settings;
      const parsed = documents.parse();
      servers = new Map(minors.map((minor) => [minor, policiesFrom(parsed, { minor, time, complete })]));
      this.#servers.set(key, servers);
    }
    return servers;
  }

  #documents(own: readonly SourceFile[], find: Manifest['siblings']['clusterTexts']) {
    const { files } = this.#options;
    const named = new Set(files.map(({ path }) => path));
    const policies = parsePolicyFiles([...files, ...own.map((file) => ({ ...file, only: POLICY }))]);
    const params = paramKindsIn(policies);
    const wanted = kindsNeeded(params);
    const found = policies.objects.length + this.#shortRules.length === 0 ? [] : find(wanted, params.length > 0);
    const beside = [...own, ...found.filter((file) => !own.includes(file))].filter(({ path }) => !named.has(path));
    return {
      files: [...files, ...beside],
      parse: (): PolicyDocuments => parsePolicyFiles([...files, ...beside.map((file) => ({ ...file, only: wanted }))]),
    };
  }
}

const POLICY = /ValidatingAdmissionPolicy/;
const NEEDED = ['ValidatingAdmissionPolicy(?:Binding)?', 'Namespace', 'CustomResourceDefinition', '\\w*List'];

/** Documents with policies, and with what they may depend on. */
function kindsNeeded(params: readonly string[]): RegExp {
  const kinds = [...NEEDED, ...params.map((kind) => kind.replace(/[^\w]/g, '\\$&'))];
  return new RegExp(`\\bkind["']?\\s*:\\s*["']?(?:${kinds.join('|')})\\b`);
}

const keyOf = (files: readonly SourceFile[]): string => files.map(({ path }) => path).join('\0');
