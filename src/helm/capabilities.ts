/** What helm takes a cluster to be when it has none. Source: helm pkg/chartutil/capabilities.go, helm v3.22.0 with client-go v0.37. */
import { func, STRING } from '../gotemplate/func.ts';
import { Bool, List, str, type Native, type Value } from '../gotemplate/value.ts';
import { struct } from './metadata.ts';

/** The versions of the APIs that helm is built with. */
const API_VERSIONS: readonly string[] = [
  'v1',
  'admissionregistration.k8s.io/v1',
  'admissionregistration.k8s.io/v1alpha1',
  'admissionregistration.k8s.io/v1beta1',
  'internal.apiserver.k8s.io/v1alpha1',
  'apps/v1',
  'apps/v1beta1',
  'apps/v1beta2',
  'authentication.k8s.io/v1',
  'authentication.k8s.io/v1alpha1',
  'authentication.k8s.io/v1beta1',
  'authorization.k8s.io/v1',
  'authorization.k8s.io/v1beta1',
  'autoscaling/v1',
  'autoscaling/v2',
  'batch/v1',
  'batch/v1beta1',
  'certificates.k8s.io/v1',
  'certificates.k8s.io/v1beta1',
  'certificates.k8s.io/v1alpha1',
  'coordination.k8s.io/v1alpha2',
  'coordination.k8s.io/v1beta1',
  'coordination.k8s.io/v1',
  'discovery.k8s.io/v1',
  'discovery.k8s.io/v1beta1',
  'events.k8s.io/v1',
  'events.k8s.io/v1beta1',
  'extensions/v1beta1',
  'flowcontrol.apiserver.k8s.io/v1',
  'flowcontrol.apiserver.k8s.io/v1beta1',
  'flowcontrol.apiserver.k8s.io/v1beta2',
  'flowcontrol.apiserver.k8s.io/v1beta3',
  'lifecycle.k8s.io/v1alpha1',
  'networking.k8s.io/v1',
  'networking.k8s.io/v1beta1',
  'node.k8s.io/v1',
  'node.k8s.io/v1alpha1',
  'node.k8s.io/v1beta1',
  'policy/v1',
  'policy/v1beta1',
  'rbac.authorization.k8s.io/v1',
  'rbac.authorization.k8s.io/v1beta1',
  'rbac.authorization.k8s.io/v1alpha1',
  'resource.k8s.io/v1',
  'resource.k8s.io/v1beta2',
  'resource.k8s.io/v1beta1',
  'resource.k8s.io/v1alpha3',
  'scheduling.k8s.io/v1alpha3',
  'scheduling.k8s.io/v1beta1',
  'scheduling.k8s.io/v1',
  'storage.k8s.io/v1beta1',
  'storage.k8s.io/v1',
  'storage.k8s.io/v1alpha1',
  'storagemigration.k8s.io/v1',
  'storagemigration.k8s.io/v1beta1',
  'apiextensions.k8s.io/v1beta1',
  'apiextensions.k8s.io/v1',
];

/** As the helm that charts are compared with calls itself. */
const HELM_VERSION = 'v3.22';
const GO_VERSION = 'go1.26.8';

export interface KubeVersion {
  readonly version: string;
  readonly major: string;
  readonly minor: string;
}

const VERSION = /^v?(\d+)\.(\d+)((?:\.\d+)*)/;

/** Go `version.ParseGeneric` of apimachinery: `1.36.0`, `v1.36`; undefined when it is not one. */
export function parseKubeVersion(text: string): KubeVersion | undefined {
  const match = VERSION.exec(text.trim());
  if (match === null) return undefined;
  const [, major = '', minor = '', rest = ''] = match;
  if ([major, minor, ...rest.split('.').slice(1)].some((part) => /^0\d/.test(part))) return undefined;
  return { version: `v${major}.${minor}${rest}`, major, minor };
}

/** `.Capabilities`: a cluster of this version, with these APIs besides those that helm knows. */
export function capabilities({ version, major, minor }: KubeVersion, apiVersions: readonly string[]): Native {
  const kube = struct(
    'chartutil.KubeVersion',
    [
      ['Version', '!Version', str(version)],
      ['Major', '!Major', str(major)],
      ['Minor', '!Minor', str(minor)],
    ],
    {
      method: (name) => (name === 'String' || name === 'GitVersion' ? func([], () => str(version)) : undefined),
      printed: () => str(version),
    },
  );
  const helm = struct('version.BuildInfo', [
    ['Version', 'version', str(HELM_VERSION)],
    ['GitCommit', 'git_commit', str('')],
    ['GitTreeState', 'git_tree_state', str('')],
    ['GoVersion', 'go_version', str(GO_VERSION)],
  ]);
  const own = struct('*chartutil.Capabilities', [
    ['KubeVersion', '!KubeVersion', kube],
    ['APIVersions', '!APIVersions', versionSet([...API_VERSIONS, ...apiVersions])],
    ['HelmVersion', '!HelmVersion', helm],
  ]);
  const value: Native = { ...own, method: (name) => (name === 'Copy' ? func([], (): Value => value) : undefined) };
  return value;
}

function versionSet(versions: readonly string[]): Native {
  const known = new Set(versions);
  const list = new List(versions.map(str), '[]string');
  return {
    native: true,
    type: 'chartutil.VersionSet',
    kind: 'slice',
    method: (name) => (name === 'Has' ? func([STRING], ({ text }) => new Bool(known.has(text))) : undefined),
    elements: () => list,
    plain: () => list,
  };
}
