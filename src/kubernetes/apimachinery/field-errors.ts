import type { Path } from '../yaml/node.ts';
import { goJson, quote } from '../go/strings.ts';

/**
 * A path as apimachinery prints it (`spec.template.spec.containers[0].image`), together with the real place of the
 * value. The server's own paths are sometimes irregular (`S.volumes[0].persistentDisk`); `real` is the correct path.
 * Source: apimachinery pkg/util/validation/field/path.go.
 */
export class FieldPath {
  readonly #parent: FieldPath | undefined;
  readonly #text: string;
  readonly #step: string | number | undefined;

  private constructor(parent: FieldPath | undefined, text: string, step: string | number | undefined) {
    this.#parent = parent;
    this.#text = text;
    this.#step = step;
  }

  /** A root such as `spec` or `metadata`. */
  static root(name: string): FieldPath {
    return new FieldPath(undefined, name, name);
  }

  /** `.name`; `real` is the key in the object if it differs, `undefined` if the object has no such level. */
  child(name: string, ...real: [] | [string | number | undefined]): FieldPath {
    return new FieldPath(this, '.' + name, real.length === 0 ? name : real[0]);
  }

  /** A level of the object that the server leaves out of its path. */
  hidden(step: string | number): FieldPath {
    return new FieldPath(this, '', step);
  }

  /** `[index]`. */
  index(index: number): FieldPath {
    return new FieldPath(this, `[${String(index)}]`, index);
  }

  /** `[key]`. */
  key(key: string): FieldPath {
    return new FieldPath(this, `[${key}]`, key);
  }

  toString(): string {
    return (this.#parent?.toString() ?? '') + this.#text;
  }

  /** The place of the value in the object. */
  toPath(): Path {
    const parent = this.#parent?.toPath() ?? [];
    return this.#step === undefined ? parent : [...parent, this.#step];
  }
}

export type Reason =
  | 'FieldValueRequired'
  | 'FieldValueInvalid'
  | 'FieldValueNotSupported'
  | 'FieldValueDuplicate'
  | 'FieldValueNotFound'
  | 'FieldValueForbidden'
  | 'FieldValueTooLong'
  | 'FieldValueTooMany'
  | 'FieldManagerConflict'
  | 'InternalError';

/** One entry of `Status.details.causes`, and its place. */
export interface FieldError {
  readonly reason: Reason;
  /** The server's field path, even if irregular. */
  readonly field: string;
  /** The server's message: `Invalid value: -1: must be greater than or equal to 0`. */
  readonly message: string;
  /** Where the wrong value is written (or would be). */
  readonly at: Path;
  /** The part of `message` that states the requirement, without reason and value. */
  readonly detail: string;
  /** Whether the object that was sent is not refused for it, but what was made of it with the one that is there. */
  readonly ofMerge?: true;
  /** What is wrong inside an expression, and where: lines from 1, columns from 0 in code points. */
  readonly within?: readonly { readonly line: number; readonly column: number; readonly message: string }[];
}

/** An invalid value in the form in which Go prints it: `quoted` for plain strings, `json` for everything else. */
export interface Shown {
  readonly shown: string;
}

/** A plain Go string (`%q`). */
export const shownString = (value: string): Shown => ({ shown: quote(value) });
/** A named string type, pointer, struct, list or map (Go JSON). */
export const shownJson = (value: unknown): Shown => ({ shown: goJson(value) });
/** An integer or boolean. */
export const shownPlain = (value: number | bigint | boolean): Shown => ({ shown: String(value) });

/** The place of an error: a path, or the server's path and the real place. */
export type ErrorPlace = FieldPath | { readonly field: FieldPath; readonly at: Path };

function error(reason: Reason, place: ErrorPlace, message: string, detail: string): FieldError {
  if (place instanceof FieldPath) return { reason, field: place.toString(), message, at: place.toPath(), detail };
  return { reason, field: place.field.toString(), message, at: place.at, detail };
}

export function required(place: ErrorPlace, detail = ''): FieldError {
  return error('FieldValueRequired', place, detail === '' ? 'Required value' : `Required value: ${detail}`, detail);
}

export function invalid(place: ErrorPlace, value: Shown, detail: string): FieldError {
  return error('FieldValueInvalid', place, `Invalid value: ${value.shown}: ${detail}`, detail);
}

/** One `invalid` for each message, as the server reports the errors of a grammar. */
export function invalidEach(place: ErrorPlace, value: Shown, details: readonly string[]): FieldError[] {
  return details.map((detail) => invalid(place, value, detail));
}

export function notSupported(place: ErrorPlace, value: Shown, supported: readonly string[]): FieldError {
  const detail = supportedValues(supported);
  return error('FieldValueNotSupported', place, `Unsupported value: ${value.shown}: ${detail}`, detail);
}

/** The detail of `notSupported`. */
export function supportedValues(supported: readonly string[]): string {
  return `supported values: ${supported.map(quote).join(', ')}`;
}

export function duplicate(place: ErrorPlace, value: Shown): FieldError {
  return error('FieldValueDuplicate', place, `Duplicate value: ${value.shown}`, '');
}

export function notFound(place: ErrorPlace, value: Shown, detail = ''): FieldError {
  return error('FieldValueNotFound', place, `Not found: ${value.shown}` + (detail === '' ? '' : `: ${detail}`), detail);
}

export function forbidden(place: ErrorPlace, detail: string): FieldError {
  return error('FieldValueForbidden', place, `Forbidden: ${detail}`, detail);
}

export function internalError(place: ErrorPlace, detail: string): FieldError {
  return error('InternalError', place, `Internal error: ${detail}`, detail);
}

export function tooLong(place: ErrorPlace, maxBytes: number): FieldError {
  const detail = `may not be more than ${String(maxBytes)} bytes`;
  return error('FieldValueTooLong', place, `Too long: ${detail}`, detail);
}

export function tooMany(place: ErrorPlace, actual: number, max: number): FieldError {
  const detail = `must have at most ${String(max)} items`;
  return error('FieldValueTooMany', place, `Too many: ${String(actual)}: ${detail}`, detail);
}
