/** Hashes of generated objects. Source: kustomize api/hasher/hasher.go. */
import { createHash } from 'node:crypto';
import type { Resource } from './resource.ts';
import { jsonText } from './yaml/json-text.ts';
import { lookup } from './yaml/fns.ts';
import { emitNode } from './yaml/emit.ts';
import { toJson, type JsonNode } from './yaml/value.ts';

const LETTERS: Readonly<Record<string, string>> = { 0: 'g', 1: 'h', 3: 'k', a: 'm', e: 't' };

/** The ten characters that go behind the name of an object. Throws ValueError. */
export function hashOf(resource: Resource): string {
  const digest = createHash('sha256').update(encoded(resource)).digest('hex');
  return digest.slice(0, 10).replace(/[013ae]/g, (digit) => LETTERS[digit] ?? digit);
}

function encoded(resource: Resource): string {
  const at = (...path: string[]): JsonNode | string => {
    const node = lookup(resource.root, path);
    if (node === undefined) return '';
    return node.kind === 'scalar' ? node.value : toJson(node);
  };
  switch (resource.kind) {
    case 'ConfigMap': {
      const binary = at('binaryData');
      return object([
        ...(isMap(binary) ? ([['binaryData', binary]] as const) : []),
        ['data', at('data')],
        ['kind', 'ConfigMap'],
        // The path is taken for one field, which there is none of.
        ['name', ''],
      ]);
    }
    case 'Secret': {
      const strings = at('stringData');
      return object([
        ['data', at('data')],
        ['kind', 'Secret'],
        ['name', ''],
        ...(isMap(strings) ? ([['stringData', strings]] as const) : []),
        ['type', at('type')],
      ]);
    }
    default:
      return emitNode(resource.root);
  }
}

function isMap(value: JsonNode | string): value is JsonNode {
  return typeof value !== 'string' && value.kind === 'map';
}

function object(fields: readonly (readonly [string, JsonNode | string])[]): string {
  return `{${fields.map(([name, value]) => `"${name}":${jsonText(typeof value === 'string' ? { kind: 'scalar', value, place: undefined } : value)}`).join(',')}}`;
}
