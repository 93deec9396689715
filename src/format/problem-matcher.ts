import { linePattern } from './text-line.ts';

/**
 * The problem matchers of GitHub's runner for the lines of text. There are two because it knows no `note`: a severity
 * that is not error, warning or notice is dropped without a word. Colours have to be matched: what the runner takes for
 * them (`\x0033`, in OutputManager.cs) is none.
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

/** What `--watch` prints around a run, so that VS Code knows when findings are stale. */
export const WATCH_BEGINS = '[daemonlint] checking';
export const WATCH_ENDS = '[daemonlint] done';

/** As `vscodeMatcher`, for the task that runs `--watch`. */
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
