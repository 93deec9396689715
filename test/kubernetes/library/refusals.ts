import * as assert from 'uvu/assert';

/** Throws an error of this type that says this. */
export const throws = (body: () => unknown, type: typeof TypeError, pattern: RegExp): void => {
  assert.throws(body, (error: unknown) => error instanceof type && pattern.test(error.message));
};
/** For arguments that the types forbid. */
export const any = (value: unknown): never => value as never;
