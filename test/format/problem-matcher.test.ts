import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  githubMatchers,
  vscodeMatcher,
  vscodeWatchMatcher,
  WATCH_BEGINS,
  WATCH_ENDS,
} from '../../src/format/problem-matcher.ts';
import { FOLDER } from './golden.ts';
import { madeUpReport } from './made-up.ts';

const LINES = readFileSync(`${FOLDER}/text.txt`, 'utf8').trimEnd().split('\n');
const FINDINGS = madeUpReport().findings.filter(({ suppressed }) => suppressed === undefined);

test('problem-matcher.json is what the text format gives', () => {
  assert.is(readFileSync('problem-matcher.json', 'utf8'), `${JSON.stringify(githubMatchers(), undefined, 2)}\n`);
});

test('exactly one of the two GitHub matchers takes each golden line, notes as notices', () => {
  for (const [index, line] of LINES.entries()) {
    const taken = githubMatchers().problemMatcher.filter(({ pattern: [pattern] }) =>
      new RegExp(pattern?.regexp ?? '').test(line),
    );
    assert.is(taken.length, 1, line);
    assert.is(taken[0]?.severity, FINDINGS[index]?.severity === 'note' ? 'notice' : undefined);
  }
});

test('the GitHub matchers see the same values through colours', () => {
  const colored = readFileSync(`${FOLDER}/text-color.txt`, 'utf8').split('\n');
  const groupsOf = (line: string): string[][] =>
    githubMatchers().problemMatcher.flatMap(({ pattern: [pattern] }) => {
      const groups = new RegExp(pattern?.regexp ?? '').exec(line);
      return groups ? [groups.slice(1)] : [];
    });
  assert.equal(colored.flatMap(groupsOf), LINES.flatMap(groupsOf));
});

test('the groups of the VS Code matcher are the values of the line', () => {
  const { pattern } = vscodeMatcher();
  for (const [index, line] of LINES.entries()) {
    const groups = new RegExp(pattern.regexp).exec(line) ?? [];
    const finding = FINDINGS[index];
    assert.is(groups[pattern.file ?? 0], finding?.path);
    assert.is(groups[pattern.line ?? 0], String(finding?.range.start.line));
    assert.is(groups[pattern.column ?? 0], String(finding?.range.start.column));
    assert.is(groups[pattern.severity ?? 0], finding?.severity);
    assert.is(groups[pattern.message ?? 0], finding?.message.replace('\n', ' '));
    assert.is(groups[pattern.code ?? 0], finding?.rule);
  }
});

test('no matcher takes an indented line of a terminal, or the summary', () => {
  const expressions = [
    vscodeMatcher().pattern.regexp,
    ...githubMatchers().problemMatcher.map(({ pattern: [pattern] }) => pattern?.regexp ?? ''),
  ].map((regexp) => new RegExp(regexp));
  const lines = readFileSync(`${FOLDER}/text-terminal.txt`, 'utf8').split('\n');
  const indented = lines.filter((line) => line.startsWith(' '));
  assert.ok(indented.length > 10);
  for (const line of [...indented, 'daemonlint: 3 errors; 6 DaemonSets in 7 files']) {
    for (const expression of expressions) assert.not.match(line, expression);
  }
});

test('the lines of --watch begin and end a run', () => {
  const { background } = vscodeWatchMatcher();
  assert.match(`${WATCH_BEGINS} 3 files`, new RegExp(background.beginsPattern));
  assert.match(WATCH_ENDS, new RegExp(background.endsPattern));
  assert.not.match(WATCH_ENDS, new RegExp(background.beginsPattern));
});

test.run();
