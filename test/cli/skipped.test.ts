import { execFileSync } from 'node:child_process';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { GOOD, inProject, WARNED } from './project.ts';

const HELM = GOOD.replace('agent:1.4.2', 'agent:{{ .Values.tag }}');
const PATCH = 'apiVersion: apps/v1\nkind: DaemonSet\nmetadata:\n  name: agent\nspec:\n  minReadySeconds: 5\n';
const ROLE = 'apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nrules:\n  - resources: [daemonsets]\n';
const FILES = { 'a.yaml': HELM, 'b.yaml': HELM, 'patch.yaml': PATCH, 'role.yaml': ROLE };

test('where every DaemonSet was skipped, the output says so, why, and how to have it checked', () =>
  inProject(FILES, async ({ run }) => {
    const { code, stdout, stderr } = await run('.');
    assert.equal([code, stdout], [0, '']);
    const [summary, ...lines] = stderr.trimEnd().split('\n');
    assert.is(
      summary,
      'daemonlint: no DaemonSet was checked; 4 files skipped (1 kustomize-patch, 1 mention, 2 template)',
    );
    assert.equal(lines, [
      'daemonlint: skipped as kustomize-patch: 1 file: kustomize (or kubectl patch) merges it into a whole one; check kustomize build DIR | daemonlint -',
      'daemonlint: skipped as template: 2 files: an engine has to fill it in first; check what it prints: RENDER | daemonlint -',
    ]);
    assert.is((await run('--quiet', '.')).stderr, '');
  }));

test('KYAML and lines of JSON are read, with git and without', () =>
  inProject(
    { 'a.kyaml': GOOD, 'B.NDJSON': '{"kind": "Pod"}\n{"apiVersion": "apps/v1", "kind": "DaemonSet", "spec": {}}\n' },
    async ({ run, root }) => {
      const args = ['.', '--only', 'missing-field', '--no-config'];
      const alone = await run(...args);
      assert.match(alone.stdout, 'B.NDJSON:2:');
      assert.match(alone.stderr, '2 DaemonSets in 2 files');
      execFileSync('git', ['init', '-q', root]);
      assert.equal(await run(...args), alone);
    },
  ));

test('--verbose names the files, and the documents of files that were checked', () =>
  inProject({ ...FILES, 'both.yaml': `${GOOD}---\n${HELM}` }, async ({ run }) => {
    const { stderr } = await run('--verbose', '.');
    const after = (head: string): string[] => {
      const lines = stderr.split('\n');
      const at = lines.findIndex((line) => line.startsWith(`daemonlint: skipped as ${head}: `));
      return lines.slice(at + 1).slice(
        0,
        lines.slice(at + 1).findIndex((line) => !line.startsWith('daemonlint:   ')),
      );
    };
    assert.match(stderr, 'daemonlint: skipped as template: 2 files and 1 document: ');
    assert.equal(after('template'), [
      'daemonlint:   a.yaml',
      'daemonlint:   b.yaml',
      'daemonlint:   both.yaml, document 1',
    ]);
    assert.equal(after('mention'), ['daemonlint:   role.yaml']);
    assert.is((await run('--verbose', '--quiet', '.')).code, 2);
  }));

test('a template that only speaks of DaemonSets is no template of one', () => {
  const dashboard =
    '{"legend": "{{ `{{pod}}` }}", "query": "pods{created_by_kind=\\"DaemonSet\\"}" "{{ .Values.more }}"}';
  const kind = 'kind: {{ ternary "DaemonSet" "Deployment" .Values.everywhere }}\n{{ include "agent.body" . }}\n';
  return inProject({ 'dashboard.json': dashboard, 'agent.yaml': kind }, async ({ run }) => {
    const { stderr } = await run('.');
    assert.match(stderr, '2 files skipped (1 mention, 1 template)');
  });
});

test('placeholders of every engine make a template of an image', () =>
  inProject({}, async ({ run, write }) => {
    for (const placeholder of ['[[ .Version ]]', '{{#version}}1{{/version}}', '<% version %>']) {
      write('ds.yaml', GOOD.replace(/image: (.*):1.4.2/, `image: '$1:${placeholder}'`));
      assert.match((await run('.')).stderr, 'no DaemonSet was checked; 1 file skipped (1 template)', placeholder);
    }
  }));

test('--fail-if-empty: exit code 1 when no DaemonSet was checked', () =>
  inProject({ ...FILES, 'whole/ds.yaml': GOOD }, async ({ run }) => {
    const { code, stderr } = await run('--fail-if-empty', '--fail-on', 'never', '--quiet', 'a.yaml', 'role.yaml');
    assert.is(code, 1);
    assert.is(stderr, 'daemonlint: no DaemonSet was checked (--fail-if-empty)\n');
    assert.is((await run('--fail-if-empty', '.')).code, 0);
    assert.is((await run('--fail-if-empty', 'missing.yaml')).code, 2);
  }));

const TEMPLATES = ['a.yaml.j2', 'b.yml.tmpl', 'c.template', 'd.yaml.in', 'e.json.TPL', 'f.yaml.erb'];

test('templates with a DaemonSet are listed on a walk, whatever they are called', () =>
  inProject(
    {
      ...Object.fromEntries(TEMPLATES.map((name) => [`deploy/${name}`, HELM])),
      'deploy/kind.j2': 'kind: {{ "DaemonSet" if each else "Deployment" }}\n',
      'Makefile.in': 'all:\n',
      'notes.tmpl': 'A DaemonSet runs on each node.\n',
      '_helpers.tpl': `{{ define "x" }}\n${HELM}{{ end }}\n`,
    },
    async ({ root, run }) => {
      const expected = [...TEMPLATES, 'kind.j2'].sort().map((name) => `daemonlint:   deploy/${name}`);
      const listed = async (): Promise<string[]> => {
        const { stderr } = await run('--verbose', '.');
        assert.match(stderr, 'no DaemonSet was checked; 7 files skipped (7 template)');
        const lines = stderr.split('\n');
        return lines.slice(lines.findIndex((line) => line.includes('as template: ')) + 1, -1);
      };
      assert.equal(await listed(), expected);
      execFileSync('git', ['init', '-q'], { cwd: root });
      assert.equal(await listed(), expected);
    },
  ));

const MODELS = ['mustache', 'hbs', 'ejs', 'tftpl', 'example', 'sample', 'dist', 'envsubst'].map(
  (ending) => `ds.yaml.${ending}`,
);

test('what people copy or fill in is listed on a walk, and read when somebody names it', () =>
  inProject(
    { ...Object.fromEntries(MODELS.map((name) => [`deploy/${name}`, WARNED])), 'app.sample': 'a: 1\n' },
    async ({ root, run }) => {
      const all = 'no DaemonSet was checked; 8 files skipped (8 template)';
      assert.match((await run('.')).stderr, all);
      execFileSync('git', ['init', '-q'], { cwd: root });
      assert.match((await run('.')).stderr, all);
      for (const name of [...MODELS.map((each) => `deploy/${each}`), 'deploy/*.sampl[e]'])
        assert.match((await run(name)).stdout, '[no-rollback-history]', name);
    },
  ));

test('a change anywhere in a template is not called none', () =>
  inProject({ 'old/ds.tftpl': `${GOOD}---\n${GOOD}`, 'new/ds.tftpl': `${GOOD}---\n${WARNED}` }, async ({ run }) => {
    const { code, stdout, stderr } = await run('diff', 'old', 'new');
    assert.is(code, 1, stdout);
    assert.match(stdout + stderr, 'it is a template');
  }));

test('what is said of a skipped document is true of values and of patches of a test', () =>
  inProject(
    {
      'values.yaml': `extraObjects:\n- ${GOOD.replace(/ {2}selector:[^]*(?= {2}template)/, '')
        .replaceAll('\n', '\n  ')
        .trimEnd()}\n`,
      'tasks/main.yaml': `- name: Deploy\n  shell:\n    cmd: |\n      cat <<EOF | kubectl create -f -\n${GOOD.replace(/^/gm, '      ').trimEnd()}\n      EOF\n`,
      't/chainsaw-test.yaml': 'kind: Test\n',
      't/patch.yaml': 'apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: agent, labels: {a: b}}\n',
    },
    async ({ run }) => {
      const { stderr } = await run('--verbose', '.');
      assert.match(
        stderr,
        /as values: 1 file: a file without a kind carries it, as values of a chart, which is checked where it is rendered; /,
      );
      assert.match(stderr, /as embedded: 1 file: another object, or a script, carries it; .*\n.* tasks\/main\.yaml/);
      assert.match(stderr, /as assertion: 1 file: a test tool compares it with a cluster, or merges it into an object/);
    },
  ));

test('every command says what it skipped, and how to have it checked', () =>
  inProject({ ...FILES, 'b/ds.yaml': HELM, 'c/ds.yaml.example': GOOD }, async ({ run }) => {
    const upgrade = ['upgrade', '--from', '1.36', '--to', '1.37'];
    for (const argv of [['plan'], ['dry-run'], upgrade]) {
      const { code, stderr } = await run(...argv, '.');
      assert.is(code, 0);
      assert.match(stderr, 'skipped as template: 4 files: an engine has to fill it in first', argv.join(' '));
      assert.match(stderr, 'skipped as kustomize-patch: 1 file: ', argv.join(' '));
    }
    assert.match((await run('diff', 'b', 'b')).stderr, 'skipped as template: 1 file: an engine');
    assert.match((await run('dry-run', 'role.yaml')).stderr, /^daemonlint: no DaemonSet to answer for\n$/);
  }));

test('a folder in which everything is ignored says so', () =>
  inProject(
    { 'vendor/a.yaml': GOOD, 'vendor/b.yaml': GOOD, 'daemonlint.yaml': 'ignore: ["vendor/**"]\n' },
    async ({ root, run, write }) => {
      const configured = '2 files are ignored by the configuration (--no-ignore reads what it ignores)';
      const upgrade = ['upgrade', '--from', '1.36', '--to', '1.37'];
      for (const argv of [['check'], ['plan'], ['dry-run'], upgrade])
        assert.match((await run(...argv, 'vendor')).stderr, configured, argv.join(' '));
      assert.match((await run('.')).stderr, configured);
      assert.is((await run('--fail-if-empty', '.')).code, 1);
      assert.not.match((await run('--no-ignore', '.')).stderr, 'ignored');
      write('own/ds.yaml', GOOD);
      assert.not.match((await run('.')).stderr, 'ignored');
      write('out/ds.yaml', GOOD);
      write('.gitignore', '*.yaml\n');
      for (const prepare of [() => undefined, () => execFileSync('git', ['init', '-q'], { cwd: root })]) {
        prepare();
        assert.match(
          (await run('.')).stderr,
          "5 files are left out: git ignores them, or they are another repository's (name them to have them read)",
        );
      }
    },
  ));

test('a whole DaemonSet in the values of a chart is checked', () =>
  inProject(
    { 'prod-values.yaml': `extraObjects:\n- ${WARNED.replaceAll('\n', '\n  ').trimEnd()}\n` },
    async ({ run }) => {
      const { code, stdout } = await run('.');
      assert.match(stdout, /^prod-values\.yaml:7:27: warning: .* \[no-rollback-history\]\n$/);
      assert.is(code, 1);
    },
  ));

test('a chart whose dependencies are not there says that they may hold DaemonSets', () =>
  inProject(
    {
      'Chart.yaml':
        'apiVersion: v2\nname: u\nversion: 1.0.0\ndependencies:\n- {name: agent, version: 1.x.x, repository: "https://a.b"}\n',
    },
    async ({ run }) => {
      const { stderr } = await run('.');
      assert.match(stderr, 'skipped as missing-chart: 1 file: charts that it depends on are not in its charts folder');
      assert.match(stderr, 'run helm dependency build');
    },
  ));

test('a whole DaemonSet with directives is checked where its file is named, though its name says patch', () =>
  inProject({}, async ({ root, run, write }) => {
    const removed = WARNED.replace(/^( *)- name: agent\n/m, '$1- {name: old, $patch: delete}\n$&');
    write('ds-patch.yaml', removed);
    write('tune-patch.yaml', PATCH);
    const named = await run('ds-patch.yaml');
    assert.is(named.code, 1);
    assert.match(named.stdout, /^ds-patch\.yaml:.* \[no-rollback-history\]$/m);
    assert.match((await run('tune-patch.yaml')).stderr, 'skipped as kustomize-patch: 1 file: ');
    assert.match((await run('.')).stderr, 'skipped as kustomize-patch: 2 files: ');
    write('kustomization.yaml', 'resources: []\n');
    execFileSync('git', ['init', '-q'], { cwd: root });
    assert.match((await run('ds-patch.yaml')).stderr, 'skipped as kustomize-patch: 1 file: ');
  }));

test.run();
