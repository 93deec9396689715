/** Folders whose files nobody applies together with the rest of a repository, by their names. */

/** Copies of other projects, and examples: each entry is applied alone. */
const APART = /^(?:vendor|third[-_]?party|node_modules|examples?|samples?)$/i;
/** What is applied to try the rest, in a cluster of its own. */
const TESTS = /^(?:tests?|e2e|testdata|fixtures)$/i;
/** One version of something that has others beside it. */
const VERSION = /^v\d+(?:[._-]?\w+)*$|^\d+\.\d+(?:\.\d+)*$/;

/** The innermost of such folders that a file lies in, or nothing. Two files of different ones are not applied together. */
export function worldOf(path: string): string {
  const folders = path.split('/').slice(0, -1);
  const at = folders.findLastIndex((folder) => APART.test(folder) || TESTS.test(folder));
  if (at < 0) return '';
  return folders.slice(0, APART.test(folders[at] ?? '') ? at + 2 : at + 1).join('/');
}

/** Whether a file can lie in another world, or be of another version, than one in some other folder. */
export function isOrdinary(path: string): boolean {
  return worldOf(path) === '' && !path.split('/').some((folder) => VERSION.test(folder));
}

/** Whether two files lie in folders of two versions, side by side. */
export function areVersions(a: string, b: string): boolean {
  const [one, other] = [a, b].map((path) => path.split('/').slice(0, -1));
  const at = one?.findIndex((folder, index) => folder !== other?.[index]) ?? -1;
  return at >= 0 && VERSION.test(one?.[at] ?? '') && VERSION.test(other?.[at] ?? '');
}
