/** What a caller gave, read once, so that no code of the caller runs later. */
import { kindOf } from './value-in-message.ts';

const MOST_LEVELS = 1000;
const LONGEST = 40;

/**
 * The lists and plain objects of `value` as new ones; all else as it is. Throws TypeError, with the place, when code of
 * the caller throws (a getter, a proxy), and for an object of another kind, such as a Map.
 */
export function copyOf<T>(value: T, name: string): T {
  // A copy has the shape of what was copied.
  return copied(value, { name, depth: 0 }, new Map()) as T;
}

/** What messages call a value, and how many others it lies in. */
interface Place {
  readonly name: string;
  readonly depth: number;
}

function copied(value: unknown, { name, depth }: Place, known: Map<object, unknown>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (known.has(value)) return known.get(value);
  // The name has all the steps.
  if (depth > MOST_LEVELS)
    throw new TypeError(`"${name.slice(0, LONGEST)}…" is nested too deeply: at most ${String(MOST_LEVELS)} levels`);
  const inside = (key: string): string => (name === 'options' ? key : `${name}.${key}`);
  if (reading(name, () => Array.isArray(value))) {
    const list: unknown[] = [];
    known.set(value, list);
    const length = Number(reading(name, () => Reflect.get(value, 'length') as unknown));
    for (let i = 0; i < length; i++) {
      const place = `${name}[${String(i)}]`;
      list.push(
        copied(
          reading(place, () => Reflect.get(value, i) as unknown),
          { name: place, depth: depth + 1 },
          known,
        ),
      );
    }
    return list;
  }
  const kind = kindOf(value);
  if (kind !== 'an object') throw new TypeError(`"${name}" has to be a plain object, not ${kind}`);
  const object: Record<string, unknown> = {};
  known.set(value, object);
  for (const key of reading(name, () => Object.keys(value))) {
    const item = copied(
      reading(inside(key), () => Reflect.get(value, key) as unknown),
      { name: inside(key), depth: depth + 1 },
      known,
    );
    Object.defineProperty(object, key, { value: item, enumerable: true, writable: true, configurable: true });
  }
  return object;
}

/** What `read` gives; whatever the code of the caller throws meanwhile becomes a TypeError about `name`. */
export function reading<T>(name: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw new TypeError(`"${name}" cannot be read`, { cause });
  }
}
