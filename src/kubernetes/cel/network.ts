/** `ip()` and `cidr()`. Source: apiserver pkg/cel/library/ip.go, cidr.go, pkg/cel/ip.go, cidr.go. */
import type { FunctionDecl, Implementation } from '../../cel/declarations.ts';
import { define, global, member } from '../../cel/declarations.ts';
import { BOOL, INT, STRING, opaqueType } from '../../cel/types.ts';
import type { Value } from '../../cel/values.ts';
import { CelError, Opaque, noSuchOverload, orNoSuchOverload } from '../../cel/values.ts';
import { canonicalAddress } from '../apimachinery/ip.ts';
import { quote } from '../go/strings.ts';
import type { Addr, Prefix } from './addresses.ts';
import { agree, equalAddr, isMapped, maskAddr, parseAddr, parsePrefix } from './addresses.ts';

export const IP = opaqueType('net.IP');
export const CIDR = opaqueType('net.CIDR');

const groups = (bytes: readonly number[]): number[] =>
  Array.from({ length: 8 }, (_, i) => (bytes[2 * i] ?? 0) * 256 + (bytes[2 * i + 1] ?? 0));

function printAddr({ bytes }: Addr): string {
  const family = bytes.length === 4 ? 4 : 6;
  return canonicalAddress({ family, parts: family === 4 ? bytes : groups(bytes), strict: true });
}

class IpValue extends Opaque {
  readonly type = IP;
  readonly goType = 'cel.IP';
  readonly addr: Addr;

  constructor(addr: Addr) {
    super();
    this.addr = addr;
  }

  override get size(): number {
    return this.addr.bytes.length;
  }

  override get text(): string {
    return printAddr(this.addr);
  }

  equals(other: Value): boolean | CelError {
    return other instanceof IpValue ? equalAddr(this.addr, other.addr) : orNoSuchOverload(other);
  }
}

class CidrValue extends Opaque {
  readonly type = CIDR;
  readonly goType = 'cel.CIDR';
  readonly prefix: Prefix;

  constructor(prefix: Prefix) {
    super();
    this.prefix = prefix;
  }

  override get size(): number {
    return Math.ceil(this.prefix.bits / 8);
  }

  override get text(): string {
    return `${printAddr(this.prefix.addr)}/${this.prefix.bits}`;
  }

  equals(other: Value): boolean | CelError {
    if (!(other instanceof CidrValue)) return orNoSuchOverload(other);
    return this.prefix.bits === other.prefix.bits && equalAddr(this.prefix.addr, other.prefix.addr);
  }
}

function readIp(text: string): Addr | CelError {
  const addr = parseAddr(text);
  if ('fault' in addr)
    return new CelError(`IP Address ${quote(text)} parse error during conversion from string: ${addr.fault}`);
  if (addr.zone !== '') return new CelError(`IP address ${quote(text)} with zone value is not allowed`);
  if (isMapped(addr)) return new CelError(`IPv4-mapped IPv6 address ${quote(text)} is not allowed`);
  return addr;
}

function readCidr(text: string): Prefix | CelError {
  const failed = 'network address parse error during conversion from string: ';
  const prefix = parsePrefix(text);
  if ('fault' in prefix) return new CelError(failed + prefix.fault);
  return isMapped(prefix.addr) ? new CelError(`IPv4-mapped IPv6 address ${quote(text)} is not allowed`) : prefix;
}

const onText =
  (run: (text: string) => Value): Implementation =>
  (value = null) =>
    typeof value === 'string' ? run(value) : orNoSuchOverload(value);

const onIp =
  (run: (addr: Addr) => Value): Implementation =>
  (value = null) =>
    value instanceof IpValue ? run(value.addr) : orNoSuchOverload(value);

const onCidr =
  (run: (prefix: Prefix, other: Value) => Value): Implementation =>
  (value = null, other = null) =>
    value instanceof CidrValue ? run(value.prefix, other) : orNoSuchOverload(value);

const toIp = (text: string): Value => {
  const addr = readIp(text);
  return addr instanceof CelError ? addr : new IpValue(addr);
};

const toCidr = (text: string): Value => {
  const prefix = readCidr(text);
  if (!(prefix instanceof CelError)) return new CidrValue(prefix);
  return new CelError(`network address parse error during conversion from string: ${prefix.message}`);
};

const isZero = ({ bytes }: Addr): boolean => bytes.every((byte) => byte === 0);
const isFour = ({ bytes }: Addr): boolean => bytes.length === 4;
const at = ({ bytes }: Addr, i: number): number => bytes[i] ?? 0;

const isLoopback = (addr: Addr): boolean =>
  isFour(addr) ? at(addr, 0) === 127 : addr.bytes.every((byte, i) => byte === (i === 15 ? 1 : 0));
const isLinkLocalUnicast = (addr: Addr): boolean =>
  isFour(addr) ? at(addr, 0) === 169 && at(addr, 1) === 254 : at(addr, 0) === 0xfe && (at(addr, 1) & 0xc0) === 0x80;
const isLinkLocalMulticast = (addr: Addr): boolean =>
  isFour(addr)
    ? at(addr, 0) === 224 && at(addr, 1) === 0 && at(addr, 2) === 0
    : at(addr, 0) === 0xff && (at(addr, 1) & 0x0f) === 2;
const isMulticast = (addr: Addr): boolean => (isFour(addr) ? (at(addr, 0) & 0xf0) === 0xe0 : at(addr, 0) === 0xff);
const isGlobalUnicast = (addr: Addr): boolean =>
  !isZero(addr) &&
  !(isFour(addr) && addr.bytes.every((byte) => byte === 255)) &&
  !isLoopback(addr) &&
  !isMulticast(addr) &&
  !isLinkLocalUnicast(addr);

const containsIp = (prefix: Prefix, other: Value): Value => {
  const ip = typeof other === 'string' ? toIp(other) : other;
  // The server asks for the range when it is the address that is wrong, and that is no error.
  return ip instanceof IpValue ? agree(prefix.addr, ip.addr, prefix.bits) : noSuchOverload();
};

const containsCidr = (prefix: Prefix, other: Value): Value => {
  const inner = typeof other === 'string' ? toCidr(other) : other;
  if (!(inner instanceof CidrValue)) return orNoSuchOverload(inner);
  return prefix.bits <= inner.prefix.bits && agree(prefix.addr, inner.prefix.addr, prefix.bits);
};

/** The functions of addresses (1.30). */
export const IP_FUNCTIONS: readonly FunctionDecl[] = [
  define('ip', global('string_to_ip', [STRING], IP, onText(toIp))),
  define(
    'family',
    member(
      'ip_family',
      [IP],
      INT,
      onIp((addr) => (isFour(addr) ? 4n : 6n)),
    ),
  ),
  define(
    'ip.isCanonical',
    global(
      'ip_is_canonical',
      [STRING],
      BOOL,
      onText((text) => {
        const addr = readIp(text);
        return addr instanceof CelError ? addr : printAddr(addr) === text;
      }),
    ),
  ),
  define('isUnspecified', member('ip_is_unspecified', [IP], BOOL, onIp(isZero))),
  define('isLoopback', member('ip_is_loopback', [IP], BOOL, onIp(isLoopback))),
  define('isLinkLocalMulticast', member('ip_is_link_local_multicast', [IP], BOOL, onIp(isLinkLocalMulticast))),
  define('isLinkLocalUnicast', member('ip_is_link_local_unicast', [IP], BOOL, onIp(isLinkLocalUnicast))),
  define('isGlobalUnicast', member('ip_is_global_unicast', [IP], BOOL, onIp(isGlobalUnicast))),
  define(
    'isIP',
    global(
      'is_ip',
      [STRING],
      BOOL,
      onText((text) => !(readIp(text) instanceof CelError)),
    ),
  ),
  define('string', global('ip_to_string', [IP], STRING, onIp(printAddr))),
];

/** The functions of ranges of addresses (1.30). */
export const CIDR_FUNCTIONS: readonly FunctionDecl[] = [
  define('cidr', global('string_to_cidr', [STRING], CIDR, onText(toCidr))),
  define(
    'containsIP',
    member('cidr_contains_ip_string', [CIDR, STRING], BOOL, onCidr(containsIp)),
    member('cidr_contains_ip_ip', [CIDR, IP], BOOL, onCidr(containsIp)),
  ),
  define(
    'containsCIDR',
    member('cidr_contains_cidr_string', [CIDR, STRING], BOOL, onCidr(containsCidr)),
    member('cidr_contains_cidr', [CIDR, CIDR], BOOL, onCidr(containsCidr)),
  ),
  define(
    'ip',
    member(
      'cidr_ip',
      [CIDR],
      IP,
      onCidr(({ addr }) => new IpValue(addr)),
    ),
  ),
  define(
    'prefixLength',
    member(
      'cidr_prefix_length',
      [CIDR],
      INT,
      onCidr(({ bits }) => BigInt(bits)),
    ),
  ),
  define(
    'masked',
    member(
      'cidr_masked',
      [CIDR],
      CIDR,
      onCidr(({ addr, bits }) => new CidrValue({ addr: maskAddr(addr, bits), bits })),
    ),
  ),
  define(
    'isCIDR',
    global(
      'is_cidr',
      [STRING],
      BOOL,
      onText((text) => !(readCidr(text) instanceof CelError)),
    ),
  ),
  define(
    'string',
    global('cidr_to_string', [CIDR], STRING, (value = null) =>
      value instanceof CidrValue ? value.text : orNoSuchOverload(value),
    ),
  ),
];
