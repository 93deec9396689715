/** Names with the fields and indexes behind them. Source: cel-go interpreter/attributes.go. */
import { print } from './convert.ts';
import type { CostTracker } from './cost.ts';
import { indexOf } from './operations.ts';
import type { Value } from './values.ts';
import { CelError, Dict, List, Optional, Uint, goTypeOf, orNoSuchOverload, typeOf } from './values.ts';

/** Where names are looked up. */
export interface Frame {
  readonly costs: CostTracker;
  /** The value of a variable; nothing when there is no such variable. */
  resolve(name: string): Value | undefined;
  /** The frame outside of all comprehensions. */
  readonly root: Frame;
}

/** A step of a program. */
export interface Step {
  readonly id: number;
  exec(frame: Frame): Value;
}

/** A name, or the value of a step, with its qualifiers. */
export interface Attribute {
  readonly id: number;
  add(qualifier: Qualifier): void;
  resolve(frame: Frame): Value;
}

/** What was found behind a value; `present` false when nothing is there. */
interface Found {
  readonly present: boolean;
  readonly value: Value;
}

/** A field or an index. */
export interface Qualifier {
  readonly id: number;
  readonly optional: boolean;
  qualify(frame: Frame, value: Value): Value;
  find(frame: Frame, value: Value): Found | CelError;
}

const ABSENT: Found = { present: false, value: null };

/** What a key or an index leads to (`refQualify`). */
function lookUp(value: Value, key: Value): Found | CelError {
  if (value instanceof CelError) return value;
  if (value instanceof Dict) {
    const found = value.find(key);
    if (found instanceof CelError) return found;
    return found === undefined ? ABSENT : { present: true, value: found };
  }
  if (!(value instanceof List)) return ABSENT;
  const index = indexOf(key, print, typeOf(key).toString());
  if (index instanceof CelError) return index;
  return index >= 0 && index < value.size ? { present: true, value: value.at(index) } : ABSENT;
}

/** The error of a key that is not there. */
const missing = (value: Value, key: Value): CelError =>
  new CelError(`${value instanceof List ? 'index out of bounds' : 'no such key'}: ${print(key)}`);

function qualifyBy(value: Value, key: Value): Value {
  const found = lookUp(value, key);
  if (found instanceof CelError) return found;
  return found.present ? found.value : missing(value, key);
}

/** Whether a value can be an index or a key; else why not. */
export function qualifierFault(key: Value): CelError | undefined {
  const fits = ['string', 'bigint', 'number', 'boolean'].includes(typeof key) || key instanceof Uint;
  return fits ? undefined : new CelError(`invalid qualifier type: ${goTypeOf(key)}`);
}

/** What a key or an index leads to, counted. */
abstract class KeyQualifier implements Qualifier {
  readonly id: number;
  readonly optional: boolean;

  constructor(id: number, optional: boolean) {
    this.id = id;
    this.optional = optional;
  }

  /** The key; an error when there is none. */
  protected abstract keyIn(frame: Frame): Value;

  qualify(frame: Frame, value: Value): Value {
    const key = this.keyIn(frame);
    return counted(frame, this.id, key instanceof CelError ? key : qualifyBy(value, key));
  }

  find(frame: Frame, value: Value): Found | CelError {
    const key = this.keyIn(frame);
    return key instanceof CelError ? key : countedIfFound(frame, this.id, lookUp(value, key));
  }
}

function counted(frame: Frame, id: number, result: Value): Value {
  frame.costs.cost++;
  frame.costs.push(result, id);
  return result;
}

function countedIfFound(frame: Frame, id: number, found: Found | CelError): Found | CelError {
  if (!(found instanceof CelError) && found.present) counted(frame, id, found.value);
  return found;
}

/** A field or an index that is known beforehand. */
export class ConstantQualifier extends KeyQualifier {
  readonly #key: Value;

  constructor(id: number, key: Value, optional: boolean) {
    super(id, optional);
    this.#key = key;
  }

  protected keyIn(): Value {
    return this.#key;
  }
}

/** An index that an attribute gives. */
export class AttributeQualifier extends KeyQualifier {
  readonly #attribute: Attribute;

  constructor(id: number, attribute: Attribute, optional: boolean) {
    super(id, optional);
    this.#attribute = attribute;
  }

  protected keyIn(frame: Frame): Value {
    const key = this.#attribute.resolve(frame);
    return key instanceof CelError ? key : (qualifierFault(key) ?? key);
  }
}

/** The last step of `has()`: whether the field is there. */
export class PresenceQualifier implements Qualifier {
  readonly id: number;
  readonly optional = false;
  readonly #field: string;

  constructor(id: number, field: string) {
    this.id = id;
    this.#field = field;
  }

  qualify(frame: Frame, value: Value): Value {
    const found = lookUp(value, this.#field);
    return counted(frame, this.id, found instanceof CelError ? found : found.present);
  }

  find(frame: Frame, value: Value): Found | CelError {
    return countedIfFound(frame, this.id, lookUp(value, this.#field));
  }
}

/** The value behind all qualifiers; once one is optional the result is too (`applyQualifiers`). */
function applyQualifiers(frame: Frame, from: Value, qualifiers: readonly Qualifier[]): Value {
  let value = from;
  let optional = from instanceof Optional;
  if (from instanceof Optional) {
    if (from.value === undefined) return from;
    value = from.value;
  }
  for (const qualifier of qualifiers) {
    optional ||= qualifier.optional;
    if (!optional) {
      value = qualifier.qualify(frame, value);
      if (value instanceof CelError) return value;
      continue;
    }
    const found = qualifier.find(frame, value);
    if (found instanceof CelError) return found;
    if (!found.present) return Optional.none;
    value = found.value;
  }
  return optional ? new Optional(value) : value;
}

abstract class Qualified implements Attribute {
  readonly #id: number;
  protected readonly qualifiers: Qualifier[] = [];

  constructor(id: number) {
    this.#id = id;
  }

  get id(): number {
    return this.qualifiers.at(-1)?.id ?? this.#id;
  }

  add(qualifier: Qualifier): void {
    this.qualifiers.push(qualifier);
  }

  abstract resolve(frame: Frame): Value;
}

/** A variable. */
export class VariableAttribute extends Qualified {
  readonly #name: string;
  readonly #outer: boolean;

  constructor(id: number, name: string) {
    super(id);
    this.#outer = name.startsWith('.');
    this.#name = this.#outer ? name.slice(1) : name;
  }

  resolve(frame: Frame): Value {
    const value = (this.#outer ? frame.root : frame).resolve(this.#name);
    if (value === undefined) return new CelError(`no such attribute(s): ${this.#name}`);
    return value instanceof CelError ? value : applyQualifiers(frame, value, this.qualifiers);
  }
}

/** The value of a step. */
export class StepAttribute extends Qualified {
  readonly #step: Step;

  constructor(id: number, step: Step) {
    super(id);
    this.#step = step;
  }

  resolve(frame: Frame): Value {
    const value = this.#step.exec(frame);
    return value instanceof CelError ? value : applyQualifiers(frame, value, this.qualifiers);
  }
}

/** `condition ? truthy : falsy`. */
export class ConditionalAttribute implements Attribute {
  readonly #id: number;
  readonly #condition: Step;
  readonly #truthy: Attribute;
  readonly #falsy: Attribute;

  constructor(id: number, condition: Step, truthy: Attribute, falsy: Attribute) {
    this.#id = id;
    this.#condition = condition;
    this.#truthy = truthy;
    this.#falsy = falsy;
  }

  get id(): number {
    return this.#truthy.id === this.#falsy.id ? this.#truthy.id : this.#id;
  }

  add(qualifier: Qualifier): void {
    this.#truthy.add(qualifier);
    this.#falsy.add(qualifier);
  }

  resolve(frame: Frame): Value {
    const value = this.#condition.exec(frame);
    if (value === true) return this.#truthy.resolve(frame);
    return value === false ? this.#falsy.resolve(frame) : orNoSuchOverload(value);
  }

  /** The ids of its parts, in the order in which their values are taken off the stack. */
  get partIds(): readonly number[] {
    return [this.#falsy.id, this.#truthy.id, this.#condition.id];
  }
}
