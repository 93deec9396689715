/** What keeps kustomizations from being built, at the lines that ask for it. */
import { dirname, relative } from 'node:path';
import ignore from 'ignore';
import type { SourceFile } from '../document/source.ts';
import type { UnreadableDocument } from '../document/unreadable.ts';
import type { Io } from '../io/io.ts';
import { isInside, repositoryRoot } from '../io/work-tree.ts';
import type { BuildError, Hidden } from '../kustomize/index.ts';
import { IgnoreFiles, isIgnored } from './ignore-files.ts';
import { isKustomizationPath } from './kustomization.ts';

/** kubectl apply -k has no option for it. */
const OUTSIDE =
  'kubectl -k and kustomize refuse it, unless --load-restrictor LoadRestrictionsNone is given, as Flux reads it; move the file below the kustomization, or make a base of its folder';

/** Gathers what was wrong, each fault once: overlays of one base repeat what is wrong with it. */
export class KustomizeFaults {
  readonly #io: Io;
  readonly #source: (path: string) => SourceFile | undefined;
  readonly #known = new Map<string, UnreadableDocument>();

  /** `source` gives a file as it is shown; undefined for one that is left out. */
  constructor(source: (path: string) => SourceFile | undefined, io: Io) {
    this.#source = source;
    this.#io = io;
  }

  get all(): readonly UnreadableDocument[] {
    return [...this.#known.values()];
  }

  /** Notes a fault, which is at the start of `file` when it has no place. */
  add(error: BuildError, file: string, hides: Hidden = 'changes'): void {
    const place = error.place ?? { file, start: 0, end: 0 };
    const source = this.#source(place.file);
    const key = keyOf(place, error.trouble);
    if (source === undefined || this.#known.has(key)) return;
    // An engine has to fill it in first; or it is no YAML, of which its own reader says more.
    if (source.text.includes('{{') || (error.message.includes('MalformedYAML') && !isKustomizationPath(place.file)))
      return;
    const explanation = this.explain(error);
    const fault = { message: error.message, explanation, span: { start: place.start, end: place.end } };
    const isCertain = this.#isCertain(error, hides);
    const isOptional = error.trouble === 'outside';
    this.#known.set(key, {
      ...{ source, document: 0, fault, madeBy: 'kustomize', isCertain },
      ...(isOptional && { isOptional }),
    });
  }

  /** What the report has of an error. */
  of({ place, trouble }: BuildError, file: string): readonly UnreadableDocument[] {
    const known = this.#known.get(keyOf(place ?? { file, start: 0, end: 0 }, trouble));
    return known === undefined ? [] : [known];
  }

  /** In one line. */
  explain({ message, absent, trouble }: BuildError): string {
    const { cwd } = this.#io;
    if (absent !== undefined) return `kustomize does not build it without ${relative(cwd, absent)}, which is not here`;
    if (trouble === 'outside') return `${OUTSIDE}: ${message.replaceAll(`${cwd}/`, '')}`;
    if (trouble === 'endless') return 'its build was given up: bases, components or patches multiply each other';
    return `kustomize does not build it: ${message
      .replaceAll(`${cwd}/`, '')
      .replace(/(?:(?<!\s)\s+)?\n\s*/g, ' ')
      .trim()}`;
  }

  /** Whether it fails everywhere, not only here. */
  #isCertain(error: BuildError, hides: Hidden): boolean {
    return error.trouble === 'absent'
      ? this.#isNowhere(error, hides)
      : ['invalid', 'unmatched', 'endless'].includes(error.trouble);
  }

  /** Whether a tree lacks what is absent: git does not ignore it, as what is made later, nor leaves it out here. */
  #isNowhere({ absent, place }: BuildError, hides: Hidden): boolean {
    // A path with a variable is filled in before kustomize sees it.
    if (absent === undefined || absent.includes('${')) return false;
    const folder = dirname(place?.file ?? this.#io.cwd);
    const root = repositoryRoot(folder, this.#io);
    // Where nobody tells what is kept, secrets are put in later.
    if (root === undefined) return hides !== 'nothing' && !this.#isIgnored(absent, folder);
    if (!isInside(absent, root)) return false;
    const name = relative(root, absent);
    // It may be a folder.
    if (this.#io.git(['check-ignore', '--', name, `${name}/`], root).status !== 1) return false;
    const { status, stdout } = this.#io.git(['ls-files', '-t', '--', name], root);
    return status === 0 && !/^S /m.test(Buffer.from(stdout).toString('latin1'));
  }

  /** Whether ignore files of a tree without git list a path. */
  #isIgnored(path: string, folder: string): boolean {
    const cwd = this.#io.realPath(this.#io.cwd) ?? this.#io.cwd;
    const rules = new IgnoreFiles(this.#io, ignore).rulesOf(dirname(path), isInside(path, cwd) ? cwd : folder);
    return isIgnored(path, false, rules) || isIgnored(path, true, rules);
  }
}

function keyOf({ file, start }: NonNullable<BuildError['place']>, trouble: BuildError['trouble']): string {
  return `${file}\0${String(start)}\0${trouble}`;
}
