import { applyEdits, type TextEdit } from '../edit/changes-to-edits.ts';
import { EditSet } from '../edit/edit-set.ts';
import type { Finding } from './report.ts';
import { addAll } from '../kubernetes/go/lists.ts';

/** How often fixes are applied before those that keep coming are left: each pass may make room for the next. */
export const MAX_PASSES = 50;

/**
 * `text` with the fixes of `findings` up to `level` that can be made together, at most `most` of them, and how many these
 * were. Misplaced fields come first: only then do other rules see what was meant.
 */
export function applyFixes(
  text: string,
  findings: readonly Finding[],
  level: 'safe' | 'unsafe',
  most = Infinity,
): { text: string; fixes: number } {
  const accepted: TextEdit[] = [];
  const together = new EditSet();
  const added = new Set<string>();
  let fixes = 0;
  const isMisplaced = ({ rule }: Finding): boolean => rule === 'unknown-field';
  for (const { fix } of [...findings.filter(isMisplaced), ...findings.filter((finding) => !isMisplaced(finding))]) {
    if (fixes >= most) break;
    if (fix === undefined || (fix.safety === 'unsafe' && level === 'safe')) continue;
    if (fix.adds?.some((key) => added.has(key)) || !together.add(fix.edits)) continue;
    addAll(accepted, fix.edits);
    for (const key of fix.adds ?? []) added.add(key);
    fixes++;
  }
  const fixed = applyEdits(text, accepted);
  return fixed === undefined ? { text, fixes: 0 } : { text: fixed, fixes };
}
