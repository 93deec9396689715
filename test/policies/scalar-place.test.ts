import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { nodeAt } from '../../src/kubernetes/yaml/node.ts';
import { parseDocument } from '../../src/kubernetes/yaml/parse.ts';
import { placeInScalar } from '../../src/policies/scalar-place.ts';

/** What stands at a line and column of the value of `a`, with its offset from the start of the text. */
function placed(text: string, line: number, column: number): string {
  const { root } = parseDocument(text, { start: 0, end: text.length });
  const scalar = root === undefined ? undefined : nodeAt(root, ['a']);
  if (scalar?.kind !== 'string') throw new Error('not a string');
  const { start, end } = placeInScalar(text, scalar, { line, column });
  return `${String(start)} ${text.slice(start, end)}`;
}

test('a word of a value as it is written', () => {
  assert.is(placed('a: object.spec == x\n', 1, 7), '10 spec');
  assert.is(placed("a: 'it''s spec'\n", 1, 5), '10 spec');
  assert.is(placed('a: "x\\ty spec"\n', 1, 4), '9 spec');
  assert.is(placed('a: "\\u0078 \\x79 spec"\n', 1, 4), '16 spec');
});

test('a word of several lines', () => {
  assert.is(placed('a: |\n  one\n  two spec\n', 2, 4), '17 spec');
  // A folded line break is one blank of the value.
  assert.is(placed('a: >-\n  one\n  two spec\n', 1, 8), '18 spec');
  assert.is(placed('a: one\n  two spec\n', 1, 4), '9 two');
});

test('columns count code points', () => {
  assert.is(placed('a: 😀 spec\n', 1, 2), '6 spec');
});

test('an operator is one character, and a word with escapes is known by its first', () => {
  assert.is(placed('a: x == y\n', 1, 2), '5 =');
  assert.is(placed('a: "\\u0073pec"\n', 1, 0), '4 \\');
});

test('a place beyond the value is the whole scalar', () => {
  assert.is(placed('a: spec\n', 1, 9), '3 spec');
  assert.is(placed('a: spec\n', 3, 0), '3 spec');
});

test.run();
