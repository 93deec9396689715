/** What a program is made of. Source: cel-go interpreter/interpretable.go, interpreter/decorators.go. */
import type { Attribute, Frame, Step } from './attributes.ts';
import { ConditionalAttribute } from './attributes.ts';
import { print } from './convert.ts';
import { LIST_COST, MAP_COST, STRUCT_COST } from './cost.ts';
import type { Binding } from './declarations.ts';
import { equal } from './operations.ts';
import { typeOf } from './values.ts';
import type { Value } from './values.ts';
import {
  CelError,
  ConcatList,
  Dict,
  List,
  MutableDict,
  MutableList,
  Optional,
  Uint,
  ValueDict,
  ValueList,
  goTypeOf,
  noSuchOverload,
  orNoSuchOverload,
} from './values.ts';
import { workOf, workToCompare } from './weight.ts';

/** A value that is known beforehand. */
export class ConstantStep implements Step {
  readonly id: number;
  readonly value: Value;

  constructor(id: number, value: Value) {
    this.id = id;
    this.value = value;
  }

  exec(frame: Frame): Value {
    frame.costs.push(this.value, this.id);
    return this.value;
  }
}

/** An attribute. */
export class AttributeStep implements Step {
  readonly attribute: Attribute;
  #settledId: number | undefined;

  constructor(attribute: Attribute) {
    this.attribute = attribute;
  }

  get id(): number {
    return this.attribute.id;
  }

  exec(frame: Frame): Value {
    const value = this.attribute.resolve(frame);
    const { costs } = frame;
    const id = (this.#settledId ??= this.attribute.id);
    if (this.attribute instanceof ConditionalAttribute) for (const part of this.attribute.partIds) costs.drop(part);
    else {
      costs.drop(id);
      costs.cost++;
    }
    costs.push(value, id);
    return value;
  }
}

/** `has()`: the last field is only looked for. */
export class PresenceStep implements Step {
  readonly id: number;
  readonly #attribute: Attribute;

  constructor(id: number, attribute: Attribute) {
    this.id = id;
    this.#attribute = attribute;
  }

  exec(frame: Frame): Value {
    const found = this.#attribute.resolve(frame);
    const value = found instanceof Optional ? found.value !== undefined : found;
    // Kubernetes does not charge for the test itself.
    if (this.#attribute instanceof ConditionalAttribute) {
      for (const id of this.#attribute.partIds) frame.costs.drop(id);
      frame.costs.cost--;
    } else frame.costs.drop(this.#attribute.id);
    frame.costs.push(value, this.id);
    return value;
  }
}

/** What a call says: its function, the overload when there is one only, and its arguments. */
export interface CallParts {
  readonly name: string;
  readonly overload: string;
  readonly args: readonly Step[];
}

/** Functions that compare each element with each other one. */
const QUADRATIC = new Set(['distinct', 'sets.contains', 'sets.intersects', 'sets.equivalent']);

/** A call of a function. */
export class CallStep implements Step {
  readonly id: number;
  readonly #parts: CallParts;
  readonly #binding: Binding | undefined;
  /** The first error ends it; of two operands both are computed. */
  readonly #stopsAtError: boolean;
  #argIds: readonly number[] | undefined;

  constructor(id: number, parts: CallParts, binding?: Binding) {
    this.id = id;
    this.#parts = parts;
    this.#binding = binding;
    this.#stopsAtError = parts.args.length > 2 || binding?.variadic === true;
  }

  exec(frame: Frame): Value {
    const { name, overload, args } = this.#parts;
    const value = this.#run(frame, args);
    // The ids of arguments are settled once the whole program is.
    const values = frame.costs.dropAll((this.#argIds ??= args.map(({ id }) => id)));
    if (values !== undefined) frame.costs.call(name, overload, values, value);
    frame.costs.push(value, this.id);
    return value;
  }

  #run(frame: Frame, args: readonly Step[]): Value {
    const values = new Array<Value>(args.length);
    const strict = this.#binding?.nonStrict !== true;
    let error: CelError | undefined;
    for (let i = 0; i < args.length; i++) {
      const value = args[i]?.exec(frame) ?? null;
      if (strict && value instanceof CelError) {
        error ??= value;
        if (this.#stopsAtError) return error;
      }
      values[i] = value;
    }
    if (error !== undefined) return error;
    const { name, overload } = this.#parts;
    if (QUADRATIC.has(name)) frame.costs.foresee(name, overload, values);
    const work = workOf(name, values);
    if (work > 0) frame.costs.walk(work);
    const value = this.#call(values);
    if (value instanceof ConcatList) frame.costs.walk(value.copied);
    return value;
  }

  #call(values: readonly Value[]): Value {
    const [first] = values;
    const binding = this.#binding;
    if (binding !== undefined && (first === undefined || first instanceof CelError || hasTraits(first, binding)))
      return binding.run(...values);
    if (first !== undefined && typeOf(first).traits.has('receiver')) return noSuchOverload();
    const { name } = this.#parts;
    return new CelError(`no such overload: ${name}${values.length > 2 ? ` ${this.id}` : ''}`);
  }
}

function hasTraits(value: Value, { traits }: Binding): boolean {
  if (traits.length === 0) return true;
  const type = typeOf(value);
  return traits.every((trait) => type.traits.has(trait));
}

const EQUALS = ['_==_', 'equals'] as const;
const NOT_EQUALS = ['_!=_', 'not_equals'] as const;

/** `a == b` and `a != b`. */
export class EqualityStep implements Step {
  readonly id: number;
  readonly #left: Step;
  readonly #right: Step;
  readonly #negated: boolean;

  constructor(id: number, [left, right]: readonly [Step, Step], negated: boolean) {
    this.id = id;
    this.#left = left;
    this.#right = right;
    this.#negated = negated;
  }

  exec(frame: Frame): Value {
    const left = this.#left.exec(frame);
    const right = this.#right.exec(frame);
    const value =
      left instanceof CelError ? left : right instanceof CelError ? right : this.#compare(left, right, frame.costs);
    const args = frame.costs.dropAll([this.#left.id, this.#right.id]);
    const [name, overload] = this.#negated ? NOT_EQUALS : EQUALS;
    if (args !== undefined) frame.costs.call(name, overload, args, value);
    frame.costs.push(value, this.id);
    return value;
  }

  #compare(left: Value, right: Value, costs: Frame['costs']): Value {
    costs.walk(workToCompare(left, right));
    const same = equal(left, right);
    return this.#negated ? same !== true : same;
  }
}

/** `a && b` and `a || b`: either side may decide, whatever the other is. */
export class LogicStep implements Step {
  readonly id: number;
  readonly #terms: readonly Step[];
  readonly #decisive: boolean;

  constructor(id: number, terms: readonly Step[], decisive: boolean) {
    this.id = id;
    this.#terms = terms;
    this.#decisive = decisive;
  }

  exec(frame: Frame): Value {
    const value = this.#decide(frame);
    for (const term of this.#terms) frame.costs.drop(term.id);
    frame.costs.push(value, this.id);
    return value;
  }

  #decide(frame: Frame): Value {
    let error: CelError | undefined;
    for (const term of this.#terms) {
      const value = term.exec(frame);
      if (value === this.#decisive) return value;
      if (typeof value !== 'boolean') error ??= orNoSuchOverload(value);
    }
    return error ?? !this.#decisive;
  }
}

/** `[a, b]`. */
export class ListStep implements Step {
  readonly id: number;
  readonly elements: readonly Step[];
  readonly #optional: ReadonlySet<number>;

  constructor(id: number, elements: readonly Step[], optional: ReadonlySet<number>) {
    this.id = id;
    this.elements = elements;
    this.#optional = optional;
  }

  exec(frame: Frame): Value {
    const value = this.#make(frame);
    frame.costs.dropAll(this.elements.map(({ id }) => id));
    frame.costs.cost += LIST_COST;
    frame.costs.push(value, this.id);
    return value;
  }

  #make(frame: Frame): Value {
    const values: Value[] = [];
    for (const [i, element] of this.elements.entries()) {
      const value = element.exec(frame);
      if (value instanceof CelError) return value;
      if (!this.#optional.has(i)) values.push(value);
      else if (!(value instanceof Optional))
        return new CelError(`cannot initialize optional list element from non-optional value ${print(value)}`);
      else if (value.value !== undefined) values.push(value.value);
    }
    return new ValueList(values);
  }
}

/** An entry of a map literal. */
export interface EntryStep {
  readonly key: Step;
  readonly value: Step;
  readonly optional: boolean;
}

/** `{a: b}`. */
export class MapStep implements Step {
  readonly id: number;
  readonly entries: readonly EntryStep[];

  constructor(id: number, entries: readonly EntryStep[]) {
    this.id = id;
    this.entries = entries;
  }

  exec(frame: Frame): Value {
    const value = this.#make(frame);
    frame.costs.dropAll(this.entries.flatMap((entry) => [entry.key.id, entry.value.id]));
    frame.costs.cost += MAP_COST;
    frame.costs.push(value, this.id);
    return value;
  }

  #make(frame: Frame): Value {
    const entries: [Value, Value][] = [];
    for (const entry of this.entries) {
      const key = entry.key.exec(frame);
      if (key instanceof CelError) return key;
      const value = entry.value.exec(frame);
      if (value instanceof CelError) return value;
      if (!entry.optional) entries.push([key, value]);
      else if (!(value instanceof Optional))
        return new CelError(`cannot initialize optional entry '${print(key)}' from non-optional value ${print(value)}`);
      else if (value.value !== undefined) entries.push([key, value.value]);
    }
    return new ValueDict(entries);
  }
}

/** `Type{field: value}`: no library has a type that can be made so. */
export class StructStep implements Step {
  readonly id: number;
  readonly #name: string;
  readonly #fields: readonly Step[];

  constructor(id: number, name: string, fields: readonly Step[]) {
    this.id = id;
    this.#name = name;
    this.#fields = fields;
  }

  exec(frame: Frame): Value {
    let value: Value = new CelError(`unknown type '${this.#name}'`);
    for (const field of this.#fields) {
      const fieldValue = field.exec(frame);
      if (!(fieldValue instanceof CelError)) continue;
      value = fieldValue;
      break;
    }
    frame.costs.dropAll(this.#fields.map(({ id }) => id));
    frame.costs.cost += STRUCT_COST;
    frame.costs.push(value, this.id);
    return value;
  }
}

/** `a.or(b)` and `a.orValue(b)`: the second is computed only when the first is empty. */
export class OptionalOrStep implements Step {
  readonly id: number;
  readonly #left: Step;
  readonly #right: Step;
  readonly #unwraps: boolean;

  constructor(id: number, [left, right]: readonly [Step, Step], unwraps: boolean) {
    this.id = id;
    this.#left = left;
    this.#right = right;
    this.#unwraps = unwraps;
  }

  exec(frame: Frame): Value {
    const value = this.#choose(frame);
    frame.costs.push(value, this.id);
    return value;
  }

  #choose(frame: Frame): Value {
    const left = this.#left.exec(frame);
    if (left instanceof CelError) return left;
    if (!(left instanceof Optional)) return noSuchOverload();
    if (left.value === undefined) return this.#right.exec(frame);
    return this.#unwraps ? left.value : left;
  }
}

/** `a in [1, 2, 3]` with a list that is known beforehand. */
export class MembershipStep implements Step {
  readonly id: number;
  readonly #arg: Step;
  readonly #values: ReadonlySet<unknown>;

  constructor(id: number, arg: Step, values: ReadonlySet<unknown>) {
    this.id = id;
    this.#arg = arg;
    this.#values = values;
  }

  exec(frame: Frame): Value {
    const value = this.#arg.exec(frame);
    const result = value instanceof CelError ? value : this.#values.has(memberKey(value));
    frame.costs.push(result, this.id);
    return result;
  }
}

/** What two values have in common when a set holds them for the same. */
export const memberKey = (value: Value): unknown =>
  typeof value === 'string' ? `s${value}` : value instanceof Uint ? `u${String(value.value)}` : value;

/** What a comprehension does, step by step. */
export interface FoldSteps {
  readonly range: Step;
  readonly iterVar: string;
  readonly iterVar2: string;
  readonly accuVar: string;
  readonly init: Step;
  readonly condition: Step;
  readonly step: Step;
  readonly result: Step;
}

/** A comprehension. */
export class FoldStep implements Step {
  readonly id: number;
  readonly #steps: FoldSteps;

  constructor(id: number, steps: FoldSteps) {
    this.id = id;
    this.#steps = steps;
  }

  exec(frame: Frame): Value {
    const value = this.#fold(frame);
    frame.costs.drop(this.#steps.range.id);
    frame.costs.push(value, this.id);
    return value;
  }

  #fold(frame: Frame): Value {
    const range = this.#steps.range.exec(frame);
    if (range instanceof CelError) return range;
    const inner = new FoldFrame(frame, this.#steps);
    if (range instanceof List) {
      const { size } = range;
      for (let i = 0; i < size; i++) {
        const goesOn = this.#steps.iterVar2 === '' ? inner.next(range.at(i), null) : inner.next(BigInt(i), range.at(i));
        if (!goesOn) break;
      }
    } else if (range instanceof Dict) {
      for (const key of range.keys())
        if (!inner.next(key, this.#steps.iterVar2 === '' ? null : (range.find(key) ?? null))) break;
    } else {
      const goType = goTypeOf(range);
      return new CelError(
        this.#steps.iterVar2 === ''
          ? `got '${goType}', expected iterable type`
          : `unsupported comprehension range type: ${goType}`,
      );
    }
    return inner.finish();
  }
}

/** The variables of a comprehension. The result is begun when it is first asked for. */
class FoldFrame implements Frame {
  readonly root: Frame;
  readonly costs: Frame['costs'];
  readonly #outer: Frame;
  readonly #steps: FoldSteps;
  #first: Value = null;
  #second: Value = null;
  #accumulated: Value | undefined;
  #finishing = false;

  constructor(outer: Frame, steps: FoldSteps) {
    this.#outer = outer;
    this.root = outer.root;
    this.costs = outer.costs;
    this.#steps = steps;
  }

  resolve(name: string): Value | undefined {
    const { accuVar, iterVar, iterVar2 } = this.#steps;
    if (name === accuVar) return (this.#accumulated ??= this.#begin());
    if (!this.#finishing) {
      if (name === iterVar) return this.#first;
      if (name === iterVar2) return this.#second;
    }
    return this.#outer.resolve(name);
  }

  #begin(): Value {
    const value = this.#steps.init.exec(this.#outer);
    if (value instanceof List && value.size === 0) return new MutableList();
    return value instanceof Dict && value.size === 0 ? new MutableDict() : value;
  }

  /** One element; false when the condition ends the fold. */
  next(first: Value, second: Value): boolean {
    this.#first = first;
    this.#second = second;
    const condition = this.#steps.condition.exec(this);
    if (condition === false) return false;
    this.#accumulated = this.#steps.step.exec(this);
    return true;
  }

  finish(): Value {
    this.#finishing = true;
    const value = this.#steps.result.exec(this);
    if (value instanceof MutableList) return new ValueList(value.values);
    return value instanceof MutableDict ? value.frozen() : value;
  }
}
