/** Requirements on the node. Source: core/validation ValidateNodeSelector and what it calls. */
import type { NodeSelector, NodeSelectorRequirement, NodeSelectorTerm } from 'kubernetes-types/core/v1.js';
import { forbidden, invalid, invalidEach, required, shownJson, shownString } from '../../apimachinery/field-errors.ts';
import type { FieldError, FieldPath } from '../../apimachinery/field-errors.ts';
import { validateLabels } from '../../apimachinery/label-selector.ts';
import { isDNS1123Subdomain, isLabelKey, isLabelValue } from '../../apimachinery/names.ts';
import type { Declared } from '../../api/objects.ts';

/** The pod's `nodeSelector`: a map of labels. */
export function validateNodeSelector(
  selector: Readonly<Record<string, string | undefined>> | undefined,
  path: FieldPath,
): FieldError[] {
  return validateLabels(selector, path);
}

/** The required node affinity: at least one term; label values are validated if `checkValues`. */
export function validateNodeSelectorTerms(
  selector: Declared<NodeSelector>,
  path: FieldPath,
  checkValues: boolean,
): FieldError[] {
  const terms = selector.nodeSelectorTerms ?? [];
  const at = path.child('nodeSelectorTerms');
  if (terms.length === 0) return [required(at, 'must have at least one node selector term')];
  return terms.flatMap((term, i) => validateNodeSelectorTerm(term, at.index(i), checkValues));
}

/** One term; an empty one is accepted. */
export function validateNodeSelectorTerm(
  { matchExpressions = [], matchFields = [] }: Declared<NodeSelectorTerm>,
  path: FieldPath,
  checkValues: boolean,
): FieldError[] {
  return [
    ...matchExpressions.flatMap((expression, j) =>
      validateExpression(expression, path.child('matchExpressions').index(j), checkValues),
    ),
    ...matchFields.flatMap((field, j) => validateField(field, path.child('matchFields').index(j))),
  ];
}

function validateExpression(
  { key = '', operator = '', values = [] }: Declared<NodeSelectorRequirement>,
  path: FieldPath,
  checkValues: boolean,
): FieldError[] {
  return [
    ...validateOperator(operator, values.length, path),
    ...invalidEach(path.child('key'), shownString(key), isLabelKey(key)),
    ...(checkValues ? validateValues(values, path.child('values'), isLabelValue) : []),
  ];
}

function validateOperator(operator: string, count: number, path: FieldPath): FieldError[] {
  const values = path.child('values');
  switch (operator) {
    case 'In':
    case 'NotIn':
      return count > 0 ? [] : [required(values, "must be specified when `operator` is 'In' or 'NotIn'")];
    case 'Exists':
    case 'DoesNotExist':
      return count === 0
        ? []
        : [forbidden(values, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'")];
    case 'Gt':
    case 'Lt':
      return count === 1 ? [] : [required(values, "must be specified single value when `operator` is 'Lt' or 'Gt'")];
    default:
      return [invalid(path.child('operator'), shownJson(operator), 'not a valid selector operator')];
  }
}

function validateValues(
  values: readonly string[],
  path: FieldPath,
  grammar: (value: string) => readonly string[],
): FieldError[] {
  return values.flatMap((value, k) => invalidEach(path.index(k), shownString(value), grammar(value)));
}

function validateField(
  { key = '', operator = '', values = [] }: Declared<NodeSelectorRequirement>,
  path: FieldPath,
): FieldError[] {
  const errors: FieldError[] = [];
  if (operator !== 'In' && operator !== 'NotIn')
    errors.push(invalid(path.child('operator'), shownJson(operator), 'not a valid selector operator'));
  else if (values.length !== 1) {
    const detail = "must be only one value when `operator` is 'In' or 'NotIn' for node field selector";
    errors.push(required(path.child('values'), detail));
  }
  return key === 'metadata.name'
    ? [...errors, ...validateValues(values, path.child('values'), isDNS1123Subdomain)]
    : [...errors, invalid(path.child('key'), shownString(key), 'not a valid field selector key')];
}
