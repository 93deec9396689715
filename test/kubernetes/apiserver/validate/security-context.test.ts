import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { shownInContainer, withContainer, errorsOf, shown, type Part } from '../../causes-of.ts';

/** Fields of a container, and what kube-apiserver 1.36.3 says to them; nothing where it takes them. */
const IN_CONTAINER: readonly (readonly [string, Part, readonly string[]])[] = [
  [
    'ids',
    { securityContext: { runAsUser: -1, runAsGroup: 2147483648 } },
    [
      'securityContext.runAsUser: Invalid value: -1: must be between 0 and 2147483647, inclusive',
      'securityContext.runAsGroup: Invalid value: 2147483648: must be between 0 and 2147483647, inclusive',
    ],
  ],
  [
    'procMount',
    { securityContext: { procMount: '' } },
    ['securityContext.procMount: Unsupported value: "": supported values: "Default", "Unmasked"'],
  ],
  [
    'procMount without user namespaces',
    { securityContext: { procMount: 'Unmasked' } },
    ['securityContext.procMount: Invalid value: "Unmasked": `hostUsers` must be false to use `Unmasked`'],
  ],
  [
    'escalation refused to a privileged container',
    {
      securityContext: {
        allowPrivilegeEscalation: false,
        privileged: true,
        capabilities: { add: ['CAP_SYS_ADMIN', 'SYS_ADMIN'], drop: [] },
        seLinuxOptions: { level: 's0' },
        windowsOptions: {},
        seccompProfile: { type: 'Unconfined' },
        appArmorProfile: { type: 'Localhost', localhostProfile: '<x>' },
        runAsUser: 0,
        runAsNonRoot: true,
      },
    },
    [
      'securityContext: Invalid value: {"Capabilities":{"Add":["CAP_SYS_ADMIN","SYS_ADMIN"],"Drop":[]},"Privileged":true,"SELinuxOptions":{"User":"","Role":"","Type":"","Level":"s0"},"WindowsOptions":{"GMSACredentialSpecName":null,"GMSACredentialSpec":null,"RunAsUserName":null,"HostProcess":null},"RunAsUser":0,"RunAsGroup":null,"RunAsNonRoot":true,"ReadOnlyRootFilesystem":null,"AllowPrivilegeEscalation":false,"ProcMount":null,"SeccompProfile":{"Type":"Unconfined","LocalhostProfile":null},"AppArmorProfile":{"Type":"Localhost","LocalhostProfile":"\\u003cx\\u003e"}}: cannot set `allowPrivilegeEscalation` to false and `privileged` to true',
      'securityContext: Invalid value: {"Capabilities":{"Add":["CAP_SYS_ADMIN","SYS_ADMIN"],"Drop":[]},"Privileged":true,"SELinuxOptions":{"User":"","Role":"","Type":"","Level":"s0"},"WindowsOptions":{"GMSACredentialSpecName":null,"GMSACredentialSpec":null,"RunAsUserName":null,"HostProcess":null},"RunAsUser":0,"RunAsGroup":null,"RunAsNonRoot":true,"ReadOnlyRootFilesystem":null,"AllowPrivilegeEscalation":false,"ProcMount":null,"SeccompProfile":{"Type":"Unconfined","LocalhostProfile":null},"AppArmorProfile":{"Type":"Localhost","LocalhostProfile":"\\u003cx\\u003e"}}: cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN',
    ],
  ],
  [
    'seccomp without a type',
    { securityContext: { seccompProfile: { localhostProfile: 'x' } } },
    [
      'securityContext.seccompProfile.type: Required value: type is required when seccompProfile is set',
      'securityContext.seccompProfile.localhostProfile: Invalid value: {"Type":"","LocalhostProfile":"x"}: can only be set when seccomp type is Localhost',
    ],
  ],
  [
    'seccomp of an unknown type',
    { securityContext: { seccompProfile: { type: 'localhost' } } },
    [
      'securityContext.seccompProfile.type: Unsupported value: "localhost": supported values: "Localhost", "RuntimeDefault", "Unconfined"',
    ],
  ],
  [
    'seccomp Localhost without a profile',
    { securityContext: { seccompProfile: { type: 'Localhost' } } },
    ['securityContext.seccompProfile.localhostProfile: Required value: must be set when seccomp type is Localhost'],
  ],
  [
    'seccomp Localhost with an absolute path',
    { securityContext: { seccompProfile: { type: 'Localhost', localhostProfile: '/a/..' } } },
    [
      'securityContext.seccompProfile.localhostProfile: Invalid value: "/a/..": must be a relative path',
      'securityContext.seccompProfile.localhostProfile: Invalid value: "/a/..": must not contain \'..\'',
    ],
  ],
  [
    'seccomp with a profile of no use',
    { securityContext: { seccompProfile: { type: 'RuntimeDefault', localhostProfile: '' } } },
    [
      'securityContext.seccompProfile.localhostProfile: Invalid value: {"Type":"RuntimeDefault","LocalhostProfile":""}: can only be set when seccomp type is Localhost',
    ],
  ],
  [
    'AppArmor without a type',
    { securityContext: { appArmorProfile: { localhostProfile: 'x' } } },
    ['securityContext.appArmorProfile.type: Required value: type is required when appArmorProfile is set'],
  ],
  [
    'AppArmor of an unknown type',
    { securityContext: { appArmorProfile: { type: 'x', localhostProfile: 'x' } } },
    [
      'securityContext.appArmorProfile.type: Unsupported value: "x": supported values: "Localhost", "RuntimeDefault", "Unconfined"',
    ],
  ],
  [
    'AppArmor Localhost without a profile',
    { securityContext: { appArmorProfile: { type: 'Localhost' } } },
    ['securityContext.appArmorProfile.localhostProfile: Required value: must be set when AppArmor type is Localhost'],
  ],
  [
    'AppArmor Localhost with an empty profile',
    { securityContext: { appArmorProfile: { type: 'Localhost', localhostProfile: '' } } },
    ['securityContext.appArmorProfile.localhostProfile: Required value: must be set when AppArmor type is Localhost'],
  ],
  [
    'AppArmor Localhost, padded',
    { securityContext: { appArmorProfile: { type: 'Localhost', localhostProfile: 'a\u0085' } } },
    ['securityContext.appArmorProfile.localhostProfile: Invalid value: "a\\u0085": must not be padded with whitespace'],
  ],
  [
    'AppArmor Localhost, with a mark that is not a blank',
    { securityContext: { appArmorProfile: { type: 'Localhost', localhostProfile: 'a\ufeff' } } },
    [],
  ],
  [
    'AppArmor Localhost, too long',
    { securityContext: { appArmorProfile: { type: 'Localhost', localhostProfile: 'é'.repeat(2048) } } },
    ['securityContext.appArmorProfile.localhostProfile: Too long: may not be more than 4095 bytes'],
  ],
  [
    'AppArmor Localhost, as long as may be',
    { securityContext: { appArmorProfile: { type: 'Localhost', localhostProfile: 'x'.repeat(4095) } } },
    [],
  ],
  [
    'AppArmor with a profile of no use',
    { securityContext: { appArmorProfile: { type: 'Unconfined', localhostProfile: '<x>' } } },
    [
      'securityContext.appArmorProfile.localhostProfile: Invalid value: "\\u003cx\\u003e": can only be set when AppArmor type is Localhost',
    ],
  ],
];

for (const [title, fields, expected] of IN_CONTAINER)
  test(title, () => {
    assert.equal(errorsOf(withContainer(fields)).map(shownInContainer), expected);
  });

/** Fields of a pod, and what kube-apiserver 1.36.3 says to them. */
const IN_POD: readonly (readonly [string, Part, readonly string[]])[] = [
  [
    'ids',
    { securityContext: { fsGroup: -1, runAsUser: -1, runAsGroup: -1, supplementalGroups: [0, -1] } },
    [
      'securityContext.fsGroup: Invalid value: -1: must be between 0 and 2147483647, inclusive',
      'securityContext.runAsUser: Invalid value: -1: must be between 0 and 2147483647, inclusive',
      'securityContext.runAsGroup: Invalid value: -1: must be between 0 and 2147483647, inclusive',
      'securityContext.supplementalGroups[1]: Invalid value: -1: must be between 0 and 2147483647, inclusive',
    ],
  ],
  [
    'one process namespace of pod and host',
    { shareProcessNamespace: true, hostPID: true },
    [
      'securityContext.shareProcessNamespace: Invalid value: true: ShareProcessNamespace and HostPID cannot both be enabled',
    ],
  ],
  [
    'choices',
    { securityContext: { fsGroupChangePolicy: '', supplementalGroupsPolicy: 'x', seLinuxChangePolicy: 'MountOption' } },
    [
      'securityContext.fsGroupChangePolicy: Unsupported value: "": supported values: "Always", "OnRootMismatch"',
      'securityContext.supplementalGroupsPolicy: Unsupported value: "x": supported values: "Merge", "Strict"',
      'securityContext.seLinuxChangePolicy: Unsupported value: "MountOption": supported values: "Recursive"',
    ],
  ],
  [
    'sysctls',
    {
      securityContext: {
        sysctls: [
          {},
          { name: 'A' },
          { name: 'a'.repeat(254) },
          { name: 'a' },
          { name: 'a' },
          { name: 'net.x' },
          { name: 'net/x' },
        ],
      },
    },
    [
      'securityContext.sysctls[0].name: Required value',
      'securityContext.sysctls[1].name: Invalid value: "A": must have at most 253 characters and match regex ^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$',
      `securityContext.sysctls[2].name: Invalid value: "${'a'.repeat(254)}": must have at most 253 characters and match regex ^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$`,
      'securityContext.sysctls[4].name: Duplicate value: "a"',
    ],
  ],
  [
    'sysctls of host namespaces',
    {
      hostNetwork: true,
      hostIPC: true,
      securityContext: {
        sysctls: [
          { name: 'net.ipv4.x' },
          { name: 'net/ipv4/a.b' },
          { name: 'kernel.shmmax' },
          { name: 'kernel/sem' },
          { name: 'fs.mqueue.x' },
          { name: 'kernel.x' },
          { name: 'net.A*' },
        ],
      },
    },
    [
      'securityContext.sysctls[0].name: Invalid value: "net.ipv4.x": may not be specified when \'hostNetwork\' is true',
      'securityContext.sysctls[1].name: Invalid value: "net/ipv4/a.b": may not be specified when \'hostNetwork\' is true',
      'securityContext.sysctls[2].name: Invalid value: "kernel.shmmax": may not be specified when \'hostIPC\' is true',
      'securityContext.sysctls[3].name: Invalid value: "kernel/sem": may not be specified when \'hostIPC\' is true',
      'securityContext.sysctls[4].name: Invalid value: "fs.mqueue.x": may not be specified when \'hostIPC\' is true',
      'securityContext.sysctls[6].name: Invalid value: "net.A*": must have at most 253 characters and match regex ^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$',
      'securityContext.sysctls[6].name: Invalid value: "net.A*": may not be specified when \'hostNetwork\' is true',
    ],
  ],
  [
    'unmasked in a user namespace',
    { hostUsers: false, containers: [{ name: 'c', image: 'i', securityContext: { procMount: 'Unmasked' } }] },
    [],
  ],
  [
    'a user namespace beside those of the host',
    {
      hostUsers: false,
      hostNetwork: true,
      hostPID: true,
      hostIPC: true,
      volumes: [{ name: 'p', persistentVolumeClaim: { claimName: 'c' } }],
      containers: [{ name: 'c', image: 'i', volumeDevices: [{ name: 'p', devicePath: '/d' }] }],
      initContainers: [{ name: 'i', image: 'i', volumeDevices: [{ name: 'p', devicePath: '/d' }] }],
    },
    [
      'hostNetwork: Forbidden: when `hostUsers` is false',
      'HostPID: Forbidden: when `hostUsers` is false',
      'HostIPC: Forbidden: when `hostUsers` is false',
      'initContainers[0].volumeDevices: Forbidden: when `hostUsers` is false',
      'containers[0].volumeDevices: Forbidden: when `hostUsers` is false',
    ],
  ],
];

for (const [title, spec, expected] of IN_POD)
  test(title, () => {
    assert.equal(errorsOf(spec).map(shown), expected);
  });

test.run();
