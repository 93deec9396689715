import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { decode, type DecodeOptions } from '../../../src/kubernetes/apiserver/decode.ts';
import { dropDisabledFields, fieldState } from '../../../src/kubernetes/apiserver/drop.ts';
import type { Declared, PodTemplateSpec } from '../../../src/kubernetes/api/objects.ts';
import { nodeOf } from '../node-of.ts';

const OPTIONS: DecodeOptions = { minor: 36, order: 'sorted', duplicates: [] };

const decoded = (value: unknown, options: Partial<DecodeOptions> = {}) =>
  decode(nodeOf(value), { ...OPTIONS, ...options });

/** `kind: message` of everything wrong in a pod spec. */
function faults(pod: object, options: Partial<DecodeOptions> = {}): string[] {
  const { problems } = decoded({ spec: { template: { spec: pod } } }, options);
  return problems.map(({ kind, message }) => `${kind}: ${message.replaceAll('spec.template.spec', 'S')}`);
}

test('what Go takes for absent, and what it keeps', () => {
  const { object, problems } = decoded({
    metadata: null,
    spec: {
      minReadySeconds: null,
      selector: {},
      template: {
        metadata: { labels: { a: null, b: '' } },
        spec: { containers: [null], args: undefined, tolerations: [] },
      },
    },
  });
  assert.equal(
    problems.map(({ field }) => field),
    ['spec.template.spec.args'],
  );
  assert.equal(object, {
    spec: {
      selector: {},
      template: { metadata: { labels: { a: '', b: '' } }, spec: { containers: [{}], tolerations: [] } },
    },
  });
});

test('wrong types, with the paths of Go', () => {
  const cannot = 'saved: json: cannot unmarshal';
  assert.equal(faults({ containers: 5 }), [
    `${cannot} number into Go struct field PodSpec.S.containers of type []v1.Container`,
  ]);
  assert.equal(faults({ containers: ['x'] }), [
    `${cannot} string into Go struct field PodSpec.S.containers of type v1.Container`,
  ]);
  assert.equal(faults({ nodeSelector: { a: 1 } }), [
    `${cannot} number into Go struct field PodSpec.S.nodeSelector of type string`,
  ]);
  assert.equal(faults({ hostNetwork: 'true', priority: 2147483648, dnsPolicy: [] }), [
    `${cannot} array into Go struct field PodSpec.S.dnsPolicy of type v1.DNSPolicy`,
    `${cannot} string into Go struct field PodSpec.S.hostNetwork of type bool`,
    `${cannot} number 2147483648 into Go struct field PodSpec.S.priority of type int32`,
  ]);
  const volumes = { volumes: [{ configMap: { name: 1, defaultMode: 0.5 } }] };
  assert.equal(faults(volumes), [
    `${cannot} number 0.5 into Go struct field ConfigMapVolumeSource.S.volumes.VolumeSource.configMap.defaultMode of type int32`,
    `${cannot} number into Go struct field ConfigMapVolumeSource.S.volumes.VolumeSource.configMap.LocalObjectReference.name of type string`,
  ]);
  assert.match(faults(volumes, { minor: 34 })[0] ?? '', 'S.volumes.configMap.defaultMode');
});

test('types with a form of their own end decoding', () => {
  const port = { containers: [{ livenessProbe: { tcpSocket: { port: true } }, resources: { limits: { cpu: '1K' } } }] };
  assert.equal(faults(port), [
    'abort: json: cannot unmarshal bool into Go struct field TCPSocketAction.S.containers.livenessProbe.ProbeHandler.tcpSocket.port of type int32',
    "abort: unable to parse quantity's suffix",
  ]);
  const times: readonly (readonly [unknown, string | undefined, string?])[] = [
    ['2024-01-31T01:02:03Z', '2024-01-31T01:02:03Z'],
    ['2024-01-31T1:02:03.99+01:30', '2024-01-30T23:32:03Z'],
    ['', undefined, 'parsing time "" as "2006-01-02T15:04:05Z07:00": cannot parse "" as "2006"'],
    ['2024-01-31', undefined, 'parsing time "2024-01-31" as "2006-01-02T15:04:05Z07:00": cannot parse "" as "T"'],
    ['2024-13-01T00:00:00Z', undefined, 'parsing time "2024-13-01T00:00:00Z": month out of range'],
    ['2023-02-29T00:00:00Z', undefined, 'parsing time "2023-02-29T00:00:00Z": day out of range'],
    ['2024-01-01T00:00:00Z ', undefined, 'parsing time "2024-01-01T00:00:00Z ": extra text: " "'],
    ['2024-01-01T24:00:00Z', undefined, 'parsing time "2024-01-01T24:00:00Z": hour out of range'],
    [
      5,
      undefined,
      'json: cannot unmarshal number into Go struct field ObjectMeta.metadata.creationTimestamp of type string',
    ],
  ];
  for (const [written, time, message] of times) {
    const { object, problems } = decoded({ metadata: { creationTimestamp: written } });
    assert.is(object.metadata?.creationTimestamp, time);
    assert.equal(
      problems.map((problem) => problem.message),
      message === undefined ? [] : [message],
    );
  }
});

test('integers beyond the safe ones stay exact', () => {
  const spec = { terminationGracePeriodSeconds: 9223372036854775807n, runtimeClassName: 'x' };
  const { object, problems } = decoded({ spec: { template: { spec } } });
  assert.equal(problems, []);
  assert.equal(object.spec?.template?.spec, spec);
  assert.is(faults({ terminationGracePeriodSeconds: 9223372036854775808n }).length, 1);
});

test('unknown fields, sorted for YAML and as written for JSON', () => {
  const object = { spec: { zz: 1, aa: { b: 1 } }, 'x"y': 1, metadata: { Name: 'a' } };
  const fields = (order: 'sorted' | 'written') => decoded(object, { order }).problems.map(({ message }) => message);
  assert.equal(
    fields('sorted'),
    ['metadata.Name', 'spec.aa', 'spec.zz', 'x\\"y'].map((path) => `unknown field "${path}"`),
  );
  assert.equal(
    fields('written'),
    ['spec.zz', 'spec.aa', 'x\\"y', 'metadata.Name'].map((path) => `unknown field "${path}"`),
  );
  const [problem] = decoded({ spec: { template: { spec: { containers: [{ nam: 1 }] } } } }).problems;
  assert.is(problem?.field, 'spec.template.spec.containers[0].nam');
  assert.equal(problem?.at, ['spec', 'template', 'spec', 'containers', 0, 'nam']);
  assert.ok(problem?.known?.includes('name'));
});

test('repeated keys come first from YAML, in their place from JSON', () => {
  const duplicates = [{ shown: '"app"', line: 7, path: ['metadata', 'labels', 'app'] }];
  const object = { aa: 1, metadata: { labels: { app: 'b' } } };
  assert.equal(
    decoded(object, { duplicates }).problems.map(({ message }) => message),
    ['line 7: key "app" already set in map', 'unknown field "aa"'],
  );
  assert.equal(
    decoded(object, { duplicates, order: 'written' }).problems.map(({ message }) => message),
    ['unknown field "aa"', 'duplicate field "metadata.labels.app"'],
  );
});

test('for people', () => {
  const expected = (pod: object) =>
    decoded({ spec: { template: { spec: pod } } }).problems.map((p) => [p.expected, p.got]);
  assert.equal(expected({ containers: true, priority: '1', nodeSelector: [], overhead: { cpu: [] } }), [
    ['list of objects', 'boolean true'],
    ['map of strings', 'list'],
    ['quantity', 'list'],
    ['integer (int32)', 'string'],
  ]);
});

test('fields by minor', () => {
  const states = (field: string) => [25, 29, 30, 31, 33, 34, 35, 36, 37].map((minor) => fieldState(field, minor));
  const [u, d, o] = ['unknown', 'dropped', 'on'];
  assert.equal(states('PodSpec.hostUsers'), [d, d, d, d, o, o, o, o, o]);
  assert.equal(states('PodSpec.resources'), [u, u, u, u, d, o, o, o, o]);
  assert.equal(states('Volume.image'), [u, u, u, d, d, d, o, o, o]);
  assert.equal(states('Container.restartPolicy'), [u, o, o, o, o, d, o, o, o]);
  assert.equal(states('Lifecycle.stopSignal'), [u, u, u, u, d, d, d, d, d]);
  assert.equal(states('PodResourceClaim.source'), [u, d, d, u, u, u, u, u, u]);
  assert.equal(states('PodSpec.workloadRef'), [u, u, u, u, u, u, d, u, u]);
  assert.equal(states('VolumeProjection.podCertificate'), [u, u, u, u, u, d, d, d, o]);
  assert.equal(states('KeyToPath.user'), [u, u, u, u, u, u, u, u, d]);
  assert.equal(states('PodSpec.nope'), [u, u, u, u, u, u, u, u, u]);
});

test('drops, unless the stored object uses the field', () => {
  const template = (): Declared<PodTemplateSpec> => ({
    spec: {
      hostUsers: true,
      volumes: [
        { name: 'i', image: {} },
        { name: 'e', emptyDir: {} },
      ],
      containers: [
        { name: 'c', lifecycle: { stopSignal: 'SIGTERM' }, volumeMounts: [{ name: 'i' }, { name: 'e' }] },
        { name: 'd', lifecycle: {}, securityContext: { procMount: 'Unmasked' } },
      ],
      initContainers: [
        { name: 's', restartPolicy: 'Always' },
        { name: 'n', restartPolicy: 'Never' },
      ],
    },
  });
  const dropped = (minor: number, old?: Declared<PodTemplateSpec>) => {
    const copy = template();
    return {
      fields: dropDisabledFields(copy, old, minor).map(({ field }) => field.slice('spec.template.spec.'.length)),
      copy,
    };
  };
  assert.equal(dropped(36).fields, ['containers[0].lifecycle.stopSignal']);
  assert.equal(
    dropped(36).copy.spec?.containers?.map(({ lifecycle }) => lifecycle),
    [undefined, {}],
  );
  assert.equal(dropped(36, template()).fields, []);
  assert.equal(dropped(34).fields, [
    'initContainers[1].restartPolicy',
    'containers[0].lifecycle.stopSignal',
    'volumes[0]',
    'containers[0].volumeMounts[0]',
  ]);
  const old = dropped(31);
  assert.equal(old.fields.slice(0, 2), ['hostUsers', 'containers[1].securityContext.procMount']);
  assert.is(old.copy.spec?.containers?.[1]?.securityContext?.procMount, 'Default');
});

test.run();
