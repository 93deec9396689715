/**
 * The API server's answer for one DaemonSet. Source: apiserver pkg/endpoints/handlers create.go and update.go,
 * pkg/registry/rest, pkg/registry/apps/daemonset/strategy.go.
 */
import type { Answer, UpdateAnswer } from './answer.ts';
import { badRequest, invalid, furtherCauses, tooLarge } from './answer.ts';
import { TEMPLATE_GENERATION, annotateGeneration, generateName, wipeMetadata } from './convert.ts';
import { dropDisabledFields } from './drop.ts';
import { semanticEqual } from '../apimachinery/equality.ts';
import { atDeclared } from './declared-path.ts';
import type { DaemonSet, Declared } from '../api/objects.ts';
import { conflictWith, inheritMetadata, nameFault } from './precondition.ts';
import type { PostRequest, Received } from './receive.ts';
import { isTooLarge, receive } from './receive.ts';
import { serialize, storedJson } from './serialize.ts';
import { validateDaemonSet, validateDaemonSetUpdate } from './validate/daemonset.ts';
import { sentWarnings } from './warnings-recorder.ts';
import { dedupOwnerReferences, templateWarnings, textsOf } from './warnings.ts';
import type { ParsedDocument } from '../yaml/parse.ts';

export type { Answer, UpdateAnswer } from './answer.ts';
export type { PostRequest } from './receive.ts';

/** Answers a POST of one document. */
export function create(parsed: ParsedDocument, request: PostRequest): Answer {
  return createFrom(receive(parsed, request), request);
}

/** Creates what was received; its object is changed in place. */
export function createFrom(received: Received, request: PostRequest): Answer {
  const { minor } = request;
  const { object } = received;
  const refusal = received.refusal ?? namespaceFault(object, request);
  wipeMetadata(object);
  setNamespace(object, request);
  const ownerWarning = dedupOwners(object);
  generateName(object);
  object.metadata = { ...object.metadata, generation: 1 };
  const dropped = dropDisabledFields(object.spec?.template ?? {}, undefined, minor);
  const errors = validateDaemonSet(object, { minor }).map((error) => atDeclared(error, dropped));
  const base = { problems: received.problems, object, dropped };
  if (isTooLarge(request)) return { ...base, ...tooLarge(), further: [] };
  if (refusal !== undefined) return { ...base, ...badRequest(refusal), ...furtherCauses(errors, received.problems) };
  if (errors.length > 0) return { ...base, ...invalid(object, errors, ownerWarning), further: [] };
  annotateGeneration(object, received.templateGeneration < 1n ? 1n : received.templateGeneration);
  return {
    ...base,
    code: 201,
    causes: [],
    further: [],
    warnings: warningsOf(object, ownerWarning, minor),
    stored: serialize(object, minor),
  };
}

/** Answers a PUT of one document over a stored object. */
export function update(old: DaemonSet, parsed: ParsedDocument, request: PostRequest): UpdateAnswer {
  return updateFrom(old, receive(parsed, request), request);
}

/** Puts what was received over a stored object, or what a patch has made; its object is changed in place. */
export function updateFrom(old: DaemonSet, received: Received, request: PostRequest, isPatch = false): UpdateAnswer {
  const { minor } = request;
  const { object } = received;
  const refusal = received.refusal ?? namespaceFault(object, request) ?? nameFault(object, old);
  setNamespace(object, request);
  const ownerWarning = dedupOwners(object);
  const conflict = refusal === undefined ? conflictWith(old, object, isPatch) : undefined;
  inheritMetadata(object, old);
  const dropped = dropDisabledFields(object.spec?.template ?? {}, old.spec?.template, minor);
  const deltas = generationsOf(object, old, minor);
  const templateGeneration = nextTemplateGeneration(old, deltas);
  const errors = validateDaemonSetUpdate(object, withoutGeneration(old), { minor, templateGeneration }).map((error) =>
    atDeclared(error, dropped),
  );
  const base = { problems: received.problems, object, dropped, ...UNCHANGED };
  if (isTooLarge(request)) return { ...base, ...tooLarge(), further: [] };
  if (refusal !== undefined) return { ...base, ...badRequest(refusal), ...furtherCauses(errors, received.problems) };
  if (conflict !== undefined) return { ...base, ...conflict, further: [] };
  if (errors.length > 0) return { ...base, ...invalid(object, errors, ownerWarning), further: [] };
  const stored = storeUpdate(object, old, deltas, minor);
  return {
    ...base,
    ...deltas,
    code: 200,
    causes: [],
    further: [],
    warnings: deltas.templateGenerationDelta > 0 ? warningsOf(object, ownerWarning, minor) : ownerWarning,
    stored,
    // The stored object of a cluster may contain nulls of an older minor.
    newRevision: rolls(old) && templateText(serialize(old, minor)) !== templateText(stored),
  };
}

/** Whether the DaemonSet controller acts at all. Source: pkg/controller/daemon daemon_controller.go syncDaemonSet. */
const rolls = ({ metadata }: DaemonSet): boolean => metadata?.deletionTimestamp === undefined;

const UNCHANGED = { generationDelta: 0, templateGenerationDelta: 0, newRevision: false };

function namespaceFault(object: Declared<DaemonSet>, request: PostRequest): string | undefined {
  const written = object.metadata?.namespace;
  if (!written || !request.namespace || written === request.namespace) return undefined;
  return 'the namespace of the provided object does not match the namespace sent on the request';
}

function setNamespace(object: Declared<DaemonSet>, request: PostRequest): void {
  const metadata = (object.metadata ??= {});
  metadata.namespace = request.namespace || metadata.namespace || 'default';
}

function dedupOwners(object: Declared<DaemonSet>): readonly string[] {
  if (object.metadata?.ownerReferences === undefined) return [];
  const { kept, warning } = dedupOwnerReferences(object.metadata.ownerReferences);
  object.metadata.ownerReferences = kept;
  return warning === undefined ? [] : [warning];
}

function warningsOf(object: Declared<DaemonSet>, owners: readonly string[], minor: number): readonly string[] {
  return sentWarnings(recordedOf(object, owners, minor));
}

function* recordedOf(object: Declared<DaemonSet>, owners: readonly string[], minor: number): Generator<string> {
  yield* owners;
  yield* textsOf(templateWarnings(object.spec?.template ?? {}, minor));
}

/** The stored object as the server's internal types hold it. */
function withoutGeneration(old: DaemonSet): DaemonSet {
  const annotations = { ...old.metadata?.annotations };
  Reflect.deleteProperty(annotations, TEMPLATE_GENERATION);
  return { ...old, metadata: { ...old.metadata, annotations } };
}

interface Deltas {
  readonly generationDelta: number;
  readonly templateGenerationDelta: number;
}

function generationsOf(object: Declared<DaemonSet>, old: DaemonSet, minor: number): Deltas {
  if (!semanticEqual(old.spec?.template, object.spec?.template, 'PodTemplateSpec', minor))
    return { generationDelta: 1, templateGenerationDelta: 1 };
  const same = semanticEqual(old.spec, object.spec, 'DaemonSetSpec', minor);
  return { generationDelta: same ? 0 : 1, templateGenerationDelta: 0 };
}

/** An int64 that is incremented. */
function nextTemplateGeneration(old: DaemonSet, { templateGenerationDelta }: Deltas): bigint {
  const written = old.metadata?.annotations?.[TEMPLATE_GENERATION] ?? '1';
  return BigInt.asIntN(64, BigInt(/^[0-9]+$/.test(written) ? written : 1) + BigInt(templateGenerationDelta));
}

function storeUpdate(object: Declared<DaemonSet>, old: DaemonSet, deltas: Deltas, minor: number): DaemonSet {
  annotateGeneration(object, nextTemplateGeneration(old, deltas));
  const generation = (old.metadata?.generation ?? 1) + deltas.generationDelta;
  object.metadata = { ...object.metadata, generation };
  return serialize(object, minor);
}

function templateText({ spec }: DaemonSet): string {
  return spec === undefined ? '' : storedJson(spec.template);
}
