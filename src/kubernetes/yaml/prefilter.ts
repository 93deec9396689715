/** Whether a text can contain a DaemonSet at all: other texts are never parsed. */

const WORD = /daemonset/i;
/** A kind that may be a slip of the pen: an M or N comes soon after the D (letters of other scripts are two bytes), or the middle of the word after something else. */
export const SLIP = /\bkind\W{0,4}:\W{0,8}(?:ds\b|d[\w\x80-\uffff -]{0,4}[mn]|\w{0,2}(?:aem|emon))/i;
/** The same in base64, at each of the three places that a letter can have there. */
export const ENCODED_WORD = /RGFlbW9uU2V0|RhZW1vblNld|EYWVtb25TZX/;
// What double quotes and JSON can hide: escaped characters, and lines joined by a backslash.
const ESCAPE = /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(?:\r\n|[\n\r\x85\u2028\u2029])[ \t]*)/g;
// The tag of base64, or one that %TAG or % escapes can turn into it.
const BINARY = /![^\s!%]*(?:binary|%)|%TAG/;

/** False only if no spelling of YAML or JSON in `text` (from `start` to `end`) can be read as a DaemonSet. */
export function mayHoldDaemonSet(text: string, start = 0, end = text.length): boolean {
  const part = start === 0 && end === text.length ? text : text.slice(start, end);
  if (WORD.test(part) || ENCODED_WORD.test(part) || SLIP.test(part)) return true;
  if (part.includes('\\') && WORD.test(part.replace(ESCAPE, unescaped))) return true;
  return (part.includes('binary') || part.includes('%')) && BINARY.test(part);
}

function unescaped(_all: string, byte?: string, short?: string, long?: string): string {
  const code = parseInt(byte ?? short ?? long ?? '', 16);
  return code <= 0x10ffff ? String.fromCodePoint(code) : '';
}
