/**
 * The values of CEL. An int is a bigint, a double a number; strings, booleans and null are themselves.
 * Source: cel-go common/types.
 */
import type { Type } from './types.ts';
import {
  BOOL,
  BYTES,
  DOUBLE,
  DURATION,
  ERROR,
  INT,
  LIST,
  MAP,
  NULL,
  OPTIONAL,
  STRING,
  TIMESTAMP,
  TYPE,
  UINT,
} from './types.ts';

/** Any value, errors included: an error is passed on, not thrown. */
export type Value =
  | null
  | boolean
  | bigint
  | number
  | string
  | Uint
  | Bytes
  | Duration
  | Timestamp
  | List
  | Dict
  | Type
  | Optional
  | Opaque
  | CelError;

/** What evaluation failed with. */
export class CelError {
  readonly message: string;

  constructor(message: string) {
    this.message = message;
  }
}

export const noSuchOverload = (): CelError => new CelError('no such overload');

/** The error that `value` is, else "no such overload" (`MaybeNoSuchOverloadErr`). */
export const orNoSuchOverload = (value: Value): CelError => (value instanceof CelError ? value : noSuchOverload());

/** An unsigned 64-bit integer. */
export class Uint {
  readonly value: bigint;

  constructor(value: bigint) {
    this.value = value;
  }
}

/** A sequence of bytes. */
export class Bytes {
  readonly value: Uint8Array;

  constructor(value: Uint8Array) {
    this.value = value;
  }
}

/** A span of time in nanoseconds. */
export class Duration {
  readonly nanos: bigint;

  constructor(nanos: bigint) {
    this.nanos = nanos;
  }
}

/** A moment: nanoseconds since 1970, and the offset in seconds in which it prints. */
export class Timestamp {
  readonly nanos: bigint;
  readonly offset: number;

  constructor(nanos: bigint, offset = 0) {
    this.nanos = nanos;
    this.offset = offset;
  }
}

/** A value or none. */
export class Optional {
  static readonly none = new Optional(undefined);
  readonly value: Value | undefined;

  constructor(value: Value | undefined) {
    this.value = value;
  }
}

const BASE_LIST = '*types.baseList';
const BASE_MAP = '*types.baseMap';

/** Where a value is found: a variable, or a field, key or index of another value. */
export interface Origin {
  /** Nothing for a variable, whose name is the key. */
  readonly holder: Origin | undefined;
  readonly key: string | number;
}

/** A list; elements are made when they are asked for. */
export abstract class List {
  abstract readonly size: number;
  /** Where it is found, when it is part of the input. */
  readonly origin?: Origin | undefined;
  /** The element at an index within the size. */
  abstract at(index: number): Value;

  /** As Go's `%T` names it. */
  get goType(): string {
    return BASE_LIST;
  }

  /** The elements as they are, when the list holds others; else nothing. */
  *[Symbol.iterator](): Iterator<Value> {
    for (let i = 0; i < this.size; i++) yield this.at(i);
  }
}

/** A list of values. */
export class ValueList extends List {
  readonly values: readonly Value[];

  constructor(values: readonly Value[]) {
    super();
    this.values = values;
  }

  get size(): number {
    return this.values.length;
  }

  at(index: number): Value {
    return this.values[index] ?? null;
  }
}

/** A list that a comprehension fills. */
export class MutableList extends List {
  readonly values: Value[] = [];

  override get goType(): string {
    return '*types.mutableList';
  }

  get size(): number {
    return this.values.length;
  }

  at(index: number): Value {
    return this.values[index] ?? null;
  }
}

/** Beyond it lists are copied into one, so that an element is found in few steps. */
const DEEPEST_JOIN = 64;

/** Two lists as one. */
export class ConcatList extends List {
  readonly size: number;
  /** How many elements were copied to make it. */
  readonly copied: number;
  readonly parts: readonly [List] | readonly [List, List];
  readonly #depth: number;

  constructor(first: List, second: List) {
    super();
    const depth = 1 + Math.max(...[first, second].map((list) => (list instanceof ConcatList ? list.#depth : 0)));
    this.size = first.size + second.size;
    const isCopied = depth > DEEPEST_JOIN;
    this.copied = isCopied ? this.size : 0;
    this.#depth = isCopied ? 1 : depth;
    this.parts = isCopied ? [new ValueList(joined([first, second]))] : [first, second];
  }

  override get goType(): string {
    return '*types.concatList';
  }

  at(index: number): Value {
    return elementOf(this, index);
  }
}

function elementOf(joined: List, index: number): Value {
  let list = joined;
  let left = index;
  while (list instanceof ConcatList) {
    const [first, second]: readonly [List, List?] = list.parts;
    if (second === undefined || left < first.size) list = first;
    else {
      left -= first.size;
      list = second;
    }
  }
  return list.at(left);
}

function joined(parts: readonly [List, List]): Value[] {
  const values: Value[] = [];
  const todo: List[] = [parts[1], parts[0]];
  for (let list = todo.pop(); list !== undefined; list = todo.pop()) {
    if (list instanceof ConcatList) todo.push(...[...list.parts].reverse());
    else for (let i = 0; i < list.size; i++) values.push(list.at(i));
  }
  return values;
}

/** A map. */
export abstract class Dict {
  abstract readonly size: number;
  /** Where it is found, when it is part of the input. */
  readonly origin?: Origin | undefined;
  /** The value of a key, an error, or nothing when there is no such key. */
  abstract find(key: Value): Value | undefined;
  abstract keys(): Iterable<Value>;

  /** As Go's `%T` names it. */
  get goType(): string {
    return BASE_MAP;
  }
}

type Key = string | bigint | number | boolean | object | null;

const keyOf = (key: Value): Key =>
  typeof key === 'string' ? `s${key}` : key instanceof Uint ? `u${String(key.value)}` : key;

/** A map of values; numbers that are equal are one key whatever their type. */
export class ValueDict extends Dict {
  protected readonly entries = new Map<Key, readonly [Value, Value]>();

  constructor(entries: Iterable<readonly [Value, Value]> = []) {
    super();
    for (const [key, value] of entries) this.set(key, value);
  }

  get size(): number {
    return this.entries.size;
  }

  protected set(key: Value, value: Value): void {
    this.entries.set(keyOf(key), [key, value]);
  }

  find(key: Value): Value | undefined {
    const exact = this.entries.get(keyOf(key))?.[1];
    if (exact !== undefined || typeof key === 'string') return exact;
    for (const other of sameNumbers(key)) {
      const found = this.entries.get(keyOf(other))?.[1];
      if (found !== undefined) return found;
    }
    return undefined;
  }

  *keys(): Iterable<Value> {
    for (const [key] of this.entries.values()) yield key;
  }
}

/** A map that a comprehension fills. */
export class MutableDict extends ValueDict {
  override get goType(): string {
    return '*types.mutableMap';
  }

  /** False when the key is there already. */
  insert(key: Value, value: Value): boolean {
    if (this.find(key) !== undefined) return false;
    this.set(key, value);
    return true;
  }

  /** The map as it is now. */
  frozen(): ValueDict {
    return new ValueDict(this.entries.values());
  }
}

const MAX_INT = 2n ** 63n - 1n;

/** The integers of the other types that equal a number. */
function sameNumbers(key: Value): Value[] {
  if (typeof key === 'bigint') return key >= 0n ? [new Uint(key)] : [];
  if (key instanceof Uint) return key.value <= MAX_INT ? [key.value] : [];
  if (typeof key !== 'number' || !Number.isInteger(key)) return [];
  const whole = BigInt(key);
  const int = whole > -(2n ** 63n) && whole < 2n ** 63n ? [whole] : [];
  return whole >= 0n && whole < 2n ** 64n ? [...int, new Uint(whole)] : int;
}

/** A value of a library: an IP address, a quantity. */
export abstract class Opaque {
  abstract readonly type: Type;
  /** As Go's `%T` names it. */
  abstract readonly goType: string;
  abstract equals(other: Value): boolean | CelError;

  /** `size()` of it for the cost, where it has one. */
  get size(): number | undefined {
    return undefined;
  }

  /** As `string()` converts it; nothing where that is an error. */
  get text(): string | undefined {
    return undefined;
  }
}

/** The type at run time (`ref.Val.Type`). */
export function typeOf(value: Value): Type {
  switch (typeof value) {
    case 'string':
      return STRING;
    case 'bigint':
      return INT;
    case 'number':
      return DOUBLE;
    case 'boolean':
      return BOOL;
    default:
      return typeOfObject(value);
  }
}

function typeOfObject(value: Exclude<Value, string | bigint | number | boolean>): Type {
  if (value === null) return NULL;
  if (value instanceof List) return LIST;
  if (value instanceof Dict) return MAP;
  if (value instanceof Uint) return UINT;
  if (value instanceof Bytes) return BYTES;
  if (value instanceof Duration) return DURATION;
  if (value instanceof Timestamp) return TIMESTAMP;
  if (value instanceof Optional) return OPTIONAL;
  if (value instanceof Opaque) return value.type;
  return value instanceof CelError ? ERROR : TYPE;
}

/** As Go's `%T` names the value. */
export function goTypeOf(value: Value): string {
  if (value instanceof List || value instanceof Dict || value instanceof Opaque) return value.goType;
  return GO_TYPES[typeOf(value).kind] ?? '*types.Type';
}

const GO_TYPES: Readonly<Partial<Record<Type['kind'], string>>> = {
  string: 'types.String',
  int: 'types.Int',
  double: 'types.Double',
  bool: 'types.Bool',
  null: 'types.Null',
  uint: 'types.Uint',
  bytes: 'types.Bytes',
  duration: 'types.Duration',
  timestamp: 'types.Timestamp',
  opaque: '*types.Optional',
  error: '*types.Err',
};
