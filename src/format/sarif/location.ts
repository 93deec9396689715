import { inSarif } from '../../words/escape.ts';
import type { ArtifactLocation, Location, PhysicalLocation, Region } from 'sarif';
import type { Range, Report } from '../../report/report.ts';
import { isAbsolute, oneLine, pathFromRoot, type Lines } from '../source-lines.ts';

const ROOT = '%SRCROOT%';

/** If the lines around a place are longer than this (JSON on one line), this many characters around it are shown. */
const CONTEXT_LIMIT = 4096;
const NEAR = 200;

/** Where a file is, relative to the repository's root and percent-encoded. */
export function artifactLocation(report: Report, path: string): ArtifactLocation {
  const fromRoot = pathFromRoot(report, path);
  const uri = fromRoot.split('/').map(encodeURIComponent).join('/');
  if (isAbsolute(fromRoot)) return { uri: uri.startsWith('/') ? `file://${uri}` : `file:///${uri}` };
  return { uri, uriBaseId: ROOT };
}

/** The first line of `range` with its text, and the lines around it. */
export function physicalLocation(
  report: Report,
  path: string,
  range: Range,
  lines: Lines | undefined,
): PhysicalLocation {
  const shown = oneLine(range, lines);
  const location: PhysicalLocation = { artifactLocation: artifactLocation(report, path), region: region(shown) };
  if (lines === undefined) return location;
  const text = lines.line(shown.start.line).slice(shown.start.column - 1, shown.end.column - 1);
  // The rest of a long line (JSON on one line) is not repeated with each finding.
  if (text.length > CONTEXT_LIMIT) return location;
  location.region = { ...region(shown), snippet: { text } };
  const around = contextRegion(shown, lines);
  // A context that is not larger than the region itself is invalid.
  if (around.snippet?.text !== text) location.contextRegion = around;
  return location;
}

function contextRegion({ start, end }: Range, lines: Lines): Region {
  const first = Math.max(1, start.line - 1);
  const last = Math.min(lines.count, start.line + 1);
  const text = lines.slice(first, last);
  if (text.length <= CONTEXT_LIMIT) return { startLine: first, endLine: last, snippet: { text } };
  const line = lines.line(start.line);
  const startColumn = Math.max(1, start.column - NEAR);
  const endColumn = Math.min(line.length + 1, end.column + NEAR);
  const near = { text: line.slice(startColumn - 1, endColumn - 1) };
  return { startLine: start.line, startColumn, endLine: start.line, endColumn, snippet: near };
}

/** A location that explains a result. */
export function relatedLocation(id: number, message: string, physical: PhysicalLocation): Location {
  return { id, message: { text: inSarif(message) }, physicalLocation: physical };
}

/** A range as SARIF writes it; columns count UTF-16 code units, the end is exclusive. */
export function region({ start, end }: Range): Region {
  return { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column };
}
