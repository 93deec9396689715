const INDENT = '  ';

/** Collects text as kubectl's describers write it: every call of `write` starts with the indentation of its level. */
export class PrefixWriter {
  readonly #parts: string[];
  readonly #indent: number;

  constructor(parts: string[] = [], indent = 0) {
    this.#parts = parts;
    this.#indent = indent;
  }

  /** Source: kubectl pkg/describe prefixWriter.Write, with cli-runtime's escapes for terminals. */
  write(level: number, text: string): void {
    this.#parts.push(escapeTerminal(INDENT.repeat(level + this.#indent) + text));
  }

  /** Rows `label:\tvalue` at `level`, written in one call below `first`. */
  rows(level: number, first: string, rows: readonly (readonly [label: string, value: unknown])[]): void {
    const rest = rows.map(([label, value]) => `${INDENT.repeat(level)}${label}\t${String(value)}\n`);
    this.write(level, first + rest.join(''));
  }

  /** A writer to the same text, indented by `levels` more. */
  nested(levels: number): PrefixWriter {
    return new PrefixWriter(this.#parts, this.#indent + levels);
  }

  toString(): string {
    return this.#parts.join('');
  }
}

/** Source: cli-runtime pkg/printers/terminal.go terminalEscaper. */
function escapeTerminal(text: string): string {
  return text.replaceAll('\u001b', '^[').replaceAll('\r', '\\r');
}
