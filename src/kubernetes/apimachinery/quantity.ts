/**
 * Amounts of resources: `100m`, `1.5Gi`, `1e3`. Parsed, printed and compared as the API server does.
 * Source: apimachinery pkg/api/resource quantity.go, suffix.go, amount.go, math.go of 1.36.3.
 */
import { trimSpace } from '../go/strings.ts';

export type QuantityFormat = 'DecimalSI' | 'DecimalExponent' | 'BinarySI';

/** The amount `unscaled * 10^scale`. */
export interface Quantity {
  readonly unscaled: bigint;
  readonly scale: number;
  readonly format: QuantityFormat;
  /** Held as an arbitrary-precision decimal; otherwise as an int64 with a scale, which overflows differently. */
  readonly big: boolean;
  /** The spelling, if the server keeps it instead of computing a canonical one. */
  readonly spelling: string | undefined;
}

/** Why a text is not a valid quantity. */
export interface QuantityFault {
  readonly fault: string;
}

const FORMAT = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
const SUFFIX = "unable to parse quantity's suffix";
const NUMERIC = 'unable to parse numeric part of quantity';
const ENORMOUS = 'the exponent of the quantity is too small to be computed';

/**
 * The real grammar: the regular expression in the message is only an approximation. What a lookahead took is not given
 * back, so that there is one way alone to read each digit.
 */
const SCANNER = /^([+-]?)(?=(0*))\2(?=([0-9]*))\3(?:\.(?=([0-9]*))\4)?([eEinumkKMGTP]*[+-]?[0-9]*)$/;
const EXPONENT = /^[eE]([+-]?[0-9]+)$/;

const DECIMAL_EXPONENTS: ReadonlyMap<string, number> = new Map([
  ['n', -9],
  ['u', -6],
  ['m', -3],
  ['', 0],
  ['k', 3],
  ['M', 6],
  ['G', 9],
  ['T', 12],
  ['P', 15],
  ['E', 18],
]);
const BINARY_EXPONENTS: ReadonlyMap<string, number> = new Map([
  ['Ki', 10],
  ['Mi', 20],
  ['Gi', 30],
  ['Ti', 40],
  ['Pi', 50],
  ['Ei', 60],
]);
const DECIMAL_SUFFIXES = new Map([...DECIMAL_EXPONENTS].map(([suffix, exponent]) => [exponent, suffix]));
const BINARY_SUFFIXES = ['', ...BINARY_EXPONENTS.keys()];

const MAX_INT64 = 2n ** 63n - 1n;
const NANO = -9;
const MILLI = -3;
/** Below this exponent the server would compute for minutes. */
const SMALLEST_EXPONENT = -1000;

const ZERO: Quantity = { unscaled: 0n, scale: 0, format: 'DecimalSI', big: false, spelling: '0' };

const pow10 = (exponent: number): bigint => 10n ** BigInt(exponent);

/** The quantity in the content of a JSON string, or in the text of a JSON number. */
export function parseQuantity(source: string): Quantity | QuantityFault {
  return readQuantity(trimSpace(source));
}

/** What a text amounts to (`ParseQuantity`). */
export function readQuantity(text: string): Quantity | QuantityFault {
  if (text === '0') return ZERO;
  const match = text === '' ? null : SCANNER.exec(text);
  if (match === null) return { fault: FORMAT };
  const [, sign, zeros = '', digits = '', fraction = '', suffix = ''] = match;
  const scaling = interpretSuffix(suffix);
  if (scaling === undefined) return { fault: SUFFIX };
  const parts: Parts = { ...scaling, text, negative: sign === '-', whole: digits === '' ? '0' : digits, fraction };
  const small = smallForm(parts);
  if (small !== undefined) return small;
  if (zeros + digits + fraction === '') return { fault: NUMERIC };
  return bigForm(parts);
}

/** The quantity, if the text is valid. */
export function quantityOf(text: string): Quantity | undefined {
  const parsed = parseQuantity(text);
  return 'fault' in parsed ? undefined : parsed;
}

interface Scaling {
  readonly exponent: number;
  readonly format: QuantityFormat;
}

interface Parts extends Scaling {
  readonly text: string;
  readonly negative: boolean;
  readonly whole: string;
  readonly fraction: string;
}

function interpretSuffix(suffix: string): Scaling | undefined {
  const decimal = DECIMAL_EXPONENTS.get(suffix);
  if (decimal !== undefined) return { exponent: decimal, format: 'DecimalSI' };
  const binary = BINARY_EXPONENTS.get(suffix);
  if (binary !== undefined) return { exponent: binary, format: 'BinarySI' };
  const digits = EXPONENT.exec(suffix)?.[1];
  if (digits === undefined) return undefined;
  const exponent = BigInt(digits.startsWith('+') ? digits.slice(1) : digits);
  if (BigInt.asIntN(64, exponent) !== exponent) return undefined;
  return { exponent: Number(BigInt.asIntN(32, exponent)), format: 'DecimalExponent' };
}

/** The fast path, for amounts that certainly fit into an int64. */
function smallForm(parts: Parts): Quantity | undefined {
  const { text, negative, whole, fraction, exponent, format } = parts;
  const binary = format === 'BinarySI';
  if (binary && (fraction !== '' || 15 - whole.length - Math.trunc((exponent * 3) / 10) - 1 < 0)) return undefined;
  const scale = (binary ? 0 : exponent) - fraction.length;
  if (!binary && (whole.length + fraction.length > 18 || scale < NANO)) return undefined;
  const shown = whole + fraction;
  const digits = BigInt(shown);
  const unscaled = binary ? digits << BigInt(exponent) : digits;
  const kept = binary ? (digits & 7n) !== 0n : scale % 3 === 0 && !shown.endsWith('000') && !shown.startsWith('0');
  return {
    unscaled: negative ? -unscaled : unscaled,
    scale,
    format,
    big: false,
    spelling: kept ? text : undefined,
  };
}

function bigForm({ negative, whole, fraction, exponent, format }: Parts): Quantity | QuantityFault {
  const digits = BigInt(whole + fraction);
  const scale = (format === 'BinarySI' ? 0 : exponent) - fraction.length;
  if (scale < SMALLEST_EXPONENT) return { fault: ENORMOUS };
  let amount: Amount = { unscaled: format === 'BinarySI' ? digits << BigInt(exponent) : digits, scale };
  amount = roundAway(amount, NANO);
  if (format !== 'BinarySI') return quantity(amount, format, negative);
  if (compareAmounts(amount, { unscaled: MAX_INT64, scale: 0 }) > 0) amount = { unscaled: MAX_INT64, scale: 0 };
  const below1 = amount.unscaled > 0n && compareAmounts(amount, { unscaled: 1n, scale: 0 }) < 0;
  return quantity(amount, below1 ? 'DecimalSI' : 'BinarySI', negative);
}

function quantity({ unscaled, scale }: Amount, format: QuantityFormat, negative: boolean): Quantity {
  return { unscaled: negative ? -unscaled : unscaled, scale, format, big: true, spelling: undefined };
}

type Amount = Pick<Quantity, 'unscaled' | 'scale'>;

const magnitude = (value: bigint): bigint => (value < 0n ? -value : value);

/** Rounded away from zero to a multiple of 10^scale. */
function roundAway(amount: Amount, scale: number): Amount {
  if (amount.scale >= scale) return amount;
  const factor = pow10(scale - amount.scale);
  const rounded = (magnitude(amount.unscaled) + factor - 1n) / factor;
  return { unscaled: amount.unscaled < 0n ? -rounded : rounded, scale };
}

/** Less than, equal to or greater than zero as `a` is less than, equal to or greater than `b` (`Quantity.Cmp`). */
export function compareQuantities(a: Quantity, b: Quantity): number {
  return compareAmounts(a, b);
}

const signOf = (value: bigint): number => (value > 0n ? 1 : value < 0n ? -1 : 0);

function compareAmounts(a: Amount, b: Amount): number {
  const sign = signOf(a.unscaled);
  const other = signOf(b.unscaled);
  if (sign !== other || sign === 0) return sign - other;
  if (a.scale === b.scale) return signOf(a.unscaled - b.unscaled);
  // The magnitudes are compared first, so that no huge power of ten is computed.
  const sizes = decimalSize(a) - decimalSize(b);
  if (sizes !== 0) return sizes > 0 ? sign : -sign;
  const scale = Math.min(a.scale, b.scale);
  return signOf(a.unscaled * pow10(a.scale - scale) - b.unscaled * pow10(b.scale - scale));
}

const decimalSize = (amount: Amount): number => String(magnitude(amount.unscaled)).length + amount.scale;

/** -1, 0 or 1 (`Quantity.Sign`). */
export function quantitySign(value: Quantity): number {
  return signOf(value.unscaled);
}

/** `a` + `b`; the spelling is lost, and the format is that of the first non-zero amount (`Quantity.Add`). */
export function addQuantities(a: Quantity, b: Quantity): Quantity {
  const format = a.unscaled === 0n ? b.format : a.format;
  if (b.unscaled === 0n) return { ...a, format, spelling: undefined };
  if (a.unscaled === 0n) return { ...b, format, big: a.big || b.big, spelling: undefined };
  const scale = Math.min(a.scale, b.scale);
  // Beyond this distance the smaller amount does not change the larger one.
  if (Math.abs(a.scale - b.scale) > 2000) return { ...(a.scale > b.scale ? a : b), format, spelling: undefined };
  const unscaled = a.unscaled * pow10(a.scale - scale) + b.unscaled * pow10(b.scale - scale);
  const big = a.big || b.big || BigInt.asIntN(64, unscaled) !== unscaled;
  return { unscaled, scale, format, big, spelling: undefined };
}

/** `a` - `b`; the format is that of the first which is not zero (`Quantity.Sub`). */
export function subtractQuantities(a: Quantity, b: Quantity): Quantity {
  return addQuantities(a, { ...b, unscaled: -b.unscaled });
}

/** The amount as an int64, when it is held as one in whole units (`Quantity.AsInt64`). */
export function quantityAsInt64({ unscaled, scale, big }: Quantity): bigint | undefined {
  if (big || scale < 0 || scale > 18) return undefined;
  const value = unscaled * pow10(scale);
  return BigInt.asIntN(64, value) === value ? value : undefined;
}

/** Rounded up to thousandths, as the defaults do for limits, requests and overhead (`Quantity.RoundUp`). */
export function roundUpToMilli(value: Quantity): Quantity {
  if (value.scale >= MILLI) return value.big ? { ...value, spelling: undefined } : value;
  return { ...value, ...roundAway(value, MILLI), spelling: undefined };
}

/** The amount in whole units, rounded up; wraps or becomes 0 beyond an int64 as in the server (`Quantity.Value`). */
export function quantityValue(value: Quantity): bigint {
  return unscaledAt(value, 0);
}

/** The amount in thousandths, rounded up; wraps or becomes 0 beyond an int64 (`Quantity.MilliValue`). */
export function quantityMilliValue(value: Quantity): bigint {
  return unscaledAt(value, MILLI);
}

/** Powers of ten that Go multiplies by without an overflow check. */
const UNCHECKED_POWERS: ReadonlySet<number> = new Set([0, 1, 2, 3, 6, 9]);

function unscaledAt(value: Quantity, scale: number): bigint {
  const power = value.scale - scale;
  if (value.unscaled === 0n) return 0n;
  if (value.big)
    return BigInt.asIntN(64, power >= 0 ? scaleUp(value.unscaled, power) : ceiling(value.unscaled, -power));
  if (power < 0) return roundAway(value, scale).unscaled;
  if (power > 19) return 0n;
  const scaled = value.unscaled * pow10(power);
  const wrapped = BigInt.asIntN(64, scaled);
  return wrapped === scaled || UNCHECKED_POWERS.has(power) ? wrapped : 0n;
}

// 10^64 is a multiple of 2^64, of which the low 64 bits are zero.
const scaleUp = (value: bigint, power: number): bigint => (power >= 64 ? 0n : value * pow10(power));

function ceiling(value: bigint, power: number): bigint {
  const factor = pow10(power);
  const quotient = value / factor;
  return value % factor === 0n || (value < 0n && power >= 19) ? quotient : quotient + 1n;
}

/** The text that the server prints and stores (`Quantity.String`). */
export function formatQuantity(value: Quantity): string {
  if (value.spelling !== undefined) return value.spelling;
  if (value.unscaled === 0n) return '0';
  if (value.format === 'BinarySI') return formatBinary(value) ?? formatDecimal(value, 'DecimalSI');
  return formatDecimal(value, value.format);
}

/** Undefined if the amount is below 1024 or not whole: it is then printed as a decimal. */
function formatBinary(value: Quantity): string | undefined {
  const whole = roundAway(value, 0);
  if (whole.scale > 0 || compareAmounts(whole, value) !== 0) return undefined;
  let amount = whole.unscaled;
  if (magnitude(amount) < 1024n) return undefined;
  let times = 0;
  while (magnitude(amount) >= 1024n && amount % 1024n === 0n) {
    amount /= 1024n;
    times++;
  }
  return String(amount) + (BINARY_SUFFIXES[times] ?? '');
}

function formatDecimal(value: Quantity, format: QuantityFormat): string {
  let amount = value.unscaled;
  let exponent = value.scale;
  while (amount % 10n === 0n) {
    amount /= 10n;
    exponent++;
  }
  while (exponent % 3 !== 0) {
    amount *= 10n;
    exponent--;
  }
  // Exponents beyond the largest suffix are printed without a suffix: a bug in the server that the stored object shows.
  if (format === 'DecimalSI') return String(amount) + (DECIMAL_SUFFIXES.get(exponent) ?? '');
  return String(amount) + (exponent === 0 ? '' : `e${String(exponent)}`);
}
