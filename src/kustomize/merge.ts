/** Strategic merge of trees. Source: kyaml yaml/merge2/merge2.go, smpdirective.go, yaml/walk. */
import { spend } from '../limits/budget.ts';
import { Schema, type Definition, type Schemas } from './schema.ts';
import { appendItems, idOf, itemsByKeys, setElement, sharedKeys, valuesAt } from './merge-list.ts';
import { readSchema } from './openapi.ts';
import {
  clearField,
  clearFields,
  expectKind,
  isCleared,
  fieldNames,
  matchElement,
  setField,
  setScalar,
} from './yaml/fns.ts';
import { YNode, entries, field, isMissingOrNull, isNilOrEmpty, scalar } from './yaml/node.ts';

type Found = YNode | undefined;

/**
 * Merges `patch` into `target`, in place; items that are new come before those that are there. Parts of `patch` become
 * parts of the result. False when the patch deletes the object. Throws Error and KindError.
 */
export function strategicMerge(target: YNode, patch: YNode, schemas: Schemas): boolean {
  return new Merger(schemas).walk(target, patch, undefined) !== undefined;
}

type Directive = 'merge' | 'replace' | 'delete';
/** What it costs to compare the keys of two items. */
const MATCH_STEPS = 2;
const DIRECTIVE = '$patch';

class Merger {
  readonly #schemas: Schemas;

  constructor(schemas: Schemas) {
    this.#schemas = schemas;
  }

  walk(dest: Found, origin: Found, given: Schema | undefined): Found {
    const schema = this.#schemaOf(dest, origin, given);
    const first = isMissingOrNull(dest) ? (isMissingOrNull(origin) ? undefined : origin) : dest;
    const kind = first?.kind ?? 'none';
    switch (kind) {
      case 'map':
      case 'none':
        if (kind === 'map') expectBoth(dest, origin, kind);
        return this.#walkMap(dest, origin, schema);
      case 'list':
        expectBoth(dest, origin, kind);
        return schema?.merges === true ? this.#walkList(dest, origin, schema) : visitAtomicList(dest, origin);
      case 'scalar':
        expectBoth(dest, origin, kind);
        adoptComments(dest, origin);
        return origin ?? dest;
      default:
        return undefined;
    }
  }

  #schemaOf(dest: Found, origin: Found, given: Schema | undefined): Schema | undefined {
    for (const node of [dest, origin]) {
      const commented = isMissingOrNull(node) ? undefined : commentSchema(node);
      if (commented !== undefined) return commented;
    }
    if (given !== undefined) return given;
    for (const node of [dest, origin]) {
      const [apiVersion, kind] = [field(node, 'apiVersion')?.value ?? '', field(node, 'kind')?.value ?? ''];
      if (apiVersion === '' || kind === '') continue;
      const schema = this.#schemas.ofType(apiVersion, kind);
      if (schema !== undefined) return schema;
    }
    return undefined;
  }

  #walkMap(before: Found, origin: Found, schema: Schema | undefined): Found {
    const dest = visitMap(before, origin);
    if (dest === undefined) return undefined;
    const names = new Set([dest, origin].flatMap((node) => (node?.kind === 'map' ? fieldNames(node) : [])));
    const [ofDest, ofOrigin] = [entriesOf(dest), entriesOf(origin)];
    const cleared = new Set<string>();
    for (const name of [...names].sort()) {
      const [inDest, inOrigin] = [ofDest.get(name), ofOrigin.get(name)];
      const commented =
        commentSchema(inDest?.value) ??
        commentSchema(inDest?.key) ??
        commentSchema(inOrigin?.value) ??
        commentSchema(inOrigin?.key);
      const value = this.walk(inDest?.value, inOrigin?.value, commented ?? schema?.field(name));
      const key = value === undefined ? undefined : value === inOrigin?.value ? inOrigin.key : inDest?.key;
      if (value === undefined || isCleared(value)) cleared.add(name);
      else setField(dest, name, value, { keyStyle: key?.style ?? 0, keyPlace: key?.place });
    }
    clearFields(dest, cleared);
    return dest;
  }

  #walkList(before: Found, origin: Found, schema: Schema): Found {
    const dest = visitAssociativeList(before, origin);
    if (dest === undefined) return undefined;
    const sources = [origin, dest];
    const { keys } = schema;
    const shared = sharedKeys(sources, keys.length === 0 ? [''] : keys);
    if (shared !== undefined) return this.#mergeKeyed(shared, dest, origin, schema);
    if (keys.length > 0) return this.#mergeItems(valuesOf(sources, keys), keys, dest, origin, schema);
    const values = new Set(
      sources.flatMap((list) => (list === undefined ? [] : list.content.map((item) => item.value))),
    );
    return this.#mergeItems(
      [...values].map((value) => [value]),
      [''],
      dest,
      origin,
      schema,
    );
  }

  /** The same as below where all items have the same keys: linear. */
  #mergeKeyed(keys: readonly string[], dest: YNode, origin: Found, schema: Schema): Found {
    const [inDest, inOrigin] = [itemsByKeys(dest, keys), itemsByKeys(origin, keys)];
    const ids = new Set([...inOrigin.keys(), ...inDest.keys()]);
    if (ids.size === 0) return isMissingOrNull(dest) ? undefined : dest;
    const added = new Map<string, YNode>();
    for (const id of ids) {
      const values = valuesAt(inOrigin.get(id) ?? inDest.get(id), keys);
      const item = this.walk(inDest.get(id), inOrigin.get(id), schema.items);
      if (item === undefined || isMissingOrNull(item) || (item.kind === 'map' && item.content.length === 0)) continue;
      setKeys(item, { keys, values });
      added.set(id, item);
    }
    // What was there takes the place of what the walk gave: the same item, but where a directive replaces it.
    for (const item of dest.content) {
      const id = idOf(item, keys);
      if (!added.has(id)) continue;
      // Items that several keys name are appended even when they are there.
      if (keys.length > 1) added.delete(id);
      added.set(id, item);
    }
    return new YNode('list', { content: [...added.values()], place: dest.place });
  }

  // setAssociativeSequenceElements
  #mergeItems(
    found: readonly (readonly string[])[],
    keys: readonly string[],
    dest: YNode,
    origin: Found,
    schema: Schema,
  ): Found {
    spend(found.length * found.length * MATCH_STEPS);
    const values = keys.length > 1 ? unified(found) : found;
    const added = new YNode('list');
    let known: Keyed = { keys, values: [] };
    for (const each of values) {
      if (each.length === 0) continue;
      known = knownKeys(values, each, keys);
      const own = knownKeys([known.values], known.values, known.keys);
      const item = this.walk(
        matchElement(dest, own.keys, own.values),
        origin === undefined ? undefined : matchElement(origin, own.keys, own.values),
        schema.items,
      );
      if (item === undefined || isMissingOrNull(item) || (item.kind === 'map' && item.content.length === 0)) {
        setElement(dest, known.keys, known.values, undefined);
        continue;
      }
      setKeys(item, known);
      setElement(added, known.keys, known.values, item);
    }
    if (values.length === 0) return isMissingOrNull(dest) ? undefined : dest;
    added.place = dest.place;
    added.tag = '';
    return appendItems(added, dest, known.keys);
  }
}

interface Keyed {
  readonly keys: readonly string[];
  readonly values: readonly string[];
}

function setKeys(item: YNode, { keys, values }: Keyed): void {
  for (const [i, key] of keys.entries()) {
    const value = values[i] ?? '';
    if (value === '' || field(item, key) !== undefined) continue;
    if (key === '') setScalar(item, scalar(value, item.place));
    else setField(item, key, scalar(value, item.place));
  }
}

function expectBoth(dest: Found, origin: Found, kind: 'map' | 'list' | 'scalar'): void {
  expectKind(dest, kind);
  expectKind(origin, kind);
}

/** The first entry of each name. */
function entriesOf(map: Found): ReadonlyMap<string, { readonly key: YNode; readonly value: YNode }> {
  const found = new Map<string, { key: YNode; value: YNode }>();
  if (map?.kind !== 'map') return found;
  for (const [key, value] of entries(map)) if (!found.has(key.value)) found.set(key.value, { key, value });
  return found;
}

function adoptComments(dest: Found, origin: Found): void {
  if (dest === undefined || origin === undefined) return;
  if (origin.foot !== '') dest.foot = origin.foot;
  if (origin.head !== '') dest.head = origin.head;
  if (origin.line !== '') dest.line = origin.line;
  if (dest.kind !== 'scalar' && dest.content.length === 0) dest.style = origin.style;
}

// Merger.VisitMap
function visitMap(dest: Found, origin: Found): Found {
  adoptComments(dest, origin);
  if (dest === undefined || dest.tag === '!!null') {
    if (origin !== undefined && (origin.kind === 'map' || origin.kind === 'list') && isDelete(origin)) return undefined;
    return origin === undefined && dest !== undefined && dest.value !== '' ? persistentNull(dest) : origin;
  }
  if (origin?.tag === '!!null') return undefined;
  return directed(dest, origin);
}

function isDelete(origin: YNode): boolean {
  try {
    return takeDirective(origin) === 'delete';
  } catch {
    return false;
  }
}

function persistentNull(node: YNode): YNode {
  const kept = new YNode('scalar', { tag: '!!null', value: node.value, place: node.place });
  kept.keep = true;
  return kept;
}

function directed(dest: YNode, origin: Found): Found {
  const directive = takeDirective(origin);
  return directive === 'delete' ? undefined : directive === 'replace' ? origin : dest;
}

function visitAtomicList(dest: Found, origin: Found): Found {
  adoptComments(dest, origin);
  return origin ?? dest;
}

function visitAssociativeList(dest: Found, origin: Found): Found {
  adoptComments(dest, origin);
  if (dest === undefined || dest.tag === '!!null') return origin;
  if (origin?.tag === '!!null') return undefined;
  return directed(dest, origin);
}

/** Takes the directive out of a patch. Throws Error when it is an unknown one. Source: determineSmpDirective. */
function takeDirective(patch: Found): Directive {
  if (patch === undefined) return 'merge';
  if (patch.kind === 'list') return takeListDirective(patch);
  if (patch.kind !== 'map') throw new Error(`no implemented strategic merge patch strategy for '${patch.tag}'`);
  const value = field(patch, DIRECTIVE)?.value;
  if (value === undefined) return 'merge';
  const directive = known(value);
  clearField(patch, DIRECTIVE);
  return directive;
}

function takeListDirective(list: YNode): Directive {
  const item = list.content.find((each) => field(each, DIRECTIVE) !== undefined);
  const value = field(item, DIRECTIVE)?.value;
  if (item === undefined || value === undefined || item.content.length > 2) return 'merge';
  const directive = known(value);
  setElement(list, [DIRECTIVE], [value], undefined);
  return directive;
}

function known(value: string): Directive {
  if (value !== 'delete' && value !== 'replace' && value !== 'merge')
    throw new Error(`unknown patch strategy '${value}'`);
  return value;
}

/** The values of the keys in each item, each combination once. Source: elementValues. */
function valuesOf(lists: readonly Found[], keys: readonly string[]): string[][] {
  const found = new Map<string, string[]>();
  for (const list of lists)
    for (const item of list?.content ?? []) {
      const values = keys.map((key) => {
        const value = field(item, key);
        return value === undefined || isNilOrEmpty(value) ? '' : value.value;
      });
      const id = JSON.stringify(values);
      if (!found.has(id)) found.set(id, values);
    }
  return [...found.values()];
}

/** Combinations that differ only in what one of them leaves open are the same. Source: mergeValues. */
function unified(found: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const values = [...found];
  for (let i = 0; i < values.length; i++) {
    const one = values[i] ?? [];
    for (let j = 0; j < values.length; j++) {
      const both = matching(one, values[j] ?? []);
      if (both !== undefined) values[i] = values[j] = both;
    }
  }
  return values;
}

function matching(a: readonly string[], b: readonly string[]): string[] | undefined {
  if (a.length !== b.length) return undefined;
  let common = false;
  const both: string[] = [];
  for (const [i, x] of a.entries()) {
    const y = b[i] ?? '';
    if (x === y) common = true;
    else if (x !== '' && y !== '') return undefined;
    both.push(x !== '' ? x : y);
  }
  return common ? both : undefined;
}

/** The keys that any item has; all of them when none has one. Source: validateKeys. */
function knownKeys(all: readonly (readonly string[])[], values: readonly string[], keys: readonly string[]): Keyed {
  const used = new Set(all.flatMap((each) => each.flatMap((value, i) => (value === '' ? [] : [keys[i] ?? '']))));
  if (used.size === 0) return { keys, values };
  return {
    keys: keys.filter((key) => used.has(key)),
    values: values.filter((value, i) => value !== '' || used.has(keys[i] ?? '')),
  };
}

// A comment that is JSON says what the field is. Source: kyaml fieldmeta.Read.
function commentSchema(node: Found): Schema | undefined {
  if (node === undefined) return undefined;
  const comment = (node.line || node.head).replace(/^#+/, '');
  if (!comment.includes('{')) return undefined;
  let parsed: unknown;
  try {
    parsed = JSON.parse(comment);
  } catch {
    return undefined;
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed) || Object.keys(parsed).length === 0)
    return undefined;
  const definition: Definition = readSchema(parsed as Readonly<Record<string, unknown>>);
  return new Schema(definition.ref === undefined ? definition : {}, new Map());
}
