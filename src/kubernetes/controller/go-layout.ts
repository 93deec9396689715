/**
 * The Go types below a pod template, as spew prints them: names and embedded structs in addition to the JSON fields.
 */
import { NEWEST, OLDEST } from '../api/release.ts';
import { schemaOf, type Field } from '../api/schema.ts';

/** A field of a Go struct; `json` is undefined for an embedded struct, whose keys are in the parent. */
export interface GoField {
  readonly name: string;
  readonly json: string | undefined;
  readonly type: string;
}

/** The struct types of one Kubernetes minor by their Go names; a named type that is not here is a string. */
export type Layout = ReadonlyMap<string, readonly GoField[]>;

/** Go names that are not the JSON key with a capital letter, for every struct or for one. */
const GO_NAMES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    apiGroup: 'APIGroup',
    apiVersion: 'APIVersion',
    awsElasticBlockStore: 'AWSElasticBlockStore',
    cephfs: 'CephFS',
    chapAuthDiscovery: 'DiscoveryCHAPAuth',
    chapAuthSession: 'SessionCHAPAuth',
    csi: 'CSI',
    diskURI: 'DataDiskURI',
    dnsConfig: 'DNSConfig',
    dnsPolicy: 'DNSPolicy',
    endpoints: 'EndpointsName',
    fc: 'FC',
    fsGroup: 'FSGroup',
    fsGroupChangePolicy: 'FSGroupChangePolicy',
    fsType: 'FSType',
    gcePersistentDisk: 'GCEPersistentDisk',
    gmsaCredentialSpec: 'GMSACredentialSpec',
    gmsaCredentialSpecName: 'GMSACredentialSpecName',
    grpc: 'GRPC',
    httpGet: 'HTTPGet',
    httpHeaders: 'HTTPHeaders',
    ip: 'IP',
    iqn: 'IQN',
    iscsi: 'ISCSI',
    iscsiInterface: 'ISCSIInterface',
    metadata: 'ObjectMeta',
    nfs: 'NFS',
    os: 'OS',
    pdName: 'PDName',
    rbd: 'RBD',
    seLinuxChangePolicy: 'SELinuxChangePolicy',
    seLinuxOptions: 'SELinuxOptions',
    serviceAccount: 'DeprecatedServiceAccount',
    sslEnabled: 'SSLEnabled',
    storageos: 'StorageOS',
    tcpSocket: 'TCPSocket',
    tty: 'TTY',
    uid: 'UID',
    wwids: 'WWIDs',
    'RBDVolumeSource.monitors': 'CephMonitors',
    'RBDVolumeSource.image': 'RBDImage',
    'RBDVolumeSource.pool': 'RBDPool',
    'RBDVolumeSource.user': 'RadosUser',
  }),
);

const layouts = new Map<number, Layout>();

/** The Go types below PodTemplateSpec in Kubernetes 1.`minor`; undefined for an unknown minor. */
export function layoutOf(minor: number): Layout | undefined {
  if (minor < OLDEST || minor > NEWEST) return undefined;
  let layout = layouts.get(minor);
  if (layout === undefined) layouts.set(minor, (layout = buildLayout(minor)));
  return layout;
}

function buildLayout(minor: number): Layout {
  const layout = new Map<string, GoField[]>();
  for (const { name, fields } of schemaOf(minor).values()) {
    const own: GoField[] = [];
    layout.set(`v1.${name}`, own);
    for (const field of fields) {
      if (field.embedded === undefined) own.push(goField(field, name));
      else embedded(layout, own, field.embedded).push(goField(field, field.embedded));
    }
  }
  return layout;
}

/** The fields of an embedded struct, which is added to `own` at its first field. */
function embedded(layout: Map<string, GoField[]>, own: GoField[], name: string): GoField[] {
  const type = `v1.${name}`;
  if (!own.some((field) => field.type === type)) {
    own.push({ name, json: undefined, type });
    layout.set(type, []);
  }
  return layout.get(type) ?? [];
}

function goField({ name, type, pointer }: Field, struct: string): GoField {
  const goName =
    GO_NAMES.get(`${struct}.${name}`) ?? GO_NAMES.get(name) ?? name.charAt(0).toUpperCase() + name.slice(1);
  return { name: goName, json: name, type: (pointer ? '*' : '') + type.go };
}
