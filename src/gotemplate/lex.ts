/** Tokens of a template. Source: Go text/template/parse/lex.go. */
import { quote } from '../kubernetes/go/strings.ts';

export type TokenType =
  | 'error'
  | 'bool'
  | 'char'
  | 'charConstant'
  | 'complex'
  | 'assign'
  | 'declare'
  | 'EOF'
  | 'field'
  | 'identifier'
  | 'leftDelim'
  | 'leftParen'
  | 'number'
  | 'pipe'
  | 'rawString'
  | 'rightDelim'
  | 'rightParen'
  | 'space'
  | 'string'
  | 'text'
  | 'variable'
  | Keyword;

type Keyword =
  'block' | 'break' | 'continue' | 'dot' | 'define' | 'else' | 'end' | 'if' | 'nil' | 'range' | 'template' | 'with';

const KEYWORDS: ReadonlyMap<string, Keyword> = new Map(
  (['block', 'break', 'continue', 'define', 'else', 'end', 'if', 'nil', 'range', 'template', 'with'] as const).map(
    (word) => [word, word],
  ),
);
const KEYWORD_TYPES: ReadonlySet<TokenType> = new Set<TokenType>([...KEYWORDS.values(), 'dot']);

export interface Token {
  readonly type: TokenType;
  /** Where it starts in the template. */
  readonly pos: number;
  readonly text: string;
  /** 1-based. */
  readonly line: number;
}

/** A token as the parser's errors show it. Source: item.String. */
export function showToken({ type, text }: Token): string {
  if (type === 'EOF') return 'EOF';
  if (type === 'error') return text;
  if (KEYWORD_TYPES.has(type)) return `<${text}>`;
  const chars = Array.from(text);
  return chars.length > 10 || new TextEncoder().encode(text).length > 10
    ? `${quote(chars.slice(0, 10).join(''))}...`
    : quote(text);
}

const SPACE = new Set([' ', '\t', '\r', '\n']);
const ALPHANUMERIC = /^[_\p{L}\p{Nd}]$/u;
const TERMINATORS = new Set(['', '.', ',', '|', ':', ')', '(']);
const LEFT = '{{';
const RIGHT = '}}';

export function isAlphaNumeric(char: string): boolean {
  const code = char.charCodeAt(0);
  if (code < 128) {
    return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 95;
  }
  return ALPHANUMERIC.test(char);
}

export class Lexer {
  #input: string;
  #pos = 0;
  #start = 0;
  #line = 1;
  #startLine = 1;
  #insideAction = false;
  #parenDepth = 0;

  constructor(input: string) {
    this.#input = input;
  }

  next(): Token {
    return this.#insideAction ? this.#insideOfAction() : this.#text();
  }

  #emit(type: TokenType): Token {
    const token = { type, pos: this.#start, text: this.#input.slice(this.#start, this.#pos), line: this.#startLine };
    this.#ignore();
    return token;
  }

  /** Goes on at the position, counting the lines passed. */
  #ignore(): void {
    for (
      let at = this.#input.indexOf('\n', this.#start);
      at >= 0 && at < this.#pos;
      at = this.#input.indexOf('\n', at + 1)
    ) {
      this.#line++;
    }
    this.#start = this.#pos;
    this.#startLine = this.#line;
  }

  #error(text: string): Token {
    const token: Token = { type: 'error', pos: this.#start, text, line: this.#startLine };
    this.#start = 0;
    this.#pos = 0;
    this.#input = '';
    this.#insideAction = false;
    return token;
  }

  #peek(at = this.#pos): string {
    const code = this.#input.codePointAt(at);
    return code === undefined ? '' : String.fromCodePoint(code);
  }

  #text(): Token {
    for (;;) {
      const at = this.#input.indexOf(LEFT, this.#pos);
      if (at < 0) {
        this.#pos = this.#input.length;
        return this.#emit(this.#pos > this.#start ? 'text' : 'EOF');
      }
      if (at > this.#start) {
        this.#pos = at;
        if (this.#trimsLeft(at + LEFT.length))
          while (this.#pos > this.#start && SPACE.has(this.#input[this.#pos - 1] ?? '')) this.#pos--;
        const token = this.#emit('text');
        this.#pos = at;
        this.#ignore();
        if (token.text !== '') return token;
      }
      const token = this.#leftDelim();
      if (token !== undefined) return token;
    }
  }

  #trimsLeft(at: number): boolean {
    return this.#input[at] === '-' && SPACE.has(this.#input[at + 1] ?? '');
  }

  /** The opening delimiter; nothing for a comment, which is skipped. */
  #leftDelim(): Token | undefined {
    this.#pos += LEFT.length;
    const marker = this.#trimsLeft(this.#pos) ? 2 : 0;
    if (this.#input.startsWith('/*', this.#pos + marker)) {
      this.#pos += marker;
      this.#ignore();
      return this.#comment();
    }
    const token = this.#emit('leftDelim');
    this.#insideAction = true;
    this.#pos += marker;
    this.#ignore();
    this.#parenDepth = 0;
    return token;
  }

  #comment(): Token | undefined {
    const end = this.#input.indexOf('*/', this.#pos + 2);
    if (end < 0) return this.#error('unclosed comment');
    this.#pos = end + 2;
    const { delim, trims } = this.#atRightDelim();
    if (!delim) return this.#error('comment ends before closing delimiter');
    this.#pos += (trims ? 2 : 0) + RIGHT.length;
    if (trims) this.#skipSpace();
    this.#ignore();
    return undefined;
  }

  #skipSpace(): void {
    while (SPACE.has(this.#input[this.#pos] ?? '')) this.#pos++;
  }

  #atRightDelim(): { readonly delim: boolean; readonly trims: boolean } {
    const at = this.#pos;
    if (SPACE.has(this.#input[at] ?? '') && this.#input[at + 1] === '-' && this.#input.startsWith(RIGHT, at + 2)) {
      return { delim: true, trims: true };
    }
    return { delim: this.#input.startsWith(RIGHT, at), trims: false };
  }

  #rightDelim(): Token {
    const { trims } = this.#atRightDelim();
    if (trims) {
      this.#pos += 2;
      this.#ignore();
    }
    this.#pos += RIGHT.length;
    const token = this.#emit('rightDelim');
    if (trims) {
      this.#skipSpace();
      this.#ignore();
    }
    this.#insideAction = false;
    return token;
  }

  #insideOfAction(): Token {
    if (this.#atRightDelim().delim)
      return this.#parenDepth === 0 ? this.#rightDelim() : this.#error('unclosed left paren');
    const char = this.#peek();
    if (char === '') return this.#error('unclosed action');
    if (SPACE.has(char)) return this.#space();
    this.#pos += char.length;
    switch (char) {
      case '=':
        return this.#emit('assign');
      case ':':
        if (this.#peek() !== '=') return this.#error('expected :=');
        this.#pos++;
        return this.#emit('declare');
      case '|':
        return this.#emit('pipe');
      case '"':
        return this.#quoted('"', 'string', 'unterminated quoted string');
      case "'":
        return this.#quoted("'", 'charConstant', 'unterminated character constant');
      case '`':
        return this.#rawQuote();
      case '$':
        return this.#fieldOrVariable('variable');
      case '(':
        this.#parenDepth++;
        return this.#emit('leftParen');
      case ')':
        return --this.#parenDepth < 0 ? this.#error('unexpected right paren') : this.#emit('rightParen');
    }
    if (char === '.' && this.#pos < this.#input.length && !/[0-9]/.test(this.#peek()))
      return this.#fieldOrVariable('field');
    if (/^[.+\-0-9]$/.test(char)) {
      this.#pos -= 1;
      return this.#number();
    }
    if (isAlphaNumeric(char)) return this.#identifier();
    if (/^[ -~]$/.test(char)) return this.#emit('char');
    return this.#error(`unrecognized character in action: ${showRune(char)}`);
  }

  #space(): Token {
    const from = this.#pos;
    this.#skipSpace();
    // The space before a trim marker belongs to the closing delimiter.
    const at = this.#pos - 1;
    if (this.#input[this.#pos] === '-' && this.#input.startsWith(RIGHT, at + 2)) {
      this.#pos = at;
      if (at === from) return this.#rightDelim();
    }
    return this.#emit('space');
  }

  #skipAlphaNumeric(): string {
    for (;;) {
      const char = this.#peek();
      if (char === '' || !isAlphaNumeric(char)) return char;
      this.#pos += char.length;
    }
  }

  #identifier(): Token {
    const behind = this.#skipAlphaNumeric();
    const word = this.#input.slice(this.#start, this.#pos);
    if (!this.#atTerminator()) return this.#badCharacter(behind);
    const keyword = KEYWORDS.get(word);
    if (keyword !== undefined) return this.#emit(keyword);
    return this.#emit(word === 'true' || word === 'false' ? 'bool' : 'identifier');
  }

  #fieldOrVariable(type: 'field' | 'variable'): Token {
    if (this.#atTerminator()) return this.#emit(type === 'variable' ? 'variable' : 'dot');
    const behind = this.#skipAlphaNumeric();
    return this.#atTerminator() ? this.#emit(type) : this.#badCharacter(behind);
  }

  #badCharacter(char: string): Token {
    return this.#error(`bad character ${showRune(char)}`);
  }

  #atTerminator(): boolean {
    const char = this.#peek();
    return SPACE.has(char) || TERMINATORS.has(char) || this.#input.startsWith(RIGHT, this.#pos);
  }

  #quoted(mark: string, type: TokenType, fault: string): Token {
    for (;;) {
      const char = this.#peek();
      if (char === '' || char === '\n') return this.#error(fault);
      this.#pos += char.length;
      if (char === mark) return this.#emit(type);
      if (char !== '\\') continue;
      const escaped = this.#peek();
      if (escaped === '' || escaped === '\n') return this.#error(fault);
      this.#pos += escaped.length;
    }
  }

  #rawQuote(): Token {
    const end = this.#input.indexOf('`', this.#pos);
    if (end < 0) return this.#error('unterminated raw quoted string');
    this.#pos = end + 1;
    return this.#emit('rawString');
  }

  #number(): Token {
    if (!this.#scanNumber())
      return this.#error(`bad number syntax: ${quote(this.#input.slice(this.#start, this.#pos))}`);
    const sign = this.#peek();
    if (sign !== '+' && sign !== '-') return this.#emit('number');
    if (this.#scanNumber() && this.#input[this.#pos - 1] === 'i') return this.#emit('complex');
    return this.#error(`bad number syntax: ${quote(this.#input.slice(this.#start, this.#pos))}`);
  }

  #take(pattern: RegExp): boolean {
    pattern.lastIndex = this.#pos;
    const match = pattern.exec(this.#input);
    this.#pos += match?.[0].length ?? 0;
    return match !== null && match[0] !== '';
  }

  #scanNumber(): boolean {
    this.#take(/[+-]?/y);
    let digits = /[0-9_]*/y;
    let exponent: RegExp | undefined = /[eE][+-]?[0-9_]*/y;
    if (this.#take(/0/y)) {
      if (this.#take(/[xX]/y)) {
        digits = /[0-9a-fA-F_]*/y;
        exponent = /[pP][+-]?[0-9_]*/y;
      } else if (this.#take(/[oO]/y)) {
        digits = /[0-7_]*/y;
        exponent = undefined;
      } else if (this.#take(/[bB]/y)) {
        digits = /[01_]*/y;
        exponent = undefined;
      }
    }
    this.#take(digits);
    if (this.#take(/\./y)) this.#take(digits);
    if (exponent !== undefined) this.#take(exponent);
    this.#take(/i/y);
    const behind = this.#peek();
    if (behind === '' || !isAlphaNumeric(behind)) return true;
    this.#pos += behind.length;
    return false;
  }
}

/** Go `%#U`. */
function showRune(char: string): string {
  const code = char.codePointAt(0);
  if (code === undefined) return 'U+FFFFFFFFFFFFFFFF';
  const hex = code.toString(16).toUpperCase().padStart(4, '0');
  return /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u.test(char) ? `U+${hex} '${char}'` : `U+${hex}`;
}
