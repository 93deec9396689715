/** Texts as Go has them: bytes, which need not be UTF-8. */
import { byteLength } from '../kubernetes/go/strings.ts';

const LONE = /[\udc80-\udcff]/;

/** Bytes in a text whose invalid bytes are lone surrogates. */
export function byteCount(text: string): number {
  if (!LONE.test(text)) return byteLength(text);
  return toBytes(text).length;
}

/** The bytes of a text whose invalid bytes are lone surrogates. */
export function toBytes(text: string): Uint8Array {
  if (!LONE.test(text)) return Buffer.from(text, 'utf8');
  const parts: Buffer[] = [];
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    parts.push(code >= 0xdc80 && code <= 0xdcff ? Buffer.from([code - 0xdc00]) : Buffer.from(char, 'utf8'));
  }
  return Buffer.concat(parts);
}

const DECODER = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Text of bytes; those that are not UTF-8 become lone surrogates, so that `toBytes` gives them back. */
export function fromBytes(bytes: Uint8Array): string {
  try {
    return DECODER.decode(bytes);
  } catch {
    return fromInvalidBytes(bytes);
  }
}

function fromInvalidBytes(bytes: Uint8Array): string {
  let out = '';
  for (let at = 0; at < bytes.length;) {
    const lead = bytes[at] ?? 0;
    const size = lead < 0x80 ? 1 : lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    let char: string | undefined;
    try {
      char = DECODER.decode(bytes.subarray(at, at + size));
    } catch {
      char = undefined;
    }
    if (char === undefined) out += String.fromCharCode(0xdc00 + (bytes[at++] ?? 0));
    else {
      out += char;
      at += size;
    }
  }
  return out;
}
