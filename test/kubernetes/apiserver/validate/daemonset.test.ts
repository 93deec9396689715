import type { LabelSelector } from 'kubernetes-types/meta/v1.js';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { applyDefaults } from '../../../../src/kubernetes/apiserver/default.ts';
import type { FieldError } from '../../../../src/kubernetes/apimachinery/field-errors.ts';
import type { DaemonSet, DaemonSetSpec, Declared } from '../../../../src/kubernetes/api/objects.ts';
import { validateDaemonSet, validateDaemonSetUpdate } from '../../../../src/kubernetes/apiserver/validate/daemonset.ts';

type Spec = Declared<DaemonSetSpec>;

const LABELS = { app: 'a' };
const POD = { containers: [{ name: 'c', image: 'i' }] };
const TEMPLATE = { metadata: { labels: LABELS }, spec: POD };

function daemonSet(spec: Spec): Declared<DaemonSet> {
  const metadata = { name: 'agent', namespace: 'default' };
  const object = structuredClone({
    metadata,
    spec: { selector: { matchLabels: LABELS }, template: TEMPLATE, ...spec },
  });
  applyDefaults(object, 36);
  return object;
}

const shown = ({ field, message }: FieldError) => `${field}: ${message}`.replace(/ (must )?consist .*$/, ' …');
const errors = (spec: Spec, minor = 36) => validateDaemonSet(daemonSet(spec), { minor }).map(shown);

/** Without a word on the labels, the selector matches them. */
const MISMATCH =
  'spec.template.metadata.labels: Invalid value: {"app":"a"}: `selector` does not match template `labels`';
const NO_LABEL_VALUE = 'a valid label must be an empty string or …';

/** Selectors over the labels `app: a`, and what is wrong. */
const SELECTORS: readonly (readonly [string, Declared<LabelSelector> | undefined, readonly string[]])[] = [
  ['none selects nothing', undefined, [MISMATCH]],
  ['an empty one', {}, ['spec.selector: Invalid value: {}: empty selector is invalid for daemonset']],
  [
    'an empty one with empty lists',
    { matchLabels: {}, matchExpressions: [] },
    ['spec.selector: Invalid value: {}: empty selector is invalid for daemonset'],
  ],
  ['another value', { matchLabels: { app: 'b' } }, [MISMATCH]],
  ['another key', { matchLabels: { app: 'a', b: '' } }, [MISMATCH]],
  ['a key that every object has', { matchLabels: { constructor: '' } }, [MISMATCH]],
  [
    'every operator',
    {
      matchExpressions: [
        { key: 'app', operator: 'In', values: ['a', 'a'] },
        { key: 'app', operator: 'Exists' },
        { key: 'app', operator: 'NotIn', values: ['b'] },
        { key: 'b', operator: 'NotIn', values: ['b'] },
        { key: 'b', operator: 'DoesNotExist' },
      ],
    },
    [],
  ],
  ['an operator that does not hold', { matchExpressions: [{ key: 'app', operator: 'DoesNotExist' }] }, [MISMATCH]],
  [
    'what is not a selector is not matched',
    {
      matchLabels: { 'a b': 'c d' },
      matchExpressions: [
        { key: 'app', operator: 'In' },
        { key: 'app', operator: 'Exists', values: [''] },
        { key: '', operator: 'in', values: ['a b'] },
        {},
      ],
    },
    [
      'spec.selector.matchLabels: Invalid value: "a b": name part …',
      `spec.selector.matchLabels: Invalid value: "c d": ${NO_LABEL_VALUE}`,
      "spec.selector.matchExpressions[0].values: Required value: must be specified when `operator` is 'In' or 'NotIn'",
      "spec.selector.matchExpressions[1].values: Forbidden: may not be specified when `operator` is 'Exists' or 'DoesNotExist'",
      'spec.selector.matchExpressions[2].operator: Invalid value: "in": not a valid selector operator',
      'spec.selector.matchExpressions[2].key: Invalid value: "": name part must be non-empty',
      'spec.selector.matchExpressions[2].key: Invalid value: "": name part …',
      `spec.selector.matchExpressions[2].values[0]: Invalid value: "a b": ${NO_LABEL_VALUE}`,
      'spec.selector.matchExpressions[3].operator: Invalid value: "": not a valid selector operator',
      'spec.selector.matchExpressions[3].key: Invalid value: "": name part must be non-empty',
      'spec.selector.matchExpressions[3].key: Invalid value: "": name part …',
    ],
  ],
];

for (const [title, selector, expected] of SELECTORS)
  test(`selector: ${title}`, () => {
    assert.equal(errors(selector === undefined ? withoutSelector() : { selector }), expected);
  });

function withoutSelector(): Spec {
  const spec: Spec = { template: TEMPLATE };
  return Object.defineProperty(spec, 'selector', { value: undefined, enumerable: true });
}

test('labels of the template as Go prints them', () => {
  const messages = (labels: Record<string, string> | undefined) =>
    errors({ template: { metadata: labels === undefined ? {} : { labels }, spec: POD } });
  const field = 'spec.template.metadata.labels: Invalid value';
  const detail = '`selector` does not match template `labels`';
  assert.equal(messages(undefined), [`${field}: null: ${detail}`]);
  assert.equal(messages({}), [`${field}: {}: ${detail}`]);
  assert.equal(messages({ b: '1', 'a-b': '2', a: '3' }), [`${field}: {"a":"3","a-b":"2","b":"1"}: ${detail}`]);
});

test('values of selectors are judged since 1.26, and never make a selector', () => {
  const selector = { matchExpressions: [{ key: 'app', operator: 'In', values: ['a b'] }] };
  assert.equal(errors({ selector }, 25), []);
  assert.is(errors({ selector }, 26).length, 1);
});

const PERCENT =
  "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')";
const U = 'spec.updateStrategy.rollingUpdate.maxUnavailable';
const S = 'spec.updateStrategy.rollingUpdate.maxSurge';
const NEGATIVE = 'must be greater than or equal to 0';
const BOTH = 'may not be set when maxUnavailable is non-zero';
const NEITHER = `${U}: Required value: cannot be 0 when maxSurge is 0`;

/** `maxUnavailable` and `maxSurge`, and what is wrong with the pair. */
const PAIRS: readonly (readonly [string | number | undefined, string | number | undefined, readonly string[]])[] = [
  [undefined, undefined, []],
  [100000, 0, []],
  ['100%', '0%', []],
  [0, '1%', []],
  [0, undefined, [NEITHER]],
  ['0%', 0, [NEITHER]],
  [undefined, 1, [`${S}: Invalid value: 1: ${BOTH}`]],
  ['10%', '20%', [`${S}: Invalid value: "20%": ${BOTH}`]],
  [-1, 0, [`${U}: Invalid value: -1: ${NEGATIVE}`]],
  [0, -1, [`${S}: Invalid value: -1: ${NEGATIVE}`]],
  ['101%', 0, [`${U}: Invalid value: "101%": must not be greater than 100%`]],
  ['99999999999999999999%', 0, [`${U}: Invalid value: "99999999999999999999%": must not be greater than 100%`]],
  ['1', 0, [`${U}: Invalid value: "1": ${PERCENT}`]],
  ['1', 1, [`${U}: Invalid value: "1": ${PERCENT}`, `${S}: Invalid value: 1: ${BOTH}`]],
  ['abc', 0, [`${U}: Invalid value: "abc": ${PERCENT}`, NEITHER]],
  ['abc', 1, [`${U}: Invalid value: "abc": ${PERCENT}`]],
  ['-5%', 0, [`${U}: Invalid value: "-5%": ${PERCENT}`, NEITHER]],
  ['+5', 1, [`${U}: Invalid value: "+5": ${PERCENT}`, `${S}: Invalid value: 1: ${BOTH}`]],
  [0, '', [`${S}: Invalid value: "": ${PERCENT}`, NEITHER]],
  [0, '5 %', [`${S}: Invalid value: "5 %": ${PERCENT}`, NEITHER]],
];

for (const [maxUnavailable, maxSurge, expected] of PAIRS)
  test(`maxUnavailable ${String(maxUnavailable)}, maxSurge ${String(maxSurge)}`, () => {
    const rollingUpdate = {
      ...(maxUnavailable === undefined ? {} : { maxUnavailable }),
      ...(maxSurge === undefined ? {} : { maxSurge }),
    };
    assert.equal(errors({ updateStrategy: { rollingUpdate } }), expected);
  });

test('types of strategies', () => {
  const rollingUpdate = { maxUnavailable: '5%' };
  const supported = 'supported values: "RollingUpdate", "OnDelete"';
  assert.equal(errors({ updateStrategy: { type: 'OnDelete', rollingUpdate: { maxUnavailable: -1 } } }), []);
  assert.equal(errors({ updateStrategy: { type: 'Recreate' } }), [
    `spec.updateStrategy: Unsupported value: {"Type":"Recreate","RollingUpdate":null}: ${supported}`,
  ]);
  assert.equal(errors({ updateStrategy: { type: 'recreate', rollingUpdate } }), [
    `spec.updateStrategy: Unsupported value: {"Type":"recreate","RollingUpdate":{"MaxUnavailable":"5%","MaxSurge":0}}: ${supported}`,
  ]);
});

test('what a pod of a DaemonSet may not do, and numbers, in the server’s order', () => {
  const template = { ...TEMPLATE, spec: { ...POD, restartPolicy: 'Never', activeDeadlineSeconds: 1 } };
  assert.equal(errors({ template, minReadySeconds: -1, revisionHistoryLimit: -1 }), [
    'spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"',
    'spec.template.spec.activeDeadlineSeconds: Forbidden: activeDeadlineSeconds in DaemonSet is not Supported',
    `spec.minReadySeconds: Invalid value: -1: ${NEGATIVE}`,
    `spec.revisionHistoryLimit: Invalid value: -1: ${NEGATIVE}`,
  ]);
  assert.equal(errors({ minReadySeconds: 0, revisionHistoryLimit: 0 }), []);
});

function updateErrors(spec: Spec, old: Spec): string[] {
  return validateDaemonSetUpdate(daemonSet(spec), daemonSet(old), { minor: 36 }).map(shown);
}

test('a selector stays as it is', () => {
  const old = { selector: { matchLabels: LABELS, matchExpressions: [{ key: 'app', operator: 'Exists' }] } };
  assert.equal(updateErrors(old, old), []);
  assert.equal(updateErrors({}, old), [
    'spec.selector: Invalid value: {"matchLabels":{"app":"a"}}: field is immutable',
  ]);
  assert.equal(updateErrors({ selector: { ...old.selector, matchLabels: { app: 'a', b: '' } } }, old), [
    'spec.selector: Invalid value: {"matchLabels":{"app":"a","b":""},"matchExpressions":[{"key":"app","operator":"Exists"}]}: field is immutable',
    MISMATCH,
  ]);
  const emptyValues = { matchExpressions: [{ key: 'app', operator: 'Exists', values: [] }] };
  assert.equal(updateErrors({ selector: { ...old.selector, ...emptyValues } }, old), []);
});

test('a stored selector excuses its values, and only those', () => {
  const selector = { matchExpressions: [{ key: 'app', operator: 'In', values: ['a b'] }] };
  assert.equal(updateErrors({ selector }, { selector }), []);
  const otherFault = { matchExpressions: [{ key: 'a b', operator: 'In', values: ['a'] }] };
  assert.is(updateErrors({ selector }, { selector: otherFault }).length, 2);
});

test('bad metadata is told by each of the three that look at it', () => {
  const old = daemonSet({});
  const object = daemonSet({});
  object.metadata = { ...object.metadata, labels: { 'a b': '' }, finalizers: ['x y'] };
  assert.equal(validateDaemonSetUpdate(object, old, { minor: 36 }).map(shown), [
    'metadata.labels: Invalid value: "a b": name part …',
    'metadata.finalizers: Invalid value: "x y": name part …',
    'metadata.labels: Invalid value: "a b": name part …',
    'metadata.labels: Invalid value: "a b": name part …',
    'metadata.finalizers[0]: Invalid value: "x y": name is neither a standard finalizer name nor is it fully qualified',
  ]);
});

test.run();
