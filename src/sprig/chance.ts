/** What another run would not repeat: chance and the present. */
import { randomBytes as trueBytes, randomInt } from 'node:crypto';

const STARTED = Date.now();

// What renders is synchronous: as long as `repeatably` runs, everything gets this present, and chance that repeats.
let moment: number | undefined;

/** Runs `work` with chance that every such run repeats, call by call. For comparing only: its keys are no secret. */
export function repeatably<T>(work: () => T): T {
  const before = moment;
  moment = STARTED;
  try {
    return work();
  } finally {
    moment = before;
  }
}

/** Milliseconds since 1970. */
export function present(): number {
  return moment ?? Date.now();
}

export function randomBytes(count: number): Buffer {
  if (moment === undefined) return trueBytes(count);
  const bytes = Buffer.alloc(count);
  for (let at = 0, state = 1; at < count; at++) {
    // The multiplier of MINSTD.
    state = (state * 48_271) % 2_147_483_647;
    bytes[at] = state;
  }
  return bytes;
}

/** So many characters of an alphabet. */
export function randomText(alphabet: string, count: number): string {
  const bytes = moment === undefined ? undefined : randomBytes(count);
  let text = '';
  for (let at = 0; at < count; at++)
    text += alphabet[(bytes?.[at] ?? randomInt(alphabet.length)) % alphabet.length] ?? '';
  return text;
}

/** At least `from` and below `to`. */
export function randomBetween(from: number, to: number): number {
  return moment === undefined ? randomInt(from, to) : from;
}
