/** Rendered files as manifests. Source: helm pkg/releaseutil manifest.go, manifest_sorter.go, kind_sorter.go. */
import type { Str } from '../gotemplate/value.ts';
import { compareBytes, trimSpace } from '../kubernetes/go/strings.ts';
import type { MapNode, Node } from '../kubernetes/yaml/node.ts';
import { parseYaml } from '../kubernetes/yaml/parse.ts';
import { basePath } from '../sprig/encoding.ts';
import { isSpace, trimWhere } from '../sprig/strings.ts';
import { ChartError } from './chart.ts';
import { stringOf } from './metadata.ts';

/** A document of a rendered file. */
export interface RenderedManifest {
  /** helm's name of the template. */
  readonly name: string;
  readonly content: Str;
  readonly kind: string;
}

export interface Sorted {
  readonly manifests: readonly RenderedManifest[];
  readonly hooks: readonly RenderedManifest[];
}

const BLANK = new Set([' ', '\t', '\n', '\f', '\r']);

/** SplitManifests: the documents of a file, without the space around them. */
export function splitManifests(file: Str): Str[] {
  const whole = trimWhere(file, isSpace);
  const { text } = whole;
  const parts: Str[] = [];
  let from = 0;
  const take = (to: number): void => {
    if (to > from) parts.push(trimWhere(whole.slice(from, to), isSpace));
  };
  for (let at = text.indexOf('---'); at >= 0; at = text.indexOf('---', at + 1)) {
    // Go's pattern: (?:^|\s*\n)---\s*
    if (at < from || (at > 0 && (at === from || text[at - 1] !== '\n'))) continue;
    let start = at;
    while (start > from && BLANK.has(text[start - 1] ?? '')) start--;
    take(start);
    from = at + 3;
    while (BLANK.has(text[from] ?? '')) from++;
  }
  take(text.length);
  return parts;
}

const EVENTS = new Set([
  'pre-install',
  'post-install',
  'pre-delete',
  'post-delete',
  'pre-upgrade',
  'post-upgrade',
  'pre-rollback',
  'post-rollback',
  'test',
  'test-success',
]);

/** SortManifests: what is installed in the order of its kinds, and the hooks. Throws ChartError for what is not YAML. */
export function sortManifests(files: ReadonlyMap<string, Str>): Sorted {
  const manifests: RenderedManifest[] = [];
  const hooks: RenderedManifest[] = [];
  for (const name of [...files.keys()].sort(compareBytes)) {
    const file = files.get(name);
    if (file === undefined || basePath(name).startsWith('_') || trimSpace(file.text) === '') continue;
    for (const content of splitManifests(file)) {
      const { kind, hook } = headOf(content, name);
      if (hook === undefined) manifests.push({ name, content, kind });
      else if (hook.split(',').every((event) => EVENTS.has(trimSpace(event).toLowerCase())))
        hooks.push({ name, content, kind });
    }
  }
  return { manifests: inOrder(manifests), hooks: inOrder(hooks) };
}

/** A document that helm cannot read. */
export class ManifestError extends ChartError {
  readonly content: Str;
  /** Where in the content. */
  readonly offset: number;

  constructor(name: string, problem: string, content: Str, offset: number) {
    super(`YAML parse error on ${name}: ${problem}`);
    this.content = content;
    this.offset = offset;
  }
}

interface Head {
  readonly kind: string;
  readonly hook: string | undefined;
}

function headOf(content: Str, name: string): Head {
  const { root, fault } = parseYaml(content.text, { start: 0, end: content.text.length });
  if (fault !== undefined) {
    throw new ManifestError(name, `error converting YAML to JSON: ${fault.message}`, content, fault.span.start);
  }
  if (root === undefined || root.kind === 'null') return { kind: '', hook: undefined };
  if (root.kind !== 'map') throw wrongType(root, 'value', 'releaseutil.SimpleHead', name, content);
  try {
    return decodeHead(root, name, content);
  } catch (error) {
    if (!(error instanceof ChartError) || error instanceof ManifestError) throw error;
    throw new ManifestError(name, error.message, content, error.file?.start ?? 0);
  }
}

const METADATA = 'struct { Name string "json:\\"name\\""; Annotations map[string]string "json:\\"annotations\\"" }';

function decodeHead(root: MapNode, name: string, content: Str): Head {
  const of = (map: MapNode, key: string): Node | undefined =>
    (
      map.entries.find((entry) => entry.key === key) ??
      map.entries.find((entry) => entry.key.toLowerCase() === key.toLowerCase())
    )?.value;
  stringOf(of(root, 'apiVersion'), 'SimpleHead.apiVersion');
  const kind = stringOf(of(root, 'kind'), 'SimpleHead.kind');
  const metadata = of(root, 'metadata');
  if (metadata === undefined || metadata.kind === 'null') return { kind, hook: undefined };
  if (metadata.kind !== 'map') throw wrongType(metadata, 'struct field SimpleHead.metadata', METADATA, name, content);
  stringOf(of(metadata, 'name'), 'SimpleHead.metadata.name');
  const annotations = of(metadata, 'annotations');
  if (annotations === undefined || annotations.kind === 'null') return { kind, hook: undefined };
  if (annotations.kind !== 'map') {
    throw wrongType(annotations, 'struct field SimpleHead.metadata.annotations', 'map[string]string', name, content);
  }
  let hook: string | undefined;
  for (const { key, value } of annotations.entries) {
    const text = stringOf(value, 'SimpleHead.metadata.annotations');
    if (key === 'helm.sh/hook') hook = text;
  }
  return { kind, hook };
}

const KINDS = {
  string: 'string',
  number: 'number',
  boolean: 'bool',
  null: 'null',
  list: 'array',
  map: 'object',
} as const;

function wrongType(node: Node, target: string, type: string, name: string, content: Str): ManifestError {
  const problem = `error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${KINDS[node.kind]} into Go ${target} of type ${type}`;
  return new ManifestError(name, problem, content, node.span.start);
}

const ORDER = (
  'PriorityClass Namespace NetworkPolicy ResourceQuota LimitRange PodSecurityPolicy PodDisruptionBudget ServiceAccount ' +
  'Secret SecretList ConfigMap StorageClass PersistentVolume PersistentVolumeClaim CustomResourceDefinition ClusterRole ' +
  'ClusterRoleList ClusterRoleBinding ClusterRoleBindingList Role RoleList RoleBinding RoleBindingList Service DaemonSet ' +
  'Pod ReplicationController ReplicaSet Deployment HorizontalPodAutoscaler StatefulSet Job CronJob IngressClass Ingress ' +
  'APIService'
).split(' ');
const RANKS = new Map(ORDER.map((kind, rank) => [kind, rank]));

/** In InstallOrder; kinds that are not in it come last, by name. */
function inOrder(manifests: readonly RenderedManifest[]): RenderedManifest[] {
  return [...manifests].sort((a, b) => {
    const own = RANKS.get(a.kind);
    const other = RANKS.get(b.kind);
    if (own === undefined && other === undefined) return compareBytes(a.kind, b.kind);
    return (own ?? Infinity) - (other ?? Infinity);
  });
}
