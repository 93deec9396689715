/**
 * What is wrong with a binding at its creation. Source: pkg/apis/admissionregistration/validation/validation.go
 * `validateValidatingAdmissionPolicyBinding`, v1/zz_generated.validations.go.
 */
import type { FieldError } from '../apimachinery/field-errors.ts';
import {
  FieldPath,
  duplicate,
  invalid,
  invalidEach,
  notSupported,
  required,
  shownJson,
  shownString,
} from '../apimachinery/field-errors.ts';
import { isDNS1123Subdomain } from '../apimachinery/names.ts';
import { validateClusterMeta } from '../apiserver/validate/metadata.ts';
import type { Binding } from './policy.ts';
import { validateMatch, validateParamRef } from './validate-match.ts';
import { staticSuffix } from './validate-policy.ts';
import { addAll } from '../go/lists.ts';

const ACTIONS = ['Audit', 'Deny', 'Warn'];

/** Everything that is wrong, in the order of the server. */
export function validateBinding({ metadata = {}, spec = {} }: Binding, minor: number): FieldError[] {
  const path = FieldPath.root('spec');
  const { policyName = '', paramRef, matchResources, validationActions = [] } = spec;
  const errors = validateClusterMeta(metadata, FieldPath.root('metadata'), minor);
  if (policyName !== '')
    addAll(errors, invalidEach(path.child('policyName'), shownString(policyName), isDNS1123Subdomain(policyName)));
  errors.push(
    ...validateParamRef(paramRef, path.child('paramRef'), minor),
    ...validateMatch(matchResources, path.child('matchResources'), minor),
    ...validateActions(validationActions, path.child('validationActions')),
    ...staticSuffix(metadata.name ?? '', minor),
  );
  // What is declared beside the types is validated last.
  if (policyName === '') errors.push(required(path.child('policyName')));
  if (validationActions.length === 0) errors.push(required(path.child('validationActions')));
  return errors;
}

function validateActions(actions: readonly string[], path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  for (const [i, action] of actions.entries()) {
    if (!ACTIONS.includes(action)) errors.push(notSupported(path.index(i), shownJson(action), ACTIONS));
    if (seen.has(action)) errors.push(duplicate(path.index(i), shownJson(action)));
    seen.add(action);
  }
  if (seen.has('Deny') && seen.has('Warn')) {
    const detail =
      'must not contain both Deny and Warn (repeating the same validation failure information in the API response and ' +
      'headers serves no purpose)';
    errors.push(invalid(path, shownJson(actions), detail));
  }
  return errors;
}
