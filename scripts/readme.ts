import { readFileSync } from 'node:fs';
import { nodeIo } from '../src/io/node-io.ts';
import { main } from '../src/main.ts';

/** What `daemonlint ARGV` prints on standard output, in this folder. */
export async function outputOf(...argv: readonly string[]): Promise<string> {
  let printed = '';
  await main(argv, {
    ...nodeIo(),
    env: {},
    stdoutIsTTY: false,
    stderrIsTTY: false,
    columns: undefined,
    stdout: (text) => {
      printed += text;
    },
    stderr: () => undefined,
  });
  return printed;
}

const CONSOLE = /(?<=^```console\n)[^]*?(?=^```$)/gm;

/** `text` with what each command of its console blocks prints now. */
export async function withOutputs(text: string): Promise<string> {
  let result = text;
  for (const [block] of text.matchAll(CONSOLE)) {
    const commands = block.split('\n').filter((line) => line.startsWith('$ '));
    const parts = await Promise.all(commands.map(async (line) => `${line}\n${await run(line)}`));
    result = result.replace(block, () => parts.join(''));
  }
  return result;
}

async function run(line: string): Promise<string> {
  const [, shown] = /^\$ cat (\S+)$/.exec(line) ?? [];
  if (shown !== undefined) return readFileSync(shown, 'utf8');
  const [, args = '', head] = /\bnode dist\/cli\.js (.*?)(?: \| head -(\d+))?$/.exec(line) ?? [];
  if (args === '') throw new Error(`README.md: "${line}" is not run here`);
  const output = await outputOf(...args.split(' '));
  return head === undefined ? output : `${output.split('\n').slice(0, Number(head)).join('\n')}\n`;
}
