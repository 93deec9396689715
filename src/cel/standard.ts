/** The functions of the language itself. Source: cel-go common/stdlib/standard.go. */
import { convert } from './convert.ts';
import { sizeOf } from './cost.ts';
import type { FunctionDecl, Implementation, Overload } from './declarations.ts';
import { define, defineAll, global, member, nonStrict } from './declarations.ts';
import { add, compare, contains, divide, modulo, multiply, negate, subtract } from './operations.ts';
import { compilePattern } from './regex.ts';
import type { TimePart } from './time.ts';
import { durationPart, timePart } from './time.ts';
import type { Trait, Type } from './types.ts';
import {
  BOOL,
  BYTES,
  DOUBLE,
  DURATION,
  DYN,
  INT,
  STRING,
  TIMESTAMP,
  UINT,
  listType,
  mapType,
  typeParam,
  typeType,
} from './types.ts';
import type { Value } from './values.ts';
import { CelError, Duration, Timestamp, noSuchOverload, orNoSuchOverload, typeOf } from './values.ts';

const A = typeParam('A');
const B = typeParam('B');
const LIST_A = listType(A);
const MAP_AB = mapType(A, B);

const unreachable: Implementation = () => noSuchOverload();

/** Overloads over types of a name each: `add_int64`. */
const SHORT: ReadonlyMap<Type, string> = new Map([
  [BOOL, 'bool'],
  [INT, 'int64'],
  [UINT, 'uint64'],
  [DOUBLE, 'double'],
  [STRING, 'string'],
  [BYTES, 'bytes'],
  [TIMESTAMP, 'timestamp'],
  [DURATION, 'duration'],
]);

const shortOf = (type: Type): string => SHORT.get(type) ?? '';

const same = (prefix: string, ...types: Type[]): Overload[] =>
  types.map((type) => global(`${prefix}_${shortOf(type)}`, [type, type], type));

const mixed = (prefix: string, left: Type, right: Type, result: Type): Overload =>
  global(`${prefix}_${shortOf(left)}_${shortOf(right)}`, [left, right], result);

const binary =
  (run: (a: Value, b: Value) => Value): Implementation =>
  (a = null, b = null) =>
    run(a, b);

function arithmetic(
  name: string,
  run: (a: Value, b: Value) => Value,
  trait: Trait,
  ...overloads: Overload[]
): FunctionDecl {
  return defineAll(name, binary(run), [trait], ...overloads);
}

/** The overloads of an order, in cel-go's order. */
function orderOverloads(prefix: string): Overload[] {
  const pair = (left: Type, right: Type): Overload =>
    left === right ? global(`${prefix}_${shortOf(left)}`, [left, right], BOOL) : mixed(prefix, left, right, BOOL);
  const numbers: readonly (readonly [Type, Type])[] = [
    [INT, INT],
    [INT, DOUBLE],
    [INT, UINT],
    [UINT, UINT],
    [UINT, DOUBLE],
    [UINT, INT],
    [DOUBLE, DOUBLE],
    [DOUBLE, INT],
    [DOUBLE, UINT],
  ];
  return [
    pair(BOOL, BOOL),
    ...numbers.map(([left, right]) => pair(left, right)),
    ...[STRING, BYTES, TIMESTAMP, DURATION].map((type) => pair(type, type)),
  ];
}

function order(name: string, prefix: string, holds: (sign: number) => boolean): FunctionDecl {
  const run = (a: Value, b: Value): Value => {
    const sign = compare(a, b);
    return typeof sign === 'number' ? holds(sign) : sign;
  };
  return defineAll(name, binary(run), ['comparer'], ...orderOverloads(prefix));
}

const identity: Implementation = (value = null) => value;
const to =
  (type: Type): Implementation =>
  (value = null) =>
    convert(value, type);

/** A conversion: from its own type it does nothing. */
function conversion(name: string, type: Type, ...sources: (readonly [string, Type])[]): FunctionDecl {
  return define(
    name,
    ...sources.map(([id, source]) => global(id, [source], type, source === type ? identity : to(type))),
  );
}

function stringTest(name: string, id: string, test: (text: string, part: string) => boolean): FunctionDecl {
  const run: Implementation = (text = null, part = null) => {
    if (typeof text !== 'string') return orNoSuchOverload(text);
    return typeof part === 'string' ? test(text, part) : orNoSuchOverload(part);
  };
  return { ...define(name, member(id, [STRING, STRING], BOOL, run)), unguarded: true };
}

const matches: Implementation = (text = null, source = null) => {
  if (typeof text !== 'string' || typeof source !== 'string') return orNoSuchOverload(source);
  const pattern = compilePattern(source);
  return 'fault' in pattern ? new CelError(pattern.fault) : pattern.test(text);
};

const partOf =
  (part: TimePart): Implementation =>
  (time = null, zone = 'UTC') =>
    time instanceof Timestamp && typeof zone === 'string' ? timePart(time, part, zone) : orNoSuchOverload(time);

const wholeUnits =
  (unit: bigint): Implementation =>
  (value = null) =>
    value instanceof Duration ? durationPart(value, unit) : orNoSuchOverload(value);

function timeFunction(part: TimePart, id: string, ofDuration?: readonly [string, bigint]): FunctionDecl {
  const run = partOf(part);
  return define(
    part,
    member(id, [TIMESTAMP], INT, run),
    member(`${id}_with_tz`, [TIMESTAMP, STRING], INT, run),
    ...(ofDuration === undefined ? [] : [member(ofDuration[0], [DURATION], INT, wholeUnits(ofDuration[1]))]),
  );
}

const SECOND = 1_000_000_000n;

/** Every function of the language. */
export const STANDARD_FUNCTIONS: readonly FunctionDecl[] = [
  define('_?_:_', nonStrict('conditional', [BOOL, A, A], A, unreachable)),
  define('_&&_', nonStrict('logical_and', [BOOL, BOOL], BOOL, unreachable)),
  define('_||_', nonStrict('logical_or', [BOOL, BOOL], BOOL, unreachable)),
  defineAll(
    '!_',
    (value = null) => (typeof value === 'boolean' ? !value : orNoSuchOverload(value)),
    [],
    global('logical_not', [BOOL], BOOL),
  ),
  define(
    '@not_strictly_false',
    nonStrict('not_strictly_false', [BOOL], BOOL, (value) => (typeof value === 'boolean' ? value : true)),
  ),
  define('_==_', global('equals', [A, A], BOOL, unreachable)),
  define('_!=_', global('not_equals', [A, A], BOOL, unreachable)),
  arithmetic(
    '_+_',
    add,
    'adder',
    ...same('add', BYTES, DOUBLE),
    global('add_duration_duration', [DURATION, DURATION], DURATION),
    mixed('add', DURATION, TIMESTAMP, TIMESTAMP),
    mixed('add', TIMESTAMP, DURATION, TIMESTAMP),
    ...same('add', INT),
    global('add_list', [LIST_A, LIST_A], LIST_A),
    ...same('add', STRING, UINT),
  ),
  arithmetic('_/_', divide, 'divider', ...same('divide', DOUBLE, INT, UINT)),
  arithmetic('_%_', modulo, 'modder', ...same('modulo', INT, UINT)),
  arithmetic('_*_', multiply, 'multiplier', ...same('multiply', DOUBLE, INT, UINT)),
  defineAll(
    '-_',
    (value = null) => negate(value),
    ['negator'],
    global('negate_double', [DOUBLE], DOUBLE),
    global('negate_int64', [INT], INT),
  ),
  arithmetic(
    '_-_',
    subtract,
    'subtractor',
    ...same('subtract', DOUBLE),
    global('subtract_duration_duration', [DURATION, DURATION], DURATION),
    ...same('subtract', INT),
    mixed('subtract', TIMESTAMP, DURATION, TIMESTAMP),
    global('subtract_timestamp_timestamp', [TIMESTAMP, TIMESTAMP], DURATION),
    ...same('subtract', UINT),
  ),
  order('_<_', 'less', (sign) => sign < 0),
  order('_<=_', 'less_equals', (sign) => sign <= 0),
  order('_>_', 'greater', (sign) => sign > 0),
  order('_>=_', 'greater_equals', (sign) => sign >= 0),
  define('_[_]', global('index_list', [LIST_A, INT], A), global('index_map', [MAP_AB, A], B)),
  defineAll(
    '@in',
    (value = null, container = null) => contains(container, value),
    [],
    global('in_list', [A, LIST_A], BOOL),
    global('in_map', [A, MAP_AB], BOOL),
  ),
  defineAll(
    'size',
    (value = null) => BigInt(sizeOf(value)),
    ['sizer'],
    global('size_bytes', [BYTES], INT),
    member('bytes_size', [BYTES], INT),
    global('size_list', [LIST_A], INT),
    member('list_size', [LIST_A], INT),
    global('size_map', [MAP_AB], INT),
    member('map_size', [MAP_AB], INT),
    global('size_string', [STRING], INT),
    member('string_size', [STRING], INT),
  ),
  defineAll('type', (value = null) => typeOf(value), [], global('type', [A], typeType(A))),
  conversion('bool', BOOL, ['bool_to_bool', BOOL], ['string_to_bool', STRING]),
  conversion('bytes', BYTES, ['bytes_to_bytes', BYTES], ['string_to_bytes', STRING]),
  conversion(
    'double',
    DOUBLE,
    ['double_to_double', DOUBLE],
    ['int64_to_double', INT],
    ['string_to_double', STRING],
    ['uint64_to_double', UINT],
  ),
  conversion('duration', DURATION, ['duration_to_duration', DURATION], ['string_to_duration', STRING]),
  defineAll('dyn', identity, [], global('to_dyn', [A], DYN)),
  conversion(
    'int',
    INT,
    ['int64_to_int64', INT],
    ['double_to_int64', DOUBLE],
    ['duration_to_int64', DURATION],
    ['string_to_int64', STRING],
    ['timestamp_to_int64', TIMESTAMP],
    ['uint64_to_int64', UINT],
  ),
  conversion(
    'string',
    STRING,
    ['string_to_string', STRING],
    ['bool_to_string', BOOL],
    ['bytes_to_string', BYTES],
    ['double_to_string', DOUBLE],
    ['duration_to_string', DURATION],
    ['int64_to_string', INT],
    ['timestamp_to_string', TIMESTAMP],
    ['uint64_to_string', UINT],
  ),
  conversion(
    'timestamp',
    TIMESTAMP,
    ['timestamp_to_timestamp', TIMESTAMP],
    ['int64_to_timestamp', INT],
    ['string_to_timestamp', STRING],
  ),
  conversion(
    'uint',
    UINT,
    ['uint64_to_uint64', UINT],
    ['double_to_uint64', DOUBLE],
    ['int64_to_uint64', INT],
    ['string_to_uint64', STRING],
  ),
  stringTest('contains', 'contains_string', (text, part) => text.includes(part)),
  stringTest('endsWith', 'ends_with_string', (text, part) => text.endsWith(part)),
  stringTest('startsWith', 'starts_with_string', (text, part) => text.startsWith(part)),
  defineAll(
    'matches',
    matches,
    ['matcher'],
    global('matches', [STRING, STRING], BOOL),
    member('matches_string', [STRING, STRING], BOOL),
  ),
  timeFunction('getFullYear', 'timestamp_to_year'),
  timeFunction('getMonth', 'timestamp_to_month'),
  timeFunction('getDayOfYear', 'timestamp_to_day_of_year'),
  timeFunction('getDayOfMonth', 'timestamp_to_day_of_month'),
  timeFunction('getDate', 'timestamp_to_day_of_month_1_based'),
  timeFunction('getDayOfWeek', 'timestamp_to_day_of_week'),
  timeFunction('getHours', 'timestamp_to_hours', ['duration_to_hours', 3600n * SECOND]),
  timeFunction('getMinutes', 'timestamp_to_minutes', ['duration_to_minutes', 60n * SECOND]),
  timeFunction('getSeconds', 'timestamp_to_seconds', ['duration_to_seconds', SECOND]),
  timeFunction('getMilliseconds', 'timestamp_to_milliseconds', ['duration_to_milliseconds', 1_000_000n]),
];
