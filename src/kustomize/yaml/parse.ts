/** Texts to trees. Source: go.yaml.in/yaml/v3 decode.go (parser). */
import { YamlError } from './cursor.ts';
import { EventReader, type Event, type EventType } from './events.ts';
import { FLOW, TAGGED, YNode, type Kind, type Place } from './node.ts';
import { resolve, shortTag } from './resolve.ts';

// What Go's reader refuses anywhere in a text.
// eslint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u0080-\u0084\u0086-\u009f\ufffe\uffff]/;
/** Deeper than any object, and within the stack. */
const MAX_DEPTH = 1000;

/** Says where offsets into the parsed text are written. */
export type Locate = (start: number, end: number) => Place | undefined;

/**
 * The first document of `text` as a document node; undefined when there is none. Throws YamlError.
 * Source: yaml.v3 Decoder.Decode into a Node.
 */
export function parseNode(text: string, locate: Locate = () => undefined): YNode | undefined {
  const control = CONTROL.exec(text);
  if (control !== null) throw new YamlError('control characters are not allowed', 0, control.index);
  return new Composer(text, locate).document();
}

class Composer {
  readonly #reader: EventReader;
  readonly #locate: Locate;
  readonly #anchors = new Map<string, YNode>();
  #event: Event | undefined;
  #depth = 0;

  constructor(text: string, locate: Locate) {
    this.#reader = new EventReader(text);
    this.#locate = locate;
    this.#expect('stream-start');
  }

  document(): YNode | undefined {
    if (this.#peek().type === 'stream-end') return undefined;
    const event = this.#expect('document-start');
    const node = new YNode('document');
    node.head = event.head ?? '';
    node.content = [this.#node()];
    const end = this.#expect('document-end');
    node.foot = end.foot ?? '';
    return node;
  }

  #peek(): Event {
    this.#event ??= this.#reader.next();
    if (this.#event === undefined)
      throw new YamlError('attempted to go past the end of stream; corrupted value?', 0, 0);
    return this.#event;
  }

  #take(): Event {
    const event = this.#peek();
    this.#event = undefined;
    return event;
  }

  #expect(type: EventType): Event {
    const event = this.#take();
    if (event.type !== type)
      throw new YamlError(`expected ${type} event but got ${event.type}`, event.start.line, event.start.index);
    return event;
  }

  #node(): YNode {
    const event = this.#take();
    switch (event.type) {
      case 'scalar':
        return this.#scalar(event);
      case 'alias':
        return this.#alias(event);
      case 'mapping-start':
        return this.#nested(event, () => this.#mapping(event));
      case 'sequence-start':
        return this.#nested(event, () => this.#sequence(event));
      default:
        throw new YamlError(`expected a node but got ${event.type}`, event.start.line, event.start.index);
    }
  }

  #nested(event: Event, read: () => YNode): YNode {
    if (++this.#depth > MAX_DEPTH)
      throw new YamlError(`exceeded max depth of ${String(MAX_DEPTH)}`, event.start.line + 1, event.start.index);
    const node = read();
    this.#depth--;
    return node;
  }

  #make(kind: Kind, event: Event, defaultTag: string): YNode {
    const node = new YNode(kind, { value: event.value ?? '' });
    const tag = event.tag ?? '';
    if (tag !== '' && tag !== '!') {
      node.tag = shortTag(tag);
      node.style = TAGGED;
    } else if (defaultTag !== '') node.tag = defaultTag;
    else if (kind === 'scalar') node.tag = resolve(node.value).tag;
    node.head = event.head ?? '';
    node.line = event.line ?? '';
    node.foot = event.foot ?? '';
    node.place = this.#locate(event.start.index, event.end.index);
    if (event.anchor !== undefined && kind !== 'alias') {
      node.anchor = event.anchor;
      this.#anchors.set(event.anchor, node);
    }
    return node;
  }

  #scalar(event: Event): YNode {
    const style = event.style ?? 0;
    const node = this.#make('scalar', event, style !== 0 ? '!!str' : event.value === '<<' ? '!!merge' : '');
    node.style |= style;
    return node;
  }

  #alias(event: Event): YNode {
    const node = this.#make('alias', event, '');
    node.value = event.anchor ?? '';
    node.alias = this.#anchors.get(node.value);
    if (node.alias === undefined)
      throw new YamlError(`unknown anchor '${node.value}' referenced`, 0, event.start.index);
    return node;
  }

  #sequence(event: Event): YNode {
    const node = this.#make('list', event, '!!seq');
    if (event.style === FLOW) node.style |= FLOW;
    while (this.#peek().type !== 'sequence-end') node.content.push(this.#node());
    this.#close(node, event);
    return node;
  }

  #mapping(event: Event): YNode {
    const node = this.#make('map', event, '!!map');
    const block = event.style !== FLOW;
    if (!block) node.style |= FLOW;
    const { content } = node;
    while (this.#peek().type !== 'mapping-end') {
      const key = this.#node();
      content.push(key);
      const prior = content[content.length - 3];
      // A foot that is dedented belongs to the key before.
      if (block && key.foot !== '' && prior !== undefined && content.length > 2) {
        prior.foot = key.foot;
        key.foot = '';
      }
      const value = this.#node();
      content.push(value);
      if (key.foot === '' && value.foot !== '') {
        key.foot = value.foot;
        value.foot = '';
      }
    }
    this.#close(node, event);
    const last = content[content.length - 2];
    if (block && node.foot !== '' && last !== undefined) {
      last.foot = node.foot;
      node.foot = '';
    }
    return node;
  }

  #close(node: YNode, start: Event): void {
    const end = this.#take();
    node.line = end.line ?? '';
    node.foot = end.foot ?? '';
    node.place = this.#locate(start.start.index, Math.max(start.start.index, end.end.index));
  }
}
