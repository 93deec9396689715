/** A set of field paths. Source: structured-merge-diff v6 fieldpath set.go. */
import { emptyMap, type ValueMap } from '../go/unstructured.ts';
import { compareElements, type PathElement } from './path-element.ts';
import { fieldType, itemType, type Atom } from './schema.ts';

export type FieldPath = readonly PathElement[];

/** A field with what is in the set below it. */
export interface Child {
  readonly element: PathElement;
  readonly set: FieldSet;
}

type Members = ReadonlyMap<string, PathElement>;
type Children = ReadonlyMap<string, Child>;

/** Never changed once it is made. */
export class FieldSet {
  /** The fields of this level that are in the set. */
  readonly #members: Members;
  /** What is in the set below fields of this level. */
  readonly #children: Children;

  private constructor(members: Members, children: Children) {
    this.#members = members;
    this.#children = children;
  }

  static readonly EMPTY = new FieldSet(new Map(), new Map());

  /** The set of one level and of what is below it. */
  static level(members: readonly PathElement[], children: readonly Child[]): FieldSet {
    return new FieldSet(
      new Map(members.map((element) => [element.text, element])),
      new Map(children.map((child) => [child.element.text, child])),
    );
  }

  /** The set of the paths; the empty path, which means the whole object, is left out. */
  static of(paths: Iterable<FieldPath>): FieldSet {
    const members: PathElement[] = [];
    const below = new Map<string, { readonly element: PathElement; readonly paths: FieldPath[] }>();
    for (const [element, ...rest] of paths) {
      if (element === undefined) continue;
      if (rest.length === 0) members.push(element);
      else {
        const known = below.get(element.text);
        if (known === undefined) below.set(element.text, { element, paths: [rest] });
        else known.paths.push(rest);
      }
    }
    const children = [...below.values()].map((each) => ({ element: each.element, set: FieldSet.of(each.paths) }));
    return FieldSet.level(members, children);
  }

  get isEmpty(): boolean {
    return this.#members.size === 0 && [...this.#children.values()].every(({ set }) => set.isEmpty);
  }

  /** Whether the field of this level is in the set. */
  holds(element: PathElement): boolean {
    return this.#members.has(element.text);
  }

  /** Whether the path is in the set. */
  has([element, ...rest]: FieldPath): boolean {
    if (element === undefined) return false;
    return rest.length === 0 ? this.holds(element) : this.below(element).has(rest);
  }

  /** What is in the set below a field of this level. */
  below(element: PathElement): FieldSet {
    return this.#children.get(element.text)?.set ?? FieldSet.EMPTY;
  }

  /** The fields of this level that are in the set, or have something below them that is. */
  get elements(): readonly PathElement[] {
    const all = new Map(this.#members);
    for (const [text, { element }] of this.#children) all.set(text, element);
    return [...all.values()].sort(compareElements);
  }

  union(other: FieldSet): FieldSet {
    const children = new Map(this.#children);
    for (const [text, { element, set }] of other.#children)
      children.set(text, { element, set: children.get(text)?.set.union(set) ?? set });
    return new FieldSet(new Map([...this.#members, ...other.#members]), children);
  }

  intersection(other: FieldSet): FieldSet {
    const children = changed(this.#children, (set, text) => {
      const inner = other.#children.get(text);
      return inner === undefined ? FieldSet.EMPTY : set.intersection(inner.set);
    });
    return new FieldSet(
      kept(this.#members, (text) => other.#members.has(text)),
      children,
    );
  }

  /** What is in this set and not in the other; a field of the other takes nothing with it that is below. */
  difference(other: FieldSet): FieldSet {
    const children = changed(this.#children, (set, text) => {
      const inner = other.#children.get(text);
      return inner === undefined ? set : set.difference(inner.set);
    });
    return new FieldSet(
      kept(this.#members, (text) => !other.#members.has(text)),
      children,
    );
  }

  /** The same, but what is below a field of the other goes with it. */
  recursiveDifference(other: FieldSet): FieldSet {
    const children = changed(this.#children, (set, text) => {
      if (other.#members.has(text)) return FieldSet.EMPTY;
      const inner = other.#children.get(text);
      return inner === undefined ? set : set.recursiveDifference(inner.set);
    });
    return new FieldSet(
      kept(this.#members, (text) => !other.#members.has(text)),
      children,
    );
  }

  /** The set with every field of a struct below which it has something (EnsureNamedFieldsAreMembers). */
  withNamedFields(atom: Atom | undefined): FieldSet {
    const members = new Map(this.#members);
    const children = new Map<string, Child>();
    for (const [text, { element, set }] of this.#children) {
      const { parts } = element;
      if (parts.kind === 'field' && atom?.map?.fields?.has(parts.name) === true) members.set(text, element);
      children.set(text, { element, set: set.withNamedFields(typeBelow(atom, element)) });
    }
    return new FieldSet(members, children);
  }

  /** Every path, fields of a level before what is below them. */
  *paths(prefix: FieldPath = []): Generator<FieldPath> {
    for (const element of [...this.#members.values()].sort(compareElements)) yield [...prefix, element];
    const children = [...this.#children.values()].sort((a, b) => compareElements(a.element, b.element));
    for (const { element, set } of children) yield* set.paths([...prefix, element]);
  }

  /** As managed fields hold it. Source: fieldpath serialize.go emitContentsV1. */
  toFieldsV1(isMember = false): ValueMap {
    const fields = emptyMap();
    if (isMember && this.#members.size + this.#children.size > 0) fields['.'] = emptyMap();
    for (const element of this.elements) fields[element.text] = this.below(element).toFieldsV1(this.holds(element));
    return fields;
  }
}

export function typeBelow(atom: Atom | undefined, { parts }: PathElement): Atom | undefined {
  if (parts.kind === 'field' && atom?.map !== undefined) return fieldType(atom.map, parts.name);
  return parts.kind === 'key' && atom?.list !== undefined ? itemType(atom.list) : undefined;
}

function kept(members: Members, keeps: (text: string) => boolean): Members {
  return new Map([...members].filter(([text]) => keeps(text)));
}

function changed(children: Children, change: (set: FieldSet, text: string) => FieldSet): Children {
  const result = new Map<string, Child>();
  for (const [text, { element, set }] of children) {
    const next = change(set, text);
    if (next === set || !next.isEmpty) result.set(text, { element, set: next });
  }
  return result;
}
