/** Functions, their overloads, and which one a call means at run time. Source: cel-go common/decls/decls.go. */
import type { Trait, Type } from './types.ts';
import type { Value } from './values.ts';
import { CelError, Dict, List, typeOf } from './values.ts';

export type Implementation = (...args: readonly Value[]) => Value;

/** One signature of a function. */
export interface Overload {
  readonly id: string;
  readonly args: readonly Type[];
  readonly result: Type;
  /** Called as `first.name(rest)`. */
  readonly member: boolean;
  /** Its own implementation, unless the function has one for all. */
  readonly run: Implementation | undefined;
  /** Gets errors as arguments instead of being skipped over. */
  readonly nonStrict: boolean;
  readonly typeParams: readonly Type[];
}

/** A function with all its overloads. */
export interface FunctionDecl {
  readonly name: string;
  readonly overloads: readonly Overload[];
  /** One implementation for every overload; the first argument must have the trait. */
  readonly all: { readonly run: Implementation; readonly traits: readonly Trait[] } | undefined;
  /** Arguments are not held against the signature. */
  readonly unguarded: boolean;
}

interface OverloadOptions {
  readonly nonStrict?: boolean;
}

function make(
  member: boolean,
  id: string,
  args: readonly Type[],
  result: Type,
  run?: Implementation,
  { nonStrict = false }: OverloadOptions = {},
): Overload {
  const typeParams = new Map<string, Type>();
  const collect = (type: Type): void => {
    if (type.kind === 'typeParam') typeParams.set(type.name, type);
    type.params.forEach(collect);
  };
  [result, ...args].forEach(collect);
  return { id, args, result, member, run, nonStrict, typeParams: [...typeParams.values()] };
}

/** A signature called as `name(args)`. */
export const global = (id: string, args: readonly Type[], result: Type, run?: Implementation): Overload =>
  make(false, id, args, result, run);
/** A signature called as `first.name(rest)`. */
export const member = (id: string, args: readonly Type[], result: Type, run?: Implementation): Overload =>
  make(true, id, args, result, run);
/** A signature whose implementation gets errors too. */
export const nonStrict = (id: string, args: readonly Type[], result: Type, run?: Implementation): Overload =>
  make(false, id, args, result, run, { nonStrict: true });

/** A function whose overloads have implementations of their own. */
export const define = (name: string, ...overloads: Overload[]): FunctionDecl => ({
  name,
  overloads,
  all: undefined,
  unguarded: false,
});

/** A function with one implementation for all of its overloads. */
export const defineAll = (
  name: string,
  run: Implementation,
  traits: readonly Trait[],
  ...overloads: Overload[]
): FunctionDecl => ({ name, overloads, all: { run, traits }, unguarded: false });

/** Functions by name; those of one name are put together, in the order given. */
export function mergeFunctions(functions: Iterable<FunctionDecl>): ReadonlyMap<string, FunctionDecl> {
  const merged = new Map<string, FunctionDecl>();
  for (const decl of functions) {
    const old = merged.get(decl.name);
    if (old === undefined) merged.set(decl.name, decl);
    else
      merged.set(decl.name, {
        name: decl.name,
        overloads: [...old.overloads, ...decl.overloads],
        all: old.all ?? decl.all,
        unguarded: old.unguarded || decl.unguarded,
      });
  }
  return merged;
}

/** An implementation, and what its first argument must be able to do. */
export interface Binding {
  readonly run: Implementation;
  readonly traits: readonly Trait[];
  readonly nonStrict: boolean;
  /** Takes its arguments as a list even when there are two. */
  readonly variadic?: boolean;
}

/** What a call of a function runs when the checker settled on `overload`, or on several (`FunctionDecl.Bindings`). */
export function bindingOf(decl: FunctionDecl, overload: string | undefined): Binding | undefined {
  if (decl.all !== undefined) return { ...decl.all, nonStrict: false };
  const bound = decl.overloads.filter(({ run }) => run !== undefined);
  const one = bound.find(({ id }) => id === overload) ?? (bound.length === 1 ? bound[0] : undefined);
  if (one !== undefined) return { run: guarded(decl, [one]), traits: [], nonStrict: one.nonStrict };
  if (bound.length === 0) return undefined;
  return {
    run: guarded(decl, bound),
    traits: [],
    nonStrict: bound.some(({ nonStrict }) => nonStrict),
    variadic: true,
  };
}

/** Runs the first overload whose signature the arguments fit. */
function guarded({ name, unguarded }: FunctionDecl, overloads: readonly Overload[]): Implementation {
  return (...args) => {
    for (const overload of overloads)
      if (overload.run !== undefined && fits(overload, args, unguarded)) return overload.run(...args);
    const error = args.find((arg) => arg instanceof CelError);
    return error ?? new CelError(`no such overload: ${name}(${args.map((arg) => typeOf(arg).name).join(', ')})`);
  };
}

function fits({ args, nonStrict }: Overload, values: readonly Value[], unguarded: boolean): boolean {
  return (
    args.length === values.length &&
    values.every((value, i) => {
      const type = args[i];
      if (value instanceof CelError) return nonStrict;
      return type !== undefined && (unguarded || takesValue(type, value));
    })
  );
}

/** `Type.IsAssignableRuntimeType`: of lists and maps the first element is looked at. */
export function takesValue(type: Type, value: Value): boolean {
  if (type.nullable && value === null) return true;
  if (type.isDyn) return true;
  if (type.name !== typeOf(value).name) return false;
  const [first, second] = type.params;
  if (value instanceof List && type.kind === 'list')
    return value.size === 0 || first === undefined || takesValue(first, value.at(0));
  if (!(value instanceof Dict) || type.kind !== 'map') return true;
  for (const key of value.keys())
    return (
      (first === undefined || takesValue(first, key)) &&
      (second === undefined || takesValue(second, value.find(key) ?? null))
    );
  return true;
}
