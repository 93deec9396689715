/** The events of a text, with their comments. Source: go.yaml.in/yaml/v3 parserc.go. */
import { YamlError, type Mark } from './cursor.ts';
import { FLOW } from './node.ts';
import { Scanner } from './scan.ts';
import type { Token, TokenType } from './token.ts';

export type EventType =
  | 'stream-start'
  | 'stream-end'
  | 'document-start'
  | 'document-end'
  | 'alias'
  | 'scalar'
  | 'sequence-start'
  | 'sequence-end'
  | 'mapping-start'
  | 'mapping-end';

export interface Event {
  readonly type: EventType;
  readonly start: Mark;
  readonly end: Mark;
  readonly anchor?: string | undefined;
  /** In full: `tag:yaml.org,2002:int`. */
  readonly tag?: string | undefined;
  readonly value?: string;
  readonly style?: number;
  readonly head?: string;
  readonly line?: string;
  readonly foot?: string;
}

type State = () => Event;
type TokenSet = ReadonlySet<TokenType>;

const DOCUMENT_ENDS: TokenSet = new Set<TokenType>([
  ...(['version-directive', 'tag-directive', 'document-start'] as const),
  ...(['document-end', 'stream-end'] as const),
]);
const AFTER_ENTRY: TokenSet = new Set<TokenType>(['block-entry', 'block-end']);
const AFTER_KEY: TokenSet = new Set<TokenType>(['key', 'value', 'block-end']);
const AFTER_INDENTLESS: TokenSet = new Set<TokenType>(['block-entry', 'key', 'value', 'block-end']);
const AFTER_FLOW_KEY: TokenSet = new Set<TokenType>(['value', 'flow-entry', 'flow-mapping-end']);
const AFTER_FLOW_VALUE: TokenSet = new Set<TokenType>(['flow-entry', 'flow-mapping-end']);
const AFTER_PAIR_KEY: TokenSet = new Set<TokenType>(['value', 'flow-entry', 'flow-sequence-end']);
const AFTER_PAIR_VALUE: TokenSet = new Set<TokenType>(['flow-entry', 'flow-sequence-end']);

interface Properties {
  readonly start: Mark;
  readonly end: Mark;
  readonly anchor: string | undefined;
  readonly tag: string | undefined;
}

/** A pull parser. Throws YamlError. */
export class EventReader {
  readonly #scanner: Scanner;
  readonly #states: State[] = [];
  readonly #marks: Mark[] = [];
  readonly #handles = new Map<string, string>();
  #state: State | undefined;
  #head = '';
  #line = '';
  #foot = '';
  #stem: string | undefined;

  constructor(text: string) {
    this.#scanner = new Scanner(text);
    this.#state = () => this.#streamStart();
  }

  /** The next event; undefined behind the end of the stream. */
  next(): Event | undefined {
    return this.#state?.();
  }

  #peek(): Token {
    const token = this.#scanner.peek();
    this.#unfoldComments(token);
    return token;
  }

  #skip(): void {
    this.#scanner.skip();
  }

  // yaml_parser_unfold_comments
  #unfoldComments(token: Token): void {
    const scanner = this.#scanner;
    for (;;) {
      const comment = scanner.comments[scanner.commentsHead];
      if (comment === undefined || token.start.index < comment.token.index) return;
      if (comment.head !== '') {
        // A block end has no head: it belongs to what follows.
        if (token.type === 'block-end') return;
        this.#head += (this.#head === '' ? '' : '\n') + comment.head;
      }
      if (comment.foot !== '') this.#foot += (this.#foot === '' ? '' : '\n') + comment.foot;
      if (comment.line !== '') this.#line += (this.#line === '' ? '' : '\n') + comment.line;
      scanner.commentsHead++;
    }
  }

  #takeComments(): { head: string; line: string; foot: string } {
    const comments = { head: this.#head, line: this.#line, foot: this.#foot };
    this.#head = this.#line = this.#foot = '';
    this.#stem = undefined;
    return comments;
  }

  #takeStem(): { head: string } | undefined {
    const stem = this.#stem;
    this.#stem = undefined;
    return stem === undefined ? undefined : { head: stem };
  }

  #pop(): void {
    this.#state = this.#states.pop();
  }

  /** Refuses `token`, in a construct that begins at `context`. */
  #refuse(problem: string, token: Token, context?: Mark): never {
    throw new YamlError(problem, context?.line || token.start.line, token.start.index);
  }

  #refuseInside(problem: string, token: Token): never {
    return this.#refuse(problem, token, this.#marks[this.#marks.length - 1]);
  }

  #streamStart(): Event {
    const { start, end } = this.#peek();
    this.#state = () => this.#documentStart(true);
    this.#skip();
    return { type: 'stream-start', start, end };
  }

  #documentStart(implicit: boolean): Event {
    let token = this.#peek();
    if (!implicit)
      while (token.type === 'document-end') {
        this.#skip();
        token = this.#peek();
      }
    if (implicit && !(DOCUMENT_ENDS.has(token.type) && token.type !== 'document-end')) {
      this.#directives();
      this.#states.push(() => this.#documentEnd());
      this.#state = () => this.#node(true, false);
      return { type: 'document-start', start: token.start, end: token.end, head: this.#splitHead() };
    }
    if (token.type === 'stream-end') {
      this.#state = undefined;
      this.#skip();
      return { type: 'stream-end', start: token.start, end: token.end };
    }
    const { start } = token;
    this.#directives();
    token = this.#peek();
    if (token.type !== 'document-start') this.#refuse('did not find expected <document start>', token);
    this.#states.push(() => this.#documentEnd());
    this.#state = () => this.#documentContent();
    this.#skip();
    return { type: 'document-start', start, end: token.end };
  }

  // What an empty line separates from the first key is the head of the document.
  #splitHead(): string {
    const head = this.#head;
    for (let i = head.length - 1; i > 0; i--) {
      if (head[i] !== '\n') continue;
      if (i === head.length - 1) {
        this.#head = '';
        return head.slice(0, i);
      }
      if (head[i - 1] === '\n') {
        this.#head = head.slice(i + 1);
        return head.slice(0, i - 1);
      }
    }
    return '';
  }

  #directives(): void {
    let version = false;
    for (let token = this.#peek(); ; token = this.#peek()) {
      if (token.type === 'version-directive') {
        if (version) this.#refuse('found duplicate %YAML directive', token);
        if (token.value !== '1.1') this.#refuse('found incompatible YAML document', token);
        version = true;
      } else if (token.type === 'tag-directive') {
        if (this.#handles.has(token.value ?? '')) this.#refuse('found duplicate %TAG directive', token);
        this.#handles.set(token.value ?? '', token.suffix ?? '');
      } else break;
      this.#skip();
    }
    if (!this.#handles.has('!')) this.#handles.set('!', '!');
    if (!this.#handles.has('!!')) this.#handles.set('!!', 'tag:yaml.org,2002:');
  }

  #documentContent(): Event {
    const token = this.#peek();
    if (!DOCUMENT_ENDS.has(token.type)) return this.#node(true, false);
    this.#pop();
    return empty(token.start);
  }

  #documentEnd(): Event {
    const token = this.#peek();
    const { start } = token;
    let end = start;
    if (token.type === 'document-end') {
      end = token.end;
      this.#skip();
    }
    this.#handles.clear();
    this.#state = () => this.#documentStart(false);
    const comments = this.#takeComments();
    if (comments.head !== '' && comments.foot === '') {
      comments.foot = comments.head;
      comments.head = '';
    }
    return { type: 'document-end', start, end, ...comments };
  }

  // yaml_parser_parse_node
  #node(block: boolean, indentless: boolean): Event {
    const first = this.#peek();
    if (first.type === 'alias') {
      this.#pop();
      const event: Event = { type: 'alias', start: first.start, end: first.end, anchor: first.value };
      const comments = this.#takeComments();
      this.#skip();
      return { ...event, ...comments };
    }
    const properties = this.#properties(first);
    const token = this.#peek();
    if (indentless && token.type === 'block-entry') {
      this.#state = () => this.#indentlessEntry();
      return { ...properties, type: 'sequence-start', end: token.end };
    }
    return this.#content(properties, token, block);
  }

  #content(properties: Properties, token: Token, block: boolean): Event {
    const { end } = token;
    switch (token.type) {
      case 'scalar': {
        this.#pop();
        const comments = this.#takeComments();
        this.#skip();
        return { ...properties, type: 'scalar', end, value: token.value ?? '', style: token.style ?? 0, ...comments };
      }
      case 'flow-sequence-start':
        this.#state = () => this.#flowSequenceEntry(true);
        return { ...properties, type: 'sequence-start', end, style: FLOW, ...this.#takeComments() };
      case 'flow-mapping-start':
        this.#state = () => this.#flowMappingKey(true);
        return { ...properties, type: 'mapping-start', end, style: FLOW, ...this.#takeComments() };
      case 'block-sequence-start':
        if (!block) break;
        this.#state = () => this.#blockSequenceEntry(true);
        return { ...properties, type: 'sequence-start', end, ...this.#takeStem() };
      case 'block-mapping-start':
        if (!block) break;
        this.#state = () => this.#blockMappingKey(true);
        return { ...properties, type: 'mapping-start', end, ...this.#takeStem() };
      default:
    }
    if (properties.anchor === undefined && properties.tag === undefined)
      this.#refuse('did not find expected node content', token, properties.start);
    this.#pop();
    return { ...properties, type: 'scalar', value: '', style: 0 };
  }

  #properties(first: Token): Properties {
    const { start } = first;
    let end = start;
    let anchor: string | undefined;
    let tag: Token | undefined;
    for (let token = first; token.type === 'anchor' || token.type === 'tag'; token = this.#peek()) {
      if (token.type === 'anchor' ? anchor !== undefined : tag !== undefined) break;
      if (token.type === 'anchor') anchor = token.value;
      else tag = token;
      end = token.end;
      this.#skip();
    }
    return { start, end, anchor, tag: tag === undefined ? undefined : this.#resolveTag(tag, start) };
  }

  #resolveTag(token: Token, context: Mark): string {
    const { value = '', suffix = '' } = token;
    const prefix = value === '' ? '' : this.#handles.get(value);
    const tag = prefix === undefined ? '' : prefix + suffix;
    if (tag === '') this.#refuse('found undefined tag handle', token, context);
    return tag;
  }

  #open(): void {
    this.#marks.push(this.#peek().start);
    this.#skip();
  }

  #blockSequenceEntry(first: boolean): Event {
    if (first) this.#open();
    const token = this.#peek();
    if (token.type === 'block-entry') {
      const mark = token.end;
      this.#splitStem();
      if (AFTER_ENTRY.has(this.#peek().type)) {
        this.#state = () => this.#blockSequenceEntry(false);
        return empty(mark);
      }
      this.#states.push(() => this.#blockSequenceEntry(false));
      return this.#node(true, false);
    }
    if (token.type !== 'block-end') return this.#refuseInside("did not find expected '-' indicator", token);
    this.#pop();
    this.#marks.pop();
    this.#skip();
    return { type: 'sequence-end', start: token.start, end: token.end };
  }

  #indentlessEntry(): Event {
    const token = this.#peek();
    if (token.type === 'block-entry') {
      const mark = token.end;
      this.#splitStem();
      if (AFTER_INDENTLESS.has(this.#peek().type)) {
        this.#state = () => this.#indentlessEntry();
        return empty(mark);
      }
      this.#states.push(() => this.#indentlessEntry());
      return this.#node(true, false);
    }
    this.#pop();
    return { type: 'sequence-end', start: token.start, end: token.start };
  }

  // The head of "- " belongs to the item when the item is a collection, whose first key may have a head of its own.
  #splitStem(): void {
    const { length } = this.#head;
    this.#skip();
    if (length === 0) return;
    const { type } = this.#peek();
    if (type !== 'block-sequence-start' && type !== 'block-mapping-start') return;
    this.#stem = this.#head.slice(0, length);
    this.#head = this.#head.slice(length + 1);
  }

  #blockMappingKey(first: boolean): Event {
    if (first) this.#open();
    const token = this.#peek();
    if (token.type === 'key') {
      const mark = token.end;
      this.#skip();
      if (AFTER_KEY.has(this.#peek().type)) {
        this.#state = () => this.#blockMappingValue();
        return empty(mark);
      }
      this.#states.push(() => this.#blockMappingValue());
      return this.#node(true, true);
    }
    if (token.type !== 'block-end') return this.#refuseInside('did not find expected key', token);
    this.#pop();
    this.#marks.pop();
    const comments = this.#takeComments();
    this.#skip();
    return { type: 'mapping-end', start: token.start, end: token.end, ...comments };
  }

  #blockMappingValue(): Event {
    const token = this.#peek();
    let mark = token.start;
    if (token.type === 'value') {
      mark = token.end;
      this.#skip();
      if (!AFTER_KEY.has(this.#peek().type)) {
        this.#states.push(() => this.#blockMappingKey(false));
        return this.#node(true, true);
      }
    }
    this.#state = () => this.#blockMappingKey(false);
    return empty(mark);
  }

  #closeFlow(type: 'sequence-end' | 'mapping-end', token: Token): Event {
    this.#pop();
    this.#marks.pop();
    const comments = this.#takeComments();
    this.#skip();
    return { type, start: token.start, end: token.end, ...comments };
  }

  #flowSequenceEntry(first: boolean): Event {
    if (first) this.#open();
    let token = this.#peek();
    if (token.type !== 'flow-sequence-end') {
      if (!first) {
        if (token.type !== 'flow-entry') this.#refuseInside("did not find expected ',' or ']'", token);
        this.#skip();
        token = this.#peek();
      }
      if (token.type === 'key') {
        this.#state = () => this.#pairKey();
        this.#skip();
        return { type: 'mapping-start', start: token.start, end: token.end, style: FLOW };
      }
      if (token.type !== 'flow-sequence-end') {
        this.#states.push(() => this.#flowSequenceEntry(false));
        return this.#node(false, false);
      }
    }
    return this.#closeFlow('sequence-end', token);
  }

  #pairKey(): Event {
    const token = this.#peek();
    if (!AFTER_PAIR_KEY.has(token.type)) {
      this.#states.push(() => this.#pairValue());
      return this.#node(false, false);
    }
    const mark = token.end;
    this.#skip();
    this.#state = () => this.#pairValue();
    return empty(mark);
  }

  #pairValue(): Event {
    const token = this.#peek();
    if (token.type === 'value') {
      this.#skip();
      if (!AFTER_PAIR_VALUE.has(this.#peek().type)) {
        this.#states.push(() => this.#pairEnd());
        return this.#node(false, false);
      }
    }
    this.#state = () => this.#pairEnd();
    return empty(token.start);
  }

  #pairEnd(): Event {
    const { start } = this.#peek();
    this.#state = () => this.#flowSequenceEntry(false);
    return { type: 'mapping-end', start, end: start };
  }

  #flowMappingKey(first: boolean): Event {
    if (first) this.#open();
    let token = this.#peek();
    if (token.type !== 'flow-mapping-end') {
      if (!first) {
        if (token.type !== 'flow-entry') this.#refuseInside("did not find expected ',' or '}'", token);
        this.#skip();
        token = this.#peek();
      }
      if (token.type === 'key') {
        this.#skip();
        token = this.#peek();
        if (AFTER_FLOW_KEY.has(token.type)) {
          this.#state = () => this.#flowMappingValue(false);
          return empty(token.start);
        }
        this.#states.push(() => this.#flowMappingValue(false));
        return this.#node(false, false);
      }
      if (token.type !== 'flow-mapping-end') {
        this.#states.push(() => this.#flowMappingValue(true));
        return this.#node(false, false);
      }
    }
    return this.#closeFlow('mapping-end', token);
  }

  #flowMappingValue(isEmpty: boolean): Event {
    let token = this.#peek();
    if (!isEmpty && token.type === 'value') {
      this.#skip();
      token = this.#peek();
      if (!AFTER_FLOW_VALUE.has(token.type)) {
        this.#states.push(() => this.#flowMappingKey(false));
        return this.#node(false, false);
      }
    }
    this.#state = () => this.#flowMappingKey(false);
    return empty(token.start);
  }
}

function empty(mark: Mark): Event {
  return { type: 'scalar', start: mark, end: mark, value: '', style: 0 };
}
