import type { ArtifactLocation, Location, PhysicalLocation, Region } from 'sarif';
import type { Range, Report } from '../report.ts';
import { isAbsolute, oneLine, pathFromRoot, type Lines } from './place.ts';

const ROOT = '%SRCROOT%';

/** More than this of surrounding text (a file on one line) is left out of a location. */
const CONTEXT_LIMIT = 4096;

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
  location.region = { ...region(shown), snippet: { text } };
  const first = Math.max(1, shown.start.line - 1);
  const last = Math.min(lines.count, shown.start.line + 1);
  const around = lines.slice(first, last);
  if (around.length <= CONTEXT_LIMIT && around.trimEnd() !== text) {
    location.contextRegion = { startLine: first, endLine: last, snippet: { text: around } };
  }
  return location;
}

/** A location that explains a result. */
export function relatedLocation(id: number, message: string, physical: PhysicalLocation): Location {
  return { id, message: { text: message }, physicalLocation: physical };
}

/** A range as SARIF writes it; columns count UTF-16 code units, the end is exclusive. */
export function region({ start, end }: Range): Region {
  return { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column };
}
