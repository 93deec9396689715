import { test } from 'uvu';
import * as assert from 'uvu/assert';
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

test.run();
