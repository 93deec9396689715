/** What a caller gave, read once, so that no code of the caller runs later. */
import { kindOf } from './value-in-message.ts';

/**
 * The lists and plain objects of `value` as new ones; all else as it is. Throws TypeError, with the place, when code of
 * the caller throws (a getter, a proxy), and for an object of another kind, such as a Map.
 */
export function copyOf<T>(value: T, name: string): T {
  // A copy has the shape of what was copied.
  return copied(value, name, new Map()) as T;
}

function copied(value: unknown, name: string, known: Map<object, unknown>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (known.has(value)) return known.get(value);
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
          place,
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
      inside(key),
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
