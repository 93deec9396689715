/** References to fields of the pod and to resources of a container. Source: core/validation, core/pods helpers.go, fieldpath. */
import type { ObjectFieldSelector, ResourceFieldSelector } from 'kubernetes-types/core/v1.js';
import {
  forbidden,
  invalid,
  invalidEach,
  notSupported,
  required,
  shownString,
} from '../../apimachinery/field-errors.ts';
import type { FieldError, FieldPath } from '../../apimachinery/field-errors.ts';
import { toLower } from '../../go/strings.ts';
import { isLabelKey } from '../../apimachinery/names.ts';
import type { Declared } from '../../api/objects.ts';
import { formatQuantity, quantityOf } from '../../apimachinery/quantity.ts';
import { NEWEST } from '../../api/release.ts';
import { since } from '../../api/deviations.ts';

/** Where the reference is used: in an environment variable or in a file of a volume. */
export type ReferenceKind = 'env' | 'volume';

const KNOWN = new Set([
  'metadata.annotations',
  'metadata.labels',
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.restartPolicy',
  'spec.serviceAccountName',
  'spec.schedulerName',
  'status.phase',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
  'spec.host',
]);

const SUPPORTED: Readonly<Record<ReferenceKind, readonly string[]>> = {
  env: [
    'metadata.name',
    'metadata.namespace',
    'metadata.uid',
    'spec.nodeName',
    'spec.serviceAccountName',
    'status.hostIP',
    'status.hostIPs',
    'status.podIP',
    'status.podIPs',
  ],
  volume: ['metadata.annotations', 'metadata.labels', 'metadata.name', 'metadata.namespace', 'metadata.uid'],
};

const SUBSCRIPT = /^(?=[^]*'\]$)((?!\[')[^]+?)\['([^]*)'\]$/;

/**
 * A `fieldRef`; 1.28 knows `status.hostIPs` and still refuses it (validateObjectFieldSelector,
 * validateDownwardAPIHostIPs).
 */
export function validateObjectFieldSelector(
  reference: Declared<ObjectFieldSelector>,
  path: FieldPath,
  kind: ReferenceKind,
  minor: number = NEWEST,
): FieldError[] {
  const errors = validateFieldLabel(reference, path, kind, minor);
  if (minor !== 28 || reference.fieldPath !== 'status.hostIPs') return errors;
  return [...errors, forbidden(path, "may not be set when feature gate 'PodHostIPs' is not enabled")];
}

function validateFieldLabel(
  { apiVersion = '', fieldPath = '' }: Declared<ObjectFieldSelector>,
  path: FieldPath,
  kind: ReferenceKind,
  minor: number,
): FieldError[] {
  if (apiVersion === '') return [required(path.child('apiVersion'))];
  const at = path.child('fieldPath');
  if (fieldPath === '') return [required(at)];
  const [, base = fieldPath, subscript] = SUBSCRIPT.exec(fieldPath) ?? [];
  const problem = conversionProblem(apiVersion, fieldPath, base, subscript, minor);
  if (problem !== undefined) return [invalid(at, shownString(fieldPath), `error converting fieldPath: ${problem}`)];
  if (subscript !== undefined) {
    const key = base === 'metadata.annotations' ? toLower(subscript) : subscript;
    return invalidEach(path, shownString(key), isLabelKey(key));
  }
  const label = fieldPath === 'spec.host' ? 'spec.nodeName' : fieldPath;
  return SUPPORTED[kind].includes(label) ? [] : [notSupported(at, shownString(label), SUPPORTED[kind])];
}

/** core/pods `ConvertDownwardAPIFieldLabel`. */
function conversionProblem(
  apiVersion: string,
  fieldPath: string,
  base: string,
  subscript: string | undefined,
  minor: number,
): string | undefined {
  if (apiVersion !== 'v1') return `unsupported pod version: ${apiVersion}`;
  if (subscript !== undefined)
    return base === 'metadata.annotations' || base === 'metadata.labels'
      ? undefined
      : `field label does not support subscript: ${fieldPath}`;
  const known = KNOWN.has(fieldPath) && (fieldPath !== 'status.hostIPs' || since('knowsHostIPs', minor));
  return known ? undefined : `field label not supported: ${fieldPath}`;
}

const RESOURCES = [
  'limits.cpu',
  'limits.ephemeral-storage',
  'limits.memory',
  'requests.cpu',
  'requests.ephemeral-storage',
  'requests.memory',
];
const HUGE_PAGES = /^(?:limits|requests)\.hugepages-/;
const BYTE_DIVISORS = ['1', '1k', '1M', '1G', '1T', '1P', '1E', '1Ki', '1Mi', '1Gi', '1Ti', '1Pi', '1Ei'];

/** A `resourceFieldRef` (validateContainerResourceFieldSelector). */
export function validateResourceFieldSelector(
  { containerName = '', resource = '', divisor = '0' }: Declared<ResourceFieldSelector>,
  path: FieldPath,
  kind: ReferenceKind,
): FieldError[] {
  const errors: FieldError[] = [];
  if (kind === 'volume' && containerName === '') errors.push(required(path.child('containerName')));
  else if (resource === '') errors.push(required(path.child('resource')));
  else if (!RESOURCES.includes(resource) && !HUGE_PAGES.test(resource))
    errors.push(notSupported(path.child('resource'), shownString(resource), RESOURCES));
  return [...errors, ...validateDivisor(divisor, resource, path.child('divisor'))];
}

/** The divisor is compared in its printed form: `1e0` is not `1`. Zero means no divisor. */
function validateDivisor(divisor: string, resource: string, path: FieldPath): FieldError[] {
  const unit = divisorUnit(resource);
  const quantity = quantityOf(divisor);
  if (unit === undefined || quantity === undefined || quantity.unscaled === 0n) return [];
  const divisors = unit === 'cpu' ? ['1m', '1'] : BYTE_DIVISORS;
  if (divisors.includes(formatQuantity(quantity))) return [];
  const list = unit === 'cpu' ? '1m and 1' : divisors.join(', ');
  const detail = `only divisor's values ${list} are supported with the ${unit} resource`;
  return [invalid(path, shownString(resource), detail)];
}

function divisorUnit(resource: string): string | undefined {
  if (HUGE_PAGES.test(resource)) return 'hugepages';
  const name = RESOURCES.includes(resource) ? resource.slice(resource.indexOf('.') + 1) : undefined;
  return name === 'ephemeral-storage' ? 'local ephemeral storage' : name;
}
