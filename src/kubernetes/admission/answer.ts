/** The server's whole answer to a DaemonSet, with policies in force. Source: apiserver pkg/endpoints/handlers, registry/generic. */
import type { DaemonSet } from '../api/objects.ts';
import type { Answer } from '../apiserver/apiserver.ts';
import { create, update } from '../apiserver/apiserver.ts';
import type { PostRequest } from '../apiserver/receive.ts';
import { sentWarnings } from '../apiserver/warnings-recorder.ts';
import type { ParsedDocument } from '../yaml/parse.ts';
import type { Admission, Denial, PoliciesInForce } from './dispatch.ts';
import { admit, denialOf } from './dispatch.ts';
import type { User } from './request.ts';

/** Who asks, when, and what is stored before. */
export interface AdmissionOptions {
  readonly old: DaemonSet | undefined;
  readonly user: User | undefined;
  /** The time of the request, as RFC 3339. */
  readonly time: string;
}

/** The answer of the API server, and what the policies said. */
export interface AdmissionAnswer {
  readonly answer: Answer;
  /** Nothing when the object did not get as far. */
  readonly admission: Admission | undefined;
  readonly denial: Denial | undefined;
  /** Those of the answer and of the policies. */
  readonly warnings: readonly string[];
}

/** Answers a POST, or a PUT when there is an old object: policies come after all that the server checks itself. */
export function answerWithPolicies(
  parsed: ParsedDocument,
  request: PostRequest,
  inForce: PoliciesInForce,
  { old, user, time }: AdmissionOptions,
): AdmissionAnswer {
  const answer = old === undefined ? create(parsed, request) : update(old, parsed, request);
  const { stored, warnings } = answer;
  if (stored === undefined) return { answer, admission: undefined, denial: undefined, warnings };
  const { name = '', namespace = '' } = stored.metadata ?? {};
  const operation = old === undefined ? 'CREATE' : 'UPDATE';
  const { minor } = request;
  const admission = admit(
    { minor, operation, namespace, name, object: stored, oldObject: old, user, time, dryRun: true },
    inForce,
  );
  const denial = denialOf(admission, name);
  return { answer, admission, denial, warnings: sentWarnings([...warnings, ...admission.warnings]) };
}
