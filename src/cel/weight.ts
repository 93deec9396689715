/**
 * How much there is to walk over in a value. Lists of lists share their parts, so that a few short expressions make one
 * that no cost of cel-go counts and no computer walks over. This is ours; cel-go has nothing like it.
 */
import { STRING_FACTOR } from './cost.ts';
import type { Value } from './values.ts';
import { ConcatList, Dict, List, MutableDict, MutableList, Optional } from './values.ts';

const weights = new WeakMap<object, number>();
const DEEPEST = 500;

/** The number of values within a value, shared ones counted each time; without end when it is nested too deeply. */
export function weightOf(value: Value, depth = 0): number {
  if (typeof value === 'string') return 1 + value.length * STRING_FACTOR;
  if (!(value instanceof List || value instanceof Dict || value instanceof Optional)) return 1;
  if (depth > DEEPEST) return Infinity;
  const known = weights.get(value);
  if (known !== undefined) return known;
  let weight = 1;
  for (const part of partsOf(value)) weight += weightOf(part, depth + 1);
  if (!(value instanceof MutableList || value instanceof MutableDict)) weights.set(value, weight);
  return weight;
}

function* partsOf(value: List | Dict | Optional): Generator<Value> {
  if (value instanceof Optional) yield value.value ?? null;
  else if (value instanceof List) yield* value instanceof ConcatList ? value.parts : value;
  else
    for (const key of value.keys()) {
      yield key;
      yield value.find(key) ?? null;
    }
}

/** Functions that walk over all of their arguments. */
const WALKING = new Set(
  (
    '@in format flatten distinct sets.contains sets.intersects sets.equivalent sort @sortByAssociatedKeys reverse slice ' +
    'join isSorted sum max min indexOf lastIndexOf includes optional.unwrap unwrapOpt'
  ).split(' '),
);

/** Functions that hold each element against each other one. */
const PAIRING = new Set(['distinct', 'sets.contains', 'sets.intersects', 'sets.equivalent']);

/** What a call walks over. */
export function workOf(name: string, args: readonly Value[]): number {
  if (!WALKING.has(name)) return 0;
  const containers = args.filter((arg) => arg instanceof List || arg instanceof Dict);
  const weight = containers.reduce((total, arg) => total + weightOf(arg), 0);
  const last = containers.at(-1);
  return PAIRING.has(name) && last !== undefined ? weight * last.size : weight;
}

/** What a comparison walks over. */
export function workToCompare(a: Value, b: Value): number {
  const isSame = (a instanceof List && b instanceof List) || (a instanceof Dict && b instanceof Dict);
  if (isSame && a.size !== b.size) return 0;
  return isSame || (a instanceof Optional && b instanceof Optional) ? Math.min(weightOf(a), weightOf(b)) : 0;
}
