/**
 * Which requests a policy or binding is for.
 * Source: apiserver pkg/admission/plugin/policy/matching/matching.go, webhook/predicates.
 */
import type { LabelSelector } from 'kubernetes-types/meta/v1.js';
import type { Labels } from '../apimachinery/label-selector.ts';
import { meets } from '../apimachinery/label-selector.ts';
import type { Declared } from '../api/objects.ts';
import { Unknowable } from '../cel/authorizer.ts';
import type { NamespaceObject } from './objects.ts';
import type { Match, Rule } from './policy.ts';
import type { AdmissionRequest } from './request.ts';

const GROUP = 'apps';
const VERSION = 'v1';
const RESOURCE = 'daemonsets';

/**
 * Whether match resources take a request. `matchPolicy` adds nothing: DaemonSets are served in one version only.
 * @throws Unknowable when it depends on labels of a namespace that nobody declares
 */
export function matches(match: Match | undefined, request: AdmissionRequest, namespace: NamespaceObject): boolean {
  if (match === undefined) return true;
  const { resourceRules = [], excludeResourceRules = [], objectSelector } = match;
  if (excludeResourceRules.some((rule) => takes(rule, request))) return false;
  if (resourceRules.length > 0 && !resourceRules.some((rule) => takes(rule, request))) return false;
  const { object, oldObject } = request;
  const labelled = [object, oldObject].some(
    (candidate) => candidate !== undefined && selectsLabels(objectSelector, candidate.metadata?.labels),
  );
  return labelled && selectsNamespace(match.namespaceSelector, namespace);
}

function takes(rule: Rule, { operation, name }: AdmissionRequest): boolean {
  const { operations = [], apiGroups = [], apiVersions = [], resources = [], resourceNames = [], scope = '*' } = rule;
  const either = (values: readonly string[], value: string): boolean => values.includes('*') || values.includes(value);
  return (
    scope !== 'Cluster' &&
    either(operations, operation) &&
    either(apiGroups, GROUP) &&
    either(apiVersions, VERSION) &&
    resources.some(isOurs) &&
    (resourceNames.length === 0 || resourceNames.includes(name))
  );
}

/** A resource without a subresource: `daemonsets`, `daemonsets/*`, `*`. */
function isOurs(resource: string): boolean {
  const slash = resource.indexOf('/');
  const [name, sub] = slash < 0 ? [resource, ''] : [resource.slice(0, slash), resource.slice(slash + 1)];
  return (name === '*' || name === RESOURCE) && (sub === '*' || sub === '');
}

/** Whether labels are selected; a selector that is absent selects everything here. */
export function selectsLabels(selector: Declared<LabelSelector> = {}, labels: Labels = {}): boolean {
  return requirementsOf(selector).every((requirement) => meets(labels, requirement));
}

interface Requirement {
  readonly key: string;
  readonly operator: string;
  readonly values: string[];
}

function requirementsOf({ matchLabels = {}, matchExpressions = [] }: Declared<LabelSelector>): Requirement[] {
  return [
    ...Object.entries(matchLabels).map(([key, value = '']) => ({ key, operator: 'In', values: [value] })),
    ...matchExpressions.map(({ key = '', operator = '', values = [] }) => ({ key, operator, values })),
  ];
}

function selectsNamespace(selector: Declared<LabelSelector> = {}, { name, labels, json }: NamespaceObject): boolean {
  const requirements = requirementsOf(selector);
  const known = requirements.filter(({ key }) => json !== undefined || Object.hasOwn(labels, key));
  if (!known.every((requirement) => meets(labels, requirement))) return false;
  if (known.length < requirements.length) throw new Unknowable(`the labels of namespace ${name}`);
  return true;
}
