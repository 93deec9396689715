/** What Git LFS keeps in place of a file that it did not fetch. Source: git-lfs docs/spec.md, "The Pointer". */

const START = Buffer.from('version https://git-lfs.github.com/spec/v1\n');
const MOST = 1024;

export const IS_POINTER = 'the file is a Git LFS pointer: run git lfs pull';

export function isLfsPointer(bytes: Uint8Array): boolean {
  return bytes.length < MOST && START.equals(bytes.subarray(0, START.length));
}
