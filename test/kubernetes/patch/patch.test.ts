import { existsSync, readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { jsonPatch, mergePatch } from '../../../src/kubernetes/patch/json-patch.ts';
import { PatchFault } from '../../../src/kubernetes/patch/patch-fault.ts';
import { STRATEGIES } from '../../../src/kubernetes/patch/patch-meta.ts';
import { strategicMerge } from '../../../src/kubernetes/patch/strategic-merge.ts';
import { copyOfMap, mapAt, marshalValue, type ValueMap } from '../../../src/kubernetes/go/unstructured.ts';

const strategic = suite('strategic merge patch');
const openapi = new URL('../../../../shared/openapi/daemonset-1.37.json', import.meta.url);
const withShared = (name: string, body: () => void): void => {
  if (existsSync(openapi)) strategic(name, body);
  else strategic.skip(name, body);
};

withShared('knows what the OpenAPI document says of lists', () => {
  const { schemas } = JSON.parse(readFileSync(openapi, 'utf8')) as {
    schemas: Record<string, { properties?: Record<string, Record<string, string>> }>;
  };
  const found: Record<string, { mergeKey: string; retainKeys: boolean }> = {};
  for (const { properties = {} } of Object.values(schemas)) {
    for (const [name, property] of Object.entries(properties)) {
      const strategies = property['x-kubernetes-patch-strategy']?.split(',') ?? [];
      if (!strategies.includes('merge')) continue;
      const mergeKey = property['x-kubernetes-patch-merge-key'] ?? '';
      found[name] = { mergeKey, retainKeys: strategies.includes('retainKeys') };
    }
  }
  const known = Object.entries(STRATEGIES).map(([name, { mergeKey, retainKeys }]) => [name, { mergeKey, retainKeys }]);
  assert.equal(Object.fromEntries(known), found);
});
strategic('refuses an unknown field in the words of the server', () => {
  const patch = copyOfMap({ spec: { template: { spec: { '$setElementOrder/nothing': [] } } } });
  const object = copyOfMap({ spec: { template: { spec: { containers: [] } } } });
  assert.throws(
    () => strategicMerge(object, patch, 37),
    (error: unknown) =>
      error instanceof PatchFault &&
      error.ofServer === 'unable to find api field in struct PodSpec for the json field "nothing"',
  );
});
strategic('leaves what it is given as it is', () => {
  const [object, patch] = [
    copyOfMap({ spec: { template: { spec: { containers: [{ name: 'a' }] } } } }),
    copyOfMap({ spec: { template: { spec: { containers: [{ name: 'a', $patch: 'delete' }] } } } }),
  ];
  const before = [object, patch].map(marshalValue);
  strategicMerge(object, patch, 37);
  assert.equal([object, patch].map(marshalValue), before);
});
strategic.run();

const json = suite('JSON patches');
const pod = copyOfMap({
  containers: [
    {
      name: 'a',
      image: 'a:1',
      args: ['x'],
      env: [
        { name: 'A', value: '1' },
        { name: 'B', value: '2' },
      ],
    },
    { name: 'b', image: 'b:1' },
  ],
  volumes: [{ name: 'v', emptyDir: {} }],
  tolerations: [{ operator: 'Exists' }],
});

json('applies the operations of RFC 6902', () => {
  const patched = jsonPatch(pod, [
    { op: 'test', path: '/containers/0/name', value: 'a' },
    { op: 'replace', path: '/containers/0/image', value: 'a:2' },
    { op: 'add', path: '/containers/0/args/-', value: 'y' },
    { op: 'remove', path: '/volumes' },
    { op: 'copy', from: '/containers/0/image', path: '/copied' },
    { op: 'move', from: '/tolerations', path: '/moved' },
  ]);
  assert.is((patched['containers'] as ValueMap[])[0]?.['image'], 'a:2');
  assert.equal((patched['containers'] as ValueMap[])[0]?.['args'], ['x', 'y']);
  assert.is(patched['volumes'], undefined);
  assert.is(patched['copied'], 'a:2');
  assert.is(marshalValue(patched['moved'] ?? null), '[{"operator":"Exists"}]');
});
json('names the operation that fails', () => {
  assert.throws(
    () => jsonPatch(pod, [{ op: 'remove', path: '/nothing' }]),
    /operation 0: there is no "nothing" to remove/,
  );
  assert.throws(
    () => jsonPatch(pod, [{ op: 'replace', path: '/containers/9/image', value: 'x' }]),
    /"9" is not an index of the list/,
  );
});
json('merges by RFC 7386', () => {
  const merged = mergePatch(copyOfMap({ a: { b: 1, c: 2 }, d: [1] }), copyOfMap({ a: { b: null, e: 3 }, d: [2] }));
  assert.is(marshalValue(merged), '{"a":{"c":2,"e":3},"d":[2]}');
});
json.run();

interface Recorded {
  readonly type: 'strategic' | 'json' | 'merge';
  readonly patch: ValueMap;
  /** `metadata` and `spec`; absent when the patch is refused. */
  readonly result?: ValueMap;
}

const recorded = suite('patches as kubectl patch --local applies them');
const [base, ...cases] = readFileSync('fixtures/patches/kubectl.ndjson', 'utf8')
  .split('\n')
  .filter(Boolean)
  .map((line) => JSON.parse(line) as unknown);

for (const [index, { type, patch, result }] of (cases as Recorded[]).entries()) {
  recorded(`${type} ${index}`, () => {
    const original = copyOfMap(base as object);
    const patched = (): ValueMap =>
      type === 'strategic'
        ? strategicMerge(original, patch, 37)
        : { json: jsonPatch, merge: mergePatch }[type](original, patch);
    if (result === undefined) assert.throws(patched, (error: unknown) => error instanceof PatchFault);
    else {
      const made = patched();
      const { metadata, spec } = { metadata: mapAt(made, 'metadata') ?? null, spec: mapAt(made, 'spec') ?? null };
      assert.is(marshalValue(copyOfMap({ metadata, spec })), marshalValue(copyOfMap(result)));
    }
  });
}
recorded.run();
