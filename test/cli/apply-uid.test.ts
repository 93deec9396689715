import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { first, shown } from './changed.ts';
import { GOOD, inProject } from './project.ts';

const test = suite('apply of a file with a uid');
const withUid = (uid: string): string => GOOD.replace('  name: agent\n', `  name: agent\n  uid: ${uid}\n`);
const NO_OBJECT =
  'Operation cannot be fulfilled on daemonsets.apps "agent": uid mismatch: the provided object specified uid other, and no existing object was found';

test('of another uid a patch is invalid, where a replace is a conflict', () =>
  inProject({ 'old.yaml': GOOD, 'ds.yaml': withUid('other') }, async ({ run, write }) => {
    const { stdout } = await run('apply', 'old.yaml', '-o', 'yaml', '--show-managed-fields');
    write('live.yaml', stdout.replace(/^( {2}name: agent\n)/m, '$1  uid: mine\n'));
    for (const flags of [[], ['--server-side', '--force-conflicts']]) {
      const applied = await run('apply', 'ds.yaml', '--to', 'live.yaml', ...flags);
      assert.equal(
        [applied.code, applied.stderr],
        [1, 'The DaemonSet "agent" is invalid: metadata.uid: Invalid value: "other": field is immutable\n'],
      );
    }
    for (const [mode, code] of [
      ['client', 422],
      ['server', 422],
      ['replace', 409],
    ] as const) {
      const compared = await run('diff', 'live.yaml', 'ds.yaml', '-o', 'json', '--apply', mode);
      assert.equal([first(shown(compared)).code, first(shown(compared)).accepted], [code, false], mode);
    }
    write('ds.yaml', withUid('mine'));
    assert.is((await run('apply', 'ds.yaml', '--to', 'live.yaml')).code, 0);
  }));

test('a server-side apply makes no object of a uid that the file names; a create gives it another', () =>
  inProject({ 'ds.yaml': withUid('other') }, async ({ run }) => {
    const applied = await run('apply', 'ds.yaml', '--server-side');
    assert.is(applied.code, 1);
    assert.ok(applied.stderr.startsWith(`error: ${NO_OBJECT}\n`) || applied.stderr.includes(NO_OBJECT), applied.stderr);
    assert.is((await run('apply', 'ds.yaml')).code, 0);
  }));

test.run();
