import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { FieldError } from '../../../../src/kubernetes/apimachinery/field-errors.ts';
import type { DaemonSet, Declared, PodSpec } from '../../../../src/kubernetes/api/objects.ts';
import { create, update } from '../../../../src/kubernetes/apiserver/apiserver.ts';
import { parseJson } from '../../../../src/kubernetes/yaml/parse.ts';

type Spec = Declared<PodSpec>;
type Extra = Readonly<Record<string, unknown>>;

function textOf(spec: Extra): string {
  const labels = { app: 'a' };
  const template = { metadata: { labels }, spec: { containers: [{ name: 'c', image: 'i' }], ...spec } };
  const object = { apiVersion: 'apps/v1', kind: 'DaemonSet', metadata: { name: 'd' } };
  return JSON.stringify({ ...object, spec: { selector: { matchLabels: labels }, template } });
}

const parsed = (text: string) => parseJson(text, { start: 0, end: text.length });

/** What an update to `spec` is refused for when `kept` is stored besides, as a server with other gates may have done. */
function errorsAfter(kept: Spec, spec: Extra, minor: number): readonly FieldError[] {
  const request = { minor, namespace: 'default' };
  const stored = create(parsed(textOf({})), request).stored;
  if (stored?.spec?.template.spec === undefined) throw new Error('nothing is stored');
  const old: DaemonSet = structuredClone(stored);
  Object.assign(old.spec?.template.spec ?? {}, kept);
  return update(old, parsed(textOf(spec)), request).causes;
}

const shown = ({ field, message }: FieldError) => `${field.replace('spec.template.spec.', '')}: ${message}`;
const container = (fields: Extra) => ({ containers: [{ name: 'c', image: 'i', ...fields }] });
const signal = (stopSignal: string) => container({ lifecycle: { stopSignal } });
const LINUX_SIGNALS =
  /^containers\[0\]\.lifecycle\.stopSignal: Unsupported value: "SIGX": supported values: "SIGABRT", .*"SIGRTMAX", "SIGRTMAX-1", "SIGRTMAX-10", .*"SIGRTMIN", "SIGRTMIN\+1", "SIGRTMIN\+10", .*"SIGXFSZ"$/;

test('a stored stop signal keeps the new one, which is then judged', () => {
  const kept = signal('SIGTERM');
  assert.equal(errorsAfter({}, signal('SIGX'), 36), []);
  assert.equal(errorsAfter(kept, signal('SIGTERM'), 36).map(shown), [
    'containers[0].lifecycle.stopSignal: Forbidden: may not be set for containers with empty `spec.os.name`',
  ]);
  assert.equal(errorsAfter(kept, { ...signal('SIGRTMIN+15'), os: { name: 'linux' } }, 36), []);
  assert.match(
    errorsAfter(kept, { ...signal('SIGX'), os: { name: 'linux' } }, 36)
      .map(shown)
      .join(),
    LINUX_SIGNALS,
  );
  assert.equal(errorsAfter(kept, { ...signal('SIGHUP'), os: { name: 'windows' } }, 36).map(shown), [
    'containers[0].lifecycle.stopSignal: Unsupported value: "SIGHUP": supported values: "SIGKILL", "SIGTERM"',
  ]);
});

test('a stored scheduling group likewise', () => {
  const kept = { schedulingGroup: { podGroupName: 'a' } };
  assert.equal(errorsAfter({}, { schedulingGroup: {} }, 36), []);
  assert.equal(errorsAfter(kept, { schedulingGroup: {} }, 36).map(shown), [
    'schedulingGroup.podGroupName: Invalid value: null: must specify one of: `podGroupName`',
  ]);
  assert.match(
    errorsAfter(kept, { schedulingGroup: { podGroupName: 'A' } }, 36)
      .map(shown)
      .join(),
    /^schedulingGroup\.podGroupName: Invalid value: "A": a lowercase RFC 1123 subdomain/,
  );
});

test('stored tolerations that compare allow others, of numbers', () => {
  const comparing = (value: string) => ({ tolerations: [{ key: 'k', operator: 'Lt', value }] });
  assert.match(errorsAfter({}, comparing('5'), 36).map(shown).join(), /^tolerations\[0\]\.operator: Unsupported/);
  assert.equal(errorsAfter(comparing('1'), comparing('-5'), 36), []);
  const decimal = 'must be a valid decimal integer in canonical form';
  const faults = (value: string) => errorsAfter(comparing('1'), comparing(value), 36).map(({ detail }) => detail);
  assert.equal(faults(''), ['must be non-empty', 'strconv.ParseInt: parsing "": invalid syntax']);
  assert.equal(faults('05'), [decimal]);
  assert.equal(faults('-'), [decimal, 'strconv.ParseInt: parsing "-": invalid syntax']);
  assert.equal(faults('9223372036854775808'), ['strconv.ParseInt: parsing "9223372036854775808": value out of range']);
});

test('what 1.37 knows and drops is judged where it is stored', () => {
  const volumes = (user: number, mode: number) => [
    { name: 'm', emptyDir: { mode } },
    { name: 's', secret: { secretName: 's', defaultUser: user, items: [{ key: 'k', path: 'p', user }] } },
    { name: 'p', projected: { sources: [{ serviceAccountToken: { path: 't', user } }] } },
  ];
  const pod = (user: number, mode: number, option: string, protocol: string, tls: string) => ({
    volumes: volumes(user, mode),
    ...container({
      volumeMounts: [{ name: 'm', mountPath: '/m', bindMountOptions: [option, option] }],
      livenessProbe: { httpGet: { port: 1, host: 'h', protocol } },
      readinessProbe: { grpc: { port: 1, mode: tls } },
    }),
  });
  const kept = pod(1, 0o1777, 'noexec', 'HTTP1', 'TLS');
  const bad = pod(-1, 0o2000, 'x', 'HTTP2', 'x');
  assert.equal(errorsAfter({}, bad, 37), []);
  const user = 'Invalid value: -1: must be between 0 and 2147483647, inclusive';
  const option = 'Unsupported value: "x": supported values: "nodev", "noexec", "nosuid"';
  assert.equal(errorsAfter(kept, bad, 37).map(shown), [
    'volumes[0].emptyDir.mode: Invalid value: 1024: must be a number between 0 and 01777 (octal), both inclusive',
    `volumes[1].secret.defaultUser: ${user}`,
    `volumes[1].secret.items[0].user: ${user}`,
    `volumes[2].projected.sources[0].serviceAccountToken.user: ${user}`,
    'containers[0].volumeMounts[0].name: Not found: "m"',
    `containers[0].volumeMounts[0].bindMountOptions[0]: ${option}`,
    `containers[0].volumeMounts[0].bindMountOptions[1]: ${option}`,
    'containers[0].volumeMounts[0].bindMountOptions[1]: Duplicate value: "x"',
    'containers[0].livenessProbe.httpGet.host: Invalid value: "h": must be empty when `protocol` is "HTTP2"',
    'containers[0].readinessProbe.grpc.mode: Unsupported value: "x": supported values: "Plaintext", "TLS"',
  ]);
  assert.equal(
    errorsAfter(
      {},
      { volumes: [{ name: 'v', secret: { secretName: 's' }, configMap: { name: 'c', defaultUser: -1 } }] },
      37,
    ).length,
    1,
  );
});

const exitCodes = { operator: 'In', values: [1] };
const rules = (action: string, count = 1) =>
  container({
    restartPolicy: 'Never',
    restartPolicyRules: Array.from({ length: count }, () => ({ action, exitCodes })),
  });

test('restart rules before and after their gates', () => {
  const reasons = (kept: Spec, spec: Extra, minor: number) =>
    errorsAfter(kept, spec, minor).map(({ reason }) => reason);
  assert.equal(reasons({}, rules('x'), 34), []);
  assert.equal(reasons(container({ restartPolicy: 'Never' }), rules('x'), 34), ['FieldValueNotSupported']);
  assert.equal(reasons({}, rules('RestartAllContainers'), 35), ['FieldValueNotSupported']);
  assert.equal(reasons(rules('RestartAllContainers'), rules('RestartAllContainers'), 35), []);
  assert.equal(reasons({}, rules('Restart', 21), 35), ['FieldValueTooLong']);
  assert.equal(reasons({}, rules('Restart', 21), 36), ['FieldValueTooMany']);
});

/** What is refused on a minor, unless it is stored. */
for (const [title, spec, minor] of [
  ['a name of a variable', container({ env: [{ name: '1A' }] }), 31],
  ['a sleep of 0 seconds', container({ lifecycle: { preStop: { sleep: { seconds: 0 } } } }), 32],
  ['a search path', { dnsConfig: { searches: ['.', '_a'] } }, 32],
  ['an image without a reference', { volumes: [{ name: 'v', image: {} }] }, 37],
  [
    'a capability that is against no escalation',
    container({ securityContext: { allowPrivilegeEscalation: false, capabilities: { add: ['CAP_SYS_ADMIN'] } } }),
    37,
  ],
  [
    'a sysctl of the network of the node',
    { hostNetwork: true, securityContext: { sysctls: [{ name: 'net.ipv4.tcp_syncookies', value: '1' }] } },
    36,
  ],
  [
    'a sysctl of the shared memory of the node',
    { hostIPC: true, securityContext: { sysctls: [{ name: 'kernel.shm_rmid_forced', value: '1' }] } },
    36,
  ],
  [
    'an init container that is restarted by a resize',
    {
      initContainers: [
        { name: 'i', image: 'i', resizePolicy: [{ resourceName: 'cpu', restartPolicy: 'RestartContainer' }] },
      ],
    },
    36,
  ],
  [
    'users of its own and devices',
    {
      hostUsers: false,
      volumes: [{ name: 'p', persistentVolumeClaim: { claimName: 'c' } }],
      ...container({ volumeDevices: [{ name: 'p', devicePath: '/d' }] }),
    },
    37,
  ],
  ['users of its own on the network of the node', { hostUsers: false, hostNetwork: true }, 36],
] as const)
  test(`${title} on 1.${String(minor)}`, () => {
    assert.ok(errorsAfter({}, spec, minor).length > 0);
    assert.equal(errorsAfter(structuredClone<Extra>(spec), spec, minor), []);
  });

test('a sysctl of another namespace excuses none', () => {
  const securityContext = { sysctls: [{ name: 'net.ipv4.tcp_syncookies', value: '1' }] };
  const stored = { hostIPC: true, securityContext };
  assert.ok(errorsAfter(stored, { ...stored, hostNetwork: true }, 36).length > 0);
});

test('1.29 drops a sleep, and refuses the empty handler that is left', () => {
  const sleep = container({ lifecycle: { preStop: { sleep: { seconds: 1 } } } });
  assert.equal(errorsAfter({}, sleep, 29).map(shown), [
    'containers[0].lifecycle.preStop: Required value: must specify a handler type',
  ]);
});

test('resources may be named like a member of every object', () => {
  const amounts = JSON.parse('{"constructor":"1","__proto__":"1","toString":"1.5"}') as unknown;
  const spec = { ...container({ resources: { limits: {}, requests: amounts } }), resources: { limits: amounts } };
  const places = errorsAfter({}, spec, 36).map(({ at }) => at.at(-1));
  assert.equal(new Set(places), new Set(['constructor', '__proto__', 'toString']));
});

test.run();
