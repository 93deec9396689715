import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { errorsOf, shown, type Part } from '../../causes-of.ts';

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
