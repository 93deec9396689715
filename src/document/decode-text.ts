import type { YamlFault } from '../kubernetes/yaml/parse.ts';
import { firstWhere } from '../kubernetes/go/search.ts';

/** A file's text, and what is wrong with its bytes. */
export interface DecodedText {
  /** Without its byte order mark, which no editor counts as a column. */
  readonly text: string;
  /** Why nothing of the file can be read; `text` is for showing then. */
  readonly fault?: YamlFault;
  /** Why other readers than kubectl refuse the file. */
  readonly unportable?: YamlFault;
  /** Bytes that are not UTF-8: a document with one of them inside cannot be read. */
  readonly invalid?: InvalidBytes;
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Bytes as text: UTF-8 and, with a byte order mark, UTF-16; UTF-32 is shown only. */
export function decodeText(bytes: Uint8Array): DecodedText {
  const wide = utf32(bytes);
  if (wide !== undefined) return wide;
  const encoding = utf16Of(bytes);
  if (encoding !== undefined) return utf16(bytes, encoding);
  const body = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
  try {
    return { text: UTF8.decode(body) };
  } catch {
    return repaired(body);
  }
}

/** Each byte as a character, to look for ASCII without decoding; the bytes are not copied before. */
export function lettersOf(bytes: Uint8Array): string {
  return asBuffer(bytes).toString('latin1');
}

/** Whether ASCII is found in bytes. */
export function hasLetters(bytes: Uint8Array, letters: string): boolean {
  return asBuffer(bytes).includes(letters);
}

function asBuffer({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

interface Utf16 {
  readonly little: boolean;
  readonly marked: boolean;
}

// By the byte order mark, which Go looks for, else by where the zero of the first ASCII character is.
function utf16Of(bytes: Uint8Array): Utf16 | undefined {
  const [first, second] = bytes;
  if (first === undefined || second === undefined) return undefined;
  if (first === 0xff && second === 0xfe) return { little: true, marked: true };
  if (first === 0xfe && second === 0xff) return { little: false, marked: true };
  if (bytes.length < 4 || bytes.length % 2 === 1) return undefined;
  if (first !== 0 && second === 0 && bytes[3] === 0) return { little: true, marked: false };
  if (first === 0 && second !== 0 && bytes[2] === 0) return { little: false, marked: false };
  return undefined;
}

/**
 * kubectl turns UTF-16 with a byte order mark into UTF-8 before anything else, and refuses it without one; other readers
 * cut its bytes at line feeds, which leaves half a character at the end of a little-endian file.
 * Source: cli-runtime resource/visitor.go FileVisitor, apimachinery util/yaml/decoder.go LineReader.
 */
function utf16(bytes: Uint8Array, { little, marked }: Utf16): DecodedText {
  const even = bytes.subarray(marked ? 2 : 0, bytes.length - (bytes.length % 2));
  const text = (little ? Buffer.from(even) : Buffer.from(even).swap16()).toString('utf16le');
  if (marked && !little) return { text };
  const span = { start: 0, end: Math.min(1, text.length) };
  if (!marked) {
    const message = 'yaml: control characters are not allowed';
    const explanation = 'the file is UTF-16 without a byte order mark, which Kubernetes cannot read: save it as UTF-8';
    return { text, fault: { message, explanation, span } };
  }
  const explanation =
    'the file is UTF-16: kubectl converts it, but other tools that read manifests (kustomize, Argo CD, Flux) fail on it: save it as UTF-8';
  return { text, unportable: { message: 'yaml: incomplete UTF-16 character', explanation, span } };
}

/** kubectl takes UTF-32 for UTF-16 or UTF-8, in which every character has zeros around it. */
function utf32(bytes: Uint8Array): DecodedText | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 4) return undefined;
  const little = view.getUint32(0, true) === 0xfeff;
  if (!little && view.getUint32(0) !== 0xfeff) return undefined;
  const units = Buffer.allocUnsafe(bytes.length);
  let length = 0;
  for (let at = 4; at + 4 <= bytes.length; at += 4) {
    const point = view.getUint32(at, little);
    length += units.write(point > 0x10ffff ? '\ufffd' : String.fromCodePoint(point), length, 'utf16le');
  }
  const text = units.toString('utf16le', 0, length);
  const message = 'yaml: control characters are not allowed';
  const explanation = 'the file is UTF-32, which Kubernetes cannot read: save it as UTF-8';
  return { text, fault: { message, explanation, span: { start: 0, end: Math.min(1, text.length) } } };
}

const REPLACEMENT = Buffer.from('\ufffd');

/** Text with U+FFFD for each byte that is not UTF-8, as kubectl makes it, and where these bytes are. */
function repaired(bytes: Uint8Array): DecodedText {
  let count = 0;
  eachStep(bytes, (_at, isValid) => {
    if (!isValid) count++;
  });
  const text = Buffer.allocUnsafe(bytes.length + count * (REPLACEMENT.length - 1));
  const [offsets, places] = [new Uint32Array(count), new Uint32Array(count)];
  let [found, length, units] = [0, 0, 0];
  eachStep(bytes, (at, isValid, width) => {
    if (isValid) for (let k = 0; k < width; k++) text[length++] = bytes[at + k] ?? 0;
    else {
      offsets[found] = at;
      places[found++] = units;
      length += REPLACEMENT.copy(text, length);
    }
    units += isValid && width === 4 ? 2 : 1;
  });
  return { text: text.toString('utf8'), invalid: new InvalidBytes(bytes.slice(), offsets, places) };
}

/** Calls `step` for each character, and for each byte that is none. */
function eachStep(bytes: Uint8Array, step: (at: number, isValid: boolean, width: number) => void): void {
  for (let at = 0; at < bytes.length;) {
    const width = sequenceAt(bytes, at);
    const isValid = typeof width === 'number';
    step(at, isValid, isValid ? width : 1);
    at += isValid ? width : 1;
  }
}

/** Bytes of a file that are not UTF-8; there may be as many as bytes, so that what is wrong with one is said when asked. */
export class InvalidBytes {
  readonly #bytes: Uint8Array;
  /** In the bytes, and in the text. */
  readonly #offsets: Uint32Array;
  readonly #places: Uint32Array;

  constructor(bytes: Uint8Array, offsets: Uint32Array, places: Uint32Array) {
    this.#bytes = bytes;
    this.#offsets = offsets;
    this.#places = places;
  }

  /** What is wrong with the first of them in a part of the text. */
  firstIn(start: number, end: number): YamlFault | undefined {
    const index = firstWhere(0, this.#places.length, (at) => (this.#places[at] ?? 0) >= start);
    const [offset, place] = [this.#offsets[index], this.#places[index]];
    if (offset === undefined || place === undefined || place >= end) return undefined;
    const problem = sequenceAt(this.#bytes, offset);
    return invalidByte(this.#bytes[offset] ?? 0, String(problem), place);
  }

  /** What is wrong with the first of them. */
  get first(): YamlFault | undefined {
    return this.firstIn(0, Infinity);
  }
}

function invalidByte(byte: number, problem: string, start: number): YamlFault {
  const shown = byte.toString(16).toUpperCase().padStart(2, '0');
  return {
    message: `yaml: ${problem}`,
    explanation: `byte 0x${shown} is not valid UTF-8 here: the API server refuses it, and kubectl silently replaces it with U+FFFD: save the file as UTF-8`,
    span: { start, end: start + 1 },
  };
}

/** The length of the character at `at`, or why it is not one. Source: go.yaml.in/yaml/v2 readerc.go. */
function sequenceAt(bytes: Uint8Array, at: number): number | string {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return 1;
  const width = first >> 5 === 0b110 ? 2 : first >> 4 === 0b1110 ? 3 : first >> 3 === 0b11110 ? 4 : 0;
  if (width === 0) return 'invalid leading UTF-8 octet';
  if (at + width > bytes.length) return 'incomplete UTF-8 octet sequence';
  let value = first & (0x7f >> width);
  for (let k = 1; k < width; k++) {
    const octet = bytes[at + k] ?? 0;
    if (octet >> 6 !== 0b10) return 'invalid trailing UTF-8 octet';
    value = (value << 6) | (octet & 0x3f);
  }
  if (value < (SHORTEST[width] ?? 0)) return 'invalid length of a UTF-8 sequence';
  return (value >= 0xd800 && value <= 0xdfff) || value > 0x10ffff ? 'invalid Unicode character' : width;
}

/** The first value that needs as many bytes. */
const SHORTEST = [0, 0, 0x80, 0x800, 0x10000];
