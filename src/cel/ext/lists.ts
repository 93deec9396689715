/** The lists and sets extensions. Source: cel-go ext/lists.go (version 3), ext/sets.go. */
import { sizeOf } from '../cost.ts';
import type { FunctionDecl, Implementation } from '../declarations.ts';
import { define, defineAll, global, member } from '../declarations.ts';
import type { Macro } from '../macros.ts';
import { fold, ident, list, literal, makeMap, memberCall, refuse } from '../macros.ts';
import { compare, contains, equalNonNull } from '../operations.ts';
import type { Type } from '../types.ts';
import { BOOL, BYTES, DOUBLE, DURATION, DYN, INT, STRING, TIMESTAMP, UINT, listType, typeParam } from '../types.ts';
import type { Value } from '../values.ts';
import { Bytes, CelError, List, ValueList, orNoSuchOverload, typeOf } from '../values.ts';

const T = typeParam('T');
const LIST_T = listType(T);
const COMPARABLE: readonly Type[] = [INT, UINT, DOUBLE, BOOL, DURATION, TIMESTAMP, STRING, BYTES];
const MAX_RANGE = 1_000_000n;

/** A function of a list and integers. */
const onList =
  (run: (list: List, ...rest: readonly bigint[]) => Value): Implementation =>
  (first = null, ...rest) => {
    if (!(first instanceof List)) return orNoSuchOverload(first);
    const numbers: bigint[] = [];
    for (const value of rest)
      if (typeof value === 'bigint') numbers.push(value);
      else return orNoSuchOverload(value);
    return run(first, ...numbers);
  };

function slice(list: List, start: bigint, end: bigint): Value {
  const failed = (why: string): CelError => new CelError(`cannot slice(${start}, ${end}), ${why}`);
  if (start < 0n || end < 0n) return failed('negative indexes not supported');
  if (start > end) return failed('start index must be less than or equal to end index');
  if (BigInt(list.size) < end) return failed(`list is length ${list.size}`);
  const values: Value[] = [];
  for (let i = Number(start); i < Number(end); i++) values.push(list.at(i));
  return new ValueList(values);
}

function flatten(list: List, depth: bigint): Value {
  if (depth < 0n) return new CelError('level must be non-negative');
  const values: Value[] = [];
  const add = (from: List, left: bigint): void => {
    for (let i = 0; i < from.size; i++) {
      const value = from.at(i);
      if (value instanceof List && left > 0n) add(value, left - 1n);
      else values.push(value);
    }
  };
  add(list, depth);
  return new ValueList(values);
}

/** Sorts a list by keys of one type each. */
function sortBy(list: Value, keys: Value): Value {
  if (!(list instanceof List)) return orNoSuchOverload(list);
  if (!(keys instanceof List)) return orNoSuchOverload(keys);
  if (list.size !== keys.size)
    return new CelError(
      `@sortByAssociatedKeys() expected a list of the same size as the associated keys list, but got ${list.size} and ${keys.size} elements respectively`,
    );
  if (list.size === 0) return list;
  const values = [...keys];
  const type = typeOf(values[0] ?? null);
  if (!type.traits.has('comparer')) return new CelError('list elements must be comparable');
  if (values.some((value) => typeOf(value) !== type)) return new CelError('list elements must have the same type');
  const order = values
    .map((_, i) => i)
    .sort((a, b) => {
      const sign = compare(values[a] ?? null, values[b] ?? null);
      return typeof sign === 'number' ? sign : 0;
    });
  return new ValueList(order.map((i) => list.at(i)));
}

function distinct(list: List): Value {
  const values: Value[] = [];
  for (const value of list) if (!values.some((other) => equalNonNull(value, other) === true)) values.push(value);
  return new ValueList(values);
}

function range(size: Value): Value {
  if (typeof size !== 'bigint') return orNoSuchOverload(size);
  if (size < 0n) return new CelError(`lists.range: size must be non-negative, got ${size}`);
  if (size > MAX_RANGE) return new CelError(`lists.range: size ${size} exceeds maximum allowed (${MAX_RANGE})`);
  return new ValueList(Array.from({ length: Number(size) }, (_, i) => BigInt(i)));
}

/** `list.sortBy(x, key)`: the list is kept in a variable of a comprehension over nothing. */
const sortByMacro: Macro = {
  name: 'sortBy',
  args: 2,
  receiver: true,
  expand(make, target, args) {
    if (target === undefined) throw new Error('sortBy');
    const input = ident(make, '@__sortBy_input__');
    if (!['list', 'select', 'ident', 'comprehension', 'call'].includes(target.kind))
      return refuse(
        make,
        target,
        'sortBy can only be applied to a list, identifier, comprehension, call or select expression',
      );
    const keys = makeMap(make, make.copy(input), args);
    if (!('kind' in keys)) return keys;
    const result = memberCall(make, '@sortByAssociatedKeys', make.copy(input), keys);
    return fold(make, {
      range: list(make),
      iterVar: '#unused',
      accuVar: '@__sortBy_input__',
      init: target,
      condition: literal(make, false),
      step: input,
      result,
    });
  },
};

/** The functions of the lists extension. */
export const LIST_FUNCTIONS: readonly FunctionDecl[] = [
  define(
    'slice',
    member(
      'list_slice',
      [LIST_T, INT, INT],
      LIST_T,
      onList((values, start = 0n, end = 0n) => slice(values, start, end)),
    ),
  ),
  {
    ...define(
      'flatten',
      member(
        'list_flatten',
        [listType(LIST_T)],
        LIST_T,
        onList((values) => flatten(values, 1n)),
      ),
      member(
        'list_flatten_int',
        [listType(DYN), INT],
        listType(DYN),
        onList((values, depth = 0n) => flatten(values, depth)),
      ),
    ),
    unguarded: true,
  },
  defineAll(
    'sort',
    (values = null) => sortBy(values, values),
    ['adder', 'container', 'indexer', 'iterable', 'sizer'],
    ...COMPARABLE.map((type) => member(`list_${type.name}_sort`, [listType(type)], listType(type))),
  ),
  defineAll(
    '@sortByAssociatedKeys',
    (values = null, keys = null) => sortBy(values, keys),
    ['adder', 'container', 'indexer', 'iterable', 'sizer'],
    ...COMPARABLE.map((type) => member(`list_${type.name}_sortByAssociatedKeys`, [LIST_T, listType(type)], LIST_T)),
  ),
  define(
    'lists.range',
    global('lists_range', [INT], listType(INT), (size = null) => range(size)),
  ),
  define(
    'reverse',
    member(
      'list_reverse',
      [LIST_T],
      LIST_T,
      onList((values) => new ValueList([...values].reverse())),
    ),
  ),
  define('distinct', member('list_distinct', [LIST_T], LIST_T, onList(distinct))),
];

export const LIST_MACROS: readonly Macro[] = [sortByMacro];

const isSubset = (values: Value, part: Value): Value => {
  if (!(values instanceof List) || !(part instanceof List)) return orNoSuchOverload(values);
  for (const value of part) if (contains(values, value) !== true) return false;
  return true;
};

const intersects: Implementation = (a = null, b = null) => {
  if (!(a instanceof List) || !(b instanceof List)) return orNoSuchOverload(a);
  for (const value of a) if (contains(b, value) === true) return true;
  return false;
};

/** The functions of the sets extension. */
export const SET_FUNCTIONS: readonly FunctionDecl[] = [
  define(
    'sets.contains',
    global('list_sets_contains_list', [LIST_T, LIST_T], BOOL, (a = null, b = null) => isSubset(a, b)),
  ),
  define(
    'sets.equivalent',
    global('list_sets_equivalent_list', [LIST_T, LIST_T], BOOL, (a = null, b = null) => {
      const contained = isSubset(a, b);
      return contained === true ? isSubset(b, a) : contained;
    }),
  ),
  define('sets.intersects', global('list_sets_intersects_list', [LIST_T, LIST_T], BOOL, intersects)),
];

/** A call that makes a list of some size. */
const allocating = (size: number, factor = 1): number => Math.trunc(size * (factor < 0 ? 1 : factor)) + 11;

function comparing(values: Value): number {
  const size = sizeOf(values);
  const first = values instanceof List && size > 0 ? values.at(0) : null;
  return allocating(size * size, typeof first === 'string' || first instanceof Bytes ? 2.1 : 2);
}

/** The cost of a call of these two extensions, which their own rules decide before any other. */
export function listCallCost(overload: string, args: readonly Value[], result: Value): number | undefined {
  const [first = null, second = null] = args;
  if (/^list_.+_sort$/.test(overload)) return comparing(first);
  if (/^list_.+_sortByAssociatedKeys$/.test(overload)) return comparing(second);
  switch (overload) {
    case 'list_slice':
    case 'lists_range':
    case 'list_reverse':
      return allocating(sizeOf(result));
    case 'list_flatten':
      return allocating(sizeOf(first));
    case 'list_flatten_int':
      return allocating(sizeOf(first), typeof second === 'bigint' ? Number(second) : 1);
    case 'list_distinct':
      return comparing(first);
    case 'list_sets_contains_list':
    case 'list_sets_intersects_list':
      return 1 + sizeOf(first) * sizeOf(second);
    case 'list_sets_equivalent_list':
      return 1 + sizeOf(first) * sizeOf(second) * 2;
    default:
      return undefined;
  }
}
