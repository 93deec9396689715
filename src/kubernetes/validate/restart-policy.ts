/** When containers are started again. Source: core/validation validateContainerRestartPolicy, validateInitContainerRestartPolicy. */
import { forbidden, notSupported, required, shownJson, tooMany } from '../field.ts';
import type { FieldError, FieldPath } from '../field.ts';
import type { Container, ContainerRestartRule, Declared } from '../objects.ts';
import { gateOn } from '../release.ts';

const POLICIES = ['Always', 'Never', 'OnFailure'];
const MAX_RULES = 20;
const MAX_VALUES = 255;

/** `restartPolicy` and `restartPolicyRules` of one container; `path` is the container's. */
export function validateRestartPolicy(
  container: Declared<Container>,
  path: FieldPath,
  minor: number,
  kind: 'init' | 'regular',
): FieldError[] {
  if (!gateOn('ContainerRestartRules', minor)) return validateWithoutRules(container, path, minor, kind);
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
  if (sidecar && !gateOn('RestartAllContainersOnContainerExits', minor)) {
    const detail = 'restartPolicyRules are not allowed for init containers with restart policy Always';
    return [...errors, forbidden(path.child('restartPolicyRules'), detail)];
  }
  return [...errors, ...validateRules(rules, path.child('restartPolicyRules'), minor)];
}

// Until 1.33 the field meant sidecars alone; in 1.34 what else it may hold is dropped before validation.
function validateWithoutRules(
  { restartPolicy }: Declared<Container>,
  path: FieldPath,
  minor: number,
  kind: 'init' | 'regular',
): FieldError[] {
  if (restartPolicy === undefined) return [];
  const at = path.child('restartPolicy');
  if (kind === 'regular') return minor >= 28 ? [forbidden(at, 'may not be set for non-init containers')] : [];
  return restartPolicy === 'Always' ? [] : [notSupported(at, shownJson(restartPolicy), ['Always'])];
}

function validateRules(rules: readonly Declared<ContainerRestartRule>[], path: FieldPath, minor: number): FieldError[] {
  const errors: FieldError[] = [];
  if (rules.length > MAX_RULES) errors.push(tooMany(path, rules.length, MAX_RULES));
  const actions = gateOn('RestartAllContainersOnContainerExits', minor)
    ? ['Restart', 'RestartAllContainers']
    : ['Restart'];
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
    if (values.length > MAX_VALUES)
      errors.push(tooMany(at.child('exitCodes').child('values'), values.length, MAX_VALUES));
  }
  return errors;
}
