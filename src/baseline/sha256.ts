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

const turned = (word: number, bits: number): number => (word >>> bits) | (word << (32 - bits));
const at = (words: Int32Array, i: number): number => words[i] ?? 0;

function addBlock(hash: Int32Array, words: Int32Array): void {
  for (let i = 16; i < BLOCK; i++) {
    const early = at(words, i - 15);
    const late = at(words, i - 2);
    const s0 = turned(early, 7) ^ turned(early, 18) ^ (early >>> 3);
    const s1 = turned(late, 17) ^ turned(late, 19) ^ (late >>> 10);
    words[i] = at(words, i - 16) + s0 + at(words, i - 7) + s1;
  }
  // a to h of the standard; each round begins one place further to the left.
  const state = hash.slice();
  for (let i = 0; i < BLOCK; i++) {
    const a = at(state, -i & 7);
    const b = at(state, (1 - i) & 7);
    const c = at(state, (2 - i) & 7);
    const e = at(state, (4 - i) & 7);
    const choice = (e & at(state, (5 - i) & 7)) ^ (~e & at(state, (6 - i) & 7));
    const majority = (a & b) ^ (a & c) ^ (b & c);
    const s0 = turned(a, 2) ^ turned(a, 13) ^ turned(a, 22);
    const s1 = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25);
    const next = at(state, (7 - i) & 7) + s1 + choice + at(K, i) + at(words, i);
    state[(3 - i) & 7] = at(state, (3 - i) & 7) + next;
    state[(7 - i) & 7] = next + s0 + majority;
  }
  for (let i = 0; i < 8; i++) hash[i] = at(hash, i) + at(state, i);
}
