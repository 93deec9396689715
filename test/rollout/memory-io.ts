import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Io } from '../../src/io/io.ts';

export interface Ran {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
}

const NOTHING = (): never => {
  throw new Error('not in this test');
};

/** Runs a command in the repository, with files of the test's own over the real ones. */
export async function run(
  command: (argv: readonly string[], io: Io) => Promise<number>,
  argv: readonly string[],
  files: Readonly<Record<string, string>> = {},
): Promise<Ran> {
  let [stdout, stderr] = ['', ''];
  const cwd = fileURLToPath(new URL('../../', import.meta.url)).replace(/\/$/, '');
  const own = (path: string): string | undefined => files[path.replace(`${cwd}/`, '')];
  const io: Io = {
    cwd,
    env: {},
    stdoutIsTTY: false,
    stderrIsTTY: false,
    columns: undefined,
    maxFileSize: 2 ** 30,
    stdout: (text) => {
      stdout += text;
    },
    stderr: (text) => {
      stderr += text;
    },
    readStdin: () => Buffer.from(files['-'] ?? ''),
    readFile: (path) => {
      const text = own(path);
      return text === undefined ? readFileSync(path) : Buffer.from(text);
    },
    writeFile: NOTHING,
    editFile: NOTHING,
    makeDirectory: NOTHING,
    kindOf: (path) => (own(path) === undefined ? undefined : 'file'),
    realPath: (path) => path,
    readDirectory: NOTHING,
    git: NOTHING,
    watch: NOTHING,
    interrupted: NOTHING,
    streams: NOTHING,
    now: () => 0,
    date: () => new Date(0),
  };
  const code = await command(argv, io);
  return { stdout, stderr, code };
}
