/** Strings, numbers and the types with a JSON form of their own. */
import { type Walk, wrongType } from './decode-problem.ts';
import { apiPath, type Node, type NumberNode, plainValue } from '../yaml/node.ts';
import { parseQuantity } from '../apimachinery/quantity.ts';
import { faithfulText } from '../apimachinery/quantity-text.ts';
import type { Kind, Type } from '../api/schema.ts';
import { parseTime } from '../go/time.ts';

type Decode = (node: Node, type: Type, owner: string, walk: Walk) => unknown;

const DECODERS: Readonly<Record<Kind, Decode>> = {
  string: (node, type, owner, walk) => (node.kind === 'string' ? node.value : wrongType(node, type, owner, walk)),
  bool: (node, type, owner, walk) => (node.kind === 'boolean' ? node.value : wrongType(node, type, owner, walk)),
  int32: (node, type, owner, walk) => decodeInteger(node, type, owner, walk, 'saved'),
  int64: (node, type, owner, walk) => decodeInteger(node, type, owner, walk, 'saved'),
  quantity: decodeQuantity,
  intOrString: (node, type, owner, walk) =>
    node.kind === 'string' ? node.value : decodeInteger(node, type, owner, walk, 'abort'),
  time: decodeTime,
  raw: plainValue,
  struct: wrongType,
  list: wrongType,
  map: wrongType,
};

/** The value of a node that is not null, for a type that is not a struct, list or map. */
export function decodeScalar(node: Node, type: Type, owner: string, walk: Walk): unknown {
  return DECODERS[type.kind](node, type, owner, walk);
}

const INTEGER = /^-?[0-9]+$/;
const LIMIT32 = 2 ** 31;

/** A number if a double holds it exactly, otherwise a bigint. */
function decodeInteger(node: Node, type: Type, owner: string, walk: Walk, kind: 'saved' | 'abort'): unknown {
  const go = type.kind === 'int64' ? 'int64' : 'int32';
  if (node.kind !== 'number') return wrongType(node, type, owner, walk, { kind, go });
  const literal = literalOf(node, walk);
  const value = INTEGER.test(literal) ? integerOf(literal, go) : undefined;
  return value ?? wrongType(node, type, owner, walk, { kind, go, value: `number ${literal}` });
}

/** A number as written if the server itself reads the JSON, otherwise as a client writes it again. */
function literalOf({ literal }: NumberNode, { order }: Walk): string {
  if (order === 'written' || INTEGER.test(literal)) return literal;
  const value = Number(literal);
  return Number.isInteger(value) && Math.abs(value) < 1e21 ? String(value) : literal;
}

function integerOf(literal: string, go: 'int32' | 'int64'): number | bigint | undefined {
  const value = Number(literal);
  if (go === 'int32') return value >= -LIMIT32 && value < LIMIT32 ? value + 0 : undefined;
  if (Number.isSafeInteger(value)) return value + 0;
  const exact = BigInt(literal);
  return BigInt.asIntN(64, exact) === exact ? exact : undefined;
}

// What Go's encoder escapes inside a string is not undone before the text is read as a quantity.
// eslint-disable-next-line no-control-regex
const ESCAPED = /[\0-\x1f"\\<>&\u2028\u2029]/;

/** The text that the server prints for the quantity, or an equal one. */
function decodeQuantity(node: Node, _type: Type, _owner: string, walk: Walk): unknown {
  const text = quantityText(node, walk.text);
  const parsed = parseQuantity(text);
  return 'fault' in parsed ? badValue(node, parsed.fault, 'quantity', walk) : faithfulText(parsed, text);
}

function quantityText(node: Node, text: string | undefined): string {
  if (node.kind === 'number') return node.literal;
  if (node.kind === 'string' && text !== undefined) return text.slice(node.span.start + 1, node.span.end - 1);
  if (node.kind === 'string') return ESCAPED.test(node.value) ? '\\' : node.value;
  return '{}';
}

function decodeTime(node: Node, type: Type, owner: string, walk: Walk): unknown {
  if (node.kind !== 'string') return wrongType(node, type, owner, walk, { kind: 'abort', go: 'string' });
  const parsed = parseTime(node.value);
  return 'fault' in parsed ? badValue(node, parsed.fault, 'time (RFC 3339)', walk) : parsed.time;
}

function badValue(node: Node, message: string, expected: string, walk: Walk): unknown {
  const got = node.kind === 'string' ? node.value : node.kind === 'number' ? node.literal : node.kind;
  walk.problems.push({
    kind: 'abort',
    problem: node.kind === 'string' || node.kind === 'number' ? 'bad-value' : 'wrong-type',
    message,
    field: apiPath(walk.path),
    at: [...walk.path],
    expected,
    got,
  });
  return undefined;
}
