import type { YamlFault } from './kubernetes/yaml/parse.ts';

/** A file's text, or why Kubernetes cannot read its bytes; `text` is what can be shown then. */
export interface DecodedText {
  readonly text: string;
  readonly fault?: YamlFault;
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Bytes as text. A UTF-8 byte order mark is kept (one unit, which no editor counts as a column, so it is cut off here);
 * UTF-16 is read for showing, and refused as kubectl refuses it. Invalid UTF-8 is a fault at its first byte.
 */
export function decodeText(bytes: Uint8Array): DecodedText {
  const encoding = utf16Of(bytes);
  if (encoding !== undefined) return utf16(bytes, encoding);
  const begin = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  try {
    return { text: UTF8.decode(begin === 0 ? bytes : bytes.subarray(begin)) };
  } catch {
    return invalidUtf8(bytes.subarray(begin));
  }
}

// By the byte order mark, else by where the zero of the first ASCII character stands, as YAML detects it.
function utf16Of(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  const [first, second] = bytes;
  if (first === undefined || second === undefined) return undefined;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  if (bytes.length < 4 || bytes.length % 2 === 1) return undefined;
  if (first !== 0 && second === 0 && bytes[3] === 0) return 'utf-16le';
  if (first === 0 && second !== 0 && bytes[2] === 0) return 'utf-16be';
  return undefined;
}

function utf16(bytes: Uint8Array, encoding: 'utf-16le' | 'utf-16be'): DecodedText {
  const even = bytes.subarray(0, bytes.length - (bytes.length % 2));
  const little = encoding === 'utf-16le' ? even : Buffer.from(even).swap16();
  const text = Buffer.from(little)
    .toString('utf16le')
    .replace(/^\ufeff/, '');
  const fault = {
    message: 'yaml: control characters are not allowed',
    explanation: 'the file is UTF-16, which kubectl cannot cut into documents: save it as UTF-8',
    span: { start: 0, end: Math.min(1, text.length) },
  };
  return { text, fault };
}

function invalidUtf8(bytes: Uint8Array): DecodedText {
  const offset = firstInvalid(bytes);
  const before = UTF8.decode(bytes.subarray(0, offset));
  const text = before + new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(offset));
  const byte = (bytes[offset] ?? 0).toString(16).toUpperCase().padStart(2, '0');
  const fault = {
    message: 'yaml: invalid leading UTF-8 octet',
    explanation: `byte 0x${byte} is no valid UTF-8 here, and Kubernetes reads nothing else: save the file as UTF-8`,
    span: { start: before.length, end: Math.min(before.length + 1, text.length) },
  };
  return { text, fault };
}

/** The offset of the first byte that does not belong to a valid UTF-8 sequence. */
function firstInvalid(bytes: Uint8Array): number {
  let low = 0;
  let high = bytes.length;
  // The longest prefix that decodes when its unfinished last character is allowed for.
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    try {
      new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes.subarray(0, middle), { stream: true });
      low = middle;
    } catch {
      high = middle - 1;
    }
  }
  // Step back over an unfinished character.
  let at = low;
  while (at > 0 && at > low - 4) {
    try {
      UTF8.decode(bytes.subarray(0, at));
      return at;
    } catch {
      at--;
    }
  }
  return at;
}
