/** Comprehensions over two variables. Source: cel-go ext/comprehensions.go. */
import type { Expr } from '../ast.ts';
import { print } from '../convert.ts';
import type { FunctionDecl } from '../declarations.ts';
import { define, global } from '../declarations.ts';
import type { Expansion, Macro, MacroFactory } from '../macros.ts';
import { ACCUMULATOR, QUANTIFIERS, call, fold, ident, iterationVariable, list, literal, refuse } from '../macros.ts';
import type { Issue } from '../source.ts';
import { mapType, typeParam } from '../types.ts';
import type { Value } from '../values.ts';
import { CelError, Dict, MutableDict, ValueDict, orNoSuchOverload } from '../values.ts';

type Names = readonly [string, string];

/** The two names, or what is wrong with them. */
function variables(make: MacroFactory, first: Expr, second: Expr): Names | { issue: Issue } {
  const names: string[] = [];
  for (const arg of [first, second])
    if (arg.kind === 'ident') names.push(arg.name);
    else return refuse(make, arg, 'argument must be a simple name');
  const [one = '', two = ''] = names;
  if (one === two) return refuse(make, second, `duplicate variable name: ${one}`);
  for (const arg of [first, second]) {
    const name = iterationVariable(make, arg, '');
    if (typeof name !== 'string') return name;
  }
  return [one, two];
}

/** The parts of a fold besides its range and its variables. */
type Parts = (
  make: MacroFactory,
  args: readonly Expr[],
  names: Names,
) => { init: Expr; condition: Expr; step: Expr; result: Expr };

function twoVariables(name: string, args: number, parts: Parts): Macro {
  return {
    name,
    args,
    receiver: true,
    expand(make, target, given): Expansion {
      const [first, second, ...rest] = given;
      if (target === undefined || first === undefined || second === undefined) throw new Error(name);
      const names = variables(make, first, second);
      if ('issue' in names) return names;
      const [iterVar, iterVar2] = names;
      return fold(make, { range: target, iterVar, iterVar2, ...parts(make, rest, names) });
    },
  };
}

const last = (args: readonly Expr[]): Expr => {
  const expr = args.at(-1);
  if (expr === undefined) throw new Error('a macro without its last argument');
  return expr;
};

const quantify =
  (which: keyof typeof QUANTIFIERS): Parts =>
  (make, args) =>
    QUANTIFIERS[which](make, last(args));

/** A transformation, after a filter when there is one. */
function transforming(
  init: (make: MacroFactory) => Expr,
  step: (make: MacroFactory, transform: Expr, names: Names) => Expr,
): Parts {
  return (make, args, names) => {
    let next = step(make, last(args), names);
    const filter = args.length === 2 ? args[0] : undefined;
    if (filter !== undefined) next = call(make, '_?_:_', filter, next, ident(make, ACCUMULATOR));
    return { init: init(make), condition: literal(make, true), step: next, result: ident(make, ACCUMULATOR) };
  };
}

const emptyMap = (make: MacroFactory): Expr => ({ kind: 'map', id: make.id(), entries: [] });

const transformList = transforming(
  (make) => list(make),
  (make, transform) => call(make, '_+_', ident(make, ACCUMULATOR), list(make, transform)),
);
const transformMap = transforming(emptyMap, (make, transform, [key]) =>
  call(make, 'cel.@mapInsert', ident(make, ACCUMULATOR), ident(make, key), transform),
);
const transformMapEntry = transforming(emptyMap, (make, transform) =>
  call(make, 'cel.@mapInsert', ident(make, ACCUMULATOR), transform),
);

export const TWO_VARIABLE_MACROS: readonly Macro[] = [
  twoVariables('all', 3, quantify('all')),
  twoVariables('exists', 3, quantify('exists')),
  twoVariables('existsOne', 3, quantify('exists_one')),
  twoVariables('exists_one', 3, quantify('exists_one')),
  ...[3, 4].flatMap((args) => [
    twoVariables('transformList', args, transformList),
    twoVariables('transformMap', args, transformMap),
    twoVariables('transformMapEntry', args, transformMapEntry),
  ]),
];

function insert(map: Dict, key: Value, value: Value): Dict | CelError {
  if (map.find(key) !== undefined) return new CelError(`insert failed: key ${print(key)} already exists`);
  if (map instanceof MutableDict) {
    map.insert(key, value);
    return map;
  }
  const entries = [...map.keys()].map((old): [Value, Value] => [old, map.find(old) ?? null]);
  return new ValueDict([...entries, [key, value]]);
}

const K = typeParam('K');
const V = typeParam('V');
const MAP = mapType(K, V);

export const TWO_VARIABLE_FUNCTIONS: readonly FunctionDecl[] = [
  define(
    'cel.@mapInsert',
    global('@mapInsert_map_key_value', [MAP, K, V], MAP, (map = null, key = null, value = null) =>
      map instanceof Dict ? insert(map, key, value) : orNoSuchOverload(map),
    ),
    global('@mapInsert_map_map', [MAP, MAP], MAP, (map = null, added = null) => {
      if (!(map instanceof Dict) || !(added instanceof Dict)) return orNoSuchOverload(map);
      let result: Dict | CelError = map;
      for (const key of added.keys()) {
        if (result instanceof CelError) break;
        result = insert(result, key, added.find(key) ?? null);
      }
      return result;
    }),
  ),
];
