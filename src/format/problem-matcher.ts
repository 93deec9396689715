import { linePattern } from './text-line.ts';

/**
 * The problem matchers of GitHub's runner for the lines of text. There are two because the runner does not know `note`:
 * it silently drops a severity other than error, warning or notice. Colors have to be matched: the runner does not
 * recognize them (`\x0033` in OutputManager.cs is not a color code).
 */
export function githubMatchers() {
  return {
    problemMatcher: [
      { owner: 'daemonlint', pattern: [githubPattern(['error', 'warning'])] },
      { owner: 'daemonlint-note', severity: 'notice', pattern: [githubPattern(['note'])] },
    ],
  };
}

function githubPattern(severities: Parameters<typeof linePattern>[0]) {
  const { regexp, groups } = linePattern(severities, true);
  const { path, line, column, severity, message, rule } = groups;
  return { regexp, file: path, line, column, severity, message, code: rule };
}

/** The problem matcher of VS Code's tasks for the lines of text. */
export function vscodeMatcher() {
  const { regexp, groups } = linePattern(['error', 'warning', 'note']);
  const { path, line, column, severity, message, rule } = groups;
  return {
    owner: 'daemonlint',
    source: 'daemonlint',
    fileLocation: ['relative', '${workspaceFolder}'],
    pattern: { regexp, file: path, line, column, severity, message, code: rule },
  };
}

/** What `--watch` prints before and after a run, so that VS Code knows when findings are stale. */
export const WATCH_BEGINS = '[daemonlint] checking';
export const WATCH_ENDS = '[daemonlint] done';

/** Like `vscodeMatcher`, for the task that runs `--watch`. */
export function vscodeWatchMatcher() {
  const escaped = (text: string): string => `^${text.replace(/[[\]]/g, '\\$&')}`;
  return {
    ...vscodeMatcher(),
    background: {
      activeOnStart: true,
      beginsPattern: escaped(WATCH_BEGINS),
      endsPattern: escaped(WATCH_ENDS),
    },
  };
}
