/** The errors of the decoder, and their messages. Source: Go encoding/json, sigs.k8s.io/json. */
import { quote } from '../go/strings.ts';
import { apiPath, type Node, type Path } from '../yaml/node.ts';
import type { Struct, Type } from '../api/schema.ts';

export type DecodeProblem = 'unknown-field' | 'duplicate-key' | 'wrong-type' | 'bad-value';

/** An error of the decoder. */
export interface DecodeError {
  /** `abort` ends decoding, `saved` is reported if nothing aborts, `strict` only if there is no other error. */
  readonly kind: 'abort' | 'saved' | 'strict';
  readonly problem: DecodeProblem;
  /** The server's text. */
  readonly message: string;
  /** The API's path, with indexes: `spec.template.spec.containers[0].env[1].bar`. */
  readonly field: string;
  readonly at: Path;
  /** For people: `integer (int32)`, `list of objects`. */
  readonly expected?: string;
  readonly got?: string;
  /** Of an unknown field: the fields of the struct. */
  readonly known?: readonly string[];
}

/** The current place in the document, and the errors so far. */
export interface Walk {
  readonly order: 'sorted' | 'written';
  /** Whether messages name embedded structs. */
  readonly namesEmbedded: boolean;
  readonly problems: DecodeError[];
  /** The duplicate fields of JSON. */
  readonly repeated: ReadonlySet<string> | undefined;
  /** The JSON text of the spans, if the server itself reads it. */
  readonly text: string | undefined;
  /** Keys and indexes down to the value. */
  readonly path: (string | number)[];
  /** Go's names of the fields down to the value, without indexes and map keys. */
  readonly names: string[];
}

/** Records that the struct at the current place has no field with this key. */
export function unknownField(struct: Struct, walk: Walk): void {
  const field = apiPath(walk.path);
  walk.problems.push({
    kind: 'strict',
    problem: 'unknown-field',
    message: `unknown field ${quote(field)}`,
    field,
    at: [...walk.path],
    known: struct.fields.map(({ name }) => name),
  });
}

/** A duplicate key, with the message of the reader that found it. */
export function repeatedKey(path: Path, message: string): DecodeError {
  return { kind: 'strict', problem: 'duplicate-key', message, field: apiPath(path), at: path };
}

const SHOWN_KINDS: Readonly<Record<Node['kind'], string>> = {
  string: 'string',
  boolean: 'bool',
  number: 'number',
  list: 'array',
  map: 'object',
  null: 'null',
};

/** Records that `node` is not a `type`, with the message of encoding/json; returns no value. */
export function wrongType(node: Node, type: Type, owner: string, walk: Walk, how: WrongType = {}): unknown {
  const { kind = 'saved', value = SHOWN_KINDS[node.kind], go = type.go } = how;
  walk.problems.push({
    kind,
    problem: 'wrong-type',
    message: `json: cannot unmarshal ${value} into Go struct field ${owner}.${walk.names.join('.')} of type ${go}`,
    field: apiPath(walk.path),
    at: [...walk.path],
    expected: expectedOf(type),
    got: gotOf(node),
  });
  return undefined;
}

interface WrongType {
  readonly kind?: 'abort' | 'saved';
  readonly value?: string;
  readonly go?: string;
}

const EXPECTED: Readonly<Record<Type['kind'], string>> = {
  string: 'string',
  bool: 'boolean',
  int32: 'integer (int32)',
  int64: 'integer (int64)',
  quantity: 'quantity',
  intOrString: 'integer (int32) or string',
  time: 'time (RFC 3339)',
  raw: 'object',
  struct: 'object',
  list: 'list',
  map: 'map',
};

const PLURALS: Readonly<Partial<Record<Type['kind'], string>>> = { quantity: 'quantities' };

function expectedOf({ kind, element }: Type): string {
  if (element === undefined) return EXPECTED[kind];
  const [name = '', range = ''] = EXPECTED[element.kind].split(/(?= \()/);
  return `${EXPECTED[kind]} of ${PLURALS[element.kind] ?? `${name}s`}${range}`;
}

const GOT: Readonly<Record<Node['kind'], string>> = { ...SHOWN_KINDS, boolean: 'boolean', list: 'list' };

function gotOf(node: Node): string {
  if (node.kind === 'number') return `number ${node.literal}`;
  return node.kind === 'boolean' ? `boolean ${String(node.value)}` : GOT[node.kind];
}
