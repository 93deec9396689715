/** Versions and their ranges. Source: Masterminds/semver v3 version.go, constraints.go. */
import { func, FuncError, STRING } from '../gotemplate/func.ts';
import { Bool, Int, List, str, type Func, type Native, type Value } from '../gotemplate/value.ts';
import { compareBytes, quote } from '../kubernetes/go/strings.ts';

export interface Version {
  readonly major: bigint;
  readonly minor: bigint;
  readonly patch: bigint;
  readonly pre: string;
  readonly metadata: string;
  readonly original: string;
}

/** A version or a range that Masterminds does not take; the message is its own. */
export class SemverError extends Error {}

const LOOSE =
  /^v?([0-9]+)(\.[0-9]+)?(\.[0-9]+)?(-([0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*))?(\+([0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*))?$/;
const MAX_UINT64 = 2n ** 64n - 1n;

/** NewVersion: takes versions without all parts, and with zeros before numbers. Throws SemverError. */
export function parseVersion(text: string): Version {
  if (Buffer.byteLength(text) > 256) throw new SemverError('version string is too long (max 256 bytes)');
  const match = LOOSE.exec(text);
  if (match === null) throw new SemverError('invalid semantic version');
  const [, major = '', minor = '.0', patch = '.0', , pre = '', , , metadata = ''] = match;
  return {
    major: segment(major),
    minor: segment(minor.slice(1)),
    patch: segment(patch.slice(1)),
    pre,
    metadata,
    original: text,
  };
}

function segment(digits: string): bigint {
  const value = BigInt(digits);
  if (value > MAX_UINT64) {
    throw new SemverError(
      `error parsing version segment: strconv.ParseUint: parsing ${quote(digits)}: value out of range`,
    );
  }
  return value;
}

export function showVersion({ major, minor, patch, pre, metadata }: Version): string {
  return `${String(major)}.${String(minor)}.${String(patch)}${pre === '' ? '' : `-${pre}`}${metadata === '' ? '' : `+${metadata}`}`;
}

/** Negative, zero or positive. Metadata does not count. */
export function compareVersions(a: Version, b: Version): number {
  for (const key of ['major', 'minor', 'patch'] as const) if (a[key] !== b[key]) return a[key] < b[key] ? -1 : 1;
  if (a.pre === b.pre) return 0;
  if (a.pre === '') return 1;
  if (b.pre === '') return -1;
  return comparePrerelease(a.pre, b.pre);
}

function comparePrerelease(a: string, b: string): number {
  const own = a.split('.');
  const others = b.split('.');
  for (let at = 0; at < Math.max(own.length, others.length); at++) {
    const order = comparePart(own[at] ?? '', others[at] ?? '');
    if (order !== 0) return order;
  }
  return 0;
}

function comparePart(a: string, b: string): number {
  if (a === b) return 0;
  if (a === '') return -1;
  if (b === '') return 1;
  const numbers = [a, b].map((part) =>
    /^[0-9]+$/.test(part) && BigInt(part) <= MAX_UINT64 ? BigInt(part) : undefined,
  );
  const [own, other] = numbers;
  if (own === undefined && other === undefined) return compareBytes(a, b) > 0 ? 1 : -1;
  if (other === undefined) return -1;
  if (own === undefined) return 1;
  return own > other ? 1 : -1;
}

type Operator = '' | '=' | '!=' | '>' | '<' | '>=' | '=>' | '<=' | '=<' | '~' | '~>' | '^';

interface Constraint {
  readonly operator: Operator;
  readonly version: Version;
  /** Parts that are left open. */
  readonly dirty: boolean;
  readonly minorDirty: boolean;
  readonly patchDirty: boolean;
}

/** A range: one of these groups must hold, each with all of its parts. */
export interface Constraints {
  readonly groups: readonly { readonly parts: readonly Constraint[]; readonly hasPre: boolean }[];
}

const VERSION =
  'v?([0-9|x|X|*]+)(\\.[0-9|x|X|*]+)?(\\.[0-9|x|X|*]+)?(-([0-9A-Za-z-]+(\\.[0-9A-Za-z-]+)*))?(\\+([0-9A-Za-z-]+(\\.[0-9A-Za-z-]+)*))?';
// Go takes the first alternative that matches, as JavaScript does.
const OPERATORS = '=||!=|>|<|>=|=>|<=|=<|~|~>|\\^';
const ONE = new RegExp(`^\\s*(${OPERATORS})\\s*(${VERSION})\\s*$`);
const RANGE = new RegExp(`\\s*(${VERSION})\\s+-\\s+(${VERSION})\\s*`, 'g');
const EACH = new RegExp(`(${OPERATORS})\\s*(${VERSION})`, 'g');
// Upstream's constraintRegex, with one way alone to read each space.
const PART = `(?:(?:${OPERATORS.replace('||', '|')})\\s*)?${VERSION}`;
const VALID = new RegExp(`^\\s*${PART}(?:(?:\\s*,\\s*|\\s+)${PART})*\\s*$`);

/** NewConstraint. Throws SemverError. */
export function parseConstraints(text: string): Constraints {
  if (Buffer.byteLength(text) > 512) throw new SemverError('constraint string is too long (max 512 bytes)');
  const rewritten = text.replace(RANGE, (_, from: string, ...more: string[]) => `>= ${from}, <= ${more[9] ?? ''} `);
  const alternatives = rewritten.split('||');
  if (alternatives.length > 32) throw new SemverError('too many constraint groups (max 32)');
  return { groups: alternatives.map(parseGroup) };
}

function parseGroup(text: string): Constraints['groups'][number] {
  if (!VALID.test(text)) throw new SemverError(`improper constraint: ${quote(text)}`);
  const found = text.match(EACH) ?? [text];
  const parts = found.map(parseConstraint);
  return { parts, hasPre: parts.some(({ version }) => version.pre !== '') };
}

const isOpen = (part: string | undefined): boolean => part === undefined || /^\.?[xX*]?$/.test(part);

function parseConstraint(text: string): Constraint {
  const match = ONE.exec(text);
  if (match === null) throw new SemverError(`improper constraint: ${quote(text)}`);
  const [, operator = '', , major, minor, patch, pre = ''] = match;
  const whole = match[2] ?? '';
  const of = (version: string, open: Partial<Constraint>): Constraint => ({
    operator: operator as Operator,
    version: constraintVersion(version),
    dirty: false,
    minorDirty: false,
    patchDirty: false,
    ...open,
  });
  if (isOpen(major)) return of(`0.0.0${pre}`, { dirty: true });
  if (isOpen(minor)) return of(`${major ?? ''}.0.0${pre}`, { dirty: true, minorDirty: true });
  if (isOpen(patch)) return of(`${major ?? ''}${minor ?? ''}.0${pre}`, { dirty: true, patchDirty: true });
  return of(whole, {});
}

function constraintVersion(text: string): Version {
  try {
    return parseVersion(text);
  } catch {
    throw new SemverError('constraint parser error');
  }
}

/** Constraints.Check. */
export function satisfies(version: Version, { groups }: Constraints): boolean {
  return groups.some(({ parts, hasPre }) =>
    parts.every((part) => (version.pre === '' || hasPre) && CHECKS[part.operator](version, part)),
  );
}

type Check = (version: Version, part: Constraint) => boolean;

const tilde: Check = (version, { version: wanted, minorDirty, patchDirty }) => {
  if (compareVersions(version, wanted) < 0) return false;
  if (wanted.major === 0n && wanted.minor === 0n && wanted.patch === 0n && !minorDirty && !patchDirty) return true;
  return version.major === wanted.major && (version.minor === wanted.minor || minorDirty);
};

const tildeOrEqual: Check = (version, part) =>
  part.dirty ? tilde(version, part) : compareVersions(version, part.version) === 0;

const notEqual: Check = (version, { version: wanted, dirty, minorDirty, patchDirty }) => {
  if (dirty) {
    if (wanted.major !== version.major) return true;
    if (wanted.minor !== version.minor && !minorDirty) return true;
    if (minorDirty) return false;
    if (wanted.patch !== version.patch && !patchDirty) return true;
    if (patchDirty)
      return (version.pre !== '' || wanted.pre !== '') && comparePrerelease(version.pre, wanted.pre) !== 0;
  }
  return compareVersions(version, wanted) !== 0;
};

const greater: Check = (version, { version: wanted, dirty, minorDirty, patchDirty }) => {
  if (!dirty || version.major !== wanted.major) return compareVersions(version, wanted) > 0;
  if (minorDirty) return false;
  return patchDirty ? version.minor > wanted.minor : compareVersions(version, wanted) > 0;
};

const lessOrEqual: Check = (version, { version: wanted, dirty, minorDirty }) => {
  if (!dirty) return compareVersions(version, wanted) <= 0;
  return (
    version.major < wanted.major || (version.major === wanted.major && (version.minor <= wanted.minor || minorDirty))
  );
};

const greaterOrEqual: Check = (version, { version: wanted }) => compareVersions(version, wanted) >= 0;

const caret: Check = (version, { version: wanted, minorDirty, patchDirty }) => {
  if (compareVersions(version, wanted) < 0) return false;
  if (wanted.major > 0n || minorDirty) return version.major === wanted.major;
  if (version.major > 0n) return false;
  if (wanted.minor > 0n || patchDirty) return version.minor === wanted.minor;
  return version.minor === 0n && version.patch === wanted.patch;
};

const CHECKS: Readonly<Record<Operator, Check>> = {
  '': tildeOrEqual,
  '=': tildeOrEqual,
  '!=': notEqual,
  '>': greater,
  '<': (version, { version: wanted }) => compareVersions(version, wanted) < 0,
  '>=': greaterOrEqual,
  '=>': greaterOrEqual,
  '<=': lessOrEqual,
  '=<': lessOrEqual,
  '~': tilde,
  '~>': tilde,
  '^': caret,
};

/** chartutil.IsCompatibleRange: false also for what cannot be read. */
export function isCompatibleRange(constraint: string, version: string): boolean {
  try {
    return satisfies(parseVersion(version), parseConstraints(constraint));
  } catch (error) {
    if (error instanceof SemverError) return false;
    throw error;
  }
}

function loudly<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof SemverError) throw new FuncError(error.message);
    throw error;
  }
}

interface VersionValue extends Native {
  readonly version: Version;
}

const VERSIONS = new WeakMap<object, Version>();
const VERSION_PARAM = {
  type: '*semver.Version',
  read: (value: Value): Version => {
    const version = typeof value === 'object' && value !== null ? VERSIONS.get(value) : undefined;
    if (version === undefined) throw new FuncError('runtime error: invalid memory address or nil pointer dereference');
    return version;
  },
} as const;

function bumped(version: Version, parts: Partial<Version>): VersionValue {
  const next = { ...version, pre: '', metadata: '', ...parts };
  return versionValue({ ...next, original: showVersion(next) });
}

const METHODS: Readonly<Record<string, (version: Version) => Func>> = {
  String: (version) => func([], () => str(showVersion(version))),
  Original: ({ original }) => func([], () => str(original)),
  Major: ({ major }) => func([], () => new Int(major, 'uint64')),
  Minor: ({ minor }) => func([], () => new Int(minor, 'uint64')),
  Patch: ({ patch }) => func([], () => new Int(patch, 'uint64')),
  Prerelease: ({ pre }) => func([], () => str(pre)),
  Metadata: ({ metadata }) => func([], () => str(metadata)),
  Compare: (version) => func([VERSION_PARAM], (other) => new Int(Math.sign(compareVersions(version, other)))),
  Equal: (version) => func([VERSION_PARAM], (other) => new Bool(compareVersions(version, other) === 0)),
  LessThan: (version) => func([VERSION_PARAM], (other) => new Bool(compareVersions(version, other) < 0)),
  LessThanEqual: (version) => func([VERSION_PARAM], (other) => new Bool(compareVersions(version, other) <= 0)),
  GreaterThan: (version) => func([VERSION_PARAM], (other) => new Bool(compareVersions(version, other) > 0)),
  GreaterThanEqual: (version) => func([VERSION_PARAM], (other) => new Bool(compareVersions(version, other) >= 0)),
  IncMajor: (version) => func([], () => bumped(version, { major: version.major + 1n, minor: 0n, patch: 0n })),
  IncMinor: (version) => func([], () => bumped(version, { minor: version.minor + 1n, patch: 0n })),
  IncPatch: (version) => func([], () => bumped(version, version.pre === '' ? { patch: version.patch + 1n } : {})),
};

function versionValue(version: Version): VersionValue {
  const value: VersionValue = {
    native: true,
    version,
    type: '*semver.Version',
    kind: 'ptr',
    method: (name) => METHODS[name]?.(version),
    string: () => str(showVersion(version)),
    json: () => str(showVersion(version)),
    plain: () => new List([]),
  };
  VERSIONS.set(value, version);
  return value;
}

export const SEMVERS: Readonly<Record<string, Func>> = {
  semver: func([STRING], ({ text }) => versionValue(loudly(() => parseVersion(text)))),
  semverCompare: func(
    [STRING, STRING],
    (constraint, version) =>
      new Bool(
        loudly(() => {
          const range = parseConstraints(constraint.text);
          return satisfies(parseVersion(version.text), range);
        }),
      ),
  ),
};
