import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { endOnLine, FINDINGS, goldenLines } from './golden-files.ts';

// What GitHub's runner does with a line, reproduced from actions/runner: it is a service, and cannot be run here.
const test = suite('github');

interface Pattern {
  readonly regexp: string;
  readonly file?: number;
  readonly line?: number;
  readonly column?: number;
  readonly severity?: number;
  readonly code?: number;
  readonly message?: number;
  readonly loop?: boolean;
}

interface MatcherConfig {
  readonly owner: string;
  readonly severity?: string;
  readonly pattern: readonly Pattern[];
}

interface Issue {
  readonly type: string;
  readonly file: string | undefined;
  readonly line: number;
  readonly column: number;
  readonly code: string | undefined;
  readonly message: string;
}

const { problemMatcher: CONFIG } = JSON.parse(readFileSync('problem-matcher.json', 'utf8')) as {
  readonly problemMatcher: readonly MatcherConfig[];
};

/** src/Runner.Worker/IssueMatcher.cs, `IssueMatchersConfig.Validate`: what it throws about, for single-line matchers. */
function* objections(configs: readonly MatcherConfig[]): Generator<string> {
  const owners = configs.map(({ owner }) => owner.toLowerCase());
  if (new Set(owners).size < owners.length) yield 'duplicate owner';
  for (const { owner, severity = '', pattern } of configs) {
    if (owner === '') yield 'empty owner';
    if (!['', 'error', 'warning', 'notice'].includes(severity.toLowerCase())) yield `severity ${severity}`;
    const [only] = pattern;
    if (only === undefined || pattern.length !== 1) yield 'not one pattern';
    if (only?.message === undefined) yield 'no message';
    if (only?.loop === true) yield 'a loop in a single line';
    const groups = new RegExp(`${only?.regexp ?? ''}|`).exec('')?.length ?? 0;
    for (const value of Object.values(only ?? {})) {
      if (typeof value === 'number' && (value < 0 || value >= groups)) yield `group ${value} of ${groups}`;
    }
  }
}

// The expression of src/Runner.Worker/Handlers/OutputManager.cs, which .NET and JavaScript read alike: NUL, then 33.
// eslint-disable-next-line no-control-regex -- it is reproduced
const COLOR = /\x0033\[[0-9;]*m?/g;

/** `OutputManager.OnDataReceived` and `ConvertToIssue`: the first matcher that takes the line makes the issue. */
function issueOf(line: string): Issue | undefined {
  const stripped = line.replace(COLOR, '');
  for (const { severity: fallback = '', pattern } of CONFIG) {
    const [only] = pattern;
    const groups = only && new RegExp(only.regexp).exec(stripped);
    if (only === undefined || !groups) continue;
    const value = (group: number | undefined): string | undefined => (group === undefined ? undefined : groups[group]);
    const message = value(only.message) ?? '';
    const type = (value(only.severity) || fallback || 'error').toLowerCase();
    if (message.trim() === '' || !['error', 'warning', 'notice'].includes(type)) continue;
    const [file, row, column, code] = [only.file, only.line, only.column, only.code].map(value);
    return { type, file, line: Number(row), column: Number(column), code: code?.trim(), message };
  }
  return undefined;
}

const TYPES = { error: 'error', warning: 'warning', note: 'notice' } as const;

test('the runner takes both matchers', () => {
  assert.equal([...objections(CONFIG)], []);
  assert.is([...objections([...CONFIG, ...CONFIG])][0], 'duplicate owner');
});

test('every golden line is an issue of the right kind at the right place', () => {
  assert.equal(
    goldenLines('text.txt').map(issueOf),
    FINDINGS.map(({ severity, path, range, rule, message }) => ({
      type: TYPES[severity],
      file: path,
      ...range.start,
      code: rule,
      message: message.replace('\n', ' '),
    })),
  );
});

test('colours, frames and the summary make no other issues', () => {
  const issues = goldenLines('text-color.txt').map(issueOf);
  assert.equal(
    issues.filter((issue) => issue !== undefined),
    goldenLines('text.txt').map(issueOf),
  );
  assert.is(issueOf('daemonlint: 3 errors; 6 DaemonSets in 7 files'), undefined);
});

/** src/Runner.Common/ActionCommand.cs, `TryParseV2`. */
function commandOf(line: string) {
  const message = line.trimStart();
  const end = message.indexOf('::', 2);
  if (!message.startsWith('::') || end < 0) return undefined;
  const info = message.slice(2, end);
  const space = info.indexOf(' ');
  const properties: Record<string, string> = {};
  for (const property of space > 0
    ? info
        .slice(space + 1)
        .trim()
        .split(',')
    : []) {
    const [, name, value] = /^([^=]+)=(.+)$/.exec(property) ?? [];
    if (name !== undefined && value !== undefined) properties[name.toLowerCase()] = unescapeData(unescapeValue(value));
  }
  return { name: space < 0 ? info : info.slice(0, space), properties, data: unescapeData(message.slice(end + 2)) };
}

function unescapeValue(text: string): string {
  return text.replaceAll('%3A', ':').replaceAll('%2C', ',');
}

function unescapeData(text: string): string {
  return text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
}

test('every workflow command comes back as the finding that it was made from', () => {
  assert.equal(
    goldenLines('github.txt').map(commandOf),
    FINDINGS.map(({ severity, path, range, rule, message }) => ({
      name: TYPES[severity],
      properties: {
        file: `clusters/prod/${path}`,
        line: String(range.start.line),
        endline: String(range.start.line),
        col: String(range.start.column),
        endcolumn: String(endOnLine(path, range)),
        title: rule,
      },
      data: message.replace('\n', ' '),
    })),
  );
});

test.run();
