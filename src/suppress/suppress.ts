/** Which findings exceptions hide; what is wrong with exceptions is in exception-faults.ts. */
import { rules } from '../../rules/index.ts';
import { writtenPlace, type SourceFile, type WrittenPlace } from '../document/source.ts';
import { addTo } from '../kubernetes/go/lists.ts';
import type { Manifest } from '../manifest/manifest.ts';
import type { Hit } from '../rule/lint.ts';
import { groupBy } from '../words/group-by.ts';
import { MARKER } from './comments.ts';
import { isDay } from './directive.ts';
import { ExceptionIndex, type Entry } from './exception-index.ts';
import { annotated, exceptionsIn, type Exception, type Misspelling } from './exceptions.ts';

/** What was looked at. */
export interface Examined {
  readonly sources: ReadonlyMap<string, SourceFile>;
  readonly manifests: readonly Manifest[];
}

/** An exception, with its rules one by one. */
export interface Requested {
  readonly exception: Exception;
  readonly entries: readonly Entry[];
}

/** The rules about exceptions, which no exception concerns. */
export const isAboutExceptions = (rule: string): boolean => rule.startsWith('suppression-');

const CATEGORIES: ReadonlyMap<string, string> = new Map(rules.map(({ id, category }) => [id, category]));

/** Whether what a rule finds is an answer of the API server. */
export const isRefusal = (rule: string): boolean => CATEGORIES.get(rule) === 'refused';

/** The exceptions of an input; knows which of them hide something, or would if they were not over. */
export class Exceptions {
  readonly all: readonly Requested[];
  readonly misspellings: readonly Misspelling[];
  readonly #used = new Set<string>();
  readonly #powerless = new Set<string>();
  readonly #indexes: ReadonlyMap<string, ExceptionIndex>;
  /** The files that are asked about, by their paths: what is wrong with exceptions of others concerns nobody. */
  readonly asked: ReadonlySet<string>;
  readonly #annotated = new Map<string, Entry[]>();

  /** `today` as `2027-03-31`. */
  constructor(examined: Examined, today: string) {
    const { files, asked } = filesOf(examined);
    this.asked = asked;
    const commented = files.map(exceptionsIn);
    const requestedIn = (exceptions: readonly Exception[]): Requested[] =>
      exceptions.map((exception) => ({ exception, entries: entriesOf(exception, today) }));
    const comments = commented.flatMap(({ exceptions }) => requestedIn(exceptions));
    const annotations = examined.manifests.flatMap((manifest) => requestedIn(annotated(manifest)));
    this.all = [...comments, ...annotations];
    this.misspellings = commented.flatMap(({ misspellings }) => misspellings);
    const byFile = groupBy(comments, ({ exception }) => exception.source.path);
    this.#indexes = new Map([...byFile].map(([path, own]) => [path, indexOf(own)]));
    for (const { exception, entries } of annotations)
      for (const entry of entries) if (exception.manifest) addTo(this.#annotated, objectKey(exception.manifest), entry);
  }

  /** Whether there is nothing to ask. */
  get isEmpty(): boolean {
    return this.all.length + this.misspellings.length === 0;
  }

  /** Whether an exception hides something, or would if it were not over; one of a chart, in any rendering. */
  isUsed(entry: Entry): boolean {
    return this.#used.has(entryKey(entry));
  }

  /** Whether an exception is for what a policy denies, and the configuration does not let it. */
  isPowerless(entry: Entry): boolean {
    return this.#powerless.has(entryKey(entry));
  }

  /** The exception that hides a hit. */
  hiding(hit: Hit, place: WrittenPlace): Entry | undefined {
    if (this.all.length === 0 || !isSuppressible(hit)) return undefined;
    const isPowerless = isDenied(hit);
    for (const entry of this.#around(hit, place)) {
      (isPowerless ? this.#powerless : this.#used).add(entryKey(entry));
      if (!isPowerless && !entry.isOver) return entry;
    }
    return undefined;
  }

  *#around({ rule, manifest, source }: Hit, place: WrittenPlace): Generator<Entry> {
    // What a text was made of is where it is written, too.
    const origins = source.madeFrom === undefined ? [] : place.related;
    for (const each of [place, ...origins]) {
      for (const entry of this.#indexes.get(each.source.path)?.around(rule, each.span.start) ?? [])
        // A file as a whole is no line of it.
        if (entry.exception.scope === 'file' || each.span.end > each.span.start || source.madeFrom === undefined)
          yield entry;
    }
    if (manifest === undefined) return;
    const { start } = manifest.root.span;
    const root = writtenPlace(manifest.source, { start, end: start + 1 });
    for (const entry of this.#indexes.get(root.source.path)?.around(rule, root.span.start) ?? [])
      if (entry.exception.scope === 'object') yield entry;
    for (const entry of this.#annotated.get(objectKey(manifest)) ?? []) if (entry.rule.text === rule) yield entry;
  }
}

const indexOf = (own: readonly Requested[]): ExceptionIndex =>
  new ExceptionIndex(own.flatMap(({ entries }) => entries));

function entryKey({ exception: { source, span, line = -1 }, rule }: Entry): string {
  return JSON.stringify([source.path, span.start, line, rule.span.start, rule.text]);
}

/** An annotation is that of one object, whoever reads it again. */
function objectKey({ source, root }: Manifest): string {
  return JSON.stringify([source.path, root.span.start]);
}

/** Whether exceptions may hide a hit: no answer of a server, and no rule that failed. */
function isSuppressible(hit: Hit): boolean {
  return isOpinion(hit) && !isAboutExceptions(hit.rule);
}

/** Whether a hit is no answer of a server, nor of a rule that failed. */
export function isOpinion({ rule, isFailure }: Hit): boolean {
  return isFailure !== true && !isRefusal(rule);
}

/** Whether a hit is what a policy denies, which the configuration lets nothing hide. */
export function isDenied({ problem: { denial } }: Hit): boolean {
  return denial !== undefined && denial.isSuppressible !== true;
}

/** The files that may hold comments, each once. */
function filesOf({
  sources,
  manifests,
}: Examined): Pick<Exceptions, 'asked'> & { readonly files: readonly SourceFile[] } {
  const files = new Map(sources);
  const asked = new Set(sources.keys());
  for (const madeFrom of new Set(manifests.map(({ source }) => source.madeFrom))) {
    for (const file of madeFrom?.marked?.(MARKER) ?? []) {
      files.set(file.path, file);
      if (madeFrom?.only?.has(file.path) !== false) asked.add(file.path);
    }
  }
  return { files: [...files.values()], asked };
}

function entriesOf(exception: Exception, today: string): Entry[] {
  const { rules, until } = exception.request;
  const isOver = until !== undefined && (!isDay(until.text) || until.text < today);
  return rules.map((rule) => ({ exception, rule, isOver }));
}
