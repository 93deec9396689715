/** One state of a repository: the files of it that changed, and the file system as it has it. */
import { join, relative, resolve, sep } from 'node:path';
import { fileAt, type FoundFile, type FoundFiles } from '../input/find-files.ts';
import type { FileChange } from '../io/git-changes.ts';
import type { GitFile } from '../io/git.ts';
import type { Io } from '../io/io.ts';
import type { Choice } from './chosen-paths.ts';
import { filesOf, type GitChanges } from './git-changes.ts';
import type { PlaceOf } from './pairing.ts';
import { anyFileOf, type Submodule } from './submodules.ts';
import { contentsOf, stateIo, type StateFiles } from './state-io.ts';

interface GitState {
  readonly files: FoundFiles;
  readonly io: Io;
  readonly placeOf: PlaceOf;
  readonly submodules: readonly Submodule[];
}

/** Gives the state on either side of the changes; `otherwise` knows the bytes of files that did not change. */
export function gitStateOf(
  root: string,
  { changes, parts, others, moved, submodules, unstaged }: GitChanges,
  { isWanted }: Choice,
  otherwise: (path: string) => Uint8Array | undefined,
  io: Io,
): (side: 'before' | 'after') => GitState {
  const place = ({ path }: GitFile): string => join(root, path);
  const objects = [
    changes.flatMap(objectsOf),
    parts.flatMap(objectsOf),
    unstaged.files.flatMap(({ object = [] }) => object),
  ];
  const contents = contentsOf(root, objects, io);
  const isAsked = (path: string): boolean => isWanted(path) !== undefined || isWanted(`${path}.yaml`) === 'found';
  const partAt = (path: string, isOther: boolean): FoundFile => {
    const found = fileAt(path, false, io);
    return isAsked(path) && !isOther ? found : { ...found, part: true };
  };
  const placeIn = (path: string): string => relative(root, resolve(io.cwd, path)).replaceAll(sep, '/');
  return (side) => {
    const placed = changes.flatMap((change) => {
      const file = change[side];
      if (file === undefined) return [];
      return [{ found: fileAt(place(file), isWanted(place(file)) === 'named', io), change }];
    });
    const files = new Map<string, GitFile>();
    const absent = new Map<string, FileChange>();
    for (const change of [...changes, ...parts]) {
      const file = change[side];
      for (const other of filesOf(change)) if (other !== file) absent.set(place(other), change);
      if (file !== undefined) files.set(place(file), file);
    }
    for (const path of files.keys()) absent.delete(path);
    const isSame = (file: GitFile): boolean => !files.has(place(file)) && !absent.has(place(file));
    const unknown = unstaged.untracked.filter(isSame).map((file) => [place(file), file] as const);
    for (const file of unstaged.files.filter(isSame)) files.set(place(file), file);
    const helpers = parts.flatMap((change): FoundFile[] => {
      const file = change[side];
      return file === undefined ? [] : [partAt(place(file), others.has(change))];
    });
    const places = new Map(placed.map(({ found, change }) => [found.shown, (change.after ?? change.before)?.path]));
    return {
      files: {
        files: [...placed.map(({ found }) => found), ...helpers],
        faults: [],
        changed: (path) => isWanted(path) !== undefined,
        lost: [...absent].map(([path, change]) => partAt(path, others.has(change))),
      },
      io: stateIo(
        {
          root,
          files,
          absent: new Map<string, unknown>([...absent, ...unknown]),
          contents,
          links: moved && linksOn(side, moved),
        },
        otherwise,
        io,
      ),
      submodules: submodules.flatMap((change) => {
        const file = change[side];
        if (file === undefined) return [];
        const isAskedFor = filesOf(change).some((each) => isWanted(anyFileOf({ path: place(each) })) !== undefined);
        return [{ path: place(file), commit: file.object ?? '', isAsked: isAskedFor }];
      }),
      // What is made of several files is known by the one that asks for it, also where that did not change.
      placeOf: ({ source: { path, madeFrom } }) =>
        places.get(path) ?? (madeFrom === undefined ? undefined : placeIn(path)),
    };
  };
}

function linksOn(side: 'before' | 'after', moved: NonNullable<GitChanges['moved']>): StateFiles['links'] {
  return { own: moved[side], other: moved[side === 'before' ? 'after' : 'before'] };
}

function objectsOf({ before, after }: FileChange): string[] {
  return [before?.object, after?.object].filter((object) => object !== undefined);
}
