import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { shownInContainer, withContainer, errorsOf, shown, type Part } from '../../causes-of.ts';

const SUBDOMAIN =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

/** Fields of a container, and what kube-apiserver 1.36.3 says to them; nothing where it takes them. */
const IN_CONTAINER: readonly (readonly [string, Part, readonly string[]])[] = [
  [
    'Windows: gmsa',
    { securityContext: { windowsOptions: { gmsaCredentialSpecName: 'A', gmsaCredentialSpec: '' } } },
    [
      `securityContext.windowsOptions.gmsaCredentialSpecName: Invalid value: "A": ${SUBDOMAIN}`,
      'securityContext.windowsOptions.gmsaCredentialSpec: Invalid value: "": gmsaCredentialSpec cannot be an empty string',
    ],
  ],
  [
    'Windows: a specification of 64 KiB',
    { securityContext: { windowsOptions: { gmsaCredentialSpec: 'x'.repeat(64 * 1024) } } },
    [],
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
    'Windows: a domain that is not one',
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
    'profiles and Windows options of the pod',
    { securityContext: { seccompProfile: {}, windowsOptions: { runAsUserName: '' }, appArmorProfile: {} } },
    [
      'securityContext.seccompProfile.type: Required value: type is required when seccompProfile is set',
      'securityContext.windowsOptions.runAsUserName: Invalid value: "": runAsUserName cannot be an empty string',
      'securityContext.appArmorProfile.type: Required value: type is required when appArmorProfile is set',
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
  ['a Windows pod outside the namespaces of the node', { os: { name: 'windows' }, hostPID: false, hostIPC: false }, []],
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

test.run();
