/** What a baseline knows of what was found, what moved, and what of it is stale. */
import type { SourceFile } from '../document/source.ts';
import { addTo } from '../kubernetes/go/lists.ts';
import type { Baseline, Examination, Found } from '../manifest/known-findings.ts';
import { groupBy } from '../words/group-by.ts';
import { baselineText, entryOf, type Entries, type WrittenEntry } from './baseline-file.ts';
import { keyWithoutPath, lineOf, valueAt, valueOfText, type Entry } from './entry.ts';

/** Where a baseline is: paths of its entries begin at its folder. */
export interface Place {
  readonly source: SourceFile;
  readonly file: string;
  /** From its folder, of a path that is shown. */
  readonly pathOf: (shown: string) => string;
  /** The other way. */
  readonly shownOf: (path: string) => string;
  /** Whether there is a file at a path from its folder. */
  readonly isThere: (path: string) => boolean;
  readonly seenFrom: (cwd: string) => Place;
}

/** A baseline with some entries. */
export function baselineOf(written: Entries, place: Place): Baseline {
  const match: Baseline['match'] = (found, examination) => {
    const asked = found.map((each) => entryFor(each, place));
    const lines = asked.map(lineOf);
    const seen = new Seen(examination, place);
    const near = written.with('path', new Set([...asked.map(({ path }) => path), ...seen.files]));
    const there = new Set(near.map(({ line }) => line));
    const used = new Set(lines.filter((line) => there.has(line)));
    const unknown = asked.filter((_, i) => !used.has(lines[i] ?? ''));
    const moved = movedIn(unknown, near, used, written, seen);
    const looked = examination.isComplete ? written.all : near;
    const stale = looked.filter((each) => !used.has(each.line) && seen.isOver(each) && !moved.from.has(each.line));
    return {
      known: lines.map((line) => used.has(line) || moved.to.has(line)),
      stale: stale.map(({ line, span }) => ({ ...entryOf(line), span })),
      rewritten: (added) => {
        const kept = linesOf(written);
        for (const line of [...stale.map((each) => each.line), ...moved.from]) kept.delete(line);
        for (const line of moved.to) kept.add(line);
        const known = kept.size;
        for (const each of added) kept.add(lineOf(entryFor(each, place)));
        return { text: baselineText(written.all, kept), entries: kept.size, fresh: kept.size - known };
      },
    };
  };
  const seenFrom = (cwd: string): Baseline => baselineOf(written, place.seenFrom(cwd));
  const withEntries: Baseline['withEntries'] = (found) => {
    const added = found.map((each) => lineOf(entryFor(each, place)));
    return baselineText(written.all, new Set([...linesOf(written), ...added]));
  };
  return { source: place.source, file: place.file, seenFrom, match, withEntries };
}

const linesOf = ({ all }: Entries): Set<string> => new Set(all.map(({ line }) => line));

function entryFor({ path, object, rule, at, text }: Found, { pathOf }: Place): Entry {
  const written = object === undefined ? { field: '', ...valueOfText(text) } : valueAt(object.root, at);
  return { path: pathOf(path), object: object?.name ?? '', rule, ...written };
}

/** What was looked at, by the paths of entries. */
class Seen {
  readonly #examination: Examination;
  readonly #place: Place;
  readonly #there = new Map<string, boolean>();
  /** Those that were read whole. */
  readonly files: ReadonlySet<string>;

  constructor(examination: Examination, place: Place) {
    this.#examination = examination;
    this.#place = place;
    this.files = new Set([...examination.files].map(place.pathOf));
  }

  /** Whether a file is there no more, or no more holds an object. */
  isGone({ path, object }: Entry): boolean {
    const { files, objectsOf } = this.#examination;
    const shown = this.#place.shownOf(path);
    return files.has(shown) ? object !== '' && !objectsOf(shown).has(object) : !this.#isThere(path);
  }

  /** Whether what an entry lists would have been found. */
  isOver({ path, rule }: Pick<Entry, 'path' | 'rule'>): boolean {
    const { isComplete, files, isUsed, runs } = this.#examination;
    if (!isComplete && !this.files.has(path)) return false;
    if (isComplete && !this.#isThere(path)) return true;
    const shown = this.#place.shownOf(path);
    return runs(rule, shown) && (files.has(shown) || (isComplete && isUsed(shown)));
  }

  #isThere(path: string): boolean {
    let isThere = this.#there.get(path);
    if (isThere === undefined) this.#there.set(path, (isThere = this.#place.isThere(path)));
    return isThere;
  }
}

const MOST_CANDIDATES = 8;

interface Moved {
  /** The lines of the entries that moved, and those that they become. */
  readonly from: ReadonlySet<string>;
  readonly to: ReadonlySet<string>;
}

const owner = ({ path, object }: Entry): string => JSON.stringify([path, object]);

/** The entries of objects that are in another file now, each object in one that has no entries of it. */
function movedIn(
  unknown: readonly Entry[],
  near: readonly WrittenEntry[],
  used: ReadonlySet<string>,
  written: Entries,
  seen: Seen,
): Moved {
  const from = new Set<string>();
  const to = new Set<string>();
  if (unknown.length === 0) return { from, to };
  const wanted = new Set(unknown.map(keyWithoutPath));
  const alike = written.with('hash', new Set(unknown.map(({ hash }) => hash))).filter(({ line }) => !used.has(line));
  const left = alike.map(({ line }) => entryOf(line)).filter((entry) => wanted.has(keyWithoutPath(entry)));
  const gone = left.filter((entry) => seen.isGone(entry));
  if (gone.length === 0) return { from, to };
  const taken = new Set(near.map(({ line }) => owner(entryOf(line))));
  const fresh = groupBy(
    unknown.filter((entry) => !taken.has(owner(entry))),
    owner,
  );
  const byKey = new Map<string, string[]>();
  for (const [id, entries] of fresh) for (const entry of entries) addTo(byKey, keyWithoutPath(entry), id);
  // Objects of one name may be many: some of them are enough to choose from.
  const candidates = (entry: Entry): readonly string[] => {
    const ids = byKey.get(keyWithoutPath(entry)) ?? [];
    while (ids.length > 0 && !fresh.has(ids.at(-1) ?? '')) ids.pop();
    return ids.slice(-MOST_CANDIDATES).filter((id) => fresh.has(id));
  };
  for (const entries of groupBy(gone, owner).values()) {
    const goal = mostNamed(entries.flatMap(candidates));
    if (goal === undefined) continue;
    const there = new Map((fresh.get(goal) ?? []).map((entry) => [keyWithoutPath(entry), lineOf(entry)]));
    fresh.delete(goal);
    for (const entry of entries) {
      const line = there.get(keyWithoutPath(entry));
      if (line === undefined) continue;
      from.add(lineOf(entry));
      to.add(line);
    }
  }
  return { from, to };
}

function mostNamed(ids: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1);
  const [best] = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  return best?.[0];
}
