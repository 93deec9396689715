/** Each policy in force as a rule. */
import type { Verdict } from '../kubernetes/admission/dispatch.ts';
import { denialOf } from '../kubernetes/admission/dispatch.ts';
import type { PlacedPolicy, PolicySet } from '../kubernetes/admission/policy-set.ts';
import { apiPath, type Path } from '../kubernetes/yaml/node.ts';
import type { Manifest } from '../manifest/manifest.ts';
import { positionIn } from '../document/source.ts';
import { POLICY_PREFIX } from '../rule/policy-settings.ts';
import type { Problem, Related, Rule, Severity } from '../rule/rule.ts';
import { matchesDaemonSets } from './file-problems.ts';
import { policyVerdicts, pathOf, type Judgement } from './policy-verdicts.ts';
import { expressionOf, find, placeIn } from './policy-places.ts';
import type { PolicyOptions, Servers } from './policy-options.ts';

const SEVERITIES: Readonly<Record<string, Severity>> = { Deny: 'error', Warn: 'warning', Audit: 'note' };
const RANK = ['Audit', 'Warn', 'Deny'];
const NEVER_ASKED = 'not judged: the API server refuses the object before it asks its policies';

/** The policies that are bound. */
export function policyRules(servers: Servers, options: PolicyOptions): Rule[] {
  const [first] = servers.values();
  if (first === undefined || first.inForce.policies.length === 0) return [];
  const judgementsOf = (manifest: Manifest): readonly Judged[] => judgements(manifest, servers, options);
  const names = new Set([...servers.values()].flatMap(({ inForce }) => inForce.policies.map(({ name }) => name)));
  return [...names].flatMap((name) => {
    const policy = [...servers.values()].map((set) => find(set, 'ValidatingAdmissionPolicy', name)).find(Boolean);
    const action = strongest([...servers.values()].flatMap((set) => actionsOf(set, name)));
    if (policy === undefined || action === undefined) return [];
    return [
      {
        ...described(policy, action),
        check: (manifest) => problemsOf(name, manifest, manifest.once(judgementsOf), options),
      },
    ];
  });
}

function actionsOf({ inForce }: PolicySet, name: string): string[] {
  return inForce.bindings
    .filter(({ spec }) => spec?.policyName === name)
    .flatMap(({ spec }) => spec?.validationActions ?? []);
}

const strongest = (actions: readonly string[]): string | undefined =>
  [...actions].sort((a, b) => RANK.indexOf(b) - RANK.indexOf(a))[0];

/** What is known of a policy without a manifest. */
function described({ file, offset, object }: PlacedPolicy, action: string): Omit<Rule, 'check'> {
  const { name = '' } = object.metadata ?? {};
  const severity = SEVERITIES[action] ?? 'error';
  const place = `${file.path}:${String(positionIn(file, offset).line)}`;
  const validations = (object.spec?.validations ?? []).map(
    ({ message, expression = '' }) => `- ${message ?? ''}${message === undefined ? '' : ': '}\`${expression.trim()}\``,
  );
  return {
    id: `${POLICY_PREFIX}${name}`,
    category: 'policy',
    severity,
    presets: { recommended: severity },
    summary: `The ValidatingAdmissionPolicy ${name} does not allow it`,
    why: `${CONSEQUENCES[action] ?? ''} The policy of ${place} wants:\n\n${validations.join('\n')}`,
    fix: `Change the field so that the expression is true, or change the policy in ${place}.`,
    since: '',
    references: [
      {
        title: 'Validating admission policies',
        url: 'https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/',
      },
    ],
  };
}

const CONSEQUENCES: Readonly<Record<string, string>> = {
  Deny: 'The API server refuses the object.',
  Warn: 'The API server accepts the object with a warning.',
  Audit: 'The API server accepts the object and records it in its audit log.',
};

/** What each server said, or that it does not ask its policies. */
interface Judged {
  readonly minor: number;
  readonly set: PolicySet;
  readonly judgement: Judgement | undefined;
}

function judgements(manifest: Manifest, servers: Servers, options: PolicyOptions): readonly Judged[] {
  const { user } = options.settings;
  return [...servers].map(([minor, set]) => {
    const requested = options.requestedBy(manifest, minor);
    const judgement =
      requested && policyVerdicts(manifest, minor, requested, set.inForce, { user, time: options.time });
    return { minor, set, judgement };
  });
}

/** The problems of one policy; several servers that say the same say it once. */
function problemsOf(
  name: string,
  manifest: Manifest,
  judged: readonly Judged[],
  { settings }: PolicyOptions,
): Problem[] {
  const problems = new Map<string, Problem>();
  for (const { set, judgement } of judged) {
    if (judgement === undefined) {
      if (set.inForce.policies.some((policy) => policy.name === name && matchesDaemonSets(policy)))
        problems.set(NEVER_ASKED, { at: [], message: NEVER_ASKED, severity: 'note' });
      continue;
    }
    const own = judgement.verdicts.filter(({ policy }) => policy === name);
    for (const verdict of own) {
      const actions = own.filter((other) => isSame(other, verdict)).map(({ action }) => action);
      if (verdict.action !== strongest(actions)) continue;
      const problem =
        verdict.action === 'Unknown'
          ? unjudged(verdict, set, settings.unjudged)
          : problemOf(verdict, { manifest, set, judgement, isSuppressible: isSuppressible(name, settings) });
      problems.set(`${verdict.binding ?? ''} ${apiPath(problem.at)} ${problem.message}`, problem);
    }
  }
  return [...problems.values()];
}

const isSame = (a: Verdict, b: Verdict): boolean =>
  a.binding === b.binding && a.index === b.index && a.part === b.part && a.message === b.message;

interface Asked {
  readonly manifest: Manifest;
  readonly set: PolicySet;
  readonly judgement: Judgement;
  readonly isSuppressible: boolean;
}

const isSuppressible = (name: string, { suppressible }: PolicyOptions['settings']): boolean =>
  typeof suppressible === 'boolean' ? suppressible : suppressible.includes(name);

function problemOf(verdict: Verdict, asked: Asked): Problem {
  const { manifest, set, judgement, isSuppressible } = asked;
  const { stored, isChange } = judgement;
  const causes = verdict.explain();
  const placed = causes.flatMap(({ origin, location }) => {
    const at = pathOf(origin, stored, manifest.declared);
    return at === undefined ? [] : [{ at, location }];
  });
  const [cause] = placed;
  const at: Path = cause?.at ?? [];
  const { action, reason, binding } = verdict;
  const denial =
    action === 'Deny'
      ? denialOf({ verdicts: [verdict], warnings: [], auditAnnotations: {} }, manifest.name)
      : undefined;
  return {
    at,
    message: `${shortened(verdict.message)} (${OUTCOMES[action] ?? action}${binding === undefined ? '' : ` by binding "${binding}"`})`,
    severity: SEVERITIES[action] ?? 'error',
    related: related(verdict, set, cause?.location),
    ...(denial === undefined
      ? {}
      : {
          server: { reason: reason === '' ? denial.reason : reason, field: apiPath(at), message: denial.message },
          denial: { code: denial.code, message: denial.message, isSuppressible },
          ...(isChange ? { isNew: true } : {}),
        }),
  };
}

/** The server prints whole expressions, of any length. */
const shortened = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);
const LONGEST = 500;

const OUTCOMES: Readonly<Record<string, string>> = { Deny: 'denied', Warn: 'warned of', Audit: 'recorded' };

function related(verdict: Verdict, set: PolicySet, location: Parameters<typeof placeIn>[2]): Related[] {
  const policy = find(set, 'ValidatingAdmissionPolicy', verdict.policy);
  if (policy === undefined) return [];
  return [{ place: placeIn(policy, expressionOf(verdict), location), message: 'the policy wants this' }];
}

/** What cannot be known without the cluster. */
function unjudged(verdict: Verdict, set: PolicySet, severity: Severity): Problem {
  const { message, policy, binding } = verdict;
  const bound = find(set, 'ValidatingAdmissionPolicyBinding', binding);
  const by = bound?.object.spec?.validationActions ?? actionsOf(set, policy);
  const own = SEVERITIES[strongest(by) ?? ''] ?? 'error';
  return {
    at: [],
    message: `not judged: it depends on ${message}${ADVICE.find(([pattern]) => pattern.test(message))?.[1] ?? ''}`,
    severity: own === 'note' ? 'note' : severity,
    related: related(verdict, set, undefined),
  };
}

/** What can be done about it. */
const ADVICE: readonly (readonly [RegExp, string])[] = [
  [/namespace/, '; declare the Namespace with its labels beside the policies'],
  [/^parameters|^the kind/, '; declare it beside the policies, or say with --policy-complete that there is none'],
  [/^authorizer/, ', which only the cluster can ask'],
];
