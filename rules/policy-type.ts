import { defineRule } from '../src/rule/rule.ts';

/** What it finds is in src/policies/file-problems.ts, which is loaded only when there is a policy. */
export default defineRule({
  id: 'policy-type',
  category: 'policy',
  severity: 'note',
  presets: { recommended: 'note' },
  summary: 'The type check of the API server warns of an expression of an admission policy',
  why: `The API server accepts the policy, and writes into \`status.typeChecking\` which expressions do not fit the kinds that
the policy matches: a field that a kind does not have, or a comparison of two types. Such an expression usually fails at
every request, and a failure denies under \`failurePolicy: Fail\`. The check is not always right: it does not know the keys
of \`resources.limits\`.`,
  fix: 'Ask for the field with `has()` or `?`, or limit the policy to the kinds that have it.',
  unless: 'The field is there, and the type check does not know it.',
  since: '0.1.0',
  needs: 'policies',
  references: [
    {
      title: 'Validating admission policies: type checking',
      url: 'https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/#type-checking',
    },
  ],
  check: () => [],
});
