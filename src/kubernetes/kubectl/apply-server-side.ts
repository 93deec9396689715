/** `kubectl apply --server-side`, and the way to it from client-side apply. Source: kubectl pkg/cmd/apply apply.go. */
import type { RefusedAnswer } from '../apiserver/answer.ts';
import type { Live, RequestOptions, Response } from '../apiserver/patch-request.ts';
import { copyOfMap, emptyMap, textAt, type ValueMap } from '../go/unstructured.ts';
import type { Applied, ApplyContext } from './apply-context.ts';
import type { FileObject } from './apply-file.ts';
import { warnIfDeleting } from './apply-client-side.ts';
import { wholeObject } from './cluster.ts';
import { ownersOfLastApplied, upgradedFields } from './csa-upgrade.ts';
import { plainMessage, type KubectlError } from './kubectl-error.ts';
import { LAST_APPLIED } from '../api/annotations.ts';

const HOW_TO_RESOLVE = `
Please review the fields above--they currently have other managers. Here
are the ways you can resolve this warning:
* If you intend to manage all of these fields, please re-run the apply
  command with the \`--force-conflicts\` flag.
* If you do not intend to manage all of the fields, please edit your
  manifest to remove references to the fields that should keep their
  current managers.
* You may co-own fields by updating your manifest to match the existing
  value; in this case, you'll become the manager if the other manager(s)
  stop managing the field (remove it from their configuration).
See https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts`;

const DEFAULT_MANAGER = 'kubectl';

/** Applies one object of the file. */
export function applyServerSide(file: FileObject, context: ApplyContext): Applied {
  const { cluster, flags } = context;
  if (file.name === '') return { error: { text: 'resource name may not be empty' } };
  const options = optionsOf(file, context);
  const send = (): Response => cluster.apply(file.name, copyOfMap(file.value), flags.forceConflicts, options);
  const first = send();
  if ('refusal' in first) return { error: conflictOr({ status: first.refusal }) };
  let migrated: Migrated = { live: heard(first, context) };
  const saved = saveLastApplied(migrated.live, file, context);
  if ('error' in saved) {
    const why = plainMessage(saved.error);
    context.warn(
      `Warning: failed to migrate ${LAST_APPLIED} for Server-Side Apply. This is non-fatal and will be retried next time you apply. Error: ${why}\n`,
    );
  } else migrated = migrate(saved.live, file, context, send);
  const { live, ...rest } = migrated;
  const object = wholeObject(live);
  warnIfDeleting(object, file.name, context);
  return { object, verb: 'serverside-applied', ...rest };
}

function optionsOf({ namespace }: FileObject, { minor, manager, flags }: ApplyContext): RequestOptions {
  return { minor, namespace, manager, validation: flags.validation };
}

function heard(response: Exclude<Response, { refusal: unknown }>, { warn }: ApplyContext): Live {
  for (const warning of response.warnings) warn(`Warning: ${warning}\n`);
  return response.live;
}

function conflictOr(error: KubectlError): KubectlError {
  if (!('status' in error) || error.status.reason !== 'Conflict') return error;
  return { text: error.status.message + HOW_TO_RESOLVE, cause: error.status };
}

type Saved = { readonly live: Live } | { readonly error: KubectlError };

/** The last-applied annotation gets an applier of its own, so that it is not lost (saveLastApplyAnnotationIfNecessary). */
function saveLastApplied(live: Live, file: FileObject, context: ApplyContext): Saved {
  if (context.manager !== DEFAULT_MANAGER) return { live };
  const annotations = copyOfMap(live.object.metadata?.annotations ?? {});
  if (annotations[LAST_APPLIED] === undefined) return { live };
  if (ownersOfLastApplied(live.managedFields, 'Apply').length > 0) return { live };
  const config = annotationOnly(file, textAt(annotations, LAST_APPLIED));
  const options = { ...optionsOf(file, context), manager: 'kubectl-last-applied' };
  const response = context.cluster.apply(file.name, config, false, options);
  return 'refusal' in response ? { error: { status: response.refusal } } : { live: heard(response, context) };
}

function annotationOnly({ name, namespace }: FileObject, annotation: string): ValueMap {
  const [config, metadata, annotations] = [emptyMap(), emptyMap(), emptyMap()];
  annotations[LAST_APPLIED] = annotation;
  Object.assign(metadata, { name, namespace, annotations });
  return Object.assign(config, { apiVersion: 'apps/v1', kind: 'DaemonSet', metadata });
}

interface Migrated {
  readonly live: Live;
  /** Why the second apply was refused. */
  readonly unmigrated?: RefusedAnswer;
}

/** What client-side apply owned becomes the applier's, and the file is applied again (migrateToSSAIfNecessary). */
function migrate(live: Live, file: FileObject, context: ApplyContext, send: () => Response): Migrated {
  const { cluster, manager, warn } = context;
  const clientSide = ownersOfLastApplied(live.managedFields, 'Update').map((entry) => textAt(entry, 'manager'));
  const entries = upgradedFields(live.managedFields, clientSide, manager);
  if (entries === undefined) return { live };
  const response = cluster.replaceManagedFields(live, entries, optionsOf(file, context));
  if ('refusal' in response) {
    warn(
      `Warning: server rejected managed fields migration to Server-Side Apply. This is non-fatal and will be retried next time you apply. Error: ${response.refusal.message}\n`,
    );
    return { live };
  }
  const migrated = heard(response, context);
  const again = send();
  if (!('refusal' in again)) return { live: heard(again, context) };
  warn(
    `Warning: failed to re-apply configuration after performing Server-Side Apply migration. This is non-fatal and will be retried next time you apply. Error: ${again.refusal.message}\n`,
  );
  return { live: migrated, unmigrated: again.refusal };
}
