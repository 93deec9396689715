import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as assert from 'uvu/assert';
import { FOLDER } from '../format/golden.ts';
import { FINDINGS, goldenLines, withFiles } from './golden-files.ts';
import { go, testsWith } from './install.ts';

const REVIEWDOG = go('reviewdog', 'github.com/reviewdog/reviewdog/cmd/reviewdog@v0.21.0');
const { test, run } = testsWith('reviewdog', REVIEWDOG);

/** What reviewdog's rdjsonl reporter says again. */
interface Diagnostic {
  readonly message: string;
  readonly location: {
    readonly path: string;
    readonly range: { readonly start: { readonly line: number; readonly column: number } };
  };
  readonly severity: string;
  readonly code: { readonly value: string; readonly url: string };
  readonly suggestions?: readonly { readonly range: object; readonly text?: string }[];
  readonly relatedLocations?: readonly object[];
  /** The name it prints; it reads both. */
  readonly related_locations?: readonly object[];
}

function review(root: string, golden: string, ...args: string[]) {
  spawnSync('git', ['init', '-q'], { cwd: root });
  return spawnSync(REVIEWDOG ?? '', ['-diff=true', '-filter-mode=nofilter', ...args], {
    cwd: root,
    encoding: 'utf8',
    input: readFileSync(resolve(FOLDER, golden)),
    timeout: 60_000,
  });
}

const diagnostics = (text: string): Diagnostic[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Diagnostic);

test('rdjsonl comes through as it is: places, severities, codes, suggestions and related places', () =>
  withFiles((root) => {
    const { stdout, stderr } = review(root, 'reviewdog.jsonl', '-f=rdjsonl', '-reporter=rdjsonl');
    const sent = diagnostics(goldenLines('reviewdog.jsonl').join('\n'));
    const parts = ({ message, location, severity, code, suggestions, ...related }: Diagnostic) => ({
      message,
      path: location.path,
      range: location.range,
      severity,
      code,
      // Its protobuf leaves out a text that is empty: what is taken away.
      suggestions: suggestions?.map(({ range, text = '' }) => ({ range, text })),
      relatedLocations: related.related_locations ?? related.relatedLocations,
    });
    assert.equal(diagnostics(stdout).map(parts), sent.map(parts), stderr);
  }));

test('errors fail the job when it is asked to', () =>
  withFiles((root) => {
    const { status, stdout } = review(root, 'reviewdog.jsonl', '-f=rdjsonl', '-reporter=local', '-fail-level=error');
    assert.is(status, 1);
    for (const { rule } of FINDINGS) assert.ok(stdout.includes(rule), join(rule, stdout));
  }));

test('SARIF and Checkstyle are read too', () =>
  withFiles((root) => {
    for (const [golden, format] of [
      ['report-omitted.sarif', 'sarif'],
      ['checkstyle.xml', 'checkstyle'],
    ] as const) {
      const { stdout, stderr } = review(root, golden, `-f=${format}`, '-reporter=rdjsonl');
      const seen = diagnostics(stdout).map(({ location: { path, range } }) => `${path}:${range.start.line}`);
      const expected = FINDINGS.map(({ path, range }) => `clusters/prod/${path}:${range.start.line}`);
      assert.equal(seen.sort(), expected.sort(), stderr);
    }
  }));

run();
