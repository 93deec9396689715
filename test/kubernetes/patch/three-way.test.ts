import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  copyOfMap,
  emptyMap,
  isMap,
  mapAt,
  marshalValue,
  textAt,
  type ValueMap,
} from '../../../src/kubernetes/go/unstructured.ts';
import { conflictText } from '../../../src/kubernetes/kubectl/conflict-text.ts';
import { mergeMap } from '../../../src/kubernetes/patch/merge-map.ts';
import { PatchFault } from '../../../src/kubernetes/patch/patch-fault.ts';
import { PatchMeta } from '../../../src/kubernetes/patch/patch-meta.ts';
import { PatchConflict, threeWayPatch } from '../../../src/kubernetes/patch/three-way.ts';
import { parseJson } from '../../../src/kubernetes/yaml/parse.ts';
import { valueOf } from '../../../src/kubernetes/yaml/unstructured.ts';

const meta = PatchMeta.daemonSet(37);

/** Cases with the answers of apimachinery 0.37 (strategicpatch); each is read with its integers as they are. */
function casesIn(file: string): readonly ValueMap[] {
  const lines = readFileSync(`fixtures/patches/${file}`, 'utf8').split('\n').filter(Boolean);
  return lines.map((line) => {
    const { root } = parseJson(line, { start: 0, end: line.length });
    const value = root === undefined ? null : valueOf(root);
    if (!isMap(value)) throw new Error(`${file} holds a line that is no case`);
    return value;
  });
}

/** What is made, or Go's words why not. */
function attempt(make: () => ValueMap): { readonly made: ValueMap } | { readonly fault: string } {
  try {
    return { made: make() };
  } catch (error) {
    if (error instanceof PatchConflict) return { fault: conflictText(error) };
    if (error instanceof PatchFault) return { fault: error.message };
    throw error;
  }
}

/** Go's words of the types in Go; kubectl's of the OpenAPI leave the struct out. */
const worded = (text: string): string => text.replace(/ in struct \w+ for the json field/, '');

function check(found: ReturnType<typeof attempt>, wanted: ValueMap | undefined, fault: string): void {
  if ('fault' in found) assert.is(found.fault, worded(fault));
  else {
    assert.is(fault, '');
    assert.is(marshalValue(found.made), marshalValue(wanted ?? null));
  }
}

/** A copy of one part of a case: making and applying a patch change what they are given. */
function partOf(line: ValueMap, name: string): ValueMap {
  const part = mapAt(line, name);
  return part === undefined ? emptyMap() : structuredClone(part);
}

const three = suite('three-way patch');
for (const line of casesIn('three-way.ndjson'))
  three(textAt(line, 'title'), () => {
    const states = {
      original: partOf(line, 'original'),
      modified: partOf(line, 'modified'),
      current: partOf(line, 'current'),
    };
    const patch = attempt(() => threeWayPatch(states, meta, line['overwrite'] !== false));
    check(patch, mapAt(line, 'patch'), textAt(line, 'patchError'));
    if ('fault' in patch) return;
    const merged = attempt(() => mergeMap(partOf(line, 'current'), partOf(line, 'patch'), meta, 'object'));
    check(merged, mapAt(line, 'merged'), textAt(line, 'error'));
  });
three('fails where kubectl crashes', () => {
  const pod = (spec: object): ValueMap => copyOfMap({ spec: { template: { spec } } });
  const file = pod({ imagePullSecrets: [null] });
  const patch = attempt(() => threeWayPatch({ original: file, modified: file, current: pod({}) }, meta));
  assert.equal(patch, { fault: 'runtime error: invalid memory address or nil pointer dereference' });
});
three.run();

const strategic = suite('strategic merge');
for (const line of casesIn('strategic.ndjson'))
  strategic(textAt(line, 'title'), () => {
    const merged = attempt(() => mergeMap(partOf(line, 'current'), partOf(line, 'patch'), meta, 'object'));
    check(merged, mapAt(line, 'merged'), textAt(line, 'error'));
  });
strategic.run();
