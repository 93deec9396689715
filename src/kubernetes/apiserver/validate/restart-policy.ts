/**
 * When containers are restarted. Source: core/validation validateContainerRestartPolicy,
 * validateInitContainerRestartPolicy.
 */
import { forbidden, notSupported, required, shownJson, tooLong, tooMany } from '../../apimachinery/field-errors.ts';
import type { FieldError, FieldPath } from '../../apimachinery/field-errors.ts';
import type { Container, ContainerRestartRule, Declared } from '../../api/objects.ts';
import { gateOn } from '../../api/release.ts';
import type { ValidationOptions } from './options.ts';
import { since } from '../../api/deviations.ts';
import { addAll } from '../../go/lists.ts';

const POLICIES = ['Always', 'Never', 'OnFailure'];
const MAX_RULES = 20;
const MAX_VALUES = 255;

/** `restartPolicy` and `restartPolicyRules` of one container; `path` is the container's. */
export function validateRestartPolicy(
  container: Declared<Container>,
  path: FieldPath,
  options: ValidationOptions,
  kind: 'init' | 'regular',
): FieldError[] {
  const { minor } = options;
  if (!gateOn('ContainerRestartRules', minor) && options.allowContainerRestartRules !== true)
    return validateWithoutRules(container, path, minor, kind);
  const { restartPolicy, restartPolicyRules: rules = [] } = container;
  const at = path.child('restartPolicy');
  const errors: FieldError[] = [];
  if (restartPolicy === undefined && rules.length > 0) {
    errors.push(required(at, 'must specify restartPolicy when restart rules are used'));
    if (kind === 'init') return errors;
  }
  if (restartPolicy !== undefined && !POLICIES.includes(restartPolicy)) {
    errors.push(notSupported(at, shownJson(restartPolicy), POLICIES));
  }
  const sidecar = kind === 'init' && restartPolicy === 'Always' && rules.length > 0;
  if (sidecar && !allowsRestartOfAll(options)) {
    const detail = 'restartPolicyRules are not allowed for init containers with restart policy Always';
    return [...errors, forbidden(path.child('restartPolicyRules'), detail)];
  }
  return [...errors, ...validateRules(rules, path.child('restartPolicyRules'), options)];
}

/** Of the whole pod, and then also of sidecars. */
function allowsRestartOfAll({ minor, allowRestartAllContainers }: ValidationOptions): boolean {
  return allowRestartAllContainers === true || gateOn('RestartAllContainersOnContainerExits', minor);
}

// Until 1.33 the field was only for sidecars; in 1.34 other values are dropped before validation.
function validateWithoutRules(
  { restartPolicy }: Declared<Container>,
  path: FieldPath,
  minor: number,
  kind: 'init' | 'regular',
): FieldError[] {
  if (restartPolicy === undefined) return [];
  const at = path.child('restartPolicy');
  if (kind === 'regular')
    return since('forbidsRestartPolicies', minor) ? [forbidden(at, 'may not be set for non-init containers')] : [];
  return restartPolicy === 'Always' ? [] : [notSupported(at, shownJson(restartPolicy), ['Always'])];
}

function validateRules(
  rules: readonly Declared<ContainerRestartRule>[],
  path: FieldPath,
  options: ValidationOptions,
): FieldError[] {
  const errors = hasAtMost(MAX_RULES, rules.length, path, options);
  const actions = allowsRestartOfAll(options) ? ['Restart', 'RestartAllContainers'] : ['Restart'];
  for (const [j, { action = '', exitCodes }] of rules.entries()) {
    const at = path.index(j);
    if (!actions.includes(action)) errors.push(notSupported(at.child('action'), shownJson(action), actions));
    if (exitCodes === undefined) {
      errors.push(required(at.child('exitCodes'), 'must be specified'));
      continue;
    }
    const { operator = '', values = [] } = exitCodes;
    if (operator !== 'In' && operator !== 'NotIn') {
      errors.push(notSupported(at.child('exitCodes').child('operator'), shownJson(operator), ['In', 'NotIn']));
    }
    addAll(errors, hasAtMost(MAX_VALUES, values.length, at.child('exitCodes').child('values'), options));
  }
  return errors;
}

// Until 1.35 a list with too many items was reported as too long.
function hasAtMost(max: number, count: number, path: FieldPath, { minor }: ValidationOptions): FieldError[] {
  if (count <= max) return [];
  return [since('countsRestartRules', minor) ? tooMany(path, count, max) : tooLong(path, max)];
}
