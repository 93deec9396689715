import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { GOOD, project } from './project.ts';

const test = suite('diff');

const run = async (old: string, next: string, ...options: string[]) => {
  const folder = project();
  try {
    folder.write('old.yaml', old);
    folder.write('new.yaml', next);
    return await folder.run('diff', ...options, 'old.yaml', 'new.yaml');
  } finally {
    folder.remove();
  }
};

test('says that a new image makes a new revision', async () => {
  const { code, stdout } = await run(GOOD, GOOD.replace(/image: .*/, 'image: registry.example.com/agent:9.9.9'));
  assert.is(code, 0);
  assert.match(stdout, /a new revision/);
  assert.match(stdout, /spec\.template\.spec\.containers\[0\]\.image: .* -> "registry\.example\.com\/agent:9\.9\.9"/);
});

test('says that a written default changes nothing', async () => {
  const { code, stdout } = await run(GOOD, GOOD.replace(/^spec:\n/m, 'spec:\n  revisionHistoryLimit: 10\n'));
  assert.is(code, 0);
  assert.match(stdout, /: no change\n$/);
});

test('tells a change of the generation from a rollout', async () => {
  const next = GOOD.replace(/^spec:\n/m, 'spec:\n  revisionHistoryLimit: 7\n');
  const change = JSON.parse((await run(GOOD, next, '--output', 'json')).stdout) as Record<string, unknown>;
  assert.is(change['newRevision'], false);
  assert.is(change['generationChanges'], true);
});

test('refuses another selector', async () => {
  const next = GOOD.replace(/app: agent/g, 'app: other');
  const { code, stdout } = await run(GOOD, next);
  assert.is(code, 1);
  assert.match(stdout, /refused/);
});

test('pairs by namespace and name', async () => {
  const { stdout } = await run(GOOD, GOOD.replace(/name: \S+/, 'name: other'));
  assert.match(stdout, /removed: [^]*added: |added: [^]*removed: /);
});

test('exits with 2 when a side is not there', async () => {
  const folder = project({ 'new.yaml': GOOD });
  const { code, stderr } = await folder.run('diff', 'old.yaml', 'new.yaml');
  folder.remove();
  assert.is(code, 2);
  assert.match(stderr, /old\.yaml: no such file/);
});

test.run();
