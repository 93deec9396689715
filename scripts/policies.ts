/**
 * Holds the recorded verdicts of a real API server with ValidatingAdmissionPolicies against ours:
 * `npm run policies [FAMILY]`. Cases that ask the authorizer, delete or apply are left out and counted.
 */
import { existsSync, readFileSync } from 'node:fs';
import { disagreements, type Recorded } from '../test/recorded-policies.ts';

const FOLDER = new URL('../../shared/policies/', import.meta.url);
const [family = ''] = process.argv.slice(2);

const tally = new Map<string, { asked: number; wrong: number }>();
let leftOut = 0;
for (const name of ['policies.ndjson', 'policies-external.ndjson']) {
  const file = new URL(name, FOLDER);
  if (!existsSync(file)) continue;
  for (const line of readFileSync(file, 'utf8').trimEnd().split('\n')) {
    const recorded = JSON.parse(line) as Recorded;
    if (!recorded.family.startsWith(family)) continue;
    const found = disagreements(recorded, FOLDER);
    if (found === undefined) {
      leftOut++;
      continue;
    }
    for (const { what, expected, got } of found) {
      const count = tally.get(what) ?? { asked: 0, wrong: 0 };
      count.asked++;
      if (got !== expected) {
        count.wrong++;
        console.log(`${recorded.id} ${what}\n  server: ${expected}\n  here:   ${got}`);
      }
      tally.set(what, count);
    }
  }
}
for (const [what, { asked, wrong }] of tally)
  console.log(
    `${what}: ${String(asked - wrong)} of ${String(asked)} (${((100 * (asked - wrong)) / asked).toFixed(2)}%)`,
  );
console.log(`left out: ${String(leftOut)}`);
