/** Map keys as Go decodes and prints them. Source: sigs.k8s.io/yaml (convertToJSONableObject), Go fmt (%#v). */
import type { Entry, Node } from './node.ts';
import { compareBytes, quote } from '../go/strings.ts';
import { floatKey, formatFloat, type Resolved } from './scalar.ts';

/** The identity of a key: Go compares type and value. NaN is never equal to anything. */
export type KeyValue = string | bigint | number | boolean | null | symbol;

export interface Key {
  readonly value: KeyValue;
  /** The key in JSON. */
  readonly name: string;
  /** As `%#v` prints it. */
  readonly shown: string;
  /** Type and key in the message about a key that JSON cannot represent. */
  readonly unfit?: string;
}

/** The key of a scalar. */
export function keyOf(found: Resolved): Key {
  switch (found.kind) {
    case 'string':
      return { value: found.value, name: found.value, shown: quote(found.value) };
    case 'boolean':
      return { value: found.value, name: String(found.value), shown: String(found.value) };
    case 'float': {
      const value = Number.isNaN(found.value) ? Symbol('NaN') : found.value;
      return { value, name: floatKey(found.value), shown: formatFloat(found.value) };
    }
    case 'int': {
      const key = { value: BigInt(found.literal), name: found.literal, shown: found.literal };
      if (!found.unsigned) return key;
      const shown = `0x${key.value.toString(16)}`;
      return { ...key, shown, unfit: `uint64, key: ${shown}` };
    }
    case 'null':
      return { value: null, name: 'null', shown: '<nil>', unfit: '%!s(<nil>), key: <nil>' };
  }
}

/** A decoded value as `%#v` prints it; `keys` has the keys that are not strings. */
export function goSyntax(node: Node, keys: ReadonlyMap<Entry, KeyValue>): string {
  switch (node.kind) {
    case 'map': {
      const entries = [...node.entries].sort((a, b) => compareBytes(a.key, b.key));
      const parts = entries.map((entry) => `${shownKey(entry, keys)}:${goSyntax(entry.value, keys)}`);
      return `map[interface {}]interface {}{${parts.join(', ')}}`;
    }
    case 'list':
      return `[]interface {}{${node.items.map((item) => goSyntax(item, keys)).join(', ')}}`;
    case 'string':
      return quote(node.value);
    case 'number':
      return /^-?\d+$/.test(node.literal) ? node.literal : formatFloat(Number(node.literal));
    case 'boolean':
      return String(node.value);
    case 'null':
      return 'interface {}(nil)';
  }
}

function shownKey(entry: Entry, keys: ReadonlyMap<Entry, KeyValue>): string {
  const value = keys.get(entry);
  if (value === null) return 'interface {}(nil)';
  if (typeof value === 'number') return formatFloat(value);
  return value === undefined ? quote(entry.key) : entry.key;
}
