/** Metadata of an object. Source: apimachinery pkg/api/validation/objectmeta.go, core/validation ValidateObjectMeta. */
import type { ObjectMeta, OwnerReference } from 'kubernetes-types/meta/v1.js';
import {
  forbidden,
  invalid,
  invalidEach,
  required,
  shownJson,
  shownPlain,
  shownString,
} from '../../apimachinery/field-errors.ts';
import type { FieldError, FieldPath, ErrorPlace } from '../../apimachinery/field-errors.ts';
import { compareBytes, quote } from '../../go/strings.ts';
import { validateLabels } from '../../apimachinery/label-selector.ts';
import { isDNS1123Label, isDNS1123Subdomain, isLabelKey } from '../../apimachinery/names.ts';
import type { Declared } from '../../api/objects.ts';
import { validateAnnotations } from './annotations.ts';
import { isPathSegment, isPathSegmentPrefix, isSubdomainPrefix } from './name-grammars.ts';
import { since } from '../../api/deviations.ts';
import { addAll } from '../../go/lists.ts';

type Meta = Declared<ObjectMeta>;

/** `ValidateObjectMeta` of a namespaced object whose name is a DNS subdomain. */
export function validateObjectMeta(meta: Meta, path: FieldPath, minor: number): FieldError[] {
  return [...validateAccessor(meta, path, minor), ...validateStandardFinalizers(meta, path)];
}

interface NameGrammars {
  readonly name: (name: string) => readonly string[];
  readonly prefix: (name: string) => readonly string[];
}

const SUBDOMAIN: NameGrammars = { name: isDNS1123Subdomain, prefix: isSubdomainPrefix };

/**
 * The requirements of an update on names: that they fit into a path. Source: registry/rest update.go
 * validateCommonFields.
 */
export const SEGMENT: NameGrammars = { name: isPathSegment, prefix: isPathSegmentPrefix };

/** `ValidateObjectMetaAccessor`: everything but the names of finalizers. */
export function validateAccessor(
  meta: Meta,
  path: FieldPath,
  minor: number,
  grammars: NameGrammars = SUBDOMAIN,
): FieldError[] {
  const { namespace = '' } = meta;
  const errors = validateNames(meta, path, grammars);
  if (namespace === '') errors.push(required(path.child('namespace')));
  else addAll(errors, invalidEach(path.child('namespace'), shownString(namespace), isDNS1123Label(namespace)));
  return [...errors, ...validateOwned(meta, path, minor), ...validateFinalizers(meta, path)];
}

/** `ValidateObjectMetaAccessor` of an object that has no namespace and is named by a DNS subdomain. */
export function validateClusterMeta(meta: Meta, path: FieldPath, minor: number): FieldError[] {
  return [
    ...validateNames(meta, path, SUBDOMAIN),
    ...validateOwned(meta, path, minor),
    ...validateFinalizers(meta, path),
  ];
}

/** The name, or its prefix; by default as a DNS subdomain. */
export function validateNames(
  { name = '', generateName = '' }: Meta,
  path: FieldPath,
  grammars: NameGrammars = SUBDOMAIN,
): FieldError[] {
  const errors: FieldError[] = [];
  if (generateName !== '') {
    addAll(errors, invalidEach(path.child('generateName'), shownString(generateName), grammars.prefix(generateName)));
  }
  if (name === '') errors.push(required(path.child('name'), 'name or generateName is required'));
  else addAll(errors, invalidEach(path.child('name'), shownString(name), grammars.name(name)));
  return errors;
}

/** `ValidateObjectMetaAccessorUpdate`. `old` is stored; fields that the server sets itself cannot differ. */
export function validateAccessorUpdate(meta: Meta, old: Meta, path: FieldPath, minor: number): FieldError[] {
  const errors: FieldError[] = [];
  if (old.deletionTimestamp !== undefined) {
    const before = old.finalizers ?? [];
    const added = [...new Set(meta.finalizers)].filter((finalizer) => !before.includes(finalizer)).sort(compareBytes);
    const list = `[]string{${added.map(quote).join(', ')}}`;
    const detail = `no new finalizers can be added if the object is being deleted, found new finalizers ${list}`;
    if (added.length > 0) errors.push(forbidden(path.child('finalizers'), detail));
  }
  for (const field of ['name', 'namespace', 'uid', 'creationTimestamp', 'deletionTimestamp'] as const) {
    // If the stored uid is unknown, the written one is assumed to be right.
    if (meta[field] === old[field] || (field === 'uid' && old.uid === undefined)) continue;
    const value = meta[field] ?? '';
    const shown = field === 'name' || field === 'namespace' ? shownString(value) : shownJson(meta[field] ?? null);
    errors.push(invalid(path.child(field), shown, 'field is immutable'));
  }
  const { deletionGracePeriodSeconds: grace } = meta;
  if (grace !== old.deletionGracePeriodSeconds) {
    const shown = grace === undefined ? shownJson(null) : shownPlain(grace);
    errors.push(invalid(path.child('deletionGracePeriodSeconds'), shown, 'field is immutable'));
  }
  return [...errors, ...validateOwned(meta, path, minor)];
}

/** Labels, annotations and owners. */
function validateOwned(meta: Meta, path: FieldPath, minor: number): FieldError[] {
  return [
    ...validateLabels(meta.labels, path.child('labels')),
    ...validateAnnotations(meta.annotations, path.child('annotations')),
    ...validateOwners(meta.ownerReferences ?? [], path.child('ownerReferences'), minor),
  ];
}

function validateOwners(owners: readonly Declared<OwnerReference>[], path: FieldPath, minor: number): FieldError[] {
  const errors: FieldError[] = [];
  let controller: Declared<OwnerReference> | undefined;
  for (const [i, owner] of owners.entries()) {
    errors.push(
      ...(since('indexesOwners', minor) ? validateOwner(owner, path.index(i)) : validateOwnerUnindexed(owner, path, i)),
    );
    if (owner.controller !== true) continue;
    if (controller === undefined) controller = owner;
    else {
      const detail = `Only one reference can have Controller set to true. Found "true" in references for ${named(controller)} and ${named(owner)}`;
      errors.push(invalid({ field: path, at: path.index(i).toPath() }, shownJson(owners.map(asJson)), detail));
    }
  }
  return errors;
}

const named = ({ kind = '', name = '' }: Declared<OwnerReference>): string => `${kind}/${name}`;

/** As Go prints an OwnerReference. */
function asJson({ apiVersion = '', kind = '', name = '', uid = '', ...flags }: Declared<OwnerReference>): object {
  const { controller, blockOwnerDeletion } = flags;
  return {
    apiVersion,
    kind,
    name,
    uid,
    ...(controller === undefined ? {} : { controller }),
    ...(blockOwnerDeletion === undefined ? {} : { blockOwnerDeletion }),
  };
}

const MISSING = 'must not be empty';

function validateOwner(owner: Declared<OwnerReference>, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  const { apiVersion = '' } = owner;
  if (apiVersion === '') errors.push(required(path.child('apiVersion'), MISSING));
  else if (versionOf(apiVersion) === '') {
    const detail = 'must be <group>/<version> or <version>';
    errors.push(invalid(path.child('apiVersion'), shownString(apiVersion), detail));
  }
  for (const field of ['kind', 'name', 'uid'] as const) {
    if ((owner[field] ?? '') === '') errors.push(required(path.child(field), MISSING));
  }
  return [...errors, ...validateOwnerKind(owner, path)];
}

/** An event owns nothing. */
function validateOwnerKind(owner: Declared<OwnerReference>, place: ErrorPlace): FieldError[] {
  const { apiVersion, kind } = owner;
  if ((apiVersion !== 'v1' && apiVersion !== '/v1') || kind !== 'Event') return [];
  return [invalid(place, shownJson(asJson(owner)), '/v1, Kind=Event is disallowed from being an owner')];
}

// Up to 1.36 the server's paths have no index, and what is missing is invalid.
function validateOwnerUnindexed(owner: Declared<OwnerReference>, path: FieldPath, i: number): FieldError[] {
  const { apiVersion = '', kind = '', name = '', uid = '' } = owner;
  const place = (field: string) => ({ field: path.child(field), at: path.index(i).child(field).toPath() });
  const errors: FieldError[] = [];
  if (versionOf(apiVersion) === '') {
    errors.push(invalid(place('apiVersion'), shownString(apiVersion), 'version must not be empty'));
  }
  if (kind === '') errors.push(invalid(place('kind'), shownString(kind), MISSING));
  if (name === '') errors.push(invalid(place('name'), shownString(name), MISSING));
  if (uid === '') errors.push(invalid(place('uid'), shownJson(uid), MISSING));
  return [...errors, ...validateOwnerKind(owner, { field: path, at: path.index(i).toPath() })];
}

/** The version of a group and version; empty if the text is neither. */
function versionOf(apiVersion: string): string {
  const parts = apiVersion.split('/');
  return parts.length > 2 ? '' : (parts[parts.length - 1] ?? '');
}

function validateFinalizers({ finalizers = [] }: Meta, path: FieldPath): FieldError[] {
  const at = path.child('finalizers');
  const errors = finalizers.flatMap((finalizer, i) =>
    invalidEach({ field: at, at: at.index(i).toPath() }, shownString(finalizer), isLabelKey(finalizer)),
  );
  if (finalizers.includes('orphan') && finalizers.includes('foregroundDeletion')) {
    const detail = 'finalizer orphan and foregroundDeletion cannot be both set';
    errors.push(invalid(at, shownJson(finalizers), detail));
  }
  return errors;
}

const STANDARD_FINALIZERS = ['kubernetes', 'orphan', 'foregroundDeletion'];

/** `ValidateFinalizerName`: a name without a domain must be one that Kubernetes knows. */
export function validateStandardFinalizers({ finalizers = [] }: Meta, path: FieldPath): FieldError[] {
  const detail = 'name is neither a standard finalizer name nor is it fully qualified';
  return finalizers.flatMap((finalizer, i) =>
    finalizer.includes('/') || STANDARD_FINALIZERS.includes(finalizer)
      ? []
      : [invalid(path.child('finalizers').index(i), shownString(finalizer), detail)],
  );
}
