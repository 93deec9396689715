import { apiPath, type Path } from '../kubernetes/yaml/node.ts';
import { NEWEST } from '../kubernetes/api/release.ts';
import type { Manifest } from '../manifest/manifest.ts';

/** A declared field that the first chosen minor silently drops. */
export interface UnstoredField {
  readonly at: Path;
  readonly field: string;
  /** The first later minor that stores it; undefined if every known one drops or refuses it. */
  readonly stored: number | undefined;
}

/** The fields that the first chosen minor drops, and the minor that stores them. */
export function droppedFields(manifest: Manifest): UnstoredField[] {
  const minor = manifest.context.minors[0] ?? NEWEST;
  return manifest.answer.dropped.map(({ at }) => ({
    at,
    field: apiPath(at),
    stored: storedSince(manifest, at, minor),
  }));
}

function storedSince(manifest: Manifest, at: Path, minor: number): number | undefined {
  const place = apiPath(at);
  const same = (other: { readonly at: Path }): boolean => apiPath(other.at) === place;
  for (let later = minor + 1; later <= NEWEST; later++) {
    const answer = manifest.answerFor(later);
    if (!answer.dropped.some(same) && !answer.problems.some(same)) return later;
  }
  return undefined;
}
