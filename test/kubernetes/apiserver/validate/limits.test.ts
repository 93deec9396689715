/** Limits and rarer forms of the server's checks that the recorded verdicts of the fixtures do not reach. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { FieldPath } from '../../../../src/kubernetes/apimachinery/field-errors.ts';
import { update } from '../../../../src/kubernetes/apiserver/apiserver.ts';
import { validateStopSignal } from '../../../../src/kubernetes/apiserver/validate/stop-signal.ts';
import { errorsOf, shown, shownInContainer, withContainer, type Part } from '../../causes-of.ts';
import { MANIFEST, posted, read } from '../../posted.ts';

const inContainer = (fields: Part, minor?: number): string[] =>
  errorsOf(withContainer(fields), minor).map(shownInContainer);
const inPod = (spec: Part, minor?: number, annotations?: Readonly<Record<string, string>>): string[] =>
  errorsOf(spec, minor, annotations).map(shown);

const PORT = 'must be between 1 and 65535, inclusive';

test('a handler without a port has the port 0', () => {
  for (const handler of [{ tcpSocket: {} }, { httpGet: { path: '/' } }])
    assert.match(inContainer({ livenessProbe: handler }).join(), `port: Invalid value: 0: ${PORT}`);
});

test('a claim template may not set what the server sets, empty or zero is not set', () => {
  const errors = (metadata: Part): string[] => {
    const spec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };
    return inPod({ volumes: [{ name: 'v', ephemeral: { volumeClaimTemplate: { metadata, spec } } }] });
  };
  const at = 'volumes[0].ephemeral.volumeClaimTemplate.metadata';
  for (const [key, value] of Object.entries({
    name: 'a',
    generateName: 'a',
    namespace: 'a',
    selfLink: 'a',
    generation: 1,
  }))
    assert.equal(errors({ [key]: value }), [`${at}.${key}: Forbidden: cannot be set`]);
  assert.equal(errors({ resourceVersion: '1' }), [`${at}.resourceVersion: Forbidden: cannot be set`]);
  assert.equal(errors({ name: '', uid: '', generation: 0, labels: { a: 'b' } }), []);
});

test('two sources of a claim may both leave out a group', () => {
  const source = { kind: 'PersistentVolumeClaim', name: 'a' };
  const errors = (dataSource: Part, dataSourceRef: Part): string[] => {
    const spec = {
      accessModes: ['ReadWriteOnce'],
      resources: { requests: { storage: '1Gi' } },
      dataSource,
      dataSourceRef,
    };
    return inPod({ volumes: [{ name: 'v', ephemeral: { volumeClaimTemplate: { spec } } }] });
  };
  assert.equal(errors(source, source), []);
  assert.match(errors(source, { ...source, name: 'b' }).join(), /must match dataSourceRef/);
  assert.not.match(errors({ kind: 'PersistentVolumeClaim' }, { kind: 'PersistentVolumeClaim' }).join(), /must match/);
  assert.not.match(errors({ name: 'a' }, { name: 'a' }).join(), /must match/);
});

test('the deletion cost of a pod is a number of 32 bits as Go writes it', () => {
  const refused = (cost: string): boolean =>
    inPod({}, 36, { 'controller.kubernetes.io/pod-deletion-cost': cost }).length > 0;
  assert.equal(['0', '1', '-1', '-2147483648', '2147483647', '-0'].filter(refused), []);
  for (const cost of ['-', '+1', '01', '', '2147483648', '-2147483649', '1.0']) assert.ok(refused(cost), cost);
});

test('real-time signals count to 15 from the least and to 14 from the most', () => {
  const path = FieldPath.root('stopSignal');
  for (const signal of ['SIGTERM', 'SIGRTMIN', 'SIGRTMIN+1', 'SIGRTMIN+15', 'SIGRTMAX-1', 'SIGRTMAX-14', 'SIGRTMAX'])
    assert.equal(validateStopSignal(signal, path, 'linux'), [], signal);
  for (const signal of ['SIGRTMIN+0', 'SIGRTMIN+16', 'SIGRTMAX-0', 'SIGRTMAX-15', 'TERM'])
    assert.is(validateStopSignal(signal, path, 'linux').length, 1, signal);
  assert.equal(validateStopSignal('SIGKILL', path, 'windows'), []);
  assert.is(validateStopSignal('SIGHUP', path, 'windows').length, 1);
  assert.is(validateStopSignal('SIGTERM', path, undefined).length, 1);
});

test('Windows takes no sysctls, of which an empty list is none', () => {
  const errors = (sysctls: readonly Part[]): string =>
    inPod({ os: { name: 'windows' }, securityContext: { sysctls } }).join();
  assert.not.match(errors([]), /sysctls/);
  assert.match(errors([{ name: 'kernel.shm_rmid_forced', value: '0' }]), /securityContext\.sysctls: Forbidden/);
});

test('a seccomp annotation has to say what the field says', () => {
  const errors = (type: string, annotation: string): string[] =>
    inPod({ securityContext: { seccompProfile: { type } } }, 36, {
      'seccomp.security.alpha.kubernetes.io/pod': annotation,
    });
  const differs = /seccomp type in annotation and field must match/;
  for (const [type, annotation] of [
    ['Unconfined', 'unconfined'],
    ['RuntimeDefault', 'runtime/default'],
    ['RuntimeDefault', 'docker/default'],
  ] as const) {
    assert.not.match(errors(type, annotation).join(), differs, annotation);
    assert.match(errors(type === 'Unconfined' ? 'RuntimeDefault' : 'Unconfined', annotation).join(), differs);
  }
});

test('the bundle of a signer is named after it', () => {
  const errors = (name: string): string =>
    inPod(
      { volumes: [{ name: 'v', projected: { sources: [{ clusterTrustBundle: { name, path: 'a' } }] } }] },
      37,
    ).join();
  assert.is(errors('a'), '');
  assert.is(errors('example.com:signer:a'), '');
  assert.match(errors(':a'), /without signer name must not have ":" in its name/);
});

test('the name of a signer has 571 bytes at most', () => {
  const errors = (last: number): string => {
    const signerName = `a.b/${'x'.repeat(253)}.${'x'.repeat(253)}.${'x'.repeat(last)}`;
    const sources = [{ clusterTrustBundle: { signerName, labelSelector: {}, path: 'a' } }];
    return inPod({ volumes: [{ name: 'v', projected: { sources } }] }, 37).join();
  };
  assert.is(errors(59), '');
  assert.match(errors(60), /may not be more than 571 bytes/);
});

test('a template generation of 0 is not below zero', () => {
  const old = posted(MANIFEST).stored;
  assert.ok(old);
  const annotations = { 'deprecated.daemonset.template.generation': '-1' };
  const changed = read(MANIFEST.replace('agent:1', 'agent:2'));
  const stored = { ...old, metadata: { ...old.metadata, annotations } };
  assert.equal(update(stored, changed, { minor: 36, namespace: 'default' }).causes, []);
});

test.run();
