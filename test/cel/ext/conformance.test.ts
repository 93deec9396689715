import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { allTests, EXTENSION_SECTIONS, leftOut, sectionOf, wrongIn } from '../conformance.ts';

for (const name of EXTENSION_SECTIONS)
  test(`the section ${name} of cel-spec passes`, () => {
    const asked = allTests().filter((each) => sectionOf(each) === name && leftOut(each) === undefined);
    assert.ok(asked.length > 20, String(asked.length));
    assert.equal(wrongIn(asked), []);
  });

test.run();
