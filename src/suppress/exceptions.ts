/** The exceptions that a text makes in its comments, and an object in its annotation. */
import { writtenPlace, type SourceFile } from '../document/source.ts';
import type { Path } from '../kubernetes/yaml/node.ts';
import type { Span } from '../kubernetes/yaml/span.ts';
import type { Manifest } from '../manifest/manifest.ts';
import { ANNOTATION } from '../rule/exception-annotation.ts';
import { MARKER, readComments, type CommentedText, type MarkedComment } from './comments.ts';
import { outlineOf, type Outline } from './outline.ts';
import { directiveIn, readRequest, type Directive, type Request } from './directive.ts';

export const ANNOTATION_PATH: Path = ['metadata', 'annotations', ANNOTATION];

/** Some rules that are to say nothing about a line, an object or a file. */
export interface Exception {
  readonly by: 'comment' | 'annotation';
  readonly scope: 'line' | 'object' | 'file';
  /** Where it is written. */
  readonly source: SourceFile;
  readonly span: Span;
  readonly request: Request;
  /** What findings are to begin in: a part of its file; undefined where there is nothing, and for an annotation. */
  readonly extent: Span | undefined;
  /** Why it is not where it has to be. */
  readonly misplaced?: string;
  /** The object of an annotation, all lines of it, and which of them this is. */
  readonly manifest?: Manifest;
  readonly lines?: readonly string[];
  readonly line?: number;
  /** Of a comment: whether nothing else is on its line. */
  readonly isAlone?: boolean;
}

/** A comment that was meant to make an exception, and does not. */
export interface Misspelling {
  readonly source: SourceFile;
  /** Of the word behind the marker. */
  readonly span: Span;
  readonly word: string;
  readonly meant: Directive;
}

/** What the comments of a text say. */
export interface Commented {
  readonly exceptions: readonly Exception[];
  readonly misspellings: readonly Misspelling[];
}

const NOTHING: Commented = { exceptions: [], misspellings: [] };
const TEMPLATE = /(?:^|\/)templates\/|\.tpl$/;
const known = new WeakMap<SourceFile, Commented>();

/** What the comments of a text say; read once. */
export function exceptionsIn(source: SourceFile): Commented {
  let commented = known.get(source);
  if (commented === undefined) {
    commented = source.text.includes(MARKER) ? new Reader(source).read() : NOTHING;
    known.set(source, commented);
  }
  return commented;
}

class Reader {
  readonly #source: SourceFile;
  readonly #text: CommentedText;
  readonly #outline: Outline;

  constructor(source: SourceFile) {
    this.#source = source;
    this.#text = readComments(source.text, TEMPLATE.test(source.path));
    this.#outline = outlineOf(this.#text.lines);
  }

  read(): Commented {
    const exceptions: Exception[] = [];
    const misspellings: Misspelling[] = [];
    for (const comment of this.#text.comments) {
      const from = comment.content.start + MARKER.length;
      const found = directiveIn(this.#source.text.slice(from, comment.content.end));
      if (found === undefined) continue;
      const { word, known: directive, meant } = found;
      const span = { start: from, end: from + word.length };
      if (directive === undefined) misspellings.push({ source: this.#source, span, word, meant });
      else exceptions.push(this.#exception(comment, directive, span.end));
    }
    return { exceptions, misspellings };
  }

  #exception({ span, content, isAlone }: MarkedComment, directive: Directive, from: number): Exception {
    const request = readRequest(this.#source.text.slice(from, content.end), from);
    const common = { by: 'comment', source: this.#source, span, request, isAlone } as const;
    const { lineAt } = this.#text;
    if (directive === 'ignore-file') return { ...common, scope: 'file', ...this.#file(lineAt(span.start)) };
    // Its own line, or the next one that says something.
    const target = isAlone ? (this.#outline.contents[lineAt(span.end - 1) + 1] ?? Infinity) : lineAt(span.start);
    if (directive === 'ignore') return { ...common, scope: 'line', extent: this.#entry(target) };
    return { ...common, scope: 'object', ...this.#object(target) };
  }

  /** From the start of a line to that of another. */
  #lines(from: number, to: number): Span | undefined {
    const { lines } = this.#text;
    const start = lines[from]?.start;
    return start === undefined ? undefined : { start, end: lines[to]?.start ?? this.#source.text.length + 1 };
  }

  /** The entry or item that begins in a line, with everything in it. */
  #entry(line: number): Span | undefined {
    return this.#lines(line, this.#outline.ends[line] ?? Infinity);
  }

  #object(line: number): Pick<Exception, 'extent' | 'misplaced'> {
    const { firsts, documentEnds } = this.#outline;
    if (firsts[line] === line) return { extent: this.#lines(line, documentEnds[line] ?? Infinity) };
    const isItem = (this.#text.lines[line]?.depth ?? 0) % 2 === 1;
    if (isItem || this.#text.lines[line] === undefined) return { extent: this.#entry(line) };
    return { extent: undefined, misplaced: 'put it before the first key of the document' };
  }

  #file(line: number): Pick<Exception, 'extent' | 'misplaced'> {
    if ((this.#outline.contents[0] ?? 0) >= line) return { extent: { start: 0, end: this.#source.text.length + 1 } };
    return { extent: undefined, misplaced: 'put it among the comments at the start of the file' };
  }
}

/** What the annotation of an object asks for, a line each. */
export function annotated(manifest: Manifest): readonly Exception[] {
  const node = manifest.node(ANNOTATION_PATH);
  if (node?.kind !== 'string') return [];
  const { source, span } = writtenPlace(manifest.source, manifest.span(ANNOTATION_PATH));
  const lines = node.value.split(/\r\n|[\n\r]/);
  return lines.flatMap((text, line): Exception[] => {
    if (text.trim() === '') return [];
    const request = readRequest(text, 0);
    return [{ by: 'annotation', scope: 'object', source, span, request, extent: undefined, manifest, lines, line }];
  });
}
