import { dirname } from 'node:path';
import type { SourceFile } from '../document/source.ts';
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

/** The same for texts of which nothing but the paths is known. */
export function testFoldersAmong(texts: () => readonly SourceFile[]): (text: SourceFile) => boolean {
  let folders: ReadonlySet<string> | undefined;
  const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));
  return ({ path }) => {
    const tests = () => texts().flatMap((text) => (TEST_FILE.test(text.path.split('/').at(-1) ?? '') ? [text] : []));
    folders ??= new Set(tests().map((text) => folderOf(text.path)));
    const folder = folderOf(path);
    return folders.has(folder) || (folder !== '' && folders.has(folderOf(folder)));
  };
}
