/** Go values, as far as a template can tell them apart. Source: package reflect. */
import { compareBytes } from '../kubernetes/go/strings.ts';
import { spend, VISIT } from '../limits/budget.ts';
import { byteCount } from './bytes.ts';
import type { TemplateSet } from './template-set.ts';
import { commonMark, Str, type Mark, type Site } from './text.ts';

export { byteCount, fromBytes, toBytes } from './bytes.ts';

export { Str } from './text.ts';

/**
 * A Go value. `undefined` is no value at all (an untyped nil, an invalid reflect.Value), `null` a nil in a place of type
 * `interface {}`: what an absent key of a map gives.
 */
export type Value = undefined | null | Bool | Int | Float | Str | Bytes | List | Dict | Native;

export class Bool {
  readonly value: boolean;
  readonly mark: Mark | undefined;

  constructor(value: boolean, mark?: Mark) {
    this.value = value;
    this.mark = mark;
  }
}

export type IntType = 'int' | 'int64' | 'int32' | 'uint8' | 'uint32' | 'uint64' | 'time.Duration' | 'time.Month';

export class Int {
  readonly value: bigint;
  readonly type: IntType;
  readonly mark: Mark | undefined;

  constructor(value: bigint | number, type: IntType = 'int', mark?: Mark) {
    this.value = typeof value === 'bigint' ? value : BigInt(value);
    this.type = type;
    this.mark = mark;
  }
}

export class Float {
  readonly value: number;
  readonly mark: Mark | undefined;

  constructor(value: number, mark?: Mark) {
    this.value = value;
    this.mark = mark;
  }
}

/** A `[]byte`. */
export class Bytes {
  readonly #read: () => Str;
  #str: Str | undefined;

  /** `str` may be read later: most files of a chart are never looked at. */
  constructor(str: Str | (() => Str)) {
    this.#read = typeof str === 'function' ? str : () => str;
  }

  get str(): Str {
    return (this.#str ??= this.#read());
  }
}

/** A slice. Its items are never replaced. */
export class List {
  readonly items: readonly Value[];
  readonly type: string;

  constructor(items: readonly Value[], type = '[]interface {}') {
    this.items = items;
    this.type = type;
  }
}

/** A nil slice: it prints as an empty one, and is marshaled as null. */
export class NilList extends List {
  constructor(type = '[]interface {}') {
    super([], type);
  }
}

/** A map with string keys, which functions may change in place. */
export class Dict {
  readonly entries: Map<string, Value>;
  readonly type: string;
  /** Where its keys are written. */
  readonly keyMarks: Map<string, Mark>;
  /** What a key gives that is not in it: the zero value of its elements' type. */
  readonly zero: Value;

  constructor(
    entries = new Map<string, Value>(),
    type = ANY_MAP,
    keyMarks = new Map<string, Mark>(),
    zero: Value = null,
  ) {
    this.entries = entries;
    this.type = type;
    this.keyMarks = keyMarks;
    this.zero = zero;
  }

  /** A `map[string]string`. */
  static ofStrings(entries: Iterable<readonly [string, Str]>): Dict {
    return new Dict(new Map(entries), 'map[string]string', new Map(), new Str(''));
  }

  /** The same map under another type. */
  as(type: string): Dict {
    return type === this.type ? this : new Dict(this.entries, type, this.keyMarks, this.zero);
  }

  static of(entries: Readonly<Record<string, Value>>, type = ANY_MAP): Dict {
    return new Dict(new Map(Object.entries(entries)), type);
  }

  /** In Go's order of printing and ranging. */
  sortedKeys(): string[] {
    return [...this.entries.keys()].sort(compareBytes);
  }

  /** Sets a key as `from` has it, or to `value`. */
  setFrom(from: Dict, key: string, value: Value): void {
    this.entries.set(key, value);
    const mark = from.keyMarks.get(key);
    if (mark === undefined) this.keyMarks.delete(key);
    else this.keyMarks.set(key, mark);
  }

  copy(type = this.type): Dict {
    return new Dict(new Map(this.entries), type, new Map(this.keyMarks), this.zero);
  }
}

export const ANY_MAP = 'map[string]interface {}';

/** A nil map: nothing is in it, and nothing can be set. */
export class NilDict extends Dict {}

/** The call that a function is a part of. */
export interface Context {
  readonly set: TemplateSet;
  /** The action that calls. */
  readonly site: Site;
  /** Executes a template of `set`. Throws ExecError. */
  readonly execute: (name: string, data: Value, set: TemplateSet) => Str;
}

/** A method or function: its parameters, and what it does. */
export interface Func {
  readonly params: readonly ParamType[];
  /** The type of what may follow `params`, any number of times. */
  readonly rest?: ParamType;
  /** Its arguments have been checked and converted to its parameters' types. */
  readonly call: (args: readonly Value[], context: Context) => Value;
}

/** A Go type of a parameter: `value` is reflect.Value, `any` is `interface {}`. */
export type ParamType =
  | 'any'
  | 'value'
  | 'string'
  | 'int'
  | 'int64'
  | 'uint32'
  | 'float64'
  | 'bool'
  | 'map[string]interface {}'
  | 'time.Time'
  | '*semver.Version'
  | '*semver.Constraints';

/** A Go struct, or a pointer to one: what templates see of it. */
export interface Native {
  readonly native: true;
  readonly type: string;
  readonly kind: 'struct' | 'ptr' | 'slice' | 'map';
  /** An exported field. */
  readonly field?: (name: string) => Value;
  readonly hasField?: (name: string) => boolean;
  readonly method?: (name: string) => Func | undefined;
  /** What its String method gives. */
  readonly string?: () => Str;
  /** What its String method gives where an action prints it, if only a pointer to it has that method. */
  readonly printed?: () => Str;
  /** Its fields in order, as fmt prints them without a String method. */
  readonly plain?: () => Value;
  /** As encoding/json marshals it. */
  readonly json?: () => Value;
  /** Its elements, where it can be ranged over. */
  readonly elements?: () => List | Dict;
}

export function isNative(value: Value): value is Native {
  return typeof value === 'object' && value !== null && 'native' in value;
}

/** Go `%T`, and the type in error messages. */
export function typeName(value: Value): string {
  if (value === undefined || value === null) return '<nil>';
  if (value instanceof Str) return 'string';
  if (value instanceof Bool) return 'bool';
  if (value instanceof Float) return 'float64';
  if (value instanceof Bytes) return '[]uint8';
  return value.type;
}

/** Go `reflect.Kind` as text. */
export function kindName(value: Value): string {
  if (value === undefined || value === null) return 'invalid';
  if (value instanceof List || value instanceof Bytes) return 'slice';
  if (value instanceof Dict) return 'map';
  if (value instanceof Int)
    return value.type.startsWith('time.') ? (value.type === 'time.Month' ? 'int' : 'int64') : value.type;
  return isNative(value) ? value.kind : typeName(value);
}

export function str(text: string): Str {
  return new Str(text);
}

/** The value as a number of `len`; undefined where Go has none. */
export function lengthOf(value: Value): number | undefined {
  if (value instanceof Str) return byteCount(value.text);
  if (value instanceof Bytes) return byteCount(value.str.text);
  if (value instanceof List) return value.items.length;
  if (value instanceof Dict) return value.entries.size;
  const elements = isNative(value) ? value.elements?.() : undefined;
  return elements === undefined ? undefined : lengthOf(elements);
}

/** Go `text/template` isTrue. */
export function isTrue(value: Value): boolean {
  if (value === undefined || value === null) return false;
  if (value instanceof Bool) return value.value;
  if (value instanceof Int) return value.value !== 0n;
  if (value instanceof Float) return value.value !== 0;
  if (isNative(value) && (value.kind === 'struct' || value.kind === 'ptr')) return true;
  return lengthOf(value) !== 0;
}

/** The place that a scalar was read from, or that all of a collection's scalars share. */
export function markOf(value: Value): Mark | undefined {
  spend(VISIT);
  if (value === undefined || value === null || value instanceof Bytes || isNative(value)) return undefined;
  if (value instanceof List) return commonMark(value.items.map(markOf));
  if (value instanceof Dict) return commonMark([...value.entries.values()].map(markOf));
  return value.mark;
}

/** What a computed value rests on: the one place of all its arguments. */
export function marksOf(...values: readonly Value[]): Mark | undefined {
  return commonMark(values.map((value) => (isScalar(value) ? value.mark : undefined)));
}

export function isScalar(value: Value): value is Bool | Int | Float | Str {
  return value instanceof Str || value instanceof Bool || value instanceof Int || value instanceof Float;
}
