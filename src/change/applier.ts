/** What `kubectl apply` makes of a manifest over its earlier state. */
import { appliedConflicts, placedCauses, type ApplyFacts } from './applied.ts';
import { appliedDifferences } from './applied-differences.ts';
import { appliedDrifts } from './applied-drifts.ts';
import { failedMigration } from './failed-migration.ts';
import { isFromCluster } from '../facts/from-cluster.ts';
import { storedBefore } from '../facts/update.ts';
import { decode } from '../kubernetes/apiserver/decode.ts';
import { fieldsAfterUpdate, fieldsOfOnlyApply } from '../kubernetes/apiserver/field-manager.ts';
import { encodeManagedFields, UNMANAGED } from '../kubernetes/apiserver/managed-fields.ts';
import { readLive, settled, type Live } from '../kubernetes/apiserver/patch-request.ts';
import type { DaemonSet } from '../kubernetes/api/objects.ts';
import type { UpdateAnswer } from '../kubernetes/apiserver/apiserver.ts';
import { refusal, type RefusedAnswer } from '../kubernetes/apiserver/answer.ts';
import { copyOfMap, emptyMap, isMap, marshalValue, type ValueMap } from '../kubernetes/go/unstructured.ts';
import { DEFAULT_FLAGS, type ApplyFlags } from '../kubernetes/kubectl/apply-context.ts';
import { readApplyObject } from '../kubernetes/kubectl/apply-file.ts';
import { applyFile, managerOf, type ApplyResult } from '../kubernetes/kubectl/apply.ts';
import { wholeObject } from '../kubernetes/kubectl/cluster.ts';
import { briefOf, refusalOf, type KubectlError } from '../kubernetes/kubectl/kubectl-error.ts';
import { FieldSet } from '../kubernetes/structured-merge/field-set.ts';
import { daemonSetType } from '../kubernetes/structured-merge/schema.ts';
import { nodeAt, type Node, type Path } from '../kubernetes/yaml/node.ts';
import { parseJson } from '../kubernetes/yaml/parse.ts';
import { nodeOf, valueOf } from '../kubernetes/yaml/unstructured.ts';
import type { Applier, Applying, Context, Manifest } from '../manifest/manifest.ts';
import { LAST_APPLIED } from '../kubernetes/api/annotations.ts';

/** The context with what carries its way of applying out. */
export function withApplier(context: Context): Context {
  const { apply } = context;
  if (apply === undefined || apply.mode === 'replace') return context;
  return { ...context, apply: { ...apply, applier: applierBy(apply) } };
}

function applierBy({ mode, fieldManager, forceConflicts = false }: Applying): Applier {
  const serverSide = mode === 'server';
  const flags: ApplyFlags = { ...DEFAULT_FLAGS, serverSide, fieldManager, forceConflicts };
  return (previous, manifest, minor, storedBy, replaced) => {
    const live = readBy(liveOf(previous, storedBy, flags), storedBy, minor);
    const result = applied(manifest, [live], minor, flags);
    const [error] = result.errors;
    const told = error && (refusalOf(error) ?? refusalByKubectl(error));
    const places = { root: manifest.root, type: daemonSetType(minor) };
    const answer =
      told === undefined
        ? accepted(result, live, replaced)
        : refused({ ...told, causes: placedCauses(places, told, replaced.causes) }, replaced);
    const facts: ApplyFacts = {
      ...places,
      manager: managerOf(flags),
      serverSide,
      minor,
      live: live.object,
      managedFields: live.managedFields,
      last: lastApplied(live, minor),
      stored: answer.stored,
      wanted: replaced.stored,
      misfits: misfitsOf(manifest.root, replaced.problems),
      storedByServer: () => storedByServer(manifest, live, minor),
    };
    const [after, unmigrated] = [result.objects[0], result.unmigrated[0]];
    const failed = after && unmigrated && failedMigration(facts, after, unmigrated);
    return {
      mode: serverSide ? 'server' : 'client',
      old: live.object,
      answer,
      differences: () => appliedDifferences(facts, failed?.kept ?? FieldSet.EMPTY),
      drifts: () => (isFromCluster(previous) ? appliedDrifts(facts) : []),
      conflicts: () => (told?.code === 409 ? appliedConflicts(facts, told.causes) : []),
      failedMigration: failed?.migration,
    };
  };
}

function misfitsOf(root: Node, problems: UpdateAnswer['problems']): readonly Path[] {
  return problems.flatMap(({ at }) => (nodeAt(root, at)?.kind === 'number' ? [at] : []));
}

/** What a server-side apply would store; undefined when it is refused, or when nobody knows who owns what. */
function storedByServer(manifest: Manifest, live: Live, minor: number): DaemonSet | undefined {
  if (live.managedFields === undefined) return undefined;
  const { objects, errors } = applied(manifest, [live], minor, { ...DEFAULT_FLAGS, serverSide: true });
  return errors.length === 0 ? objects[0]?.object : undefined;
}

/** The object in the cluster before: as a dump shows it, else as an apply of the earlier file has made it. */
function liveOf(previous: Manifest, minor: number, flags: ApplyFlags): Live {
  if (isFromCluster(previous)) return readLive(previous.root, minor);
  const { objects, errors } = applied(previous, [], minor, flags);
  const [made] = objects;
  return made !== undefined && errors.length === 0 ? made : madeSomehow(previous, minor, flags);
}

/** The object as another minor's server reads what was stored. */
function readBy(live: Live, storedBy: number, minor: number): Live {
  return storedBy === minor ? live : readLive(nodeOf(wholeObject(live)), minor);
}

/** What an older server took, or what is left of it. */
function madeSomehow(previous: Manifest, minor: number, flags: ApplyFlags): Live {
  const [stored, file, manager] = [storedBefore(previous, minor), fileOf(previous), managerOf(flags)];
  const annotations = { ...stored.metadata?.annotations, [LAST_APPLIED]: `${marshalValue(file)}\n` };
  const object = flags.serverSide ? stored : { ...stored, metadata: { ...stored.metadata, annotations } };
  const managed = flags.serverSide
    ? fieldsOfOnlyApply(file, manager, minor)
    : fieldsAfterUpdate(undefined, copyOfMap(object), UNMANAGED, manager, minor);
  return settled({ object, managedFields: encodeManagedFields(managed), status: undefined });
}

function fileOf({ root }: Manifest): ValueMap {
  const value = valueOf(root);
  return isMap(value) ? value : emptyMap();
}

function applied(manifest: Manifest, live: readonly Live[], minor: number, flags: ApplyFlags): ApplyResult {
  const source = manifest.source.path;
  const read = readApplyObject(fileOf(manifest), source, { namespace: 'default', enforced: false }, minor);
  const file = 'value' in read ? { objects: [read], errors: [] } : { objects: [], errors: [read] };
  return applyFile(file, { live, minor }, flags);
}

function accepted({ objects: [live], templates }: ApplyResult, before: Live, replaced: UpdateAnswer): UpdateAnswer {
  const { object, dropped, warnings } = replaced;
  const stored = live?.object ?? before.object;
  const generationDelta = (stored.metadata?.generation ?? 0) - (before.object.metadata?.generation ?? 0);
  return {
    code: 200,
    causes: [],
    further: [],
    problems: [],
    warnings,
    object,
    dropped,
    stored,
    generationDelta,
    templateGenerationDelta: templates.length > 0 ? generationDelta : 0,
    newRevision: templates.length > 0,
  };
}

function refused({ code, reason, message, causes }: RefusedAnswer, replaced: UpdateAnswer): UpdateAnswer {
  const { object, dropped, problems, further, warnings } = replaced;
  const nothing = { generationDelta: 0, templateGenerationDelta: 0, newRevision: false };
  const about = { problems, further, warnings, object, dropped, ...nothing };
  const [{ field, detail }, ...more] = [...causes, { field: '', detail: '' }];
  // The server repeats the whole patch.
  if (field !== 'patch' || more.length > 1) return { code, reason, message, causes, ...about };
  const text = `The request is invalid: patch: Invalid value: "map[…]": ${detail}`;
  return { code, reason, message: text, causes: [], ...about };
}

/** What kubectl refuses before it asks a server. */
function refusalByKubectl(error: KubectlError): RefusedAnswer {
  return refusal(0, '', briefOf(error));
}

/** The DaemonSet of the last client-side apply, as the live object remembers it; one that cannot be read records nothing. */
function lastApplied({ object }: Live, minor: number): ValueMap | undefined {
  const text = object.metadata?.annotations?.[LAST_APPLIED];
  if (text === undefined || text === '') return undefined;
  const { root } = parseJson(text, { start: 0, end: text.length });
  const value = root === undefined ? null : valueOf(root);
  if (root === undefined || !isMap(value) || value['kind'] !== 'DaemonSet') return undefined;
  const { problems } = decode(root, { minor, order: 'sorted', duplicates: [] });
  // A number that is too large was applied all the same.
  return problems.some(({ kind, at }) => kind !== 'strict' && nodeAt(root, at)?.kind !== 'number') ? undefined : value;
}
