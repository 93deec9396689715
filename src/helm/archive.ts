/** Chart archives (.tgz). Source: helm pkg/chart/loader/archive.go, Go archive/tar. */
import { gunzipSync } from 'node:zlib';
import { quote } from '../kubernetes/go/strings.ts';
import { cleanPath } from '../sprig/encoding.ts';
import { ChartError, type ChartFile } from './chart.ts';

/** The size of the largest file, and of all files of a chart, that helm loads. */
export const MAX_FILE = 5 * 1024 * 1024;
export const MAX_CHART = 100 * 1024 * 1024;

interface Entry {
  readonly name: string;
  readonly type: string;
  readonly data: Uint8Array;
}

const BLOCK = 512;

function textOf(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return Buffer.from(end < 0 ? bytes : bytes.subarray(0, end)).toString('utf8');
}

/** A number of a header: octal, or binary when its first bit is set. */
function numberOf(bytes: Uint8Array): number {
  const [first = 0] = bytes;
  if ((first & 0x80) !== 0) return bytes.subarray(1).reduce((value, byte) => value * 256 + byte, first & 0x7f);
  return parseInt(textOf(bytes).trim() || '0', 8);
}

function* entriesOf(tar: Uint8Array): Generator<Entry> {
  let longName: string | undefined;
  let pax: Readonly<Record<string, string>> = {};
  for (let at = 0; at + BLOCK <= tar.length;) {
    const header = tar.subarray(at, at + BLOCK);
    at += BLOCK;
    if (header.every((byte) => byte === 0)) return;
    const size = numberOf(header.subarray(124, 136));
    if (!Number.isSafeInteger(size) || size < 0 || at + size > tar.length) throw new ChartError('unexpected EOF');
    const data = tar.subarray(at, at + size);
    at += Math.ceil(size / BLOCK) * BLOCK;
    const type = String.fromCharCode(header[156] ?? 0);
    if (type === 'L') longName = textOf(data);
    else if (type === 'x') pax = paxRecords(data);
    else if (type !== 'g' && type !== 'K') {
      const prefix = textOf(header.subarray(257, 262)) === 'ustar' ? textOf(header.subarray(345, 500)) : '';
      const short = textOf(header.subarray(0, 100));
      const name = pax['path'] ?? longName ?? (prefix === '' ? short : `${prefix}/${short}`);
      longName = undefined;
      pax = {};
      yield { name, type, data };
    }
  }
}

function paxRecords(data: Uint8Array): Readonly<Record<string, string>> {
  const records: Record<string, string> = {};
  for (let at = 0; at < data.length;) {
    const space = data.indexOf(32, at);
    const length = Number(Buffer.from(data.subarray(at, space)).toString());
    if (space < 0 || !Number.isSafeInteger(length) || length <= 0) break;
    const record = Buffer.from(data.subarray(space + 1, at + length - 1)).toString('utf8');
    const equals = record.indexOf('=');
    if (equals > 0) records[record.slice(0, equals)] = record.slice(equals + 1);
    at += length;
  }
  return records;
}

/** The name of a file inside of a chart. Throws ChartError for one that leads elsewhere. */
function safeName(name: string): string {
  const delimiter = name.includes('\\') ? '\\' : '/';
  const [first = '', ...rest] = name.split(delimiter);
  const joined = rest.join('/');
  if (joined.startsWith('/')) throw new ChartError('chart illegally contains absolute paths');
  const clean = cleanPath(joined);
  if (clean === '.')
    throw new ChartError(`chart illegally contains content outside the base directory: ${quote(name)}`);
  if (clean.startsWith('..')) throw new ChartError('chart illegally references parent directory');
  if (/^[a-zA-Z]:\//.test(clean)) throw new ChartError('chart contains illegally named files');
  if (first === 'Chart.yaml') throw new ChartError('chart yaml not in base directory');
  return clean;
}

/** The files of an archive whose path is `path`. Throws ChartError with helm's text. */
export function archiveFiles(bytes: Uint8Array, path: string): ChartFile[] {
  const files: ChartFile[] = [];
  for (const { name, type, data } of entriesOf(unzipped(bytes, path))) {
    if (type === '5' || name.endsWith('/')) continue;
    const clean = safeName(name);
    if (data.length > MAX_FILE) {
      throw new ChartError(
        `decompressed chart file ${quote(name)} is larger than the maximum file size ${String(MAX_FILE)}`,
      );
    }
    files.push({ name: clean, bytes: withoutBom(data), path: `${path}/${name}` });
  }
  if (files.length === 0) throw new ChartError('no files in chart archive');
  return files;
}

function unzipped(bytes: Uint8Array, path: string): Uint8Array {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) throw new ChartError('gzip: invalid header', { path, start: 0, end: 0 });
  try {
    return gunzipSync(bytes, { maxOutputLength: MAX_CHART });
  } catch (error) {
    if (error instanceof RangeError || (error instanceof Error && error.message.includes('larger than'))) {
      throw new ChartError(`decompressed chart is larger than the maximum file size ${String(MAX_CHART)}`);
    }
    throw new ChartError('unexpected EOF', { path, start: 0, end: 0 });
  }
}

export function withoutBom(bytes: Uint8Array): Uint8Array {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
}
