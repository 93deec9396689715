import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { checkstyle } from '../../src/format/checkstyle.ts';
import { github } from '../../src/format/github.ts';
import { gitlab } from '../../src/format/gitlab.ts';
import { junit } from '../../src/format/junit.ts';
import { jobSummary } from '../../src/format/markdown.ts';
import { rdjsonl } from '../../src/format/rdjsonl.ts';
import { inGithubCommand, inGithubProperty, inMarkdown, inXml } from '../../src/words/escape.ts';
import { FILES, madeUpReport, manyFindings } from './made-up.ts';

const REPORT = madeUpReport();

test('GitHub commands escape what would end a value', () => {
  assert.is(inGithubCommand('100%\r\n:,'), '100%25 :,');
  assert.is(inGithubProperty('a:b,c 100%\n'), 'a%3Ab%2Cc 100%25%0A');
  assert.ok(
    github(REPORT).includes(
      '::notice file=clusters/prod/deploy/a%3Ab%2Cc 100%25.yaml,line=3,endLine=3,col=18,endColumn=23,title=change-cause-missing::',
    ),
  );
});

test('GitHub gets at most ten commands of a kind; how many are over is said, and they follow as text', () => {
  const findings = [...manyFindings(12, 'error'), ...manyFindings(10, 'warning'), ...manyFindings(11, 'note')];
  const lines = github(madeUpReport({ findings })).trimEnd().split('\n');
  const count = (start: string): number => lines.filter((line) => line.startsWith(start)).length;
  assert.equal(['::error ', '::warning ', '::notice '].map(count), [10, 10, 10]);
  assert.equal(lines.slice(30), [
    '2 errors, 1 note more, not annotated because GitHub shows only 10 of each per step:',
    'clusters/prod/clean.yaml:1:1: error: error 10 [unknown-field]',
    'clusters/prod/clean.yaml:1:1: error: error 11 [unknown-field]',
    'clusters/prod/clean.yaml:1:1: note: note 10 [unknown-field]',
  ]);
  assert.not(github(REPORT).includes('not annotated'));
});

test("GitLab's fingerprints differ, and lines do not matter to them", () => {
  const names = (report: typeof REPORT) =>
    (JSON.parse(gitlab(report)) as { fingerprint: string }[]).map(({ fingerprint }) => fingerprint);
  assert.is(new Set(names(REPORT)).size, 8);
  const twice = REPORT.findings.flatMap((finding) => [finding, finding]);
  assert.is(new Set(names(madeUpReport({ findings: twice }))).size, 16);
  const moved = REPORT.findings.map((finding) => ({
    ...finding,
    range: { start: { line: 99, column: 1 }, end: { line: 99, column: 2 } },
  }));
  assert.equal(names(madeUpReport({ findings: moved })), names(REPORT));
});

test('JUnit counts what it lists, and no two cases of a suite have one name', () => {
  const twice = madeUpReport({ findings: REPORT.findings.flatMap((finding) => [finding, finding]) });
  for (const report of [REPORT, twice, madeUpReport({ findings: [] })]) {
    const text = junit(report);
    const sum = (name: string): number =>
      [...text.matchAll(new RegExp(`<testsuite [^>]*\\b${name}="(\\d+)"`, 'g'))].reduce((n, [, c]) => n + Number(c), 0);
    assert.is(sum('tests'), text.split('<testcase ').length - 1);
    assert.is(sum('failures'), text.split('<failure ').length - 1);
    assert.ok(text.includes(`<testsuites name="daemonlint" tests="${sum('tests')}" failures="${sum('failures')}"`));
    const names = [...text.matchAll(/<testcase (.*?)\/?>/g)].map(([, attributes]) => attributes);
    assert.is(new Set(names).size, names.length);
  }
});

test('XML escapes markup and replaces what it cannot write', () => {
  assert.is(inXml(`<a b="1">&'\n\t`), '&lt;a b=&quot;1&quot;&gt;&amp;&apos;&#10;&#9;');
  assert.is(inXml('\u0000\u001b\ufffe\ud83d😀\ude00'), '\ufffd\ufffd\ufffd\ufffd😀\ufffd');
});

test('Checkstyle lists clean files and leaves skipped ones out', () => {
  const text = checkstyle(REPORT);
  assert.ok(text.includes('<file name="clusters/prod/clean.yaml"/>'));
  assert.not(text.includes('templates'));
});

interface Diagnostic {
  readonly location: { readonly path: string; readonly range: ByteRange };
  readonly suggestions?: readonly { readonly range: ByteRange; readonly text: string }[];
}

interface ByteRange {
  readonly start: { readonly line: number; readonly column: number };
  readonly end: { readonly line: number; readonly column: number };
}

function byteOffset(text: Buffer, { line, column }: ByteRange['start']): number {
  let start = 0;
  for (let i = 1; i < line; i++) start = text.indexOf(10, start) + 1;
  return start + column - 1;
}

test("reviewdog's columns are bytes", () => {
  const diagnostics = rdjsonl(REPORT)
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Diagnostic);
  const texts = diagnostics.map(({ location: { path, range } }) => {
    const bytes = Buffer.from(FILES[path] ?? '');
    return bytes.subarray(byteOffset(bytes, range.start), byteOffset(bytes, range.end)).toString();
  });
  assert.equal(texts.slice(1), [
    'extensions/v1beta1',
    '"ä|b"',
    'maxUnavailable: 1',
    'rollingUpdate:\n      maxSurge: 100%',
    'x',
    'OnDelete',
    '"uid"',
  ]);
});

test('a fix of several edits is one suggestion, which fixes the file', () => {
  const line = rdjsonl(REPORT).split('\n')[3] ?? '';
  const { location, suggestions = [] } = JSON.parse(line) as Diagnostic;
  assert.is(suggestions.length, 1);
  const [{ range, text } = { range: location.range, text: '' }] = suggestions;
  const bytes = Buffer.from(FILES[location.path] ?? '');
  const mended = `${bytes.subarray(0, byteOffset(bytes, range.start)).toString()}${text}${bytes.subarray(byteOffset(bytes, range.end)).toString()}`;
  assert.ok(
    mended.includes(
      '  updateStrategy:\n    type: RollingUpdate\n    rollingUpdate:\n      maxSurge: 100%\n      maxUnavailable: 1\n  template:',
    ),
  );
});

test('Markdown shows names and messages as they are', () => {
  assert.is(inMarkdown('a|b `c` <d> [e](f) & *g*'), 'a&#124;b &#96;c&#96; &lt;d&gt; &#91;e&#93;(f) &amp; &#42;g&#42;');
  assert.is(inMarkdown('@team #12 https://x'), '&#64;team &#35;12 https&#58;//x');
});

test('Markdown lists the gravest first and says what it leaves out', () => {
  const rows = jobSummary(REPORT)
    .split('\n')
    .filter((line) => /^\| (error|warning|note)/.test(line));
  assert.equal(
    rows.map((row) => row.split(' ')[1]),
    ['error', 'error', 'error', 'warning', 'warning', 'warning', 'note', 'note'],
  );
  assert.match(
    jobSummary(madeUpReport({ findings: manyFindings(203, 'error') })),
    /\n3 findings more, not listed here\.\n/,
  );
  assert.not(jobSummary(madeUpReport({ findings: [] })).includes('| Severity'));
});

test.run();
