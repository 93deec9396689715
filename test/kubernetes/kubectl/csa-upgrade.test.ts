import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  isList,
  isMap,
  marshalValue,
  textAt,
  type Value,
  type ValueMap,
} from '../../../src/kubernetes/go/unstructured.ts';
import { ownersOfLastApplied, upgradedFields } from '../../../src/kubernetes/kubectl/csa-upgrade.ts';
import { parseJson } from '../../../src/kubernetes/yaml/parse.ts';
import { valueOf } from '../../../src/kubernetes/yaml/unstructured.ts';

// The cases of client-go's util/csaupgrade with the managed fields of a DaemonSet: who owns the last-applied
// annotation, and what the managed fields are when client-side managers have become an applier.
const lines = readFileSync('fixtures/apply/csa-upgrade.ndjson', 'utf8').split('\n').filter(Boolean);

function parsed(text: string): ValueMap {
  const { root } = parseJson(text, { start: 0, end: text.length });
  const value = root === undefined ? null : valueOf(root);
  if (!isMap(value)) throw new Error('a line holds no case');
  return value;
}

function names(value: Value | undefined): readonly string[] {
  return isList(value) ? value.map(String) : [];
}

/** As they are stored: no case says in which order the fields of an entry are. */
function shown(value: Value | undefined): string {
  return value === undefined ? 'unchanged' : marshalValue(value);
}

const upgrade = suite('from client-side to server-side apply');
for (const line of lines) {
  const test = parsed(line);
  const { managedFields, upgraded, operation } = test;
  upgrade(textAt(test, 'title'), () => {
    if (operation === 'Apply' || operation === 'Update') {
      const found = ownersOfLastApplied(managedFields, operation).map((entry) => textAt(entry, 'manager'));
      assert.equal(found, names(test['owners']));
      return;
    }
    const found = upgradedFields(managedFields, names(test['clientSide']), textAt(test, 'applier'));
    assert.is(shown(found === undefined ? undefined : [...found]), shown(upgraded));
  });
}
upgrade.run();
