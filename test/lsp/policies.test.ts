import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { PublishDiagnosticsParams } from 'vscode-languageserver';
import { GOOD } from '../cli/project.ts';
import { inEditor } from './client.ts';
import { rulesIn } from './opened.ts';

const test = suite('policies in an editor');

const CONFIG = `policies:
  paths: [cluster]
  rules:
    - id: slow-enough
      severity: error
      expression: object.spec.?minReadySeconds.orValue(0) >= 5
`;
const DIGESTS = `apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata:
  name: digests
spec:
  matchConstraints:
    resourceRules:
      - {apiGroups: [apps], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [daemonsets]}
  validations:
    - expression: object.spec.template.spec.containers.all(c, c.image.contains("@"))
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata:
  name: digests
spec:
  policyName: digests
  validationActions: [Deny]
`;
const LEAST = DIGESTS.replaceAll('digests', 'least')
  .replace('spec:', 'spec:\n  paramKind: {apiVersion: v1, kind: ConfigMap}')
  .replace(/expression: .*/, 'expression: object.spec.?minReadySeconds.orValue(0) >= int(params.data.least)')
  .replace('policyName', 'paramRef: {name: limits, parameterNotFoundAction: Deny}\n  policyName');
const LIMITS = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: limits}\ndata: {least: "0"}\n';
const lineOf = (text: string, part: string): string => String(text.split(part)[0]?.split('\n').length);

test('rules of the configuration and named policies judge the open text', async () => {
  const files = { 'daemonlint.yaml': CONFIG, 'cluster/digests.yaml': DIGESTS };
  const image = lineOf(GOOD, 'image:');
  assert.equal(await rulesIn(files, { 'apps/ds.yaml': GOOD }), {
    'apps/ds.yaml': [`policy/slow-enough ${lineOf(GOOD, 'spec:')}`, `policy/digests ${image}`],
  });
  const good = GOOD.replace('spec:', 'spec:\n  minReadySeconds: 5').replace(
    /image: \S+/,
    `$&@sha256:${'0'.repeat(64)}`,
  );
  assert.equal(await rulesIn(files, { 'apps/ds.yaml': good }), { 'apps/ds.yaml': [] });
});

test('a policy beside the manifest counts as it is being edited', async () => {
  const digests = { 'apps/digests.yaml': DIGESTS };
  const ds = { 'apps/ds.yaml': GOOD };
  const denied = [`policy/digests ${lineOf(GOOD, 'image:')}`];
  assert.equal(await rulesIn(digests, ds), { 'apps/ds.yaml': denied });
  const lax = { 'apps/digests.yaml': DIGESTS.replace('contains("@")', 'contains(":")') };
  assert.equal(await rulesIn(digests, { ...ds, ...lax }), { 'apps/ds.yaml': [], 'apps/digests.yaml': [] });
  const broken = { 'apps/digests.yaml': DIGESTS.replace('contains("@")', 'contains(') };
  assert.equal((await rulesIn(digests, broken))['apps/digests.yaml'], [
    `policy-refused ${lineOf(DIGESTS, 'expression')}`,
  ]);
});

test('an open manifest is judged again when a policy is typed', () =>
  inEditor({ 'ds.yaml': GOOD, 'digests.yaml': DIGESTS }, async (editor) => {
    await editor.open('ds.yaml', GOOD);
    const rules = async (): Promise<unknown[]> =>
      (await editor.diagnostics('ds.yaml')).filter(({ severity }) => severity === 1).map(({ code }) => code);
    assert.equal(await rules(), ['policy/digests']);
    await editor.open('digests.yaml', DIGESTS);
    await editor.diagnostics('digests.yaml');
    await editor.replace('digests.yaml', 'contains("@")', 'contains(":")');
    const isFine = ({ uri, diagnostics }: PublishDiagnosticsParams): boolean =>
      uri === editor.uri('ds.yaml') && diagnostics.every(({ code }) => code !== 'policy/digests');
    await editor.until(() => editor.published.some(isFine));
  }));

test('a parameter beside the manifest counts as it is being typed', () =>
  inEditor({ 'ds.yaml': GOOD, 'least.yaml': LEAST, 'limits.yaml': LIMITS }, async (editor) => {
    await editor.open('ds.yaml', GOOD);
    assert.not.ok((await editor.codes('ds.yaml')).includes('policy/least'));
    await editor.open('limits.yaml', LIMITS);
    await editor.diagnostics('limits.yaml');
    await editor.replace('limits.yaml', '"0"', '"5"');
    const isDenied = ({ uri, diagnostics }: PublishDiagnosticsParams): boolean =>
      uri === editor.uri('ds.yaml') && diagnostics.some(({ code }) => code === 'policy/least');
    await editor.until(() => editor.published.some(isDenied));
  }));

test.run();
