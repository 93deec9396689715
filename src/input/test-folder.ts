import { dirname, join } from 'node:path';
import type { SourceFile } from '../document/source.ts';
import type { Io } from '../io/io.ts';

/** Every test of Chainsaw has one. */
const CHAINSAW = /^chainsaw-test\.ya?ml$/i;
/** What KUTTL compares. Other tools number files, too, and have errors. */
const KUTTL_STEP = /^\d+-(?:assert|errors)\.ya?ml$/i;
/** The suite that a run of KUTTL reads; it names the folders of tests. Source: kuttl pkg/kuttlctl/cmd/test.go. */
const KUTTL_SUITE = /^kuttl-test\.ya?ml$/i;
/** Steps of KUTTL may say so themselves: TestStep, TestAssert, TestSuite. */
const KUTTL_VERSION = 'kuttl.dev/';

/** Tells whether a file lies in the folder of a test, or in one below it; each folder is listed once. */
export function testFolders(io: Io): (path: string) => boolean {
  const known = new Map<string, boolean>();
  const holdsTest = once(known, (folder) => {
    const names = namesIn(folder, io);
    if (names.some((name) => CHAINSAW.test(name))) return true;
    if (!names.some((name) => KUTTL_STEP.test(name))) return false;
    return (
      isBelowSuite(folder) || names.some((name) => /^\d+-.*\.ya?ml$/i.test(name) && saysKuttl(join(folder, name), io))
    );
  });
  const isBelowSuite: (folder: string) => boolean = once(new Map(), (folder) => {
    if (namesIn(folder, io).some((name) => KUTTL_SUITE.test(name))) return true;
    return dirname(folder) !== folder && isBelowSuite(dirname(folder));
  });
  return (path) => holdsTest(dirname(path)) || holdsTest(dirname(dirname(path)));
}

function once(known: Map<string, boolean>, find: (folder: string) => boolean): (folder: string) => boolean {
  return (folder) => {
    let found = known.get(folder);
    if (found === undefined) known.set(folder, (found = find(folder)));
    return found;
  };
}

function saysKuttl(path: string, io: Io): boolean {
  try {
    return Buffer.from(io.readFile(path)).includes(KUTTL_VERSION);
  } catch {
    return false;
  }
}

function namesIn(folder: string, io: Io): readonly string[] {
  try {
    return io.readDirectory(folder).map(({ name }) => name);
  } catch {
    return [];
  }
}

/** The same for texts that are there; a suite may be out of sight, so that the texts of a test have to name its tool. */
export function testFoldersAmong(texts: () => readonly SourceFile[]): (text: SourceFile) => boolean {
  let folders: ReadonlySet<string> | undefined;
  const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));
  const isTest = ({ path, text }: SourceFile): boolean => {
    const name = path.split('/').at(-1) ?? '';
    return CHAINSAW.test(name) || KUTTL_SUITE.test(name) || text.includes(KUTTL_VERSION);
  };
  return ({ path }) => {
    folders ??= new Set(
      texts()
        .filter(isTest)
        .map((text) => folderOf(text.path)),
    );
    const folder = folderOf(path);
    return folders.has(folder) || (folder !== '' && folders.has(folderOf(folder)));
  };
}
