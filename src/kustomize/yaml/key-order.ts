/** The order in which yaml.v2 and yaml.v3 write the keys of maps. Source: go.yaml.in/yaml/v2 sorter.go, v3 sorter.go (keyList.Less). */

const LETTER = /\p{L}/u;
const DIGIT = /\p{Nd}/u;
const isDigit = (char: string): boolean => (char >= '0' && char <= '9') || (char > '\x7f' && DIGIT.test(char));
const isLetter = (char: string): boolean => /[A-Za-z]/.test(char) || (char > '\x7f' && LETTER.test(char));

/** Letters in the order of their code points, numbers by their value, everything else before letters. */
export function compareKeys(a: string, b: string): number {
  if (a === b) return 0;
  return less(Array.from(a), Array.from(b)) ? -1 : 1;
}

function less(a: readonly string[], b: readonly string[]): boolean {
  for (let i = 0; i < a.length && i < b.length; i++) {
    const [x = '', y = ''] = [a[i], b[i]];
    if (x === y) continue;
    const [xLetter, yLetter] = [isLetter(x), isLetter(y)];
    if (xLetter && yLetter) return codeOf(x) < codeOf(y);
    if (xLetter || yLetter) return yLetter;
    return numberLess(a, b, i);
  }
  return a.length < b.length;
}

function numberLess(a: readonly string[], b: readonly string[], at: number): boolean {
  let start = 0n;
  // Zeros inside a number count, in front of it they do not.
  if (a[at] === '0' || b[at] === '0')
    for (let j = at - 1; j >= 0 && isDigit(a[j] ?? ''); j--)
      if (a[j] !== '0') {
        start = 1n;
        break;
      }
  const [x, y] = [numberAt(a, at, start), numberAt(b, at, start)];
  if (x.value !== y.value) return x.value < y.value;
  if (x.end !== y.end) return x.end < y.end;
  return codeOf(a[at] ?? '') < codeOf(b[at] ?? '');
}

function numberAt(text: readonly string[], at: number, start: bigint): { value: bigint; end: number } {
  let value = start;
  let end = at;
  for (; end < text.length && isDigit(text[end] ?? ''); end++)
    value = BigInt.asIntN(64, value * 10n + BigInt(codeOf(text[end] ?? '') - 48));
  return { value, end };
}

function codeOf(char: string): number {
  return char.codePointAt(0) ?? 0;
}
