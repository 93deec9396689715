/** Equality of two stored objects. Source: apimachinery api/equality semantic.go. */
import { compareBytes } from '../go/strings.ts';
import { compareQuantities, quantityOf } from './quantity.ts';
import { NEWEST } from '../api/release.ts';
import type { Field, Struct, Type } from '../api/schema.ts';
import { structOf } from '../api/schema.ts';

type Bag = Readonly<Record<string, unknown>>;

function isBag(value: unknown): value is Bag {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Whether the server treats two values of a struct as equal: missing lists and maps equal empty ones, quantities are
 * compared by their amount, everything else exactly. It decides about generations, not about rollouts.
 */
export function semanticEqual(a: unknown, b: unknown, struct = 'DaemonSetSpec', minor = NEWEST): boolean {
  return semanticEqualStructs(a, b, structOf(struct, minor));
}

/** The same for any struct of the tables. */
export function semanticEqualStructs(a: unknown, b: unknown, struct: Struct): boolean {
  return equalStructs(a, b, struct);
}

function equalStructs(a: unknown, b: unknown, struct: Struct): boolean {
  const left = isBag(a) ? a : {};
  const right = isBag(b) ? b : {};
  return struct.fields.every((field) => equalFields(left[field.name], right[field.name], field));
}

function equalFields(a: unknown, b: unknown, { type, pointer }: Field): boolean {
  if (a === b) return true;
  if (pointer && (a == null || b == null)) return a == null && b == null;
  return equalValues(a, b, type);
}

function equalValues(a: unknown, b: unknown, type: Type): boolean {
  switch (type.kind) {
    case 'struct':
      return type.struct === undefined || equalStructs(a, b, type.struct);
    case 'list':
      return equalLists(a, b, type);
    case 'map':
      return equalMaps(a, b, type);
    case 'quantity':
      return equalQuantities(a, b);
    case 'raw':
      return JSON.stringify(a) === JSON.stringify(b);
    default:
      return (a ?? ZEROS[type.kind]) === (b ?? ZEROS[type.kind]);
  }
}

const ZEROS: Readonly<Partial<Record<Type['kind'], unknown>>> = { string: '', bool: false, int32: 0, int64: 0 };

function equalLists(a: unknown, b: unknown, { element }: Type): boolean {
  const left: readonly unknown[] = Array.isArray(a) ? a : [];
  const right: readonly unknown[] = Array.isArray(b) ? b : [];
  if (left.length !== right.length || element === undefined) return left.length === right.length;
  return left.every((item, i) => equalValues(item, right[i], element));
}

function equalMaps(a: unknown, b: unknown, { element }: Type): boolean {
  const left = isBag(a) ? a : {};
  const right = isBag(b) ? b : {};
  const keys = Object.keys(left);
  if (keys.length !== Object.keys(right).length || element === undefined) return false;
  return keys.every((key) => Object.hasOwn(right, key) && equalValues(left[key], right[key], element));
}

function equalQuantities(a: unknown, b: unknown): boolean {
  const left = quantityOf(typeof a === 'string' ? a : '0');
  const right = quantityOf(typeof b === 'string' ? b : '0');
  return left !== undefined && right !== undefined && compareQuantities(left, right) === 0;
}

/** A field that differs between two stored objects. */
export interface ChangedField {
  /** The API's path: `spec.template.spec.containers[0].image`; keys with dots as they are. */
  readonly path: string;
  readonly old: unknown;
  readonly new: unknown;
  readonly inTemplate: boolean;
}

/**
 * The differences between the specs of two stored objects, sorted by path: a list with another length is one path, and
 * so is a subtree that exists on one side only.
 */
export function changedFields(old: { readonly spec?: unknown }, next: { readonly spec?: unknown }): ChangedField[] {
  return differences(old.spec, next.spec, 'spec');
}

/** The same for any two trees of JSON values; paths start with `path`. */
export function differences(old: unknown, next: unknown, path: string): ChangedField[] {
  const changes: ChangedField[] = [];
  compare(old, next, path, changes);
  return changes;
}

// A label may be called toString, which every JavaScript object has.
function own(bag: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(bag, key) ? bag[key] : undefined;
}

const TEMPLATE = /^spec\.template(?:$|\.)/;

function compare(a: unknown, b: unknown, path: string, changes: ChangedField[]): void {
  if (a === b) return;
  if (isBag(a) && isBag(b)) {
    const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])].sort(compareBytes);
    for (const key of keys) compare(own(a, key), own(b, key), `${path}.${key}`, changes);
  } else if (Array.isArray(a) && Array.isArray(b) && a.length === b.length) {
    const items: readonly unknown[] = b;
    a.forEach((item: unknown, i) => {
      compare(item, items[i], `${path}[${String(i)}]`, changes);
    });
  } else {
    changes.push({ path, old: a, new: b, inTemplate: TEMPLATE.test(path) });
  }
}
