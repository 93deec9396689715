/** What the library takes: the text of one document, or a plain object such as `JSON.parse` gives. */
import { NEWEST, OLDEST } from '../api/release.ts';
import type { DaemonSet } from '../api/objects.ts';
import { annotateGeneration } from '../apiserver/convert.ts';
import { receive } from '../apiserver/receive.ts';
import { serialize } from '../apiserver/serialize.ts';
import { isRecord } from '../go/json.ts';
import { parseDocument, parseJson, parseYaml, type ParsedDocument } from '../yaml/parse.ts';
import { plainValue } from '../yaml/node.ts';
import { splitDocuments } from '../yaml/split.ts';

/** YAML or JSON of one document, or the object itself. */
export type Input = string | object;

/** The Kubernetes that is asked. */
export interface VersionOptions {
  /** The minor of Kubernetes 1: 36 is Kubernetes 1.36. Default: the newest known. */
  readonly minor?: number;
}

/** The minor that was asked for. Throws RangeError when it is not known. */
export function minorIn({ minor = NEWEST }: VersionOptions): number {
  if (Number.isInteger(minor) && minor >= OLDEST && minor <= NEWEST) return minor;
  throw new RangeError(`minor is ${String(OLDEST)} to ${String(NEWEST)} (of Kubernetes 1), not ${String(minor)}`);
}

/** One document that was read, with its text. */
export interface Body {
  readonly text: string;
  readonly parsed: ParsedDocument;
}

/** The languages of a request body. */
export type BodyFormat = 'yaml' | 'json';

/** A text as the body of one request, whatever it holds. */
export function wholeBody(input: Input, format: BodyFormat): Body {
  const text = typeof input === 'string' ? input : JSON.stringify(input);
  return { text, parsed: (format === 'json' ? parseJson : parseYaml)(text, { start: 0, end: text.length }) };
}

/** Reads one document; what is wrong with it is for the server to say. Throws TypeError when there is none, or several. */
export function bodyOf(input: Input): Body {
  const text = typeof input === 'string' ? input : JSON.stringify(input);
  const bodies = splitDocuments(text).map((slice) => ({
    text: text.slice(slice.start, slice.end),
    parsed: parseDocument(text, slice),
  }));
  const [body, ...more] = bodies.filter(({ parsed }) => parsed.root !== undefined || parsed.fault !== undefined);
  if (body !== undefined && more.length === 0) return body;
  const count = body === undefined ? 'no document' : `${String(more.length + 1)} documents`;
  throw new TypeError(`one document is asked for, and the text holds ${count}`);
}

/** A plain object of one of `kinds`. Throws TypeError when the text cannot be read, or holds something else. */
export function objectOf(input: Input, ...kinds: readonly string[]): Readonly<Record<string, unknown>> {
  const { root, fault } = bodyOf(input).parsed;
  if (fault !== undefined) throw new TypeError(`the text cannot be read: ${fault.message}`);
  const value = root === undefined ? undefined : plainValue(root);
  const kind = isRecord(value) ? value['kind'] : undefined;
  if (isRecord(value) && kinds.includes(String(kind))) return value;
  const found = typeof kind === 'string' ? `a ${kind}` : 'an object without a kind';
  throw new TypeError(`a ${kinds.join(' or ')} is asked for, not ${found}`);
}

/** A DaemonSet as kubectl printed it, in a namespace. Throws TypeError. */
export function daemonSetOf(input: Input): DaemonSet {
  const { metadata, spec, ...rest } = objectOf(input, 'DaemonSet');
  // The fields of an object of the API have the types of the API; whoever reads one does not rely on its presence.
  return {
    ...rest,
    metadata: { namespace: 'default', ...(isRecord(metadata) ? metadata : {}) },
    spec: { template: {}, ...(isRecord(spec) ? spec : {}) },
  } as DaemonSet;
}

/**
 * A DaemonSet as the server of 1.`minor` has it in its store, from what `kubectl get` printed or from a manifest:
 * defaults filled in, without `status`. Throws TypeError.
 */
export function storedOf(input: Input, minor: number): DaemonSet {
  objectOf(input, 'DaemonSet');
  const { parsed, text } = bodyOf(input);
  const { object, templateGeneration } = receive(parsed, { minor, namespace: '', text });
  object.metadata = { ...object.metadata, namespace: object.metadata?.namespace || 'default' };
  annotateGeneration(object, templateGeneration < 1n ? 1n : templateGeneration);
  return serialize(object, minor);
}
