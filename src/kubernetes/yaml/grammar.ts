/** What may follow what in a document. Source: go.yaml.in/yaml/v2 parserc.go (the state machine), decode.go (anchors). */
import { Refusal, type Mark } from './cursor.ts';
import { isOneOf, type ScannedToken, type TokenType } from './token.ts';
import type { Scanner } from './scan.ts';
import type { Tag } from './scan-name.ts';

/** Takes what it expects, and says what may come then. */
export type State = (grammar: Grammar) => void;

/** An empty document. */
const nothing: State = () => undefined;

/** The state machine: what is open, and what comes next. */
export class Grammar {
  readonly tags = new Map<number, string>();
  #end = 0;
  readonly #scanner: Scanner;
  readonly #states: State[] = [];
  readonly #opened: ScannedToken[] = [];
  readonly #anchors = new Set<string>();
  readonly #handles = new Map<string, string>();

  constructor(scanner: Scanner) {
    this.#scanner = scanner;
  }

  /** Runs through one document, whose root `root` reads; gives the end of its last token. */
  document(root: State): number {
    if (this.peek().type === 'stream-end') return 0;
    this.#start(root);
    for (let state = this.#states.pop(); state !== undefined; state = this.#states.pop()) {
      state(this);
    }
    // The document ends when Go sees what follows it.
    this.peek();
    return this.#end;
  }

  #start(root: State): void {
    const explicit = this.#directives();
    const token = this.peek();
    if (token.type === 'document-start') {
      this.skip();
      this.then(isOneOf(this.peek(), DOCUMENT_ENDS) ? nothing : root);
    } else if (explicit) this.refuse('did not find expected <document start>', token);
    else this.then(root);
  }

  #directives(): boolean {
    let version = false;
    let token = this.peek();
    for (; isOneOf(token, DIRECTIVES); token = this.peek()) {
      if (token.tag !== undefined) this.#addHandle(token.tag, token);
      else {
        if (version) this.refuse('found duplicate %YAML directive', token);
        if (token.name !== '1.1') this.refuse('found incompatible YAML document', token);
        version = true;
      }
      this.skip();
    }
    const explicit = version || this.#handles.size > 0;
    for (const [handle, prefix] of DEFAULT_HANDLES) {
      if (!this.#handles.has(handle)) this.#handles.set(handle, prefix);
    }
    return explicit;
  }

  #addHandle({ handle, suffix }: Tag, token: ScannedToken): void {
    if (this.#handles.has(handle)) this.refuse('found duplicate %TAG directive', token);
    this.#handles.set(handle, suffix);
  }

  peek(): ScannedToken {
    return this.#scanner.peek();
  }

  skip(): void {
    this.#end = Math.max(this.#end, this.peek().end);
    this.#scanner.skip();
  }

  /** Goes on with `state` after those that are pushed later. */
  then(state: State): void {
    this.#states.push(state);
  }

  /** Notes the collection whose first token is next, and takes that token. */
  open(state: State): void {
    this.#opened.push(this.peek());
    this.skip();
    this.then(state);
  }

  /** Leaves the innermost collection, taking its closing token if it has one. */
  close(): void {
    this.#opened.pop();
    this.skip();
  }

  /** Refuses `token`; libyaml's parser counts lines from 0. */
  refuse(problem: string, token: ScannedToken, context: Mark = token): never {
    const end = Math.max(token.end, token.offset + 1);
    throw new Refusal(problem, token.line === 0 ? context.line : token.line, token.offset, end);
  }

  /** Refuses `token` in the innermost collection; at the end of the text the opening is what to show. */
  refuseInside(problem: string, token: ScannedToken): never {
    const opened = this.#opened[this.#opened.length - 1];
    const shown = token.type === 'stream-end' && opened !== undefined ? opened : token;
    const end = Math.max(shown.end, shown.offset + 1);
    throw new Refusal(problem, token.line, shown.offset, end);
  }

  /** The properties in front of a node: whether there are any. */
  properties(): boolean {
    const first = this.peek();
    const second = first.type === 'anchor' ? 'tag' : 'anchor';
    if (first.type !== 'anchor' && first.type !== 'tag') return false;
    this.skip();
    const next = this.peek();
    const tag = first.type === 'tag' ? first : next.type === 'tag' ? next : undefined;
    const anchor = first.type === 'anchor' ? first : next.type === 'anchor' ? next : undefined;
    if (next.type === second) {
      this.skip();
      this.peek();
    }
    if (tag?.tag !== undefined) this.#resolveTag(tag.tag, tag, first);
    if (anchor?.name !== undefined) this.#anchors.add(anchor.name);
    return true;
  }

  #resolveTag({ handle, suffix }: Tag, token: ScannedToken, first: ScannedToken): void {
    const prefix = handle === '' ? '' : this.#handles.get(handle);
    const full = prefix === undefined ? '' : prefix + suffix;
    if (full === '') this.refuse('found undefined tag handle', token, first);
    this.tags.set(token.offset, full);
  }

  alias(token: ScannedToken): void {
    const name = token.name ?? '';
    if (!this.#anchors.has(name)) throw new Refusal(`unknown anchor '${name}' referenced`, 0, token.offset, token.end);
    this.skip();
  }
}

const DEFAULT_HANDLES = [
  ['!', '!'],
  ['!!', 'tag:yaml.org,2002:'],
] as const;

const DIRECTIVES: ReadonlySet<TokenType> = new Set(['version-directive', 'tag-directive']);
const DOCUMENT_ENDS: ReadonlySet<TokenType> = new Set([
  'version-directive',
  'tag-directive',
  'document-start',
  'document-end',
  'stream-end',
]);
