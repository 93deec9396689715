/** JSON values to trees. Source: kyaml yaml/rnode.go (FromMap, UnmarshalJSON), api/resource/factory.go (convertObjectSliceToNodeSlice). */
import { formatFloat } from '../../kubernetes/yaml/scalar.ts';
import { compareKeys } from './key-order.ts';
import { DOUBLE_QUOTED, LITERAL, YNode, type Place } from './node.ts';
import { isOldBoolean, resolve } from './resolve.ts';
import type { JsonEntry, JsonNode, JsonScalar } from './value.ts';

/** A tree as it is read from the JSON text of a value. */
export function fromJson(json: JsonNode): YNode {
  return build(json, {
    order: (entries) => entries,
    string: () => DOUBLE_QUOTED,
    number: (value) => goJsonNumber(value),
  });
}

/** A tree as it is read from what yaml.v3 writes of a decoded JSON value, in which every number is a double. */
export function fromDecodedJson(json: JsonNode): YNode {
  return build(json, {
    order: (entries) => [...entries].sort((a, b) => compareKeys(a.key, b.key)),
    string: stringStyle,
    number: (value) => formatFloat(Number(value)),
  });
}

interface Writing {
  readonly order: (entries: readonly JsonEntry[]) => readonly JsonEntry[];
  readonly string: (value: string) => number;
  readonly number: (value: number | bigint) => string;
}

function build(json: JsonNode, writing: Writing): YNode {
  const { place } = json;
  const string = (value: string, at: Place | undefined): YNode =>
    new YNode('scalar', { value, tag: '!!str', style: writing.string(value), place: at });
  switch (json.kind) {
    case 'map':
      return new YNode('map', {
        tag: '!!map',
        place,
        content: writing
          .order(json.entries)
          .flatMap(({ key, keyPlace, value }) => [string(key, keyPlace), build(value, writing)]),
      });
    case 'list':
      return new YNode('list', { tag: '!!seq', place, content: json.items.map((item) => build(item, writing)) });
    default:
      return typeof json.value === 'string' ? string(json.value, place) : scalarOf(writing.number, json.value, place);
  }
}

function scalarOf(
  number: Writing['number'],
  value: Exclude<JsonScalar['value'], string>,
  place: Place | undefined,
): YNode {
  if (value === null) return new YNode('scalar', { value: 'null', tag: '!!null', place });
  if (typeof value === 'boolean') return new YNode('scalar', { value: String(value), tag: '!!bool', place });
  const text = number(value);
  return new YNode('scalar', { value: text, tag: resolve(text).tag, place });
}

/** A number as encoding/json prints it. */
export function goJsonNumber(value: number | bigint): string {
  if (typeof value === 'bigint') return value.toString();
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-6 || size >= 1e21)) return value.toExponential();
  return Object.is(value, -0) ? '-0' : Number.isInteger(value) ? BigInt(value).toString() : plainDecimal(value);
}

function plainDecimal(value: number): string {
  const text = String(value);
  const match = /^(-?)(\d)(?:\.(\d+))?e-(\d+)$/.exec(text);
  if (match === null) return text;
  const [, sign = '', first = '', rest = '', power = ''] = match;
  return `${sign}0.${'0'.repeat(Number(power) - 1)}${first}${rest}`;
}

// encode.go stringv
function stringStyle(value: string): number {
  if (value.includes('\n')) return LITERAL;
  const base60 = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/.test(value);
  return resolve(value).tag === '!!str' && !base60 && !isOldBoolean(value) ? 0 : DOUBLE_QUOTED;
}
