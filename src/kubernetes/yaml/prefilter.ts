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

/** The version of an object; the group is what is before it in the line, or in braces. */
const VERSION =
  /(^[ \t]*(?:-[ \t]+)*|[{,][ \t]*)["']?apiVersion["']?[ \t]*:[ \t]*["']?(?:apps|extensions)\/\w*["']?/gim;
const KIND = /["']?kind["']?\s*:[ \t]*["']?(?!null\b)[a-z]/.source;
const BEHIND = new RegExp(`^[^\\n]*\\n(?:[ \\t]*(?:#[^\\n]*)?\\r?\\n)*([ \\t]*)${KIND}`, 'i');
const BEFORE = new RegExp(`^([ \\t]*(?:-[ \\t]+)*)${KIND}[^\\n]*\\n(?:[ \\t]*(?:#[^\\n]*)?\\r?\\n)*$(?![^])`, 'im');
const BEHIND_IN_BRACES = new RegExp(`^\\s*,\\s*${KIND}`, 'i');
const BEFORE_IN_BRACES = new RegExp(`${KIND}[\\w-]*["']?\\s*$`, 'i');
const POD_TEMPLATE = /\btemplate["']?[ \t]*:/;
/** The kind is nearly always the key before the version or behind it. */
const NEAR = 300;

/** Whether an object with pods may have no kind at all. */
export function mayLackKind(text: string): boolean {
  if (!(text.includes('apps/') || text.includes('extensions/')) || !POD_TEMPLATE.test(text)) return false;
  for (const { index, 0: version, 1: around = '' } of text.matchAll(VERSION)) {
    const end = index + version.length;
    const [before, behind] = [text.slice(Math.max(0, index - NEAR), index), text.slice(end, end + NEAR)];
    const hasKind = /[{,]/.test(around)
      ? BEFORE_IN_BRACES.test(before) || BEHIND_IN_BRACES.test(behind)
      : [BEFORE.exec(before), BEHIND.exec(behind)].some((kind) => kind?.[1]?.length === around.length);
    if (!hasKind) return true;
  }
  return false;
}

/** False only if no spelling of YAML or JSON in `text` (from `start` to `end`) can be read as a DaemonSet, or as one without a kind. */
export function mayHoldDaemonSet(text: string, start = 0, end = text.length): boolean {
  const part = start === 0 && end === text.length ? text : text.slice(start, end);
  if (WORD.test(part) || ENCODED_WORD.test(part) || SLIP.test(part) || mayLackKind(part)) return true;
  if (part.includes('\\') && WORD.test(part.replace(ESCAPE, unescaped))) return true;
  return (part.includes('binary') || part.includes('%')) && BINARY.test(part);
}

function unescaped(_all: string, byte?: string, short?: string, long?: string): string {
  const code = parseInt(byte ?? short ?? long ?? '', 16);
  return code <= 0x10ffff ? String.fromCodePoint(code) : '';
}
