/**
 * What an outcome turned on: the parts of the input that the decisive part of an expression reads. This is ours; cel-go
 * has nothing like it. The expression is evaluated again, part by part, as far as the outcome depends on it.
 */
import type { Call, Comprehension, Expr } from './ast.ts';
import { childrenOf } from './ast.ts';
import type { Frame, Step } from './attributes.ts';
import type { Origin, Value } from './values.ts';
import { CelError, Dict, List } from './values.ts';

/** A part of the input, and the part of the expression that turned on it. */
export interface Access {
  readonly origin: Origin;
  /** The innermost condition that decides. */
  readonly term: Expr;
}

/** The accesses of what is computed elsewhere: of a variable that is an expression itself. */
export type Elsewhere = (holder: string, field: string) => readonly Origin[];

/** Explains outcomes of one evaluation. */
export class Explainer {
  readonly #plan: (expr: Expr) => Step;
  readonly #elsewhere: Elsewhere;

  /** `plan` gives the step of a part of the expression, the same one each time. */
  constructor(plan: (expr: Expr) => Step, elsewhere: Elsewhere) {
    this.#plan = plan;
    this.#elsewhere = elsewhere;
  }

  /** What the value of an expression turned on, the most telling first. */
  accesses(expr: Expr, frame: Frame): readonly Access[] {
    switch (expr.kind) {
      case 'call':
        return this.#ofCall(expr, frame);
      case 'comprehension':
        return this.#ofFold(expr, frame);
      default:
        return this.#read(expr, expr, frame);
    }
  }

  #ofCall(call: Call, frame: Frame): readonly Access[] {
    const [first, second, third] = call.args;
    if (first === undefined) return this.#read(call, call, frame);
    if (call.name === '!_') return this.accesses(first, frame);
    if ((call.name === '_&&_' || call.name === '_||_') && second !== undefined)
      return this.#ofLogic([first, second], call.name === '_||_', frame);
    if (call.name === '_?_:_' && second !== undefined && third !== undefined) {
      const chosen = this.#value(first, frame);
      if (typeof chosen !== 'boolean') return this.accesses(first, frame);
      const branch = this.accesses(chosen ? second : third, frame);
      return [...branch, ...this.accesses(first, frame)];
    }
    return this.#read(call, call, frame);
  }

  /** The term that decides; when none does, an error, and else all of them, of which the last is the most telling. */
  #ofLogic(terms: readonly Expr[], decisive: boolean, frame: Frame): readonly Access[] {
    let faulty: Expr | undefined;
    for (const term of terms) {
      const value = this.#value(term, frame);
      if (value === decisive) return this.accesses(term, frame);
      if (typeof value !== 'boolean') faulty ??= term;
    }
    if (faulty !== undefined) return this.accesses(faulty, frame);
    return [...terms].reverse().flatMap((term) => [...this.accesses(term, frame)]);
  }

  /** A fold: the element that decided, else the whole range. */
  #ofFold(fold: Comprehension, frame: Frame): readonly Access[] {
    const parts = conditionOf(fold);
    const range = this.#value(fold.range, frame);
    if (parts !== undefined && (range instanceof List || range instanceof Dict)) {
      let faulty: ElementFrame | undefined;
      for (const element of this.#elements(fold, range, frame)) {
        const value = this.#value(parts.condition, element);
        if (value === parts.decisive) return this.#ofElement(parts.condition, element);
        if (value instanceof CelError) faulty ??= element;
      }
      if (faulty !== undefined) return this.#ofElement(parts.condition, faulty);
    }
    return this.#read(fold.range, fold, frame);
  }

  /** What a condition reads of an element comes before the element, and that before what it reads elsewhere. */
  #ofElement(condition: Expr, element: ElementFrame): readonly Access[] {
    const { origin } = element;
    const read = this.accesses(condition, element);
    if (origin === undefined) return read;
    const own = read.filter((access) => isWithin(access.origin, origin));
    return [...own, { origin, term: condition }, ...read];
  }

  *#elements(fold: Comprehension, range: List | Dict, frame: Frame): Generator<ElementFrame> {
    const keys = range instanceof List ? undefined : [...range.keys()];
    for (let i = 0; i < range.size; i++) {
      const key = keys === undefined ? BigInt(i) : (keys[i] ?? null);
      const value = range instanceof List ? range.at(i) : (range.find(key) ?? null);
      yield this.#element(fold, range, { key, value }, frame);
    }
  }

  #element(fold: Comprehension, range: List | Dict, { key, value }: Element, frame: Frame): ElementFrame {
    const { iterVar, iterVar2 } = fold;
    const names = new Map(
      iterVar2 === ''
        ? [[iterVar, range instanceof List ? value : key]]
        : [
            [iterVar, key],
            [iterVar2, value],
          ],
    );
    return new ElementFrame(frame, names, () => this.#originOfElement(fold.range, range, { key, value }, frame));
  }

  #originOfElement(expr: Expr, range: List | Dict, { key, value }: Element, frame: Frame): Origin | undefined {
    if ((value instanceof Dict || value instanceof List) && value.origin !== undefined) return value.origin;
    if (range.origin !== undefined) return below(range.origin, key);
    // A list that was made from another, element by element.
    const made = expr.kind === 'comprehension' ? transformOf(expr) : undefined;
    if (expr.kind !== 'comprehension' || made === undefined || typeof key !== 'bigint') return undefined;
    const inner = this.#value(expr.range, frame);
    if (!(inner instanceof List) || inner.size !== range.size) return undefined;
    const element = this.#element(expr, inner, { key, value: inner.at(Number(key)) }, frame);
    return this.#ofElement(made, element)[0]?.origin;
  }

  /** What an expression reads that is no condition itself. */
  #read(expr: Expr, term: Expr, frame: Frame): readonly Access[] {
    const as = (origin: Origin): Access => ({ origin, term });
    const own = this.#originOf(expr, frame);
    if (own !== undefined) return [as(own)];
    const computed = this.#computedElsewhere(expr);
    if (computed !== undefined) return computed.map(as);
    if (expr.kind === 'comprehension') return this.#ofFold(expr, frame);
    const children = childrenOf(expr);
    // An error ends it all: what was read before it is beside the point.
    const faulty = children.find((child) => this.#value(child, frame) instanceof CelError);
    if (faulty !== undefined) return this.accesses(faulty, frame).map(({ origin }) => as(origin));
    const read = children.flatMap((child) => [...this.#read(child, term, frame)]);
    return expr.kind === 'call' && expr.name === '@in' ? [...this.#keyOf(expr, frame).map(as), ...read] : read;
  }

  /** The key that `key in map` asks for. */
  #keyOf({ args: [key, map] }: Call, frame: Frame): readonly Origin[] {
    if (key === undefined || map === undefined) return [];
    const holder = this.#value(map, frame);
    if (!(holder instanceof Dict) || holder.origin === undefined) return [];
    const origin = below(holder.origin, this.#value(key, frame));
    return origin === undefined ? [] : [origin];
  }

  #computedElsewhere(expr: Expr): readonly Origin[] | undefined {
    if (expr.kind !== 'select' || expr.operand.kind !== 'ident') return undefined;
    const found = this.#elsewhere(expr.operand.name, expr.field);
    return found.length === 0 ? undefined : found;
  }

  /** Where the value of an expression is found, or would be. */
  #originOf(expr: Expr, frame: Frame): Origin | undefined {
    if (expr.kind === 'ident') {
      const known = originIn(frame, expr.name);
      if (known !== undefined) return known;
    }
    if (expr.kind === 'select') {
      const holder = this.#originOf(expr.operand, frame);
      if (holder !== undefined) return { holder, key: expr.field };
    }
    if (expr.kind === 'call' && INDEXES.has(expr.name)) {
      const [operand, index] = expr.args;
      const holder = operand === undefined ? undefined : this.#originOf(operand, frame);
      if (holder !== undefined && index !== undefined) return below(holder, this.#value(index, frame));
    }
    if (expr.kind === 'literal') return undefined;
    const value = this.#value(expr, frame);
    return value instanceof Dict || value instanceof List ? value.origin : undefined;
  }

  #value(expr: Expr, frame: Frame): Value {
    return this.#plan(expr).exec(frame);
  }
}

const INDEXES = new Set(['_[_]', '_[?_]', '_?._']);

function below(holder: Origin, key: Value): Origin | undefined {
  if (typeof key === 'string') return { holder, key };
  return typeof key === 'bigint' ? { holder, key: Number(key) } : undefined;
}

function isWithin(origin: Origin, outer: Origin): boolean {
  for (let at: Origin | undefined = origin; at !== undefined; at = at.holder) if (same(at, outer)) return true;
  return false;
}

function same(a: Origin | undefined, b: Origin | undefined): boolean {
  if (a === undefined || b === undefined || a === b) return a === b;
  return a.key === b.key && same(a.holder, b.holder);
}

interface Element {
  readonly key: Value;
  readonly value: Value;
}

/** The names of a fold for one element. */
class ElementFrame implements Frame {
  readonly root: Frame;
  readonly costs: Frame['costs'];
  readonly #find: () => Origin | undefined;
  #found: { readonly origin: Origin | undefined } | undefined;
  readonly outer: Frame;
  readonly names: ReadonlyMap<string, Value>;

  constructor(outer: Frame, names: ReadonlyMap<string, Value>, originOf: () => Origin | undefined) {
    this.outer = outer;
    this.root = outer.root;
    this.costs = outer.costs;
    this.names = names;
    this.#find = originOf;
  }

  /** Where the element is found. */
  get origin(): Origin | undefined {
    return (this.#found ??= { origin: this.#find() }).origin;
  }

  resolve(name: string): Value | undefined {
    return this.names.has(name) ? this.names.get(name) : this.outer.resolve(name);
  }
}

/** Where the element is found that a name of a fold represents. */
function originIn(frame: Frame, name: string): Origin | undefined {
  for (let at = frame; at instanceof ElementFrame; at = at.outer) if (at.names.has(name)) return at.origin;
  return undefined;
}

interface Condition {
  readonly condition: Expr;
  /** The value with which one element settles the fold. */
  readonly decisive: boolean;
}

/** The condition that a fold asks of each element: of `all`, `exists`, `filter` and the like. */
function conditionOf({ step }: Comprehension): Condition | undefined {
  if (step.kind !== 'call') return undefined;
  const [first, second] = step.args;
  if (step.name === '_&&_' && second !== undefined) return { condition: second, decisive: false };
  if (step.name === '_||_' && second !== undefined) return { condition: second, decisive: true };
  return step.name === '_?_:_' && first !== undefined ? { condition: first, decisive: true } : undefined;
}

/** What `map` makes of each element. */
function transformOf({ step }: Comprehension): Expr | undefined {
  if (step.kind !== 'call' || step.name !== '_+_') return undefined;
  const [, added] = step.args;
  return added?.kind === 'list' ? added.elements[0] : undefined;
}
