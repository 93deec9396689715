import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { cellWidth, columnIn } from '../../src/format/columns.ts';

const LINE = 'b:\t日本語😀x: y';
const X = LINE.indexOf('x') + 1;

test('a column behind a tab and wide characters in each unit', () => {
  assert.equal(
    (['utf16', 'codepoint', 'byte', 'screen'] as const).map((unit) => columnIn(unit, LINE, X)),
    [9, 8, 17, 17],
  );
});

test('all units agree where everything before is plain', () => {
  for (const unit of ['utf16', 'codepoint', 'byte', 'screen'] as const) {
    assert.is(columnIn(unit, 'maxSurge: 1', 1), 1);
    assert.is(columnIn(unit, 'maxSurge: 1', 11), 11);
  }
});

test('the column behind the end of a line, and one that lies further out', () => {
  assert.is(columnIn('byte', 'ä', 2), 3);
  assert.is(columnIn('byte', 'ä', 4), 5);
  assert.is(columnIn('byte', '', 1), 1);
});

test('tabs go to every eighth cell, marks take none, wide characters two', () => {
  assert.is(cellWidth('\t'), 8);
  assert.is(cellWidth('abc\t'), 8);
  assert.is(cellWidth('\t', 3), 5);
  assert.is(cellWidth('e\u0301'), 1);
  assert.is(cellWidth('한ア（'), 6);
  assert.is(cellWidth('é–»'), 3);
});

test.run();
