import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { NEWEST } from '../../../../src/kubernetes/api/release.ts';
import { FieldPath, type FieldError } from '../../../../src/kubernetes/apimachinery/field-errors.ts';
import type { Declared, PodSpec } from '../../../../src/kubernetes/api/objects.ts';
import { validateAffinity } from '../../../../src/kubernetes/apiserver/validate/affinity.ts';
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

/** A stored spec, an option that it sets, and one that nearly does. */
for (const [option, sets, nearly] of [
  [
    'allowIndivisibleHugePagesValues',
    { containers: [plain, { ...plain, resources: { limits: { 'hugepages-2Mi': '1Mi' } } }] },
    { containers: [{ ...plain, resources: { limits: { 'hugepages-2Mi': '2Mi', cpu: '1' } } }] },
  ],
  [
    'allowRestartContainerForPlainInit',
    { initContainers: [{ ...plain, resizePolicy: [{ resourceName: 'cpu', restartPolicy: 'RestartContainer' }] }] },
    { initContainers: [plain] },
  ],
  [
    'allowContainerRestartRules',
    { containers: [plain, { ...plain, restartPolicy: 'Never' }] },
    { containers: [plain] },
  ],
  [
    'allowRestartAllContainers',
    { containers: [plain, { ...plain, restartPolicyRules: [rule('RestartAllContainers')] }] },
    { containers: [{ ...plain, restartPolicyRules: [rule('Restart')] }] },
  ],
  [
    'allowRestartAllContainers',
    { initContainers: [{ ...plain, restartPolicy: 'Always', restartPolicyRules: [rule('Restart')] }] },
    { initContainers: [{ ...plain, restartPolicy: 'Never', restartPolicyRules: [rule('Restart')] }] },
  ],
] as const)
  test(`${option}: set by what is stored`, () => {
    const value = (old: object): unknown => validationOptions(old, NEWEST)[option];
    assert.equal([value(sets), value(nearly)], [true, false]);
  });

test.run();
