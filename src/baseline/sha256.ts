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
  const message = padded(text);
  const hash = FIRST.slice();
  const words = new Int32Array(BLOCK);
  for (let at = 0; at < message.byteLength; at += BLOCK) {
    for (let i = 0; i < 16; i++) words[i] = message.getInt32(at + 4 * i);
    addBlock(hash, words);
  }
  return Array.from(hash, (word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
}

/** With a bit behind it, and its length in bits at the end of the last block. */
function padded(text: string): DataView {
  const { length } = Buffer.from(text);
  const message = Buffer.alloc(Math.ceil((length + 9) / BLOCK) * BLOCK);
  message.write(text);
  message[length] = 0x80;
  message.writeUIntBE(length * 8, message.length - 6, 6);
  return new DataView(message.buffer, message.byteOffset, message.length);
}

/** FIPS 180-4, 6.2.2, without calls: a run hashes a few texts, before any of this is compiled. */
function addBlock(hash: Int32Array, words: Int32Array): void {
  for (let i = 16; i < BLOCK; i++) {
    const x = words[i - 15] ?? 0;
    const y = words[i - 2] ?? 0;
    const early = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const late = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    words[i] = (words[i - 16] ?? 0) + early + (words[i - 7] ?? 0) + late;
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = hash;
  for (let i = 0; i < BLOCK; i++) {
    const low = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const high = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const next = (h + low + ((e & f) ^ (~e & g)) + (K[i] ?? 0) + (words[i] ?? 0)) | 0;
    const first = (next + high + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + next) | 0;
    d = c;
    c = b;
    b = a;
    a = first;
  }
  [a, b, c, d, e, f, g, h].forEach((word, i) => (hash[i] = (hash[i] ?? 0) + word));
}
