/** Quantities, versions, URLs and named formats in CEL. Source: apiserver pkg/cel/library quantity.go, semverlib.go, urls.go, format.go. */
import type { FunctionDecl, Implementation } from '../../cel/declarations.ts';
import { define, global, member } from '../../cel/declarations.ts';
import { parseTimestamp } from '../../cel/time.ts';
import type { Type } from '../../cel/types.ts';
import { BOOL, DOUBLE, INT, STRING, listType, mapType, objectType, optionalType } from '../../cel/types.ts';
import type { Value } from '../../cel/values.ts';
import { CelError, Opaque, Optional, ValueDict, ValueList, orNoSuchOverload } from '../../cel/values.ts';
import { isDNS1035Label, isDNS1123Label, isDNS1123Subdomain, isLabelKey, isLabelValue } from '../apimachinery/names.ts';
import type { Quantity } from '../apimachinery/quantity.ts';
import {
  addQuantities,
  compareQuantities,
  readQuantity,
  quantityAsInt64,
  quantitySign,
  subtractQuantities,
} from '../apimachinery/quantity.ts';
import type { Version } from './semver.ts';
import { compareVersions, normalizeVersion, parseVersion } from './semver.ts';
import type { Url } from './url.ts';
import { escapedPath, hostOf, parseRequestUri, parseUrl, printUrl, queryOf, splitHost } from './url.ts';

/** A value that a library makes and that only it understands. */
class Held<T> extends Opaque {
  readonly type: Type;
  readonly goType: string;
  readonly held: T;
  readonly #kind: HeldKind<T>;

  constructor(held: T, kind: HeldKind<T>) {
    super();
    this.held = held;
    this.type = kind.type;
    this.goType = kind.goType;
    this.#kind = kind;
  }

  equals(other: Value): boolean | CelError {
    const held = this.#kind.of(other);
    return held === undefined ? orNoSuchOverload(other) : this.#kind.same(this.held, held);
  }
}

/** A kind of value that a library makes. */
interface HeldKind<T> {
  readonly type: Type;
  readonly goType: string;
  same(a: T, b: T): boolean;
  /** What a value holds, when it is of this kind. */
  of(value: Value): T | undefined;
  make(held: T): Value;
}

function kindOf<T>(name: string, goType: string, same: (a: T, b: T) => boolean): HeldKind<T> {
  const made = new WeakMap<object, T>();
  const kind: HeldKind<T> = {
    type: objectType(name),
    goType,
    same,
    of: (value) => (typeof value === 'object' && value !== null ? made.get(value) : undefined),
    make: (held) => {
      const value = new Held(held, kind);
      made.set(value, held);
      return value;
    },
  };
  return kind;
}

const QUANTITY = kindOf<Quantity>('kubernetes.Quantity', 'cel.Quantity', (a, b) => compareQuantities(a, b) === 0);
const SEMVER = kindOf<Version>('kubernetes.Semver', 'cel.Semver', (a, b) => compareVersions(a, b) === 0);
const URL = kindOf<Url>('kubernetes.URL', 'cel.URL', (a, b) => printUrl(a) === printUrl(b));

/** A named format. */
interface Format {
  readonly name: string;
  /** How long its regular expression is taken to be for the cost. */
  readonly regexSize: number;
  validate(text: string): readonly string[];
}

const FORMAT = kindOf<Format>('kubernetes.NamedFormat', 'cel.Format', (a, b) => a.name === b.name);

/** A function of one value of a kind. */
const on =
  <T>(kind: HeldKind<T>, run: (held: T) => Value): Implementation =>
  (value = null) => {
    const held = kind.of(value);
    return held === undefined ? orNoSuchOverload(value) : run(held);
  };

/** A function of two values of a kind. */
const onTwo =
  <T>(kind: HeldKind<T>, run: (a: T, b: T) => Value): Implementation =>
  (a = null, b = null) => {
    const [left, right] = [kind.of(a), kind.of(b)];
    return left === undefined || right === undefined ? orNoSuchOverload(a) : run(left, right);
  };

const onText =
  (run: (text: string) => Value): Implementation =>
  (value = null) =>
    typeof value === 'string' ? run(value) : orNoSuchOverload(value);

/** The comparisons that quantities and versions share. */
function comparisons<T>(prefix: string, kind: HeldKind<T>, compare: (a: T, b: T) => number): FunctionDecl[] {
  const two = [kind.type, kind.type];
  return [
    define(
      'isGreaterThan',
      member(
        `${prefix}_is_greater_than`,
        two,
        BOOL,
        onTwo(kind, (a, b) => compare(a, b) > 0),
      ),
    ),
    define(
      'isLessThan',
      member(
        `${prefix}_is_less_than`,
        two,
        BOOL,
        onTwo(kind, (a, b) => compare(a, b) < 0),
      ),
    ),
    define(
      'compareTo',
      member(
        `${prefix}_compare_to`,
        two,
        INT,
        onTwo(kind, (a, b) => BigInt(Math.sign(compare(a, b)))),
      ),
    ),
  ];
}

const toQuantity = (text: string): Value => {
  const quantity = readQuantity(text);
  return 'fault' in quantity ? new CelError(quantity.fault) : QUANTITY.make(quantity);
};

const ofInt = (value: bigint): Quantity => ({
  unscaled: value,
  scale: 0,
  format: 'DecimalExponent',
  big: false,
  spelling: undefined,
});

const withInt =
  (run: (a: Quantity, b: Quantity) => Quantity): Implementation =>
  (a = null, b = null) => {
    const quantity = QUANTITY.of(a);
    return quantity === undefined || typeof b !== 'bigint'
      ? orNoSuchOverload(a)
      : QUANTITY.make(run(quantity, ofInt(b)));
  };

/** A function of quantities whose second argument may be an integer. */
function quantitySum(name: 'add' | 'sub', run: (a: Quantity, b: Quantity) => Quantity): FunctionDecl {
  const both = onTwo(QUANTITY, (a, b) => QUANTITY.make(run(a, b)));
  return define(
    name,
    member(`quantity_${name}`, [QUANTITY.type, QUANTITY.type], QUANTITY.type, both),
    member(`quantity_${name}_int`, [QUANTITY.type, INT], QUANTITY.type, withInt(run)),
  );
}

/** The functions of quantities (1.28). */
export const QUANTITY_FUNCTIONS: readonly FunctionDecl[] = [
  define('quantity', global('string_to_quantity', [STRING], QUANTITY.type, onText(toQuantity))),
  define(
    'isQuantity',
    global(
      'is_quantity_string',
      [STRING],
      BOOL,
      onText((text) => !('fault' in readQuantity(text))),
    ),
  ),
  define(
    'sign',
    global(
      'quantity_sign',
      [QUANTITY.type],
      INT,
      on(QUANTITY, (quantity) => BigInt(quantitySign(quantity))),
    ),
  ),
  ...comparisons('quantity', QUANTITY, compareQuantities),
  define(
    'asApproximateFloat',
    member(
      'quantity_get_float',
      [QUANTITY.type],
      DOUBLE,
      on(QUANTITY, ({ unscaled, scale }) => (scale === 0 ? Number(unscaled) : Number(unscaled) * Number(`1e${scale}`))),
    ),
  ),
  define(
    'asInteger',
    member(
      'quantity_get_int',
      [QUANTITY.type],
      INT,
      on(QUANTITY, (quantity) => quantityAsInt64(quantity) ?? new CelError('cannot convert value to integer')),
    ),
  ),
  define(
    'isInteger',
    member(
      'quantity_is_integer',
      [QUANTITY.type],
      BOOL,
      on(QUANTITY, (quantity) => quantityAsInt64(quantity) !== undefined),
    ),
  ),
  quantitySum('add', addQuantities),
  quantitySum('sub', subtractQuantities),
];

const readVersion =
  (use: (version: ReturnType<typeof parseVersion>) => Value): Implementation =>
  (text = null, normalize = false) => {
    if (typeof text !== 'string' || typeof normalize !== 'boolean') return orNoSuchOverload(text);
    return use(normalize ? normalizeVersion(text) : parseVersion(text));
  };

const toVersion = readVersion((version) => ('fault' in version ? new CelError(version.fault) : SEMVER.make(version)));
const isVersion = readVersion((version) => !('fault' in version));

const versionNumber = (name: string, index: 0 | 1 | 2): FunctionDecl =>
  define(
    name,
    member(
      `semver_${name}`,
      [SEMVER.type],
      INT,
      on(SEMVER, ({ numbers }) => BigInt.asIntN(64, numbers[index])),
    ),
  );

/** The functions of semantic versions (1.33). */
export const SEMVER_FUNCTIONS: readonly FunctionDecl[] = [
  define(
    'semver',
    global('string_to_semver', [STRING], SEMVER.type, toVersion),
    global('string_bool_to_semver', [STRING, BOOL], SEMVER.type, toVersion),
  ),
  define(
    'isSemver',
    global('is_semver_string', [STRING], BOOL, isVersion),
    global('is_semver_string_bool', [STRING, BOOL], BOOL, isVersion),
  ),
  ...comparisons('semver', SEMVER, compareVersions),
  versionNumber('major', 0),
  versionNumber('minor', 1),
  versionNumber('patch', 2),
];

const urlPart = (name: string, id: string, get: (url: Url) => Value, type: Type = STRING): FunctionDecl =>
  define(name, member(id, [URL.type], type, on(URL, get)));

const toUrl = (text: string): Value => {
  const failed = (why: string): CelError => new CelError(`URL parse error during conversion from string: ${why}`);
  const strict = parseRequestUri(text);
  if ('fault' in strict) return failed(strict.fault);
  const url = parseUrl(text);
  return 'fault' in url ? failed(url.fault) : URL.make(url);
};

const queryDict = (url: Url): Value =>
  new ValueDict([...queryOf(url)].map(([key, values]): [Value, Value] => [key, new ValueList(values)]));

/** The functions of URLs. */
export const URL_FUNCTIONS: readonly FunctionDecl[] = [
  define('url', global('string_to_url', [STRING], URL.type, onText(toUrl))),
  urlPart('getScheme', 'url_get_scheme', ({ scheme }) => scheme),
  urlPart('getHost', 'url_get_host', hostOf),
  urlPart('getHostname', 'url_get_hostname', (url) => splitHost(url).hostname),
  urlPart('getPort', 'url_get_port', (url) => splitHost(url).port),
  urlPart('getEscapedPath', 'url_get_escaped_path', escapedPath),
  urlPart('getQuery', 'url_get_query', queryDict, mapType(STRING, listType(STRING))),
  define(
    'isURL',
    global(
      'is_url_string',
      [STRING],
      BOOL,
      onText((text) => !('fault' in parseRequestUri(text))),
    ),
  ),
];

/** A name to which more is added may end with a dash. */
const asPrefix = (text: string): string => (text.length > 1 && text.endsWith('-') ? `${text.slice(0, -2)}a` : text);

const matching =
  (holds: (text: string) => boolean, message: string) =>
  (text: string): string[] =>
    holds(text) ? [] : [message];

const UUID = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})$/;
const CLOCK = /^([0-9]{2}):([0-9]{2}):([0-9]{2})(?:.[0-9]+)?(?:z|[+-][0-9]{2}:[0-9]{2})$/;

const isDate = (text: string): boolean =>
  /^\d{4}-\d\d-\d\d$/.test(text) && parseTimestamp(`${text}T00:00:00Z`) !== undefined;

function isDateTime(text: string): boolean {
  const [date = '', time] = text.toLowerCase().split('t');
  if (time === undefined || !isDate(date)) return false;
  const [, hour = '', minute = '', second = ''] = CLOCK.exec(time) ?? [];
  return hour !== '' && hour <= '23' && minute <= '59' && second <= '59';
}

const uriFaults = (text: string): string[] => {
  const url = parseRequestUri(text);
  return 'fault' in url ? [url.fault] : [];
};

/** Source: apiserver pkg/cel/library/format.go `ConstantFormats`. */
const FORMATS: ReadonlyMap<string, Format> = new Map(
  Object.entries<Format>({
    dns1123Label: { name: 'DNS1123Label', regexSize: 30, validate: isDNS1123Label },
    dns1123Subdomain: { name: 'DNS1123Subdomain', regexSize: 60, validate: isDNS1123Subdomain },
    dns1035Label: { name: 'DNS1035Label', regexSize: 30, validate: isDNS1035Label },
    qualifiedName: { name: 'QualifiedName', regexSize: 60, validate: isLabelKey },
    dns1123LabelPrefix: {
      name: 'DNS1123LabelPrefix',
      regexSize: 30,
      validate: (text) => isDNS1123Label(asPrefix(text)),
    },
    dns1123SubdomainPrefix: {
      name: 'DNS1123SubdomainPrefix',
      regexSize: 60,
      validate: (text) => isDNS1123Subdomain(asPrefix(text)),
    },
    dns1035LabelPrefix: {
      name: 'DNS1035LabelPrefix',
      regexSize: 30,
      validate: (text) => isDNS1035Label(asPrefix(text)),
    },
    labelValue: { name: 'LabelValue', regexSize: 40, validate: isLabelValue },
    uri: { name: 'URI', regexSize: 1103, validate: uriFaults },
    uuid: {
      name: 'uuid',
      regexSize: 70,
      validate: matching((text) => UUID.test(text), 'does not match the UUID format'),
    },
    byte: { name: 'byte', regexSize: 84, validate: matching((text) => BASE64.test(text), 'invalid base64') },
    date: { name: 'date', regexSize: 71, validate: matching(isDate, 'invalid date') },
    datetime: { name: 'datetime', regexSize: 71, validate: matching(isDateTime, 'invalid datetime') },
  }),
);

const validateFormat: Implementation = (value = null, text = null) => {
  const format = FORMAT.of(value);
  if (format === undefined) return orNoSuchOverload(value);
  if (typeof text !== 'string') return orNoSuchOverload(text);
  const faults = format.validate(text);
  return faults.length === 0 ? Optional.none : new Optional(new ValueList(faults));
};

/** The functions of named formats (1.31). */
export const FORMAT_FUNCTIONS: readonly FunctionDecl[] = [
  define('validate', member('format-validate', [FORMAT.type, STRING], optionalType(listType(STRING)), validateFormat)),
  define(
    'format.named',
    global(
      'format-named',
      [STRING],
      optionalType(FORMAT.type),
      onText((name) => {
        const format = FORMATS.get(name);
        return format === undefined ? Optional.none : new Optional(FORMAT.make(format));
      }),
    ),
  ),
  ...[...FORMATS].map(([name, format]) =>
    define(
      `format.${name}`,
      global(`format.${name}`, [], FORMAT.type, () => FORMAT.make(format)),
    ),
  ),
];

/** How long the regular expression of a format is taken to be. */
export const formatRegexSize = (value: Value): number | undefined => FORMAT.of(value)?.regexSize;

export const VALUE_TYPES: readonly Type[] = [QUANTITY.type, SEMVER.type, URL.type, FORMAT.type];
