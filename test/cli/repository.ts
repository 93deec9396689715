import { execFileSync } from 'node:child_process';
import { inProject, type Project } from './project.ts';

// Whatever the machine's git is set to is left out.
const ENV: NodeJS.ProcessEnv = {
  PATH: process.env['PATH'],
  HOME: '/nonexistent',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
  GIT_AUTHOR_NAME: 'A',
  GIT_AUTHOR_EMAIL: 'a@example.com',
  GIT_AUTHOR_DATE: '2024-01-01T00:00:00Z',
  GIT_COMMITTER_NAME: 'A',
  GIT_COMMITTER_EMAIL: 'a@example.com',
  GIT_COMMITTER_DATE: '2024-01-01T00:00:00Z',
};

export function git(root: string, ...args: string[]): string {
  return execFileSync('git', ['-c', 'protocol.file.allow=always', ...args], {
    cwd: root,
    env: ENV,
    encoding: 'utf8',
    stdio: 'pipe',
  }).trim();
}

export function commitAll(root: string, message = 'more'): void {
  git(root, 'add', '-A');
  git(root, 'commit', '-q', '--allow-empty', '-m', message);
}

/** Runs `use` in a repository whose only commit holds `files`. */
export function inRepository(
  files: Readonly<Record<string, string | Uint8Array>>,
  use: (project: Project) => Promise<void> | void,
): Promise<void> {
  return inProject(files, (project) => {
    git(project.root, 'init', '-q', '-b', 'main');
    commitAll(project.root, 'first');
    return use(project);
  });
}

/** Leaves out what rules about changes say. */
export const PLAIN = ['--only', 'no-rollback-history,yaml-syntax,invalid-value'] as const;

/** `path rule` of each finding that a run printed. */
export function findings(stdout: string): string[] {
  return stdout
    .split('\n')
    .flatMap((line) => {
      const [, path, rule] = /^(.*?):\d+:\d+: .*\[([\w-]+)\]$/.exec(line) ?? [];
      return path === undefined || rule === undefined ? [] : [`${path} ${rule}`];
    })
    .sort();
}
