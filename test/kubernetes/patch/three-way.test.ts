import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { copyOfMap, marshalValue } from '../../../src/kubernetes/go/unstructured.ts';
import { mergeMap } from '../../../src/kubernetes/patch/merge-map.ts';
import { PatchMeta } from '../../../src/kubernetes/patch/patch-meta.ts';
import { PatchConflict, threeWayPatch } from '../../../src/kubernetes/patch/three-way.ts';

interface Case {
  readonly title: string;
  readonly original: object;
  readonly modified: object;
  readonly current: object;
  readonly patch: object;
  readonly merged: object;
}

const three = suite('three-way patch');
const meta = PatchMeta.daemonSet(37);

function statesOf({ original, modified, current }: Pick<Case, 'original' | 'modified' | 'current'>) {
  return { original: copyOfMap(original), modified: copyOfMap(modified), current: copyOfMap(current) };
}

const plain = (value: Parameters<typeof marshalValue>[0]): unknown => JSON.parse(marshalValue(value));

// Patches and results are those of apimachinery 0.37 (strategicpatch).
const cases = JSON.parse(readFileSync('fixtures/patches/three-way.json', 'utf8')) as Case[];
for (const wanted of cases)
  three(wanted.title, () => {
    const patch = threeWayPatch(statesOf(wanted), meta);
    assert.equal(plain(patch), wanted.patch);
    assert.equal(plain(mergeMap(copyOfMap(wanted.current), copyOfMap(wanted.patch), meta, 'object')), wanted.merged);
  });

three('with overwriting forbidden: refuses only what someone else changed to another value', () => {
  const spec = (hostNetwork: boolean, minReadySeconds: number) => ({
    spec: { minReadySeconds, template: { spec: { hostNetwork } } },
  });
  const states = { original: spec(false, 0), current: spec(false, 5) };
  assert.equal(plain(threeWayPatch(statesOf({ ...states, modified: spec(true, 5) }), meta, false)), {
    spec: { template: { spec: { hostNetwork: true } } },
  });
  assert.throws(
    () => threeWayPatch(statesOf({ ...states, modified: spec(false, 9) }), meta, false),
    (error: unknown) => error instanceof PatchConflict,
  );
});

three.run();
