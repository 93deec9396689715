/** The grammar of a document. Source: go.yaml.in/yaml/v2 parserc.go (the state machine), decode.go (anchors). */
import { YamlSyntaxError, type Mark } from './cursor.ts';
import { isOneOf, type ScannedToken, type TokenType } from './token.ts';
import type { Scanner } from './scan.ts';
import type { Tag } from './scan-name.ts';
import type { Properties, TreeBuilder } from './syntax-tree.ts';

/** Takes what it expects, and says what may come then. */
export type State = (grammar: Grammar) => void;

/** An empty document. */
const nothing: State = () => undefined;

/** The state machine: the open collections, and the next states. */
export class Grammar {
  readonly tree: TreeBuilder;
  readonly #scanner: Scanner;
  readonly #states: State[] = [];
  readonly #opened: ScannedToken[] = [];
  readonly #anchors = new Set<string>();
  readonly #handles = new Map<string, string>();

  /** Reads from `scanner`, and builds `tree`. */
  constructor(scanner: Scanner, tree: TreeBuilder) {
    this.#scanner = scanner;
    this.tree = tree;
  }

  /** Runs through one document, whose root `root` reads. */
  document(root: State): void {
    if (this.peek().type === 'stream-end') return;
    this.#start(root);
    for (let state = this.#states.pop(); state !== undefined; state = this.#states.pop()) {
      state(this);
    }
    // The document ends when Go sees the token after it.
    this.peek();
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

  /** Takes the next token away. */
  skip(): ScannedToken {
    const token = this.peek();
    this.#scanner.skip();
    return token;
  }

  /** Continues with `state` after the states that are pushed later. */
  then(state: State): void {
    this.#states.push(state);
  }

  /** Records the collection whose first token is next, and consumes that token. */
  open(state: State): void {
    this.#opened.push(this.peek());
    this.skip();
    this.then(state);
  }

  /** Leaves the innermost collection, and takes its closing token. */
  close(): ScannedToken {
    this.#opened.pop();
    return this.skip();
  }

  /** Refuses `token`; libyaml's parser counts lines from 0. */
  refuse(problem: string, token: ScannedToken, context: Mark = token): never {
    const end = Math.max(token.end, token.offset + 1);
    throw new YamlSyntaxError(problem, token.line === 0 ? context.line : token.line, token.offset, end);
  }

  /** Refuses `token` in the innermost collection; at the end of the text its opening token is shown. */
  refuseInside(problem: string, token: ScannedToken): never {
    const opened = this.#opened[this.#opened.length - 1];
    const shown = token.type === 'stream-end' && opened !== undefined ? opened : token;
    const end = Math.max(shown.end, shown.offset + 1);
    throw new YamlSyntaxError(problem, token.line, shown.offset, end);
  }

  /** The properties in front of a node, if there are any. */
  properties(): Properties | undefined {
    const first = this.peek();
    if (first.type !== 'anchor' && first.type !== 'tag') return undefined;
    this.skip();
    const next = this.peek();
    const both = next.type === (first.type === 'anchor' ? 'tag' : 'anchor');
    const tag = first.type === 'tag' ? first : next.type === 'tag' ? next : undefined;
    const anchor = first.type === 'anchor' ? first : both ? next : undefined;
    if (both) {
      this.skip();
      this.peek();
    }
    const full = tag?.tag === undefined ? undefined : this.#resolveTag(tag.tag, tag, first);
    if (anchor?.name !== undefined) this.#anchors.add(anchor.name);
    return { from: first.offset, end: both ? next.end : first.end, anchor: anchor?.name, tag: full };
  }

  #resolveTag({ handle, suffix }: Tag, token: ScannedToken, first: ScannedToken): string {
    const prefix = handle === '' ? '' : this.#handles.get(handle);
    const full = prefix === undefined ? '' : prefix + suffix;
    if (full === '') this.refuse('found undefined tag handle', token, first);
    return full;
  }

  alias(token: ScannedToken): void {
    const name = token.name ?? '';
    if (!this.#anchors.has(name))
      throw new YamlSyntaxError(`unknown anchor '${name}' referenced`, 0, token.offset, token.end);
    this.tree.alias(this.skip());
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
