/** Kubernetes' own functions of lists and of regular expressions. Source: apiserver pkg/cel/library lists.go, regex.go. */
import type { FunctionDecl, Implementation, Overload } from '../../cel/declarations.ts';
import { define, member } from '../../cel/declarations.ts';
import { add, compare, equalNonNull } from '../../cel/operations.ts';
import type { PatternFunction } from '../../cel/program.ts';
import { compilePattern } from '../../cel/regex.ts';
import type { Type } from '../../cel/types.ts';
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
  typeParam,
} from '../../cel/types.ts';
import type { Value } from '../../cel/values.ts';
import { CelError, Duration, List, Uint, ValueList, orNoSuchOverload, typeOf } from '../../cel/values.ts';

const A = typeParam('A');

const COMPARABLE: readonly (readonly [string, Type])[] = [
  ['int', INT],
  ['uint', UINT],
  ['double', DOUBLE],
  ['bool', BOOL],
  ['duration', DURATION],
  ['timestamp', TIMESTAMP],
  ['string', STRING],
  ['bytes', BYTES],
];

const SUMMABLE: readonly (readonly [string, Type, Value])[] = [
  ['int', INT, 0n],
  ['uint', UINT, new Uint(0n)],
  ['double', DOUBLE, 0],
  ['duration', DURATION, new Duration(0n)],
];

const onList =
  (run: (list: List, item: Value) => Value): Implementation =>
  (list = null, item = null) =>
    list instanceof List ? run(list, item) : orNoSuchOverload(list);

const isComparable = (value: Value): boolean => typeOf(value).traits.has('comparer');

function isSorted(list: List): Value {
  let previous: Value | undefined;
  for (const value of list) {
    if (!isComparable(value)) return orNoSuchOverload(value);
    if (previous !== undefined && compare(previous, value) === 1) return false;
    previous = value;
  }
  return true;
}

function sum(list: List, zero: Value): Value {
  let total = zero;
  for (const value of list) {
    if (!typeOf(value).traits.has('adder')) return orNoSuchOverload(value);
    total = add(total, value);
    if (total instanceof CelError) return total;
  }
  return total;
}

/** The least or greatest element. */
function extreme(list: List, name: string, replaces: number): Value {
  let best: Value | undefined;
  for (const value of list) {
    if (!isComparable(value)) return orNoSuchOverload(value);
    if (best === undefined || compare(best, value) === replaces) best = value;
  }
  return best ?? new CelError(`${name} called on empty list`);
}

function indexIn(list: List, item: Value): Value {
  for (let i = 0; i < list.size; i++) if (equalNonNull(list.at(i), item) === true) return BigInt(i);
  return -1n;
}

function lastIndexIn(list: List, item: Value): Value {
  for (let i = list.size - 1; i >= 0; i--) if (equalNonNull(list.at(i), item) === true) return BigInt(i);
  return -1n;
}

const comparableOverloads = (
  id: (name: string) => string,
  result: (type: Type) => Type,
  run: Implementation,
): Overload[] => COMPARABLE.map(([name, type]) => member(id(name), [listType(type)], result(type), run));

/** The functions of lists. */
export const KUBERNETES_LIST_FUNCTIONS: readonly FunctionDecl[] = [
  define(
    'isSorted',
    ...comparableOverloads(
      (name) => `list_${name}_is_sorted_bool`,
      () => BOOL,
      onList(isSorted),
    ),
  ),
  define(
    'sum',
    ...SUMMABLE.map(([name, type, zero]) =>
      member(
        `list_${name}_sum_${name}`,
        [listType(type)],
        type,
        onList((list) => sum(list, zero)),
      ),
    ),
  ),
  define(
    'max',
    ...comparableOverloads(
      (name) => `list_${name}_max_${name}`,
      (type) => type,
      onList((list) => extreme(list, 'max', -1)),
    ),
  ),
  define(
    'min',
    ...comparableOverloads(
      (name) => `list_${name}_min_${name}`,
      (type) => type,
      onList((list) => extreme(list, 'min', 1)),
    ),
  ),
  define('indexOf', member('list_a_index_of_int', [listType(A), A], INT, onList(indexIn))),
  define('lastIndexOf', member('list_a_last_index_of_int', [listType(A), A], INT, onList(lastIndexIn))),
];

/** `includes()` (1.37). */
export const INCLUDES_FUNCTIONS: readonly FunctionDecl[] = [
  define(
    'includes',
    member('list_includes_dyn_dyn', [DYN, DYN], BOOL, (target = null, arg = null) =>
      target instanceof List
        ? [...target].some((item) => equalNonNull(item, arg) === true)
        : equalNonNull(target, arg) === true,
    ),
  ),
];

const find: Implementation = (text = null, source = null) => {
  if (typeof text !== 'string') return orNoSuchOverload(text);
  if (typeof source !== 'string') return orNoSuchOverload(source);
  const pattern = compilePattern(source);
  return 'fault' in pattern ? new CelError(`Illegal regex: ${pattern.fault}`) : (pattern.find(text) ?? '');
};

const findAll: Implementation = (text = null, source = null, most = -1n) => {
  if (typeof text !== 'string') return orNoSuchOverload(text);
  if (typeof source !== 'string') return orNoSuchOverload(source);
  if (typeof most !== 'bigint') return orNoSuchOverload(most);
  const pattern = compilePattern(source);
  if ('fault' in pattern) return new CelError(`Illegal regex: ${pattern.fault}`);
  return new ValueList(pattern.findAll(text, Number(most)));
};

/** The functions of regular expressions. */
export const REGEX_FUNCTIONS: readonly FunctionDecl[] = [
  define('find', member('string_find_string', [STRING, STRING], STRING, find)),
  define(
    'findAll',
    member('string_find_all_string', [STRING, STRING], listType(STRING), findAll),
    member('string_find_all_string_int', [STRING, STRING, INT], listType(STRING), findAll),
  ),
];

/** The same with a regular expression that was compiled before. */
export const REGEX_PATTERN_FUNCTIONS: ReadonlyMap<string, PatternFunction> = new Map<string, PatternFunction>([
  [
    'find',
    (pattern, [text = null]) => (typeof text === 'string' ? (pattern.find(text) ?? '') : orNoSuchOverload(text)),
  ],
  [
    'findAll',
    (pattern, [text = null, , most = -1n]) => {
      if (typeof text !== 'string') return orNoSuchOverload(text);
      if (typeof most !== 'bigint') return orNoSuchOverload(most);
      return new ValueList(pattern.findAll(text, Number(most)));
    },
  ],
]);
