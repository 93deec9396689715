/** The fixes that findings offer. */
import { rangeIn, type SourceFile, type WrittenPlace } from '../document/source.ts';
import { addedKeys, editsOf, type EditedObject } from '../edit/changes-to-edits.ts';
import type { Manifest } from '../manifest/manifest.ts';
import type { Hit } from '../rule/lint.ts';
import type { Fix } from '../rule/rule.ts';
import { catchUnexpected } from '../words/unexpected-error.ts';
import { harmlessFixes, type FixUse } from './harmless-fixes.ts';
import type { PlacedHit } from './placed-hit.ts';
import type { Edit, FindingFix } from './report.ts';
import { writtenEdits } from './written-edits.ts';

/** The fixes of hits that can be made in the text and do no harm, as far as somebody reads them. */
export function fixesOf(placed: readonly PlacedHit[], use: FixUse = 'offered'): ReadonlyMap<Hit, FindingFix> {
  if (use === 'unread') return new Map();
  const wanted = placed.flatMap(({ hit, place }) => {
    const { manifest, problem } = hit;
    if (manifest === undefined || problem.fix === undefined) return [];
    const { fix } = problem;
    return catchUnexpected(() => wantedOf(hit, place, manifest, fix), none);
  });
  const plain = placed.flatMap(({ hit }) =>
    hit.fix === undefined ? [] : [[hit, plainFix(hit.source, hit.fix)] as const],
  );
  const harmless = harmlessFixes(wanted, use);
  const offered = wanted.filter((each) => harmless.has(each));
  return new Map([
    ...plain,
    ...offered.map(({ hit, manifest, placed, fix }) => [hit, fixOf(manifest, fix, placed)] as const),
  ]);
}

function plainFix(source: SourceFile, { title, edits }: NonNullable<Hit['fix']>): FindingFix {
  return { title, safety: 'safe', edits: edits.map((edit) => ({ ...edit, range: rangeIn(source, edit.span) })) };
}

/** A fix that cannot be computed is not offered. */
const none = (): never[] => [];

function wantedOf(hit: Hit, place: WrittenPlace, manifest: Manifest, fix: Fix) {
  const { changes } = fix;
  const edits = editsOf(targetOf(manifest), changes);
  if (edits === undefined || edits.length === 0) return [];
  // What is put in later is not to be written over.
  const text = manifest.source.text;
  if (edits.some(({ span }) => text.slice(span.start, span.end).includes('${'))) return [];
  const written = writtenEdits(manifest, edits, changes);
  // A finding offers edits of its own file alone.
  if (written?.path !== place.source.path) return [];
  return [{ hit, manifest, edits, changes, placed: written.edits, fix }];
}

function targetOf({ source, root, duplicates }: Manifest): EditedObject {
  return { text: source.text, root, duplicates };
}

function fixOf(manifest: Manifest, { title, safety, changes }: Fix, edits: readonly Edit[]): FindingFix {
  const adds = addedKeys(targetOf(manifest), changes).map((path) =>
    JSON.stringify([manifest.document, ...manifest.prefix, ...path]),
  );
  return { title, safety, edits, adds };
}
