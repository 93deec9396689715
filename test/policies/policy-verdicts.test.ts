import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Origin } from '../../src/cel/values.ts';
import { pathOf } from '../../src/policies/policy-verdicts.ts';

const origin = (root: string, ...keys: (string | number)[]): Origin =>
  keys.reduce<Origin>((holder, key) => ({ holder, key }), { holder: undefined, key: root });

const containers = (...names: string[]): { spec: { template: { spec: { containers: { name: string }[] } } } } => ({
  spec: { template: { spec: { containers: names.map((name) => ({ name })) } } },
});
const PATH = ['spec', 'template', 'spec', 'containers'];

test('a value of the object is where the manifest writes it', () => {
  assert.equal(pathOf(origin('object', 'metadata', 'labels'), {}, {}), ['metadata', 'labels']);
  assert.equal(pathOf(origin('object', ...PATH, 1), {}, {}), [...PATH, 1]);
});

test('an item that an apply has moved is found by its name', () => {
  const stored = { ...containers('b', 'a'), metadata: {} };
  const at = origin('object', ...PATH, 0, 'image');
  assert.equal(pathOf(at, stored as never, containers('a', 'b')), [...PATH, 1, 'image']);
  assert.equal(pathOf(at, stored as never, containers('a')), [...PATH, 0, 'image']);
});

test('the name and the namespace of a request are those of the object; nothing else has a place', () => {
  assert.equal(pathOf(origin('request', 'namespace'), {}, {}), ['metadata', 'namespace']);
  assert.equal(pathOf(origin('request', 'name'), {}, {}), ['metadata', 'name']);
  assert.is(pathOf(origin('request', 'operation'), {}, {}), undefined);
  assert.is(pathOf(origin('request', 'userInfo', 'name'), {}, {}), undefined);
  assert.is(pathOf(origin('params', 'limit'), {}, {}), undefined);
  assert.is(pathOf(origin('oldObject', 'spec'), {}, {}), undefined);
});

test.run();
