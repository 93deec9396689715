/**
 * Holds the recorded verdicts of a real API server with ValidatingAdmissionPolicies against ours:
 * `npm run policies [FAMILY]`. Cases that ask the authorizer, delete or apply are left out and counted.
 */
import { compare, recordings } from './policies/compare.ts';

const [family = ''] = process.argv.slice(2);

const tally = new Map<string, { asked: number; wrong: number }>();
let leftOut = 0;
for (const recorded of recordings()) {
  if (!recorded.family.startsWith(family)) continue;
  const compared = compare(recorded);
  if (compared === undefined) leftOut++;
  for (const { what, expected, got } of compared ?? []) {
    const count = tally.get(what) ?? { asked: 0, wrong: 0 };
    tally.set(what, count);
    count.asked++;
    if (got === expected) continue;
    count.wrong++;
    console.log(`${recorded.id} ${what}\n  server: ${expected}\n  here:   ${got}`);
  }
}
for (const [what, { asked, wrong }] of tally) {
  const share = ((100 * (asked - wrong)) / asked).toFixed(2);
  console.log(`${what}: ${String(asked - wrong)} of ${String(asked)} (${share}%)`);
}
console.log(`left out: ${String(leftOut)}`);
