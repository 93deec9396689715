import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { budget, create, NEWEST_MINOR, rollout, rolloutHistory, rolloutUndo } from '../../../src/kubernetes/index.ts';
import { MANIFEST } from '../posted.ts';
import { any, throws } from './refusals.ts';

test('an argument of another kind or size throws, and says what it has to be', () => {
  const fleet = { available: 3 };
  throws(
    () => create(MANIFEST, { minor: NEWEST_MINOR + 1 }),
    RangeError,
    /^"minor" has to be .* from 25 to \d+, not \d+$/,
  );
  throws(() => create(MANIFEST, { minor: 1.5 }), RangeError, /"minor"/);
  throws(() => create(MANIFEST, any({ minor: '36' })), TypeError, /"minor" has to be a whole number .*, not "36"$/);
  throws(() => create(MANIFEST, any(null)), TypeError, /^"options" has to be an object, not null$/);
  throws(
    () => create(MANIFEST, any({ version: 36 })),
    TypeError,
    /^unknown key "version" in "options"; known are minor,/,
  );
  throws(() => create(MANIFEST, any({ namespace: 5 })), TypeError, /^"namespace" has to be a string, not 5$/);
  throws(
    () => create(MANIFEST, any({ asPosted: 'xml' })),
    TypeError,
    /^"asPosted" has to be one of yaml, json, not "xml"$/,
  );
  throws(() => create(MANIFEST, any(Object.create({ minor: 99 }))), RangeError, /"minor"/);
  throws(() => budget(MANIFEST, -1), RangeError, /"nodes"/);
  throws(() => budget(MANIFEST, any('3')), TypeError, /"nodes"/);
  throws(() => rollout(MANIFEST, { available: 1.5 }), RangeError, /"fleet.available"/);
  throws(() => rollout(MANIFEST, any({})), TypeError, /"fleet.available" has to be .*, not undefined/);
  throws(
    () => rollout(MANIFEST, { available: 1_000_000, dead: 1 }),
    RangeError,
    /^the nodes of "fleet" .* at most 1000000 together, not 1000001$/,
  );
  throws(() => rollout(MANIFEST, fleet, { readySeconds: NaN }), RangeError, /"readySeconds"/);
  throws(() => rollout(MANIFEST, fleet, { readySeconds: 1e308 }), RangeError, /from 0 to 1000000000, not 1e\+308/);
  throws(() => rollout(MANIFEST, fleet, { jitter: 1 }), RangeError, /"jitter"/);
  throws(() => rollout(MANIFEST, fleet, { clientQps: 0 }), RangeError, /"clientQps"/);
  throws(() => rollout(MANIFEST, fleet, { seed: NaN }), RangeError, /"seed"/);
  throws(
    () => rollout(MANIFEST, fleet, any({ version: 'bad' })),
    TypeError,
    /"version" has to be an object, not "bad"/,
  );
  throws(() => rollout(MANIFEST, fleet, any({ version: { failAfter: -1 } })), RangeError, /"version.failAfter"/);
  throws(
    () => rolloutUndo(MANIFEST, [], any({ dryRun: 'none' })),
    TypeError,
    /"dryRun" has to be one of client, server/,
  );
  throws(() => rolloutUndo(MANIFEST, [], { toRevision: 1.5 }), RangeError, /"toRevision"/);
  throws(
    () => rolloutHistory(MANIFEST, [], { revision: NaN }),
    RangeError,
    /^"revision" has to be a whole number, not NaN$/,
  );
  throws(() => rolloutHistory(MANIFEST, [], { revision: 2 ** 53 }), RangeError, /^"revision" is too large/);
  throws(() => rollout(MANIFEST, fleet, { clientQps: 1.5 }), RangeError, /has to be a whole number from 1, not 1.5$/);
  throws(
    () => rolloutHistory(MANIFEST, any(undefined)),
    TypeError,
    /^"revisions" has to be a list, .*, not undefined$/,
  );
  assert.is(rolloutUndo(MANIFEST, [], { toRevision: -1 }).code, 1, 'kubectl has words of its own');
});

test.run();
