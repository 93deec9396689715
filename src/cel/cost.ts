/** What an evaluation costs, counted as cel-go counts it. Source: cel-go interpreter/runtimecost.go, common/cost.go. */
import type { Value } from './values.ts';
import { Bytes, Dict, List, Opaque, Optional } from './values.ts';

export const LIST_COST = 10;
export const MAP_COST = 30;
export const STRUCT_COST = 40;
export const STRING_FACTOR = 0.1;
export const REGEX_FACTOR = 0.25;

/** The cost of one call where it is not the usual one; nothing leaves it to the next rule. */
export type CallCost = (name: string, overload: string, args: readonly Value[], result: Value) => number | undefined;

/** Ends an evaluation that costs too much. */
export class CostExceeded extends Error {
  constructor() {
    super('operation cancelled: actual cost limit exceeded');
  }
}

/** What `size()` gives, else 1. */
export function sizeOf(value: Value): number {
  if (typeof value === 'string') return runeCount(value);
  if (value instanceof List || value instanceof Dict) return value.size;
  if (value instanceof Bytes) return value.value.length;
  return value instanceof Opaque ? (value.size ?? 1) : 1;
}

/** The length of a string in code points. */
export function runeCount(text: string): number {
  let count = text.length;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code >= 0xdc00 && code <= 0xdfff) count--;
  }
  return count;
}

function actualSize(value: Value): number {
  return value instanceof Optional && value.value !== undefined ? actualSize(value.value) : sizeOf(value);
}

const traversal = (size: number): number => Math.ceil(size * STRING_FACTOR);

const COMPARISONS = new Set(
  ['less', 'greater', 'less_equals', 'greater_equals'].flatMap((name) => [`${name}_string`, `${name}_bytes`]),
).add('equals');
COMPARISONS.add('not_equals');

function standardCost(overload: string, [first = null, second = null]: readonly Value[]): number {
  if (COMPARISONS.has(overload)) return traversal(Math.min(actualSize(first), actualSize(second)));
  switch (overload) {
    case 'starts_with_string':
    case 'ends_with_string':
      return traversal(actualSize(second));
    case 'string_to_bytes':
    case 'bytes_to_string':
    case 'strings_quote':
    case 'string_format':
      return traversal(actualSize(first));
    case 'in_list':
      return actualSize(second);
    case 'add_string':
    case 'add_bytes':
      return traversal(actualSize(first) + actualSize(second));
    case 'matches':
    case 'matches_string':
      return traversal(1 + actualSize(first)) * Math.ceil(actualSize(second) * REGEX_FACTOR);
    case 'contains_string':
      return traversal(actualSize(first)) * traversal(actualSize(second));
    default:
      return 1;
  }
}

/** How many values may be walked over for each unit of cost. */
const WORK_OF_COST = 10;

/** Values on their way from one step to the next, by the id of the node that made them. */
export class CostTracker {
  cost = 0;
  #work = 0;
  readonly #limit: number;
  readonly #callCost: CallCost;
  readonly #ids: number[] = [];
  readonly #values: Value[] = [];
  /** How often each id is on the stack, so that nothing is searched for that is not there. */
  readonly #counts: number[] = [];

  constructor(limit: number, callCost: CallCost) {
    this.#limit = limit;
    this.#callCost = callCost;
  }

  /** The cost, and instead of it what it took to walk over values when that is far more. */
  get total(): number {
    return Math.max(this.cost, Math.floor(this.#work / WORK_OF_COST));
  }

  /** Counts what is about to be walked over. */
  walk(work: number): void {
    this.#work += work;
    if (this.total > this.#limit) throw new CostExceeded();
  }

  push(value: Value, id: number): void {
    this.#counts[id] = (this.#counts[id] ?? 0) + 1;
    this.#ids.push(id);
    this.#values.push(value);
    if (this.cost > this.#limit) throw new CostExceeded();
  }

  /** Takes off a node's value and everything above it. */
  drop(id: number): Value | undefined {
    if ((this.#counts[id] ?? 0) === 0) return undefined;
    for (;;) {
      const top = this.#ids.pop();
      const value = this.#values.pop();
      if (top === undefined) return undefined;
      this.#counts[top] = (this.#counts[top] ?? 1) - 1;
      if (top === id) return value;
    }
  }

  /** The values of the arguments of a call, unless one was never computed. */
  dropAll(ids: readonly number[]): readonly Value[] | undefined {
    const values = new Array<Value>(ids.length);
    for (let i = ids.length - 1; i >= 0; i--) {
      const value = this.drop(ids[i] ?? 0);
      if (value === undefined) return undefined;
      values[i] = value;
    }
    return values;
  }

  /**
   * Ends the evaluation before a call that takes as long as its cost says, if that is too much; only for calls whose
   * cost does not depend on their result.
   */
  foresee(name: string, overload: string, args: readonly Value[]): void {
    const cost = this.#callCost(name, overload, args, null) ?? 0;
    if (this.cost + cost > this.#limit) throw new CostExceeded();
  }

  call(name: string, overload: string, args: readonly Value[], result: Value): void {
    this.cost += this.#callCost(name, overload, args, result) ?? standardCost(overload, args);
  }
}
