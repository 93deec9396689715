/**
 * The managers of fields through a request. Source: apimachinery managedfields/internal fieldmanager.go and the managers
 * it is made of.
 */
import { compareBytes, byteLength } from '../go/strings.ts';
import {
  copyOfMap,
  emptyMap,
  isList,
  isMap,
  mapAt,
  marshalValue,
  textAt,
  type Value,
  type ValueMap,
} from '../go/unstructured.ts';
import { compareValues } from '../structured-merge/compare.ts';
import { FieldSet } from '../structured-merge/field-set.ts';
import { fieldSetOf } from '../structured-merge/field-set-of.ts';
import { PathElement, pathText } from '../structured-merge/path-element.ts';
import { daemonSetType } from '../structured-merge/schema.ts';
import { apply, ApplyConflict, updateManagers, VERSION, type Conflict } from '../structured-merge/updater.ts';
import { faultText, validate } from '../structured-merge/validate.ts';
import { refusal, type RefusedAnswer } from './answer.ts';
import {
  decodeManagedFields,
  identifierOf,
  ManagedFieldsFault,
  NOW,
  secondsOf,
  shownManager,
  UNMANAGED,
  type Managed,
  type Operation,
} from './managed-fields.ts';
import { addTo } from '../go/lists.ts';
import { LAST_APPLIED } from '../api/annotations.ts';

// What a name says, and what the server keeps, is owned by nobody.
const STRIPPED = FieldSet.of(
  [
    ['apiVersion'],
    ['kind'],
    ['metadata'],
    ...['name', 'namespace', 'creationTimestamp', 'selfLink', 'uid', 'clusterName', 'generation'].map(inMetadata),
    ...['managedFields', 'resourceVersion'].map(inMetadata),
  ].map((path) => path.map((name) => PathElement.field(name))),
);

function inMetadata(name: string): string[] {
  return ['metadata', name];
}

function managerOf(manager: string, operation: Operation): string {
  return identifierOf({ manager: manager || 'unknown', operation, apiVersion: VERSION, subresource: '' });
}

function stripped({ managers, times }: Managed, id: string): Managed {
  const owned = managers.get(id);
  if (owned === undefined) return { managers, times };
  const set = owned.set.difference(STRIPPED);
  const left = new Map(managers).set(id, { ...owned, set });
  if (set.isEmpty) left.delete(id);
  return { managers: left, times };
}

/**
 * The managed fields that a request starts from: those it brings itself, else those of the live object
 * (decodeLiveOrNew). An empty list takes them all away.
 */
export function startingFields(live: Value | undefined, requested: Value | undefined): Managed {
  if (isReset(requested)) return UNMANAGED;
  const own = decoded(requested);
  return own.managers.size > 0 ? own : decoded(live);
}

function isReset(entries: Value | undefined): boolean {
  if (!isList(entries)) return false;
  const [first] = entries;
  return entries.length === 0 || (entries.length === 1 && isMap(first) && Object.keys(first).length === 0);
}

function decoded(entries: Value | undefined): Managed {
  try {
    return decodeManagedFields(entries);
  } catch (error) {
    if (error instanceof ManagedFieldsFault) return UNMANAGED;
    throw error;
  }
}

/** The managed fields after an update; without a live object after its creation. */
export function fieldsAfterUpdate(
  live: ValueMap | undefined,
  next: ValueMap,
  managed: Managed,
  manager: string,
  minor: number,
): Managed {
  // Of an object whose fields are not managed yet an update does not begin to.
  if (managed.managers.size === 0 && live !== undefined) return managed;
  return capped(tracked(live ?? emptyObject(), next, managed, managerOf(manager, 'Update'), minor));
}

/** An update by the manager, who keeps what he owned before (managedFieldsUpdater). */
function tracked(live: ValueMap, next: ValueMap, managed: Managed, id: string, minor: number): Managed {
  const SELF = 'current-operation';
  const managers = updateManagers(live, next, managed.managers, SELF, daemonSetType(minor));
  const after = stripped({ managers, times: managed.times }, SELF);
  const own = after.managers.get(SELF);
  if (own === undefined) return after;
  const left = new Map(after.managers);
  left.delete(SELF);
  const before = left.get(id);
  left.set(id, before === undefined ? own : { ...own, set: own.set.union(before.set) });
  return { managers: left, times: new Map(after.times).set(id, NOW) };
}

/** A DaemonSet of Go's before anything is set. */
function emptyObject(): ValueMap {
  const template = { metadata: {}, spec: { containers: null } };
  return copyOfMap({
    apiVersion: VERSION,
    kind: 'DaemonSet',
    metadata: {},
    spec: { selector: null, template, updateStrategy: {} },
  });
}

const MOST_UPDATERS = 10;
const ANCIENT = 'ancient-changes';

/** Of more than ten updaters the oldest become one (capManagersManager). */
function capped(managed: Managed): Managed {
  const updaters = [...managed.managers].filter(([, { applied }]) => !applied).map(([id]) => id);
  if (updaters.length <= MOST_UPDATERS) return managed;
  const seconds = (id: string): number => secondsOf(managed.times.get(id));
  updaters.sort((a, b) => seconds(a) - seconds(b) || compareBytes(a, b));
  const managers = new Map(managed.managers);
  const times = new Map(managed.times);
  const firsts = new Map<string, string>();
  let left = updaters.length;
  for (const id of updaters) {
    if (left <= MOST_UPDATERS) break;
    const owned = managers.get(id);
    if (owned === undefined) continue;
    const { apiVersion } = owned;
    const bucket = identifierOf({ manager: ANCIENT, operation: 'Update', apiVersion, subresource: '' });
    const first = firsts.get(apiVersion);
    if (first === undefined) {
      firsts.set(apiVersion, id);
      continue;
    }
    const into = managers.get(bucket) ?? managers.get(first);
    if (!managers.has(bucket)) managers.delete(first);
    managers.set(bucket, { ...owned, set: into === undefined ? owned.set : owned.set.union(into.set) });
    managers.delete(id);
    left--;
    const time = managed.times.get(id);
    if (time !== undefined) times.set(bucket, time);
  }
  return { managers, times };
}

/** An apply: the object it makes (undefined when it stays) and the owners, or why it is refused. */
export type Applied =
  { readonly object: ValueMap | undefined; readonly managed: Managed } | { readonly refusal: RefusedAnswer };

export interface ApplyRequest {
  /** Undefined when the apply creates the object. */
  readonly live: ValueMap | undefined;
  readonly managedFields: Value | undefined;
  readonly config: ValueMap;
  readonly manager: string;
  readonly force: boolean;
  readonly minor: number;
}

/** Applies a configuration to the live object. */
export function applyConfig(request: ApplyRequest): Applied {
  const { config, minor, manager } = request;
  if (isList(mapAt(config, 'metadata')?.['managedFields']))
    return { refusal: refusal(400, 'BadRequest', 'metadata.managedFields must be nil') };
  let start: Managed;
  try {
    start = decodeManagedFields(request.managedFields);
  } catch (error) {
    if (error instanceof ManagedFieldsFault) return failed(`failed to decode managed fields: ${error.message}`);
    throw error;
  }
  if (textAt(config, 'kind') !== 'DaemonSet') return failed(untyped(config));
  const faults = validate(config, daemonSetType(minor), false);
  if (faults.length > 0)
    return failed(`failed to create typed patch object (${shownObject(config)}): ${faultText(faults)}`);
  const live = request.live ?? emptyObject();
  const managed = start.managers.size > 0 || request.live === undefined ? start : unmanagedBefore(live, start, minor);
  try {
    return applyTo(live, managed, request);
  } catch (error) {
    if (error instanceof ApplyConflict) return conflict(error.conflicts);
    throw error;
  }

  function applyTo(to: ValueMap, from: Managed, { force }: ApplyRequest): Applied {
    const id = managerOf(manager, 'Apply');
    const attempt = (forced: boolean): Applied => {
      const done = apply(to, config, from.managers, id, forced, daemonSetType(minor));
      const times = done.object === undefined ? from.times : new Map(from.times).set(id, NOW);
      const object = isMap(done.object) ? done.object : undefined;
      return {
        object: withLastApplied(object, to, config, manager),
        managed: stripped({ managers: done.managers, times }, id),
      };
    };
    try {
      return attempt(force);
    } catch (error) {
      if (!(error instanceof ApplyConflict) || manager !== 'kubectl') throw error;
      const left = conflictsBeyond(error.conflicts, to, minor);
      if (left.length > 0) throw new ApplyConflict(left);
      return attempt(true);
    }
  }
}

/** The managed fields where `manager` alone has applied `config`, whatever the server of now says to it. */
export function fieldsOfOnlyApply(config: ValueMap, manager: string, minor: number): Managed {
  const id = managerOf(manager, 'Apply');
  const set = fieldSetOf(config, daemonSetType(minor));
  return stripped({ managers: new Map([[id, { set, apiVersion: VERSION, applied: true }]]), times: new Map() }, id);
}

function failed(message: string): Applied {
  return { refusal: refusal(500, '', message) };
}

/** What is in an object before the first apply belongs to a manager of that name. */
function unmanagedBefore(live: ValueMap, managed: Managed, minor: number): Managed {
  return capped(tracked(emptyObject(), live, managed, managerOf('before-first-apply', 'Update'), minor));
}

/** An apply of a kind that the server has no type for. Source: managedfields versionconverter.go, structuredmerge.go. */
export function untyped(config: ValueMap): string {
  const type = `${textAt(config, 'apiVersion')}, Kind=${textAt(config, 'kind')}`;
  return `failed to create typed patch object (${shownObject(config)}): no corresponding type for ${type}`;
}

/** `NAMESPACE/NAME; VERSION, Kind=KIND`. Source: structuredmerge.go objectGVKNN. */
export function shownObject(object: ValueMap): string {
  const metadata = mapAt(object, 'metadata');
  const version = textAt(object, 'apiVersion');
  return `${textAt(metadata, 'namespace')}/${textAt(metadata, 'name')}; ${version}, Kind=${textAt(object, 'kind')}`;
}

/** A 409 in the server's words. Source: conflict.go NewConflictError, getConflictMessage. */
function conflict(conflicts: readonly Conflict[]): Applied {
  const [first] = conflicts;
  const groups = new Map<string, string[]>();
  for (const { manager, path } of conflicts) addTo(groups, manager, `- ${pathText(path)}`);
  const sorted = [...groups].sort(([a], [b]) => compareBytes(a, b));
  const shown =
    first !== undefined && conflicts.length === 1
      ? `1 conflict: conflict with ${shownManager(first.manager)}: ${pathText(first.path)}`
      : `${conflicts.length} conflicts: ${sorted
          .flatMap(([manager, paths]) => [`conflicts with ${shownManager(manager)}:`, ...paths])
          .join('\n')}`;
  const causes = conflicts.map(({ manager, path }) => {
    const detail = shownManager(manager);
    const message = `conflict with ${detail}`;
    return { reason: 'FieldManagerConflict' as const, field: pathText(path), message, at: [], detail };
  });
  return { refusal: { ...refusal(409, 'Conflict', `Apply failed with ${shown}`), causes } };
}

/** The conflicts that are not with kubectl's own client-side apply (lastAppliedManager). */
function conflictsBeyond(conflicts: readonly Conflict[], live: ValueMap, minor: number): readonly Conflict[] {
  const own = lastAppliedFields(live, minor);
  return own === undefined ? conflicts : conflicts.filter(({ path }) => !own.has(path));
}

/** The fields that were applied last and still are as they were applied. */
function lastAppliedFields(live: ValueMap, minor: number): FieldSet | undefined {
  const text = textAt(mapAt(mapAt(live, 'metadata'), 'annotations'), LAST_APPLIED);
  const applied = text === '' ? undefined : parsed(text);
  const type = daemonSetType(minor);
  if (applied === undefined || textAt(applied, 'apiVersion') !== VERSION) return undefined;
  if (textAt(applied, 'kind') !== 'DaemonSet') return undefined;
  if ([applied, live].some((value) => validate(value, type, false).length > 0)) return undefined;
  const { modified, added, removed } = compareValues(applied, live, type);
  return fieldSetOf(applied, type).difference(modified).difference(added).difference(removed);
}

function parsed(text: string): ValueMap | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? copyOfMap(value) : undefined;
  } catch {
    return undefined;
  }
}

const MOST_ANNOTATION_BYTES = 256 * 1024;

/** The object with what was applied, where kubectl's client-side apply has written that (lastAppliedUpdater). */
function withLastApplied(
  object: ValueMap | undefined,
  live: ValueMap,
  config: ValueMap,
  manager: string,
): ValueMap | undefined {
  const source = object ?? live;
  const annotations = mapAt(mapAt(source, 'metadata'), 'annotations');
  if (manager !== 'kubectl' || textAt(annotations, LAST_APPLIED) === '') return object;
  const next = copyOfMap(source);
  const metadata = mapAt(next, 'metadata') ?? emptyMap();
  const changed = copyOfMap(annotations ?? {});
  changed[LAST_APPLIED] = `${marshalValue(withoutLastApplied(config))}\n`;
  const bytes = Object.keys(changed).reduce((sum, key) => sum + byteLength(key) + byteLength(textAt(changed, key)), 0);
  if (bytes > MOST_ANNOTATION_BYTES) Reflect.deleteProperty(changed, LAST_APPLIED);
  metadata['annotations'] = changed;
  return next;
}

/** The object as it was applied: its annotations pass through Go's string map. */
export function withoutLastApplied(config: ValueMap): ValueMap {
  const copy = copyOfMap(config);
  const metadata = mapAt(copy, 'metadata');
  const annotations = stringMap(metadata?.['annotations']);
  if (metadata === undefined) return copy;
  if (annotations === undefined) Reflect.deleteProperty(metadata, 'annotations');
  else {
    Reflect.deleteProperty(annotations, LAST_APPLIED);
    metadata['annotations'] = annotations;
  }
  return copy;
}

/** A map of texts, null as the empty one; undefined for anything else. Source: NestedNullCoercingStringMap. */
export function stringMap(value: Value | undefined): ValueMap | undefined {
  if (!isMap(value)) return undefined;
  const map = emptyMap();
  for (const [key, item] of Object.entries(value)) {
    if (item !== null && typeof item !== 'string') return undefined;
    map[key] = item ?? '';
  }
  return map;
}
