/**
 * A position in a document, as libyaml keeps it. Source: go.yaml.in/yaml/v2 yamlprivateh.go, scannerc.go (skip,
 * skip_line).
 */

/** The start of something; `line` counts from 0. */
export interface Mark {
  readonly offset: number;
  readonly line: number;
  readonly column: number;
}

/**
 * The error with which Go's scanner or parser refuses a document; `line` is the one that Go prints, 0 if it prints
 * none.
 */
export class YamlSyntaxError extends Error {
  readonly problem: string;
  readonly line: number;
  readonly offset: number;
  readonly end: number;

  constructor(problem: string, line: number, offset: number, end = offset + 1) {
    super(problem);
    this.problem = problem;
    this.line = line;
    this.offset = offset;
    this.end = end;
  }
}

/** The text of a document, and the place in it that is read next. */
export class Cursor {
  readonly text: string;
  offset = 0;
  line = 0;
  #lineStart = 0;

  constructor(text: string) {
    this.text = text;
  }

  get column(): number {
    return this.offset - this.#lineStart;
  }

  get mark(): Mark {
    return { offset: this.offset, line: this.line, column: this.column };
  }

  /** The code unit `ahead` of the cursor; 0 after the end, as in libyaml's buffer. */
  code(ahead = 0): number {
    return this.text.charCodeAt(this.offset + ahead) || 0;
  }

  /** Skips a line break. */
  breakLine(): void {
    this.offset += this.code() === 13 && this.code(1) === 10 ? 2 : 1;
    this.startLine();
  }

  /** Counts the position of the cursor as the first column of a new line. */
  startLine(): void {
    this.line++;
    this.#lineStart = this.offset;
  }

  /** Whether the cursor is at `---` or `...` alone in the first columns. */
  atDocumentIndicator(): boolean {
    if (this.column !== 0) return false;
    const code = this.code();
    return (code === 45 || code === 46) && this.code(1) === code && this.code(2) === code && isBlankOrEnd(this.code(3));
  }

  /** Refuses the text at the cursor; `start` and `end` set the shown range if it differs. */
  refuse(problem: string, start = this.offset, end = start + 1): never {
    throw new YamlSyntaxError(problem, this.line === 0 ? 0 : this.line + 1, start, end);
  }
}

export function isBreak(code: number): boolean {
  return code === 10 || code === 13 || code === 0x85 || code === 0x2028 || code === 0x2029;
}

export function isBlank(code: number): boolean {
  return code === 32 || code === 9;
}

export function isBreakOrEnd(code: number): boolean {
  return code === 0 || isBreak(code);
}

export function isBlankOrEnd(code: number): boolean {
  return code === 32 || code === 9 || code === 0 || isBreak(code);
}
