/** JavaScript values to JSON text. */
import { kindOf, shown } from './value-in-message.ts';

/** No object of Kubernetes is nested this deeply, nor holds this many values. */
const MOST_LEVELS = 1000;
const MOST_VALUES = 1_000_000;

class Unfit extends TypeError {}

/**
 * The JSON text of an object that is called `name` in messages. Fields that are undefined are absent, and an object that
 * has a JSON form of its own (a Date) is written in it. Throws TypeError, with the place, for values that JSON lacks.
 */
export function jsonTextOf(value: object, name: string): string {
  const walk: Walk = { open: new Set(), left: MOST_VALUES, path: '' };
  try {
    return written(value, '', walk);
  } catch (cause) {
    // What is not unfit ran code of its own: a getter, a proxy, toJSON.
    const message = cause instanceof Unfit ? cause.message : `cannot be read${at(walk.path)}`;
    throw new TypeError(`"${name}" ${message}`, { cause });
  }
}

interface Walk {
  /** The objects around the value. */
  readonly open: Set<object>;
  left: number;
  /** What is being read. */
  path: string;
}

function written(value: unknown, path: string, walk: Walk): string {
  if (--walk.left < 0) throw new Unfit(`holds more than ${String(MOST_VALUES)} values`);
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return JSON.stringify(value);
  if (typeof value === 'number' && Number.isFinite(value)) return JSON.stringify(value);
  if (typeof value !== 'object') throw new Unfit(`holds ${shown(value)}${at(path)}: JSON has no such value`);
  if (walk.open.has(value)) throw new Unfit(`refers to itself${at(path)}`);
  if (walk.open.size >= MOST_LEVELS) throw new Unfit(`is nested in more than ${String(MOST_LEVELS)} levels`);
  walk.open.add(value);
  const text = compound(value, path, walk);
  walk.open.delete(value);
  return text;
}

function compound(value: object, path: string, walk: Walk): string {
  walk.path = path;
  if (hasJson(value)) return written(value.toJSON(), path, walk);
  if (Array.isArray(value))
    return `[${Array.from(value, (item, i) => written(item, `${path}[${i}]`, walk)).join(',')}]`;
  const kind = kindOf(value);
  if (kind !== 'an object') throw new Unfit(`holds ${kind}${at(path)}: JSON has no such value`);
  const texts: string[] = [];
  for (const key of Object.keys(value)) {
    const inside = path === '' ? key : `${path}.${key}`;
    walk.path = inside;
    const item: unknown = Reflect.get(value, key);
    if (item !== undefined) texts.push(`${JSON.stringify(key)}:${written(item, inside, walk)}`);
  }
  return `{${texts.join(',')}}`;
}

const hasJson = (value: object): value is { readonly toJSON: () => unknown } =>
  'toJSON' in value && typeof value.toJSON === 'function';

const MOST_PATH = 200;
const at = (path: string): string => (path === '' ? '' : ` at ${path.slice(0, MOST_PATH)}`);
