import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { inXml, jsonText, plain, plainLines, yamlEscaped } from '../../src/words/escape.ts';

const test = suite('escapes');

test('a line for a terminal has no control characters and is no command to a runner', () => {
  assert.is(plain('a\u001b[31m\tb\r\n c\u009b\u202e'), 'a\\u001b[31m b c\\u009b\\u202e');
  assert.is(plain(' ::error::x'), ' \\u003a:error::x');
  assert.is(plain('see ##[error]x ##VSO[task]y # # [z]'), 'see #\\u0023[error]x #\\u0023VSO[task]y # # [z]');
  assert.is(plainLines('a\tb\n::set-output x\nc\u0007\n'), 'a\tb\n\\u003a:set-output x\nc\\u0007\n');
});

test('JSON says the same with nothing hidden in it', () => {
  const value = { a: '\u0000n12"', b: '\u0000t', c: '\u0000n12', d: ['\u009b\u007f\u202e ##[x]\n', null], '##[y]': 1 };
  for (const indentation of [undefined, 2]) {
    const text = jsonText(value, indentation);
    assert.equal(JSON.parse(text), value);
    assert.not.match(text, /[\u007f-\u009f\u202e]|##\[/);
  }
  assert.is(jsonText({ a: 12345678901234567890n }), '{"a":12345678901234567890}');
});

test('XML and YAML say the same too', () => {
  assert.is(inXml('a\u009b"\u202e##[x]'), 'a&#155;&quot;&#8238;#&#35;[x]');
  assert.is(yamlEscaped('a: "\u009b\u007f"\n'), 'a: "\\x9b\\x7f"\n');
});

/** The formats escape themselves, and a progress line has no text of others. */
const PRINTERS = ['src/command/progress-line.ts', 'src/command/write-report.ts', 'src/io/print.ts'];

test('nothing is printed past them', () => {
  const files = execFileSync('git', ['ls-files', 'src'], { encoding: 'utf8' }).trim().split('\n');
  const direct = files.filter((path) => /\.(?:stdout|stderr)\(/.test(readFileSync(path, 'utf8')));
  assert.equal(direct, PRINTERS);
});

test.run();
