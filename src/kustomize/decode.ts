/**
 * Configuration files as typed values that know their places. Source: sigs.k8s.io/yaml Unmarshal, encoding/json: names are
 * matched without regard to case, unknown ones are refused where kustomize is strict.
 */
import { toLower } from '../kubernetes/go/strings.ts';
import type { Node } from '../kubernetes/yaml/node.ts';
import { parseJson, parseYaml } from '../kubernetes/yaml/parse.ts';
import { BuildError } from './errors.ts';
import type { SourceText } from './read.ts';
import type { Place } from './yaml/node.ts';
import type { JsonNode } from './yaml/value.ts';

/** A value and where it is written. */
export interface Leaf<T> {
  readonly value: T;
  readonly place: Place;
}

/** The shape of a value; `any` is kept as JSON. */
export type Shape =
  | 'string'
  /** A string of an embedded struct: sigs.k8s.io/yaml makes no text of a number there. */
  | 'embedded'
  | 'bool'
  | 'int'
  | 'any'
  | { readonly list: Shape }
  | { readonly texts: true }
  | { readonly fields: Readonly<Record<string, Shape>> };

/** What a shape is decoded to. */
export type Decoded<S> = S extends 'string' | 'embedded'
  ? Leaf<string>
  : S extends 'bool'
    ? Leaf<boolean>
    : S extends 'int'
      ? Leaf<number>
      : S extends 'any'
        ? JsonNode
        : S extends { readonly list: infer L }
          ? readonly Decoded<L>[]
          : S extends { readonly texts: true }
            ? ReadonlyMap<string, Leaf<string>>
            : S extends { readonly fields: infer F }
              ? Fields<F>
              : never;

/** A struct: fields that are not written, or null, are absent. */
export type Fields<F> = { readonly place: Place } & { readonly [K in keyof F]?: Decoded<F[K]> };

/** How to decode: whether unknown fields are refused, and numbers are taken for texts. */
export interface Decoding {
  readonly strict: boolean;
  readonly coerce: boolean;
}

/** The JSON value of the first YAML document of a text. Throws BuildError. Source: sigs.k8s.io/yaml YAMLToJSON. */
export function yamlToJson(source: SourceText, strictKeys = false): JsonNode {
  const { text } = source;
  const parsed = parseYaml(text, { start: 0, end: text.length });
  if (parsed.fault !== undefined) throw new BuildError(parsed.fault.message, locate(source, parsed.fault.span));
  const [duplicate] = parsed.duplicates;
  if (strictKeys && duplicate !== undefined)
    throw new BuildError(
      `error converting YAML to JSON: yaml: unmarshal errors:\n  line ${String(duplicate.line)}: key ${duplicate.shown} already set in map`,
      locate(source, duplicate.keySpan),
    );
  return parsed.root === undefined ? nothing(source) : jsonOf(parsed.root, source);
}

/** The value of a JSON text. Throws BuildError. */
export function readJsonText(source: SourceText): JsonNode {
  const { text } = source;
  const parsed = parseJson(text, { start: 0, end: text.length });
  if (parsed.fault !== undefined) throw new BuildError(parsed.fault.message, locate(source, parsed.fault.span));
  return parsed.root === undefined ? nothing(source) : jsonOf(parsed.root, source);
}

function nothing(source: SourceText): JsonNode {
  return { kind: 'scalar', value: null, place: locate(source, { start: 0, end: 0 }) };
}

function locate({ locate: at }: SourceText, { start, end }: { start: number; end: number }): Place {
  return at(start, end) ?? { file: '', start: 0, end: 0 };
}

function jsonOf(node: Node, source: SourceText): JsonNode {
  const place = locate(source, node.span);
  switch (node.kind) {
    case 'map':
      return {
        kind: 'map',
        place,
        entries: node.entries
          .map(({ key, keySpan, value }) => ({ key, keyPlace: locate(source, keySpan), value: jsonOf(value, source) }))
          .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)),
      };
    case 'list':
      return { kind: 'list', place, items: node.items.map((item) => jsonOf(item, source)) };
    case 'null':
      return { kind: 'scalar', value: null, place };
    case 'number':
      return {
        kind: 'scalar',
        value: /^-?\d+$/.test(node.literal) ? BigInt(node.literal) : Number(node.literal),
        place,
      };
    default:
      return { kind: 'scalar', value: node.value, place };
  }
}

/** Decodes a value to its shape. Throws BuildError where encoding/json fails. */
export function decode<const S extends Shape>(json: JsonNode, shape: S, decoding: Decoding): Decoded<S> | undefined {
  // The type follows the shape; the decoder cannot show it to the compiler.
  return new Decoder(decoding).value(json, shape, '') as Decoded<S> | undefined;
}

class Decoder {
  readonly #decoding: Decoding;

  constructor(decoding: Decoding) {
    this.#decoding = decoding;
  }

  value(json: JsonNode, shape: Shape, path: string): unknown {
    if (shape === 'any') return json;
    if (json.kind === 'scalar' && json.value === null) return undefined;
    if (shape === 'string' || shape === 'embedded' || shape === 'bool' || shape === 'int')
      return this.#scalar(json, shape, path);
    if ('list' in shape) return this.#list(json, shape.list, path);
    if ('texts' in shape) return this.#texts(json, path);
    return this.#fields(json, shape.fields, path);
  }

  #scalar(
    json: JsonNode,
    shape: 'string' | 'embedded' | 'bool' | 'int',
    path: string,
  ): Leaf<string | boolean | number> {
    const place = placeOf(json);
    const value = json.kind === 'scalar' ? json.value : undefined;
    if (shape === 'string' || shape === 'embedded') {
      if (typeof value === 'string') return { value, place };
      if (shape === 'string' && this.#decoding.coerce && value !== undefined && value !== null)
        return { value: String(value), place };
    } else if (shape === 'bool') {
      if (typeof value === 'boolean') return { value, place };
    } else if (typeof value === 'bigint' || (typeof value === 'number' && Number.isInteger(value)))
      return { value: Number(value), place };
    throw mismatch(json, path, shape === 'embedded' ? 'string' : shape);
  }

  #list(json: JsonNode, item: Shape, path: string): unknown[] {
    if (json.kind !== 'list') throw mismatch(json, path, 'slice');
    return json.items.map((each) => this.value(each, item, path) ?? emptyOf(item, placeOf(each)));
  }

  #texts(json: JsonNode, path: string): Map<string, Leaf<string>> {
    if (json.kind !== 'map') throw mismatch(json, path, 'map[string]string');
    return new Map(
      json.entries.map(({ key, value }) => {
        const none = { value: '', place: placeOf(value) };
        const isNull = value.kind === 'scalar' && value.value === null;
        return [key, isNull ? none : (this.#scalar(value, 'string', `${path}.${key}`) as Leaf<string>)];
      }),
    );
  }

  #fields(json: JsonNode, fields: Readonly<Record<string, Shape>>, path: string): Record<string, unknown> {
    if (json.kind !== 'map') throw mismatch(json, path, 'struct');
    const found: Record<string, unknown> = { place: placeOf(json) };
    for (const { key, keyPlace, value } of json.entries) {
      const name = fieldNamed(key, fields);
      if (name === undefined) {
        if (this.#decoding.strict) throw new BuildError(`json: unknown field "${key}"`, keyPlace);
        continue;
      }
      const decoded = this.value(value, fields[name] ?? 'any', path === '' ? name : `${path}.${name}`);
      if (decoded !== undefined) found[name] = decoded;
    }
    return found;
  }
}

function fieldNamed(key: string, fields: Readonly<Record<string, Shape>>): string | undefined {
  if (Object.hasOwn(fields, key)) return key;
  const lower = toLower(key);
  return Object.keys(fields).find((name) => toLower(name) === lower);
}

function emptyOf(shape: Shape, place: Place): unknown {
  if (shape === 'string' || shape === 'embedded') return { value: '', place };
  if (shape === 'bool') return { value: false, place };
  if (shape === 'int') return { value: 0, place };
  return typeof shape === 'object' && 'fields' in shape ? { place } : undefined;
}

function placeOf(json: JsonNode): Place {
  return json.place ?? { file: '', start: 0, end: 0 };
}

const GO_NAMES: Readonly<Record<string, string>> = { bigint: 'number', number: 'number', boolean: 'bool' };

function mismatch(json: JsonNode, path: string, wanted: string): BuildError {
  const kind =
    json.kind === 'map' ? 'object' : json.kind === 'list' ? 'array' : (GO_NAMES[typeof json.value] ?? 'string');
  const where = path === '' ? 'Go value' : `Go struct field ${path}`;
  return new BuildError(`json: cannot unmarshal ${kind} into ${where} of type ${wanted}`, placeOf(json));
}
