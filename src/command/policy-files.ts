/** The files that `--policy` and `daemonlint policy` name. */
import { decodeText } from '../document/decode-text.ts';
import { findFiles, reasonOf } from '../input/find-files.ts';
import type { Io } from '../io/io.ts';
import type { PolicyFile } from '../kubernetes/admission/policy-set.ts';

/** The texts of files, and what could not be read. */
export interface PolicyFiles {
  readonly files: readonly PolicyFile[];
  readonly problems: readonly string[];
}

/** Reads files, folders and patterns of policies. */
export async function readPolicyFiles(paths: readonly string[], io: Io): Promise<PolicyFiles> {
  const { files, faults } = await findFiles(paths, io);
  const problems = faults.map(({ message }) => message);
  const read: PolicyFile[] = [];
  for (const { path, shown } of files) {
    try {
      const { text, fault, invalid = [] } = decodeText(path === '-' ? io.readStdin() : io.readFile(path));
      const illegible = fault ?? invalid[0];
      if (illegible === undefined) read.push({ path: shown, text });
      else problems.push(`${shown}: ${illegible.message}`);
    } catch (error) {
      problems.push(`${shown}: ${reasonOf(error)}`);
    }
  }
  return { files: read, problems };
}

/** Now, as the server writes it. */
export function requestTime(): string {
  return new Date().toISOString().replace(/\.\d+Z$/, 'Z');
}
