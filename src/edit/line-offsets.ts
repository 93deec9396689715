/** Lines and indentation of a text, by offsets. A line ends where it does for Go's reader of YAML. */
import { isBreak } from '../kubernetes/yaml/cursor.ts';

/** LF, CRLF, CR, NEL, LS and PS. Source: go.yaml.in/yaml/v2 yamlprivateh.go is_break. */
export const BREAK = /\r\n|[\r\n\u0085\u2028\u2029]/;

function endsAt(text: string, offset: number): boolean {
  return isBreak(text.charCodeAt(offset));
}

/** The offset at which the line of `offset` starts. */
export function lineStart(text: string, offset: number): number {
  // Between the two halves of a CRLF the line that ends there goes on.
  let at = text[offset] === '\n' && text[offset - 1] === '\r' ? offset - 1 : Math.min(offset, text.length);
  while (at > 0 && !endsAt(text, at - 1)) at--;
  return at;
}

/** The offset at which the line of `offset` ends, before its line end. */
export function lineEnd(text: string, offset: number): number {
  // Between the two halves of a CRLF the line has ended already.
  if (text[offset] === '\n' && text[offset - 1] === '\r') return offset - 1;
  let at = offset;
  while (at < text.length && !endsAt(text, at)) at++;
  return at;
}

/** The length of the line end at `offset`; 0 when there is none. */
export function breakLength(text: string, offset: number): number {
  return text.startsWith('\r\n', offset) ? 2 : endsAt(text, offset) ? 1 : 0;
}

/** The length of the line end before `offset`; 0 when there is none. */
export function breakLengthBefore(text: string, offset: number): number {
  if (offset > 1 && text.startsWith('\r\n', offset - 2)) return 2;
  return offset > 0 && endsAt(text, offset - 1) ? 1 : 0;
}

/** Columns before `offset` on its line. */
export function columnOf(text: string, offset: number): number {
  return offset - lineStart(text, offset);
}

/** Whether there are only blanks before `offset` on its line. */
export function startsLine(text: string, offset: number): boolean {
  // Only blanks are read: a line may be as long as the text.
  let at = offset;
  while (at > 0 && !endsAt(text, at - 1) && /\s/.test(text[at - 1] ?? '')) at--;
  return at === 0 || endsAt(text, at - 1);
}

/** The offset after the last character of `[start, end)` that is not white space. */
export function trimEnd(text: string, start: number, end: number): number {
  let at = end;
  while (at > start && /\s/.test(text[at - 1] ?? '')) at--;
  return at;
}

/** The line end that the text uses. */
export function newlineOf(text: string): string {
  const first = text.indexOf('\n');
  if (first >= 0) return first > 0 && text[first - 1] === '\r' ? '\r\n' : '\n';
  return text.includes('\r') ? '\r' : '\n';
}
