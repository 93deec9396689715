/** Names in other styles. Source: huandu/xstrings convert.go. */
import { toLower } from '../kubernetes/go/strings.ts';

const SPACE = /^[-_\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]$/;
const isConnector = (char: string): boolean => SPACE.test(char);
const isUpper = (char: string): boolean => /^\p{Lu}$/u.test(char);
const isNumber = (char: string): boolean => /^\p{N}$/u.test(char);
const isPunctuation = (char: string): boolean => /^\p{P}$/u.test(char);
// Ideographs are not letters of an alphabet.
const isAlphabet = (char: string): boolean =>
  /^\p{L}$/u.test(char) && !/^[\u4e00-\u9fcc\u3400-\u4d85\u{20000}-\u{2b81d}]$/u.test(char);

/** xstrings.ToPascalCase. */
export function camelCase(text: string): string {
  const chars = Array.from(text);
  let out = '';
  let at = 0;
  while (at < chars.length && isConnector(chars[at] ?? '')) out += chars[at++] ?? '';
  if (at === chars.length) return out;
  const first = chars[at++] ?? '';
  let upperRun = isUpper(first);
  let current = first.toUpperCase();
  for (; at < chars.length; at++) {
    const previous = current;
    current = chars[at] ?? '';
    if (isConnector(current) && isConnector(previous)) {
      out += previous;
    } else if (isConnector(previous)) {
      upperRun = isUpper(current);
      current = current.toUpperCase();
    } else {
      if (upperRun) {
        if (isUpper(current)) current = toLower(current);
        else upperRun = false;
      }
      out += previous;
    }
  }
  return out + current;
}

export function snakeCase(text: string): string {
  return lowerCase(text, '_');
}

export function kebabCase(text: string): string {
  return lowerCase(text, '-');
}

type Kind = 'invalid' | 'number' | 'upper' | 'alphabet' | 'connector' | 'punctuation' | 'other';

interface Word {
  readonly kind: Kind;
  readonly text: string;
  readonly rest: readonly string[];
}

function runOf(chars: readonly string[], from: number, accepts: (char: string) => boolean): number {
  let at = from;
  while (at < chars.length && accepts(chars[at] ?? '')) at++;
  return at;
}

function nextWord(chars: readonly string[]): Word {
  const [first] = chars;
  if (first === undefined) return { kind: 'invalid', text: '', rest: [] };
  const { kind, end } = measure(chars, first);
  return { kind, text: chars.slice(0, end).join(''), rest: chars.slice(end) };
}

function measure(chars: readonly string[], first: string): { readonly kind: Kind; readonly end: number } {
  const lower = (char: string): boolean => isAlphabet(char) && !isUpper(char);
  if (isConnector(first)) return { kind: 'connector', end: runOf(chars, 1, isConnector) };
  if (isPunctuation(first)) return { kind: 'punctuation', end: runOf(chars, 1, isPunctuation) };
  if (isUpper(first)) {
    const second = chars[1] ?? '';
    if (isUpper(second)) {
      const end = runOf(chars, 2, isUpper);
      // "HTTPStatus" is "HTTP" and "Status".
      return { kind: 'upper', end: isAlphabet(chars[end] ?? '') ? end - 1 : end };
    }
    return { kind: 'upper', end: isAlphabet(second) ? runOf(chars, 2, lower) : 1 };
  }
  if (isAlphabet(first)) return { kind: 'alphabet', end: runOf(chars, 1, lower) };
  if (isNumber(first)) return { kind: 'number', end: runOf(chars, 1, isNumber) };
  const other = (char: string): boolean =>
    !isConnector(char) && !isAlphabet(char) && !isNumber(char) && !isPunctuation(char);
  return { kind: 'other', end: runOf(chars, 1, other) };
}

/** xstrings camelCaseToLowerCase. */
function lowerCase(text: string, connector: string): string {
  let out = '';
  const put = (kind: Kind, word: string): void => {
    if (kind !== 'upper' && kind !== 'connector') out += word;
    else for (const char of word) out += isConnector(char) ? connector : isUpper(char) ? toLower(char) : char;
  };
  let word = nextWord(Array.from(text));
  const takeWords = (): void => {
    while (word.kind === 'alphabet' || word.kind === 'number') {
      put(word.kind, word.text);
      word = nextWord(word.rest);
    }
  };
  const joins = (): boolean => word.kind !== 'invalid' && word.kind !== 'punctuation' && word.kind !== 'connector';
  while (word.rest.length > 0) {
    if (word.kind !== 'connector') put(word.kind, word.text);
    const last = word;
    word = nextWord(word.rest);
    if (last.kind === 'number') {
      takeWords();
      if (joins()) out += connector;
    } else if (last.kind === 'connector') put('connector', last.text);
    else if (last.kind !== 'punctuation') {
      if (word.kind !== 'number') {
        if (word.kind !== 'connector' && word.kind !== 'punctuation') out += connector;
      } else if (word.rest.length > 0) {
        const number = word;
        word = nextWord(word.rest);
        if (word.kind !== 'alphabet') {
          put('number', number.text);
          if (word.kind !== 'connector' && word.kind !== 'punctuation') out += connector;
        } else {
          out += connector;
          put('number', number.text);
          takeWords();
          if (joins()) out += connector;
        }
      }
    }
  }
  put(word.kind, word.text);
  return out;
}
