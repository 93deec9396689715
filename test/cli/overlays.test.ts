import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { CAUSED, first, shown } from './changed.ts';
import { inProject, type Project, type Run } from './project.ts';
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

test('a patch that does not apply is an error at its place, and its DaemonSet is unjudged', async () => {
  const patches = (path: string): string =>
    `images: [{name: x, newTag: v1}]\npatches:\n- target: {kind: DaemonSet}\n  patch: '[{"op": "replace", "path": "${path}", "value": 1}]'\n`;
  const files = { ...BASE, ...overlay('prod', patches('/spec/template/spec/hostPID')) };
  const { rows, stderr } = await after(files, (project) => {
    for (const [path, text] of Object.entries(overlay('prod', patches('/spec/nothing/there'))))
      project.write(path, text);
  });
  assert.match(
    stderr,
    /^daemonlint: overlays\/prod\/kustomization\.yaml:6:10: kustomize does not build it: .*\/spec\/nothing/m,
  );
  assert.equal(rows, [
    ['base/kustomization.yaml', 'unjudged', null, ''],
    ['overlays/prod/kustomization.yaml', 'unjudged', null, ''],
  ]);
});

test('a patch deletes', async () => {
  const files = { ...BASE, ...overlay('prod', 'patches: [{path: cpu.yaml}]\n'), 'overlays/prod/cpu.yaml': PATCH };
  const { rows } = await after(files, (project) => {
    project.write('overlays/prod/cpu.yaml', PATCH.replace('spec:\n', '$patch: delete\nspec:\n'));
  });
  assert.equal(rows, [['overlays/prod/kustomization.yaml', 'removed', false, '']]);
});

test('a circle of bases ends', () =>
  inProject(
    {
      ...BASE,
      ...overlay('loop', 'patches: [{path: cpu.yaml}]\n'),
      'base/kustomization.yaml': 'resources: [ds.yaml, ../overlays/loop]\n',
      'overlays/loop/cpu.yaml': PATCH,
    },
    async (project) => {
      const { code, stderr } = await project.run('diff', '-o', 'json', 'base', 'overlays');
      assert.is(code, 1);
      assert.match(stderr, /cycle detected/);
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
        ...overlay('dev', ''),
        'overlays/prod/cpu.yaml': PATCH.replace('100m', cpu),
      };
      for (const [path, text] of Object.entries(files)) project.write(`${side}/${path}`, text);
    }
    const changes = shown(await project.run('diff', '-o', 'json', 'a', 'b'));
    assert.equal(
      changes.map(({ path, change }) => [path, change]),
      [
        ['b/overlays/dev/kustomization.yaml', 'none'],
        ['b/overlays/prod/kustomization.yaml', 'changed'],
      ],
    );
    assert.is(first(changes.slice(1)).revision?.name.startsWith('agent-'), true);
  }));

const IMAGES = (tag: string): string => `images: [{name: registry.example.com/agent, newTag: ${tag}}]\n`;
const SETTINGS: readonly (readonly [string, string, string])[] = [
  ['images', IMAGES('1.0.0'), IMAGES('2.0.0')],
  [
    'labels',
    'labels: [{pairs: {a: b}, includeTemplates: true}]\n',
    'labels: [{pairs: {a: c}, includeTemplates: true}]\n',
  ],
  ['commonAnnotations', 'commonAnnotations: {a: b}\n', 'commonAnnotations: {a: c}\n'],
  [
    'a file that a generator packs, by the hash in its name',
    'configMapGenerator: [{name: settings, literals: [a=1]}]\n',
    'configMapGenerator: [{name: settings, literals: [a=2]}]\n',
  ],
];
for (const [name, before, next] of SETTINGS) {
  test(`what a kustomization sets is a change: ${name}`, async () => {
    const mounts = CAUSED.replace(
      '      containers:\n',
      '      volumes:\n        - name: settings\n          configMap: {name: settings}\n      containers:\n',
    );
    const base = { ...BASE, 'base/ds.yaml': mounts };
    const { rows } = await after({ ...base, ...overlay('prod', before), ...overlay('dev', before) }, (project) => {
      for (const [path, text] of Object.entries(overlay('prod', next))) project.write(path, text);
    });
    assert.equal(
      rows.map((row) => row.slice(0, 3)),
      [['overlays/prod/kustomization.yaml', 'changed', true]],
    );
  });
}

test('a change of a base changes every overlay that uses it, and no other', async () => {
  const files = {
    ...BASE,
    ...overlay('prod', ''),
    ...overlay('dev', ''),
    'other/kustomization.yaml': 'resources: [ds.yaml]\n',
    'other/ds.yaml': CAUSED,
  };
  const { rows } = await after(files, (project) => {
    project.write('base/ds.yaml', CAUSED.replace('agent:1.4.2', 'agent:2.0.0'));
  });
  assert.equal(
    rows.map((row) => row.slice(0, 2)),
    [
      ['overlays/dev/kustomization.yaml', 'changed'],
      ['overlays/prod/kustomization.yaml', 'changed'],
    ],
  );
});

test('data that a generator packs changes the DaemonSet, whatever its file is called', async () => {
  const mounts = CAUSED.replace(
    '      containers:\n',
    '      volumes:\n        - name: settings\n          configMap: {name: settings}\n      containers:\n',
  );
  const files = {
    'agent/ds.yaml': mounts,
    'agent/kustomization.yaml': 'resources: [ds.yaml]\nconfigMapGenerator: [{name: settings, files: [agent.conf]}]\n',
    'agent/agent.conf': 'a',
  };
  const { rows } = await after(files, (project) => {
    project.write('agent/agent.conf', 'b');
  });
  assert.equal(rows, [['agent/kustomization.yaml', 'changed', true, 'spec.template.spec.volumes[0].configMap.name']]);
});

test('a kustomization that is new, or gone, adds and removes what it makes', async () => {
  const written = overlay('prod', '');
  const added = await after(BASE, (project) => {
    for (const [path, text] of Object.entries(written)) project.write(path, text);
  });
  assert.equal(added.rows, [['overlays/prod/kustomization.yaml', 'added', true, '']]);
  const removed = await after({ ...BASE, ...written }, (project) => {
    rmSync(join(project.root, 'overlays'), { recursive: true });
  });
  assert.equal(removed.rows, [['overlays/prod/kustomization.yaml', 'removed', false, '']]);
});

const REMOTE = 'resources:\n- https://example.com/org/agent//deploy?ref=v1\n';

test('a change of what is built elsewhere is unjudged, in every format', () =>
  inRepository({ 'prod/kustomization.yaml': REMOTE + IMAGES('1.0.0') }, async (project) => {
    project.write('prod/kustomization.yaml', REMOTE + IMAGES('2.0.0'));
    const reason = "'https://example.com/org/agent//deploy?ref=v1' is not in this repository";
    const json = await project.run('diff', '--since', 'HEAD', '-o', 'json');
    assert.is(json.code, 1);
    const { path, name, change, accepted, newRevision, reason: why = '' } = first(shown(json));
    assert.equal([path, name, change, accepted, newRevision], ['prod/kustomization.yaml', '', 'unjudged', null, null]);
    assert.ok(why.includes(reason), why);
    assert.not.match(json.stdout, /"(?:code|rollout|generationChanges)"/);
    for (const [command, format] of [
      ['diff', 'text'],
      ['diff', 'markdown'],
      ['plan', 'text'],
      ['plan', 'json'],
      ['plan', 'markdown'],
    ] as const) {
      const { code, stdout } = await project.run(command, '--since', 'HEAD', '-o', format);
      assert.is(code, 1, `${command} ${format}`);
      assert.match(stdout.split('\n').slice(0, 5).join('\n'), /unjudged|cannot be judged/, `${command} ${format}`);
      assert.ok(stdout.includes('is not in this repository'), stdout);
    }
    const svg = await project.run('plan', '--since', 'HEAD', '-o', 'svg');
    assert.is(svg.code, 1);
    assert.match(svg.stderr, /cannot be judged/);
  }));

test('beside what is elsewhere, local DaemonSets are judged, and a change of them alone is no doubt', () =>
  inRepository({ ...BASE, 'prod/kustomization.yaml': `${REMOTE}bases: [../base]\n` }, async (project) => {
    project.write('base/ds.yaml', CAUSED.replace('agent:1.4.2', 'agent:2.0.0'));
    const rows = (run: Run): unknown[][] => shown(run).map(({ path, name, change }) => [path, name, change]);
    const local = await project.run('diff', '--since', 'HEAD', '-o', 'json');
    assert.equal(rows(local), [['prod/kustomization.yaml', 'agent', 'changed']]);
    project.write('prod/kustomization.yaml', `${REMOTE}bases: [../base]\n${IMAGES('3.0.0')}`);
    assert.equal(rows(await project.run('diff', '--since', 'HEAD', '-o', 'json')), [
      ['prod/kustomization.yaml', '', 'unjudged'],
      ['prod/kustomization.yaml', 'agent', 'changed'],
    ]);
  }));

test('a patch for what is elsewhere names the DaemonSet that is unjudged', () =>
  inRepository(
    { 'prod/kustomization.yaml': `${REMOTE}patches: [{path: cpu.yaml}]\n`, 'prod/cpu.yaml': PATCH },
    async (project) => {
      project.write('prod/cpu.yaml', PATCH.replace('100m', '200m'));
      const run = await project.run('diff', '--since', 'HEAD', '-o', 'json');
      assert.equal(
        shown(run).map(({ path, name, change }) => [path, name, change]),
        [['prod/kustomization.yaml', 'agent', 'unjudged']],
      );
      assert.is(run.code, 1);
    },
  ));

test('two equal folders with something from elsewhere are not in doubt', () =>
  inProject({}, async (project) => {
    for (const side of ['a', 'b']) project.write(`${side}/kustomization.yaml`, REMOTE + IMAGES('1.0.0'));
    const { code, stdout } = await project.run('diff', 'a', 'b');
    assert.is(code, 0);
    assert.is(stdout, '');
  }));

test.run();
