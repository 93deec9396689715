/** What a change is under the names that symbolic links of the repository give its files. */
import { join } from 'node:path';
import type { ComparedStates, Differences, FileChange } from '../io/git-changes.ts';
import { Links, type GitLink } from '../io/git-links.ts';
import { filesAt, readObjects, type GitFile } from '../io/git.ts';
import type { Io } from '../io/io.ts';

/** A change of a file under the name of a link. */
export interface LinkedChange extends FileChange {
  /** The paths of the file itself. */
  readonly real: readonly string[];
  /** Whether the link leads elsewhere than before. */
  readonly isRetargeted: boolean;
}

export interface LinkedChanges {
  readonly changes: readonly LinkedChange[];
  /** The links of each state; undefined where both have the same. */
  readonly moved?: { readonly before: Links; readonly after: Links };
}

/** The changes behind links; a link that leads elsewhere changes all that is behind it. */
export function linkedChanges(
  root: string,
  comparison: ComparedStates,
  { files, links, sameLinks }: Differences,
  io: Io,
): LinkedChanges {
  const all = [...sameLinks, ...links.flatMap(({ before, after }) => [before ?? [], after ?? []].flat())];
  if (all.length === 0 || files.length + links.length === 0) return { changes: [] };
  const realRoot = io.realPath(root) ?? root;
  const objects = readObjects(
    root,
    all.flatMap(({ object }) => object ?? []),
    io,
  );
  const saysWhat = ({ path, object }: GitFile): readonly GitLink[] => {
    const bytes = object === undefined ? undefined : objects.get(object);
    // What is only in the work tree is followed there.
    const target = object === undefined ? io.realPath(join(root, path)) : bytes && Buffer.from(bytes).toString('utf8');
    return target === undefined ? [] : [{ path, target }];
  };
  const linksOf = (side: 'before' | 'after'): Links =>
    new Links([...sameLinks, ...links.flatMap((link) => link[side] ?? [])].flatMap(saysWhat), realRoot);
  const states = { before: linksOf('before'), after: linksOf('after') };
  const moved = new Set(
    all.map(({ path }) => path).filter((path) => states.before.real(path) !== states.after.real(path)),
  );
  const found = new Map<string, { before?: GitFile; after?: GitFile; real: string[]; isRetargeted: boolean }>();
  const add = (side: 'before' | 'after', { path, object }: GitFile, onlyMoved: boolean): void => {
    for (const { name, links: followed } of states[side].namesOf(path)) {
      if (onlyMoved && !followed.some((link) => moved.has(link))) continue;
      const known = found.get(name) ?? { real: [], isRetargeted: false };
      if (known[side] !== undefined) continue;
      known[side] = { path: name, object };
      known.real.push(path);
      found.set(name, known);
    }
  };
  for (const side of ['before', 'after'] as const) {
    for (const change of files) if (change[side] !== undefined) add(side, change[side], false);
    if (moved.size > 0) for (const file of unchangedAt(side, root, comparison, files, io)) add(side, file, true);
  }
  const changes = [...found.values()].map(({ before, after, real }): LinkedChange => ({
    before,
    after,
    real,
    isRetargeted: new Set(real).size > 1,
  }));
  return { changes, ...(moved.size > 0 && { moved: states }) };
}

/** The files of a state that are the same in the other one. */
function unchangedAt(
  side: 'before' | 'after',
  root: string,
  comparison: ComparedStates,
  files: readonly FileChange[],
  io: Io,
): readonly GitFile[] {
  const commit = comparison === 'staged' ? 'HEAD' : comparison.since;
  const changed = new Set(files.flatMap((change) => change[side]?.path ?? []));
  const gone = new Set(files.flatMap(({ before, after }) => [before?.path ?? [], after?.path ?? []].flat()));
  const isSame = ({ path }: GitFile): boolean => !changed.has(path) && !(side === 'after' && gone.has(path));
  const listed = filesAt(root, side === 'before' ? { commit } : 'index', io).filter(isSame);
  // What is in the work tree is read there, as it is there.
  return side === 'after' && comparison !== 'staged' ? listed.map(({ path }) => ({ path, object: undefined })) : listed;
}
