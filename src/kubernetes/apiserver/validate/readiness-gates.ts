/** Extra conditions of readiness. Source: core/validation validateReadinessGates. */
import type { PodReadinessGate } from 'kubernetes-types/core/v1.js';
import { invalidEach, shownString } from '../../apimachinery/field-errors.ts';
import type { FieldError, FieldPath } from '../../apimachinery/field-errors.ts';
import { isLabelKey } from '../../apimachinery/names.ts';
import type { Declared } from '../../api/objects.ts';

/** `readinessGates`: each condition type is a qualified name. */
export function validateReadinessGates(gates: readonly Declared<PodReadinessGate>[], path: FieldPath): FieldError[] {
  return gates.flatMap(({ conditionType = '' }, i) =>
    invalidEach(path.index(i).child('conditionType'), shownString(conditionType), isLabelKey(conditionType)),
  );
}
