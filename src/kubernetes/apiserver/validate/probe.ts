/** Probes. Source: core/validation validateProbe, validateLivenessProbe, validateReadinessProbe, validateStartupProbe. */
import type { Probe } from 'kubernetes-types/core/v1.js';
import { invalid, shownPlain } from '../../apimachinery/field-errors.ts';
import type { FieldError, FieldPath } from '../../apimachinery/field-errors.ts';
import type { Declared } from '../../api/objects.ts';
import { validateHandler, type HandlerContext } from './handler.ts';

const NUMBERS = [
  'initialDelaySeconds',
  'timeoutSeconds',
  'periodSeconds',
  'successThreshold',
  'failureThreshold',
] as const;

export type ProbeKind = 'livenessProbe' | 'readinessProbe' | 'startupProbe';

/** One probe, if there is one; `path` is the container's. */
export function validateProbe(
  probe: Declared<Probe> | undefined,
  kind: ProbeKind,
  path: FieldPath,
  context: HandlerContext,
): FieldError[] {
  if (probe === undefined) return [];
  const at = path.child(kind);
  const errors = validateHandler(probe, at, context);
  for (const name of NUMBERS) {
    const value = probe[name] ?? 0;
    if (value < 0) errors.push(invalid(at.child(name), shownPlain(value), 'must be greater than or equal to 0'));
  }
  const grace = probe.terminationGracePeriodSeconds;
  const gracePath = at.child('terminationGracePeriodSeconds');
  if (grace !== undefined && grace <= 0) errors.push(invalid(gracePath, shownPlain(grace), 'must be greater than 0'));
  if (kind === 'readinessProbe') {
    if (grace !== undefined) errors.push(invalid(gracePath, shownPlain(grace), 'must not be set for readinessProbes'));
  } else if (probe.successThreshold !== 1) {
    errors.push(invalid(at.child('successThreshold'), shownPlain(probe.successThreshold ?? 0), 'must be 1'));
  }
  return errors;
}
