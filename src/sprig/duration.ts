/** Durations. Source: Go time/time.go (Duration.String), time/format.go (ParseDuration). */

const UNITS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1000n,
  µs: 1000n,
  μs: 1000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};

/** Go `time.ParseDuration` in nanoseconds; undefined when it is not one. */
export function parseDuration(text: string): bigint | undefined {
  const match = /^([-+]?)((?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+|0)$/.exec(text);
  if (match === null) return undefined;
  let total = 0n;
  for (const [, whole = '', fraction = '', unit = ''] of (match[2] ?? '').matchAll(
    /(\d*)(?:\.(\d*))?(ns|us|µs|μs|ms|s|m|h)/g,
  )) {
    const size = UNITS[unit] ?? 0n;
    total +=
      BigInt(whole || '0') * size + (fraction === '' ? 0n : (BigInt(fraction) * size) / 10n ** BigInt(fraction.length));
  }
  return match[1] === '-' ? -total : total;
}

/** Go `Duration.String`. */
export function showDuration(nanoseconds: bigint): string {
  if (nanoseconds === 0n) return '0s';
  const sign = nanoseconds < 0n ? '-' : '';
  const size = nanoseconds < 0n ? -nanoseconds : nanoseconds;
  for (const [unit, next, length] of [
    ['ns', 1000n, 1n],
    ['µs', 1_000_000n, 1000n],
    ['ms', 1_000_000_000n, 1_000_000n],
  ] as const) {
    if (size < next) return sign + withFraction(size, length) + unit;
  }
  const minutes = size / 60_000_000_000n;
  const seconds = `${withFraction(size % 60_000_000_000n, 1_000_000_000n)}s`;
  if (minutes === 0n) return sign + seconds;
  const hours = minutes / 60n;
  return sign + (hours === 0n ? `${String(minutes)}m` : `${String(hours)}h${String(minutes % 60n)}m`) + seconds;
}

function withFraction(size: bigint, unit: bigint): string {
  const digits = String(unit).length - 1;
  const fraction = (size % unit).toString().padStart(digits, '0').replace(/0+$/, '');
  return String(size / unit) + (digits === 0 || fraction === '' ? '' : `.${fraction}`);
}
