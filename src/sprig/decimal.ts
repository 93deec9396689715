/** Decimal numbers of any size. Source: shopspring/decimal. */
import { FuncError } from '../gotemplate/func.ts';

/** `digits` times ten to the power of `exponent`. */
export interface Decimal {
  readonly digits: bigint;
  readonly exponent: number;
}

/** decimal.NewFromFloat: the shortest decimal text of a float. */
export function parseDecimal(value: number): Decimal {
  if (!Number.isFinite(value))
    throw new FuncError(`Cannot create a Decimal from ${value > 0 ? '+Inf' : Number.isNaN(value) ? 'NaN' : '-Inf'}`);
  const [mantissa = '0', exponent = '0'] = value.toExponential().split('e');
  const [whole = '0', fraction = ''] = mantissa.split('.');
  return { digits: BigInt(whole + fraction), exponent: Number(exponent) - fraction.length };
}

function at({ digits, exponent }: Decimal, lower: number): bigint {
  return digits * 10n ** BigInt(exponent - lower);
}

export function add(a: Decimal, b: Decimal): Decimal {
  const exponent = Math.min(a.exponent, b.exponent);
  return { digits: at(a, exponent) + at(b, exponent), exponent };
}

export function subtract(a: Decimal, b: Decimal): Decimal {
  return add(a, { digits: -b.digits, exponent: b.exponent });
}

export function multiply(a: Decimal, b: Decimal): Decimal {
  return { digits: a.digits * b.digits, exponent: a.exponent + b.exponent };
}

const PRECISION = 16;

/** decimal.Div: to 16 places, half away from zero. */
export function divide(a: Decimal, b: Decimal): Decimal {
  if (b.digits === 0n) throw new FuncError('decimal division by 0');
  const shift = a.exponent - b.exponent + PRECISION;
  const numerator = shift >= 0 ? a.digits * 10n ** BigInt(shift) : a.digits;
  const denominator = shift >= 0 ? b.digits : b.digits * 10n ** BigInt(-shift);
  const quotient = numerator / denominator;
  const rest = numerator % denominator;
  const abs = (value: bigint): bigint => (value < 0n ? -value : value);
  if (abs(rest) * 2n < abs(denominator)) return { digits: quotient, exponent: -PRECISION };
  const away = numerator < 0n === denominator < 0n ? 1n : -1n;
  return { digits: quotient + away, exponent: -PRECISION };
}

export function toNumber({ digits, exponent }: Decimal): number {
  return Number(`${String(digits)}e${String(exponent)}`);
}
