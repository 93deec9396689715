import { defineRule } from '../src/rule/rule.ts';

/** What it finds is in src/policies/file-problems.ts, which is loaded only when there is a policy. */
export default defineRule({
  id: 'policy-refused',
  category: 'refused',
  severity: 'error',
  presets: { recommended: 'error' },
  summary: 'The API server refuses an admission policy or a binding',
  why: `A ValidatingAdmissionPolicy that does not compile, or that has a wrong field, is never created: the cluster goes on
without it, and so does this check. The finding is at the word of the expression that does not compile. Expressions may
use what the minor before knew, as the API server of a minor asks of new policies.`,
  fix: 'Correct what the message names. `daemonlint policy PATH` prints the whole answer of the server.',
  since: '0.1.0',
  needs: 'policies',
  references: [
    {
      title: 'Validating admission policies',
      url: 'https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/',
    },
  ],
  check: () => [],
});
