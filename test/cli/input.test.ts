import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { GOOD, inProject, REFUSED, WARNED, type Project } from './project.ts';

const input = suite('input');
const LINE = 'ds.yaml:6:25: warning: ';

interface Json {
  files: { path: string; status: string; reason?: string }[];
  manifests: { path: string; document: number; name: string; accepted: boolean }[];
  findings: { path: string; rule: string; range: { start: { line: number; column: number } } }[];
}

async function json(project: Project, ...argv: string[]): Promise<Json> {
  return JSON.parse((await project.run('--format', 'json', ...argv)).stdout) as Json;
}

input('reads a file, a directory, a pattern, nothing and standard input', () =>
  inProject({ 'ds.yaml': WARNED, 'sub/other.yml': GOOD, 'sub/notes.txt': WARNED }, async (project) => {
    for (const argv of [['ds.yaml'], ['.'], [], ['*.yaml'], [join(project.root, 'ds.yaml')]]) {
      const { code, stdout } = await project.run(...argv);
      assert.is(code, 1);
      assert.ok(stdout.startsWith(LINE), argv.join(' '));
    }
    const named = await project.run('sub/notes.txt');
    assert.ok(named.stdout.startsWith('sub/notes.txt:6:25: warning: '), 'a named file is read whatever its name');
    const readStdin = (): Uint8Array => Buffer.from(WARNED);
    assert.ok((await project.runWith({ readStdin }, '-')).stdout.startsWith('<stdin>:6:25: '));
    const renamed = await project.runWith({ readStdin }, '-', '--stdin-filename', 'x/ds.yaml');
    assert.ok(renamed.stdout.startsWith('x/ds.yaml:6:25: '));
  }),
);

input('what was meant to be a DaemonSet and is not one to any server is an error at the kind', () => {
  const written = (apiVersion: string, kind: string): string =>
    GOOD.replace('apps/v1', apiVersion).replace('kind: DaemonSet', `kind: ${kind}`);
  const files = {
    'old.yaml': written('extensions/v1beta1', 'Daemonset'),
    'plural.yaml': written('apps/v1', 'DaemonSets'),
    'core.yaml': written('v1', 'daemonset'),
    // The kind of a chart's values, and of somebody else's resource.
    'values.yaml': 'kind: daemonset\nspec:\n  replicas: 1\n',
    'foreign.yaml': written('apps.example.com/v1', 'DaemonSets'),
  };
  return inProject(files, async (project) => {
    const { stdout } = await project.run('.');
    for (const file of ['old', 'plural', 'core']) assert.match(stdout, `${file}.yaml:2:7: error: `);
    assert.not.match(stdout, 'values.yaml');
    assert.not.match(stdout, 'foreign.yaml');
  });
});

input('says what is missing, checks the rest and exits with 2', () =>
  inProject({ 'ds.yaml': WARNED }, async (project) => {
    const { code, stdout, stderr } = await project.run('nothing.yaml', 'no-*.yaml', 'ds.yaml');
    assert.is(code, 2);
    assert.ok(stdout.startsWith(LINE));
    assert.match(stderr, /nothing\.yaml: no such file or directory/);
    assert.match(stderr, /no file matches the pattern no-\*\.yaml/);
  }),
);

input('takes a path with the characters of a pattern for the file it names', () =>
  inProject({ 'a[b].yaml': WARNED }, async (project) => {
    assert.ok((await project.run('a[b].yaml')).stdout.startsWith('a[b].yaml:6:25: '));
  }),
);

input('leaves out what git ignores, and reads what it does not know yet', () =>
  inProject(
    { '.gitignore': 'out/\n', 'out/ds.yaml': WARNED, 'new.yaml': WARNED, 'x.yaml/ds.yaml': WARNED },
    async (project) => {
      execFileSync('git', ['init', '-q'], { cwd: project.root });
      const { files } = await json(project, '.');
      assert.equal(
        files.map(({ path }) => path),
        ['new.yaml', 'x.yaml/ds.yaml'],
      );
      assert.is((await json(project, 'out/ds.yaml')).files.length, 1, 'a named file is read all the same');
    },
  ),
);

input('honours ignore files outside of git, and ends in loops of links', () =>
  inProject(
    {
      '.gitignore': '*.gen.yaml\n!keep.gen.yaml\n',
      'a.gen.yaml': WARNED,
      'keep.gen.yaml': WARNED,
      'd/ds.yaml': WARNED,
    },
    async (project) => {
      symlinkSync('..', join(project.root, 'd/loop'));
      symlinkSync('nowhere', join(project.root, 'd/dangling.yaml'));
      const { files } = await json(project);
      assert.equal(
        files.map(({ path }) => path),
        ['d/ds.yaml', 'keep.gen.yaml'],
      );
    },
  ),
);

input('reads every encoding that Kubernetes does, and says where another one fails', () =>
  inProject(
    {
      'bom.yaml': `\ufeff${WARNED}`,
      'crlf.yaml': WARNED.replaceAll('\n', '\r\n'),
      'empty.yaml': '',
      'comment.yaml': '# DaemonSet\n',
      'latin1.yaml': Buffer.from(`# caf\u00e9\n${WARNED}`, 'latin1'),
      'utf16.yaml': Buffer.from(`\ufeff${WARNED}`, 'utf16le'),
      'wide.yaml': WARNED.replace('name: agent\n', 'name: agent # 日本語😀\n'),
    },
    async (project) => {
      const { findings } = await json(project);
      const found = findings.map(({ path, rule, range: { start } }) => [path, rule, start.line, start.column]);
      assert.equal(found, [
        ['bom.yaml', 'no-rollback-history', 6, 25],
        ['crlf.yaml', 'no-rollback-history', 6, 25],
        ['latin1.yaml', 'yaml-syntax', 1, 6],
        ['utf16.yaml', 'yaml-syntax', 1, 1],
        ['utf16.yaml', 'no-rollback-history', 6, 25],
        ['wide.yaml', 'no-rollback-history', 6, 25],
      ]);
    },
  ),
);

input('counts columns in UTF-16, or in what is asked for', () =>
  inProject({}, async (project) => {
    const wide = GOOD.replace(
      'metadata:\n  name: agent\n',
      'metadata: {name: agent, annotations: {x: "日本😀", "kubernetes.io/change-cause": ""}}\n',
    );
    project.write('ds.yaml', wide);
    const columns = async (unit: string): Promise<string> =>
      /ds\.yaml:3:(\d+):/.exec((await project.run('--column-unit', unit, 'ds.yaml')).stdout)?.[1] ?? '';
    const before = wide.split('\n')[2]?.split('""')[0] ?? '';
    assert.is(await columns('utf16'), String(before.length + 1));
    assert.is(await columns('codepoint'), String(Array.from(before).length + 1));
    assert.is(await columns('byte'), String(Buffer.byteLength(before) + 1));
    assert.is(await columns('screen'), String(Array.from(before).length + 4));
  }),
);

input('goes on after a file it may not read', () =>
  inProject({ 'ds.yaml': WARNED, 'locked/ds.yaml': WARNED }, async (project) => {
    if (process.getuid?.() === 0) {
      const readFile = (path: string): Uint8Array => {
        if (path.includes('locked')) throw Object.assign(new Error('EACCES'), { code: 'EACCES' });
        return Buffer.from(WARNED);
      };
      const run = await project.runWith({ readFile }, '--format', 'json');
      assert.is(run.code, 1);
      assert.match(run.stderr, /locked\/ds\.yaml: permission denied; skipped/);
      const { files } = JSON.parse(run.stdout) as Json;
      assert.equal(files[1], { path: 'locked/ds.yaml', status: 'skipped', reason: 'unreadable' });
      assert.is((await project.runWith({ readFile }, 'locked/ds.yaml')).code, 2, 'a named one cannot be left out');
      return;
    }
    chmodSync(join(project.root, 'locked/ds.yaml'), 0);
    const { code, stderr } = await project.run();
    assert.is(code, 1);
    assert.match(stderr, /locked\/ds\.yaml: permission denied; skipped/);
  }),
);

input('finds every DaemonSet in lists, dumps, streams and under odd spellings', () => {
  const item = { apiVersion: 'apps/v1', kind: 'DaemonSet', metadata: { name: 'agent' } };
  return inProject(
    {
      'dump.yaml': `apiVersion: v1\nkind: List\nitems:\n${WARNED.replace(/^/gm, '  ').replace('  apiVersion', '- apiVersion').trimEnd()}\n`,
      'list.json': JSON.stringify({
        apiVersion: 'apps/v1',
        kind: 'DaemonSetList',
        items: [{ ...item, spec: { template: { spec: { containers: [{ image: 'x:1' }] } } } }],
      }),
      'stream.json': `${JSON.stringify({ kind: 'ConfigMap' })}\n${JSON.stringify({ ...item, spec: { selector: {} } })}`,
      'multi.yaml': `kind: Namespace\n---\n${GOOD}---\n# nothing\n---\n${WARNED}`,
      'escaped.yaml': GOOD.replace('kind: DaemonSet', 'kind: "Daemon\\x53et"'),
      'tagged.yaml': GOOD.replace('kind: DaemonSet', 'kind: !!binary RGFlbW9uU2V0'),
      'case.yaml': GOOD.replace('kind: DaemonSet', 'kind: daemonset'),
    },
    async (project) => {
      const { manifests } = await json(project);
      assert.equal(
        manifests.map(({ path, document }) => [path, document]),
        [
          ['case.yaml', 0],
          ['dump.yaml', 0],
          ['escaped.yaml', 0],
          ['list.json', 0],
          ['multi.yaml', 1],
          ['multi.yaml', 3],
          ['stream.json', 1],
          ['tagged.yaml', 0],
        ],
      );
      assert.is(manifests[0]?.accepted, false, 'the server knows no kind "daemonset"');
    },
  );
});

input('distinguish what is not ours, with the reason', () =>
  inProject(
    {
      'chart.yaml': GOOD.replace('name: agent\n', 'name: {{ .Release.Name }}-agent\n'),
      'quoted.yaml': GOOD.replace('image: registry', 'image: "{{ .Values.image }}" # registry'),
      'jinja.yaml': `{% if x %}\n${GOOD}{% endif %}\n`,
      'ds.yaml.tpl': GOOD,
      'patch.yaml':
        'apiVersion: apps/v1\nkind: DaemonSet\nmetadata:\n  name: agent\nspec:\n  template:\n    spec:\n      hostNetwork: true\n',
      'overlays/prod/image.yaml': GOOD.replace(/ {2}selector:[^]*?template:/, '  template:'),
      'base/kustomization.yaml':
        'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\npatches:\n- path: tune.yaml\n',
      'base/tune.yaml': GOOD.replace(/ {2}selector:[^]*?template:/, '  template:'),
      'config.yaml': `kind: ConfigMap\napiVersion: v1\ndata:\n  ds.yaml: |\n${GOOD.replace(/^/gm, '    ')}`,
      'kruise.yaml': GOOD.replace('apps/v1', 'apps.kruise.io/v1alpha1'),
      'role.yaml': 'kind: ClusterRole\nrules:\n- resources: [daemonsets]\n',
      'args.yaml': GOOD.replace('image:', 'args: ["--format={{ .Name }}"]\n          image:'),
      'nothing.yaml': 'kind: Service\n',
    },
    async (project) => {
      const { files, findings } = await json(project, '.', 'ds.yaml.tpl');
      assert.equal(Object.fromEntries(files.map(({ path, status, reason }) => [path, reason ?? status])), {
        'args.yaml': 'checked',
        'base/tune.yaml': 'kustomize-patch',
        'chart.yaml': 'template',
        'config.yaml': 'checked',
        'ds.yaml.tpl': 'template',
        'jinja.yaml': 'template',
        'kruise.yaml': 'foreign-kind',
        'overlays/prod/image.yaml': 'kustomize-patch',
        'patch.yaml': 'kustomize-patch',
        'quoted.yaml': 'template',
        'role.yaml': 'mention',
      });
      assert.equal(findings, []);
    },
  ),
);

input('checks the other documents of a file with a broken one', () =>
  inProject({ 'ds.yaml': `${REFUSED}---\nkind: DaemonSet\nmetadata: {name: x\n---\n${WARNED}` }, async (project) => {
    const { findings } = await json(project);
    assert.equal(
      findings.map(({ rule }) => rule),
      ['invalid-value', 'yaml-syntax', 'no-rollback-history'],
    );
  }),
);

input('survives hostile input in bounded time', () =>
  inProject(
    {
      'deep.yaml': `kind: DaemonSet\nx: ${'['.repeat(20000)}`,
      'deep.json': `{"kind":"DaemonSet","x":${'{"a":'.repeat(20000)}`,
      'bomb.yaml': `kind: DaemonSet\na: &a [x,x,x,x,x,x,x,x,x]\n${Array.from('bcdefghij')
        .map((name, index) => `${name}: &${name} [${`*${'abcdefghi'[index] ?? 'a'},`.repeat(9)}]`)
        .join('\n')}\n`,
      'huge.yaml': GOOD.replace('image:', 'resources: {limits: {cpu: 1e1000000000000}}\n          image:'),
    },
    async (project) => {
      const { findings } = await json(project);
      assert.equal(
        [...new Set(findings.map(({ path }) => path))],
        ['bomb.yaml', 'deep.json', 'deep.yaml', 'huge.yaml'],
      );
    },
  ),
);

input('takes a directory that is called like a file for a directory', () =>
  inProject({}, async (project) => {
    mkdirSync(join(project.root, 'ds.yaml'));
    project.write('ds.yaml/inner.yaml', WARNED);
    assert.ok((await project.run('ds.yaml')).stdout.startsWith('ds.yaml/inner.yaml:6:25: '));
  }),
);

input('an archive that is named is an error, not nothing', () =>
  inProject({ 'agent-1.0.0.tgz': new Uint8Array([31, 139, 8, 0]) }, async ({ run }) => {
    const { code, stderr } = await run('check', 'agent-1.0.0.tgz');
    assert.is(code, 2);
    assert.match(stderr, /an archive is not read here: check what it renders to/);
  }),
);

input.run();
