import { spawnSync } from 'node:child_process';

/** A program to time: it has to end with the exit code 0. */
export interface Timed {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd?: string;
}

function seconds({ command, args, cwd }: Timed): number {
  const start = process.hrtime.bigint();
  const { status, stderr } = spawnSync(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  const end = process.hrtime.bigint();
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${String(status)}\n${stderr.toString()}`);
  return Number(end - start) / 1e9;
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.floor((sorted.length - 1) * share)] ?? NaN;
}

/** Runs `work` and then all of `reference`, `pairs` times in turn, and prints how much longer the work takes. */
export function compare(name: string, work: Timed, reference: readonly Timed[], pairs: number, target: number): void {
  const once = (): readonly [number, number] => [
    seconds(work),
    reference.reduce((total, part) => total + seconds(part), 0),
  ];
  once();
  const times = Array.from({ length: pairs }, once);
  // What else the machine does slows both halves of a pair.
  const ratios = times.map(([own, other]) => own / other).sort((a, b) => a - b);
  const milliseconds = (side: 0 | 1): string =>
    (
      quantile(
        times.map((pair) => pair[side]).sort((a, b) => a - b),
        0.5,
      ) * 1000
    ).toFixed(1);
  const spread = [0.25, 0.5, 0.75].map((share) => quantile(ratios, share).toFixed(2));
  console.log(
    `${name}: ${milliseconds(0)} ms, reference ${milliseconds(1)} ms; ratio ${spread[1] ?? ''} ` +
      `(quartiles ${spread[0] ?? ''} to ${spread[2] ?? ''}, ${String(pairs)} pairs), target ${String(target)}`,
  );
}
