/** What the server answers to the creation of a policy or a binding. */
import type { DecodeError } from '../apiserver/decode-problem.ts';
import { decodeAs } from '../apiserver/decode.ts';
import { decodeFault, strictFault } from '../apiserver/receive.ts';
import type { FieldError } from '../apimachinery/field-errors.ts';
import type { PolicyKind } from '../api/schema.ts';
import { policyStructOf } from '../api/schema.ts';
import type { ParsedDocument } from '../yaml/parse.ts';
import type { Binding, CreationAnswer, Policy } from './policy.ts';
import { POLICY_GROUP, applyBindingDefaults, applyPolicyDefaults } from './policy.ts';
import { validateBinding } from './validate-binding.ts';
import { validatePolicy } from './validate-policy.ts';

/** An answer, and what was decoded and defaulted. */
export interface Created<T> {
  readonly answer: CreationAnswer;
  readonly object: T;
  readonly problems: readonly DecodeError[];
}

/** Answers the creation of a policy; `apiVersion` is the one written. */
export function createPolicy(parsed: ParsedDocument, apiVersion: string, minor: number): Created<Policy> {
  const { object, problems, refusal } = receive('ValidatingAdmissionPolicy', parsed, apiVersion, minor);
  const policy = object as Policy;
  applyPolicyDefaults(policy);
  const answer = refusal ?? judged('ValidatingAdmissionPolicy', policy, validatePolicy(policy, minor));
  return { answer, object: policy, problems };
}

/** Answers the creation of a binding. */
export function createBinding(parsed: ParsedDocument, apiVersion: string, minor: number): Created<Binding> {
  const { object, problems, refusal } = receive('ValidatingAdmissionPolicyBinding', parsed, apiVersion, minor);
  const binding = object as Binding;
  applyBindingDefaults(binding);
  const answer = refusal ?? judged('ValidatingAdmissionPolicyBinding', binding, validateBinding(binding, minor));
  return { answer, object: binding, problems };
}

const ACCEPTED: CreationAnswer = { code: 201, causes: [], warnings: [] };

interface Received {
  readonly object: unknown;
  readonly problems: readonly DecodeError[];
  readonly refusal: CreationAnswer | undefined;
}

function receive(kind: PolicyKind, parsed: ParsedDocument, apiVersion: string, minor: number): Received {
  const { duplicates } = parsed;
  const order = 'sorted';
  const { object, problems } = decodeAs(parsed.root, policyStructOf(kind), { minor, order, duplicates });
  return { object, problems, refusal: refuse() };

  function refuse(): CreationAnswer | undefined {
    const [, version = ''] = apiVersion.split('/');
    if (version !== 'v1') return refused(404, 'NotFound', 'the server could not find the requested resource');
    const strict = strictFault(problems, order);
    const fault = decodeFault(problems) ?? (strict === undefined ? undefined : `strict decoding error: ${strict}`);
    if (fault === undefined) return undefined;
    return refused(400, 'BadRequest', `${kind} in version "v1" cannot be handled as a ${kind}: ${fault}`);
  }
}

function refused(code: number, reason: string, message: string): CreationAnswer {
  return { code, reason, message, causes: [], warnings: [] };
}

/** A 422 when there are errors: equal texts once in the message. Source: field.ErrorList.ToAggregate. */
function judged(kind: PolicyKind, { metadata }: Policy | Binding, causes: readonly FieldError[]): CreationAnswer {
  if (causes.length === 0) return ACCEPTED;
  const texts = [...new Set(causes.map(({ field, message }) => `${field}: ${message}`))];
  const shown = texts.length === 1 ? texts.join() : `[${texts.join(', ')}]`;
  const message = `${kind}.${POLICY_GROUP} "${metadata?.name ?? ''}" is invalid: ${shown}`;
  return { ...refused(422, 'Invalid', message), causes };
}
