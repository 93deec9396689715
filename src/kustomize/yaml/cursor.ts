/** A reading place in a text, as libyaml keeps it. Source: go.yaml.in/yaml/v3 scannerc.go (skip, skip_line, read, read_line). */

export interface Mark {
  readonly index: number;
  readonly line: number;
  readonly column: number;
}

/** What Go's scanner or parser refuses a text with. */
export class YamlError extends Error {
  /** Where, in the text that was parsed. */
  readonly index: number;

  constructor(problem: string, line: number, index: number) {
    super(line === 0 ? `yaml: ${problem}` : `yaml: line ${String(line)}: ${problem}`);
    this.index = index;
  }
}

export class Cursor {
  readonly text: string;
  index = 0;
  line = 0;
  column = 0;
  /** Line breaks since the last character that is not a blank. */
  newlines = 0;

  constructor(text: string) {
    this.text = text;
  }

  get mark(): Mark {
    return { index: this.index, line: this.line, column: this.column };
  }

  /** The code unit `ahead` of the cursor; 0 behind the end. */
  code(ahead = 0): number {
    return this.text.charCodeAt(this.index + ahead) || 0;
  }

  skip(count = 1): void {
    for (let i = 0; i < count; i++) {
      if (!isBlank(this.code())) this.newlines = 0;
      this.index++;
      this.column++;
    }
  }

  /** Steps over a line break, if one is here. */
  skipLine(): void {
    const code = this.code();
    if (!isBreak(code)) return;
    this.index += code === 13 && this.code(1) === 10 ? 2 : 1;
    this.column = 0;
    this.line++;
    this.newlines++;
  }

  /** Takes a line break, as Go keeps it: U+2028 and U+2029 stay, all others become a line feed. */
  readLine(): string {
    const code = this.code();
    if (!isBreak(code)) return '';
    this.skipLine();
    return code === 0x2028 || code === 0x2029 ? String.fromCharCode(code) : '\n';
  }

  /** At `---` or `...` alone in the first columns. */
  atDocumentIndicator(): boolean {
    if (this.column !== 0) return false;
    const code = this.code();
    return (code === 45 || code === 46) && this.code(1) === code && this.code(2) === code && isBlankOrEnd(this.code(3));
  }

  /** Refuses what is here; Go tells the line where the construct of `context` begins. */
  refuse(problem: string, context: Mark = this.mark): never {
    const line = context.line || this.line;
    throw new YamlError(problem, line === 0 ? 0 : line + 1, context.index);
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

/** A character of names: `[0-9A-Za-z_-]`. */
export function isName(code: number): boolean {
  return (
    (code >= 48 && code <= 57) ||
    (code >= 65 && code <= 90) ||
    (code >= 97 && code <= 122) ||
    code === 95 ||
    code === 45
  );
}
