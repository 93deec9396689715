import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
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
import { pathText } from '../../../src/kubernetes/structured-merge/path-element.ts';
import { readFieldsV1 } from '../../../src/kubernetes/structured-merge/read-fields.ts';
import { daemonSetType } from '../../../src/kubernetes/structured-merge/schema.ts';
import {
  apply,
  ApplyConflict,
  updateManagers,
  VERSION,
  type Managers,
} from '../../../src/kubernetes/structured-merge/updater.ts';
import { validate } from '../../../src/kubernetes/structured-merge/validate.ts';
import { parseJson } from '../../../src/kubernetes/yaml/parse.ts';
import { valueOf } from '../../../src/kubernetes/yaml/unstructured.ts';

// Upstream's own tests of merge (duplicates, nested, multiple appliers, conflicts, default keys, keys, leaves, sets,
// obsolete versions, changes of the schema), with the fields of a DaemonSet: updates and applies one after another,
// conflicts, the object and what everybody owns at the end. structured-merge-diff v6.4.2 gives these answers.
const lines = readFileSync('fixtures/apply/merges.ndjson', 'utf8').split('\n').filter(Boolean);
const TYPE = daemonSetType(37);

interface State {
  readonly live: Value;
  readonly managers: Managers;
}

function parsed(text: string): ValueMap {
  const { root } = parseJson(text, { start: 0, end: text.length });
  const value = root === undefined ? null : valueOf(root);
  if (!isMap(value)) throw new Error('a line holds no case');
  return value;
}

function mapsIn(value: Value | undefined): readonly ValueMap[] {
  return isList(value) ? value.filter(isMap) : [];
}

function stateBefore(test: ValueMap): State {
  const before = mapAt(test, 'before') ?? emptyMap();
  const managers = Object.entries(mapAt(before, 'managed') ?? emptyMap()).map(([name, owned]) => {
    if (!isMap(owned)) throw new Error('a manager owns nothing');
    const apiVersion = textAt(owned, 'apiVersion') || VERSION;
    const set = readFieldsV1(owned['fieldsV1'] ?? null);
    return [name, { set, apiVersion, applied: owned['applied'] === true }] as const;
  });
  return { live: before['object'] ?? emptyMap(), managers: new Map(managers) };
}

/** One update or apply; its conflicts are compared here. */
function next({ live, managers }: State, step: ValueMap): State {
  const [object, manager] = [step['object'] ?? null, textAt(step, 'manager')];
  const isApply = step['op'] === 'apply';
  assert.is(validate(object, TYPE, !isApply).length > 0, step['invalid'] === true, 'validity');
  if (step['invalid'] === true) return { live, managers };
  if (!isApply) return { live: object, managers: updateManagers(live, object, managers, manager, TYPE) };
  const conflicts = emptyMap();
  let state: State = { live, managers };
  try {
    const applied = apply(live, object, managers, manager, step['force'] === true, TYPE);
    state = { live: applied.object === undefined ? live : applied.object, managers: applied.managers };
  } catch (error) {
    if (!(error instanceof ApplyConflict)) throw error;
    for (const { manager: owner, path } of error.conflicts) {
      const found = conflicts[owner];
      conflicts[owner] = [...(isList(found) ? found : []), pathText(path)];
    }
  }
  assert.is(marshalValue(conflicts), marshalValue(step['conflicts'] ?? emptyMap()), 'conflicts');
  return state;
}

function shown(managers: Managers): Value {
  const all = emptyMap();
  for (const [name, { applied, set }] of managers) {
    const owned = emptyMap();
    all[name] = Object.assign(owned, { applied, fields: [...set.paths()].map(pathText).sort() });
  }
  return all;
}

const merges = suite('applies and updates of plain objects');
for (const line of lines) {
  const test = parsed(line);
  merges(textAt(test, 'title'), () => {
    let state = stateBefore(test);
    for (const step of mapsIn(test['steps'])) state = next(state, step);
    assert.is(marshalValue(shown(state.managers)), marshalValue(test['managed'] ?? emptyMap()), 'managers');
    if (test['object'] !== undefined) assert.is(marshalValue(state.live), marshalValue(test['object']), 'object');
  });
}
merges.run();
