/**
 * What is wrong with match resources and parameters of a policy or binding.
 * Source: pkg/apis/admissionregistration/validation/validation.go.
 */
import type { FieldError, FieldPath } from '../apimachinery/field-errors.ts';
import {
  duplicate,
  forbidden,
  invalid,
  invalidEach,
  notSupported,
  required,
  shownJson,
  shownString,
} from '../apimachinery/field-errors.ts';
import { validateLabelSelector } from '../apimachinery/label-selector.ts';
import { isDNS1035Label, isDNS1123Subdomain } from '../apimachinery/names.ts';
import { isPathSegment } from '../apiserver/validate/name-grammars.ts';
import { toLower } from '../go/strings.ts';
import type { DeclaredParamKind, DeclaredParamRef, Match, Rule } from './policy.ts';
import { addAll } from '../go/lists.ts';

const MATCH_POLICIES = ['Equivalent', 'Exact'];
const OPERATIONS = ['*', 'CONNECT', 'CREATE', 'DELETE', 'UPDATE'];
const SCOPES = ['*', 'Cluster', 'Namespaced'];

/** `validateMatchResources`. */
export function validateMatch(match: Match | undefined, path: FieldPath, minor: number): FieldError[] {
  if (match === undefined) return [];
  const errors: FieldError[] = [];
  const { matchPolicy = '' } = match;
  if (!MATCH_POLICIES.includes(matchPolicy))
    errors.push(notSupported(path.child('matchPolicy'), shownJson(matchPolicy), MATCH_POLICIES));
  for (const field of ['namespaceSelector', 'objectSelector'] as const)
    addAll(errors, validateLabelSelector(match[field], path.child(field), { minor }));
  for (const field of ['resourceRules', 'excludeResourceRules'] as const)
    for (const [i, rule] of (match[field] ?? []).entries())
      addAll(errors, validateNamedRule(rule, path.child(field).index(i)));
  return errors;
}

/** `validateNamedRuleWithOperations`. */
function validateNamedRule(rule: Rule, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  for (const [i, name] of (rule.resourceNames ?? []).entries()) {
    const place = path.child('resourceNames').index(i);
    addAll(errors, invalidEach(place, shownString(name), isPathSegment(name)));
    if (seen.has(name)) errors.push(duplicate(place, shownString(name)));
    seen.add(name);
  }
  const { operations = [], scope } = rule;
  addAll(errors, validateOneOrAll(operations, path.child('operations'), 'operations'));
  for (const [i, operation] of operations.entries())
    if (!OPERATIONS.includes(operation))
      errors.push(notSupported(path.child('operations').index(i), shownJson(operation), OPERATIONS));
  addAll(errors, validateOneOrAll(rule.apiGroups ?? [], path.child('apiGroups'), 'API groups'));
  addAll(errors, validateOneOrAll(rule.apiVersions ?? [], path.child('apiVersions'), 'API versions'));
  for (const [i, version] of (rule.apiVersions ?? []).entries())
    if (version === '') errors.push(required(path.child('apiVersions').index(i)));
  addAll(errors, validateResources(rule.resources ?? [], path.child('resources')));
  if (scope !== undefined && !SCOPES.includes(scope))
    errors.push(notSupported(path.child('scope'), shownJson(scope), SCOPES));
  return errors;
}

/** At least one, and `*` by itself. */
function validateOneOrAll(values: readonly string[], path: FieldPath, what: string): FieldError[] {
  if (values.length === 0) return [required(path)];
  if (values.length === 1 || !values.includes('*')) return [];
  return [invalid(path, shownJson(values), `if '*' is present, must not specify other ${what}`)];
}

/** `validateResources`. */
function validateResources(resources: readonly string[], path: FieldPath): FieldError[] {
  const errors = resources.length === 0 ? [required(path)] : [];
  const withAllSubresources = new Set<string>();
  const ofAllResources = new Set<string>();
  let plain = false;
  for (const [i, resource] of resources.entries()) {
    const place = path.index(i);
    const slash = resource.indexOf('/');
    if (resource === '') errors.push(required(place));
    // As upstream: the last one without a slash decides.
    else if (slash < 0) plain = resource !== '*';
    if (slash < 0) continue;
    const [name, sub] = [resource.slice(0, slash), resource.slice(slash + 1)];
    const clash = (pattern: string): FieldError =>
      invalid(place, shownString(resource), `if '${pattern}' is present, must not specify ${resource}`);
    if (withAllSubresources.has(name)) errors.push(clash(`${name}/*`));
    if (ofAllResources.has(sub)) errors.push(clash(`*/${sub}`));
    if (sub === '*') withAllSubresources.add(name);
    if (name === '*') ofAllResources.add(sub);
  }
  const alone = (pattern: string, others: string): FieldError =>
    invalid(path, shownJson(resources), `if '${pattern}' is present, must not specify ${others}`);
  if (resources.length > 1 && resources.includes('*/*')) errors.push(alone('*/*', 'other resources'));
  if (resources.includes('*') && plain) errors.push(alone('*', 'other resources without subresources'));
  return errors;
}

/** `validateParamKind`. */
export function validateParamKind({ apiVersion = '', kind = '' }: DeclaredParamKind, path: FieldPath): FieldError[] {
  const errors = validateParamVersion(apiVersion, path.child('apiVersion'));
  const place = path.child('kind');
  const faults = isDNS1035Label(toLower(kind));
  if (kind === '') errors.push(required(place));
  else if (faults.length > 0) {
    const detail = `may have mixed case, but should otherwise match: ${faults.join(',')}`;
    errors.push(invalid(place, shownString(kind), detail));
  }
  return errors;
}

function validateParamVersion(apiVersion: string, path: FieldPath): FieldError[] {
  if (apiVersion === '') return [required(path)];
  const parts = apiVersion === '/' ? ['', ''] : apiVersion.split('/');
  if (parts.length > 2)
    return [invalid(path, shownString(apiVersion), `unexpected GroupVersion string: ${apiVersion}`)];
  const [group = '', version = ''] = parts.length === 2 ? parts : ['', ...parts];
  const errors: FieldError[] = [];
  const groupFaults = group === '' ? [] : isDNS1123Subdomain(group);
  if (groupFaults.length > 0) errors.push(invalid(path, shownString(group), groupFaults.join(',')));
  const versionFaults = isDNS1035Label(version);
  if (version === '') errors.push(invalid(path, shownString(apiVersion), 'version must be specified'));
  else if (versionFaults.length > 0) errors.push(invalid(path, shownString(version), versionFaults.join(',')));
  return errors;
}

const EXCLUSIVE = 'name and selector are mutually exclusive';
const NOT_FOUND_ACTIONS = ['Deny', 'Allow'];

/** `validateParamRef`. */
export function validateParamRef(ref: DeclaredParamRef | undefined, path: FieldPath, minor: number): FieldError[] {
  if (ref === undefined) return [];
  const errors: FieldError[] = [];
  const { name = '', selector, parameterNotFoundAction: action = '' } = ref;
  if (name !== '') {
    addAll(errors, invalidEach(path.child('name'), shownString(name), isPathSegment(name)));
    if (selector !== undefined) errors.push(forbidden(path.child('name'), EXCLUSIVE));
  }
  addAll(errors, validateLabelSelector(selector, path.child('selector'), { minor }));
  if (selector !== undefined && name !== '') errors.push(forbidden(path.child('selector'), EXCLUSIVE));
  if (selector === undefined && name === '') errors.push(required(path, 'one of name or selector must be specified'));
  const place = path.child('parameterNotFoundAction');
  if (action === '') errors.push(required(place));
  else if (!NOT_FOUND_ACTIONS.includes(action)) errors.push(notSupported(place, shownJson(action), NOT_FOUND_ACTIONS));
  return errors;
}
