/** sprig's addresses. Source: sprig url.go, Go net/url. */
import { DICT, func, FuncError, STRING } from '../gotemplate/func.ts';
import { Dict, fromBytes, kindName, Str, str, toBytes, type Func } from '../gotemplate/value.ts';
import { quote } from '../kubernetes/go/strings.ts';

interface Url {
  readonly scheme: string;
  readonly opaque: string;
  readonly userinfo: string;
  readonly host: string;
  readonly path: string;
  readonly rawPath: string;
  readonly query: string;
  readonly fragment: string;
}

function fault(text: string, problem: string): FuncError {
  return new FuncError(`unable to parse url: parse ${quote(text)}: ${problem}`);
}

/** Go `url.unescape`. */
function unescape(text: string, whole: string): string {
  const bad = /%(?![0-9a-fA-F]{2})/.exec(text);
  if (bad !== null) throw fault(whole, `invalid URL escape ${quote(text.slice(bad.index, bad.index + 3))}`);
  if (!text.includes('%')) return text;
  const bytes = text
    .split(/(%[0-9a-fA-F]{2})/)
    .map((part) => (/^%[0-9a-fA-F]{2}$/.test(part) ? Buffer.from(part.slice(1), 'hex') : Buffer.from(part)));
  return fromBytes(Buffer.concat(bytes));
}

/** Go `url.Parse`. Throws FuncError. */
function parse(whole: string): Url {
  // eslint-disable-next-line no-control-regex -- what Go refuses
  if (/[\u0000-\u001f\u007f]/.test(whole)) throw fault(whole, 'net/url: invalid control character in URL');
  const [before = '', ...fragments] = whole.split('#');
  const fragment = unescape(fragments.join('#'), whole);
  const schemeMatch = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(before);
  if (before.startsWith(':')) throw fault(whole, 'missing protocol scheme');
  const scheme = schemeMatch?.[1]?.toLowerCase() ?? '';
  let rest = before.slice(schemeMatch?.[0].length ?? 0);
  const mark = rest.indexOf('?');
  const query = mark < 0 ? '' : rest.slice(mark + 1);
  if (mark >= 0) rest = rest.slice(0, mark);
  if (!rest.startsWith('/')) {
    if (scheme !== '') return { scheme, opaque: rest, userinfo: '', host: '', path: '', rawPath: '', query, fragment };
    if (/^[^/]*:/.test(rest)) throw fault(whole, 'first path segment in URL cannot contain colon');
  }
  let userinfo = '';
  let host = '';
  if (rest.startsWith('//') && (scheme !== '' || !rest.startsWith('///'))) {
    const end = rest.indexOf('/', 2);
    const authority = rest.slice(2, end < 0 ? undefined : end);
    rest = end < 0 ? '' : rest.slice(end);
    const at = authority.lastIndexOf('@');
    userinfo = at < 0 ? '' : authority.slice(0, at);
    host = parseHost(authority.slice(at + 1), whole);
  }
  return { scheme, opaque: '', userinfo, host, path: unescape(rest, whole), rawPath: rest, query, fragment };
}

function parseHost(host: string, whole: string): string {
  const port = /^(?:\[[^\]]*\]|[^:]*)(:.*)?$/.exec(host)?.[1];
  if (port !== undefined && !/^:\d*$/.test(port)) throw fault(whole, `invalid port ${quote(port)} after host`);
  const bad = /[ "<>\\^`{|}]/.exec(host);
  if (bad !== null) throw fault(whole, `invalid character ${quote(bad[0])} in host name`);
  return unescape(host, whole);
}

function hostname(host: string): string {
  const bracket = /^\[([^\]]*)\]/.exec(host);
  return bracket?.[1] ?? host.replace(/:\d*$/, '');
}

function urlParse({ text, mark }: Str): Dict {
  const { scheme, opaque, userinfo, host, path, query, fragment } = parse(text);
  const parts = { scheme, host, hostname: hostname(host), path, query, opaque, fragment, userinfo };
  return Dict.of(Object.fromEntries(Object.entries(parts).map(([key, part]) => [key, Str.marked(part, mark)])));
}

/** Characters of a path that Go leaves as they are. */
function escapePath(path: string): string {
  return Array.from(path)
    .map((char) =>
      /^[A-Za-z0-9_.~$&+,/:;=@!'()*-]$/.test(char)
        ? char
        : [...toBytes(char)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join(''),
    )
    .join('')
    .replace(/[!'()*]/g, (char) => char);
}

function partOf(dict: Dict, key: string): string {
  const value = dict.entries.get(key);
  if (!dict.entries.has(key)) return '';
  if (value instanceof Str) return value.text;
  throw new FuncError(`unable to parse ${key} key, must be of type string, but ${kindName(value)} found`);
}

/** Go `URL.String`. */
function urlJoin(dict: Dict): Str {
  const [scheme, opaque, userinfo, host, path, query, fragment] = (
    ['scheme', 'opaque', 'userinfo', 'host', 'path', 'query', 'fragment'] as const
  ).map((key) => partOf(dict, key));
  let out = scheme ? `${scheme}:` : '';
  if (opaque) out += opaque;
  else {
    if (scheme || host || userinfo) {
      if (host || path || userinfo) out += '//';
      if (userinfo) out += `${userinfo}@`;
      out += host ?? '';
    }
    const shown = escapePath(path ?? '');
    if (shown !== '' && !shown.startsWith('/') && host) out += '/';
    if (out === '' && /^[^/]*:/.test(shown)) out += './';
    out += shown;
  }
  if (query) out += `?${query}`;
  return str(fragment ? `${out}#${escapePath(fragment)}` : out);
}

export const URLS: Readonly<Record<string, Func>> = {
  urlParse: func([STRING], urlParse),
  urlJoin: func([DICT], urlJoin),
};
