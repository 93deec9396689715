/**
 * JSON patches and merge patches as the API server applies them. Source: gopkg.in/evanphx/json-patch.v4 patch.go and
 * merge.go; differences from RFC 6902 and 7386 are noted below.
 */
import {
  copyOf,
  deepEqual,
  discardNulls,
  emptyMap,
  isList,
  isMap,
  type Value,
  type ValueMap,
} from '../go/unstructured.ts';
import { PatchFault } from './patch-fault.ts';

/** `null` removes, maps merge, everything else replaces; nulls in new values are dropped, also inside lists. */
export function mergePatch(original: ValueMap, patch: Value): ValueMap {
  if (!isMap(patch)) throw refused('a merge patch is a map', 400);
  const result = Object.assign(emptyMap(), original);
  for (const [key, value] of Object.entries(patch)) {
    const before = result[key];
    if (value === null) Reflect.deleteProperty(result, key);
    else if (isMap(before)) result[key] = isMap(value) ? mergePatch(before, value) : value;
    else result[key] = fresh(value);
  }
  return result;
}

function fresh(value: Value): Value {
  const copy = copyOf(value);
  discardNulls(copy);
  return copy;
}

function refused(message: string, code = 422): PatchFault {
  return new PatchFault(message, code);
}

/**
 * Applies the operations in order: a list index may be `-` (the end) and may be negative; `replace` of a missing key
 * adds it, and a missing value is copied and tested as null. Throws PatchFault, which names the failed operation.
 */
export function jsonPatch(original: ValueMap, patch: Value): ValueMap {
  if (!isList(patch)) throw refused('a JSON patch is a list of operations', 400);
  let result: Value = original;
  for (const [index, item] of patch.entries()) {
    try {
      result = apply(result, operation(item));
    } catch (error) {
      if (error instanceof PatchFault) throw refused(`operation ${index}: ${error.message}`, error.code);
      throw error;
    }
  }
  if (!isMap(result)) throw refused('the patch replaces the whole object by something else');
  return result;
}

interface Operation {
  readonly op: string;
  readonly path: string;
  readonly from?: string;
  readonly value: Value;
}

function operation(item: Value): Operation {
  if (!isMap(item) || typeof item['op'] !== 'string' || typeof item['path'] !== 'string') {
    throw refused('an operation has "op" and "path"');
  }
  const { op, path, from, value = null } = item;
  return { op, path, value, ...(typeof from === 'string' ? { from } : {}) };
}

type Container = ValueMap | Value[];

function apply(root: Value, { op, path, from, value }: Operation): Value {
  const steps = pointer(path);
  const source = (): string[] => {
    if (from === undefined) throw refused(`${op} needs "from"`);
    return pointer(from);
  };
  const operations: Readonly<Record<string, () => Value>> = {
    add: () => within(root, steps, (container, key) => add(container, key, value)),
    replace: () => (path === '' ? value : within(root, steps, (container, key) => replace(container, key, value))),
    remove: () => within(root, steps, remove),
    copy: () => within(root, steps, (container, key) => add(container, key, valueAt(root, source()))),
    move: () => {
      const moved = valueAt(root, source());
      return within(within(root, source(), remove), steps, (container, key) => add(container, key, moved));
    },
    test: () => {
      if (!deepEqual(valueAt(root, steps), value)) throw refused(`the test of ${path} fails`);
      return root;
    },
  };
  const run = Object.hasOwn(operations, op) ? operations[op] : undefined;
  if (run === undefined) throw refused(`unknown operation "${op}"`);
  return run();
}

function pointer(text: string): string[] {
  if (text !== '' && !text.startsWith('/')) throw refused(`the path "${text}" does not start with /`);
  return text
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** `root` with the container of the last step changed. */
function within(root: Value, steps: readonly string[], change: (container: Container, key: string) => Value): Value {
  const [step, ...rest] = steps;
  if (step === undefined) throw refused('the whole object can only be replaced');
  if (!isMap(root) && !isList(root)) throw refused(`"${step}" is in neither a map nor a list`);
  if (rest.length === 0) return change(root, step);
  return replace(root, step, within(into(root, step), rest, change));
}

function into(container: Container, step: string): Value {
  const child = get(container, step);
  if (!isMap(child) && !isList(child)) throw refused(`there is no "${step}" to go into`);
  return child;
}

function valueAt(root: Value, steps: readonly string[]): Value {
  let found = root;
  for (const [index, step] of steps.entries()) {
    if (!isMap(found) && !isList(found)) throw refused(`there is nothing at /${steps.slice(0, index).join('/')}`);
    found = index < steps.length - 1 ? into(found, step) : get(found, step);
  }
  return found;
}

function get(container: Container, key: string): Value {
  if (isList(container)) return container[indexIn(container.length, key)] ?? null;
  return Object.hasOwn(container, key) ? (container[key] ?? null) : null;
}

function replace(container: Container, key: string, value: Value): Value {
  if (!isList(container)) return { ...container, [key]: value };
  const index = indexIn(container.length, key);
  return container.map((item, each) => (each === index ? value : item));
}

function add(container: Container, key: string, value: Value): Value {
  if (!isList(container)) return { ...container, [key]: value };
  const index = key === '-' ? container.length : indexIn(container.length + 1, key);
  return [...container.slice(0, index), value, ...container.slice(index)];
}

function remove(container: Container, key: string): Value {
  if (!isList(container)) {
    if (!Object.hasOwn(container, key)) throw refused(`there is no "${key}" to remove`);
    return Object.fromEntries(Object.entries(container).filter(([name]) => name !== key));
  }
  const gone = indexIn(container.length, key);
  return container.filter((_, index) => index !== gone);
}

/** An index below `length`; a negative one counts from the end. */
function indexIn(length: number, key: string): number {
  const index = /^[+-]?[0-9]+$/.test(key) ? Number(key) : NaN;
  if (!(index >= -length && index < length)) throw refused(`"${key}" is not an index of the list`);
  return index < 0 ? length + index : index;
}
