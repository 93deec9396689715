/** Whether an expression is true for every DaemonSet, as far as the fields of one and the literals of it say. */
import type { Call, Comprehension, Expr } from '../cel/ast.ts';
import type { Value } from '../cel/values.ts';
import type { Struct, Type } from '../kubernetes/api/schema.ts';

/** The variables of a policy as expressions. */
export type Variables = (name: string) => Expr | undefined;

/** Why an expression is always true: the fields that no DaemonSet has. */
export interface AlwaysTrue {
  readonly absent: readonly string[];
}

/** Undefined when the expression may be false, or fail. */
export function alwaysTrue(expr: Expr, daemonSet: Struct, variables: Variables): AlwaysTrue | undefined {
  const scope: Scope = new Map([['object', { path: '', struct: daemonSet, always: true }]]);
  const reader = new Reader(variables, scope);
  return reader.value(expr, scope) === true ? { absent: [...reader.absent] } : undefined;
}

/** A part of a DaemonSet that an expression names. */
interface Part {
  readonly path: string;
  /** Nothing for what has no fields of its own. */
  readonly struct: Struct | undefined;
  readonly element?: Type | undefined;
  /** Whether every stored DaemonSet has it. */
  readonly always: boolean;
}

/** What is known of a value: itself, that it is an optional without one, or nothing. */
type Known = Value | typeof NONE | undefined;
type Scope = ReadonlyMap<string, Part>;

const NONE = Symbol('none');
const ABSENT = Symbol('absent');

/** What the server fills in or requires, by path. */
const ALWAYS = new Set(
  (
    'kind apiVersion metadata metadata.name metadata.namespace metadata.annotations spec spec.selector spec.template ' +
    'spec.template.metadata spec.template.metadata.labels spec.template.spec spec.template.spec.containers ' +
    'spec.template.spec.containers[].name spec.template.spec.containers[].image spec.updateStrategy ' +
    'spec.updateStrategy.type status'
  ).split(' '),
);

const FIXED: Readonly<Record<string, Value>> = {
  'object.kind': 'DaemonSet',
  'object.apiVersion': 'apps/v1',
  'request.kind.kind': 'DaemonSet',
  'request.kind.group': 'apps',
  'request.resource.resource': 'daemonsets',
  'request.resource.group': 'apps',
};

class Reader {
  readonly absent = new Set<string>();
  readonly #variables: Variables;
  readonly #root: Scope;
  readonly #values = new Map<Expr, Known>();

  constructor(variables: Variables, root: Scope) {
    this.#variables = variables;
    this.#root = root;
  }

  value(expr: Expr, scope: Scope): Known {
    switch (expr.kind) {
      case 'literal':
        return expr.value;
      case 'select':
        return expr.testOnly ? this.#has(expr.operand, expr.field, scope) : this.#selected(expr);
      case 'call':
        return this.#called(expr, scope);
      case 'comprehension':
        return this.#folded(expr, scope);
      default:
        return undefined;
    }
  }

  #has(operand: Expr, field: string, scope: Scope): Known {
    const part = this.#field(this.#part(operand, scope), field);
    if (part === ABSENT) return false;
    return part?.always === true ? true : undefined;
  }

  #selected(expr: Expr & { readonly kind: 'select' }): Known {
    const name = nameOf(expr);
    if (name !== undefined && Object.hasOwn(FIXED, name)) return FIXED[name];
    const variable = this.#variableOf(expr);
    return variable === undefined ? undefined : this.#valueOf(variable);
  }

  /** The value of a variable, found once: variables that use each other twice would take forever. */
  #valueOf(variable: Expr): Known {
    if (!this.#values.has(variable)) {
      this.#values.set(variable, undefined);
      this.#values.set(variable, this.value(variable, this.#root));
    }
    return this.#values.get(variable);
  }

  #variableOf(expr: Expr): Expr | undefined {
    if (expr.kind !== 'select' || expr.operand.kind !== 'ident' || expr.operand.name !== 'variables') return undefined;
    return this.#variables(expr.field);
  }

  #called({ name, target, args }: Call, scope: Scope): Known {
    const values = (): Known[] => args.map((arg) => this.value(arg, scope));
    const [first, second, third] = args;
    switch (name) {
      case '!_': {
        const [value] = values();
        return typeof value === 'boolean' ? !value : undefined;
      }
      case '_&&_':
        return combined(values(), false);
      case '_||_':
        return combined(values(), true);
      case '_?_:_': {
        const chosen = first === undefined ? undefined : this.value(first, scope);
        const branch = chosen === true ? second : chosen === false ? third : undefined;
        return branch === undefined ? undefined : this.value(branch, scope);
      }
      case '_?._':
        return this.#optional(first, second, scope);
      case 'orValue':
        return target !== undefined && first !== undefined && this.value(target, scope) === NONE
          ? this.value(first, scope)
          : undefined;
      case 'hasValue':
        return target !== undefined && this.value(target, scope) === NONE ? false : undefined;
      default:
        return compared(name, values());
    }
  }

  #optional(operand: Expr | undefined, field: Expr | undefined, scope: Scope): Known {
    if (operand === undefined || field?.kind !== 'literal' || typeof field.value !== 'string') return undefined;
    if (this.value(operand, scope) === NONE) return NONE;
    return this.#field(this.#part(operand, scope), field.value) === ABSENT ? NONE : undefined;
  }

  #folded({ range, iterVar, iterVar2, step, init }: Comprehension, scope: Scope): Known {
    const part = this.#part(range, scope);
    if (part === undefined || part === ABSENT || !part.always || step.kind !== 'call') return undefined;
    const [, predicate] = step.args;
    const isAll = step.name === '_&&_';
    if (predicate === undefined || (!isAll && step.name !== '_||_') || init.kind !== 'literal') return undefined;
    const element: Part = { path: `${part.path}[]`, struct: part.element?.struct, always: true };
    const inner = new Map([...scope, [iterVar2 === '' ? iterVar : iterVar2, element]]);
    return this.value(predicate, inner) === isAll ? isAll : undefined;
  }

  /** The part of a DaemonSet that an expression is. */
  #part(expr: Expr, scope: Scope): Part | typeof ABSENT | undefined {
    if (expr.kind === 'ident') return scope.get(expr.name);
    const variable = this.#variableOf(expr);
    if (variable !== undefined) return this.#part(variable, this.#root);
    if (expr.kind === 'select') return this.#field(this.#part(expr.operand, scope), expr.field);
    const [operand, field] = expr.kind === 'call' && expr.name === '_?._' ? expr.args : [];
    if (operand === undefined || field?.kind !== 'literal' || typeof field.value !== 'string') return undefined;
    return this.#field(this.#part(operand, scope), field.value);
  }

  #field(holder: Part | typeof ABSENT | undefined, name: string): Part | typeof ABSENT | undefined {
    if (holder === ABSENT) return ABSENT;
    if (holder?.struct === undefined) return undefined;
    const field = holder.struct.byName.get(name);
    const path = holder.path === '' ? name : `${holder.path}.${name}`;
    if (field === undefined) {
      if (ALWAYS.has(path)) return { path, struct: undefined, always: true };
      this.absent.add(path);
      return ABSENT;
    }
    const { struct, element } = field.type;
    return { path, struct, element, always: holder.always && ALWAYS.has(path) };
  }
}

/** `object.kind` and the like as a text. */
function nameOf(expr: Expr): string | undefined {
  if (expr.kind === 'ident') return expr.name;
  if (expr.kind !== 'select' || expr.testOnly) return undefined;
  const operand = nameOf(expr.operand);
  return operand === undefined ? undefined : `${operand}.${expr.field}`;
}

/** Either side may decide. */
function combined(values: readonly Known[], decisive: boolean): Known {
  if (values.includes(decisive)) return decisive;
  return values.every((value) => value === !decisive) ? !decisive : undefined;
}

/** The comparison of two plain values. */
function compared(name: string, [a, b]: readonly Known[]): Known {
  if (typeof a !== typeof b || !['string', 'bigint', 'boolean', 'number'].includes(typeof a)) return undefined;
  if (name === '_==_') return a === b;
  if (name === '_!=_') return a !== b;
  if (typeof a !== 'bigint' || typeof b !== 'bigint') return undefined;
  return name === '_<=_'
    ? a <= b
    : name === '_<_'
      ? a < b
      : name === '_>=_'
        ? a >= b
        : name === '_>_'
          ? a > b
          : undefined;
}
