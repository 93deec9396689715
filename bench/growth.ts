/**
 * How time and memory grow with the input, for the shapes in shapes.ts at 10, 100 and 1,000 times:
 * `npm run build`, `npx tsx bench/growth.ts [PART OF A NAME…]`. CPU time, so that a busy machine does no harm.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { SHAPES, type Shape } from './shapes.ts';

const SIZES = [10, 100, 1000];
/** Ten times the input may cost this many times as much, what a run costs anyway left out. */
const MOST = 15;
const TIMEOUT = Number(process.env['TIMEOUT'] ?? 60_000);
const CHECK = ['check', '--fail-on', 'never', '--no-config', '--quiet', '.'];
/** Differences below are noise. */
const NOISE = { seconds: 0.15, megabytes: 30 };

interface Cost {
  readonly seconds: number;
  readonly megabytes: number;
  readonly status: number | null;
  readonly said: string;
}

const MEASURE = `data:text/javascript,process.on('exit',()=>{const u=process.resourceUsage();process._rawDebug('COST '+(u.userCPUTime+u.systemCPUTime)+' '+u.maxRSS)})`;

function run(args: readonly string[], cwd: string): Cost {
  const { status, stderr } = spawnSync(process.execPath, ['--import', MEASURE, resolve('dist/cli.js'), ...args], {
    cwd,
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: TIMEOUT,
    killSignal: 'SIGKILL',
    maxBuffer: 1 << 30,
  });
  const text = stderr.toString();
  const [, time = 'Infinity', size = 'Infinity'] = /^COST (\d+) (\d+)/m.exec(text) ?? [];
  const said = text.split('\n').find((line) => line !== '' && !line.startsWith('COST')) ?? '';
  return { seconds: Number(time) / 1e6, megabytes: Number(size) / 1024, status, said };
}

function measure(shape: Shape, n: number): Cost {
  const root = mkdtempSync(join(tmpdir(), 'daemonlint-growth-'));
  try {
    for (const [path, content] of Object.entries(shape.files(n))) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), content);
    }
    return run(shape.args ?? CHECK, root);
  } finally {
    rmSync(root, { recursive: true });
  }
}

const wanted = process.argv.slice(2);
const shapes = SHAPES.filter(({ name }) => wanted.length === 0 || wanted.some((part) => name.includes(part)));
const base = measure({ name: '', files: () => ({ 'a.yaml': 'kind: DaemonSet\n' }) }, 1);
let steep = 0;
for (const shape of shapes) {
  const costs = SIZES.map((n) => measure(shape, n));
  const growth = (of: 'seconds' | 'megabytes'): number =>
    Math.max(
      ...costs.slice(1).map((cost, index) => {
        const before = Math.max((costs[index]?.[of] ?? 0) - base[of], NOISE[of]);
        return (cost[of] - base[of]) / before;
      }),
    );
  const time = growth('seconds');
  const memory = growth('megabytes');
  // What did not end has no number.
  const bad = !(time <= MOST && memory <= MOST);
  if (bad) steep++;
  const shown = costs.map(({ seconds, megabytes }) => `${seconds.toFixed(2)} s ${megabytes.toFixed(0)} MB`).join(', ');
  const last = costs[costs.length - 1];
  console.log(
    `${bad ? 'STEEP ' : 'linear'} ${shape.name}: ${shown} (×${time.toFixed(1)}, ×${memory.toFixed(1)}) exit ${String(last?.status)} ${last?.said.slice(0, 100) ?? ''}`,
  );
}
if (steep > 0) process.exitCode = 1;
