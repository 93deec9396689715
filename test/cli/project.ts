import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Io } from '../../src/io/io.ts';
import { main } from '../../src/main.ts';
import { nodeIo } from '../../src/io/node-io.ts';

/** What a run printed, and its exit code. */
export interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder of its own for one test, in which the whole program runs. */
export interface Project {
  readonly root: string;
  readonly write: (path: string, content: string | Uint8Array) => void;
  readonly run: (...argv: string[]) => Promise<Run>;
  readonly runWith: (changes: Partial<Io>, ...argv: string[]) => Promise<Run>;
  readonly delete: (path: string) => void;
  readonly remove: () => void;
}

/** A DaemonSet that no rule of the default preset finds fault with. */
export const GOOD = `apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: agent
spec:
  selector:
    matchLabels:
      app: agent
  template:
    metadata:
      labels:
        app: agent
    spec:
      containers:
        - name: agent
          image: registry.example.com/agent:1.4.2
`;

/** The same with `revisionHistoryLimit: 0`: one warning at 6:25. */
export const WARNED = GOOD.replace('spec:\n  selector', 'spec:\n  revisionHistoryLimit: 0\n  selector');

/** The same with a selector that does not match: one error. */
export const REFUSED = GOOD.replace('        app: agent\n    spec', '        app: other\n    spec');

export function project(files: Readonly<Record<string, string | Uint8Array>> = {}): Project {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'daemonlint-')));
  const write = (path: string, content: string | Uint8Array): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  };
  for (const [path, content] of Object.entries(files)) write(path, content);
  const runWith = async (changes: Partial<Io>, ...argv: string[]): Promise<Run> => {
    const out = { stdout: '', stderr: '' };
    const io: Io = {
      ...nodeIo(),
      cwd: root,
      // Whatever the machine sets (CI, colours) is left out.
      env: {},
      stdoutIsTTY: false,
      stderrIsTTY: false,
      columns: undefined,
      stdout: (text) => {
        out.stdout += text;
      },
      stderr: (text) => {
        out.stderr += text;
      },
      ...changes,
    };
    return { code: await main(argv, io), ...out };
  };
  return {
    root,
    write,
    runWith,
    run: (...argv) => runWith({}, ...argv),
    delete: (path) => {
      rmSync(join(root, path));
    },
    remove: () => {
      rmSync(root, { recursive: true, force: true });
    },
  };
}

/** Runs `use` in a project that is gone afterwards. */
export async function inProject(
  files: Readonly<Record<string, string | Uint8Array>>,
  use: (project: Project) => Promise<void> | void,
): Promise<void> {
  const made = project(files);
  try {
    await use(made);
  } finally {
    made.remove();
  }
}
