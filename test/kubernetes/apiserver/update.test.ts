import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { update, type Answer } from '../../../src/kubernetes/apiserver/apiserver.ts';
import { MANIFEST, posted, read } from '../posted.ts';

/** What is stored with these metadata, then written with those; each one line of the manifest. */
function replaced(stored: object, written: string): Answer {
  const old = posted(MANIFEST).stored;
  assert.ok(old);
  const text = MANIFEST.replace('name: agent\n', `name: agent\n  ${written}\n`).replace('agent:1', 'agent:2');
  const metadata = { ...old.metadata, ...stored };
  return update({ ...old, metadata }, read(text), { minor: 36, namespace: 'default' });
}

test('another uid fails as the storage says it, one beside an unknown uid is taken for it', () => {
  const { code, message } = replaced({ uid: 'u' }, 'uid: w');
  assert.is(code, 409);
  assert.is(
    message,
    'Operation cannot be fulfilled on daemonsets.apps "agent": StorageError: invalid object, Code: 4, Key: ' +
      '/daemonsets/default/agent, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: w, ' +
      'UID in object meta: u',
  );
  assert.is(replaced({ uid: 'u' }, 'uid: u').code, 200);
  assert.is(replaced({}, 'uid: w').code, 200);
});

test('resource versions are numbers of 64 bits', () => {
  assert.is(replaced({ resourceVersion: '1' }, 'resourceVersion: "01"').code, 200);
  assert.is(replaced({ resourceVersion: '1' }, 'resourceVersion: "00"').code, 200);
  assert.is(replaced({ resourceVersion: '1' }, 'resourceVersion: "18446744073709551615"').code, 409);
  const { code, message } = replaced({ resourceVersion: '1' }, 'resourceVersion: "18446744073709551616"');
  assert.is(code, 500);
  assert.is(message, 'strconv.ParseUint: parsing "18446744073709551616": value out of range');
});

test('an update asks of generateName only that it fits into a path', () => {
  assert.is(replaced({}, 'generateName: A_').code, 200);
  assert.equal(
    replaced({}, 'generateName: a/%').causes.map(({ message }) => message),
    ['Invalid value: "a/%": may not contain \'/\'', 'Invalid value: "a/%": may not contain \'%\''],
  );
});

test('the template generation overflows', () => {
  const annotations = { 'deprecated.daemonset.template.generation': '9223372036854775807' };
  const { causes } = replaced({ annotations }, 'labels: {}');
  assert.equal(
    causes.map(({ field, message }) => `${field}: ${message}`),
    [
      'spec.templateGeneration: Invalid value: -9223372036854775808: must not be decremented',
      'spec.templateGeneration: Invalid value: -9223372036854775808: must be greater than or equal to 0',
    ],
  );
});

test.run();
