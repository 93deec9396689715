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
  const parts: string[] = [];
  let from = 0;
  const take = (to: number): void => {
    if (to > from) parts.push(DECODER.decode(bytes.subarray(from, to)));
  };
  for (let at = 0; at < bytes.length;) {
    const size = sequenceAt(bytes, at);
    if (size > 0) {
      at += size;
      continue;
    }
    take(at);
    parts.push(String.fromCharCode(0xdc00 + (bytes[at] ?? 0)));
    from = ++at;
  }
  take(bytes.length);
  return parts.join('');
}

/** The length of the UTF-8 sequence at `at`; 0 where there is none. */
function sequenceAt(bytes: Uint8Array, at: number): number {
  const lead = bytes[at] ?? 0;
  if (lead < 0x80) return 1;
  const size = lead >= 0xf0 && lead <= 0xf4 ? 4 : lead >= 0xe0 && lead < 0xf0 ? 3 : lead >= 0xc2 && lead < 0xe0 ? 2 : 0;
  for (let next = 1; next < size; next++) if (((bytes[at + next] ?? 0) & 0xc0) !== 0x80) return 0;
  const second = bytes[at + 1] ?? 0;
  const tooLow = (lead === 0xe0 && second < 0xa0) || (lead === 0xf0 && second < 0x90);
  const tooHigh = (lead === 0xed && second > 0x9f) || (lead === 0xf4 && second > 0x8f);
  return tooLow || tooHigh ? 0 : size;
}
