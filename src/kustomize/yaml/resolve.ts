/** What scalars mean. Source: go.yaml.in/yaml/v3 resolve.go, v2 resolve.go. */

/** A value that a scalar represents; a number by the text that Go's JSON gives it. */
export type Resolved =
  | { readonly tag: '!!null' }
  | { readonly tag: '!!bool'; readonly value: boolean }
  | { readonly tag: '!!int'; readonly value: bigint }
  | { readonly tag: '!!float'; readonly value: number }
  | { readonly tag: '!!timestamp'; readonly value: string }
  | { readonly tag: '!!str' };

const STRING: Resolved = { tag: '!!str' };
const WORDS = new Map<string, Resolved>();
for (const word of ['true', 'True', 'TRUE']) WORDS.set(word, { tag: '!!bool', value: true });
for (const word of ['false', 'False', 'FALSE']) WORDS.set(word, { tag: '!!bool', value: false });
for (const word of ['', '~', 'null', 'Null', 'NULL']) WORDS.set(word, { tag: '!!null' });
for (const word of ['.nan', '.NaN', '.NAN']) WORDS.set(word, { tag: '!!float', value: NaN });
for (const word of ['.inf', '.Inf', '.INF']) {
  WORDS.set(word, { tag: '!!float', value: Infinity });
  WORDS.set(`+${word}`, { tag: '!!float', value: Infinity });
  WORDS.set(`-${word}`, { tag: '!!float', value: -Infinity });
}

/** Words that only YAML 1.1 takes for booleans. Source: encode.go isOldBool. */
const OLD_BOOLEANS = new Map<string, boolean>();
for (const word of ['y', 'Y', 'yes', 'Yes', 'YES', 'on', 'On', 'ON']) OLD_BOOLEANS.set(word, true);
for (const word of ['n', 'N', 'no', 'No', 'NO', 'off', 'Off', 'OFF']) OLD_BOOLEANS.set(word, false);

export function isOldBoolean(word: string): boolean {
  return OLD_BOOLEANS.has(word);
}

const NUMBER_START = /^[-+0-9.]/;
const FLOAT = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/;
/** What `strconv.ParseFloat` takes of texts that begin with a dot. */
const DOT_FLOAT = /^\.[0-9]+([eE][-+]?[0-9]+)?$/;
const INT = /^([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]([0-7]+)|0([0-7]+)|(0|[1-9][0-9]*))$/;
const MAX_INT64 = 2n ** 63n - 1n;
const MAX_UINT64 = 2n ** 64n - 1n;

/** What a plain scalar without a tag means to yaml.v3, or to yaml.v2 with `old`. */
export function resolve(text: string, old = false): Resolved {
  const word = WORDS.get(text);
  if (word !== undefined) return word;
  if (old) {
    const boolean = OLD_BOOLEANS.get(text);
    if (boolean !== undefined) return { tag: '!!bool', value: boolean };
  }
  if (!NUMBER_START.test(text)) return STRING;
  if (text.startsWith('.')) {
    const value = DOT_FLOAT.test(text) ? Number(text) : NaN;
    return Number.isFinite(value) ? { tag: '!!float', value } : STRING;
  }
  const time = timestamp(text);
  if (time !== undefined) return { tag: '!!timestamp', value: time };
  return resolveNumber(text.replaceAll('_', '')) ?? STRING;
}

function resolveNumber(text: string): Resolved | undefined {
  const integer = parseInteger(text);
  if (integer !== undefined) return { tag: '!!int', value: integer };
  if (FLOAT.test(text)) {
    const value = Number(text);
    if (Number.isFinite(value)) return { tag: '!!float', value };
  }
  // A sign may follow the prefix: what is left of YAML 1.1's numbers.
  const match = /^(-?)0(?:b([-+]?)([01]+)|o([-+]?)([0-7]+))$/.exec(text);
  if (match === null) return undefined;
  const [, outer = '', binarySign, binary, octalSign, octal] = match;
  const inner = binarySign ?? octalSign ?? '';
  if (outer !== '' && inner !== '') return undefined;
  const magnitude = BigInt(binary === undefined ? `0o${octal ?? '0'}` : `0b${binary}`);
  const value = outer === '-' || inner === '-' ? -magnitude : magnitude;
  return value <= MAX_INT64 && value >= -MAX_INT64 - 1n ? { tag: '!!int', value } : undefined;
}

/** Go `strconv.ParseInt(text, 0, 64)`, then `ParseUint`. */
function parseInteger(text: string): bigint | undefined {
  const match = INT.exec(text);
  if (match === null) return undefined;
  const [, sign = '', hex, bin, oct, legacy, decimal] = match;
  const octal = oct ?? legacy;
  const digits = hex ? `0x${hex}` : bin ? `0b${bin}` : octal ? `0o${octal}` : (decimal ?? '0');
  const magnitude = BigInt(digits);
  const value = sign === '-' ? -magnitude : magnitude;
  if (value <= MAX_INT64 && value >= -MAX_INT64 - 1n) return value;
  return sign === '' && value <= MAX_UINT64 ? value : undefined;
}

const TIMESTAMP =
  /^(\d{4})-(\d\d?)-(\d\d?)(?:(?:[Tt](\d\d?):(\d\d?):(\d\d?)(?:[.,](\d+))?(Z|[-+]\d\d:\d\d))|(?: (\d\d?):(\d\d?):(\d\d?)(?:[.,](\d+))?))?$/;

/** The text of a timestamp as Go's JSON prints the time; undefined for all else. Source: resolve.go parseTimestamp. */
function timestamp(text: string): string | undefined {
  const match = TIMESTAMP.exec(text);
  if (match === null) return undefined;
  const [, year = '', month = '', day = '', ...rest] = match;
  const [hour = '0', minute = '0', second = '0', fraction = ''] = rest[0] === undefined ? rest.slice(5) : rest;
  const zone = rest[4] ?? 'Z';
  const last = new Date(Date.UTC(2000 + (Number(year) % 400), Number(month), 0)).getUTCDate();
  if (Number(month) < 1 || Number(month) > 12 || Number(day) < 1 || Number(day) > last) return undefined;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const [zoneHour = 0, zoneMinute = 0] = zone === 'Z' ? [] : zone.slice(1).split(':').map(Number);
  if (zoneHour > 24 || zoneMinute > 60) return undefined;
  const two = (digits: string): string => digits.padStart(2, '0');
  const nanos = fraction.slice(0, 9).replace(/0+$/, '');
  const offset = zoneHour === 0 && zoneMinute === 0 ? 'Z' : zone;
  return `${year}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:${two(second)}${nanos === '' ? '' : `.${nanos}`}${offset}`;
}

const CORE = 'tag:yaml.org,2002:';

/** `!!int` for `tag:yaml.org,2002:int`. */
export function shortTag(tag: string): string {
  return tag.startsWith(CORE) ? `!!${tag.slice(CORE.length)}` : tag;
}

/** `tag:yaml.org,2002:int` for `!!int`. */
export function longTag(tag: string): string {
  return tag.startsWith('!!') ? CORE + tag.slice(2) : tag;
}
