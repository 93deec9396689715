/** The tokens that Go sees in a text, with comments. Source: go.yaml.in/yaml/v3 scannerc.go (yaml_parser_fetch_*). */
import { Cursor, isBlank, isBlankOrEnd, isBreak, type Mark } from './cursor.ts';
import { scanComments, scanLineComment } from './scan-comment.ts';
import { scanAnchor, scanDirective, scanTag } from './scan-name.ts';
import { scanBlockScalar, scanPlain, scanQuoted } from './scan-scalar.ts';
import type { Comment, Token, TokenType } from './token.ts';
import { addAll } from '../../kubernetes/go/lists.ts';

interface SimpleKey {
  possible: boolean;
  readonly required: boolean;
  readonly number: number;
  readonly mark: Mark;
}

const MAX_DEPTH = 10_000;
const MAX_KEY = 1024;
const CANNOT_START_PLAIN = new Set('-?:,[]{}#&*!|>\'"%@`');
const FLOW_INDICATORS: Readonly<Record<string, TokenType>> = {
  '[': 'flow-sequence-start',
  '{': 'flow-mapping-start',
  ']': 'flow-sequence-end',
  '}': 'flow-mapping-end',
};
/** Tokens behind the head that stay when the queue is cut. */
const KEPT = 4;

/** A token queue with lookahead, so that comments find their tokens. Throws YamlError. */
export class Scanner {
  readonly #cursor: Cursor;
  #tokens: Token[] = [];
  #head = 0;
  #parsed = 0;
  #available = false;
  #started = false;
  #indent = -1;
  readonly #indents: number[] = [];
  #keyAllowed = true;
  readonly #keys: SimpleKey[] = [];
  readonly #keyOfToken = new Map<number, SimpleKey>();
  #flowLevel = 0;
  /** Comments that no token has taken yet are those from `commentsHead` on. */
  readonly comments: Comment[] = [];
  commentsHead = 0;

  constructor(text: string) {
    this.#cursor = new Cursor(text);
    if (text.startsWith('\ufeff')) this.#cursor.index = 1;
  }

  /** The next token, left in its place. */
  peek(): Token {
    if (!this.#available) this.#fetchMore();
    const token = this.#tokens[this.#head];
    if (token === undefined) throw new Error('no token behind the end of the stream');
    return token;
  }

  /** Takes the next token away. */
  skip(): void {
    this.#available = false;
    this.#parsed++;
    this.#head++;
    if (this.#head > 1024) {
      this.#tokens = this.#tokens.slice(this.#head - KEPT);
      this.#head = KEPT;
    }
  }

  #fetchMore(): void {
    for (;;) {
      if (this.#head < this.#tokens.length - 2) {
        const key = this.#keyOfToken.get(this.#parsed);
        if (key === undefined || !this.#isValid(key)) break;
      }
      if (this.#tokens[this.#tokens.length - 1]?.type === 'stream-end' && this.#head < this.#tokens.length) break;
      this.#fetchNext();
    }
    this.#available = true;
  }

  #fetchNext(): void {
    const cursor = this.#cursor;
    if (!this.#started) {
      this.#started = true;
      const mark = cursor.mark;
      this.#keys.push({ possible: false, required: false, number: 0, mark });
      this.#push('stream-start', mark);
      return;
    }
    const scanMark = cursor.mark;
    this.#skipToNextToken(scanMark);
    this.#unrollIndent(cursor.column, scanMark);
    const code = cursor.code();
    if (code === 0) this.#fetchStreamEnd();
    else if (cursor.column === 0 && code === 37) this.#fetchDirective();
    else if (cursor.atDocumentIndicator()) this.#fetchDocumentIndicator(code === 45);
    else {
      let mark = cursor.mark;
      const last = this.#tokens[this.#tokens.length - 1];
      if (last !== undefined && (this.#flowLevel === 0 ? code === 58 : code === 44)) mark = last.start;
      this.#fetchContent(cursor.text[cursor.index] ?? '', isBlankOrEnd(cursor.code(1)));
      if (this.#tokens[this.#tokens.length - 1]?.type === 'block-entry') return;
      this.#lineComment(mark);
    }
  }

  #lineComment(mark: Mark): void {
    const comment = scanLineComment(this.#cursor, mark);
    if (comment !== undefined) this.comments.push(comment);
  }

  #fetchContent(char: string, blankBehind: boolean): void {
    const inFlow = this.#flowLevel > 0;
    const flow = FLOW_INDICATORS[char];
    if (flow !== undefined) this.#fetchFlowIndicator(flow, char === '[' || char === '{');
    else if (char === ',') this.#fetchFlowEntry();
    else if (char === '-' && blankBehind) this.#fetchBlockEntry();
    else if (char === '?' && (inFlow || blankBehind)) this.#fetchKey();
    else if (char === ':' && (inFlow || blankBehind)) this.#fetchValue();
    else if (char === '*') this.#fetchName(() => scanAnchor(this.#cursor, 'alias'));
    else if (char === '&') this.#fetchName(() => scanAnchor(this.#cursor, 'anchor'));
    else if (char === '!') this.#fetchName(() => scanTag(this.#cursor));
    else if ((char === '|' || char === '>') && !inFlow) this.#fetchBlockScalar();
    else if (char === "'" || char === '"') this.#fetchName(() => scanQuoted(this.#cursor));
    else if (this.#startsPlain(char, inFlow)) this.#fetchPlain();
    else this.#cursor.refuse('found character that cannot start any token');
  }

  #startsPlain(char: string, inFlow: boolean): boolean {
    const cursor = this.#cursor;
    if (!isBlankOrEnd(cursor.code()) && !CANNOT_START_PLAIN.has(char)) return true;
    if (char === '-') return !isBlank(cursor.code(1));
    return !inFlow && (char === '?' || char === ':') && !isBlankOrEnd(cursor.code(1));
  }

  #skipToNextToken(scanMark: Mark): void {
    const cursor = this.#cursor;
    for (;;) {
      if (cursor.column === 0 && cursor.text.startsWith('\ufeff') && cursor.index === 0) cursor.skip();
      let code = cursor.code();
      while (code === 32 || ((this.#flowLevel > 0 || !this.#keyAllowed) && code === 9)) {
        cursor.skip();
        code = cursor.code();
      }
      this.#moveEntryComment();
      if (code === 35) this.#scanComments(scanMark);
      if (!isBreak(cursor.code())) return;
      cursor.skipLine();
      if (this.#flowLevel === 0) this.#keyAllowed = true;
    }
  }

  // A line comment right behind the "- " of a first entry is the head of what the entry holds.
  #moveEntryComment(): void {
    const comment = this.comments[this.comments.length - 1];
    if (comment === undefined || comment.line === '' || this.comments.length <= this.commentsHead) return;
    const [a, b] = this.#tokens.slice(-2);
    if (a?.type !== 'block-sequence-start' || b?.type !== 'block-entry' || isBreak(this.#cursor.code())) return;
    comment.head = comment.line;
    comment.line = '';
    if (comment.start.line === this.#cursor.line - 1) comment.token = this.#cursor.mark;
  }

  #scanComments(scanMark: Mark): void {
    const last = this.#tokens[this.#tokens.length - 1];
    const token = last?.type === 'flow-entry' ? (this.#tokens[this.#tokens.length - 2] ?? last) : last;
    if (token === undefined) throw new Error('no token in front of a comment');
    const around = { indent: this.#indent, flowLevel: this.#flowLevel, token };
    addAll(this.comments, scanComments(this.#cursor, scanMark, around));
  }

  #isValid(key: SimpleKey): boolean {
    if (!key.possible) return false;
    const { line, index } = this.#cursor;
    if (key.mark.line >= line && key.mark.index + MAX_KEY >= index) return true;
    if (key.required) this.#cursor.refuse("could not find expected ':'", key.mark);
    key.possible = false;
    return false;
  }

  #saveKey(): void {
    if (!this.#keyAllowed) return;
    const { mark } = this.#cursor;
    const required = this.#flowLevel === 0 && this.#indent === mark.column;
    const key = { possible: true, required, number: this.#parsed + this.#tokens.length - this.#head, mark };
    this.#removeKey();
    this.#keys[this.#keys.length - 1] = key;
    this.#keyOfToken.set(key.number, key);
  }

  #removeKey(): void {
    const key = this.#keys[this.#keys.length - 1];
    if (key?.possible !== true) return;
    if (key.required) this.#cursor.refuse("could not find expected ':'", key.mark);
    key.possible = false;
    this.#keyOfToken.delete(key.number);
  }

  #push(type: TokenType, start: Mark, end = this.#cursor.mark): void {
    this.#tokens.push({ type, start, end });
  }

  #insert(type: TokenType, mark: Mark, at: number): void {
    const token = { type, start: mark, end: mark };
    if (at < 0) this.#tokens.push(token);
    else this.#tokens.splice(this.#head + at, 0, token);
  }

  #indicator(type: TokenType, length = 1): void {
    const { mark } = this.#cursor;
    this.#cursor.skip(length);
    this.#push(type, mark);
  }

  #rollIndent(type: TokenType, mark: Mark, number: number): void {
    if (this.#flowLevel > 0 || this.#indent >= mark.column) return;
    this.#indents.push(this.#indent);
    this.#indent = mark.column;
    if (this.#indents.length > MAX_DEPTH) this.#cursor.refuse(`exceeded max depth of ${String(MAX_DEPTH)}`, mark);
    this.#insert(type, mark, number < 0 ? -1 : number - this.#parsed);
  }

  #unrollIndent(column: number, scanMark: Mark): void {
    if (this.#flowLevel > 0) return;
    let mark: Mark = { ...scanMark, index: scanMark.index - 1 };
    while (this.#indent > column) {
      // A block ends before a comment that is indented like it: the comment is its foot.
      let stop = mark.index;
      for (let i = this.comments.length - 1; i >= this.commentsHead; i--) {
        const comment = this.comments[i];
        if (comment === undefined || comment.end.index < stop) break;
        if (comment.start.column === this.#indent + 1) mark = comment.start;
        stop = comment.scan.index;
      }
      this.#push('block-end', mark, mark);
      this.#indent = this.#indents.pop() ?? -1;
    }
  }

  #fetchStreamEnd(): void {
    const cursor = this.#cursor;
    if (cursor.column !== 0) {
      cursor.column = 0;
      cursor.line++;
    }
    this.#unrollIndent(-1, cursor.mark);
    this.#removeKey();
    this.#keyAllowed = false;
    this.#push('stream-end', cursor.mark);
  }

  #fetchDirective(): void {
    this.#unrollIndent(-1, this.#cursor.mark);
    this.#removeKey();
    this.#keyAllowed = false;
    this.#tokens.push(scanDirective(this.#cursor));
  }

  #fetchDocumentIndicator(start: boolean): void {
    this.#unrollIndent(-1, this.#cursor.mark);
    this.#removeKey();
    this.#keyAllowed = false;
    this.#indicator(start ? 'document-start' : 'document-end', 3);
  }

  #fetchFlowIndicator(type: TokenType, opens: boolean): void {
    if (opens) {
      this.#saveKey();
      const { mark } = this.#cursor;
      const number = this.#parsed + this.#tokens.length - this.#head;
      this.#keys.push({ possible: false, required: false, number, mark });
      if (++this.#flowLevel > MAX_DEPTH) this.#cursor.refuse(`exceeded max depth of ${String(MAX_DEPTH)}`);
    } else {
      this.#removeKey();
      if (this.#flowLevel > 0) {
        this.#flowLevel--;
        const key = this.#keys.pop();
        if (key !== undefined) this.#keyOfToken.delete(key.number);
      }
    }
    this.#keyAllowed = opens;
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
      this.#rollIndent('block-sequence-start', this.#cursor.mark, -1);
    }
    this.#removeKey();
    this.#keyAllowed = true;
    this.#indicator('block-entry');
  }

  #fetchKey(): void {
    if (this.#flowLevel === 0) {
      if (!this.#keyAllowed) this.#cursor.refuse('mapping keys are not allowed in this context');
      this.#rollIndent('block-mapping-start', this.#cursor.mark, -1);
    }
    this.#removeKey();
    this.#keyAllowed = this.#flowLevel === 0;
    this.#indicator('key');
  }

  #fetchValue(): void {
    const key = this.#keys[this.#keys.length - 1];
    if (key !== undefined && this.#isValid(key)) {
      this.#insert('key', key.mark, key.number - this.#parsed);
      this.#rollIndent('block-mapping-start', key.mark, key.number);
      key.possible = false;
      this.#keyOfToken.delete(key.number);
      this.#keyAllowed = false;
    } else {
      if (this.#flowLevel === 0) {
        if (!this.#keyAllowed) this.#cursor.refuse('mapping values are not allowed in this context');
        this.#rollIndent('block-mapping-start', this.#cursor.mark, -1);
      }
      this.#keyAllowed = this.#flowLevel === 0;
    }
    this.#indicator('value');
  }

  #fetchName(scan: () => Token): void {
    this.#saveKey();
    this.#keyAllowed = false;
    this.#tokens.push(scan());
  }

  #fetchBlockScalar(): void {
    this.#removeKey();
    this.#keyAllowed = true;
    this.#tokens.push(
      scanBlockScalar(this.#cursor, this.#indent, (start) => {
        this.#lineComment(start);
      }),
    );
  }

  #fetchPlain(): void {
    this.#saveKey();
    this.#keyAllowed = false;
    const { token, broken } = scanPlain(this.#cursor, this.#indent, this.#flowLevel > 0);
    this.#tokens.push(token);
    if (broken) this.#keyAllowed = true;
  }
}
