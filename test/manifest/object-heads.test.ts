import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { headsIn } from '../../src/manifest/object-heads.ts';
import { splitDocuments } from '../../src/kubernetes/yaml/split.ts';
import { entryOf, plainValue } from '../../src/kubernetes/yaml/node.ts';
import { parseDocument } from '../../src/kubernetes/yaml/parse.ts';

const POD = 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  namespace: ops\n';
const only = (text: string): ReturnType<typeof headsIn>[number] | undefined => headsIn(text)[0];

test('the top of an object in plain block style is read', () => {
  const { index, kinds, kind, namespace, name, identity } = only(POD) ?? { index: 1, kinds: [] };
  assert.equal([index, kinds, kind, namespace, name, identity], [0, ['Pod'], 'Pod', 'ops', 'a', 'Pod ops a']);
  const texts = [
    'kind: Pod # c\r\nmetadata: # c\r\n    # c\r\n    labels:\r\n        namespace: x\r\n    name: "a" # c\r\n',
    "kind: 'Pod'\nmetadata:\n\n  name: a\n\nspec:\n  namespace: x\n",
  ];
  for (const text of texts) {
    const head = only(text);
    assert.equal([head?.kind, head?.namespace, head?.name], ['Pod', 'default', 'a'], text);
  }
  assert.equal(only('kind: Pod\nspec: {}\n')?.name, '');
  assert.equal(only(POD.replace('Pod', 'Service'))?.kinds, [], 'no rule asks for it');
});

test('where only a parser can tell, everything is possible', () => {
  const texts = [
    POD.replace('namespace: ops', 'namespace: &a ops'),
    POD.replace('namespace: ops', '<<: *a'),
    POD.replace('namespace: ops', 'namespace: 1'),
    POD.replace('namespace: ops', 'namespace: "o\\u0070s"'),
    POD.replace('  namespace: ops', '  "namespace": ops'),
    POD.replace('\n  namespace: ops', '\r  namespace: ops'),
    `${POD}  namespace: other\n`,
    `${POD}metadata: {namespace: other}\n`,
    `${POD}"metadata":\n  namespace: other\n`,
    `${POD}<<: *a\n`,
    `${POD}items:\n  - kind: Pod\n`,
    POD.replace('metadata:\n', 'metadata: &m\n'),
    POD.replace('kind: Pod', 'kind: &k Pod'),
    POD.replace('kind: Pod', 'kind: PodList'),
    '{"kind": "Pod", "metadata": {"name": "a"}}',
    'kind: Pod\nmetadata: {name: a}\n',
  ];
  for (const text of texts) {
    const head = only(text);
    assert.equal([head?.namespace, head?.name], [undefined, undefined], text);
    assert.ok(head?.kinds.includes('Pod') === true || /PodList|&k/.test(text), text);
  }
  assert.ok(only('kind: List\nitems:\n  - kind: Secret\n')?.kinds.includes('Pod') === true);
});

/** What the parser makes of a document. */
function parsed(text: string, slice: ReturnType<typeof splitDocuments>[number]): unknown {
  const { root } = parseDocument(text, slice);
  if (root?.kind !== 'map') return undefined;
  const metadata = entryOf(root, 'metadata')?.value;
  const field = (name: string, otherwise: string): unknown => {
    const value = metadata?.kind === 'map' ? entryOf(metadata, name)?.value : undefined;
    const plain = value === undefined ? undefined : plainValue(value);
    return typeof plain === 'string' && plain !== '' ? plain : otherwise;
  };
  const kind = entryOf(root, 'kind')?.value;
  return [kind === undefined ? undefined : plainValue(kind), field('namespace', 'default'), field('name', '')];
}

test('what is read agrees with the parser, whatever the lines are', () => {
  const lines = [
    'kind: Pod',
    "kind: 'Secret'",
    'metadata:',
    'metadata: {name: z}',
    '  name: a',
    '  namespace: ops',
    '    namespace: deep',
    ' name: one',
    '  labels:',
    '  - x',
    '# c',
    '',
    'spec:',
    'text: |',
    '  kind: Job',
    '---',
    '  name: "b c"',
    'items: []',
  ];
  let state = 1;
  const next = (below: number): number => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.floor((state / 2 ** 31) * below);
  };
  let told = 0;
  for (let round = 0; round < 3000; round++) {
    const text = Array.from({ length: 3 + next(7) }, () => `${lines[next(lines.length)] ?? ''}\n`).join('');
    const slices = splitDocuments(text);
    for (const { index, kind, namespace, name } of headsIn(text)) {
      const slice = slices[index];
      if (kind === undefined || slice === undefined || parseDocument(text, slice).fault !== undefined) continue;
      told++;
      assert.equal([kind, namespace, name], parsed(text, slice), text);
    }
  }
  assert.ok(told > 50, String(told));
});

test.run();
