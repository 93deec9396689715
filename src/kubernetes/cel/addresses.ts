/** IP addresses and prefixes with the texts of Go's errors. Source: Go net/netip. */
import { quote } from '../go/strings.ts';
import { addAll } from '../go/lists.ts';

/** An address: 4 or 16 bytes. */
export interface Addr {
  readonly bytes: readonly number[];
  readonly zone: string;
}

/** An address and how many of its bits count. */
export interface Prefix {
  readonly addr: Addr;
  readonly bits: number;
}

interface Fault {
  readonly fault: string;
}

const fault = (text: string, message: string, at = ''): Fault => ({
  fault: `ParseAddr(${quote(text)}): ${message}${at === '' ? '' : ` (at ${quote(at)})`}`,
});

/** `netip.ParseAddr`. */
export function parseAddr(text: string): Addr | Fault {
  const mark = /[.:%]/.exec(text)?.[0];
  if (mark === '.') return parseIPv4(text);
  if (mark === ':') return parseIPv6(text);
  return fault(text, mark === '%' ? 'missing IPv6 address' : 'unable to parse IP');
}

function parseIPv4(text: string): Addr | Fault {
  const bytes = parseFields(text, text);
  return 'fault' in bytes ? bytes : { bytes, zone: '' };
}

function parseFields(whole: string, text: string): number[] | Fault {
  const fields: number[] = [];
  let value = 0;
  let digits = 0;
  for (let i = 0; i < text.length; i++) {
    const char = text.charAt(i);
    if (char >= '0' && char <= '9') {
      if (digits === 1 && value === 0) return fault(whole, 'IPv4 field has octet with leading zero');
      value = value * 10 + Number(char);
      digits++;
      if (value > 255) return fault(whole, 'IPv4 field has value >255');
    } else if (char === '.') {
      if (i === 0 || i === text.length - 1 || text.charAt(i - 1) === '.')
        return fault(whole, 'IPv4 field must have at least one digit', text.slice(i));
      if (fields.length === 3) return fault(whole, 'IPv4 address too long');
      fields.push(value);
      value = 0;
      digits = 0;
    } else return fault(whole, 'unexpected character', text.slice(i));
  }
  return fields.length < 3 ? fault(whole, 'IPv4 address too short') : [...fields, value];
}

function parseIPv6(whole: string): Addr | Fault {
  const percent = whole.indexOf('%');
  const zone = percent < 0 ? '' : whole.slice(percent + 1);
  if (percent >= 0 && zone === '') return fault(whole, 'zone must be a non-empty string');
  let rest = percent < 0 ? whole : whole.slice(0, percent);
  const bytes: number[] = [];
  let ellipsis = -1;
  if (rest.startsWith('::')) {
    ellipsis = 0;
    rest = rest.slice(2);
    if (rest === '') return { bytes: Array<number>(16).fill(0), zone };
  }
  while (bytes.length < 16) {
    const digits = /^[0-9a-fA-F]*/.exec(rest)?.[0] ?? '';
    if (digits.length > 4) return fault(whole, 'each group must have 4 or less digits', rest);
    if (digits === '') return fault(whole, 'each colon-separated field must have at least one digit', rest);
    if (rest.charAt(digits.length) === '.') {
      const fields = embedded(whole, rest, bytes.length, ellipsis);
      if ('fault' in fields) return fields;
      addAll(bytes, fields);
      rest = '';
      break;
    }
    const group = parseInt(digits, 16);
    bytes.push(group >> 8, group & 255);
    rest = rest.slice(digits.length);
    if (rest === '') break;
    if (!rest.startsWith(':')) return fault(whole, 'unexpected character, want colon', rest);
    if (rest.length === 1) return fault(whole, 'colon must be followed by more characters', rest);
    rest = rest.slice(1);
    if (!rest.startsWith(':')) continue;
    if (ellipsis >= 0) return fault(whole, 'multiple :: in address', rest);
    ellipsis = bytes.length;
    rest = rest.slice(1);
    if (rest === '') break;
  }
  if (rest !== '') return fault(whole, 'trailing garbage after address', rest);
  return expand(whole, bytes, ellipsis, zone);
}

function embedded(whole: string, rest: string, at: number, ellipsis: number): number[] | Fault {
  if (ellipsis < 0 && at !== 12)
    return fault(whole, 'embedded IPv4 address must replace the final 2 fields of the address', rest);
  if (at + 4 > 16) return fault(whole, 'too many hex fields to fit an embedded IPv4 at the end of the address', rest);
  return parseFields(whole, rest);
}

function expand(whole: string, bytes: number[], ellipsis: number, zone: string): Addr | Fault {
  if (bytes.length === 16)
    return ellipsis >= 0 ? fault(whole, 'the :: must expand to at least one field of zeros') : { bytes, zone };
  if (ellipsis < 0) return fault(whole, 'address string too short');
  const zeros = Array<number>(16 - bytes.length).fill(0);
  return { bytes: [...bytes.slice(0, ellipsis), ...zeros, ...bytes.slice(ellipsis)], zone };
}

/** `netip.ParsePrefix`. */
export function parsePrefix(text: string): Prefix | Fault {
  const failed = (message: string): Fault => ({ fault: `netip.ParsePrefix(${quote(text)}): ${message}` });
  const slash = text.lastIndexOf('/');
  if (slash < 0) return failed("no '/'");
  const addr = parseAddr(text.slice(0, slash));
  if ('fault' in addr) return failed(addr.fault);
  if (addr.zone !== '') return failed('IPv6 zones cannot be present in a prefix');
  const shown = text.slice(slash + 1);
  if (!/^(?:\d|[1-9]\d*)$/.test(shown) || Number(shown) > Number.MAX_SAFE_INTEGER)
    return failed(`bad bits after slash: ${quote(shown)}`);
  const bits = Number(shown);
  return bits > addr.bytes.length * 8 ? failed('prefix length out of range') : { addr, bits };
}

/** Whether it is an IPv4 address within IPv6. */
export const isMapped = ({ bytes }: Addr): boolean =>
  bytes.length === 16 && bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 255 && bytes[11] === 255;

/** The address with all bits after the first `bits` cleared. */
export function maskAddr({ bytes, zone }: Addr, bits: number): Addr {
  const masked = bytes.map((byte, i) => byte & (0xff00 >> Math.max(0, Math.min(8, bits - i * 8))) & 0xff);
  return { bytes: masked, zone };
}

export const equalAddr = (a: Addr, b: Addr): boolean =>
  a.zone === b.zone && a.bytes.length === b.bytes.length && a.bytes.every((byte, i) => byte === b.bytes[i]);

/** `Prefix.Contains` and, for two prefixes, `Prefix.Overlaps`. */
export const agree = (a: Addr, b: Addr, bits: number): boolean =>
  a.bytes.length === b.bytes.length && equalAddr(maskAddr(a, bits), maskAddr(b, bits));
