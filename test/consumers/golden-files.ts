import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Finding } from '../../src/report/report.ts';
import { FOLDER } from '../format/golden.ts';
import { FILES, madeUpReport } from '../format/made-up.ts';

/** The findings that the golden files show, in their order. */
export const FINDINGS: readonly Finding[] = madeUpReport().findings.filter(
  ({ suppressed }) => suppressed === undefined,
);

/** The lines of a golden file. */
export function goldenLines(name: string): string[] {
  return readFileSync(join(FOLDER, name), 'utf8').trimEnd().split('\n');
}

/** Where a finding is and the character that is there. */
export interface Spot {
  readonly path: string;
  readonly line: number;
  readonly character: string;
}

/** The spots that an editor has to jump to, one a golden line. */
export function spots(): Spot[] {
  return FINDINGS.map(({ path, range, span }) => ({
    path,
    line: range.start.line,
    character: String.fromCodePoint(FILES[path]?.codePointAt(span.start) ?? 0),
  }));
}

/** Runs `body` in a folder of its own that holds the made-up files. */
export async function withFiles(body: (root: string) => void | Promise<void>): Promise<void> {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'daemonlint-')));
  try {
    for (const [path, text] of Object.entries(FILES)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    await body(root);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** The end of a range, or of its first line where it goes on. */
export function endOnLine(path: string, { start, end }: Finding['range']): number {
  const line = FILES[path]?.split(/\r?\n/)[start.line - 1] ?? '';
  return start.line === end.line ? end.column : line.length + 1;
}
