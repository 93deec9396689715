/**
 * Anchors, tags and directives, and Go's errors for them. Source: go.yaml.in/yaml/v2 scannerc.go (yaml_parser_scan_*).
 */
import { isBlank, isBlankOrEnd, isBreak, isBreakOrEnd, type Cursor } from './cursor.ts';

const NAME = /[0-9A-Za-z_-]*/y;
const VERSION_NUMBER = /[0-9]{0,2}/y;
const URI = /(?:[0-9A-Za-z_\-;/?:@&=+$,.!~*'()[\]]|%[0-9A-Fa-f]{2})*/y;
const AFTER_NAME = '?:,]}%@`';

/** Consumes what `pattern`, a sticky one, matches. */
export function take(cursor: Cursor, pattern: RegExp): string {
  pattern.lastIndex = cursor.offset;
  const text = pattern.exec(cursor.text)?.[0] ?? '';
  cursor.offset += text.length;
  return text;
}

/** Skips spaces and tabs. */
export function skipBlanks(cursor: Cursor): void {
  while (isBlank(cursor.code())) cursor.offset++;
}

/** Skips a comment, up to the end of its line. */
export function skipComment(cursor: Cursor): void {
  if (cursor.code() === 35) while (!isBreakOrEnd(cursor.code())) cursor.offset++;
}

/** The name of an anchor or alias; the cursor is at `&` or `*`. */
export function scanAnchor(cursor: Cursor): string {
  const start = cursor.offset++;
  const name = take(cursor, NAME);
  const next = cursor.code();
  if (name === '' || !(isBlankOrEnd(next) || AFTER_NAME.includes(String.fromCharCode(next)))) {
    cursor.refuse('did not find expected alphabetic or numeric character', start, cursor.offset + 1);
  }
  return name;
}

export interface Tag {
  readonly handle: string;
  readonly suffix: string;
}

/** A tag; the cursor is at `!`. */
export function scanTag(cursor: Cursor): Tag {
  const start = cursor.offset;
  const tag = cursor.code(1) === 60 ? scanVerbatimTag(cursor) : scanShortTag(cursor);
  if (!isBlankOrEnd(cursor.code())) {
    cursor.refuse('did not find expected whitespace or line break', start, cursor.offset + 1);
  }
  return tag;
}

function scanVerbatimTag(cursor: Cursor): Tag {
  const start = cursor.offset;
  cursor.offset += 2;
  const suffix = scanUri(cursor, '', start);
  if (cursor.code() !== 62) cursor.refuse("did not find the expected '>'", start, cursor.offset + 1);
  cursor.offset++;
  return { handle: '', suffix };
}

function scanShortTag(cursor: Cursor): Tag {
  const start = cursor.offset;
  const handle = scanHandle(cursor);
  if (handle.length > 1 && handle.endsWith('!')) return { handle, suffix: scanUri(cursor, '', start) };
  const suffix = scanUri(cursor, handle, start);
  return suffix === '' ? { handle: '', suffix: '!' } : { handle: '!', suffix };
}

function scanHandle(cursor: Cursor): string {
  cursor.offset++;
  const name = take(cursor, NAME);
  if (cursor.code() !== 33) return `!${name}`;
  cursor.offset++;
  return `!${name}!`;
}

function scanUri(cursor: Cursor, head: string, start: number): string {
  const uri = unescapeUri(take(cursor, URI), cursor);
  if (cursor.code() === 37) cursor.refuse('did not find URI escaped octet', cursor.offset);
  if (uri === '' && head === '') cursor.refuse('did not find expected tag URI', start, cursor.offset);
  return head.slice(1) + uri;
}

function unescapeUri(uri: string, cursor: Cursor): string {
  if (!uri.includes('%')) return uri;
  try {
    return decodeURIComponent(uri);
  } catch {
    return cursor.refuse('found an incorrect leading UTF-8 octet', cursor.offset - uri.length, cursor.offset);
  }
}

/** A directive line: its version, or its handle and prefix. The cursor is at `%`. */
export function scanDirective(cursor: Cursor): { readonly version: string } | Tag {
  const start = cursor.offset++;
  const name = take(cursor, NAME);
  if (name === '') cursor.refuse('could not find expected directive name', start);
  if (!isBlankOrEnd(cursor.code())) cursor.refuse('found unexpected non-alphabetical character');
  if (name !== 'YAML' && name !== 'TAG') cursor.refuse('found unknown directive name', start, cursor.offset);
  skipBlanks(cursor);
  const directive = name === 'YAML' ? { version: scanVersion(cursor) } : scanTagDirective(cursor);
  skipBlanks(cursor);
  skipComment(cursor);
  if (!isBreakOrEnd(cursor.code())) cursor.refuse('did not find expected comment or line break');
  if (isBreak(cursor.code())) cursor.breakLine();
  return directive;
}

function scanVersion(cursor: Cursor): string {
  const major = scanVersionNumber(cursor);
  if (cursor.code() !== 46) cursor.refuse("did not find expected digit or '.' character");
  cursor.offset++;
  return `${String(major)}.${String(scanVersionNumber(cursor))}`;
}

function scanVersionNumber(cursor: Cursor): number {
  const digits = take(cursor, VERSION_NUMBER);
  if (digits === '') cursor.refuse('did not find expected version number');
  const next = cursor.code();
  if (next >= 48 && next <= 57) cursor.refuse('found extremely long version number');
  return Number(digits);
}

function scanTagDirective(cursor: Cursor): Tag {
  const start = cursor.offset;
  if (cursor.code() !== 33) cursor.refuse("did not find expected '!'");
  const handle = scanHandle(cursor);
  if (handle !== '!' && !handle.endsWith('!')) cursor.refuse("did not find expected '!'");
  if (!isBlank(cursor.code())) cursor.refuse('did not find expected whitespace');
  skipBlanks(cursor);
  const prefix = scanUri(cursor, '', start);
  if (!isBlankOrEnd(cursor.code())) cursor.refuse('did not find expected whitespace or line break');
  return { handle, suffix: prefix };
}
