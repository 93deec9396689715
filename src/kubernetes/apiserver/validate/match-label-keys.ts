/** `matchLabelKeys` and `mismatchLabelKeys`. Source: core/validation ValidateMatchLabelKeysAndMismatchLabelKeys. */
import type { LabelSelector } from 'kubernetes-types/meta/v1.js';
import { forbidden, invalid, invalidEach, shownString } from '../../apimachinery/field-errors.ts';
import type { FieldError, FieldPath } from '../../apimachinery/field-errors.ts';
import { isLabelKey } from '../../apimachinery/names.ts';
import type { Declared } from '../../api/objects.ts';

const WITHOUT_SELECTOR = 'must not be specified when labelSelector is not set';
const IN_SELECTOR = 'exists in both matchLabelKeys and labelSelector';

interface LabelKeys {
  readonly matchLabelKeys?: readonly string[];
  readonly mismatchLabelKeys?: readonly string[];
  readonly labelSelector?: Declared<LabelSelector>;
}

/** Both lists of a term at `path`, under the term's selector. */
export function validateMatchLabelKeys(
  { matchLabelKeys = [], mismatchLabelKeys = [], labelSelector }: LabelKeys,
  path: FieldPath,
): FieldError[] {
  const mismatched = new Set(mismatchLabelKeys);
  const match = path.child('matchLabelKeys');
  return [
    ...validateLabelKeys(matchLabelKeys, labelSelector, match),
    ...validateLabelKeys(mismatchLabelKeys, labelSelector, path.child('mismatchLabelKeys')),
    ...(labelSelector === undefined || matchLabelKeys.length === 0
      ? []
      : validateRepeated(matchLabelKeys, labelSelector, path)),
    ...matchLabelKeys.flatMap((key, k) =>
      mismatched.has(key)
        ? [invalid(match.index(k), shownString(key), 'exists in both matchLabelKeys and mismatchLabelKeys')]
        : [],
    ),
  ];
}

function validateLabelKeys(
  keys: readonly string[],
  selector: Declared<LabelSelector> | undefined,
  path: FieldPath,
): FieldError[] {
  if (keys.length === 0) return [];
  if (selector === undefined) return [forbidden(path, WITHOUT_SELECTOR)];
  return keys.flatMap((key, k) => invalidEach(path.index(k), shownString(key), isLabelKey(key)));
}

/**
 * The server expects the keys merged into the selector once; a key that the selector names twice was written by the
 * author.
 */
function validateRepeated(keys: readonly string[], selector: Declared<LabelSelector>, path: FieldPath): FieldError[] {
  const seen = new Set(Object.keys(selector.matchLabels ?? {}));
  return (selector.matchExpressions ?? []).flatMap(({ key = '' }) => {
    const index = keys.lastIndexOf(key);
    const repeated = index >= 0 && seen.has(key);
    seen.add(key);
    return repeated ? [invalid(path.hidden('matchLabelKeys').index(index), shownString(key), IN_SELECTOR)] : [];
  });
}

/** The rule of topology spread before its keys were merged into the selector (ValidateMatchLabelKeysInTopologySpread). */
export function validateUnmergedMatchLabelKeys(
  { matchLabelKeys = [], labelSelector }: LabelKeys,
  path: FieldPath,
): FieldError[] {
  if (matchLabelKeys.length === 0) return [];
  const at = path.child('matchLabelKeys');
  const inSelector = new Set(Object.keys(labelSelector?.matchLabels ?? {}));
  for (const { key = '' } of labelSelector?.matchExpressions ?? []) inSelector.add(key);
  return [
    ...(labelSelector === undefined ? [forbidden(at, WITHOUT_SELECTOR)] : []),
    ...matchLabelKeys.flatMap((key, k) => [
      ...invalidEach(at.index(k), shownString(key), isLabelKey(key)),
      ...(inSelector.has(key) ? [invalid(at.index(k), shownString(key), IN_SELECTOR)] : []),
    ]),
  ];
}
