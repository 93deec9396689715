import { applyEdits, type TextEdit } from '../edit/edit.ts';
import type { Finding } from './report.ts';

/** How often fixes are applied before those that keep coming are left: each pass may make room for the next. */
export const MAX_PASSES = 10;

/**
 * `text` with the fixes of `findings` up to `level` that can be made together, and how many these were. Misplaced fields
 * come first: only then do other rules see what was meant.
 */
export function applyFixes(
  text: string,
  findings: readonly Finding[],
  level: 'safe' | 'unsafe',
): { text: string; fixes: number } {
  const accepted: TextEdit[] = [];
  const added = new Set<string>();
  let fixes = 0;
  const isMisplaced = ({ rule }: Finding): boolean => rule === 'unknown-field';
  for (const { fix } of [...findings.filter(isMisplaced), ...findings.filter((finding) => !isMisplaced(finding))]) {
    if (fix === undefined || (fix.safety === 'unsafe' && level === 'safe')) continue;
    if (fix.edits.some((edit) => accepted.some((other) => overlaps(edit, other)))) continue;
    if (fix.adds?.some((key) => added.has(key))) continue;
    accepted.push(...fix.edits);
    for (const key of fix.adds ?? []) added.add(key);
    fixes++;
  }
  const fixed = applyEdits(text, accepted);
  return fixed === undefined ? { text, fixes: 0 } : { text: fixed, fixes };
}

// Two insertions at one place wait for each other too: which comes first cannot be known.
function overlaps(a: TextEdit, b: TextEdit): boolean {
  return a.span.start <= b.span.end && b.span.start <= a.span.end;
}
