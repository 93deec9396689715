/** What the library takes: the text of one document, or a plain object such as `JSON.parse` gives. */
import { NEWEST, OLDEST } from '../api/release.ts';
import type { DaemonSet } from '../api/objects.ts';
import { structOf } from '../api/schema.ts';
import { FieldPath } from '../apimachinery/field-errors.ts';
import { invalid } from '../apiserver/answer.ts';
import { updateFrom } from '../apiserver/apiserver.ts';
import { annotateGeneration } from '../apiserver/convert.ts';
import { decodeAs } from '../apiserver/decode.ts';
import { decodeFault, receive } from '../apiserver/receive.ts';
import { serialize } from '../apiserver/serialize.ts';
import { validateNames } from '../apiserver/validate/metadata.ts';
import { isRecord, withoutNulls } from '../go/json.ts';
import { kindOf, shown } from './value-in-message.ts';
import { parseDocument, parseJson, parseYaml, type ParsedDocument } from '../yaml/parse.ts';
import { entryOf, plainValue } from '../yaml/node.ts';
import { splitDocuments } from '../yaml/split.ts';
import { whole, type Table } from './arguments.ts';
import { jsonTextOf } from './json-text.ts';

/** YAML or JSON of one document, or the object itself. */
export type Input = string | object;

/** The Kubernetes that is asked. */
export interface VersionOptions {
  /** The minor of Kubernetes 1: 36 is Kubernetes 1.36. Default: the newest known. */
  readonly minor?: number;
}

/** The options that every function has. */
export const VERSION_OPTIONS: Table<VersionOptions> = { minor: whole(OLDEST, NEWEST) };

/** The minor that was asked for. */
export const minorIn = ({ minor = NEWEST }: VersionOptions): number => minor;

/** One document that was read, with its text. */
export interface Body {
  readonly text: string;
  readonly parsed: ParsedDocument;
}

/** The languages of a request body. */
export type BodyFormat = 'yaml' | 'json';

/** Throws TypeError for what is neither text nor an object that JSON can hold; `name` is that of the argument. */
export function bodyText(input: unknown, name: string): string {
  if (typeof input === 'string') return input;
  const wanted = `"${name}" has to be the text of one document, or an object, not`;
  if (typeof input !== 'object' || input === null) throw new TypeError(`${wanted} ${shown(input)}`);
  if (kindOf(input) === 'bytes') throw new TypeError(`${wanted} bytes: decode them with TextDecoder`);
  const text = jsonTextOf(input, name);
  if (!text.startsWith('{')) throw new TypeError(`${wanted} ${kindOf(input)}`);
  return text;
}

/** A text as the body of one request, whatever it holds. Throws TypeError. */
export function wholeBody(input: unknown, name: string, format: BodyFormat): Body {
  const text = bodyText(input, name);
  return { text, parsed: (format === 'json' ? parseJson : parseYaml)(text, { start: 0, end: text.length }) };
}

/** Reads one document; what is wrong with it is for the server to say. Throws TypeError when there is none, or several. */
export function bodyOf(input: unknown, name: string): Body {
  const text = bodyText(input, name);
  const bodies = splitDocuments(text).map((slice) => ({
    text: text.slice(slice.start, slice.end),
    parsed: parseDocument(text, slice),
  }));
  const [body, ...more] = bodies.filter(({ parsed }) => parsed.root !== undefined || parsed.fault !== undefined);
  if (body !== undefined && more.length === 0) return body;
  const count = body === undefined ? 'none' : String(more.length + 1);
  throw new TypeError(`"${name}" has to hold one document, and holds ${count}`);
}

/** A body that holds an object of one of `kinds`, and the object. */
export interface Typed extends Body {
  readonly value: Readonly<Record<string, unknown>>;
}

/** One object of one of `kinds`. Throws TypeError when the text cannot be read, or holds something else. */
export function typedBody(input: unknown, name: string, ...kinds: readonly string[]): Typed {
  const body = bodyOf(input, name);
  const { root, fault } = body.parsed;
  if (fault !== undefined) throw new TypeError(`"${name}" cannot be read: ${fault.message}`);
  const value = root === undefined ? undefined : plainValue(root);
  const kind = isRecord(value) ? value['kind'] : undefined;
  if (isRecord(value) && kinds.some((one) => one === kind)) return { ...body, value };
  const found = typeof kind === 'string' ? shown(kind) : 'an object without a kind';
  throw new TypeError(`"${name}" has to be a ${kinds.join(' or ')}, not ${found}`);
}

/** A DaemonSet as kubectl of 1.`minor` decodes it, in a namespace. Throws TypeError. */
export function daemonSetOf(input: unknown, minor: number): DaemonSet {
  const name = 'daemonSet';
  const { root, duplicates } = typedBody(input, name, 'DaemonSet').parsed;
  const { object, problems } = decodeAs(root, structOf('DaemonSet', minor), { minor, order: 'sorted', duplicates });
  const fault = decodeFault(problems);
  if (fault !== undefined) throw new TypeError(`"${name}" is not a DaemonSet: ${fault}`);
  const { metadata, spec, ...rest } = object;
  if (!isRecord(spec)) throw new TypeError(`"${name}" has no spec`);
  // The tables say the same as the types; whoever reads a field does not rely on its presence.
  return {
    ...rest,
    metadata: { namespace: 'default', ...(isRecord(metadata) ? metadata : {}) },
    spec: { template: {}, ...spec },
  } as DaemonSet;
}

/**
 * A DaemonSet as the server of 1.`minor` has it in its store, from what `kubectl get` printed or from a manifest:
 * defaults filled in, without `status`. Throws TypeError for values that no server can have stored.
 */
export function storedOf(input: unknown, name: string, minor: number): DaemonSet {
  return read(typedBody(input, name, 'DaemonSet'), name, minor);
}

function read({ parsed, text }: Typed, name: string, minor: number): DaemonSet {
  const { object, templateGeneration, problems } = receive(parsed, { minor, namespace: '', text });
  const fault = decodeFault(problems);
  if (fault !== undefined) throw new TypeError(`"${name}" is not a DaemonSet: ${fault}`);
  if (parsed.root?.kind !== 'map' || entryOf(parsed.root, 'spec')?.value.kind !== 'map')
    throw new TypeError(`"${name}" has no spec`);
  object.metadata = { ...object.metadata, namespace: object.metadata?.namespace || 'default' };
  annotateGeneration(object, templateGeneration < 1n ? 1n : templateGeneration);
  // Go prints a required list that is missing as null; no stored object has one.
  return withoutNulls({ ...serialize(object, minor) });
}

/** A DaemonSet of a cluster: what is stored of it, and its status as it is written. */
export interface Live {
  readonly stored: DaemonSet;
  readonly status: unknown;
}

/**
 * The same for a DaemonSet that the server of 1.`minor` takes: what it stored once it takes again. Throws TypeError with
 * the server's message for one that is refused.
 */
export function acceptedOf(input: unknown, minor: number): Live {
  const name = 'daemonSet';
  const typed = typedBody(input, name, 'DaemonSet');
  const stored = read(typed, name, minor);
  const { parsed, text } = typed;
  const request = { minor, namespace: '', text };
  const { code, message = '' } = updateFrom(stored, receive(parsed, request), request);
  const refused = code >= 300 ? message : nameRefusal(stored);
  if (refused !== undefined) throw new TypeError(`"${name}" is refused by Kubernetes 1.${String(minor)}: ${refused}`);
  return { stored, status: typed.value['status'] };
}

// A name is checked in full when an object is created, and never changes: no stored one is excused.
function nameRefusal(object: DaemonSet): string | undefined {
  const errors = validateNames(object.metadata ?? {}, FieldPath.root('metadata'));
  return errors.length === 0 ? undefined : invalid(object, errors, []).message;
}
