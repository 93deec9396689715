import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { errorsOf, shown, type Part } from '../../causes-of.ts';

/** Fields of a pod, and what kube-apiserver 1.36.3 says to them. */
const IN_POD: readonly (readonly [string, Part, readonly string[]])[] = [
  [
    'mounts: names and paths',
    {
      volumes: [
        { name: 'v', emptyDir: {} },
        { name: 'p', persistentVolumeClaim: { claimName: 'c' } },
      ],
      containers: [
        {
          name: 'c',
          image: 'i',
          volumeMounts: [
            {},
            { name: 'x', mountPath: '/a' },
            { name: 'v', mountPath: '/a' },
            { name: 'v', mountPath: '/a/' },
            { name: 'v', mountPath: 'a:b' },
            { name: 'v' },
          ],
        },
      ],
    },
    [
      'containers[0].volumeMounts[0].name: Required value',
      'containers[0].volumeMounts[0].name: Not found: ""',
      'containers[0].volumeMounts[0].mountPath: Required value',
      'containers[0].volumeMounts[1].name: Not found: "x"',
      'containers[0].volumeMounts[2].mountPath: Invalid value: "/a": must be unique',
      'containers[0].volumeMounts[5].mountPath: Required value',
      'containers[0].volumeMounts[5].mountPath: Invalid value: "": must be unique',
    ],
  ],
  [
    'mounts: paths below the volume',
    {
      volumes: [
        { name: 'v', emptyDir: {} },
        { name: 'p', persistentVolumeClaim: { claimName: 'c' } },
      ],
      containers: [
        {
          name: 'c',
          image: 'i',
          volumeMounts: [
            { name: 'v', mountPath: '/a', subPath: '/x' },
            { name: 'v', mountPath: '/b', subPath: 'a/../b' },
            { name: 'v', mountPath: '/c', subPathExpr: '/..' },
            { name: 'v', mountPath: '/d', subPath: '..a', subPathExpr: 'b' },
          ],
        },
      ],
    },
    [
      'containers[0].volumeMounts.subPath: Invalid value: "/x": must be a relative path',
      'containers[0].volumeMounts.subPath: Invalid value: "a/../b": must not contain \'..\'',
      'containers[0].volumeMounts.subPathExpr: Invalid value: "/..": must be a relative path',
      'containers[0].volumeMounts.subPathExpr: Invalid value: "/..": must not contain \'..\'',
      'containers[0].volumeMounts[3].subPathExpr: Invalid value: "b": subPathExpr and subPath are mutually exclusive',
    ],
  ],
  [
    'mounts: propagation',
    {
      volumes: [
        { name: 'v', emptyDir: {} },
        { name: 'p', persistentVolumeClaim: { claimName: 'c' } },
      ],
      containers: [
        {
          name: 'c',
          image: 'i',
          volumeMounts: [
            { name: 'v', mountPath: '/a', mountPropagation: '' },
            { name: 'v', mountPath: '/b', mountPropagation: 'Bidirectional' },
            { name: 'v', mountPath: '/c', mountPropagation: 'HostToContainer' },
          ],
        },
      ],
    },
    [
      'containers[0].volumeMounts.mountPropagation: Unsupported value: "": supported values: "Bidirectional", "HostToContainer", "None"',
      'containers[0].volumeMounts.mountPropagation: Forbidden: Bidirectional mount propagation is available only to privileged containers',
    ],
  ],
  [
    'mounts: recursive read-only',
    {
      volumes: [
        { name: 'v', emptyDir: {} },
        { name: 'p', persistentVolumeClaim: { claimName: 'c' } },
      ],
      containers: [
        {
          name: 'c',
          image: 'i',
          volumeMounts: [
            { name: 'v', mountPath: '/a', recursiveReadOnly: 'Enabled' },
            {
              name: 'v',
              mountPath: '/b',
              recursiveReadOnly: 'IfPossible',
              readOnly: true,
              mountPropagation: 'HostToContainer',
            },
            { name: 'v', mountPath: '/c', recursiveReadOnly: '' },
            { name: 'v', mountPath: '/d', recursiveReadOnly: 'Disabled' },
            { name: 'v', mountPath: '/e', recursiveReadOnly: 'Enabled', readOnly: true, mountPropagation: 'None' },
          ],
        },
      ],
    },
    [
      'containers[0].volumeMounts.recursiveReadOnly: Forbidden: may only be specified when readOnly is true',
      'containers[0].volumeMounts.recursiveReadOnly: Forbidden: may only be specified when mountPropagation is None or not specified',
      'containers[0].volumeMounts.recursiveReadOnly: Unsupported value: "": supported values: "Disabled", "Enabled", "IfPossible"',
    ],
  ],
  [
    'a mount of an invalid volume, and of the second of two',
    {
      volumes: [{ name: 'v', hostPath: { path: '' } }, { name: 'w' }, { name: 'w', emptyDir: {} }],
      containers: [
        {
          name: 'c',
          image: 'i',
          volumeMounts: [
            { name: 'v', mountPath: '/a' },
            { name: 'w', mountPath: '/b' },
          ],
        },
      ],
    },
    [
      'volumes[0].hostPath.path: Required value',
      'volumes[2].name: Duplicate value: "w"',
      'containers[0].volumeMounts[0].name: Not found: "v"',
    ],
  ],
  [
    'devices',
    {
      volumes: [
        { name: 'v', emptyDir: {} },
        { name: 'p', persistentVolumeClaim: { claimName: 'c' } },
        { name: 'q', persistentVolumeClaim: { claimName: 'c' } },
      ],
      containers: [
        {
          name: 'c',
          image: 'i',
          volumeDevices: [
            {},
            { name: 'p', devicePath: '/d' },
            { name: 'p', devicePath: '/d' },
            { name: 'v', devicePath: '/a/../b' },
            { name: 'x', devicePath: '/a/../b' },
          ],
          volumeMounts: [],
        },
      ],
    },
    [
      'containers[0].volumeDevices[0].name: Required value',
      'containers[0].volumeDevices[0].name: Not found: ""',
      'containers[0].volumeDevices[0].devicePath: Required value',
      'containers[0].volumeDevices[2].name: Invalid value: "p": must be unique',
      'containers[0].volumeDevices[2].devicePath: Invalid value: "/d": must be unique',
      'containers[0].volumeDevices[3].name: Invalid value: "v": can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode',
      'containers[0].volumeDevices[3].devicePath: Invalid value: "/a/../b": can not contain backsteps (\'..\')',
      'containers[0].volumeDevices[4].name: Not found: "x"',
      'containers[0].volumeDevices[4].devicePath: Invalid value: "/a/../b": can not contain backsteps (\'..\')',
    ],
  ],
  [
    'devices without a name, which are not told to be unique',
    { containers: [{ name: 'c', image: 'i', volumeDevices: [{ devicePath: '/a' }, { devicePath: '/b' }] }] },
    [
      'containers[0].volumeDevices[0].name: Required value',
      'containers[0].volumeDevices[0].name: Not found: ""',
      'containers[0].volumeDevices[1].name: Required value',
      'containers[0].volumeDevices[1].name: Not found: ""',
    ],
  ],
  [
    'devices beside mounts',
    {
      volumes: [
        { name: 'v', emptyDir: {} },
        { name: 'p', persistentVolumeClaim: { claimName: 'c' } },
        { name: 'q', persistentVolumeClaim: { claimName: 'c' } },
      ],
      containers: [
        {
          name: 'c',
          image: 'i',
          volumeDevices: [
            { name: 'p', devicePath: '/a' },
            { name: 'q', devicePath: '/b' },
          ],
          volumeMounts: [
            { name: 'v', mountPath: '/a' },
            { name: 'q', mountPath: '/c' },
          ],
        },
      ],
    },
    [
      'containers[0].volumeMounts[0].mountPath: Invalid value: "/a": must not already exist as a path in volumeDevices',
      'containers[0].volumeMounts[1].name: Invalid value: "q": must not already exist in volumeDevices',
      'containers[0].volumeDevices[0].devicePath: Invalid value: "/a": must not already exist as a path in volumeMounts',
      'containers[0].volumeDevices[1].name: Invalid value: "q": must not already exist in volumeMounts',
    ],
  ],
];

for (const [title, spec, expected] of IN_POD)
  test(title, () => {
    assert.equal(errorsOf(spec).map(shown), expected);
  });

test.run();
