/** Affinity to nodes and pods. Source: core/validation validateAffinity and what it calls. */
import type {
  Affinity,
  NodeAffinity,
  PodAffinity,
  PodAffinityTerm,
  PodAntiAffinity,
} from 'kubernetes-types/core/v1.js';
import { invalid, invalidEach, required, shownPlain, shownString } from '../../apimachinery/field-errors.ts';
import type { FieldError, FieldPath } from '../../apimachinery/field-errors.ts';
import { validateLabelSelector } from '../../apimachinery/label-selector.ts';
import { isDNS1123Label, isLabelKey } from '../../apimachinery/names.ts';
import type { Declared } from '../../api/objects.ts';
import { validateMatchLabelKeys } from './match-label-keys.ts';
import { validateNodeSelectorTerm, validateNodeSelectorTerms } from './node-selector.ts';
import type { ValidationOptions } from './options.ts';
import { since } from '../../api/deviations.ts';

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';

/** `affinity`: node affinity, pod affinity, pod anti-affinity; each with required before preferred rules. */
export function validateAffinity(
  affinity: Declared<Affinity> | undefined,
  path: FieldPath,
  options: ValidationOptions,
): FieldError[] {
  if (affinity === undefined) return [];
  return [
    ...validateNodeAffinity(affinity.nodeAffinity ?? {}, path.child('nodeAffinity'), options),
    ...validatePodAffinity(affinity.podAffinity ?? {}, path.child('podAffinity'), options),
    ...validatePodAffinity(affinity.podAntiAffinity ?? {}, path.child('podAntiAffinity'), options),
  ];
}

function validateNodeAffinity(
  affinity: Declared<NodeAffinity>,
  path: FieldPath,
  options: ValidationOptions,
): FieldError[] {
  const selector = affinity[REQUIRED];
  const preferred = affinity[PREFERRED] ?? [];
  return [
    ...(selector === undefined
      ? []
      : validateNodeSelectorTerms(selector, path.child(REQUIRED), checksNodeValues(options))),
    ...preferred.flatMap(({ weight = 0, preference = {} }, i) => [
      ...validateWeight(weight, path.child(PREFERRED).index(i)),
      ...validateNodeSelectorTerm(preference, path.child(PREFERRED).index(i).child('preference'), false),
    ]),
  ];
}

/** Up to 1.32 the values of required node affinity are not validated. */
function checksNodeValues(options: ValidationOptions): boolean {
  return since('checksNodeValues', options.minor) && options.allowInvalidLabelValueInRequiredNodeAffinity !== true;
}

function validatePodAffinity(
  affinity: Declared<PodAffinity> | Declared<PodAntiAffinity>,
  path: FieldPath,
  options: ValidationOptions,
): FieldError[] {
  const terms = affinity[REQUIRED] ?? [];
  const preferred = affinity[PREFERRED] ?? [];
  return [
    ...terms.flatMap((term, i) => validatePodAffinityTerm(term, path.child(REQUIRED).index(i), options)),
    ...preferred.flatMap(({ weight = 0, podAffinityTerm = {} }, i) => [
      ...validateWeight(weight, path.child(PREFERRED).index(i)),
      ...validatePodAffinityTerm(podAffinityTerm, path.child(PREFERRED).index(i).child('podAffinityTerm'), options),
    ]),
  ];
}

function validateWeight(weight: number, path: FieldPath): FieldError[] {
  if (weight >= 1 && weight <= 100) return [];
  return [invalid(path.child('weight'), shownPlain(weight), 'must be in the range 1-100')];
}

function validatePodAffinityTerm(
  term: Declared<PodAffinityTerm>,
  path: FieldPath,
  options: ValidationOptions,
): FieldError[] {
  const { labelSelector, namespaceSelector, namespaces = [], topologyKey = '' } = term;
  const topology = path.child('topologyKey');
  return [
    ...validateLabelSelector(labelSelector, path.child('labelSelector'), options),
    ...validateLabelSelector(namespaceSelector, path.child('namespaceSelector'), options),
    ...namespaces.flatMap((name, i) =>
      invalidEach(path.child('namespace', 'namespaces').hidden(i), shownString(name), isDNS1123Label(name)),
    ),
    ...validateMatchLabelKeys(term, path),
    ...(topologyKey === '' ? [required(topology, 'can not be empty')] : []),
    ...invalidEach(topology, shownString(topologyKey), isLabelKey(topologyKey)),
  ];
}
