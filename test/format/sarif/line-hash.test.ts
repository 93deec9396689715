import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { lineHashes } from '../../../src/format/sarif/line-hash.ts';

// The first two are those of codeql-action's own tests.
test('the hashes that codeql-action gives', () => {
  assert.equal(lineHashes(''), ['c129715d7a2bc9a3:1']);
  const four = ['271789c17abda88f:1', '54703d4cd895b18:1', '180aee12dab6264:1', 'a23a3dc5e078b07b:1'];
  assert.equal(lineHashes(' a\nb\n  \t\tc\n d'), four);
});

test('line ends and blanks do not matter', () => {
  assert.equal(lineHashes(' a\r\nb\r\n  \t\tc\r\n d'), lineHashes('a\nb\nc\nd'));
  assert.equal(lineHashes('a\rb\rc\rd'), lineHashes('a\nb\nc\nd'));
});

test('equal lines with equal lines after them are counted', () => {
  const hashes = lineHashes('hello\n'.repeat(60));
  assert.is(hashes.length, 61);
  assert.equal(
    hashes.slice(0, 3).map((hash) => hash.split(':')[1]),
    ['1', '2', '3'],
  );
  assert.is(new Set(hashes).size, 61);
});

/** The definition itself: a polynomial over the hundred characters from a line's start on, and its count so far. */
function byDefinition(text: string): string[] {
  const kept: number[] = [];
  const starts: number[] = [];
  let startsLine = true;
  for (const { 0: character } of `${text.replace(/\r\n?/g, '\n')}\uffff`.matchAll(/[^ \t]/gs)) {
    if (startsLine) starts.push(kept.length);
    startsLine = character === '\n';
    kept.push(character.charCodeAt(0));
  }
  const seen = new Map<string, number>();
  return starts.map((start) => {
    let hash = 0n;
    for (let i = start; i < start + 100; i++) hash = BigInt.asUintN(64, hash * 37n + BigInt(kept[i] ?? 0));
    const value = hash.toString(16);
    const count = (seen.get(value) ?? 0) + 1;
    seen.set(value, count);
    return `${value}:${count}`;
  });
}

test('every line of a long text, against the definition', () => {
  const text = Array.from(
    { length: 300 },
    (_, i) => `${' '.repeat(i % 7)}key${i % 13}: ${'värde '.repeat(i % 31)}😀`,
  ).join('\n');
  assert.equal(lineHashes(text), byDefinition(text));
});

test.run();
