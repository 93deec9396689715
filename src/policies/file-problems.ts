/** What is wrong with policies themselves. */
import type { PlacedBinding, PlacedPolicy, PolicySet } from '../kubernetes/admission/policy-set.ts';
import type { PreparedPolicy } from '../kubernetes/admission/compile-policy.ts';
import { typeCheckPolicy } from '../kubernetes/admission/type-checking.ts';
import { structOf } from '../kubernetes/api/schema.ts';
import type { Path } from '../kubernetes/yaml/node.ts';
import { weaker, type Hit } from '../rule/lint.ts';
import type { Problem } from '../rule/rule.ts';
import type { Ruleset } from '../rule/ruleset.ts';
import { alwaysTrue } from './always-true.ts';
import { find, placeIn, type PlaceInFile } from './policy-places.ts';

/** A problem at a place of a file. */
interface FileProblem extends Pick<Problem, 'message' | 'severity'> {
  readonly place: PlaceInFile;
}

type Finder = (set: PolicySet, minor: number) => Generator<FileProblem>;

/** The rules about policies, by id. */
const FINDERS: ReadonlyMap<string, Finder> = new Map([
  ['policy-refused', refused],
  ['policy-unbound', unbound],
  ['policy-always-true', alwaysTrueIn],
  ['policy-type', types],
]);

/** What the rules about policies find, as the server of a minor sees them. */
export function* lintPolicies(set: PolicySet, minor: number, ruleset: Ruleset): Generator<Hit> {
  for (const active of ruleset) {
    for (const { place, message, severity } of FINDERS.get(active.rule.id)?.(set, minor) ?? []) {
      const problem = { at: [], message, ...(severity === undefined ? {} : { severity }) };
      const { id } = active.rule;
      yield { ...place, manifest: undefined, rule: id, severity: weaker(active, problem), field: '', problem };
    }
  }
}

const NOT_IN_FORCE = 'so it is not in force';

function* refused({ created, broken }: PolicySet): Generator<FileProblem> {
  for (const { file, offset, message } of broken)
    yield {
      place: { source: file, span: { start: offset, end: offset + 1 } },
      message: `this is not YAML, ${NOT_IN_FORCE}: ${message}`,
    };
  for (const item of created) {
    const { answer, problems } = item;
    if (answer.code < 300) continue;
    const wrong = (place: PlaceInFile, message: string): FileProblem => ({
      place,
      message: `the API server refuses the ${nounOf(item)}, ${NOT_IN_FORCE}: ${message}`,
    });
    for (const { at, message, field, within } of answer.causes) {
      if (within === undefined) yield wrong(placeIn(item, at), `${field}: ${message}`);
      for (const issue of within ?? []) yield wrong(placeIn(item, at, issue), issue.message);
    }
    if (answer.causes.length > 0) continue;
    for (const { at, message } of problems) yield wrong(placeIn(item, at), message);
    if (problems.length === 0) yield wrong(placeIn(item, ['apiVersion']), answer.message ?? '');
  }
}

const nounOf = ({ kind }: PlacedPolicy | PlacedBinding): string =>
  kind === 'ValidatingAdmissionPolicy' ? 'policy' : 'binding';

function* unbound(set: PolicySet): Generator<FileProblem> {
  const { policies, bindings } = set.inForce;
  for (const policy of policies.filter(matchesDaemonSets)) {
    if (bindings.some(({ spec }) => spec?.policyName === policy.name)) continue;
    const item = find(set, 'ValidatingAdmissionPolicy', policy.name);
    if (item !== undefined)
      yield {
        place: placeIn(item, ['metadata', 'name']),
        message: `no binding names the policy ${policy.name}, so it does nothing; add a ValidatingAdmissionPolicyBinding`,
      };
  }
  const known = new Set(set.created.map(({ kind, object }) => `${kind} ${object.metadata?.name ?? ''}`));
  for (const { metadata, spec } of bindings) {
    const name = spec?.policyName ?? '';
    const item = find(set, 'ValidatingAdmissionPolicyBinding', metadata?.name);
    if (item !== undefined && !known.has(`ValidatingAdmissionPolicy ${name}`))
      yield {
        place: placeIn(item, ['spec', 'policyName']),
        message: `no file holds the policy ${name}, so nothing is judged by it; name its file with --policy or policies.paths`,
      };
  }
}

/** Whether the resources of a policy include DaemonSets. */
export function matchesDaemonSets({ match }: PreparedPolicy): boolean {
  return (match?.resourceRules ?? []).some(({ resources = [], apiGroups = [] }) => {
    const isGroup = apiGroups.includes('apps') || apiGroups.includes('*');
    return isGroup && resources.some((each) => ['daemonsets', 'daemonsets/*', '*', '*/*'].includes(each));
  });
}

function* alwaysTrueIn(set: PolicySet, minor: number): Generator<FileProblem> {
  const struct = structOf('DaemonSet', minor);
  for (const policy of set.inForce.policies.filter(matchesDaemonSets)) {
    const item = find(set, 'ValidatingAdmissionPolicy', policy.name);
    const expressionOf = (name: string) => {
      const variable = policy.variables.get(name);
      return variable !== undefined && 'compiled' in variable ? variable.compiled.parsed.expr : undefined;
    };
    for (const [index, { expression }] of policy.validations.entries()) {
      if (!('compiled' in expression) || item === undefined) continue;
      const found = alwaysTrue(expression.compiled.parsed.expr, struct, expressionOf);
      if (found === undefined) continue;
      const why = found.absent.length === 0 ? '' : `: a DaemonSet has no ${found.absent.join(' and no ')}`;
      yield {
        place: placeIn(item, ['spec', 'validations', index, 'expression'], { line: 1, column: 0 }),
        message: `this is true for every DaemonSet, so it never denies one${why}; take daemonsets out of the policy's matchConstraints, or test a field that they have`,
      };
    }
  }
}

function* types(set: PolicySet, minor: number): Generator<FileProblem> {
  for (const item of set.created) {
    if (item.kind !== 'ValidatingAdmissionPolicy' || item.answer.code >= 300) continue;
    for (const { fieldRef, issues } of typeCheckPolicy(item.object, minor, set.inForce.objects.kinds)) {
      const [, index = '0', field = ''] = /^spec\.validations\[(\d+)\]\.(\w+)$/.exec(fieldRef) ?? [];
      const path: Path = ['spec', 'validations', Number(index), field];
      for (const { location, message } of issues)
        yield { place: placeIn(item, path, location), message: `the API server's type check warns: ${message}` };
    }
  }
}
