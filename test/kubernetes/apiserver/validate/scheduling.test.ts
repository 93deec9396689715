import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { FieldPath, type FieldError } from '../../../../src/kubernetes/apimachinery/field-errors.ts';
import { validateAffinity } from '../../../../src/kubernetes/apiserver/validate/affinity.ts';
import {
  validateObjectFieldSelector,
  validateResourceFieldSelector,
} from '../../../../src/kubernetes/apiserver/validate/field-ref.ts';
import { validateNodeSelector } from '../../../../src/kubernetes/apiserver/validate/node-selector.ts';
import { validateReadinessGates } from '../../../../src/kubernetes/apiserver/validate/readiness-gates.ts';
import { validateTolerations } from '../../../../src/kubernetes/apiserver/validate/tolerations.ts';
import { validateTopologySpread } from '../../../../src/kubernetes/apiserver/validate/topology-spread.ts';

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';

/** The field, and the message up to where a grammar is told at length. */
const shown = ({ field, message }: FieldError) => `${field}: ${message}`.replace(/ (must )?consist of .*$/, ' …');
const places = (errors: readonly FieldError[]) => errors.map(({ field, at }) => `${field} at ${at.join('.')}`);

test('nodeSelector', () => {
  assert.equal(validateNodeSelector({ 'a b': 'c d' }, FieldPath.root('nodeSelector')).map(shown), [
    'nodeSelector: Invalid value: "a b": name part …',
    'nodeSelector: Invalid value: "c d": a valid label must be an empty string or …',
  ]);
  assert.equal(validateNodeSelector(undefined, FieldPath.root('nodeSelector')), []);
});

type Affinity = Parameters<typeof validateAffinity>[0];
const affinityErrors = (affinity: Affinity, minor = 36) => validateAffinity(affinity, FieldPath.root('a'), { minor });

test('node affinity', () => {
  const matchExpressions = [
    { key: 'k', operator: 'In' },
    { key: 'k', operator: 'Exists', values: ['v'] },
    { key: 'k', operator: 'Gt', values: ['1', '2'] },
    { key: '', operator: 'in', values: ['a b'] },
  ];
  const matchFields = [
    { key: 'metadata.name', operator: 'In', values: ['A', 'b'] },
    { key: 'x', operator: 'Exists' },
  ];
  const nodeAffinity = {
    [REQUIRED]: { nodeSelectorTerms: [{}, { matchExpressions, matchFields }] },
    [PREFERRED]: [{ weight: 101, preference: { matchExpressions: matchExpressions.slice(3) } }],
  };
  const term = `a.nodeAffinity.${REQUIRED}.nodeSelectorTerms[1]`;
  const preferred = `a.nodeAffinity.${PREFERRED}[0]`;
  assert.equal(affinityErrors({ nodeAffinity }).map(shown), [
    `${term}.matchExpressions[0].values: Required value: must be specified when \`operator\` is 'In' or 'NotIn'`,
    `${term}.matchExpressions[1].values: Forbidden: may not be specified when \`operator\` is 'Exists' or 'DoesNotExist'`,
    `${term}.matchExpressions[2].values: Required value: must be specified single value when \`operator\` is 'Lt' or 'Gt'`,
    `${term}.matchExpressions[3].operator: Invalid value: "in": not a valid selector operator`,
    `${term}.matchExpressions[3].key: Invalid value: "": name part must be non-empty`,
    `${term}.matchExpressions[3].key: Invalid value: "": name part …`,
    `${term}.matchExpressions[3].values[0]: Invalid value: "a b": a valid label must be an empty string or …`,
    `${term}.matchFields[0].values: Required value: must be only one value when \`operator\` is 'In' or 'NotIn' for node field selector`,
    `${term}.matchFields[0].values[0]: Invalid value: "A": a lowercase RFC 1123 subdomain …`,
    `${term}.matchFields[1].operator: Invalid value: "Exists": not a valid selector operator`,
    `${term}.matchFields[1].key: Invalid value: "x": not a valid field selector key`,
    `${preferred}.weight: Invalid value: 101: must be in the range 1-100`,
    `${preferred}.preference.matchExpressions[0].operator: Invalid value: "in": not a valid selector operator`,
    `${preferred}.preference.matchExpressions[0].key: Invalid value: "": name part must be non-empty`,
    `${preferred}.preference.matchExpressions[0].key: Invalid value: "": name part …`,
  ]);
  assert.equal(affinityErrors({ nodeAffinity: { [REQUIRED]: {} } }).map(shown), [
    `a.nodeAffinity.${REQUIRED}.nodeSelectorTerms: Required value: must have at least one node selector term`,
  ]);
});

test('values of required node affinity are checked since 1.33', () => {
  const nodeSelectorTerms = [{ matchExpressions: [{ key: 'k', operator: 'Gt', values: ['-5'] }] }];
  const affinity = { nodeAffinity: { [REQUIRED]: { nodeSelectorTerms } } };
  assert.equal(
    [32, 33].map((minor) => affinityErrors(affinity, minor).length),
    [0, 1],
  );
});

test('pod affinity', () => {
  const term = {
    labelSelector: { matchLabels: { a: 'b' }, matchExpressions: [{ key: 'a', operator: 'Exists' }] },
    namespaceSelector: { matchExpressions: [{ key: 'k', operator: 'Gt' }] },
    namespaces: ['ok', 'A'],
    matchLabelKeys: ['x', 'a'],
    mismatchLabelKeys: ['x', 'b c'],
  };
  const errors = affinityErrors({
    podAffinity: { [REQUIRED]: [term] },
    podAntiAffinity: { [PREFERRED]: [{ podAffinityTerm: { topologyKey: 'k', matchLabelKeys: ['a b'] } }] },
  });
  const at = `a.podAffinity.${REQUIRED}[0]`;
  const preferred = `a.podAntiAffinity.${PREFERRED}[0]`;
  assert.equal(errors.map(shown), [
    `${at}.namespaceSelector.matchExpressions[0].operator: Invalid value: "Gt": not a valid selector operator`,
    `${at}.namespace: Invalid value: "A": a lowercase RFC 1123 label …`,
    `${at}.mismatchLabelKeys[1]: Invalid value: "b c": name part …`,
    `${at}[1]: Invalid value: "a": exists in both matchLabelKeys and labelSelector`,
    `${at}.matchLabelKeys[0]: Invalid value: "x": exists in both matchLabelKeys and mismatchLabelKeys`,
    `${at}.topologyKey: Required value: can not be empty`,
    `${at}.topologyKey: Invalid value: "": name part must be non-empty`,
    `${at}.topologyKey: Invalid value: "": name part …`,
    `${preferred}.weight: Invalid value: 0: must be in the range 1-100`,
    `${preferred}.podAffinityTerm.matchLabelKeys: Forbidden: must not be specified when labelSelector is not set`,
  ]);
  const real = `a.podAffinity.${REQUIRED}.0`;
  assert.is(errors[1]?.at.join('.'), `${real}.namespaces.1`);
  assert.is(errors[3]?.at.join('.'), `${real}.matchLabelKeys.1`);
});

test('tolerations', () => {
  const tolerations = [
    { key: 'a b', operator: 'Exists', value: 'v' },
    { value: '-', tolerationSeconds: 0 },
    { key: 'k', operator: 'exists', effect: 'x' },
    { key: 'k', operator: 'Gt', value: 'whatever' },
    { operator: 'Exists', effect: 'NoExecute', tolerationSeconds: -1 },
    { key: 'k', operator: 'Equal', value: `${'x'.repeat(63)}-` },
  ];
  const errors = validateTolerations(tolerations, FieldPath.root('t'), { minor: 36 });
  assert.equal(errors.map(shown), [
    't[0].key: Invalid value: "a b": name part …',
    `t[0].operator: Invalid value: "v": value must be empty when \`operator\` is 'Exists'`,
    't[1].operator: Invalid value: "": operator must be Exists when `key` is empty, which means "match all values and all keys"',
    `t[1].effect: Invalid value: "": effect must be 'NoExecute' when \`tolerationSeconds\` is set`,
    't[1].operator: Invalid value: "-": a valid label must be an empty string or …',
    't[2].operator: Unsupported value: "exists": supported values: "Equal", "Exists"',
    't[2].effect: Unsupported value: "x": supported values: "NoSchedule", "PreferNoSchedule", "NoExecute"',
    't[3].operator: Unsupported value: "Gt": supported values: "Equal", "Exists", "Lt", "Gt"',
    `t[5].operator: Invalid value: "${'x'.repeat(63)}-": must be no more than 63 bytes;a valid label must be an empty string or …`,
  ]);
});

type Constraints = Parameters<typeof validateTopologySpread>[0];
const spreadErrors = (constraints: Constraints, minor = 36) =>
  validateTopologySpread(constraints, FieldPath.root('s'), { minor });

test('topologySpreadConstraints', () => {
  const constraints = [
    { maxSkew: 0, nodeAffinityPolicy: '', nodeTaintsPolicy: 'honor', minDomains: 0, matchLabelKeys: ['k'] },
    { maxSkew: 1 },
    {
      maxSkew: 1,
      topologyKey: 'any thing',
      whenUnsatisfiable: 'ScheduleAnyway',
      minDomains: 1,
      labelSelector: { matchLabels: { 'a b': '' } },
    },
  ];
  const errors = spreadErrors(constraints);
  assert.equal(errors.map(shown), [
    's[0].maxSkew: Invalid value: 0: must be greater than zero',
    's[0].topologyKey: Required value: can not be empty',
    's[0].whenUnsatisfiable: Unsupported value: "": supported values: "DoNotSchedule", "ScheduleAnyway"',
    's[0].{topologyKey, whenUnsatisfiable}: Duplicate value: "{, }"',
    's[0].minDomains: Invalid value: 0: must be greater than zero',
    's[0].minDomains: Invalid value: 0: can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ',
    's[0].nodeAffinityPolicy: Unsupported value: "": supported values: "Honor", "Ignore"',
    's[0].nodeTaintsPolicy: Unsupported value: "honor": supported values: "Honor", "Ignore"',
    's[0].matchLabelKeys: Forbidden: must not be specified when labelSelector is not set',
    's[1].topologyKey: Required value: can not be empty',
    's[1].whenUnsatisfiable: Unsupported value: "": supported values: "DoNotSchedule", "ScheduleAnyway"',
    's[2].minDomains: Invalid value: 1: can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ScheduleAnyway',
    's[2].labelSelector.matchLabels: Invalid value: "a b": name part …',
  ]);
});

test('keys also in the selector: refused up to 1.33, and later where the selector names them twice', () => {
  const base = { maxSkew: 1, topologyKey: 'k', whenUnsatisfiable: 'DoNotSchedule', matchLabelKeys: ['b', 'a'] };
  const once = [{ ...base, labelSelector: { matchLabels: { a: 'x' } } }];
  const matchExpressions = [{ key: 'a', operator: 'Exists' }];
  const twice = [{ ...base, labelSelector: { matchLabels: { a: 'x' }, matchExpressions } }];
  assert.equal(places(spreadErrors(once, 33)), ['s[0].matchLabelKeys[1] at s.0.matchLabelKeys.1']);
  assert.equal(places(spreadErrors(once, 34)), []);
  assert.equal(places(spreadErrors(twice, 34)), ['s[0][1] at s.0.matchLabelKeys.1']);
});

test('the selector of topology spread is checked since 1.27', () => {
  const labelSelector = { matchLabels: { 'a b': '' } };
  const constraints = [{ maxSkew: 1, topologyKey: 'k', whenUnsatisfiable: 'DoNotSchedule', labelSelector }];
  assert.equal(
    [26, 27].map((minor) => spreadErrors(constraints, minor).length),
    [0, 1],
  );
});

test('readinessGates', () => {
  const gates = [{ conditionType: 'example.com/x' }, {}, { conditionType: 'a/b/c' }];
  assert.equal(validateReadinessGates(gates, FieldPath.root('g')).map(shown), [
    'g[1].conditionType: Invalid value: "": name part must be non-empty',
    'g[1].conditionType: Invalid value: "": name part …',
    'g[2].conditionType: Invalid value: "a/b/c": a valid label key …',
  ]);
});

/** The field path, and what is said in an environment variable and in a volume. */
const FIELDS: readonly (readonly [string, string, string])[] = [
  ['metadata.name', '', ''],
  ['spec.host', '', 'f.fieldPath: Unsupported value: "spec.nodeName"'],
  ['status.podIPs', '', 'f.fieldPath: Unsupported value: "status.podIPs"'],
  ['metadata.labels', 'f.fieldPath: Unsupported value: "metadata.labels"', ''],
  ["metadata.labels['a/b']", '', ''],
  ["metadata.annotations['A/B']", '', ''],
  ["metadata.annotations['A B']", 'f: Invalid value: "a b"', 'f: Invalid value: "a b"'],
  ...[
    ['', 'f.fieldPath: Required value'],
    [
      'metadata.labels[a]',
      'f.fieldPath: Invalid value: "metadata.labels[a]": error converting fieldPath: field label not supported: metadata.labels[a]',
    ],
    [
      "spec.x['a']",
      `f.fieldPath: Invalid value: "spec.x['a']": error converting fieldPath: field label does not support subscript: spec.x['a']`,
    ],
    [
      "['a['b']",
      `f.fieldPath: Invalid value: "['a['b']": error converting fieldPath: field label not supported: ['a['b']`,
    ],
  ].map(([path = '', error = '']) => [path, error, error] as const),
];

for (const [fieldPath, env, volume] of FIELDS)
  test(`fieldRef ${fieldPath}`, () => {
    const reference = { apiVersion: 'v1', fieldPath };
    const first = (kind: 'env' | 'volume') =>
      shown(validateObjectFieldSelector(reference, FieldPath.root('f'), kind)[0] ?? NONE);
    assert.ok(first('env').startsWith(env) && (env !== '' || first('env') === ': '), first('env'));
    assert.ok(first('volume').startsWith(volume) && (volume !== '' || first('volume') === ': '), first('volume'));
  });

const NONE: FieldError = { reason: 'FieldValueInvalid', field: '', message: '', at: [], detail: '' };

test('fieldRef of another version, and status.hostIPs by minor', () => {
  const errors = (apiVersion: string, fieldPath: string, minor: number) =>
    validateObjectFieldSelector({ apiVersion, fieldPath }, FieldPath.root('f'), 'env', minor).map(
      ({ detail }) => detail,
    );
  assert.equal(errors('v2', 'metadata.name', 36), ['error converting fieldPath: unsupported pod version: v2']);
  assert.equal(errors('v1', 'status.hostIPs', 27), [
    'error converting fieldPath: field label not supported: status.hostIPs',
  ]);
  assert.equal(errors('v1', 'status.hostIPs', 28), ["may not be set when feature gate 'PodHostIPs' is not enabled"]);
  assert.equal(errors('v1', 'status.hostIPs', 29), []);
});

/** Resource, divisor, and what is said of it in an environment variable. */
const RESOURCES: readonly (readonly [string, string, string])[] = [
  ['limits.cpu', '1000m', ''],
  [
    'requests.cpu',
    '2',
    'r.divisor: Invalid value: "requests.cpu": only divisor\'s values 1m and 1 are supported with the cpu resource',
  ],
  [
    'requests.cpu',
    '1e0',
    'r.divisor: Invalid value: "requests.cpu": only divisor\'s values 1m and 1 are supported with the cpu resource',
  ],
  ['limits.memory', '1024Ki', ''],
  ['limits.memory', '0', ''],
  ['limits.memory', '1024', 'memory'],
  ['limits.ephemeral-storage', '1m', 'local ephemeral storage'],
  ['requests.hugepages-2Mi', '2Mi', 'hugepages'],
  [
    'limits.gpu',
    '7',
    'r.resource: Unsupported value: "limits.gpu": supported values: "limits.cpu", "limits.ephemeral-storage", "limits.memory", "requests.cpu", "requests.ephemeral-storage", "requests.memory"',
  ],
  ['', '1', 'r.resource: Required value'],
];

for (const [resource, divisor, expected] of RESOURCES)
  test(`resourceFieldRef ${resource} by ${divisor}`, () => {
    const [error] = validateResourceFieldSelector({ resource, divisor }, FieldPath.root('r'), 'env');
    const text = error === undefined ? '' : shown(error);
    const long = `r.divisor: Invalid value: "${resource}": only divisor's values 1, 1k, 1M, 1G, 1T, 1P, 1E, 1Ki, 1Mi, 1Gi, 1Ti, 1Pi, 1Ei are supported with the ${expected} resource`;
    assert.is(text, expected === '' || expected.startsWith('r.') ? expected : long);
  });

test('a volume asks for the container first', () => {
  const errors = validateResourceFieldSelector({ divisor: '3' }, FieldPath.root('r'), 'volume');
  assert.equal(errors.map(shown), ['r.containerName: Required value']);
});

test.run();
