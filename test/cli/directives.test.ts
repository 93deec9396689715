import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { first, shown } from './changed.ts';
import { GOOD, inProject } from './project.ts';
import { inRepository } from './repository.ts';

const test = suite('directives of patches in manifests');

const SIDE = '        - name: side\n          image: registry.example.com/side:1.0.0\n';
const OLD = GOOD + SIDE;
const NEXT = OLD.replace('agent:1.4.2', 'agent:1.5.0').replace(/(name: side\n).*\n/, '$1          $patch: delete\n');
const PIECE =
  'apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: agent}\nspec: {template: {spec: {$patch: replace}}}\n';

test('a whole DaemonSet with a directive is compared as kubectl applies it', () =>
  inProject({ 'old.yaml': OLD, 'new.yaml': NEXT }, async ({ run }) => {
    for (const [mode, refused] of [
      ['client', undefined],
      ['server', /^failed to create typed patch object .*\$patch: field not declared in schema$/],
      ['replace', /strict decoding error: unknown field "spec\.template\.spec\.containers\[1\]\.\$patch"$/],
    ] as const) {
      const {
        change,
        rollout,
        accepted,
        message = '',
      } = first(shown(await run('diff', 'old.yaml', 'new.yaml', '--apply', mode, '-o', 'json')));
      assert.equal([change, accepted], ['changed', refused === undefined], mode);
      if (refused === undefined) assert.is(rollout, 'rolling');
      else assert.match(message, refused);
    }
    const created = await run('apply', 'new.yaml');
    assert.match(created.stderr, 'unknown field "spec.template.spec.containers[1].$patch"');
    for (const against of [[], ['--against', 'old.yaml']]) {
      const { code, stdout } = await run('check', 'new.yaml', ...against);
      assert.is(code, 1);
      assert.match(stdout, /^new\.yaml:18:11: error: .* has no field \$patch: it is a directive .*\[unknown-field\]/);
    }
    assert.match((await run('plan', 'new.yaml', '--against', 'old.yaml')).stdout, 'a new revision: starts a rollout');
  }));

test('a whole DaemonSet with a directive of its own is answered as apply answers it', () =>
  inProject({ 'old.yaml': OLD, 'new.yaml': `${OLD}$patch: delete\n` }, async ({ run, write }) => {
    write('live.yaml', (await run('apply', 'old.yaml', '-o', 'yaml', '--show-managed-fields')).stdout);
    const applied = await run('apply', 'new.yaml', '--to', 'live.yaml');
    assert.equal([applied.code, applied.stdout], [0, 'daemonset.apps/agent unchanged\n']);
    const changed = first(shown(await run('diff', 'live.yaml', 'new.yaml', '-o', 'json')));
    assert.equal([changed.change, changed.accepted], ['none', true]);
    const refused = first(shown(await run('diff', 'live.yaml', 'new.yaml', '--apply', 'server', '-o', 'json')));
    assert.match(refused.message ?? '', /\.\$patch: field not declared in schema$/);
    for (const against of [[], ['--against', 'old.yaml']]) {
      const { code, stdout } = await run('check', 'new.yaml', ...against);
      assert.is(code, 1);
      assert.match(stdout, /^new\.yaml:19:1: error: a DaemonSet has no field \$patch: .*\[unknown-field\]/);
    }
  }));

test('a DaemonSet is not called removed or added where only a piece of it is in the other state', () =>
  inProject({ 'old.yaml': OLD, 'new.yaml': PIECE, 'other.yaml': PIECE.replace('agent', 'other') }, async ({ run }) => {
    for (const [old, next, change, code] of [
      ['old.yaml', 'new.yaml', 'unjudged', 1],
      ['new.yaml', 'old.yaml', 'unjudged', 1],
      ['old.yaml', 'other.yaml', 'removed', 0],
    ] as const) {
      const compared = await run('diff', old, next, '-o', 'json');
      const { name, reason = '', ...rest } = first(shown(compared));
      assert.equal([compared.code, name, rest.change], [code, 'agent', change], `${old} ${next}`);
      if (code === 1) assert.match(reason, 'new.yaml is a piece to be merged into another one');
    }
    const planned = await run('plan', 'new.yaml', '--against', 'old.yaml');
    assert.is(planned.code, 1);
    assert.match(planned.stdout, 'new.yaml is a piece to be merged into another one');
  }));

test('a piece that did not change says nothing of what is removed', () =>
  inRepository({ 'ds.yaml': OLD, 'more.yaml': PIECE }, async (project) => {
    project.write('ds.yaml', '');
    const run = await project.run('diff', '--since', 'HEAD', '-o', 'json');
    assert.equal([run.code, first(shown(run)).change], [0, 'removed']);
    project.write('more.yaml', PIECE.replace('replace', 'merge'));
    const changed = await project.run('diff', '--since', 'HEAD', '-o', 'json');
    assert.equal([changed.code, first(shown(changed)).change], [1, 'unjudged']);
  }));

test.run();
