/** Facts about a change of one DaemonSet, for the rules about changes and for `diff`. */
import { isApplied, isFromCluster, isStoredState } from './from-cluster.ts';
import { selectsLabels, textsOf } from './daemonset-facts.ts';
import { update, type Answer, type UpdateAnswer } from '../kubernetes/apiserver/apiserver.ts';
import { changedFields, type ChangedField } from '../kubernetes/apimachinery/equality.ts';
import type { ControllerRevision } from '../kubernetes/kubectl/history.ts';
import type { Node, Path } from '../kubernetes/yaml/node.ts';
import { withoutNulls } from '../kubernetes/go/json.ts';
import type { DaemonSet, Declared, PodTemplateSpec } from '../kubernetes/api/objects.ts';
import { NEWEST } from '../kubernetes/api/release.ts';
import { marshal, revisionData } from '../kubernetes/controller/revision.ts';
import { serialize } from '../kubernetes/apiserver/serialize.ts';
import type { AppliedChange, Manifest } from '../manifest/manifest.ts';

/** The answer of the API server and the effect on the controller for a new manifest over the stored old one. */
export interface Update {
  readonly old: DaemonSet;
  readonly answer: UpdateAnswer;
  /** Of an apply: what is known of it, and what a replace would have done. */
  readonly applied?: AppliedChange & { readonly replaced: UpdateAnswer };
  /** The differences between the stored specs; empty if the update is refused. */
  readonly fields: readonly ChangedField[];
}

/** The updates by minor, computed on demand. */
const updates = (): Map<number, Update> => new Map<number, Update>();

/**
 * The update of the same object, as the server of `minor` (default: the first chosen) answers it; undefined if the
 * object is new, had another name, or could never be stored.
 */
export function updateOf(manifest: Manifest, minor = manifest.context.minors[0] ?? NEWEST): Update | undefined {
  const known = manifest.once(updates);
  const answered = known.get(minor);
  if (answered !== undefined) return answered;
  const previous = earlierOf(manifest);
  if (previous === undefined) return undefined;
  const made = updateFrom(previous, manifest, minor);
  known.set(minor, made);
  return made;
}

/**
 * The answers of the servers of the chosen minors: to the update if there is an earlier state, otherwise to the new
 * object.
 */
export function answersTo(manifest: Manifest): readonly Answer[] {
  return manifest.context.minors.map((minor) => updateOf(manifest, minor)?.answer ?? manifest.answerFor(minor));
}

/** The next apply on 1.`to` of an object that 1.`from` has stored; undefined when it refuses the object, or makes another one. */
export function reapplied(manifest: Manifest, from: number, to: number): Update | undefined {
  const isRefused = manifest.answerFor(from).stored === undefined;
  return isRefused || manifest.name === '' ? undefined : updateFrom(manifest, manifest, to, from);
}

/** The update of `previous`, as 1.`storedBy` has stored it. */
function updateFrom(previous: Manifest, manifest: Manifest, minor: number, storedBy = minor): Update {
  const old = withIdentity(storedBefore(previous, storedBy), previous, manifest);
  const { root, format, namespace } = manifest;
  const applier = isApplied(manifest) ? manifest.context.apply?.applier : undefined;
  // kubectl keeps the last value of a key, and sends no duplicates.
  const duplicates = applier === undefined ? manifest.duplicates : [];
  const replaced = update(old, { root, duplicates, format }, { minor, namespace });
  const applied = applier?.(previous, manifest, minor, storedBy, replaced);
  if (applied === undefined) return { old, answer: replaced, fields: fieldsOf(old, replaced) };
  const { answer } = applied;
  return { old: applied.old, answer, applied: { ...applied, replaced }, fields: fieldsOf(applied.old, answer) };
}

function fieldsOf(old: DaemonSet, { stored }: UpdateAnswer): readonly ChangedField[] {
  return stored === undefined ? [] : changedFields(old, stored);
}

/**
 * Keeps what a file can contradict: a written uid, and the resourceVersion of a cluster. Of two states from a cluster
 * neither is stale, and the object may have been created anew.
 */
function withIdentity(stored: DaemonSet, previous: Manifest, next: Manifest): DaemonSet {
  const metadata = { ...stored.metadata };
  const areStored = isFromCluster(previous) && isStoredState(next);
  if (!isFromCluster(previous) || areStored) Reflect.deleteProperty(metadata, 'resourceVersion');
  const deletionTimestamp = deletedSince(previous);
  if (deletionTimestamp !== undefined) Object.assign(metadata, { deletionTimestamp });
  const uid = previous.node(['metadata', 'uid']);
  if (areStored || uid?.kind !== 'string' || uid.value === '') return { ...stored, metadata };
  return { ...stored, metadata: { ...metadata, uid: uid.value } };
}

/** Since when an object of a cluster is being deleted. */
export function deletedSince(manifest: Manifest): string | undefined {
  const node = isFromCluster(manifest) ? manifest.node(['metadata', 'deletionTimestamp']) : undefined;
  return node?.kind === 'string' && node.value !== '' ? node.value : undefined;
}

/** The update if it is accepted and its stored template has other bytes: the controller creates a new revision. */
export function templateChange(manifest: Manifest): Update | undefined {
  const made = updateOf(manifest);
  return made?.answer.newRevision === true ? made : undefined;
}

/** The revision of a known history that equals a changed template: it is renumbered, and no new one is created. */
export function returnedRevision(manifest: Manifest): ControllerRevision | undefined {
  const template = templateChange(manifest)?.answer.stored?.spec?.template;
  return template === undefined ? undefined : revisionOf(manifest, template);
}

/** The newest revision of a known history with a stored template. */
export function revisionOf(manifest: Manifest, template: PodTemplateSpec): ControllerRevision | undefined {
  if (manifest.history.length === 0) return undefined;
  const data = revisionData(template, manifest.context.minors[0] ?? NEWEST);
  const same = manifest.history.filter((revision) => marshal(revision.data) === data);
  return same.sort((a, b) => b.revision - a.revision)[0];
}

/** Both values of `minReadySeconds`, if an accepted update raises it. */
export function raisedMinReady(manifest: Manifest): { readonly from: number; readonly to: number } | undefined {
  const made = updateOf(manifest);
  if (made?.answer.stored === undefined || made.old.metadata?.deletionTimestamp !== undefined) return undefined;
  const from = made.old.spec?.minReadySeconds ?? 0;
  const to = made.answer.stored.spec?.minReadySeconds ?? 0;
  return to > from ? { from, to } : undefined;
}

/** Where the manifest writes the field of a ChangedField; undefined if it is no longer written. */
export function writtenAt(manifest: Manifest, path: string): Path | undefined {
  const at: (string | number)[] = [];
  let step: Step | undefined = { rest: `.${path}`, node: manifest.root };
  while (step.rest !== '') {
    step = step.rest.startsWith('[') ? stepIntoList(step) : stepIntoMap(step);
    if (step?.key === undefined) return undefined;
    at.push(step.key);
  }
  return at;
}

interface Step {
  readonly key?: string | number;
  readonly node: Node;
  readonly rest: string;
}

function stepIntoList({ node, rest }: Step): Step | undefined {
  const key = Number.parseInt(rest.slice(1), 10);
  const item = node.kind === 'list' ? node.items[key] : undefined;
  return item === undefined ? undefined : { key, node: item, rest: rest.slice(rest.indexOf(']') + 1) };
}

// Keys may contain dots: the longest matching key is used.
function stepIntoMap({ node, rest }: Step): Step | undefined {
  const entries = node.kind === 'map' ? node.entries : [];
  const fitting = entries.filter(
    ({ key }) => rest.startsWith(`.${key}`) && /^(?:$|[.[])/.test(rest.slice(key.length + 1)),
  );
  const [first] = [...fitting].sort((a, b) => b.key.length - a.key.length);
  return first && { key: first.key, node: first.value, rest: rest.slice(first.key.length + 1) };
}

/** Whether two manifests are states of one object. */
export function isSameObject(a: Manifest, b: Manifest): boolean {
  return a.namespace === b.namespace && a.name === b.name;
}

/** The earlier state of the same manifest; undefined if it is new, had another name, or could never be stored. */
export function earlierOf(manifest: Manifest): Manifest | undefined {
  const { previous } = manifest;
  // The server makes up another name each time.
  if (previous === undefined || manifest.name === '') return undefined;
  return isSameObject(previous, manifest) && couldBeStored(previous) ? previous : undefined;
}

// No server ever stored a DaemonSet that does not select its own pods.
function couldBeStored(manifest: Manifest): boolean {
  const { spec } = storedBefore(manifest, manifest.context.minors[0] ?? NEWEST);
  return selectsLabels(spec?.selector ?? undefined, textsOf(spec?.template.metadata?.labels));
}

/**
 * What was in the cluster. A state which the server of `minor` would refuse was stored by an older one, or without
 * what cannot be decoded: what is left of it counts.
 */
export function storedBefore(manifest: Manifest, minor: number): DaemonSet {
  const { stored, object } = manifest.answerFor(minor);
  if (stored !== undefined && manifest.apiVersion !== V1BETA1) return stored;
  const left = serialize(manifest.apiVersion === V1BETA1 ? asV1beta1(object, manifest) : object, minor);
  // Go prints a required list that is absent as null.
  return withoutNulls({ ...left });
}

const V1BETA1 = 'extensions/v1beta1';

/** Defaults of extensions/v1beta1, removed in 1.16. Source: pkg/apis/extensions/v1beta1/defaults.go SetDefaults_DaemonSet. */
function asV1beta1(object: Declared<DaemonSet>, manifest: Manifest): Declared<DaemonSet> {
  const { spec = {} } = object;
  const labels = spec.template?.metadata?.labels;
  const selector = manifest.has(['spec', 'selector']) || labels === undefined ? spec.selector : { matchLabels: labels };
  const updateStrategy = manifest.has(['spec', 'updateStrategy', 'type']) ? spec.updateStrategy : { type: 'OnDelete' };
  return {
    ...object,
    spec: {
      ...spec,
      ...(selector === undefined ? {} : { selector }),
      ...(updateStrategy === undefined ? {} : { updateStrategy }),
    },
  };
}
