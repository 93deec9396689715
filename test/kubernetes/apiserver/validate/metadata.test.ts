import type { ObjectMeta } from 'kubernetes-types/meta/v1.js';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { FieldPath, type FieldError } from '../../../../src/kubernetes/apimachinery/field-errors.ts';
import type { Declared } from '../../../../src/kubernetes/api/objects.ts';
import { validateAccessorUpdate, validateObjectMeta } from '../../../../src/kubernetes/apiserver/validate/metadata.ts';

type Meta = Declared<ObjectMeta>;

const METADATA = FieldPath.root('metadata');
const GOOD = { name: 'agent', namespace: 'default' };
const NAME_PART = 'name part …';
const SUBDOMAIN = 'a lowercase RFC 1123 subdomain …';

/** Field and message, up to where a grammar is told. */
const shown = ({ field, message }: FieldError) => `${field}: ${message}`.replace(/ (must )?consist .*$/, ' …');
const owner = { apiVersion: 'v1', kind: 'Node', name: 'n', uid: 'u' };

/** Metadata, and what is wrong with it. */
const CREATES: readonly (readonly [string, Meta, readonly string[]])[] = [
  ['nothing', GOOD, []],
  ['no name', { namespace: 'default' }, ['metadata.name: Required value: name or generateName is required']],
  [
    'a bad name and a bad prefix',
    { ...GOOD, name: 'a_b', generateName: 'A' },
    [`metadata.generateName: Invalid value: "A": ${SUBDOMAIN}`, `metadata.name: Invalid value: "a_b": ${SUBDOMAIN}`],
  ],
  ['a prefix that ends with a dash', { ...GOOD, generateName: 'agent-' }, []],
  ['a prefix whose only bad letter gives way with the dash', { ...GOOD, generateName: 'A-' }, []],
  [
    'a namespace with a dot',
    { ...GOOD, namespace: 'a.b' },
    ['metadata.namespace: Invalid value: "a.b": must not contain dots'],
  ],
  [
    'labels',
    { ...GOOD, labels: { 'a b': 'c', d: 'e f', '': '', 'X.y/z': '' } },
    [
      `metadata.labels: Invalid value: "a b": ${NAME_PART}`,
      'metadata.labels: Invalid value: "e f": a valid label must be an empty string or …',
      'metadata.labels: Invalid value: "": name part must be non-empty',
      `metadata.labels: Invalid value: "": ${NAME_PART}`,
      `metadata.labels: Invalid value: "X.y/z": prefix part ${SUBDOMAIN}`,
    ],
  ],
  [
    'keys of annotations, which are lower-cased first',
    { ...GOOD, annotations: { 'X.y/z': ' ', İx: '', 'a b': '' } },
    [`metadata.annotations: Invalid value: "a b": ${NAME_PART}`],
  ],
  ['annotations as large as can be', { ...GOOD, annotations: { a: 'x'.repeat(262143) } }, []],
  [
    'annotations that are larger, in bytes',
    { ...GOOD, annotations: { a: 'é'.repeat(131072) } },
    ['metadata.annotations: Too long: may not be more than 262144 bytes'],
  ],
  [
    'owners without anything',
    { ...GOOD, ownerReferences: [{}, { ...owner, apiVersion: 'a/b/c' }] },
    [
      'metadata.ownerReferences.apiVersion: Invalid value: "": version must not be empty',
      'metadata.ownerReferences.kind: Invalid value: "": must not be empty',
      'metadata.ownerReferences.name: Invalid value: "": must not be empty',
      'metadata.ownerReferences.uid: Invalid value: "": must not be empty',
      'metadata.ownerReferences.apiVersion: Invalid value: "a/b/c": version must not be empty',
    ],
  ],
  [
    'an event as an owner, however its group is spelt',
    {
      ...GOOD,
      ownerReferences: [
        { ...owner, kind: 'Event' },
        { ...owner, apiVersion: '/v1', kind: 'Event' },
      ],
    },
    [
      'metadata.ownerReferences: Invalid value: {"apiVersion":"v1","kind":"Event","name":"n","uid":"u"}: /v1, Kind=Event is disallowed from being an owner',
      'metadata.ownerReferences: Invalid value: {"apiVersion":"/v1","kind":"Event","name":"n","uid":"u"}: /v1, Kind=Event is disallowed from being an owner',
    ],
  ],
  ['an event of another group', { ...GOOD, ownerReferences: [{ ...owner, apiVersion: 'a/v1', kind: 'Event' }] }, []],
  [
    'two controllers',
    {
      ...GOOD,
      ownerReferences: [
        { ...owner, controller: true },
        { ...owner, name: 'm', controller: true },
      ],
    },
    [
      'metadata.ownerReferences: Invalid value: [{"apiVersion":"v1","kind":"Node","name":"n","uid":"u","controller":true},{"apiVersion":"v1","kind":"Node","name":"m","uid":"u","controller":true}]: Only one reference can have Controller set to true. Found "true" in references for Node/n and Node/m',
    ],
  ],
  [
    'finalizers',
    { ...GOOD, finalizers: ['a b', 'x', 'a/b', 'orphan', 'foregroundDeletion', 'kubernetes'] },
    [
      `metadata.finalizers: Invalid value: "a b": ${NAME_PART}`,
      'metadata.finalizers: Invalid value: ["a b","x","a/b","orphan","foregroundDeletion","kubernetes"]: finalizer orphan and foregroundDeletion cannot be both set',
      'metadata.finalizers[0]: Invalid value: "a b": name is neither a standard finalizer name nor is it fully qualified',
      'metadata.finalizers[1]: Invalid value: "x": name is neither a standard finalizer name nor is it fully qualified',
    ],
  ],
];

for (const [title, meta, expected] of CREATES)
  test(title, () => {
    assert.equal(validateObjectMeta(meta, METADATA, 36).map(shown), expected);
  });

const STORED = { ...GOOD, uid: 'u', creationTimestamp: '2024-01-01T00:00:00Z', finalizers: ['a/b'] };

/** Stored metadata, new metadata, and what only an update refuses. */
const UPDATES: readonly (readonly [string, Meta, Meta, readonly string[]])[] = [
  ['the same', STORED, STORED, []],
  [
    'what only the server sets',
    STORED,
    { ...STORED, deletionTimestamp: '2024-01-02T00:00:00Z', deletionGracePeriodSeconds: 5 },
    [
      'metadata.deletionTimestamp: Invalid value: "2024-01-02T00:00:00Z": field is immutable',
      'metadata.deletionGracePeriodSeconds: Invalid value: 5: field is immutable',
    ],
  ],
  ['new finalizers', STORED, { ...STORED, finalizers: ['c/d'] }, []],
  [
    'new finalizers of what is going, each once and in order',
    { ...STORED, deletionTimestamp: 't' },
    { ...STORED, deletionTimestamp: 't', finalizers: ['x/y', 'a/b', 'c/d', 'x/y'] },
    [
      'metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{"c/d", "x/y"}',
    ],
  ],
  [
    'a deletion that is taken back',
    { ...STORED, deletionTimestamp: 't' },
    STORED,
    ['metadata.deletionTimestamp: Invalid value: null: field is immutable'],
  ],
  [
    'bad labels once more',
    STORED,
    { ...STORED, labels: { 'a b': '' } },
    [`metadata.labels: Invalid value: "a b": ${NAME_PART}`],
  ],
];

for (const [title, old, meta, expected] of UPDATES)
  test(`update: ${title}`, () => {
    assert.equal(validateAccessorUpdate(meta, old, METADATA, 36).map(shown), expected);
  });

test('places are where the value is, whatever the path says', () => {
  const meta = {
    ...GOOD,
    labels: { 'a b': '' },
    ownerReferences: [owner, { ...owner, name: '' }],
    finalizers: ['a b'],
  };
  assert.equal(
    validateObjectMeta(meta, METADATA, 36).map(({ at }) => at.join(' ')),
    ['metadata labels a b', 'metadata ownerReferences 1 name', 'metadata finalizers 0', 'metadata finalizers 0'],
  );
});

test('since 1.37 owners have an index, and what is missing is required', () => {
  const ownerReferences = [{}, { ...owner, apiVersion: 'a/b/c' }, { ...owner, kind: 'Event' }];
  assert.equal(validateObjectMeta({ ...GOOD, ownerReferences }, METADATA, 37).map(shown), [
    'metadata.ownerReferences[0].apiVersion: Required value: must not be empty',
    'metadata.ownerReferences[0].kind: Required value: must not be empty',
    'metadata.ownerReferences[0].name: Required value: must not be empty',
    'metadata.ownerReferences[0].uid: Required value: must not be empty',
    'metadata.ownerReferences[1].apiVersion: Invalid value: "a/b/c": must be <group>/<version> or <version>',
    'metadata.ownerReferences[2]: Invalid value: {"apiVersion":"v1","kind":"Event","name":"n","uid":"u"}: /v1, Kind=Event is disallowed from being an owner',
  ]);
});

test.run();
