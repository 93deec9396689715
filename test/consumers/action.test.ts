import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import { GOOD, inProject, WARNED, type Project, type Run } from '../cli/project.ts';
import { apt, testsWith } from './install.ts';

const { test, run } = testsWith('action', apt('bash', 'bash'));

interface Step {
  readonly shell: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly run: string;
}

const ACTION = parse(readFileSync('action.yml', 'utf8')) as {
  readonly inputs: Readonly<Record<string, { readonly default: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly [Step, Step] };
};
const [BUILD, CHECK] = ACTION.runs.steps;
const SUMMARY = 'the summary.md';

/** Runs a step as GitHub's runner does: expressions in `env` are put in, and the script goes to a bash of these options. */
function perform(step: Step, { root }: Project, inputs: Readonly<Record<string, string>>, action = '.'): Run {
  const valueOf = (name: string): string => {
    const input = ACTION.inputs[name];
    assert.ok(input, `the action has no input ${name}`);
    return inputs[name] ?? input.default;
  };
  const expand = (text: string): string =>
    text.replace(/\$\{\{ inputs\.([a-z-]+) \}\}/g, (_, name: string) => valueOf(name));
  const env = Object.fromEntries(Object.entries(step.env ?? {}).map(([name, text]) => [name, expand(text)]));
  Object.keys(inputs).forEach(valueOf);
  assert.is(step.shell, 'bash');
  const { status, stdout, stderr } = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step.run], {
    cwd: root,
    encoding: 'utf8',
    timeout: 300_000,
    env: { ...process.env, ...env, GITHUB_ACTION_PATH: resolve(action), GITHUB_STEP_SUMMARY: join(root, SUMMARY) },
  });
  return { code: status ?? -1, stdout, stderr };
}

const check = (project: Project, inputs: Readonly<Record<string, string>> = {}): Run => perform(CHECK, project, inputs);

function commit({ root }: Project, message: string): string {
  const git = (...args: string[]): string =>
    execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.com', ...args], {
      cwd: root,
      encoding: 'utf8',
    });
  git('init', '-q');
  git('add', '-A');
  git('commit', '-q', '-m', message);
  return git('rev-parse', 'HEAD').trim();
}

/** The places and titles of what was printed for GitHub. */
const annotations = ({ stdout }: Run): string[] =>
  [...stdout.matchAll(/^::\w+ file=([^,]+),.*title=([a-z-]+)::/gm)].map(
    ([, file = '', title = '']) => `${file} ${title}`,
  );

test('without inputs it annotates everything, writes the summary and fails the job', () =>
  inProject({ 'ds.yaml': WARNED, 'good.yaml': GOOD }, (project) => {
    const result = check(project);
    assert.is(result.code, 1, result.stderr);
    assert.equal(annotations(result), ['ds.yaml no-rollback-history']);
    assert.match(readFileSync(join(project.root, SUMMARY), 'utf8'), /^### daemonlint\n\n\| Severity[^]*ds\.yaml:6:25/);
  }));

test('since leaves out what was before', () =>
  inProject({ 'ds.yaml': WARNED, 'other.yaml': WARNED }, (project) => {
    const since = commit(project, 'before');
    project.write('ds.yaml', WARNED.replace('1.4.2', '1.4.3'));
    commit(project, 'harmless');
    const harmless = check(project, { since });
    assert.is(harmless.code, 0, harmless.stderr);
    assert.equal(annotations(harmless), []);
    project.write('ds.yaml', WARNED.replace('agent:1.4.2', 'agent:latest'));
    commit(project, 'harmful');
    const harmful = check(project, { since });
    assert.is(harmful.code, 1, harmful.stderr);
    assert.equal(annotations(harmful), ['ds.yaml mutable-image-tag']);
  }));

test('since is never taken for an option, and says what is wrong with it', () =>
  inProject({ 'ds.yaml': WARNED }, (project) => {
    commit(project, 'before');
    for (const since of ['nowhere', '--fix']) {
      const { code, stderr } = check(project, { since });
      assert.is(code, 2);
      assert.match(
        stderr,
        since === 'nowhere' ? /nowhere is not a known commit in this repository/ : /"--fix" is not a git revision/,
      );
    }
    assert.is(readFileSync(join(project.root, 'ds.yaml'), 'utf8'), WARNED);
  }));

test('paths are one a line, whatever is in them', () => {
  const names = ['a b.yaml', "it's.yaml", '$(touch made) "q" `x`.yaml', '-x.yaml', 'dir one/ds.yaml', 'é*.yaml'];
  const files = Object.fromEntries(names.map((name) => [name, WARNED]));
  return inProject({ ...files, 'c.yaml': WARNED, 'dir two/1.yaml': WARNED, 'dir two/no.txt': WARNED }, (project) => {
    const paths = [...names.slice(0, 4), 'dir one', '', 'é*.yaml', 'dir two/*.yaml', ''].join('\n');
    const { code, stdout, stderr } = check(project, { paths, format: 'text' });
    assert.is(code, 1, stderr);
    const found = stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.replace(/:6:25: .*$/, ''));
    assert.equal(found.sort(), [...names, 'dir two/1.yaml'].sort());
    assert.not(existsSync(join(project.root, 'made')));
  });
});

test('SARIF goes to its file, and the summary only where it is wanted', () =>
  inProject({ 'ds.yaml': WARNED, 'out put/.keep': '' }, (project) => {
    const file = 'out put/daemon lint.sarif';
    const result = check(project, { 'sarif-file': file, summary: 'false', preset: 'strict' });
    assert.is(result.code, 1, result.stderr);
    const log = JSON.parse(readFileSync(join(project.root, file), 'utf8')) as {
      readonly runs: readonly { readonly results: readonly { readonly ruleId: string }[] }[];
    };
    const ids = log.runs.flatMap(({ results }) => results.map(({ ruleId }) => ruleId));
    assert.ok(ids.includes('no-rollback-history') && ids.includes('change-cause-missing'), ids.join());
    assert.not(existsSync(join(project.root, SUMMARY)));
  }));

test('it builds what a clone does not carry, whatever the job has set for its own packages', () =>
  inProject({ 'ds.yaml': WARNED }, (project) => {
    const clone = join(project.root, 'the action');
    execFileSync('git', ['clone', '-q', '.', clone]);
    const settings = { NODE_ENV: 'production', npm_config_ignore_scripts: 'true' };
    const built = perform({ ...BUILD, env: settings }, project, {}, clone);
    assert.is(built.code, 0, built.stderr);
    assert.is(perform(BUILD, project, {}, clone).stdout, '', 'the second time there is nothing to do');
    const result = perform(CHECK, project, { paths: 'ds.yaml' }, clone);
    assert.equal(annotations(result), ['ds.yaml no-rollback-history']);
  }));

run();
