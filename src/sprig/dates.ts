/** sprig's dates. Source: sprig date.go. What the clock says is marked UNKNOWN. */
import { ANY, func, FuncError, STRING, TIME, type Param } from '../gotemplate/func.ts';
import { UNKNOWN } from '../gotemplate/text.ts';
import { Bool, Int, isNative, List, Str, str, type Func, type Native, type Value } from '../gotemplate/value.ts';
import { quote } from '../kubernetes/go/strings.ts';
import { present } from './chance.ts';
import { parseDuration, showDuration } from './duration.ts';
import { formatTime, LOCAL, parseTime, UTC, zoneNamed, type Moment, type Zone } from './time-layout.ts';

/** Milliseconds since 1970, and whether another run would say the same. */
interface Time extends Moment {
  readonly known: boolean;
}

const TIMES = new WeakMap<object, Time>();

const text = ({ known }: Time, shown: string): Str => (known ? str(shown) : Str.marked(shown, UNKNOWN));

const METHODS: Readonly<Record<string, (time: Time) => Func>> = {
  Format: (time) => func([STRING], (layout) => text(time, formatTime(time, layout.text))),
  String: (time) => func([], () => text(time, shown(time))),
  Unix: (time) => func([], () => unixOf(time)),
  UnixNano: (time) => func([], () => number(time, BigInt(time.milliseconds) * 1_000_000n, 'int64')),
  Year: (time) => func([], () => number(time, BigInt(formatTime(time, '2006')), 'int')),
  Month: (time) => func([], () => number(time, BigInt(formatTime(time, '1')), 'time.Month')),
  Day: (time) => func([], () => number(time, BigInt(formatTime(time, '2')), 'int')),
  Hour: (time) => func([], () => number(time, BigInt(formatTime(time, '15')), 'int')),
  Minute: (time) => func([], () => number(time, BigInt(formatTime(time, '4')), 'int')),
  Second: (time) => func([], () => number(time, BigInt(formatTime(time, '5')), 'int')),
  YearDay: (time) => func([], () => number(time, BigInt(formatTime(time, '002')), 'int')),
  Weekday: (time) => func([], () => text(time, formatTime(time, 'Monday'))),
  UTC: (time) => func([], () => timeValue({ ...time, zone: UTC })),
  Local: (time) => func([], () => timeValue({ ...time, zone: LOCAL })),
  IsZero: (time) => func([], () => new Bool(time.milliseconds === ZERO)),
};

function number({ known }: Time, value: bigint, type: 'int' | 'int64' | 'time.Month'): Int {
  return new Int(value, type, known ? undefined : UNKNOWN);
}

const ZERO = Date.UTC(2000, 0, 1) - 730_119 * 86_400_000;

function shown(time: Time): string {
  return formatTime(time, '2006-01-02 15:04:05.999999999 -0700 MST');
}

function unixOf(time: Time): Int {
  return number(time, BigInt(Math.floor(time.milliseconds / 1000)), 'int64');
}

function timeValue(time: Time): Native {
  const value: Native = {
    native: true,
    type: 'time.Time',
    kind: 'struct',
    method: (name) => (Object.hasOwn(METHODS, name) ? METHODS[name]?.(time) : undefined),
    string: () => text(time, shown(time)),
    json: () => text(time, formatTime(time, '2006-01-02T15:04:05.999999999Z07:00')),
    plain: () => new List([]),
  };
  TIMES.set(value, time);
  return value;
}

const MOMENT: Param<Time> = {
  type: 'time.Time',
  read: (value) => {
    const time = TIMES.get(TIME.read(value));
    if (time === undefined) throw new FuncError('unexpected argument');
    return time;
  },
};

function now(): Time {
  return { milliseconds: present(), zone: LOCAL, known: false };
}

/** What sprig takes for a date: a time, seconds since 1970, or else the present. */
function timeOf(value: Value): Time {
  if (isNative(value)) return TIMES.get(value) ?? now();
  if (value instanceof Int && ['int', 'int64', 'int32'].includes(value.type)) {
    return { milliseconds: Number(value.value) * 1000, zone: LOCAL, known: value.mark !== UNKNOWN };
  }
  return now();
}

function inZone(layout: string, value: Value, zone: string): Str {
  const time = timeOf(value);
  const known: Zone = zoneNamed(zone) ?? UTC;
  return text(time, formatTime({ ...time, zone: known }, layout));
}

function modify(change: Str, time: Time, must: boolean): Native {
  const duration = parseDuration(change.text);
  if (duration === undefined && must) throw new FuncError(`time: invalid duration ${quote(change.text)}`);
  return timeValue({ ...time, milliseconds: time.milliseconds + Number(duration ?? 0n) / 1e6 });
}

function toDate(layout: Str, source: Str, must: boolean): Native {
  const moment = parseTime(source.text, layout.text, LOCAL);
  if (moment !== undefined) return timeValue({ ...moment, known: true });
  if (must)
    throw new FuncError(
      `parsing time ${quote(source.text)} as ${quote(layout.text)}: cannot parse ${quote(source.text)} as ${quote(layout.text)}`,
    );
  return timeValue({ milliseconds: ZERO, zone: UTC, known: true });
}

function duration(value: Value): Str {
  if (value instanceof Int && value.type === 'int64') return str(showDuration(value.value * 1_000_000_000n));
  const seconds = value instanceof Str && /^[+-]?\d+$/.test(value.text) ? BigInt(value.text.replace(/^\+/, '')) : 0n;
  return str(showDuration(seconds * 1_000_000_000n));
}

const HOUR = 3_600_000_000_000n;
const ROUNDS: readonly (readonly [bigint, string])[] = [
  [HOUR * 24n * 365n, 'y'],
  [HOUR * 24n * 30n, 'mo'],
  [HOUR * 24n, 'd'],
  [HOUR, 'h'],
  [60_000_000_000n, 'm'],
  [1_000_000_000n, 's'],
];

function durationRound(value: Value): Str {
  let size = 0n;
  if (value instanceof Str) size = parseDuration(value.text) ?? 0n;
  else if (value instanceof Int && value.type === 'int64') size = value.value;
  else if (isNative(value)) size = BigInt(Math.round((present() - timeOf(value).milliseconds) * 1e6));
  if (size < 0n) size = -size;
  const found = ROUNDS.find(([unit]) => size > unit);
  const rounded = found === undefined ? '0s' : `${String(size / found[0])}${found[1]}`;
  return isNative(value) ? Str.marked(rounded, UNKNOWN) : str(rounded);
}

function ago(value: Value): Str {
  const seconds = Math.round((present() - timeOf(value).milliseconds) / 1000);
  return Str.marked(showDuration(BigInt(seconds) * 1_000_000_000n), UNKNOWN);
}

const dateInZone = func([STRING, ANY, STRING], (layout, value, zone) => inZone(layout.text, value, zone.text));
const dateModify = func([STRING, MOMENT], (change, time) => modify(change, time, false));
const mustDateModify = func([STRING, MOMENT], (change, time) => modify(change, time, true));

export const DATES: Readonly<Record<string, Func>> = {
  now: func([], () => timeValue(now())),
  ago: func([ANY], ago),
  date: func([STRING, ANY], (layout, value) => inZone(layout.text, value, 'Local')),
  date_in_zone: dateInZone,
  dateInZone,
  date_modify: dateModify,
  dateModify,
  must_date_modify: mustDateModify,
  mustDateModify,
  duration: func([ANY], duration),
  durationRound: func([ANY], durationRound),
  htmlDate: func([ANY], (value) => inZone('2006-01-02', value, 'Local')),
  htmlDateInZone: func([ANY, STRING], (value, zone) => inZone('2006-01-02', value, zone.text)),
  toDate: func([STRING, STRING], (layout, source) => toDate(layout, source, false)),
  mustToDate: func([STRING, STRING], (layout, source) => toDate(layout, source, true)),
  unixEpoch: func([MOMENT], (time) => text(time, String(Math.floor(time.milliseconds / 1000)))),
};
