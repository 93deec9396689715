/** Device claims. Source: core/validation validatePodResourceClaims, validateResourceClaimNames. */
import type { PodResourceClaim, ResourceClaim } from 'kubernetes-types/core/v1.js';
import {
  duplicate,
  invalid,
  invalidEach,
  notFound,
  required,
  shownJson,
  shownString,
} from '../../apimachinery/field-errors.ts';
import type { FieldError, FieldPath } from '../../apimachinery/field-errors.ts';
import { compareBytes } from '../../go/strings.ts';
import { isDNS1123Label, isDNS1123Subdomain } from '../../apimachinery/names.ts';
import type { Declared } from '../../api/objects.ts';
import { addAll } from '../../go/lists.ts';
import { FileTree } from '../earlier-conflicts.ts';

const AT_MOST_ONE = 'at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified';
const ONE_OF = 'must specify one of: `resourceClaimName`, `resourceClaimTemplateName`';

/** The claims of the pod. */
export function validatePodResourceClaims(
  claims: readonly Declared<PodResourceClaim>[],
  path: FieldPath,
): FieldError[] {
  const names = new Set<string>();
  return claims.flatMap((claim, i) => {
    const { name = '', resourceClaimName, resourceClaimTemplateName } = claim;
    const at = path.index(i);
    const errors: FieldError[] = [];
    if (name === '') errors.push(required(at.child('name')));
    else if (names.has(name)) errors.push(duplicate(at.child('name'), shownString(name)));
    else {
      addAll(errors, invalidEach(at.child('name'), shownString(name), isDNS1123Label(name)));
      names.add(name);
    }
    const shown = shownJson({
      Name: name,
      ResourceClaimName: resourceClaimName ?? null,
      ResourceClaimTemplateName: resourceClaimTemplateName ?? null,
    });
    if (resourceClaimName !== undefined && resourceClaimTemplateName !== undefined)
      errors.push(invalid(at, shown, AT_MOST_ONE));
    if (resourceClaimName === undefined && resourceClaimTemplateName === undefined)
      errors.push(invalid(at, shown, ONE_OF));
    for (const field of ['resourceClaimName', 'resourceClaimTemplateName'] as const) {
      const value = claim[field];
      if (value !== undefined)
        addAll(errors, invalidEach(at.child(field), shownString(value), isDNS1123Subdomain(value)));
    }
    return errors;
  });
}

/** The claims that a container uses, which must be claims of the pod. */
export function validateResourceClaimNames(
  claims: readonly Declared<ResourceClaim>[],
  podClaims: readonly Declared<PodResourceClaim>[],
  path: FieldPath,
): FieldError[] {
  const known = namesOf(podClaims);
  const seen = new Set<string>();
  const tree = new FileTree<undefined>();
  return claims.flatMap(({ name = '', request = '' }, i) => {
    const field = path.index(i);
    const at = { field, at: field.child('name').toPath() };
    if (name === '') return [required(at)];
    const errors: FieldError[] = [];
    if (seen.has(name)) errors.push(duplicate(at, shownString(name)));
    else {
      const key = request === '' ? name : `${name}/${request}`;
      if (request !== '')
        addAll(errors, invalidEach(field.child('request'), shownString(request), isDNS1123Label(request)));
      if (seen.has(key)) errors.push(duplicate(at, shownString(key)));
      if (request === '') {
        for (let i = tree.below(name); i > 0; i--) errors.push(duplicate(at, shownString(name)));
      }
      if (!seen.has(key)) tree.add(key, undefined);
      seen.add(key);
    }
    if (!known.has(name)) errors.push(notFound(at, shownString(name), oneOf([...known])));
    return errors;
  });
}

const names = new WeakMap<readonly Declared<PodResourceClaim>[], ReadonlySet<string>>();

/** The names of the claims of a pod, collected once for all its containers. */
function namesOf(podClaims: readonly Declared<PodResourceClaim>[]): ReadonlySet<string> {
  let found = names.get(podClaims);
  if (found === undefined) {
    found = new Set(podClaims.map(({ name = '' }) => name).filter((name) => name !== ''));
    names.set(podClaims, found);
  }
  return found;
}

function oneOf(known: readonly string[]): string {
  if (known.length === 0) return 'must be one of the names in pod.spec.resourceClaims which is empty';
  return `must be one of the names in pod.spec.resourceClaims: ${[...new Set(known)].sort(compareBytes).join(', ')}`;
}
