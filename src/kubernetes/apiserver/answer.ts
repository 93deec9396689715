/** The answers of the API server, and the construction of a refusal. */
import { MOST_BYTES } from './receive.ts';
import type { DecodeError } from './decode-problem.ts';
import type { DroppedField } from './drop.ts';
import type { FieldError } from '../apimachinery/field-errors.ts';
import type { DaemonSet, Declared } from '../api/objects.ts';

/** The answer to a POST. */
export interface Answer {
  /** 201, 400, 413 or 422. */
  readonly code: number;
  /** `BadRequest`, `Invalid`, … */
  readonly reason?: string;
  /** The whole message of a refusal. */
  readonly message?: string;
  /** Of a 422. */
  readonly causes: readonly FieldError[];
  /** Of a 400: the errors that validation would report next, as far as they can be known. */
  readonly further: readonly FieldError[];
  /** Everything the decoder refuses, not only the server's first error. */
  readonly problems: readonly DecodeError[];
  readonly warnings: readonly string[];
  /** Decoded and defaulted, without gated fields; as complete as possible, even if the request is refused. */
  readonly object: Declared<DaemonSet>;
  /** The stored object if the request is accepted: `apiVersion`, `kind`, `metadata` and `spec`. */
  readonly stored?: DaemonSet;
  /** Declared fields that this minor silently drops. */
  readonly dropped: readonly DroppedField[];
}

/** The answer to a PUT. */
export interface UpdateAnswer extends Answer {
  readonly generationDelta: number;
  readonly templateGenerationDelta: number;
  /** Whether the DaemonSet controller creates a new ControllerRevision: the stored template has other bytes. */
  readonly newRevision: boolean;
}

/** The parts of an answer that a refusal sets. */
export interface RefusedAnswer {
  readonly code: number;
  readonly reason: string;
  readonly message: string;
  readonly causes: readonly FieldError[];
  readonly warnings: readonly string[];
  /** What was refused, to which the places of the causes lead, where it is known. */
  readonly object?: Declared<DaemonSet>;
}

/** A refusal without causes. */
export function refusal(code: number, reason: string, message: string): RefusedAnswer {
  return { code, reason, message, causes: [], warnings: [] };
}

/** A 400. */
export const badRequest = (message: string): RefusedAnswer => refusal(400, 'BadRequest', message);

/** The validation errors outside the places that could not be decoded. */
export function furtherCauses(
  errors: readonly FieldError[],
  problems: readonly DecodeError[],
): { further: FieldError[] } {
  const around = problems.map(({ at, problem }) => (problem === 'unknown-field' ? at.slice(0, -1) : at));
  const isNear = ({ at, reason }: FieldError): boolean =>
    around.some((place, i) => {
      const length = Math.min(place.length, at.length);
      if (!place.slice(0, length).every((step, j) => step === at[j])) return false;
      return problems[i]?.problem !== 'unknown-field' || (reason === 'FieldValueRequired' && at.length === length + 1);
    });
  return { further: errors.filter((error) => !isNear(error)) };
}

/** A 413. */
export const tooLarge = (): RefusedAnswer =>
  refusal(413, 'RequestEntityTooLarge', `Request entity too large: limit is ${String(MOST_BYTES)}`);

/** A 422 for a DaemonSet. */
export function invalid(
  object: Declared<DaemonSet>,
  causes: readonly FieldError[],
  warnings: readonly string[],
): RefusedAnswer {
  return invalidAs(`DaemonSet.apps "${object.metadata?.name ?? ''}"`, causes, warnings);
}

/** A 422: equal texts once in the message, but all in the causes. Source: field.ErrorList.ToAggregate. */
export function invalidAs(subject: string, causes: readonly FieldError[], warnings: readonly string[]): RefusedAnswer {
  const texts = [...new Set(causes.map(({ field, message }) => `${field}: ${message}`))];
  const shown = texts.length === 1 ? texts.join() : `[${texts.join(', ')}]`;
  return { code: 422, reason: 'Invalid', message: `${subject} is invalid: ${shown}`, causes, warnings };
}
