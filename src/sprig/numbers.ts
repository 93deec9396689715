/** sprig's arithmetic. Source: sprig numeric.go; spf13/cast; shopspring/decimal. */
import { spend } from '../limits/budget.ts';
import { ANY, FLOAT, func, FuncError, INT, STRING, variadic } from '../gotemplate/func.ts';
import { sprintOne } from '../gotemplate/format.ts';
import { parseInteger } from '../gotemplate/literal.ts';
import { Bool, Float, Int, List, marksOf, Str, str, type Func, type Value } from '../gotemplate/value.ts';
import { add, divide, multiply, parseDecimal, subtract, toNumber, type Decimal } from './decimal.ts';

const wrap64 = (value: bigint): bigint => BigInt.asIntN(64, value);
const MAX_INT64 = 2n ** 63n - 1n;

/** cast.ToInt64: 0 for whatever is not a number. */
export function toInt64(value: Value): bigint {
  if (value instanceof Int) return value.value;
  if (value instanceof Float) return floatToInt(value.value);
  if (value instanceof Bool) return value.value ? 1n : 0n;
  if (!(value instanceof Str)) return 0n;
  const parsed = parseInteger(value.text.replace(/\.0+$/, ''));
  return parsed === undefined || parsed > MAX_INT64 || parsed < -MAX_INT64 - 1n ? 0n : parsed;
}

// What amd64 makes of a float that no int64 holds.
function floatToInt(value: number): bigint {
  if (!Number.isFinite(value) || Math.abs(value) >= 2 ** 63) return -MAX_INT64 - 1n;
  return BigInt(Math.trunc(value));
}

const FLOAT_TEXT = /^[+-]?(?:\d[\d_]*(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;

/** cast.ToFloat64. */
export function toFloat64(value: Value): number {
  if (value instanceof Float) return value.value;
  if (value instanceof Int) return Number(value.value);
  if (value instanceof Bool) return value.value ? 1 : 0;
  if (!(value instanceof Str)) return 0;
  const { text } = value;
  if (/^[+-]?inf(inity)?$/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  if (/^[+-]?nan$/i.test(text)) return NaN;
  return FLOAT_TEXT.test(text) && !text.includes('_') ? Number(text) : 0;
}

const int64 = (value: bigint, ...from: readonly Value[]): Int => new Int(wrap64(value), 'int64', marksOf(...from));
const float = (value: number, ...from: readonly Value[]): Float => new Float(value, marksOf(...from));

function decimals(start: Value, values: readonly Value[], operation: (a: Decimal, b: Decimal) => Decimal): Float {
  let result = parseDecimal(toFloat64(start));
  for (const value of values) result = operation(result, parseDecimal(toFloat64(value)));
  return float(toNumber(result), start, ...values);
}

function divided(a: Value, b: Value): bigint {
  const by = toInt64(b);
  if (by === 0n) throw new FuncError('runtime error: integer divide by zero');
  return toInt64(a) / by;
}

function remainder(a: Value, b: Value): bigint {
  const by = toInt64(b);
  if (by === 0n) throw new FuncError('runtime error: integer divide by zero');
  return toInt64(a) % by;
}

function untilStep(start: number, stop: number, step: number): number[] {
  if (stop < start ? step >= 0 : step <= 0) return [];
  spend(Math.abs((stop - start) / step));
  const numbers: number[] = [];
  for (let at = start; stop < start ? at > stop : at < stop; at += step) numbers.push(at);
  return numbers;
}

function intList(numbers: readonly number[]): List {
  return new List(
    numbers.map((number) => new Int(number)),
    '[]int',
  );
}

function seq(...params: readonly number[]): Str {
  const [first = 0, second = 0, third = 0] = params;
  if (params.length === 1) {
    const step = first < 1 ? -1 : 1;
    return str(untilStep(1, first + step, step).join(' '));
  }
  if (params.length === 2) {
    const step = second < first ? -1 : 1;
    return str(untilStep(first, second + step, step).join(' '));
  }
  if (params.length !== 3) return str('');
  if (third < first && second > 0) return str('');
  return str(untilStep(first, third + (third < first ? -1 : 1), second).join(' '));
}

function round(value: Value, places: number, on = 0.5): Float {
  const power = 10 ** places;
  const digit = power * toFloat64(value);
  const rest = digit - Math.trunc(digit);
  return float((rest >= on ? Math.ceil(digit) : Math.floor(digit)) / power, value);
}

function toDecimal(value: Value): Int {
  const text = sprintOne(value).text;
  const octal = /^[+-]?[0-7]+$/.test(text) ? parseInteger(text.replace(/^([+-]?)0*(?=.)/, '$10o')) : undefined;
  return int64(octal === undefined || octal > MAX_INT64 ? 0n : octal, value);
}

function atoi(text: Str): Int {
  const value = /^[+-]?[0-9]+$/.test(text.text) ? BigInt(text.text.replace(/^\+/, '')) : 0n;
  // Go gives the nearest number where it does not fit.
  const kept = value > MAX_INT64 ? MAX_INT64 : value < -MAX_INT64 - 1n ? -MAX_INT64 - 1n : value;
  return new Int(kept, 'int', marksOf(text));
}

function extreme(pick: (a: bigint, b: bigint) => boolean): Func {
  return variadic([ANY], ANY, (...values) => {
    const numbers = values.map(toInt64);
    return int64(
      numbers.reduce((best, next) => (pick(next, best) ? next : best)),
      ...values,
    );
  });
}

const max = extreme((a, b) => a > b);

export const NUMBERS: Readonly<Record<string, Func>> = {
  atoi: func([STRING], atoi),
  int64: func([ANY], (value) => int64(toInt64(value), value)),
  int: func([ANY], (value) => new Int(toInt64(value), 'int', marksOf(value))),
  float64: func([ANY], (value) => float(toFloat64(value), value)),
  toDecimal: func([ANY], toDecimal),
  seq: variadic([], INT, seq),
  until: func([INT], (count) => intList(untilStep(0, count, count < 0 ? -1 : 1))),
  untilStep: func([INT, INT, INT], (start, stop, step) => intList(untilStep(start, stop, step))),
  add1: func([ANY], (value) => int64(toInt64(value) + 1n, value)),
  add: variadic([], ANY, (...values) =>
    int64(
      values.map(toInt64).reduce((sum, next) => sum + next, 0n),
      ...values,
    ),
  ),
  sub: func([ANY, ANY], (a, b) => int64(toInt64(a) - toInt64(b), a, b)),
  div: func([ANY, ANY], (a, b) => int64(divided(a, b), a, b)),
  mod: func([ANY, ANY], (a, b) => int64(remainder(a, b), a, b)),
  mul: variadic([ANY], ANY, (...values) =>
    int64(
      values.map(toInt64).reduce((product, next) => wrap64(product * next)),
      ...values,
    ),
  ),
  add1f: func([ANY], (value) => decimals(value, [new Int(1)], add)),
  addf: variadic([], ANY, (...values) => decimals(new Float(0), values, add)),
  subf: variadic([ANY], ANY, (first, ...values) => decimals(first, values, subtract)),
  divf: variadic([ANY], ANY, (first, ...values) => decimals(first, values, divide)),
  mulf: variadic([ANY], ANY, (first, ...values) => decimals(first, values, multiply)),
  biggest: max,
  max,
  min: extreme((a, b) => a < b),
  maxf: variadic([ANY], ANY, (...values) => float(Math.max(...values.map(toFloat64)), ...values)),
  minf: variadic([ANY], ANY, (...values) => float(Math.min(...values.map(toFloat64)), ...values)),
  ceil: func([ANY], (value) => float(Math.ceil(toFloat64(value)), value)),
  floor: func([ANY], (value) => float(Math.floor(toFloat64(value)), value)),
  round: variadic([ANY, INT], FLOAT, round),
};
