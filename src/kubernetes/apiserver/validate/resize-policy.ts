/** The effect of a resize on a container. Source: core/validation validateResizePolicy. */
import type { ContainerResizePolicy } from 'kubernetes-types/core/v1.js';
import { duplicate, invalid, notSupported, required, shownJson } from '../../apimachinery/field-errors.ts';
import type { FieldError, FieldPath } from '../../apimachinery/field-errors.ts';
import type { Declared } from '../../api/objects.ts';

const POLICIES = ['NotRequired', 'RestartContainer'];

/** Only the duplicate has an index in the server's paths. */
export function validateResizePolicy(
  policies: readonly Declared<ContainerResizePolicy>[],
  path: FieldPath,
  podRestartPolicy: string,
): FieldError[] {
  const seen = new Set<string>();
  return policies.flatMap(({ resourceName = '', restartPolicy = '' }, i) => {
    const place = (field: string) => ({ field: path, at: path.index(i).child(field).toPath() });
    const errors: FieldError[] = [];
    if (seen.has(resourceName)) {
      errors.push(duplicate({ ...place('resourceName'), field: path.index(i) }, shownJson(resourceName)));
    }
    seen.add(resourceName);
    if (resourceName === '') errors.push(required(place('resourceName')));
    else if (resourceName !== 'cpu' && resourceName !== 'memory') {
      errors.push(notSupported(place('resourceName'), shownJson(resourceName), ['cpu', 'memory']));
    }
    if (restartPolicy === '') errors.push(required(place('restartPolicy')));
    else if (!POLICIES.includes(restartPolicy)) {
      errors.push(notSupported(place('restartPolicy'), shownJson(restartPolicy), POLICIES));
    }
    if (podRestartPolicy === 'Never' && restartPolicy !== 'NotRequired') {
      const detail = "must be 'NotRequired' when pod `restartPolicy` is 'Never'";
      errors.push(invalid(place('restartPolicy'), shownJson(restartPolicy), detail));
    }
    return errors;
  });
}
