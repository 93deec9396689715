import type { Edit, Finding, Range, Report } from '../report/report.ts';
import type { Severity } from '../rule/rule.ts';
import type { Position } from '../document/source.ts';
import { HOMEPAGE } from '../version.ts';
import { linesOf, liveFindings, type Lines } from './source-lines.ts';
import { jsonText, plain } from '../words/escape.ts';
import { rulePage } from './rule-page.ts';

const SEVERITY: Readonly<Record<Severity, string>> = { error: 'ERROR', warning: 'WARNING', note: 'INFO' };

/** reviewdog's diagnostics, one JSON object per line; columns count UTF-8 bytes, ends are exclusive. */
export function rdjsonl(report: Report): string {
  const lines = linesOf(report);
  return liveFindings(report)
    .map((finding) => `${jsonText(diagnostic(finding, lines))}\n`)
    .join('');
}

function diagnostic(finding: Finding, lines: (path: string) => Lines | undefined) {
  const { path, range, severity, rule, message, fix, related = [] } = finding;
  const file = lines(path);
  const suggestion = fix && file && joined(fix.edits, file);
  return {
    message: plain(message),
    location: { path, range: byteRange(range, file) },
    severity: SEVERITY[severity],
    source: { name: 'daemonlint', url: HOMEPAGE },
    code: { value: rule, url: rulePage(rule) },
    suggestions: suggestion && [suggestion],
    relatedLocations:
      related.length === 0
        ? undefined
        : related.map((place) => ({
            message: plain(place.message),
            location: { path: place.path, range: byteRange(place.range, lines(place.path)) },
          })),
  };
}

function byteRange({ start, end }: Range, file: Lines | undefined): Range {
  const inBytes = ({ line, column }: Position): Position => ({
    line,
    column: file?.column('byte', { line, column }) ?? column,
  });
  return { start: inBytes(start), end: inBytes(end) };
}

// Each suggestion is applied alone, so the edits of one fix are merged into one replacement with the text between them.
function joined(edits: readonly Edit[], file: Lines) {
  const sorted = [...edits].sort((a, b) => a.span.start - b.span.start);
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  let text = '';
  let done = first.span.start;
  for (const { span, newText } of sorted) {
    text += file.text.slice(done, span.start) + newText;
    done = span.end;
  }
  return { range: byteRange({ start: first.range.start, end: last.range.end }, file), text };
}
