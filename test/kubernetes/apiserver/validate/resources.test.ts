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
    'a name that is not one',
    { resources: { limits: { '': '1' } } },
    [
      'resources.limits[]: Invalid value: "": name part must be non-empty',
      `resources.limits[]: Invalid value: "": ${NAME_PART}`,
      'resources.limits[]: Invalid value: "": must be a standard resource for containers',
    ],
  ],
  [
    'a name of three parts',
    { resources: { limits: { 'a/b/c': '1' } } },
    [
      "resources.limits[a/b/c]: Invalid value: \"a/b/c\": a valid label key must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]') with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')",
      'resources.limits[a/b/c]: Invalid value: "a/b/c": doesn\'t follow extended resource name standard',
    ],
  ],
  [
    'a name of nobody',
    { resources: { limits: { foo: '1' } } },
    [
      'resources.limits[foo]: Invalid value: "foo": must be a standard resource type or fully qualified',
      'resources.limits[foo]: Invalid value: "foo": must be a standard resource for containers',
    ],
  ],
  [
    'a standard name that no container has',
    { resources: { limits: { storage: '1' } } },
    ['resources.limits[storage]: Invalid value: "storage": must be a standard resource for containers'],
  ],
  ['a name of somebody', { resources: { limits: { 'example.com/gpu': '1' } } }, []],
  ['names of Kubernetes', { resources: { limits: { 'kubernetes.io/x': '1' } } }, []],
  [
    'a name with a reserved prefix',
    { resources: { limits: { 'requests.example.com/gpu': '1' } } },
    [
      'resources.limits[requests.example.com/gpu]: Invalid value: "requests.example.com/gpu": doesn\'t follow extended resource name standard',
    ],
  ],
  [
    'a prefix too long to be extended',
    { resources: { limits: { [`${'x'.repeat(245)}/g`]: '1' } } },
    [
      `resources.limits[${'x'.repeat(245)}/g]: Invalid value: "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx/g": doesn't follow extended resource name standard`,
    ],
  ],
  [
    'names of members of every object',
    { resources: { limits: { constructor: '1' } } },
    [
      'resources.limits[constructor]: Invalid value: "constructor": must be a standard resource type or fully qualified',
      'resources.limits[constructor]: Invalid value: "constructor": must be a standard resource for containers',
    ],
  ],
  [
    'below 0',
    { resources: { requests: { cpu: '-1' }, limits: {} } },
    ['resources.requests[cpu]: Invalid value: "-1": must be greater than or equal to 0'],
  ],
  ...['replicationcontrollers', 'pods', 'secrets'].map((name): (typeof IN_CONTAINER)[number] => [
    `half of ${name}`,
    { resources: { limits: { [name]: '500m' } } },
    [
      `resources.limits[${name}]: Invalid value: "${name}": must be a standard resource for containers`,
      `resources.limits[${name}]: Invalid value: "500m": must be an integer`,
    ],
  ]),
  [
    'half a device',
    { resources: { limits: { 'example.com/gpu': '500m' } } },
    ['resources.limits[example.com/gpu]: Invalid value: "500m": must be an integer'],
  ],
  [
    'a device and a bit',
    { resources: { limits: { 'example.com/gpu': '1.0001' } } },
    ['resources.limits[example.com/gpu]: Invalid value: "1001m": must be an integer'],
  ],
  [
    'more than an int64 can count in thousandths',
    { resources: { limits: { 'example.com/gpu': '12345678901234567' } } },
    ['resources.limits[example.com/gpu]: Invalid value: "12345678901234567": must be an integer'],
  ],
  ['more, by a scale that wraps to nothing', { resources: { limits: { 'example.com/gpu': '10E' } } }, []],
  [
    'more than the limit',
    { resources: { requests: { cpu: '2' }, limits: { cpu: '1500m' } } },
    ['resources.requests: Invalid value: "2": must be less than or equal to cpu limit of 1500m'],
  ],
  [
    'as much as the limit, written otherwise',
    { resources: { requests: { cpu: '1.0' }, limits: { cpu: '1000m' } } },
    [],
  ],
  [
    'devices: other than the limit, without limit',
    { resources: { requests: { 'example.com/gpu': '1' }, limits: { 'example.com/gpu': '2' } } },
    ['resources.requests: Invalid value: "1": must be equal to example.com/gpu limit of 2'],
  ],
  [
    'devices without a limit',
    { resources: { requests: { 'example.com/gpu': '1' }, limits: {} } },
    ['resources.limits: Required value: Limit must be set for non overcommitable resources'],
  ],
  [
    'huge pages alone',
    { resources: { requests: { 'hugepages-2Mi': '4Mi' }, limits: { 'hugepages-2Mi': '4Mi' } } },
    ['resources: Forbidden: HugePages require cpu or memory'],
  ],
  [
    'huge pages: not a multiple',
    { resources: { limits: { 'hugepages-2Mi': '3Mi', cpu: '1' } } },
    ['resources.limits[hugepages-2Mi]: Invalid value: "3Mi": 3Mi is not positive integer multiple of hugepages-2Mi'],
  ],
  [
    'huge pages: a size that is not one',
    { resources: { limits: { 'hugepages-2MB': '2M', memory: '1' } } },
    ['resources.limits[hugepages-2MB]: Invalid value: "2M": 2M is not positive integer multiple of hugepages-2MB'],
  ],
  [
    'huge pages: a size of 0',
    { resources: { limits: { 'hugepages-0': '0', memory: '1' } } },
    ['resources.limits[hugepages-0]: Invalid value: "0": 0 is not positive integer multiple of hugepages-0'],
  ],
  [
    'huge pages: a size that is not whole',
    { resources: { limits: { 'hugepages-1500m': '3', memory: '1' } } },
    ['resources.limits[hugepages-1500m]: Invalid value: "3": 3 is not positive integer multiple of hugepages-1500m'],
  ],
  ['huge pages: any size, rounded up', { resources: { limits: { 'hugepages-1e3': '2k', memory: '1' } } }, []],
  [
    'huge pages: a request without limit',
    { resources: { requests: { 'hugepages-2Mi': '2Mi', cpu: '1' } } },
    ['resources.limits: Required value: Limit must be set for non overcommitable resources'],
  ],
  [
    'claims without a name, and of an unknown one',
    { resources: { claims: [{}, { name: 'x' }] } },
    [
      'resources.claims[0]: Required value',
      'resources.claims[1]: Not found: "x": must be one of the names in pod.spec.resourceClaims which is empty',
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
    'claims of the pod',
    {
      resourceClaims: [
        {},
        { name: 'a', resourceClaimName: 'x', resourceClaimTemplateName: 'y' },
        { name: 'a', resourceClaimName: 'X' },
        { name: 'A', resourceClaimTemplateName: '' },
        { name: 'b', resourceClaimName: 'b.c' },
      ],
    },
    [
      'resourceClaims[0].name: Required value',
      'resourceClaims[0]: Invalid value: {"Name":"","ResourceClaimName":null,"ResourceClaimTemplateName":null}: must specify one of: `resourceClaimName`, `resourceClaimTemplateName`',
      'resourceClaims[1]: Invalid value: {"Name":"a","ResourceClaimName":"x","ResourceClaimTemplateName":"y"}: at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified',
      'resourceClaims[2].name: Duplicate value: "a"',
      `resourceClaims[2].resourceClaimName: Invalid value: "X": ${SUBDOMAIN}`,
      `resourceClaims[3].name: Invalid value: "A": ${LABEL}`,
      `resourceClaims[3].resourceClaimTemplateName: Invalid value: "": ${SUBDOMAIN}`,
    ],
  ],
  [
    'claims of a container',
    {
      resourceClaims: [
        { name: 'b', resourceClaimName: 'x' },
        { name: 'a', resourceClaimName: 'x' },
      ],
      containers: [
        {
          name: 'c',
          image: 'i',
          resources: {
            claims: [
              { name: 'a', request: 'R' },
              { name: 'a', request: 'r' },
              { name: 'a', request: 'r' },
              { name: 'a' },
              { name: 'b' },
              { name: 'b', request: 'r' },
              { name: 'z' },
            ],
          },
        },
      ],
    },
    [
      `containers[0].resources.claims[0].request: Invalid value: "R": ${LABEL}`,
      'containers[0].resources.claims[2]: Duplicate value: "a/r"',
      'containers[0].resources.claims[3]: Duplicate value: "a"',
      'containers[0].resources.claims[3]: Duplicate value: "a"',
      'containers[0].resources.claims[5]: Duplicate value: "b"',
      'containers[0].resources.claims[6]: Not found: "z": must be one of the names in pod.spec.resourceClaims: a, b',
    ],
  ],
  [
    'resources of a Windows pod',
    { os: { name: 'windows' }, resources: { limits: { foo: '1' } } },
    ['resources: Forbidden: may not be set for a windows pod'],
  ],
  [
    'names and claims of the pod',
    { resources: { limits: { 'ephemeral-storage': '1' }, claims: [] } },
    [
      'resources.claims: Forbidden: claims may not be set for Resources at pod-level',
      'resources.limits[ephemeral-storage]: Unsupported value: "ephemeral-storage": supported values: "cpu", "hugepages-", "memory"',
    ],
  ],
  [
    'a name that is none of the pod',
    { resources: { limits: { foo: '1' } } },
    ['resources.limits[foo]: Invalid value: "foo": must be a standard resource type or fully qualified'],
  ],
  [
    'requests below the sum of the containers',
    {
      resources: { requests: { cpu: '1' } },
      containers: [
        { name: 'a', image: 'i', resources: { requests: { cpu: '600m' }, limits: {} } },
        { name: 'b', image: 'i', resources: { requests: { cpu: '500m' }, limits: {} } },
      ],
    },
    [
      'resources.requests[cpu]: Invalid value: "1": must be greater than or equal to aggregate container requests of 1100m',
    ],
  ],
  [
    'requests below what an init container needs beside the sidecars before it',
    {
      resources: { requests: { cpu: '1' } },
      containers: [{ name: 'a', image: 'i', resources: { requests: { cpu: '100m' }, limits: {} } }],
      initContainers: [
        { name: 's', image: 'i', resources: { requests: { cpu: '300m' }, limits: {} }, restartPolicy: 'Always' },
        { name: 'i', image: 'i', resources: { requests: { cpu: '800m' }, limits: {} } },
        { name: 't', image: 'i', resources: { requests: { cpu: '1m' }, limits: {} }, restartPolicy: 'Always' },
      ],
    },
    [
      'resources.requests[cpu]: Invalid value: "1": must be greater than or equal to aggregate container requests of 1100m',
    ],
  ],
  [
    'a container limit above the pod limit',
    {
      resources: { limits: { cpu: '1' } },
      containers: [
        { name: 'a', image: 'i', resources: { requests: {}, limits: { cpu: '500m' } } },
        { name: 'b', image: 'i', resources: { requests: {}, limits: { cpu: '2' } } },
      ],
      initContainers: [{ name: 'i', image: 'i', resources: { requests: {}, limits: { cpu: '3' } } }],
    },
    ['resources.containers[1][cpu].limits: Invalid value: "2": must be less than or equal to pod limits of 1'],
  ],
  [
    'huge pages of the pod',
    {
      resources: { requests: { 'hugepages-2Mi': '2Mi', cpu: '1' }, limits: { 'hugepages-2Mi': '2Mi' } },
      containers: [
        {
          name: 'a',
          image: 'i',
          resources: { requests: { 'hugepages-2Mi': '4Mi', cpu: '1' }, limits: { 'hugepages-2Mi': '4Mi' } },
        },
      ],
    },
    [
      'resources.requests[hugepages-2Mi]: Invalid value: "2Mi": must be greater than or equal to aggregate container requests of 4Mi',
      'resources.limits[hugepages-2Mi]: Invalid value: "2Mi": must be greater than or equal to aggregate container limits of 4Mi',
      'resources.containers[0][hugepages-2Mi].limits: Invalid value: "4Mi": must be less than or equal to pod limits of 2Mi',
    ],
  ],
  [
    'overhead',
    { overhead: { foo: '1' } },
    [
      'overhead.limits[foo]: Invalid value: "foo": must be a standard resource type or fully qualified',
      'overhead.limits[foo]: Invalid value: "foo": must be a standard resource for containers',
    ],
  ],
  [
    'overhead below 0',
    { overhead: { cpu: '-1' } },
    ['overhead.limits[cpu]: Invalid value: "-1": must be greater than or equal to 0'],
  ],
  [
    'overhead of huge pages',
    { overhead: { 'hugepages-2Mi': '1Mi' } },
    [
      'overhead.limits[hugepages-2Mi]: Invalid value: "1Mi": 1Mi is not positive integer multiple of hugepages-2Mi',
      'overhead: Forbidden: HugePages require cpu or memory',
    ],
  ],
];

for (const [title, spec, expected] of IN_POD)
  test(title, () => {
    assert.equal(errorsOf(spec).map(shown), expected);
  });

test.run();
