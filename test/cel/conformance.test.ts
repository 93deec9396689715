import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { allTests, EXTENSION_SECTIONS, leftOut, run, sectionOf, wrongIn } from './conformance.ts';

const asked = allTests().filter((each) => leftOut(each) === undefined);

test('every section of the language in cel-spec that needs no protobuf messages passes', () => {
  assert.equal(wrongIn(asked.filter((each) => !EXTENSION_SECTIONS.includes(sectionOf(each)))), []);
});

test('what is left out is counted in the documentation, with the reason', () => {
  const counts = new Map<string, number>();
  for (const each of allTests()) {
    const reason = leftOut(each);
    if (reason !== undefined) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  const docs = readFileSync('docs/policies.md', 'utf8').replace(/ +/g, ' ');
  for (const [reason, count] of counts) assert.ok(docs.includes(`| ${count} | ${reason} |`), `${count} | ${reason}`);
  assert.ok(docs.includes(`${asked.length} of the ${allTests().length} tests`), String(asked.length));
});

test('a wrong answer would be found', () => {
  const [first] = asked;
  assert.ok(first !== undefined);
  assert.match(run({ ...first, expr: '1 + 1' }) ?? '', /^gives "2"/);
  assert.match(run({ ...first, expr: '1 +' }) ?? '', /^does not compile/);
  assert.match(run({ ...first, original: { evalError: {} } }) ?? '', /not an error$/);
});

test.run();
