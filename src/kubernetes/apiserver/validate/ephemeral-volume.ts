/** Volumes created for each pod from a claim template. Source: core/validation validateEphemeralVolumeSource. */
import type {
  EphemeralVolumeSource,
  PersistentVolumeClaimSpec,
  TypedLocalObjectReference,
  TypedObjectReference,
} from 'kubernetes-types/core/v1.js';
import type { ObjectMeta } from 'kubernetes-types/meta/v1.js';
import {
  forbidden,
  invalid,
  invalidEach,
  notSupported,
  required,
  shownJson,
  shownString,
} from '../../apimachinery/field-errors.ts';
import type { FieldError, FieldPath } from '../../apimachinery/field-errors.ts';
import { validateLabelSelector, validateLabels } from '../../apimachinery/label-selector.ts';
import { isDNS1123Label, isDNS1123Subdomain } from '../../apimachinery/names.ts';
import type { Declared } from '../../api/objects.ts';
import { formatQuantity, quantityOf, quantitySign } from '../../apimachinery/quantity.ts';
import { gateOn } from '../../api/release.ts';
import { validateAnnotations } from './annotations.ts';
import type { ValidationOptions } from './options.ts';
import { requireText } from './volume-paths.ts';
import { since } from '../../api/deviations.ts';
import { addAll } from '../../go/lists.ts';

type Claim = Declared<PersistentVolumeClaimSpec>;

/** An `ephemeral` volume. */
export function validateEphemeral(
  { volumeClaimTemplate: template }: Declared<EphemeralVolumeSource>,
  path: FieldPath,
  options: ValidationOptions,
): FieldError[] {
  const at = path.child('volumeClaimTemplate');
  if (template == null) return [required(at)];
  return [
    ...validateTemplateMetadata(template.metadata ?? {}, at.child('metadata')),
    ...validateClaimSpec(template.spec ?? {}, at.child('spec'), options),
  ];
}

/** The fields of metadata that a claim template may not have, in the order and spelling of the server. */
const UNSETTABLE = [
  'name',
  'generateName',
  'namespace',
  'selfLink',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'ownerReferences',
  'finalizers',
  'managedFields',
] as const satisfies readonly (keyof ObjectMeta)[];

function validateTemplateMetadata(metadata: Declared<ObjectMeta>, path: FieldPath): FieldError[] {
  const set = UNSETTABLE.filter((key) => isSet(metadata, key));
  return [
    ...validateAnnotations(metadata.annotations, path.child('annotations')),
    ...validateLabels(metadata.labels, path.child('labels')),
    ...set.map((key) => forbidden(path.child(key === 'uid' ? 'uID' : key, key), 'cannot be set')),
  ];
}

/**
 * Anything but the zero value of its Go type; a grace period is a pointer, so even 0 counts, and so does an empty list.
 */
function isSet(metadata: Declared<ObjectMeta>, key: (typeof UNSETTABLE)[number]): boolean {
  const value: unknown = metadata[key];
  if (value == null) return false;
  return key === 'deletionGracePeriodSeconds' || (value !== '' && value !== 0 && value !== 0n);
}

const ACCESS_MODES = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce'];
const ONCE_POD = 'ReadWriteOncePod';
const VOLUME_MODES = ['Block', 'Filesystem'];

/** core/validation `ValidatePersistentVolumeClaimSpec`. */
function validateClaimSpec(spec: Claim, path: FieldPath, options: ValidationOptions): FieldError[] {
  const { accessModes = [], storageClassName = '', volumeMode, volumeAttributesClassName = '' } = spec;
  const modes = path.child('accessModes');
  const checksAttributes = gateOn('VolumeAttributesClass', options.minor);
  return [
    ...(accessModes.length === 0 ? [required(modes, 'at least 1 access mode is required')] : []),
    ...validateLabelSelector(spec.selector, path.child('selector'), { minor: options.minor }),
    ...validateAccessModes(accessModes, modes, options.minor),
    ...validateStorage(spec, path.child('resources').hidden('requests').key('storage')),
    ...validateClassName(storageClassName, path.child('storageClassName')),
    ...(volumeMode === undefined || VOLUME_MODES.includes(volumeMode)
      ? []
      : [notSupported(path.child('volumeMode'), shownJson(volumeMode), VOLUME_MODES)]),
    ...validateDataSources(spec, path, options.minor),
    ...(checksAttributes ? validateClassName(volumeAttributesClassName, path.child('volumeAttributesClassName')) : []),
  ];
}

function validateAccessModes(accessModes: readonly string[], path: FieldPath, minor: number): FieldError[] {
  const supported = gateOn('ReadWriteOncePod', minor) ? [...ACCESS_MODES, ONCE_POD] : ACCESS_MODES;
  const errors = accessModes.flatMap((mode, i) =>
    supported.includes(mode) ? [] : [notSupported(path.hidden(i), shownJson(mode), supported)],
  );
  if (accessModes.includes(ONCE_POD) && accessModes.some((mode) => ACCESS_MODES.includes(mode)))
    errors.push(forbidden(path, 'may not use ReadWriteOncePod with other access modes'));
  return errors;
}

function validateStorage({ resources }: Claim, path: FieldPath): FieldError[] {
  const storage = quantityOf(resources?.requests?.['storage'] ?? '');
  if (storage === undefined) return [required(path)];
  if (quantitySign(storage) > 0) return [];
  return [invalid(path, shownString(formatQuantity(storage)), 'must be greater than zero')];
}

function validateClassName(name: string, path: FieldPath): FieldError[] {
  return name === '' ? [] : invalidEach(path, shownString(name), isDNS1123Subdomain(name));
}

/** What the server prints for a path object. */
const PATH_VALUE = shownJson({});

function validateDataSources({ dataSource, dataSourceRef }: Claim, path: FieldPath, minor: number): FieldError[] {
  const namespace = dataSourceRef?.namespace ?? '';
  const errors = [
    ...(dataSource == null ? [] : validateDataSource(dataSource, path.child('dataSource'), minor)),
    ...(dataSourceRef == null ? [] : validateDataSource(dataSourceRef, path.child('dataSourceRef'), minor)),
    ...(namespace === ''
      ? []
      : invalidEach(path.child('dataSourceRef').child('namespace'), shownString(namespace), isDNS1123Label(namespace))),
  ];
  if (dataSource == null || dataSourceRef == null) return errors;
  const place = { field: path, at: path.child('dataSource').toPath() };
  if (namespace !== '')
    errors.push(invalid(place, PATH_VALUE, 'may not be specified when dataSourceRef.namespace is specified'));
  else if (!sameSource(dataSource, dataSourceRef)) errors.push(invalid(place, PATH_VALUE, 'must match dataSourceRef'));
  return errors;
}

function validateDataSource(
  source: Declared<TypedLocalObjectReference> | Declared<TypedObjectReference>,
  path: FieldPath,
  minor: number,
): FieldError[] {
  const { apiGroup = '', kind = '' } = source;
  const errors = requireText(source, ['name', 'kind'], path);
  if (apiGroup === '' && kind !== 'PersistentVolumeClaim') {
    const detail = "must be 'PersistentVolumeClaim' when referencing the default apiGroup";
    errors.push(invalid(path, shownString(kind), detail));
  }
  // Before 1.29 the group is not checked.
  if (apiGroup !== '' && since('checksClaimGroups', minor))
    addAll(errors, invalidEach(path.child('apiGroup'), shownString(apiGroup), isDNS1123Subdomain(apiGroup)));
  return errors;
}

/** The groups are pointers: a missing one differs from an empty one. */
function sameSource(a: Declared<TypedLocalObjectReference>, b: Declared<TypedObjectReference>): boolean {
  return a.apiGroup === b.apiGroup && (a.kind ?? '') === (b.kind ?? '') && (a.name ?? '') === (b.name ?? '');
}
