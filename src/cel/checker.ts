/** Types of an expression, and what is wrong with them. Source: cel-go checker/checker.go, checker/env.go, checker/errors.go. */
import type { Call, Comprehension, Expr, ListExpr, MapExpr, Select, StructExpr } from './ast.ts';
import type { FunctionDecl } from './declarations.ts';
import type { Parsed } from './parser.ts';
import type { Issue } from './source.ts';
import { BOOL, DYN, ERROR, INT, Type, listType, mapType, optionalType, typeParam, typeType } from './types.ts';
import { Substitutions, mostGeneral } from './unify.ts';
import { typeOf } from './values.ts';

/** The names that an expression may use. */
export interface CheckEnvironment {
  readonly variables: ReadonlyMap<string, Type>;
  readonly functions: ReadonlyMap<string, FunctionDecl>;
  /** A type by its name: `int`, `google.protobuf.Timestamp`. */
  findType(name: string): Type | undefined;
  /** The type of a field of an object type; `object` false when there is no such object type. */
  findField(type: string, field: string): { readonly object: boolean; readonly type?: Type };
}

/** What an identifier or a call turned out to be. */
export type Reference =
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'type'; readonly name: string; readonly type: Type }
  | {
      readonly kind: 'function';
      readonly name: string;
      readonly overloads: readonly string[];
      readonly namespaced: boolean;
    };

/** What the checker found out. */
export interface Checked {
  readonly issues: readonly Issue[];
  readonly types: ReadonlyMap<number, Type>;
  readonly references: ReadonlyMap<number, Reference>;
  readonly outputType: Type;
}

/** Checks an expression that was read without issues. */
export function check(parsed: Parsed, environment: CheckEnvironment): Checked {
  const checker = new Checker(parsed, environment);
  checker.check(parsed.expr);
  return checker.finish(parsed.expr);
}

interface Scope {
  readonly parent: Scope | undefined;
  readonly variables: ReadonlyMap<string, Type>;
}

class Checker {
  readonly #parsed: Parsed;
  readonly #environment: CheckEnvironment;
  readonly #issues: Issue[] = [];
  readonly #types = new Map<number, Type>();
  readonly #references = new Map<number, Reference>();
  readonly #substitutions = new Substitutions();
  #scope: Scope | undefined;
  #variables = 0;

  constructor(parsed: Parsed, environment: CheckEnvironment) {
    this.#parsed = parsed;
    this.#environment = environment;
  }

  finish(expr: Expr): Checked {
    const types = new Map([...this.#types].map(([id, type]) => [id, this.#substitutions.apply(type, true)]));
    const outputType = types.get(expr.id) ?? DYN;
    return { issues: this.#issues, types, references: this.#references, outputType };
  }

  #report(id: number, message: string): void {
    this.#issues.push({ location: this.#parsed.locate(id), message });
  }

  #typeOf({ id }: Expr): Type {
    return this.#types.get(id) ?? DYN;
  }

  #mismatch(id: number, expected: Type, actual: Type): void {
    this.#report(id, `expected type '${expected.format()}' but found '${actual.format()}'`);
  }

  #undeclared(id: number, name: string): void {
    this.#report(id, `undeclared reference to '${name}' (in container '')`);
  }

  check(expr: Expr): void {
    switch (expr.kind) {
      case 'literal':
        this.#types.set(expr.id, typeOf(expr.value));
        break;
      case 'ident':
        this.#checkIdent(expr.id, expr.name);
        break;
      case 'select':
        this.#checkSelect(expr);
        break;
      case 'call':
        this.#checkCall(expr);
        break;
      case 'list':
        this.#checkList(expr);
        break;
      case 'map':
        this.#checkMap(expr);
        break;
      case 'struct':
        this.#checkStruct(expr);
        break;
      case 'comprehension':
        this.#checkComprehension(expr);
        break;
      default:
        this.#report(expr.id, 'unexpected unspecified type: ');
    }
  }

  #resolveLocal(name: string): Type | undefined {
    for (let scope = this.#scope; scope !== undefined; scope = scope.parent) {
      const type = scope.variables.get(name);
      if (type !== undefined) return type;
    }
    return undefined;
  }

  /** A variable or a type by its whole name. */
  #resolveGlobal(name: string): { type: Type; reference: Reference } | undefined {
    const plain = name.replace(/^\./, '');
    const variable = this.#environment.variables.get(plain);
    if (variable !== undefined) return { type: variable, reference: { kind: 'variable', name: plain } };
    const type = this.#environment.findType(plain);
    if (type === undefined) return undefined;
    return { type: typeType(type), reference: { kind: 'type', name: plain, type } };
  }

  #checkIdent(id: number, name: string): void {
    const local = this.#resolveLocal(name);
    if (local !== undefined) {
      this.#types.set(id, local);
      this.#references.set(id, { kind: 'variable', name });
      return;
    }
    const found = this.#resolveGlobal(name);
    if (found === undefined) this.#undeclared(id, name);
    else this.#refer(id, found, name.startsWith('.') && this.#resolveLocal(name.slice(1)) !== undefined);
    this.#types.set(id, found?.type ?? ERROR);
  }

  #refer(id: number, { reference }: { reference: Reference }, hidden = false): void {
    // A variable of a comprehension may hide the one that is meant.
    const outer = hidden && reference.kind === 'variable';
    this.#references.set(id, outer ? { kind: 'variable', name: `.${reference.name}` } : reference);
  }

  #checkSelect(select: Select): void {
    const qualified = qualifiedName(select);
    if (qualified !== undefined) {
      const first = qualified.slice(0, qualified.indexOf('.', 1));
      const found = this.#resolveLocal(first) === undefined ? this.#resolveGlobal(qualified) : undefined;
      if (found !== undefined) {
        this.#types.set(select.id, found.type);
        this.#refer(select.id, found);
        return;
      }
    }
    const result = this.#checkField(select.id, select.operand, select.field, false);
    this.#types.set(select.id, select.testOnly ? BOOL : this.#substitutions.apply(result));
  }

  #checkField(id: number, operand: Expr, field: string, optional: boolean): Type {
    this.check(operand);
    const operandType = this.#substitutions.apply(this.#typeOf(operand));
    const target = operandType.isOptional ? (operandType.params[0] ?? DYN) : operandType;
    const result = this.#fieldType(id, target, field);
    return operandType.isOptional || optional ? optionalType(result) : result;
  }

  #fieldType(id: number, target: Type, field: string): Type {
    switch (target.kind) {
      case 'map':
        return target.params[1] ?? DYN;
      case 'struct':
        return this.#lookUpField(id, target.name, field) ?? ERROR;
      case 'typeParam':
        this.#substitutions.assignable([DYN], [target]);
        return DYN;
      case 'dyn':
      case 'any':
      case 'error':
        return DYN;
      default:
        this.#report(id, `type '${target.format()}' does not support field selection`);
        return DYN;
    }
  }

  #lookUpField(id: number, typeName: string, field: string): Type | undefined {
    const { object, type } = this.#environment.findField(typeName, field);
    if (!object) this.#report(id, `unexpected failed resolution of '${typeName}'`);
    else if (type === undefined) this.#report(id, `undefined field '${field}'`);
    return type;
  }

  #checkCall(call: Call): void {
    if (call.name === '_?._') {
      this.#checkOptionalSelect(call);
      return;
    }
    call.args.forEach((arg) => {
      this.check(arg);
    });
    if (call.target === undefined) {
      const decl = this.#environment.functions.get(call.name.replace(/^\./, ''));
      if (decl === undefined) this.#unknownFunction(call.id, call.name);
      else this.#resolve(call, decl, undefined, false);
      return;
    }
    const prefix = qualifiedName(call.target);
    const namespaced = prefix === undefined ? undefined : `${prefix}.${call.name}`.replace(/^\./, '');
    const namespacedDecl = namespaced === undefined ? undefined : this.#environment.functions.get(namespaced);
    if (namespacedDecl !== undefined) {
      this.#resolve(call, namespacedDecl, undefined, true);
      return;
    }
    this.check(call.target);
    const decl = this.#environment.functions.get(call.name);
    if (decl === undefined) this.#unknownFunction(call.id, call.name);
    else this.#resolve(call, decl, call.target, false);
  }

  #unknownFunction(id: number, name: string): void {
    this.#types.set(id, ERROR);
    this.#undeclared(id, name);
  }

  #checkOptionalSelect(call: Call): void {
    const [operand, field] = call.args;
    if (operand === undefined || field?.kind !== 'literal' || typeof field.value !== 'string') return;
    const result = this.#checkField(call.id, operand, field.value, true);
    this.#types.set(call.id, this.#substitutions.apply(result));
    const overloads = ['select_optional_field'];
    this.#references.set(call.id, { kind: 'function', name: call.name, overloads, namespaced: false });
  }

  #resolve(call: Call, decl: FunctionDecl, target: Expr | undefined, namespaced: boolean): void {
    const args = target === undefined ? call.args : [target, ...call.args];
    const types = args.map((arg) => this.#typeOf(arg));
    const resolution =
      decl.name === '_&&_' || decl.name === '_||_'
        ? this.#resolveLogic(decl, args, types)
        : this.#resolveOverloads(decl, types, target !== undefined);
    if (resolution === undefined) {
      this.#types.set(call.id, ERROR);
      return;
    }
    if (resolution.overloads.length === 0) {
      this.#types.set(call.id, ERROR);
      const [first, ...rest] = types.map((type) => this.#substitutions.apply(type, true).format());
      const signature =
        target === undefined
          ? `(${[first, ...rest].filter((text) => text !== undefined).join(', ')})`
          : `${first ?? ''}.(${rest.join(', ')})`;
      this.#report(call.id, `found no matching overload for '${decl.name}' applied to '${signature}'`);
      return;
    }
    this.#types.set(call.id, resolution.type);
    this.#references.set(call.id, { kind: 'function', name: decl.name, overloads: resolution.overloads, namespaced });
  }

  #resolveLogic(decl: FunctionDecl, args: readonly Expr[], types: readonly Type[]): Resolution | undefined {
    const misfits = [...types.entries()].filter(([, type]) => !this.#substitutions.assignable([type], [BOOL]));
    for (const [i, type] of misfits) this.#mismatch(args[i]?.id ?? 0, BOOL, type);
    return misfits.length === 0 ? { type: BOOL, overloads: decl.overloads.map(({ id }) => id).slice(0, 1) } : undefined;
  }

  #resolveOverloads(decl: FunctionDecl, types: readonly Type[], isMember: boolean): Resolution {
    let result: Type | undefined;
    const overloads: string[] = [];
    for (const overload of decl.overloads) {
      if (overload.member !== isMember) continue;
      const fresh = new Substitutions();
      for (const param of overload.typeParams) fresh.bind(param, this.#newVariable());
      const instantiate = (type: Type): Type => (overload.typeParams.length === 0 ? type : fresh.apply(type));
      if (!this.#substitutions.assignable(types, overload.args.map(instantiate))) continue;
      overloads.push(overload.id);
      const type = this.#substitutions.apply(instantiate(overload.result));
      if (result === undefined) result = type;
      else if (result.kind !== 'dyn' && result.kind !== 'any' && !type.equals(result)) result = DYN;
    }
    return { type: result ?? ERROR, overloads };
  }

  #newVariable(): Type {
    return typeParam(`_var${this.#variables++}`);
  }

  #checkList(list: ListExpr): void {
    let joined: Type | undefined;
    list.elements.forEach((element, i) => {
      this.check(element);
      const type = list.optional.has(i) ? this.#unwrap(element) : this.#typeOf(element);
      joined = this.#join(joined, type);
    });
    this.#types.set(list.id, listType(joined ?? this.#newVariable()));
  }

  /** The type in an optional. */
  #unwrap(expr: Expr): Type {
    const type = this.#typeOf(expr);
    if (type.isOptional) return type.params[0] ?? DYN;
    if (type.kind !== 'dyn' && type.kind !== 'any') this.#mismatch(expr.id, optionalType(type), type);
    return type;
  }

  /** What two members of a literal have in common. */
  #join(previous: Type | undefined, current: Type): Type {
    if (previous === undefined) return current;
    return this.#substitutions.assignable([previous], [current]) ? mostGeneral(previous, current) : DYN;
  }

  #checkMap(map: MapExpr): void {
    let keyType: Type | undefined;
    let valueType: Type | undefined;
    for (const { key, value, optional } of map.entries) {
      this.check(key);
      keyType = this.#join(keyType, this.#typeOf(key));
      this.check(value);
      valueType = this.#join(valueType, optional ? this.#unwrap(value) : this.#typeOf(value));
    }
    const key = keyType ?? this.#newVariable();
    this.#types.set(map.id, mapType(key, valueType ?? this.#newVariable()));
  }

  #checkStruct(struct: StructExpr): void {
    const name = struct.name.replace(/^\./, '');
    const type = this.#environment.findType(name);
    const isObject = this.#environment.findField(name, '').object;
    if (type === undefined && !isObject) {
      this.#undeclared(struct.id, struct.name);
      this.#types.set(struct.id, ERROR);
      return;
    }
    if (!isObject) this.#report(struct.id, `'${(type ?? ERROR).toString()}' is not a message type`);
    this.#types.set(struct.id, isObject ? new Type('struct', name) : ERROR);
    for (const field of struct.fields) {
      this.check(field.value);
      const fieldType = this.#lookUpField(field.id, name, field.name) ?? ERROR;
      const valueType = field.optional ? this.#unwrap(field.value) : this.#typeOf(field.value);
      if (!this.#substitutions.assignable([fieldType], [valueType]))
        this.#report(
          field.id,
          `expected type of field '${field.name}' is '${fieldType.format()}' but provided type is '${valueType.format()}'`,
        );
    }
  }

  #checkComprehension(fold: Comprehension): void {
    this.check(fold.range);
    this.check(fold.init);
    const accuType = this.#typeOf(fold.init);
    const outer = this.#scope;
    const inner: Scope = { parent: outer, variables: new Map([[fold.accuVar, accuType]]) };
    const [first, second] = this.#elementTypes(fold);
    const variables = new Map([[fold.iterVar, first]]);
    if (fold.iterVar2 !== '') variables.set(fold.iterVar2, second);
    this.#scope = { parent: inner, variables };
    this.check(fold.condition);
    this.#assert(fold.condition, BOOL);
    this.check(fold.step);
    this.#assert(fold.step, accuType);
    this.#scope = inner;
    this.check(fold.result);
    this.#scope = outer;
    this.#types.set(fold.id, this.#substitutions.apply(this.#typeOf(fold.result)));
  }

  /** The types of the one or two variables over a range. */
  #elementTypes({ range, iterVar2 }: Comprehension): readonly [Type, Type] {
    const type = this.#substitutions.apply(this.#typeOf(range));
    const two = iterVar2 !== '';
    switch (type.kind) {
      case 'list':
        return two ? [INT, type.params[0] ?? DYN] : [type.params[0] ?? DYN, DYN];
      case 'map':
        return [type.params[0] ?? DYN, type.params[1] ?? DYN];
      case 'dyn':
      case 'error':
      case 'typeParam':
        this.#substitutions.assignable([DYN], [type]);
        return [DYN, DYN];
      default:
        this.#report(
          range.id,
          `expression of type '${type.format()}' cannot be range of a comprehension (must be list, map, or dynamic)`,
        );
        return [ERROR, ERROR];
    }
  }

  #assert(expr: Expr, type: Type): void {
    if (!this.#substitutions.assignable([type], [this.#typeOf(expr)]))
      this.#mismatch(expr.id, type, this.#typeOf(expr));
  }
}

interface Resolution {
  readonly type: Type;
  /** The overloads that fit; none for an error that is still to be reported. */
  readonly overloads: readonly string[];
}

/** `a.b.c` of an expression that is nothing but names (`ToQualifiedName`). */
export function qualifiedName(expr: Expr): string | undefined {
  if (expr.kind === 'ident') return expr.name;
  if (expr.kind !== 'select' || expr.testOnly) return undefined;
  const operand = qualifiedName(expr.operand);
  return operand === undefined ? undefined : `${operand}.${expr.field}`;
}
