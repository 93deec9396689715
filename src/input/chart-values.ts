/** The values that are given for a chart, and the files that they come from. */
import { relative, resolve } from 'node:path';
import { InputError } from '../io/errors.ts';
import type { Dict } from '../gotemplate/value.ts';
import { ChartError } from '../helm/chart.ts';
import { givenValues, type GivenValues } from '../helm/helm.ts';
import type { Io } from '../io/io.ts';
import { reasonOf } from '../io/system-error.ts';

const NONE: GivenValues = { files: [], json: [], typed: [], text: [], fromFiles: [] };

/** Reads values; what a user gave and what cannot be read is an InputError. */
export class GivenFiles {
  /** Of the files that were read, by the paths that are shown. */
  readonly bytes = new Map<string, Uint8Array>();
  readonly #io: Io;

  constructor(io: Io) {
    this.#io = io;
  }

  /** The values of files, by their paths, and of further settings; a file that a user `named` may be a pipe. */
  values(given: Partial<GivenValues>, named: boolean): Dict {
    const files = (given.files ?? []).map((path) =>
      (relative(this.#io.cwd, resolve(this.#io.cwd, path)) || path).replaceAll('\\', '/'),
    );
    try {
      return givenValues({ ...NONE, ...given, files }, (shown) => this.#read(shown, named));
    } catch (error) {
      if (!(error instanceof ChartError)) throw error;
      throw new InputError(error.message);
    }
  }

  #read(shown: string, named: boolean): Uint8Array {
    try {
      const bytes = this.#io.readFile(resolve(this.#io.cwd, shown), { named });
      this.bytes.set(shown, bytes);
      return bytes;
    } catch (cause) {
      throw new InputError(`${shown}: ${reasonOf(cause)}`);
    }
  }
}
