/** JSON patches on trees. Source: gopkg.in/evanphx/json-patch.v4 patch.go, kustomize api/filters/patchjson6902. */
import { compareBytes } from '../kubernetes/go/strings.ts';
import { spend, spendValue } from '../limits/budget.ts';
import { goJsonNumber } from './yaml/from-json.ts';
import type { Place } from './yaml/node.ts';
import type { JsonEntry, JsonList, JsonMap, JsonNode, JsonScalar } from './yaml/value.ts';

/** One operation of a patch; `value` is absent where it is not written. */
export interface Operation {
  readonly op: string;
  readonly path: string | undefined;
  readonly from: string | undefined;
  readonly value: JsonNode | undefined;
  readonly place: Place | undefined;
}

/** The operations of a patch. Throws Error when it is not a list of objects. Source: DecodePatch. */
export function readOperations(patch: JsonNode): Operation[] {
  if (patch.kind === 'scalar' && patch.value === null) return [];
  if (patch.kind !== 'list') throw new Error('json: cannot unmarshal object into Go value of type jsonpatch.Patch');
  return patch.items.map((item) => {
    if (item.kind === 'scalar' && item.value === null)
      return { op: 'unknown', path: undefined, from: undefined, value: undefined, place: item.place };
    if (item.kind !== 'map') throw new Error('json: cannot unmarshal into Go value of type jsonpatch.Operation');
    const value = entryOf(item, 'value')?.value;
    return {
      op: textOf(item, 'op') ?? 'unknown',
      path: textOf(item, 'path'),
      from: textOf(item, 'from'),
      value,
      place: item.place,
    };
  });
}

function entryOf(map: JsonMap, key: string): JsonEntry | undefined {
  return map.entries.find((entry) => entry.key === key);
}

function textOf(map: JsonMap, key: string): string | undefined {
  const value = entryOf(map, key)?.value;
  return value?.kind === 'scalar' && typeof value.value === 'string' ? value.value : undefined;
}

/** So many items are moved in one step. */
const MOVED = 32;

/** A value that can be changed. */
type Draft = DraftMap | DraftList | JsonScalar;

interface DraftMap {
  readonly kind: 'map';
  readonly entries: Map<string, { keyPlace: Place | undefined; value: Draft }>;
  readonly place: Place | undefined;
}

interface DraftList {
  readonly kind: 'list';
  items: Draft[];
  readonly place: Place | undefined;
}

function draft(node: JsonNode): Draft {
  const { place } = node;
  spendValue();
  if (node.kind === 'scalar') return node;
  if (node.kind === 'list') return { kind: 'list', items: node.items.map(draft), place };
  const entries = node.entries.map(({ key, keyPlace, value }) => [key, { keyPlace, value: draft(value) }] as const);
  return { kind: 'map', entries: new Map(entries), place };
}

function finished(node: Draft): JsonNode {
  const { place } = node;
  if (node.kind === 'scalar') return node;
  if (node.kind === 'list') return { kind: 'list', items: node.items.map(finished), place } satisfies JsonList;
  const entries = [...node.entries]
    .map(([key, { keyPlace, value }]) => ({ key, keyPlace, value: finished(value) }))
    .sort((a, b) => compareBytes(a.key, b.key));
  return { kind: 'map', entries, place };
}

/** `root` with a patch applied. Throws Error when it does not apply. Source: Patch.Apply. */
export function applyOperations(root: JsonNode, operations: readonly Operation[]): JsonNode {
  let document = draft(root);
  for (const operation of operations) {
    try {
      document = new Application(document, operation).run();
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      throw Object.assign(error, { place: operation.place });
    }
  }
  return finished(document);
}

class Application {
  #document: Draft;
  readonly #operation: Operation;

  constructor(document: Draft, operation: Operation) {
    this.#document = document;
    this.#operation = operation;
  }

  run(): Draft {
    switch (this.#operation.op) {
      case 'add':
        this.#add(this.#path, this.#value, `add operation does not apply: doc is missing path: "${this.#path}"`);
        break;
      case 'remove':
        this.#remove(this.#path, `remove operation does not apply: doc is missing path: "${this.#path}"`);
        break;
      case 'replace':
        this.#replace();
        break;
      case 'move':
        this.#move();
        break;
      case 'test':
        this.#test();
        break;
      case 'copy': {
        const value = this.#get(this.#from, `copy operation does not apply: doc is missing from path: ${this.#from}`);
        const copy = value === undefined ? undefined : draft(finished(value));
        this.#add(this.#path, copy, `copy operation does not apply: doc is missing destination path: ${this.#path}`);
        break;
      }
      default:
        throw new Error(`Unexpected kind: ${this.#operation.op}`);
    }
    return this.#document;
  }

  get #path(): string {
    const { path, op } = this.#operation;
    if (path === undefined) throw new Error(`${op} operation failed to decode path: missing value`);
    return path;
  }

  get #from(): string {
    const { from, op } = this.#operation;
    if (from === undefined) throw new Error(`${op} operation failed to decode from: operation, missing from field`);
    return from;
  }

  get #value(): Draft {
    const { value } = this.#operation;
    return value === undefined ? { kind: 'scalar', value: null, place: this.#operation.place } : draft(value);
  }

  /** The collection that a path leads into, and its last step; undefined where there is none. */
  #container(path: string): { container: DraftMap | DraftList; key: string } | undefined {
    const steps = path.split('/').map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
    if (steps.length < 2) return undefined;
    let node: Draft | undefined = this.#document;
    for (const step of steps.slice(1, -1)) {
      if (node === undefined || node.kind === 'scalar') return undefined;
      try {
        node = valueIn(node, step);
      } catch {
        return undefined;
      }
    }
    if (node === undefined || node.kind === 'scalar') return undefined;
    return { container: node, key: steps[steps.length - 1] ?? '' };
  }

  #get(path: string, missing: string): Draft | undefined {
    const found = this.#container(path);
    if (found === undefined) throw new Error(missing);
    return valueIn(found.container, found.key);
  }

  #add(path: string, value: Draft | undefined, missing: string): void {
    const found = this.#container(path);
    if (found === undefined) throw new Error(missing);
    const { container, key } = found;
    const added = value ?? { kind: 'scalar', value: null, place: this.#operation.place };
    if (container.kind === 'map') {
      container.entries.set(key, {
        keyPlace: container.entries.get(key)?.keyPlace ?? this.#operation.place,
        value: added,
      });
      return;
    }
    const { items } = container;
    if (key === '-') {
      items.push(added);
      return;
    }
    const index = indexOf(key);
    if (index > items.length || index < -items.length - 1) throw invalidIndex(index);
    spend(items.length / MOVED);
    items.splice(index < 0 ? index + items.length + 1 : index, 0, added);
  }

  #remove(path: string, missing: string): void {
    const found = this.#container(path);
    if (found === undefined) throw new Error(missing);
    const { container, key } = found;
    if (container.kind === 'map') {
      if (!container.entries.delete(key))
        throw new Error(`error in remove for path: '${path}': Unable to remove nonexistent key: ${key}: missing value`);
      return;
    }
    const { items } = container;
    const index = indexOf(key);
    if (index >= items.length || index < -items.length) throw invalidIndex(index);
    spend(items.length / MOVED);
    items.splice(index < 0 ? index + items.length : index, 1);
  }

  #replace(): void {
    const path = this.#path;
    if (path === '') {
      const value = this.#value;
      if (value.kind === 'scalar') throw new Error('replace operation value must be object or array');
      this.#document = value;
      return;
    }
    const found = this.#container(path);
    if (found === undefined)
      throw new Error(`replace operation does not apply: doc is missing path: ${path}: missing value`);
    const { container, key } = found;
    if (container.kind === 'map') {
      // Also what is not there is replaced.
      const keyPlace = container.entries.get(key)?.keyPlace ?? this.#operation.place;
      container.entries.set(key, { keyPlace, value: this.#value });
      return;
    }
    if (valueIn(container, key) === undefined)
      throw new Error(`replace operation does not apply: doc is missing key: ${path}: missing value`);
    const index = indexOf(key);
    container.items[index < 0 ? index + container.items.length : index] = this.#value;
  }

  #move(): void {
    const from = this.#from;
    const missing = `move operation does not apply: doc is missing from path: ${from}`;
    const value = this.#get(from, missing);
    this.#remove(from, missing);
    this.#add(this.#path, value, `move operation does not apply: doc is missing destination path: ${this.#path}`);
  }

  #test(): void {
    const path = this.#path;
    const { value } = this.#operation;
    const missing = `test operation does not apply: is missing path: ${path}`;
    const own = path === '' ? this.#document : this.#get(path, missing);
    const isNull = value === undefined || (value.kind === 'scalar' && value.value === null);
    const ownIsNull = own === undefined || (own.kind === 'scalar' && own.value === null);
    if (ownIsNull ? isNull : value !== undefined && isEqual(own, draft(value))) return;
    throw new Error(`testing value ${path} failed: test failed`);
  }
}

function invalidIndex(index: number): Error {
  return new Error(`Unable to access invalid index: ${String(index)}: invalid index referenced`);
}

function indexOf(key: string): number {
  if (!/^[-+]?[0-9]+$/.test(key)) throw new Error(`value was not a proper array index: '${key}'`);
  return Number(key);
}

function valueIn(container: DraftMap | DraftList, key: string): Draft | undefined {
  if (container.kind === 'map') return container.entries.get(key)?.value;
  const index = indexOf(key);
  const at = index < 0 ? index + container.items.length : index;
  if (at < 0 || at >= container.items.length) throw invalidIndex(index);
  return container.items[at];
}

function isEqual(a: Draft, b: Draft): boolean {
  if (a.kind === 'map')
    return (
      b.kind === 'map' &&
      a.entries.size === b.entries.size &&
      [...a.entries].every(([key, { value }]) => {
        const other = b.entries.get(key)?.value;
        return other !== undefined && isEqual(value, other);
      })
    );
  if (a.kind === 'list')
    return (
      b.kind === 'list' &&
      a.items.length === b.items.length &&
      a.items.every((item, i) => {
        const other = b.items[i];
        return other !== undefined && isEqual(item, other);
      })
    );
  return b.kind === 'scalar' && (a.value === b.value || isSameNumber(a.value, b.value));
}

// Numbers are compared as they are written.
function isSameNumber(a: JsonScalar['value'], b: JsonScalar['value']): boolean {
  const isNumber = (value: JsonScalar['value']): value is number | bigint =>
    typeof value === 'number' || typeof value === 'bigint';
  return isNumber(a) && isNumber(b) && goJsonNumber(a) === goJsonNumber(b);
}
