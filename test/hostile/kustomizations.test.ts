/** Kustomizations that ask for what has no end, and for what is not theirs. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { GOOD, inProject, type Project } from '../cli/project.ts';

const test = suite('hostile kustomizations');

/** Of CPU time: what has no bound takes more, or never ends. */
const SECONDS = 60;
const BASE = 'namePrefix: x-\nresources: [a.yaml]\n';
const COMPONENT = 'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n';

type Files = Record<string, string>;
type Prepare = (project: Project) => void;

const lines = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, i) => line(i)).join('');

const kustomization = (...resources: string[]): Files => ({
  'kustomization.yaml': `resources: [${resources.join(', ')}]\n`,
  'a.yaml': GOOD,
});

const link =
  (to: string, path: string): Prepare =>
  ({ root }) => {
    symlinkSync(to, join(root, path));
  };
const fifo: Prepare = ({ root }) => {
  execFileSync('mkfifo', [join(root, 'f')]);
};

/** Each of `levels` folders uses the next two, or the next one twice. */
function diamond(levels: number, write: (next: string) => string, leaf: string): Files {
  const files: Files = { 'a.yaml': GOOD };
  for (const side of ['a', 'b']) {
    for (let level = 0; level < levels; level++)
      files[`${String(level)}${side}/kustomization.yaml`] =
        `${write(`../${String(level + 1)}a, ../${String(level + 1)}b`)}namePrefix: ${side}-\n`;
    files[`${String(levels)}${side}/kustomization.yaml`] = leaf;
    files[`${String(levels)}${side}/e.yaml`] = '# no DaemonSet\n';
  }
  return files;
}

const CASES: readonly (readonly [what: string, files: Files, says: RegExp, prepare?: Prepare])[] = [
  ['a pipe', kustomization('a.yaml', 'f'), /'f' is not a regular file/, fifo],
  ['an endless device', kustomization('a.yaml', 'z'), /'z' is not in or below/, link('/dev/zero', 'z')],
  [
    'a pipe as data',
    { ...kustomization('a.yaml'), 'kustomization.yaml': `${BASE}configMapGenerator: [{name: c, files: [f]}]\n` },
    /'f' is not a regular file/,
    fifo,
  ],
  ['itself', kustomization('a.yaml', '.'), /cycle detected/],
  [
    'a circle of bases',
    {
      ...kustomization('b'),
      'b/kustomization.yaml': 'resources: [../c]\n',
      'c/kustomization.yaml': 'resources: [../b, ../a.yaml]\n',
    },
    /cycle detected/,
  ],
  [
    'a circle of components',
    {
      'a.yaml': GOOD,
      'kustomization.yaml': `${BASE}components: [c]\n`,
      'c/kustomization.yaml': `${COMPONENT}components: [../d]\n`,
      'd/kustomization.yaml': `${COMPONENT}components: [../c]\n`,
    },
    /cycle detected/,
  ],
  [
    'bases that use two bases each',
    {
      ...diamond(40, (next) => `resources: [${next}]\n`, 'resources: [e.yaml]\n'),
      'kustomization.yaml': 'resources: [0a]\n',
    },
    /its build was given up/,
  ],
  [
    'components that use two components each',
    {
      ...diamond(40, (next) => `${COMPONENT}components: [${next}]\n`, `${COMPONENT}namePrefix: y-\n`),
      'kustomization.yaml': `${BASE}components: [0a]\n`,
    },
    /its build was given up/,
  ],
  [
    'copies of a JSON patch, each of all before',
    {
      ...kustomization('a.yaml'),
      'kustomization.yaml': `${BASE}patches: [{path: p.yaml, target: {kind: DaemonSet}}]\n`,
      'p.yaml': lines(40, (i) => `- {op: copy, from: /metadata, path: /metadata/x${String(i)}}\n`),
    },
    /its build was given up/,
  ],
  [
    'replacements, each of all before',
    {
      'a.yaml': GOOD,
      'c.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {a: b}\n',
      'kustomization.yaml': `resources: [a.yaml, c.yaml]\nreplacements:\n${lines(
        40,
        (i) =>
          `- {source: {kind: ConfigMap, fieldPath: data}, targets: [{select: {kind: ConfigMap}, fieldPaths: [data.x${String(i)}], options: {create: true}}]}\n`,
      )}`,
    },
    /its build was given up/,
  ],
  [
    'a long value of a variable, used often',
    {
      'a.yaml': GOOD,
      'c.yaml': `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n  v: ${'x'.repeat(100_000)}\n  t: ${'$(V)'.repeat(5000)}\n`,
      'v.yaml': 'varReference: [{path: data, kind: ConfigMap}]\n',
      'kustomization.yaml':
        'resources: [a.yaml, c.yaml]\nconfigurations: [v.yaml]\nvars: [{name: V, objref: {kind: ConfigMap, name: c, apiVersion: v1}, fieldref: {fieldpath: data.v}}]\n',
    },
    /its build was given up/,
  ],
  ['one resource many times', kustomization(...Array<string>(1000).fill('a.yaml')), /already registered id/],
];

for (const [what, files, says, prepare] of CASES)
  test(`${what}: ends with words`, () =>
    inProject(
      { 'other/b.yaml': GOOD.replace('spec:\n  selector', 'spec:\n  x: 1\n  selector'), ...files },
      async (project) => {
        prepare?.(project);
        const before = process.cpuUsage();
        const { code, stdout } = await project.run('.');
        const { user, system } = process.cpuUsage(before);
        assert.is(code, 1, stdout);
        assert.match(stdout, says);
        assert.match(stdout, /^other\/b\.yaml:/m);
        assert.ok((user + system) / 1e6 < SECONDS, `${(user + system) / 1e6} s`);
      },
    ));

const many = (line: (index: number) => string): string => lines(50_000, line);

const PATCHED = 'patches: [{path: p.yaml}]\n';
const annotated = (annotations: string): string =>
  `apiVersion: apps/v1\nkind: DaemonSet\nmetadata:\n  name: agent\n  annotations:\n${annotations}`;

/** An object and a patch of it with as many environment variables. */
function mergedVariables(count: number): Files {
  const env = (indent: string, value: string): string =>
    `${indent}env:\n${lines(count, (i) => `${indent}  - {name: E${String(i)}, value: ${value}}\n`)}`;
  const head =
    'apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: agent}\nspec:\n  template:\n    spec:\n      containers:\n';
  return {
    'a.yaml': GOOD.replace(/(\n +)(image: .*\n)/, `$1$2${env('          ', 'x')}`),
    'p.yaml': `${head}        - name: agent\n${env('          ', 'y')}`,
  };
}

/** Maps and lists with many entries, each of which was looked up from the first one on. */
const LARGE: readonly (readonly [what: string, files: Files])[] = [
  [
    'literals',
    { 'kustomization.yaml': `configMapGenerator:\n- name: c\n  literals:\n${many((i) => `  - k${String(i)}=v\n`)}` },
  ],
  [
    'lines of an env file',
    {
      'kustomization.yaml': 'secretGenerator: [{name: c, envs: [e.env]}]\n',
      'e.env': many((i) => `k${String(i)}=v\n`),
    },
  ],
  ['labels', { 'kustomization.yaml': `labels:\n- pairs:\n${many((i) => `    k${String(i)}: v\n`)}` }],
  [
    'keys that a generator merges',
    {
      'kustomization.yaml': `configMapGenerator:\n- name: c\n  behavior: merge\n  literals:\n${many((i) => `  - k${String(i)}=w\n`)}resources: [b]\n`,
      'b/kustomization.yaml': `configMapGenerator:\n- name: c\n  literals:\n${many((i) => `  - k${String(i)}=v\n`)}`,
    },
  ],
  [
    'operations of a JSON patch',
    {
      'kustomization.yaml': 'commonAnnotations: {a: b}\npatches: [{path: p.yaml, target: {kind: DaemonSet}}]\n',
      'p.yaml': many((i) => `- {op: add, path: /metadata/annotations/${i.toString(36)}x, value: ''}\n`),
    },
  ],
  ['variables of a list that a patch merges', { 'kustomization.yaml': PATCHED, ...mergedVariables(20_000) }],
  [
    'annotations that a patch merges',
    { 'kustomization.yaml': PATCHED, 'p.yaml': annotated(lines(20_000, (i) => `    k${String(i)}: w\n`)) },
  ],
  [
    'annotations that a patch takes away',
    {
      'a.yaml': GOOD.replace(
        '  name: agent\n',
        `  name: agent\n  annotations:\n${lines(10_000, (i) => `    k${String(i)}: w\n`)}`,
      ),
      'kustomization.yaml': PATCHED,
      'p.yaml': annotated(many((i) => `    k${String(i)}: null\n`)),
    },
  ],
];

for (const [what, files] of LARGE)
  test(`many ${what}: built in time`, () => {
    const kustomized = files['kustomization.yaml'] ?? '';
    const resources = kustomized.includes('resources:') ? '' : 'resources: [a.yaml]\n';
    const all = { 'a.yaml': GOOD, ...files, 'kustomization.yaml': `${resources}${kustomized}` };
    return inProject(all, async (project) => {
      const before = process.cpuUsage();
      const { code, stdout, stderr } = await project.run('.');
      const { user, system } = process.cpuUsage(before);
      assert.is(code, 0, stdout + stderr);
      assert.ok((user + system) / 1e6 < SECONDS, `${(user + system) / 1e6} s`);
    });
  });

test('10,000 generators are built, and not given up', () =>
  inProject(
    {
      'a.yaml': GOOD,
      'kustomization.yaml': `resources: [a.yaml]\nconfigMapGenerator:\n${lines(10_000, (i) => `- {name: c${String(i)}, literals: [a=b]}\n`)}`,
    },
    async ({ run }) => {
      const { code, stdout } = await run('.');
      assert.is(code, 0, stdout);
    },
  ));

const SECRET = GOOD.replaceAll('agent', 'secret').replace('spec:\n  selector', 'spec:\n  x: 1\n  selector');

/** A repository beside files that are not in it. */
const OUTSIDE: Files = {
  'secret/kustomization.yaml': 'resources: [s.yaml]\n',
  'secret/s.yaml': SECRET,
  'secret/Chart.yaml': 'apiVersion: v2\nname: secret\nversion: 1.0.0\n',
  'secret/templates/s.yaml': SECRET,
  'secret/daemonlint.yaml': 'secret: 1\n',
  'repo/.git/HEAD': 'ref: refs/heads/main\n',
  'repo/a.yaml': GOOD,
};

const WAYS: readonly (readonly [what: string, files: Files, says: RegExp, prepare?: Prepare])[] = [
  ['a file', {}, /link leads out of the repository/, link('../secret/s.yaml', 'repo/b.yaml')],
  ['a resource', { 'kustomization.yaml': 'resources: [a.yaml, ../secret/s.yaml]\n' }, /is not in or below/],
  ['a base', { 'kustomization.yaml': 'resources: [a.yaml, ../secret]\n' }, /is not in this repository/],
  [
    'a component',
    { 'kustomization.yaml': 'resources: [a.yaml]\ncomponents: [../secret]\n' },
    /is not in this repository/,
  ],
  [
    'a linked base',
    { 'kustomization.yaml': 'resources: [a.yaml, b]\n' },
    /is not in this repository/,
    link('../secret', 'repo/b'),
  ],
  [
    'a linked kustomization',
    { 'b/x': '' },
    /link leads out of the repository/,
    link('../../secret/kustomization.yaml', 'repo/b/kustomization.yaml'),
  ],
  [
    'a chart of a kustomization',
    { 'kustomization.yaml': 'resources: [a.yaml]\nhelmGlobals: {chartHome: ..}\nhelmCharts: [{name: secret}]\n' },
    /is not in this repository/,
  ],
  [
    'the rules of a chart',
    { 'c/Chart.yaml': 'apiVersion: v2\nname: c\nversion: 1.0.0\n', 'c/templates/a.yaml': GOOD },
    /leads out of the repository/,
    link('../../secret/s.yaml', 'repo/c/.helmignore'),
  ],
  [
    'a configuration',
    {},
    /link leads out of the repository/,
    link('../secret/daemonlint.yaml', 'repo/daemonlint.yaml'),
  ],
  ['policies', { 'daemonlint.yaml': 'policies: {paths: [../secret]}\n' }, /lies outside of the repository/],
  [
    'a chart of a configuration',
    { 'daemonlint.yaml': 'charts: [{path: ../secret}]\n' },
    /lies outside of the repository/,
  ],
];

for (const [what, files, says, prepare] of WAYS)
  test(`${what} outside of the repository is not read`, () => {
    const own = Object.entries(files).map(([path, text]) => [`repo/${path}`, text] as const);
    return inProject({ ...OUTSIDE, ...Object.fromEntries(own) }, async (project) => {
      mkdirSync(join(project.root, 'repo'), { recursive: true });
      prepare?.(project);
      const changes = { cwd: join(project.root, 'repo') };
      const { stdout, stderr } = await project.runWith(changes, '.', '--notes');
      assert.match(stdout + stderr, says);
      assert.not.match(stdout + stderr, /registry\.example\.com\/secret|DaemonSet secret|unknown/);
      assert.not.match(stdout, /s\.yaml:\d+:\d+: (?!error: kustomize)/);
    });
  });

test('a pipe as policies of a configuration is not read', () =>
  inProject({ 'a.yaml': GOOD, 'daemonlint.yaml': 'policies: {paths: [f]}\n' }, async (project) => {
    fifo(project);
    const { code, stderr } = await project.run('.');
    assert.is(code, 2);
    assert.match(stderr, /policies: f is not a regular file/);
  }));

test.run();
