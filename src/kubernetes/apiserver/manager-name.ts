/** The name of the field manager in the options of a request. Source: apimachinery meta/v1/validation validation.go. */
import type { FieldError, Reason } from '../apimachinery/field-errors.ts';
import { byteLength, quote } from '../go/strings.ts';
import { invalidAs, type RefusedAnswer } from './answer.ts';

const MOST_BYTES = 128;

// Go `unicode.IsPrint`: of all spaces only the one of ASCII.
const UNPRINTABLE = /[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu;

/** A 422 when no manager may be called so; an apply needs one, other requests take the program's name. */
export function managerRefusal(
  manager: string,
  options: 'CreateOptions' | 'PatchOptions',
  isApply: boolean,
): RefusedAnswer | undefined {
  const causes: FieldError[] = [];
  const add = (reason: Reason, summary: string, detail: string): void => {
    causes.push({ reason, field: 'fieldManager', message: `${summary}: ${detail}`, at: [], detail });
  };
  if (isApply && manager === '') add('FieldValueRequired', 'Required value', 'is required for apply patch');
  if (byteLength(manager) > MOST_BYTES)
    add('FieldValueTooLong', 'Too long', `may not be more than ${String(MOST_BYTES)} bytes`);
  for (const { 0: character, index } of manager.matchAll(UNPRINTABLE)) {
    const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    const at = byteLength(manager.slice(0, index));
    const detail = `invalid character U+${code} (at position ${String(at)})`;
    add('FieldValueInvalid', `Invalid value: ${quote(manager)}`, detail);
  }
  return causes.length === 0 ? undefined : invalidAs(`${options}.meta.k8s.io ""`, causes, []);
}
