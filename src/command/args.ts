import { parseArgs } from 'node:util';
import { UsageError } from '../io/errors.ts';
import { meant, nearest } from '../words/similar-name.ts';

/** One option of the command line; `value` names its argument in the help, and is absent for a switch. */
export interface OptionSpec {
  readonly value?: string;
  readonly short?: string;
  readonly multiple?: true;
  readonly choices?: readonly string[];
  readonly help: string;
}

export type OptionTable = Readonly<Record<string, OptionSpec>>;

type Parsed<T extends OptionTable> = {
  readonly [Key in keyof T]?: T[Key] extends { value: string }
    ? T[Key] extends { multiple: true }
      ? readonly string[]
      : string
    : true;
};

export interface Arguments<T extends OptionTable> {
  readonly values: Parsed<T>;
  readonly positionals: readonly string[];
}

/**
 * Reads `argv` by `table`. A long option may be written `--name value` or `--name=value`; `--` ends the options.
 * Throws UsageError, naming the option that was probably meant.
 */
export function readArguments<const T extends OptionTable>(table: T, argv: readonly string[]): Arguments<T> {
  const options = Object.fromEntries(
    Object.entries(table).map(([name, spec]) => [
      name,
      {
        type: spec.value === undefined ? ('boolean' as const) : ('string' as const),
        ...(spec.short === undefined ? {} : { short: spec.short }),
        multiple: spec.multiple ?? false,
      },
    ]),
  );
  const { tokens } = parseArgs({ args: [...argv], options, strict: false, allowPositionals: true, tokens: true });
  const values: Record<string, string | true | string[]> = {};
  const positionals: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value);
    if (token.kind !== 'option') continue;
    const spec = table[token.name];
    if (spec === undefined) throw unknownOption(token.rawName, Object.keys(table));
    if (spec.value === undefined) {
      if (token.value !== undefined) throw new UsageError(`${token.rawName} takes no value, but has "${token.value}"`);
      values[token.name] = true;
      continue;
    }
    const value = token.value;
    if (value === undefined) throw new UsageError(`${token.rawName} needs a value: ${token.rawName} ${spec.value}`);
    checkChoice(token.rawName, value, spec.choices);
    const earlier = values[token.name];
    values[token.name] = spec.multiple ? [...(Array.isArray(earlier) ? earlier : []), value] : value;
  }
  // The shape follows from the table that built it.
  return { values: values as Parsed<T>, positionals };
}

function unknownOption(name: string, known: readonly string[]): UsageError {
  const near = nearest(name.replace(/^-+/, ''), known);
  return new UsageError(`unknown option ${name}` + (near === undefined ? '' : `; did you mean --${near}?`));
}

function checkChoice(name: string, value: string, choices: readonly string[] | undefined): void {
  if (choices === undefined || choices.includes(value)) return;
  throw new UsageError(`${name} is one of ${choices.join(', ')}, not "${value}"${meant(value, choices)}`);
}

/** A whole number of at least `minimum`; throws UsageError. */
export function wholeNumber(option: string, text: string, minimum: number): number {
  const value = /^[0-9]{1,9}$/.test(text) ? Number(text) : -1;
  if (value < minimum) throw new UsageError(`${option} needs a whole number of at least ${minimum}, not "${text}"`);
  return value;
}

/** The options as aligned lines for `--help`. */
export function describeOptions(table: OptionTable): string {
  const rows = Object.entries(table).map(([name, spec]) => {
    const short = spec.short === undefined ? '' : `-${spec.short}, `;
    return [`${short}--${name}${spec.value === undefined ? '' : ` ${spec.value}`}`, spec.help] as const;
  });
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, help]) => `  ${left.padEnd(width)}  ${help}\n`).join('');
}

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
  if (!/^(?:(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:ns|us|µs|μs|ms|s|m|h))+$/.test(unsigned))
    throw new UsageError(`${option} needs a duration with a unit, such as 90s or 5m, not "${text}"`);
  const parts = unsigned.matchAll(/([0-9.]+)([a-zµμ]+)/g);
  const seconds = [...parts].reduce((sum, [, number, unit = '']) => sum + Number(number) * (UNITS[unit] ?? 0), 0);
  return text.startsWith('-') ? -seconds : seconds;
}
