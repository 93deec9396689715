/** Extra conditions of readiness. Source: core/validation validateReadinessGates. */
import type { PodReadinessGate } from 'kubernetes-types/core/v1.js';
import { invalidEach, shownString } from '../field.ts';
import type { FieldError, FieldPath } from '../field.ts';
import { isLabelKey } from '../names.ts';
import type { Declared } from '../objects.ts';

/** `readinessGates`: each condition type is a qualified name. */
export function validateReadinessGates(gates: readonly Declared<PodReadinessGate>[], path: FieldPath): FieldError[] {
  return gates.flatMap(({ conditionType = '' }, i) =>
    invalidEach(path.index(i).child('conditionType'), shownString(conditionType), isLabelKey(conditionType)),
  );
}
