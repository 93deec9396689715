import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { shownInContainer, withContainer, errorsOf, shown, type Part } from '../../causes-of.ts';

const LABEL =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
const NAME_PART =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const SUBDOMAIN =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

/** Fields of a container, and what kube-apiserver 1.36.3 says to them; nothing where it takes them. */
const IN_CONTAINER: readonly (readonly [string, Part, readonly string[]])[] = [
  [
    'names',
    { env: [{}, { name: 'A=B' }, { name: 'é' }, { name: '1A' }, { name: '..' }, { name: '1A', value: 'twice' }] },
    [
      'env[0].name: Required value',
      'env[1].name: Invalid value: "A=B": a valid environment variable name must consist only of printable ASCII characters other than \'=\'',
      'env[2].name: Invalid value: "é": a valid environment variable name must consist only of printable ASCII characters other than \'=\'',
    ],
  ],
  [
    'sources: none, with a value, with an empty one, two',
    {
      env: [
        { name: 'A', valueFrom: {} },
        { name: 'B', value: 'x', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
        { name: 'C', value: '', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
        { name: 'D', valueFrom: { configMapKeyRef: { name: 'a', key: 'k' }, secretKeyRef: { name: 'a', key: 'k' } } },
      ],
    },
    [
      'env[0].valueFrom: Invalid value: "": must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`',
      'env[1].valueFrom: Invalid value: "": may not be specified when `value` is not empty',
      'env[3].valueFrom: Invalid value: "": may not have more than one field specified at a time',
    ],
  ],
  [
    'keys of config maps and secrets',
    {
      env: [
        { name: 'A', valueFrom: { configMapKeyRef: {} } },
        { name: 'B', valueFrom: { secretKeyRef: { name: 'A', key: 'a b' } } },
        { name: 'C', valueFrom: { secretKeyRef: { name: 'a', key: '.' } } },
        { name: 'D', valueFrom: { secretKeyRef: { name: 'a', key: '..' } } },
        { name: 'E', valueFrom: { secretKeyRef: { name: 'a', key: '..a' } } },
        { name: 'F', valueFrom: { configMapKeyRef: { name: 'a.b', key: 'é'.repeat(127) } } },
      ],
    },
    [
      `env[0].valueFrom.configMapKeyRef.name: Invalid value: "": ${SUBDOMAIN}`,
      'env[0].valueFrom.configMapKeyRef.key: Required value',
      `env[1].valueFrom.secretKeyRef.name: Invalid value: "A": ${SUBDOMAIN}`,
      "env[1].valueFrom.secretKeyRef.key: Invalid value: \"a b\": a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')",
      'env[2].valueFrom.secretKeyRef.key: Invalid value: ".": must not be \'.\'',
      'env[3].valueFrom.secretKeyRef.key: Invalid value: "..": must not be \'..\'',
      'env[4].valueFrom.secretKeyRef.key: Invalid value: "..a": must not start with \'..\'',
      `env[5].valueFrom.configMapKeyRef.key: Invalid value: "${'é'.repeat(127)}": must be no more than 253 characters`,
      `env[5].valueFrom.configMapKeyRef.key: Invalid value: "${'é'.repeat(127)}": a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')`,
    ],
  ],
  [
    'keys of files',
    {
      env: [
        { name: 'A', valueFrom: { fileKeyRef: {} } },
        { name: 'B', valueFrom: { fileKeyRef: { key: 'a=b', volumeName: 'A', path: '/a/../b' } } },
      ],
    },
    [
      'env[0].valueFrom.fileKeyRef.key: Required value',
      'env[0].valueFrom.fileKeyRef.volumeName: Required value',
      'env[0].valueFrom.fileKeyRef.path: Required value',
      'env[1].valueFrom.fileKeyRef.key: Invalid value: "a=b": a valid environment variable name must consist only of printable ASCII characters other than \'=\'',
      `env[1].valueFrom.fileKeyRef.volumeName: Invalid value: "A": ${LABEL}`,
      'env[1].valueFrom.fileKeyRef.path: Invalid value: "/a/../b": must not contain \'..\'',
      'env[0].valueFrom.fileKeyRef.volumeName: Not found: ""',
      'env[1].valueFrom.fileKeyRef.volumeName: Not found: "A"',
    ],
  ],
  [
    'fields',
    {
      env: [
        { name: 'A', valueFrom: { fieldRef: {} } },
        { name: 'B', valueFrom: { fieldRef: { fieldPath: 'metadata.name', apiVersion: 'v2' } } },
        { name: 'C', valueFrom: { fieldRef: { fieldPath: 'spec.host' } } },
        { name: 'D', valueFrom: { fieldRef: { fieldPath: 'spec.x' } } },
        { name: 'E', valueFrom: { fieldRef: { fieldPath: 'status.phase' } } },
        { name: 'F', valueFrom: { fieldRef: { fieldPath: 'metadata.labels' } } },
        { name: 'G', valueFrom: { fieldRef: { fieldPath: 'metadata.labels[x]' } } },
        { name: 'H', valueFrom: { fieldRef: { fieldPath: "spec.x['a']" } } },
        { name: 'I', valueFrom: { fieldRef: { fieldPath: "metadata.labels['a b']" } } },
        { name: 'J', valueFrom: { fieldRef: { fieldPath: "metadata.annotations['A/B/C']" } } },
        { name: 'K', valueFrom: { fieldRef: { fieldPath: "metadata.annotations['İx']" } } },
        ...['namespace', 'uid'].map((field) => ({
          name: 'L',
          valueFrom: { fieldRef: { fieldPath: `metadata.${field}` } },
        })),
        ...['hostIP', 'hostIPs', 'podIP', 'podIPs'].map((field) => ({
          name: 'M',
          valueFrom: { fieldRef: { fieldPath: `status.${field}` } },
        })),
      ],
    },
    [
      'env[0].valueFrom.fieldRef.fieldPath: Required value',
      'env[1].valueFrom.fieldRef.fieldPath: Invalid value: "metadata.name": error converting fieldPath: unsupported pod version: v2',
      'env[3].valueFrom.fieldRef.fieldPath: Invalid value: "spec.x": error converting fieldPath: field label not supported: spec.x',
      'env[4].valueFrom.fieldRef.fieldPath: Unsupported value: "status.phase": supported values: "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName", "status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs"',
      'env[5].valueFrom.fieldRef.fieldPath: Unsupported value: "metadata.labels": supported values: "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName", "status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs"',
      'env[6].valueFrom.fieldRef.fieldPath: Invalid value: "metadata.labels[x]": error converting fieldPath: field label not supported: metadata.labels[x]',
      "env[7].valueFrom.fieldRef.fieldPath: Invalid value: \"spec.x['a']\": error converting fieldPath: field label does not support subscript: spec.x['a']",
      `env[8].valueFrom.fieldRef: Invalid value: "a b": ${NAME_PART}`,
      "env[9].valueFrom.fieldRef: Invalid value: \"a/b/c\": a valid label key must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]') with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')",
    ],
  ],
  [
    'resources',
    {
      env: [
        { name: 'A', valueFrom: { resourceFieldRef: {} } },
        { name: 'B', valueFrom: { resourceFieldRef: { resource: 'cpu' } } },
        { name: 'C', valueFrom: { resourceFieldRef: { resource: 'limits.cpu', divisor: '2' } } },
        { name: 'D', valueFrom: { resourceFieldRef: { resource: 'requests.cpu', divisor: '1000u' } } },
        { name: 'E', valueFrom: { resourceFieldRef: { resource: 'limits.cpu', divisor: '1e0' } } },
        { name: 'F', valueFrom: { resourceFieldRef: { resource: 'limits.memory', divisor: '1024' } } },
        { name: 'G', valueFrom: { resourceFieldRef: { resource: 'limits.memory', divisor: '1000' } } },
        { name: 'H', valueFrom: { resourceFieldRef: { resource: 'requests.ephemeral-storage', divisor: '1m' } } },
        { name: 'I', valueFrom: { resourceFieldRef: { resource: 'requests.hugepages-2Mi', divisor: '3' } } },
        { name: 'J', valueFrom: { resourceFieldRef: { resource: 'x', divisor: '3' } } },
      ],
    },
    [
      'env[0].valueFrom.resourceFieldRef.resource: Required value',
      'env[1].valueFrom.resourceFieldRef.resource: Unsupported value: "cpu": supported values: "limits.cpu", "limits.ephemeral-storage", "limits.memory", "requests.cpu", "requests.ephemeral-storage", "requests.memory"',
      'env[2].valueFrom.resourceFieldRef.divisor: Invalid value: "limits.cpu": only divisor\'s values 1m and 1 are supported with the cpu resource',
      'env[4].valueFrom.resourceFieldRef.divisor: Invalid value: "limits.cpu": only divisor\'s values 1m and 1 are supported with the cpu resource',
      'env[5].valueFrom.resourceFieldRef.divisor: Invalid value: "limits.memory": only divisor\'s values 1, 1k, 1M, 1G, 1T, 1P, 1E, 1Ki, 1Mi, 1Gi, 1Ti, 1Pi, 1Ei are supported with the memory resource',
      'env[7].valueFrom.resourceFieldRef.divisor: Invalid value: "requests.ephemeral-storage": only divisor\'s values 1, 1k, 1M, 1G, 1T, 1P, 1E, 1Ki, 1Mi, 1Gi, 1Ti, 1Pi, 1Ei are supported with the local ephemeral storage resource',
      'env[8].valueFrom.resourceFieldRef.divisor: Invalid value: "requests.hugepages-2Mi": only divisor\'s values 1, 1k, 1M, 1G, 1T, 1P, 1E, 1Ki, 1Mi, 1Gi, 1Ti, 1Pi, 1Ei are supported with the hugepages resource',
      'env[9].valueFrom.resourceFieldRef.resource: Unsupported value: "x": supported values: "limits.cpu", "limits.ephemeral-storage", "limits.memory", "requests.cpu", "requests.ephemeral-storage", "requests.memory"',
    ],
  ],
  [
    'sets: prefixes',
    {
      envFrom: [
        { prefix: '1A', configMapRef: { name: 'a' } },
        { prefix: 'é', configMapRef: { name: 'a' } },
        { prefix: '=', secretRef: { name: 'a' } },
      ],
    },
    [
      'envFrom[1].prefix: Invalid value: "é": a valid environment variable name must consist only of printable ASCII characters other than \'=\'',
      'envFrom[2].prefix: Invalid value: "=": a valid environment variable name must consist only of printable ASCII characters other than \'=\'',
    ],
  ],
  [
    'sets: names, which may end as a prefix does',
    {
      envFrom: [
        { configMapRef: {} },
        { secretRef: { name: 'A' } },
        { secretRef: { name: 'a--' } },
        { secretRef: { name: '-' } },
        { configMapRef: { name: 'é-' } },
      ],
    },
    [
      'envFrom[0].configMapRef.name: Required value',
      `envFrom[1].secretRef.name: Invalid value: "A": ${SUBDOMAIN}`,
      `envFrom[3].secretRef.name: Invalid value: "-": ${SUBDOMAIN}`,
      `envFrom[4].configMapRef.name: Invalid value: "é-": ${SUBDOMAIN}`,
    ],
  ],
  [
    'sets: no source, and two',
    { envFrom: [{}, { configMapRef: { name: 'a' }, secretRef: { name: 'a' } }] },
    [
      'envFrom: Invalid value: "": must specify one of: `configMapRef` or `secretRef`',
      'envFrom: Invalid value: "": may not have more than one field specified at a time',
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
    'volumes of files',
    {
      volumes: [
        { name: 'e', emptyDir: {} },
        { name: 'h', hostPath: { path: '/a' } },
      ],
      containers: [
        {
          name: 'c',
          image: 'i',
          env: [
            { name: 'A', valueFrom: { fileKeyRef: { key: 'k', volumeName: 'e', path: 'p' } } },
            { name: 'A', valueFrom: { fileKeyRef: { key: 'k', volumeName: 'h', path: 'p' } } },
            { name: 'A', valueFrom: { fileKeyRef: { key: 'k', volumeName: 'x', path: 'p' } } },
          ],
        },
      ],
    },
    [
      'containers[0].env[1].valueFrom.fileKeyRef.volumeName: Invalid value: "h": referenced volume must be of type emptyDir',
      'containers[0].env[2].valueFrom.fileKeyRef.volumeName: Not found: "x"',
    ],
  ],
  [
    'volumes without a name, and of one name',
    {
      volumes: [{ emptyDir: {} }, { name: 'e', emptyDir: {} }, { name: 'e', hostPath: { path: '/a' } }],
      initContainers: [
        {
          name: 'i',
          image: 'i',
          env: [
            { name: 'A', valueFrom: { fileKeyRef: { key: 'k', volumeName: '', path: 'p' } } },
            { name: 'A', valueFrom: { fileKeyRef: { key: 'k', volumeName: 'e', path: 'p' } } },
          ],
        },
      ],
    },
    [
      'volumes[0].name: Required value',
      'volumes[2].name: Duplicate value: "e"',
      'initContainers[0].env[0].valueFrom.fileKeyRef.volumeName: Required value',
      'initContainers[0].env[1].valueFrom.fileKeyRef.volumeName: Invalid value: "e": referenced volume must be of type emptyDir',
    ],
  ],
];

for (const [title, spec, expected] of IN_POD)
  test(title, () => {
    assert.equal(errorsOf(spec).map(shown), expected);
  });

test.run();
