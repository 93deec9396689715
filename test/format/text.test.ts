import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { PLAIN } from '../../src/format/format-options.ts';
import { frameOf } from '../../src/format/code-frame.ts';
import { linesOf } from '../../src/format/source-lines.ts';
import { plain } from '../../src/words/escape.ts';
import { summaryLine } from '../../src/format/summary.ts';
import { TEMPLATE, textLine } from '../../src/format/text-line.ts';
import { text } from '../../src/format/text.ts';
import { madeUpReport, manyFindings } from './made-up.ts';

const VALUES = { path: 'a.yaml', line: 2, column: 3, severity: 'note', message: 'says so', rule: 'some-rule' } as const;

test('the line has a value for every placeholder', () => {
  assert.is(textLine(VALUES), 'a.yaml:2:3: note: says so [some-rule]');
  assert.equal([...TEMPLATE.matchAll(/<(\w+)>/g)].map(([, part]) => part).sort(), Object.keys(VALUES).sort());
});

test('what manifests hold cannot break the line or steer the terminal', () => {
  const line = textLine({ ...VALUES, path: 'a\nb.yaml', message: 'one \r\n two\tthree \u001b[31m\u202e$&' });
  assert.is(line, 'a b.yaml:2:3: note: one two three \\u001b[31m\\u202e$& [some-rule]');
  assert.is(plain('a\u2028b'), 'a b');
});

test('piped text is one line a finding and nothing else', () => {
  const report = madeUpReport();
  const live = report.findings.filter(({ suppressed }) => suppressed === undefined);
  const lines = text(report, PLAIN).trimEnd().split('\n');
  assert.is(lines.length, live.length);
  for (const line of lines) assert.match(line, /^.+:\d+:\d+: (error|warning|note): .+ \[[a-z-]+\]$/);
  assert.is(text(madeUpReport({ findings: [] }), PLAIN), '');
});

test('without colours a terminal gets the same lines with indented ones between', () => {
  const report = madeUpReport();
  const lines = text(report, { ...PLAIN, terminal: true }).split('\n');
  assert.is(lines.filter((line) => !line.startsWith(' ')).join('\n'), text(report, PLAIN));
});

test('colours change nothing but the colour', () => {
  const options = { ...PLAIN, terminal: true };
  const colored = text(madeUpReport(), { ...options, color: true });
  // eslint-disable-next-line no-control-regex -- colour codes start with one
  assert.is(colored.replace(/\u001b\[\d+m/g, ''), text(madeUpReport(), options));
  assert.is.not(colored, text(madeUpReport(), options));
});

test('a finding whose text is not at hand has no frame', () => {
  const report = madeUpReport({ findings: manyFindings(1, 'note'), sources: new Map() });
  assert.is(
    text(report, { ...PLAIN, terminal: true }),
    'clean.yaml:1:1: note: note 0 [unknown-field]\n     = why: A field that the API does not have\n',
  );
});

function frame(line: string, from: number, to: number, width: number) {
  const source = { path: 'a', text: line };
  const lines = linesOf(madeUpReport({ sources: new Map([['a', source]]) }))('a');
  const range = { start: { line: 1, column: from }, end: { line: 1, column: to } };
  return lines && frameOf(lines, range, width);
}

test('carets stand under the span behind tabs and wide characters', () => {
  assert.equal(frame('\tタブ: x', 6, 7, 80), {
    number: '1',
    source: '        タブ: x',
    carets: '              ^',
  });
  assert.is(frame('日本', 1, 3, 80)?.carets, '^^^^');
  assert.is(frame('key:', 5, 5, 80)?.carets, '    ^');
});

test('a long line is cropped around the span', () => {
  const line = `${'a'.repeat(200)}SPAN${'b'.repeat(200)}`;
  const cropped = frame(line, 201, 205, 30);
  assert.is(cropped?.source, '…aaaaaaaaaaSPANbbbbbbbbbbbbbb…');
  assert.is(cropped?.carets, '           ^^^^');
  assert.is(frame(line, 1, 3, 10)?.source, 'aaaaaaaa…');
});

test('the summary counts what was found, looked at, left out and mendable', () => {
  assert.is(
    summaryLine(madeUpReport()),
    '3 errors, 3 warnings, 2 notes; 6 DaemonSets in 7 files; 2 files skipped (1 template, 1 unreadable); ' +
      '1 suppressed; 2 fixable with --fix; 2 more with --fix=unsafe',
  );
  const summary = { files: 1, manifests: 1, errors: 0, warnings: 0, notes: 0, suppressed: 0, baseline: 0 };
  const clean = { files: [], findings: [], summary };
  assert.is(summaryLine(madeUpReport(clean)), 'nothing found; 1 DaemonSet in 1 file');
  assert.is(
    summaryLine(madeUpReport({ ...clean, summary: { ...summary, notes: 1, baseline: 4 } })),
    '1 note; 1 DaemonSet in 1 file; 1 note hidden (--notes shows them); 4 in the baseline',
  );
});

test.run();
