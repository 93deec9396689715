/** ConfigMaps and Secrets from files and literals. Source: kustomize api/internal/generators, api/kv/kv.go, kyaml yaml/datamap.go. */
import { basename } from 'node:path/posix';
import { compareBytes } from '../kubernetes/go/strings.ts';
import type { Leaf } from './decode.ts';
import { BuildError } from './errors.ts';
import type { Loader } from './loader.ts';
import { Resource } from './resource.ts';
import type { Schemas } from './schema.ts';
import type { GeneratorArgs, GeneratorOptions, Texts } from './shapes.ts';
import { lookup, setField } from './yaml/fns.ts';
import { LITERAL, SINGLE_QUOTED, YNode, scalar, text, type Place } from './yaml/node.ts';

type LoadData = Loader['load'];

interface Pair {
  readonly key: string;
  readonly value: Uint8Array;
  readonly place: Place;
}

/** What making objects needs. */
export interface GeneratorContext {
  readonly loader: Loader;
  readonly schemas: Schemas;
  /** Called for a file with data that is not there; when it returns, the file counts as empty. */
  readonly absent: (error: BuildError) => void;
}

/** A ConfigMap or Secret. Throws BuildError. */
export function generate(
  kind: 'ConfigMap' | 'Secret',
  args: GeneratorArgs,
  options: GeneratorOptions | undefined,
  { loader, schemas, absent }: GeneratorContext,
): Resource {
  const { name, namespace, behavior, place } = args;
  if (name === undefined || name.value === '') throw new BuildError('a configmap must have a name', place);
  const root = new YNode('map', { tag: '!!map', place });
  const plain = (value: string): YNode => new YNode('scalar', { value, tag: '!!str', place });
  setField(root, 'apiVersion', plain('v1'));
  setField(root, 'kind', plain(kind));
  const resource = new Resource(root, schemas);
  resource.set(text(name.value, name.place), 'metadata', 'name');
  if (namespace !== undefined && namespace.value !== '')
    resource.set(text(namespace.value, namespace.place), 'metadata', 'namespace');
  if (kind === 'Secret') resource.set(text(args.type?.value || 'Opaque', args.type?.place ?? place), 'type');
  const data = dataOf(args, name.value, loader, absent);
  for (const key of [...data.keys()].sort(compareBytes)) {
    const pair = data.get(key);
    if (pair !== undefined) setData(root, kind, pair);
  }
  if (kind === 'Secret' && data.size === 0) lookup(root, ['data'], 'map');
  setTexts(resource, 'labels', options?.labels);
  setTexts(resource, 'annotations', options?.annotations);
  if (options?.immutable?.value === true)
    resource.set(new YNode('scalar', { value: 'true', tag: '!!bool', place: options.immutable.place }), 'immutable');
  resource.markGenerated(behavior?.value ?? '', options?.disableNameSuffixHash?.value !== true);
  return resource;
}

function setTexts(resource: Resource, name: 'labels' | 'annotations', texts: Texts | undefined): void {
  for (const key of [...(texts?.keys() ?? [])].sort(compareBytes)) {
    const leaf = texts?.get(key);
    const node = text(leaf?.value ?? '', leaf?.place);
    node.style = SINGLE_QUOTED;
    resource.set(node, 'metadata', name, key);
  }
}

function setData(root: YNode, kind: 'ConfigMap' | 'Secret', { key, value, place }: Pair): void {
  const plain = kind === 'ConfigMap' ? decode(value) : undefined;
  const content = plain ?? base64(value);
  const node = new YNode('scalar', {
    value: content,
    tag: '!!str',
    place,
    style: content.includes('\n') ? LITERAL : 0,
  });
  const map = lookup(root, [kind === 'ConfigMap' && plain === undefined ? 'binaryData' : 'data'], 'map', place);
  if (map !== undefined) setField(map, key, node, { keyPlace: place });
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

const LINE = 70;

/** Base64 in lines, where one is not enough. Source: kyaml encodeBase64. */
function base64(bytes: Uint8Array): string {
  const encoded = Buffer.from(bytes).toString('base64');
  if (encoded.length < LINE) return encoded;
  return `${encoded.match(/.{1,70}/g)?.join('\n') ?? ''}\n`;
}

// makeValidatedDataMap
function dataOf(
  args: GeneratorArgs,
  name: string,
  loader: Loader,
  absent: GeneratorContext['absent'],
): ReadonlyMap<string, Pair> {
  const load: LoadData = (path, place) => {
    try {
      return loader.load(path, place);
    } catch (error) {
      if (!(error instanceof BuildError) || error.trouble !== 'absent') throw error;
      absent(error);
      return { path, bytes: new Uint8Array() };
    }
  };
  const envs = [...(args.envs ?? []), ...(args.env === undefined || args.env.value === '' ? [] : [args.env])];
  const pairs = [
    ...envs.flatMap((path) => fromEnvFile(path, load)),
    ...(args.literals ?? []).map(fromLiteral),
    ...(args.files ?? []).map((source) => fromFile(source, load)),
  ];
  const found = new Map<string, Pair>();
  for (const pair of pairs) {
    if (found.has(pair.key))
      throw new BuildError(`configmap ${name} illegally repeats the key \`${pair.key}\``, pair.place);
    found.set(pair.key, pair);
  }
  return found;
}

function fromLiteral({ value: source, place }: Leaf<string>): Pair {
  const at = source.indexOf('=');
  if (at < 1) throw new BuildError(`invalid literal source ${source}, expected key=value`, place);
  return { key: source.slice(0, at), value: Buffer.from(unquoted(source.slice(at + 1))), place };
}

function unquoted(value: string): string {
  const quote = value[0];
  const isQuoted = value.length > 1 && (quote === '"' || quote === "'") && value.endsWith(quote);
  return isQuoted ? value.slice(1, -1) : value;
}

// generators.ParseFileSource
function fromFile({ value: source, place }: Leaf<string>, load: LoadData): Pair {
  const parts = source.split('=');
  if (parts.length > 2) throw new BuildError(`source "${source}" key name or file path contains '='`, place);
  const [first = '', second] = parts;
  if (second === undefined) return { key: baseOf(source), value: load(source, place).bytes, place };
  if (first === '') throw new BuildError(`missing key name for file path "${second}" in source "${source}"`, place);
  if (second === '') throw new BuildError(`missing file path for key name "${first}" in source "${source}"`, place);
  return { key: first, value: load(second, place).bytes, place };
}

// Go path.Base
function baseOf(path: string): string {
  if (path === '') return '.';
  return basename(path) || '/';
}

const NEWLINE = 10;
const SPACE = /^[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;
/** What bufio.Scanner takes as one line at most; it stops at a longer one. */
const LONGEST_LINE = 64 * 1024 - 1;

function fromEnvFile({ value: path, place }: Leaf<string>, load: LoadData): Pair[] {
  const { bytes, path: file } = load(path, place);
  const pairs: Pair[] = [];
  let line = 0;
  for (let start = 0; start < bytes.length; line++) {
    const found = bytes.indexOf(NEWLINE, start);
    const end = found < 0 ? bytes.length : found;
    if (end - start > LONGEST_LINE) break;
    const content = bytes.subarray(start, bytes[end - 1] === 13 && end > start ? end - 1 : end);
    const pair = fromEnvLine(content, line, { file, start, end });
    if (pair !== undefined) pairs.push(pair);
    start = end + 1;
  }
  return pairs;
}

function fromEnvLine(bytes: Uint8Array, line: number, place: Place): Pair | undefined {
  const decoded = decode(bytes);
  if (decoded === undefined) throw new BuildError(`line ${String(line)} has invalid utf8 bytes`, place);
  const trimmed = (line === 0 ? decoded.replace(/^\ufeff/, '') : decoded).replace(SPACE, '');
  if (trimmed === '' || trimmed.startsWith('#')) return undefined;
  const at = trimmed.indexOf('=');
  const key = at < 0 ? trimmed : trimmed.slice(0, at);
  // A line that begins with "=" has no key: it counts as empty.
  return key === '' ? undefined : { key, value: Buffer.from(at < 0 ? '' : trimmed.slice(at + 1)), place };
}

/** The options of a generator under those of the kustomization. Source: MergeGlobalOptionsIntoLocal. */
export function mergeOptions(
  local: GeneratorOptions | undefined,
  global: GeneratorOptions | undefined,
): GeneratorOptions | undefined {
  if (global === undefined) return local;
  const texts = (own: Texts | undefined, general: Texts | undefined): Texts =>
    new Map([...(general ?? []), ...(own ?? [])]);
  const flag = (name: 'disableNameSuffixHash' | 'immutable'): Record<string, Leaf<boolean>> => {
    const chosen = global[name]?.value === true ? global[name] : local?.[name];
    return chosen === undefined ? {} : { [name]: chosen };
  };
  return {
    place: local?.place ?? global.place,
    labels: texts(local?.labels, global.labels),
    annotations: texts(local?.annotations, global.annotations),
    ...flag('disableNameSuffixHash'),
    ...flag('immutable'),
  };
}

/** A service account with a GKE identity. Source: filters/iampolicygenerator. */
export function serviceAccount(
  parts: { readonly name: string; readonly namespace: string; readonly account: string; readonly project: string },
  schemas: Schemas,
  place: Place,
): Resource {
  const resource = new Resource(new YNode('map', { tag: '!!map', place }), schemas);
  resource.set(scalar('v1', place), 'apiVersion');
  resource.set(scalar('ServiceAccount', place), 'kind');
  const identity = `${parts.account}@${parts.project}.iam.gserviceaccount.com`;
  resource.set(scalar(identity, place), 'metadata', 'annotations', 'iam.gke.io/gcp-service-account');
  resource.set(scalar(parts.name, place), 'metadata', 'name');
  if (parts.namespace !== '') resource.set(scalar(parts.namespace, place), 'metadata', 'namespace');
  return resource;
}
