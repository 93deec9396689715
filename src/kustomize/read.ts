/** Texts to objects. Source: kyaml kio/byteio_reader.go, kyaml yaml/rnode.go (DeAnchor, GetValidatedMetadata), kustomize api/resource/factory.go. */
import { BuildError, at } from './errors.ts';
import { YamlError } from './yaml/cursor.ts';
import { clearField } from './yaml/fns.ts';
import { assign, copyNode, entries, field, isMissingOrNull, isNilOrEmpty, type YNode } from './yaml/node.ts';
import { parseNode, type Locate } from './yaml/parse.ts';
import { fromJson } from './yaml/from-json.ts';
import { toJson, type JsonNode } from './yaml/value.ts';
import { addAll } from '../kubernetes/go/lists.ts';
import { firstWhere } from '../kubernetes/go/search.ts';

/** A text, and where its parts are written. */
export interface SourceText {
  readonly text: string;
  readonly locate: Locate;
}

/** A text that is a whole file. */
export function fileText(file: string, text: string): SourceText {
  return { text, locate: (start, end) => ({ file, start, end }) };
}

/** Each document of a text, without line breaks of Windows. Throws BuildError. Source: splitDocuments. */
function split({ text, locate }: SourceText): SourceText[] {
  const { plain, original } = withoutReturns(text);
  const cuts: SourceText[] = [];
  const cut = (start: number, end: number, ending: string): void => {
    cuts.push({
      text: plain.slice(start, end) + ending,
      locate: (from, to) => locate(original(start + from), original(Math.min(start + to, plain.length))),
    });
  };
  let start = 0;
  for (const match of plain.matchAll(/\n---([^\n]*)\n/g)) {
    const rest = (match[1] ?? '').trim();
    if (rest !== '' && !rest.startsWith('#')) {
      const from = original(match.index + 1);
      throw new BuildError(`invalid document separator: ${match[0].trim()}`, locate(from, from + 3));
    }
    cut(start, match.index, '\n');
    start = match.index + match[0].length;
  }
  cut(start, plain.length, '');
  return cuts;
}

function withoutReturns(text: string): { plain: string; original: (offset: number) => number } {
  if (!text.includes('\r\n')) return { plain: text, original: (offset) => offset };
  const dropped: number[] = [];
  for (const { index } of text.matchAll(/\r\n/g)) dropped.push(index - dropped.length);
  const original = (offset: number): number =>
    offset + firstWhere(0, dropped.length, (index) => (dropped[index] ?? 0) >= offset);
  return { plain: text.replaceAll('\r\n', '\n'), original };
}

/** The objects of a text, lists unwrapped, aliases replaced. Throws BuildError. Source: kio.FromBytes. */
function readNodes(source: SourceText): YNode[] {
  if (source.text === '') return [];
  const documents = split(source);
  const found: YNode[] = [];
  for (const document of documents) {
    const root = parse(document)?.content[0];
    if (isMissingOrNull(root) || root === undefined) continue;
    const kind = field(root, 'kind')?.value;
    const items = field(root, 'items');
    const isList = kind === 'List' || kind === 'ResourceList';
    if (documents.length === 1 && isList && (items !== undefined || field(root, 'functionConfig') !== undefined))
      addAll(found, items?.content ?? []);
    else found.push(root);
  }
  const budget = { nodes: MOST_NODES };
  return found.map((node) => deAnchor(node, budget, 0));
}

function parse({ text, locate }: SourceText): YNode | undefined {
  try {
    return parseNode(text, locate);
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    throw new BuildError(`MalformedYAMLError: ${error.message}`, locate(error.index, error.index + 1));
  }
}

/** More nodes than aliases may represent. */
const MOST_NODES = 1_000_000;
const MAX_DEPTH = 1000;

// deAnchor: aliases become copies of what they represent, merge keys what they merge.
function deAnchor(node: YNode, budget: { nodes: number }, depth: number): YNode {
  if (--budget.nodes < 0 || depth > MAX_DEPTH)
    throw new BuildError('aliases expand to more than can be built', node.place);
  node.anchor = '';
  switch (node.kind) {
    case 'alias':
      if (node.alias === undefined) throw new BuildError('an alias without an anchor', node.place);
      return copyNode(deAnchor(node.alias, budget, depth + 1));
    case 'map':
      mergeKeys(node);
      break;
    case 'list':
      break;
    default:
      return node;
  }
  node.content = node.content.map((item) => deAnchor(item, budget, depth + 1));
  return node;
}

function mergeKeys(node: YNode): void {
  const merges = [...entries(node)].filter(([key]) => key.tag === '!!merge');
  if (merges.length > 1) throw new BuildError('duplicate merge key', merges[1]?.[0].place);
  const value = merges[0]?.[1];
  const sources = value === undefined ? [] : mergeValues(value);
  // Also a key "<<" in quotes goes.
  clearField(node, '<<');
  if (sources.length === 0) return;
  const whole = copyNode(node);
  for (const source of [...sources, node])
    for (const [key, each] of entries(copyNode(source))) setEntry(whole, key, each);
  assign(node, whole);
}

function setEntry(map: YNode, key: YNode, value: YNode): void {
  for (let i = 0; i < map.content.length; i += 2) {
    if (map.content[i]?.value !== key.value) continue;
    map.content[i] = key;
    map.content[i + 1] = value;
    return;
  }
  map.content.push(key, value);
}

// Later maps of a list count less, so they come first.
function mergeValues(value: YNode): YNode[] {
  switch (value.kind) {
    case 'map':
      return [value];
    case 'alias':
      if (value.alias?.kind !== 'map')
        throw new BuildError('invalid map merge: received alias for a non-map value', value.place);
      return [value.alias];
    case 'list': {
      if (value.content.some((item) => item.kind === 'list'))
        throw new BuildError('invalid map merge: received a nested sequence', value.place);
      return value.content.flatMap(mergeValues).reverse();
    }
    default:
      throw new BuildError('map merge requires map or sequence of maps as the value', value.place);
  }
}

/** The objects of a text; each has a kind and a name. Throws BuildError. Source: Factory.RNodesFromBytes. */
export function readObjects(source: SourceText): YNode[] {
  const queue = named(readNodes(source));
  const found: YNode[] = [];
  for (let node = queue.shift(); node !== undefined; node = queue.shift()) {
    const items = (field(node, 'kind')?.value ?? '').endsWith('List') ? listItems(node) : undefined;
    if (items === undefined) found.push(node);
    else
      addAll(
        queue,
        items.flatMap((item) => named([fromJson(item)])),
      );
  }
  return found;
}

function listItems(list: YNode): readonly JsonNode[] | undefined {
  const items = field(list, 'items');
  if (items === undefined) return undefined;
  const value = at(list.place, () => toJson(items));
  if (value.kind === 'list') return value.items;
  if (value.kind === 'scalar' && value.value === null) return [];
  throw new BuildError(`expected array in ${field(list, 'kind')?.value ?? ''}/items`, items.place);
}

function named(nodes: readonly YNode[]): YNode[] {
  const found = nodes.filter((node) => !isNilOrEmpty(node));
  for (const node of found) validate(node);
  return found;
}

/** Throws BuildError when an object has no kind or no name. Source: GetValidatedMetadata. */
export function validate(node: YNode): void {
  const value = (map: YNode | undefined, name: string): string => {
    const found = field(map, name);
    return found === undefined || isNilOrEmpty(found) ? '' : found.value;
  };
  const metadata = field(node, 'metadata');
  const kind = value(node, 'kind');
  if (kind === '') {
    const known = value(node, 'apiVersion') !== '' || !isNilOrEmpty(metadata);
    throw new BuildError(known ? 'missing kind in object' : 'missing Resource metadata', node.place);
  }
  if (kind.endsWith('List')) return;
  if (value(metadata, 'name') === '') throw new BuildError('missing metadata.name in object', node.place);
}
