import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { withoutCarets } from '../../scripts/fixture-carets.ts';
import { GOOD, inProject } from './project.ts';

const apply = suite('apply');
const LATEST = GOOD.replace('agent:1.4.2', 'agent:latest');
const NEXT = GOOD.replace('agent:1.4.2', 'agent:1.5.0');

apply('prints what kubectl prints, and with --output the object', () =>
  inProject({ 'ds.yaml': GOOD, 'next.yaml': NEXT }, async ({ run, write }) => {
    const created = await run('apply', 'ds.yaml');
    assert.equal([created.code, created.stdout, created.stderr], [0, 'daemonset.apps/agent created\n', '']);
    const { stdout } = await run('apply', 'ds.yaml', '--output', 'json', '--show-managed-fields');
    write('live.json', stdout);
    assert.is((await run('apply', '-f', 'ds.yaml', '--to', 'live.json')).stdout, 'daemonset.apps/agent unchanged\n');
    assert.is((await run('apply', 'next.yaml', '--to', 'live.json', '-o', 'name')).stdout, 'daemonset.apps/agent\n');
    const yaml = await run('apply', 'next.yaml', '--to', 'live.json', '-o', 'yaml');
    assert.match(yaml.stdout, /^apiVersion: apps\/v1\nkind: DaemonSet\nmetadata:\n {2}annotations:\n/);
    assert.match(yaml.stdout, /image: registry\.example\.com\/agent:1\.5\.0\n/);
    assert.not.match(yaml.stdout, /managedFields/);
  }),
);

apply('applies an object again that it has just created', () =>
  inProject({ 'ds.yaml': GOOD, 'next.yaml': NEXT }, async ({ run }) => {
    const { code, stdout, stderr } = await run('apply', 'ds.yaml', 'next.yaml');
    assert.equal([code, stdout, stderr], [0, 'daemonset.apps/agent created\ndaemonset.apps/agent configured\n', '']);
  }),
);

apply('fails as kubectl fails, and says what it cannot do', () =>
  inProject(
    { 'ds.yaml': GOOD, 'service.yaml': 'kind: Service\napiVersion: v1\n', 'broken.yaml': 'a: [\n' },
    async ({ run, write }) => {
      write('live.json', (await run('apply', 'ds.yaml', '--output', 'json', '--show-managed-fields')).stdout);
      const moved = GOOD.replaceAll('app: agent', 'app: other');
      write('moved.yaml', moved);
      const refused = await run('apply', 'moved.yaml', '--to', 'live.json');
      assert.is(refused.code, 1);
      assert.match(refused.stderr, /^The DaemonSet "agent" is invalid: spec\.selector: .*field is immutable\n$/);
      const unparsed = await run('apply', 'broken.yaml');
      assert.is(unparsed.code, 1);
      assert.match(unparsed.stderr, /^error: error parsing broken\.yaml: error converting YAML to JSON: yaml: /);
      for (const argv of [['apply'], ['apply', 'gone.yaml'], ['apply', 'ds.yaml', '--to', 'service.yaml']]) {
        const { code, stderr } = await run(...argv);
        assert.is(code, 2);
        assert.match(stderr, /^daemonlint: /);
      }
    },
  ),
);

apply('applies several files in their order, and prints a list of what is stored', () =>
  inProject(
    { 'a.yaml': GOOD, 'b.yaml': GOOD.replaceAll('agent', 'other'), 'broken.yaml': 'a: [\n' },
    async ({ run, write }) => {
      const lines = 'daemonset.apps/agent created\ndaemonset.apps/other created\n';
      const twice = ['-f', 'a.yaml', '-f', 'b.yaml'];
      for (const files of [twice, ['-f', 'a.yaml,b.yaml'], ['a.yaml', 'b.yaml']])
        assert.equal(await run('apply', ...files), { code: 0, stdout: lines, stderr: '' });
      const { stdout } = await run('apply', ...twice, '-o', 'json');
      assert.match(
        stdout,
        /^\{\n {4}"kind": "List",\n {4}"apiVersion": "v1",\n {4}"metadata": \{\},\n {4}"items": \[\n {8}\{\n/,
      );
      const { items } = JSON.parse(stdout) as { items: { metadata: { name: string } }[] };
      assert.equal(
        items.map(({ metadata }) => metadata.name),
        ['agent', 'other'],
      );
      const yaml = await run('apply', ...twice, '-o', 'yaml');
      assert.match(yaml.stdout, /^apiVersion: v1\nitems:\n- apiVersion: apps\/v1\n {2}kind: DaemonSet\n/);
      assert.match(yaml.stdout, /\nkind: List\nmetadata: \{\}\n$/);
      // What is applied is printed, not the rest of the cluster.
      write('live.json', stdout);
      const one = await run('apply', 'b.yaml', '--to', 'live.json', '-o', 'json');
      assert.match(one.stdout, /^\{\n {4}"apiVersion": "apps\/v1",\n {4}"kind": "DaemonSet",\n {4}"metadata": \{\n/);
      const failed = await run('apply', '-f', 'broken.yaml', '-f', 'b.yaml', '--to', 'live.json');
      assert.equal([failed.code, failed.stdout], [1, 'daemonset.apps/other unchanged\n']);
      assert.match(failed.stderr, /^error: error parsing broken\.yaml: /);
      assert.is((await run('apply', '-f', 'broken.yaml', '-f', 'b.yaml', '-o', 'yaml')).stdout, '');
    },
  ),
);

apply('says what LIVE holds when the object is not there', () =>
  inProject({ 'ds.yaml': GOOD }, async ({ run, write }) => {
    const { stdout } = await run('apply', 'ds.yaml', '-n', 'logging', '-o', 'json');
    write('live.json', stdout);
    const there = await run('apply', 'ds.yaml', '--to', 'live.json', '-n', 'logging');
    assert.equal([there.stdout, there.stderr], ['daemonset.apps/agent unchanged\n', '']);
    const elsewhere = await run('apply', 'ds.yaml', '--to', 'live.json');
    assert.equal([elsewhere.code, elsewhere.stdout], [0, 'daemonset.apps/agent created\n']);
    assert.is(
      elsewhere.stderr,
      'daemonlint: live.json does not hold DaemonSet default/agent, so it is a new object; it holds logging/agent; if that is the one that is meant, its namespace is logging (-n)\n',
    );
    write('other.yaml', GOOD.replaceAll('agent', 'other'));
    const other = await run('apply', 'other.yaml', '--to', 'live.json', '-n', 'logging');
    assert.match(
      other.stderr,
      /does not hold DaemonSet logging\/other, so it is a new object; it holds logging\/agent\n$/,
    );
  }),
);

apply('takes only one of its files from standard input', () =>
  inProject({ 'ds.yaml': GOOD }, async ({ run }) => {
    const { code, stderr } = await run('apply', '-', '--to', '-');
    assert.equal([code, stderr.startsWith('daemonlint: only one of the files and --to')], [2, true]);
  }),
);

apply('says that a live object without managed fields answers less', () =>
  inProject({ 'ds.yaml': GOOD }, async ({ run, write }) => {
    const { stdout } = await run('apply', 'ds.yaml', '--output', 'json');
    for (const fields of ['', '"managedFields":null,', '"managedFields":[],', '"managedFields":{},']) {
      write('live.json', stdout.replace('"metadata": {', `"metadata": {${fields}`));
      const { stderr } = await run('apply', 'ds.yaml', '--to', 'live.json', '--server-side');
      assert.match(stderr, /--show-managed-fields/);
    }
  }),
);

apply('records its command line as kubectl does', () =>
  inProject({ 'ds.yaml': GOOD }, async ({ run }) => {
    const { stdout, stderr } = await run('apply', '-f', 'ds.yaml', '--record', '-n', 'default', '--output', 'json');
    assert.match(
      stdout,
      /"kubernetes\.io\/change-cause": "kubectl apply --filename=ds\.yaml --record=true --namespace=default"/,
    );
    assert.is(stderr, 'Flag --record has been deprecated, --record will be removed in the future\n');
  }),
);

apply.run();

const diff = suite('diff --apply');

diff('goes by kubectl apply unless it is told otherwise', () =>
  inProject({ 'old.yaml': LATEST, 'new.yaml': NEXT }, async ({ run, write }) => {
    const stored = async (...options: readonly string[]): Promise<{ fields: { path: string }[]; replace?: unknown }> =>
      JSON.parse((await run('diff', 'old.yaml', 'new.yaml', '-o', 'json', ...options)).stdout) as never;
    const paths = ({ fields }: { fields: { path: string }[] }): string[] => fields.map(({ path }) => path);
    const image = 'spec.template.spec.containers[0].image';
    const policy = 'spec.template.spec.containers[0].imagePullPolicy';
    for (const options of [[], ['--apply', 'client'], ['--apply', 'server']]) {
      const change = await stored(...options);
      assert.equal(paths(change), [image]);
      assert.equal(change.replace, {
        accepted: true,
        newRevision: true,
        fields: [{ path: policy, old: 'Always', new: 'IfNotPresent', inTemplate: true }],
      });
    }
    const replaced = await stored('--apply', 'replace');
    assert.equal(paths(replaced), [image, policy]);
    assert.is(replaced.replace, undefined);
    write('daemonlint.yaml', 'apply: replace\n');
    assert.equal(paths(await stored()), [image, policy]);
    const { stdout } = await run('diff', 'old.yaml', 'new.yaml', '--apply', 'client');
    assert.match(stdout, /imagePullPolicy: the apply ends with "Always", a replace would store "IfNotPresent"\n/);
    const markdown = await run('diff', 'old.yaml', 'new.yaml', '--apply', 'client', '-o', 'markdown');
    assert.match(markdown.stdout, /\| Field \| After the apply \| After a replace \|/);
  }),
);

diff('takes a dump for the live object, and a file for what was applied last', () =>
  inProject({ 'old.yaml': GOOD, 'new.yaml': NEXT }, async ({ run, write }) => {
    write(
      'live.json',
      (await run('apply', 'old.yaml', '--output', 'json', '--show-managed-fields')).stdout.replace(
        '"image": "registry.example.com/agent:1.4.2"',
        '"image": "registry.example.com/agent:9"',
      ),
    );
    const { stdout } = await run('diff', 'live.json', 'old.yaml', '-o', 'json');
    const change = JSON.parse(stdout) as { fields: unknown; hazards: { rule: string }[] };
    assert.equal(change.fields, [
      {
        path: 'spec.template.spec.containers[0].image',
        old: 'registry.example.com/agent:9',
        new: 'registry.example.com/agent:1.4.2',
        inTemplate: true,
      },
    ]);
    assert.ok(change.hazards.some(({ rule }) => rule === 'drift-reverted'));
    // What kubectl diff shows is not a file that is applied.
    write('merged.json', (await run('apply', 'new.yaml', '--to', 'live.json', '--output', 'json')).stdout);
    const merged = JSON.parse((await run('diff', 'live.json', 'merged.json', '-o', 'json')).stdout) as {
      hazards: { rule: string }[];
    };
    assert.not.ok(merged.hazards.some(({ rule }) => rule === 'drift-reverted'));
  }),
);

diff('keeps the words of the server in a refusal', () =>
  inProject({ 'old.yaml': GOOD, 'new.yaml': GOOD.replaceAll('app: agent', 'app: other') }, async ({ run }) => {
    for (const how of ['client', 'server', 'replace']) {
      const { stdout } = await run('diff', 'old.yaml', 'new.yaml', '-o', 'json', '--apply', how);
      const { code, message } = JSON.parse(stdout) as { code: number; message: string };
      assert.is(code, 422);
      assert.match(message, /^DaemonSet\.apps "agent" is invalid: spec\.selector: /);
    }
  }),
);

diff('names the owner and the field of a conflict, once', () => {
  const fixture = withoutCarets(readFileSync('fixtures/rules/apply-conflict/bad.yaml', 'utf8'));
  const [live = '', file = ''] = fixture.split(/^---$/m);
  return inProject({ 'live.yaml': live, 'ds.yaml': file }, async ({ run }) => {
    const { stdout, code } = await run('diff', '--apply', 'server', 'live.yaml', 'ds.yaml', '-o', 'json');
    const change = JSON.parse(stdout) as {
      code: number;
      causes: unknown;
      hazards: { rule: string; message: string }[];
    };
    assert.equal([code, change.code], [1, 409]);
    assert.equal(change.causes, [
      {
        reason: 'FieldManagerConflict',
        field: '.spec.template.spec.containers[name="agent"].image',
        message: 'conflict with "kubectl-set" using apps/v1',
      },
    ]);
    assert.match(change.hazards.find(({ rule }) => rule === 'apply-conflict')?.message ?? '', /--force-conflicts$/);
    const checked = await run('check', '--apply', 'server', '--against', 'live.yaml', 'ds.yaml', '--format', 'json');
    const { findings } = JSON.parse(checked.stdout) as { findings: { rule: string; severity: string }[] };
    const errors = findings.filter(({ severity }) => severity === 'error').map(({ rule }) => rule);
    assert.equal(errors, ['apply-conflict']);
  });
});

diff.run();
