/** Warnings about where pods may run. Source: pkg/api/pod/warnings.go, pkg/api/node/util.go. */
import type { NodeSelectorTerm, PodAffinity, PodAntiAffinity } from 'kubernetes-types/core/v1.js';
import type { FieldPath } from '../apimachinery/field-errors.ts';
import { isLabelValue } from '../apimachinery/names.ts';
import type { Declared, PodSpec } from '../api/objects.ts';
import { warn, type Warning } from './warnings-common.ts';
import { since } from '../api/deviations.ts';

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';
const NULL_SELECTOR = 'a null labelSelector results in matching no pod';

/** pkg/api/node `deprecatedNodeLabels`; the last three exist since 1.31. */
const DEPRECATED_LABELS = new Map([
  ['beta.kubernetes.io/arch', 'deprecated since v1.14; use "kubernetes.io/arch" instead'],
  ['beta.kubernetes.io/os', 'deprecated since v1.14; use "kubernetes.io/os" instead'],
  ['failure-domain.beta.kubernetes.io/region', 'deprecated since v1.17; use "topology.kubernetes.io/region" instead'],
  ['failure-domain.beta.kubernetes.io/zone', 'deprecated since v1.17; use "topology.kubernetes.io/zone" instead'],
  ['beta.kubernetes.io/instance-type', 'deprecated since v1.17; use "node.kubernetes.io/instance-type" instead'],
]);
const DEPRECATED_LABELS_31 = new Map([
  ...DEPRECATED_LABELS,
  ['app.kubernetes.io/created-by', 'deprecated since v1.9'],
  ['scheduler.alpha.kubernetes.io/preferAvoidPods', 'deprecated since v1.22; use Taints and Tolerations instead'],
  ['node-role.kubernetes.io/master', 'use "node-role.kubernetes.io/control-plane" instead'],
]);

/** The warning about a node label, if it is deprecated. */
function deprecation(label: string, minor: number): string | undefined {
  return (since('deprecatesMoreLabels', minor) ? DEPRECATED_LABELS_31 : DEPRECATED_LABELS).get(label);
}

/** Node selector, node affinity and topology spread of the pod spec at `path`. */
export function* nodeWarnings(spec: Declared<PodSpec>, path: FieldPath, minor: number): Generator<Warning> {
  for (const label of Object.keys(spec.nodeSelector ?? {})) {
    const message = deprecation(label, minor);
    if (message !== undefined) yield warn(path.child('nodeSelector').key(label), message);
  }
  const affinity = spec.affinity?.nodeAffinity ?? {};
  const at = path.child('affinity').child('nodeAffinity');
  const terms = at.child(REQUIRED).child('nodeSelectorTerms');
  for (const [i, term] of (affinity[REQUIRED]?.nodeSelectorTerms ?? []).entries())
    yield* termWarnings(term, terms.index(i), minor, false);
  for (const [i, { preference = {} }] of (affinity[PREFERRED] ?? []).entries())
    yield* termWarnings(
      preference,
      at.child(PREFERRED).index(i).child('preference'),
      minor,
      since('checksNodeValues', minor),
    );
  yield* spreadWarnings(spec, path.child('topologySpreadConstraints'), minor);
}

function* termWarnings(
  { matchExpressions = [] }: Declared<NodeSelectorTerm>,
  path: FieldPath,
  minor: number,
  checkValues: boolean,
): Generator<Warning> {
  for (const [j, { key = '', values = [] }] of matchExpressions.entries()) {
    const at = path.child('matchExpressions').index(j);
    const message = deprecation(key, minor);
    if (message !== undefined) yield warn(at.child('key'), `${key} is ${message}`);
    if (!checkValues) continue;
    for (const [k, value] of values.entries())
      for (const problem of isLabelValue(value))
        yield warn(at.child('values').index(k), `${value} is invalid, ${problem}`);
  }
}

function* spreadWarnings(spec: Declared<PodSpec>, path: FieldPath, minor: number): Generator<Warning> {
  for (const [i, { topologyKey = '', labelSelector }] of (spec.topologySpreadConstraints ?? []).entries()) {
    const message = deprecation(topologyKey, minor);
    if (message !== undefined) yield warn(path.index(i).child('topologyKey'), `${topologyKey} is ${message}`);
    if (since('warnsOfNullSelectors', minor) && labelSelector == null)
      yield warn(path.index(i).child('labelSelector'), NULL_SELECTOR);
  }
}

/** Pod affinity and anti-affinity without a selector, since 1.28. */
export function* podAffinityWarnings(spec: Declared<PodSpec>, path: FieldPath, minor: number): Generator<Warning> {
  if (!since('warnsOfNullSelectors', minor)) return;
  yield* nullSelectors(spec.affinity?.podAffinity ?? {}, path.child('affinity').child('podAffinity'));
  yield* nullSelectors(spec.affinity?.podAntiAffinity ?? {}, path.child('affinity').child('podAntiAffinity'));
}

function* nullSelectors(
  affinity: Declared<PodAffinity> | Declared<PodAntiAffinity>,
  path: FieldPath,
): Generator<Warning> {
  for (const [i, { labelSelector }] of (affinity[REQUIRED] ?? []).entries())
    if (labelSelector == null) yield warn(path.child(REQUIRED).index(i).child('labelSelector'), NULL_SELECTOR);
  for (const [i, { podAffinityTerm = {} }] of (affinity[PREFERRED] ?? []).entries()) {
    const term = path.child(PREFERRED).index(i).child('podAffinityTerm');
    if (podAffinityTerm.labelSelector == null) yield warn(term.child('labelSelector'), NULL_SELECTOR);
  }
}
