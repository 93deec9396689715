import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { inProject } from '../cli/project.ts';

const test = suite('hostile charts');

/** Of CPU time: more than a rendering may take, less than a tenth of what these would. */
const SECONDS = 30;
const DOUBLED = '{{ $d := dict "a" "x" }}{{ range until 40 }}{{ $d = dict "a" $d "b" $d }}{{ end }}';

// Each template would take minutes, or gigabytes.
const ENDLESS: readonly (readonly [string, string])[] = [
  ['a long list', '{{ $x := until 1000000000 }}'],
  ['loops in each other', '{{ range until 100000 }}{{ range until 100000 }}{{ end }}{{ end }}'],
  ['repeated text', '{{ repeat 1000000000 "x" }}'],
  ['a wide indentation', '{{ indent 100000000 "x" }}'],
  ['a text that doubles', '{{ $s := "x" }}{{ range until 40 }}{{ $s = cat $s $s }}{{ end }}'],
  ['texts that are kept', '{{ $l := list }}{{ range until 2000 }}{{ $l = append $l (repeat 5000000 "x") }}{{ end }}'],
  ['a list that grows', '{{ $l := list }}{{ range until 200000 }}{{ $l = append $l . }}{{ end }}'],
  ['a text hashed often', '{{ $s := repeat 6000000 "a" }}{{ range until 100000 }}{{ $x := sha256sum $s }}{{ end }}'],
  ['a text parsed often', '{{ $s := repeat 50000 "a: b\\n" }}{{ range until 10000 }}{{ $x := fromYaml $s }}{{ end }}'],
  ['templates that call two', '{{ define "a" }}{{ include "a" . }}{{ include "a" . }}{{ end }}{{ include "a" . }}'],
  ['a value in itself', '{{ $d := dict }}{{ $_ := set $d "a" $d }}{{ toYaml $d }}'],
  ['shared values copied', `${DOUBLED}{{ $x := deepCopy $d }}`],
  ['shared values printed', `${DOUBLED}{{ $d }}`],
  ['shared values as YAML', `${DOUBLED}{{ toYaml $d }}`],
  ['passwords', '{{ range until 10000 }}{{ $x := derivePassword 1 "long" "a" "b" "c" }}{{ end }}'],
  ['documents', '{{ range until 300000 }}\n---\na: b\n{{ end }}'],
];

for (const [what, template] of ENDLESS) {
  test(`${what}: the chart is given up, and the rest is checked`, () =>
    inProject(
      {
        'c/Chart.yaml': 'apiVersion: v2\nname: c\nversion: 0.1.0\n',
        'c/templates/a.yaml': `${template}\n---\nkind: DaemonSet\n`,
        'c/ci/one-values.yaml': 'a: 1\n',
        'other.yaml': 'apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: a}\n',
      },
      async ({ run }) => {
        const before = process.cpuUsage();
        const { code, stdout } = await run('.');
        const { user, system } = process.cpuUsage(before);
        assert.is(code, 1);
        assert.is(stdout.match(/\[chart-error\]/g)?.length, 1, stdout);
        assert.match(stdout, /^other\.yaml:.*\[missing-field\]/m);
        assert.ok((user + system) / 1e6 < SECONDS, `${(user + system) / 1e6} s`);
      },
    ));
}

test('many hostile charts take no more than ten of them', () => {
  const charts = Array.from({ length: 40 }, (_, i) => [
    [`c${String(i)}/Chart.yaml`, 'apiVersion: v2\nname: c\nversion: 0.1.0\n'] as const,
    [
      `c${String(i)}/templates/a.yaml`,
      `{{ range until 100000 }}{{ range until 100000 }}{{ end }}{{ end }}\n---\nkind: DaemonSet\n`,
    ] as const,
  ]);
  return inProject(Object.fromEntries(charts.flat()), async ({ run }) => {
    const before = process.cpuUsage();
    const { code, stdout } = await run('.');
    const { user, system } = process.cpuUsage(before);
    assert.is(code, 1);
    assert.is(stdout.match(/\[chart-error\]/g)?.length, 40, stdout);
    assert.match(stdout, /all charts and kustomizations take more than \d+ steps together/);
    assert.ok((user + system) / 1e6 < 3 * SECONDS, `${(user + system) / 1e6} s`);
  });
});

test('render says where it was given up', () =>
  inProject(
    {
      'c/Chart.yaml': 'apiVersion: v2\nname: c\nversion: 0.1.0\n',
      'c/templates/a.yaml': 'a: b\nc: {{ until 1000000000 }}\n',
    },
    async ({ run }) => {
      const { code, stderr } = await run('render', 'c');
      assert.is.not(code, 0);
      assert.match(stderr, /a\.yaml:2:\d+: .*it takes more than \d+ steps/);
    },
  ));

test.run();
