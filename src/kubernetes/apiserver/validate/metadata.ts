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
import type { FieldError, FieldPath } from '../../apimachinery/field-errors.ts';
import { compareBytes, quote } from '../../go/strings.ts';
import { validateLabels } from '../../apimachinery/label-selector.ts';
import { isDNS1123Label, isDNS1123Subdomain, isLabelKey } from '../../apimachinery/names.ts';
import type { Declared } from '../../api/objects.ts';
import { validateAnnotations } from './annotations.ts';
import { isPathSegment, isPathSegmentPrefix, isSubdomainPrefix } from './name-grammars.ts';

type Meta = Declared<ObjectMeta>;

/** `ValidateObjectMeta` of a namespaced object whose name is a DNS subdomain. */
export function validateObjectMeta(meta: Meta, path: FieldPath): FieldError[] {
  return [...validateAccessor(meta, path), ...validateStandardFinalizers(meta, path)];
}

interface NameGrammars {
  readonly name: (name: string) => readonly string[];
  readonly prefix: (name: string) => readonly string[];
}

const SUBDOMAIN: NameGrammars = { name: isDNS1123Subdomain, prefix: isSubdomainPrefix };

/** What an update asks of names: that they fit into a path. Source: registry/rest update.go validateCommonFields. */
export const SEGMENT: NameGrammars = { name: isPathSegment, prefix: isPathSegmentPrefix };

/** `ValidateObjectMetaAccessor`: everything but the names of finalizers. */
export function validateAccessor(meta: Meta, path: FieldPath, grammars: NameGrammars = SUBDOMAIN): FieldError[] {
  const { name = '', generateName = '', namespace = '' } = meta;
  const errors: FieldError[] = [];
  if (generateName !== '') {
    errors.push(...invalidEach(path.child('generateName'), shownString(generateName), grammars.prefix(generateName)));
  }
  if (name === '') errors.push(required(path.child('name'), 'name or generateName is required'));
  else errors.push(...invalidEach(path.child('name'), shownString(name), grammars.name(name)));
  if (namespace === '') errors.push(required(path.child('namespace')));
  else errors.push(...invalidEach(path.child('namespace'), shownString(namespace), isDNS1123Label(namespace)));
  return [...errors, ...validateOwned(meta, path), ...validateFinalizers(meta, path)];
}

/** `ValidateObjectMetaAccessorUpdate`. `old` is stored; what the server sets itself cannot differ. */
export function validateAccessorUpdate(meta: Meta, old: Meta, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  if (old.deletionTimestamp !== undefined) {
    const before = old.finalizers ?? [];
    const added = [...new Set(meta.finalizers)].filter((finalizer) => !before.includes(finalizer)).sort(compareBytes);
    const list = `[]string{${added.map(quote).join(', ')}}`;
    const detail = `no new finalizers can be added if the object is being deleted, found new finalizers ${list}`;
    if (added.length > 0) errors.push(forbidden(path.child('finalizers'), detail));
  }
  // Another uid fails as a precondition before; one beside an unknown uid is taken for it.
  for (const field of ['name', 'namespace', 'creationTimestamp', 'deletionTimestamp'] as const) {
    if (meta[field] === old[field]) continue;
    const value = meta[field] ?? '';
    const shown = field === 'name' || field === 'namespace' ? shownString(value) : shownJson(meta[field] ?? null);
    errors.push(invalid(path.child(field), shown, 'field is immutable'));
  }
  const { deletionGracePeriodSeconds: grace } = meta;
  if (grace !== old.deletionGracePeriodSeconds) {
    const shown = grace === undefined ? shownJson(null) : shownPlain(grace);
    errors.push(invalid(path.child('deletionGracePeriodSeconds'), shown, 'field is immutable'));
  }
  return [...errors, ...validateOwned(meta, path)];
}

/** Labels, annotations and owners. */
function validateOwned(meta: Meta, path: FieldPath): FieldError[] {
  return [
    ...validateLabels(meta.labels, path.child('labels')),
    ...validateAnnotations(meta.annotations, path.child('annotations')),
    ...validateOwners(meta.ownerReferences ?? [], path.child('ownerReferences')),
  ];
}

function validateOwners(owners: readonly Declared<OwnerReference>[], path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  let controller: Declared<OwnerReference> | undefined;
  for (const [i, owner] of owners.entries()) {
    errors.push(...validateOwner(owner, path, i));
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

// The server's paths have no index here.
function validateOwner(owner: Declared<OwnerReference>, path: FieldPath, i: number): FieldError[] {
  const { apiVersion = '', kind = '', name = '', uid = '' } = owner;
  const place = (field: string) => ({ field: path.child(field), at: path.index(i).child(field).toPath() });
  const errors: FieldError[] = [];
  if (versionOf(apiVersion) === '') {
    errors.push(invalid(place('apiVersion'), shownString(apiVersion), 'version must not be empty'));
  }
  if (kind === '') errors.push(invalid(place('kind'), shownString(kind), 'must not be empty'));
  if (name === '') errors.push(invalid(place('name'), shownString(name), 'must not be empty'));
  if (uid === '') errors.push(invalid(place('uid'), shownJson(uid), 'must not be empty'));
  if ((apiVersion === 'v1' || apiVersion === '/v1') && kind === 'Event') {
    const detail = '/v1, Kind=Event is disallowed from being an owner';
    errors.push(invalid({ field: path, at: path.index(i).toPath() }, shownJson(asJson(owner)), detail));
  }
  return errors;
}

/** The version of a group and version; empty when the text is neither. */
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

/** `ValidateFinalizerName`: a name without a domain is one that Kubernetes knows. */
export function validateStandardFinalizers({ finalizers = [] }: Meta, path: FieldPath): FieldError[] {
  const detail = 'name is neither a standard finalizer name nor is it fully qualified';
  return finalizers.flatMap((finalizer, i) =>
    finalizer.includes('/') || STANDARD_FINALIZERS.includes(finalizer)
      ? []
      : [invalid(path.child('finalizers').index(i), shownString(finalizer), detail)],
  );
}
