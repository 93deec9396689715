import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { CHART, TEMPLATE } from './agent-chart.ts';
import { GOOD, inProject, REFUSED, WARNED, type Project } from './project.ts';
import { commitAll, git, inRepository } from './repository.ts';

const test = suite('baseline');

const FILE = '.daemonlint-baseline.yaml';
const UNTAGGED = GOOD.replace('agent:1.4.2', 'agent');
const read = ({ root }: Project, path = FILE): string => readFileSync(join(root, path), 'utf8');
const entriesOf = (project: Project): string[] =>
  read(project)
    .split('\n')
    .filter((line) => line.startsWith('-'));

/** `path rule` of each finding, then what the summary says of the baseline. */
async function found({ run }: Project, ...argv: string[]): Promise<string[]> {
  const { stdout, stderr } = await run(...argv);
  const places = stdout.split('\n').filter(Boolean);
  const shown = places.map((line) => line.replace(/^(.*?):\d+:\d+: .*\[([\w/-]+)\]$/, '$1 $2'));
  return [...shown, ...(stderr.match(/\d+ (?:stale )?in the baseline/g) ?? [])];
}

type Files = Readonly<Record<string, string>>;
function withBaseline(name: string, files: Files, use: (project: Project) => Promise<void>): void {
  test(name, () =>
    inRepository(files, async (project) => {
      const { code, stdout } = await project.run('baseline');
      assert.equal([code, stdout], [0, '']);
      await use(project);
    }),
  );
}

withBaseline('hides what was known, and nothing else', { 'ds.yaml': WARNED }, async (project) => {
  assert.equal(await found(project), ['1 in the baseline']);
  assert.is((await project.run()).code, 0);
  project.write('other.yaml', UNTAGGED.replaceAll('agent', 'other'));
  assert.equal(await found(project), ['other.yaml mutable-image-tag', '1 in the baseline']);
  assert.equal(await found(project, '--no-baseline'), ['ds.yaml no-rollback-history', 'other.yaml mutable-image-tag']);
  assert.equal(await found(project, '--ignore-suppressions'), [
    'ds.yaml no-rollback-history',
    'other.yaml mutable-image-tag',
  ]);
});

withBaseline('says what each entry stands for, one a line', { 'a/ds.yaml': UNTAGGED }, (project) => {
  const [line, ...more] = entriesOf(project);
  assert.equal(more, []);
  const { hash, ...entry } = JSON.parse((line ?? '').slice(2)) as Record<string, string>;
  assert.match(hash ?? '', /^[0-9a-f]{12}$/);
  assert.equal(entry, {
    path: 'a/ds.yaml',
    object: 'default/agent',
    rule: 'mutable-image-tag',
    field: 'spec.template.spec.containers[name=agent].image',
    value: 'registry.example.com/agent',
  });
  return Promise.resolve();
});

withBaseline('never holds a refusal', { 'ds.yaml': REFUSED }, async (project) => {
  assert.not.ok(existsSync(join(project.root, FILE)));
  assert.equal(await found(project), ['ds.yaml invalid-value']);
  assert.match((await project.run('baseline')).stderr, /1 refusal of the API server cannot be in a baseline/);
});

withBaseline('a changed value comes back', { 'ds.yaml': UNTAGGED }, async (project) => {
  project.write('ds.yaml', UNTAGGED.replace('example.com/agent', 'example.com/agent:latest'));
  assert.equal(await found(project), ['ds.yaml mutable-image-tag', '1 stale in the baseline']);
});

withBaseline('a fix and a new fault do not cancel out', { 'ds.yaml': UNTAGGED }, async (project) => {
  project.write('ds.yaml', WARNED);
  assert.equal(await found(project), ['ds.yaml no-rollback-history', '1 stale in the baseline']);
});

withBaseline('lines and containers may move', { 'ds.yaml': UNTAGGED }, async (project) => {
  const first = '        - name: first\n          image: registry.example.com/first:1.0.0\n        - name: agent';
  project.write('ds.yaml', `# one\n\n${UNTAGGED.replace('        - name: agent', first)}`);
  assert.equal(await found(project), ['1 in the baseline']);
});

withBaseline('a file that moves takes its entries along', { 'a/ds.yaml': UNTAGGED }, async (project) => {
  project.write('b/ds.yaml', UNTAGGED);
  assert.equal(await found(project), ['b/ds.yaml mutable-image-tag', '1 in the baseline'], 'a copy is new');
  rmSync(join(project.root, 'a'), { recursive: true });
  assert.equal(await found(project), ['1 in the baseline']);
  assert.equal(await found(project, 'b/ds.yaml'), ['1 in the baseline']);
  await project.run('baseline', '--prune');
  assert.match(entriesOf(project).join(), /^- \{"path":"b\/ds\.yaml",/);
});

withBaseline(
  'what is fixed in one cluster hides nothing in another',
  { 'clusters/eu/ds.yaml': UNTAGGED, 'clusters/us/ds.yaml': GOOD },
  async (project) => {
    project.write('clusters/eu/ds.yaml', GOOD);
    project.write('clusters/us/ds.yaml', UNTAGGED);
    assert.equal(await found(project), ['clusters/us/ds.yaml mutable-image-tag', '1 stale in the baseline']);
  },
);

withBaseline(
  'a stale entry is pruned, and nothing is added',
  { 'a.yaml': UNTAGGED, 'b.yaml': WARNED.replaceAll('agent', 'b') },
  async (project) => {
    project.write('a.yaml', WARNED);
    assert.equal(await found(project), ['a.yaml no-rollback-history', '1 in the baseline', '1 stale in the baseline']);
    const { stdout } = await project.run('--notes', '--only', 'baseline-stale,no-rollback-history');
    assert.not.match(stdout, /baseline-stale/, 'with --only nobody knows');
    assert.match(
      (await project.run('--notes')).stdout,
      /^\.daemonlint-baseline\.yaml:3:1: note: mutable-image-tag finds nothing/m,
    );
    assert.is((await project.run('--rule', 'baseline-stale=error', '--fail-on', 'error')).code, 1);
    const { stderr } = await project.run('baseline', '--prune');
    assert.is(stderr, `daemonlint: ${FILE}: 1 entry, 1 stale taken out\n`);
    assert.equal(await found(project), ['a.yaml no-rollback-history', '1 in the baseline']);
  },
);

withBaseline(
  'what was not looked at is not stale',
  { 'a.yaml': UNTAGGED, 'b.yaml': WARNED.replaceAll('agent', 'b') },
  async (project) => {
    assert.equal(await found(project, 'a.yaml'), ['1 in the baseline']);
    assert.equal(await found(project, '--rule', 'no-rollback-history=off'), ['1 in the baseline']);
    rmSync(join(project.root, 'b.yaml'));
    assert.equal(await found(project, 'a.yaml'), ['1 in the baseline']);
    assert.equal(await found(project), ['1 in the baseline', '1 stale in the baseline']);
  },
);

withBaseline('written again, it takes in what is new and keeps comments', { 'a.yaml': UNTAGGED }, async (project) => {
  project.write(FILE, read(project).replace('\n- ', '\n# built by hand\n- '));
  project.write('A.yaml', WARNED.replaceAll('agent', 'b'));
  const { stderr } = await project.run('baseline');
  assert.is(stderr, `daemonlint: ${FILE}: 2 entries, 1 new, 0 stale taken out\n`);
  const before = read(project);
  assert.is((await project.run('baseline')).stderr, `daemonlint: ${FILE}: 2 entries, 0 new, 0 stale taken out\n`);
  assert.is(read(project), before);
  assert.match(before, /^# Findings that were known[^]*# built by hand\n/);
});

withBaseline('is read as others format it', { 'ds.yaml': UNTAGGED }, async (project) => {
  const line = entriesOf(project)[0] ?? '';
  const block = line.replace(/^- \{/, '- ').replace(/\}$/, '').replaceAll(/","/g, '"\n  "').replaceAll('":"', '": "');
  for (const text of [
    line.replace(/$/, '\r\n'),
    `${line.replace('{', '{ ').replaceAll('":', '": ')}\n`,
    `---\n${block}\n`,
  ]) {
    project.write(FILE, text);
    assert.equal(await found(project), ['1 in the baseline'], text);
  }
});

const FAULTS: readonly (readonly [text: string, message: RegExp])[] = [
  ['a: b\n', /^daemonlint: \.daemonlint-baseline\.yaml:1:1: a baseline is a list/],
  ['- {path: a.yaml, object: a, rul: b}\n', /:1:29: an entry of a baseline has no "rul"; did you mean rule\?/],
  ['- {path: a.yaml}\n', /:1:3: the entry has no "object"/],
  ['- {path: 5}\n', /:1:10: "path" of an entry is a text/],
  ['<<<<<<< HEAD\n- {}\n=======\n>>>>>>> b\n', /:1:1: a merge was not finished here/],
  ['- {path: "\n', /:\d+:\d+: /],
];
for (const [text, message] of FAULTS)
  test(`a faulty baseline is named: ${JSON.stringify(text)}`, () =>
    inRepository({ 'ds.yaml': WARNED, [FILE]: text }, async ({ run }) => {
      const { code, stderr } = await run();
      assert.is(code, 2);
      assert.match(stderr, message);
    }));

test('a named baseline has to be there, and lists paths from its own folder', () =>
  inRepository({ 'a/ds.yaml': WARNED }, async (project) => {
    assert.is((await project.run('--baseline', 'x.yaml')).code, 2);
    await project.run('baseline', '--baseline', 'a/known.yaml');
    assert.match(read(project, 'a/known.yaml'), /"path":"ds\.yaml"/);
    assert.equal(await found(project, '--baseline', 'a/known.yaml'), ['1 in the baseline']);
    assert.equal(await found(project), ['a/ds.yaml no-rollback-history']);
    assert.is((await project.run('--baseline', 'a/known.yaml', '--no-baseline')).code, 2);
  }));

test('lies beside the configuration in force', () =>
  inRepository(
    {
      'team/daemonlint.yaml': 'preset: recommended\n',
      'team/ds.yaml': WARNED,
      'x.yaml': UNTAGGED.replaceAll('agent', 'x'),
    },
    async (project) => {
      await project.run('baseline');
      assert.match(read(project, `team/${FILE}`), /"path":"ds\.yaml"/);
      assert.equal(entriesOf(project).length, 1);
      assert.equal(await found(project), ['2 in the baseline']);
    },
  ));

withBaseline('hides in every format and command', { 'ds.yaml': WARNED }, async (project) => {
  const { stdout } = await project.run('--format', 'json');
  const { findings, summary } = JSON.parse(stdout) as {
    findings: { suppressed?: unknown }[];
    summary: { baseline: number };
  };
  assert.equal(
    findings.map(({ suppressed }) => suppressed),
    [{ by: 'baseline' }],
  );
  assert.is(summary.baseline, 1);
  const sarif = JSON.parse((await project.run('--format', 'sarif')).stdout) as {
    runs: { results: { suppressions: unknown }[] }[];
  };
  assert.equal(
    sarif.runs[0]?.results.map(({ suppressions }) => suppressions),
    [[{ kind: 'external', status: 'accepted' }]],
  );
  assert.is((await project.run('--format', 'github')).stdout, '');
  commitAll(project.root);
  project.write('ds.yaml', WARNED.replace('1.4.2', '1.5.0'));
  assert.equal(await found(project, '--since', 'HEAD', '--all'), ['1 in the baseline']);
});

withBaseline(
  'two branches that fix and add merge',
  { ...Object.fromEntries('abcdefgh'.split('').map((name) => [`${name}.yaml`, UNTAGGED.replaceAll('agent', name)])) },
  async (project) => {
    const { root, run, write } = project;
    commitAll(root);
    const change = async (branch: string, fixed: string, added: string): Promise<void> => {
      git(root, 'checkout', '-q', '-b', branch, 'main');
      write(`${fixed}.yaml`, GOOD.replaceAll('agent', fixed));
      write(`${added}.yaml`, WARNED.replaceAll('agent', added));
      await run('baseline');
      commitAll(root);
    };
    await change('one', 'b', 'a1');
    await change('two', 'g', 'h1');
    git(root, 'merge', '-q', '-m', 'both', 'one');
    assert.equal(await found(project), ['8 in the baseline']);
  },
);

withBaseline(
  'charts: values and templates',
  {
    ...CHART,
    'agent/templates/ds.yaml': TEMPLATE.replace('spec:\n', 'spec:\n  revisionHistoryLimit: 0\n'),
  },
  async (project) => {
    assert.equal(await found(project), ['1 in the baseline']);
    project.write('agent/templates/ds.yaml', TEMPLATE);
    assert.equal(await found(project), ['1 stale in the baseline']);
  },
);

test('a stale entry of a chart is named from above the folder of its baseline, too', () =>
  inRepository(
    {
      'team/daemonlint.yaml': 'preset: recommended\n',
      ...Object.fromEntries(Object.entries(CHART).map(([path, text]) => [`team/${path}`, text])),
      'team/agent/templates/ds.yaml': TEMPLATE.replace('spec:\n', 'spec:\n  revisionHistoryLimit: 0\n'),
    },
    async (project) => {
      await project.run('baseline');
      assert.equal(await found(project), ['1 in the baseline']);
      project.write('team/agent/templates/ds.yaml', TEMPLATE);
      assert.equal(await found(project), ['1 stale in the baseline']);
    },
  ));

test('outside of a repository it lies in the current folder', () =>
  inProject({ 'ds.yaml': WARNED }, async (project) => {
    await project.run('baseline');
    assert.equal(await found(project), ['1 in the baseline']);
    renameSync(join(project.root, 'ds.yaml'), join(project.root, 'agent.yaml'));
    assert.equal(await found(project), ['1 in the baseline']);
  }));

test.run();
