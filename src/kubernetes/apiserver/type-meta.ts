/**
 * The type of a request body. Source: apimachinery serializer/json meta.go Interpret, json.go gvkWithDefaults,
 * runtime.UseOrCreateObject, apiserver handlers/create.go.
 */
import { byteLength, quote } from '../go/strings.ts';
import type { Entry, Node } from '../yaml/node.ts';

/** The type that a body names, or the message of its refusal. */
export type Interpreted =
  | {
      /** `DaemonSet in version "v1"`, for messages. */
      readonly version: string;
      /** Refused after everything else was decoded: a removed version. */
      readonly removed: string | undefined;
    }
  | { readonly message: string };

const UNRECOGNIZED = 'the object provided is unrecognized (must be of type DaemonSet): ';
const CANNOT_INTERPRET = "couldn't get version/kind; json parse error: ";
const TARGET =
  'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }';
const SCHEME = 'pkg/runtime/scheme.go:111';

/** Versions that used to serve DaemonSets, and that the server still decodes. */
const REMOVED: ReadonlySet<string> = new Set(['extensions/v1beta1', 'apps/v1beta2']);

const WORKLOADS = ['ControllerRevision', 'DaemonSet', 'Deployment', 'ReplicaSet', 'StatefulSet'];
const REQUESTS = [
  'CreateOptions',
  'DeleteOptions',
  'GetOptions',
  'ListOptions',
  'PatchOptions',
  'UpdateOptions',
  'WatchEvent',
];
const withLists = (kinds: readonly string[]): string[] => kinds.flatMap((kind) => [kind, `${kind}List`]);

/** The kinds that the server knows, in the versions that occur beside a DaemonSet in real files. */
const REGISTERED: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['apps/v1', new Set([...withLists(WORKLOADS), ...REQUESTS])],
  ['apps/v1beta2', new Set([...withLists(WORKLOADS), 'Scale', ...REQUESTS])],
  [
    'apps/v1beta1',
    new Set([
      ...withLists(['ControllerRevision', 'Deployment', 'StatefulSet']),
      'DeploymentRollback',
      'Scale',
      ...REQUESTS,
    ]),
  ],
  [
    'extensions/v1beta1',
    new Set([
      ...withLists(['DaemonSet', 'Deployment', 'Ingress', 'NetworkPolicy', 'ReplicaSet']),
      'DeploymentRollback',
      'Scale',
      ...REQUESTS,
    ]),
  ],
  [
    'v1',
    new Set([
      ...withLists(['ConfigMap', 'Namespace', 'Node', 'Pod', 'PodTemplate', 'ReplicationController', 'Secret']),
      ...withLists(['Service', 'ServiceAccount', 'Endpoints', 'Event', 'LimitRange', 'ResourceQuota']),
      ...withLists(['PersistentVolume', 'PersistentVolumeClaim', 'ComponentStatus']),
      'Binding',
      ...REQUESTS,
    ]),
  ],
  ['batch/v1', new Set([...withLists(['CronJob', 'Job']), ...REQUESTS])],
]);

/** Reads `apiVersion` and `kind`, whose keys may have any letter case here; missing ones come from the URL. */
export function interpretType(root: Node | undefined, body: BodySummary): Interpreted {
  const found = readTypeMeta(root, body.order);
  if ('problem' in found) return { message: `${UNRECOGNIZED}${found.problem} (${summaryOf(body)})` };
  if (!body.addressed && found.kind === '') return { message: "Object 'Kind' is missing" };
  if (!body.addressed && found.apiVersion === '') return { message: "Object 'apiVersion' is missing" };
  const slashes = found.apiVersion.split('/');
  if (slashes.length > 2 && found.apiVersion !== '/')
    return { message: `${UNRECOGNIZED}unexpected GroupVersion string: ${found.apiVersion} (${summaryOf(body)})` };
  const [group = '', version = ''] = slashes.length === 2 ? slashes : ['', slashes[0]];
  return resolve(found.kind === '' ? 'DaemonSet' : found.kind, ...withDefaults(group, version));
}

function withDefaults(group: string, version: string): readonly [string, string] {
  if (group === '' && version === '') return ['apps', 'v1'];
  return [group, version === '' && group === 'apps' ? 'v1' : version];
}

function resolve(kind: string, group: string, version: string): Interpreted {
  const groupVersion = group === '' ? version : `${group}/${version}`;
  const cannot = `${kind} in version "${version}" cannot be handled as a DaemonSet: `;
  if (REGISTERED.get(groupVersion)?.has(kind) !== true)
    return { message: unregistered(kind, groupVersion, 'DaemonSet') };
  if (kind !== 'DaemonSet')
    return { message: `${cannot}converting (${version}.${kind}) to (apps.DaemonSet): unknown conversion` };
  const removed = REMOVED.has(groupVersion)
    ? `the API version in the data (${groupVersion}) does not match the expected API version (apps/v1)`
    : undefined;
  return { version: `DaemonSet in version "${version}"`, removed };
}

/** The server's refusal of a kind that it does not know, sent to the URL of the kind `wanted`. */
export function unregistered(kind: string, groupVersion: string, wanted: string): string {
  const version = groupVersion.slice(groupVersion.indexOf('/') + 1);
  return `${kind} in version "${version}" cannot be handled as a ${wanted}: no kind ${quote(kind)} is registered for version ${quote(groupVersion)} in scheme "${SCHEME}"`;
}

type TypeMeta = { readonly apiVersion: string; readonly kind: string } | { readonly problem: string };

const FIELDS: Readonly<Record<string, 'apiVersion' | 'kind'>> = { apiversion: 'apiVersion', kind: 'kind' };
const SHOWN: Readonly<Record<Node['kind'], string>> = {
  list: 'array',
  string: 'string',
  number: 'number',
  boolean: 'bool',
  map: 'object',
  null: 'null',
};

function readTypeMeta(root: Node | undefined, order: 'sorted' | 'written'): TypeMeta {
  const found = { apiVersion: '', kind: '' };
  if (root === undefined || root.kind === 'null') return found;
  const cannot = `${CANNOT_INTERPRET}json: cannot unmarshal `;
  if (root.kind !== 'map') return { problem: `${cannot}${SHOWN[root.kind]} into Go value of type ${TARGET}` };
  let problem: string | undefined;
  for (const { key, value } of inOrder(root.entries, order)) {
    const field = Object.hasOwn(FIELDS, key.toLowerCase()) ? FIELDS[key.toLowerCase()] : undefined;
    if (field === undefined || value.kind === 'null') continue;
    if (value.kind === 'string') found[field] = value.value;
    else problem ??= `${cannot}${SHOWN[value.kind]} into Go struct field .${field} of type string`;
  }
  return problem === undefined ? found : { problem };
}

function inOrder(entries: readonly Entry[], order: 'sorted' | 'written'): readonly Entry[] {
  // Bytes and UTF-16 sort alike for the few keys that are compared here.
  return order === 'written' ? entries : [...entries].sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** What is known about a body in addition to its value; the text is for messages. */
export interface BodySummary {
  readonly text: string;
  readonly order: 'sorted' | 'written';
  /** Whether the URL supplies missing fields; otherwise a client must know the type. */
  readonly addressed: boolean;
}

const SUMMARY_BYTES = 30;

/** The beginning of the body as the server shows it. Source: apimachinery runtime/negotiate.go summarizeData. */
export function summaryOf({ text }: BodySummary): string {
  if (text === '') return '<empty>';
  const bytes = new TextEncoder().encode(text.slice(0, SUMMARY_BYTES + 1)).subarray(0, SUMMARY_BYTES);
  const more = byteLength(text) > SUMMARY_BYTES ? ' ...' : '';
  if (text.startsWith('{')) return new TextDecoder().decode(bytes) + more;
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('') + more;
}

/** The message for a body that is neither YAML nor JSON. */
export function unreadable(fault: string, format: 'yaml' | 'json', body: BodySummary): string {
  return `${UNRECOGNIZED}${format === 'json' ? CANNOT_INTERPRET : ''}${fault} (${summaryOf(body)})`;
}
