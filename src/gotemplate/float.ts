/** Floating-point numbers as Go prints them. Source: strconv/ftoa.go. */

/** Go `strconv.FormatFloat(value, verb, precision, 64)`; precision -1 is the shortest text that reads back the same. */
export function formatFloat(value: number, verb: 'e' | 'f' | 'g', precision = -1): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  const size = Math.abs(value);
  if (verb === 'f') return sign + (precision < 0 ? plainDigits(size) : fixed(size, precision));
  if (verb === 'e') return sign + exponential(size, precision);
  if (precision < 0) {
    const exponent = size === 0 ? 0 : exponentOf(size.toExponential());
    return sign + (exponent < -4 || exponent >= 6 ? exponential(size, -1) : plainDigits(size));
  }
  return sign + general(size, precision === 0 ? 1 : precision);
}

/** %g with a precision: trailing zeros are dropped. */
function general(size: number, precision: number): string {
  const text = exponential(size, precision - 1);
  const exponent = size === 0 ? 0 : exponentOf(text);
  const digits = text.replace(/e.*/, '').replace('.', '').replace(/0+$/, '').length;
  let limit = precision;
  if (limit > digits && digits >= exponent + 1) limit = digits;
  if (exponent < -4 || exponent >= limit) return text.replace(/\.?0*e/, text.includes('.') ? 'e' : 'e');
  const plain = fixed(size, Math.max(0, precision - 1 - exponent));
  return plain.includes('.') ? plain.replace(/\.?0+$/, '') : plain;
}

function exponentOf(text: string): number {
  return Number(text.slice(text.indexOf('e') + 1));
}

function plainDigits(size: number): string {
  if (size >= 1e21) return BigInt(size).toString();
  const text = String(size);
  return text.includes('e') ? expand(text) : text;
}

/** `1.5e-7` written out. */
function expand(text: string): string {
  const [mantissa = '', exponent = '0'] = text.split('e');
  const digits = mantissa.replace('.', '');
  return `0.${'0'.repeat(-Number(exponent) - 1)}${digits}`;
}

function fixed(size: number, precision: number): string {
  const kept = Math.min(precision, 100);
  if (size >= 1e21) return BigInt(size).toString() + (precision > 0 ? `.${'0'.repeat(precision)}` : '');
  const rounded = isTie(size, kept) ? halfToEven(size, kept) : size.toFixed(kept);
  return rounded + '0'.repeat(precision - kept);
}

/** Whether what is cut off is exactly a half, which Go rounds to even and JavaScript up. */
function isTie(size: number, precision: number): boolean {
  const rest = size.toFixed(100).split('.')[1]?.slice(precision) ?? '';
  return /^50*$/.test(rest);
}

function halfToEven(size: number, precision: number): string {
  const [whole = '0', fraction = ''] = size.toFixed(100).split('.');
  const digits = BigInt(whole + fraction.slice(0, precision));
  const even = digits % 2n === 0n ? digits : digits + 1n;
  const text = even.toString().padStart(precision + 1, '0');
  return precision === 0 ? text : `${text.slice(0, -precision)}.${text.slice(-precision)}`;
}

function exponential(size: number, precision: number): string {
  const text = precision < 0 ? size.toExponential() : size.toExponential(Math.min(precision, 100));
  return text.replace(/e([+-])(\d)$/, 'e$10$2');
}
