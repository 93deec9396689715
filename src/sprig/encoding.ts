/** sprig's encodings, hashes and paths. Source: sprig strings.go, crypto.go, functions.go; Go encoding/base64, base32, path. */
import { createDecipheriv, createHash, createHmac, scryptSync } from 'node:crypto';
import { spend } from '../limits/budget.ts';
import { func, FuncError, STRING, UINT32 } from '../gotemplate/func.ts';
import { Bool, fromBytes, marksOf, Str, str, toBytes, type Func } from '../gotemplate/value.ts';

/** Go's base64.CorruptInputError: where the text is not base64. Source: Encoding.decodeQuantum. */
function corruptAt(text: string): number | undefined {
  let digits = 0;
  let at = 0;
  const skipBreaks = (): void => {
    while (text[at] === '\n' || text[at] === '\r') at++;
  };
  for (;;) {
    skipBreaks();
    const char = text[at];
    if (char === undefined) return digits === 0 ? undefined : at - digits;
    at++;
    if (/[A-Za-z0-9+/]/.test(char)) {
      digits = (digits + 1) % 4;
      continue;
    }
    if (char !== '=' || digits < 2) return at - 1;
    if (digits === 2) {
      skipBreaks();
      if (at >= text.length) return text.length;
      if (text[at] !== '=') return at - 1;
      at++;
    }
    skipBreaks();
    return at < text.length ? at : undefined;
  }
}

/** Go `base64.StdEncoding.DecodeString`. Throws FuncError. */
export function decodeBase64(text: string): Buffer {
  const fault = corruptAt(text);
  if (fault !== undefined) throw new FuncError(`illegal base64 data at input byte ${String(fault)}`);
  return Buffer.from(text, 'base64');
}

export function encodeBase64(source: Str): string {
  return Buffer.from(toBytes(source.text)).toString('base64');
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

function encodeBase32(bytes: Uint8Array): string {
  let bits = '';
  for (const byte of bytes) bits += byte.toString(2).padStart(8, '0');
  const digits = (bits.match(/.{1,5}/g) ?? []).map((five) => ALPHABET[parseInt(five.padEnd(5, '0'), 2)] ?? '').join('');
  return digits.padEnd(Math.ceil(digits.length / 8) * 8, '=');
}

function decodeBase32(text: string): Uint8Array {
  const digits = text.replace(/[\r\n]/g, '');
  const fault =
    /[^A-Z2-7=]/.exec(digits)?.index ?? (digits.length % 8 === 0 ? undefined : digits.length - (digits.length % 8));
  if (fault !== undefined) throw new FuncError(`illegal base32 data at input byte ${String(fault)}`);
  const bits = Array.from(digits.replace(/(?<!=)=+$/, ''))
    .map((digit) => ALPHABET.indexOf(digit).toString(2).padStart(5, '0'))
    .join('');
  return Uint8Array.from((bits.match(/.{8}/g) ?? []).map((eight) => parseInt(eight, 2)));
}

/** A function of one text whose result rests on it as a whole. */
function whole(make: (source: Str) => string): Func {
  return func([STRING], (source) => Str.marked(make(source), source.mark));
}

/** A decoder, whose errors are its result. */
function decoder(decode: (text: string) => Uint8Array): Func {
  return whole(({ text }) => {
    try {
      return fromBytes(decode(text));
    } catch (error) {
      if (error instanceof FuncError) return error.message;
      throw error;
    }
  });
}

function hash(name: 'sha1' | 'sha256' | 'sha512'): Func {
  return whole(({ text }) => createHash(name).update(toBytes(text)).digest('hex'));
}

function adler32(text: string): string {
  let a = 1;
  let b = 0;
  for (const byte of toBytes(text)) {
    a = (a + byte) % 65_521;
    b = (b + a) % 65_521;
  }
  return String(b * 65_536 + a);
}

/** Go `path.Clean`. */
export function cleanPath(path: string): string {
  if (path === '') return '.';
  const rooted = path.startsWith('/');
  const kept: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') kept.push(part);
    else if (kept.length > 0 && kept[kept.length - 1] !== '..') kept.pop();
    else if (!rooted) kept.push(part);
  }
  const joined = kept.join('/');
  return rooted ? `/${joined}` : joined === '' ? '.' : joined;
}

/** Go `path.Base`. */
export function basePath(path: string): string {
  if (path === '') return '.';
  const trimmed = path.replace(/(?<!\/)\/+$/, '');
  return trimmed === '' ? '/' : trimmed.slice(trimmed.lastIndexOf('/') + 1);
}

const directory = (path: string): string => cleanPath(path.slice(0, path.lastIndexOf('/') + 1));
const extension = (path: string): string => /\.[^./]*$/.exec(path)?.[0] ?? '';
const base = whole(({ text }) => basePath(text));
const dir = whole(({ text }) => directory(text));
const clean = whole(({ text }) => cleanPath(text));
const ext = whole(({ text }) => extension(text));
const isAbs = func([STRING], (source) => new Bool(source.text.startsWith('/'), marksOf(source)));

const SEED = 'com.lyndir.masterpassword';
const TEMPLATES: Readonly<Record<string, readonly string[]>> = {
  maximum: ['anoxxxxxxxxxxxxxxxxx', 'axxxxxxxxxxxxxxxxxno'],
  long: (
    'CvcvnoCvcvCvcv CvcvCvcvnoCvcv CvcvCvcvCvcvno CvccnoCvcvCvcv CvccCvcvnoCvcv CvccCvcvCvcvno CvcvnoCvccCvcv ' +
    'CvcvCvccnoCvcv CvcvCvccCvcvno CvcvnoCvcvCvcc CvcvCvcvnoCvcc CvcvCvcvCvccno CvccnoCvccCvcv CvccCvccnoCvcv ' +
    'CvccCvccCvcvno CvcvnoCvccCvcc CvcvCvccnoCvcc CvcvCvccCvccno CvccnoCvcvCvcc CvccCvcvnoCvcc CvccCvcvCvccno'
  ).split(' '),
  medium: ['CvcnoCvc', 'CvcCvcno'],
  short: ['Cvcn'],
  basic: ['aaanaaan', 'aannaaan', 'aaannaaa'],
  pin: ['nnnn'],
};
const VOWELS = 'AEIOU';
const CONSONANTS = 'BCDFGHJKLMNPQRSTVWXYZ';
const LETTERS = VOWELS + VOWELS.toLowerCase() + CONSONANTS + CONSONANTS.toLowerCase();
const CHARACTERS: Readonly<Record<string, string>> = {
  V: VOWELS,
  C: CONSONANTS,
  v: VOWELS.toLowerCase(),
  c: CONSONANTS.toLowerCase(),
  A: VOWELS + CONSONANTS,
  a: LETTERS,
  n: '0123456789',
  o: "@&%?,=[]_:-+*$#!'^~;()/.",
  x: `${LETTERS}0123456789!@#$%^&*()`,
};

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** A tenth of a second and more. */
const SCRYPT = 200_000;

function derivePassword(counter: number, type: Str, password: Str, user: Str, site: Str): Str {
  const templates = TEMPLATES[type.text];
  if (templates === undefined) return str(`cannot find password template ${type.text}`);
  spend(SCRYPT);
  const [owner, place] = [Buffer.from(user.text), Buffer.from(site.text)];
  const salt = Buffer.concat([Buffer.from(SEED), uint32(owner.length), owner]);
  const key = scryptSync(password.text, salt, 64, { N: 32_768, r: 8, p: 2, maxmem: 1 << 27 });
  const seed = createHmac('sha256', key)
    .update(Buffer.concat([Buffer.from(SEED), uint32(place.length), place, uint32(counter)]))
    .digest();
  const template = templates[(seed[0] ?? 0) % templates.length] ?? '';
  return str(
    Array.from(template)
      .map((kind, index) => {
        const characters = CHARACTERS[kind] ?? '';
        return characters[(seed[index + 1] ?? 0) % characters.length] ?? '';
      })
      .join(''),
  );
}

function decryptAes(password: Str, encrypted: Str): Str {
  if (encrypted.text === '') return str('');
  const key = Buffer.alloc(32);
  Buffer.from(password.text).copy(key);
  const bytes = decodeBase64(encrypted.text);
  if (bytes.length < 16)
    throw new FuncError(`runtime error: slice bounds out of range [:16] with capacity ${String(bytes.length)}`);
  if (bytes.length % 16 !== 0) throw new FuncError('crypto/cipher: input not full blocks');
  const cipher = createDecipheriv('aes-256-cbc', key, bytes.subarray(0, 16)).setAutoPadding(false);
  const plain = Buffer.concat([cipher.update(bytes.subarray(16)), cipher.final()]);
  const padding = plain[plain.length - 1];
  if (padding === undefined) throw new FuncError('runtime error: index out of range [-1]');
  if (padding > plain.length)
    throw new FuncError(`runtime error: slice bounds out of range [:${String(plain.length - padding)}]`);
  return str(fromBytes(plain.subarray(0, plain.length - padding)));
}

export const ENCODINGS: Readonly<Record<string, Func>> = {
  b64enc: whole(encodeBase64),
  b64dec: decoder(decodeBase64),
  b32enc: whole(({ text }) => encodeBase32(toBytes(text))),
  b32dec: decoder(decodeBase32),
  sha1sum: hash('sha1'),
  sha256sum: hash('sha256'),
  sha512sum: hash('sha512'),
  adler32sum: whole(({ text }) => adler32(text)),
  base,
  dir,
  clean,
  ext,
  isAbs,
  osBase: base,
  osDir: dir,
  osClean: clean,
  osExt: ext,
  osIsAbs: isAbs,
  derivePassword: func([UINT32, STRING, STRING, STRING, STRING], derivePassword),
  decryptAES: func([STRING, STRING], decryptAes),
};
