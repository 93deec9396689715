import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { shownInContainer, withContainer, errorsOf, shown, type Part } from '../../causes-of.ts';

const LABEL =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

/** Fields of a container, and what kube-apiserver 1.36.3 says to them; nothing where it takes them. */
const IN_CONTAINER: readonly (readonly [string, Part, readonly string[]])[] = [
  ['no name and no image', { name: '', image: '' }, ['name: Required value', 'image: Required value']],
  ['a name with dots', { name: 'a.b' }, ['name: Invalid value: "a.b": must not contain dots']],
  [
    'a name too long and in upper case',
    { name: 'A'.repeat(64) },
    [
      `name: Invalid value: "${'A'.repeat(64)}": must be no more than 63 characters`,
      `name: Invalid value: "${'A'.repeat(64)}": ${LABEL}`,
    ],
  ],
  ['blanks and templates in an image are free', { image: ' {{ x }} ' }, []],
  [
    'policies in the wrong case',
    { terminationMessagePolicy: 'file', imagePullPolicy: 'always' },
    [
      'terminationMessagePolicy: Unsupported value: "file": supported values: "File", "FallbackToLogsOnError"',
      'imagePullPolicy: Unsupported value: "always": supported values: "Always", "IfNotPresent", "Never"',
    ],
  ],
  ['what is free', { command: [''], args: ['$(X)'], workingDir: 'x', terminationMessagePath: '', stdinOnce: true }, []],
  [
    'port names',
    {
      ports: [
        { name: 'a-name-too-long-for-ports', containerPort: 1 },
        { name: 'HTTP', containerPort: 1 },
        { name: '80', containerPort: 1 },
        { name: 'a--b', containerPort: 1 },
        { name: '-a', containerPort: 1 },
        { name: 'web', containerPort: 1 },
        { name: 'web', containerPort: 2 },
      ],
    },
    [
      'ports[0].name: Invalid value: "a-name-too-long-for-ports": must be no more than 15 characters',
      'ports[1].name: Invalid value: "HTTP": must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)',
      'ports[1].name: Invalid value: "HTTP": must contain at least one letter (a-z)',
      'ports[2].name: Invalid value: "80": must contain at least one letter (a-z)',
      'ports[3].name: Invalid value: "a--b": must not contain consecutive hyphens',
      'ports[4].name: Invalid value: "-a": must not begin or end with a hyphen',
      'ports[6].name: Duplicate value: "web"',
    ],
  ],
  [
    'port numbers',
    { ports: [{}, { containerPort: 65536, hostPort: -1 }, { containerPort: 80, hostPort: 70000 }] },
    [
      'ports[0].containerPort: Required value',
      'ports[1].containerPort: Invalid value: 65536: must be between 1 and 65535, inclusive',
      'ports[1].hostPort: Invalid value: -1: must be between 1 and 65535, inclusive',
      'ports[2].hostPort: Invalid value: 70000: must be between 1 and 65535, inclusive',
    ],
  ],
  ['the highest port number', { ports: [{ containerPort: 65535, hostPort: 65535 }] }, []],
  [
    'a protocol in lower case; any hostIP',
    { ports: [{ containerPort: 1, protocol: 'tcp', hostIP: 'x' }] },
    ['ports[0].protocol: Unsupported value: "tcp": supported values: "SCTP", "TCP", "UDP"'],
  ],
  [
    'the same host port twice',
    {
      ports: [
        { containerPort: 1, hostPort: 8080 },
        { containerPort: 2, hostPort: 8080 },
        { containerPort: 3, hostPort: 8080, hostIP: '127.0.0.1' },
        { containerPort: 4, hostPort: 8080, hostIP: '127.0.0.1' },
        { containerPort: 5, hostPort: 8080, protocol: 'UDP' },
      ],
    },
    ['ports[1].hostPort: Duplicate value: "TCP//8080"', 'ports[3].hostPort: Duplicate value: "TCP/127.0.0.1/8080"'],
  ],
  [
    'resize policies',
    {
      resizePolicy: [
        {},
        { resourceName: 'gpu', restartPolicy: 'x' },
        { resourceName: 'cpu', restartPolicy: 'NotRequired' },
        { resourceName: 'cpu', restartPolicy: 'RestartContainer' },
      ],
    },
    [
      'resizePolicy: Required value',
      'resizePolicy: Required value',
      'resizePolicy: Unsupported value: "gpu": supported values: "cpu", "memory"',
      'resizePolicy: Unsupported value: "x": supported values: "NotRequired", "RestartContainer"',
      'resizePolicy[3]: Duplicate value: "cpu"',
    ],
  ],
  [
    'restart policies',
    { restartPolicy: 'always' },
    ['restartPolicy: Unsupported value: "always": supported values: "Always", "Never", "OnFailure"'],
  ],
  [
    'an empty restart policy',
    { restartPolicy: '' },
    ['restartPolicy: Unsupported value: "": supported values: "Always", "Never", "OnFailure"'],
  ],
  [
    'rules without a policy',
    { restartPolicyRules: [{ action: 'Restart', exitCodes: { operator: 'In', values: [-1, 999] } }] },
    ['restartPolicy: Required value: must specify restartPolicy when restart rules are used'],
  ],
  [
    'rules',
    {
      restartPolicy: 'Never',
      restartPolicyRules: [
        {},
        { action: 'x', exitCodes: {} },
        { action: 'RestartAllContainers', exitCodes: { operator: 'NotIn' } },
      ],
    },
    [
      'restartPolicyRules[0].action: Unsupported value: "": supported values: "Restart", "RestartAllContainers"',
      'restartPolicyRules[0].exitCodes: Required value: must be specified',
      'restartPolicyRules[1].action: Unsupported value: "x": supported values: "Restart", "RestartAllContainers"',
      'restartPolicyRules[1].exitCodes.operator: Unsupported value: "": supported values: "In", "NotIn"',
    ],
  ],
  [
    'too many rules',
    {
      restartPolicy: 'Never',
      restartPolicyRules: Array.from({ length: 21 }, () => ({ action: 'Restart', exitCodes: { operator: 'In' } })),
    },
    ['restartPolicyRules: Too many: 21: must have at most 20 items'],
  ],
  [
    'too many exit codes',
    {
      restartPolicy: 'Never',
      restartPolicyRules: [
        { action: 'Restart', exitCodes: { operator: 'In', values: Array.from({ length: 256 }, () => 1) } },
      ],
    },
    ['restartPolicyRules[0].exitCodes.values: Too many: 256: must have at most 255 items'],
  ],
];

for (const [title, fields, expected] of IN_CONTAINER)
  test(title, () => {
    assert.equal(errorsOf(withContainer(fields)).map(shownInContainer), expected);
  });

/** Fields of a pod, and what kube-apiserver 1.36.3 says to them. */
const IN_POD: readonly (readonly [string, Part, readonly string[]])[] = [
  [
    'no containers; init containers are still looked at',
    { containers: [], initContainers: [{ name: 'i' }] },
    ['containers: Required value', 'initContainers[0].image: Required value'],
  ],
  [
    'names across the lists',
    {
      containers: [{ name: 'a', image: 'i' }, { name: 'a', image: 'i' }, { image: 'i' }, { image: 'i' }],
      initContainers: [
        { name: 'a', image: 'i' },
        { name: 'b', image: 'i' },
        { name: 'b', image: 'i' },
      ],
    },
    [
      'containers[1].name: Duplicate value: "a"',
      'containers[2].name: Required value',
      'containers[3].name: Required value',
      'containers[3].name: Duplicate value: ""',
      'initContainers[0].name: Duplicate value: "a"',
      'initContainers[2].name: Duplicate value: "b"',
    ],
  ],
  [
    'init containers without a name',
    { initContainers: [{ image: 'i' }, { image: 'i' }] },
    ['initContainers[0].name: Required value', 'initContainers[1].name: Required value'],
  ],
  [
    'host ports of several containers',
    {
      containers: [
        { name: 'a', image: 'i', ports: [{ containerPort: 1, hostPort: 1 }] },
        { name: 'b', image: 'i', ports: [{ containerPort: 1, hostPort: 1 }] },
      ],
      initContainers: [
        { name: 'c', image: 'i', ports: [{ containerPort: 1, hostPort: 1 }] },
        {
          name: 'd',
          image: 'i',
          ports: [
            { containerPort: 1, hostPort: 1 },
            { containerPort: 2, hostPort: 1 },
          ],
        },
      ],
    },
    [
      'containers[1].ports[0].hostPort: Duplicate value: "TCP//1"',
      'initContainers[0].ports[1].hostPort: Duplicate value: "TCP//1"',
    ],
  ],
  [
    'host ports under hostNetwork',
    {
      hostNetwork: true,
      containers: [
        { name: 'a', image: 'i', ports: [{ containerPort: 80 }, { containerPort: 81, hostPort: 82 }, { hostPort: 1 }] },
      ],
      initContainers: [{ name: 'i', image: 'i', ports: [{ containerPort: 1, hostPort: 2 }] }],
    },
    [
      'containers[0].ports[2].containerPort: Required value',
      'containers[0].ports[1].hostPort: Invalid value: 82: must match `containerPort` when `hostNetwork` is true',
      'containers[0].ports[2].hostPort: Invalid value: 1: must match `containerPort` when `hostNetwork` is true',
    ],
  ],
  [
    'what plain init containers may not have',
    {
      initContainers: [
        {
          name: 'i',
          image: 'i',
          lifecycle: {},
          livenessProbe: {},
          readinessProbe: {},
          startupProbe: {},
          resizePolicy: [
            { resourceName: 'cpu', restartPolicy: 'NotRequired' },
            { resourceName: 'memory', restartPolicy: 'RestartContainer' },
          ],
        },
      ],
    },
    [
      'initContainers[0].lifecycle: Forbidden: may not be set for init containers without restartPolicy=Always',
      'initContainers[0].livenessProbe: Forbidden: may not be set for init containers without restartPolicy=Always',
      'initContainers[0].readinessProbe: Forbidden: may not be set for init containers without restartPolicy=Always',
      'initContainers[0].startupProbe: Forbidden: may not be set for init containers without restartPolicy=Always',
      'initContainers[0].resizePolicy[1].restartPolicy: Invalid value: "RestartContainer": must not be set to \'RestartContainer\' for non-sidecar initContainers',
    ],
  ],
  [
    'sidecars',
    {
      initContainers: [
        {
          name: 'i',
          image: 'i',
          restartPolicy: 'Always',
          lifecycle: {},
          livenessProbe: {},
          resizePolicy: [{ resourceName: 'memory', restartPolicy: 'RestartContainer' }],
          restartPolicyRules: [{ action: 'x', exitCodes: { operator: 'In' } }],
        },
      ],
    },
    [
      'initContainers[0].restartPolicyRules[0].action: Unsupported value: "x": supported values: "Restart", "RestartAllContainers"',
      'initContainers[0].livenessProbe: Required value: must specify a handler type',
    ],
  ],
  [
    'rules of an init container without a policy',
    { initContainers: [{ name: 'i', image: 'i', restartPolicyRules: [{}] }] },
    ['initContainers[0].restartPolicy: Required value: must specify restartPolicy when restart rules are used'],
  ],
  [
    'restart policies of init containers',
    {
      initContainers: [
        { name: 'i', image: 'i', restartPolicy: 'x' },
        { name: 'j', image: 'i', restartPolicy: 'OnFailure' },
      ],
    },
    ['initContainers[0].restartPolicy: Unsupported value: "x": supported values: "Always", "Never", "OnFailure"'],
  ],
  [
    'resize policies of a pod that never restarts',
    {
      restartPolicy: 'Never',
      containers: [
        {
          name: 'c',
          image: 'i',
          resizePolicy: [
            { resourceName: 'cpu', restartPolicy: 'RestartContainer' },
            { resourceName: 'memory', restartPolicy: 'NotRequired' },
            {},
          ],
        },
      ],
    },
    [
      "containers[0].resizePolicy: Invalid value: \"RestartContainer\": must be 'NotRequired' when pod `restartPolicy` is 'Never'",
      'containers[0].resizePolicy: Required value',
      'containers[0].resizePolicy: Required value',
      "containers[0].resizePolicy: Invalid value: \"\": must be 'NotRequired' when pod `restartPolicy` is 'Never'",
      'restartPolicy: Unsupported value: "Never": supported values: "Always"',
    ],
  ],
  [
    'ephemeral containers',
    {
      ephemeralContainers: [
        {
          name: 'c',
          image: ' i',
          targetContainerName: 'x',
          ports: [],
          resources: { limits: {} },
          resizePolicy: [],
          restartPolicy: 'Never',
          restartPolicyRules: [],
          livenessProbe: {},
          readinessProbe: {},
          startupProbe: {},
          lifecycle: {},
        },
        { name: 'e', image: 'i', targetContainerName: 'c', resources: {} },
        { name: 'e', image: 'i' },
      ],
    },
    [
      'ephemeralContainers[0].image: Invalid value: " i": must not have leading or trailing whitespace',
      'ephemeralContainers[0].name: Duplicate value: "c"',
      'ephemeralContainers[0].targetContainerName: Not found: "x"',
      'ephemeralContainers[0].ports: Forbidden: cannot be set for an Ephemeral Container',
      'ephemeralContainers[0].resources: Forbidden: cannot be set for an Ephemeral Container',
      'ephemeralContainers[0].resizePolicy: Forbidden: cannot be set for an Ephemeral Container',
      'ephemeralContainers[0].restartPolicy: Forbidden: cannot be set for an Ephemeral Container',
      'ephemeralContainers[0].restartPolicyRules: Forbidden: cannot be set for an Ephemeral Container',
      'ephemeralContainers[0].livenessProbe: Forbidden: cannot be set for an Ephemeral Container',
      'ephemeralContainers[0].readinessProbe: Forbidden: cannot be set for an Ephemeral Container',
      'ephemeralContainers[0].startupProbe: Forbidden: cannot be set for an Ephemeral Container',
      'ephemeralContainers[0].lifecycle: Forbidden: cannot be set for an Ephemeral Container',
      'ephemeralContainers[2].name: Duplicate value: "e"',
      'ephemeralContainers: Forbidden: ephemeral containers not allowed in pod template',
    ],
  ],
  [
    'mounts of an ephemeral container',
    {
      volumes: [{ name: 'v' }],
      ephemeralContainers: [
        {
          name: 'e',
          image: 'i',
          volumeMounts: [
            { name: 'v', mountPath: '/a', subPath: 'a' },
            { name: 'v', mountPath: '/b', subPathExpr: 'b' },
          ],
        },
      ],
    },
    [
      'ephemeralContainers[0].volumeMounts[0].subPath: Forbidden: cannot be set for an Ephemeral Container',
      'ephemeralContainers[0].volumeMounts[1].subPathExpr: Forbidden: cannot be set for an Ephemeral Container',
      'ephemeralContainers: Forbidden: ephemeral containers not allowed in pod template',
    ],
  ],
];

for (const [title, spec, expected] of IN_POD)
  test(title, () => {
    assert.equal(errorsOf(spec).map(shown), expected);
  });

test.run();
