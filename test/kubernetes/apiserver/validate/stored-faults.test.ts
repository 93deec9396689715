import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { NEWEST } from '../../../../src/kubernetes/api/release.ts';
import { FieldPath, type FieldError } from '../../../../src/kubernetes/apimachinery/field-errors.ts';
import type { Declared, PodSpec } from '../../../../src/kubernetes/api/objects.ts';
import { validateAffinity } from '../../../../src/kubernetes/apiserver/validate/affinity.ts';
import type { ValidationOptions } from '../../../../src/kubernetes/apiserver/validate/options.ts';
import { validationOptions } from '../../../../src/kubernetes/apiserver/validate/stored-faults.ts';
import { validateTopologySpread } from '../../../../src/kubernetes/apiserver/validate/topology-spread.ts';
import { validateVolumes } from '../../../../src/kubernetes/apiserver/validate/volumes.ts';

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const ROOT = FieldPath.root('spec');
const matchExpressions = [{ key: 'k', operator: 'In', values: ['a b'] }];
const spread = { maxSkew: 1, topologyKey: 'k', whenUnsatisfiable: 'DoNotSchedule' };
const twice = { matchLabels: { a: 'b' }, matchExpressions: [{ key: 'a', operator: 'Exists' }] };

function errors(spec: Declared<PodSpec>, old: Declared<PodSpec> | undefined): FieldError[] {
  const options = validationOptions(old, 36);
  return [
    ...validateVolumes(spec.volumes ?? [], ROOT, options).errors,
    ...validateAffinity(spec.affinity, ROOT, options),
    ...validateTopologySpread(spec.topologySpreadConstraints ?? [], ROOT, options),
  ];
}

/** Specs that are refused, unless the stored one already was like that; and how many errors stay then. */
for (const [title, spec, left] of [
  [
    'label values of a pod affinity selector',
    { affinity: { podAffinity: { [REQUIRED]: [{ topologyKey: 'k', namespaceSelector: { matchExpressions } }] } } },
    0,
  ],
  [
    'values of required node affinity',
    { affinity: { nodeAffinity: { [REQUIRED]: { nodeSelectorTerms: [{ matchExpressions }] } } } },
    0,
  ],
  [
    'a selector of topology spread',
    { topologySpreadConstraints: [{ ...spread, labelSelector: { matchExpressions } }] },
    0,
  ],
  [
    'keys of topology spread that fail the newer rule, and the older one too',
    { topologySpreadConstraints: [{ ...spread, labelSelector: twice, matchLabelKeys: ['a'] }] },
    1,
  ],
  [
    'one constraint of two that fails the newer rule',
    {
      topologySpreadConstraints: [
        { ...spread, labelSelector: twice, matchLabelKeys: ['a'] },
        { ...spread, topologyKey: 'z', labelSelector: { matchLabels: { a: 'b' } }, matchLabelKeys: ['c'] },
      ],
    },
    1,
  ],
  [
    'the path of a token',
    {
      volumes: [
        { name: 'v', projected: { sources: [{ serviceAccountToken: { path: '/t', expirationSeconds: 600 } }] } },
      ],
    },
    0,
  ],
] as const satisfies readonly (readonly [string, Declared<PodSpec>, number])[])
  test(title, () => {
    assert.is(errors(spec, undefined).length, 1);
    assert.is(errors(spec, {}).length, 1);
    assert.is(errors(spec, spec).length, left);
  });

const plain = { name: 'a', image: 'i' };
const rule = (action: string) => ({ action, exitCodes: { operator: 'In', values: [1] } });
const resize = (resourceName: string, restartPolicy: string) => ({ resourceName, restartPolicy });
const selects = (value: string) => ({ matchExpressions: [{ key: 'k', operator: 'In', values: [value] }] });
const tokens = (...paths: readonly string[]): Declared<PodSpec> => ({
  volumes: [{ name: 'v', projected: { sources: paths.map((path) => ({ serviceAccountToken: { path } })) } }],
});
const near = (...values: readonly string[]): Declared<PodSpec> => ({
  affinity: {
    podAffinity: { [REQUIRED]: values.map((value) => ({ topologyKey: 'k', labelSelector: selects(value) })) },
  },
});
const onNodes = (...values: readonly string[]): Declared<PodSpec> => {
  const terms = [{ matchExpressions: [{ key: 'k', operator: 'In', values: [...values] }] }];
  return { affinity: { nodeAffinity: { [REQUIRED]: { nodeSelectorTerms: terms } } } };
};

/** A stored spec in which one of several sets an option, and one that nearly does. */
const SETS: readonly (readonly [keyof ValidationOptions, sets: Declared<PodSpec>, nearly: Declared<PodSpec>])[] = [
  ['allowInvalidLabelValueInSelector', near('a', 'a b'), near('a')],
  ['allowInvalidLabelValueInRequiredNodeAffinity', onNodes('a', 'a b'), onNodes('a')],
  [
    'allowInvalidTopologySpreadConstraintLabelSelector',
    { topologySpreadConstraints: [{ labelSelector: selects('a') }, { labelSelector: selects('a b') }] },
    { topologySpreadConstraints: [{ labelSelector: selects('a') }] },
  ],
  [
    'oldPodViolatesMatchLabelKeysValidation',
    { topologySpreadConstraints: [spread, { ...spread, labelSelector: twice, matchLabelKeys: ['a'] }] },
    { topologySpreadConstraints: [spread] },
  ],
  [
    'allowIndivisibleHugePagesValues',
    { containers: [plain, { ...plain, resources: { limits: { cpu: '1', 'hugepages-2Mi': '1Mi' } } }] },
    { containers: [{ ...plain, resources: { limits: { cpu: '1', 'hugepages-2Mi': '2Mi' } } }] },
  ],
  [
    'allowNamespacedSysctlsForHostNetAndHostIPC',
    { hostNetwork: true, securityContext: { sysctls: [{ name: 'kernel.sem' }, { name: 'net.core.somaxconn' }] } },
    { hostNetwork: true, securityContext: { sysctls: [{ name: 'kernel.sem' }] } },
  ],
  [
    'allowRestartContainerForPlainInit',
    {
      initContainers: [
        plain,
        { ...plain, resizePolicy: [resize('cpu', 'NotRequired'), resize('memory', 'RestartContainer')] },
      ],
    },
    { initContainers: [plain, { ...plain, resizePolicy: [resize('cpu', 'NotRequired')] }] },
  ],
  [
    'allowRelaxedEnvNames',
    { containers: [{ ...plain, env: [{ name: 'A' }, { name: 'a:b' }] }] },
    { containers: [{ ...plain, env: [{ name: 'A' }] }] },
  ],
  ['allowRelaxedDNSSearches', { dnsConfig: { searches: ['a', 'a_b'] } }, { dnsConfig: { searches: ['a'] } }],
  [
    'allowSleepOfZero',
    { containers: [plain, { ...plain, lifecycle: { preStop: { sleep: { seconds: 0 } } } }] },
    { containers: [plain, { ...plain, lifecycle: { preStop: { sleep: { seconds: 1 } } } }] },
  ],
  [
    'allowComparingTolerations',
    { tolerations: [{ operator: 'Exists' }, { key: 'k', operator: 'Lt', value: '1' }] },
    { tolerations: [{ operator: 'Exists' }] },
  ],
  [
    'allowContainerRestartRules',
    { containers: [plain, { ...plain, restartPolicy: 'Never' }] },
    { containers: [plain] },
  ],
  [
    'allowContainerRestartRules',
    { initContainers: [plain, { ...plain, restartPolicy: 'Never' }], containers: [plain] },
    { initContainers: [plain], containers: [plain] },
  ],
  [
    'allowRestartAllContainers',
    { containers: [plain, { ...plain, restartPolicyRules: [rule('Restart'), rule('RestartAllContainers')] }] },
    { containers: [{ ...plain, restartPolicyRules: [rule('Restart')] }] },
  ],
  [
    'allowRestartAllContainers',
    { initContainers: [plain, { ...plain, restartPolicy: 'Always', restartPolicyRules: [rule('Restart')] }] },
    { initContainers: [plain, { ...plain, restartPolicy: 'Never', restartPolicyRules: [rule('Restart')] }] },
  ],
  [
    'allowUserNamespacesWithVolumeDevices',
    { hostUsers: false, containers: [plain, { ...plain, volumeDevices: [{ name: 'd', devicePath: '/d' }] }] },
    { hostUsers: false, containers: [plain, { ...plain, volumeDevices: [] }] },
  ],
  [
    'allowEmptyImageReference',
    {
      volumes: [
        { name: 'v', emptyDir: {} },
        { name: 'w', image: { reference: '' } },
      ],
    },
    {
      volumes: [
        { name: 'v', emptyDir: {} },
        { name: 'w', image: { reference: 'i' } },
      ],
    },
  ],
  [
    'allowSysAdminWithoutEscalation',
    { containers: [plain, { ...plain, securityContext: { capabilities: { add: ['CAP_SYS_ADMIN'] } } }] },
    { containers: [plain, { ...plain, securityContext: { capabilities: { add: ['SYS_ADMIN'] } } }] },
  ],
  ['allowNonLocalProjectedTokenPath', tokens('t', '/t'), tokens('t')],
];

for (const [option, sets, nearly] of SETS)
  test(`${option}: set by what is stored`, () => {
    const value = (old: Declared<PodSpec>): unknown => validationOptions(old, NEWEST, old)[option];
    assert.equal([value(sets), value(nearly)], [true, false]);
  });

test.run();
