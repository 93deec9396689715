import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { GOOD, inProject, WARNED } from '../cli/project.ts';

const test = suite('what a test compares');

const STATUS = 'status:\n  numberReady: 1\n';
const PARTIAL = 'apiVersion: apps/v1\nkind: DaemonSet\nmetadata:\n  name: agent\n';

/** The reasons of files that were left out, by their paths; `checked` for the others. */
async function reasons(files: Readonly<Record<string, string>>): Promise<Record<string, string>> {
  let found: Record<string, string> = {};
  await inProject(files, async ({ run }) => {
    const { files: listed } = JSON.parse((await run('--format', 'json')).stdout) as {
      files: { path: string; status: string; reason?: string }[];
    };
    found = Object.fromEntries(listed.map(({ path, status, reason = status }) => [path, reason]));
  });
  return found;
}

test('an expression as a key is enough', async () => {
  const text = `${GOOD}status:\n  (numberReady == desiredNumberScheduled): true\n`;
  assert.equal(await reasons({ 'a.yaml': text }), { 'a.yaml': 'assertion' });
});

test('names and folders of tests count for objects that are not whole', async () => {
  const kuttl = { 'a/x/00-assert.yaml': GOOD, 'a/x/00-errors.yaml': PARTIAL, 'a/x/01-own.yaml': GOOD };
  const expected = {
    'a/x/00-assert.yaml': 'assertion',
    'a/x/00-errors.yaml': 'assertion',
    'a/x/01-own.yaml': 'checked',
  };
  assert.equal(await reasons({ ...kuttl, 'kuttl-test.yaml': 'kind: TestSuite\n' }), expected);
  assert.equal(
    await reasons({ ...kuttl, 'a/x/02-wait.yaml': 'apiVersion: kuttl.dev/v1beta1\nkind: TestStep\n' }),
    expected,
  );
  assert.equal(await reasons(kuttl), { ...expected, 'a/x/00-assert.yaml': 'checked' });
  const chainsaw = { 'b/chainsaw-test.yaml': 'kind: Test\n' };
  const patch = PARTIAL.replace('  name: agent\n', '  name: agent\n  labels: {a: b}\n');
  assert.equal(
    await reasons({ ...chainsaw, 'b/want.yaml': patch, 'b/below/ds.yaml': GOOD + STATUS, 'b/own.yaml': GOOD }),
    { 'b/want.yaml': 'assertion', 'b/below/ds.yaml': 'assertion', 'b/own.yaml': 'checked' },
  );
  assert.equal(await reasons({ 'ds-assert.yaml': PARTIAL + STATUS, 'asserting.yaml': GOOD }), {
    'ds-assert.yaml': 'assertion',
    'asserting.yaml': 'checked',
  });
});

test('a slip of the pen makes no assertion of a manifest, and a number no test of its folder', async () => {
  const slip = GOOD.replace('containers:', 'contaners:');
  assert.equal(await reasons({ '01-errors.yaml': slip, 'node-errors.yaml': GOOD, 'z.yaml': GOOD + STATUS }), {
    '01-errors.yaml': 'checked',
    'node-errors.yaml': 'checked',
    'z.yaml': 'checked',
  });
});

test('a whole manifest is checked, whatever its name', async () => {
  assert.equal(await reasons({ 'assert.yaml': WARNED, 'error.yaml': GOOD }), {
    'assert.yaml': 'checked',
    'error.yaml': 'checked',
  });
});

test('--fix leaves a status that somebody wrote', async () => {
  const files = { 'a/00-assert.yaml': GOOD + STATUS, 'expected.yaml': GOOD + STATUS };
  await inProject(files, async ({ run, root }) => {
    await run('--fix');
    for (const [path, text] of Object.entries(files)) assert.is(readFileSync(join(root, path), 'utf8'), text, path);
  });
});

test.run();
