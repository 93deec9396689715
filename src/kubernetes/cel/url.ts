/** URLs as Go reads them. Source: Go net/url url.go of 1.26. */
import { quote } from '../go/strings.ts';
import { parseAddr } from './addresses.ts';
import { addTo } from '../go/lists.ts';

/** A URL in its parts; `path` holds bytes as characters. */
export interface Url {
  readonly scheme: string;
  readonly opaque: string;
  readonly user: string | undefined;
  readonly host: string;
  readonly path: string;
  readonly rawPath: string;
  readonly rawQuery: string;
  readonly forceQuery: boolean;
  readonly fragment: string;
  readonly omitHost: boolean;
}

class Fault extends Error {}

/** What may not be written as it is in each part. */
type Part = 'path' | 'host' | 'zone' | 'user' | 'query' | 'fragment';

const UNRESERVED = /[A-Za-z0-9_.~-]/;
const ALLOWED: Readonly<Record<Part, RegExp>> = {
  path: /[$&+,/:;=@]/,
  host: /[!$&'()*+,;=:[\]<>"]/,
  zone: /[!$&'()*+,;=:[\]<>"]/,
  user: /[$&+,;=]/,
  query: /(?!)/,
  fragment: /[$&+,/:;=?@!()*]/,
};

const needsEscape = (char: string, part: Part): boolean => !UNRESERVED.test(char) && !ALLOWED[part].test(char);

/** The bytes of a text, one character each. */
const toBytes = (text: string): string =>
  /^[\0-\x7f]*$/.test(text)
    ? text
    : Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join('');
/** The text of bytes. */
const fromBytes = (bytes: string): string =>
  /^[\0-\x7f]*$/.test(bytes) ? bytes : new TextDecoder().decode(Uint8Array.from(bytes, (byte) => byte.charCodeAt(0)));

function escapeBytes(bytes: string, part: Part): string {
  let out = '';
  for (const byte of bytes)
    out +=
      byte === ' ' && part === 'query'
        ? '+'
        : needsEscape(byte, part)
          ? `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`
          : byte;
  return out;
}

function unescape(bytes: string, part: Part): string {
  for (let i = 0; i < bytes.length; i++) {
    const char = bytes.charAt(i);
    if (char === '%') {
      const hex = bytes.slice(i, i + 3);
      if (!/^%[0-9a-fA-F]{2}$/.test(hex)) throw new Fault(`invalid URL escape ${quote(fromBytes(hex))}`);
      const code = parseInt(hex.slice(1), 16);
      const forbidden =
        part === 'host'
          ? code < 0x80 && hex !== '%25'
          : part === 'zone' && hex !== '%25' && code !== 0x20 && needsEscape(String.fromCharCode(code), 'host');
      if (forbidden) throw new Fault(`invalid URL escape ${quote(hex)}`);
      i += 2;
    } else if ((part === 'host' || part === 'zone') && char < '\x80' && needsEscape(char, part))
      throw new Fault(`invalid character ${quote(char)} in host name`);
  }
  const plain = part === 'query' ? bytes.replaceAll('+', ' ') : bytes;
  return plain.replace(/%([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}

function cut(text: string, by: string): [string, string] {
  const at = text.indexOf(by);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + by.length)];
}

function schemeOf(text: string): [string, string] {
  const match = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(text);
  if (match !== null) return [(match[1] ?? '').toLowerCase(), text.slice(match[0].length)];
  if (text.startsWith(':')) throw new Fault('missing protocol scheme');
  return ['', text];
}

const isPort = (text: string): boolean => /^(?::\d*)?$/.test(text);

function parseHost(scheme: string, host: string): string {
  const open = host.lastIndexOf('[');
  if (open > 0) throw new Fault('invalid IP-literal');
  if (open === 0) return parseLiteral(host);
  const first = host.indexOf(':');
  if (first >= 0) {
    const strict = scheme === 'http' || scheme === 'https';
    const port = host.slice(strict ? first : host.lastIndexOf(':'));
    if (!isPort(port)) throw new Fault(`invalid port ${quote(fromBytes(port))} after host`);
  }
  return unescape(host, 'host');
}

function parseLiteral(host: string): string {
  const close = host.lastIndexOf(']');
  if (close < 0) throw new Fault("missing ']' in host");
  const port = host.slice(close + 1);
  if (!isPort(port)) throw new Fault(`invalid port ${quote(fromBytes(port))} after host`);
  const name = host.slice(1, close);
  const zone = name.indexOf('%25');
  const plain =
    zone < 0 ? unescape(name, 'host') : unescape(name.slice(0, zone), 'host') + unescape(name.slice(zone), 'zone');
  const addr = parseAddr(fromBytes(plain));
  if ('fault' in addr) throw new Fault(`invalid host: ${addr.fault}`);
  if (addr.bytes.length === 4) throw new Fault('invalid IP-literal');
  return `[${plain}]${port}`;
}

function parseAuthority(scheme: string, authority: string): { user: string | undefined; host: string } {
  const at = authority.lastIndexOf('@');
  const host = parseHost(scheme, authority.slice(at + 1));
  if (at < 0) return { user: undefined, host };
  const info = authority.slice(0, at);
  if (!/^[A-Za-z0-9._:~!$&'()*+,;=%@-]*$/.test(info)) throw new Fault('net/url: invalid userinfo');
  const parts = info.includes(':') ? cut(info, ':') : [info];
  return { user: parts.map((part) => escapeBytes(unescape(part, 'user'), 'user')).join(':'), host };
}

const EMPTY: Url = {
  scheme: '',
  opaque: '',
  user: undefined,
  host: '',
  path: '',
  rawPath: '',
  rawQuery: '',
  forceQuery: false,
  fragment: '',
  omitHost: false,
};

const CONTROL = /(?=[\0-\x7f])\p{Cc}/u;

function parse(text: string, viaRequest: boolean): Url {
  if (CONTROL.test(text)) throw new Fault('net/url: invalid control character in URL');
  if (text === '' && viaRequest) throw new Fault('empty url');
  if (text === '*') return { ...EMPTY, path: '*' };
  const [scheme, afterScheme] = schemeOf(text);
  const forceQuery = afterScheme.endsWith('?') && afterScheme.split('?').length === 2;
  const [beforeQuery, rawQuery] = forceQuery ? [afterScheme.slice(0, -1), ''] : cut(afterScheme, '?');
  const base = { ...EMPTY, scheme, rawQuery, forceQuery };
  if (!beforeQuery.startsWith('/')) {
    if (scheme !== '') return { ...base, opaque: beforeQuery };
    if (viaRequest) throw new Fault('invalid URI for request');
    if (cut(beforeQuery, '/')[0].includes(':')) throw new Fault('first path segment in URL cannot contain colon');
  }
  return { ...base, ...parseRest(scheme, beforeQuery, viaRequest) };
}

function parseRest(scheme: string, text: string, viaRequest: boolean): Partial<Url> {
  let rest = text;
  let authority: Partial<Url> = {};
  if ((scheme !== '' || (!viaRequest && !rest.startsWith('///'))) && rest.startsWith('//')) {
    const slash = rest.indexOf('/', 2);
    authority = parseAuthority(scheme, slash < 0 ? rest.slice(2) : rest.slice(2, slash));
    rest = slash < 0 ? '' : rest.slice(slash);
  } else if (scheme !== '' && rest.startsWith('/')) authority = { omitHost: true };
  const path = unescape(rest, 'path');
  return { ...authority, path, rawPath: escapeBytes(path, 'path') === rest ? '' : rest };
}

interface UrlFault {
  readonly fault: string;
}

function attempt(shown: string, read: () => Url): Url | UrlFault {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { fault: `parse ${quote(shown)}: ${error.message}` };
  }
}

/** `url.Parse`. */
export function parseUrl(text: string): Url | UrlFault {
  const [before, fragment] = cut(text, '#');
  const url = attempt(before, () => parse(toBytes(before), false));
  if ('fault' in url || fragment === '') return url;
  return attempt(text, () => ({ ...url, fragment: unescape(toBytes(fragment), 'fragment') }));
}

/** `url.ParseRequestURI`. */
export const parseRequestUri = (text: string): Url | UrlFault => attempt(text, () => parse(toBytes(text), true));

/** `URL.EscapedPath`. */
export function escapedPath({ path, rawPath }: Url): string {
  const valid = Array.from(rawPath).every((char) => /[!$&'()*+,;=:@[\]%]/.test(char) || !needsEscape(char, 'path'));
  if (rawPath !== '' && valid && unescape(rawPath, 'path') === path) return rawPath;
  return path === '*' ? '*' : escapeBytes(path, 'path');
}

/** `URL.Hostname` and `URL.Port`. */
export function splitHost({ host }: Url): { hostname: string; port: string } {
  const colon = host.lastIndexOf(':');
  const withPort = colon >= 0 && isPort(host.slice(colon));
  const name = withPort ? host.slice(0, colon) : host;
  const bare = name.startsWith('[') && name.endsWith(']') ? name.slice(1, -1) : name;
  return { hostname: fromBytes(bare), port: withPort ? host.slice(colon + 1) : '' };
}

/** The host with its port. */
export const hostOf = ({ host }: Url): string => fromBytes(host);

/** `URL.Query`: what cannot be read is left out. */
export function queryOf({ rawQuery }: Url): ReadonlyMap<string, readonly string[]> {
  const values = new Map<string, string[]>();
  for (const part of rawQuery.split('&')) {
    if (part === '' || part.includes(';')) continue;
    try {
      const [key, value] = cut(part, '=').map((text) => fromBytes(unescape(text, 'query')));
      addTo(values, key ?? '', value ?? '');
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
    }
  }
  return values;
}

/** `URL.String`. */
export function printUrl(url: Url): string {
  let out = url.scheme === '' ? '' : `${url.scheme}:`;
  if (url.opaque !== '') out += url.opaque;
  else {
    const hasAuthority = url.scheme !== '' || url.host !== '' || url.user !== undefined;
    const omitted = url.omitHost && url.host === '' && url.user === undefined;
    if (hasAuthority && !omitted) {
      if (url.host !== '' || url.path !== '' || url.user !== undefined) out += '//';
      out += url.user === undefined ? '' : `${url.user}@`;
      out += escapeBytes(url.host, 'host');
    }
    const path = escapedPath(url);
    if (path !== '' && !path.startsWith('/') && url.host !== '') out += '/';
    if (out === '' && cut(path, '/')[0].includes(':')) out += './';
    out += path;
  }
  if (url.forceQuery || url.rawQuery !== '') out += `?${url.rawQuery}`;
  return url.fragment === '' ? fromBytes(out) : fromBytes(`${out}#${escapeBytes(url.fragment, 'fragment')}`);
}
