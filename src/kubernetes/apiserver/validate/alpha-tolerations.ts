/** The tolerations in an annotation, as JSON. Source: apis/core/helper GetTolerationsFromPodAnnotations. */
import type { Toleration } from 'kubernetes-types/core/v1.js';
import type { Node } from '../../yaml/node.ts';
import type { Declared } from '../../api/objects.ts';
import { JsonFault, readJson, skipJsonSpace, trailingFault } from '../../yaml/json.ts';

type Parsed = { readonly tolerations: Declared<Toleration>[] } | { readonly fault: string };

const STRINGS = { key: 'Key', operator: 'Operator', value: 'Value', effect: 'Effect' } as const;
const GO_TYPES = { key: 'string', operator: 'core.TolerationOperator', value: 'string', effect: 'core.TaintEffect' };
const KINDS = { string: 'string', number: 'number', boolean: 'bool', map: 'object', list: 'array', null: 'null' };

const isInt64 = (literal: string): boolean =>
  /^-?\d+$/.test(literal) && BigInt.asIntN(64, BigInt(literal)) === BigInt(literal);

/**
 * Reads them as Go's encoding/json does by default: keys in any letter case, unknown keys ignored, only the first error
 * reported.
 */
export function parseTolerations(text: string): Parsed {
  let root: Node;
  try {
    const { node, end } = readJson(text, 0, text.length);
    const rest = skipJsonSpace(text, end, text.length);
    if (rest < text.length) throw trailingFault(text, rest);
    root = node;
  } catch (error) {
    if (error instanceof JsonFault) return { fault: error.message };
    throw error;
  }
  if (root.kind === 'null') return { tolerations: [] };
  // Go quotes a number only where it expects another one.
  const wrong = (node: Node, into: string, quotes = false): string => {
    const literal = quotes && node.kind === 'number' ? ` ${node.literal}` : '';
    return `json: cannot unmarshal ${KINDS[node.kind]}${literal} into Go ${into}`;
  };
  if (root.kind !== 'list') return { fault: wrong(root, 'value of type []core.Toleration') };
  let fault: string | undefined;
  const tolerations = root.items.map((item) => {
    if (item.kind !== 'map') {
      if (item.kind !== 'null') fault ??= wrong(item, 'value of type core.Toleration');
      return {};
    }
    const toleration: Declared<Toleration> = {};
    for (const { key, value } of item.entries) {
      const name = key.toLowerCase();
      if (value.kind === 'null') continue;
      if (name === 'tolerationseconds') {
        if (value.kind === 'number' && isInt64(value.literal)) toleration.tolerationSeconds = Number(value.literal);
        else fault ??= wrong(value, 'struct field Toleration.TolerationSeconds of type int64', true);
      } else if (name === 'key' || name === 'operator' || name === 'value' || name === 'effect') {
        if (value.kind === 'string') Object.assign(toleration, { [name]: value.value });
        else fault ??= wrong(value, `struct field Toleration.${STRINGS[name]} of type ${GO_TYPES[name]}`);
      }
    }
    return toleration;
  });
  return fault === undefined ? { tolerations } : { fault };
}
