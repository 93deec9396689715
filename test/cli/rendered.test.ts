import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { CHART, TEMPLATE } from './agent-chart.ts';
import { inProject, type Project } from './project.ts';
import { git, inRepository } from './repository.ts';

const test = suite('rendered text');

const RENDERED = `---
# Source: agent/templates/ds.yaml
${TEMPLATE.replace('{{ .Values.rollout.maxUnavailable }}', '0').replace('{{ include "agent.image" . }}', 'registry.example.com/agent:1.4.2')}`;
const CONFIG = '---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: agent\n';
/** The line of `kind: DaemonSet` in the template. */
const ORIGIN = 'agent/templates/ds.yaml:2 rendered from this template';

interface Related {
  readonly path: string;
  readonly range: { readonly start: { readonly line: number } };
  readonly message: string;
}

/** The related places of the one error in a text, or in the files at `args`. */
async function relatedIn({ runWith }: Project, text: string, ...args: string[]): Promise<string[]> {
  const readStdin = (): Buffer => Buffer.from(text);
  const { stdout } = await runWith({ readStdin }, ...args, '--only', 'invalid-value', '--format', 'json');
  const { findings } = JSON.parse(stdout) as { findings: { related?: Related[] }[] };
  assert.is(findings.length, 1);
  return (findings[0]?.related ?? []).map(({ path, range, message }) => `${path}:${range.start.line} ${message}`);
}

const NAMED = CHART['agent/Chart.yaml'];

test('what helm template printed names its template, wherever the chart is around it', async () => {
  await inRepository(CHART, async (project) => {
    assert.equal(await relatedIn(project, CONFIG + RENDERED, '-'), [ORIGIN]);
    project.write('rendered/all.yaml', RENDERED);
    assert.equal(await relatedIn(project, '', 'rendered/all.yaml'), [ORIGIN]);
  });
  const beside = {
    'charts/agent/Chart.yaml': NAMED,
    'charts/agent/templates/ds.yaml': TEMPLATE,
    'out/ds.yaml': RENDERED,
  };
  await inRepository(beside, async (project) => {
    assert.equal(await relatedIn(project, '', 'out/ds.yaml'), [`charts/${ORIGIN}`]);
  });
});

test('a template that is not there, or belongs to another chart or document, is not named', async () => {
  await inRepository({ ...CHART, 'agent/Chart.yaml': NAMED.replace('agent', 'other') }, async (project) => {
    assert.equal(await relatedIn(project, RENDERED, '-'), []);
  });
  await inRepository(CHART, async (project) => {
    assert.equal(await relatedIn(project, RENDERED.replace('ds.yaml', 'gone.yaml'), '-'), []);
    const unnamed = RENDERED.replace(/# Source.*\n/, '');
    assert.equal(await relatedIn(project, RENDERED.replace(/apiVersion[^]*/, '') + CONFIG + unnamed, '-'), []);
  });
});

test('nothing outside of the repository is read for a name in a comment', () =>
  inProject({ ...CHART, 'in/a': '' }, async (outer) => {
    const { root } = outer;
    const inside = join(root, 'in');
    git(inside, 'init', '-q');
    const at: Project = {
      ...outer,
      runWith: (changes, ...argv) => outer.runWith({ ...changes, cwd: inside }, ...argv),
    };
    assert.equal(await relatedIn(at, RENDERED, '-'), []);
    assert.equal(await relatedIn(at, RENDERED.replace('agent/', '../agent/'), '-'), []);
    symlinkSync(join(root, 'agent'), join(inside, 'agent'));
    assert.equal(await relatedIn(at, RENDERED, '-'), []);
  }));

test.run();
