/** What the arguments of the public functions may be, as tables. A check throws TypeError, or RangeError for a number. */
import { reading } from './copy-arguments.ts';
import { kindOf, shown } from './value-in-message.ts';

/** Throws unless `value` is one that the argument called `name` may have. */
export type Check = (name: string, value: unknown) => void;

/** The check of every field of `T`; one that is left out or undefined is not checked. */
export type Table<T> = { readonly [Key in keyof Required<T>]: Check };

const not = (value: unknown): string => `, not ${shown(value)}`;

/** A whole number, both ends included; an end that is the last safe one is no bound to speak of. */
export const whole =
  (least: number, most: number): Check =>
  (name, value) => {
    const from = least > Number.MIN_SAFE_INTEGER ? ` from ${String(least)}` : '';
    const to = most < Number.MAX_SAFE_INTEGER ? ` to ${String(most)}` : '';
    const wanted = `"${name}" has to be a whole number${from}${to}`;
    if (Number.isInteger(value) && !Number.isSafeInteger(value) && to === '')
      throw new RangeError(`"${name}" is too large for a whole number: ${String(value)}`);
    if (typeof value !== 'number') throw new TypeError(wanted + not(value));
    if (!Number.isInteger(value) || value < least || value > most) throw new RangeError(wanted + not(value));
  };

const MOST_SECONDS = 1_000_000_000;

/** A time that can be added up. */
export const seconds: Check = (name, value) => {
  const wanted = `"${name}" has to be a number of seconds from 0 to ${String(MOST_SECONDS)}`;
  if (typeof value !== 'number') throw new TypeError(wanted + not(value));
  if (!(value >= 0 && value <= MOST_SECONDS)) throw new RangeError(wanted + not(value));
};

/** A part of one that is never all of it. */
export const share: Check = (name, value) => {
  const wanted = `"${name}" has to be a share from 0 to below 1`;
  if (typeof value !== 'number') throw new TypeError(wanted + not(value));
  if (!(value >= 0 && value < 1)) throw new RangeError(wanted + not(value));
};

export const text: Check = (name, value) => {
  if (typeof value !== 'string') throw new TypeError(`"${name}" has to be a string${not(value)}`);
};

export const oneOf =
  (...words: readonly string[]): Check =>
  (name, value) => {
    if (typeof value !== 'string' || !words.includes(value))
      throw new TypeError(`"${name}" has to be one of ${words.join(', ')}${not(value)}`);
  };

/** An object with the fields of `table` alone; those of `required` have to be there. */
export const fields =
  <T>(table: Table<T>, required: readonly (keyof T & string)[] = []): Check =>
  (name, value) => {
    if (typeof value !== 'object' || value === null || reading(name, () => Array.isArray(value)))
      throw new TypeError(`"${name}" has to be an object${not(value)}`);
    const kind = kindOf(value);
    if (kind !== 'an object') throw new TypeError(`"${name}" has to be a plain object, not ${kind}`);
    const within = name === 'options' ? '' : `${name}.`;
    for (const [key, check] of Object.entries<Check>(table)) {
      // What the function reads, which may be inherited.
      const given: unknown = reading(within + key, () => Reflect.get(value, key) as unknown);
      if (given !== undefined || required.some((one) => one === key)) check(within + key, given);
    }
    const unknown = reading(name, () => Object.keys(value)).find((key) => !Object.hasOwn(table, key));
    if (unknown !== undefined)
      throw new TypeError(`unknown key ${shown(unknown)} in "${name}"; known are ${Object.keys(table).join(', ')}`);
  };
