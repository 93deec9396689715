/** Equality, order and arithmetic. Source: cel-go common/types (int.go, double.go, compare.go, overflow.go, list.go, map.go). */
import { compareBytes } from '../kubernetes/go/strings.ts';
import { CostExceeded } from './cost.ts';
import { timestampOf } from './time.ts';
import { Type } from './types.ts';
import type { Value } from './values.ts';
import {
  Bytes,
  CelError,
  ConcatList,
  Dict,
  Duration,
  List,
  MutableList,
  Opaque,
  Optional,
  Timestamp,
  Uint,
  orNoSuchOverload,
} from './values.ts';

const MIN_INT = -(2n ** 63n);
const MAX_INT = 2n ** 63n - 1n;
const MAX_UINT = 2n ** 64n - 1n;
/** More than any expression can go through. */
const MOST_ELEMENTS = 2 ** 40;

const intOverflow = (): CelError => new CelError('integer overflow');
const uintOverflow = (): CelError => new CelError('unsigned integer overflow');

/** The int, or an error when it does not fit. */
export const checkedInt = (value: bigint): bigint | CelError =>
  value < MIN_INT || value > MAX_INT ? intOverflow() : value;

/** The uint, or an error when it does not fit. */
export const checkedUint = (value: bigint): Uint | CelError =>
  value < 0n || value > MAX_UINT ? uintOverflow() : new Uint(value);

const isNumber = (value: Value): value is bigint | number | Uint =>
  typeof value === 'bigint' || typeof value === 'number' || value instanceof Uint;

/** Less than, equal to or greater than zero; nothing for NaN. Source: compare.go. */
function compareNumbers(a: bigint | number | Uint, b: bigint | number | Uint): number | undefined {
  const left = a instanceof Uint ? a.value : a;
  const right = b instanceof Uint ? b.value : b;
  if (typeof left === typeof right) {
    if (Number.isNaN(left) || Number.isNaN(right)) return undefined;
    return left < right ? -1 : left > right ? 1 : 0;
  }
  if (typeof left === 'bigint') {
    const swapped = compareNumbers(b, a);
    return swapped === undefined ? undefined : -swapped;
  }
  return compareDouble(left, right as bigint, b instanceof Uint);
}

/** An integer is compared as the double nearest to it. */
function compareDouble(double: number, int: bigint, unsigned: boolean): number | undefined {
  if (Number.isNaN(double)) return undefined;
  if (double < (unsigned ? 0 : -(2 ** 63))) return -1;
  if (double > (unsigned ? 2 ** 64 : 2 ** 63)) return 1;
  const other = Number(int);
  return double < other ? -1 : double > other ? 1 : 0;
}

/** `types.Equal`: null equals null alone. */
export function equal(a: Value, b: Value): boolean | CelError {
  if (a === null || b === null) return a === b;
  return equalNonNull(a, b);
}

/** `ref.Val.Equal`. An error tells that the two cannot be compared. */
export function equalNonNull(a: Value, b: Value): boolean | CelError {
  if (isNumber(a)) return isNumber(b) && compareNumbers(a, b) === 0;
  if (a === null || typeof a !== 'object') return a === b;
  if (a instanceof List) return b instanceof List ? equalLists(a, b) : false;
  if (a instanceof Dict) return equalDicts(a, b);
  if (a instanceof Opaque) return a.equals(b);
  return equalObjects(a, b);
}

function equalObjects(a: Bytes | Duration | Timestamp | Optional | Type | CelError, b: Value): boolean | CelError {
  if (a instanceof CelError) return a;
  if (a instanceof Bytes) return b instanceof Bytes && compareArrays(a.value, b.value) === 0;
  if (a instanceof Duration) return b instanceof Duration && a.nanos === b.nanos;
  if (a instanceof Timestamp) return b instanceof Timestamp && a.nanos === b.nanos;
  if (a instanceof Type) return b instanceof Type && a.name === b.name;
  if (!(b instanceof Optional)) return false;
  if (a.value === undefined || b.value === undefined) return a.value === b.value;
  return a.value === null ? b.value === null : equalNonNull(a.value, b.value);
}

function equalLists(a: List, b: List): boolean {
  if (a.size !== b.size) return false;
  for (let i = 0; i < a.size; i++) if (equal(a.at(i), b.at(i)) === false) return false;
  return true;
}

/** A map that decides itself what it equals. */
export interface SelfComparing {
  equals(other: Value): boolean | CelError;
}

function equalDicts(a: Dict, b: Value): boolean | CelError {
  if ('equals' in a && typeof a.equals === 'function') return (a as Dict & SelfComparing).equals(b);
  if (!(b instanceof Dict) || a.size !== b.size) return false;
  for (const key of a.keys()) {
    const other = b.find(key);
    if (other === undefined || other instanceof CelError) return false;
    if (equal(a.find(key) ?? null, other) === false) return false;
  }
  return true;
}

function compareArrays(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return Math.sign(difference);
  }
  return Math.sign(a.length - b.length);
}

/** `traits.Comparer.Compare`: -1, 0 or 1. */
export function compare(a: Value, b: Value): number | CelError {
  if (isNumber(a)) {
    if (!isNumber(b)) return orNoSuchOverload(b);
    return compareNumbers(a, b) ?? new CelError('NaN values cannot be ordered');
  }
  if (typeof a === 'string' && typeof b === 'string') return Math.sign(compareBytes(a, b));
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b);
  if (a instanceof Bytes && b instanceof Bytes) return compareArrays(a.value, b.value);
  if (a instanceof Duration && b instanceof Duration) return sign(a.nanos - b.nanos);
  if (a instanceof Timestamp && b instanceof Timestamp) return sign(a.nanos - b.nanos);
  return orNoSuchOverload(b);
}

const sign = (value: bigint): number => (value < 0n ? -1 : value > 0n ? 1 : 0);

/** `_+_`; the first operand is one that can be added to. */
export function add(a: Value, b: Value): Value {
  if (typeof a === 'bigint' && typeof b === 'bigint') return checkedInt(a + b);
  if (typeof a === 'number' && typeof b === 'number') return a + b;
  if (typeof a === 'string' && typeof b === 'string') return a + b;
  if (a instanceof Uint && b instanceof Uint) return checkedUint(a.value + b.value);
  if (a instanceof Bytes && b instanceof Bytes) return new Bytes(Uint8Array.of(...a.value, ...b.value));
  if (a instanceof List && b instanceof List) return addLists(a, b);
  return addTimes(a, b);
}

function addTimes(a: Value, b: Value): Value {
  if (a instanceof Duration && b instanceof Duration) return durationOf(a.nanos + b.nanos);
  if (a instanceof Duration && b instanceof Timestamp) return timestampOf(a.nanos + b.nanos, b.offset);
  if (a instanceof Timestamp && b instanceof Duration) return timestampOf(a.nanos + b.nanos, a.offset);
  return orNoSuchOverload(b);
}

function addLists(a: List, b: List): List {
  if (a instanceof MutableList) {
    // A list added to itself grows once.
    const size = b.size;
    for (let i = 0; i < size; i++) a.values.push(b.at(i));
    return a;
  }
  if (a.size + b.size > MOST_ELEMENTS) throw new CostExceeded();
  return a.size === 0 ? b : b.size === 0 ? a : new ConcatList(a, b);
}

function durationOf(nanos: bigint): Duration | CelError {
  return nanos < MIN_INT || nanos > MAX_INT ? intOverflow() : new Duration(nanos);
}

/** `_-_`. */
export function subtract(a: Value, b: Value): Value {
  if (typeof a === 'bigint' && typeof b === 'bigint') return checkedInt(a - b);
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (a instanceof Uint && b instanceof Uint) return checkedUint(a.value - b.value);
  if (a instanceof Duration && b instanceof Duration) return durationOf(a.nanos - b.nanos);
  if (a instanceof Timestamp && b instanceof Timestamp) return durationOf(a.nanos - b.nanos);
  if (a instanceof Timestamp && b instanceof Duration)
    return b.nanos === MIN_INT ? intOverflow() : timestampOf(a.nanos - b.nanos, a.offset);
  return orNoSuchOverload(b);
}

/** `_*_`. */
export function multiply(a: Value, b: Value): Value {
  if (typeof a === 'bigint' && typeof b === 'bigint') return checkedInt(a * b);
  if (typeof a === 'number' && typeof b === 'number') return a * b;
  if (a instanceof Uint && b instanceof Uint) return checkedUint(a.value * b.value);
  return orNoSuchOverload(b);
}

/** `_/_`. */
export function divide(a: Value, b: Value): Value {
  if (typeof a === 'number' && typeof b === 'number') return a / b;
  if (typeof a === 'bigint' && typeof b === 'bigint')
    return b === 0n ? new CelError('division by zero') : checkedInt(a / b);
  if (a instanceof Uint && b instanceof Uint)
    return b.value === 0n ? new CelError('division by zero') : new Uint(a.value / b.value);
  return orNoSuchOverload(b);
}

/** `_%_`. */
export function modulo(a: Value, b: Value): Value {
  if (typeof a === 'bigint' && typeof b === 'bigint') {
    if (b === 0n) return new CelError('modulus by zero');
    return a === MIN_INT && b === -1n ? intOverflow() : a % b;
  }
  if (a instanceof Uint && b instanceof Uint)
    return b.value === 0n ? new CelError('modulus by zero') : new Uint(a.value % b.value);
  return orNoSuchOverload(b);
}

/** `-_`. */
export function negate(value: Value): Value {
  if (typeof value === 'bigint') return checkedInt(-value);
  if (typeof value === 'number') return -value;
  return value instanceof Duration ? durationOf(-value.nanos) : orNoSuchOverload(value);
}

/** The index that a value is, or why it is none (`types.IndexOrError`). */
export function indexOf(value: Value, print: (value: Value) => string, typeName: string): number | CelError {
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'number')
    return Number.isInteger(value) && Math.abs(value) < 2 ** 63
      ? value
      : new CelError(`unsupported index value ${print(value)} in list`);
  if (value instanceof Uint)
    return value.value <= MAX_INT
      ? Number(value.value)
      : new CelError(`unsupported index value ${print(value)} in list`);
  return new CelError(`unsupported index type '${typeName}' in list`);
}

/** Whether a list holds a value, or a map a key (`_in_`). */
export function contains(container: Value, value: Value): Value {
  if (container instanceof List) {
    for (let i = 0; i < container.size; i++) if (equalNonNull(value, container.at(i)) === true) return true;
    return false;
  }
  if (!(container instanceof Dict)) return orNoSuchOverload(container);
  const found = container.find(value);
  return found instanceof CelError ? found : found !== undefined;
}
