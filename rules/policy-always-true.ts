import { defineRule } from '../src/rule/rule.ts';

/** What it finds is in src/policies/file-problems.ts, which is loaded only when there is a policy. */
export default defineRule({
  id: 'policy-always-true',
  category: 'policy',
  severity: 'warning',
  presets: { recommended: 'warning' },
  summary: 'A validation of an admission policy is true for every DaemonSet',
  why: `The policy matches DaemonSets, but the expression can never be false for one. It was usually written for
Deployments: \`!has(object.spec.replicas) || …\` is true for whatever has no \`replicas\`. Such a validation seems to protect
DaemonSets, and does not.`,
  fix: 'Ask for fields that a DaemonSet has, or leave `daemonsets` out of the resources of the policy.',
  unless: 'One policy for several kinds has validations that are meant for the others.',
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
