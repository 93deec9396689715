/** `kubectl apply` by a patch of kubectl's own making. Source: kubectl pkg/cmd/apply apply.go, patcher.go, util/apply.go. */
import { stringMap } from '../apiserver/field-manager.ts';
import type { Live, RequestOptions, Response } from '../apiserver/patch-request.ts';
import {
  copyOfMap,
  discardNulls,
  emptyMap,
  isMap,
  mapAt,
  marshalValue,
  textAt,
  type ValueMap,
} from '../go/unstructured.ts';
import { mergeMap } from '../patch/merge-map.ts';
import { PatchFault } from '../patch/patch-fault.ts';
import { PatchMeta } from '../patch/patch-meta.ts';
import { PatchConflict, threeWayPatch } from '../patch/three-way.ts';
import { parseJson } from '../yaml/parse.ts';
import { valueOf } from '../yaml/unstructured.ts';
import type { Applied, ApplyContext } from './apply-context.ts';
import type { FileObject } from './apply-file.ts';
import { wholeObject } from './cluster.ts';
import { conflictText } from './conflict-text.ts';
import { whileDoing, type KubectlError } from './kubectl-error.ts';
import { LAST_APPLIED } from '../api/annotations.ts';

/** The file as it is sent: with itself among its annotations. */
interface Modified {
  /** What will be the last-applied annotation. */
  readonly text: string;
  readonly object: ValueMap;
}

/** Applies one object of the file. */
export function applyClientSide(file: FileObject, context: ApplyContext): Applied {
  const modified = modifiedConfiguration(file.value);
  if (file.name === '') return { error: getFault(file, context) };
  const live = context.cluster.get(file.namespace, file.name);
  if (live === undefined) return createNew(file, modified, context);
  const annotations = stringMap(copyOfMap(live.object.metadata?.annotations ?? {}));
  if (annotations?.[LAST_APPLIED] === undefined)
    context.warn(
      `Warning: resource daemonsets/${file.name} is missing the ${LAST_APPLIED} annotation which is required by kubectl apply. kubectl apply should only be used on resources created declaratively by either kubectl create --save-config or kubectl apply. The missing annotation will be patched automatically.\n`,
    );
  const patched = patchLive(live, modified, textAt(annotations, LAST_APPLIED), file, context);
  if ('error' in patched) return patched;
  warnIfDeleting(patched.object, file.name, context);
  return patched;
}

/** GetModifiedConfiguration. */
function modifiedConfiguration(value: ValueMap): Modified {
  const object = copyOfMap(value);
  const metadata = mapAt(object, 'metadata') ?? emptyMap();
  const annotations = stringMap(metadata['annotations']) ?? emptyMap();
  Reflect.deleteProperty(annotations, LAST_APPLIED);
  metadata['annotations'] = annotations;
  const text = `${marshalValue(object)}\n`;
  annotations[LAST_APPLIED] = text;
  return { text, object };
}

function infoOf({ value, name, namespace }: FileObject): string {
  const type = `GroupVersionKind: "apps/v1, Kind=${textAt(value, 'kind')}"`;
  return `Resource: "apps/v1, Resource=daemonsets", ${type}\nName: ${JSON.stringify(name)}, Namespace: ${JSON.stringify(namespace)}`;
}

function getFault(file: FileObject, { source }: ApplyContext): KubectlError {
  const verb = `retrieving current configuration of:\n${infoOf(file)}\nfrom server for:`;
  return whileDoing(verb, source, { text: 'resource name may not be empty' });
}

function requestOptions({ namespace }: FileObject, { minor, manager, flags }: ApplyContext): RequestOptions {
  return { minor, namespace, manager, validation: flags.validation };
}

function createNew(file: FileObject, { object }: Modified, context: ApplyContext): Applied {
  discardNulls(object);
  if (context.flags.dryRun === 'client') return { object, verb: 'created' };
  const response = context.cluster.create(object, requestOptions(file, context));
  if ('refusal' in response) return { error: whileDoing('creating', context.source, { status: response.refusal }) };
  return { object: received(response, context), verb: 'created' };
}

function received(response: Exclude<Response, { refusal: unknown }>, { warn }: ApplyContext): ValueMap {
  for (const warning of response.warnings) warn(`Warning: ${warning}\n`);
  return wholeObject(response.live);
}

type Patched = { readonly patch: ValueMap } | { readonly error: KubectlError };

function patchLive(live: Live, modified: Modified, original: string, file: FileObject, context: ApplyContext): Applied {
  const { source, flags, cluster } = context;
  const current = wholeObject(live);
  const computed = computePatch(original, modified.object, current, context);
  const wrap = (error: KubectlError, patch: string): Applied => {
    const verb = `applying patch:\n${patch}\nto:\n${infoOf(file)}\nfor:`;
    return { error: whileDoing(verb, source, whileDoing('patching', source, error)) };
  };
  if ('error' in computed) return wrap(computed.error, '');
  const { patch } = computed;
  const text = marshalValue(patch);
  if (text === '{}') return { object: current, verb: 'unchanged' };
  if (flags.dryRun === 'client') return patchLocally(current, patch, context);
  const response = cluster.patch(live, patch, requestOptions(file, context));
  if (!('refusal' in response)) return { object: received(response, context), verb: 'configured' };
  const { reason } = response.refusal;
  if (flags.force && (reason === 'Invalid' || reason === 'Conflict'))
    return deleteAndCreate(live, modified, file, context);
  return wrap({ status: response.refusal }, text);
}

function patchLocally(current: ValueMap, patch: ValueMap, { minor }: ApplyContext): Applied {
  try {
    return { object: mergeMap(current, patch, PatchMeta.daemonSet(minor), 'object'), verb: 'configured' };
  } catch (error) {
    if (!(error instanceof PatchFault)) throw error;
    return { error: { text: `applying patch locally: ${error.message}` } };
  }
}

/**
 * The patch, tried with what the server's OpenAPI says of the fields in version 3 and 2, then with kubectl's own types:
 * all three say the same, each in its own words.
 */
function computePatch(original: string, modified: ValueMap, current: ValueMap, context: ApplyContext): Patched {
  const { flags, minor, warn } = context;
  const applied = parsedJson(original);
  const uncreated = (why: string, brief: string): Patched => {
    const states = `original:\n${original}\nmodified:\n${marshalValue(modified)}\n\ncurrent:\n${marshalValue(current)}\n`;
    return { error: { text: `creating patch with:\n${states}\nfor: ${why}`, brief } };
  };
  // A kind that kubectl has no type for is compared as a custom resource is, whose kind must stay.
  if (applied !== undefined && modified['kind'] !== 'DaemonSet') return uncreated(KIND_CHANGED, KIND_CHANGED);
  try {
    if (applied === undefined) throw new PatchFault('invalid JSON document');
    const states = { original: applied, modified, current };
    return { patch: threeWayPatch(states, PatchMeta.daemonSet(minor), flags.overwrite) };
  } catch (error) {
    const messages = messagesOf(error);
    if (flags.openapiPatch) {
      warn(`warning: error calculating patch from openapi v3 spec: ${messages.v3}\n`);
      warn(`warning: error calculating patch from openapi spec: ${messages.v2}\n`);
    }
    const brief = `kubectl apply cannot create a patch: ${messages.builtin}${applied === undefined ? NO_OBJECT : ''}`;
    return uncreated(messages.builtin, brief);
  }
}

const KIND_CHANGED = 'At least one of apiVersion, kind and name was changed';
const NO_OBJECT = `: the annotation ${LAST_APPLIED} of the object in the cluster is not a JSON object; remove it with kubectl annotate ds NAME ${LAST_APPLIED}-`;

interface Messages {
  readonly v3: string;
  readonly v2: string;
  readonly builtin: string;
}

function messagesOf(error: unknown): Messages {
  if (error instanceof PatchConflict) {
    const text = conflictText(error);
    return { v3: text, v2: text, builtin: text };
  }
  if (!(error instanceof PatchFault)) throw error;
  const { message, unknown, ofServer } = error;
  if (unknown === undefined) return { v3: message, v2: message, builtin: message };
  const { struct = '', field } = unknown;
  return { v3: message, v2: `unable to find api field "${field}" in ${modelOf(struct)}`, builtin: ofServer };
}

const META: ReadonlySet<string> = new Set([
  'ObjectMeta',
  'LabelSelector',
  'LabelSelectorRequirement',
  'OwnerReference',
]);

/** The struct's name in the OpenAPI. */
function modelOf(struct: string): string {
  if (struct.startsWith('DaemonSet')) return `io.k8s.api.apps.v1.${struct}`;
  return META.has(struct) ? `io.k8s.apimachinery.pkg.apis.meta.v1.${struct}` : `io.k8s.api.core.v1.${struct}`;
}

/** The object in a text; empty when there is no text, undefined when it holds none. */
function parsedJson(text: string): ValueMap | undefined {
  if (text === '') return emptyMap();
  const { root, fault } = parseJson(text, { start: 0, end: text.length });
  if (fault !== undefined || root === undefined) return undefined;
  const value = valueOf(root);
  return value === null ? emptyMap() : isMap(value) ? value : undefined;
}

/** `--force`: the object is deleted and made again; when it cannot be, the old one is. */
function deleteAndCreate(live: Live, { object }: Modified, file: FileObject, context: ApplyContext): Applied {
  const { cluster, source } = context;
  const options = requestOptions(file, context);
  cluster.delete(live);
  const created = cluster.create(object, options);
  if (!('refusal' in created)) return { object: received(created, context), verb: 'configured' };
  const original = wholeObject(live);
  Reflect.deleteProperty(mapAt(original, 'metadata') ?? {}, 'resourceVersion');
  const restored = cluster.create(original, options);
  const verb = `applying patch:\n${marshalValue(object)}\n\nto:\n${infoOf(file)}\nfor:`;
  if (!('refusal' in restored)) {
    received(restored, context);
    return { error: whileDoing(verb, source, { status: created.refusal }) };
  }
  const both = `An error occurred force-replacing the existing object with the newly provided one:\n\n${created.refusal.message}.\n\nAdditionally, an error occurred attempting to restore the original object:\n\n${restored.refusal.message}`;
  return { error: whileDoing(verb, source, { text: both }) };
}

/** WarnIfDeleting. */
export function warnIfDeleting(object: ValueMap, name: string, { warn }: ApplyContext): void {
  if (textAt(mapAt(object, 'metadata'), 'deletionTimestamp') !== '')
    warn(`Warning: Detected changes to resource ${name} which is currently being deleted.\n`);
}
