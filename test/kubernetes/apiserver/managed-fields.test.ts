import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  decodeManagedFields,
  encodeManagedFields,
  NOW,
  type Managed,
} from '../../../src/kubernetes/apiserver/managed-fields.ts';
import { copyOfMap, textAt } from '../../../src/kubernetes/go/unstructured.ts';

const test = suite('managed fields');

test('are sorted by operation, second, manager, version and subresource', () => {
  const entry = (manager: string, operation: string, time: string | undefined, more: object = {}): object => ({
    manager,
    operation,
    apiVersion: 'apps/v1',
    ...(time === undefined ? {} : { time }),
    fieldsType: 'FieldsV1',
    fieldsV1: {},
    ...more,
  });
  const [early, late] = ['2026-01-02T03:04:05Z', '2026-01-02T03:04:06Z'];
  const sorted = [
    entry('z', 'Apply', early),
    entry('a', 'Apply', late),
    entry('u', 'Update', undefined),
    entry('b', 'Update', early),
    entry('c', 'Update', '2026-01-02T04:04:05.9+01:00', { apiVersion: 'apps/v1beta1' }),
    entry('c', 'Update', early, { apiVersion: 'apps/v1beta2' }),
    entry('c', 'Update', early, { apiVersion: 'apps/v1beta2', subresource: 'status' }),
    entry('a', 'Update', late),
  ];
  const read = decodeManagedFields(copyOfMap({ list: [...sorted].reverse() })['list']);
  const [first = ''] = [...read.managers.keys()].filter((id) => id.includes('"b"'));
  const names = (managed: Managed): string[] =>
    encodeManagedFields(managed).map((each) =>
      ['operation', 'manager', 'apiVersion', 'subresource'].map((key) => textAt(each, key)).join(' '),
    );
  const expected = [
    'Apply z apps/v1 ',
    'Apply a apps/v1 ',
    'Update u apps/v1 ',
    'Update b apps/v1 ',
    'Update c apps/v1beta1 ',
    'Update c apps/v1beta2 ',
    'Update c apps/v1beta2 status',
    'Update a apps/v1 ',
  ];
  assert.equal(names(read), expected);
  const [moved = ''] = expected.splice(3, 1);
  assert.equal(names({ ...read, times: new Map(read.times).set(first, NOW) }), [...expected, moved]);
});

test.run();
