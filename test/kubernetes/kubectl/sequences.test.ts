import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { NOW } from '../../../src/kubernetes/apiserver/managed-fields.ts';
import { applyObject, patchObject, readLive, type Live } from '../../../src/kubernetes/apiserver/patch-request.ts';
import {
  emptyMap,
  isList,
  isMap,
  mapAt,
  marshalValue,
  textAt,
  type Value,
  type ValueMap,
} from '../../../src/kubernetes/go/unstructured.ts';
import { DEFAULT_FLAGS } from '../../../src/kubernetes/kubectl/apply-context.ts';
import { kubectlApply } from '../../../src/kubernetes/kubectl/apply.ts';
import { wholeObject } from '../../../src/kubernetes/kubectl/cluster.ts';
import { refusalOf } from '../../../src/kubernetes/kubectl/kubectl-error.ts';
import { parseJson } from '../../../src/kubernetes/yaml/parse.ts';
import { nodeOf, valueOf } from '../../../src/kubernetes/yaml/unstructured.ts';

/** The minor whose code gave the answers. */
const MINOR = 37;

// Sequences of requests and of kubectl, each step with what the code of Kubernetes 1.37.2 has made of it: field
// managers, defaults, validation, strategic patches and csaupgrade. They cover upstream's own tests of structured merge.
const lines = readFileSync('fixtures/apply/sequences.ndjson', 'utf8').split('\n').filter(Boolean);

function parsed(text: string): ValueMap {
  const { root } = parseJson(text, { start: 0, end: text.length });
  const value = root === undefined ? null : valueOf(root);
  if (!isMap(value)) throw new Error('a line holds no sequence');
  return value;
}

interface Answer {
  readonly live: Live | undefined;
  readonly error: string;
}

function answer(step: ValueMap, live: Live | undefined): Answer {
  const [op, manager] = [textAt(step, 'op'), textAt(step, 'manager')];
  const [body, force] = [structuredClone(mapAt(step, 'body') ?? emptyMap()), step['force'] === true];
  if (op === 'csa' || op === 'kssa') {
    const [serverSide, validation] = op === 'kssa' ? ([true, 'Ignore'] as const) : ([false, 'Strict'] as const);
    const flags = { ...DEFAULT_FLAGS, serverSide, forceConflicts: force, fieldManager: manager, validation };
    const input = {
      files: [{ text: marshalValue(body), source: 'ds.json' }],
      live: live === undefined ? [] : [live],
      minor: MINOR,
    };
    const { objects, errors } = kubectlApply(input, flags);
    const [error] = errors;
    return { live: objects[0], error: error === undefined ? '' : (refusalOf(error)?.message ?? 'refused') };
  }
  const options = { minor: MINOR, namespace: 'default', manager, validation: 'Strict' } as const;
  if (op === 'patch' && live === undefined) throw new Error('there is nothing to patch');
  const response =
    op === 'patch' && live !== undefined ? patchObject(live, body, options) : applyObject(live, body, force, options);
  return 'refusal' in response ? { live, error: response.refusal.message } : { live: response.live, error: '' };
}

/** The object in one line; the time of the request is that of the step, and is not kept by kubectl. */
function shown(object: ValueMap, time: string, isTimed: boolean): string {
  const copy: ValueMap = structuredClone(object);
  const metadata = mapAt(copy, 'metadata') ?? emptyMap();
  for (const name of ['status', 'resourceVersion'])
    for (const map of [copy, metadata]) Reflect.deleteProperty(map, name);
  const entries = metadata['managedFields'];
  for (const entry of isList(entries) ? entries.filter(isMap) : [])
    if (!isTimed) Reflect.deleteProperty(entry, 'time');
    else if (entry['time'] === NOW) entry['time'] = time;
  return marshalValue(copy);
}

function liveOf(object: Value | undefined): Live | undefined {
  return isMap(object) ? readLive(nodeOf(object), MINOR) : undefined;
}

const sequences = suite('applies and updates, one after another');
for (const line of lines) {
  const sequence = parsed(line);
  const { steps } = sequence;
  sequences(textAt(sequence, 'title'), () => {
    let before: Value | undefined;
    for (const [index, step] of (isList(steps) ? steps : []).entries()) {
      if (!isMap(step)) throw new Error('a sequence holds no steps');
      const isTimed = step['op'] === 'ssa' || step['op'] === 'patch';
      const found = answer(step, liveOf(before));
      assert.is(found.error, textAt(step, 'error'), `step ${index}`);
      const wanted = step['object'] ?? before;
      const time = `2026-01-01T00:${String(index).padStart(2, '0')}:00Z`;
      if (isMap(wanted) && found.live !== undefined)
        assert.is(shown(wholeObject(found.live), time, isTimed), shown(wanted, time, isTimed), `step ${index}`);
      else assert.is(found.live, undefined, `step ${index}`);
      before = wanted;
    }
  });
}
sequences.run();
