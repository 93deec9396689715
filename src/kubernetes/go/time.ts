/** Go `time.Parse(time.RFC3339, …)` with its error messages, and the form in which the API prints a time. */

const LAYOUT = '2006-01-02T15:04:05Z07:00';

/** The elements of the layout: the text before each, its name in messages, and its form. */
interface Element {
  readonly before: string;
  readonly name: string;
  readonly form: RegExp;
  readonly least: number;
  readonly most: number;
  /** The name in "month out of range"; the day is checked at the end. */
  readonly unit: string | undefined;
}

const element = (
  before: string,
  name: string,
  form: RegExp,
  [least, most]: readonly [number, number],
  unit?: string,
): Element => ({ before, name, form, least, most, unit });

const ELEMENTS: readonly Element[] = [
  element('', '2006', /^\d{4}/, [0, 9999]),
  element('-', '01', /^\d\d/, [1, 12], 'month'),
  element('-', '02', /^\d\d/, [0, 99]),
  element('T', '15', /^\d\d?/, [0, 23], 'hour'),
  element(':', '04', /^\d\d/, [0, 59], 'minute'),
  element(':', '05', /^\d\d/, [0, 59], 'second'),
];
const FRACTION = /^[.,]\d+/;
const OFFSET = /^([+-])(\d\d):(\d\d)/;

/** A time in UTC to the second, or the text of Go's error. */
export type ParsedTime = { readonly time: string } | { readonly fault: string };

/** Parses `text` as RFC 3339 as Go does: an hour with one digit and any fraction are accepted. */
export function parseTime(text: string): ParsedTime {
  const parts: number[] = [];
  let rest = text;
  for (const { before, name, form, least, most, unit } of ELEMENTS) {
    if (!rest.startsWith(before)) return cannotParse(text, rest, before);
    rest = rest.slice(before.length);
    const digits = form.exec(rest)?.[0];
    if (digits === undefined) return cannotParse(text, rest, name);
    rest = rest.slice(digits.length);
    const value = Number(digits);
    if (unit !== undefined && (value < least || value > most)) return outOfRange(text, unit);
    parts.push(value);
  }
  rest = rest.replace(FRACTION, '');
  return zoned(text, rest, parts);
}

function zoned(text: string, rest: string, parts: readonly number[]): ParsedTime {
  const zone = rest.startsWith('Z') ? 0 : offsetMinutes(rest);
  if (zone === undefined) return cannotParse(text, rest, 'Z07:00');
  if (typeof zone === 'string') return outOfRange(text, zone);
  const extra = rest.slice(rest.startsWith('Z') ? 1 : 6);
  if (extra !== '') return { fault: `parsing time ${quoteBytes(text)}: extra text: ${quoteBytes(extra)}` };
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCMonth() !== month - 1 || day === 0) return outOfRange(text, 'day');
  date.setUTCHours(hour, minute - zone, second);
  return { time: date.toISOString().replace(/\.\d+Z$/, 'Z') };
}

function offsetMinutes(rest: string): number | string | undefined {
  const [, sign, hours = '', minutes = ''] = OFFSET.exec(rest) ?? [];
  if (sign === undefined) return undefined;
  if (Number(hours) > 24) return 'time zone offset hour';
  if (Number(minutes) > 60) return 'time zone offset minute';
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

function cannotParse(text: string, rest: string, name: string): ParsedTime {
  const what = `cannot parse ${quoteBytes(rest)} as ${quoteBytes(name)}`;
  return { fault: `parsing time ${quoteBytes(text)} as "${LAYOUT}": ${what}` };
}

function outOfRange(text: string, unit: string): ParsedTime {
  return { fault: `parsing time ${quoteBytes(text)}: ${unit} out of range` };
}

/** Go's `time.quote`: bytes that are not printable ASCII as `\x..`. */
function quoteBytes(text: string): string {
  let out = '"';
  for (const byte of new TextEncoder().encode(text)) {
    if (byte === 0x22 || byte === 0x5c) out += '\\' + String.fromCharCode(byte);
    else if (byte < 0x20 || byte >= 0x80) out += '\\x' + byte.toString(16).padStart(2, '0');
    else out += String.fromCharCode(byte);
  }
  return out + '"';
}
