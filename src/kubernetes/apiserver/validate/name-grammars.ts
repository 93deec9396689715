/** Grammars of names that only pods use. Source: apimachinery pkg/util/validation/validation.go. */
import { byteLength } from '../../go/strings.ts';
import { isDNS1123Subdomain } from '../../apimachinery/names.ts';

/** `IsValidPortName`. */
export function isValidPortName(name: string): string[] {
  const messages: string[] = [];
  if (byteLength(name) > 15) messages.push('must be no more than 15 characters');
  if (!/^[-a-z0-9]+$/.test(name)) {
    messages.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)');
  }
  if (!/[a-z]/.test(name)) messages.push('must contain at least one letter (a-z)');
  if (name.includes('--')) messages.push('must not contain consecutive hyphens');
  if (name.startsWith('-') || name.endsWith('-')) messages.push('must not begin or end with a hyphen');
  return messages;
}

/** `IsValidPortNum`. */
export function isValidPortNum(port: number): string[] {
  return port >= 1 && port <= 65535 ? [] : ['must be between 1 and 65535, inclusive'];
}

const STRICT_ENV =
  "a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start " +
  "with a digit (e.g. 'my.env-name',  or 'MY_ENV.NAME',  or 'MyEnvName1', regex used for validation is " +
  "'[-._a-zA-Z][-._a-zA-Z0-9]*')";
const RELAXED_ENV = "a valid environment variable name must consist only of printable ASCII characters other than '='";

/** `IsEnvVarName`, the strict rule. */
export function isEnvVarName(name: string): string[] {
  return [...(/^[-._a-zA-Z][-._a-zA-Z0-9]*$/.test(name) ? [] : [STRICT_ENV]), ...hasDots(name)];
}

/** `IsRelaxedEnvVarName`. */
export function isRelaxedEnvVarName(name: string): string[] {
  if (name === '') return ['environment variable name must be non-empty'];
  return /^[\x20-\x3c\x3e-\x7e]*$/.test(name) ? [] : [RELAXED_ENV];
}

const CONFIG_KEY =
  "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or " +
  "'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";

/** `IsConfigMapKey`. */
export function isConfigMapKey(key: string): string[] {
  const messages = byteLength(key) > 253 ? ['must be no more than 253 characters'] : [];
  if (!/^[-._a-zA-Z0-9]+$/.test(key)) messages.push(CONFIG_KEY);
  return [...messages, ...hasDots(key)];
}

function hasDots(name: string): string[] {
  if (name === '.') return ["must not be '.'"];
  if (name === '..') return ["must not be '..'"];
  return name.startsWith('..') ? ["must not start with '..'"] : [];
}

/** `IsValidUserID` and `IsValidGroupID`. */
export function isValidID(id: number | bigint): string[] {
  return id >= 0 && id <= 2147483647 ? [] : ['must be between 0 and 2147483647, inclusive'];
}

/** Only the last byte of a multi-byte letter is removed with the dash, so the rest is refused. */
const AFTER_LONG_LETTER = /\P{ASCII}-$/u;

/**
 * `NameIsDNSSubdomain` of a prefix: a trailing dash, which comes before the appended text, and the byte before it are
 * replaced by an `a`.
 */
export function isSubdomainPrefix(name: string): string[] {
  if (name.length < 2 || !name.endsWith('-')) return isDNS1123Subdomain(name);
  return isDNS1123Subdomain(AFTER_LONG_LETTER.test(name) ? name.slice(0, -1) : `${name.slice(0, -2)}a`);
}

/** `IsPathSegmentName`. */
export function isPathSegment(name: string): string[] {
  return name === '.' || name === '..' ? [`may not be '${name}'`] : isPathSegmentPrefix(name);
}

/** `IsPathSegmentPrefix`. */
export function isPathSegmentPrefix(name: string): string[] {
  return ['/', '%'].filter((sign) => name.includes(sign)).map((sign) => `may not contain '${sign}'`);
}
