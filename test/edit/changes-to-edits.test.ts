import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { applyEdits, editsOf } from '../../src/edit/changes-to-edits.ts';
import { parseDocument } from '../../src/kubernetes/yaml/parse.ts';
import type { Change } from '../../src/rule/rule.ts';

function edited(text: string, ...changes: Change[]): string | undefined {
  const { root, duplicates } = parseDocument(text, { start: 0, end: text.length });
  if (root?.kind !== 'map') throw new Error('the test text is no map');
  const edits = editsOf({ text, root, duplicates }, changes);
  return edits === undefined ? undefined : applyEdits(text, edits);
}

const edit = suite('edits');

edit('replaces a scalar and keeps its quotes and its comment', () => {
  assert.is(edited("a: 'x' # why\nb: 1\n", { kind: 'set', at: ['a'], value: 'y' }), "a: 'y' # why\nb: 1\n");
  assert.is(edited('a: "10"\n', { kind: 'set', at: ['a'], value: 10 }), 'a: 10\n');
  assert.is(edited('a: 8080\n', { kind: 'set', at: ['a'], value: '8080' }), 'a: "8080"\n');
  assert.is(edited('a: yes\n', { kind: 'set', at: ['a'], value: 'yes' }), 'a: "yes"\n');
});

edit('adds a field behind the last one, in the indentation of its neighbours', () => {
  const text = 'spec:\n    rolling:\n        maxSurge: 1 # one\n    other: 1\n';
  const after = 'spec:\n    rolling:\n        maxSurge: 1 # one\n        maxUnavailable: 0\n    other: 1\n';
  assert.is(edited(text, { kind: 'set', at: ['spec', 'rolling', 'maxUnavailable'], value: 0 }), after);
});

edit('puts the version first, below what is said of the file', () => {
  const change = { kind: 'set', at: ['apiVersion'], value: 'apps/v1' } as const;
  assert.is(edited('# a file\nkind: X\nspec: {}\n', change), '# a file\napiVersion: apps/v1\nkind: X\nspec: {}\n');
});

edit('adds whole branches, before the template and its comments', () => {
  const text = 'spec:\n  # the pods\n  template:\n    metadata: {}\n';
  assert.is(
    edited(
      text,
      { kind: 'set', at: ['spec', 'selector'], value: { matchLabels: { app: 'x' } } },
      { kind: 'set', at: ['spec', 'updateStrategy', 'type'], value: 'OnDelete' },
    ),
    'spec:\n  selector:\n    matchLabels:\n      app: x\n  updateStrategy:\n    type: OnDelete\n  # the pods\n  template:\n    metadata: {}\n',
  );
});

edit('adds an item behind the last one of a list, as that one is written', () => {
  const append = (value: Extract<Change, { kind: 'append' }>['value']): Change => ({
    kind: 'append',
    at: ['a'],
    value,
  });
  const item = { key: 'z', size: 2 };
  assert.is(
    edited('a:\n- key: x # one\n  n: 1\n\nb: 1\n', append(item)),
    'a:\n- key: x # one\n  n: 1\n- key: z\n  size: 2\n\nb: 1\n',
  );
  assert.is(edited('a:\n  -   key: x\n', append(item)), 'a:\n  -   key: x\n  -   key: z\n      size: 2\n');
  assert.is(edited('a:\n  - {key: x}\n', append(item)), 'a:\n  - {key: x}\n  - { key: z, size: 2 }\n');
  assert.is(edited('a: [{key: x}]\n', append(item)), 'a: [{key: x}, { key: z, size: 2 }]\n');
  assert.is(edited('{"a": [{"key": "x"}]}', append(item)), '{"a": [{"key": "x"}, { "key": "z", "size": 2 }]}');
  assert.is(edited('a:\r\n  - x\r\n', append('z')), 'a:\r\n  - x\r\n  - z\r\n');
  for (const text of ['a: []\n', 'a: x\n', 'b: 1\n', 'c: &c [x]\na: *c\n', 'a:\n  - - x\n    - y\n'])
    assert.is(edited(text, append('z')), text === 'a:\n  - - x\n    - y\n' ? `${text}  - z\n` : undefined, text);
});

edit('fills an empty value, and goes below it', () => {
  assert.is(edited('a:\nb: 1\n', { kind: 'set', at: ['a'], value: 2 }), 'a: 2\nb: 1\n');
  assert.is(edited('a:\nb: 1\n', { kind: 'set', at: ['a', 'c'], value: 2 }), 'a:\n  c: 2\nb: 1\n');
});

edit('writes into flow maps and JSON as they are written', () => {
  assert.is(edited('a: { b: 1 }\n', { kind: 'set', at: ['a', 'c'], value: 'x' }), 'a: { b: 1, c: x }\n');
  assert.is(edited('a: {}\n', { kind: 'set', at: ['a', 'c'], value: 1 }), 'a: { c: 1 }\n');
  assert.is(edited('{"a": {"b": 1}}', { kind: 'set', at: ['a', 'c'], value: 'x' }), '{"a": {"b": 1, "c": "x"}}');
  assert.is(edited('{"a": 1, "b": 2}', { kind: 'remove', at: ['a'] }), '{"b": 2}');
  assert.is(edited('{"a": 1, "b": 2}', { kind: 'remove', at: ['b'] }), '{"a": 1}');
});

edit('removes whole lines, the entry above it when nothing is left, and only these', () => {
  assert.is(edited('a: 1\nb:\n  c: 2\nd: 3\n', { kind: 'remove', at: ['b'] }), 'a: 1\nd: 3\n');
  assert.is(edited('a: 1\nb:\n  c: 2\nd: 3\n', { kind: 'remove', at: ['b', 'c'] }), 'a: 1\nd: 3\n');
  assert.is(edited('l:\n  - a: 1\n    b: 2\n', { kind: 'remove', at: ['l', 0, 'a'] }), 'l:\n  - b: 2\n');
  assert.is(edited('l:\n- x\n- y\n', { kind: 'remove', at: ['l', 0] }), 'l:\n- y\n');
  assert.is(edited('l: [x, y]\n', { kind: 'remove', at: ['l', 1] }), 'l: [x]\n');
  assert.is(edited('a: |\n  text\n  more\nb: 1\n', { kind: 'remove', at: ['a'] }), 'b: 1\n');
});

edit('keeps line ends and a missing last one', () => {
  assert.is(edited('a: 1\r\nb: 2\r\n', { kind: 'remove', at: ['b'] }), 'a: 1\r\n');
  assert.is(edited('a: 1\nb: 2', { kind: 'remove', at: ['b'] }), 'a: 1');
  assert.is(edited('a:\r\n  b: 1', { kind: 'set', at: ['a', 'c'], value: 2 }), 'a:\r\n  b: 1\r\n  c: 2');
});

edit('renames a key and keeps its quotes', () => {
  assert.is(edited('"a" : 1\n', { kind: 'rename', at: ['a'], key: 'b' }), '"b" : 1\n');
  assert.is(edited('a: 1\nb: 2\n', { kind: 'rename', at: ['a'], key: 'b' }), undefined);
});

edit('moves a field down where it is', () => {
  const text = 'spec:\n  updateStrategy:\n    maxUnavailable: 2 # two\n  x: 1\n';
  const after = 'spec:\n  updateStrategy:\n    rollingUpdate:\n      maxUnavailable: 2 # two\n  x: 1\n';
  const at = ['spec', 'updateStrategy', 'maxUnavailable'];
  const to = ['spec', 'updateStrategy', 'rollingUpdate', 'maxUnavailable'];
  assert.is(edited(text, { kind: 'move', at, to }), after);
});

edit('moves a field up with its lines and its comments', () => {
  const text = 'spec:\n  template:\n    selector:\n      matchLabels:\n        # stays\n        app: x\n    spec: {}\n';
  const after = 'spec:\n  selector:\n    matchLabels:\n      # stays\n      app: x\n  template:\n    spec: {}\n';
  assert.is(edited(text, { kind: 'move', at: ['spec', 'template', 'selector'], to: ['spec', 'selector'] }), after);
});

edit('touches nothing that an alias or a merge shares', () => {
  assert.is(edited('a: &x\n  b: 1\nc: *x\n', { kind: 'set', at: ['c', 'b'], value: 2 }), undefined);
  assert.is(edited('a: &x\n  b: 1\nc:\n  <<: *x\n', { kind: 'set', at: ['c', 'b'], value: 2 }), undefined);
});

edit('touches nothing that an alias elsewhere takes over', () => {
  const text = 'a: &x\n  b: 1\nc: *x\nd: 1\n';
  assert.is(edited(text, { kind: 'set', at: ['a', 'b'], value: 2 }), undefined);
  assert.is(edited(text, { kind: 'set', at: ['a', 'e'], value: 2 }), undefined);
  assert.is(edited(text, { kind: 'remove', at: ['a'] }), undefined);
  assert.is(edited(text, { kind: 'move', at: ['a', 'b'], to: ['b'] }), undefined);
  assert.is(edited('l:\n  - &x 1\n  - 2\nm: *x\n', { kind: 'remove', at: ['l', 0] }), undefined);
  assert.is(edited('l:\n  k: {m: &x 1}\n  n: 2\no: *x\n', { kind: 'remove', at: ['l', 'k'] }), undefined);
  assert.is(edited(text, { kind: 'rename', at: ['a'], key: 'e' }), text.replace('a:', 'e:'), 'the anchor stays');
  assert.is(edited('a: &x\n  b: 1\n', { kind: 'set', at: ['a', 'b'], value: 2 }), 'a: &x\n  b: 2\n', 'nobody asks');
  const merged = 'a: &x\n  b: 1\nc:\n  <<: *x\n';
  assert.is(edited(merged, { kind: 'rename', at: ['c', 'b'], key: 'd' }), undefined);
});

edit('takes nothing away that is written twice, because the other one would speak', () => {
  const text = 'a: 1\nb: 2\na: 3\n';
  assert.is(edited(text, { kind: 'remove', at: ['a'] }), undefined);
  assert.is(edited(text, { kind: 'rename', at: ['a'], key: 'c' }), undefined);
  assert.is(edited(text, { kind: 'move', at: ['a'], to: ['c', 'a'] }), undefined);
  assert.is(edited('a:\n  b: 1\na:\n  c: 1\n', { kind: 'remove', at: ['a', 'c'] }), undefined, 'it would be empty');
  assert.is(edited(text, { kind: 'set', at: ['a'], value: 4 }), 'a: 1\nb: 2\na: 4\n');
});

edit('moves into braces only what fits there', () => {
  const into = (text: string): string | undefined => edited(text, { kind: 'move', at: ['c'], to: ['a', 'c'] });
  assert.is(into('a: {b: 1}\nc: "x"\nd: 1\n'), 'a: {b: 1, c: "x"}\nd: 1\n');
  assert.is(into('a: {b: 1}\nc: {e: 1}\nd: 1\n'), 'a: {b: 1, c: {e: 1}}\nd: 1\n');
  assert.is(into('a: {b: 1}\nc: |\n  two\n  lines\nd: 1\n'), undefined);
  assert.is(into('a: {b: 1}\nc:\n  e: 1\nd: 1\n'), undefined);
  assert.is(into('a: {b: 1}\nc: 1 # why\nd: 1\n'), undefined);
});

edit('keeps the comment above the key that takes the place of a first one', () => {
  const at = ['a', 0, 'b'];
  assert.is(edited('a:\n  - b: 1 # b\n    d: 2\n', { kind: 'remove', at }), 'a:\n  - d: 2\n');
  assert.is(edited('a:\n  - b: 1\n    # of d\n    d: 2\n', { kind: 'remove', at }), 'a:\n  - # of d\n    d: 2\n');
});

edit('adds nothing where it would cut a text off or where a merge ends', () => {
  const set = (text: string, ...at: string[]): string | undefined => edited(text, { kind: 'set', at, value: 1 });
  assert.is(set('b: 1\na: |+\n  two\n\n', 'c'), undefined);
  assert.is(set('b: 1\na: |-\n  two\n\n', 'c'), 'b: 1\na: |-\n  two\nc: 1\n\n');
  assert.is(set('a: &x\n  b: 1\nc:\n  d: 1\n  <<: *x\n', 'c', 'e'), undefined);
});

edit('adds to braces over several lines a line of its own', () => {
  const set = (text: string): string | undefined => edited(text, { kind: 'set', at: ['a', 'c'], value: 1 });
  assert.is(
    set('{\n  "a": {\n    "b": [\n      1\n    ]\n  }\n}\n'),
    '{\n  "a": {\n    "b": [\n      1\n    ],\n    "c": 1\n  }\n}\n',
  );
  assert.is(set('a: {\r\n  b: 1\r\n}\r\n'), 'a: {\r\n  b: 1,\r\n  c: 1\r\n}\r\n');
  assert.is(set('a: {\n  b: 1 # why\n}\n'), 'a: {\n  b: 1, c: 1 # why\n}\n', 'the comment stays beside its value');
  assert.is(set('a: {\n  b: 1,\n}\n'), 'a: {\n  b: 1,\n  c: 1,\n}\n');
});

edit('moves the only field of a map deeper, in every style', () => {
  const deeper = (text: string): string | undefined =>
    edited(text, { kind: 'move', at: ['a', 'b'], to: ['a', 'c', 'b'] });
  assert.is(deeper('{"a":{"b":3},"d":1}\n'), '{"a":{"c": { "b":3 }},"d":1}\n');
  assert.is(deeper('a: {b: 3} # why\n'), 'a: {c: { b: 3 }} # why\n');
  assert.is(deeper('a:\n  b: 3 # three\n'), 'a:\n  c:\n    b: 3 # three\n');
  const inItem = (text: string): string | undefined =>
    edited(`z:\n  y: 1\n${text}`, { kind: 'move', at: ['a', 0, 'b'], to: ['a', 0, 'c', 'b'] })?.slice(10);
  assert.is(inItem('a:\n  - b: 3\n'), 'a:\n  - c:\n      b: 3\n');
  assert.is(inItem('a:\n  - b:\n      x: 3\n    d: 1\n'), 'a:\n  - c:\n      b:\n        x: 3\n    d: 1\n');
});

edit('does not move a field out of what would be left empty around its new place', () => {
  assert.is(edited('{"a":{"b":{"c":1}}}\n', { kind: 'move', at: ['a', 'b', 'c'], to: ['a', 'c'] }), undefined);
});

edit('leaves comments in braces to the fields they belong to', () => {
  const text = 'a: {\n  b: 1,\n  # of c\n  c: 2,\n  d: 3\n}\n';
  assert.is(edited(text, { kind: 'remove', at: ['a', 'b'] }), undefined);
  assert.is(edited(text, { kind: 'remove', at: ['a', 'c'] }), undefined);
  assert.is(edited(text, { kind: 'remove', at: ['a', 'd'] }), text.replace(',\n  d: 3', ''));
});

edit.run();
