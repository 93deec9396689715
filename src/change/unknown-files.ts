/** Files of the new state of which nobody knows whether a DaemonSet is still in them. */
import type { FoundFile } from '../input/find-files.ts';
import type { Input } from '../input/read-input.ts';
import { digestOf, type Unbuilt } from '../input/unbuilt.ts';
import type { Manifest } from '../manifest/manifest.ts';
import { readNamed } from '../io/read-limits.ts';
import { unknownContents } from './old-file.ts';
import type { PlaceOf } from './pairing.ts';
import type { States } from './states.ts';

/** Those that were named as the new state, or are where a lost DaemonSet was, and are no manifests. */
export function unknownFiles(
  { next: { files, io }, asWritten = false }: Pick<States, 'next' | 'asWritten'>,
  next: Input,
  gone: readonly Manifest[],
  placeOf: { readonly old: PlaceOf; readonly next: PlaceOf },
  stdinFilename: string | undefined,
): readonly Unbuilt[] {
  const places = new Set(gone.flatMap((each) => (each.source.madeFrom ? [] : (placeOf.old(each) ?? []))));
  const known = new Set([
    ...[...next.manifests, ...next.templates, ...next.unreadable].map(({ source }) => source.path),
    ...[...next.unbuilt, ...next.faults].map(({ path }) => path),
    ...next.ignored,
  ]);
  const isAsked = (file: FoundFile, path: string): boolean =>
    !known.has(path) && ((asWritten && file.named) || places.has(placeOf.next({ source: { path } }) ?? ''));
  return files.files.flatMap((file) => {
    const path = file.path === '-' ? (stdinFilename ?? file.shown) : file.shown;
    if (!isAsked(file, path)) return [];
    const bytes = bytesOf(file, io);
    const reason = bytes && unknownContents(bytes);
    if (bytes === undefined || reason === undefined) return [];
    return [{ path, reason, hides: 'objects', files: new Set(), digest: digestOf(bytes), patched: [], failing: [] }];
  });
}

// The reader of the file reports why it cannot be read.
function bytesOf({ path, named }: FoundFile, io: States['next']['io']): Uint8Array | undefined {
  try {
    return named ? readNamed(path, io) : io.readFile(path);
  } catch {
    return undefined;
  }
}
