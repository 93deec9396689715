import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { alignColumns } from '../../../src/kubernetes/go/tabwriter.ts';

// Printed by Go text/tabwriter.Init(w, 0, 8, 2, ' ', 0).
const CASES: readonly (readonly [text: string, aligned: string])[] = [
  ['REVISION\tCHANGE-CAUSE\n1\tfirst\n10\tsecond\n', 'REVISION  CHANGE-CAUSE\n1         first\n10        second\n'],
  ['a\tb\tc\nlonger\tb\tc\n', 'a       b  c\nlonger  b  c\n'],
  ['R\tC\n1\tline\nwithout tab\n2\tnext\n', 'R  C\n1  line\nwithout tab\n2  next\n'],
  ['日本\tx\nabc\ty\n', '日本   x\nabc  y\n'],
  ['a\tb\t\nccc\td\n', 'a    b  \nccc  d\n'],
  ['a\tb\fcc\td\n', 'a  b\ncc  d\n'],
  ['日本\t\t\t', '日本    '],
];

for (const [text, aligned] of CASES)
  test(JSON.stringify(text), () => {
    assert.is(alignColumns(text), aligned);
  });

test.run();
