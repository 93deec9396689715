import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { GOOD, inProject, WARNED } from './project.ts';

const test = suite('what is nested deeply');

const DEEP = 9_990;
const inFlow = (depth: number): string => '{a: '.repeat(depth) + 'b' + '}'.repeat(depth);
const inBlocks = (depth: number): string =>
  Array.from({ length: depth }, (_, column) => `${' '.repeat(column + 1)}a:\n`).join('');
const inJson = (depth: number): string => '{"a":'.repeat(depth) + '1' + '}'.repeat(depth);

const MANIFESTS = {
  'items.yaml': `${GOOD}x:\n${'- '.repeat(DEEP)}a\n`,
  'maps.yaml': `${GOOD}x:\n${inBlocks(3000)}`,
  'flow.yaml': `${GOOD}x: ${inFlow(DEEP)}\n`,
  'deep.json': `{"kind":"DaemonSet","apiVersion":"apps/v1","x":${inJson(DEEP)}}`,
  'annotation.yaml': GOOD.replace(
    '  name: agent\n',
    `  name: agent\n  annotations: {kubectl.kubernetes.io/last-applied-configuration: '${inJson(DEEP)}'}\n`,
  ),
  'managers.yaml': GOOD.replace(
    '  name: agent\n',
    `  name: agent\n  managedFields: [{manager: a, operation: Apply, apiVersion: apps/v1, fieldsV1: ${inJson(DEEP)}}]\n`,
  ),
};

test('costs no finding of another file', () =>
  inProject({ ...MANIFESTS, 'warned.yaml': WARNED }, async ({ run }) => {
    const { code, stdout, stderr } = await run('.');
    assert.is(code, 1);
    assert.is(stderr.includes('bug'), false, stderr);
    assert.match(stdout, /^warned\.yaml:6:25: warning: /m);
    for (const name of ['items', 'maps', 'flow'])
      assert.match(stdout, new RegExp(`^${name}\\.yaml:.*unknown-field`, 'm'));
  }));

test('is answered by every command, as a manifest, a dump, an earlier state or a patch', () =>
  inProject({ ...MANIFESTS, 'good.yaml': GOOD, 'patch.json': inJson(DEEP) }, async ({ write, run }) => {
    write('bare.json', '{"kind":"DaemonSet","apiVersion":"apps/v1","metadata":{"name":"agent"}}');
    const files = [...Object.keys(MANIFESTS), 'patch.json', 'bare.json'];
    for (const file of files) {
      for (const argv of [
        ['dry-run', file],
        ['dry-run', '--as-posted', file],
        ['dry-run', '--old', file, 'good.yaml'],
        ['diff', file, 'good.yaml'],
        ['diff', '--patch', file, 'good.yaml'],
        ['diff', '--patch', inJson(DEEP), '--type', 'merge', file],
        ['plan', '--from', file],
        ['upgrade', '--from', '1.36', '--to', '1.37', file],
        ['policy', file],
        ['rollout', 'history', 'ds/agent', '--from', file],
        ['rollout', 'undo', 'ds/agent', '--from', file],
        ['apply', file],
        ['apply', 'good.yaml', '--to', file],
        ['apply', 'good.yaml', '--to', file, '--server-side'],
      ]) {
        const { stderr } = await run(...argv);
        assert.is(stderr.includes('bug'), false, `${argv.join(' ').slice(0, 80)}: ${stderr.slice(0, 200)}`);
      }
    }
  }));

test('is named where a dump cannot be read', () =>
  inProject(
    {
      'dump.yaml': `apiVersion: v1\nkind: List\nitems:\n- kind: DaemonSet\n  spec:\n    x:\n    ${'- '.repeat(9000)}a\n`,
    },
    async ({ run }) => {
      for (const argv of [
        ['plan', '--from', 'dump.yaml'],
        ['rollout', 'history', 'ds/agent', '--from', 'dump.yaml'],
      ]) {
        const { code, stderr } = await run(...argv);
        assert.is(code, 2);
        assert.match(stderr, 'cannot read dump.yaml: it is nested too deeply to be read');
        assert.is(stderr.includes('bug'), false, stderr);
      }
    },
  ));

test('is refused in values on the command line', () =>
  inProject(
    { 'c/Chart.yaml': 'apiVersion: v2\nname: c\nversion: 1.0.0\n', 'c/templates/a.yaml': GOOD },
    async ({ run }) => {
      for (const value of [`a${'[0]'.repeat(DEEP)}=1`, `${'a.'.repeat(DEEP)}a=1`]) {
        const { code, stderr } = await run('render', 'c', '--set', value);
        assert.is(code, 1, stderr);
        assert.match(stderr, /^Error: failed parsing --set data: /);
      }
    },
  ));

test.run();
