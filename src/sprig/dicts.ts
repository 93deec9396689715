/** sprig's maps. Source: sprig dict.go, dario.cat/mergo. */
import { spend, VISIT } from '../limits/budget.ts';
import { ANY, DICT, func, FuncError, STRING, variadic } from '../gotemplate/func.ts';
import {
  ANY_MAP,
  Bool,
  Dict,
  kindName,
  List,
  NilDict,
  Str,
  str,
  typeName,
  type Func,
  type Value,
} from '../gotemplate/value.ts';
import { empty } from './defaults.ts';
import { stringList, strval } from './strings.ts';

function dict(...values: readonly Value[]): Dict {
  const made = new Dict();
  for (let at = 0; at < values.length; at += 2) {
    made.entries.set(strval(values[at]).text, at + 1 < values.length ? values[at + 1] : str(''));
  }
  return made;
}

function set(target: Dict, { text }: Str, value: Value): Dict {
  if (target instanceof NilDict) throw new FuncError('assignment to entry in nil map');
  target.entries.set(text, value ?? null);
  target.keyMarks.delete(text);
  return target;
}

function unset(target: Dict, { text }: Str): Dict {
  target.entries.delete(text);
  return target;
}

function pick(source: Dict, keys: readonly string[]): Dict {
  const picked = new Dict();
  for (const key of keys) if (source.entries.has(key)) picked.setFrom(source, key, source.entries.get(key));
  return picked;
}

function keys(...dicts: readonly Dict[]): List {
  // Go's order is random: in that of printing, two runs agree.
  return stringList(dicts.flatMap((one) => one.sortedKeys().map((key) => Str.marked(key, one.keyMarks.get(key)))));
}

function isKind(value: Value, kind: 'map' | 'slice'): boolean {
  return kindName(value) === kind;
}

/**
 * mergo's deepMerge of maps, in place: without `overwrite`, `source` fills what is missing or empty in `target`.
 * Throws FuncError.
 */
export function mergeInto(target: Dict, source: Dict, overwrite: boolean): void {
  for (const [key, value] of source.entries) {
    spend(VISIT);
    const own = target.entries.get(key);
    const has = target.entries.has(key);
    if (value === null || value === undefined) {
      if (overwrite) target.setFrom(source, key, null);
      continue;
    }
    if (value instanceof Dict) mergeMap(own, value, has, overwrite);
    else if (isKind(value, 'slice')) {
      // mergo asks whether the whole maps are empty, not the lists.
      const replaces = source.entries.size > 0 && (overwrite || target.entries.size === 0);
      if (replaces || own === null || own === undefined)
        target.setFrom(source, key, replaces ? value : new List([], typeName(value)));
      else if (!isKind(own, 'slice')) target.setFrom(source, key, own);
    }
    const current = has ? own : undefined;
    if (has && !empty(current)) {
      if (isKind(value, 'slice')) continue;
      if (value instanceof Dict && current instanceof Dict) continue;
    }
    if (overwrite || !has || empty(current)) target.setFrom(source, key, value);
  }
}

function mergeMap(own: Value, value: Dict, has: boolean, overwrite: boolean): void {
  if (has && own instanceof Dict && own.entries !== value.entries) mergeInto(own, value, overwrite);
}

function merger(overwrite: boolean): Func {
  return variadic([DICT], DICT, (target, ...sources) => {
    const merged = target instanceof NilDict ? new Dict() : target;
    for (const source of sources) mergeInto(merged, source, overwrite);
    return merged;
  });
}

function dig(...params: readonly Value[]): Value {
  if (params.length < 3) throw new FuncError('dig needs at least three arguments');
  let found: Value = params[params.length - 1];
  const fallback = params[params.length - 2];
  for (const key of params.slice(0, -2)) {
    if (!(key instanceof Str)) throw conversion(key, 'string');
    if (!(found instanceof Dict && found.type === ANY_MAP)) throw conversion(found, ANY_MAP);
    if (!found.entries.has(key.text)) return fallback;
    found = found.entries.get(key.text);
  }
  return found ?? undefined;
}

/** Go's panic of a type assertion. */
function conversion(value: Value, wanted: string): FuncError {
  const got = value === undefined || value === null ? 'nil' : typeName(value);
  return new FuncError(`interface conversion: interface {} is ${got}, not ${wanted}`);
}

const merge = merger(false);
const mergeOverwrite = merger(true);

export const DICTS: Readonly<Record<string, Func>> = {
  dict: variadic([], ANY, dict),
  get: func([DICT, STRING], ({ entries }, { text }) =>
    entries.has(text) ? (entries.get(text) ?? undefined) : str(''),
  ),
  set: func([DICT, STRING, ANY], set),
  unset: func([DICT, STRING], unset),
  hasKey: func([DICT, STRING], ({ entries }, { text }) => new Bool(entries.has(text))),
  pluck: variadic(
    [STRING],
    DICT,
    ({ text }, ...dicts) =>
      new List(dicts.filter(({ entries }) => entries.has(text)).map(({ entries }) => entries.get(text))),
  ),
  keys: variadic([], DICT, keys),
  pick: variadic([DICT], STRING, (source, ...names) =>
    pick(
      source,
      names.map(({ text }) => text),
    ),
  ),
  omit: variadic([DICT], STRING, (source, ...names) => {
    const left = new Set(names.map(({ text }) => text));
    return pick(
      source,
      [...source.entries.keys()].filter((key) => !left.has(key)),
    );
  }),
  merge,
  mustMerge: merge,
  mergeOverwrite,
  mustMergeOverwrite: mergeOverwrite,
  values: func([DICT], (source) => new List(source.sortedKeys().map((key) => source.entries.get(key)))),
  dig: variadic([], ANY, dig),
};
