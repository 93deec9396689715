/** The volumes of a pod. Source: core/validation ValidateVolumes, validateVolumeSource. */
import {
  duplicate,
  forbidden,
  invalid,
  invalidEach,
  required,
  shownPlain,
  shownString,
} from '../../apimachinery/field-errors.ts';
import type { FieldError, FieldPath } from '../../apimachinery/field-errors.ts';
import { byteLength } from '../../go/strings.ts';
import { isDNS1123Label } from '../../apimachinery/names.ts';
import type { Declared, Volume } from '../../api/objects.ts';
import { gateOn } from '../../api/release.ts';
import { validateDownwardAPI } from './downward-api.ts';
import { validateEphemeral } from './ephemeral-volume.ts';
import type { ValidationOptions } from './options.ts';
import { validateProjected } from './projected.ts';
import { requireText } from './volume-paths.ts';
import * as files from './volume-sources-files.ts';
import * as storage from './volume-sources-storage.ts';
import { since } from '../../api/deviations.ts';
import { addAll } from '../../go/lists.ts';

type DeclaredVolume = Declared<Volume>;
type SourceName = Exclude<keyof DeclaredVolume, 'name'>;
type Validate<Source> = (source: Source, path: FieldPath, options: ValidationOptions) => FieldError[];

/** One kind of source: its names in the server's paths, and its check. */
interface SourceKind {
  readonly name: SourceName;
  /** The name under which a second source is refused. */
  readonly refusedAs: string;
  readonly validate: (volume: DeclaredVolume, path: FieldPath, options: ValidationOptions) => FieldError[];
}

function kind<Name extends SourceName>(
  name: Name,
  validate: Validate<NonNullable<DeclaredVolume[Name]>>,
  { refusedAs = name, checkedAs = name }: { refusedAs?: string; checkedAs?: string } = {},
): SourceKind {
  return {
    name,
    refusedAs,
    validate: (volume, path, options) => {
      const source = volume[name];
      return source == null ? [] : validate(source, path.child(checkedAs, name), options);
    },
  };
}

/** A source whose only requirement is that `keys` are not empty. */
const needs =
  <Key extends string>(...keys: Key[]) =>
  (source: Readonly<Partial<Record<Key, { readonly length: number }>>>, path: FieldPath): FieldError[] =>
    requireText(source, keys, path);

/** In the order in which the server checks them: the first one present is validated, any other is refused. */
const KINDS: readonly SourceKind[] = [
  kind('emptyDir', files.validateEmptyDir),
  kind('hostPath', files.validateHostPath),
  kind('gitRepo', files.validateGitRepo),
  kind('gcePersistentDisk', storage.validateGCEPersistentDisk, { checkedAs: 'persistentDisk' }),
  kind('awsElasticBlockStore', storage.validateAWSElasticBlockStore),
  kind('secret', files.validateSecret),
  kind('nfs', files.validateNFS),
  kind('iscsi', storage.validateISCSI),
  kind('glusterfs', needs('endpoints', 'path')),
  kind('flocker', storage.validateFlocker),
  kind('persistentVolumeClaim', needs('claimName')),
  kind('rbd', needs('monitors', 'image')),
  kind('cinder', storage.validateCinder),
  kind('cephfs', needs('monitors'), { refusedAs: 'cephFS' }),
  kind('quobyte', storage.validateQuobyte),
  kind('downwardAPI', validateDownwardAPI, { refusedAs: 'downwarAPI' }),
  kind('fc', storage.validateFC),
  kind('flexVolume', storage.validateFlexVolume),
  kind('configMap', files.validateConfigMap),
  kind('azureFile', needs('secretName', 'shareName')),
  kind('vsphereVolume', needs('volumePath')),
  kind('photonPersistentDisk', needs('pdID')),
  kind('portworxVolume', needs('volumeID')),
  kind('azureDisk', storage.validateAzureDisk),
  kind('storageos', storage.validateStorageOS),
  kind('projected', validateProjected),
  kind('scaleIO', needs('gateway', 'system', 'volumeName')),
  kind('csi', storage.validateCSI),
  kind('ephemeral', validateEphemeral),
  kind('image', files.validateImageVolume),
];

/** The errors of `volumes`, and the volumes that containers may mount: the valid ones. */
export function validateVolumes(
  volumes: readonly DeclaredVolume[],
  path: FieldPath,
  options: ValidationOptions,
): { errors: FieldError[]; valid: Map<string, DeclaredVolume> } {
  const errors: FieldError[] = [];
  const valid = new Map<string, DeclaredVolume>();
  for (const [i, volume] of volumes.entries()) {
    const at = path.index(i);
    const { name = '' } = volume;
    const found = [...validateSource(volume, at, options), ...validateName(name, at.child('name'))];
    if (valid.has(name)) found.push(duplicate(at.child('name'), shownString(name)));
    if (found.length === 0) valid.set(name, volume);
    else addAll(errors, found);
  }
  return { errors, valid };
}

function validateName(name: string, path: FieldPath): FieldError[] {
  return name === '' ? [required(path)] : invalidEach(path, shownString(name), isDNS1123Label(name));
}

function validateSource(volume: DeclaredVolume, path: FieldPath, options: ValidationOptions): FieldError[] {
  const present = KINDS.filter(({ name }) => volume[name] != null);
  if (present.length === 0) return [required(path, 'must specify a volume type')];
  return present.flatMap(({ name, refusedAs, validate }, i) => [
    ...(i === 0
      ? validate(volume, path, options)
      : [forbidden(path.child(refusedAs, name), 'may not specify more than 1 volume type')]),
    ...(name === 'iscsi' ? validatePortalLength(volume, path.child('name')) : []),
  ]);
}

/** The one check of iscsi that applies even if it is not the first source. */
function validatePortalLength({ name = '', iscsi }: DeclaredVolume, path: FieldPath): FieldError[] {
  const length = byteLength(name) + 1 + byteLength(iscsi?.targetPortal ?? '');
  if (iscsi?.initiatorName === undefined || length <= 64) return [];
  const detail =
    'Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if iscsi.initiatorName is specified.';
  return [invalid(path, shownString(name), detail)];
}

/**
 * Up to 1.28 a GCE disk must be read-only; 1.28 tolerates it if an `old` volume was not
 * (ValidateReadOnlyPersistentDisks).
 */
export function validateReadOnlyPersistentDisks(
  volumes: readonly DeclaredVolume[],
  old: readonly DeclaredVolume[],
  path: FieldPath,
  minor: number,
): FieldError[] {
  if (gateOn('SkipReadOnlyValidationGCE', minor)) return [];
  const writable = ({ gcePersistentDisk: disk }: DeclaredVolume) => disk != null && disk.readOnly !== true;
  if (since('excusesWritableDisks', minor) && old.some(writable)) return [];
  const detail =
    'must be true for replicated pods > 1; GCE PD can only be mounted on multiple machines if it is read-only';
  return volumes.flatMap((volume, i) =>
    writable(volume)
      ? [invalid(path.index(i).child('gcePersistentDisk').child('readOnly'), shownPlain(false), detail)]
      : [],
  );
}
