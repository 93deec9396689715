/** Which fixes may be offered: the API server is asked what it would say to the fixed text. */
import type { FoundDaemonSet, Holder } from '../document/documents.ts';
import { applyEdits, type TextEdit } from '../edit/changes-to-edits.ts';
import { EditSet } from '../edit/edit-set.ts';
import { changed } from '../edit/change-object.ts';
import { answersTo } from '../facts/update.ts';
import { differences } from '../kubernetes/apimachinery/equality.ts';
import { addTo } from '../kubernetes/go/lists.ts';
import { plainValue } from '../kubernetes/yaml/node.ts';
import type { Manifest } from '../manifest/manifest.ts';
import type { Change } from '../rule/rule.ts';
import { refusals } from '../refusal/refusals.ts';
import { REMOVED_VERSIONS } from '../refusal/refused-type.ts';
import { catchUnexpected } from '../words/unexpected-error.ts';

/** The edits of a fix, in the source of its manifest. */
export interface WantedFix {
  readonly manifest: Manifest;
  readonly edits: readonly TextEdit[];
  /** What the edits are meant to make of the object. */
  readonly changes: readonly Change[];
}

/**
 * What becomes of the fixes of a report. Each that is offered does no harm alone. Where they are only counted, those that do
 * no harm together are not tried one by one, as trying takes longer than all rules do.
 */
export type FixUse = 'offered' | 'counted' | 'unread';

/** Up to so many characters each fix of a document is tried alone; beyond that, several are tried together. */
const ALONE = 1 << 18;
/** How often a document is read at least, so that one bad fix does not hide all the others. */
const LEAST = 40;

/**
 * The fixes that make of each object what they mean to and nothing else, after which it is still taken for what it was,
 * the API server refuses no more in it than before, and an accepted one stays accepted. What is tried is linear in the text: of
 * a large document with many fixes, some may be left out that are offered once the others are made.
 */
export function harmlessFixes<Wanted extends WantedFix>(wanted: readonly Wanted[], use: FixUse): ReadonlySet<Wanted> {
  const byHolder = new Map<Holder, Wanted[]>();
  for (const each of wanted) addTo(byHolder, each.manifest.holder, each);
  return new Set([...byHolder].flatMap(([holder, fixes]) => [...new Trial(holder).passing(fixes, use)]));
}

/** Tries the fixes of one document. */
class Trial {
  #readings: number;

  constructor({ start, end }: Holder) {
    this.#readings = LEAST + Math.ceil(ALONE / Math.max(end - start, 1));
  }

  *passing<Wanted extends WantedFix>(fixes: readonly Wanted[], use: FixUse): Generator<Wanted> {
    if (fixes.length > this.#readings) {
      for (const layer of layersOf(fixes)) yield* this.#together(layer);
      return;
    }
    const fine = use === 'counted' ? layersOf(fixes).filter(doesNoHarm).flat() : [];
    yield* fine;
    const known = new Set(fine);
    for (const fix of fixes) if (!known.has(fix)) yield* this.#together([fix]);
  }

  *#together<Wanted extends WantedFix>(fixes: readonly Wanted[]): Generator<Wanted> {
    if (this.#readings-- <= 0) return;
    if (doesNoHarm(fixes)) yield* fixes;
    else if (fixes.length > 1) {
      yield* this.#together(fixes.slice(0, fixes.length / 2));
      yield* this.#together(fixes.slice(fixes.length / 2));
    }
  }
}

/** At most two sets of fixes that can be made together: most that meet are two that add a key at one place. */
function layersOf<Wanted extends WantedFix>(fixes: readonly Wanted[]): readonly Wanted[][] {
  const layers = [0, 1].map(() => ({ edits: new EditSet(), fixes: [] as Wanted[] }));
  for (const fix of fixes) layers.find(({ edits }) => edits.add(fix.edits))?.fixes.push(fix);
  return layers.map((layer) => layer.fixes).filter((layer) => layer.length > 0);
}

function doesNoHarm(fixes: readonly WantedFix[]): boolean {
  return catchUnexpected(
    () => isHarmless(fixes),
    () => false,
  );
}

function isHarmless(fixes: readonly WantedFix[]): boolean {
  const [first] = fixes;
  if (first === undefined) return true;
  const { source, holder } = first.manifest;
  const { start: from, end: to } = holder;
  const edits = fixes.flatMap((fix) => fix.edits);
  if (edits.some(({ span }) => span.start < from || span.end > to)) return false;
  const shifted = edits.map(({ span: { start, end }, newText }) => ({
    span: { start: start - from, end: end - from },
    newText,
  }));
  const text = applyEdits(source.text.slice(from, to), shifted);
  const found = text === undefined ? [] : holder.reread(text);
  if (found.length !== holder.count) return false;
  const again = new Map(found.map((each) => [JSON.stringify(each.prefix), each]));
  const isAlone = fixes.length === 1;
  return [...new Set(fixes.map(({ manifest }) => manifest))].every((manifest) => {
    const fixed = again.get(JSON.stringify(manifest.prefix));
    if (fixed === undefined) return false;
    const changes = fixes.flatMap((fix) => (fix.manifest === manifest ? fix.changes : []));
    return isMade(changes, manifest, fixed) && isNoWorse(manifest, manifest.rewritten(fixed), isAlone);
  });
}

function isMade(changes: readonly Change[], before: Manifest, after: FoundDaemonSet): boolean {
  const meant = changed(plainValue(before.root), changes);
  return differences(meant, plainValue(after.root), '').length === 0;
}

// Of several fixes one may hide what another does, unless nothing is refused that was not before.
function isNoWorse(before: Manifest, after: Manifest, isAlone: boolean): boolean {
  if (!isAccepted(after) && isAccepted(before)) return false;
  const [was, is] = [new Set(refusedIn(before)), refusedIn(after)];
  return isAlone ? is.length <= was.size : is.every((each) => was.has(each));
}

/** What the API server refuses in an object. */
function refusedIn(manifest: Manifest): readonly string[] {
  const { apiVersion, duplicates } = manifest;
  return [
    ...refusals(manifest).map(({ rule, problem: { at, message } }) => JSON.stringify([rule, at, message])),
    ...duplicates.map(({ path }) => JSON.stringify(['duplicate-key', path])),
    ...(REMOVED_VERSIONS.includes(apiVersion) ? ['removed-api'] : []),
  ];
}

/** Whether every server of the chosen minors stores it. */
export function isAccepted(manifest: Manifest): boolean {
  return answersTo(manifest).every((answer) => answer.code < 300);
}
