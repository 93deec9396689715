import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { inProject } from './project.ts';

const policy = suite('policy');

const POLICY = `# ours
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata: {name: p}
spec:
  matchConstraints:
    resourceRules:
      - {apiGroups: [apps], apiVersions: [v1], operations: [CREATE], resources: [daemonsets]}
  validations:
    - expression: object.spec.replicas > 1
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata: {name: b}
spec: {policyName: p, validationActions: [Deny, Warn]}
`;

policy('answers for each policy and binding', () =>
  inProject({ 'p.yaml': POLICY }, async ({ run }) => {
    const { code, stdout } = await run('policy', 'p.yaml', '--output', 'json');
    const [first, second] = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    assert.is(code, 1);
    assert.equal(first, {
      path: 'p.yaml',
      line: 2,
      kind: 'ValidatingAdmissionPolicy',
      name: 'p',
      accepted: true,
      code: 201,
      causes: [],
      warnings: [],
      typeChecking: [
        {
          fieldRef: 'spec.validations[0].expression',
          warning:
            "apps/v1, Kind=DaemonSet: ERROR: <input>:1:12: undefined field 'replicas'\n | object.spec.replicas > 1\n | ...........^\n",
        },
      ],
    });
    assert.equal([second?.['line'], second?.['code'], second?.['accepted']], [12, 422, false]);
    assert.match(String(second?.['message']), /must not contain both Deny and Warn/);
  }),
);

policy('wants a path, and says when there is nothing', () =>
  inProject({ 'ds.yaml': 'kind: Service\n' }, async ({ run }) => {
    assert.is((await run('policy')).code, 2);
    assert.match((await run('policy', 'ds.yaml')).stderr, /no policy and no binding/);
  }),
);

policy.run();
