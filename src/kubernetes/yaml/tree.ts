/** From the `yaml` package's tree to what Go decodes. Source: go.yaml.in/yaml/v2 decode.go, sigs.k8s.io/yaml. */
import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Document,
  type Pair,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import type { Span } from '../../source.ts';
import type { Entry, MapNode, Node, Path } from '../node.ts';
import { quote } from '../go.ts';
import { lineOf, type FoundFault } from './fault.ts';
import type { DuplicateKey } from './parse.ts';
import { floatKey, floatLiteral, resolvePlain, resolveTagged, ScalarFault, type Resolved } from './scalar.ts';

/** A document that Go parses and cannot decode. */
export class TreeFault extends Error implements FoundFault {
  readonly offset: number;
  readonly length: number;
  readonly explanation: string;

  constructor(span: Span, message: string, explanation: string) {
    super(message);
    this.offset = span.start;
    this.length = Math.max(1, span.end - span.start);
    this.explanation = explanation;
  }
}

export interface Tree {
  readonly root: Node | undefined;
  readonly duplicates: readonly DuplicateKey[];
}

type Written = Document.Parsed['contents'] | Scalar | YAMLMap | YAMLSeq | null | undefined;

/** A key as Go decodes it: what it becomes in JSON, and what tells it apart from others. */
interface Key {
  readonly text: string;
  readonly shown: string;
  readonly identity: string;
}

/** The tree of `document`; `shift` is the offset of `body` in the whole text. Throws TreeFault. */
export function buildTree(document: Document.Parsed, body: string, shift: number): Tree {
  const builder = new Builder(body, shift);
  const contents = document.contents;
  if (contents === null) return { root: undefined, duplicates: [] };
  const root = builder.node(contents as Written, 0);
  const empty = root.kind === 'null' && contents.range[0] === contents.range[1];
  return { root: empty ? undefined : root, duplicates: builder.duplicates };
}

class Builder {
  readonly duplicates: DuplicateKey[] = [];
  readonly #anchors = new Map<string, Node | undefined>();
  readonly #sizes = new WeakMap<Node, number>();
  readonly #path: (string | number)[] = [];
  #decoded = 0;
  #aliased = 0;
  readonly #body: string;
  readonly #shift: number;

  constructor(body: string, shift: number) {
    this.#body = body;
    this.#shift = shift;
  }

  node(written: Written, at: number): Node {
    if (isAlias(written)) return this.#alias(written.source, spanOf(written, at));
    const anchor = isScalar(written) || isMap(written) || isSeq(written) ? written.anchor : undefined;
    if (anchor !== undefined) this.#anchors.set(anchor, undefined);
    const node = this.#collection(written, at);
    if (anchor !== undefined) this.#anchors.set(anchor, node);
    return node;
  }

  #collection(written: Written, at: number): Node {
    if (isMap(written)) return this.#map(written, at);
    if (!isSeq(written)) return this.#scalar(written as Scalar | null | undefined, at);
    this.#decoded++;
    const items: Node[] = [];
    for (const [index, item] of written.items.entries()) {
      this.#path.push(index);
      items.push(this.node(item as Written, spanOf(written, at).end));
      this.#path.pop();
    }
    const node = { kind: 'list', items, span: this.#placed(spanOf(written, at)) } as const;
    this.#sizes.set(node, 1 + sum(items.map((item) => this.#size(item))));
    return node;
  }

  #scalar(written: Scalar | null | undefined, at: number): Node {
    this.#decoded++;
    const bare = spanOf(written, at);
    const span = this.#placed(bare);
    const found = this.#resolve(written, bare);
    if (found.kind === 'int') return { kind: 'number', literal: found.literal, span };
    if (found.kind !== 'float') return { ...found, span };
    if (Number.isFinite(found.value)) return { kind: 'number', literal: floatLiteral(found.value), span };
    const shown = Number.isNaN(found.value) ? 'NaN' : found.value > 0 ? '+Inf' : '-Inf';
    const explanation = `${this.#body.slice(bare.start, bare.end)} is a number that JSON cannot hold: put it in quotes`;
    throw new TreeFault(bare, `json: unsupported value: ${shown}`, explanation);
  }

  #resolve(written: Scalar | null | undefined, span: Span): Resolved {
    if (written == null) return { kind: 'null' };
    const text = written.source ?? '';
    const tag = written.tag;
    try {
      if (tag !== undefined && tag !== '!') return resolveTagged(text, tag);
    } catch (error) {
      if (!(error instanceof ScalarFault)) throw error;
      throw new TreeFault(
        span,
        error.message,
        `the value does not fit its tag: ${error.message.replace('yaml: ', '')}`,
      );
    }
    const plain = tag === undefined && (written.type === 'PLAIN' || written.type === undefined);
    return plain ? resolvePlain(text) : { kind: 'string', value: text };
  }

  #alias(name: string, span: Span): Node {
    if (!this.#anchors.has(name)) {
      const explanation = `*${name} refers to an anchor that is not defined before it in this document`;
      throw new TreeFault(
        span,
        `yaml: unknown anchor '${name}' referenced`,
        `${explanation}: write &${name} at the value it stands for`,
      );
    }
    const node = this.#anchors.get(name);
    if (node === undefined) {
      throw new TreeFault(
        span,
        `yaml: anchor '${name}' value contains itself`,
        `*${name} stands inside the value of &${name}, which would never end`,
      );
    }
    this.#expand(this.#size(node), span);
    return { ...node, span: this.#placed(span) };
  }

  // Go counts what an alias expands to, and gives up when most of a large document comes from aliases.
  #expand(size: number, span: Span): void {
    this.#decoded += size;
    this.#aliased += size;
    if (this.#aliased <= 100 || this.#decoded <= 1000 || this.#aliased / this.#decoded <= allowedRatio(this.#decoded))
      return;
    throw new TreeFault(
      span,
      'yaml: document contains excessive aliasing',
      'aliases make this document grow beyond what Kubernetes accepts: write the values out',
    );
  }

  #size(node: Node): number {
    return this.#sizes.get(node) ?? 1;
  }

  #map(written: YAMLMap, at: number): MapNode {
    this.#decoded++;
    const own = spanOf(written, at);
    const entries = new Map<string, { key: Key; entry: Entry }>();
    let size = 1;
    const put = (key: Key, entry: Entry, merged: boolean, path: Path): void => {
      const earlier = [...(entries.get(key.text)?.key.identity === key.identity ? [entries.get(key.text)] : [])][0];
      if (earlier !== undefined) {
        const line = lineOf(this.#body, 0, entry.value.span.start - this.#shift);
        const { text, shown } = key;
        this.duplicates.push({
          key: text,
          shown,
          line,
          path,
          keySpan: entry.keySpan,
          firstSpan: earlier.entry.keySpan,
          merged,
        });
      }
      entries.delete(key.text);
      entries.set(key.text, { key, entry });
    };
    for (const pair of written.items) {
      const { keySpan, key } = this.#key(pair, own);
      if (key === undefined) {
        for (const [mergedKey, entry] of this.#merge(pair, keySpan))
          put(mergedKey, entry, true, [...this.#path, mergedKey.text]);
        continue;
      }
      this.#path.push(key.text);
      const value = this.node(pair.value as Written, keySpan.end);
      put(key, { key: key.text, keySpan: this.#placed(keySpan), value }, false, [...this.#path]);
      this.#path.pop();
      size += 1 + this.#size(value);
    }
    const node: MapNode = {
      kind: 'map',
      entries: [...entries.values()].map(({ entry }) => entry),
      span: this.#placed(own),
    };
    this.#sizes.set(node, size);
    this.#keys.set(node, new Map([...entries.values()].map(({ key, entry }) => [entry, key])));
    return node;
  }

  readonly #keys = new WeakMap<MapNode, Map<Entry, Key>>();

  /** The key of a pair; undefined for a merge key. */
  #key(pair: Pair, map: Span): { keySpan: Span; key: Key | undefined } {
    const written = pair.key as Written;
    const keySpan = spanOf(written, map.start);
    if (
      isScalar(written) &&
      written.source === '<<' &&
      (written.type === 'PLAIN' || written.tag === 'tag:yaml.org,2002:merge')
    ) {
      return { keySpan, key: undefined };
    }
    const node = isAlias(written) ? this.node(written, keySpan.start) : undefined;
    if (isMap(written) || isSeq(written) || node?.kind === 'map' || node?.kind === 'list') {
      const shown = goValue(node ?? this.node(written, keySpan.start));
      const template = this.#body.startsWith('{', keySpan.start)
        ? 'this is a map where a key is expected (an unrendered template?): put {{ … }} in quotes, or render it first'
        : 'a map or a list cannot be a key';
      throw new TreeFault(keySpan, `yaml: invalid map key: ${shown}`, template);
    }
    if (node !== undefined) return { keySpan, key: keyOf(resolvedOf(node), keySpan, this.#valueText(pair)) };
    this.#decoded++;
    const found = this.#resolve(written as Scalar | null | undefined, keySpan);
    const anchor = isScalar(written) ? written.anchor : undefined;
    if (anchor !== undefined) this.#anchors.set(anchor, this.#scalar(written as Scalar, keySpan.start));
    return { keySpan, key: keyOf(found, keySpan, this.#valueText(pair)) };
  }

  #valueText(pair: Pair): string {
    const value = pair.value as Written;
    return isScalar(value) ? (value.source ?? '') : '';
  }

  /** The entries a merge brings, in the order in which Go sets them: of a list the earlier maps win. */
  #merge(pair: Pair, keySpan: Span): (readonly [Key, Entry])[] {
    const value = this.node(pair.value as Written, keySpan.end);
    const maps = value.kind === 'list' ? [...value.items].reverse() : [value];
    return maps.flatMap((map) => {
      if (map.kind !== 'map') {
        const span = { start: map.span.start - this.#shift, end: map.span.end - this.#shift };
        throw new TreeFault(
          span,
          'yaml: map merge requires map or sequence of maps as the value',
          '<< merges maps: give it an alias of a map, or a list of such aliases',
        );
      }
      return map.entries.map((entry) => [this.#keyOfEntry(map, entry), entry] as const);
    });
  }

  #keyOfEntry(map: MapNode, entry: Entry): Key {
    const text = entry.key;
    for (const keys of [this.#keys.get(map)]) {
      const key = keys?.get(entry);
      if (key !== undefined) return key;
    }
    return { text, shown: quote(text), identity: `string ${text}` };
  }

  #placed(span: Span): Span {
    return { start: span.start + this.#shift, end: span.end + this.#shift };
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** Source: decode.go allowedAliasRatio. */
function allowedRatio(decoded: number): number {
  if (decoded <= 400_000) return 0.99;
  if (decoded >= 4_000_000) return 0.1;
  return 0.99 - 0.89 * ((decoded - 400_000) / 3_600_000);
}

function spanOf(written: Written, at: number): Span {
  const range = written?.range;
  return range == null ? { start: at, end: at } : { start: range[0], end: range[1] };
}

function resolvedOf(node: Node): Resolved {
  if (node.kind === 'number') {
    return /^-?\d+$/.test(node.literal)
      ? { kind: 'int', literal: node.literal, unsigned: false }
      : { kind: 'float', value: Number(node.literal) };
  }
  if (node.kind === 'map' || node.kind === 'list') throw new Error('a collection is no scalar');
  return node;
}

function keyOf(found: Resolved, span: Span, value: string): Key {
  switch (found.kind) {
    case 'string':
      return { text: found.value, shown: quote(found.value), identity: `string ${found.value}` };
    case 'boolean':
      return { text: String(found.value), shown: String(found.value), identity: `bool ${String(found.value)}` };
    case 'float':
      return { text: floatKey(found.value), shown: String(found.value), identity: `float ${String(found.value)}` };
    case 'int':
      if (!found.unsigned) return { text: found.literal, shown: found.literal, identity: `int ${found.literal}` };
      throw new TreeFault(
        span,
        `unsupported map key of type: uint64, key: ${found.literal}, value: ${quote(value)}`,
        'this number is too large to be a key: put it in quotes',
      );
    case 'null':
      throw new TreeFault(
        span,
        `unsupported map key of type: %!s(<nil>), key: <nil>, value: ${quote(value)}`,
        'null cannot be a key: write a name, in quotes if it is "null" or "~"',
      );
  }
}

/** A decoded value as Go's `%#v` prints it. */
function goValue(node: Node): string {
  switch (node.kind) {
    case 'map': {
      const entries = node.entries.map((entry) => `${quote(entry.key)}:${goValue(entry.value)}`);
      return `map[interface {}]interface {}{${entries.join(', ')}}`;
    }
    case 'list':
      return `[]interface {}{${node.items.map(goValue).join(', ')}}`;
    case 'string':
      return quote(node.value);
    case 'number':
      return node.literal;
    case 'boolean':
      return String(node.value);
    case 'null':
      return 'interface {}(nil)';
  }
}
