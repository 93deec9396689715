/** Times by Go's layouts. Source: Go time/format.go. */

/** A moment, and the zone in which its fields are read. */
export interface Moment {
  readonly milliseconds: number;
  readonly zone: Zone;
}

export interface Zone {
  readonly name: string;
  /** Minutes east of UTC at a moment. */
  readonly offset: (milliseconds: number) => number;
}

export const UTC: Zone = { name: 'UTC', offset: () => 0 };
export const LOCAL: Zone = { name: 'Local', offset: (at) => -new Date(at).getTimezoneOffset() };

/** A zone by its name in the time zone database; undefined when there is none. */
export function zoneNamed(name: string): Zone | undefined {
  if (name === '' || name === 'UTC') return UTC;
  if (name === 'Local') return LOCAL;
  try {
    const format = new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' });
    return { name, offset: (at) => offsetOf(format, at) };
  } catch {
    return undefined;
  }
}

function offsetOf(format: Intl.DateTimeFormat, at: number): number {
  const shown = format.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? '';
  const match = /GMT([+-])(\d\d):(\d\d)/.exec(shown);
  return match === null ? 0 : (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3]));
}

function abbreviation({ name, offset }: Zone, at: number): string {
  if (name === 'UTC' || (name === 'Local' && offset(at) === 0)) return 'UTC';
  const options = { timeZoneName: 'short', ...(name === 'Local' ? {} : { timeZone: name }) } as const;
  const shown = new Intl.DateTimeFormat('en-US', options)
    .formatToParts(at)
    .find(({ type }) => type === 'timeZoneName')?.value;
  return shown === undefined || shown.startsWith('GMT') ? offsetText(offset(at), '') : shown;
}

const MONTHS = 'January February March April May June July August September October November December'.split(' ');
const DAYS = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');

// The elements of a layout; the longest of those that begin alike first.
const ELEMENT =
  /January|Jan(?![a-z])|Monday|Mon(?![a-z])|MST|01|02|03|04|05|06|002|2006|_2006|__2|_2|15|PM|pm|-070000|-07:00:00|-0700|-07:00|-07|Z070000|Z07:00:00|Z0700|Z07:00|Z07|[.,]0+(?!\d)|[.,]9+(?!\d)|1|2|3|4|5/g;

interface Fields {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly weekday: number;
  readonly yearDay: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly millisecond: number;
  readonly offset: number;
  readonly zone: string;
}

function fieldsOf({ milliseconds, zone }: Moment): Fields {
  const offset = zone.offset(milliseconds);
  const date = new Date(milliseconds + offset * 60_000);
  const year = date.getUTCFullYear();
  return {
    year,
    month: date.getUTCMonth(),
    day: date.getUTCDate(),
    weekday: date.getUTCDay(),
    yearDay: Math.floor((date.getTime() - Date.UTC(year, 0, 1)) / 86_400_000) + 1,
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    millisecond: date.getUTCMilliseconds(),
    offset,
    zone: abbreviation(zone, milliseconds),
  };
}

const two = (value: number, fill = '0'): string => String(value).padStart(2, fill);

function offsetText(minutes: number, separator: string, withMinutes = true): string {
  const size = Math.abs(minutes);
  const sign = minutes < 0 ? '-' : '+';
  return sign + two(Math.floor(size / 60)) + (withMinutes ? separator + two(size % 60) : '');
}

function zoneOffset(element: string, offset: number): string {
  if (element.startsWith('Z') && offset === 0) return 'Z';
  const separator = element.includes(':') ? ':' : '';
  const seconds = element.length >= 7 && element !== 'Z07:00' ? `${separator}00` : '';
  return offsetText(offset, separator, element.length > 3) + seconds;
}

const FORMATS: Readonly<Record<string, (fields: Fields) => string>> = {
  January: ({ month }) => MONTHS[month] ?? '',
  Jan: ({ month }) => (MONTHS[month] ?? '').slice(0, 3),
  Monday: ({ weekday }) => DAYS[weekday] ?? '',
  Mon: ({ weekday }) => (DAYS[weekday] ?? '').slice(0, 3),
  MST: ({ zone }) => zone,
  '01': ({ month }) => two(month + 1),
  '1': ({ month }) => String(month + 1),
  '02': ({ day }) => two(day),
  '2': ({ day }) => String(day),
  _2: ({ day }) => two(day, ' '),
  __2: ({ yearDay }) => String(yearDay).padStart(3, ' '),
  '002': ({ yearDay }) => String(yearDay).padStart(3, '0'),
  '03': ({ hour }) => two(hour % 12 || 12),
  '3': ({ hour }) => String(hour % 12 || 12),
  '04': ({ minute }) => two(minute),
  '4': ({ minute }) => String(minute),
  '05': ({ second }) => two(second),
  '5': ({ second }) => String(second),
  '06': ({ year }) => two(year % 100),
  '15': ({ hour }) => two(hour),
  '2006': ({ year }) => String(year).padStart(4, '0'),
  _2006: ({ year }) => `_${String(year).padStart(4, '0')}`,
  PM: ({ hour }) => (hour >= 12 ? 'PM' : 'AM'),
  pm: ({ hour }) => (hour >= 12 ? 'pm' : 'am'),
};

function fraction(element: string, millisecond: number): string {
  const digits = String(millisecond)
    .padStart(3, '0')
    .padEnd(element.length - 1, '0')
    .slice(0, element.length - 1);
  if (element[1] === '0') return (element[0] ?? '.') + digits;
  const kept = digits.replace(/0+$/, '');
  return kept === '' ? '' : (element[0] ?? '.') + kept;
}

/** Go `Time.Format`. */
export function formatTime(moment: Moment, layout: string): string {
  const fields = fieldsOf(moment);
  return layout.replace(ELEMENT, (element) => {
    const known = FORMATS[element];
    if (known !== undefined) return known(fields);
    return /^[.,]/.test(element) ? fraction(element, fields.millisecond) : zoneOffset(element, fields.offset);
  });
}

const PATTERNS: Readonly<Record<string, string>> = {
  January: MONTHS.join('|'),
  Jan: MONTHS.map((month) => month.slice(0, 3)).join('|'),
  Monday: DAYS.join('|'),
  Mon: DAYS.map((day) => day.slice(0, 3)).join('|'),
  MST: '[A-Z]{3,5}|[+-]\\d\\d(?:\\d\\d)?',
  '1': '\\d\\d?',
  '2': '\\d\\d?',
  _2: '[ \\d]?\\d',
  __2: '[ \\d]{2}\\d',
  '002': '\\d{3}',
  '3': '\\d\\d?',
  '4': '\\d\\d?',
  '5': '\\d\\d?',
  '2006': '\\d{4}',
  PM: 'AM|PM',
  pm: 'am|pm',
};

/** Go `time.ParseInLocation`; undefined when the text does not fit the layout. */
export function parseTime(text: string, layout: string, zone: Zone): Moment | undefined {
  const elements: string[] = [];
  let pattern = '';
  let from = 0;
  for (const match of layout.matchAll(ELEMENT)) {
    pattern += escapePattern(layout.slice(from, match.index)) + `(${patternOf(match[0])})`;
    elements.push(match[0]);
    from = match.index + match[0].length;
  }
  const found = new RegExp(`^${pattern}${escapePattern(layout.slice(from))}$`).exec(text);
  return found === null ? undefined : assemble(elements, found.slice(1), zone);
}

function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

function patternOf(element: string): string {
  const known = PATTERNS[element];
  if (known !== undefined) return known;
  if (element.startsWith('Z')) return `Z|${offsetPattern(element)}`;
  if (element.startsWith('-')) return offsetPattern(element);
  if (/^[.,]/.test(element)) return '[.,]?\\d*';
  // Seconds may have a fraction that the layout does not show.
  return element === '05' ? '\\d\\d(?:[.,]\\d+)?' : '\\d\\d';
}

function offsetPattern(element: string): string {
  return element.length === 3 ? '[+-]\\d\\d' : element.includes(':') ? '[+-]\\d\\d:\\d\\d' : '[+-]\\d{4}';
}

function assemble(elements: readonly string[], texts: readonly string[], zone: Zone): Moment | undefined {
  let [year, month, day, hour, minute, second] = [0, 1, 1, 0, 0, 0];
  let afternoon: boolean | undefined;
  let offset: number | undefined;
  elements.forEach((element, index) => {
    const text = texts[index] ?? '';
    if (element === '2006') year = Number(text);
    else if (element === '06') year = Number(text) + (Number(text) >= 69 ? 1900 : 2000);
    else if (element === 'January' || element === 'Jan') month = MONTHS.findIndex((name) => name.startsWith(text)) + 1;
    else if (element === '01' || element === '1') month = Number(text);
    else if (element === '02' || element === '2' || element === '_2') day = Number(text);
    else if (['15', '03', '3'].includes(element)) hour = Number(text);
    else if (element === '04' || element === '4') minute = Number(text);
    else if (element === '05' || element === '5') second = Number(text.replace(',', '.'));
    else if (element === 'PM' || element === 'pm') afternoon = text.toUpperCase() === 'PM';
    else if (/^[.,]/.test(element) && text.length > 1) second += Number(`0.${text.slice(1)}`);
    else if (/^[-Z]/.test(element)) offset = parseOffset(text);
    else if (element === 'MST' && text === 'UTC') offset = 0;
  });
  if (afternoon !== undefined) hour = (hour % 12) + (afternoon ? 12 : 0);
  const days = new Date(Date.UTC(2000, 0, 1)).setUTCFullYear(year, month, 0);
  if (month < 1 || month > 12 || day < 1 || day > new Date(days).getUTCDate()) return undefined;
  if (hour > 23 || minute > 59 || second >= 60) return undefined;
  const local =
    new Date(Date.UTC(2000, 0, 1)).setUTCFullYear(year, month - 1, day) + ((hour * 60 + minute) * 60 + second) * 1000;
  if (offset === 0) return { milliseconds: local, zone: UTC };
  if (offset !== undefined) {
    const east = offset;
    return { milliseconds: local - east * 60_000, zone: { name: '', offset: () => east } };
  }
  return { milliseconds: local - zone.offset(local) * 60_000, zone };
}

function parseOffset(text: string): number {
  const match = /([+-])(\d\d):?(\d\d)?/.exec(text);
  return match === null ? 0 : (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3] ?? 0));
}
