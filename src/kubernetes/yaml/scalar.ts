/** Plain and tagged scalars as Go reads them. Source: go.yaml.in/yaml/v2 resolve.go, decode.go (scalar). */

/** The meaning of a scalar; `literal` is the JSON text of a number. */
export type Resolved =
  | { readonly kind: 'null' }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'int'; readonly literal: string; readonly unsigned: boolean }
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string };

/** A scalar that Go refuses, with its message. */
export class ScalarFault extends Error {}

const CORE = 'tag:yaml.org,2002:';
const RESOLVABLE = new Set(['str', 'bool', 'int', 'float', 'null', 'timestamp']);

const words = new Map<string, Resolved>();
for (const word of ['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON']) {
  words.set(word, { kind: 'boolean', value: true });
}
for (const word of ['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF']) {
  words.set(word, { kind: 'boolean', value: false });
}
for (const word of ['', '~', 'null', 'Null', 'NULL']) words.set(word, { kind: 'null' });
for (const word of ['.nan', '.NaN', '.NAN']) words.set(word, { kind: 'float', value: NaN });
for (const word of ['.inf', '.Inf', '.INF']) {
  words.set(word, { kind: 'float', value: Infinity });
  words.set(`+${word}`, { kind: 'float', value: Infinity });
  words.set(`-${word}`, { kind: 'float', value: -Infinity });
}

const NUMBER_START = /^[-+0-9.]/;
const TIMESTAMP =
  /^(\d{4})-(\d\d?)-(\d\d?)(?:(?:[Tt](\d\d?):(\d\d?):(\d\d?)(?:\.\d*)?(?:Z|[-+]\d\d:\d\d))|(?: (\d\d?):(\d\d?):(\d\d?)(?:\.\d*)?))?$/;
const FLOAT = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/;
const DOT_FLOAT = /^\.[0-9]+([eE][-+]?[0-9]+)?$/;
const INT = /^([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]([0-7]+)|0([0-7]+)|(0|[1-9][0-9]*))$/;
const MAX_INT64 = 2n ** 63n - 1n;
const MAX_UINT64 = 2n ** 64n - 1n;

/** The meaning of a plain scalar without a tag. */
export function resolvePlain(text: string): Resolved {
  const word = words.get(text);
  if (word !== undefined) return word;
  if (!NUMBER_START.test(text)) return { kind: 'string', value: text };
  if (text.startsWith('.')) {
    const value = DOT_FLOAT.test(text) ? Number(text) : NaN;
    return Number.isFinite(value) ? { kind: 'float', value } : { kind: 'string', value: text };
  }
  if (isTimestamp(text)) return { kind: 'string', value: text };
  return resolveNumber(text.replaceAll('_', '')) ?? { kind: 'string', value: text };
}

function resolveNumber(text: string): Resolved | undefined {
  const integer = resolveInt(text);
  if (integer !== undefined) return integer;
  if (FLOAT.test(text)) {
    const value = Number(text);
    if (Number.isFinite(value)) return { kind: 'float', value };
  }
  // The rest of YAML 1.1's binary numbers: a sign may follow the prefix.
  const binary = /^(-?)0b([-+]?)([01]+)$/.exec(text);
  if (binary === null || (binary[1] !== '' && binary[2] !== '')) return undefined;
  const value = BigInt(`0b${binary[3] ?? '0'}`) * (binary[1] === '-' || binary[2] === '-' ? -1n : 1n);
  return fits(value) ? { kind: 'int', literal: value.toString(), unsigned: false } : undefined;
}

function resolveInt(text: string): Resolved | undefined {
  const match = INT.exec(text);
  if (match === null) return undefined;
  const [, sign = '', hex, bin, oct, legacy, decimal] = match;
  const value = BigInt(
    hex ? `0x${hex}` : bin ? `0b${bin}` : (oct ?? legacy) ? `0o${oct ?? legacy ?? ''}` : (decimal ?? '0'),
  );
  const signed = sign === '-' ? -value : value;
  if (fits(signed)) return { kind: 'int', literal: signed.toString(), unsigned: false };
  if (sign === '' && value <= MAX_UINT64) return { kind: 'int', literal: value.toString(), unsigned: true };
  return undefined;
}

function fits(value: bigint): boolean {
  return value <= MAX_INT64 && value >= -MAX_INT64 - 1n;
}

/** Whether a plain scalar is a timestamp, which JSON has as its text. */
export function isTimestamp(text: string): boolean {
  const match = text[4] === '-' ? TIMESTAMP.exec(text) : null;
  if (match === null) return false;
  const [, year = '', month = '', day = '', ...times] = match;
  const [hour = 0, minute = 0, second = 0] = times.filter(Boolean).map(Number);
  const days = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  return (
    Number(month) >= 1 &&
    Number(month) <= 12 &&
    Number(day) >= 1 &&
    Number(day) <= days &&
    hour < 24 &&
    minute < 60 &&
    second < 60
  );
}

/** The meaning of a scalar with a tag (in full: `tag:yaml.org,2002:int`, `!foo`). Throws ScalarFault. */
export function resolveTagged(text: string, tag: string): Resolved {
  const short = tag.startsWith(CORE) ? tag.slice(CORE.length) : '';
  if (short === 'binary') return { kind: 'string', value: decodeBinary(text) };
  if (!RESOLVABLE.has(short) || short === 'str') return { kind: 'string', value: text };
  if (short === 'timestamp' && isTimestamp(text)) return { kind: 'string', value: text };
  const found = resolvePlain(text);
  const actual = tagOf(found, text);
  if (actual === short) return found;
  if (short === 'float' && found.kind === 'int') return { kind: 'float', value: Number(found.literal) };
  throw new ScalarFault(`yaml: cannot decode !!${actual} \`${text}\` as a !!${short}`);
}

function tagOf(found: Resolved, text: string): string {
  const names = { null: 'null', boolean: 'bool', int: 'int', float: 'float', string: 'str' } as const;
  return found.kind === 'string' && isTimestamp(text) ? 'timestamp' : names[found.kind];
}

function decodeBinary(text: string): string {
  const packed = text.replace(/[\r\n]/g, '');
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(packed)) {
    throw new ScalarFault('yaml: !!binary value contains invalid base64 data');
  }
  const bytes = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}

/** A finite double as Go's encoding/json prints it. */
export function floatLiteral(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

/** A double as a map key: `strconv.FormatFloat(v, 'g', -1, 32)`, infinities and NaN in YAML's spelling. */
export function floatKey(value: number): string {
  const single = Math.fround(value);
  if (Number.isNaN(single)) return '.nan';
  if (!Number.isFinite(single)) return single > 0 ? '.inf' : '-.inf';
  for (let precision = 0; precision < 9; precision++) {
    const digits = single.toExponential(precision);
    if (Math.fround(Number(digits)) === single) return formatG(digits, Object.is(single, -0));
  }
  return String(single);
}

/** A double as `%v` prints it: `strconv.FormatFloat(v, 'g', -1, 64)`. */
export function formatFloat(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  return formatG(value.toExponential(), Object.is(value, -0));
}

// `digits` is the shortest form with an exponent.
function formatG(digits: string, negativeZero: boolean): string {
  const [mantissa = '0', exponent = '0'] = digits.split('e');
  const power = Number(exponent);
  const sign = negativeZero ? '-' : '';
  if (power >= -4 && power < 6) {
    return sign + Number(digits).toFixed(Math.max(0, mantissa.replace(/^-?\d\.?/, '').length - power));
  }
  return `${sign}${mantissa}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}
