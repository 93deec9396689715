/** The templates of a text that helm rendered: it writes `# Source: agent/templates/ds.yaml` above each document. */
import { dirname, join, relative, sep } from 'node:path';
import { decodeText } from '../document/decode-text.ts';
import type { SourceFile, WrittenPlace } from '../document/source.ts';
import type { Io } from '../io/io.ts';
import { repositoryRoot } from '../io/work-tree.ts';
import { firstWhere } from '../kubernetes/go/search.ts';

type RenderedFrom = NonNullable<SourceFile['renderedFrom']>;

const WRITTEN = '# Source: ';
const MARKS = /^(?:---.*|# Source: (.*))$/gm;
/** The path in its chart, after the chart's name; nothing that leads out of it. */
const TEMPLATE = /^([^/\\]+)\/((?:charts\/[^/\\]+\/)*(?:templates|crds)\/(?:[^/\\]+\/)*[^/\\]+)$/;
const KIND = /^[ \t]*kind:[ \t]*(?:["']?DaemonSet|\{\{).*$/m;

/** What the objects of the text in the file at `path`, absolute, were rendered from; undefined where it does not say. */
export function renderedFrom(path: string, text: string, io: Io): RenderedFrom | undefined {
  if (!text.includes(WRITTEN)) return undefined;
  const templates = new Templates(dirname(path), io);
  let marks: readonly Mark[] | undefined;
  return (start) => {
    marks ??= marksOf(text);
    const name = nameAt(marks, start);
    const source = name === undefined ? undefined : templates.find(name);
    return source === undefined ? [] : [{ source, span: spanIn(source), message: 'rendered from this template' }];
  };
}

/** Where a document begins, or what its text says of it. */
interface Mark {
  readonly start: number;
  readonly name: string | undefined;
}

function marksOf(text: string): Mark[] {
  return [...text.matchAll(MARKS)].map(({ index, 1: name }) => ({ start: index, name: name?.trim() }));
}

/** The name in the last mark before `start`. */
function nameAt(marks: readonly Mark[], start: number): string | undefined {
  return marks[firstWhere(0, marks.length, (index) => (marks[index]?.start ?? 0) > start) - 1]?.name;
}

class Templates {
  readonly #known = new Map<string, SourceFile | undefined>();
  readonly #from: string;
  readonly #boundary: string;
  readonly #io: Io;

  constructor(from: string, io: Io) {
    this.#from = from;
    this.#boundary = repositoryRoot(from, io) ?? io.cwd;
    this.#io = io;
  }

  find(name: string): SourceFile | undefined {
    if (!this.#known.has(name)) this.#known.set(name, this.#search(name));
    return this.#known.get(name);
  }

  #search(name: string): SourceFile | undefined {
    const [, chart = '', inside = ''] = TEMPLATE.exec(name) ?? [];
    if (chart === '' || name.split('/').includes('..')) return undefined;
    for (let folder = this.#from; ; folder = dirname(folder)) {
      for (const at of [join(folder, chart), join(folder, 'charts', chart), folder]) {
        const path = join(at, inside);
        if (this.#isInside(path) && this.#isChart(at, chart)) return this.#read(path);
      }
      if (folder === this.#boundary || folder === dirname(folder)) return undefined;
    }
  }

  /** A link may lead anywhere. */
  #isInside(path: string): boolean {
    if (this.#io.kindOf(path) !== 'file') return false;
    const boundary = this.#io.realPath(this.#boundary) ?? this.#boundary;
    return this.#io.realPath(path)?.startsWith(boundary + sep) === true;
  }

  #isChart(folder: string, name: string): boolean {
    const path = join(folder, 'Chart.yaml');
    if (!this.#isInside(path)) return false;
    const names = this.#read(path).text.matchAll(/^name:[ \t]*(?:"([^"\n]*)"|'([^'\n]*)'|([^\s#]+))/gm);
    return [...names].some(([, ...written]) => written.includes(name));
  }

  #read(path: string): SourceFile {
    const shown = relative(this.#io.cwd, path).replaceAll(sep, '/');
    return { path: shown, text: decodeText(this.#io.readFile(path)).text };
  }
}

function spanIn({ text }: SourceFile): WrittenPlace['span'] {
  const kind = KIND.exec(text);
  return kind === null ? { start: 0, end: 0 } : { start: kind.index, end: kind.index + kind[0].length };
}
