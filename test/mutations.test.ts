import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { mutantsOf, mutated } from '../scripts/mutate/mutations.ts';

/** The source with each of its mutants. */
const all = (source: string): string[] => mutantsOf('a.ts', source).map((mutant) => mutated(source, mutant));

test('conditions, operators, constants and statements are changed, one at a time', () => {
  assert.equal(all('if (a < 1) f();'), ['if (!(a < 1)) f();', 'if (a <= 1) f();', 'if (a < 2) f();', 'if (a < 1) ;']);
  assert.equal(all('const x = !a;'), ['const x = a;']);
  assert.equal(all('const x = a ? b : c;'), ['const x = !(a) ? b : c;']);
  assert.equal(all('const x = a.some(b);'), ['const x = a.every(b);']);
  assert.equal(all('const x = /^a$/i;'), ['const x = /a$/i;', 'const x = /^a/i;']);
  assert.equal(all("const x = ['a'];"), ["const x = ['a?'];"]);
});

test('types, imports, messages and the documentation of rules are left alone', () => {
  assert.equal(all("import a from 'a';\ntype B = 1 | 'b';\nconst c = 'c';\nconst d = [['a message']];\n"), []);
  assert.equal(all("const rule = { id: 'a', why: 'b', references: [{ title: 'c', url: 'd' }], since: '1' };"), []);
});

test('a mutant knows its line', () => {
  assert.equal(
    mutantsOf('a.ts', '\nconst a =\n  b + c;\n').map(({ line, before, text }) => [line, before, text]),
    [[3, '+', '-']],
  );
});

test.run();
