import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { lint } from '../../src/index.ts';
import { inProject } from '../cli/project.ts';
import { inRepository } from '../cli/repository.ts';
import { daemonSet } from './listening.ts';

/** How severe it is that two DaemonSets need one host port; undefined when nothing is said. */
function clash(files: Readonly<Record<string, string>>): string | undefined {
  const sources = Object.entries(files).map(([path, text]) => ({ path, text }));
  const { findings } = lint(sources, { only: ['host-port-taken'] });
  assert.ok(findings.length === 0 || findings.length === 2, JSON.stringify(findings));
  return findings[0]?.severity;
}

const pair = (a: string, b: string): Record<string, string> => ({ [a]: daemonSet('a'), [b]: daemonSet('b') });

const application = (path: string, destination: string, directory = ''): string => `apiVersion: argoproj.io/v1alpha1
kind: Application
spec:
  source: {repoURL: 'https://git.example.com/fleet', path: ${path}${directory}}
  destination: {${destination}}
`;
const applicationSet = (
  generator: string,
  path: string,
  destination: string,
): string => `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
spec:
  generators:
    - ${generator}
  template:
    spec:
      source: {path: '${path}'}
      destination: {${destination}}
`;
const flux = (path: string, more = ''): string => `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: apps, namespace: flux-system}
spec:
  path: ${path}
${more}`;
const kustomization = (...resources: string[]): string => `resources: [${resources.join(', ')}]\n`;

test('of a folder, an Application takes the files that its patterns name', () => {
  const files = pair('apps/a.yaml', 'apps/b.yaml');
  const two = (one: string, other: string): string | undefined =>
    clash({
      ...files,
      'argo/a.yaml': application('apps', 'name: one', `, directory: {${one}}`),
      'argo/b.yaml': application('apps', 'name: two', `, directory: {${other}}`),
    });
  assert.is(two('include: a.yaml', 'include: b.yaml'), undefined);
  assert.is(two("include: '{a,c}.yaml'", "exclude: '*/a.yaml'"), 'error', 'both take a.yaml');
  assert.is(two("include: '{a,c}.yaml'", "exclude: 'a.*'"), undefined);
  assert.is(two("include: '[!b].yaml'", "include: '?.yaml'"), 'error');
});

test('the configuration knows better than the names of folders', () => {
  const port = daemonSet('a');
  const files = { 'overlays/a/a.yaml': port, 'overlays/b/b.yaml': daemonSet('b') };
  const config = (paths: string): string => `clusters: [{name: one, paths: ${paths}}]\n`;
  return inProject({ ...files, 'daemonlint.yaml': config('[overlays/a, ./overlays/b]') }, async ({ run, write }) => {
    assert.is((await run('--only', 'host-port-taken')).code, 1);
    write('daemonlint.yaml', config('[overlays/a]'));
    assert.is((await run('--only', 'host-port-taken')).code, 0);
    write('daemonlint.yaml', "ignore: ['./overlays', '!./overlays/b']\n");
    const { stderr } = await run('--only', 'host-port-taken');
    assert.match(stderr, /no DaemonSet|nothing found; 1 DaemonSet/);
  });
});

test('an error needs evidence that two files get to one cluster', () => {
  assert.is(clash(pair('all.yaml', 'other.yaml')), 'error', 'one folder');
  assert.is(clash(pair('a/ds.yaml', 'b/ds.yaml')), 'note', 'two folders, nothing known');
  assert.is(clash(pair('clusters/eu/a/ds.yaml', 'clusters/eu/b/ds.yaml')), 'error', 'the folder of a cluster');
  assert.is(clash(pair('clusters/eu/ds.yaml', 'clusters/us/ds.yaml')), undefined);
  assert.is(clash(pair('overlays/eu/a/ds.yaml', 'overlays/eu/b/ds.yaml')), 'note');
});

test('one kustomization is evidence, through bases and components too; a file that it leaves out is not', () => {
  const files = pair('a/ds.yaml', 'b/ds.yaml');
  assert.is(clash({ ...files, 'kustomization.yaml': kustomization('a/ds.yaml', 'b/ds.yaml') }), 'error');
  const nested = {
    'a/kustomization.yaml': kustomization('ds.yaml'),
    'b/kustomization.yml': kustomization('./ds.yaml'),
  };
  assert.is(clash({ ...files, ...nested }), 'note');
  assert.is(clash({ ...files, ...nested, 'all/kustomization.yaml': kustomization('../a', '../b/') }), 'error');
  assert.is(clash({ ...pair('k/a.yaml', 'k/b.yaml'), 'k/kustomization.yaml': kustomization('a.yaml') }), 'note');
  assert.is(
    clash({ ...pair('k/a.yaml', 'k/b.yaml'), 'k/kustomization.yaml': kustomization('a.yaml', 'b.yaml') }),
    'error',
  );
});

test('bases of overlays of different environments do not meet; a base of both meets each', () => {
  const files = pair('a/ds.yaml', 'b/ds.yaml');
  const overlays = {
    'a/kustomization.yaml': kustomization('ds.yaml'),
    'b/kustomization.yaml': kustomization('ds.yaml'),
    'overlays/eu/kustomization.yaml': kustomization('../../a'),
    'overlays/us/kustomization.yaml': kustomization('../../b'),
  };
  assert.is(clash({ ...files, ...overlays }), undefined);
  assert.is(
    clash({ ...files, ...overlays, 'overlays/us/kustomization.yaml': kustomization('../../b', '../../a') }),
    'error',
  );
});

test('Applications of Argo CD tell clusters apart by their destination', () => {
  const files = pair('east/ds.yaml', 'west/ds.yaml');
  const both = (one: string, other: string): string | undefined =>
    clash({ ...files, 'argo/a.yaml': application('east', one), 'argo/b.yaml': application('./west/', other) });
  assert.is(both('server: https://1.example.com', 'server: https://2.example.com'), undefined);
  assert.is(both('name: one', 'name: two'), undefined);
  assert.is(both('name: one', 'name: one'), 'error');
  assert.is(both('server: https://kubernetes.default.svc', 'name: in-cluster'), 'note', 'which cluster is not said');
  const apps = pair('apps/a/ds.yaml', 'apps/b/ds.yaml');
  const deep = (directory: string): string | undefined =>
    clash({ ...apps, 'argo.yaml': application('apps', 'name: one', directory) });
  assert.is(deep(''), 'note', 'Argo CD reads no folders below');
  assert.is(deep(', directory: {recurse: true}'), 'error');
});

test('ApplicationSets: lists and folders of git', () => {
  const files = pair('apps/eu/ds.yaml', 'apps/us/ds.yaml');
  const list = 'list: {elements: [{where: eu, url: "https://1"}, {where: us, url: "https://2"}]}';
  const by = (generator: string, path: string, destination: string): string | undefined =>
    clash({ ...files, 'set.yaml': applicationSet(generator, path, destination) });
  assert.is(by(list, 'apps/{{where}}', 'server: "{{url}}"'), undefined);
  assert.is(by(list, 'apps/{{ .where }}', 'server: "https://1"'), 'error');
  const git = 'git: {directories: [{path: apps/*}]}';
  assert.is(by(git, '{{path}}', 'name: "{{path.basename}}"'), undefined);
  assert.is(by(git, '{{ .path.path }}', 'name: one'), 'error');
  assert.is(by('clusters: {}', 'apps/{{name}}', 'server: "{{server}}"'), undefined);
  assert.is(by('clusters: {}', '{{path}}', 'server: "{{server}}"'), 'note', 'nothing is known of the path');
});

test('Kustomizations of Flux: what brings itself along is a cluster, and what it brings belongs to it', () => {
  const files = pair('apps/one/ds.yaml', 'apps/two/ds.yaml');
  const sync = (cluster: string): Record<string, string> => ({
    [`fleet/${cluster}/flux-system/sync.yaml`]: flux(`./fleet/${cluster}`),
  });
  const eu = { ...sync('eu'), 'fleet/eu/apps.yaml': flux('./apps/one') };
  assert.is(clash({ ...files, ...eu, ...sync('us'), 'fleet/us/apps.yaml': flux('./apps/two') }), undefined);
  assert.is(clash({ ...files, ...eu, 'fleet/eu/more.yaml': flux('apps/two') }), 'error');
  assert.is(clash({ ...files, ...eu, 'fleet/eu/apps.yaml': flux('./apps') }), 'error');
  const remote = (name: string): string => flux('./apps/two', `  kubeConfig: {secretRef: {name: ${name}}}\n`);
  assert.is(clash({ ...files, 'x/a.yaml': remote('us'), 'x/b.yaml': remote('eu').replace('two', 'one') }), undefined);
});

test('Pod Security: the Namespace of another folder is a note', () => {
  const privileged = daemonSet('a').replace(
    '    spec:\n      containers',
    '    spec:\n      hostNetwork: true\n      containers',
  );
  const namespace =
    'apiVersion: v1\nkind: Namespace\nmetadata: {name: default, labels: {pod-security.kubernetes.io/enforce: baseline}}\n';
  const said = (path: string): string | undefined => {
    const sources = [
      { path: 'a/ds.yaml', text: privileged },
      { path, text: namespace },
    ];
    return lint(sources, { only: ['pod-security-forbids'] }).findings[0]?.severity;
  };
  assert.equal([said('a/ns.yaml'), said('b/ns.yaml')], ['error', 'note']);
});

const CONFIG = `clusters:
  - {name: east, paths: [/one, "shared"]}
  - {name: west, paths: ["two/**", shared]}
`;

test('the configuration says which cluster gets what', () =>
  inProject({ ...pair('one/a/ds.yaml', 'two/ds.yaml'), 'one/b/ds.yaml': daemonSet('c') }, async ({ run, write }) => {
    const notes = ['--notes', '--only', 'host-port-taken', '.'] as const;
    assert.is((await run(...notes)).stdout.match(/: note: /g)?.length, 3);
    write('daemonlint.yaml', CONFIG);
    const { code, stdout } = await run(...notes);
    assert.equal(
      [code, stdout.split('\n').map((line) => line.replace(/:.*?: (\w+):.*/, ' $1'))],
      [1, ['one/a/ds.yaml error', 'one/b/ds.yaml error', '']],
    );
    write('daemonlint.yaml', CONFIG.replace('paths: [/one', 'pahts: [], paths: [/one'));
    const wrong = await run('.');
    assert.is(wrong.code, 2);
    assert.match(wrong.stderr, /daemonlint\.yaml:2:\d+: (?:"[^"]*": )?unknown key "pahts"/);
  }));

test('what several overlays make of one base is one object, under whatever names', () =>
  inProject(
    {
      'agent/base/ds.yaml': daemonSet('a'),
      'agent/base/kustomization.yaml': kustomization('ds.yaml'),
      'agent/kustomization.yaml': kustomization('base'),
      'agent/debug/kustomization.yaml': `${kustomization('../base')}nameSuffix: -debug\n`,
      'agent/init/kustomization.yaml': `${kustomization('../base')}namePrefix: init-\n`,
    },
    async ({ run }) => {
      const { code, stdout, stderr } = await run('--notes', '--only', 'host-port-taken,shared-selector', '.');
      assert.equal([code, stdout], [0, '']);
      assert.match(stderr, /3 DaemonSets/);
    },
  ));

test('from a folder within the repository, paths of Argo CD still begin at its root', () =>
  inRepository(
    {
      'deploy/east/ds.yaml': daemonSet('a'),
      'deploy/west/ds.yaml': daemonSet('b'),
      'deploy/apps/a.yaml': application('deploy/east', 'name: one'),
      'deploy/apps/b.yaml': application('deploy/west', 'name: one'),
    },
    async ({ root, runWith }) => {
      const { code, stdout } = await runWith({ cwd: `${root}/deploy` }, '--only', 'host-port-taken', '.');
      assert.equal([code, stdout.match(/: error: /g)?.length], [1, 2]);
    },
  ));

test('what is applied from another repository says nothing of this one', () => {
  const bare = pair('apps/a/ds.yaml', 'apps/b/ds.yaml');
  const argo = application('apps', "server: 'https://a.example.com'", ', directory: {recurse: true}');
  const source = (url: string): string =>
    `apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: {name: fleet}\nspec: {url: '${url}'}\n`;
  const kustomized = flux('apps', '\n  sourceRef: {kind: GitRepository, name: fleet}');
  const cases: readonly (readonly [string, string, string])[] = [
    ['git@github.com:acme/fleet.git', argo, 'error'],
    ['https://github.com/acme/other', argo, 'note'],
    ['https://github.com/acme/fleet/', `${kustomized}\n---\n${source('ssh://git@a.b/acme/Fleet.git')}`, 'error'],
    ['https://github.com/acme/fleet/', `${kustomized}\n---\n${source('ssh://git@a.b/acme/infra.git')}`, 'note'],
  ];
  return inRepository({ ...bare, 'root.yaml': argo }, async ({ root, run, write }) => {
    for (const [remote, text, severity] of cases) {
      write('.git/config', `[core]\n\trepositoryformatversion = 0\n[remote "origin"]\n\turl = ${remote}\n`);
      write('root.yaml', text);
      const { stdout } = await run('--notes', '--only', 'host-port-taken', root);
      assert.match(stdout, `: ${severity}: `, `${remote}\n${text}`);
    }
  });
});

test.run();
