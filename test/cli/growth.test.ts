import { spawnSync } from 'node:child_process';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Grown } from './grow.ts';

const test = suite('large inputs');

/** Far more CPU time than any run needs; what grows with the square of its input needs far more than this. */
const SECONDS = 180;
const MEGABYTES = 1200;
/** In kB, half of what there is: more findings than a function takes arguments need not be that many then. */
const STACK = 400;
/** Of the clock, where nothing limits CPU time. */
const MINUTES = 20;

/** Runs shapes in a process of its own, which may hang or exhaust its memory without an end of this one. */
function survives(...grown: readonly (readonly [shape: string, size: number, ...args: string[]])[]): void {
  const wanted = grown.map(([shape, size, ...args]): Grown => ({
    shape,
    size,
    ...(args.length === 0 ? {} : { args }),
  }));
  const flags = ['--import', 'tsx', `--max-old-space-size=${String(MEGABYTES)}`, `--stack-size=${String(STACK)}`];
  const node = [process.execPath, ...flags, 'test/cli/grow.ts', JSON.stringify(wanted)];
  const [command = '', ...args] =
    process.platform === 'win32' ? node : ['sh', '-c', `ulimit -t ${String(SECONDS)}; exec "$@"`, 'sh', ...node];
  const limits = { timeout: MINUTES * 60_000, killSignal: 'SIGKILL' } as const;
  const { status, signal, stdout, stderr } = spawnSync(command, args, { ...limits, encoding: 'utf8' });
  const last = stdout.trim().split('\n').at(-1) ?? '';
  assert.equal([status, signal], [0, null], `${last}: ${stderr.slice(-2000)}`);
}

test('what is written often is found, reported and fixed in linear time and memory', () => {
  survives(
    ['tags', 100],
    ['a flow list of lines', 100],
    ['duplicate keys in one map', 250],
    ['duplicate keys in a nested map', 200],
    ['duplicate keys in JSON', 500],
    ['unknown fields', 300],
    ['wrong values', 300],
    ['bad label names', 300],
    ['the same environment variable', 50],
    ['the same host port', 300],
    ['the same file in a volume', 100],
    ['containers without a name', 200],
  );
});

test.run();
