/** Semantic versions. Source: blang/semver v4 semver.go. */
import { compareBytes, quote } from '../go/strings.ts';

/** A version; numbers of its pre-release are bigints. */
export interface Version {
  readonly numbers: readonly [bigint, bigint, bigint];
  readonly pre: readonly (bigint | string)[];
  readonly build: readonly string[];
}

interface Fault {
  readonly fault: string;
}

const MAX_UINT = 2n ** 64n - 1n;

function number(text: string, name: string): bigint | Fault {
  if (!/^\d*$/.test(text)) return { fault: `Invalid character(s) found in ${name} number ${quote(text)}` };
  const shown = name.charAt(0).toUpperCase() + name.slice(1);
  if (/^0./.test(text)) return { fault: `${shown} number must not contain leading zeroes ${quote(text)}` };
  return uint(text);
}

function uint(text: string): bigint | Fault {
  const failed = `strconv.ParseUint: parsing ${quote(text)}: `;
  if (text === '') return { fault: `${failed}invalid syntax` };
  const value = text.length > 20 ? MAX_UINT + 1n : BigInt(text);
  return value > MAX_UINT ? { fault: `${failed}value out of range` } : value;
}

function preRelease(text: string): bigint | string | Fault {
  if (text === '') return { fault: 'Prerelease is empty' };
  if (/^\d+$/.test(text))
    return /^0./.test(text)
      ? { fault: `Numeric PreRelease version must not contain leading zeroes ${quote(text)}` }
      : uint(text);
  return /^[0-9A-Za-z-]+$/.test(text) ? text : { fault: `Invalid character(s) found in prerelease ${quote(text)}` };
}

/** `semver.Parse`. */
export function parseVersion(text: string): Version | Fault {
  if (text === '') return { fault: 'Version string empty' };
  const [major, minor, ...others] = text.split('.');
  if (major === undefined || minor === undefined || others.length === 0)
    return { fault: 'No Major.Minor.Patch elements found' };
  const rest = others.join('.');
  const plus = rest.indexOf('+');
  const build = plus < 0 ? [] : rest.slice(plus + 1).split('.');
  const beforeBuild = plus < 0 ? rest : rest.slice(0, plus);
  const dash = beforeBuild.indexOf('-');
  const pre = dash < 0 ? [] : beforeBuild.slice(dash + 1).split('.');
  const patch = dash < 0 ? beforeBuild : beforeBuild.slice(0, dash);
  const numbers: bigint[] = [];
  for (const [part, name] of [[major, 'major'] as const, [minor, 'minor'] as const, [patch, 'patch'] as const]) {
    const value = number(part, name);
    if (typeof value !== 'bigint') return value;
    numbers.push(value);
  }
  const parsed = pre.map(preRelease);
  const wrong = parsed.find((value) => typeof value === 'object');
  if (wrong !== undefined) return wrong;
  for (const part of build) {
    if (part === '') return { fault: 'Build meta data is empty' };
    if (!/^[0-9A-Za-z-]+$/.test(part)) return { fault: `Invalid character(s) found in build meta data ${quote(part)}` };
  }
  const [first = 0n, second = 0n, third = 0n] = numbers;
  return { numbers: [first, second, third], pre: parsed.filter((value) => typeof value !== 'object'), build };
}

/** Parses a version that may have a `v`, leading zeros or fewer numbers (apiserver `normalizeAndParse`). */
export function normalizeVersion(text: string): Version | Fault {
  const [first = '', second, ...others] = text.replace(/^v/, '').split('.');
  const parts =
    second === undefined ? [first] : others.length === 0 ? [first, second] : [first, second, others.join('.')];
  const trimmed = parts.map((part) => {
    if (part.length < 2) return part;
    const bare = part.replace(/^0+/, '');
    return /^\d/.test(bare) ? bare : `0${bare}`;
  });
  if (trimmed.length < 3 && /[+-]/.test(trimmed.at(-1) ?? ''))
    return { fault: 'short version cannot contain PreRelease/Build meta data' };
  while (trimmed.length < 3) trimmed.push('0');
  return parseVersion(trimmed.join('.'));
}

function comparePart(a: bigint | string, b: bigint | string): number {
  if (typeof a !== typeof b) return typeof a === 'bigint' ? -1 : 1;
  if (typeof a === 'string' && typeof b === 'string') return Math.sign(compareBytes(a, b));
  return a < b ? -1 : a > b ? 1 : 0;
}

/** -1, 0 or 1; the build does not count (`Version.Compare`). */
export function compareVersions(a: Version, b: Version): number {
  for (const [i, value] of a.numbers.entries()) {
    const order = comparePart(value, b.numbers[i] ?? 0n);
    if (order !== 0) return order;
  }
  if (a.pre.length === 0 || b.pre.length === 0) return Math.sign(b.pre.length - a.pre.length);
  for (const [i, value] of a.pre.entries()) {
    const other = b.pre[i];
    if (other === undefined) return 1;
    const order = comparePart(value, other);
    if (order !== 0) return order;
  }
  return a.pre.length === b.pre.length ? 0 : -1;
}

/** `Version.String`. */
export const printVersion = ({ numbers, pre, build }: Version): string =>
  numbers.join('.') + (pre.length > 0 ? `-${pre.join('.')}` : '') + (build.length > 0 ? `+${build.join('.')}` : '');
