/** Names of resources. Source: core/validation validateResourceName and its callers, apis/core/helper. */
import { invalid, invalidEach, notSupported, shownJson } from '../../apimachinery/field-errors.ts';
import type { FieldError, FieldPath } from '../../apimachinery/field-errors.ts';
import { isLabelKey } from '../../apimachinery/names.ts';

const STANDARD = new Set([
  'cpu',
  'memory',
  'ephemeral-storage',
  'requests.cpu',
  'requests.memory',
  'requests.ephemeral-storage',
  'limits.cpu',
  'limits.memory',
  'limits.ephemeral-storage',
  'pods',
  'resourcequotas',
  'services',
  'replicationcontrollers',
  'secrets',
  'configmaps',
  'persistentvolumeclaims',
  'storage',
  'requests.storage',
  'services.nodeports',
  'services.loadbalancers',
]);
const INTEGER = new Set([
  'pods',
  'resourcequotas',
  'services',
  'replicationcontrollers',
  'secrets',
  'configmaps',
  'persistentvolumeclaims',
  'services.nodeports',
  'services.loadbalancers',
]);

export const isHugePage = (name: string): boolean => name.startsWith('hugepages-');

/** Without a domain, or with a domain of Kubernetes. */
export const isNative = (name: string): boolean => !name.includes('/') || name.includes('kubernetes.io/');

/** A resource of another vendor, counted in whole units. */
export function isExtended(name: string): boolean {
  return !isNative(name) && !name.startsWith('requests.') && isLabelKey(`requests.${name}`).length === 0;
}

/** Whether a node never gives more than requested. */
export const isOvercommitAllowed = (name: string): boolean => isNative(name) && !isHugePage(name);

export const isIntegerResource = (name: string): boolean => INTEGER.has(name) || isExtended(name);

function validateResourceName(name: string, path: FieldPath): FieldError[] {
  const errors = invalidEach(path, shownJson(name), isLabelKey(name));
  if (errors.length > 0 || name.includes('/')) return errors;
  if (STANDARD.has(name) || isHugePage(name) || name.startsWith('requests.hugepages-')) return [];
  return [invalid(path, shownJson(name), 'must be a standard resource type or fully qualified')];
}

/** `validateContainerResourceName`. */
export function validateContainerResourceName(name: string, path: FieldPath): FieldError[] {
  const errors = validateResourceName(name, path);
  if (!name.includes('/')) {
    const known = name === 'cpu' || name === 'memory' || name === 'ephemeral-storage' || isHugePage(name);
    if (!known) errors.push(invalid(path, shownJson(name), 'must be a standard resource for containers'));
  } else if (!isNative(name) && !isExtended(name)) {
    errors.push(invalid(path, shownJson(name), "doesn't follow extended resource name standard"));
  }
  return errors;
}

/** `validatePodResourceName`. */
export function validatePodResourceName(name: string, path: FieldPath): FieldError[] {
  const errors = validateResourceName(name, path);
  if (errors.length > 0 || name === 'cpu' || name === 'memory' || isHugePage(name)) return errors;
  return [notSupported(path, shownJson(name), ['cpu', 'hugepages-', 'memory'])];
}
