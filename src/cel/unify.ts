/** Which types fit, and what type parameters represent. Source: cel-go checker/types.go, checker/mapping.go. */
import type { Type } from './types.ts';
import { DYN, listType, mapType, opaqueType, typeType } from './types.ts';

/** What type variables were found to be; attempts that fail leave no trace. */
export class Substitutions {
  readonly #types = new Map<string, Type>();
  #journal: { name: string; old: Type | undefined }[] | undefined;

  #add(from: Type, to: Type): void {
    const name = from.format();
    this.#journal?.push({ name, old: this.#types.get(name) });
    this.#types.set(name, to);
  }

  #find(type: Type): Type | undefined {
    return this.#types.get(type.format());
  }

  /** Binds a type parameter of an overload to a fresh variable. */
  bind(from: Type, to: Type): void {
    this.#add(from, to);
  }

  /** Whether each type takes the other at its place, binding variables when all do. */
  assignable(to: readonly Type[], from: readonly Type[]): boolean {
    this.#journal = [];
    const fits = this.#takesAll(to, from);
    if (!fits)
      for (const { name, old } of this.#journal.reverse())
        if (old === undefined) this.#types.delete(name);
        else this.#types.set(name, old);
    this.#journal = undefined;
    return fits;
  }

  #takesAll(to: readonly Type[], from: readonly Type[]): boolean {
    return to.length === from.length && to.every((type, i) => this.#takes(type, from[i] ?? DYN));
  }

  #takes(to: Type, from: Type): boolean {
    if (from.kind === 'typeParam') {
      const { valid, bound } = this.#substitutes(to, from);
      if (valid || bound) return valid;
    }
    if (to.kind === 'typeParam') return this.#substitutes(from, to).valid;
    if (isDynOrError(to) || isDynOrError(from)) return true;
    if (to.kind === 'null') return takesNull(from);
    if (from.kind === 'null') return takesNull(to);
    if (to.kind === 'type') return from.kind === 'type';
    if (to.kind === 'opaque' || to.kind === 'list' || to.kind === 'map')
      return to.kind === from.kind && to.name === from.name && this.#takesAll(to.params, from.params);
    return from.takes(to);
  }

  #substitutes(type: Type, param: Type): { valid: boolean; bound: boolean } {
    if (type.equals(param)) return { valid: true, bound: true };
    const bound = this.#find(param);
    if (bound !== undefined) {
      if (type.equals(bound)) return { valid: true, bound: true };
      if (!this.#takes(type, bound)) return { valid: false, bound: true };
      const general = mostGeneral(type, bound);
      if (this.#isFree(param, general)) this.#add(param, general);
      return { valid: true, bound: true };
    }
    if (!this.#isFree(param, type)) return { valid: false, bound: false };
    this.#add(param, type);
    return { valid: true, bound: false };
  }

  /** Whether a variable does not occur within a type. */
  #isFree(param: Type, within: Type): boolean {
    if (param.equals(within)) return false;
    if (within.kind === 'typeParam') {
      const bound = this.#find(within);
      return bound === undefined || this.#isFree(param, bound);
    }
    return within.params.every((inner) => this.#isFree(param, inner));
  }

  /** A type with its variables replaced by what they are, the unknown ones by `dyn` if asked. */
  apply(type: Type, freeToDyn = false): Type {
    const bound = this.#find(type);
    if (bound !== undefined) return this.apply(bound, freeToDyn);
    if (type.kind === 'typeParam') return freeToDyn ? DYN : type;
    const [first, second] = type.params.map((param) => this.apply(param, freeToDyn));
    if (first === undefined) return type;
    if (type.kind === 'list') return listType(first);
    if (type.kind === 'map') return mapType(first, second ?? DYN);
    if (type.kind === 'type') return typeType(first);
    return type.kind === 'opaque'
      ? opaqueType(type.name, ...type.params.map((param) => this.apply(param, freeToDyn)))
      : type;
  }
}

const isDynOrError = ({ kind }: Type): boolean => kind === 'dyn' || kind === 'any' || kind === 'error';

const takesNull = (type: Type): boolean =>
  type.nullable || ['opaque', 'struct', 'any', 'duration', 'timestamp', 'null'].includes(type.kind) || type.isDyn;

/** The one of two types that says less. */
export const mostGeneral = (a: Type, b: Type): Type => (isLessSpecific(a, b) ? a : b);

function isLessSpecific(a: Type, b: Type): boolean {
  if (a.isDyn) return true;
  if (b.isDyn || a.kind !== b.kind) return false;
  if (a.kind === 'type') return true;
  if (a.kind === 'opaque' || a.kind === 'list' || a.kind === 'map')
    return (
      a.name === b.name &&
      a.params.length === b.params.length &&
      a.params.every((param, i) => isLessSpecific(param, b.params[i] ?? DYN))
    );
  return a.equals(b);
}
