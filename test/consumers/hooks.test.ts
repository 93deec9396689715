import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import * as assert from 'uvu/assert';
import { GOOD, inProject, WARNED, type Project, type Run } from '../cli/project.ts';
import { npm, testsWith } from './install.ts';

const PACKAGES = npm('lefthook@2.2.2', 'husky@9.1.7', 'lint-staged@16.4.0');
const { test, run } = testsWith('hooks', PACKAGES);

const FIXABLE = GOOD.replace('spec:\n', 'spec:\n  updateStrategy:\n    maxUnavailable: 10%\n');
const MENDED = GOOD.replace('spec:\n', 'spec:\n  updateStrategy:\n    rollingUpdate:\n      maxUnavailable: 10%\n');
const PLACE = 'clusters/prod eu/agent 名.yaml';

/** The blocks that docs/hooks.md shows under a heading: they are what is tried. */
function blocks(heading: string): string[] {
  const [, section = ''] = readFileSync('docs/hooks.md', 'utf8').split(`\n## ${heading}\n`);
  return [...(section.split('\n## ')[0] ?? '').matchAll(/^```\w+\n([^]*?)^```$/gm)].map(([, text = '']) => text);
}

function start({ root }: Project, program: string, ...args: string[]): Run {
  const env = {
    ...process.env,
    ...{ GIT_CONFIG_GLOBAL: join(root, 'none'), GIT_CONFIG_NOSYSTEM: '1', HOME: root, NO_COLOR: '1' },
    ...{ GIT_AUTHOR_NAME: 'A', GIT_AUTHOR_EMAIL: 'a@example.com' },
    ...{ GIT_COMMITTER_NAME: 'A', GIT_COMMITTER_EMAIL: 'a@example.com' },
    // As npx has it.
    PATH: `${join(root, 'node_modules/.bin')}${delimiter}${process.env['PATH'] ?? ''}`,
  };
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: root, encoding: 'utf8', env, timeout: 60_000 });
  return { code: status ?? -1, stdout, stderr };
}

/** `node_modules` as npm would leave it, with this build of ours. */
function install({ root }: Project): void {
  const from = PACKAGES ?? '';
  mkdirSync(join(root, 'node_modules/.bin'), { recursive: true });
  for (const name of readdirSync(from)) {
    if (!name.startsWith('.')) symlinkSync(join(from, name), join(root, 'node_modules', name));
  }
  for (const name of readdirSync(join(from, '.bin'))) {
    symlinkSync(join(from, '.bin', name), join(root, 'node_modules/.bin', name));
  }
  symlinkSync(resolve('dist/cli.js'), join(root, 'node_modules/.bin/daemonlint'));
}

/** A repository with the files of a hook, which `wire` connects. */
function inRepository(
  files: Readonly<Record<string, string>>,
  wire: readonly string[],
  body: (project: Project, commit: () => Run) => void,
): Promise<void> {
  return inProject({ '.gitignore': 'node_modules/\n', 'package.json': '{}\n', ...files }, (project) => {
    install(project);
    assert.is(start(project, 'git', 'init', '-q').code, 0);
    const [program = '', ...args] = wire;
    const wired = start(project, program, ...args);
    assert.is(wired.code, 0, wired.stderr);
    body(project, () => {
      assert.is(start(project, 'git', 'add', '-A').code, 0);
      return start(project, 'git', 'commit', '-q', '-m', 'change');
    });
  });
}

const committed = (project: Project): string => start(project, 'git', 'show', `HEAD:${PLACE}`).stdout;

function refusesAndMends(project: Project, commit: () => Run): void {
  project.write(PLACE, WARNED);
  const refused = commit();
  assert.is(refused.code, 1, refused.stderr);
  // lint-staged names it absolutely.
  assert.match(
    refused.stdout + refused.stderr,
    new RegExp(`^${PLACE}:6:25: warning: .* \\[no-rollback-history\\]$`, 'm'),
  );
  project.write(PLACE, FIXABLE);
  const mended = commit();
  assert.is(mended.code, 0, mended.stderr);
  assert.is(committed(project), MENDED);
}

test('lefthook refuses a commit, and puts what was fixed into the next one', () => {
  const [config = ''] = blocks('lefthook');
  return inRepository({ 'lefthook.yml': config }, ['lefthook', 'install'], refusesAndMends);
});

test('husky with lint-staged refuses a commit, and puts what was fixed into the next one', () => {
  const [config = '', hook = ''] = blocks('husky with lint-staged');
  return inRepository({ 'package.json': config, '.husky/pre-commit': hook }, ['husky'], refusesAndMends);
});

test('lint-staged names files absolutely', () =>
  inRepository(
    {
      'package.json': '{ "lint-staged": { "*.yaml": "printf %s:" } }\n',
      '.husky/pre-commit': 'lint-staged --verbose\n',
    },
    ['husky'],
    (project, commit) => {
      project.write(PLACE, GOOD);
      const { code, stdout, stderr } = commit();
      assert.is(code, 0, stderr);
      assert.ok((stdout + stderr).includes(`${join(project.root, PLACE)}:`), stdout + stderr);
    },
  ));

test('husky alone refuses only what a commit brings in', () => {
  const [hook = ''] = blocks('husky alone');
  return inRepository({ '.husky/pre-commit': hook }, ['husky'], (project, commit) => {
    project.write(PLACE, WARNED);
    assert.is(commit().code, 1);
    assert.is(start(project, 'git', 'commit', '-q', '--no-verify', '-m', 'all the same').code, 0);
    project.write(PLACE, WARNED.replace('1.4.2', '1.4.3'));
    const standing = commit();
    assert.is(standing.code, 0, standing.stderr);
  });
});

run();
