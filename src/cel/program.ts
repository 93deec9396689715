/** From a checked expression to a program that can be run. Source: cel-go interpreter/planner.go, cel/program.go. */
import type { Call, Comprehension, Expr, ListExpr, MapExpr, Select } from './ast.ts';
import type { Frame, Qualifier, Step } from './attributes.ts';
import {
  AttributeQualifier,
  ConditionalAttribute,
  ConstantQualifier,
  PresenceQualifier,
  StepAttribute,
  VariableAttribute,
  qualifierFault,
} from './attributes.ts';
import type { Attribute } from './attributes.ts';
import type { Checked, Reference } from './checker.ts';
import { convert } from './convert.ts';
import type { CallCost } from './cost.ts';
import { CostExceeded, CostTracker } from './cost.ts';
import type { Binding, FunctionDecl } from './declarations.ts';
import { bindingOf } from './declarations.ts';
import type { Access, Elsewhere } from './explain.ts';
import { Explainer } from './explain.ts';
import type { Parsed } from './parser.ts';
import type { Pattern } from './regex.ts';
import { compilePattern } from './regex.ts';
import {
  AttributeStep,
  CallStep,
  ConstantStep,
  EqualityStep,
  FoldStep,
  ListStep,
  LogicStep,
  MapStep,
  MembershipStep,
  OptionalOrStep,
  PresenceStep,
  StructStep,
  memberKey,
} from './steps.ts';
import { DOUBLE, INT, UINT } from './types.ts';
import type { Value } from './values.ts';
import { Bytes, CelError, List, Uint } from './values.ts';

/** The values of the variables of an expression. */
export type Activation = (name: string) => Value | undefined;

/** The outcome of a program. */
export interface Outcome {
  readonly value: Value;
  readonly cost: number;
}

/** A function whose second argument is a regular expression, run with the compiled one. */
export type PatternFunction = (pattern: Pattern, args: readonly Value[]) => Value;

export interface ProgramOptions {
  readonly functions: ReadonlyMap<string, FunctionDecl>;
  readonly patternFunctions: ReadonlyMap<string, PatternFunction>;
  readonly callCost: CallCost;
  /** Whether a type that the checker knows has a value. */
  readonly hasType: (name: string) => boolean;
  readonly costLimit: number;
}

/** An expression that can be evaluated again and again. */
export interface Program {
  run(activation: Activation): Outcome;
  /** What the outcome turned on, the most telling first; nothing when that costs too much to find. */
  explain(activation: Activation, elsewhere: Elsewhere): readonly Access[];
}

/** A constant part of an expression cannot be computed. */
export interface ProgramFault {
  readonly fault: string;
}

class PlanError extends Error {}

/** Makes a program of an expression that was checked without issues. */
export function plan(parsed: Parsed, checked: Checked, options: ProgramOptions): Program | ProgramFault {
  try {
    const planner = new Planner(checked, options);
    const step = planner.plan(parsed.expr);
    const parts = new Map<number, Step>();
    const part = (expr: Expr): Step => {
      let found = parts.get(expr.id);
      if (found === undefined) parts.set(expr.id, (found = planner.plan(expr)));
      return found;
    };
    return {
      run: (activation) => run(step, activation, options),
      explain(activation, elsewhere) {
        const explainer = new Explainer(part, elsewhere);
        return limited(
          () => explainer.accesses(parsed.expr, frameOf(activation, options)),
          () => [],
        );
      },
    };
  } catch (error) {
    if (error instanceof PlanError) return { fault: error.message };
    throw error;
  }
}

function frameOf(
  activation: Activation,
  { costLimit, callCost }: Pick<ProgramOptions, 'costLimit' | 'callCost'>,
): Frame {
  const frame: Frame = {
    costs: new CostTracker(costLimit, callCost),
    resolve: activation,
    get root() {
      return frame;
    },
  };
  return frame;
}

function run(step: Step, activation: Activation, options: ProgramOptions): Outcome {
  const frame = frameOf(activation, options);
  const value = limited<Value>(
    () => step.exec(frame),
    ({ message }) => new CelError(message),
  );
  return { value, cost: frame.costs.total };
}

function limited<T>(compute: () => T, otherwise: (exceeded: CostExceeded) => T): T {
  try {
    return compute();
  } catch (error) {
    if (error instanceof CostExceeded) return otherwise(error);
    throw error;
  }
}

const CONVERSIONS = new Set([
  'bool',
  'bytes',
  'double',
  'dyn',
  'duration',
  'int',
  'string',
  'timestamp',
  'type',
  'uint',
]);

class Planner {
  readonly #checked: Checked;
  readonly #options: ProgramOptions;

  constructor(checked: Checked, options: ProgramOptions) {
    this.#checked = checked;
    this.#options = options;
  }

  plan(expr: Expr): Step {
    switch (expr.kind) {
      case 'literal':
        return new ConstantStep(expr.id, expr.value);
      case 'ident':
        return this.#planReference(expr.id, this.#checked.references.get(expr.id));
      case 'select':
        return this.#planSelect(expr);
      case 'call':
        return this.#planCall(expr);
      case 'list':
        return this.#planList(expr);
      case 'map':
        return this.#planMap(expr);
      case 'struct':
        return new StructStep(
          expr.id,
          expr.name,
          expr.fields.map(({ value }) => this.plan(value)),
        );
      case 'comprehension':
        return this.#planFold(expr);
      default:
        throw new PlanError('unsupported expr');
    }
  }

  #planReference(id: number, reference: Reference | undefined): Step {
    if (reference?.kind === 'type') {
      if (!this.#options.hasType(reference.name)) throw new PlanError(`reference to undefined type: ${reference.name}`);
      return new ConstantStep(id, reference.type);
    }
    const name = reference?.kind === 'variable' ? reference.name : '';
    return new AttributeStep(new VariableAttribute(id, name));
  }

  #planSelect(select: Select): Step {
    const reference = this.#checked.references.get(select.id);
    if (reference !== undefined) return this.#planReference(select.id, reference);
    const step = this.#attributeStep(this.plan(select.operand));
    if (!select.testOnly) {
      step.attribute.add(new ConstantQualifier(select.id, select.field, false));
      return step;
    }
    step.attribute.add(new PresenceQualifier(select.id, select.field));
    return new PresenceStep(select.id, step.attribute);
  }

  #attributeStep(step: Step): AttributeStep {
    return step instanceof AttributeStep ? step : new AttributeStep(new StepAttribute(step.id, step));
  }

  #planCall(call: Call): Step {
    const reference = this.#checked.references.get(call.id);
    const resolved = reference?.kind === 'function' ? reference : undefined;
    const name = resolved?.name ?? call.name;
    const target = call.target === undefined || resolved?.namespaced === true ? [] : [call.target];
    const args = [...target, ...call.args].map((arg) => this.plan(arg));
    const [first, second, third] = args;
    if (name === '_?_:_' && first !== undefined && second !== undefined && third !== undefined)
      return this.#planConditional(call.id, first, second, third);
    const overload = resolved?.overloads.length === 1 ? (resolved.overloads[0] ?? '') : '';
    if (first !== undefined && second !== undefined) {
      const special = this.#planBinary(call.id, name, overload, [first, second]);
      if (special !== undefined) return special;
    }
    return this.#planFunction(call.id, { name, overload, args });
  }

  #planBinary(id: number, name: string, overload: string, args: readonly [Step, Step]): Step | undefined {
    switch (name) {
      case '_&&_':
        return new LogicStep(id, args, false);
      case '_||_':
        return new LogicStep(id, args, true);
      case '_==_':
      case '_!=_':
        return new EqualityStep(id, args, name === '_!=_');
      case '_[_]':
        return this.#planIndex(id, args, false);
      case '_?._':
      case '_[?_]':
        return this.#planIndex(id, args, true);
      case 'or':
        return overload === '' || overload === 'optional_or_optional' ? new OptionalOrStep(id, args, false) : undefined;
      case 'orValue':
        return overload === '' || overload === 'optional_orValue_value'
          ? new OptionalOrStep(id, args, true)
          : undefined;
      default:
        return undefined;
    }
  }

  #planConditional(id: number, condition: Step, truthy: Step, falsy: Step): Step {
    const branch = (step: Step): Attribute =>
      step instanceof AttributeStep ? step.attribute : new StepAttribute(step.id, step);
    return new AttributeStep(new ConditionalAttribute(id, condition, branch(truthy), branch(falsy)));
  }

  #planIndex(id: number, [operand, index]: readonly [Step, Step], optional: boolean): Step {
    const step = this.#attributeStep(operand);
    step.attribute.add(this.#qualifier(id, index, optional));
    return step;
  }

  #qualifier(id: number, index: Step, optional: boolean): Qualifier {
    if (index instanceof ConstantStep) {
      const fault = qualifierFault(index.value);
      if (fault !== undefined) throw new PlanError(fault.message);
      return new ConstantQualifier(id, index.value, optional);
    }
    const attribute = index instanceof AttributeStep ? index.attribute : new StepAttribute(id, index);
    return new AttributeQualifier(id, attribute, optional);
  }

  #planFunction(id: number, call: { name: string; overload: string; args: readonly Step[] }): Step {
    const [first, second] = call.args;
    if (call.overload === 'in_list' && first !== undefined && second instanceof ConstantStep) {
      const membership = planMembership(id, first, second.value);
      if (membership !== undefined) return membership;
    }
    const decl = this.#options.functions.get(call.name);
    const binding = decl === undefined ? undefined : bindingOf(decl, call.overload);
    if (CONVERSIONS.has(call.name) && first instanceof ConstantStep && call.args.length === 1)
      return fold(id, call.name, first.value, binding);
    return new CallStep(id, call, this.#withPattern(call, second) ?? binding);
  }

  /** A regular expression that is known beforehand is compiled once. */
  #withPattern({ name, args }: { name: string; args: readonly Step[] }, second: Step | undefined): Binding | undefined {
    const run = this.#options.patternFunctions.get(name);
    if (run === undefined || !(second instanceof ConstantStep) || typeof second.value !== 'string') return undefined;
    const pattern = compilePattern(second.value);
    if ('fault' in pattern) throw new PlanError(pattern.fault);
    return {
      run: (...values) => run(pattern, values.slice(0, args.length)),
      traits: [],
      nonStrict: false,
      variadic: true,
    };
  }

  #planList(list: ListExpr): Step {
    const elements = list.elements.map((element) => this.plan(element));
    const step = new ListStep(list.id, elements, list.optional);
    if (!elements.every((element) => element instanceof ConstantStep)) return step;
    return new ConstantStep(list.id, step.exec(idleFrame()));
  }

  #planMap(map: MapExpr): Step {
    const entries = map.entries.map(({ key, value, optional }) => ({
      key: this.plan(key),
      value: this.plan(value),
      optional,
    }));
    const step = new MapStep(map.id, entries);
    const constant = entries.every(({ key, value }) => key instanceof ConstantStep && value instanceof ConstantStep);
    return constant ? new ConstantStep(map.id, step.exec(idleFrame())) : step;
  }

  #planFold(expr: Comprehension): Step {
    const { iterVar, iterVar2, accuVar } = expr;
    const init = this.plan(expr.init);
    const range = this.plan(expr.range);
    const condition = this.plan(expr.condition);
    const step = this.plan(expr.step);
    const result = this.plan(expr.result);
    return new FoldStep(expr.id, { range, iterVar, iterVar2, accuVar, init, condition, step, result });
  }
}

const idleFrame = (): Frame => frameOf(() => undefined, { costLimit: Infinity, callCost: () => 0 });

function fold(id: number, name: string, value: Value, binding: Binding | undefined): Step {
  const result = binding === undefined ? new CelError(`no such overload: ${name}`) : binding.run(value);
  if (result instanceof CelError) throw new PlanError(result.message);
  return new ConstantStep(id, result);
}

/** A set for a list of plain values; nothing for others. */
function planMembership(id: number, arg: Step, list: Value): Step | undefined {
  if (!(list instanceof List)) return undefined;
  if (list.size === 0) return new ConstantStep(id, false);
  const keys = new Set<unknown>();
  for (const value of list) {
    const plain = ['string', 'bigint', 'number', 'boolean'].includes(typeof value) || value instanceof Uint;
    if (!plain || value instanceof Bytes) return undefined;
    keys.add(memberKey(value));
    for (const other of sameInOtherTypes(value)) keys.add(memberKey(other));
  }
  return new MembershipStep(id, arg, keys);
}

function sameInOtherTypes(value: Value): Value[] {
  const types = typeof value === 'number' ? [INT, UINT] : typeof value === 'bigint' ? [DOUBLE, UINT] : [DOUBLE, INT];
  if (typeof value !== 'number' && typeof value !== 'bigint' && !(value instanceof Uint)) return [];
  return types
    .map((type) => convert(value, type))
    .filter((other) => !(other instanceof CelError))
    .filter((other) => typeof value !== 'number' || Number(other instanceof Uint ? other.value : other) === value);
}
