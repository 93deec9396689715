/** A patch that cannot be made or applied, in Go's words. */
export class PatchFault extends Error {
  /** Of the server's answer. */
  readonly code: number;
  /** The field that is not known, and the struct that does not know it. */
  readonly unknown: { readonly struct: string | undefined; readonly field: string } | undefined;

  constructor(message: string, code = 500, unknown?: PatchFault['unknown']) {
    super(message);
    this.code = code;
    this.unknown = unknown;
  }

  /** A level of the object has no such field. */
  static unknownField(struct: string | undefined, field: string): PatchFault {
    return new PatchFault(`unable to find api field "${field}"`, 500, { struct, field });
  }
}
