import type { FoundDaemonSet } from '../document/documents.ts';
import { create, type Answer } from '../kubernetes/apiserver/apiserver.ts';
import type { ControllerRevision } from '../kubernetes/kubectl/history.ts';
import {
  type Entry,
  entryOf,
  type MapNode,
  type Node,
  nodeAt,
  type Path,
  plainValue,
} from '../kubernetes/yaml/node.ts';
import type { DaemonSet, DaemonSetSpec, Declared, PodSpec } from '../kubernetes/api/objects.ts';
import { NEWEST } from '../kubernetes/api/release.ts';
import type { Context, Manifest, Part, Siblings } from './manifest.ts';
import type { Span } from '../kubernetes/yaml/span.ts';

/** What a manifest is given beside its own text; siblings and the earlier state may be found later. */
export interface Surroundings {
  readonly context: Context;
  readonly siblings: (manifest: Manifest) => Siblings;
  readonly previous: (manifest: Manifest) => Manifest | undefined;
  /** Default: nothing is known. */
  readonly history?: (manifest: Manifest) => readonly ControllerRevision[];
}

/** A manifest for an object in a file; expensive parts are computed on first use. */
export function buildManifest(found: FoundDaemonSet, surroundings: Surroundings): Manifest {
  return new FileManifest(found, surroundings);
}

class FileManifest implements Manifest {
  readonly source;
  readonly document;
  readonly holder;
  readonly prefix;
  readonly root: MapNode;
  readonly duplicates;
  readonly format;
  readonly apiVersion: string;
  readonly name: string;
  readonly namespace: string;
  readonly context: Context;
  readonly #found: FoundDaemonSet;
  readonly #surroundings: Surroundings;
  readonly #answers = new Map<number, Answer>();
  readonly #computed = new Map<unknown, unknown>();
  #declared: unknown;
  #siblings: Siblings | undefined;
  #fillings: readonly Manifest[] | undefined;

  constructor(found: FoundDaemonSet, surroundings: Surroundings) {
    this.#found = found;
    this.#surroundings = surroundings;
    this.source = found.source;
    this.document = found.document;
    this.holder = found.holder;
    this.prefix = found.prefix;
    this.root = found.root;
    this.duplicates = found.parsed.duplicates;
    this.format = found.parsed.format;
    this.context = surroundings.context;
    this.apiVersion = this.#text(['apiVersion']);
    this.name = this.#text(['metadata', 'name']);
    this.namespace = this.#text(['metadata', 'namespace']) || 'default';
  }

  #text(path: Path): string {
    const node = nodeAt(this.root, path);
    return node?.kind === 'string' ? node.value : '';
  }

  get declared(): unknown {
    return (this.#declared ??= plainValue(this.root));
  }

  get answer(): Answer {
    return this.answerFor(this.context.minors[0] ?? NEWEST);
  }

  get answers(): readonly Answer[] {
    return this.context.minors.map((minor) => this.answerFor(minor));
  }

  answerFor(minor: number): Answer {
    let answer = this.#answers.get(minor);
    if (answer === undefined) {
      const { parsed, source, slice } = this.#found;
      const sent = this.context.apply?.applier === undefined ? parsed : { ...parsed, duplicates: [] };
      answer = create(sent, { minor, namespace: '', text: source.text.slice(slice.start, slice.start + 64) });
      this.#answers.set(minor, answer);
    }
    return answer;
  }

  get object(): Declared<DaemonSet> {
    return this.answer.object;
  }

  get spec(): Declared<DaemonSetSpec> {
    return this.object.spec ?? {};
  }

  get pod(): Declared<PodSpec> {
    return this.spec.template?.spec ?? {};
  }

  get siblings(): Siblings {
    return (this.#siblings ??= this.#surroundings.siblings(this));
  }

  get previous(): Manifest | undefined {
    return this.#surroundings.previous(this);
  }

  get history(): readonly ControllerRevision[] {
    return this.#surroundings.history?.(this) ?? [];
  }

  get isUndecided(): boolean {
    return this.#found.isUndecided === true;
  }

  get fillings(): readonly Manifest[] {
    return (this.#fillings ??= (this.#found.fillings ?? []).map((each) => new FileManifest(each, this.#surroundings)));
  }

  rewritten(found: FoundDaemonSet): Manifest {
    return new FileManifest(found, {
      context: this.context,
      siblings: () => this.siblings,
      previous: () => this.previous,
      history: () => this.history,
    });
  }

  once<T>(compute: (manifest: Manifest) => T): T {
    // The function itself is the key, so that the value is of its type.
    if (!this.#computed.has(compute)) this.#computed.set(compute, compute(this));
    return this.#computed.get(compute) as T;
  }

  node(path: Path): Node | undefined {
    return nodeAt(this.root, path);
  }

  has(path: Path): boolean {
    const node = nodeAt(this.root, path);
    return node !== undefined && node.kind !== 'null';
  }

  span(path: Path, part: Part = 'value'): Span {
    let map: Node = this.root;
    let entry: Entry | undefined;
    let item: Node | undefined;
    for (const step of path) {
      if (map.kind === 'map' && typeof step === 'string') {
        const next: Entry | undefined = entryOf(map, step);
        if (next === undefined) return this.#nearest(entry, item);
        entry = next;
        item = undefined;
        map = next.value;
      } else {
        const next: Node | undefined = map.kind === 'list' ? map.items[Number(step)] : undefined;
        if (next === undefined) return this.#nearest(entry, item);
        item = next;
        entry = undefined;
        map = next;
      }
    }
    if (entry === undefined) return item === undefined ? this.#start() : this.#line(item);
    if (part === 'key') return entry.keySpan;
    if (part === 'entry') return { start: entry.keySpan.start, end: Math.max(entry.keySpan.end, entry.value.span.end) };
    return this.#value(entry);
  }

  // A missing field is shown at the key of its parent.
  #nearest(entry: Entry | undefined, item: Node | undefined): Span {
    if (entry !== undefined) return entry.keySpan;
    return item === undefined ? this.#start() : this.#line(item);
  }

  #start(): Span {
    const kind = this.root.entries.find((entry) => entry.key.toLowerCase() === 'kind');
    const meant = this.root.entries.find(({ value }) => value.kind === 'string' && value.value === 'DaemonSet');
    return kind?.value.span ?? meant?.keySpan ?? this.#line(this.root);
  }

  // A value over several lines is shown by its key, an empty one too.
  #value(entry: Entry): Span {
    const { span, kind } = entry.value;
    const text = this.source.text.slice(span.start, span.end);
    if (kind === 'map' || kind === 'list') return /^[[{*]/.test(text) && !text.includes('\n') ? span : entry.keySpan;
    return text === '' || text.includes('\n') ? entry.keySpan : span;
  }

  // An item of a list is shown by its first key, or by its own first line.
  #line(item: Node): Span {
    const first = item.kind === 'map' ? item.entries[0] : undefined;
    if (first !== undefined && this.source.text[item.span.start] !== '{') return first.keySpan;
    const end = this.source.text.indexOf('\n', item.span.start);
    return { start: item.span.start, end: end < 0 ? item.span.end : Math.min(end, item.span.end) };
  }
}
