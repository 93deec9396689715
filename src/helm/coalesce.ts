/** Values of charts put together. Source: helm pkg/chartutil/coalesce.go, values.go, pkg/cli/values/options.go (mergeMaps). */
import { sprintOne } from '../gotemplate/format.ts';
import { Bool, Dict, typeName, type Value } from '../gotemplate/value.ts';
import { deepCopy } from '../sprig/deep.ts';
import { ChartError, type Chart } from './chart.ts';

/** A map that shares nothing with `value`. */
export function copyOf(value: Dict): Dict {
  const copy = deepCopy(value);
  return copy instanceof Dict ? copy : new Dict();
}

/** CoalesceValues: the chart's values under those that were given; null takes a key away. Throws ChartError. */
export function coalesceValues(chart: Chart, values: Dict): Dict {
  return coalesce(chart, copyOf(values), false);
}

/** MergeValues: as coalesceValues, with nulls kept. Throws ChartError. */
export function mergeValues(chart: Chart, values: Dict): Dict {
  return coalesce(chart, copyOf(values), true);
}

function coalesce(chart: Chart, target: Dict, merge: boolean): Dict {
  addDefaults(chart, target, merge);
  for (const subchart of chart.dependencies) {
    const own = target.entries.get(subchart.name);
    if (!target.entries.has(subchart.name)) target.entries.set(subchart.name, new Dict());
    else if (!(own instanceof Dict)) throw new ChartError(`type mismatch on ${subchart.name}: ${describe(own)}`);
    const values = target.entries.get(subchart.name);
    if (!(values instanceof Dict)) continue;
    addGlobals(values, target);
    target.entries.set(subchart.name, coalesce(subchart, values, merge));
  }
  return target;
}

/** Go's `%t` of a value that is not a boolean. */
function describe(value: Value): string {
  return value instanceof Bool ? String(value.value) : `%!t(${typeName(value)}=${sprintOne(value).text})`;
}

const GLOBAL = 'global';

/** coalesceGlobals: those of the parent win. */
function addGlobals(target: Dict, source: Dict): void {
  const own = target.entries.has(GLOBAL) ? target.entries.get(GLOBAL) : new Dict();
  const from = source.entries.has(GLOBAL) ? source.entries.get(GLOBAL) : new Dict();
  if (!(own instanceof Dict) || !(from instanceof Dict)) return;
  for (const [key, value] of from.entries) {
    const present = own.entries.get(key);
    if (value instanceof Dict) {
      const copy = value.copy();
      if (!own.entries.has(key)) own.setFrom(from, key, copy);
      else if (present instanceof Dict) {
        coalesceTables(copy, present, true);
        own.setFrom(from, key, copy);
      }
    } else if (!(present instanceof Dict)) own.setFrom(from, key, value);
  }
  target.entries.set(GLOBAL, own);
}

function addDefaults(chart: Chart, target: Dict, merge: boolean): void {
  const defaults = copyOf(chart.values);
  for (const [key, value] of defaults.entries) {
    const own = target.entries.get(key);
    if (!target.entries.has(key)) target.setFrom(defaults, key, value);
    else if ((own === null || own === undefined) && !merge) target.entries.delete(key);
    else if (own instanceof Dict && value instanceof Dict) {
      const isChart = chart.dependencies.some(({ name }) => name === key);
      coalesceTables(own, value, isChart || merge);
    }
  }
}

/** coalesceTablesFullKey: adds to `target`, in place, what `source` has besides. */
export function coalesceTables(target: Dict, source: Dict, merge: boolean): Dict {
  const wasSet = new Set(
    [...source.entries].filter(([, value]) => value !== null && value !== undefined).map(([key]) => key),
  );
  for (const [key, value] of target.entries) if (value === null || value === undefined) source.entries.set(key, null);
  for (const [key, value] of source.entries) {
    const own = target.entries.get(key);
    const has = target.entries.has(key);
    if (has && !merge && (own === null || own === undefined) && wasSet.has(key)) target.entries.delete(key);
    else if (!has) target.setFrom(source, key, value);
    else if (value instanceof Dict && own instanceof Dict) coalesceTables(own, value, merge);
  }
  return target;
}

/** mergeMaps: `b` over `a`, in a new map. */
export function mergeMaps(a: Dict, b: Dict): Dict {
  const merged = a.copy();
  for (const [key, value] of b.entries) {
    const own = merged.entries.get(key);
    merged.setFrom(b, key, value instanceof Dict && own instanceof Dict ? mergeMaps(own, value) : value);
  }
  return merged;
}

/** Values.Table: the map at a path of keys with dots between; undefined when there is none. */
export function tableAt(values: Dict, path: string): Dict | undefined {
  let table: Value = values;
  for (const key of path.split('.')) {
    table = table.entries.get(key);
    if (!(table instanceof Dict)) return undefined;
  }
  return table;
}

/** Values.PathValue: what is no map at a path; undefined when there is nothing, null for a null. */
export function valueAt(values: Dict, path: string): Value {
  const keys = path.split('.');
  const key = keys.pop() ?? '';
  const table = keys.length === 0 ? values : tableAt(values, keys.join('.'));
  if (!table?.entries.has(key)) return undefined;
  const value = table.entries.get(key);
  return value instanceof Dict ? undefined : (value ?? null);
}
