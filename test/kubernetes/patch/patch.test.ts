import { existsSync, readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { jsonPatch, mergePatch } from '../../../src/kubernetes/patch/json-patch.ts';
import { MERGED_LISTS, PatchError, strategicMerge } from '../../../src/kubernetes/patch/strategic-merge.ts';
import type { JsonMap } from '../../../src/kubernetes/go/json.ts';

const strategic = suite('strategic merge patch');
const pod: JsonMap = {
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
};

strategic('finds list items by their merge key and keeps the rest', () => {
  const patched = strategicMerge(pod, { containers: [{ name: 'b', image: 'b:2' }] });
  assert.equal(patched['containers'], [
    {
      name: 'a',
      image: 'a:1',
      args: ['x'],
      env: [
        { name: 'A', value: '1' },
        { name: 'B', value: '2' },
      ],
    },
    { name: 'b', image: 'b:2' },
  ]);
});

strategic('puts new items where kubectl puts them: behind what the patch names first', () => {
  const patched = strategicMerge(pod, { containers: [{ name: 'c', image: 'c:1' }] });
  assert.equal(
    (patched['containers'] as JsonMap[]).map((item) => item['name']),
    ['c', 'a', 'b'],
  );
  const ordered = strategicMerge(pod, {
    '$setElementOrder/containers': [{ name: 'a' }, { name: 'b' }, { name: 'c' }],
    containers: [{ name: 'c', image: 'c:1' }],
  });
  assert.equal(
    (ordered['containers'] as JsonMap[]).map((item) => item['name']),
    ['a', 'b', 'c'],
  );
});

strategic('replaces lists that have no merge key', () => {
  assert.equal(strategicMerge(pod, { tolerations: [{ key: 'k' }] })['tolerations'], [{ key: 'k' }]);
  assert.equal(strategicMerge(pod, { containers: [{ name: 'a', args: ['y'] }] })['containers'], [
    {
      name: 'a',
      image: 'a:1',
      args: ['y'],
      env: [
        { name: 'A', value: '1' },
        { name: 'B', value: '2' },
      ],
    },
    { name: 'b', image: 'b:1' },
  ]);
});

strategic('obeys $patch, $retainKeys, $deleteFromPrimitiveList and null', () => {
  assert.equal(strategicMerge(pod, { containers: [{ name: 'a', $patch: 'delete' }] })['containers'], [
    { name: 'b', image: 'b:1' },
  ]);
  assert.equal(strategicMerge(pod, { containers: [{ $patch: 'replace' }, { name: 'z', image: 'z' }] })['containers'], [
    { name: 'z', image: 'z' },
  ]);
  const swapped = { volumes: [{ name: 'v', $retainKeys: ['name', 'hostPath'], hostPath: { path: '/x' } }] };
  assert.equal(strategicMerge(pod, swapped)['volumes'], [{ name: 'v', hostPath: { path: '/x' } }]);
  assert.equal(strategicMerge(pod, { tolerations: null })['tolerations'], undefined);
  const meta = { finalizers: ['x/a', 'x/b'] };
  assert.equal(strategicMerge(meta, { '$deleteFromPrimitiveList/finalizers': ['x/a'] }), { finalizers: ['x/b'] });
  assert.equal(strategicMerge(pod, { $patch: 'replace', hostNetwork: true }), { hostNetwork: true });
});

strategic('refuses an item without its merge key, as the server does', () => {
  assert.throws(
    () => strategicMerge(pod, { containers: [{ image: 'x' }] }),
    (error: unknown) => error instanceof PatchError && error.message.includes('has no name'),
  );
});

const openapi = new URL('../../../../shared/openapi/daemonset-1.36.json', import.meta.url);
const withShared = (name: string, body: () => void): void => {
  if (existsSync(openapi)) strategic(name, body);
  else strategic.skip(name, body);
};

withShared('knows the merge keys of the OpenAPI document', () => {
  const { schemas } = JSON.parse(readFileSync(openapi, 'utf8')) as {
    schemas: Record<string, { properties?: Record<string, Record<string, string>> }>;
  };
  const found: Record<string, string | undefined> = {};
  for (const { properties = {} } of Object.values(schemas)) {
    for (const [name, property] of Object.entries(properties)) {
      if (property['x-kubernetes-patch-strategy']?.startsWith('merge')) {
        found[name] = property['x-kubernetes-patch-merge-key'];
      }
    }
  }
  assert.equal(Object.fromEntries(Object.entries(MERGED_LISTS).map(([name, list]) => [name, list.key])), found);
});
strategic.run();

const json = suite('JSON patches');
json('applies the operations of RFC 6902', () => {
  const patched = jsonPatch(pod, [
    { op: 'test', path: '/containers/0/name', value: 'a' },
    { op: 'replace', path: '/containers/0/image', value: 'a:2' },
    { op: 'add', path: '/containers/0/args/-', value: 'y' },
    { op: 'remove', path: '/volumes' },
    { op: 'copy', from: '/containers/0/image', path: '/copied' },
    { op: 'move', from: '/tolerations', path: '/moved' },
  ]);
  assert.is((patched['containers'] as JsonMap[])[0]?.['image'], 'a:2');
  assert.equal((patched['containers'] as JsonMap[])[0]?.['args'], ['x', 'y']);
  assert.is(patched['volumes'], undefined);
  assert.is(patched['copied'], 'a:2');
  assert.equal(patched['moved'], [{ operator: 'Exists' }]);
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
  assert.equal(mergePatch({ a: { b: 1, c: 2 }, d: [1] }, { a: { b: null, e: 3 }, d: [2] }), {
    a: { c: 2, e: 3 },
    d: [2],
  });
});
json.run();

interface Recorded {
  readonly type: 'strategic' | 'json' | 'merge';
  readonly patch: JsonMap;
  /** `metadata` and `spec`; absent when the patch is refused. */
  readonly result?: JsonMap;
}

const recorded = suite('patches as kubectl patch --local applies them');
const [base, ...cases] = readFileSync('fixtures/patches/kubectl.ndjson', 'utf8')
  .split('\n')
  .filter(Boolean)
  .map((line) => JSON.parse(line) as unknown);

for (const [index, { type, patch, result }] of (cases as Recorded[]).entries()) {
  recorded(`${type} ${index}`, () => {
    const apply = { strategic: strategicMerge, json: jsonPatch, merge: mergePatch }[type];
    const patched = (): JsonMap => apply(base as JsonMap, patch);
    if (result === undefined) assert.throws(patched, (error: unknown) => error instanceof PatchError);
    else {
      const { metadata, spec } = patched();
      assert.equal({ metadata, spec }, result);
    }
  });
}
recorded.run();
