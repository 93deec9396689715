import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { PublishDiagnosticsParams } from 'vscode-languageserver';
import { CHART, HELPERS, TEMPLATE, VALUES } from '../cli/agent-chart.ts';
import { inEditor } from './client.ts';
import { rulesIn } from './opened.ts';

const test = suite('charts in an editor');

const NONE_DOWN = VALUES.replace('10%', '0');
const LATEST = VALUES.replace('1.4.2', 'latest');

test('a template shows what its chart renders, with the values as they are being edited', async () => {
  const template = { 'agent/templates/ds.yaml': TEMPLATE };
  assert.equal(await rulesIn(CHART, template), { 'agent/templates/ds.yaml': [] });
  assert.equal(await rulesIn(CHART, { ...template, 'agent/values.yaml': NONE_DOWN }), {
    'agent/templates/ds.yaml': ['invalid-value 9'],
    'agent/values.yaml': ['invalid-value 2'],
  });
});

test('a finding of a helper shows in the helper, where it is included, and at the value', async () => {
  const helper = { 'agent/templates/_helpers.tpl': HELPERS };
  assert.equal(
    await rulesIn({ ...CHART, 'agent/values.yaml': LATEST }, { ...helper, ...CHART, 'agent/values.yaml': LATEST }),
    {
      'agent/Chart.yaml': [],
      'agent/templates/_helpers.tpl': ['mutable-image-tag 2'],
      'agent/templates/ds.yaml': ['mutable-image-tag 18'],
      'agent/values.yaml': ['mutable-image-tag 5'],
    },
  );
});

test('a half-written template and the values that it fails with show one error', async () => {
  const half = TEMPLATE.replace('{{ include "agent.image" . }}', '{{ include "agent.im');
  const { 'agent/templates/ds.yaml': own } = await rulesIn(CHART, { 'agent/templates/ds.yaml': half });
  assert.equal(own, ['chart-error 18']);
  const without = 'image: {}\n';
  const { 'agent/values.yaml': values } = await rulesIn(CHART, { 'agent/values.yaml': without });
  assert.equal(values, ['chart-error 1']);
});

test('values that the configuration names are values of their chart', async () => {
  const files = {
    ...CHART,
    'daemonlint.yaml': 'charts:\n  - path: agent\n    values: [envs/prod.yaml]\n',
    'envs/prod.yaml': 'image:\n  tag: 1.4.3\n',
  };
  const latest = 'image:\n  tag: latest\n';
  assert.equal(await rulesIn(files, { 'envs/prod.yaml': latest }), { 'envs/prod.yaml': ['mutable-image-tag 2'] });
});

test('an open template is judged again when its values are typed', () =>
  inEditor(CHART, async (editor) => {
    await editor.open('agent/templates/ds.yaml', TEMPLATE, 'helm');
    const path = 'agent/templates/ds.yaml';
    const rules = async (): Promise<unknown[]> =>
      (await editor.diagnostics(path)).filter(({ severity }) => severity === 1).map(({ code }) => code);
    assert.equal(await rules(), []);
    await editor.open('agent/values.yaml', VALUES);
    await editor.diagnostics('agent/values.yaml');
    await editor.replace('agent/values.yaml', '10%', '0');
    const isBroken = ({ uri, diagnostics }: PublishDiagnosticsParams): boolean =>
      uri === editor.uri(path) && diagnostics.some(({ code }) => code === 'invalid-value');
    await editor.until(() => editor.published.some(isBroken));
  }));

test.run();
