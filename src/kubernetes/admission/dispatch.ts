/**
 * A request against every policy in force. Source: apiserver pkg/admission/plugin/policy/validating/dispatcher.go.
 * The server goes through policies, bindings and selected parameters in no order; here they come as they were given.
 */
import { Unknowable } from '../cel/authorizer.ts';
import { addTo } from '../go/lists.ts';
import { byteLength } from '../go/strings.ts';
import type { Decision, Evaluation, Explain } from './evaluate.ts';
import { evaluate, UNEXPLAINED } from './evaluate.ts';
import { matches } from './matching.ts';
import type { ClusterObjects, KnownKind, NamespaceObject } from './objects.ts';
import { undeclaredNamespace } from './objects.ts';
import type { ConfigurationFault } from './params.ts';
import { collectParams, paramKindOf } from './params.ts';
import type { Binding } from './policy.ts';
import type { PreparedPolicy } from './compile-policy.ts';
import type { AdmissionRequest } from './request.ts';
import type { RequestValues } from './variables.ts';
import { paramValue, valuesOf } from './variables.ts';

/** Policies and bindings that were accepted, and what they depend on. */
export interface PoliciesInForce {
  readonly policies: readonly PreparedPolicy[];
  readonly bindings: readonly Binding[];
  readonly objects: ClusterObjects;
}

/** A decision that is not to admit, and whose it is. */
export interface Verdict {
  readonly policy: string;
  /** Nothing when the policy itself cannot be used. */
  readonly binding: string | undefined;
  /** `Deny`, `Warn`, `Audit`; `Unknown` where nothing could be decided. */
  readonly action: string;
  readonly message: string;
  readonly reason: string;
  readonly index: number | undefined;
  /** Of `index`: whether it is an audit annotation. */
  readonly part: 'validation' | 'auditAnnotation';
  readonly explain: Explain;
}

/** What the policies make of a request. */
export interface Admission {
  /** Everything that is not admitted, in order. */
  readonly verdicts: readonly Verdict[];
  readonly warnings: readonly string[];
  readonly auditAnnotations: Readonly<Record<string, string>>;
}

/** Holds a request against policies. */
export function admit(request: AdmissionRequest, inForce: PoliciesInForce): Admission {
  const { objects } = inForce;
  const namespace =
    objects.namespaces.find(({ name }) => name === request.namespace) ?? undeclaredNamespace(request.namespace);
  const dispatch = new Dispatch(request, namespace, objects);
  for (const policy of inForce.policies) {
    const bindings = boundIn(inForce).get(policy.name);
    // A policy that is not bound is not even configured.
    if (bindings !== undefined) dispatch.take(policy, bindings);
  }
  return dispatch.admission();
}

const bound = new WeakMap<readonly Binding[], ReadonlyMap<string, readonly Binding[]>>();

/** The bindings by the names of their policies, for all requests. */
function boundIn({ bindings }: PoliciesInForce): ReadonlyMap<string, readonly Binding[]> {
  let found = bound.get(bindings);
  if (found === undefined) {
    const groups = new Map<string, Binding[]>();
    for (const binding of bindings) addTo(groups, binding.spec?.policyName ?? '', binding);
    bound.set(bindings, (found = groups));
  }
  return found;
}

const LONGEST_ANNOTATION = 10 * 1024;
const MOST_FAILURES = 50;
const FAILURES = 'validation.policy.admission.k8s.io/validation_failure';

class Dispatch {
  readonly #request: AdmissionRequest;
  readonly #namespace: NamespaceObject;
  readonly #objects: ClusterObjects;
  readonly #verdicts: Verdict[] = [];
  readonly #warnings: string[] = [];
  readonly #failures: object[] = [];
  readonly #annotations: [string, string][] = [];
  #values: RequestValues | undefined;

  constructor(request: AdmissionRequest, namespace: NamespaceObject, objects: ClusterObjects) {
    this.#request = request;
    this.#namespace = namespace;
    this.#objects = objects;
  }

  admission(): Admission {
    const failures: [string, string][] =
      this.#failures.length === 0 ? [] : [[FAILURES, JSON.stringify(this.#failures.slice(0, MOST_FAILURES))]];
    return {
      verdicts: this.#verdicts,
      warnings: this.#warnings,
      auditAnnotations: Object.fromEntries([...this.#annotations, ...failures]),
    };
  }

  take(policy: PreparedPolicy, bindings: readonly Binding[]): void {
    const kind = this.#guarded(policy, undefined, (): KnownKind | ConfigurationFault | undefined | false =>
      matches(policy.match, this.#request, this.#namespace) ? paramKindOf(policy.paramKind, this.#objects) : false,
    );
    if (kind === false) return;
    if (kind !== undefined && 'fault' in kind) {
      this.#misconfigured(policy, undefined, kind);
      return;
    }
    const collected = new Map<string, string[]>();
    for (const binding of bindings) this.#bound(policy, binding, kind, collected);
    for (const [key, values] of collected) this.#annotations.push([`${policy.name}/${key}`, values.join(', ')]);
  }

  #bound(
    policy: PreparedPolicy,
    binding: Binding,
    kind: KnownKind | undefined,
    collected: Map<string, string[]>,
  ): void {
    const { matchResources, paramRef } = binding.spec ?? {};
    const { namespace } = this.#request;
    const params = this.#guarded(policy, binding, () =>
      matches(matchResources, this.#request, this.#namespace)
        ? collectParams(kind, paramRef, namespace, this.#objects)
        : false,
    );
    if (params === false) return;
    if ('fault' in params) {
      this.#misconfigured(policy, binding, params);
      return;
    }
    this.#values ??= valuesOf(this.#request, this.#namespace);
    for (const param of params)
      this.#report(policy, binding, evaluate(policy, this.#values, paramValue(param)), collected);
  }

  /** The outcome, or false with a verdict that it is unknown. */
  #guarded<T>(policy: PreparedPolicy, binding: Binding | undefined, decide: () => T): T | false {
    try {
      return decide();
    } catch (error) {
      if (!(error instanceof Unknowable)) throw error;
      this.#verdict(policy, binding, 'Unknown', { ...WHOLE, message: error.what });
      return false;
    }
  }

  #misconfigured(policy: PreparedPolicy, binding: Binding | undefined, { fault }: ConfigurationFault): void {
    if (policy.failurePolicy === 'Ignore') return;
    const message = `failed to configure ${binding === undefined ? 'policy' : 'binding'}: ${fault}`;
    this.#verdict(policy, binding, 'Deny', { ...WHOLE, message });
  }

  #report(policy: PreparedPolicy, binding: Binding, evaluation: Evaluation, collected: Map<string, string[]>): void {
    const ignored = policy.failurePolicy === 'Ignore';
    for (const decision of evaluation.decisions) this.#decision(policy, binding, decision, ignored);
    for (const { key, value } of evaluation.annotations) {
      const values = collected.get(key) ?? [];
      const kept = cut(value);
      if (!values.includes(kept)) collected.set(key, [...values, kept]);
    }
    for (const fault of evaluation.annotationFaults) {
      const verdict = { ...fault, reason: '', part: 'auditAnnotation' } as const;
      if (fault.outcome === 'unknown') this.#verdict(policy, binding, 'Unknown', verdict);
      else if (!ignored) this.#verdict(policy, binding, 'Deny', verdict);
    }
  }

  #decision(policy: PreparedPolicy, binding: Binding, decision: Decision, ignored: boolean): void {
    const { outcome, message, index } = decision;
    if (outcome === 'admit' || (outcome === 'error' && ignored)) return;
    if (outcome === 'unknown') {
      this.#verdict(policy, binding, 'Unknown', { ...decision, part: 'validation' });
      return;
    }
    const actions = binding.spec?.validationActions ?? [];
    for (const action of actions) {
      this.#verdict(policy, binding, action, { ...decision, part: 'validation' });
      if (action === 'Warn')
        this.#warnings.push(
          `Validation failed for ValidatingAdmissionPolicy '${policy.name}' with binding '${nameOf(binding)}': ${message}`,
        );
      if (action === 'Audit')
        this.#failures.push({
          message,
          policy: policy.name,
          binding: nameOf(binding),
          expressionIndex: index ?? 0,
          validationActions: actions,
        });
    }
  }

  #verdict(
    policy: PreparedPolicy,
    binding: Binding | undefined,
    action: string,
    { message, reason, index, part, explain }: Omit<Verdict, 'policy' | 'binding' | 'action'>,
  ): void {
    const bound = binding === undefined ? undefined : nameOf(binding);
    this.#verdicts.push({ policy: policy.name, binding: bound, action, message, reason, index, part, explain });
  }
}

/** What is said of a policy or a binding as a whole. */
const WHOLE = { reason: '', index: undefined, part: 'validation', explain: UNEXPLAINED } as const;

const nameOf = (binding: Binding): string => binding.metadata?.name ?? '';

/** The first bytes of a text, cut as Go slices it. */
function cut(text: string): string {
  if (byteLength(text) <= LONGEST_ANNOTATION) return text;
  return new TextDecoder().decode(new TextEncoder().encode(text).subarray(0, LONGEST_ANNOTATION));
}

/** The refusal of a request. */
export interface Denial {
  readonly code: number;
  readonly reason: string;
  readonly message: string;
  readonly causes: readonly { readonly message: string }[];
}

const CODES: Readonly<Record<string, number>> = { Forbidden: 403, RequestEntityTooLarge: 413 };

/** The answer of the server when something is denied: the first denial. */
export function denialOf({ verdicts }: Admission, name: string): Denial | undefined {
  const first = verdicts.find(({ action }) => action === 'Deny');
  if (first === undefined) return undefined;
  const bound = first.binding === undefined ? '' : ` with binding '${first.binding}'`;
  const message = `ValidatingAdmissionPolicy '${first.policy}'${bound} denied request: ${first.message}`;
  const reason = first.reason === '' ? 'Invalid' : first.reason;
  const whole = `daemonsets.apps "${name}" is forbidden: ${message}`;
  return { code: CODES[reason] ?? 422, reason, message: whole, causes: [{ message }] };
}
