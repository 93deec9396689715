/** The tokens that Go sees in a document. Source: go.yaml.in/yaml/v2 scannerc.go (yaml_parser_fetch_*). */
import { isBlank, isBlankOrEnd, isBreak, isBreakOrEnd, type Cursor, type Mark } from './cursor.ts';
import { scanAnchor, scanDirective, scanTag } from './scan-name.ts';
import { scanBlockScalar, scanPlain, scanQuoted } from './scan-scalar.ts';
import type { ScannedToken, TokenType } from './token.ts';

interface SimpleKey {
  possible: boolean;
  readonly required: boolean;
  readonly number: number;
  readonly mark: Mark;
}

const MAX_DEPTH = 10_000;
const MAX_KEY = 1024;
const CANNOT_START_PLAIN = new Set('-?:,[]{}#&*!|>\'"%@`');

/** A token queue with one token of lookahead, more where a simple key may begin. Throws YamlSyntaxError. */
export class Scanner {
  readonly #cursor: Cursor;
  #queue: ScannedToken[] = [];
  #parsed = 0;
  #available = false;
  #indent = -1;
  #indents: number[] = [];
  #keyAllowed = true;
  #keys: SimpleKey[];
  readonly #keyOfToken = new Map<number, SimpleKey>();
  #flowLevel = 0;

  constructor(cursor: Cursor) {
    this.#cursor = cursor;
    this.#keys = [{ possible: false, required: false, number: 0, mark: cursor.mark }];
  }

  /** The next token, without consuming it. */
  peek(): ScannedToken {
    if (!this.#available) this.#fetchMore();
    const token = this.#queue[0];
    if (token === undefined) throw new Error('no token behind the end of the stream');
    return token;
  }

  /** Consumes the next token. */
  skip(): void {
    this.#available = false;
    this.#parsed++;
    this.#queue.shift();
  }

  #fetchMore(): void {
    for (;;) {
      if (this.#queue.length > 0) {
        const key = this.#keyOfToken.get(this.#parsed);
        if (key === undefined || !this.#isValid(key)) break;
      }
      this.#fetchNext();
    }
    this.#available = true;
  }

  #fetchNext(): void {
    const cursor = this.#cursor;
    this.#skipToNextToken();
    this.#unrollIndent(cursor.column);
    const code = cursor.code();
    if (code === 0) this.#fetchStreamEnd();
    else if (cursor.column === 0 && code === 37) this.#fetchDirective();
    else if (cursor.atDocumentIndicator()) this.#fetchDocumentIndicator(code === 45);
    else this.#fetchContent(cursor.text[cursor.offset] ?? '', isBlankOrEnd(cursor.code(1)));
  }

  #fetchContent(char: string, blankBehind: boolean): void {
    const inFlow = this.#flowLevel > 0;
    if (char === '[') this.#fetchFlowStart('flow-sequence-start');
    else if (char === '{') this.#fetchFlowStart('flow-mapping-start');
    else if (char === ']') this.#fetchFlowEnd('flow-sequence-end');
    else if (char === '}') this.#fetchFlowEnd('flow-mapping-end');
    else if (char === ',') this.#fetchFlowEntry();
    else if (char === '-' && blankBehind) this.#fetchBlockEntry();
    else if (char === '?' && (inFlow || blankBehind)) this.#fetchKey();
    else if (char === ':' && (inFlow || blankBehind)) this.#fetchValue();
    else if (char === '*') this.#fetchAnchor('alias');
    else if (char === '&') this.#fetchAnchor('anchor');
    else if (char === '!') this.#fetchTag();
    else if ((char === '|' || char === '>') && !inFlow) this.#fetchBlockScalar();
    else if (char === "'" || char === '"') this.#fetchQuoted();
    else if (this.#startsPlain(char, inFlow)) this.#fetchPlain();
    else this.#cursor.refuse('found character that cannot start any token');
  }

  #startsPlain(char: string, inFlow: boolean): boolean {
    const cursor = this.#cursor;
    if (!isBlankOrEnd(cursor.code()) && !CANNOT_START_PLAIN.has(char)) return true;
    if (char === '-') return !isBlank(cursor.code(1));
    return !inFlow && (char === '?' || char === ':') && !isBlankOrEnd(cursor.code(1));
  }

  #skipToNextToken(): void {
    const cursor = this.#cursor;
    for (;;) {
      // A second byte order mark at the start makes Go skip the first character of every line.
      if (cursor.column === 0 && cursor.text.startsWith('\ufeff')) cursor.offset++;
      let code = cursor.code();
      while (code === 32 || (code === 9 && (this.#flowLevel > 0 || !this.#keyAllowed))) {
        cursor.offset++;
        code = cursor.code();
      }
      if (code === 35) {
        while (!isBreakOrEnd(cursor.code())) cursor.offset++;
        code = cursor.code();
      }
      if (!isBreak(code)) return;
      cursor.breakLine();
      if (this.#flowLevel === 0) this.#keyAllowed = true;
    }
  }

  #isValid(key: SimpleKey): boolean {
    if (!key.possible) return false;
    const { line, offset } = this.#cursor;
    if (key.mark.line === line && key.mark.offset + MAX_KEY >= offset) return true;
    if (key.required) this.#refuseKey(key);
    key.possible = false;
    return false;
  }

  #refuseKey({ mark }: SimpleKey): never {
    const { text } = this.#cursor;
    let end = mark.offset;
    while (!isBreakOrEnd(text.charCodeAt(end) || 0)) end++;
    return this.#cursor.refuse("could not find expected ':'", mark.offset, end);
  }

  #saveKey(): void {
    if (!this.#keyAllowed) return;
    const { mark } = this.#cursor;
    const required = this.#flowLevel === 0 && this.#indent === mark.column;
    const key = { possible: true, required, number: this.#parsed + this.#queue.length, mark };
    this.#removeKey();
    this.#keys[this.#keys.length - 1] = key;
    this.#keyOfToken.set(key.number, key);
  }

  #removeKey(): void {
    const key = this.#keys[this.#keys.length - 1];
    if (key?.possible !== true) return;
    if (key.required) this.#refuseKey(key);
    key.possible = false;
    this.#keyOfToken.delete(key.number);
  }

  #push(type: TokenType, start: Mark, more?: Pick<ScannedToken, 'name' | 'tag' | 'indent'>): void {
    this.#queue.push({ type, ...start, end: this.#cursor.offset, ...more });
  }

  #insert(type: TokenType, mark: Mark, at: number): void {
    const token = { type, ...mark, end: mark.offset };
    // A key whose token is already consumed is appended, as in yaml_insert_token.
    if (at < 0) this.#queue.push(token);
    else this.#queue.splice(at, 0, token);
  }

  #indicator(type: TokenType, length = 1): void {
    const { mark } = this.#cursor;
    this.#cursor.offset += length;
    this.#push(type, mark);
  }

  #rollIndent(type: TokenType, mark: Mark, at: number): void {
    if (this.#flowLevel > 0 || this.#indent >= mark.column) return;
    this.#indents.push(this.#indent);
    this.#indent = mark.column;
    if (this.#indents.length > MAX_DEPTH) {
      this.#cursor.refuse(`exceeded max depth of ${String(MAX_DEPTH)}`, mark.offset);
    }
    this.#insert(type, mark, at);
  }

  #unrollIndent(column: number): void {
    if (this.#flowLevel > 0) return;
    while (this.#indent > column) {
      this.#push('block-end', this.#cursor.mark);
      this.#indent = this.#indents.pop() ?? -1;
    }
  }

  #fetchStreamEnd(): void {
    if (this.#cursor.column !== 0) this.#cursor.startLine();
    this.#unrollIndent(-1);
    this.#removeKey();
    this.#keyAllowed = false;
    this.#push('stream-end', this.#cursor.mark);
  }

  #fetchDirective(): void {
    this.#unrollIndent(-1);
    this.#removeKey();
    this.#keyAllowed = false;
    const { mark } = this.#cursor;
    const directive = scanDirective(this.#cursor);
    if ('version' in directive) this.#push('version-directive', mark, { name: directive.version });
    else this.#push('tag-directive', mark, { tag: directive });
  }

  #fetchDocumentIndicator(start: boolean): void {
    this.#unrollIndent(-1);
    this.#removeKey();
    this.#keyAllowed = false;
    this.#indicator(start ? 'document-start' : 'document-end', 3);
  }

  #fetchFlowStart(type: TokenType): void {
    this.#saveKey();
    const { mark } = this.#cursor;
    this.#keys.push({ possible: false, required: false, number: this.#parsed + this.#queue.length, mark });
    if (++this.#flowLevel > MAX_DEPTH) this.#cursor.refuse(`exceeded max depth of ${String(MAX_DEPTH)}`);
    this.#keyAllowed = true;
    this.#indicator(type);
  }

  #fetchFlowEnd(type: TokenType): void {
    this.#removeKey();
    if (this.#flowLevel > 0) {
      this.#flowLevel--;
      const key = this.#keys.pop();
      if (key !== undefined) this.#keyOfToken.delete(key.number);
    }
    this.#keyAllowed = false;
    this.#indicator(type);
  }

  #fetchFlowEntry(): void {
    this.#removeKey();
    this.#keyAllowed = true;
    this.#indicator('flow-entry');
  }

  #fetchBlockEntry(): void {
    if (this.#flowLevel === 0) {
      if (!this.#keyAllowed) this.#cursor.refuse('block sequence entries are not allowed in this context');
      this.#rollIndent('block-sequence-start', this.#cursor.mark, this.#queue.length);
    }
    this.#removeKey();
    this.#keyAllowed = true;
    this.#indicator('block-entry');
  }

  #fetchKey(): void {
    if (this.#flowLevel === 0) {
      if (!this.#keyAllowed) this.#cursor.refuse('mapping keys are not allowed in this context');
      this.#rollIndent('block-mapping-start', this.#cursor.mark, this.#queue.length);
    }
    this.#removeKey();
    this.#keyAllowed = this.#flowLevel === 0;
    this.#indicator('key');
  }

  #fetchValue(): void {
    const key = this.#keys[this.#keys.length - 1];
    if (key !== undefined && this.#isValid(key)) {
      const at = key.number - this.#parsed;
      this.#insert('key', key.mark, at);
      this.#rollIndent('block-mapping-start', key.mark, at);
      key.possible = false;
      this.#keyOfToken.delete(key.number);
      this.#keyAllowed = false;
    } else {
      if (this.#flowLevel === 0) {
        if (!this.#keyAllowed) this.#cursor.refuse('mapping values are not allowed in this context');
        this.#rollIndent('block-mapping-start', this.#cursor.mark, this.#queue.length);
      }
      this.#keyAllowed = this.#flowLevel === 0;
    }
    this.#indicator('value');
  }

  #fetchAnchor(type: 'anchor' | 'alias'): void {
    this.#saveKey();
    this.#keyAllowed = false;
    const cursor = this.#cursor;
    const { mark } = cursor;
    const name = scanAnchor(cursor);
    this.#push(type, mark, { name });
  }

  #fetchTag(): void {
    this.#saveKey();
    this.#keyAllowed = false;
    const { mark } = this.#cursor;
    const tag = scanTag(this.#cursor);
    this.#push('tag', mark, { tag });
  }

  #fetchBlockScalar(): void {
    this.#removeKey();
    this.#keyAllowed = true;
    const { mark } = this.#cursor;
    const indent = scanBlockScalar(this.#cursor, this.#indent);
    this.#push('scalar', mark, { indent });
  }

  #fetchQuoted(): void {
    this.#saveKey();
    this.#keyAllowed = false;
    const { mark } = this.#cursor;
    scanQuoted(this.#cursor);
    this.#push('scalar', mark);
  }

  #fetchPlain(): void {
    this.#saveKey();
    this.#keyAllowed = false;
    const { mark } = this.#cursor;
    const { end, multiline } = scanPlain(this.#cursor, this.#indent, this.#flowLevel > 0);
    this.#queue.push({ type: 'scalar', ...mark, end });
    if (multiline) this.#keyAllowed = true;
  }
}
