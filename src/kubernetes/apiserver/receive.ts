/** From a request body to an internal object: everything that fails with a 400. */
import { convert } from './convert.ts';
import { decode } from './decode.ts';
import type { DecodeError } from './decode-problem.ts';
import { applyDefaults } from './default.ts';
import { byteLength } from '../go/strings.ts';
import type { DaemonSet, Declared } from '../api/objects.ts';
import { interpretType, unreadable } from './type-meta.ts';
import type { ParsedDocument } from '../yaml/parse.ts';

/** The request, apart from its body. */
export interface PostRequest {
  readonly minor: number;
  /** Of the URL, or of `-n`; another one in the body is refused. If empty, as written, otherwise `default`. */
  readonly namespace: string;
  /** As one raw request: missing kind and version come from the URL. */
  readonly asPosted?: boolean;
  /** The body, whose beginning some messages show; of a raw JSON request the whole text. */
  readonly text?: string;
}

/** The maximum size of a request body. */
export const MOST_BYTES = 3145728;

/** Whether the body is too large to be read. */
export function isTooLarge({ text = '' }: PostRequest): boolean {
  return text.length * 3 > MOST_BYTES && byteLength(text) > MOST_BYTES;
}

/** A body decoded, defaulted and converted, as far as possible. */
export interface Received {
  readonly object: Declared<DaemonSet>;
  readonly problems: readonly DecodeError[];
  readonly templateGeneration: bigint;
  /** The message of a 400. */
  readonly refusal: string | undefined;
}

/** Decodes one document; `object` is new and may be changed by the caller. */
export function receive(parsed: ParsedDocument, request: PostRequest): Received {
  const { minor } = request;
  // A client reads JSON files as it reads YAML, and sends them with sorted keys.
  const order = parsed.format === 'json' && request.asPosted === true ? 'written' : 'sorted';
  const body = { text: request.text ?? '', order, addressed: request.asPosted === true } as const;
  const raw = order === 'written' && request.text !== undefined ? { text: request.text } : {};
  const { object, problems } = decode(parsed.root, { minor, order, duplicates: parsed.duplicates, ...raw });
  applyDefaults(object, minor);
  const converted = convert(object);
  return {
    object,
    problems,
    templateGeneration: 'fault' in converted ? 0n : converted.templateGeneration,
    refusal: refuse(),
  };

  function refuse(): string | undefined {
    if (parsed.fault !== undefined) return unreadable(parsed.fault.message, parsed.format, body);
    const type = interpretType(parsed.root, body);
    if ('message' in type) return type.message;
    const cannot = `${type.version} cannot be handled as a DaemonSet: `;
    const fault = decodeFault(problems) ?? ('fault' in converted ? converted.fault : undefined);
    if (fault !== undefined) return cannot + fault;
    const strict = strictFault(problems, order);
    return strict === undefined ? type.removed : `${cannot}strict decoding error: ${strict}`;
  }
}

/** Errors that end decoding come before those that are saved. */
export function decodeFault(problems: readonly DecodeError[]): string | undefined {
  const fault = problems.find(({ kind }) => kind === 'abort') ?? problems.find(({ kind }) => kind === 'saved');
  return fault?.message;
}

const MOST_STRICT_ERRORS = 100;

/** The duplicates of YAML in one text, then the unknown fields; the duplicates of JSON are among these. */
export function strictFault(problems: readonly DecodeError[], order: 'sorted' | 'written'): string | undefined {
  const strict = problems.filter(({ kind }) => kind === 'strict');
  if (strict.length === 0) return undefined;
  const isYaml = ({ problem }: DecodeError): boolean => order === 'sorted' && problem === 'duplicate-key';
  const duplicates = strict.filter(isYaml).map(({ message }) => `\n  ${message}`);
  const texts = new Set(strict.filter((error) => !isYaml(error)).map(({ message }) => message));
  const yaml = duplicates.length === 0 ? [] : [`yaml: unmarshal errors:${duplicates.join('')}`];
  return [...yaml, ...[...texts].slice(0, MOST_STRICT_ERRORS)].join(', ');
}
