/** The order in which Go's YAML writes the keys of a map. Source: go.yaml.in/yaml/v2 sorter.go (keyList.Less). */
const isLetter = (char: string): boolean => /^\p{L}$/u.test(char);
const isDigit = (char: string | undefined): boolean => char !== undefined && /^\p{Nd}$/u.test(char);

/** Numbers inside of keys count as numbers: `a2` comes before `a10`. */
export function compareKeys(a: string, b: string): number {
  if (a === b) return 0;
  return isLess(Array.from(a), Array.from(b)) ? -1 : 1;
}

function isLess(a: readonly string[], b: readonly string[]): boolean {
  for (let at = 0; at < a.length && at < b.length; at++) {
    const x = a[at] ?? '';
    const y = b[at] ?? '';
    if (x === y) continue;
    const letters = [isLetter(x), isLetter(y)] as const;
    if (letters[0] && letters[1]) return codeOf(x) < codeOf(y);
    if (letters[0] || letters[1]) return letters[1];
    return isNumberLess(a, b, at);
  }
  return a.length < b.length;
}

function codeOf(char: string): number {
  return char.codePointAt(0) ?? 0;
}

function isNumberLess(a: readonly string[], b: readonly string[], at: number): boolean {
  // Zeros inside of a number are digits of it.
  let seed = 0n;
  if (a[at] === '0' || b[at] === '0') {
    for (let before = at - 1; before >= 0 && isDigit(a[before]); before--) {
      if (a[before] !== '0') {
        seed = 1n;
        break;
      }
    }
  }
  const own = numberAt(a, at, seed);
  const other = numberAt(b, at, seed);
  if (own.value !== other.value) return own.value < other.value;
  if (own.end !== other.end) return own.end < other.end;
  return codeOf(a[at] ?? '') < codeOf(b[at] ?? '');
}

function numberAt(
  chars: readonly string[],
  from: number,
  seed: bigint,
): { readonly value: bigint; readonly end: number } {
  let value = seed;
  let end = from;
  for (; isDigit(chars[end]); end++) value = BigInt.asIntN(64, value * 10n + BigInt(codeOf(chars[end] ?? '') - 48));
  return { value, end };
}
