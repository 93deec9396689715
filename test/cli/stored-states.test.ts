/** Two states from a cluster, and an export that somebody applies or replaces with. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { first, shown } from './changed.ts';
import { GOOD, inProject } from './project.ts';

const test = suite('states from a cluster');

const stored = (uid: string, version: string, text = GOOD): string =>
  text.replace('\n  name: agent\n', `$&  uid: ${uid}\n  resourceVersion: "${version}"\n  generation: 1\n`);
const NEXT = GOOD.replace('1.4.2', '1.4.3');

test('a DaemonSet that was deleted and made anew between two dumps is compared', () =>
  inProject({ 'a.yaml': stored('u1', '5'), 'b.yaml': stored('u9', '77') }, async ({ run, write }) => {
    const same = await run('diff', 'a.yaml', 'b.yaml', '-o', 'json');
    assert.equal([same.code, first(shown(same)).change], [0, 'none']);
    const checked = await run('check', 'b.yaml', '--against', 'a.yaml');
    assert.not.match(checked.stdout, 'Precondition failed');
    assert.is((await run('plan', 'b.yaml', '--against', 'a.yaml')).code, 0);
    write('b.yaml', stored('u9', '77', NEXT));
    const { accepted, newRevision } = first(shown(await run('diff', 'a.yaml', 'b.yaml', '-o', 'json')));
    assert.equal([accepted, newRevision], [true, true]);
  }));

test('an export that replaces the object is refused when it is stale, or of another object', () =>
  inProject({ 'live.yaml': stored('u1', '5') }, async ({ run, write }) => {
    for (const [file, words] of [
      [stored('u1', '4', NEXT), 'the object has been modified'],
      [stored('u9', '5', NEXT), 'Precondition failed: UID'],
      [stored('u1', '5', NEXT), undefined],
    ] as const) {
      write('ds.yaml', file);
      const { accepted, code, message } = first(
        shown(await run('diff', 'live.yaml', 'ds.yaml', '--apply', 'replace', '-o', 'json')),
      );
      assert.equal([accepted, code], words === undefined ? [true, 200] : [false, 409]);
      assert.match(message ?? '', words ?? /^$/);
    }
  }));

test.run();
