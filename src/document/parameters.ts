/**
 * Parameters of an object that are put in later: by an OpenShift Template, which gives values, or by whoever reads a text
 * (envsubst, Flux). Source: openshift/library-go pkg/template/templateprocessing (EvaluateParameterSubstitution).
 */
import { NEWEST } from '../kubernetes/api/release.ts';
import { structOf, type Type } from '../kubernetes/api/schema.ts';
import { nodeAt, type MapNode, type Node, type StringNode } from '../kubernetes/yaml/node.ts';
import type { Span } from '../kubernetes/yaml/span.ts';
import { parseJson } from '../kubernetes/yaml/parse.ts';

/**
 * The parameters of a Template, each with its value where it has one; undefined for a text, whose names nobody lists;
 * `braces` for what a template engine puts in (`"{{ image }}"`).
 */
export type Parameters = ReadonlyMap<string, string | undefined> | 'braces' | undefined;

/** `${{NAME}}` alone is a value of any type, `${NAME}` a part of a string. */
const VALUE = /^\$\{\{([a-zA-Z0-9_]+)\}\}$/;
const PART = /\$\{([a-zA-Z0-9_]+)\}/g;
/** In a text: also with defaults, which only some readers know. */
const IN_TEXT = /\$\{([a-zA-Z0-9_]+)[^{}$\n]*\}/g;
const ALONE_IN_TEXT = /^\$\{[^{}$\n]*\}$/;
const IN_BRACES = /\{\{[^\w{}\n]*([\w-]*)[^{}\n]*\}\}/g;
const IN_ONE = /^\{\{[^\w{}\n]*([\w-]+)/;
const ALONE_IN_BRACES = /^\{\{[^{}\n]*\}\}$/;

/** The parameters that a Template declares. A generated value is as unknown as one that is to be given. */
export function templateParameters(template: MapNode): Parameters {
  const list = nodeAt(template, ['parameters']);
  const declared = new Map<string, string | undefined>();
  for (const item of list?.kind === 'list' ? list.items : []) {
    const [name, value] = [nodeAt(item, ['name']), nodeAt(item, ['value'])];
    if (name?.kind === 'string') declared.set(name.value, textOf(value) || undefined);
  }
  return declared;
}

function textOf(node: Node | undefined): string {
  if (node?.kind === 'string') return node.value;
  return node?.kind === 'number' ? node.literal : node?.kind === 'boolean' ? String(node.value) : '';
}

/** In the place of values that nobody knows: a name, a number, nothing; only what all of them have in common is true. */
const MADE_UP = [0, 1, 2] as const;
type MadeUp = (typeof MADE_UP)[number];

/** An object with its parameters put in: one tree, or several where values are not known. Places stay as they are. */
export function filled(map: MapNode, parameters: Parameters, text: string): readonly MapNode[] {
  if (!text.slice(map.span.start, map.span.end).includes(markOf(parameters))) return [map];
  const trees = MADE_UP.map((madeUp) => {
    const filling = new Filling(parameters, text, madeUp);
    return { tree: filling.map(map, { struct: structOf('DaemonSet', NEWEST) }), isKnown: filling.isKnown };
  });
  const [first] = trees;
  return first?.isKnown === true ? [first.tree] : trees.map(({ tree }) => tree);
}

function markOf(parameters: Parameters): string {
  return parameters === 'braces' ? '{{' : '${';
}

type Place = Partial<Pick<Type, 'kind' | 'struct' | 'element'>> | undefined;

class Filling {
  isKnown = true;
  readonly #parameters: ReadonlyMap<string, string | undefined> | undefined;
  readonly #mark: string;
  readonly #text: string;
  readonly #madeUp: MadeUp;

  constructor(parameters: Parameters, text: string, madeUp: MadeUp) {
    this.#parameters = parameters === 'braces' ? undefined : parameters;
    this.#mark = markOf(parameters);
    this.#text = text;
    this.#madeUp = madeUp;
  }

  map(map: MapNode, type: Place): MapNode {
    const entries = map.entries.map((entry) => ({
      ...entry,
      key: this.#string(entry.key, undefined),
      value: this.#node(
        entry.value,
        type?.struct === undefined ? type?.element : type.struct.byName.get(entry.key)?.type,
      ),
    }));
    return { ...map, entries };
  }

  #node(node: Node, type: Place): Node {
    if (node.kind === 'map') return this.map(node, type);
    if (node.kind === 'list') return { ...node, items: node.items.map((item) => this.#node(item, type?.element)) };
    return node.kind === 'string' && node.value.includes(this.#mark) ? this.#scalar(node, type) : node;
  }

  #scalar(node: StringNode, type: Place): Node {
    const { value, span } = node;
    const name = (this.#mark === '{{' ? IN_ONE : VALUE).exec(value)?.[1];
    if (this.#parameters === undefined ? this.#isAlone(node) : name !== undefined && this.#parameters.has(name)) {
      const given = name === undefined ? undefined : this.#parameters?.get(name);
      if (given !== undefined) return moved(parseJson(given, { start: 0, end: given.length }).root, given, span);
      this.isKnown = false;
      return madeUpOf(type, this.#madeUp, span) ?? { kind: 'string', value: this.#made(name ?? 'value', type), span };
    }
    return { kind: 'string', value: this.#string(value, type), span };
  }

  /** Whether a text has nothing else there, and no quotes: what is put in may be of any type. */
  #isAlone({ value, span }: StringNode): boolean {
    if (this.#mark === '{{') return ALONE_IN_BRACES.test(value);
    return ALONE_IN_TEXT.test(value) && this.#text.startsWith('$', span.start);
  }

  #string(value: string, type: Place): string {
    if (!value.includes(this.#mark)) return value;
    const part = this.#mark === '{{' ? IN_BRACES : this.#parameters === undefined ? IN_TEXT : PART;
    return value.replace(part, (written, name: string) => {
      // What a Template does not declare stays as it is written.
      if (this.#parameters?.has(name) === false) return written;
      const given = this.#parameters?.get(name);
      if (given !== undefined) return given;
      this.isKnown = false;
      return this.#made(name, type);
    });
  }

  #made(name: string, type: Place): string {
    if (type?.kind === 'quantity') return ['1', '100', '2'][this.#madeUp] ?? '1';
    return [nameOf(name), '1', ''][this.#madeUp] ?? '';
  }
}

const LONGEST = 40;

function nameOf(parameter: string): string {
  const name = parameter.toLowerCase().replaceAll('_', '-').slice(0, LONGEST);
  return name.replace(/^-+|-+$/g, '') || 'value';
}

/** A value of the type that a place has; undefined for a string. */
function madeUpOf(type: Place, madeUp: MadeUp, span: Span): Node | undefined {
  switch (type?.kind) {
    case 'bool':
      return { kind: 'boolean', value: madeUp !== 1, span };
    case 'int32':
    case 'int64':
    case 'intOrString':
      return { kind: 'number', literal: ['1', '1000', '0'][madeUp] ?? '1', span };
    case 'list':
      return { kind: 'list', items: [], span };
    case 'map':
    case 'struct':
      return { kind: 'map', entries: [], span };
    default:
      return undefined;
  }
}

/** A value that a parameter gives, where it is put in; what is no JSON is a string. */
function moved(value: Node | undefined, text: string, span: Span): Node {
  if (value === undefined) return { kind: 'string', value: text, span };
  if (value.kind === 'list') return { ...value, span, items: value.items.map((item) => moved(item, '', span)) };
  if (value.kind !== 'map') return { ...value, span };
  const entries = value.entries.map((entry) => ({ ...entry, keySpan: span, value: moved(entry.value, '', span) }));
  return { ...value, span, entries };
}
