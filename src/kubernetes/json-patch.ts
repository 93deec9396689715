import { isMap, PatchError, type Json, type JsonMap } from './strategic-merge.ts';

/** RFC 7386: `null` removes, maps merge, everything else replaces. */
export function mergePatch(original: Json, patch: Json): Json {
  if (!isMap(patch)) return patch;
  const result: Record<string, Json> = isMap(original) ? { ...original } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) Reflect.deleteProperty(result, key);
    else result[key] = mergePatch(result[key] ?? null, value);
  }
  return result;
}

interface Operation {
  readonly op: string;
  readonly path: string;
  readonly from?: string;
  readonly value?: Json;
}

/**
 * RFC 6902, as kubectl's library applies it: a list index may be `-` (the end) and may be negative.
 * Throws PatchError, naming the operation that fails.
 */
export function jsonPatch(original: JsonMap, patch: Json): JsonMap {
  if (!Array.isArray(patch)) throw new PatchError('a JSON patch is a list of operations');
  let result: Json = original;
  for (const [index, item] of (patch as readonly Json[]).entries()) {
    try {
      result = apply(result, operation(item));
    } catch (error) {
      if (error instanceof PatchError) throw new PatchError(`operation ${index}: ${error.message}`);
      throw error;
    }
  }
  if (!isMap(result)) throw new PatchError('the patch replaces the whole object by something else');
  return result;
}

function operation(item: Json): Operation {
  if (!isMap(item) || typeof item['op'] !== 'string' || typeof item['path'] !== 'string') {
    throw new PatchError('an operation has "op" and "path"');
  }
  const { op, path, from, value } = item;
  return { op, path, ...(typeof from === 'string' ? { from } : {}), ...(value === undefined ? {} : { value }) };
}

function apply(root: Json, { op, path, from, value }: Operation): Json {
  const steps = pointer(path);
  const needed = (): Json => {
    if (value === undefined) throw new PatchError(`${op} needs a value`);
    return value;
  };
  const source = (): string[] => {
    if (from === undefined) throw new PatchError(`${op} needs "from"`);
    return pointer(from);
  };
  const operations: Readonly<Record<string, () => Json>> = {
    add: () => put(root, steps, needed(), 'add'),
    replace: () => put(root, steps, needed(), 'replace'),
    remove: () => put(root, steps, undefined, 'remove'),
    copy: () => put(root, steps, get(root, source()), 'add'),
    move: () => put(put(root, source(), undefined, 'remove'), steps, get(root, source()), 'add'),
    test: () => {
      if (JSON.stringify(get(root, steps)) !== JSON.stringify(needed()))
        throw new PatchError(`the test of ${path} fails`);
      return root;
    },
  };
  const run = Object.hasOwn(operations, op) ? operations[op] : undefined;
  if (run === undefined) throw new PatchError(`unknown operation "${op}"`);
  return run();
}

function pointer(text: string): string[] {
  if (text === '') return [];
  if (!text.startsWith('/')) throw new PatchError(`the path "${text}" does not start with /`);
  return text
    .slice(1)
    .split('/')
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function get(value: Json, steps: readonly string[]): Json {
  let at: Json | undefined = value;
  for (const step of steps) at = childOf(at, step);
  if (at === undefined) throw new PatchError(`there is nothing at /${steps.join('/')}`);
  return at;
}

function childOf(value: Json | undefined, step: string): Json | undefined {
  if (Array.isArray(value)) return (value as readonly Json[])[indexIn(value.length, step)];
  return isMap(value) && Object.hasOwn(value, step) ? value[step] : undefined;
}

function indexIn(length: number, step: string): number {
  const index = /^-?[0-9]+$/.test(step) ? Number(step) : NaN;
  return index < 0 ? length + index : index;
}

function put(root: Json, steps: readonly string[], value: Json | undefined, mode: 'add' | 'replace' | 'remove'): Json {
  const [step, ...rest] = steps;
  if (step === undefined) {
    if (value === undefined) throw new PatchError('the whole object cannot be removed');
    return value;
  }
  const child = childOf(root, step);
  if (rest.length > 0) {
    if (child === undefined) throw new PatchError(`there is no "${step}" to go into`);
    return set(root, step, put(child, rest, value, mode), 'replace');
  }
  if (mode !== 'add' && child === undefined) throw new PatchError(`there is no "${step}" to ${mode}`);
  return set(root, step, value, mode);
}

function set(root: Json, step: string, value: Json | undefined, mode: 'add' | 'replace' | 'remove'): Json {
  if (Array.isArray(root)) {
    const list = [...(root as readonly Json[])];
    const index = step === '-' ? list.length : indexIn(list.length, step);
    if (!(index >= 0 && index <= list.length))
      throw new PatchError(`"${step}" is no index of a list of ${list.length}`);
    list.splice(index, mode === 'add' ? 0 : 1, ...(value === undefined ? [] : [value]));
    return list;
  }
  if (!isMap(root)) throw new PatchError(`"${step}" stands in neither a map nor a list`);
  if (value === undefined) return Object.fromEntries(Object.entries(root).filter(([key]) => key !== step));
  return { ...root, [step]: value };
}
