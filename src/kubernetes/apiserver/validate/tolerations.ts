/** Tolerations of taints. Source: core/validation ValidateTolerations. */
import type { Toleration } from 'kubernetes-types/core/v1.js';
import { invalid, invalidEach, notSupported, shownJson, shownString } from '../../apimachinery/field-errors.ts';
import type { FieldError, FieldPath } from '../../apimachinery/field-errors.ts';
import { parseInt64 } from '../../go/strings.ts';
import { isLabelKey, isLabelValue } from '../../apimachinery/names.ts';
import type { Declared } from '../../api/objects.ts';
import type { ValidationOptions } from './options.ts';
import { since } from '../../api/deviations.ts';
import { addAll } from '../../go/lists.ts';

const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];
const EXISTS_FOR_ALL = 'operator must be Exists when `key` is empty, which means "match all values and all keys"';

/** `tolerations`, and those in the alpha annotation. */
export function validateTolerations(
  tolerations: readonly Declared<Toleration>[],
  path: FieldPath,
  options: ValidationOptions,
): FieldError[] {
  return tolerations.flatMap((toleration, i) => validateToleration(toleration, path.index(i), options));
}

function validateToleration(
  toleration: Declared<Toleration>,
  path: FieldPath,
  options: ValidationOptions,
): FieldError[] {
  const { key = '', operator = '', effect = '', tolerationSeconds } = toleration;
  const errors: FieldError[] = [];
  if (key !== '') addAll(errors, invalidEach(path.child('key'), shownString(key), isLabelKey(key)));
  if (key === '' && operator !== 'Exists')
    errors.push(invalid(path.child('operator'), shownJson(operator), EXISTS_FOR_ALL));
  if (tolerationSeconds !== undefined && effect !== 'NoExecute') {
    const detail = "effect must be 'NoExecute' when `tolerationSeconds` is set";
    errors.push(invalid(path.child('effect'), shownJson(effect), detail));
  }
  addAll(errors, validateOperator(toleration, path, options));
  if (effect !== '' && !EFFECTS.includes(effect))
    errors.push(notSupported(path.child('effect'), shownJson(effect), EFFECTS));
  return errors;
}

/** The value is checked together with its operator, and reported there. */
function validateOperator(
  { operator = '', value = '' }: Declared<Toleration>,
  path: FieldPath,
  { minor, allowComparingTolerations }: ValidationOptions,
): FieldError[] {
  const at = path.child('operator');
  const place = { field: at, at: path.child('value').toPath() };
  if (operator === 'Exists')
    return value === '' ? [] : [invalid(place, shownString(value), "value must be empty when `operator` is 'Exists'")];
  if (operator === '' || operator === 'Equal') {
    const messages = isLabelValue(value);
    return messages.length === 0 ? [] : [invalid(place, shownString(value), messages.join(';'))];
  }
  // Comparison operators exist since 1.35, and TaintTolerationComparisonOperators turns them off.
  const comparison = since('knowsComparingTolerations', minor) && (operator === 'Lt' || operator === 'Gt');
  if (comparison && allowComparingTolerations === true) return validateNumber(value, path.child('value'));
  const supported = comparison ? ['Equal', 'Exists', 'Lt', 'Gt'] : ['Equal', 'Exists'];
  return [notSupported(at, shownJson(operator), supported)];
}

const DECIMAL_TEXT = 'must be a valid decimal integer in canonical form';

/** A number for a comparison: decimal, in canonical form, of 64 bits. */
function validateNumber(value: string, path: FieldPath): FieldError[] {
  const messages: string[] = [];
  if (value === '') messages.push('must be non-empty');
  else if (!/^(?:0|-?[1-9][0-9]*)$/.test(value)) messages.push(DECIMAL_TEXT);
  const parsed = parseInt64(value);
  if ('fault' in parsed) messages.push(parsed.fault);
  return invalidEach(path, shownString(value), messages);
}
