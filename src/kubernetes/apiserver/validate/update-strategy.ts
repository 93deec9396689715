/** The update strategy. Source: apps/validation ValidateDaemonSetUpdateStrategy, ValidateRollingUpdateDaemonSet. */
import type { DaemonSetUpdateStrategy, RollingUpdateDaemonSet } from 'kubernetes-types/apps/v1.js';
import { invalid, notSupported, required, shownJson, shownPlain, type Shown } from '../../apimachinery/field-errors.ts';
import type { FieldError, FieldPath } from '../../apimachinery/field-errors.ts';
import type { Declared } from '../../api/objects.ts';

const PERCENT = /^[0-9]+%$/;
/** Details of refusals of which a client may say more. */
export const NOT_A_PERCENTAGE =
  "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for " +
  "validation is '[0-9]+%')";

export const BOTH_SET = 'may not be set when maxUnavailable is non-zero';
export const BOTH_ZERO = 'cannot be 0 when maxSurge is 0';
export const STRATEGY_TYPES = ['RollingUpdate', 'OnDelete'];

type IntOrString = string | number;

/** With `OnDelete` nothing below is validated. */
export function validateUpdateStrategy(strategy: Declared<DaemonSetUpdateStrategy>, path: FieldPath): FieldError[] {
  const { type = '', rollingUpdate } = strategy;
  if (type === 'OnDelete') return [];
  if (type === 'RollingUpdate') {
    return rollingUpdate === undefined
      ? [required(path.child('rollingUpdate'))]
      : validateRollingUpdate(rollingUpdate, path.child('rollingUpdate'));
  }
  const shown = {
    Type: type,
    RollingUpdate:
      rollingUpdate === undefined
        ? null
        : { MaxUnavailable: rollingUpdate.maxUnavailable ?? 0, MaxSurge: rollingUpdate.maxSurge ?? 0 },
  };
  const place = { field: path, at: path.child('type').toPath() };
  return [notSupported(place, shownJson(shown), STRATEGY_TYPES)];
}

function validateRollingUpdate(rolling: Declared<RollingUpdateDaemonSet>, path: FieldPath): FieldError[] {
  const { maxUnavailable = 0, maxSurge = 0 } = rolling;
  const unavailablePath = path.child('maxUnavailable');
  const surgePath = path.child('maxSurge');
  const errors = [
    ...validatePositiveIntOrPercent(maxUnavailable, unavailablePath),
    ...validatePositiveIntOrPercent(maxSurge, surgePath),
    ...isNotMoreThan100Percent(maxUnavailable, unavailablePath),
    ...isNotMoreThan100Percent(maxSurge, surgePath),
  ];
  const unavailable = valueOf(maxUnavailable);
  const surge = valueOf(maxSurge);
  if (unavailable !== 0 && surge !== 0) {
    errors.push(invalid(surgePath, shown(maxSurge), BOTH_SET));
  }
  if (unavailable === 0 && surge === 0) errors.push(required(unavailablePath, BOTH_ZERO));
  return errors;
}

function shown(value: IntOrString): Shown {
  return typeof value === 'string' ? shownJson(value) : shownPlain(value);
}

function validatePositiveIntOrPercent(value: IntOrString, path: FieldPath): FieldError[] {
  if (typeof value === 'string') return PERCENT.test(value) ? [] : [invalid(path, shown(value), NOT_A_PERCENTAGE)];
  return value < 0 ? [invalid(path, shown(value), 'must be greater than or equal to 0')] : [];
}

function isNotMoreThan100Percent(value: IntOrString, path: FieldPath): FieldError[] {
  const tooMany = typeof value === 'string' && PERCENT.test(value) && Number(value.slice(0, -1)) > 100;
  return tooMany ? [invalid(path, shown(value), 'must not be greater than 100%')] : [];
}

/** `getIntOrPercentValue`: a value that is not a percentage is read as a number; a value that is neither is 0. */
function valueOf(value: IntOrString): number {
  if (typeof value === 'number') return value;
  return /^[-+]?[0-9]+%?$/.test(value) && (PERCENT.test(value) || !value.endsWith('%')) ? parseInt(value, 10) : 0;
}
