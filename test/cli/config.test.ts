import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { GOOD, inProject, WARNED } from './project.ts';

const config = suite('the configuration');

// YAML 1.1 reads a bare off as false, whatever its letters.
for (const off of ['off', 'OFF', "'off'", 'false', '{severity: off}', '{severity: "off"}']) {
  config(`a rule is switched off by ${off}`, () =>
    inProject({ 'ds.yaml': WARNED, 'daemonlint.yaml': `rules: {no-rollback-history: ${off}}\n` }, async ({ run }) => {
      assert.equal(await run('-q', 'ds.yaml'), { code: 0, stdout: '', stderr: '' });
    }),
  );
}

config('on is not a severity, and the answer names those there are', () =>
  inProject({ 'ds.yaml': WARNED }, async ({ run, write }) => {
    for (const on of ['on', '{severity: on}']) {
      write('daemonlint.yaml', `rules:\n  no-rollback-history: ${on}\n`);
      const { code, stderr } = await run('-q', 'ds.yaml');
      assert.is(code, 2);
      assert.match(stderr, /daemonlint\.yaml:2:\d+: .* has to be one of off, note, warning, error$/m);
    }
  }),
);

config('the schema takes a bare off as YAML 1.1 and as YAML 1.2 read it', () => {
  const schema = JSON.parse(readFileSync('schemas/config.schema.json', 'utf8')) as object;
  const takes = new Ajv({ allowUnionTypes: true }).compile(schema);
  const rule = (setting: unknown): object => ({ rules: { 'image-digest': setting } });
  for (const setting of ['off', false, { severity: 'off' }, { severity: false }, 'error', {}])
    assert.ok(takes(rule(setting)), JSON.stringify(setting));
  for (const setting of [true, 'on', 'fatal', 1, null, [], { severity: true }, { severity: null }])
    assert.not(takes(rule(setting)), JSON.stringify(setting));
});

config('docs/configuration.md shows every key, and its example can be used', () => {
  const page = readFileSync('docs/configuration.md', 'utf8');
  const example = /```yaml\n([^]*?)```/.exec(page)?.[1] ?? '';
  const schema = JSON.parse(readFileSync('schemas/config.schema.json', 'utf8')) as { properties: object };
  for (const key of Object.keys(schema.properties).filter((name) => name !== '$schema'))
    assert.match(example, new RegExp(`^${key}:`, 'm'), key);
  const files = {
    'deploy/eu/ds.yaml': GOOD,
    'daemonlint.yaml': example,
    'charts/agent/Chart.yaml': 'apiVersion: v2\nname: agent\nversion: 1.0.0\n',
    'envs/prod.yaml': 'tag: 1\n',
    'policies/none.yaml': '',
    'shared/daemonlint.yaml': '',
  };
  return inProject(files, async ({ run }) => {
    const { code, stdout, stderr } = await run('deploy');
    assert.is(code, 1, stderr);
    assert.match(stdout, /: error: .*\[no-health-gate\]$/m);
    assert.match(stdout, '240 nodes');
  });
});

config('the list of rules says which one waits for the size of the fleet', () =>
  inProject({}, async ({ run }) => {
    const { stdout } = await run('rules');
    assert.match(stdout, /^ {2}fragile-budget +note \(fleet known\) {2,}note /m);
    assert.match(stdout, /^ {2}on-delete-strategy +note +warning /m);
    assert.match(stdout, /^ {2}change-cause-format +opt-in +opt-in /m);
    assert.match((await run('rules', 'fragile-budget')).stdout, /recommended: note \(fleet known\), strict: note/);
  }),
);

config('a pattern is an expression of RE2, in linear time', () => {
  const caused = GOOD.replace(
    'metadata:\n',
    `metadata:\n  annotations: {kubernetes.io/change-cause: ${'a'.repeat(50)}b}\n`,
  );
  return inProject({ 'ds.yaml': caused }, async ({ run, write }) => {
    const told = (pattern: string): ReturnType<typeof run> => {
      write('daemonlint.yaml', `rules:\n  change-cause-format:\n    pattern: ${pattern}\n`);
      return run('-q', '--only=change-cause-format');
    };
    assert.match((await told('^(a+)+$')).stdout, /does not match, so .* matches "\^\(a\+\)\+\$"/);
    assert.equal(await told('(?i)^A+B$'), { code: 0, stdout: '', stderr: '' });
    assert.is((await told('""')).code, 0);
    const unsupported = await told('a(?!b)');
    assert.is(unsupported.code, 2);
    assert.match(
      unsupported.stderr,
      /daemonlint\.yaml:3:14: "rules\.change-cause-format\.pattern" is not a regular expression of RE2: .*`\(\?!`$/m,
    );
  });
});

config('groups of nodes make the size of the fleet known; a size that is written goes first', () => {
  const rolling = GOOD.replace('spec:\n', 'spec:\n  updateStrategy: {rollingUpdate: {maxUnavailable: 100%}}\n');
  return inProject({ 'ds.yaml': rolling }, async ({ run, write }) => {
    const groups = 'groups: [{count: 12, labels: {pool: a}}, {count: 30}]';
    const told = async (fleet: string, ...argv: string[]): Promise<string> => {
      write('daemonlint.yaml', `fleet: {${fleet}}\n`);
      return (await run('--preset=strict', ...argv)).stdout;
    };
    assert.match(await told(groups), /with 42 nodes, 42 go/);
    assert.match(await told(`nodes: 50, ${groups}`), /with 50 nodes, 50 go/);
    assert.match(await told(groups, '--nodes', '60'), /with 60 nodes, 60 go/);
  });
});

config('groups alone bring in the rules that wait for a fleet, each with its own labels and taints', () =>
  inProject({ 'ds.yaml': GOOD }, async ({ run, write }) => {
    assert.not.match((await run('--notes')).stdout, /fragile-budget/);
    write('daemonlint.yaml', 'fleet: {groups: [{count: 12}, {count: 3, labels: {pool: b}}]}\n');
    assert.match((await run('--notes')).stdout, /14 other nodes.*\[fragile-budget\]/);
    const taints = 'taints: [{key: gpu, effect: NoSchedule}]';
    write('daemonlint.yaml', `fleet: {groups: [{count: 12}, {count: 3, labels: {pool: b}, ${taints}}]}\n`);
    assert.match((await run('--only', 'missing-toleration')).stdout, /3 nodes \(pool=b\).*gpu/);
  }),
);

config('a minor that is not known is a fault of the file, and of the option when that asks for it', () =>
  inProject({ 'ds.yaml': GOOD }, async ({ run, write }) => {
    for (const minor of ['1.99', 'newest', '1.36..1.33']) {
      write('daemonlint.yaml', `kubernetes: "${minor}"\n`);
      const { code, stdout, stderr } = await run('ds.yaml');
      assert.equal([code, stdout], [2, ''], minor);
      assert.match(stderr, /^daemonlint: .*daemonlint\.yaml.*kubernetes/);
    }
    assert.match((await run('ds.yaml', '--kubernetes', '1.98')).stderr, /--kubernetes: .*1\.98/);
    assert.is((await run('ds.yaml', '--kubernetes', '1.36')).code, 0, 'the option replaces what the file says');
  }),
);

config('one above the root of the repository does not count; a worktree has a file there', () =>
  inProject(
    { 'daemonlint.yaml': 'nonsense: true\n', 'repo/a/ds.yaml': WARNED },
    async ({ root, run, runWith, write }) => {
      assert.is((await run('repo/a/ds.yaml')).code, 2);
      write('repo/.git', 'gitdir: /nowhere\n');
      assert.is((await run('repo/a/ds.yaml', '--config', 'daemonlint.yaml')).code, 2);
      const { code, stdout } = await runWith({ cwd: join(root, 'repo') }, 'a/ds.yaml');
      assert.equal([code, stdout.slice(0, 15)], [1, 'a/ds.yaml:6:25:']);
    },
  ),
);

config('the schema is ready for the catalogue: editors find it by all names of a configuration', () => {
  const entry = JSON.parse(readFileSync('schemas/catalog-entry.json', 'utf8')) as Record<string, unknown>;
  const schema = JSON.parse(readFileSync('schemas/config.schema.json', 'utf8')) as { $id: string; $schema: string };
  assert.is(entry['url'], schema.$id);
  assert.match(schema.$id, /^https:\/\/raw\.githubusercontent\.com\/.*\/main\/schemas\/config\.schema\.json$/);
  assert.match(schema.$schema, 'draft-07');
  assert.equal(entry['fileMatch'], ['daemonlint.yaml', 'daemonlint.yml', '.daemonlint.yaml', '.daemonlint.yml']);
});

config.run();
