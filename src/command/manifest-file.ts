import { decodeText } from '../document/decode-text.ts';
import { InputError } from '../io/errors.ts';
import type { Io } from '../io/io.ts';
import { readNamed } from '../io/read-limits.ts';
import { reasonOf } from '../io/system-error.ts';

/** A file of `-f`, as kubectl names it in messages. Throws InputError. */
export function readManifestFile(path: string, io: Io): { readonly text: string; readonly source: string } {
  const shown = path === '-' ? 'standard input' : path;
  let bytes: Uint8Array;
  try {
    bytes = readNamed(path, io);
  } catch (error) {
    throw new InputError(`cannot read ${shown}: ${reasonOf(error)}`);
  }
  const { text, fault, invalid } = decodeText(bytes);
  const problem = fault ?? invalid?.first;
  if (problem !== undefined) throw new InputError(`${shown}: ${problem.explanation}`);
  return { text, source: path === '-' ? 'STDIN' : path };
}
