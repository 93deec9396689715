import type { LabelSelector, LabelSelectorRequirement } from 'kubernetes-types/meta/v1.js';
import { forbidden, invalid, invalidEach, required, shownJson, shownString } from './field-errors.ts';
import type { FieldError, FieldPath } from './field-errors.ts';
import { compareBytes } from '../go/strings.ts';
import { isLabelKey, isLabelValue } from './names.ts';
import type { Declared } from '../api/objects.ts';
import { since } from '../api/deviations.ts';

export type Labels = Readonly<Record<string, string>>;

interface Requirement {
  readonly key: string;
  readonly operator: string;
  readonly values?: readonly string[];
}

/**
 * Whether `labels` match `selector`: a missing selector selects nothing, an empty one everything. Source: apimachinery
 * metav1.LabelSelectorAsSelector and labels.Requirement.Matches.
 */
export function selects(selector: LabelSelector | undefined, labels: Labels | undefined): boolean {
  if (selector === undefined) return false;
  const given = labels ?? {};
  const equal = Object.entries(selector.matchLabels ?? {}).every(([key, value]) => given[key] === value);
  return equal && (selector.matchExpressions ?? []).every((requirement) => meets(given, requirement));
}

const INTEGER = /^[-+]?[0-9]+$/;

/** Whether `labels` match one requirement of a label or node selector. Source: labels.Requirement.Matches. */
export function meets(labels: Labels, { key, operator, values = [] }: Requirement): boolean {
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    case 'Gt':
    case 'Lt': {
      const bound = values[0];
      if (value === undefined || bound === undefined || !INTEGER.test(value) || !INTEGER.test(bound)) return false;
      return operator === 'Gt' ? BigInt(value) > BigInt(bound) : BigInt(value) < BigInt(bound);
    }
    default:
      return false;
  }
}

/** The errors of labels; keys are not part of the server's paths (apimachinery meta/v1/validation `ValidateLabels`). */
export function validateLabels(
  labels: Readonly<Record<string, string | undefined>> | undefined,
  path: FieldPath,
): FieldError[] {
  return Object.entries(labels ?? {}).flatMap(([key, value = '']) => {
    const place = { field: path, at: path.key(key).toPath() };
    return [
      ...invalidEach(place, shownString(key), isLabelKey(key)),
      ...invalidEach(place, shownString(value), isLabelValue(value)),
    ];
  });
}

/** Which rules apply, and whether invalid label values of the stored object are tolerated. */
export interface SelectorOptions {
  readonly minor: number;
  readonly allowInvalidLabelValueInSelector?: boolean;
}

/** The errors of a selector, if there is one (apimachinery meta/v1/validation `ValidateLabelSelector`). */
export function validateLabelSelector(
  selector: Declared<LabelSelector> | undefined,
  path: FieldPath,
  options: SelectorOptions,
): FieldError[] {
  if (selector === undefined) return [];
  // Before 1.26 the values of requirements are not validated.
  const checkValues = since('checksSelectorValues', options.minor) && options.allowInvalidLabelValueInSelector !== true;
  return [
    ...validateLabels(selector.matchLabels, path.child('matchLabels')),
    ...(selector.matchExpressions ?? []).flatMap((requirement, j) =>
      validateRequirement(requirement, path.child('matchExpressions').index(j), checkValues),
    ),
  ];
}

function validateRequirement(
  { key = '', operator = '', values = [] }: Declared<LabelSelectorRequirement>,
  path: FieldPath,
  checkValues: boolean,
): FieldError[] {
  return [
    ...validateOperator(operator, values.length, path),
    ...invalidEach(path.child('key'), shownString(key), isLabelKey(key)),
    ...(checkValues
      ? values.flatMap((value, k) =>
          invalidEach(path.child('values').index(k), shownString(value), isLabelValue(value)),
        )
      : []),
  ];
}

function validateOperator(operator: string, count: number, path: FieldPath): FieldError[] {
  const values = path.child('values');
  if (operator === 'In' || operator === 'NotIn')
    return count > 0 ? [] : [required(values, "must be specified when `operator` is 'In' or 'NotIn'")];
  if (operator === 'Exists' || operator === 'DoesNotExist')
    return count === 0 ? [] : [forbidden(values, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'")];
  return [invalid(path.child('operator'), shownJson(operator), 'not a valid selector operator')];
}

/** Labels as Go's JSON has them: sorted by key. */
export function labelsJson(labels: Readonly<Record<string, string | undefined>>): object {
  const entries = Object.entries(labels).map(([key, value = '']) => [key, value] as const);
  return Object.fromEntries(entries.sort(([a], [b]) => compareBytes(a, b)));
}

/** A selector as Go's JSON has it, without what is empty. */
export function selectorJson({ matchLabels = {}, matchExpressions = [] }: Declared<LabelSelector>): object {
  const expressions = matchExpressions.map(({ key = '', operator = '', values = [] }) => ({
    key,
    operator,
    ...(values.length === 0 ? {} : { values }),
  }));
  return {
    ...(Object.keys(matchLabels).length === 0 ? {} : { matchLabels: labelsJson(matchLabels) }),
    ...(expressions.length === 0 ? {} : { matchExpressions: expressions }),
  };
}
