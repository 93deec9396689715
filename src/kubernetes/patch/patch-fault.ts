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

  /** In the words of the server, which looks fields up in Go's types, where kubectl asks the OpenAPI. */
  get ofServer(): string {
    if (this.unknown === undefined) return this.message;
    const { struct, field } = this.unknown;
    if (struct === undefined) return 'merging an object in json but data type is not struct, instead is: map';
    return `unable to find api field in struct ${struct} for the json field "${field}"`;
  }

  /** A level of the object has no such field. */
  static unknownField(struct: string | undefined, field: string): PatchFault {
    return new PatchFault(`unable to find api field "${field}"`, 500, { struct, field });
  }
}
