import { gzipSync } from 'node:zlib';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { CHART, HELPERS, TEMPLATE, VALUES } from './agent-chart.ts';
import { inProject } from './project.ts';
import { commitAll, findings, inRepository } from './repository.ts';

const test = suite('charts');

const ONLY = ['--only', 'invalid-value,chart-error,yaml-syntax,mutable-image-tag'] as const;

test('a template is checked as it renders, and the finding names it and the line of the values', () =>
  inProject({ ...CHART, 'agent/values.yaml': VALUES.replace('10%', '0') }, async ({ run }) => {
    const { code, stdout } = await run(...ONLY);
    assert.is(code, 1);
    assert.equal(findings(stdout), ['agent/templates/ds.yaml invalid-value']);
    assert.match(stdout, 'the value comes from rollout.maxUnavailable, agent/values.yaml:2');
    const line = TEMPLATE.split('\n').findIndex((text) => text.includes('{{ .Values.rollout')) + 1;
    assert.match(stdout, `agent/templates/ds.yaml:${line}:`);
  }));

test('what a helper prints is found in the helper, with who includes it', () =>
  inProject({ ...CHART, 'agent/values.yaml': VALUES.replace('1.4.2', 'latest') }, async ({ run }) => {
    const { stdout } = await run(...ONLY, '--notes', '--format', 'json');
    const [finding] = (
      JSON.parse(stdout) as { findings: { path: string; rule: string; related: { path: string; message: string }[] }[] }
    ).findings;
    assert.ok(finding !== undefined);
    assert.is(finding.rule, 'mutable-image-tag');
    assert.is(finding.path, 'agent/templates/_helpers.tpl');
    assert.equal(
      finding.related.map(({ path, message }) => `${path}: ${message}`),
      [
        'agent/values.yaml: the value comes from image.repository',
        'agent/values.yaml: the value comes from image.tag',
        'agent/templates/ds.yaml: included here',
      ],
    );
  }));

test('a named values file is a chart that is checked', () =>
  inProject({ ...CHART, 'agent/values.yaml': VALUES.replace('10%', '0') }, async ({ run }) => {
    assert.equal(findings((await run(...ONLY, 'agent/values.yaml')).stdout), ['agent/templates/ds.yaml invalid-value']);
    assert.equal(findings((await run(...ONLY, 'agent/templates/_helpers.tpl')).stdout), []);
  }));

test('values that the chart ships for tests are tried too', () =>
  inProject({ ...CHART, 'agent/ci/bad-values.yaml': 'rollout:\n  maxUnavailable: 0\n' }, async ({ run }) => {
    const { stdout } = await run(...ONLY);
    assert.equal(findings(stdout), ['agent/templates/ds.yaml invalid-value']);
    assert.match(stdout, 'agent/ci/bad-values.yaml:2');
  }));

test('a DaemonSet behind a switch is turned on', () => {
  const template = `{{- if eq .Values.kind "DaemonSet" }}\n${TEMPLATE}{{- end }}\n`;
  const values = `kind: Deployment\n${VALUES.replace('10%', '0')}`;
  return inProject({ ...CHART, 'agent/templates/ds.yaml': template, 'agent/values.yaml': values }, async ({ run }) => {
    const { stdout } = await run(...ONLY, '--format', 'json');
    const [finding] = (JSON.parse(stdout) as { findings: { rule: string; related: { message: string }[] }[] }).findings;
    assert.ok(finding !== undefined);
    assert.is(finding.rule, 'invalid-value');
    assert.ok(finding.related.some(({ message }) => message === 'rendered with --set kind=DaemonSet'));
  });
});

test('a DaemonSet that a switched ConfigMap carries as text is turned on, or named as skipped', () => {
  const inner = TEMPLATE.replace(/^(?=.)/gm, '    ').replace('{{ .Values.rollout.maxUnavailable }}', '0');
  const carrier = (condition: string, text: string): string =>
    `{{- if ${condition} }}\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: texts\ndata:\n  ds.yaml: ${text}{{- end }}\n`;
  const quoted = '"apiVersion: apps/v1\\nkind: DaemonSet\\nmetadata:\\n  name: q\\n"\n';
  const chart = {
    ...CHART,
    'agent/templates/on.yaml': carrier('.Values.mock', `|\n${inner}`),
    'agent/templates/other.yaml': carrier('gt (len .Values.nodes) 2', `|-\n{{/* c */}}\n${inner}`),
    'agent/templates/quoted.yaml': carrier('true', quoted),
    'agent/templates/mention.yaml': carrier('gt (len .Values.nodes) 2', '|\n    targets:\n      kind: DaemonSet\n'),
    'agent/values.yaml': `mock: false\nnodes: []\n${VALUES}`,
  };
  return inProject(chart, async ({ run }) => {
    const { stdout, stderr } = await run('--only', 'invalid-value', '--verbose');
    assert.equal(findings(stdout), ['agent/templates/on.yaml invalid-value']);
    assert.match(stderr, /skipped as switched-off: 1 file.*\n.* agent\/templates\/other\.yaml/);
  });
});

test('a switched template whose DaemonSet is in a named template is turned on, or named as skipped', () => {
  const bad = TEMPLATE.replace('{{ .Values.rollout.maxUnavailable }}', '0');
  const define = (name: string, body: string): string => `{{- define "${name}" -}}\n${body}{{- end }}\n`;
  const labels = define('agent.labels', 'app: agent\n');
  const all = define('agent.all', '{{ if true }}{{ template "agent.ds" . }}{{ end }}\n');
  const chart = {
    ...CHART,
    'agent/templates/_helpers.tpl':
      HELPERS + labels + define('agent.ds', bad) + all + define('agent.loop', '{{ include "agent.loop" . }}'),
    'agent/templates/on.yaml': '{{ if .Values.mock }}{{ include "agent.all" . }}{{ end }}\n',
    'agent/templates/each.yaml': '{{ range .Values.nodes }}{{ include "agent.ds" $ }}{{ end }}\n',
    'agent/templates/other.yaml': '{{ if .Values.mock }}{{ include "agent.labels" . }}{{ end }}\n',
    'agent/values.yaml': `mock: false\nnodes: []\n${VALUES}`,
  };
  return inProject(chart, async ({ run }) => {
    const { stdout, stderr } = await run('--only', 'invalid-value', '--verbose');
    assert.match(stdout, /invalid-value/);
    assert.match(stderr, /skipped as switched-off: 1 file.*\n.* agent\/templates\/each\.yaml/);
  });
});

test('a switched template in a folder of the templates is turned on, or named as skipped', () => {
  const behind = (condition: string): string => `{{- if ${condition} }}\n${TEMPLATE}{{- end }}\n`;
  const chart = {
    ...CHART,
    'agent/templates/mock/ds.yaml': behind('.Values.mock').replace('{{ .Values.rollout.maxUnavailable }}', '0'),
    'agent/templates/mock/other.yaml': behind('gt (len .Values.nodes) 2'),
    'agent/values.yaml': `mock: false\nnodes: []\n${VALUES}`,
  };
  return inProject(chart, async ({ run }) => {
    const { stdout, stderr } = await run(...ONLY, '--verbose');
    assert.equal(findings(stdout), ['agent/templates/mock/ds.yaml invalid-value']);
    assert.match(stderr, /skipped as switched-off: 1 file.*\n.* agent\/templates\/mock\/other\.yaml/);
  });
});

test('a chart that does not render is an error at the place that helm names', () =>
  inProject({ ...CHART, 'agent/values.yaml': 'image: {}\n' }, async ({ run }) => {
    const { code, stdout } = await run(...ONLY);
    assert.is(code, 1);
    assert.equal(findings(stdout), ['agent/templates/ds.yaml chart-error']);
    assert.match(stdout, 'nil pointer evaluating interface {}.maxUnavailable');
  }));

const DEPENDENCIES = `${CHART['agent/Chart.yaml']}dependencies:
  - {name: common, version: 1.x, repository: "https://example.com"}
  - {name: other, version: 1.x, repository: "https://example.com"}
`;

test('a missing dependency is found in Chart.yaml, and the rest is checked', () => {
  const chart = { ...CHART, 'agent/Chart.yaml': DEPENDENCIES, 'agent/values.yaml': VALUES.replace('10%', '0') };
  return inProject(chart, async ({ run }) => {
    const { stdout } = await run(...ONLY, '--notes');
    assert.equal(findings(stdout), ['agent/Chart.yaml chart-error', 'agent/templates/ds.yaml invalid-value']);
    assert.match(stdout, /agent\/Chart.yaml:\d+:\d+: note: .*helm dependency build/);
  });
});

test('a dependency that is missing beside others that are there is an error', () => {
  const common = { 'agent/charts/common/Chart.yaml': 'apiVersion: v2\nname: common\nversion: 1.0.0\n' };
  return inProject({ ...CHART, 'agent/Chart.yaml': DEPENDENCIES, ...common }, async ({ run }) => {
    const { code, stdout } = await run(...ONLY);
    assert.is(code, 1);
    assert.match(stdout, /agent\/Chart.yaml:\d+:\d+: error: .*missing in charts\/ directory: other/);
  });
});

const LOCAL = `${CHART['agent/Chart.yaml']}dependencies:\n- {name: part, version: ^0.1.0, repository: "file://../parts/part"}\n`;
const PART = { 'parts/part/Chart.yaml': 'apiVersion: v2\nname: part\nversion: 0.1.2\n' };

test('a dependency in a folder of the repository is packed as helm does', () => {
  const helper = '{{- define "part.unavailable" -}}{{ .Values.rollout.maxUnavailable }}{{- end -}}\n';
  const chart = {
    ...CHART,
    ...PART,
    'agent/Chart.yaml': LOCAL,
    'agent/templates/ds.yaml': TEMPLATE.replace(
      '{{ .Values.rollout.maxUnavailable }}',
      '{{ include "part.unavailable" . }}',
    ),
    'agent/values.yaml': `${VALUES.replace('10%', '0')}part: {mode: Recreate}\n`,
    'parts/part/values.yaml': 'mode: OnDelete\n',
    'parts/part/templates/_helpers.tpl': helper,
    'parts/part/templates/ds.yaml': TEMPLATE.replace(/ {4}rollingUpdate:\n.*\n/, '')
      .replace('RollingUpdate', '{{ .Values.mode }}')
      .replace('{{ include "agent.image" . }}', 'registry.example.com/part:1.0.0'),
  };
  return inProject(chart, async ({ run }) => {
    const { stdout, stderr } = await run(...ONLY);
    assert.equal(findings(stdout), [
      'parts/part/templates/_helpers.tpl invalid-value',
      'parts/part/templates/ds.yaml invalid-value',
    ]);
    assert.match(stdout, /"Recreate"/);
    assert.match(stderr, /3 DaemonSets in 2 files\n/);
  });
});

test('a dependency in a folder is missing where helm does not pack it, or it is out of the repository', async () => {
  const missing = async (files: Record<string, string>, agent = LOCAL): Promise<void> =>
    inProject({ ...CHART, ...PART, ...files, 'agent/Chart.yaml': agent }, async ({ run }) => {
      assert.match(
        (await run(...ONLY, '--notes')).stdout,
        /agent\/Chart.yaml:\d+:\d+: note: .*missing in charts\/ directory: part/,
      );
    });
  await missing({ 'parts/part/Chart.yaml': 'apiVersion: v2\nname: part\nversion: 0.2.0\n' });
  await missing({ 'parts/part/Chart.yaml': 'apiVersion: v2\nname: other\nversion: 0.1.0\n' });
  await missing({ 'parts/part/Chart.yaml': 'a: [\n' });
  await missing({}, LOCAL.replace('../parts', '../../../../../../../../../../parts'));
  await missing({}, LOCAL.replace('../parts/part', '/parts/part'));
});

test('a dependency that is missing beside one that is written in charts/ is not fetched yet', () => {
  const common = { 'agent/charts/common/Chart.yaml': 'apiVersion: v2\nname: common\nversion: 1.0.0\n' };
  const written = DEPENDENCIES.replace(', repository: "https://example.com"}', '}');
  return inProject({ ...CHART, 'agent/Chart.yaml': written, ...common }, async ({ run }) => {
    const { code, stdout } = await run(...ONLY, '--notes');
    assert.is(code, 0);
    assert.match(stdout, /agent\/Chart.yaml:\d+:\d+: note: .*missing in charts\/ directory: other/);
  });
});

test('a chart that refuses the namespace "default" is rendered for another one', () => {
  const guard = '{{ if eq .Release.Namespace "default" }}{{ fail "not in default" }}{{ end }}\n';
  const chart = {
    ...CHART,
    'agent/templates/ds.yaml': guard + TEMPLATE,
    'agent/values.yaml': VALUES.replace('10%', '0'),
  };
  return inProject(chart, async ({ run }) => {
    assert.equal(findings((await run(...ONLY)).stdout), ['agent/templates/ds.yaml invalid-value']);
  });
});

test('a chart in an archive is checked at its place in it', () => {
  const chart = CHART['agent/Chart.yaml'].replace('agent', 'stack');
  return inProject(
    {
      'stack/Chart.yaml': chart,
      'stack/charts/agent.tgz': archive({ ...CHART, 'agent/values.yaml': VALUES.replace('10%', '0') }),
    },
    async ({ run }) => {
      const { stdout } = await run(...ONLY);
      assert.equal(findings(stdout), ['stack/charts/agent.tgz/agent/templates/ds.yaml invalid-value']);
    },
  );
});

/** A gzipped tar of text files. */
function archive(files: Readonly<Record<string, string>>): Uint8Array {
  const blocks = Object.entries(files).flatMap(([name, text]) => {
    const data = Buffer.from(text);
    const header = Buffer.alloc(512);
    header.write(name, 0);
    header.write(data.length.toString(8).padStart(11, '0'), 124);
    header.write('0', 156);
    return [header, data, Buffer.alloc((512 - (data.length % 512)) % 512)];
  });
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(1024)]));
}

test('a change of values or of a helper is a change of the DaemonSet', () =>
  inRepository(CHART, async ({ root, write, run }) => {
    const changed = async (): Promise<string> => (await run('diff', '--since', 'HEAD', '--output', 'json')).stdout;
    assert.is(await changed(), '');
    write('agent/values.yaml', VALUES.replace('1.4.2', '1.4.3'));
    assert.match(await changed(), '"path":"agent/templates/ds.yaml"');
    assert.match(await changed(), '"newRevision":true');
    commitAll(root);
    write('agent/templates/_helpers.tpl', HELPERS.replace(':{{', '@{{'));
    assert.match(await changed(), '"newRevision":true');
    commitAll(root);
    write('agent/templates/other.yaml', TEMPLATE.replace('name: agent', 'name: other'));
    assert.match(await changed(), '"change":"added"');
  }));

test('a kind that no file spells is rendered', () => {
  const kind = (action: string): string => TEMPLATE.replace('kind: DaemonSet', `kind: ${action}`);
  const files = {
    ...CHART,
    'agent/values.yaml': `kind: Deployment\n${VALUES.replace('10%', '0')}`,
    'agent/templates/ds.yaml': kind('{{ .Values.kind }}'),
  };
  return inProject(files, async ({ run, write }) => {
    const found = async (...args: string[]): Promise<string[]> => findings((await run(...ONLY, ...args)).stdout);
    assert.equal(await found(), []);
    assert.equal(await found('--set', 'kind=DaemonSet'), ['agent/templates/ds.yaml invalid-value']);
    write('agent/templates/_kind.tpl', '{{ define "kind" }}Daemon{{ "Set" }}{{ end }}');
    write('agent/templates/ds.yaml', kind('{{ include "kind" . }}'));
    assert.equal(await found(), ['agent/templates/ds.yaml invalid-value']);
    write('agent/templates/ds.yaml', kind('Daemon{{ "Set" }}'));
    assert.equal(await found(), ['agent/templates/ds.yaml invalid-value']);
  });
});

test('an object that only refers to a DaemonSet is no template of one', () => {
  const scaler = `{{- if .Values.scaled }}
apiVersion: autoscaling.k8s.io/v1
kind: VerticalPodAutoscaler
spec:
  targetRef:
    kind: DaemonSet
    name: agent
{{- end }}
`;
  const inside = `{{- if .Values.second }}\n${TEMPLATE.replace('name: agent', 'name: second')}{{- end }}\n`;
  const files = {
    ...CHART,
    'agent/templates/scaler.yaml': scaler,
    'agent/templates/both.yaml': `${scaler}---\n${inside}`,
  };
  return inProject(files, async ({ run }) => {
    const { stderr } = await run('--verbose');
    assert.match(stderr, 'agent/templates/both.yaml');
    assert.not.match(stderr, 'agent/templates/scaler.yaml');
  });
});

const CHANCE = `      annotations:
        key: {{ randAlphaNum 9 | quote }}
        id: {{ uuidv4 }}-{{ randInt 0 1000000 }}-{{ shuffle "abcdefghijklm" }}
        at: {{ now | date "15:04:05.000000" | quote }}
        cert: {{ genSelfSignedCert "agent" nil nil 365 | toString | sha256sum }}
    spec:
`;

test('what chance and the clock decide is no change, and is no secret that another run repeats', () => {
  const template = TEMPLATE.replace('    spec:\n', CHANCE);
  return inRepository({ ...CHART, 'agent/templates/ds.yaml': template }, async ({ write, run }) => {
    write('agent/values.yaml', VALUES.replace('10%', '20%'));
    const { stdout } = await run('diff', '--since', 'HEAD', '--output', 'json');
    const change = JSON.parse(stdout) as { newRevision: boolean; fields: { path: string }[]; revision?: unknown };
    assert.is(change.newRevision, false);
    assert.equal(
      change.fields.map(({ path }) => path),
      ['spec.updateStrategy.rollingUpdate.maxUnavailable'],
    );
    assert.is(change.revision, undefined, 'the name is that of one rendering');
    const rendered = async (): Promise<string> => (await run('render', 'agent')).stdout;
    const keys = [await rendered(), await rendered()].map((text) => /key: (.*)/.exec(text)?.[1]);
    assert.is.not(keys[0], keys[1]);
  });
});

test('a chart for a later Kubernetes names the version that was asked for', () =>
  inProject(
    { ...CHART, 'agent/Chart.yaml': `${CHART['agent/Chart.yaml']}kubeVersion: '>=1.99'\n` },
    async ({ run }) => {
      const { stdout } = await run(...ONLY, '--kubernetes', '1.33');
      assert.match(stdout, 'which is incompatible with Kubernetes v1.33.0');
    },
  ));

test('render prints a chart, and helm’s error', () =>
  inProject(CHART, async ({ run }) => {
    const { code, stdout } = await run(
      'render',
      'agent',
      '--set',
      'rollout.maxUnavailable=3,image.tag=2',
      '--namespace',
      'x',
    );
    assert.is(code, 0);
    assert.match(stdout, /^---\n# Source: agent\/templates\/ds.yaml\n/);
    assert.match(stdout, 'maxUnavailable: 3\n');
    assert.match(stdout, 'image: registry.example.com/agent:2\n');
    const failed = await run('render', 'agent', '--set-json', 'rollout=null');
    assert.is(failed.code, 1);
    assert.match(failed.stderr, 'Error: template: agent/templates/ds.yaml:');
    assert.is((await run('render', 'agent/templates')).code, 2);
    const manifest = await run('render', 'agent/Chart.yaml');
    assert.is(manifest.code, 2);
    assert.match(manifest.stderr, 'render takes the folder of a chart or kustomization, or a chart archive');
  }));

test.run();
