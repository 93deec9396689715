/** Runs the program several times in one process; what each run printed goes to standard output as JSON. */
import { nodeIo } from '../../src/io/node-io.ts';
import { main } from '../../src/main.ts';
import type { Run } from './project.ts';

const runs: Run[] = [];
for (const argv of JSON.parse(process.argv[2] ?? '[]') as readonly (readonly string[])[]) {
  const out = { stdout: '', stderr: '' };
  const io = {
    ...nodeIo(),
    env: {},
    stdout: (text: string) => {
      out.stdout += text;
    },
    stderr: (text: string) => {
      out.stderr += text;
    },
  };
  runs.push({ code: await main(argv, io), ...out });
}
process.stdout.write(JSON.stringify(runs));
