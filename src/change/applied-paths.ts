/** Paths of fields, as managed fields have them: where a document writes them, and what an object has there. */
import { isList, isMap, type Value } from '../kubernetes/go/unstructured.ts';
import { typeBelow, type FieldPath, type FieldSet } from '../kubernetes/structured-merge/field-set.ts';
import { elementOf } from '../kubernetes/structured-merge/list-items.ts';
import { PathElement, pathText } from '../kubernetes/structured-merge/path-element.ts';
import { fieldType, itemType, type Atom, type ListType } from '../kubernetes/structured-merge/schema.ts';
import { entryOf, nodeAt, type Node, type Path } from '../kubernetes/yaml/node.ts';
import { valueOf } from '../kubernetes/yaml/unstructured.ts';
import { groupBy } from '../words/group-by.ts';

/** The paths without those below others. */
export function topmost(set: FieldSet): readonly FieldPath[] {
  const paths = [...set.paths()];
  const texts = new Set(paths.map(pathText));
  return paths.filter((path) => !path.some((_, depth) => depth > 0 && texts.has(pathText(path.slice(0, depth)))));
}

/** Whether the set has the field, or something below it. */
export function isIn(set: FieldSet, path: FieldPath): boolean {
  const below = path.reduce((level, element) => level.below(element), set);
  return set.has(path) || !below.isEmpty;
}

export interface FieldPlace {
  readonly at: Path;
  readonly isWritten: boolean;
}

interface Step {
  readonly step: string | number;
  readonly node: Node;
  readonly atom: Atom | undefined;
}

/** Where `root` writes a field, once for each item of one key; else the nearest place around it. */
export function placesIn(root: Node, type: Atom): (path: FieldPath) => readonly [FieldPlace, ...FieldPlace[]] {
  const stepsInto = steps();
  return (path) => {
    const at: (string | number)[] = [];
    let [node, atom]: [Node, Atom | undefined] = [root, type];
    for (const [depth, element] of path.entries()) {
      const [next, ...others]: readonly Step[] = stepsInto(node, element, atom).filter(
        (step) => step.node.kind !== 'null',
      );
      if (next === undefined) return [{ at, isWritten: false }];
      const placeOf = ({ step }: Step): FieldPlace => ({ at: [...at, step], isWritten: true });
      if (depth === path.length - 1) return [placeOf(next), ...others.map(placeOf)];
      at.push(next.step);
      [node, atom] = [next.node, next.atom];
    }
    return [{ at, isWritten: true }];
  };
}

/** The steps from a node along an element of a path; each list is read once. */
function steps(): (node: Node, element: PathElement, atom: Atom | undefined) => readonly Step[] {
  const read = new Map<Node, ReadonlyMap<string, readonly Step[]>>();
  return (node, { parts, text }, atom) => {
    if (parts.kind === 'field' && node.kind === 'map') {
      const entry = entryOf(node, parts.name);
      if (entry === undefined) return [];
      return [{ step: parts.name, node: entry.value, atom: atom?.map && fieldType(atom.map, parts.name) }];
    }
    const list = atom?.list;
    if (node.kind !== 'list' || list === undefined) return [];
    const known = read.get(node) ?? groupBy(itemsOf(node.items, list), (item) => textOf(list, valueOf(item.node)));
    read.set(node, known);
    return known.get(text) ?? [];
  };
}

function itemsOf(items: readonly Node[], list: ListType): readonly Step[] {
  return items.map((node, step) => ({ step, node, atom: itemType(list) }));
}

/** The places of a document as managed fields name them; each item of a list is read once. */
export function pathsIn(root: Node, type: Atom): (at: Path) => FieldPath {
  const elements = new Map<Node, PathElement>();
  const elementAt = (atom: Atom | undefined, item: Node, index: number): PathElement => {
    const list = atom?.list?.isAtomic === false ? atom.list : undefined;
    const found = elements.get(item) ?? (list && elementOf(list, valueOf(item)));
    const element = found instanceof PathElement ? found : PathElement.index(index);
    elements.set(item, element);
    return element;
  };
  return (at) => {
    const path: PathElement[] = [];
    let [node, atom]: [Node, Atom | undefined] = [root, type];
    for (const step of at) {
      node = nodeAt(node, [step]) ?? node;
      const element = typeof step === 'string' ? PathElement.field(step) : elementAt(atom, node, step);
      path.push(element);
      atom = typeBelow(atom, element);
    }
    return path;
  };
}

/** What `root` has at a path; several values where its last step leads to several items of one key. */
export function valuesIn(root: Value, type: Atom): (path: FieldPath) => readonly Value[] {
  const read = new Map<Value, ReadonlyMap<string, readonly Value[]>>();
  const into = (
    value: Value | undefined,
    { parts, text }: PathElement,
    list: ListType | undefined,
  ): readonly Value[] => {
    if (parts.kind === 'field') {
      const next = isMap(value) ? value[parts.name] : undefined;
      return next === undefined ? [] : [next];
    }
    if (!isList(value) || list === undefined) return [];
    const known = read.get(value) ?? groupBy(value, (item) => textOf(list, item));
    read.set(value, known);
    return known.get(text) ?? [];
  };
  return (path) => {
    let [values, atom]: [readonly Value[], Atom | undefined] = [[root], type];
    for (const element of path) {
      const { parts } = element;
      values = into(values[0], element, atom?.list);
      atom = parts.kind === 'field' ? atom?.map && fieldType(atom.map, parts.name) : atom?.list && itemType(atom.list);
    }
    return values;
  };
}

function textOf(list: ListType, item: Value): string | undefined {
  const found = elementOf(list, item);
  return found instanceof PathElement ? found.text : undefined;
}
