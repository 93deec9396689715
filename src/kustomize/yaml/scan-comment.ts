/** Comments, kept for the token they belong to. Source: go.yaml.in/yaml/v3 scannerc.go (yaml_parser_scan_line_comment, yaml_parser_scan_comments). */
import { isBlank, isBreak, isBreakOrEnd, type Cursor, type Mark } from './cursor.ts';
import { NO_MARK, type Comment, type Token } from './token.ts';

const REACH = 512;

/** The comment that ends the line of the token just scanned, if there is one. */
export function scanLineComment(cursor: Cursor, token: Mark): Comment | undefined {
  if (cursor.newlines > 0) return undefined;
  let peek = 0;
  while (peek < REACH && isBlank(cursor.code(peek))) peek++;
  if (peek === REACH || cursor.code(peek) !== 35) return undefined;
  cursor.skip(peek);
  const start = cursor.mark;
  const line = takeComment(cursor);
  return { scan: NO_MARK, token, start, end: NO_MARK, head: '', line, foot: '' };
}

function takeComment(cursor: Cursor): string {
  const from = cursor.index;
  while (!isBreakOrEnd(cursor.code())) cursor.skip();
  return cursor.text.slice(from, cursor.index);
}

/** What the scanner knows where comments begin. */
export interface Surroundings {
  readonly indent: number;
  readonly flowLevel: number;
  /** The last token, or what is before a comma that is the last. */
  readonly token: Token;
}

/** Whole-line comments from the cursor on: heads of what follows, feet of what came before. */
export function scanComments(cursor: Cursor, scan: Mark, around: Surroundings): Comment[] {
  return new CommentScan(cursor, scan, around).run();
}

class CommentScan {
  readonly #cursor: Cursor;
  readonly #around: Surroundings;
  readonly #comments: Comment[] = [];
  readonly #nextIndent: number;
  readonly #footLine: number;
  #scan: Mark;
  #token: Mark;
  #start = NO_MARK;
  #text = '';
  #line: number;
  #column: number;
  #recentEmpty = false;
  #firstEmpty: boolean;

  constructor(cursor: Cursor, scan: Mark, around: Surroundings) {
    this.#cursor = cursor;
    this.#around = around;
    this.#scan = scan;
    this.#token = around.token.start;
    this.#nextIndent = Math.max(around.indent, 0);
    this.#firstEmpty = cursor.newlines <= 1;
    this.#line = cursor.line;
    this.#column = cursor.column;
    // The foot line is the place where a comment must start to still be considered a foot of the prior content.
    this.#footLine =
      scan.line > 0 ? cursor.line - cursor.newlines + 1 + (cursor.newlines === 0 && cursor.column > 1 ? 1 : 0) : -1;
  }

  run(): Comment[] {
    const cursor = this.#cursor;
    let peek = 0;
    for (; peek < REACH; peek++) {
      this.#column++;
      const code = cursor.code(peek);
      if (isBlank(code)) continue;
      const closesFlow = this.#around.flowLevel > 0 && (code === 93 || code === 125);
      if (closesFlow || isBreakOrEnd(code)) {
        this.#emptyLine(peek, closesFlow);
        if (!isBreak(code)) break;
        this.#firstEmpty = false;
        this.#recentEmpty = true;
        this.#column = 0;
        this.#line++;
        continue;
      }
      const outdented = this.#column - 1 < this.#nextIndent && this.#column !== this.#start.column;
      if (this.#text !== '' && outdented) this.#pushFoot(peek);
      if (code !== 35) break;
      this.#takeLine(peek);
      peek = 0;
    }
    if (this.#text !== '') {
      const end = { index: cursor.index + peek - 1, line: this.#line, column: this.#column };
      this.#comments.push(this.#comment({ token: this.#start, end, head: this.#text }));
    }
    return this.#comments;
  }

  #emptyLine(peek: number, closesFlow: boolean): void {
    if (!closesFlow && this.#recentEmpty) return;
    const shallow = this.#start.column - 1 < this.#nextIndent;
    const ownFoot = this.#start.line === this.#footLine && this.#around.token.type !== 'value';
    if (closesFlow || (this.#firstEmpty && (ownFoot || shallow))) {
      if (this.#text === '') return;
      // A comment that is dedented belongs to what is around, not to the last token.
      if (shallow) this.#token = this.#start;
      this.#pushFoot(peek);
    } else if (this.#text !== '' && this.#cursor.code(peek) !== 0) this.#text += '\n';
  }

  #pushFoot(peek: number): void {
    const end = { index: this.#cursor.index + peek, line: this.#line, column: this.#column };
    this.#comments.push(this.#comment({ token: this.#token, end, foot: this.#text }));
    this.#scan = end;
    this.#token = end;
    this.#text = '';
  }

  #comment(parts: Pick<Comment, 'token' | 'end'> & Partial<Comment>): Comment {
    return { scan: this.#scan, start: this.#start, head: '', line: '', foot: '', ...parts };
  }

  #takeLine(peek: number): void {
    const cursor = this.#cursor;
    if (this.#text === '') this.#start = { index: cursor.index + peek, line: this.#line, column: this.#column };
    else this.#text += '\n';
    this.#recentEmpty = false;
    const target = cursor.index + peek;
    while (cursor.index < target) {
      if (isBreak(cursor.code())) cursor.skipLine();
      else cursor.skip();
    }
    this.#text += takeComment(cursor);
    this.#line = cursor.line;
    this.#column = 0;
  }
}
