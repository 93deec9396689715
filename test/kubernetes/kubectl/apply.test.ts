import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { NEWEST } from '../../../src/kubernetes/api/release.ts';
import { readLive } from '../../../src/kubernetes/apiserver/patch-request.ts';
import type { ApplyFlags } from '../../../src/kubernetes/kubectl/apply-context.ts';
import { parseDocument } from '../../../src/kubernetes/yaml/parse.ts';
import { containerOf, manifest, run, sequence } from './applied.ts';

const apply = suite('kubectl apply');
const minor = NEWEST;

const ports = (...lines: readonly string[]): string => `ports:\n${lines.map((line) => `- {${line}}\n`).join('')}`;

apply('creates, configures, and leaves alone what did not change', () => {
  const first = run(manifest(), []);
  assert.equal(first.outcome, { stdout: 'daemonset.apps/agent created\n', stderr: '', code: 0 });
  assert.is(first.templates.length, 1);
  const again = run(manifest(), first.objects);
  assert.is(again.outcome.stdout, 'daemonset.apps/agent unchanged\n');
  assert.equal(again.templates, []);
  const changed = run(manifest({ image: 'r:2' }), first.objects);
  assert.is(changed.outcome.stdout, 'daemonset.apps/agent configured\n');
  assert.is(changed.objects[0]?.object.metadata?.generation, 2);
  assert.is(changed.templates.length, 1);
});

apply('loses ports of one number and two protocols', () => {
  const tcp = 'containerPort: 80, protocol: TCP, name: a';
  const udp = 'containerPort: 80, protocol: UDP, name: b';
  const removed = sequence([manifest({ container: ports(tcp, udp) }), manifest({ container: ports(udp) })]);
  assert.is(containerOf(removed)['ports'], undefined);
  const untouched = sequence([
    manifest({ container: ports(tcp, udp) }),
    manifest({ image: 'r:2', container: ports(tcp, udp) }),
  ]);
  assert.is((containerOf(untouched)['ports'] as unknown[]).length, 2);
});

apply('keeps the defaults of earlier values', () => {
  const tagged = sequence([manifest({ image: 'r:latest' }), manifest({ image: 'r:1' })]);
  assert.is(containerOf(tagged)['imagePullPolicy'], 'Always');
  const account = sequence([manifest({ pod: 'serviceAccountName: x' }), manifest()]);
  assert.is(account.objects[0]?.object.spec?.template.spec?.serviceAccountName, 'x');
});

apply('sends retainKeys, so that a volume can change its kind', () => {
  const volume = (source: string): string => manifest({ pod: `volumes:\n- name: v\n  ${source}` });
  const { outcome, objects } = sequence([volume('emptyDir: {}'), volume('hostPath: {path: /x}')]);
  assert.is(outcome.code, 0);
  assert.equal(objects[0]?.object.spec?.template.spec?.volumes, [{ name: 'v', hostPath: { path: '/x', type: '' } }]);
});

apply('wraps integers that do not fit, where a create refuses them', () => {
  const big = manifest({ spec: 'minReadySeconds: 4294967301' });
  assert.match(run(big, []).outcome.stderr, /cannot unmarshal number 4294967301 into Go struct field/);
  assert.is(sequence([manifest(), big]).objects[0]?.object.spec?.minReadySeconds, 5);
});

apply('refuses what the server refuses, in the words of kubectl', () => {
  const moved = sequence([manifest(), manifest({ selector: 'other' })]);
  assert.is(moved.outcome.code, 1);
  assert.match(
    moved.outcome.stderr,
    /^The DaemonSet "agent" is invalid: spec\.selector: Invalid value: .*: field is immutable\n$/,
  );
  const unknown = sequence([manifest(), manifest({ spec: 'foo: 1' })]);
  assert.match(
    unknown.outcome.stderr,
    /^The request is invalid: patch: Invalid value: "map\[.*\]": strict decoding error: unknown field "spec\.foo"\n$/,
  );
  assert.is(unknown.objects[0]?.object.metadata?.generation, 1);
});

apply('with --force deletes and creates again, or restores', () => {
  const first = run(manifest({ image: 'r:2' }), sequence([manifest()]).objects);
  const moved = run(manifest({ selector: 'other' }), first.objects, { force: true });
  assert.is(moved.outcome.code, 0);
  assert.is(moved.objects[0]?.object.metadata?.generation, 1);
  const broken = manifest({ selector: 'other' }).replace('labels: {app: other}', 'labels: {app: wrong}');
  const restored = run(broken, first.objects, { force: true });
  assert.is(restored.outcome.code, 1);
  assert.is(containerOf(restored)['image'], 'r:2');
});

apply('warns of an object that was not applied, and takes nothing out', () => {
  const first = run(manifest({ spec: 'minReadySeconds: 5' }), []);
  const live = first.objects.map(({ object, ...rest }) => ({
    ...rest,
    object: { ...object, metadata: { ...object.metadata, annotations: {} } },
  }));
  const { outcome, objects } = run(manifest(), live);
  assert.match(outcome.stderr, /^Warning: resource daemonsets\/agent is missing the kubectl\.kubernetes\.io/);
  assert.is(objects[0]?.object.spec?.minReadySeconds, 5);
});

apply('says three times that the last-applied annotation is not JSON', () => {
  const live = run(manifest(), []).objects.map(({ object, ...rest }) => {
    const annotations = { 'kubectl.kubernetes.io/last-applied-configuration': 'x' };
    return { ...rest, object: { ...object, metadata: { ...object.metadata, annotations } } };
  });
  const { outcome } = run(manifest({ image: 'r:2' }), live);
  assert.is(outcome.code, 1);
  assert.match(
    outcome.stderr,
    /^warning: error calculating patch from openapi v3 spec: invalid JSON document\nwarning: error calculating patch from openapi spec: invalid JSON document\nerror: error when applying patch:\n\nto:\n/,
  );
  assert.ok(outcome.stderr.endsWith('\nfor: invalid JSON document\n'));
});

apply('refuses flags that do not go together', () => {
  const stderr = (flags: Partial<ApplyFlags>): string => run(manifest(), [], flags).outcome.stderr;
  assert.is(stderr({ forceConflicts: true }), 'error: --force-conflicts only works with --server-side\n');
  assert.is(stderr({ force: true, serverSide: true }), 'error: --force cannot be used with --server-side\n');
});

apply('refuses names of field managers that the server refuses', () => {
  const { objects } = run(manifest(), []);
  const changed = manifest({ image: 'r:2' });
  const stderr = (fieldManager: string, serverSide: boolean, live = objects): string =>
    run(changed, live, { fieldManager, serverSide }).outcome.stderr;
  const long = 'The PatchOptions "" is invalid: fieldManager: Too long: may not be more than 128 bytes\n';
  assert.is(
    stderr('', true),
    'The PatchOptions "" is invalid: fieldManager: Required value: is required for apply patch\n',
  );
  assert.is(stderr('x'.repeat(129), true), long);
  assert.is(stderr('é'.repeat(65), false), long);
  assert.match(stderr('é'.repeat(64), true), /conflict with "kubectl-client-side-apply"/);
  const invalid = 'fieldManager: Invalid value: "é\\n": invalid character U+000A (at position 2)\n';
  assert.is(stderr('é\n', true), `The PatchOptions "" is invalid: ${invalid}`);
  assert.is(stderr('é\n', false, []), `The CreateOptions "" is invalid: ${invalid}`);
});

apply('without a name of its own, client-side is called as the program', () => {
  const [live] = run(manifest(), [], { fieldManager: '' }).objects;
  assert.match(JSON.stringify(live?.managedFields), /"manager":"kubectl","operation":"Update"/);
});

apply('changes nothing under a dry run, and shows what would be', () => {
  const { objects } = run(manifest(), []);
  for (const dryRun of ['client', 'server'] as const) {
    const tried = run(manifest({ image: 'r:2' }), objects, { dryRun });
    assert.match(tried.outcome.stdout, /^daemonset\.apps\/agent configured \((?:server )?dry run\)\n$/);
    assert.is(containerOf(tried)['image'], 'r:1');
    assert.match(JSON.stringify(tried.shown), /"image":"r:2"/);
  }
});

apply('reads a live object as the API returns it', () => {
  const text = `${manifest()}status: {numberReady: 1}\n`;
  const { root } = parseDocument(text, { start: 0, end: text.length });
  if (root === undefined) throw new Error('no document');
  const live = readLive(root, minor);
  assert.is(live.object.metadata?.namespace, 'default');
  assert.equal(JSON.stringify(live.status), '{"numberReady":1}');
});

apply('sends a kind in lower case to a server that does not know it', () => {
  const lower = (kind: string): string => manifest().replace('DaemonSet', kind);
  for (const [kind, wanted] of [
    ['daemonset', 'DaemonSet'],
    ['deployment', 'Deployment'],
  ] as const) {
    const { outcome, objects } = run(lower(kind), []);
    assert.equal([outcome.code, outcome.stdout, objects.length], [1, '', 0]);
    assert.is(
      outcome.stderr,
      `Error from server (BadRequest): error when creating "ds.yaml": ${kind} in version "v1" cannot be handled as a ${wanted}: no kind "${kind}" is registered for version "apps/v1" in scheme "pkg/runtime/scheme.go:111"\n`,
    );
    assert.is(
      run(lower(kind), [], { serverSide: true }).outcome.stderr,
      `Error from server: failed to create typed patch object (default/agent; apps/v1, Kind=${kind}): no corresponding type for apps/v1, Kind=${kind}\n`,
    );
  }
  const live = sequence([manifest()]).objects;
  const over = run(lower('daemonset'), live).outcome;
  assert.equal([over.code, over.stdout], [1, '']);
  assert.match(over.stderr, /GroupVersionKind: "apps\/v1, Kind=daemonset"/);
  assert.match(over.stderr, /for: At least one of apiVersion, kind and name was changed\n$/);
  assert.match(run(lower('daemonset'), live, { serverSide: true }).outcome.stderr, /no corresponding type/);
});

apply('knows no kind that is spelt otherwise', () => {
  for (const [kind, version] of [
    ['DaemonSets', 'apps/v1'],
    ['DAEMONSET', 'apps/v1'],
    ['daemonset', 'apps/v2'],
    ['Deployment', 'apps/v1beta1'],
    ['Daemonset', 'v1'],
    ['Deployment', 'extensions/v1beta1'],
  ]) {
    const text = manifest().replace('apps/v1', String(version)).replace('DaemonSet', String(kind));
    const { outcome, objects } = run(text, sequence([manifest()]).objects);
    assert.equal([outcome.code, outcome.stdout, objects.length], [1, '', 1]);
    assert.ok(outcome.stderr.includes(`no matches for kind "${kind}" in version "${version}"`), outcome.stderr);
  }
  const list = (kind: string, version = 'v1'): string =>
    `apiVersion: ${version}\nkind: ${kind}\nitems:\n- {apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: default}}\n`;
  for (const [kind, version] of [
    ['list', 'v1'],
    ['Lists', 'v1'],
    ['DaemonSetList', 'v1'],
    ['DaemonsetList', 'apps/v1'],
    ['DaemonSetList', 'extensions/v1beta1'],
  ] as const) {
    const { outcome } = run(list(kind, version), []);
    assert.equal([outcome.code, outcome.stdout], [1, '']);
    assert.ok(outcome.stderr.includes(`no matches for kind "${kind}" in version "${version}"`), outcome.stderr);
  }
  for (const text of [list('List'), list('List', 'apps/v1'), list('ConfigMapList')])
    assert.is(run(text, []).outcome.stdout, 'configmap/a created\n');
  assert.match(
    run(manifest().replace('DaemonSet', 'DaemonSetList'), []).outcome.stderr,
    /^error: error validating ".*": error validating data: \[ValidationError\(DaemonSetList\.metadata\): unknown field "name" in io\.k8s\.apimachinery\.pkg\.apis\.meta\.v1\.ListMeta, .*ValidationError\(DaemonSetList\): unknown field "spec" in io\.k8s\.api\.apps\.v1\.DaemonSetList, ValidationError\(DaemonSetList\): missing required field "items" in io\.k8s\.api\.apps\.v1\.DaemonSetList\]; if you choose/,
  );
  for (const kind of ['Deployment', 'StatefulSet'])
    assert.is(run(manifest().replace('DaemonSet', kind), []).outcome.code, 0, kind);
  const custom = manifest().replace('apps/v1', 'example.com/v1').replace('DaemonSet', 'Daemonset');
  assert.is(run(custom, []).outcome.stdout, 'daemonset.example.com/agent created\n');
});

apply.run();
