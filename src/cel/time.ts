/** Durations, moments and time zones as Go reads and prints them. Source: Go time, cel-go common/types timestamp.go. */
import { quote } from '../kubernetes/go/strings.ts';
import { formatShortest } from './float-text.ts';
import { CelError, Duration, Timestamp } from './values.ts';

const SECOND = 1_000_000_000n;
const MAX_INT = 2n ** 63n - 1n;
/** 0001-01-01T00:00:00Z and 9999-12-31T23:59:59Z. */
const MIN_UNIX = -62135596800n;
const MAX_UNIX = 253402300799n;

export const timestampOverflow = (): CelError => new CelError('timestamp overflow');

/** Quotient and remainder towards minus infinity. */
function floorDivide(value: bigint, by: bigint): { quotient: bigint; rest: bigint } {
  const rest = ((value % by) + by) % by;
  return { quotient: (value - rest) / by, rest };
}

/** Whole seconds since 1970. */
export const unixSeconds = (time: Timestamp): bigint => floorDivide(time.nanos, SECOND).quotient;

/** The moment, or an error when it lies outside of the years 1 to 9999. */
export function timestampOf(nanos: bigint, offset = 0): Timestamp | CelError {
  const seconds = floorDivide(nanos, SECOND).quotient;
  return seconds < MIN_UNIX || seconds > MAX_UNIX ? timestampOverflow() : new Timestamp(nanos, offset);
}

/** The moment of Unix seconds. */
export const timestampOfSeconds = (seconds: bigint): Timestamp | CelError => timestampOf(seconds * SECOND);

const RFC3339 = /^(\d{4})-(\d\d)-(\d\d)T(\d\d?):(\d\d):(\d\d)(?:[.,](\d+))?(?:Z|([+-])(\d\d):(\d\d))$/;

/** `time.Parse(time.RFC3339, text)`; nothing where that is an error. */
export function parseTimestamp(text: string): Timestamp | CelError | undefined {
  const match = RFC3339.exec(text);
  if (match === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number);
  const [fraction = '', sign, hours = '0', minutes = '0'] = match.slice(7);
  if (month < 1 || month > 12 || hour > 23 || minute > 59 || second > 59) return undefined;
  if (Number(hours) > 24 || Number(minutes) > 60) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second);
  if (date.getUTCDate() !== day) return undefined;
  const offset = (sign === '-' ? -60 : 60) * (Number(hours) * 60 + Number(minutes));
  const nanos = BigInt(fraction.slice(0, 9).padEnd(9, '0'));
  return timestampOf((BigInt(date.getTime()) / 1000n - BigInt(offset)) * SECOND + nanos, offset);
}

/** The parts of a moment in a zone that is `offset` seconds east of UTC. */
function civil(time: Timestamp, offset: number): { date: Date; nanos: bigint } {
  const { quotient, rest } = floorDivide(time.nanos + BigInt(offset) * SECOND, SECOND);
  return { date: new Date(Number(quotient) * 1000), nanos: rest };
}

const pad = (value: number, length = 2): string => String(value).padStart(length, '0');

const fractionOf = (nanos: bigint): string => (nanos === 0n ? '' : `.${pad(Number(nanos), 9).replace(/0+$/, '')}`);

function zoneText(offset: number): string {
  const minutes = Math.trunc(Math.abs(offset) / 60);
  return `${offset < 0 ? '-' : '+'}${pad(Math.trunc(minutes / 60))}:${pad(minutes % 60)}`;
}

const clock = (date: Date): string =>
  `${pad(date.getUTCHours())}:${pad(date.getUTCMinutes())}:${pad(date.getUTCSeconds())}`;

const day = (date: Date): string =>
  `${pad(date.getUTCFullYear(), 4)}-${pad(date.getUTCMonth() + 1)}-${pad(date.getUTCDate())}`;

/** As `time.RFC3339Nano` prints it. */
export function formatTimestamp(time: Timestamp): string {
  const { date, nanos } = civil(time, time.offset);
  return `${day(date)}T${clock(date)}${fractionOf(nanos)}${time.offset === 0 ? 'Z' : zoneText(time.offset)}`;
}

/** As `Time.String` prints it. */
export function printTimestamp(time: Timestamp): string {
  const { date, nanos } = civil(time, time.offset);
  const zone = zoneText(time.offset).replace(':', '');
  return `${day(date)} ${clock(date)}${fractionOf(nanos)} ${time.offset === 0 ? '+0000 UTC' : `${zone} ${zone}`}`;
}

const UNITS: ReadonlyMap<string, bigint> = new Map([
  ['ns', 1n],
  ['us', 1000n],
  ['µs', 1000n],
  ['μs', 1000n],
  ['ms', 1_000_000n],
  ['s', SECOND],
  ['m', 60n * SECOND],
  ['h', 3600n * SECOND],
]);

/** `time.ParseDuration`; nothing where that is an error. */
export function parseDuration(text: string): Duration | undefined {
  const negative = text.startsWith('-');
  let rest = text.replace(/^[+-]/, '');
  if (rest === '0') return new Duration(0n);
  if (rest === '') return undefined;
  let total = 0n;
  while (rest !== '') {
    const match = /^(\d*)(?:\.(\d*))?([^\d.]+)/.exec(rest);
    const unit = UNITS.get(match?.[3] ?? '');
    const [, whole = '', fraction = ''] = match ?? [];
    if (match === null || unit === undefined || whole + fraction === '') return undefined;
    const nanos = BigInt(whole === '' ? 0 : whole) * unit + partOf(fraction, unit);
    total += nanos;
    if (total > 2n ** 63n) return undefined;
    rest = rest.slice(match[0].length);
  }
  if (negative) return new Duration(-total);
  return total > MAX_INT ? undefined : new Duration(total);
}

/** Go computes the part after the point with a float64. */
function partOf(fraction: string, unit: bigint): bigint {
  let value = 0n;
  let scale = 1;
  for (const digit of fraction) {
    if (value > (MAX_INT - 9n) / 10n) break;
    value = value * 10n + BigInt(digit);
    scale *= 10;
  }
  return value === 0n ? 0n : BigInt(Math.trunc(Number(value) * (Number(unit) / scale)));
}

/** `Duration.Seconds`. */
function secondsOf(duration: Duration): number {
  const whole = duration.nanos / SECOND;
  return Number(whole) + Number(duration.nanos % SECOND) / 1e9;
}

/** As CEL's `string()` prints it: `1.5s`. */
export const formatDuration = (duration: Duration): string => `${formatShortest(secondsOf(duration))}s`;

/** As `Duration.String` prints it: `1h0m1.5s`. */
export function printDuration({ nanos }: Duration): string {
  if (nanos === 0n) return '0s';
  const sign = nanos < 0n ? '-' : '';
  const size = nanos < 0n ? -nanos : nanos;
  if (size < SECOND) {
    const [unit, name] = size < 1000n ? [1n, 'ns'] : size < 1_000_000n ? [1000n, 'µs'] : [1_000_000n, 'ms'];
    return sign + decimal(size, unit) + name;
  }
  const minutes = size / (60n * SECOND);
  const seconds = `${decimal(size % (60n * SECOND), SECOND)}s`;
  const hours = minutes / 60n;
  if (minutes === 0n) return sign + seconds;
  return `${sign}${hours > 0n ? `${String(hours)}h` : ''}${String(minutes % 60n)}m${seconds}`;
}

function decimal(value: bigint, unit: bigint): string {
  const places = String(unit).length - 1;
  const fraction =
    places === 0
      ? ''
      : String(value % unit)
          .padStart(places, '0')
          .replace(/0+$/, '');
  return String(value / unit) + (fraction === '' ? '' : `.${fraction}`);
}

/** Whole units of a duration: 1e9 for seconds. */
export const durationPart = (duration: Duration, unit: bigint): bigint => duration.nanos / unit;

/** A part of a moment that CEL can be asked for. */
export type TimePart =
  | 'getFullYear'
  | 'getMonth'
  | 'getDayOfYear'
  | 'getDayOfMonth'
  | 'getDate'
  | 'getDayOfWeek'
  | 'getHours'
  | 'getMinutes'
  | 'getSeconds'
  | 'getMilliseconds';

const PARTS: Readonly<Record<TimePart, (date: Date, nanos: bigint) => number>> = {
  getFullYear: (date) => date.getUTCFullYear(),
  getMonth: (date) => date.getUTCMonth(),
  getDayOfYear: (date) => Math.round((startOfDay(date) - startOfYear(date)) / 86_400_000),
  getDayOfMonth: (date) => date.getUTCDate() - 1,
  getDate: (date) => date.getUTCDate(),
  getDayOfWeek: (date) => date.getUTCDay(),
  getHours: (date) => date.getUTCHours(),
  getMinutes: (date) => date.getUTCMinutes(),
  getSeconds: (date) => date.getUTCSeconds(),
  getMilliseconds: (_, nanos) => Number(nanos / 1_000_000n),
};

function startOfDay(date: Date): number {
  return new Date(date).setUTCHours(0, 0, 0, 0);
}

function startOfYear(date: Date): number {
  return new Date(new Date(date).setUTCMonth(0, 1)).setUTCHours(0, 0, 0, 0);
}

/** One part of a moment, in a zone: a name or an offset such as `-08:00`. */
export function timePart(time: Timestamp, part: TimePart, zone: string): bigint | CelError {
  const offset = zoneOffset(zone, time);
  if (typeof offset !== 'number') return offset;
  const { date, nanos } = civil(time, offset);
  return BigInt(PARTS[part](date, nanos));
}

function zoneOffset(zone: string, time: Timestamp): number | CelError {
  const colon = zone.indexOf(':');
  if (colon === -1) return namedOffset(zone, time);
  const hours = parseSmallInt(zone.slice(0, colon));
  if (hours instanceof CelError) return hours;
  const minutes = parseSmallInt(zone.slice(colon + 1));
  if (minutes instanceof CelError) return minutes;
  return 60 * (zone.startsWith('-') ? hours * 60 - minutes : hours * 60 + minutes);
}

function parseSmallInt(text: string): number | CelError {
  const failed = `strconv.Atoi: parsing ${quote(text)}: `;
  if (!/^[+-]?\d+$/.test(text)) return new CelError(`${failed}invalid syntax`);
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : new CelError(`${failed}value out of range`);
}

const formatters = new Map<string, Intl.DateTimeFormat | undefined>();

function formatterOf(zone: string): Intl.DateTimeFormat | undefined {
  if (!formatters.has(zone)) formatters.set(zone, makeFormatter(zone));
  return formatters.get(zone);
}

/** Names are those of the IANA database; Node's copy takes the place of the server's. */
function makeFormatter(zone: string): Intl.DateTimeFormat | undefined {
  if (!/^[A-Za-z]/.test(zone)) return undefined;
  try {
    const options = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' } as const;
    const format = new Intl.DateTimeFormat('en-US', {
      ...options,
      second: 'numeric',
      era: 'short',
      hourCycle: 'h23',
      timeZone: zone,
    });
    return format;
  } catch {
    return undefined;
  }
}

function namedOffset(zone: string, time: Timestamp): number | CelError {
  if (zone === '' || zone === 'UTC' || zone === 'Local') return 0;
  if (zone.includes('..') || zone.startsWith('/') || zone.startsWith('\\'))
    return new CelError('time: invalid location name');
  const formatter = formatterOf(zone);
  if (formatter === undefined) return new CelError(`unknown time zone ${zone}`);
  const millis = Number(unixSeconds(time)) * 1000;
  const parts = new Map(formatter.formatToParts(new Date(millis)).map(({ type, value }) => [type, value]));
  const number = (name: Intl.DateTimeFormatPartTypes): number => Number(parts.get(name) ?? 0);
  const local = new Date(0);
  local.setUTCFullYear(
    parts.get('era') === 'BC' ? 1 - number('year') : number('year'),
    number('month') - 1,
    number('day'),
  );
  local.setUTCHours(number('hour'), number('minute'), number('second'));
  return Math.round((local.getTime() - millis) / 1000);
}
