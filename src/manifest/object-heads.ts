/**
 * What the objects of a text are, read at its top without a parser, so that a large tree is parsed only where an object
 * is that somebody asks for. Where the text is not plain block style, everything is possible.
 */
import { splitDocuments } from '../kubernetes/yaml/split.ts';
import { SIBLING_KINDS } from './manifest.ts';

/** A document of a text. */
export interface DocumentHead {
  /** Counts from 0 as kubectl splits the stream. */
  readonly index: number;
  /** The kinds that rules ask for and that it can hold. */
  readonly kinds: readonly string[];
  /** Of its object; undefined where only a parser can tell. */
  readonly kind?: string;
  readonly namespace?: string;
  readonly name?: string;
  /** Kind, namespace and name as far as they can be seen; undefined for what is often written twice. */
  readonly identity?: string;
}

/** May hold objects of any kind. */
const LIST = 'List';
const KIND = new RegExp(`\\bkind["']?\\s*:\\s*["']?(${[...SIBLING_KINDS, LIST].join('|')})\\b`);
const EACH_KIND = new RegExp(KIND, 'g');
const SIBLINGS: ReadonlySet<string> = new Set(SIBLING_KINDS);
/** Defined in many places, or no object of a cluster. */
const COMMON: ReadonlySet<string> = new Set(['DaemonSet', 'Namespace', 'Kustomization']);

/** Whether a text, or bytes as latin1, can contain an object that a rule reads. */
export function mayHoldSibling(text: string): boolean {
  return KIND.test(text);
}

/** The documents of a text, or of bytes as latin1; they do not keep the text alive. */
export function headsIn(text: string): DocumentHead[] {
  return splitDocuments(text)
    .filter(({ badSeparator }) => badSeparator === undefined)
    .map(({ index, start, end }) => ({ index, ...headOf(text.slice(start, end)) }));
}

type Head = Omit<DocumentHead, 'index'>;

function headOf(text: string): Head {
  const known = plainHead(text);
  if (known === undefined) return { kinds: kindsIn(text), ...identityOf(writtenIn(text)) };
  const { kind, namespace, name } = known;
  return { kinds: SIBLINGS.has(kind) ? [kind] : [], kind, namespace, name, ...identityOf(known) };
}

function kindsIn(text: string): readonly string[] {
  if (!KIND.test(text)) return [];
  const kinds = new Set([...text.matchAll(EACH_KIND)].map(([, kind = '']) => kind));
  return kinds.has(LIST) ? SIBLING_KINDS : SIBLING_KINDS.filter((kind) => kinds.has(kind));
}

interface Named {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** All three. */
  readonly identity: string;
}

function identityOf(named: Named | undefined): { readonly identity?: string } {
  if (named === undefined || named.name === '' || COMMON.has(named.kind)) return {};
  return { identity: named.identity };
}

/** A part of a text keeps all of it in memory. */
function ownCopy(part: string): string {
  return Buffer.from(part, 'latin1').toString('latin1');
}

/** Lines that begin a key which counts, or with what is not plain block style. */
const TOP = /^(?:(kind|metadata|items):|["'?<{[]).*$/gm;
/** How the first line begins that is no comment, directive or separator. */
const FIRST = /^(?![#%]|---|[ \t]*(?:#.*)?\r?$)(.)/m;
const KIND_LINE = /^kind: *["']?(\w+)["']? *(?:#.*)?$/;
const METADATA_LINE = /^metadata: *(?:#.*)?$/;

/** The object of a document in plain block style; undefined for everything else. */
function plainHead(text: string): Named | undefined {
  if (!/[A-Za-z]/.test(FIRST.exec(text)?.[1] ?? '')) return undefined;
  let kind: string | undefined;
  let metadata: RegExpExecArray | undefined;
  for (const line of text.matchAll(TOP)) {
    const [whole, key] = line;
    const value = key === 'kind' ? KIND_LINE.exec(whole)?.[1] : undefined;
    if (value !== undefined && kind === undefined && !goesOn(text, line.index + whole.length)) kind = value;
    else if (key === 'metadata' && metadata === undefined && METADATA_LINE.test(whole)) metadata = line;
    else return undefined;
  }
  if (kind === undefined || /list$/i.test(kind)) return undefined;
  const fields = metadata === undefined ? {} : childrenFrom(text, metadata.index + metadata[0].length);
  if (fields === undefined) return undefined;
  const { namespace = 'default', name = '' } = fields;
  const [own, space] = [ownCopy(`${kind} ${namespace} ${name}`), kind.length + 1];
  const at = space + namespace.length;
  return { kind: own.slice(0, space - 1), namespace: own.slice(space, at), name: own.slice(at + 1), identity: own };
}

/** What makes the next lines a part of a plain scalar. */
const INDENTED = /(?:\r?\n[ \t]*)+(?<=[ \t])[^\s#]/y;

function goesOn(text: string, end: number): boolean {
  INDENTED.lastIndex = end;
  return INDENTED.test(text);
}

const CHILD = /^([A-Za-z]\w*):(?: +|$)/;
const PLAIN = /^(["']?)([a-zA-Z][\w.-]*)\1 *(?:#.*)?$/;
/** What YAML 1.1 takes for something else than text. */
const WORDS = /^(?:true|false|null|yes|no|on|off|y|n)$/i;

/** `name` and `namespace` among the keys of the block map after a line; undefined where it is not plain. */
function childrenFrom(text: string, end: number): { namespace?: string; name?: string } | undefined {
  const found: { namespace?: string; name?: string } = {};
  let width = -1;
  let isScalar = false;
  let stop = endOfLine(text, end);
  while (stop < text.length) {
    const at = stop + 1;
    stop = endOfLine(text, at);
    let inner = at;
    while (text.charCodeAt(inner) === 32) inner++;
    const line = text.slice(inner, text.charCodeAt(stop - 1) === 13 ? stop - 1 : stop);
    if (line === '' || line.startsWith('#')) continue;
    if (inner === at) break;
    if (width < 0) width = inner - at;
    if (inner - at > width && !isScalar && !line.includes('\r')) continue;
    const key = CHILD.exec(line);
    if (inner - at !== width || key === null || line.includes('\r')) return undefined;
    const [whole, field] = key;
    isScalar = field === 'name' || field === 'namespace';
    if (field !== 'name' && field !== 'namespace') continue;
    const value = PLAIN.exec(line.slice(whole.length))?.[2];
    if (value === undefined || WORDS.test(value) || found[field] !== undefined) return undefined;
    found[field] = value;
  }
  return found;
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

const BLOCK_KIND = /^kind:[ \t]*["']?(\w+)/m;
const METADATA = /^metadata:[ \t]*\r?\n((?:[ \t]+.*\r?\n?|\r?\n)+)/m;
const NAME = /^([ \t]+)name:[ \t]*["']?([\w.:-]+)["']?[ \t]*\r?$/m;
const NAMESPACE = /^[ \t]+namespace:[ \t]*["']?([\w.-]+)/m;

/** What an object in block style seems to be, anchors and templates included. */
function writtenIn(text: string): Named | undefined {
  const kind = BLOCK_KIND.exec(text)?.[1];
  if (kind === undefined) return undefined;
  const metadata = METADATA.exec(text)?.[1] ?? '';
  const name = NAME.exec(metadata)?.[2];
  if (name === undefined) return undefined;
  const namespace = NAMESPACE.exec(metadata)?.[1] ?? 'default';
  return { kind, namespace, name, identity: ownCopy(`${kind} ${namespace} ${name}`) };
}
