import { UsageError } from '../errors.ts';

const UNITS: Readonly<Record<string, number>> = {
  ns: 1e-9,
  us: 1e-6,
  µs: 1e-6,
  μs: 1e-6,
  ms: 1e-3,
  s: 1,
  m: 60,
  h: 3600,
};

/** Seconds of a duration as Go writes it: `90s`, `1m30s`, `0`. Throws UsageError. Source: Go time.ParseDuration. */
export function parseDuration(option: string, text: string): number {
  if (/^[-+]?0$/.test(text)) return 0;
  const unsigned = text.replace(/^[-+]/, '');
  if (!/^(?:(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:ns|us|µs|μs|ms|s|m|h))+$/.test(unsigned))
    throw new UsageError(`${option} is a duration with a unit such as 90s or 5m, not "${text}"`);
  const parts = unsigned.matchAll(/([0-9.]+)([a-zµμ]+)/g);
  const seconds = [...parts].reduce((sum, [, number, unit = '']) => sum + Number(number) * (UNITS[unit] ?? 0), 0);
  return text.startsWith('-') ? -seconds : seconds;
}

/** A duration for people: `45 s`, `2 min 5 s`, `3 h 20 min`, `2 d 4 h`. */
export function showDuration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const units = [
    [86400, 'd'],
    [3600, 'h'],
    [60, 'min'],
    [1, 's'],
  ] as const;
  const first = units.findIndex(([size]) => whole >= size);
  const [size, name] = units[first] ?? [1, 's'];
  const [smaller, smallerName] = units[first + 1] ?? [1, 's'];
  const rest = Math.floor((whole % size) / smaller);
  return `${Math.floor(whole / size)} ${name}` + (rest === 0 ? '' : ` ${rest} ${smallerName}`);
}
