import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { errorsOf, shown, type Part } from '../../causes-of.ts';

const LABEL =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
const NAME_PART =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const SUBDOMAIN =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

/** Fields of a pod, and what kube-apiserver 1.36.3 says to them. */
const IN_POD: readonly (readonly [string, Part, readonly string[]])[] = [
  [
    'restart policies of the pod',
    { restartPolicy: 'always' },
    [
      'restartPolicy: Unsupported value: "always": supported values: "Always", "OnFailure", "Never"',
      'restartPolicy: Unsupported value: "always": supported values: "Always"',
    ],
  ],
  [
    'users of its own and namespaces of the node',
    { hostUsers: false, hostPID: true, hostIPC: true },
    ['HostPID: Forbidden: when `hostUsers` is false', 'HostIPC: Forbidden: when `hostUsers` is false'],
  ],
  [
    'scheduling gates',
    { schedulingGates: [{}, { name: 'a b' }, { name: 'a/b' }, { name: 'a/b' }, { name: 'a b' }] },
    [
      'schedulingGates[0]: Invalid value: "": name part must be non-empty',
      `schedulingGates[0]: Invalid value: "": ${NAME_PART}`,
      `schedulingGates[1]: Invalid value: "a b": ${NAME_PART}`,
      'schedulingGates[3]: Duplicate value: "a/b"',
      `schedulingGates[4]: Invalid value: "a b": ${NAME_PART}`,
      'schedulingGates[4]: Duplicate value: "a b"',
    ],
  ],
  [
    'a host name beside other ways to get one',
    { hostnameOverride: 'H', setHostnameAsFQDN: true, hostNetwork: true },
    [
      'hostnameOverride: Forbidden: may not be specified when setHostnameAsFQDN is true',
      'hostnameOverride: Forbidden: may not be specified when hostNetwork is true',
      `hostnameOverride: Invalid value: "H": ${SUBDOMAIN}`,
    ],
  ],
  [
    'a host name too long',
    { hostnameOverride: 'x'.repeat(65) },
    ['hostnameOverride: Too long: may not be more than 64 bytes'],
  ],
  ['an empty host name', { hostnameOverride: '' }, [`hostnameOverride: Invalid value: "": ${SUBDOMAIN}`]],
  [
    'names of other objects',
    { serviceAccountName: 'A', nodeName: 'N', priorityClassName: 'P', runtimeClassName: '' },
    [
      `serviceAccountName: Invalid value: "A": ${SUBDOMAIN}`,
      `nodeName: Invalid value: "N": ${SUBDOMAIN}`,
      `priorityClassName: Invalid value: "P": ${SUBDOMAIN}`,
      `runtimeClassName: Invalid value: "": ${SUBDOMAIN}`,
    ],
  ],
  [
    'an account by its deprecated name',
    { serviceAccount: 'A' },
    [`serviceAccountName: Invalid value: "A": ${SUBDOMAIN}`],
  ],
  [
    'names of the host',
    { hostname: 'a.b', subdomain: 'S' },
    ['hostname: Invalid value: "a.b": must not contain dots', `subdomain: Invalid value: "S": ${LABEL}`],
  ],
  [
    'deadlines',
    { activeDeadlineSeconds: 0 },
    [
      'activeDeadlineSeconds: Invalid value: 0: must be between 1 and 2147483647, inclusive',
      'activeDeadlineSeconds: Forbidden: activeDeadlineSeconds in DaemonSet is not Supported',
    ],
  ],
  [
    'a deadline too late',
    { activeDeadlineSeconds: 2147483648 },
    [
      'activeDeadlineSeconds: Invalid value: 2147483648: must be between 1 and 2147483647, inclusive',
      'activeDeadlineSeconds: Forbidden: activeDeadlineSeconds in DaemonSet is not Supported',
    ],
  ],
  ['preemption', { preemptionPolicy: '' }, ['preemptionPolicy: Required value']],
  [
    'preemption of an unknown kind',
    { preemptionPolicy: 'never' },
    ['preemptionPolicy: Unsupported value: "never": supported values: "PreemptLowerPriority", "Never"'],
  ],
  ['preemption of the kinds there are', { preemptionPolicy: 'Never' }, []],
  [
    'what is free',
    {
      terminationGracePeriodSeconds: -5,
      priority: -1,
      schedulerName: 'x y',
      imagePullSecrets: [{}, { name: 'A' }],
      hostPID: true,
      hostIPC: true,
      hostNetwork: true,
      schedulingGroup: { podGroupName: 'A' },
    },
    [],
  ],
  [
    'the order of the server',
    {
      priorityClassName: 'P',
      hostname: 'H',
      nodeSelector: { 'a b': '' },
      dnsPolicy: 'x',
      restartPolicy: 'x',
      resourceClaims: [{}],
      volumes: [{}],
      initContainers: [{ name: 'A', image: 'i' }],
      containers: [
        {
          name: 'A',
          image: 'i',
          env: [{ name: 'A', valueFrom: { fileKeyRef: { key: 'k', volumeName: 'x', path: 'p' } } }],
        },
      ],
      os: { name: 'x' },
      hostUsers: false,
      hostPID: true,
      hostnameOverride: 'H',
      schedulingGates: [{}],
      securityContext: { fsGroup: -1 },
      tolerations: [{ operator: 'x' }],
      hostAliases: [{}],
      overhead: { foo: '1' },
      resources: { limits: { foo: '1' } },
      topologySpreadConstraints: [{}],
      readinessGates: [{}],
      affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [] } } },
    },
    [
      'volumes[0].name: Required value',
      'resourceClaims[0].name: Required value',
      'resourceClaims[0]: Invalid value: {"Name":"","ResourceClaimName":null,"ResourceClaimTemplateName":null}: must specify one of: `resourceClaimName`, `resourceClaimTemplateName`',
      `containers[0].name: Invalid value: "A": ${LABEL}`,
      `initContainers[0].name: Invalid value: "A": ${LABEL}`,
      'initContainers[0].name: Duplicate value: "A"',
      'resources.limits[foo]: Invalid value: "foo": must be a standard resource type or fully qualified',
      'restartPolicy: Unsupported value: "x": supported values: "Always", "OnFailure", "Never"',
      'dnsPolicy: Unsupported value: "x": supported values: "ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"',
      `nodeSelector: Invalid value: "a b": ${NAME_PART}`,
      'securityContext.fsGroup: Invalid value: -1: must be between 0 and 2147483647, inclusive',
      'affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms: Required value: must have at least one node selector term',
      'readinessGates[0].conditionType: Invalid value: "": name part must be non-empty',
      `readinessGates[0].conditionType: Invalid value: "": ${NAME_PART}`,
      'schedulingGates[0]: Invalid value: "": name part must be non-empty',
      `schedulingGates[0]: Invalid value: "": ${NAME_PART}`,
      'topologySpreadConstraints[0].maxSkew: Invalid value: 0: must be greater than zero',
      'topologySpreadConstraints[0].topologyKey: Required value: can not be empty',
      'topologySpreadConstraints[0].whenUnsatisfiable: Unsupported value: "": supported values: "DoNotSchedule", "ScheduleAnyway"',
      'HostPID: Forbidden: when `hostUsers` is false',
      `hostnameOverride: Invalid value: "H": ${SUBDOMAIN}`,
      `hostname: Invalid value: "H": ${LABEL}`,
      'tolerations[0].operator: Invalid value: "x": operator must be Exists when `key` is empty, which means "match all values and all keys"',
      'tolerations[0].operator: Unsupported value: "x": supported values: "Equal", "Exists"',
      'hostAliases[0].ip: Invalid value: "": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)',
      `priorityClassName: Invalid value: "P": ${SUBDOMAIN}`,
      'overhead.limits[foo]: Invalid value: "foo": must be a standard resource type or fully qualified',
      'overhead.limits[foo]: Invalid value: "foo": must be a standard resource for containers',
      'os: Unsupported value: "x": supported values: "linux", "windows"',
      'containers[0].env[0].valueFrom.fileKeyRef.volumeName: Not found: "x"',
      'restartPolicy: Unsupported value: "x": supported values: "Always"',
    ],
  ],
];

for (const [title, spec, expected] of IN_POD)
  test(title, () => {
    assert.equal(errorsOf(spec).map(shown), expected);
  });

test.run();
