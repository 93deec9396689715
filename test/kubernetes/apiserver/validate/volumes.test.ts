import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { FieldPath, type FieldError } from '../../../../src/kubernetes/apimachinery/field-errors.ts';
import type { Declared, Volume } from '../../../../src/kubernetes/api/objects.ts';
import {
  validateReadOnlyPersistentDisks,
  validateVolumes,
} from '../../../../src/kubernetes/apiserver/validate/volumes.ts';

const ROOT = FieldPath.root('volumes');

function errorsOf(volume: Declared<Volume>, minor = 36): FieldError[] {
  return validateVolumes([{ name: 'v', ...volume }], ROOT, { minor }).errors;
}

const shown = ({ field, message }: FieldError) => `${field.replace(/^volumes\[0\]\.?/, '')}: ${message}`;

/** What is refused, as kube-apiserver 1.36.3 puts it; paths begin at the volume. */
const REFUSED: readonly (readonly [string, Declared<Volume>, readonly string[]])[] = [
  [
    'emptyDir',
    { emptyDir: { medium: 'Whatever', sizeLimit: '-1' } },
    ['emptyDir.sizeLimit: Forbidden: SizeLimit field must be a valid resource quantity'],
  ],
  ['hostPath without a path', { hostPath: { type: 'Nope' } }, ['hostPath.path: Required value']],
  [
    'hostPath',
    { hostPath: { path: 'a/../b', type: 'Nope' } },
    [
      'hostPath.path: Invalid value: "a/../b": must not contain \'..\'',
      'hostPath.type: Unsupported value: "Nope": supported values: "", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket"',
    ],
  ],
  [
    'gitRepo',
    { gitRepo: { directory: '/a/..' } },
    [
      'gitRepo.repository: Required value',
      'gitRepo.directory: Invalid value: "/a/..": must be a relative path',
      'gitRepo.directory: Invalid value: "/a/..": must not contain \'..\'',
    ],
  ],
  [
    'gcePersistentDisk',
    { gcePersistentDisk: { partition: 256 } },
    [
      'persistentDisk.pdName: Required value',
      'persistentDisk.partition: Invalid value: 256: must be between 1 and 255, inclusive',
    ],
  ],
  [
    'awsElasticBlockStore',
    { awsElasticBlockStore: { partition: -1 } },
    [
      'awsElasticBlockStore.volumeID: Required value',
      'awsElasticBlockStore.partition: Invalid value: -1: must be between 1 and 255, inclusive',
    ],
  ],
  [
    'secret',
    { secret: { defaultMode: 512, items: [{ mode: -1 }, { key: 'k', path: '..' }] } },
    [
      'secret.secretName: Required value',
      'secret.defaultMode: Invalid value: 512: must be a number between 0 and 0777 (octal), both inclusive',
      'secret.items[0].key: Required value',
      'secret.items[0].path: Required value',
      'secret.items[0].mode: Invalid value: -1: must be a number between 0 and 0777 (octal), both inclusive',
      'secret.items[1].path: Invalid value: "..": must not contain \'..\'',
      'secret.items[1].path: Invalid value: "..": must not start with \'..\'',
    ],
  ],
  [
    'configMap',
    {
      configMap: {
        defaultMode: -1,
        items: [
          { key: 'k', path: '/a' },
          { key: 'k', path: '..a' },
        ],
      },
    },
    [
      'configMap.name: Required value',
      'configMap.defaultMode: Invalid value: -1: must be a number between 0 and 0777 (octal), both inclusive',
      'configMap.items[0].path: Invalid value: "/a": must be a relative path',
      'configMap.items[1].path: Invalid value: "..a": must not start with \'..\'',
    ],
  ],
  [
    'nfs',
    { nfs: {} },
    ['nfs.server: Required value', 'nfs.path: Required value', 'nfs.path: Invalid value: "": must be an absolute path'],
  ],
  [
    'iscsi',
    { iscsi: { lun: 256, chapAuthSession: true, iqn: 'abc', initiatorName: 'eui.1' } },
    [
      'iscsi.targetPortal: Required value',
      'iscsi.iqn: Invalid value: "abc": must be valid format starting with iqn, eui, or naa',
      'iscsi.lun: Invalid value: 256: must be between 0 and 255, inclusive',
      'iscsi.secretRef: Required value',
      'iscsi.initiatorname: Invalid value: "eui.1": must be valid format',
    ],
  ],
  ['iscsi without a name', { iscsi: { targetPortal: 'p' } }, ['iscsi.iqn: Required value']],
  [
    'iscsi with CHAP for discovery, and an EUI that is too long',
    { iscsi: { targetPortal: 'p', iqn: `eui.${'1'.repeat(17)}`, chapAuthDiscovery: true } },
    [`iscsi.iqn: Invalid value: "eui.${'1'.repeat(17)}": must be valid format`, 'iscsi.secretRef: Required value'],
  ],
  [
    'iscsi with an EUI behind another, and an NAA behind another',
    { iscsi: { targetPortal: 'p', iqn: `eui eui.${'1'.repeat(16)}`, initiatorName: `naa naa.${'1'.repeat(32)}` } },
    [
      `iscsi.iqn: Invalid value: "eui eui.${'1'.repeat(16)}": must be valid format`,
      `iscsi.initiatorname: Invalid value: "naa naa.${'1'.repeat(32)}": must be valid format`,
    ],
  ],
  [
    'iscsi with an NAA that is too long',
    { iscsi: { targetPortal: 'p', iqn: `naa.${'1'.repeat(33)}` } },
    [`iscsi.iqn: Invalid value: "naa.${'1'.repeat(33)}": must be valid format`],
  ],
  [
    'iscsi name and portal',
    {
      iscsi: {
        targetPortal: 'x'.repeat(64),
        iqn: 'naa.' + '1'.repeat(32),
        lun: 0,
        initiatorName: 'x iqn.2001-04.com:a',
      },
    },
    [
      'iscsi.initiatorname: Invalid value: "x iqn.2001-04.com:a": must be valid format starting with iqn, eui, or naa',
      'name: Invalid value: "v": Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if iscsi.initiatorName is specified.',
    ],
  ],
  ['glusterfs', { glusterfs: {} }, ['glusterfs.endpoints: Required value', 'glusterfs.path: Required value']],
  [
    'flocker without a dataset',
    { flocker: {} },
    ['flocker: Required value: one of datasetName and datasetUUID is required'],
  ],
  [
    'flocker with two',
    { flocker: { datasetName: 'a/b', datasetUUID: 'u' } },
    [
      'flocker: Invalid value: "resource": datasetName and datasetUUID can not be specified simultaneously',
      'flocker.datasetName: Invalid value: "a/b": must not contain \'/\'',
    ],
  ],
  ['persistentVolumeClaim', { persistentVolumeClaim: {} }, ['persistentVolumeClaim.claimName: Required value']],
  ['rbd', { rbd: {} }, ['rbd.monitors: Required value', 'rbd.image: Required value']],
  [
    'cinder',
    { cinder: { secretRef: {} } },
    ['cinder.volumeID: Required value', 'cinder.secretRef.name: Required value'],
  ],
  ['cephfs', { cephfs: {} }, ['cephfs.monitors: Required value']],
  [
    'quobyte with a colon too many',
    { quobyte: { registry: 'a:b:1', volume: 'v' } },
    ['quobyte.registry: Invalid value: "a:b:1": must be a host:port pair or multiple pairs separated by commas'],
  ],
  [
    'quobyte',
    { quobyte: { registry: 'a:1,b', volume: 'v' } },
    ['quobyte.registry: Invalid value: "a:1,b": must be a host:port pair or multiple pairs separated by commas'],
  ],
  [
    'quobyte tenant',
    { quobyte: { registry: 'a', tenant: 't'.repeat(65) } },
    [
      'quobyte.tenant: Required value: must be a UUID and may not exceed a length of 64 characters',
      'quobyte.volume: Required value',
    ],
  ],
  [
    'fc without names',
    { fc: {} },
    ['fc.targetWWNs: Required value: must specify either targetWWNs or wwids, but not both'],
  ],
  [
    'fc with both',
    { fc: { targetWWNs: ['<w>'], wwids: ['i'], lun: 256 } },
    [
      'fc.targetWWNs: Invalid value: ["\\u003cw\\u003e"]: targetWWNs and wwids can not be specified simultaneously',
      'fc.lun: Invalid value: 256: must be between 0 and 255, inclusive',
    ],
  ],
  [
    'fc without a lun',
    { fc: { targetWWNs: ['w'] } },
    ['fc.lun: Required value: lun is required if targetWWNs is specified'],
  ],
  [
    'flexVolume',
    { flexVolume: { options: { 'a.K8s.io/x': '1', 'kubernetes.io': '2', 'nok8s.io': '3' } } },
    [
      'flexVolume.driver: Required value',
      'flexVolume.options[a.K8s.io/x]: Invalid value: "a.K8s.io/x": kubernetes.io and k8s.io namespaces are reserved',
      'flexVolume.options[kubernetes.io]: Invalid value: "kubernetes.io": kubernetes.io and k8s.io namespaces are reserved',
    ],
  ],
  ['azureFile', { azureFile: {} }, ['azureFile.secretName: Required value', 'azureFile.shareName: Required value']],
  [
    'azureDisk',
    { azureDisk: { kind: 'Managed', cachingMode: 'x' } },
    [
      'azureDisk.diskName: Required value',
      'azureDisk.diskURI: Required value',
      'azureDisk.cachingMode: Unsupported value: "x": supported values: "None", "ReadOnly", "ReadWrite"',
      'azureDisk.diskURI: Unsupported value: "": supported values: "/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}"',
    ],
  ],
  [
    'azureDisk of an unknown kind',
    { azureDisk: { diskName: 'd', diskURI: '/subscriptions/x', kind: 'x' } },
    [
      'azureDisk.kind: Unsupported value: "x": supported values: "Dedicated", "Managed", "Shared"',
      'azureDisk.diskURI: Unsupported value: "/subscriptions/x": supported values: "https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd"',
    ],
  ],
  ['vsphereVolume', { vsphereVolume: {} }, ['vsphereVolume.volumePath: Required value']],
  ['photonPersistentDisk', { photonPersistentDisk: {} }, ['photonPersistentDisk.pdID: Required value']],
  ['portworxVolume', { portworxVolume: {} }, ['portworxVolume.volumeID: Required value']],
  [
    'storageos',
    { storageos: { volumeName: 'A', volumeNamespace: 'a.b', secretRef: {} } },
    [
      "storageos.volumeName: Invalid value: \"A\": a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')",
      'storageos.volumeNamespace: Invalid value: "a.b": must not contain dots',
      'storageos.secretRef.name: Required value',
    ],
  ],
  [
    'scaleIO',
    { scaleIO: {} },
    ['scaleIO.gateway: Required value', 'scaleIO.system: Required value', 'scaleIO.volumeName: Required value'],
  ],
  [
    'csi',
    { csi: { driver: '_' + 'x'.repeat(63), nodePublishSecretRef: { name: 'A' } } },
    [
      'csi.driver: Too long: may not be more than 63 bytes',
      "csi.driver: Invalid value: \"_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
      "csi.name: Invalid value: \"A\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
    ],
  ],
  [
    'csi without names',
    { csi: { nodePublishSecretRef: {} } },
    ['csi.driver: Required value', 'csi.nodePublishSecretRef.name: Required value'],
  ],
  [
    'image',
    { image: { pullPolicy: 'x' } },
    ['image.pullPolicy: Unsupported value: "x": supported values: "Always", "IfNotPresent", "Never"'],
  ],
  [
    'downwardAPI',
    {
      downwardAPI: {
        defaultMode: 512,
        items: [
          { mode: -1 },
          { path: 'p', fieldRef: { apiVersion: 'v1', fieldPath: 'spec.host' }, resourceFieldRef: {} },
          { path: 'p', resourceFieldRef: {} },
        ],
      },
    },
    [
      'downwardAPI.defaultMode: Invalid value: 512: must be a number between 0 and 0777 (octal), both inclusive',
      'downwardAPI.path: Required value',
      'downwardAPI: Required value: one of fieldRef and resourceFieldRef is required',
      'downwardAPI.mode: Invalid value: -1: must be a number between 0 and 0777 (octal), both inclusive',
      'downwardAPI.fieldRef.fieldPath: Unsupported value: "spec.nodeName": supported values: "metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace", "metadata.uid"',
      'downwardAPI: Invalid value: "resource": fieldRef and resourceFieldRef can not be specified simultaneously',
      'downwardAPI.resourceFieldRef.containerName: Required value',
    ],
  ],
  [
    'projected',
    {
      projected: {
        defaultMode: 512,
        sources: [
          { secret: { items: [{ key: 'k', path: 'a' }] }, configMap: { name: 'c', items: [{ key: 'k', path: 'a' }] } },
          { downwardAPI: { items: [{ path: 'a', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.name' } }] } },
        ],
      },
    },
    [
      'projected.defaultMode: Invalid value: 512: must be a number between 0 and 0777 (octal), both inclusive',
      'projected.sources[0].secret.name: Required value',
      'projected: Invalid value: "c": conflicting duplicate paths',
      'projected.sources[0]: Forbidden: may not specify more than 1 volume type per source',
      'projected: Invalid value: "a": conflicting duplicate paths',
    ],
  ],
  [
    'projected tokens',
    {
      projected: {
        sources: [
          { serviceAccountToken: { expirationSeconds: 599 } },
          { serviceAccountToken: { path: '../t', expirationSeconds: 4294967297 } },
        ],
      },
    },
    [
      'projected.sources[0].serviceAccountToken.expirationSeconds: Invalid value: 599: may not specify a duration less than 10 minutes',
      'projected.path: Required value',
      'projected.sources[1].serviceAccountToken.expirationSeconds: Invalid value: 4294967297: may not specify a duration larger than 2^32 seconds',
      'projected.path: Invalid value: "../t": must not contain \'..\'',
    ],
  ],
  ['ephemeral without a template', { ephemeral: {} }, ['ephemeral.volumeClaimTemplate: Required value']],
  [
    'ephemeral without a spec',
    { ephemeral: { volumeClaimTemplate: {} } },
    [
      'ephemeral.volumeClaimTemplate.spec.accessModes: Required value: at least 1 access mode is required',
      'ephemeral.volumeClaimTemplate.spec.resources[storage]: Required value',
    ],
  ],
  [
    'ephemeral metadata',
    {
      ephemeral: {
        volumeClaimTemplate: {
          metadata: {
            annotations: { 'A/B/C': '' },
            labels: { 'a b': 'c' },
            name: 'n',
            uid: 'u',
            generation: 0,
            creationTimestamp: '2024-01-01T00:00:00Z',
            deletionGracePeriodSeconds: 0,
            ownerReferences: [],
            finalizers: [],
          },
          spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
        },
      },
    },
    [
      "ephemeral.volumeClaimTemplate.metadata.annotations: Invalid value: \"A/B/C\": a valid label key must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]') with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')",
      "ephemeral.volumeClaimTemplate.metadata.labels: Invalid value: \"a b\": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')",
      'ephemeral.volumeClaimTemplate.metadata.name: Forbidden: cannot be set',
      'ephemeral.volumeClaimTemplate.metadata.uID: Forbidden: cannot be set',
      'ephemeral.volumeClaimTemplate.metadata.creationTimestamp: Forbidden: cannot be set',
      'ephemeral.volumeClaimTemplate.metadata.deletionGracePeriodSeconds: Forbidden: cannot be set',
      'ephemeral.volumeClaimTemplate.metadata.ownerReferences: Forbidden: cannot be set',
      'ephemeral.volumeClaimTemplate.metadata.finalizers: Forbidden: cannot be set',
    ],
  ],
  [
    'ephemeral spec',
    {
      ephemeral: {
        volumeClaimTemplate: {
          spec: {
            accessModes: ['ReadWriteOncePod', 'ReadWriteOnce', 'x'],
            selector: { matchExpressions: [{ key: 'k', operator: 'In' }] },
            resources: { requests: { storage: '-1' } },
            storageClassName: 'A',
            volumeMode: 'x',
            volumeAttributesClassName: 'A',
          },
        },
      },
    },
    [
      "ephemeral.volumeClaimTemplate.spec.selector.matchExpressions[0].values: Required value: must be specified when `operator` is 'In' or 'NotIn'",
      'ephemeral.volumeClaimTemplate.spec.accessModes: Unsupported value: "x": supported values: "ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"',
      'ephemeral.volumeClaimTemplate.spec.accessModes: Forbidden: may not use ReadWriteOncePod with other access modes',
      'ephemeral.volumeClaimTemplate.spec.resources[storage]: Invalid value: "-1": must be greater than zero',
      "ephemeral.volumeClaimTemplate.spec.storageClassName: Invalid value: \"A\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
      'ephemeral.volumeClaimTemplate.spec.volumeMode: Unsupported value: "x": supported values: "Block", "Filesystem"',
      "ephemeral.volumeClaimTemplate.spec.volumeAttributesClassName: Invalid value: \"A\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
    ],
  ],
  [
    'ephemeral data sources',
    {
      ephemeral: {
        volumeClaimTemplate: {
          spec: {
            accessModes: ['ReadWriteOnce'],
            resources: { requests: { storage: '1' } },
            dataSource: { kind: 'Pod' },
            dataSourceRef: { apiGroup: 'A', kind: 'PersistentVolumeClaim', name: 'n' },
          },
        },
      },
    },
    [
      'ephemeral.volumeClaimTemplate.spec.dataSource.name: Required value',
      'ephemeral.volumeClaimTemplate.spec.dataSource: Invalid value: "Pod": must be \'PersistentVolumeClaim\' when referencing the default apiGroup',
      "ephemeral.volumeClaimTemplate.spec.dataSourceRef.apiGroup: Invalid value: \"A\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
      'ephemeral.volumeClaimTemplate.spec: Invalid value: {}: must match dataSourceRef',
    ],
  ],
  [
    'ephemeral data source elsewhere',
    {
      ephemeral: {
        volumeClaimTemplate: {
          spec: {
            accessModes: ['ReadWriteOnce'],
            resources: { requests: { storage: '1' } },
            dataSource: { kind: 'PersistentVolumeClaim', name: 'n' },
            dataSourceRef: { kind: 'PersistentVolumeClaim', name: 'n', namespace: 'A' },
          },
        },
      },
    },
    [
      "ephemeral.volumeClaimTemplate.spec.dataSourceRef.namespace: Invalid value: \"A\": a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')",
      'ephemeral.volumeClaimTemplate.spec: Invalid value: {}: may not be specified when dataSourceRef.namespace is specified',
    ],
  ],
  [
    'two sources',
    {
      emptyDir: {},
      cephfs: {},
      downwardAPI: {},
      gcePersistentDisk: {},
      iscsi: { initiatorName: 'iqn', targetPortal: 'x'.repeat(64) },
    },
    [
      'gcePersistentDisk: Forbidden: may not specify more than 1 volume type',
      'iscsi: Forbidden: may not specify more than 1 volume type',
      'name: Invalid value: "v": Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if iscsi.initiatorName is specified.',
      'cephFS: Forbidden: may not specify more than 1 volume type',
      'downwarAPI: Forbidden: may not specify more than 1 volume type',
    ],
  ],
];

for (const [title, volume, expected] of REFUSED)
  test(title, () => {
    assert.equal(errorsOf(volume).map(shown), expected);
  });

const ACCEPTED: readonly Declared<Volume>[] = [
  { emptyDir: {} },
  { hostPath: { path: 'relative', type: 'Socket' } },
  { gcePersistentDisk: { pdName: 'd' } },
  { secret: { secretName: 'Not_A_Name', defaultMode: 0, items: [{ key: 'k', path: 'a/...' }] } },
  { nfs: { server: 's', path: '/' } },
  { awsElasticBlockStore: { volumeID: 'v', partition: 0 } },
  { iscsi: { targetPortal: 'p', iqn: 'iqn.2001-04.com.example:a\u00a0b', lun: 0 } },
  { quobyte: { registry: ':,[::1]:,a:1', volume: 'v' } },
  { fc: { wwids: ['w'] } },
  { csi: { driver: 'CSI.Example.com' } },
  { image: { pullPolicy: 'Always' } },
  { projected: {} },
  { projected: { sources: [{}, { serviceAccountToken: { path: 't', expirationSeconds: 600 } }] } },
];

for (const volume of ACCEPTED)
  test(`accepts ${JSON.stringify(volume)}`, () => {
    assert.equal(errorsOf(volume).map(shown), []);
  });

test('only volumes without a fault can be mounted, and be repeated', () => {
  const volumes = [
    { name: 'a', emptyDir: {} },
    { name: 'a', emptyDir: {} },
    { name: 'b', nfs: { server: 's', path: '/' } },
    { name: 'c', secret: {} },
    { name: 'c', emptyDir: {} },
    { emptyDir: {} },
    { emptyDir: {} },
    { name: 'A.', emptyDir: {} },
  ];
  const { errors, valid } = validateVolumes(volumes, ROOT, { minor: 36 });
  assert.equal([...valid.keys()], ['a', 'b', 'c']);
  assert.equal(
    errors.map(({ field, reason }) => `${field} ${reason}`),
    [
      'volumes[1].name FieldValueDuplicate',
      'volumes[3].secret.secretName FieldValueRequired',
      'volumes[5].name FieldValueRequired',
      'volumes[6].name FieldValueRequired',
      'volumes[7].name FieldValueInvalid',
    ],
  );
});

/** Where the server's path is not the place in the object. */
const PLACES: readonly (readonly [string, Declared<Volume>, string])[] = [
  ['persistentDisk.pdName', { gcePersistentDisk: {} }, 'gcePersistentDisk.pdName'],
  ['cephFS', { emptyDir: {}, cephfs: {} }, 'cephfs'],
  ['downwarAPI', { emptyDir: {}, downwardAPI: {} }, 'downwardAPI'],
  [
    'downwardAPI.path',
    { downwardAPI: { items: [{ fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.name' } }] } },
    'downwardAPI.items.0.path',
  ],
  [
    'iscsi.initiatorname',
    { iscsi: { targetPortal: 'p', iqn: 'iqn.2001-04.a:b', initiatorName: 'x' } },
    'iscsi.initiatorName',
  ],
  ['csi.name', { csi: { driver: 'd', nodePublishSecretRef: { name: 'A' } } }, 'csi.nodePublishSecretRef.name'],
  [
    'projected.path',
    { projected: { sources: [{}, { serviceAccountToken: { expirationSeconds: 600 } }] } },
    'projected.sources.1.serviceAccountToken.path',
  ],
  [
    'projected',
    {
      projected: {
        sources: [
          {
            secret: {
              name: 's',
              items: [
                { key: 'k', path: 'p' },
                { key: 'l', path: 'p' },
              ],
            },
          },
        ],
      },
    },
    'projected.sources.0.secret.items.1.path',
  ],
  [
    'ephemeral.volumeClaimTemplate.metadata.uID',
    { ephemeral: { volumeClaimTemplate: { metadata: { uid: 'u' } } } },
    'ephemeral.volumeClaimTemplate.metadata.uid',
  ],
  [
    'ephemeral.volumeClaimTemplate.spec.accessModes',
    { ephemeral: { volumeClaimTemplate: { spec: { accessModes: ['x'], resources: { requests: { storage: '1' } } } } } },
    'ephemeral.volumeClaimTemplate.spec.accessModes.0',
  ],
  [
    'ephemeral.volumeClaimTemplate.spec.resources[storage]',
    {
      ephemeral: {
        volumeClaimTemplate: { spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '0' } } } },
      },
    },
    'ephemeral.volumeClaimTemplate.spec.resources.requests.storage',
  ],
];

for (const [field, volume, place] of PLACES)
  test(`${field} is at ${place}`, () => {
    const [error] = errorsOf(volume);
    assert.is(error?.field, `volumes[0].${field}`);
    assert.is(error?.at.join('.'), `volumes.0.${place}`);
  });

const claim = (spec: object) => ({
  ephemeral: {
    volumeClaimTemplate: {
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1' } }, ...spec },
    },
  },
});

/** What a minor accepts and the next one refuses. */
const CHANGES: readonly (readonly [string, Declared<Volume>, number])[] = [
  [
    'the path of a token',
    { projected: { sources: [{ serviceAccountToken: { path: '../t', expirationSeconds: 600 } }] } },
    30,
  ],
  ['the group of a data source', claim({ dataSource: { apiGroup: 'A', kind: 'K', name: 'n' } }), 29],
  ['volumeAttributesClassName', claim({ volumeAttributesClassName: 'A' }), 34],
  [
    'label values of a claim',
    claim({ selector: { matchExpressions: [{ key: 'k', operator: 'In', values: ['a b'] }] } }),
    26,
  ],
];

for (const [title, volume, since] of CHANGES)
  test(`${title} is checked since 1.${String(since)}`, () => {
    assert.equal(errorsOf(volume, since - 1), []);
    assert.is(errorsOf(volume, since).length, 1);
  });

test('an empty driver fails the grammar too, up to 1.34', () => {
  assert.is(errorsOf({ csi: {} }, 34).length, 2);
  assert.is(errorsOf({ csi: {} }, 35).length, 1);
});

test('ReadWriteOncePod is known since 1.27', () => {
  const volume = claim({ accessModes: ['ReadWriteOncePod'] });
  assert.is(errorsOf(volume, 26)[0]?.reason, 'FieldValueNotSupported');
  assert.equal(errorsOf(volume, 27), []);
});

test('a writable GCE disk is refused up to 1.28, unless it was there before', () => {
  const volumes = [{ name: 'v', gcePersistentDisk: { pdName: 'd' } }];
  const count = (old: typeof volumes, minor: number) =>
    validateReadOnlyPersistentDisks(volumes, old, ROOT, minor).length;
  assert.equal([count([], 28), count(volumes, 28), count(volumes, 27), count([], 29)], [1, 0, 1, 0]);
});

test.run();
