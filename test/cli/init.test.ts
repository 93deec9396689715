import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import { vscodeMatcher, vscodeWatchMatcher } from '../../src/format/problem-matcher.ts';
import { HOMEPAGE, schemaUrl, VERSION } from '../../src/version.ts';
import { GOOD, inProject, WARNED, type Project } from './project.ts';

const init = suite('init');

const PATHS = {
  hook: '.pre-commit-config.yaml',
  github: '.github/workflows/daemonlint.yaml',
  gitlab: '.gitlab-ci.yml',
  vscode: '.vscode/tasks.json',
  config: 'daemonlint.yaml',
} as const;

const read = ({ root }: Project, path: string): string => readFileSync(join(root, path), 'utf8');

/** What `init NAME` writes, as data. */
async function written(project: Project, name: keyof typeof PATHS): Promise<unknown> {
  assert.is((await project.run('init', name)).code, 0);
  return parse(read(project, PATHS[name]));
}

init('writes every file and says what to do next', () =>
  inProject({}, async (project) => {
    const { code, stdout, stderr } = await project.run('init', ...Object.keys(PATHS));
    assert.is(code, 0, stderr);
    const lines = stdout.trimEnd().split('\n');
    for (const [index, path] of Object.values(PATHS).entries()) {
      assert.ok(lines[index]?.startsWith(`wrote ${path}; next: `), lines[index]);
      assert.ok(existsSync(join(project.root, path)));
    }
  }),
);

init('writes nothing when one of them is there, but with --force', () =>
  inProject({ 'daemonlint.yaml': 'preset: strict\n' }, async (project) => {
    const refused = await project.run('init', 'vscode', 'config');
    assert.is(refused.code, 2);
    assert.match(refused.stderr, /daemonlint\.yaml already exists; nothing was written/);
    assert.is(read(project, 'daemonlint.yaml'), 'preset: strict\n');
    assert.not(existsSync(join(project.root, PATHS.vscode)));
    assert.is((await project.run('init', '--force', 'vscode', 'config')).code, 0);
    assert.match(read(project, 'daemonlint.yaml'), /^preset: recommended$/m);
  }),
);

init('a configuration names its schema for editors', () =>
  inProject({}, async (project) => {
    await project.run('init', 'config');
    const [line = ''] = read(project, 'daemonlint.yaml').split('\n');
    assert.is(line, `# yaml-language-server: $schema=${schemaUrl(`v${VERSION}`)}`);
  }),
);

init('names what it knows', () =>
  inProject({}, async ({ run }) => {
    assert.match((await run('init', 'gitlba')).stderr, /hook, github, gitlab, vscode, config.*did you mean gitlab\?/);
    assert.match((await run('init', 'constructor')).stderr, /not "constructor"/);
    assert.is((await run('init')).code, 2);
    assert.match((await run('init', '--help')).stdout, /^Usage: daemonlint init /);
  }),
);

init('the hook is one that this repository has', () =>
  inProject({}, async (project) => {
    const hooks = parse(readFileSync('.pre-commit-hooks.yaml', 'utf8')) as readonly { readonly id: string }[];
    assert.equal(await written(project, 'hook'), {
      repos: [{ repo: HOMEPAGE, rev: `v${VERSION}`, hooks: [{ id: 'daemonlint' }] }],
    });
    const ids = hooks.map(({ id }) => id);
    const named = read(project, PATHS.hook).match(/daemonlint-\w+/g) ?? [];
    assert.equal(ids.sort(), ['daemonlint', ...named].sort());
  }),
);

interface Workflow {
  readonly jobs: Readonly<
    Record<string, { readonly steps: readonly { readonly uses: string; readonly with: Record<string, unknown> }[] }>
  >;
}

init('the workflow gives the action inputs that it has, and the history that since needs', () =>
  inProject({}, async (project) => {
    const { jobs } = (await written(project, 'github')) as Workflow;
    const [checkout, action, upload] = jobs['daemonlint']?.steps ?? [];
    const { inputs } = parse(readFileSync('action.yml', 'utf8')) as { readonly inputs: object };
    assert.is(action?.uses, `daemonlint/daemonlint@v${VERSION}`);
    for (const name of Object.keys(action?.with ?? {})) assert.ok(name in inputs, name);
    assert.is(action?.with['since'], '${{ github.event.pull_request.base.sha }}');
    assert.is(checkout?.with['fetch-depth'], 0);
    assert.is(upload?.with['sarif_file'], action?.with['sarif-file']);
  }),
);

interface Pipeline {
  readonly daemonlint: {
    readonly script: readonly string[];
    readonly artifacts: { readonly reports: { readonly codequality: string } };
  };
}

init("GitLab's job reports everything, and fails for what a merge request brings in", () =>
  inProject({ 'ds.yaml': WARNED }, async (project) => {
    const { script, artifacts } = ((await written(project, 'gitlab')) as Pipeline).daemonlint;
    const [install, ...steps] = script;
    assert.is(install, `npm install --global daemonlint@${VERSION}`);
    project.write('bin/daemonlint', `#!/bin/sh\nexec '${process.execPath}' '${resolve('dist/cli.js')}' "$@"\n`);
    chmodSync(join(project.root, 'bin/daemonlint'), 0o755);
    const PATH = `${join(project.root, 'bin')}${delimiter}${process.env['PATH'] ?? ''}`;
    const job = (variables: Readonly<Record<string, string>>) => {
      const env = { ...process.env, PATH, FORCE_COLOR: '0', ...variables };
      return spawnSync('sh', ['-e', '-c', steps.join('\n')], { cwd: project.root, encoding: 'utf8', env });
    };
    const issues = (): number => (JSON.parse(read(project, artifacts.reports.codequality)) as unknown[]).length;
    const git = (...args: string[]): string =>
      execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.com', ...args], {
        cwd: project.root,
        encoding: 'utf8',
      });
    git('init', '-q');
    git('add', '-A');
    git('commit', '-q', '-m', 'before');
    const whole = job({});
    assert.is(whole.status, 1, whole.stderr);
    assert.match(whole.stdout, /^ds\.yaml:6:25: warning: /);
    assert.is(issues(), 1);
    const request = job({ CI_MERGE_REQUEST_DIFF_BASE_SHA: git('rev-parse', 'HEAD').trim() });
    assert.is(request.status, 0, request.stderr);
    assert.is(issues(), 1);
  }),
);

interface Task {
  readonly command: string;
  readonly isBackground?: boolean;
  readonly problemMatcher: { readonly pattern: { readonly regexp: string } };
}

init("VS Code's tasks have the matchers that were tried, and run what they match", () =>
  inProject({ 'ds.yaml': WARNED }, async (project) => {
    const { tasks } = (await written(project, 'vscode')) as { readonly tasks: readonly Task[] };
    assert.equal(
      tasks.map(({ problemMatcher, isBackground }) => [problemMatcher, isBackground]),
      [
        [vscodeMatcher(), undefined],
        [vscodeWatchMatcher(), true],
      ],
    );
    const [check] = tasks;
    const [program, ...argv] = check?.command.split(' ') ?? [];
    assert.is(program, 'daemonlint');
    const [line = ''] = (await project.run(...argv)).stdout.split('\n');
    assert.match(line, new RegExp(check?.problemMatcher.pattern.regexp ?? '^$'));
  }),
);

init('the configuration is one that the program takes, also with what is left out by #', () =>
  inProject({ 'ds.yaml': GOOD }, async (project) => {
    await written(project, 'config');
    const plain = await project.run('--format', 'json');
    assert.is(plain.code, 0, plain.stderr);
    const text = read(project, PATHS.config).replace(/^# ((?: {2})?\w+:)/gm, '$1');
    project.write(PATHS.config, text);
    const { fleet } = parse(text) as { readonly fleet?: object };
    assert.equal(fleet, { nodes: 250, readySeconds: 20, terminationSeconds: 30 });
    const whole = await project.run();
    assert.is(whole.code, 0, whole.stderr);
    project.write(PATHS.config, text.replace('nodes: 250', 'nodes: many'));
    assert.is((await project.run()).code, 2);
  }),
);

init.run();
