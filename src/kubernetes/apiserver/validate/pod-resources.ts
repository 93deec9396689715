/** Resources of the whole pod. Source: core/validation validatePodResources, component-helpers/resource helpers.go. */
import { forbidden, invalid, shownString } from '../../apimachinery/field-errors.ts';
import type { FieldError, FieldPath } from '../../apimachinery/field-errors.ts';
import type { Container, Declared, PodSpec } from '../../api/objects.ts';
import { addQuantities, compareQuantities, formatQuantity, type Quantity } from '../../apimachinery/quantity.ts';
import type { ValidationOptions } from './options.ts';
import { validateResourceClaimNames } from './resource-claims.ts';
import { isHugePage, validatePodResourceName } from './resource-name.ts';
import { amountNamed, amountOf, validateResourceRequirements, type Quantities } from './resources.ts';
import { addAll } from '../../go/lists.ts';

/** `path` is that of the pod's spec. */
export function validatePodResources(
  spec: Declared<PodSpec>,
  path: FieldPath,
  options: ValidationOptions,
): FieldError[] {
  const { resources } = spec;
  if (resources === undefined) return [];
  const at = path.child('resources');
  if (spec.os?.name === 'windows') return [forbidden(at, 'may not be set for a windows pod')];
  const errors: FieldError[] = [];
  if (resources.claims !== undefined) {
    errors.push(forbidden(at.child('claims'), 'claims may not be set for Resources at pod-level'));
  }
  addAll(errors, validateResourceRequirements(resources, at, validatePodResourceName, options));
  addAll(errors, validateResourceClaimNames(resources.claims ?? [], spec.resourceClaims ?? [], at.child('claims')));
  addAll(
    errors,
    validateAggregate(spec, 'requests', at, () => true),
  );
  addAll(errors, validateAggregate(spec, 'limits', at, isHugePage));
  return [...errors, ...validateContainerLimits(spec, path)];
}

type Kind = 'requests' | 'limits';

function validateAggregate(
  spec: Declared<PodSpec>,
  kind: Kind,
  path: FieldPath,
  concerns: (name: string) => boolean,
): FieldError[] {
  const given: Quantities = spec.resources?.[kind] ?? {};
  return Object.entries(given).flatMap(([name, text]) => {
    if (!concerns(name)) return [];
    const pod = amountOf(text);
    const sum = aggregate(spec, kind, name);
    if (sum === undefined || compareQuantities(sum, pod) <= 0) return [];
    const detail = `must be greater than or equal to aggregate container ${kind} of ${formatQuantity(sum)}`;
    return [invalid(path.child(kind).key(name), shownString(formatQuantity(pod)), detail)];
  });
}

/** The maximum that the containers need: all that run together, or one init container and the sidecars before it. */
function aggregate(spec: Declared<PodSpec>, kind: Kind, name: string): Quantity | undefined {
  const amount = (container: Declared<Container>) => amountNamed(container.resources?.[kind], name);
  let running: Quantity | undefined;
  for (const container of spec.containers ?? []) running = plus(running, amount(container));
  let sidecars: Quantity | undefined;
  let starting: Quantity | undefined;
  for (const container of spec.initContainers ?? []) {
    const own = amount(container);
    const together = plus(sidecars, own);
    if (container.restartPolicy === 'Always') {
      running = plus(running, own);
      sidecars = together;
    }
    starting = max(starting, together);
  }
  return max(running, starting);
}

function plus(a: Quantity | undefined, b: Quantity | undefined): Quantity | undefined {
  return a === undefined ? b : b === undefined ? a : addQuantities(a, b);
}

function max(a: Quantity | undefined, b: Quantity | undefined): Quantity | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return compareQuantities(b, a) > 0 ? b : a;
}

function validateContainerLimits(spec: Declared<PodSpec>, path: FieldPath): FieldError[] {
  const podLimits: Quantities = spec.resources?.limits ?? {};
  return (spec.containers ?? []).flatMap((container, i) => {
    const limits: Quantities = container.resources?.limits ?? {};
    return Object.entries(limits).flatMap(([name, text]) => {
      const limit = amountOf(text);
      const pod = amountNamed(podLimits, name);
      if (pod === undefined || compareQuantities(limit, pod) <= 0) return [];
      const field = path.child('resources').child('containers').index(i).key(name).child('limits');
      const real = path.child('containers').index(i).child('resources').child('limits').key(name);
      const detail = `must be less than or equal to pod limits of ${formatQuantity(pod)}`;
      return [invalid({ field, at: real.toPath() }, shownString(formatQuantity(limit)), detail)];
    });
  });
}
