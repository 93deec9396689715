import { dirname } from 'node:path';
import type { Io } from '../io/io.ts';

/** What only a folder with a test of Chainsaw or KUTTL holds. */
const TEST_FILE = /^(?:chainsaw-test\.ya?ml|\d+-(?:assert|errors)\.ya?ml)$/i;

/** Tells whether a file lies in the folder of a test, or in one below it; each folder is listed once. */
export function testFolders(io: Io): (path: string) => boolean {
  const known = new Map<string, boolean>();
  const holdsTest = (folder: string): boolean => {
    let holds = known.get(folder);
    if (holds === undefined) known.set(folder, (holds = namesIn(folder, io).some((name) => TEST_FILE.test(name))));
    return holds;
  };
  return (path) => holdsTest(dirname(path)) || holdsTest(dirname(dirname(path)));
}

function namesIn(folder: string, io: Io): readonly string[] {
  try {
    return io.readDirectory(folder).map(({ name }) => name);
  } catch {
    return [];
  }
}
