/** The comments of a text that speak to daemonlint, and its lines by their indentation: in YAML and in templates of it. */
import { firstWhere } from '../kubernetes/go/search.ts';
import type { Span } from '../kubernetes/yaml/span.ts';

/** How every such comment begins. */
export const MARKER = 'daemonlint-';

/** A comment that begins with the marker. */
export interface MarkedComment {
  /** All of it, with what opens and closes it. */
  readonly span: Span;
  /** What it says, from the marker on. */
  readonly content: Span;
  /** Whether nothing else is on its line. */
  readonly isAlone: boolean;
}

/** A line, of which `end` is where the next one begins. */
export interface Line extends Span {
  /**
   * `marker` lies between documents; `neutral` says nothing itself: it is blank, a comment, or an action of a template that
   * only chooses what is printed.
   */
  readonly kind: 'content' | 'neutral' | 'marker';
  /** Twice the indentation, and one more for an item of a list: a line holds those behind it that are deeper. */
  readonly depth: number;
}

/** A text as its comments need it. */
export interface CommentedText {
  readonly comments: readonly MarkedComment[];
  readonly lines: readonly Line[];
  /** The number of the line that an offset is in. */
  readonly lineAt: (offset: number) => number;
}

const NO_QUOTE = '';
const BLANK = /[ \t]/;
const BREAK = /[\r\n]/;
/** What only a template has, and prints nothing by itself. */
const CONTROL =
  /^\s*(?:\{\{-?\s*(?:\/\*|(?:if|else|end|with|range|define|block|break|continue)\b|\$\w*\s*:?=)(?:(?!\}\}).)*\}\}\s*)+$/s;
const BLOCK_SCALAR = /[|>][-+0-9]{0,2}[ \t]*(?:[ \t]#[^\r\n]*)?(?=[\r\n]|$)/y;

/** Reads a text; `isTemplate`: comments between `{{/*` and `*\/}}` count too. */
export function readComments(text: string, isTemplate: boolean): CommentedText {
  const lexer = new Lexer(text, isTemplate);
  lexer.read();
  const { comments, lines } = lexer;
  return {
    comments,
    lines,
    lineAt: (offset) => firstWhere(0, lines.length, (index) => (lines[index]?.start ?? 0) > offset) - 1,
  };
}

class Lexer {
  readonly comments: MarkedComment[] = [];
  readonly lines: Line[] = [];
  readonly #text: string;
  readonly #isTemplate: boolean;
  /** In which quotes the text is. */
  #quote = NO_QUOTE;
  #flow = 0;
  /** Where the node above a block scalar begins, and its text, as far as it is known. */
  #block: { readonly parent: number; indent: number | undefined } | undefined;
  #at = 0;

  constructor(text: string, isTemplate: boolean) {
    this.#text = text;
    this.#isTemplate = isTemplate;
  }

  read(): void {
    while (this.#at < this.#text.length) this.#readLine();
  }

  #readLine(): void {
    const start = this.#at;
    let first = start;
    while (BLANK.test(this.#text[first] ?? '')) first++;
    if (/^(?:---|\.\.\.)(?=\s|$)/.test(this.#text.slice(start, start + 4))) {
      this.#readMarker(start);
      return;
    }
    if (this.#isBlockText(first, first - start)) {
      this.#add(start, first, this.#endOfLine(first), 'content');
      return;
    }
    this.#at = first;
    const hasContent = this.#readContent(first, start);
    const end = this.#endOfLine(this.#at);
    this.#add(start, first, end, hasContent ? 'content' : 'neutral');
  }

  #readMarker(start: number): void {
    this.#quote = NO_QUOTE;
    this.#flow = 0;
    this.#block = undefined;
    this.#at = start + 3;
    this.#readContent(start + 3, undefined);
    const end = this.#endOfLine(this.#at);
    this.lines.push({ start, end, kind: 'marker', depth: -1 });
    this.#at = end;
  }

  #add(start: number, first: number, end: number, kind: Line['kind']): void {
    const isItem = this.#text[first] === '-' && /\s/.test(this.#text[first + 1] ?? ' ');
    this.lines.push({ start, end, kind, depth: 2 * (first - start) + (isItem ? 1 : 0) });
    this.#at = end;
  }

  /** Where the line behind `from` begins; LF, CRLF and a lone CR end a line. */
  #endOfLine(from: number): number {
    let at = from;
    while (at < this.#text.length && !BREAK.test(this.#text[at] ?? '')) at++;
    return at + (this.#text.startsWith('\r\n', at) ? 2 : at < this.#text.length ? 1 : 0);
  }

  /** Whether a line is text of a block scalar, which ends where less is indented. */
  #isBlockText(first: number, indent: number): boolean {
    const block = this.#block;
    if (block === undefined) return false;
    if (first >= this.#text.length || BREAK.test(this.#text[first] ?? '')) return true;
    // What a template does at the start of a line is indented by nobody.
    if (this.#isTemplate && this.#text.startsWith('{{', first)) return false;
    if (indent <= block.parent || indent < (block.indent ?? 0)) {
      this.#block = undefined;
      return false;
    }
    block.indent ??= indent;
    return true;
  }

  /**
   * Reads up to the end of a line, or of the last line of an action; whether there is more than comments. What a marker
   * opens is in no line.
   */
  #readContent(first: number, line: number | undefined): boolean {
    const text = this.#text;
    let mayStart = this.#quote === NO_QUOTE;
    let parent = first;
    let hasContent = !mayStart;
    for (let c = text[this.#at]; c !== undefined && !BREAK.test(c); c = text[this.#at]) {
      if (this.#isTemplate && text.startsWith('{{', this.#at)) {
        if (this.#readAction(!hasContent)) continue;
        hasContent = true;
        mayStart = false;
      } else if (this.#quote !== NO_QUOTE) this.#readQuoted(c);
      else if (c === '#' && (this.#at === 0 || /\s/.test(text[this.#at - 1] ?? ''))) this.#readComment(!hasContent);
      else if (BLANK.test(c)) this.#at++;
      else {
        hasContent = true;
        if (mayStart && this.#startsBlock(line === undefined ? -1 : parent - line)) return true;
        mayStart = this.#readCharacter(c, mayStart);
        if (mayStart && c === '-') parent = this.#nextWord(this.#at + 1, this.#at);
        this.#at++;
      }
    }
    return hasContent;
  }

  /** Where the node begins that a dash opens, when it is a key; its own place when it is a text. */
  #nextWord(from: number, dash: number): number {
    let at = from;
    while (BLANK.test(this.#text[at] ?? '')) at++;
    return /[|>]/.test(this.#text[at] ?? '') ? dash : at;
  }

  #isBlankAt(at: number): boolean {
    return /\s/.test(this.#text[at] ?? ' ');
  }

  #startsBlock(parent: number): boolean {
    if (this.#flow > 0) return false;
    BLOCK_SCALAR.lastIndex = this.#at;
    if (!BLOCK_SCALAR.test(this.#text)) return false;
    this.#block = { parent, indent: undefined };
    while (!/[#\r\n]/.test(this.#text[this.#at] ?? '\n')) this.#at++;
    if (this.#text[this.#at] === '#') this.#readComment(false);
    return true;
  }

  /** A character outside of quotes; whether a node may begin behind it. */
  #readCharacter(c: string, mayStart: boolean): boolean {
    if (mayStart && (c === '"' || c === "'")) this.#quote = c;
    else if (mayStart && (c === '[' || c === '{')) {
      this.#flow++;
      return true;
    } else if (mayStart && (c === '!' || c === '&')) {
      while (!this.#isBlankAt(this.#at + 1)) this.#at++;
      return true;
    } else if (this.#flow > 0 && (c === ']' || c === '}')) this.#flow--;
    else if (this.#flow > 0 && c === ',') return true;
    else if (c === ':')
      return this.#isBlankAt(this.#at + 1) || (this.#flow > 0 && /[,[\]{}]/.test(this.#text[this.#at + 1] ?? ''));
    else if (mayStart && (c === '-' || c === '?')) return this.#isBlankAt(this.#at + 1);
    return false;
  }

  #readQuoted(c: string): void {
    const isEscape = this.#quote === '"' ? c === '\\' : this.#text.startsWith("''", this.#at) && c === "'";
    if (!isEscape && c === this.#quote) this.#quote = NO_QUOTE;
    // A line end behind a backslash stays a line end.
    this.#at += isEscape && !BREAK.test(this.#text[this.#at + 1] ?? '') ? 2 : 1;
  }

  #readComment(isAlone: boolean): void {
    const start = this.#at;
    while (this.#at < this.#text.length && !BREAK.test(this.#text[this.#at] ?? '')) this.#at++;
    let content = start;
    while (/[# \t]/.test(this.#text[content] ?? '') && content < this.#at) content++;
    this.#note({ start, end: this.#at }, { start: content, end: this.#at }, isAlone);
  }

  /** An action of a template; whether it is a comment or only chooses what is printed. */
  #readAction(isAlone: boolean): boolean {
    const start = this.#at;
    const opened = /\{\{-?\s*\/\*\s*/y;
    opened.lastIndex = start;
    const isComment = opened.test(this.#text);
    const close = this.#text.indexOf(isComment ? '*/' : '}}', start + 2);
    const braces = close < 0 ? -1 : this.#text.indexOf('}}', close);
    const end = braces < 0 ? this.#text.length : braces + 2;
    this.#at = end;
    if (!isComment) return CONTROL.test(this.#text.slice(start, end));
    const content = { start: opened.lastIndex, end: close < 0 ? end : close };
    this.#note({ start, end }, content, isAlone && this.#isEndOfLine(end));
    return true;
  }

  #isEndOfLine(from: number): boolean {
    let at = from;
    while (BLANK.test(this.#text[at] ?? '')) at++;
    return at >= this.#text.length || BREAK.test(this.#text[at] ?? '');
  }

  #note(span: Span, content: Span, isAlone: boolean): void {
    if (!this.#text.startsWith(MARKER, content.start)) return;
    let { end } = content;
    while (/\s/.test(this.#text[end - 1] ?? '')) end--;
    this.comments.push({ span, content: { start: content.start, end }, isAlone });
  }
}
