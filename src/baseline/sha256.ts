/** SHA-256 (FIPS 180-4) of a text: Node's own takes longer to load than all that a baseline needs besides. */

/** The first 32 bits behind the point of a root of the first `count` primes. */
function fractions(count: number, root: (prime: number) => number): Int32Array {
  const primes: number[] = [];
  for (let n = 2; primes.length < count; n++) if (primes.every((prime) => n % prime !== 0)) primes.push(n);
  return Int32Array.from(primes, (prime) => (root(prime) % 1) * 2 ** 32);
}

const K = fractions(64, Math.cbrt);
const FIRST = fractions(8, Math.sqrt);
const BLOCK = 64;

/** In hexadecimal digits. */
export function sha256(text: string): string {
  const message = padded(Buffer.from(text));
  const hash = FIRST.slice();
  const words = new Int32Array(BLOCK);
  for (let at = 0; at < message.length; at += BLOCK) {
    for (let i = 0; i < 16; i++) words[i] = message.readInt32BE(at + 4 * i);
    addBlock(hash, words);
  }
  return [...hash].map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
}

/** With a bit behind it, and its length in bits at the end of the last block. */
function padded(bytes: Buffer): Buffer {
  const message = Buffer.alloc(Math.ceil((bytes.length + 9) / BLOCK) * BLOCK);
  bytes.copy(message);
  message[bytes.length] = 0x80;
  message.writeBigUInt64BE(BigInt(bytes.length) * 8n, message.length - 8);
  return message;
}

const turned = (word: number, bits: number): number => (word >>> bits) | (word << (32 - bits));

function addBlock(hash: Int32Array, words: Int32Array): void {
  const word = (i: number): number => words[i] ?? 0;
  for (let i = 16; i < BLOCK; i++) {
    const [early, late] = [word(i - 15), word(i - 2)];
    const s0 = turned(early, 7) ^ turned(early, 18) ^ (early >>> 3);
    const s1 = turned(late, 17) ^ turned(late, 19) ^ (late >>> 10);
    words[i] = word(i - 16) + s0 + word(i - 7) + s1;
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = hash;
  for (let i = 0; i < BLOCK; i++) {
    const choice = (e & f) ^ (~e & g);
    const s1 = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25);
    const next = (h + s1 + choice + (K[i] ?? 0) + word(i)) | 0;
    const majority = (a & b) ^ (a & c) ^ (b & c);
    const s0 = turned(a, 2) ^ turned(a, 13) ^ turned(a, 22);
    [h, g, f, e, d, c, b] = [g, f, e, (d + next) | 0, c, b, a];
    a = (next + s0 + majority) | 0;
  }
  for (const [i, value] of [a, b, c, d, e, f, g, h].entries()) hash[i] = (hash[i] ?? 0) + value;
}
