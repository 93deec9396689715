import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { shownInContainer, withContainer, errorsOf, shown, type Part } from './causes-of.ts';

const SUBDOMAIN =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

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
    'AppArmor Localhost, with a mark that is no blank',
    { securityContext: { appArmorProfile: { type: 'Localhost', localhostProfile: 'a\ufeff' } } },
    [],
  ],
  [
    'AppArmor Localhost, too long',
    { securityContext: { appArmorProfile: { type: 'Localhost', localhostProfile: 'é'.repeat(2048) } } },
    ['securityContext.appArmorProfile.localhostProfile: Too long: may not be more than 4095 bytes'],
  ],
  [
    'AppArmor with a profile of no use',
    { securityContext: { appArmorProfile: { type: 'Unconfined', localhostProfile: '<x>' } } },
    [
      'securityContext.appArmorProfile.localhostProfile: Invalid value: "\\u003cx\\u003e": can only be set when AppArmor type is Localhost',
    ],
  ],
  [
    'Windows: gmsa',
    { securityContext: { windowsOptions: { gmsaCredentialSpecName: 'A', gmsaCredentialSpec: '' } } },
    [
      `securityContext.windowsOptions.gmsaCredentialSpecName: Invalid value: "A": ${SUBDOMAIN}`,
      'securityContext.windowsOptions.gmsaCredentialSpec: Invalid value: "": gmsaCredentialSpec cannot be an empty string',
    ],
  ],
  [
    'Windows: an empty user',
    { securityContext: { windowsOptions: { runAsUserName: '' } } },
    ['securityContext.windowsOptions.runAsUserName: Invalid value: "": runAsUserName cannot be an empty string'],
  ],
  [
    'Windows: control characters',
    { securityContext: { windowsOptions: { runAsUserName: 'a\tb' } } },
    [
      'securityContext.windowsOptions.runAsUserName: Invalid value: "a\\tb": runAsUserName cannot contain control characters',
    ],
  ],
  [
    'Windows: two backslashes',
    { securityContext: { windowsOptions: { runAsUserName: 'a\\b\\c' } } },
    [
      'securityContext.windowsOptions.runAsUserName: Invalid value: "a\\\\b\\\\c": runAsUserName cannot contain more than one backslash',
    ],
  ],
  ['Windows: a user and a domain', { securityContext: { windowsOptions: { runAsUserName: 'DOMAIN\\user' } } }, []],
  [
    'Windows: an empty domain and no user',
    { securityContext: { windowsOptions: { runAsUserName: '\\' } } },
    [
      'securityContext.windowsOptions.runAsUserName: Invalid value: "\\\\": runAsUserName\'s Domain doesn\'t match the NetBios nor the DNS format',
      'securityContext.windowsOptions.runAsUserName: Invalid value: "\\\\": runAsUserName\'s User cannot be empty',
    ],
  ],
  [
    'Windows: a domain that is none',
    { securityContext: { windowsOptions: { runAsUserName: 'a:b\\c' } } },
    [
      'securityContext.windowsOptions.runAsUserName: Invalid value: "a:b\\\\c": runAsUserName\'s Domain doesn\'t match the NetBios nor the DNS format',
    ],
  ],
  [
    'Windows: a DNS domain',
    { securityContext: { windowsOptions: { runAsUserName: 'a-long-name.example.com\\c' } } },
    [],
  ],
  [
    'Windows: a domain too long',
    { securityContext: { windowsOptions: { runAsUserName: `${'a'.repeat(256)}\\c` } } },
    [
      `securityContext.windowsOptions.runAsUserName: Invalid value: "${'a'.repeat(256)}\\\\c": runAsUserName's Domain length must be under 256 characters`,
      `securityContext.windowsOptions.runAsUserName: Invalid value: "${'a'.repeat(256)}\\\\c": runAsUserName's Domain doesn't match the NetBios nor the DNS format`,
    ],
  ],
  [
    'Windows: a user too long',
    { securityContext: { windowsOptions: { runAsUserName: 'x'.repeat(105) } } },
    [
      `securityContext.windowsOptions.runAsUserName: Invalid value: "${'x'.repeat(105)}": runAsUserName's User length must not be longer than 104 characters`,
    ],
  ],
  [
    'Windows: a user of periods',
    { securityContext: { windowsOptions: { runAsUserName: '. .' } } },
    [
      'securityContext.windowsOptions.runAsUserName: Invalid value: ". .": runAsUserName\'s User cannot contain only periods or spaces',
    ],
  ],
  [
    'Windows: signs no user has',
    { securityContext: { windowsOptions: { runAsUserName: 'a:b' } } },
    [
      'securityContext.windowsOptions.runAsUserName: Invalid value: "a:b": runAsUserName\'s User cannot contain the following characters: "/\\:;|=,+*?<>@[]',
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
    'profiles and Windows options of the pod',
    { securityContext: { seccompProfile: {}, windowsOptions: { runAsUserName: '' }, appArmorProfile: {} } },
    [
      'securityContext.seccompProfile.type: Required value: type is required when seccompProfile is set',
      'securityContext.windowsOptions.runAsUserName: Invalid value: "": runAsUserName cannot be an empty string',
      'securityContext.appArmorProfile.type: Required value: type is required when appArmorProfile is set',
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
  [
    'host process: some containers',
    {
      containers: [
        { name: 'c', image: 'i', securityContext: { windowsOptions: { hostProcess: true } } },
        { name: 'd', image: 'i' },
      ],
    },
    [
      'spec.template.spec: Invalid value: "": If pod contains any hostProcess containers then all containers must be HostProcess containers',
      'hostNetwork: Invalid value: false: hostNetwork must be true if pod contains any hostProcess containers',
    ],
  ],
  [
    'host process: another value than the pod',
    {
      hostNetwork: true,
      securityContext: { windowsOptions: { hostProcess: true } },
      containers: [{ name: 'c', image: 'i', securityContext: { windowsOptions: { hostProcess: false } } }],
    },
    [
      'containers[0].securityContext.windowsOptions.hostProcess: Invalid value: false: pod hostProcess value must be identical if both are specified, was true',
    ],
  ],
  ['no name of a system', { os: {} }, ['os.name: Required value']],
  [
    'an unknown system',
    { os: { name: 'Linux' }, securityContext: { windowsOptions: {} } },
    ['os: Unsupported value: "Linux": supported values: "linux", "windows"'],
  ],
  [
    'Windows options of a Linux pod',
    {
      os: { name: 'linux' },
      securityContext: { windowsOptions: {} },
      containers: [{ name: 'c', image: 'i', securityContext: { windowsOptions: {} } }],
      initContainers: [{ name: 'i', image: 'i', securityContext: { windowsOptions: {} } }],
    },
    [
      'securityContext.windowsOptions: Forbidden: windows options cannot be set for a linux pod',
      'initContainers[0].securityContext.windowsOptions: Forbidden: windows options cannot be set for a linux pod',
      'containers[0].securityContext.windowsOptions: Forbidden: windows options cannot be set for a linux pod',
    ],
  ],
  [
    'Linux fields of a Windows pod',
    {
      os: { name: 'windows' },
      hostUsers: true,
      hostPID: true,
      hostIPC: true,
      shareProcessNamespace: false,
      hostNetwork: true,
      securityContext: {
        appArmorProfile: { type: 'Unconfined' },
        seLinuxOptions: {},
        seccompProfile: { type: 'Unconfined' },
        fsGroup: 1,
        fsGroupChangePolicy: 'Always',
        sysctls: [{ name: 'a' }],
        runAsUser: 1,
        runAsGroup: 1,
        supplementalGroups: [],
        supplementalGroupsPolicy: 'Merge',
        seLinuxChangePolicy: 'Recursive',
        runAsNonRoot: true,
      },
    },
    [
      'securityContext.appArmorProfile: Forbidden: cannot be set for a windows pod',
      'securityContext.seLinuxOptions: Forbidden: cannot be set for a windows pod',
      'hostUsers: Forbidden: cannot be set for a windows pod',
      'hostPID: Forbidden: cannot be set for a windows pod',
      'hostIPC: Forbidden: cannot be set for a windows pod',
      'securityContext.seccompProfile: Forbidden: cannot be set for a windows pod',
      'securityContext.fsGroup: Forbidden: cannot be set for a windows pod',
      'securityContext.fsGroupChangePolicy: Forbidden: cannot be set for a windows pod',
      'securityContext.sysctls: Forbidden: cannot be set for a windows pod',
      'shareProcessNamespace: Forbidden: cannot be set for a windows pod',
      'securityContext.runAsUser: Forbidden: cannot be set for a windows pod',
      'securityContext.runAsGroup: Forbidden: cannot be set for a windows pod',
      'securityContext.supplementalGroups: Forbidden: cannot be set for a windows pod',
      'securityContext.supplementalGroupsPolicy: Forbidden: cannot be set for a windows pod',
      'securityContext.seLinuxChangePolicy: Forbidden: cannot be set for a windows pod',
    ],
  ],
  [
    'Linux fields of a Windows container',
    {
      os: { name: 'windows' },
      containers: [
        {
          name: 'c',
          image: 'i',
          securityContext: {
            appArmorProfile: { type: 'Unconfined' },
            seLinuxOptions: {},
            seccompProfile: { type: 'Unconfined' },
            capabilities: {},
            readOnlyRootFilesystem: false,
            privileged: false,
            allowPrivilegeEscalation: false,
            procMount: 'Default',
            runAsUser: 1,
            runAsGroup: 1,
            runAsNonRoot: true,
          },
        },
      ],
    },
    [
      'containers[0].securityContext.appArmorProfile: Forbidden: cannot be set for a windows pod',
      'containers[0].securityContext.seLinuxOptions: Forbidden: cannot be set for a windows pod',
      'containers[0].securityContext.seccompProfile: Forbidden: cannot be set for a windows pod',
      'containers[0].securityContext.capabilities: Forbidden: cannot be set for a windows pod',
      'containers[0].securityContext.readOnlyRootFilesystem: Forbidden: cannot be set for a windows pod',
      'containers[0].securityContext.privileged: Forbidden: cannot be set for a windows pod',
      'containers[0].securityContext.allowPrivilegeEscalation: Forbidden: cannot be set for a windows pod',
      'containers[0].securityContext.procMount: Forbidden: cannot be set for a windows pod',
      'containers[0].securityContext.runAsUser: Forbidden: cannot be set for a windows pod',
      'containers[0].securityContext.runAsGroup: Forbidden: cannot be set for a windows pod',
    ],
  ],
];

for (const [title, spec, expected] of IN_POD)
  test(title, () => {
    assert.equal(errorsOf(spec).map(shown), expected);
  });

/** Annotations beside the fields that took their place. */
const ANNOTATED: readonly (readonly [string, Readonly<Record<string, string>>, Part, readonly string[]])[] = [
  [
    'seccomp of the pod: another type',
    { 'seccomp.security.alpha.kubernetes.io/pod': 'runtime/default' },
    { securityContext: { seccompProfile: { type: 'Unconfined' } } },
    ['securityContext.seccompProfile.type: Forbidden: seccomp type in annotation and field must match'],
  ],
  [
    'seccomp of the pod: the old name of the default',
    { 'seccomp.security.alpha.kubernetes.io/pod': 'docker/default' },
    { securityContext: { seccompProfile: { type: 'RuntimeDefault' } } },
    [],
  ],
  [
    'seccomp: RuntimeDefault',
    { 'container.seccomp.security.alpha.kubernetes.io/c': 'unconfined' },
    { containers: [{ name: 'c', image: 'i', securityContext: { seccompProfile: { type: 'RuntimeDefault' } } }] },
    ['containers[0].securityContext.seccompProfile.type: Forbidden: seccomp type in annotation and field must match'],
  ],
  [
    'seccomp: Localhost',
    { 'container.seccomp.security.alpha.kubernetes.io/c': 'unconfined' },
    {
      containers: [
        { name: 'c', image: 'i', securityContext: { seccompProfile: { type: 'Localhost', localhostProfile: 'a' } } },
      ],
    },
    ['containers[0].securityContext.seccompProfile.type: Forbidden: seccomp type in annotation and field must match'],
  ],
  [
    'seccomp: another profile',
    { 'container.seccomp.security.alpha.kubernetes.io/c': 'localhost/b' },
    {
      containers: [
        { name: 'c', image: 'i', securityContext: { seccompProfile: { type: 'Localhost', localhostProfile: 'a' } } },
      ],
    },
    [
      'containers[0].securityContext.seccompProfile.localhostProfile: Forbidden: seccomp profile in annotation and field must match',
    ],
  ],
  [
    'seccomp: the profile',
    { 'container.seccomp.security.alpha.kubernetes.io/c': 'localhost/a' },
    {
      containers: [
        { name: 'c', image: 'i', securityContext: { seccompProfile: { type: 'Localhost', localhostProfile: 'a' } } },
      ],
    },
    [],
  ],
  [
    'seccomp: the field of the pod says nothing of containers',
    { 'container.seccomp.security.alpha.kubernetes.io/c': 'unconfined' },
    { securityContext: { seccompProfile: { type: 'RuntimeDefault' } } },
    [],
  ],
  [
    'AppArmor: Unconfined',
    { 'container.apparmor.security.beta.kubernetes.io/c': 'runtime/default' },
    { containers: [{ name: 'c', image: 'i', securityContext: { appArmorProfile: { type: 'Unconfined' } } }] },
    ['containers[0].securityContext.appArmorProfile.type: Forbidden: apparmor type in annotation and field must match'],
  ],
  [
    'AppArmor: RuntimeDefault',
    { 'container.apparmor.security.beta.kubernetes.io/c': 'unconfined' },
    { containers: [{ name: 'c', image: 'i', securityContext: { appArmorProfile: { type: 'RuntimeDefault' } } }] },
    ['containers[0].securityContext.appArmorProfile.type: Forbidden: apparmor type in annotation and field must match'],
  ],
  [
    'AppArmor: Localhost',
    { 'container.apparmor.security.beta.kubernetes.io/c': 'unconfined' },
    {
      containers: [
        { name: 'c', image: 'i', securityContext: { appArmorProfile: { type: 'Localhost', localhostProfile: 'a' } } },
      ],
    },
    ['containers[0].securityContext.appArmorProfile.type: Forbidden: apparmor type in annotation and field must match'],
  ],
  [
    'AppArmor: another profile',
    { 'container.apparmor.security.beta.kubernetes.io/c': 'localhost/b' },
    {
      containers: [
        { name: 'c', image: 'i', securityContext: { appArmorProfile: { type: 'Localhost', localhostProfile: 'a' } } },
      ],
    },
    [
      'containers[0].securityContext.appArmorProfile.localhostProfile: Forbidden: apparmor profile in annotation and field must match',
    ],
  ],
  [
    'AppArmor: of the pod',
    { 'container.apparmor.security.beta.kubernetes.io/c': 'unconfined' },
    { securityContext: { appArmorProfile: { type: 'RuntimeDefault' } } },
    ['containers[0].securityContext.appArmorProfile.type: Forbidden: apparmor type in annotation and field must match'],
  ],
  [
    'AppArmor: not on Windows',
    { 'container.apparmor.security.beta.kubernetes.io/c': 'unconfined' },
    {
      os: { name: 'windows' },
      containers: [{ name: 'c', image: 'i', securityContext: { appArmorProfile: { type: 'RuntimeDefault' } } }],
    },
    ['containers[0].securityContext.appArmorProfile: Forbidden: cannot be set for a windows pod'],
  ],
];

for (const [title, annotations, spec, expected] of ANNOTATED)
  test(title, () => {
    assert.equal(errorsOf(spec, 36, annotations).map(shown), expected);
  });

test.run();
