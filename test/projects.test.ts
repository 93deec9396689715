import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readInput, type Input } from '../src/input/read-input.ts';
import { nodeIo } from '../src/io/node-io.ts';

function read(root: string): Promise<Input> {
  const options = { isIgnored: () => false, stdinFilename: undefined };
  const context = Promise.resolve({ minors: [36], fleet: undefined });
  return readInput([root], options, () => context, nodeIo());
}

/** What each file of a project is taken for. */
async function outcomes(project: string): Promise<Record<string, string>> {
  const root = `fixtures/projects/${project}`;
  const { files, faults, unreadable } = await read(root);
  assert.equal([...faults, ...unreadable], []);
  return Object.fromEntries(files.map(({ path, status, reason }) => [path.slice(root.length + 1), reason ?? status]));
}

test('kustomize: what is built is checked, patches with it', async () => {
  assert.equal(await outcomes('kustomize'), {
    'base/daemonset.yaml': 'checked',
    'base/kustomization.yaml': 'mention',
    'prod/extra.yaml': 'checked',
    'prod/kustomization.yaml': 'checked',
    'prod/old-style.yaml': 'checked',
    'prod/ops.yaml': 'checked',
    'prod/tune/agent.yaml': 'checked',
    'prod/whole.yaml': 'checked',
  });
});

test('kustomize: beside a kustomization that cannot be read, a DaemonSet is checked as it is written', async () => {
  const { manifests, unreadable } = await read('fixtures/projects/kustomize-broken');
  assert.equal(
    manifests.map(({ name }) => name),
    ['broken'],
  );
  assert.equal(
    unreadable.map(({ madeBy, isCertain, source }) => [madeBy, isCertain, source.path]),
    [['kustomize', true, 'fixtures/projects/kustomize-broken/kustomization.yaml']],
  );
});

test('Helm: templates are checked as they render', async () => {
  assert.equal(await outcomes('chart'), {
    'templates/daemonset.yaml': 'checked',
    'templates/static.yaml': 'checked',
  });
});

test.run();
