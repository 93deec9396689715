/**
 * What the API server makes of the requests of `kubectl apply`: a create, a strategic merge patch, an apply, and a new
 * list of managed fields. Source: apiserver pkg/endpoints/handlers create.go, patch.go.
 */
import type { DaemonSet, Declared } from '../api/objects.ts';
import { withoutNulls } from '../go/json.ts';
import { quote } from '../go/strings.ts';
import { copyOf, copyOfMap, emptyMap, isList, mapAt, sprint, type Value, type ValueMap } from '../go/unstructured.ts';
import { mergeMap } from '../patch/merge-map.ts';
import { PatchFault } from '../patch/patch-fault.ts';
import { PatchMeta } from '../patch/patch-meta.ts';
import { nodeAt, type Node } from '../yaml/node.ts';
import { nodeOf, valueOf } from '../yaml/unstructured.ts';
import { refusal, type Answer, type RefusedAnswer } from './answer.ts';
import { createFrom, updateFrom } from './apiserver.ts';
import { annotateGeneration, convert, wipeMetadata } from './convert.ts';
import { decode } from './decode.ts';
import { applyDefaults } from './default.ts';
import { applyConfig, fieldsAfterUpdate, shownObject, startingFields } from './field-manager.ts';
import { fromUnstructured } from './from-unstructured.ts';
import { encodeManagedFields, withoutRequestTime, type Managed } from './managed-fields.ts';
import { managerRefusal } from './manager-name.ts';
import { receive, type Received } from './receive.ts';
import { serialize } from './serialize.ts';

/** An object in the cluster. */
export interface Live {
  readonly object: DaemonSet;
  readonly managedFields: Value | undefined;
  /** Undefined where it is not known. */
  readonly status: Value | undefined;
}

/** The object once the request is over: the managers of now have a time, which is not known. */
export function settled(live: Live): Live {
  const { managedFields } = live;
  return managedFields === undefined ? live : { ...live, managedFields: withoutRequestTime(managedFields) };
}

/** A live object as a file holds it: read as the server reads its own storage. */
export function readLive(root: Node, minor: number): Live {
  const { object } = decode(root, { minor, order: 'sorted', duplicates: [] });
  applyDefaults(object, minor);
  const converted = convert(object);
  annotateGeneration(object, 'fault' in converted ? 0n : converted.templateGeneration);
  const metadata = (object.metadata ??= {});
  metadata.namespace ||= 'default';
  Reflect.deleteProperty(metadata, 'managedFields');
  const managed = nodeAt(root, ['metadata', 'managedFields']);
  const managedFields = managed && managedFieldsFault(managed, minor) === undefined ? valueOf(managed) : undefined;
  const status = nodeAt(root, ['status']);
  return {
    object: serialize(object, minor),
    managedFields: isList(managedFields) && managedFields.length > 0 ? managedFields : undefined,
    status: status && valueOf(status),
  };
}

/** Why these managed fields are not those of a cluster, as the rest of a sentence. */
export function managedFieldsFault(node: Node, minor: number): string | undefined {
  if (node.kind === 'null') return undefined;
  if (node.kind !== 'list') return `are a ${node.kind} and not a list`;
  const converted = fromUnstructured(copyOfMap({ metadata: { managedFields: valueOf(node) } }), minor);
  return 'fault' in converted ? `are not those of a cluster (${converted.fault})` : undefined;
}

/** Which unknown fields are refused: all of them (Strict), or none, with or without a warning. */
export type FieldValidation = 'Strict' | 'Warn' | 'Ignore';

export interface RequestOptions {
  readonly minor: number;
  readonly namespace: string;
  /** The field manager. */
  readonly manager: string;
  readonly validation: FieldValidation;
}

/** What is stored after a request, or why it was refused. */
export type Response =
  | {
      readonly code: number;
      readonly live: Live;
      readonly warnings: readonly string[];
      /** Whether the controller makes a new ControllerRevision of it. */
      readonly newRevision: boolean;
    }
  | { readonly refusal: RefusedAnswer };

/** A POST. */
export function createObject(body: ValueMap, options: RequestOptions): Response {
  const { minor, namespace, manager } = options;
  const unnamed = managerRefusal(manager, 'CreateOptions', false);
  if (unnamed !== undefined) return { refusal: unnamed };
  const posted = receive({ root: nodeOf(body), duplicates: [], format: 'yaml' }, { minor, namespace });
  const received = withValidation(posted, options);
  const requested = mapAt(body, 'metadata')?.['managedFields'];
  const object = { ...received.object, metadata: { ...received.object.metadata } };
  wipeMetadata(object);
  const next = versionedOf(object, received.templateGeneration, minor);
  const answer = createFrom(received, { minor, namespace });
  const managed = fieldsAfterUpdate(undefined, next, startingFields(undefined, requested), manager, minor);
  const response = responseOf(answer, managed, undefined, true);
  if ('refusal' in response || options.validation !== 'Warn') return response;
  return { ...response, warnings: [...posted.problems.map(({ message }) => message), ...response.warnings] };
}

/** A received body whose unknown fields are not refused. */
function withValidation(received: Received, { validation }: RequestOptions): Received {
  if (validation === 'Strict' || received.refusal === undefined) return received;
  const problems = received.problems.filter(({ kind }) => kind !== 'strict');
  return problems.length > 0 ? received : { ...received, problems, refusal: undefined };
}

/** A strategic merge patch; `patch` is changed in place. */
export function patchObject(live: Live, patch: ValueMap, options: RequestOptions): Response {
  const { minor, validation, manager } = options;
  const unnamed = managerRefusal(manager, 'PatchOptions', false);
  if (unnamed !== undefined) return { refusal: unnamed };
  const original = copyOfMap(live.object);
  const metadata = mapAt(original, 'metadata') ?? emptyMap();
  if (live.managedFields !== undefined) metadata['managedFields'] = copyOf(live.managedFields);
  let merged: ValueMap;
  try {
    merged = mergeMap(original, patch, PatchMeta.daemonSet(minor), 'object');
  } catch (error) {
    if (!(error instanceof PatchFault)) throw error;
    return { refusal: refusal(error.code, error.code === 400 ? 'BadRequest' : '', error.ofServer) };
  }
  const converted = fromUnstructured(merged, minor);
  if ('fault' in converted) return { refusal: invalidPatch(patch, converted.fault) };
  const { unknown } = converted;
  if (unknown.length > 0 && validation === 'Strict')
    return { refusal: invalidPatch(patch, `strict decoding error: ${unknown.join(', ')}`) };
  const requested = copyOfMap(converted.object.metadata ?? {})['managedFields'];
  const response = updateTo(live, converted.object, startingFields(live.managedFields, requested), options);
  if ('refusal' in response || validation !== 'Warn') return response;
  return { ...response, warnings: [...unknown, ...response.warnings] };
}

/**
 * How a file reads where a patch brings it to the server: with numbers that wrap around and without what no field
 * has, as it is written (items of lists in their places) and with defaults. Undefined for what cannot be stored.
 */
export function asPatched(
  file: ValueMap,
  minor: number,
): { readonly written: ValueMap; readonly object: DaemonSet } | undefined {
  const converted = fromUnstructured(file, minor);
  if ('fault' in converted) return undefined;
  const { object } = converted;
  const written = copyOfMap(object);
  applyDefaults(object, minor);
  return 'fault' in convert(object) ? undefined : { written, object: serialize(object, minor) };
}

function invalidPatch(patch: ValueMap, fault: string): RefusedAnswer {
  const message = `Invalid value: ${quote(sprint(patch))}: ${fault}`;
  const cause = { reason: 'FieldValueInvalid', field: 'patch', message, at: [], detail: fault } as const;
  return { code: 422, reason: 'Invalid', message: ` "" is invalid: patch: ${message}`, causes: [cause], warnings: [] };
}

/** Defaults and stores what a patch has made. */
function updateTo(live: Live, object: Declared<DaemonSet>, managed: Managed, options: RequestOptions): Response {
  const { minor, manager } = options;
  applyDefaults(object, minor);
  const converted = convert(object);
  if ('fault' in converted) return { refusal: refusal(500, '', converted.fault) };
  Reflect.deleteProperty(object.metadata ?? {}, 'managedFields');
  const next = versionedOf(object, converted.templateGeneration, minor);
  const fields = fieldsAfterUpdate(copyOfMap(live.object), next, managed, manager, minor);
  return storeOver(live, object, fields, options);
}

function storeOver(live: Live, object: Declared<DaemonSet>, managed: Managed, options: RequestOptions): Response {
  const received: Received = { object, problems: [], templateGeneration: 0n, refusal: undefined };
  const { minor, namespace } = options;
  // Go prints a required list that is absent as null, also where a refused object was taken for the live one.
  const answer = updateFrom(withoutNulls({ ...live.object }), received, { minor, namespace }, true);
  return responseOf(answer, managed, live.status, answer.newRevision);
}

function responseOf(answer: Answer, managed: Managed, status: Value | undefined, newRevision: boolean): Response {
  const { stored, code, reason = '', message = '', causes, warnings, object } = answer;
  if (stored === undefined) return { refusal: { code, reason, message, causes, warnings, object } };
  const entries = encodeManagedFields(managed);
  const managedFields = entries.length === 0 ? undefined : entries;
  return { code, live: { object: stored, managedFields, status }, warnings, newRevision };
}

/** The object as apps/v1 has it before the server prepares it. */
function versionedOf(object: Declared<DaemonSet>, templateGeneration: bigint, minor: number): ValueMap {
  const annotated = { ...object, metadata: { ...object.metadata } };
  annotateGeneration(annotated, templateGeneration);
  return copyOfMap(serialize(annotated, minor));
}

/** A server-side apply; without a live object it creates one. */
export function applyObject(
  live: Live | undefined,
  config: ValueMap,
  force: boolean,
  options: RequestOptions,
): Response {
  const { minor, manager, namespace } = options;
  const unnamed = managerRefusal(manager, 'PatchOptions', true);
  if (unnamed !== undefined) return { refusal: unnamed };
  const before = live === undefined ? undefined : copyOfMap(live.object);
  const applied = applyConfig({ live: before, managedFields: live?.managedFields, config, manager, force, minor });
  if ('refusal' in applied) return applied;
  const converted = fromUnstructured(applied.object ?? before ?? config, minor);
  if ('fault' in converted) {
    const cannot = `failed to convert new object (${shownObject(config)}) to proper version: `;
    return {
      refusal: refusal(
        500,
        '',
        `${cannot}unable to convert unstructured object to apps/v1, Kind=DaemonSet: ${converted.fault}`,
      ),
    };
  }
  const { object } = converted;
  applyDefaults(object, minor);
  const generation = convert(object);
  if ('fault' in generation) return { refusal: refusal(500, '', generation.fault) };
  Reflect.deleteProperty(object.metadata ?? {}, 'managedFields');
  if (live !== undefined) return storeOver(live, object, applied.managed, options);
  const { uid = '', name = '' } = object.metadata ?? {};
  if (uid !== '') return { refusal: absentUid(name, uid) };
  const { templateGeneration } = generation;
  const received: Received = { object, problems: [], templateGeneration, refusal: undefined };
  return responseOf(createFrom(received, { minor, namespace }), applied.managed, undefined, true);
}

/** Source: patch.go applyPatch. */
function absentUid(name: string, uid: string): RefusedAnswer {
  const fault = `uid mismatch: the provided object specified uid ${uid}, and no existing object was found`;
  return refusal(409, 'Conflict', `Operation cannot be fulfilled on daemonsets.apps "${name}": ${fault}`);
}

/** The live object with other managed fields: a JSON patch that replaces the list. */
export function replaceManagedFields(live: Live, entries: readonly ValueMap[], options: RequestOptions): Response {
  const { minor } = options;
  const converted = fromUnstructured(copyOfMap(live.object), minor);
  if ('fault' in converted) return { refusal: refusal(500, '', converted.fault) };
  return updateTo(live, converted.object, startingFields(live.managedFields, [...entries]), options);
}
