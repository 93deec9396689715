import { defineRule } from '../src/rule/rule.ts';

/** What it finds is in src/policies/file-problems.ts, which is loaded only when there is a policy. */
export default defineRule({
  id: 'policy-unbound',
  category: 'policy',
  severity: 'warning',
  presets: { recommended: 'warning' },
  summary: 'An admission policy has no binding, or a binding has no policy',
  why: `A ValidatingAdmissionPolicy does nothing until a ValidatingAdmissionPolicyBinding names it. A policy for DaemonSets
that no file binds denies nothing, here or in the cluster. A binding whose policy is in no file may well deny something in
the cluster, and here nobody knows what.`,
  fix: 'Add a ValidatingAdmissionPolicyBinding with `spec.policyName`, or name the file that has it with `--policy`.',
  unless: 'The bindings are made by something else, and only the policies are in this repository.',
  since: '0.1.0',
  needs: 'policies',
  references: [
    {
      title: 'Validating admission policies: getting started',
      url: 'https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/#getting-started-with-validating-admission-policy',
    },
  ],
  check: () => [],
});
