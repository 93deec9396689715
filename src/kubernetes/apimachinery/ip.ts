/**
 * IP addresses as the API server reads them. Sources: apimachinery pkg/util/validation/ip.go,
 * k8s.io/utils/net ParseIPSloppy, Go net/netip.
 */
import { invalid, shownString, type FieldError, type ErrorPlace } from './field-errors.ts';
import { quote } from '../go/strings.ts';
import { gateOn } from '../api/release.ts';
import { since } from '../api/deviations.ts';

/** An address that ParseIPSloppy accepts: four octets or eight groups. `strict`: netip.ParseAddr accepts it too. */
export interface Address {
  readonly family: 4 | 6;
  readonly parts: readonly number[];
  readonly strict: boolean;
}

const IPV4 = /^([0-9]+)\.([0-9]+)\.([0-9]+)\.([0-9]+)$/;
const GROUP = /^[0-9A-Fa-f]+$/;

/** k8s.io/utils/net `ParseIPSloppy`: leading zeros are allowed. */
export function parseAddress(text: string): Address | undefined {
  return /^[^.:]*:/.test(text) ? parseIPv6(text) : parseIPv4(text);
}

function parseIPv4(text: string): Address | undefined {
  const octets = IPV4.exec(text)?.slice(1);
  const parts = octets?.map(Number);
  if (octets === undefined || parts === undefined || parts.some((part) => part > 255)) return undefined;
  return { family: 4, parts, strict: octets.every((octet) => octet === '0' || !octet.startsWith('0')) };
}

function parseIPv6(text: string): Address | undefined {
  const [head = '', tail, more] = text.split('::');
  if (more !== undefined) return undefined;
  const before = parseGroups(head, tail === undefined);
  const after = parseGroups(tail ?? '', true);
  if (before === undefined || after === undefined) return undefined;
  const zeros = 8 - before.parts.length - after.parts.length;
  if (tail === undefined ? zeros !== 0 : zeros < 1) return undefined;
  return {
    family: 6,
    parts: [...before.parts, ...Array<number>(zeros).fill(0), ...after.parts],
    strict: before.strict && after.strict,
  };
}

function parseGroups(text: string, last: boolean): Omit<Address, 'family'> | undefined {
  const groups = text === '' ? [] : text.split(':');
  const embedded = last ? parseIPv4(groups.at(-1) ?? '') : undefined;
  if (embedded !== undefined) groups.pop();
  const parts = groups.map((group) => (GROUP.test(group) ? parseInt(group, 16) : NaN));
  if (!parts.every((part) => part <= 0xffff)) return undefined;
  const [a = 0, b = 0, c = 0, d = 0] = embedded?.parts ?? [];
  return {
    parts: embedded === undefined ? parts : [...parts, a * 256 + b, c * 256 + d],
    strict: groups.every((group) => group.length <= 4) && embedded?.strict !== false,
  };
}

/** Whether the address is an IPv4 address mapped to IPv6, `::ffff:0:0/96` (netip `Is4In6`). */
export function isIPv4Mapped(address: Address): boolean {
  return address.family === 6 && address.parts[5] === 0xffff && address.parts.slice(0, 5).every((part) => part === 0);
}

/** The text that net.IP `String` gives: RFC 5952, and dotted for IPv4-mapped addresses. */
export function canonicalAddress(address: Address): string {
  if (address.family === 4) return address.parts.join('.');
  if (isIPv4Mapped(address)) {
    const [high = 0, low = 0] = address.parts.slice(6);
    return [high >> 8, high & 255, low >> 8, low & 255].join('.');
  }
  const { start, length } = longestZeros(address.parts);
  const hex = address.parts.map((part) => part.toString(16));
  if (length < 2) return hex.join(':');
  return `${hex.slice(0, start).join(':')}::${hex.slice(start + length).join(':')}`;
}

function longestZeros(parts: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  let run = 0;
  for (const [i, part] of parts.entries()) {
    run = part === 0 ? run + 1 : 0;
    if (run > best.length) best = { start: i - run + 1, length: run };
  }
  return best;
}

/** The errors for an address in a field older than strict checking (apimachinery `IsValidIPForLegacyField`). */
export function validateIP(value: string, place: ErrorPlace, minor: number): FieldError[] {
  const address = parseAddress(value);
  const shown = shownString(value);
  if (address === undefined)
    return [invalid(place, shown, 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)')];
  if (!gateOn('StrictIPCIDRValidation', minor)) return [];
  // An address with leading zeros does not parse, and an address that does not parse is not IPv4-mapped.
  if (!address.strict) return [invalid(place, shown, 'must not have leading 0s')];
  return isIPv4Mapped(address) ? [invalid(place, shown, 'must not be an IPv4-mapped IPv6 address')] : [];
}

/** The warning about an address that is not in canonical form, without the path (apimachinery `GetWarningsForIP`). */
export function addressWarning(value: string, minor: number): string | undefined {
  const address = parseAddress(value);
  if (address === undefined) return undefined;
  const canonical = canonicalAddress(address);
  if (!address.strict || isIPv4Mapped(address)) {
    const verdict = since('refusesAddresses', minor)
      ? 'is invalid'
      : 'will be considered invalid in a future Kubernetes release';
    return `non-standard IP address ${quote(value)} ${verdict}: use ${quote(canonical)}`;
  }
  if (address.family === 4 || canonical === value) return undefined;
  return `IPv6 address ${quote(value)} should be in RFC 5952 canonical format (${quote(canonical)})`;
}
