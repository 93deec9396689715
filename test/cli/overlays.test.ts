import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { CAUSED, first, shown } from './changed.ts';
import { inProject, type Project } from './project.ts';
import { inRepository } from './repository.ts';

const test = suite('diff of kustomizations');

const BASE = { 'base/kustomization.yaml': 'resources: [ds.yaml]\n', 'base/ds.yaml': CAUSED };
const PATCH = `apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: agent
spec:
  template:
    spec:
      containers:
        - name: agent
          resources: {requests: {cpu: 100m}}
`;
const overlay = (name: string, patches: string): Record<string, string> => ({
  [`overlays/${name}/kustomization.yaml`]: `resources: [../../base]\nnamespace: ${name}\n${patches}`,
});

/** What `diff --since` says after `change`. */
async function after(
  files: Record<string, string>,
  change: (project: Project) => void,
): Promise<{ rows: unknown[][]; stderr: string }> {
  const said = { rows: [] as unknown[][], stderr: '' };
  await inRepository(files, async (project) => {
    change(project);
    const run = await project.run('diff', '--since', 'HEAD', '-o', 'json');
    said.rows = shown(run).map(({ path, change: kind, newRevision, fields }) => [
      path,
      kind,
      newRevision,
      fields.map((field) => field.path).join(),
    ]);
    said.stderr = run.stderr;
  });
  return said;
}

const CPU = 'spec.template.spec.containers[0].resources.requests.cpu';

test('a changed patch changes the DaemonSet of its base', async () => {
  const files = { ...BASE, ...overlay('prod', 'patches: [{path: cpu.yaml}]\n'), 'overlays/prod/cpu.yaml': PATCH };
  const { rows } = await after(files, (project) => {
    project.write('overlays/prod/cpu.yaml', PATCH.replace('100m', '200m'));
  });
  assert.equal(rows, [['overlays/prod/kustomization.yaml', 'changed', true, CPU]]);
});

test('a patch that is added is a change from the plain base, one that goes a change back', async () => {
  const files = { ...BASE, ...overlay('prod', '') };
  const patched = overlay('prod', 'patches: [{path: cpu.yaml}]\n');
  const write = (project: Project, texts: Record<string, string>): void => {
    for (const [path, text] of Object.entries(texts)) project.write(path, text);
  };
  const added = await after(files, (project) => {
    write(project, { ...patched, 'overlays/prod/cpu.yaml': PATCH });
  });
  assert.equal(added.rows, [
    ['overlays/prod/kustomization.yaml', 'changed', true, 'spec.template.spec.containers[0].resources.requests'],
  ]);
  const removed = await after({ ...files, ...patched, 'overlays/prod/cpu.yaml': PATCH }, (project) => {
    write(project, overlay('prod', ''));
  });
  assert.equal(removed.rows[0]?.slice(0, 3), ['overlays/prod/kustomization.yaml', 'changed', true]);
});

test('overlays of one base are distinguished, and inline, targeted and JSON patches are applied', async () => {
  const operations = (seconds: number): string =>
    `patches:\n- target: {kind: DaemonSet, name: a.*}\n  patch: '[{"op": "add", "path": "/spec/minReadySeconds", "value": ${seconds}}]'\n`;
  const files = { ...BASE, ...overlay('dev', operations(1)), ...overlay('prod', operations(2)) };
  const { rows } = await after(files, (project) => {
    for (const [path, text] of Object.entries({ ...overlay('dev', operations(5)), ...overlay('prod', operations(2)) }))
      project.write(path, text);
  });
  assert.equal(rows, [['overlays/dev/kustomization.yaml', 'changed', false, 'spec.minReadySeconds']]);
});

test('what is not applied is named, and a patch that does not fit fails', async () => {
  const patches = (path: string): string =>
    `images: [{name: x, newTag: y}]\npatches:\n- target: {kind: DaemonSet}\n  patch: '[{"op": "replace", "path": "${path}", "value": 1}]'\n`;
  const files = { ...BASE, ...overlay('prod', patches('/spec/template/spec/hostPID')) };
  const { stderr } = await after(files, (project) => {
    for (const [path, text] of Object.entries(overlay('prod', patches('/spec/nothing/there'))))
      project.write(path, text);
  });
  assert.match(stderr, /overlays\/prod\/kustomization\.yaml: a patch does not apply: /);
});

test('a patch deletes, and a chain of bases ends', () =>
  inProject(
    {
      ...BASE,
      ...overlay('loop', 'patches: [{path: cpu.yaml}]\n'),
      'base/kustomization.yaml': 'resources: [ds.yaml, ../overlays/loop]\n',
      'overlays/loop/cpu.yaml': PATCH.replace('spec:\n', '$patch: delete\nspec:\n'),
    },
    async (project) => {
      const { code } = await project.run('diff', '-o', 'json', 'base', 'overlays');
      assert.is(code, 0);
    },
  ));

test('pairs overlays of two folders', () =>
  inProject({}, async (project) => {
    for (const [side, cpu] of [
      ['a', '100m'],
      ['b', '200m'],
    ] as const) {
      const files = {
        ...BASE,
        ...overlay('prod', 'patches: [{path: cpu.yaml}]\n'),
        'overlays/prod/cpu.yaml': PATCH.replace('100m', cpu),
      };
      for (const [path, text] of Object.entries(files)) project.write(`${side}/${path}`, text);
    }
    const changes = shown(await project.run('diff', '-o', 'json', 'a', 'b'));
    assert.equal(
      changes.map(({ path, change }) => [path, change]),
      [
        ['b/base/ds.yaml', 'none'],
        ['b/overlays/prod/kustomization.yaml', 'changed'],
      ],
    );
    assert.is(first(changes.slice(1)).revision?.name.startsWith('agent-'), true);
  }));

test.run();
