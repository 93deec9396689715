import { resolve } from 'node:path';
import { isRecord } from '../kubernetes/go/json.ts';
import type { ControllerRevision, DaemonSet } from 'kubernetes-types/apps/v1.js';
import type { Event, Node, Pod } from 'kubernetes-types/core/v1.js';
import type { PodDisruptionBudget } from 'kubernetes-types/policy/v1.js';
import { readObjects, type KubeObject } from './split-objects.ts';
import { InputError } from '../io/errors.ts';
import type { Io } from '../io/io.ts';
import { catchUnexpected } from '../words/unexpected-error.ts';
import { repeatedLine } from '../words/repeated-line.ts';
import { printMessage } from '../io/print.ts';
import { readShown } from '../io/read-limits.ts';

/** What `kubectl get … -o yaml` printed at one moment: the objects that matter to a DaemonSet. */
export interface Dump {
  /** The path as reported. */
  readonly path: string;
  readonly daemonSets: readonly DaemonSet[];
  /** The DaemonSets that are there more than once, of which the last one counts. */
  readonly repeated: readonly string[];
  readonly revisions: readonly ControllerRevision[];
  readonly pods: readonly Pod[];
  readonly nodes: readonly Node[];
  readonly events: readonly Event[];
  readonly budgets: readonly PodDisruptionBudget[];
  /** The revisions of which no template can be made. */
  readonly unreadable: readonly UnreadableRevision[];
}

/** A revision without its data, and why kubectl cannot read that. */
export interface UnreadableRevision {
  readonly revision: ControllerRevision;
  /** With the names of the dump and the revision. */
  readonly reason: string;
}

const WANTED = new Set(['DaemonSet', 'ControllerRevision', 'Pod', 'Node', 'Event', 'PodDisruptionBudget']);

// Large fields that are never read here.
const COMMON = ['managedFields'];
const SKIPPED: Readonly<Record<string, ReadonlySet<string>>> = {
  // Who applied it.
  DaemonSet: new Set(),
  Pod: new Set([...COMMON, 'containers', 'initContainers', 'volumes', 'tolerations', 'podIPs', 'hostIPs']),
  Node: new Set([...COMMON, 'images', 'volumesInUse', 'volumesAttached']),
};
const DEFAULT_SKIPPED: ReadonlySet<string> = new Set(COMMON);

export const HOW_TO_DUMP =
  'kubectl get daemonsets,controllerrevisions,pods,nodes,events -A -o yaml --show-managed-fields > dump.yaml';

/**
 * Reads a dump: a List, a stream of documents or single objects, in YAML or JSON. Throws InputError if the text is not
 * a dump.
 */
export function readDump(text: string, path: string): Dump {
  const options = { wanted: WANTED, skipped: (kind: string) => SKIPPED[kind] ?? DEFAULT_SKIPPED };
  const { found, unreadable, total } = catchUnexpected(
    () => readObjects(text, path, options),
    (problem) => {
      throw new InputError(`cannot read ${path}: ${problem}`);
    },
  );
  if (total === 0) throw new InputError(`${path} contains no Kubernetes objects; create it with ${HOW_TO_DUMP}`);
  const byKind = groupByKind(found);
  const of = (kind: string): readonly unknown[] => [...(byKind.get(kind)?.values() ?? [])];
  // kubectl prints objects with the types of the API; code that reads them does not assume that a field is present.
  return {
    path,
    daemonSets: of('DaemonSet') as readonly DaemonSet[],
    repeated: repeatedNames(found.filter(({ kind }) => kind === 'DaemonSet').map(inNamespace)),
    revisions: of('ControllerRevision') as readonly ControllerRevision[],
    pods: of('Pod') as readonly Pod[],
    nodes: of('Node') as readonly Node[],
    events: of('Event') as readonly Event[],
    budgets: of('PodDisruptionBudget') as readonly PodDisruptionBudget[],
    unreadable: unreadable.map(({ object, reason }) => ({
      revision: inNamespace(object) as unknown as ControllerRevision,
      reason,
    })),
  };
}

const CLUSTER_SCOPED = new Set(['Node']);

/** The objects by kind and by namespace and name; if two have the same name, the later one wins. */
function groupByKind(objects: readonly KubeObject[]): Map<string, Map<string, KubeObject>> {
  const groups = new Map<string, Map<string, KubeObject>>();
  for (const object of objects) {
    const whole = complete(object);
    const named = CLUSTER_SCOPED.has(object.kind) ? whole : inNamespace(whole);
    const group = groups.get(object.kind) ?? new Map<string, KubeObject>();
    groups.set(object.kind, group);
    group.set(`${String(named.metadata['namespace'])}/${String(named.metadata['name'])}`, named);
  }
  return groups;
}

function repeatedNames(objects: readonly KubeObject[]): readonly string[] {
  const keys = objects.map(({ metadata }) => `${String(metadata['namespace'])}/${String(metadata['name'])}`);
  const seen = new Set<string>();
  return [...new Set(keys.filter((key) => seen.size === seen.add(key).size))];
}

/** Fields that the API always sets, and that no caller needs. */
function complete(object: KubeObject): KubeObject {
  if (object.kind === 'Event') {
    // In events.k8s.io/v1 the same fields have other names.
    const { involvedObject, regarding, message, note } = object;
    return { ...object, involvedObject: involvedObject ?? regarding ?? {}, message: message ?? note };
  }
  if (object.kind === 'ControllerRevision') return { ...object, revision: object['revision'] ?? 0 };
  if (object.kind !== 'DaemonSet') return object;
  const spec = isRecord(object['spec']) ? object['spec'] : {};
  return { ...object, spec: { ...spec, template: spec['template'] ?? {} } };
}

function inNamespace(object: KubeObject): KubeObject {
  if (typeof object.metadata['namespace'] === 'string') return object;
  return { ...object, metadata: { ...object.metadata, namespace: 'default' } };
}

/**
 * Reads the dump at `path` (`-` is standard input), and says what of it is left out. Throws InputError if it cannot be
 * read.
 */
export function loadDump(path: string, io: Io): Dump {
  const shown = path === '-' ? 'standard input' : path;
  const dump = readDump(decode(readShown(path, shown, io), shown), shown);
  for (const { reason } of dump.unreadable)
    printMessage(`${reason}; kubectl cannot read this revision, only its number is used`, io);
  for (const key of dump.repeated) printMessage(repeatedLine(shown, key), io);
  return dump;
}

/** A file as a dump, where it shows DaemonSets as a cluster has them: with a status; otherwise undefined. */
export function liveDump(path: string, io: Io): Dump | undefined {
  if (path === '-' || io.kindOf(resolve(io.cwd, path)) !== 'file') return undefined;
  try {
    const dump = readDump(decode(readShown(path, path, io), path), path);
    return dump.daemonSets.some(({ status }) => isRecord(status)) ? dump : undefined;
  } catch (error) {
    // It need be none: who reads it as manifests tells what is wrong with it.
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

function decode(bytes: Uint8Array, shown: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new InputError(`${shown} is not valid UTF-8`);
  }
}

/** Every revision, those that cannot be read without their data: for what counts them. */
export function allRevisions({ revisions, unreadable }: Dump): readonly ControllerRevision[] {
  return unreadable.length === 0 ? revisions : [...revisions, ...unreadable.map(({ revision }) => revision)];
}

/** The DaemonSets called `name`, in `namespace` if one is given. */
export function namedDaemonSets(dump: Dump, name: string, namespace: string | undefined): readonly DaemonSet[] {
  return dump.daemonSets.filter(
    ({ metadata }) => metadata?.name === name && (namespace === undefined || metadata.namespace === namespace),
  );
}
