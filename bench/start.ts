/** Time of linting one file over that of a Node process that does nothing: `npm run build`, `npx tsx bench/start.ts`. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { compare } from './paired.ts';

const PAIRS = Number(process.argv[2] ?? 100);
const TARGET = 1.5;

const folder = mkdtempSync(join(tmpdir(), 'daemonlint-bench-'));
try {
  const empty = join(folder, 'empty.js');
  writeFileSync(empty, '');
  const command = process.execPath;
  for (const name of readdirSync('fixtures/example').filter((file) => file.endsWith('.yaml'))) {
    const args = [resolve('dist/cli.js'), '--fail-on', 'never', resolve('fixtures/example', name)];
    compare(name, { command, args }, [{ command, args: [empty] }], PAIRS, TARGET);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
