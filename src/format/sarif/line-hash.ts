/** How many characters a line's hash covers: its own and those that follow, blanks left out. */
const WINDOW = 100;
const MULTIPLIER = 37;
const WORD = 2 ** 32;
const END_OF_FILE = 65535;

const [LF, CR, TAB, SPACE] = [10, 13, 9, 32];

/** A number modulo 2^64 as two words, so that plain arithmetic stays exact. */
interface Long {
  high: number;
  low: number;
}

// MULTIPLIER ** WINDOW takes the character that leaves the window out of the hash.
const LEAVING: Readonly<Long> = power();

function power(): Long {
  const result = { high: 0, low: 1 };
  for (let i = 0; i < WINDOW; i++) shift(result, 0, 0, { high: 0, low: 0 });
  return result;
}

// hash = hash * MULTIPLIER + entering - leaving * factor
function shift(hash: Long, entering: number, leaving: number, factor: Readonly<Long>): void {
  const low = hash.low * MULTIPLIER + entering - factor.low * leaving;
  const carry = Math.floor(low / WORD);
  const high = hash.high * MULTIPLIER - factor.high * leaving + carry;
  hash.low = low - carry * WORD;
  hash.high = high - Math.floor(high / WORD) * WORD;
}

/**
 * What GitHub code scanning calls `primaryLocationLineHash`, for each line of `text`: github/codeql-action,
 * src/fingerprints.ts, `hash`. The number after the colon tells equal lines apart.
 */
export function lineHashes(text: string): string[] {
  const hashes: string[] = [];
  const seen = new Map<string, number>();
  const hash: Long = { high: 0, low: 0 };
  const characters = new Uint16Array(WINDOW);
  const starts = new Uint8Array(WINDOW);
  let slot = 0;
  const enter = (character: number, startsLine: boolean): void => {
    if (starts[slot] === 1) {
      const value = hexadecimal(hash);
      const count = (seen.get(value) ?? 0) + 1;
      seen.set(value, count);
      hashes.push(`${value}:${count}`);
    }
    starts[slot] = startsLine ? 1 : 0;
    shift(hash, character, characters[slot] ?? 0, LEAVING);
    characters[slot] = character;
    slot = (slot + 1) % WINDOW;
  };

  let startsLine = true;
  let afterCr = false;
  for (let i = 0; i < text.length; i++) {
    const character = text.charCodeAt(i);
    const skipped = character === SPACE || character === TAB || (afterCr && character === LF);
    afterCr = character === CR;
    if (skipped) continue;
    enter(afterCr ? LF : character, startsLine);
    startsLine = afterCr || character === LF;
  }
  enter(END_OF_FILE, startsLine);
  for (let i = 0; i < WINDOW; i++) enter(0, false);
  return hashes;
}

function hexadecimal({ high, low }: Readonly<Long>): string {
  const digits = low.toString(16);
  return high === 0 ? digits : high.toString(16) + digits.padStart(8, '0');
}
