import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { CAUSED, NEXT, shown } from './changed.ts';
import { GOOD, inProject, type Run } from './project.ts';
import { git, inRepository } from './repository.ts';

const whatIf = suite('diff of a command');
const asked = (content: string, ...options: string[]): Promise<Run> =>
  new Promise((resolve, reject) => {
    inProject({ 'ds.yaml': content }, async (project) => {
      resolve(await project.run('diff', '-o', 'json', ...options, 'ds.yaml'));
    }).catch(reject);
  });
const image = (run: Run): unknown => shown(run)[0]?.fields.find(({ path }) => path.endsWith('.image'))?.new;

whatIf('kubectl set image: by the name of a container, or all of them', async () => {
  assert.is(
    image(await asked(GOOD, '--set-image', 'agent=registry.example.com/agent:3')),
    'registry.example.com/agent:3',
  );
  assert.is(image(await asked(GOOD, '--set-image', '*=registry.example.com/agent:3')), 'registry.example.com/agent:3');
  const same = await asked(GOOD, '--set-image', 'agent=registry.example.com/agent:1.4.2');
  assert.is(shown(same)[0]?.change, 'none');
  const unknown = await asked(GOOD, '--set-image', 'agnet=x:3');
  assert.is(unknown.code, 2);
  assert.match(unknown.stderr, /no DaemonSet has a container named "agnet"/);
  assert.is((await asked(GOOD, '--set-image', 'agent')).code, 2);
});

whatIf('set image leaves the change-cause stale', async () => {
  const run = await asked(CAUSED, '--set-image', 'agent=registry.example.com/agent:3.0.0');
  assert.ok(shown(run)[0]?.hazards.some(({ rule }) => rule === 'change-cause-stale'));
});

whatIf('kubectl patch: strategic by default, merge and json when asked', async () => {
  const containers = '{"spec":{"template":{"spec":{"containers":[{"name":"agent","image":"x:4"}]}}}}';
  assert.is(image(await asked(GOOD, '--patch', containers)), 'x:4');
  const merged = await asked(GOOD, '--patch', containers, '--type', 'merge');
  assert.is(shown(merged)[0]?.newRevision, true);
  const operations = '[{"op": "replace", "path": "/spec/template/spec/containers/0/image", "value": "x:5"}]';
  assert.is(image(await asked(GOOD, '--patch', operations, '--type=json')), 'x:5');
  const yaml = await asked(GOOD, '--patch', 'spec:\n  minReadySeconds: 5\n');
  assert.equal(
    shown(yaml)[0]?.fields.map(({ path }) => path),
    ['spec.minReadySeconds'],
  );
});

whatIf('a patch may be given in a file', () =>
  inProject({ 'ds.yaml': GOOD, 'patch.yaml': 'spec: {minReadySeconds: 5}\n' }, async (project) => {
    const run = await project.run('diff', '-o', 'json', 'ds.yaml', '--patch', 'patch.yaml');
    assert.equal(
      shown(run)[0]?.fields.map(({ path }) => path),
      ['spec.minReadySeconds'],
    );
  }),
);

whatIf('kubectl diff can call it: KUBECTL_EXTERNAL_DIFF gets two folders of files without an extension', () =>
  inProject(
    { 'LIVE-1/apps.v1.DaemonSet.default.agent': CAUSED, 'MERGED-2/apps.v1.DaemonSet.default.agent': NEXT },
    async (project) => {
      const { code, stdout } = await project.run('diff', 'LIVE-1', 'MERGED-2');
      assert.is(code, 0);
      assert.match(stdout, /^MERGED-2\/apps\.v1\.DaemonSet\.default\.agent: .*a new revision/);
    },
  ),
);

whatIf('what the server refuses of a patch is told', async () => {
  const failing = await asked(
    GOOD,
    '-p',
    '[{"op": "test", "path": "/spec/minReadySeconds", "value": 3}]',
    '--type=json',
  );
  assert.is(failing.code, 1);
  assert.is(shown(failing)[0]?.accepted, false);
  const unknown = await asked(GOOD, '-p', '{"spec": {"minReadySecond": 3}}');
  assert.is(shown(unknown)[0]?.code, 400);
  const selector = await asked(GOOD, '-p', '{"spec": {"selector": {"matchLabels": {"x": "y"}}}}');
  assert.is(shown(selector)[0]?.code, 422);
  assert.is((await asked(GOOD, '-p', 'nothing')).code, 2);
  assert.is((await asked(GOOD, '-p', '{"spec": ')).code, 2);
  assert.is((await asked(GOOD, '--type', 'json')).code, 2);
});

const commits = suite('diff of commits');

commits('--since and --staged say what became of each DaemonSet of the files that differ', () =>
  inRepository(
    { 'a.yaml': CAUSED, 'b.yaml': CAUSED.replaceAll('agent', 'gone'), 'c.yaml': CAUSED.replaceAll('agent', 'same') },
    async (project) => {
      project.write('a.yaml', NEXT);
      project.write('b.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: gone}\n');
      const since = shown(await project.run('diff', '--since', 'HEAD', '-o', 'json'));
      assert.equal(
        since.map(({ path, name, change }) => [path, name, change]),
        [
          ['a.yaml', 'agent', 'changed'],
          ['b.yaml', 'gone', 'removed'],
        ],
      );
      assert.is((await project.run('diff', '--staged', '-o', 'json')).stdout, '');
      git(project.root, 'add', 'a.yaml');
      project.write('a.yaml', CAUSED);
      assert.equal(
        shown(await project.run('diff', '--staged', '-o', 'json')).map(({ name, newRevision }) => [name, newRevision]),
        [['agent', true]],
      );
      assert.is((await project.run('diff', '--since', 'HEAD', '-o', 'json', 'c.yaml')).stdout, '');
    },
  ),
);

whatIf.run();
commits.run();
