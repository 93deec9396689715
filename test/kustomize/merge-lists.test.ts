/** Lists that patches merge by the keys of their items, quickly where all items have the same ones. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { strategicMerge } from '../../src/kustomize/merge.ts';
import { fileText, readObjects } from '../../src/kustomize/read.ts';
import { Schemas } from '../../src/kustomize/schema.ts';
import { StepBudget, withinBudget } from '../../src/limits/budget.ts';
import { toJson, type JsonNode } from '../../src/kustomize/yaml/value.ts';

const test = suite('merged lists');

/** Lists by name: as they are, the patch, and what the item by item merge of kyaml makes of them. */
const CASES: readonly (readonly [name: string, before: string, patch: string, after: string])[] = [
  [
    'ports',
    '[{containerPort: 1}, {containerPort: 2, protocol: UDP, name: n5}, {containerPort: 1}]',
    '[{containerPort: 3, protocol: UDP, name: n8, $patch: replace}]',
    '[{containerPort: 3, name: n8, protocol: UDP}, {containerPort: 2, name: n5, protocol: UDP}, {containerPort: 1}]',
  ],
  [
    'ports',
    '[{containerPort: 2}, {containerPort: 1, name: n2}]',
    '[{containerPort: 3, name: n3}, {containerPort: 2}]',
    '[{containerPort: 3, name: n3}, {containerPort: 2}, {containerPort: 1, name: n2}]',
  ],
  [
    'ports',
    '[{containerPort: 3, protocol: TCP}]',
    '[{containerPort: 1, protocol: TCP}]',
    '[{containerPort: 1, protocol: TCP}, {containerPort: 3, protocol: TCP}]',
  ],
  [
    'ports',
    '[{containerPort: 1, protocol: TCP}]',
    '[{containerPort: 1, protocol: TCP, name: n2}]',
    '[{containerPort: 1, name: n2, protocol: TCP}]',
  ],
  [
    'ports',
    '[{containerPort: 2}, {containerPort: 2}]',
    '[{containerPort: 1}]',
    '[{containerPort: 1}, {containerPort: 2}]',
  ],
  [
    'ports',
    '[{containerPort: 1}]',
    '[{containerPort: 3, protocol: UDP, $patch: replace}, {containerPort: 1, protocol: UDP, name: n6}, {containerPort: 3}]',
    '[{containerPort: 3, protocol: UDP}, {containerPort: 1}]',
  ],
  [
    'ports',
    '[{containerPort: 2, protocol: UDP}]',
    '[{containerPort: 1, name: n1}, {containerPort: 2}, {containerPort: 3}]',
    '[{containerPort: 1, name: n1}, {containerPort: 3}, {containerPort: 2, protocol: UDP}]',
  ],
  [
    'ports',
    '[{containerPort: 1, protocol: UDP}]',
    '[{containerPort: 3, protocol: UDP, name: n3}]',
    '[{containerPort: 3, name: n3, protocol: UDP}, {containerPort: 1, protocol: UDP}]',
  ],
  [
    'ports',
    '[{containerPort: 1}, {containerPort: 2}, {containerPort: 1}]',
    '[{containerPort: 1, protocol: UDP, name: n6}, {containerPort: 1, protocol: TCP}, {containerPort: 1}, {containerPort: 1, protocol: UDP, name: n4}]',
    '[{containerPort: 2}, {containerPort: 1}]',
  ],
  [
    'ports',
    '[{containerPort: 1, protocol: UDP}, {containerPort: 2, protocol: TCP, name: n5}]',
    '[{containerPort: 2, protocol: UDP, name: n6}]',
    '[{containerPort: 2, name: n6, protocol: UDP}, {containerPort: 1, protocol: UDP}, {containerPort: 2, name: n5, protocol: TCP}]',
  ],
  [
    'ports',
    '[{containerPort: 3, protocol: TCP, name: n8}]',
    '[{containerPort: 3, protocol: TCP}]',
    '[{containerPort: 3, name: n8, protocol: TCP}]',
  ],
  [
    'ports',
    '[{containerPort: 1}]',
    '[{containerPort: 1, $patch: delete}, {containerPort: 3}, {containerPort: 1, name: n5}, {containerPort: 3}]',
    '[{containerPort: 3}]',
  ],
  [
    'ports',
    '[{containerPort: 3, name: n8}]',
    '[{containerPort: 2}, {containerPort: 2, name: n0}, {containerPort: 3, name: n4}, {containerPort: 2}]',
    '[{containerPort: 2}, {containerPort: 3, name: n4}]',
  ],
  [
    'ports',
    '[{containerPort: 2}]',
    '[{containerPort: 2, name: n1}, {containerPort: 2, $patch: replace}, {containerPort: 1, name: n8}, {containerPort: 1}]',
    '[{containerPort: 2, name: n1}, {containerPort: 1, name: n8}]',
  ],
  [
    'ports',
    '[{containerPort: 3, protocol: TCP}, {containerPort: 1, protocol: TCP}, {containerPort: 1, protocol: TCP}, {containerPort: 2, protocol: TCP}]',
    '[{containerPort: 1, protocol: TCP}, {containerPort: 1, protocol: TCP, $patch: delete}, {containerPort: 1, protocol: UDP, name: n5}]',
    '[{containerPort: 1, name: n5, protocol: UDP}, {containerPort: 3, protocol: TCP}, {containerPort: 1, protocol: TCP}, {containerPort: 2, protocol: TCP}]',
  ],
  [
    'ports',
    '[{containerPort: 1, name: n0}]',
    '[{containerPort: 1}, {containerPort: 2}, {containerPort: 3}]',
    '[{containerPort: 1, name: n0}, {containerPort: 2}, {containerPort: 3}]',
  ],
  [
    'ports',
    '[{containerPort: 1}, {containerPort: 1, name: n1}]',
    '[{containerPort: 3}, {containerPort: 2, name: n4}, {containerPort: 1}]',
    '[{containerPort: 3}, {containerPort: 2, name: n4}, {containerPort: 1, name: n1}]',
  ],
  [
    'ports',
    '[{containerPort: 1, protocol: UDP, name: n7}, {containerPort: 2, protocol: TCP}, {containerPort: 1, protocol: TCP}, {containerPort: 3, protocol: UDP, name: n4}]',
    '[{containerPort: 2, protocol: UDP, name: n0}, {containerPort: 3, protocol: TCP, $patch: delete}, {containerPort: 3, protocol: UDP, name: n0}]',
    '[{containerPort: 2, name: n0, protocol: UDP}, {containerPort: 1, name: n7, protocol: UDP}, {containerPort: 2, protocol: TCP}, {containerPort: 1, protocol: TCP}, {containerPort: 3, name: n0, protocol: UDP}]',
  ],
  [
    'ports',
    '[{containerPort: 1}, {containerPort: 1, protocol: UDP, name: n8}, {containerPort: 2, name: n7}, {containerPort: 1}]',
    '[{containerPort: 1, protocol: UDP, $patch: replace}, {containerPort: 3, $patch: delete}, {containerPort: 1, protocol: UDP, name: n4}]',
    '[{containerPort: 2, name: n7}, {containerPort: 1}]',
  ],
  [
    'ports',
    '[{containerPort: 2, protocol: UDP, name: n4}]',
    '[{containerPort: 1, protocol: TCP}, {containerPort: 1, protocol: TCP, name: n1}, {containerPort: 1, protocol: TCP, name: n5, $patch: delete}]',
    '[{containerPort: 1, protocol: TCP}, {containerPort: 2, name: n4, protocol: UDP}]',
  ],
  [
    'ports',
    '[{containerPort: 2, protocol: TCP}, {containerPort: 2, protocol: UDP, name: n2}, {containerPort: 2, protocol: TCP}, {containerPort: 2, protocol: UDP, name: n0}]',
    '[{containerPort: 1, protocol: UDP, name: n2, $patch: delete}, {containerPort: 3, protocol: TCP}]',
    '[{containerPort: 3, protocol: TCP}, {containerPort: 2, protocol: TCP}, {containerPort: 2, name: n0, protocol: UDP}]',
  ],
  [
    'ports',
    '[{containerPort: 3, protocol: UDP, name: n5}]',
    '[{containerPort: 3, protocol: UDP, name: n6}, {containerPort: 3, protocol: UDP, name: n6}, {containerPort: 2, protocol: UDP, name: n6}, {containerPort: 2, protocol: TCP, $patch: delete}]',
    '[{containerPort: 2, name: n6, protocol: UDP}, {containerPort: 3, name: n6, protocol: UDP}]',
  ],
  [
    'env',
    '[{name: C, value: v8}, {name: B, value: v7}, {name: B, value: v4}]',
    '[{name: C, value: v8}, {name: C, value: v5}, {name: B, value: v2}]',
    '[{name: C, value: v8}, {name: B, value: v4}]',
  ],
  [
    'env',
    '[{name: B, value: v3}, {name: A}, {name: A, value: v8}]',
    '[{name: B, value: v0}, {name: B, value: v3}, {name: C, value: v6, $patch: delete}]',
    '[{name: B, value: v0}, {name: A, value: v8}]',
  ],
  [
    'env',
    '[{name: B, value: v0}, {name: C, value: v5}]',
    '[{name: A, value: v2}]',
    '[{name: A, value: v2}, {name: B, value: v0}, {name: C, value: v5}]',
  ],
  [
    'env',
    '[{name: C}, {name: A, value: v3}, {name: A, value: v8}]',
    '[{name: B, value: v1}, {name: B, value: v1}, {name: C}]',
    '[{name: B, value: v1}, {name: C}, {name: A, value: v8}]',
  ],
  [
    'env',
    '[{name: A, value: v0}, {name: A}, {name: A, value: v4}]',
    '[{name: C, value: v2}, {name: B, value: v8}]',
    '[{name: C, value: v2}, {name: B, value: v8}, {name: A, value: v4}]',
  ],
  [
    'env',
    '[{name: C, value: v1}, {name: A, value: v3}, {name: A, value: v0}]',
    '[{name: B, value: v4}, {name: C, value: v1}, {name: C}, {name: B}]',
    '[{name: B, value: v4}, {name: C, value: v1}, {name: A, value: v0}]',
  ],
  ['finalizers', '[d, d, d, d]', '[a, c, c, c]', '[a, c, d]'],
  ['finalizers', '[c, b, b]', '[c, c, c, b]', '[c, b]'],
  ['finalizers', '[d, d, c, a]', '[a]', '[a, d, c]'],
  ['finalizers', '[c, c, b]', '[b, b]', '[b, c]'],
];

function shown(node: JsonNode | undefined): string {
  if (node === undefined) return '';
  if (node.kind === 'scalar') return String(node.value);
  if (node.kind === 'list') return `[${node.items.map(shown).join(', ')}]`;
  return `{${node.entries.map(({ key, value }) => `${key}: ${shown(value)}`).join(', ')}}`;
}

function at(node: JsonNode | undefined, ...keys: readonly (string | number)[]): JsonNode | undefined {
  return keys.reduce<JsonNode | undefined>((found, key) => {
    if (found?.kind === 'list') return found.items[Number(key)];
    return found?.kind === 'map' ? found.entries.find((entry) => entry.key === key)?.value : undefined;
  }, node);
}

function merged(name: string, before: string, patch: string): JsonNode | undefined {
  const isTop = name === 'finalizers';
  const [target, changes] = [before, patch].flatMap((list) =>
    readObjects(
      fileText(
        'a.yaml',
        `apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: a${isTop ? `, finalizers: ${list}` : ''}}\nspec: {template: {spec: {containers: [{name: c${isTop ? '' : `, ${name}: ${list}`}}]}}}\n`,
      ),
    ),
  );
  assert.ok(target !== undefined && changes !== undefined);
  strategicMerge(target, changes, new Schemas());
  const json = toJson(target);
  return isTop ? at(json, 'metadata', name) : at(json, 'spec', 'template', 'spec', 'containers', 0, name);
}

for (const [name, before, patch, after] of CASES)
  test(`${name}: ${before} and ${patch}`, () => {
    assert.is(shown(merged(name, before, patch)), after);
  });

test('thousands of ports, known by two keys, are merged within the steps of a kustomization', () => {
  for (const more of ['', ', protocol: TCP']) {
    const ports = (value: string): string =>
      `[${Array.from({ length: 3000 }, (_, i) => `{containerPort: ${String(i + 1)}${more}, name: ${value}}`).join(', ')}]`;
    const found = withinBudget(new StepBudget(), () => merged('ports', ports('a'), ports('b')));
    assert.is(found?.kind === 'list' ? found.items.filter((item) => shown(at(item, 'name')) === 'b').length : 0, 3000);
  }
});

test.run();
