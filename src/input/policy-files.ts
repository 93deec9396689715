/** The files that options and configurations name as policies, as texts. */
import { decodeText } from '../document/decode-text.ts';
import type { SourceFile } from '../document/source.ts';
import type { Io } from '../io/io.ts';
import { findFiles, reasonOf } from './find-files.ts';

/** The texts of files, and what could not be read. */
export interface PolicyFiles {
  readonly files: readonly SourceFile[];
  readonly faults: readonly { readonly path: string; readonly message: string }[];
}

/** Reads files, folders and patterns of policies. */
export async function readPolicyFiles(paths: readonly string[], io: Io): Promise<PolicyFiles> {
  if (paths.length === 0) return { files: [], faults: [] };
  const found = await findFiles(paths, io);
  const faults = [...found.faults];
  const files: SourceFile[] = [];
  const fail = (path: string, reason: string): void => {
    faults.push({ path, message: `${path}: ${reason}` });
  };
  for (const { path, shown, named } of found.files) {
    try {
      const { text, fault, invalid } = decodeText(path === '-' ? io.readStdin() : io.readFile(path, { named }));
      const illegible = fault ?? invalid?.first;
      if (illegible === undefined) files.push({ path: shown, text });
      else fail(shown, illegible.message);
    } catch (error) {
      fail(shown, reasonOf(error));
    }
  }
  return { files, faults };
}

/** Now, as the server writes it. */
export function requestTime(): string {
  return new Date().toISOString().replace(/\.\d+Z$/, 'Z');
}
