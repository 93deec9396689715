/** Volumes on storage systems and clouds. Source: core/validation, one function for each source. */
import type {
  AWSElasticBlockStoreVolumeSource,
  AzureDiskVolumeSource,
  CSIVolumeSource,
  CinderVolumeSource,
  FCVolumeSource,
  FlexVolumeSource,
  FlockerVolumeSource,
  GCEPersistentDiskVolumeSource,
  ISCSIVolumeSource,
  LocalObjectReference,
  QuobyteVolumeSource,
  StorageOSVolumeSource,
} from 'kubernetes-types/core/v1.js';
import {
  invalid,
  invalidEach,
  notSupported,
  required,
  shownJson,
  shownPlain,
  shownString,
  tooLong,
} from '../../apimachinery/field-errors.ts';
import type { FieldError, FieldPath } from '../../apimachinery/field-errors.ts';
import { byteLength, toLower } from '../../go/strings.ts';
import { isDNS1123Label, isDNS1123Subdomain } from '../../apimachinery/names.ts';
import type { Declared } from '../../api/objects.ts';
import type { ValidationOptions } from './options.ts';
import { requireText } from './volume-paths.ts';
import { since } from '../../api/deviations.ts';

function validateRange(value: number | undefined, min: number, max: number, path: FieldPath, from = min): FieldError[] {
  if (value === undefined || (value >= min && value <= max)) return [];
  return [invalid(path, shownPlain(value), `must be between ${String(from)} and ${String(max)}, inclusive`)];
}

function requireSecretName(secret: Declared<LocalObjectReference> | undefined, path: FieldPath): FieldError[] {
  return secret === undefined ? [] : requireText(secret, ['name'], path);
}

/** `gcePersistentDisk`, which the server calls persistentDisk; partition 0 is accepted. */
export function validateGCEPersistentDisk(
  source: Declared<GCEPersistentDiskVolumeSource>,
  path: FieldPath,
): FieldError[] {
  return [
    ...requireText(source, ['pdName'], path),
    ...validateRange(source.partition, 0, 255, path.child('partition'), 1),
  ];
}

/** `awsElasticBlockStore`; partition 0 is accepted. */
export function validateAWSElasticBlockStore(
  source: Declared<AWSElasticBlockStoreVolumeSource>,
  path: FieldPath,
): FieldError[] {
  return [
    ...requireText(source, ['volumeID'], path),
    ...validateRange(source.partition, 0, 255, path.child('partition'), 1),
  ];
}

// Not anchored at its start, as upstream; Go's `.` is any character but a newline.
const INITIATORS: Readonly<Record<string, RegExp>> = {
  iqn: /$(?<=iqn\.[0-9]{4}-[0-9]{2}\.[0-9A-Za-z.-]+:[^,;*&$|\t\n\f\r ]+)/u,
  eui: /^eui[^\n][0-9A-Za-z]{16}$/u,
  naa: /^naa[^\n][0-9A-Za-z]{32}$/u,
};

function validateInitiator(name: string, path: FieldPath): FieldError[] {
  const pattern = INITIATORS[name.slice(0, 3)];
  if (pattern === undefined)
    return [invalid(path, shownString(name), 'must be valid format starting with iqn, eui, or naa')];
  return pattern.test(name) ? [] : [invalid(path, shownString(name), 'must be valid format')];
}

/** `iscsi`, without the length of volume name and portal. */
export function validateISCSI(source: Declared<ISCSIVolumeSource>, path: FieldPath): FieldError[] {
  const { iqn = '', lun, initiatorName, secretRef } = source;
  const authenticates = source.chapAuthDiscovery === true || source.chapAuthSession === true;
  return [
    ...requireText(source, ['targetPortal', 'iqn'], path),
    ...(iqn === '' ? [] : validateInitiator(iqn, path.child('iqn'))),
    ...validateRange(lun, 0, 255, path.child('lun')),
    ...(authenticates && secretRef === undefined ? [required(path.child('secretRef'))] : []),
    ...(initiatorName === undefined
      ? []
      : validateInitiator(initiatorName, path.child('initiatorname', 'initiatorName'))),
  ];
}

/** `flocker`: a name or a UUID. */
export function validateFlocker(
  { datasetName = '', datasetUUID = '' }: Declared<FlockerVolumeSource>,
  path: FieldPath,
): FieldError[] {
  const errors: FieldError[] = [];
  if (datasetName === '' && datasetUUID === '')
    errors.push(required(path, 'one of datasetName and datasetUUID is required'));
  if (datasetName !== '' && datasetUUID !== '') {
    const detail = 'datasetName and datasetUUID can not be specified simultaneously';
    errors.push(invalid(path, shownString('resource'), detail));
  }
  if (datasetName.includes('/'))
    errors.push(invalid(path.child('datasetName'), shownString(datasetName), "must not contain '/'"));
  return errors;
}

/** `cinder`. */
export function validateCinder(source: Declared<CinderVolumeSource>, path: FieldPath): FieldError[] {
  return [...requireText(source, ['volumeID'], path), ...requireSecretName(source.secretRef, path.child('secretRef'))];
}

/** `quobyte`: the registry is a list of host:port pairs. */
export function validateQuobyte(source: Declared<QuobyteVolumeSource>, path: FieldPath): FieldError[] {
  return [...validateRegistry(source, path), ...requireText(source, ['volume'], path)];
}

function validateRegistry(
  { registry = '', tenant = '' }: Declared<QuobyteVolumeSource>,
  path: FieldPath,
): FieldError[] {
  const detail = 'must be a host:port pair or multiple pairs separated by commas';
  if (registry === '') return [required(path.child('registry'), detail)];
  if (byteLength(tenant) >= 65)
    return [required(path.child('tenant'), 'must be a UUID and may not exceed a length of 64 characters')];
  const bad = registry.split(',').filter((pair) => !isHostPort(pair));
  return bad.map(() => invalid(path.child('registry'), shownString(registry), detail));
}

// Host and port may be empty; brackets may only surround the whole host.
const HOST_PORT = /^(?:\[[^[\]]*\]|[^[\]:]*):[^[\]:]*$/;

/** Go net.SplitHostPort succeeds. */
function isHostPort(pair: string): boolean {
  return HOST_PORT.test(pair);
}

/** `fc`: world-wide names with a LUN, or world-wide identifiers. */
export function validateFC(
  { targetWWNs = [], wwids = [], lun }: Declared<FCVolumeSource>,
  path: FieldPath,
): FieldError[] {
  const names = path.child('targetWWNs');
  if (targetWWNs.length === 0)
    return wwids.length > 0 ? [] : [required(names, 'must specify either targetWWNs or wwids, but not both')];
  const both = 'targetWWNs and wwids can not be specified simultaneously';
  return [
    ...(wwids.length > 0 ? [invalid(names, shownJson(targetWWNs), both)] : []),
    ...(lun === undefined
      ? [required(path.child('lun'), 'lun is required if targetWWNs is specified')]
      : validateRange(lun, 0, 255, path.child('lun'))),
  ];
}

/** `flexVolume`: options in the namespaces of Kubernetes are reserved. */
export function validateFlexVolume(source: Declared<FlexVolumeSource>, path: FieldPath): FieldError[] {
  const reserved = Object.keys(source.options ?? {}).filter((key) => {
    const [namespace = ''] = key.split('/');
    return /\.(?:kubernetes|k8s)\.io$/.test('.' + toLower(namespace));
  });
  return [
    ...requireText(source, ['driver'], path),
    ...reserved.map((key) =>
      invalid(path.child('options').key(key), shownString(key), 'kubernetes.io and k8s.io namespaces are reserved'),
    ),
  ];
}

const CACHING_MODES = ['None', 'ReadOnly', 'ReadWrite'];
const DISK_KINDS = ['Dedicated', 'Managed', 'Shared'];
const MANAGED_URI = '/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}';
const BLOB_URI = 'https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd';

/** `azureDisk`: the form of the URI depends on the kind. */
export function validateAzureDisk(source: Declared<AzureDiskVolumeSource>, path: FieldPath): FieldError[] {
  const { diskURI = '', cachingMode, kind } = source;
  const errors = requireText(source, ['diskName', 'diskURI'], path);
  if (cachingMode !== undefined && !CACHING_MODES.includes(cachingMode))
    errors.push(notSupported(path.child('cachingMode'), shownJson(cachingMode), CACHING_MODES));
  if (kind === undefined) return errors;
  if (!DISK_KINDS.includes(kind)) errors.push(notSupported(path.child('kind'), shownJson(kind), DISK_KINDS));
  const [prefix, form] = kind === 'Managed' ? ['/subscriptions/', MANAGED_URI] : ['https://', BLOB_URI];
  if (!diskURI.startsWith(prefix)) errors.push(notSupported(path.child('diskURI'), shownString(diskURI), [form]));
  return errors;
}

/** `storageos`. */
export function validateStorageOS(source: Declared<StorageOSVolumeSource>, path: FieldPath): FieldError[] {
  const { volumeName = '', volumeNamespace = '' } = source;
  const label = (value: string, at: FieldPath) =>
    value === '' ? [] : invalidEach(at, shownString(value), isDNS1123Label(value));
  return [
    ...requireText(source, ['volumeName'], path),
    ...label(volumeName, path.child('volumeName')),
    ...label(volumeNamespace, path.child('volumeNamespace')),
    ...requireSecretName(source.secretRef, path.child('secretRef')),
  ];
}

/** An inline `csi` volume. */
export function validateCSI(
  { driver = '', nodePublishSecretRef }: Declared<CSIVolumeSource>,
  path: FieldPath,
  options: ValidationOptions,
): FieldError[] {
  const errors = validateDriverName(driver, path.child('driver'), options.minor);
  if (nodePublishSecretRef === undefined) return errors;
  const { name = '' } = nodePublishSecretRef;
  const secret = path.hidden('nodePublishSecretRef');
  if (name === '') return [...errors, required(path.child('nodePublishSecretRef').child('name'))];
  return [...errors, ...invalidEach(secret.child('name'), shownString(name), isDNS1123Subdomain(name))];
}

/** ValidateCSIDriverName; up to 1.34 an empty name also fails the grammar. */
function validateDriverName(driver: string, path: FieldPath, minor: number): FieldError[] {
  const missing = driver === '' ? [required(path)] : [];
  if (driver === '' && since('requiresCSIDriver', minor)) return missing;
  return [
    ...missing,
    ...(byteLength(driver) > 63 ? [tooLong(path, 63)] : []),
    ...invalidEach(path, shownString(driver), isDNS1123Subdomain(toLower(driver))),
  ];
}
