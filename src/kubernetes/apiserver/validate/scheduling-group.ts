/** The group that a pod is scheduled with. Source: core/validation validateSchedulingGroup. */
import { forbidden, invalid, invalidEach, shownJson, shownString } from '../../apimachinery/field-errors.ts';
import type { FieldError, FieldPath } from '../../apimachinery/field-errors.ts';
import { isDNS1123Subdomain } from '../../apimachinery/names.ts';
import type { Declared, PodSpec } from '../../api/objects.ts';

/** The group, if there is one; the field is dropped unless the stored object already has it. */
export function validateSchedulingGroup(
  { schedulingGroup: group, evictionResponders = [] }: Declared<PodSpec>,
  path: FieldPath,
): FieldError[] {
  if (group === undefined) return [];
  const at = path.child('podGroupName');
  const { podGroupName: name } = group;
  const errors =
    name === undefined
      ? [invalid(at, shownJson(null), 'must specify one of: `podGroupName`')]
      : invalidEach(at, shownString(name), isDNS1123Subdomain(name));
  if (evictionResponders.length === 0) return errors;
  return [...errors, forbidden(path, 'may not be set when evictionResponders is set')];
}
