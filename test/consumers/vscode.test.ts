import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import * as assert from 'uvu/assert';
import { vscodeMatcher, vscodeWatchMatcher } from '../../src/format/problem-matcher.ts';
import { FOLDER } from '../format/golden.ts';
import { FINDINGS, goldenLines } from './golden-files.ts';
import { npm, testsWith } from './install.ts';

// VS Code's own sources, published as modules.
const PACKAGES = npm('@codingame/monaco-vscode-task-service-override@37.6.1');
const { test, run } = testsWith('vscode', PACKAGES);

interface Marker {
  readonly severity: number;
  readonly startLineNumber: number;
  readonly startColumn: number;
  readonly message: string;
  readonly code: string;
}

interface Matcher {
  readonly watching?: {
    readonly beginsPattern: { readonly regexp: RegExp };
    readonly endsPattern: { readonly regexp: RegExp };
  };
}

/** The parts of VS Code's problemMatcher.ts that its tasks call. */
interface ProblemMatching {
  readonly ProblemMatcherParser: new (logger: object) => { parse(json: object): Matcher };
  readonly createLineMatcher: (matcher: Matcher) => {
    readonly matchLength: number;
    handle(lines: readonly string[]): {
      readonly match: { readonly marker: Marker; readonly resource: Promise<{ readonly fsPath: string }> } | null;
    };
  };
}

async function load(): Promise<ProblemMatching> {
  const outfile = join(PACKAGES ?? '', '../problem-matcher.mjs');
  await build({
    entryPoints: [
      join(
        PACKAGES ?? '',
        '@codingame/monaco-vscode-api/vscode/src/vs/workbench/contrib/tasks/common/problemMatcher.js',
      ),
    ],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    loader: { '.css': 'empty' },
    logLevel: 'error',
  });
  return (await import(pathToFileURL(outfile).href)) as ProblemMatching;
}

function parser({ ProblemMatcherParser }: ProblemMatching, complaints: string[]) {
  const complain = (message: string): number => complaints.push(message);
  const logger = { info: complain, warn: complain, error: complain, fatal: complain, status: { isOK: () => true } };
  return new ProblemMatcherParser(logger);
}

// monaco's MarkerSeverity.
const SEVERITY = { error: 8, warning: 4, note: 2 } as const;

test("VS Code's parser takes the matcher without a complaint, and finds every golden line", async () => {
  const code = await load();
  const complaints: string[] = [];
  const lines = goldenLines('text.txt');
  for (const json of [vscodeMatcher(), vscodeWatchMatcher()]) {
    const matcher = code.createLineMatcher(parser(code, complaints).parse(json));
    assert.is(matcher.matchLength, 1);
    for (const [index, line] of lines.entries()) {
      const { match } = matcher.handle([line]);
      const finding = FINDINGS[index];
      assert.equal(
        [match?.marker.startLineNumber, match?.marker.startColumn, match?.marker.severity, match?.marker.code],
        [finding?.range.start.line, finding?.range.start.column, SEVERITY[finding?.severity ?? 'note'], finding?.rule],
        line,
      );
      assert.is(match?.marker.message, finding?.message.replace('\n', ' '));
    }
  }
  assert.equal(complaints, []);
});

test('it takes neither the indented lines of a terminal nor the summary for findings', async () => {
  const code = await load();
  const matcher = code.createLineMatcher(parser(code, []).parse(vscodeMatcher()));
  const lines = readFileSync(resolve(FOLDER, 'text-terminal.txt'), 'utf8').split('\n');
  const found = [...lines, 'daemonlint: 3 errors; 6 DaemonSets in 7 files'].filter(
    (line) => matcher.handle([line]).match,
  );
  assert.equal(found, goldenLines('text.txt'));
});

test('the lines of --watch are those that it waits for', async () => {
  const code = await load();
  const { watching } = parser(code, []).parse(vscodeWatchMatcher());
  assert.ok(watching?.beginsPattern.regexp.test('[daemonlint] checking'));
  assert.ok(watching?.endsPattern.regexp.test('[daemonlint] done'));
});

run();
