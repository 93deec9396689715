/**
 * sprig's functions whose results nobody can know: random texts, keys and certificates. Every result is marked UNKNOWN.
 * Source: sprig crypto.go, strings.go; Masterminds/goutils.
 */
import { createCipheriv } from 'node:crypto';
import { spend, spendText } from '../limits/budget.ts';
import { ANY, func, FuncError, INT, STRING, variadic } from '../gotemplate/func.ts';
import { UNKNOWN } from '../gotemplate/text.ts';
import { Int, List, Str, str, type Func, type Native, type Value } from '../gotemplate/value.ts';
import { randomBetween, randomBytes, randomText } from './chance.ts';
import { decodeBase64 } from './encoding.ts';

const unknown = (text: string): Str => Str.marked(text, UNKNOWN);

const DIGITS = '0123456789';
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const ASCII = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index)).join('');

/** A function that makes so many random characters of an alphabet. */
function characters(alphabet: string): Func {
  return func([INT], (count) => {
    spend(Math.max(0, count));
    return unknown(randomText(alphabet, count));
  });
}

function pem(label: string, bytes: number): string {
  const lines =
    randomBytes(bytes)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}

/** sprig's certificate struct. */
function certificate(cert: Str, key: Str): Native {
  const fields: Readonly<Record<string, Str>> = { Cert: cert, Key: key };
  return {
    native: true,
    type: 'sprig.certificate',
    kind: 'struct',
    hasField: (name) => Object.hasOwn(fields, name),
    field: (name) => fields[name],
    plain: () => new List([cert, key]),
  };
}

/** What looks like a new certificate and its key; whoever installs the chart gets others. */
function newCertificate(): Native {
  return certificate(unknown(pem('CERTIFICATE', 800)), unknown(pem('RSA PRIVATE KEY', 1190)));
}

function buildCustomCert(cert: Str, key: Str): Value {
  const decoded = [cert, key].map(({ text }) => {
    try {
      return decodeBase64(text).toString('utf8');
    } catch {
      throw new FuncError('unable to decode base64 certificate');
    }
  });
  return certificate(str(decoded[0] ?? ''), str(decoded[1] ?? ''));
}

const KEYS: Readonly<Record<string, readonly [string, number]>> = {
  '': ['RSA PRIVATE KEY', 2348],
  rsa: ['RSA PRIVATE KEY', 2348],
  dsa: ['DSA PRIVATE KEY', 858],
  ecdsa: ['EC PRIVATE KEY', 121],
  ed25519: ['PRIVATE KEY', 48],
};

function encryptAes(password: Str, plain: Str): Str {
  if (plain.text === '') return str('');
  const key = Buffer.alloc(32);
  Buffer.from(password.text).copy(key);
  const iv = randomBytes(16);
  const cipher = createCipheriv('aes-256-cbc', key, iv);
  return unknown(Buffer.concat([iv, cipher.update(plain.text, 'utf8'), cipher.final()]).toString('base64'));
}

const bcrypt = (): string => `$2a$10$${randomBytes(40).toString('base64').replace(/[+=]/g, '.').slice(0, 53)}`;

function shuffle({ text }: Str): Str {
  const chars = Array.from(text);
  for (let at = chars.length - 1; at > 0; at--) {
    const other = randomBetween(0, at + 1);
    [chars[at], chars[other]] = [chars[other] ?? '', chars[at] ?? ''];
  }
  return unknown(chars.join(''));
}

function randInt(from: number, to: number): Int {
  if (to <= from) throw new FuncError('invalid argument to Intn');
  return new Int(randomBetween(from, Math.min(to, from + 2 ** 47)), 'int', UNKNOWN);
}

/** Source: RFC 9562, version 4. */
function uuid(): string {
  const bytes = randomBytes(16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

const made = (): Native => newCertificate();

export const RANDOMS: Readonly<Record<string, Func>> = {
  randAlphaNum: characters(LETTERS + DIGITS),
  randAlpha: characters(LETTERS),
  randNumeric: characters(DIGITS),
  randAscii: characters(ASCII),
  randInt: func([INT, INT], randInt),
  randBytes: func([INT], (count) => {
    spendText(Math.max(0, count));
    return unknown(randomBytes(Math.max(0, count)).toString('base64'));
  }),
  shuffle: func([STRING], shuffle),
  uuidv4: func([], () => unknown(uuid())),
  bcrypt: func([STRING], () => unknown(bcrypt())),
  htpasswd: func([STRING, STRING], ({ text }) =>
    text.includes(':') ? str(`invalid username: ${text}`) : unknown(`${text}:${bcrypt()}`),
  ),
  genPrivateKey: func([STRING], ({ text }) => {
    const key = Object.hasOwn(KEYS, text) ? KEYS[text] : undefined;
    return key === undefined ? str(`Unknown type ${text}`) : unknown(pem(...key));
  }),
  buildCustomCert: func([STRING, STRING], buildCustomCert),
  genCA: func([STRING, INT], made),
  genCAWithKey: func([STRING, INT, STRING], (_name, _days, key) => certificate(unknown(pem('CERTIFICATE', 800)), key)),
  genSelfSignedCert: func([STRING, ANY, ANY, INT], made),
  genSelfSignedCertWithKey: func([STRING, ANY, ANY, INT, STRING], (_name, _ips, _names, _days, key) =>
    certificate(unknown(pem('CERTIFICATE', 800)), key),
  ),
  genSignedCert: func([STRING, ANY, ANY, INT, ANY], made),
  genSignedCertWithKey: func([STRING, ANY, ANY, INT, ANY, STRING], (_name, _ips, _names, _days, _ca, key) =>
    certificate(unknown(pem('CERTIFICATE', 800)), key),
  ),
  encryptAES: func([STRING, STRING], encryptAes),
  getHostByName: variadic([STRING], ANY, () => str('')),
};
