import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { lint } from '../../src/index.ts';
import type { Hit } from '../../src/rule/lint.ts';
import { makeReport } from '../../src/report/make-report.ts';
import type { SourceFile } from '../../src/document/source.ts';

const A: SourceFile = { path: 'a.yaml', text: 'one: two\nthree: four\n' };
const B: SourceFile = { path: 'b.yaml', text: 'one: two\n' };

const hit = (source: SourceFile, start: number, rule: string, message = 'm'): Hit => ({
  source,
  manifest: undefined,
  span: { start, end: start + 1 },
  rule,
  severity: 'warning',
  field: '',
  problem: { at: [], message },
});

const INPUT = {
  files: [],
  manifests: [],
  unreadable: [],
  sources: new Map([A, B].map((source) => [source.path, source])),
  faults: [],
  paths: new Map<string, string>(),
};
const FACTS = { kubernetes: '1.36', notes: true, ruleset: [], failOn: 'warning', fromRoot: undefined } as const;

/** In order: by path, line, column, rule and message; each differs from the one before in one of them alone. */
const ORDERED: readonly Hit[] = [
  hit(A, 0, 'z', 'z'),
  hit(A, 5, 'y', 'y'),
  hit(A, 9, 'w', 'x'),
  hit(A, 9, 'x', 'k'),
  hit(A, 9, 'x', 'l'),
  hit(A, 16, 'a', 'a'),
  hit(B, 0, 'a', 'a'),
];

test('findings are sorted by path, line, column, rule and message, however they were found', () => {
  const shown = (hits: readonly Hit[]): string[] =>
    makeReport(INPUT, hits, FACTS).findings.map(
      ({ path, range: { start }, rule, message }) => `${path} ${start.line}:${start.column} ${rule} ${message}`,
    );
  const expected = [
    'a.yaml 1:1 z z',
    'a.yaml 1:6 y y',
    'a.yaml 2:1 w x',
    'a.yaml 2:1 x k',
    'a.yaml 2:1 x l',
    'a.yaml 2:8 a a',
    'b.yaml 1:1 a a',
  ];
  assert.equal(shown(ORDERED), expected);
  assert.equal(shown([...ORDERED].reverse()), expected);
});

test('a document that cannot be read is a finding of the public API', () => {
  const report = lint([{ path: 'broken.yaml', text: 'kind: DaemonSet\nmetadata: {name: a\n' }]);
  assert.equal(
    report.findings.map(({ path, rule, manifest, field }) => ({ path, rule, manifest, field })),
    [{ path: 'broken.yaml', rule: 'yaml-syntax', manifest: null, field: '' }],
  );
});

test.run();
