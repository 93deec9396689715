/** What the stored template already does wrong, and the new one may repeat. Source: pkg/api/pod/util.go `hasInvalid…`. */
import type { PodAffinityTerm } from 'kubernetes-types/core/v1.js';
import { FieldPath } from '../field.ts';
import { validateLabelSelector } from '../label-selector.ts';
import { isLabelValue } from '../names.ts';
import type { Declared, PodSpec } from '../objects.ts';
import { validateMatchLabelKeys } from './match-label-keys.ts';
import type { ValidationOptions } from './options.ts';
import { validateLocalPath } from './volume-paths.ts';

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';
/** Errors are only counted; where they are does not matter. */
const NOWHERE = FieldPath.root('');

/** The options for volumes and scheduling when `old` is the spec of the stored template. */
export function validationOptions(old: Declared<PodSpec> | undefined, minor: number): ValidationOptions {
  if (old === undefined) return { minor };
  const spread = old.topologySpreadConstraints ?? [];
  const isValidSelector = (selector: Declared<PodAffinityTerm>['labelSelector']) =>
    validateLabelSelector(selector, NOWHERE, { minor }).length === 0;
  return {
    minor,
    allowInvalidLabelValueInSelector: !affinityTerms(old).every(
      ({ labelSelector, namespaceSelector }) => isValidSelector(labelSelector) && isValidSelector(namespaceSelector),
    ),
    allowInvalidLabelValueInRequiredNodeAffinity: requiredNodeValues(old).some(
      (value) => isLabelValue(value).length > 0,
    ),
    allowInvalidTopologySpreadConstraintLabelSelector: !spread.every((constraint) =>
      isValidSelector(constraint.labelSelector),
    ),
    oldPodViolatesMatchLabelKeysValidation: spread.some(
      (constraint) => validateMatchLabelKeys(constraint, NOWHERE).length > 0,
    ),
    allowNonLocalProjectedTokenPath: tokenPaths(old).some((file) => validateLocalPath(file, NOWHERE).length > 0),
  };
}

function affinityTerms({ affinity = {} }: Declared<PodSpec>): Declared<PodAffinityTerm>[] {
  return [affinity.podAffinity, affinity.podAntiAffinity].flatMap((part) => [
    ...(part?.[REQUIRED] ?? []),
    ...(part?.[PREFERRED] ?? []).map(({ podAffinityTerm = {} }) => podAffinityTerm),
  ]);
}

function requiredNodeValues({ affinity }: Declared<PodSpec>): string[] {
  const terms = affinity?.nodeAffinity?.[REQUIRED]?.nodeSelectorTerms ?? [];
  return terms.flatMap(({ matchExpressions = [] }) => matchExpressions.flatMap(({ values = [] }) => values));
}

function tokenPaths({ volumes = [] }: Declared<PodSpec>): string[] {
  return volumes
    .flatMap(({ projected }) => projected?.sources ?? [])
    .flatMap(({ serviceAccountToken: token }) => (token === undefined ? [] : [token.path ?? '']));
}
