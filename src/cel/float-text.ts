/** How Go prints and reads floating-point numbers. Source: strconv ftoa.go, atof.go. */

/** `%g` and `%v`: the shortest digits that give the number back. */
export function formatG(value: number): string {
  if (!Number.isFinite(value)) return special(value);
  const [digits = '0', power = '0'] = Math.abs(value).toExponential().split('e');
  const exponent = Number(power);
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  if (exponent >= -4 && exponent < MOST_PLAIN) return sign + plain(digits, exponent);
  return `${sign}${digits}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

/** From this exponent on `%g` writes one. */
const MOST_PLAIN = 6;

/** `%f` with as many digits as the number needs (`strconv.FormatFloat(value, 'f', -1, 64)`). */
export function formatShortest(value: number): string {
  if (!Number.isFinite(value)) return special(value);
  const [digits = '0', power = '0'] = Math.abs(value).toExponential().split('e');
  return (value < 0 || Object.is(value, -0) ? '-' : '') + plain(digits, Number(power));
}

const special = (value: number): string => (Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf');

function plain(mantissa: string, exponent: number): string {
  const digits = mantissa.replace('.', '');
  if (exponent < 0) return `0.${'0'.repeat(-exponent - 1)}${digits}`;
  if (digits.length <= exponent + 1) return digits.padEnd(exponent + 1, '0');
  return `${digits.slice(0, exponent + 1)}.${digits.slice(exponent + 1)}`;
}

/** No double has more digits after its point. */
const MOST_DIGITS = 1074;

/** `%.Nf` of a finite number, rounded exactly and ties to even. */
export function formatFixed(value: number, precision: number): string {
  const kept = Math.min(precision, MOST_DIGITS);
  const { mantissa, exponent } = decompose(Math.abs(value));
  const scaled = mantissa * 10n ** BigInt(kept);
  const whole = exponent >= 0 ? scaled << BigInt(exponent) : roundShift(scaled, BigInt(-exponent));
  const digits = String(whole).padStart(kept + 1, '0');
  const fraction = digits.slice(digits.length - kept) + '0'.repeat(precision - kept);
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  return sign + digits.slice(0, digits.length - kept) + (precision === 0 ? '' : `.${fraction}`);
}

/** `%.Ne` of a finite number: its digits and exponent. */
export function formatExponent(value: number, precision: number): { digits: string; exponent: number } {
  // JavaScript rounds ties up, Go to even: only digits beyond those asked for can tell.
  const exact = exactDigits(Math.abs(value));
  const kept = exact.digits.slice(0, precision + 1).padEnd(precision + 1, '0');
  const rest = exact.digits.slice(precision + 1);
  const up = /^[6-9]|^5\d*[1-9]/.test(rest) || (/^50*$/.test(rest) && Number(kept.at(-1)) % 2 === 1);
  const rounded = up ? String(BigInt(kept) + 1n).padStart(kept.length, '0') : kept;
  const carried = rounded.length > kept.length;
  const digits = carried ? rounded.slice(0, -1) : rounded;
  const exponent = exact.exponent + (carried ? 1 : 0);
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  return { digits: sign + (precision === 0 ? digits : `${digits.slice(0, 1)}.${digits.slice(1)}`), exponent };
}

function exactDigits(value: number): { digits: string; exponent: number } {
  if (value === 0) return { digits: '0', exponent: 0 };
  const { mantissa, exponent } = decompose(value);
  const whole = exponent >= 0 ? mantissa << BigInt(exponent) : mantissa * 5n ** BigInt(-exponent);
  const digits = String(whole);
  return { digits, exponent: digits.length - 1 - (exponent >= 0 ? 0 : -exponent) };
}

const BITS = new DataView(new ArrayBuffer(8));

function decompose(value: number): { mantissa: bigint; exponent: number } {
  BITS.setFloat64(0, value);
  const bits = BITS.getBigUint64(0);
  const fraction = bits & (2n ** 52n - 1n);
  const biased = Number((bits >> 52n) & 0x7ffn);
  return biased === 0
    ? { mantissa: fraction, exponent: -1074 }
    : { mantissa: fraction | (2n ** 52n), exponent: biased - 1075 };
}

function roundShift(value: bigint, shift: bigint): bigint {
  const quotient = value >> shift;
  const rest = value - (quotient << shift);
  const half = 1n << (shift - 1n);
  return rest > half || (rest === half && (quotient & 1n) === 1n) ? quotient + 1n : quotient;
}

const DECIMAL = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const SPELLED = /^(?:[+-]?inf(?:inity)?|nan)$/i;
const HEXADECIMAL = /^([+-]?)0[xX]([0-9a-fA-F]*)(?:\.([0-9a-fA-F]*))?[pP]([+-]?\d+)$/;
const SEPARATOR = /(?<=[0-9a-fA-F]|0[xX])_(?=[0-9a-fA-F])/g;

/** Go `strconv.ParseFloat(text, 64)`; nothing where that is an error. */
export function parseFloat64(text: string): number | undefined {
  if (SPELLED.test(text)) return /nan/i.test(text) ? NaN : text.startsWith('-') ? -Infinity : Infinity;
  const digits = text.replace(SEPARATOR, '');
  const value = DECIMAL.test(digits) ? Number(digits) : parseHexadecimal(digits);
  return value !== undefined && Number.isFinite(value) ? value : undefined;
}

function parseHexadecimal(text: string): number | undefined {
  const [, sign, whole = '', fraction = '', power = '0'] = HEXADECIMAL.exec(text) ?? [];
  if (sign === undefined || whole + fraction === '') return undefined;
  const value = Number(BigInt(`0x${whole}${fraction}`)) * 2 ** (Number(power) - 4 * fraction.length);
  return sign === '-' ? -value : value;
}
