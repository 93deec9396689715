import type { Log, Region, Result } from 'sarif';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { PLAIN } from '../../../src/format/format-options.ts';
import { lineHashes } from '../../../src/format/sarif/line-hash.ts';
import { sarif } from '../../../src/format/sarif/sarif.ts';
import type { Report } from '../../../src/report/report.ts';
import { REPOSITORY } from '../golden.ts';
import { FILES, madeUpReport } from '../made-up.ts';

function runOf(report: Report, options = PLAIN): Log['runs'][number] {
  const [run] = (JSON.parse(sarif(report, options)) as Log).runs;
  if (run === undefined) throw new Error('no run');
  return run;
}

const REPORT = madeUpReport();
const FINDINGS = REPORT.findings;
const RUN = runOf(REPORT, { ...PLAIN, repository: REPOSITORY });
const RESULTS = RUN.results ?? [];

const placeOf = (result: Result | undefined) => result?.locations?.[0]?.physicalLocation;

/** The text of a region, by SARIF's own rules: columns are UTF-16, a line without columns is taken with its end. */
function textOf(text: string, region: Region): string {
  const lines = text.split(/(?<=\r\n|\n)/);
  const { startLine = 0, endLine = startLine, startColumn, endColumn } = region;
  if (startColumn === undefined) return lines.slice(startLine - 1, endLine).join('');
  return (lines[startLine - 1] ?? '').slice(startColumn - 1, (endColumn ?? 0) - 1);
}

test('all findings are there; what is suppressed says so, with its reason', () => {
  assert.equal(
    RESULTS.map(({ ruleId }) => ruleId),
    FINDINGS.map(({ rule }) => rule),
  );
  assert.equal(
    RESULTS.flatMap(({ suppressions = [] }) => suppressions),
    [{ kind: 'inSource', status: 'accepted', justification: 'tested by hand' }],
  );
});

test('every region is one line, has all four numbers, and snippets are the text of their regions', () => {
  for (const [index, result] of RESULTS.entries()) {
    const places = [...(result.locations ?? []), ...(result.relatedLocations ?? [])];
    const own = FINDINGS[index];
    const paths = [own?.path, ...(own?.related ?? []).map(({ path }) => path)];
    for (const [number, { physicalLocation: place }] of places.entries()) {
      const text = FILES[paths[number] ?? ''] ?? '';
      const { region = {}, contextRegion = {} } = place ?? {};
      assert.is(region.startLine, region.endLine);
      assert.ok((region.endColumn ?? 0) > (region.startColumn ?? 1));
      assert.is(region.snippet?.text, textOf(text, region));
      assert.is(contextRegion.snippet?.text, textOf(text, contextRegion));
      assert.ok((contextRegion.snippet?.text?.length ?? 0) > (region.snippet?.text?.length ?? 0));
    }
  }
});

test('paths are relative to the root of the repository and percent-encoded', () => {
  const uris = new Set(RESULTS.map((result) => placeOf(result)?.artifactLocation?.uri));
  assert.ok(uris.has('clusters/prod/deploy/%C3%A9%20dir/ds%20%E5%90%8D%E5%89%8D.yaml'));
  assert.ok(uris.has('clusters/prod/deploy/a%3Ab%2Cc%20100%25.yaml'));
  for (const result of RESULTS) assert.is(placeOf(result)?.artifactLocation?.uriBaseId, '%SRCROOT%');
  assert.is(RUN.originalUriBaseIds?.['%SRCROOT%']?.uri, undefined);
});

test('paths outside of a repository, above the directory and absolute ones', () => {
  const uriOf = (path: string, fromRoot: string | undefined): string | undefined => {
    const [finding] = FINDINGS;
    if (finding === undefined) throw new Error('no finding');
    return placeOf(runOf(madeUpReport({ findings: [{ ...finding, path }], fromRoot })).results?.[0])?.artifactLocation
      ?.uri;
  };
  assert.is(uriOf('a b.yaml', undefined), 'a%20b.yaml');
  assert.is(uriOf('../other/a.yaml', 'clusters/prod'), 'clusters/other/a.yaml');
  assert.is(uriOf('a.yaml', ''), 'a.yaml');
  assert.is(uriOf('/tmp/a b.yaml', 'clusters'), 'file:///tmp/a%20b.yaml');
});

test('each result carries the hash of its line and a fingerprint of its own', () => {
  const own = RESULTS.map(({ partialFingerprints }) => partialFingerprints?.['daemonlint/v1']);
  assert.is(new Set(own).size, RESULTS.length);
  for (const [index, result] of RESULTS.entries()) {
    const { path = '', range } = FINDINGS[index] ?? {};
    const hash = lineHashes(FILES[path] ?? '')[(range?.start.line ?? 0) - 1];
    assert.is(result.partialFingerprints?.['primaryLocationLineHash'], hash);
  }
});

test('fingerprints outlive lines that are put in above', () => {
  const moved = REPORT.findings.map((finding) => ({
    ...finding,
    range: { start: { ...finding.range.start, line: 50 }, end: { ...finding.range.end, line: 50 } },
  }));
  const after = runOf(madeUpReport({ findings: moved })).results ?? [];
  const names = (results: readonly Result[]) => results.map((result) => result.partialFingerprints?.['daemonlint/v1']);
  assert.equal(names(after), names(RESULTS));
});

test('fixes are the edits, in order', () => {
  const replacements = RESULTS[3]?.fixes?.[0]?.artifactChanges[0]?.replacements;
  assert.equal(replacements, [
    {
      deletedRegion: { startLine: 8, startColumn: 1, endLine: 9, endColumn: 1 },
      insertedContent: { text: '' },
    },
    {
      deletedRegion: { startLine: 10, startColumn: 7, endLine: 11, endColumn: 1 },
      insertedContent: { text: 'maxSurge: 100%\n      maxUnavailable: 1\n' },
    },
  ]);
});

test('all rules in force are described, and results point at theirs', () => {
  const rules = RUN.tool.driver.rules ?? [];
  assert.equal(
    rules.map(({ id }) => id),
    REPORT.rules.map(({ rule }) => rule.id),
  );
  for (const { ruleId, ruleIndex } of RESULTS) assert.is(rules[ruleIndex ?? -1]?.id, ruleId);
  for (const rule of rules) {
    assert.match(rule.name ?? '', /^([A-Z][a-z0-9]+)+$/);
    assert.match(rule.messageStrings?.['default']?.text ?? '', /'\{0\}'\.$/);
    for (const description of [rule.shortDescription, rule.fullDescription]) {
      assert.match(description?.text ?? '', /^[^`*]+[.!?…]$/);
      assert.ok((description?.text.length ?? 0) <= 1024);
    }
    assert.ok((rule.properties?.tags?.length ?? 99) <= 10);
  }
  // Braces are placeholders in a message string and nowhere else.
  assert.is(rules[3]?.messageStrings?.['default']?.text, "An API version that no longer serves {{DaemonSets}}: '{0}'.");
  assert.is(rules[3]?.shortDescription?.text, 'An API version that no longer serves {DaemonSets}.');
});

test('files that were not checked are notifications, and a fault makes the run unsuccessful', () => {
  const [invocation] = RUN.invocations ?? [];
  assert.is(invocation?.executionSuccessful, false);
  assert.equal(
    invocation?.toolExecutionNotifications?.map(({ level, message }) => [level, message.text]),
    [
      ['error', "The file 'locked.yaml' was not checked: 'EACCES: permission denied'."],
      ['note', "The file 'chart/templates/ds.yaml' was not checked: 'template'."],
    ],
  );
  assert.is(runOf(madeUpReport({ faults: [] })).invocations?.[0]?.executionSuccessful, true);
});

test('a file that was found and cannot be read is a warning, one that was left out a note', () => {
  const invocations = runOf(madeUpReport({ faults: [] })).invocations ?? [];
  assert.equal(
    invocations[0]?.toolExecutionNotifications?.map(({ level, message }) => [level, message.arguments]),
    [
      ['note', ['chart/templates/ds.yaml', 'template']],
      ['warning', ['locked.yaml', 'unreadable']],
    ],
  );
});

test('version control is named only when it is known', () => {
  assert.equal(RUN.versionControlProvenance, [
    {
      repositoryUri: REPOSITORY.uri,
      revisionId: REPOSITORY.revision,
      branch: REPOSITORY.branch,
      mappedTo: { uriBaseId: '%SRCROOT%' },
    },
  ]);
  assert.is(runOf(REPORT).versionControlProvenance, undefined);
});

test('around a place on a very long line is only what is near', () => {
  const [finding] = FINDINGS;
  const text = `{"kind": "DaemonSet", "x": "${'y'.repeat(9000)}"}`;
  const range = { start: { line: 1, column: 5000 }, end: { line: 1, column: 5010 } };
  const report = madeUpReport({
    findings: finding === undefined ? [] : [{ ...finding, path: 'long.json', range }],
    sources: new Map([['long.json', { path: 'long.json', text }]]),
  });
  const place = placeOf(runOf(report).results?.[0]);
  assert.equal([place?.contextRegion?.startColumn, place?.contextRegion?.endColumn], [4800, 5210]);
  assert.is(place?.contextRegion?.snippet?.text, textOf(text, place?.contextRegion ?? {}));
});

test.run();
