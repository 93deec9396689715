/** How Go prints values inside error messages. Sources: strconv.Quote, encoding/json (HTML escaping on). */

const SHORT: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
};

// Go unicode.IsPrint: letters, marks, numbers, punctuation, symbols and the ASCII space.
const PRINTABLE = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;
// Compiling the classes above takes longer than reading a manifest, and few texts need them.
const PLAIN = /^[ !#-[\]-~]*$/;

/** Go `strconv.Quote` (`%q`). */
export function quote(text: string): string {
  if (PLAIN.test(text)) return `"${text}"`;
  let out = '"';
  for (const char of text) {
    const short = SHORT[char];
    if (short !== undefined) out += short;
    else if (PRINTABLE.test(char)) out += char;
    else out += escapeRune(char.codePointAt(0) ?? 0);
  }
  return out + '"';
}

function escapeRune(code: number): string {
  if (code < 0x80) return '\\x' + code.toString(16).padStart(2, '0');
  if (code < 0x10000) return '\\u' + code.toString(16).padStart(4, '0');
  return '\\U' + code.toString(16).padStart(8, '0');
}

/** Go `json.Marshal` of a plain value: no spaces, `<`, `>`, `&`, U+2028 and U+2029 escaped; key order as given. */
export function goJson(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) => (item === undefined ? null : item)).replace(
    /[<>&\u2028\u2029]/g,
    (char) => '\\u' + char.charCodeAt(0).toString(16).padStart(4, '0'),
  );
}

/** Length in bytes of UTF-8, as Go's `len`. */
export function byteLength(text: string): number {
  let bytes = text.length;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 0x7f) bytes++;
    if (code > 0x7ff && (code < 0xd800 || code > 0xdfff)) bytes++;
  }
  return bytes;
}

/** Orders strings by their UTF-8 bytes, as Go sorts map keys. */
export function compareBytes(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) {
      // Surrogates encode code points above U+FFFF, which sort after every other code unit.
      const xs = x >= 0xd800 && x <= 0xdfff;
      const ys = y >= 0xd800 && y <= 0xdfff;
      return xs === ys ? x - y : xs ? 1 : -1;
    }
  }
  return a.length - b.length;
}

/** Go `strings.ToLower`: the simple mapping of each code point. */
export function toLower(text: string): string {
  let out = '';
  for (const char of text) out += char === '\u0130' ? 'i' : char === '\u03a3' ? '\u03c3' : char.toLowerCase();
  return out;
}

/** Go `strings.TrimSpace`. */
export function trimSpace(text: string): string {
  return text.replace(
    /^[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+|(?<![\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000])[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+$/g,
    '',
  );
}

const INTEGER = /^[+-]?[0-9]+$/;

/** Go `strconv.ParseInt(text, 10, 64)`: the number, or Go's error. */
export function parseInt64(text: string): { readonly value: bigint } | { readonly fault: string } {
  const failed = `strconv.ParseInt: parsing ${quote(text)}: `;
  if (!INTEGER.test(text)) return { fault: `${failed}invalid syntax` };
  const value = BigInt(text.startsWith('+') ? text.slice(1) : text);
  return BigInt.asIntN(64, value) === value ? { value } : { fault: `${failed}value out of range` };
}
