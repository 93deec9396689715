/** Policies and bindings as the server decodes them. Source: k8s.io/api admissionregistration/v1 types.go. */
import type {
  AuditAnnotation,
  MatchCondition,
  MatchResources,
  NamedRuleWithOperations,
  ParamKind,
  ParamRef,
  ValidatingAdmissionPolicy,
  ValidatingAdmissionPolicyBinding,
  Validation,
  Variable,
} from 'kubernetes-types/admissionregistration/v1.js';
import type { Declared } from '../api/objects.ts';
import type { FieldError } from '../apimachinery/field-errors.ts';

declare module 'kubernetes-types/admissionregistration/v1.js' {
  interface NamedRuleWithOperations {
    resources?: string[];
    scope?: string;
  }
}

export type Policy = Declared<ValidatingAdmissionPolicy>;
export type Binding = Declared<ValidatingAdmissionPolicyBinding>;
export type Match = Declared<MatchResources>;
export type Rule = Declared<NamedRuleWithOperations>;
export type DeclaredMatchCondition = Declared<MatchCondition>;
export type DeclaredValidation = Declared<Validation>;
export type DeclaredVariable = Declared<Variable>;
export type DeclaredAuditAnnotation = Declared<AuditAnnotation>;
export type DeclaredParamKind = Declared<ParamKind>;
export type DeclaredParamRef = Declared<ParamRef>;

/** The group of policies and bindings. */
export const POLICY_GROUP = 'admissionregistration.k8s.io';

/** What the server answers to the creation of a policy or a binding. */
export interface CreationAnswer {
  /** 201, 400, 404 or 422. */
  readonly code: number;
  readonly reason?: string;
  readonly message?: string;
  readonly causes: readonly FieldError[];
  readonly warnings: readonly string[];
}

/** The fields that the server sets when they are absent. Source: pkg/apis/admissionregistration/v1/defaults.go. */
export function applyPolicyDefaults(policy: Policy): void {
  const spec = (policy.spec ??= {});
  spec.failurePolicy ??= 'Fail';
  applyMatchDefaults(spec.matchConstraints);
}

/** The same of a binding. */
export function applyBindingDefaults({ spec }: Binding): void {
  applyMatchDefaults(spec?.matchResources);
}

function applyMatchDefaults(match: Match | undefined): void {
  if (match === undefined) return;
  match.matchPolicy ??= 'Equivalent';
  match.namespaceSelector ??= {};
  match.objectSelector ??= {};
  for (const rule of [...(match.resourceRules ?? []), ...(match.excludeResourceRules ?? [])]) rule.scope ??= '*';
}
