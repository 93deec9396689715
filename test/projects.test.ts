import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readInput } from '../src/input/read-input.ts';
import { nodeIo } from '../src/io/node-io.ts';

/** What each file of a project is taken for. */
async function outcomes(project: string): Promise<Record<string, string>> {
  const root = `fixtures/projects/${project}`;
  const options = { isIgnored: () => false, stdinFilename: undefined };
  const context = Promise.resolve({ minors: [36], fleet: undefined });
  const { files, faults, unreadable } = await readInput([root], options, () => context, nodeIo());
  assert.equal([...faults, ...unreadable], []);
  return Object.fromEntries(files.map(({ path, status, reason }) => [path.slice(root.length + 1), reason ?? status]));
}

test('kustomize: bases are checked, what a kustomization names among its patches is not', async () => {
  assert.equal(await outcomes('kustomize'), {
    'base/daemonset.yaml': 'checked',
    'broken/daemonset.yaml': 'checked',
    'base/kustomization.yaml': 'mention',
    'prod/extra.yaml': 'checked',
    'prod/kustomization.yaml': 'kustomize-patch',
    'prod/old-style.yaml': 'kustomize-patch',
    'prod/ops.yaml': 'kustomize-patch',
    'prod/tune/agent.yaml': 'kustomize-patch',
    'prod/whole.yaml': 'kustomize-patch',
  });
});

test('Helm: templates are checked as they render', async () => {
  assert.equal(await outcomes('chart'), {
    'templates/daemonset.yaml': 'checked',
    'templates/static.yaml': 'checked',
  });
});

test.run();
