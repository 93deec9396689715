import { compareBytes } from '../go/strings.ts';
import type { PrefixWriter } from './prefix-writer.ts';
import { describeClaim } from './describe-claim.ts';
import { cutBytes, isFields, listOf, MAX_ANNOTATION, scalar, type Fields } from './describe-fields.ts';
import { quantityIsPositive } from '../apimachinery/quantity-dump.ts';

type Print = (source: Fields, w: PrefixWriter) => void;
/** A label, its field, and Go's text for the zero value; or a function of the whole source. */
type Row = readonly [label: string, field: string | ((source: Fields) => unknown), zero?: unknown];

const DETAIL = 2;

function rows(type: string, ...table: readonly Row[]): Print {
  return (source, w) => {
    w.rows(
      DETAIL,
      `Type:\t${type}\n`,
      table.map(([label, field, zero = '']) => [
        label,
        typeof field === 'string' ? show(source[field], zero) : field(source),
      ]),
    );
  };
}

/** Go `%v`: lists and maps in brackets, a struct with a String method as `&Type{Field:value,}`. */
function show(value: unknown, zero: unknown): unknown {
  if (Array.isArray(value)) return `[${value.join(' ')}]`;
  if (value === undefined || value === null) return zero;
  if (!isFields(value)) return value;
  const keys = Object.keys(value).sort(compareBytes);
  return zero === 'nil'
    ? `&LocalObjectReference{Name:${scalar(value['name'])},}`
    : `map[${keys.map((key) => `${key}:${scalar(value[key])}`).join(' ')}]`;
}

const fsType: Row = ['FSType:', 'fsType'];
const readOnly: Row = ['ReadOnly:', 'readOnly', false];
const secretRef: Row = ['SecretRef:', 'secretRef', 'nil'];
const optional: Row = ['Optional:', (source) => source['optional'] === true];

/** The volume sources in the order in which kubectl checks them. Source: pkg/describe describeVolumes. */
const SOURCES: readonly (readonly [field: string, print: Print])[] = [
  ['hostPath', rows('HostPath (bare host directory volume)', ['Path:', 'path'], ['HostPathType:', 'type', '<none>'])],
  [
    'emptyDir',
    rows(
      "EmptyDir (a temporary directory that shares a pod's lifetime)",
      ['Medium:', 'medium'],
      ['SizeLimit:', ({ sizeLimit }) => (quantityIsPositive(sizeLimit) ? sizeLimit : '<unset>')],
    ),
  ],
  [
    'gcePersistentDisk',
    rows(
      'GCEPersistentDisk (a Persistent Disk resource in Google Compute Engine)',
      ['PDName:', 'pdName'],
      fsType,
      ['Partition:', 'partition', 0],
      readOnly,
    ),
  ],
  [
    'awsElasticBlockStore',
    rows(
      'AWSElasticBlockStore (a Persistent Disk resource in AWS)',
      ['VolumeID:', 'volumeID'],
      fsType,
      ['Partition:', 'partition', 0],
      readOnly,
    ),
  ],
  [
    'gitRepo',
    rows(
      'GitRepo (a volume that is pulled from git when the pod is created)',
      ['Repository:', 'repository'],
      ['Revision:', 'revision'],
    ),
  ],
  ['secret', rows('Secret (a volume populated by a Secret)', ['SecretName:', 'secretName'], optional)],
  ['configMap', rows('ConfigMap (a volume populated by a ConfigMap)', ['Name:', 'name'], optional)],
  [
    'nfs',
    rows('NFS (an NFS mount that lasts the lifetime of a pod)', ['Server:', 'server'], ['Path:', 'path'], readOnly),
  ],
  [
    'iscsi',
    rows(
      "ISCSI (an ISCSI Disk resource that is attached to a kubelet's host machine and then exposed to the pod)",
      ['TargetPortal:', 'targetPortal'],
      ['IQN:', 'iqn'],
      ['Lun:', 'lun', 0],
      ['ISCSIInterface', 'iscsiInterface'],
      fsType,
      readOnly,
      ['Portals:', 'portals', '[]'],
      ['DiscoveryCHAPAuth:', 'chapAuthDiscovery', false],
      ['SessionCHAPAuth:', 'chapAuthSession', false],
      secretRef,
      ['InitiatorName:', 'initiatorName', '<none>'],
    ),
  ],
  [
    'glusterfs',
    rows(
      "Glusterfs (a Glusterfs mount on the host that shares a pod's lifetime)",
      ['EndpointsName:', 'endpoints'],
      ['Path:', 'path'],
      readOnly,
    ),
  ],
  [
    'persistentVolumeClaim',
    rows(
      'PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)',
      ['ClaimName:', 'claimName'],
      readOnly,
    ),
  ],
  ['ephemeral', describeEphemeral],
  [
    'rbd',
    rows(
      "RBD (a Rados Block Device mount on the host that shares a pod's lifetime)",
      ['CephMonitors:', 'monitors', '[]'],
      ['RBDImage:', 'image'],
      fsType,
      ['RBDPool:', 'pool'],
      ['RadosUser:', 'user'],
      ['Keyring:', 'keyring'],
      secretRef,
      readOnly,
    ),
  ],
  [
    'quobyte',
    rows(
      "Quobyte (a Quobyte mount on the host that shares a pod's lifetime)",
      ['Registry:', 'registry'],
      ['Volume:', 'volume'],
      readOnly,
    ),
  ],
  ['downwardAPI', describeDownwardApi],
  [
    'azureDisk',
    rows(
      'AzureDisk (an Azure Data Disk mount on the host and bind mount to the pod)',
      ['DiskName:', 'diskName'],
      ['DiskURI:', 'diskURI'],
      ['Kind: ', 'kind'],
      fsType,
      ['CachingMode:', 'cachingMode'],
      readOnly,
    ),
  ],
  [
    'vsphereVolume',
    rows('vSphereVolume (a Persistent Disk resource in vSphere)', ['VolumePath:', 'volumePath'], fsType, [
      'StoragePolicyName:',
      'storagePolicyName',
    ]),
  ],
  [
    'cinder',
    rows('Cinder (a Persistent Disk resource in OpenStack)', ['VolumeID:', 'volumeID'], fsType, readOnly, secretRef),
  ],
  [
    'photonPersistentDisk',
    rows('PhotonPersistentDisk (a Persistent Disk resource in photon platform)', ['PdID:', 'pdID'], fsType),
  ],
  ['portworxVolume', rows('PortworxVolume (a Portworx Volume resource)', ['VolumeID:', 'volumeID'])],
  [
    'scaleIO',
    rows(
      'ScaleIO (a persistent volume backed by a block device in ScaleIO)',
      ['Gateway:', 'gateway'],
      ['System:', 'system'],
      ['Protection Domain:', 'protectionDomain'],
      ['Storage Pool:', 'storagePool'],
      ['Storage Mode:', 'storageMode'],
      ['VolumeName:', 'volumeName'],
      fsType,
      readOnly,
    ),
  ],
  [
    'cephfs',
    rows(
      "CephFS (a CephFS mount on the host that shares a pod's lifetime)",
      ['Monitors:', 'monitors', '[]'],
      ['Path:', 'path'],
      ['User:', 'user'],
      ['SecretFile:', 'secretFile'],
      secretRef,
      readOnly,
    ),
  ],
  [
    'storageos',
    rows(
      'StorageOS (a StorageOS Persistent Disk resource)',
      ['VolumeName:', 'volumeName'],
      ['VolumeNamespace:', 'volumeNamespace'],
      fsType,
      readOnly,
    ),
  ],
  [
    'fc',
    rows(
      'FC (a Fibre Channel disk)',
      ['TargetWWNs:', ({ targetWWNs }) => (Array.isArray(targetWWNs) ? targetWWNs.join(', ') : '')],
      ['LUN:', 'lun', '<none>'],
      fsType,
      readOnly,
    ),
  ],
  [
    'azureFile',
    rows(
      'AzureFile (an Azure File Service mount on the host and bind mount to the pod)',
      ['SecretName:', 'secretName'],
      ['ShareName:', 'shareName'],
      readOnly,
    ),
  ],
  [
    'flexVolume',
    rows(
      'FlexVolume (a generic volume resource that is provisioned/attached using an exec based plugin)',
      ['Driver:', 'driver'],
      fsType,
      secretRef,
      readOnly,
      ['Options:', 'options', 'map[]'],
    ),
  ],
  [
    'flocker',
    rows(
      'Flocker (a Flocker volume mounted by the Flocker agent)',
      ['DatasetName:', 'datasetName'],
      ['DatasetUUID:', 'datasetUUID'],
    ),
  ],
  ['projected', describeProjected],
  ['csi', describeCsi],
  [
    'image',
    rows('Image (a container image or OCI artifact)', ['Reference:', 'reference'], ['PullPolicy:', 'pullPolicy']),
  ],
];

/** The `Volumes:` part of a pod template. Source: kubectl pkg/describe describeVolumes. */
export function describeVolumes(volumes: readonly Fields[], w: PrefixWriter): void {
  if (volumes.length === 0) {
    w.write(0, '  Volumes:\t<none>\n');
    return;
  }
  w.write(0, '  Volumes:\n');
  for (const volume of volumes) {
    w.write(1, ` ${scalar(volume['name'])}:\n`);
    const [field, print] = SOURCES.find(([name]) => isFields(volume[name])) ?? [];
    const source = field === undefined ? undefined : volume[field];
    if (print !== undefined && isFields(source)) print(source, w);
    else w.write(1, '<unknown>\n');
  }
}

const EPHEMERAL =
  'Type:\tEphemeralVolume (an inline specification for a volume that gets created and deleted with the pod)\n';

function describeEphemeral(source: Fields, w: PrefixWriter): void {
  w.write(DETAIL, EPHEMERAL);
  const claim = source['volumeClaimTemplate'];
  if (isFields(claim)) describeClaim(claim, w.nested(DETAIL));
}

function describeDownwardApi(source: Fields, w: PrefixWriter): void {
  w.write(DETAIL, 'Type:\tDownwardAPI (a volume populated by information about the pod)\n    Items:\n');
  for (const item of listOf(source['items'])) {
    const { fieldRef, resourceFieldRef, path = '' } = item;
    if (isFields(fieldRef)) w.write(3, `${scalar(fieldRef['fieldPath'])} -> ${scalar(path)}\n`);
    if (isFields(resourceFieldRef)) w.write(3, `${scalar(resourceFieldRef['resource'])} -> ${scalar(path)}\n`);
  }
}

function describeProjected(source: Fields, w: PrefixWriter): void {
  w.write(DETAIL, 'Type:\tProjected (a volume that contains injected data from multiple sources)\n');
  for (const { secret, downwardAPI, configMap, serviceAccountToken } of listOf(source['sources'])) {
    if (isFields(secret)) describeProjectedName('SecretName', secret, w);
    else if (isFields(downwardAPI)) w.write(DETAIL, 'DownwardAPI:\ttrue\n');
    else if (isFields(configMap)) describeProjectedName('ConfigMapName', configMap, w);
    else if (isFields(serviceAccountToken))
      w.write(DETAIL, `TokenExpirationSeconds:\t${scalar(serviceAccountToken['expirationSeconds'])}\n`);
  }
}

function describeProjectedName(label: string, source: Fields, w: PrefixWriter): void {
  w.rows(DETAIL, `${label}:\t${scalar(source['name'])}\n`, [['Optional:', source['optional'] === true]]);
}

const printCsi = rows('CSI (a Container Storage Interface (CSI) volume source)', ['Driver:', 'driver'], fsType, [
  'ReadOnly:',
  (source) => source['readOnly'] === true,
]);

function describeCsi(source: Fields, w: PrefixWriter): void {
  printCsi(source, w);
  const attributes = isFields(source['volumeAttributes']) ? source['volumeAttributes'] : {};
  const keys = Object.keys(attributes).sort(compareBytes);
  w.write(DETAIL, 'VolumeAttributes:\t');
  if (keys.length === 0) w.write(0, '<none>\n');
  keys.forEach((key, i) => {
    if (i !== 0) {
      w.write(DETAIL, '');
      w.write(DETAIL, '\t');
    }
    w.write(DETAIL, `${cutBytes(`${key}=${scalar(attributes[key])}`, MAX_ANNOTATION)}\n`);
  });
}
