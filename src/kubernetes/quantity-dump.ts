/** The scale and base of each suffix. Source: apimachinery pkg/api/resource/suffix.go. */
const DECIMAL: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
const BINARY: Readonly<Record<string, number>> = { Ki: 10, Mi: 20, Gi: 30, Ti: 40, Pi: 50, Ei: 60 };

const QUANTITY = /^([+-]?)0*([0-9]*)(?:\.([0-9]*))?([eEinumkKMGTP]*[-+]?[0-9]*)$/;
const MAX_INT64 = 2n ** 63n - 1n;

interface Parts {
  readonly negative: boolean;
  /** Digits before and after the point, leading zeros stripped from the first. */
  readonly whole: string;
  readonly fraction: string;
  readonly exponent: number;
  readonly format: 'DecimalSI' | 'DecimalExponent' | 'BinarySI';
}

/**
 * A `resource.Quantity` as spew prints its private fields: the integer, or the arbitrary-precision decimal where that is
 * too small, and the text it was parsed from when that was canonical. In: the text the API server stores.
 * Source: apimachinery pkg/api/resource/quantity.go ParseQuantity.
 */
export function dumpQuantity(value: unknown): string {
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text !== 'string') return fields('0', 0, '<nil>', '', '');
  if (text === '0') return fields('0', 0, '<nil>', text, 'DecimalSI');
  const parts = parse(text);
  if (parts === undefined) return fields('0', 0, '<nil>', '', '');
  return small(parts, text) ?? big(parts);
}

function parse(text: string): Parts | undefined {
  const match = QUANTITY.exec(text);
  if (match === null) return undefined;
  const [, sign, digits = '', fraction = '', suffix = ''] = match;
  const rest = { negative: sign === '-', whole: digits === '' ? '0' : digits, fraction };
  const decimal = DECIMAL[suffix];
  if (decimal !== undefined) return { ...rest, exponent: decimal, format: 'DecimalSI' };
  const binary = BINARY[suffix];
  if (binary !== undefined) return { ...rest, exponent: binary, format: 'BinarySI' };
  if (!/^[eE][-+]?[0-9]+$/.test(suffix)) return undefined;
  return { ...rest, exponent: Number(suffix.slice(1)), format: 'DecimalExponent' };
}

/** The fast path: the value fits into an int64. */
function small(parts: Parts, text: string): string | undefined {
  const { whole, fraction, exponent, format } = parts;
  const binary = format === 'BinarySI';
  const precision = binary
    ? fraction === ''
      ? 15 - whole.length - Math.trunc((exponent * 3) / 10) - 1
      : -1
    : 18 - whole.length - fraction.length;
  const scale = (binary ? 0 : exponent) - fraction.length;
  if (precision < 0 || scale < -9) return undefined;
  const shifted = whole + fraction;
  const value = BigInt(shifted);
  const result = binary ? value << BigInt(exponent) : value;
  const canonical = binary
    ? exponent % 10 === 0 && (value & 7n) !== 0n
    : scale % 3 === 0 && !shifted.endsWith('000') && !shifted.startsWith('0');
  return fields(String(parts.negative ? -result : result), scale, '<nil>', canonical ? text : '', format);
}

/** The size in billionths, rounded up. */
function toNano(parts: Parts): bigint {
  const binary = parts.format === 'BinarySI';
  const digits = BigInt(parts.whole + parts.fraction) << BigInt(binary ? parts.exponent : 0);
  const shift = 9 - parts.fraction.length + (binary ? 0 : parts.exponent);
  const factor = 10n ** BigInt(Math.abs(shift));
  return shift >= 0 ? digits * factor : (digits + factor - 1n) / factor;
}

/** The slow path: an inf.Dec, rounded away from zero to nano. */
function big(parts: Parts): string {
  const binary = parts.format === 'BinarySI';
  const nano = toNano(parts);
  const capped = binary && nano > MAX_INT64 * 10n ** 9n;
  const format = binary && nano < 10n ** 9n && nano > 0n ? 'DecimalSI' : parts.format;
  const scale = capped || nano === 0n ? 0 : 9;
  return fields('0', 0, decimal(capped ? MAX_INT64 : nano, scale, parts.negative), '', format);
}

function decimal(unscaled: bigint, scale: number, negative: boolean): string {
  const words: string[] = [];
  for (let rest = unscaled; rest > 0n; rest >>= 64n) words.push(String(rest & 0xffffffffffffffffn));
  const sign = negative && unscaled > 0n;
  return `{unscaled:(big.Int){neg:(bool)${String(sign)} abs:(big.nat)[${words.join(' ')}]} scale:(inf.Scale)${String(scale)}}`;
}

function fields(value: string, scale: number, dec: string, text: string, format: string): string {
  return (
    `{i:(resource.int64Amount){value:(int64)${value} scale:(resource.Scale)${String(scale)}} ` +
    `d:(resource.infDecAmount){Dec:(*inf.Dec)${dec}} s:(string)${text} Format:(resource.Format)${format}}`
  );
}

/** A stored quantity in billionths, rounded up as Go does; undefined when it is none. */
export function nanoOf(value: unknown): bigint | undefined {
  const parts = typeof value === 'string' || typeof value === 'number' ? parse(String(value)) : undefined;
  if (parts === undefined) return undefined;
  const size = toNano(parts);
  return parts.negative ? -size : size;
}

/** Whether a stored quantity is above zero. */
export function quantityIsPositive(value: unknown): boolean {
  return (nanoOf(value) ?? 0n) > 0n;
}
