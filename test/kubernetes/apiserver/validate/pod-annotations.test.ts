import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { FieldPath, type FieldError } from '../../../../src/kubernetes/apimachinery/field-errors.ts';
import type { Declared, PodTemplateSpec } from '../../../../src/kubernetes/api/objects.ts';
import { validatePodAnnotations } from '../../../../src/kubernetes/apiserver/validate/pod-annotations.ts';

type Annotations = Readonly<Record<string, string>>;

const COST = 'controller.kubernetes.io/pod-deletion-cost';
const TOLERATIONS = 'scheduler.alpha.kubernetes.io/tolerations';
const MIRROR = 'kubernetes.io/config.mirror';
const SECCOMP = 'seccomp.security.alpha.kubernetes.io/pod';
const SECCOMP_OF = 'container.seccomp.security.alpha.kubernetes.io/';
const APP_ARMOR = 'container.apparmor.security.beta.kubernetes.io/';

const template = (annotations: Annotations): Declared<PodTemplateSpec> => ({
  metadata: { annotations },
  spec: { containers: [{ name: 'c' }], initContainers: [{ name: 'i' }] },
});
const shown = ({ field, message }: FieldError) => `${field}: ${message}`;
const errors = (annotations: Annotations, old?: Annotations) =>
  validatePodAnnotations(
    template(annotations),
    FieldPath.root('a'),
    { minor: 36 },
    old === undefined ? undefined : template(old),
  );

/** An annotation, its value, and what is wrong. */
const VALUES: readonly (readonly [string, string, readonly string[]])[] = [
  [MIRROR, 'x', [`a[${MIRROR}]: Invalid value: "x": must set spec.nodeName if mirror pod annotation is set`]],
  [MIRROR, '', [`a[${MIRROR}]: Invalid value: "": must set spec.nodeName if mirror pod annotation is set`]],
  [TOLERATIONS, '', []],
  [TOLERATIONS, 'null', []],
  [TOLERATIONS, '[]', []],
  [TOLERATIONS, '[{"operator":"Exists","effect":"NoExecute","tolerationSeconds":5}]', []],
  [
    TOLERATIONS,
    '[{"operator":"Exists","effect":"NoSchedule","tolerationSeconds":5}]',
    [
      `a.${TOLERATIONS}[0].effect: Invalid value: "NoSchedule": effect must be 'NoExecute' when \`tolerationSeconds\` is set`,
    ],
  ],
  [TOLERATIONS, '[{"KEY":"k","operator":"Exists","unknown":1,"tolerationSeconds":null}]', []],
  [
    TOLERATIONS,
    '[null]',
    [
      `a.${TOLERATIONS}[0].operator: Invalid value: "": operator must be Exists when \`key\` is empty, which means "match all values and all keys"`,
    ],
  ],
  [
    TOLERATIONS,
    '[{"operator":"Exists","effect":"x"}]',
    [
      `a.${TOLERATIONS}[0].effect: Unsupported value: "x": supported values: "NoSchedule", "PreferNoSchedule", "NoExecute"`,
    ],
  ],
  ...(
    [
      ['{}', 'json: cannot unmarshal object into Go value of type []core.Toleration'],
      ['5', 'json: cannot unmarshal number into Go value of type []core.Toleration'],
      ['[5]', 'json: cannot unmarshal number into Go value of type core.Toleration'],
      ['[{"key":5}]', 'json: cannot unmarshal number into Go struct field Toleration.Key of type string'],
      [
        '[{"operator":[]}]',
        'json: cannot unmarshal array into Go struct field Toleration.Operator of type core.TolerationOperator',
      ],
      [
        '[{"effect":true}]',
        'json: cannot unmarshal bool into Go struct field Toleration.Effect of type core.TaintEffect',
      ],
      [
        '[{"tolerationSeconds":"5"}]',
        'json: cannot unmarshal string into Go struct field Toleration.TolerationSeconds of type int64',
      ],
      [
        '[{"tolerationSeconds":1.5}]',
        'json: cannot unmarshal number 1.5 into Go struct field Toleration.TolerationSeconds of type int64',
      ],
      [
        '[{"tolerationSeconds":9223372036854775808}]',
        'json: cannot unmarshal number 9223372036854775808 into Go struct field Toleration.TolerationSeconds of type int64',
      ],
      ['x', "invalid character 'x' looking for beginning of value"],
      ['[', 'unexpected end of JSON input'],
      ['[]x', "invalid character 'x' after top-level value"],
    ] as const
  ).map(([value, fault]) => [TOLERATIONS, value, [`a: Invalid value: "${TOLERATIONS}": ${fault}`]] as const),
  ...['0', '-0', '-01', '1', '-2147483648', '2147483647'].map((value) => [COST, value, []] as const),
  ...['', '-', '+1', '01', '1.5', 'x', ' 1', '2147483648', '-2147483649'].map(
    (value) => [COST, value, [`a[${COST}]: Invalid value: "${value}": must be a 32bit integer`]] as const,
  ),
  ...['runtime/default', 'docker/default', 'unconfined', 'localhost/a/b', 'localhost/'].flatMap((value) => [
    [SECCOMP, value, []] as const,
    [`${SECCOMP_OF}any`, value, []] as const,
  ]),
  [SECCOMP, '', [`a.${SECCOMP}: Invalid value: "": must be a valid seccomp profile`]],
  [`${SECCOMP_OF}any`, 'x', [`a.${SECCOMP_OF}any: Invalid value: "x": must be a valid seccomp profile`]],
  [
    SECCOMP,
    'localhost//../a',
    [
      `a.${SECCOMP}: Invalid value: "/../a": must be a relative path`,
      `a.${SECCOMP}: Invalid value: "/../a": must not contain '..'`,
    ],
  ],
  ...['', 'runtime/default', 'unconfined', 'localhost/', 'localhost/a\nb'].map(
    (value) => [`${APP_ARMOR}i`, value, []] as const,
  ),
  [
    `${APP_ARMOR}x`,
    'docker/default',
    [
      `a[${APP_ARMOR}x]: Invalid value: "x": container not found`,
      `a[${APP_ARMOR}x]: Invalid value: "docker/default": invalid AppArmor profile name: "docker/default"`,
    ],
  ],
];

for (const [key, value, expected] of VALUES)
  test(`${key}: ${JSON.stringify(value)}`, () => {
    assert.equal(errors({ [key]: value }).map(shown), expected);
  });

test('a mirror pod has a node', () => {
  const onNode = { ...template({ [MIRROR]: 'x' }), spec: { nodeName: 'n' } };
  assert.equal(validatePodAnnotations(onNode, FieldPath.root('a'), { minor: 36 }, undefined), []);
});

test('a stored deletion cost that is wrong excuses another', () => {
  assert.equal(errors({ [COST]: 'y' }, { [COST]: 'x' }), []);
  assert.is(errors({ [COST]: 'y' }, { [COST]: '1' }).length, 1);
  assert.is(errors({ [COST]: 'y' }, {}).length, 1);
});

test('an annotation is one place, whatever is wrong in it', () => {
  const places = [...errors({ [TOLERATIONS]: '[{}]' }), ...errors({ [TOLERATIONS]: 'x' })].map(({ at }) => at);
  assert.equal(places, [
    ['a', TOLERATIONS],
    ['a', TOLERATIONS],
  ]);
});

test.run();
