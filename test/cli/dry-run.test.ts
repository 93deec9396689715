import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { GOOD, inProject, REFUSED } from './project.ts';

const dryRun = suite('dry-run');

dryRun('answers as the server does, one line a document', () =>
  inProject({ 'ds.yaml': `${GOOD}---\nkind: Service\n---\n# nothing\n---\n${REFUSED}` }, async ({ run }) => {
    const { code, stdout } = await run('dry-run', 'ds.yaml');
    assert.is(code, 1);
    const [first, second, ...more] = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    assert.equal(more, []);
    assert.equal(Object.keys(first ?? {}), [
      'path',
      'document',
      'line',
      'accepted',
      'code',
      'causes',
      'warnings',
      'stored',
    ]);
    assert.equal([first?.['code'], first?.['document'], first?.['line']], [201, 0, 1]);
    const stored = first?.['stored'] as { metadata: unknown; spec: { revisionHistoryLimit: number } };
    assert.equal(stored.metadata, {
      name: 'agent',
      namespace: 'default',
      generation: 1,
      annotations: { 'deprecated.daemonset.template.generation': '1' },
    });
    assert.is(stored.spec.revisionHistoryLimit, 10);
    assert.equal([second?.['code'], second?.['document']], [422, 3]);
    assert.equal(second?.['causes'], [
      {
        reason: 'FieldValueInvalid',
        field: 'spec.template.metadata.labels',
        message: 'Invalid value: {"app":"other"}: `selector` does not match template `labels`',
      },
    ]);
  }),
);

dryRun('prints one value, the first step of the documented procedure', () =>
  inProject({ 'ds.yaml': GOOD }, async ({ run }) => {
    const field = async (path: string): Promise<string> => (await run('dry-run', 'ds.yaml', '--field', path)).stdout;
    assert.is(await field('spec.updateStrategy.type'), 'RollingUpdate\n');
    assert.is(await field('spec.template.spec.containers[0].image'), 'registry.example.com/agent:1.4.2\n');
    assert.is(await field('spec.updateStrategy.rollingUpdate'), '{"maxUnavailable":1,"maxSurge":0}\n');
    assert.is(await field("metadata.annotations['deprecated.daemonset.template.generation']"), '1\n');
    const absent = await run('dry-run', 'ds.yaml', '--field', 'spec.minReadySeconds');
    assert.equal([absent.code, absent.stdout], [1, '']);
  }),
);

dryRun('refuses a namespace beside that of the manifest', () => {
  const placed = GOOD.replace('name: agent', 'name: agent\n  namespace: monitoring');
  return inProject({ 'ds.yaml': placed }, async ({ run }) => {
    const asked = async (...argv: string[]): Promise<unknown> => {
      const { code, stdout } = await run('dry-run', ...argv, 'ds.yaml');
      const answer = JSON.parse(stdout) as Record<string, unknown>;
      return [code, answer['code'], answer['message']];
    };
    const message = 'the namespace of the provided object does not match the namespace sent on the request';
    assert.equal(await asked('-n', 'other'), [1, 400, message]);
    assert.equal(await asked('-n', 'other', '--old', 'ds.yaml'), [1, 400, message]);
    assert.equal(await asked('-n', 'monitoring'), [0, 201, undefined]);
  });
});

dryRun('takes a file for one request body when it is asked to', () =>
  inProject(
    {
      'ds.yaml': GOOD.replace('kind: DaemonSet\n', '').replace('apiVersion: apps/v1\n', ''),
      'ds.json': '{"spec":{"minReadySeconds":1e0}}',
    },
    async ({ run }) => {
      assert.is((await run('dry-run', '--as-posted', '-n', 'default', 'ds.yaml')).code, 0);
      const json = await run('dry-run', '--as-posted', 'ds.json');
      assert.match(
        json.stdout,
        /cannot unmarshal number 1e0 into Go struct field DaemonSetSpec\.spec\.minReadySeconds/,
      );
    },
  ),
);

dryRun('refuses removed versions, odd spellings of the kind, duplicate keys and broken YAML with 400', () =>
  inProject({}, async ({ run, write }) => {
    for (const text of [
      GOOD.replace('apps/v1', 'extensions/v1beta1'),
      GOOD.replace('kind: DaemonSet', 'kind: daemonset'),
      GOOD.replace('kind: DaemonSet', 'Kind: DaemonSet'),
      GOOD.replace('spec:\n  selector', 'spec:\n  minReadySeconds: 1\n  minReadySeconds: 2\n  selector'),
      GOOD.replace('metadata:\n', 'metadata:\n\t'),
    ]) {
      write('ds.yaml', text);
      const { code, stdout } = await run('dry-run', 'ds.yaml');
      assert.is(code, 1, text);
      assert.is((JSON.parse(stdout) as { code: number }).code, 400, text);
    }
    assert.is((await run('dry-run', 'nothing.yaml')).code, 2);
    assert.is((await run('dry-run')).code, 2);
  }),
);

dryRun('writes the stored object as YAML that reads the same', () =>
  inProject({ 'ds.yaml': GOOD }, async ({ run, write }) => {
    const { stdout } = await run('dry-run', '-o', 'yaml', 'ds.yaml');
    write('stored.yaml', stdout);
    assert.is((await run('dry-run', '-o', 'yaml', 'stored.yaml')).stdout, stdout);
  }),
);

dryRun('values that are put in later are answered for as they are written, and not by the exit code', () =>
  inProject({ 'ds.yaml': GOOD.replace(/image: .*/, 'image: "{{ image }}"') }, async ({ run }) => {
    for (const more of [[], ['-o', 'yaml'], ['--field', 'spec.template.spec.containers[0].image']]) {
      const { code, stdout, stderr } = await run('dry-run', 'ds.yaml', ...more);
      assert.is(code, 1);
      assert.match(stdout, '{{ image }}');
      assert.match(stderr, /skipped as placeholders/);
    }
  }),
);

const POLICY = `apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata: {name: p}
spec:
  matchConstraints:
    resourceRules:
      - {apiGroups: [apps], apiVersions: [v1], operations: ['*'], resources: [daemonsets]}
  validations:
    - expression: request.operation == 'CREATE' && request.userInfo.username == 'me'
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata: {name: b}
spec: {policyName: p, validationActions: [Deny]}
`;

dryRun('answers with the policies in force', () =>
  inProject({ 'ds.yaml': GOOD, 'old.yaml': GOOD, 'p.yaml': POLICY }, async ({ run }) => {
    const answer = async (...more: string[]): Promise<readonly unknown[]> => {
      const { code, stdout } = await run('dry-run', 'ds.yaml', '--policy', 'p.yaml', ...more);
      const answered = JSON.parse(stdout) as Record<string, unknown>;
      return [code, answered['code'], answered['unjudged']];
    };
    const unknown = [{ policy: 'p', binding: 'b', unknown: 'who asks (see --user and --group)' }];
    assert.equal(await answer(), [1, 201, unknown]);
    assert.equal(await answer('--user', 'me'), [0, 201, undefined]);
    assert.equal(await answer('--user', 'you'), [1, 422, undefined]);
    assert.equal(await answer('--user', 'me', '--old', 'old.yaml'), [1, 422, undefined]);
  }),
);

dryRun('says what of the policies is not in force', () =>
  inProject({ 'ds.yaml': GOOD, 'p.yaml': POLICY.replace('==', '=') }, async ({ run }) => {
    const { code, stderr } = await run('dry-run', 'ds.yaml', '--policy', 'p.yaml');
    assert.is(code, 2);
    assert.match(stderr, /^daemonlint: p\.yaml:1: not in force: ValidatingAdmissionPolicy/);
  }),
);

dryRun('answers for what kustomizations and charts make, not for their parts', () =>
  inProject(
    {
      'base/ds.yaml': GOOD,
      'base/kustomization.yaml': 'resources: [ds.yaml]\nnamePrefix: BAD_\n',
      'chart/Chart.yaml': 'apiVersion: v2\nname: c\nversion: 1.0.0\n',
      'chart/values.yaml': 'days: 3\n',
      'chart/templates/ds.yaml': GOOD.replace('name: agent', 'name: {{ .Release.Name }}-agent'),
      'broken/Chart.yaml': 'apiVersion: v2\nname: c\nversion: 1.0.0\n',
      'broken/templates/ds.yaml': GOOD.replace('name: agent', 'name: {{ required "set x" .Values.x }}'),
      'lost/ds.yaml': GOOD,
      'lost/kustomization.yaml': 'resources: [ds.yaml, gone.yaml]\n',
    },
    async ({ run }) => {
      const answers = (stdout: string): unknown[] =>
        (stdout.trim() === '' ? [] : stdout.trim().split('\n')).map((line) => {
          const { path, code } = JSON.parse(line) as { path: string; code: number };
          return [path, code];
        });
      const built = await run('dry-run', 'base');
      assert.equal([built.code, answers(built.stdout)], [1, [['base/ds.yaml', 422]]]);
      const rendered = await run('dry-run', 'chart');
      assert.equal([rendered.code, answers(rendered.stdout)], [0, [['chart/templates/ds.yaml', 201]]]);
      const named = await run('dry-run', 'chart/templates/ds.yaml', 'base/ds.yaml');
      assert.equal(answers(named.stdout), [
        ['chart/templates/ds.yaml', 201],
        ['base/ds.yaml', 201],
      ]);
      for (const folder of ['broken', 'lost']) {
        const { code, stderr } = await run('dry-run', folder);
        assert.is(code, 2, folder);
        assert.match(stderr, folder === 'broken' ? 'set x' : 'gone.yaml');
      }
    },
  ),
);

dryRun.run();
