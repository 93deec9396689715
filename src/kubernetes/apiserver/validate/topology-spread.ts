/** Spreading over topology domains. Source: core/validation validateTopologySpreadConstraints. */
import type { TopologySpreadConstraint } from 'kubernetes-types/core/v1.js';
import {
  duplicate,
  invalid,
  notSupported,
  required,
  shownJson,
  shownPlain,
  shownString,
} from '../../apimachinery/field-errors.ts';
import type { FieldError, FieldPath } from '../../apimachinery/field-errors.ts';
import { validateLabelSelector } from '../../apimachinery/label-selector.ts';
import type { Declared } from '../../api/objects.ts';
import { gateOn } from '../../api/release.ts';
import { validateMatchLabelKeys, validateUnmergedMatchLabelKeys } from './match-label-keys.ts';
import type { ValidationOptions } from './options.ts';
import { since } from '../../api/deviations.ts';

type Constraint = Declared<TopologySpreadConstraint>;

const ACTIONS = ['DoNotSchedule', 'ScheduleAnyway'];
const POLICIES = ['Honor', 'Ignore'];
const NOT_POSITIVE = 'must be greater than zero';

/** `topologySpreadConstraints`. */
export function validateTopologySpread(
  constraints: readonly Constraint[],
  path: FieldPath,
  options: ValidationOptions,
): FieldError[] {
  const last = new Map(constraints.map((constraint, i) => [identityOf(constraint), i]));
  return constraints.flatMap((constraint, i) => [
    ...validateSkew(constraint, path.index(i)),
    ...validateNotRepeated(constraint, i < (last.get(identityOf(constraint)) ?? i), path.index(i)),
    ...validateMinDomains(constraint, path.index(i).child('minDomains')),
    ...validatePolicy(constraint.nodeAffinityPolicy, path.index(i).child('nodeAffinityPolicy')),
    ...validatePolicy(constraint.nodeTaintsPolicy, path.index(i).child('nodeTaintsPolicy')),
    ...validateLabels(constraint, path.index(i), options),
  ]);
}

function validateSkew({ maxSkew = 0, topologyKey = '', whenUnsatisfiable = '' }: Constraint, path: FieldPath) {
  const errors: FieldError[] = [];
  if (maxSkew <= 0) errors.push(invalid(path.child('maxSkew'), shownPlain(maxSkew), NOT_POSITIVE));
  if (topologyKey === '') errors.push(required(path.child('topologyKey'), 'can not be empty'));
  if (!ACTIONS.includes(whenUnsatisfiable))
    errors.push(notSupported(path.child('whenUnsatisfiable'), shownJson(whenUnsatisfiable), ACTIONS));
  return errors;
}

function identityOf({ topologyKey = '', whenUnsatisfiable = '' }: Constraint): string {
  return JSON.stringify([topologyKey, whenUnsatisfiable]);
}

function validateNotRepeated(constraint: Constraint, repeated: boolean, path: FieldPath): FieldError[] {
  const { topologyKey = '', whenUnsatisfiable = '' } = constraint;
  const place = path.child('{topologyKey, whenUnsatisfiable}', 'topologyKey');
  return repeated ? [duplicate(place, shownString(`{${topologyKey}, ${whenUnsatisfiable}}`))] : [];
}

function validateMinDomains({ minDomains, whenUnsatisfiable = '' }: Constraint, path: FieldPath): FieldError[] {
  if (minDomains === undefined) return [];
  const shown = shownPlain(minDomains);
  const errors = minDomains <= 0 ? [invalid(path, shown, NOT_POSITIVE)] : [];
  if (whenUnsatisfiable === 'DoNotSchedule') return errors;
  const detail = `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${whenUnsatisfiable}`;
  return [...errors, invalid(path, shown, detail)];
}

function validatePolicy(policy: string | undefined, path: FieldPath): FieldError[] {
  return policy === undefined || POLICIES.includes(policy) ? [] : [notSupported(path, shownJson(policy), POLICIES)];
}

function validateLabels(constraint: Constraint, path: FieldPath, options: ValidationOptions): FieldError[] {
  const merged =
    gateOn('MatchLabelKeysInPodTopologySpreadSelectorMerge', options.minor) &&
    options.oldPodViolatesMatchLabelKeysValidation !== true;
  const { matchLabelKeys, labelSelector } = constraint;
  const keys = {
    ...(matchLabelKeys === undefined ? {} : { matchLabelKeys }),
    ...(labelSelector === undefined ? {} : { labelSelector }),
  };
  // Before 1.27 the selector is not validated.
  const checked =
    since('checksSpreadSelectors', options.minor) && options.allowInvalidTopologySpreadConstraintLabelSelector !== true;
  return [
    ...(merged ? validateMatchLabelKeys(keys, path) : validateUnmergedMatchLabelKeys(keys, path)),
    ...(checked ? validateLabelSelector(labelSelector, path.child('labelSelector'), { minor: options.minor }) : []),
  ];
}
