/** Anchors, tags and directives. Source: go.yaml.in/yaml/v3 scannerc.go (yaml_parser_scan_*). */
import { isBlank, isBlankOrEnd, isBreakOrEnd, isName, type Cursor, type Mark } from './cursor.ts';
import type { Token } from './token.ts';

const AFTER_NAME = '?:,]}%@`';
const URI = /(?:[0-9A-Za-z_\-;/?:@&=+$,.!~*'()[\]]|%[0-9A-Fa-f]{2})*/y;

/** An anchor or alias; the cursor is at `&` or `*`. */
export function scanAnchor(cursor: Cursor, type: 'anchor' | 'alias'): Token {
  const start = cursor.mark;
  cursor.skip();
  const value = takeName(cursor);
  const next = cursor.code();
  if (value === '' || !(isBlankOrEnd(next) || AFTER_NAME.includes(String.fromCharCode(next))))
    cursor.refuse('did not find expected alphabetic or numeric character', start);
  return { type, start, end: cursor.mark, value };
}

function takeName(cursor: Cursor): string {
  const from = cursor.index;
  while (isName(cursor.code())) cursor.skip();
  return cursor.text.slice(from, cursor.index);
}

/** A tag; the cursor is at `!`. */
export function scanTag(cursor: Cursor): Token {
  const start = cursor.mark;
  let value = '';
  let suffix: string;
  if (cursor.code(1) === 60) {
    cursor.skip(2);
    suffix = scanUri(cursor, '', start);
    if (cursor.code() !== 62) cursor.refuse("did not find the expected '>'", start);
    cursor.skip();
  } else {
    const handle = scanHandle(cursor);
    if (handle.length > 1 && handle.endsWith('!')) {
      value = handle;
      suffix = scanUri(cursor, '', start);
    } else {
      suffix = scanUri(cursor, handle, start);
      [value, suffix] = suffix === '' ? ['', '!'] : ['!', suffix];
    }
  }
  if (!isBlankOrEnd(cursor.code())) cursor.refuse('did not find expected whitespace or line break', start);
  return { type: 'tag', start, end: cursor.mark, value, suffix };
}

function scanHandle(cursor: Cursor): string {
  const from = cursor.index;
  cursor.skip();
  takeName(cursor);
  if (cursor.code() === 33) cursor.skip();
  return cursor.text.slice(from, cursor.index);
}

function scanUri(cursor: Cursor, head: string, start: Mark): string {
  URI.lastIndex = cursor.index;
  const uri = URI.exec(cursor.text)?.[0] ?? '';
  cursor.skip(uri.length);
  if (cursor.code() === 37) cursor.refuse('did not find URI escaped octet', start);
  if (uri === '' && head === '') cursor.refuse('did not find expected tag URI', start);
  try {
    return head.slice(1) + (uri.includes('%') ? decodeURIComponent(uri) : uri);
  } catch {
    return cursor.refuse('found an incorrect leading UTF-8 octet', start);
  }
}

/** A directive line; the cursor is at `%`. */
export function scanDirective(cursor: Cursor): Token {
  const start = cursor.mark;
  cursor.skip();
  const name = takeName(cursor);
  if (name === '') cursor.refuse('could not find expected directive name', start);
  if (!isBlankOrEnd(cursor.code())) cursor.refuse('found unexpected non-alphabetical character', start);
  if (name !== 'YAML' && name !== 'TAG') cursor.refuse('found unknown directive name', start);
  skipBlanks(cursor);
  const token = name === 'YAML' ? scanVersion(cursor, start) : scanTagDirective(cursor, start);
  skipBlanks(cursor);
  if (cursor.code() === 35) while (!isBreakOrEnd(cursor.code())) cursor.skip();
  if (!isBreakOrEnd(cursor.code())) cursor.refuse('did not find expected comment or line break', start);
  cursor.skipLine();
  return token;
}

function skipBlanks(cursor: Cursor): void {
  while (isBlank(cursor.code())) cursor.skip();
}

function scanVersion(cursor: Cursor, start: Mark): Token {
  const match = /^(\d{0,2})(\d?)(\.?)(\d{0,2})(\d?)/.exec(cursor.text.slice(cursor.index, cursor.index + 7));
  const [whole = '', major = '', more = '', dot = '', minor = '', rest = ''] = match ?? [];
  if (more !== '' || rest !== '') cursor.refuse('found extremely long version number', start);
  if (major === '' || (dot !== '' && minor === '')) cursor.refuse('did not find expected version number', start);
  if (dot === '') cursor.refuse("did not find expected digit or '.' character", start);
  cursor.skip(whole.length);
  const value = `${String(Number(major))}.${String(Number(minor))}`;
  return { type: 'version-directive', start, end: cursor.mark, value };
}

function scanTagDirective(cursor: Cursor, start: Mark): Token {
  if (cursor.code() !== 33) cursor.refuse("did not find expected '!'", start);
  const value = scanHandle(cursor);
  if (value !== '!' && !value.endsWith('!')) cursor.refuse("did not find expected '!'", start);
  if (!isBlank(cursor.code())) cursor.refuse('did not find expected whitespace', start);
  skipBlanks(cursor);
  const suffix = scanUri(cursor, '', start);
  if (!isBlankOrEnd(cursor.code())) cursor.refuse('did not find expected whitespace or line break', start);
  return { type: 'tag-directive', start, end: cursor.mark, value, suffix };
}
