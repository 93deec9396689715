import { decodeText } from '../document/decode-text.ts';
import { InputError } from '../io/errors.ts';
import type { Io } from '../io/io.ts';
import { readShown } from '../io/read-limits.ts';

/** A file of `-f`, as kubectl names it in messages. Throws InputError. */
export function readManifestFile(path: string, io: Io): { readonly text: string; readonly source: string } {
  const shown = path === '-' ? 'standard input' : path;
  const { text, fault, invalid } = decodeText(readShown(path, shown, io));
  const problem = fault ?? invalid?.first;
  if (problem !== undefined) throw new InputError(`${shown}: ${problem.explanation}`);
  return { text, source: path === '-' ? 'STDIN' : path };
}
