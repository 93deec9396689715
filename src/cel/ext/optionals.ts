/** Optional values. Source: cel-go cel/library.go. */
import { print } from '../convert.ts';
import type { FunctionDecl, Implementation } from '../declarations.ts';
import { define, global, member } from '../declarations.ts';
import type { Macro } from '../macros.ts';
import { call, fold, ident, list, literal, memberCall, refuse } from '../macros.ts';
import { BOOL, DYN, INT, STRING, listType, mapType, optionalType, typeParam } from '../types.ts';
import type { Value } from '../values.ts';
import {
  Bytes,
  CelError,
  Dict,
  Duration,
  List,
  Optional,
  Timestamp,
  Uint,
  ValueList,
  orNoSuchOverload,
} from '../values.ts';

const K = typeParam('K');
const V = typeParam('V');
const OPTIONAL_V = optionalType(V);
const LIST_V = listType(V);
const MAP_KV = mapType(K, V);

/** Go's zero moment is the first of January of the year 1. */
const ZERO_TIME = -62135596800n * 1_000_000_000n;

function isZero(value: Value): boolean {
  if (value === null || value === false || value === 0n || value === 0 || value === '') return true;
  if (value instanceof Uint) return value.value === 0n;
  if (value instanceof Bytes) return value.value.length === 0;
  if (value instanceof List || value instanceof Dict) return value.size === 0;
  if (value instanceof Duration) return value.nanos === 0n;
  return value instanceof Timestamp && value.nanos === ZERO_TIME;
}

const onOptional =
  (run: (optional: Optional) => Value): Implementation =>
  (value = null) =>
    value instanceof Optional ? run(value) : orNoSuchOverload(value);

/** The first or last of a list. */
const atEnd =
  (index: (list: List) => number): Implementation =>
  (values = null) => {
    if (!(values instanceof List)) return orNoSuchOverload(values);
    return values.size === 0 ? Optional.none : new Optional(values.at(index(values)));
  };

const unwrap: Implementation = (values = null) => {
  if (!(values instanceof List)) return orNoSuchOverload(values);
  const present: Value[] = [];
  for (const value of values) {
    if (!(value instanceof Optional)) return new CelError(`value ${print(value)} is not optional`);
    if (value.value !== undefined) present.push(value.value);
  }
  return new ValueList(present);
};

/** `opt.optMap(x, f)` and `opt.optFlatMap(x, f)`. */
function mapping(name: string, wraps: boolean): Macro {
  return {
    name,
    args: 2,
    receiver: true,
    expand(make, target, [variable, transform]) {
      if (target === undefined || variable === undefined || transform === undefined) throw new Error(name);
      if (variable.kind !== 'ident')
        return refuse(make, variable, `${name}() variable name must be a simple identifier`);
      const bound = fold(make, {
        range: list(make),
        iterVar: '#unused',
        accuVar: variable.name,
        init: memberCall(make, 'value', make.copy(target)),
        condition: literal(make, false),
        step: ident(make, variable.name),
        result: transform,
      });
      return call(
        make,
        '_?_:_',
        memberCall(make, 'hasValue', target),
        wraps ? call(make, 'optional.of', bound) : bound,
        call(make, 'optional.none'),
      );
    },
  };
}

export const OPTIONAL_MACROS: readonly Macro[] = [mapping('optMap', true), mapping('optFlatMap', false)];

export const OPTIONAL_FUNCTIONS: readonly FunctionDecl[] = [
  define(
    'optional.of',
    global('optional_of', [V], OPTIONAL_V, (value) => new Optional(value)),
  ),
  define(
    'optional.ofNonZeroValue',
    global('optional_ofNonZeroValue', [V], OPTIONAL_V, (value = null) =>
      isZero(value) ? Optional.none : new Optional(value),
    ),
  ),
  define(
    'optional.none',
    global('optional_none', [], OPTIONAL_V, () => Optional.none),
  ),
  define(
    'value',
    member(
      'optional_value',
      [OPTIONAL_V],
      V,
      onOptional(({ value }) => (value === undefined ? new CelError('optional.none() dereference') : value)),
    ),
  ),
  define(
    'hasValue',
    member(
      'optional_hasValue',
      [OPTIONAL_V],
      BOOL,
      onOptional(({ value }) => value !== undefined),
    ),
  ),
  define('or', member('optional_or_optional', [OPTIONAL_V, OPTIONAL_V], OPTIONAL_V)),
  define('orValue', member('optional_orValue_value', [OPTIONAL_V, V], V)),
  define('_?._', global('select_optional_field', [DYN, STRING], OPTIONAL_V)),
  define(
    '_[?_]',
    global('list_optindex_optional_int', [LIST_V, INT], OPTIONAL_V),
    global('optional_list_optindex_optional_int', [optionalType(LIST_V), INT], OPTIONAL_V),
    global('map_optindex_optional_value', [MAP_KV, K], OPTIONAL_V),
    global('optional_map_optindex_optional_value', [optionalType(MAP_KV), K], OPTIONAL_V),
  ),
  define(
    '_[_]',
    global('optional_list_index_int', [optionalType(LIST_V), INT], OPTIONAL_V),
    global('optional_map_index_value', [optionalType(MAP_KV), K], OPTIONAL_V),
  ),
  define(
    'last',
    member(
      'list_last',
      [LIST_V],
      OPTIONAL_V,
      atEnd(({ size }) => size - 1),
    ),
  ),
  define(
    'first',
    member(
      'list_first',
      [LIST_V],
      OPTIONAL_V,
      atEnd(() => 0),
    ),
  ),
  define('optional.unwrap', global('optional_unwrap', [listType(OPTIONAL_V)], LIST_V, unwrap)),
  define('unwrapOpt', member('optional_unwrapOpt', [listType(OPTIONAL_V)], LIST_V, unwrap)),
];
