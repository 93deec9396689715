/** What Argo CD and Flux apply from which folder, and what kustomizations put together, as the objects of the input say. */
import type { SourceFile } from '../document/source.ts';
import { addTo } from '../kubernetes/go/lists.ts';
import { isRecord } from '../kubernetes/go/json.ts';
import { plainValue } from '../kubernetes/yaml/node.ts';
import { parseDocument } from '../kubernetes/yaml/parse.ts';
import { splitDocuments } from '../kubernetes/yaml/split.ts';
import { forwardSearch } from '../words/forward-search.ts';

/** A cluster among others of its kind: two members of one family are two clusters. */
export interface Member {
  readonly family: string;
  readonly name: string;
}

/** A folder that a controller applies. */
export interface Delivery {
  /** From the root of the repository, `*` in place of what is not known. */
  readonly folder: string;
  /** The file that says it, from the root of the repository. */
  readonly file: string;
  readonly recursive: boolean;
  /** Whether it applies a file, by its path in the folder. */
  readonly takes: (path: string) => boolean;
  /** The cluster, when the object names one; otherwise that of the object itself. */
  readonly cluster: string | undefined;
  /** Whether each folder that the pattern matches may go to a cluster of its own. */
  readonly each: boolean;
}

/** A kustomization: its folder, and what it names, from the root of the repository. */
export interface Assembly {
  readonly folder: string;
  readonly parts: readonly string[];
}

const NAME = /(?:^|\/)kustomization\.ya?ml$|(?:^|\/)Kustomization$/;
const KIND = /\bkind["']?\s*:\s*["']?(?:Application|ApplicationSet|Kustomization|Component|GitRepository)\b/;

/** Whether a text, or bytes as latin1, can say what is applied together. */
export function mayDeliver(path: string, text: string): boolean {
  return NAME.test(path) || KIND.test(text);
}

type Fields = Readonly<Record<string, unknown>>;

/** Where the texts are, and which addresses are of their repository. */
interface Repository {
  readonly placeOf: (path: string) => string;
  readonly isOwn?: (url: string) => boolean;
}

/** What the texts say of what is in their repository. */
export function deliveriesIn(
  sources: readonly SourceFile[],
  { placeOf, isOwn = () => true }: Repository,
): { readonly deliveries: readonly Delivery[]; readonly assemblies: readonly Assembly[] } {
  const said: (Said & { readonly file: string })[] = [];
  const repositories = new Map<string, string[]>();
  const assemblies: Assembly[] = [];
  for (const { path, text: written } of sources) {
    if (!mayDeliver(path, written)) continue;
    const file = placeOf(path);
    for (const slice of splitDocuments(written)) {
      const { root } = parseDocument(written, slice);
      const value = root === undefined ? undefined : plainValue(root);
      if (!isRecord(value)) continue;
      if (NAME.test(path)) assemblies.push(assemblyOf(file, value));
      else said.push(...deliveriesOf(value).map((one) => ({ ...one, file })));
      const url = value['kind'] === 'GitRepository' ? fields(value['spec'])['url'] : undefined;
      if (typeof url === 'string') addTo(repositories, text(fields(value['metadata'])['name']), url);
    }
  }
  const isForeign = ({ url, repository = '' }: Said): boolean => {
    const addresses = url === undefined ? (repositories.get(repository) ?? []) : [url];
    return addresses.length > 0 && addresses.every((address) => !address.includes('*') && !isOwn(address));
  };
  return { deliveries: said.filter((one) => !isForeign(one)), assemblies };
}

function assemblyOf(file: string, value: Fields): Assembly {
  const folder = folderOf(file);
  const parts = ['resources', 'bases', 'components'].flatMap((key) => textsIn(value[key]));
  return { folder, parts: parts.filter((part) => !part.includes('://')).map((part) => resolved(folder, part)) };
}

interface Said extends Omit<Delivery, 'file'> {
  /** The repository that it takes the folder from: its address, or the name of the object that has it. */
  readonly url?: string;
  readonly repository?: string;
}

function deliveriesOf({ apiVersion, kind, spec }: Fields): Said[] {
  const group = text(apiVersion).split('/')[0];
  if (group === 'kustomize.toolkit.fluxcd.io' && kind === 'Kustomization') return fluxDelivery(fields(spec));
  if (group !== 'argoproj.io') return [];
  if (kind === 'Application') return argoDeliveries(fields(spec), {});
  if (kind !== 'ApplicationSet') return [];
  const template = fields(fields(fields(spec)['template'])['spec']);
  return paramsOf(fields(spec)['generators']).flatMap((params) => argoDeliveries(template, params));
}

/** Source: fluxcd/kustomize-controller api/v1 kustomization_types.go. */
function fluxDelivery(spec: Fields): Said[] {
  const path = spec['path'];
  const source = fields(spec['sourceRef']);
  const secret = text(fields(fields(spec['kubeConfig'])['secretRef'])['name']);
  const cluster = secret === '' ? undefined : secret;
  return [
    {
      folder: resolved('', typeof path === 'string' ? path : '.'),
      recursive: true,
      takes: () => true,
      cluster,
      each: false,
      ...(source['kind'] === 'GitRepository' ? { repository: text(source['name']) } : {}),
    },
  ];
}

const OWN_CLUSTER = new Set(['https://kubernetes.default.svc', 'in-cluster', '']);

/** Source: argoproj/argo-cd pkg/apis/application/v1alpha1 types.go. */
function argoDeliveries(spec: Fields, params: Params): Said[] {
  const sources = [spec['source'], ...(Array.isArray(spec['sources']) ? (spec['sources'] as unknown[]) : [])];
  const destination = fields(spec['destination']);
  const [server, name] = [filled(text(destination['server']), params), filled(text(destination['name']), params)];
  const target = server === '' ? name : server;
  const isOwn = OWN_CLUSTER.has(target);
  return sources.flatMap((source) => {
    const { path, directory, repoURL } = fields(source);
    if (typeof path !== 'string') return [];
    const folder = resolved('', filled(path, params));
    // A path of which nothing is known can be any folder.
    if (folder.split('/').every((part) => part === '*')) return [];
    const isUnknown = target.includes('*');
    return [
      {
        folder,
        recursive: fields(directory)['recurse'] === true,
        takes: takenBy(fields(directory)),
        cluster: isOwn || isUnknown ? undefined : target,
        each: isUnknown && folder.includes('*'),
        ...(typeof repoURL === 'string' ? { url: filled(repoURL, params) } : {}),
      },
    ];
  });
}

/** Source: argo-cd reposerver/repository getPotentiallyValidManifestFile; to its patterns a slash is a letter. */
function takenBy({ include, exclude }: Fields): (path: string) => boolean {
  const [only, not] = [globOf(text(include)), globOf(text(exclude))];
  return (path) => path.length > LONGEST_PATH || (only?.test(path) !== false && not?.test(path) !== true);
}

/** Beyond these a file is taken as if there were no pattern: a comparison would take too long. */
const LONGEST_PATH = 300;
const MOST_STARS = 3;

/** A pattern of github.com/gobwas/glob; undefined for none, or one that is not understood. */
function globOf(pattern: string): RegExp | undefined {
  const parts = pattern.match(/\\.|\*+|\[!?[^\]]*\]|[^]/g) ?? [];
  if (pattern === '' || parts.filter((part) => part.startsWith('*')).length > MOST_STARS) return undefined;
  let depth = 0;
  const source = parts.map((part) => {
    if (part.startsWith('*')) return '.*';
    if (part === '?') return '.';
    if (part === '{') return ++depth && '(?:';
    if (part === '}' && depth > 0) return depth-- && ')';
    if (part === ',' && depth > 0) return '|';
    if (part.length > 2 && part.startsWith('['))
      return `[${part.slice(1, -1).replace(/^!/, '^').replace(/[[\\]/g, '\\$&')}]`;
    return part.replace(/[^\w\\]/g, '\\$&');
  });
  try {
    return new RegExp(`^${source.join('')}$`, 's');
  } catch {
    return undefined;
  }
}

type Params = Readonly<Record<string, string>>;

/** What generators put in for placeholders, where it is written. Source: argo-cd applicationset/generators. */
function paramsOf(generators: unknown): Params[] {
  if (!Array.isArray(generators)) return [{}];
  return generators.flatMap((generator): Params[] => {
    const { list, git } = fields(generator);
    const elements = fields(list)['elements'];
    if (Array.isArray(elements)) return elements.map((element) => stringsIn(fields(element)));
    const directories = fields(git)['directories'];
    if (!Array.isArray(directories)) return [{}];
    return directories.flatMap((directory) => {
      const { path, exclude } = fields(directory);
      return typeof path === 'string' && exclude !== true ? [{ path, 'path.path': path }] : [];
    });
  });
}

const PLACEHOLDER = /\{(?=(\{-?\s*\.?([\w.-]+)?))/g;

function filled(template: string, params: Params): string {
  const close = forwardSearch(/\}\}/g, template);
  const lineEnd = forwardSearch(/[\r\n\u2028\u2029]/g, template);
  let out = '';
  let done = 0;
  for (const { index, 1: open = '', 2: key = '' } of template.matchAll(PLACEHOLDER)) {
    const from = index + 1 + open.length;
    const end = close(from);
    if (end === undefined) break;
    if (index < done || end > (lineEnd(from) ?? Infinity)) continue;
    out += template.slice(done, index) + (params[key] ?? '*');
    done = end + 2;
  }
  return (out + template.slice(done)).replace(/\*{2,}/g, '*');
}

function stringsIn(value: Fields): Params {
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, one]) => (typeof one === 'string' ? [[key, one]] : [])),
  );
}

function textsIn(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function fields(value: unknown): Fields {
  return isRecord(value) ? value : {};
}

/** The folder of a path, with `/`; the root is the empty string. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** `path` as written in `folder`, from the root, without `.` and `..`. */
function resolved(folder: string, path: string): string {
  const steps: string[] = path.startsWith('/') ? [] : folder.split('/').filter(Boolean);
  for (const step of path.split('/')) {
    if (step === '..') steps.pop();
    else if (step !== '' && step !== '.') steps.push(step);
  }
  return steps.join('/');
}
