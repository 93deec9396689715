import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { inProject, WARNED, type Project } from './project.ts';

const test = suite('extends');

const GIT = { '.git/HEAD': 'ref: refs/heads/main\n' };
const RULE = 'no-rollback-history';

/** The severity of the one finding of `path`; what is said when there is none. */
async function severityOf({ run }: Pick<Project, 'run'>, path = 'ds.yaml'): Promise<string> {
  const { stdout, stderr } = await run(path);
  return /: (error|warning|note): .*\[no-rollback-history\]/.exec(stdout)?.[1] ?? stderr;
}

test('a file, a preset and a package are extended, later ones over earlier ones, and the file itself over all', () =>
  inProject(
    {
      ...GIT,
      'ds.yaml': WARNED,
      'base.yaml': `rules: {${RULE}: error}\n`,
      'node_modules/@acme/k8s/daemonlint.yaml': `extends: ./more/deep.yaml\nrules: {${RULE}: note}\n`,
      'node_modules/@acme/k8s/more/deep.yaml': `failOn: error\nrules: {${RULE}: off}\n`,
      'node_modules/plain/strict.json': '{"$schema": "x", "preset": "strict"}\n',
    },
    async ({ run, write }) => {
      const told = async (text: string): Promise<string> => {
        write('daemonlint.yaml', text);
        return severityOf({ run });
      };
      assert.is(await told('extends: ./base.yaml\n'), 'error');
      assert.is(await told(`extends: ./base.yaml\nrules: {${RULE}: warning}\n`), 'warning');
      assert.is(await told('extends: [strict, ./base.yaml]\n'), 'error');
      assert.match(await told('extends: [./base.yaml, "@acme/k8s"]\n'), '1 note');
      assert.match((await run('--notes')).stdout, /note: .*\[no-rollback-history\]/);
      assert.match(await told('extends: ["@acme/k8s/more/deep.yaml"]\n'), 'nothing found');
      write('daemonlint.yaml', 'extends: plain/strict.json\n');
      assert.match((await run('--notes')).stdout, '[image-digest]');
      write('daemonlint.yaml', 'extends: [strict]\n');
      assert.match((await run('--notes')).stdout, '[image-digest]');
    },
  ));

test('parent is the nearest configuration above; both ways to write it are the same', () =>
  inProject(
    { ...GIT, 'daemonlint.yaml': `rules: {${RULE}: error}\n`, 'a/b/ds.yaml': WARNED, 'a/b/daemonlint.yml': '' },
    async ({ run, write }) => {
      assert.is(await severityOf({ run }, 'a'), 'warning');
      for (const parent of ['parent', '../../daemonlint.yaml']) {
        write('a/b/daemonlint.yml', `extends: ${parent}\n`);
        assert.is(await severityOf({ run }, 'a'), 'error', parent);
      }
    },
  ));

test('formats for programs carry what the summary says of the configuration', () =>
  inProject(
    {
      ...GIT,
      'daemonlint.yaml': 'preset: strict\n',
      'a/daemonlint.yaml': 'preset: recommended\n',
      'a/ds.yaml': WARNED,
    },
    async ({ run }) => {
      const text = /^a\/daemonlint\.yaml is in force below a, and daemonlint\.yaml is not: /;
      const json = JSON.parse((await run('--format', 'json', '-q')).stdout) as { notices?: string[] };
      assert.is(json.notices?.length, 1);
      assert.match(json.notices?.[0] ?? '', text);
      const sarif = JSON.parse((await run('--format', 'sarif', '-q')).stdout) as {
        runs: { invocations: { toolExecutionNotifications: { level: string; message: { text: string } }[] }[] }[];
      };
      const [notice, ...more] = sarif.runs[0]?.invocations[0]?.toolExecutionNotifications ?? [];
      assert.equal([notice?.level, more], ['warning', []]);
      assert.match(notice?.message.text ?? '', text);
    },
  ));

test('a configuration that silences its parent says so, unless it extends it or says that it is meant', () =>
  inProject(
    {
      ...GIT,
      'daemonlint.yaml': 'preset: strict\n',
      'a/ds.yaml': WARNED,
      'a/.daemonlint.yml': 'preset: recommended\n',
    },
    async ({ run, write }) => {
      const notice =
        /^daemonlint: a\/\.daemonlint\.yml is in force below a, and daemonlint\.yaml is not: .*"extends: parent"/m;
      for (const command of [
        ['check'],
        ['diff', '--set-image', 'agent=x:2', 'a/ds.yaml'],
        ['plan', 'a/ds.yaml'],
        ['dry-run', 'a/ds.yaml'],
        ['upgrade', '--from', '1.35', '--to', '1.36', 'a/ds.yaml'],
      ])
        assert.match((await run(...command)).stderr, notice, command[0]);
      assert.not.match((await run('-q')).stderr, notice);
      assert.not.match((await run('--config', 'a/.daemonlint.yml')).stderr, notice);
      for (const meant of ['[]', 'parent']) {
        write('a/.daemonlint.yml', `extends: ${meant}\n`);
        assert.not.match((await run()).stderr, notice, meant);
      }
    },
  ));

test('of two configurations in one folder one counts, and it is said which', () =>
  inProject(
    { 'ds.yaml': WARNED, '.daemonlint.yml': `rules: {${RULE}: off}\n`, 'daemonlint.yml': `rules: {${RULE}: error}\n` },
    async ({ run }) => {
      const { stdout, stderr } = await run();
      assert.match(stdout, `: error: `);
      assert.match(stderr, /^daemonlint: daemonlint\.yml counts, and \.daemonlint\.yml beside it does not: /m);
    },
  ));

const FAULTS: readonly (readonly [text: string, message: RegExp])[] = [
  [
    'preset: strict\nextends: ./bas.yaml\n',
    /daemonlint\.yaml:2:10: there is no file ".\/bas.yaml"; did you mean ".\/base.yaml"\?$/m,
  ],
  ['extends: [strikt]\n', /daemonlint\.yaml:1:11: no package "strikt" is installed here; did you mean strict\?$/m],
  ['extends: base.yaml\n', /:1:10: no package "base.yaml" is installed here; for the file, write .\/base.yaml$/m],
  ['extends: "@acme/none"\n', /:1:10: no package "@acme\/none" is installed here$/m],
  ['extends: acme\n', /:1:10: the package "acme" has no daemonlint.yaml; name the file in it$/m],
  ['extends: acme/../../base.yaml\n', /:1:10: "acme\/..\/..\/base.yaml" leads out of the package$/m],
  [
    'extends: acme/index.js\n',
    /:1:10: "acme\/index.js" is not read: a configuration is YAML or JSON, and nothing of it is run$/m,
  ],
  ['extends: https://example.com/x.yaml\n', /:1:10: .* daemonlint is offline; install it as a package/m],
  ['extends: ../outside.yaml\n', /:1:10: "..\/outside.yaml" lies outside of the repository$/m],
  [
    'extends: /etc/hosts\n',
    /:1:10: "\/etc\/hosts" is neither a preset nor a package; a file begins with .\/ or ..\/$/m,
  ],
  ['extends: ./link.yaml\n', /:1:10: ".\/link.yaml" lies outside of the repository$/m],
  ['extends: parent\n', /:1:10: there is no configuration above this one, up to the root of the repository$/m],
  ['extends: ./daemonlint.yaml\n', /:1:10: ".\/daemonlint.yaml" extends this file in turn$/m],
  [
    'extends: ./circle.yaml\n',
    /^daemonlint: circle.yaml:2:3: ".\/other.yaml" extends this file in turn|other.yaml:1:11: ".\/circle.yaml" extends this file in turn$/m,
  ],
  [
    'extends: ./wrong.yaml\n',
    /^daemonlint: wrong.yaml:2:3: unknown rule "no-rollback-histori"; did you mean "no-rollback-history"\?$/m,
  ],
  ['extends: ./c0.yaml\n', /^daemonlint: c48.yaml:1:10: this extends more than 50 files$/m],
  ['extnds: ./base.yaml\n', /:1:1: unknown key "extnds"; did you mean "extends"\?$/m],
];

for (const [text, message] of FAULTS)
  test(`what cannot be extended is a fault with its place: ${text.trim().replace(/\n/g, ', ')}`, () =>
    inProject(
      {
        'outside.yaml': '',
        'repo/.git/HEAD': 'ref: refs/heads/main\n',
        'repo/ds.yaml': WARNED,
        'repo/base.yaml': '',
        'repo/circle.yaml': 'extends:\n  - ./other.yaml\n',
        'repo/other.yaml': 'extends: [./circle.yaml]\n',
        'repo/wrong.yaml': 'rules:\n  no-rollback-histori: off\n',
        'repo/node_modules/acme/index.js': 'process.exit(7)\n',
        ...Object.fromEntries(
          Array.from({ length: 60 }, (_, i) => [`repo/c${String(i)}.yaml`, `extends: ./c${String(i + 1)}.yaml\n`]),
        ),
        'repo/daemonlint.yaml': text,
      },
      async ({ root, runWith }) => {
        symlinkSync(join(root, 'outside.yaml'), join(root, 'repo/link.yaml'));
        const { code, stdout, stderr } = await runWith({ cwd: join(root, 'repo') }, 'ds.yaml');
        assert.equal([code, stdout], [2, '']);
        assert.match(stderr, message);
      },
    ));

test('what two files extend counts once, before both', () =>
  inProject(
    {
      ...GIT,
      'ds.yaml': WARNED,
      'base.yaml': `rules: {${RULE}: note}\n`,
      'a.yaml': `extends: ./base.yaml\nrules: {${RULE}: error}\n`,
      'b.yaml': 'extends: ./base.yaml\n',
      'daemonlint.yaml': 'extends: [./a.yaml, ./b.yaml]\n',
    },
    async ({ run }) => {
      assert.is(await severityOf({ run }), 'error');
    },
  ));

test('lists are added to each other, maps go key by key, and the size of a fleet is one thing', () =>
  inProject(
    {
      ...GIT,
      'a/ds.yaml': WARNED,
      'vendor/ds.yaml': WARNED,
      'examples/ds.yaml': WARNED,
      'base.yaml':
        'ignore: [vendor/]\nfleet: {nodes: 300, readySeconds: 7}\nrules:\n  slow-rollout: {severity: note, minutes: 1}\n',
      'daemonlint.yaml':
        'extends: ./base.yaml\nignore: [examples/]\nfleet: {groups: [{count: 40}]}\nrules:\n  slow-rollout: {severity: error}\n',
    },
    async ({ run }) => {
      const { stdout } = await run();
      assert.equal([...new Set(stdout.match(/^\w+\/ds\.yaml/gm))], ['a/ds.yaml']);
      assert.match(stdout, /: error: .*40 nodes.*\[slow-rollout\]/);
    },
  ));

test('patterns of a package begin where it is used, files that it names where it is', () =>
  inProject(
    {
      ...GIT,
      'team/ds.yaml': WARNED,
      'team/vendor/ds.yaml': WARNED,
      'team/daemonlint.yaml': 'extends: acme\n',
      'node_modules/acme/daemonlint.yaml': `extends: ./ignored.yaml\npolicies: {paths: [policies/]}\noverrides:\n  - files: /ds.yaml\n    rules: {${RULE}: error}\n`,
      'node_modules/acme/ignored.yaml': 'ignore: [/vendor/]\n',
      'node_modules/acme/policies/none.yaml': '',
    },
    async ({ root, runWith }) => {
      const { stdout, stderr } = await runWith({ cwd: join(root, 'team') });
      assert.match(stdout, /^ds\.yaml:6:\d+: error: /m, stderr);
      assert.not.match(stdout, 'vendor');
    },
  ));

test.run();
