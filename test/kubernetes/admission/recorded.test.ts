import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { compare, hasRecordings, recordings } from '../../../scripts/policies/compare.ts';

const recorded = suite('recorded policies');

/** `npm run policies` compares all of them. */
const EVERY = 9;

/** Differences that are known, with the reason. */
const KNOWN: ReadonlySet<string> = new Set([
  // A header that the recorder read as Latin-1.
  'actions-024.1 verdict warnings',
  // The message is too long on the server because of the managed fields, which are not whole here.
  'x-cel-format-034.1 verdict message',
  'x-cel-format-034.1 verdict causes',
]);

recorded('are answered as the real API server answers them', () => {
  if (!hasRecordings) {
    console.log('skipped: the recordings of ../shared/policies are not there');
    return;
  }
  const sample = recordings().filter((_, i) => i % EVERY === 0);
  const compared = sample.flatMap((one) =>
    (compare(one) ?? []).map((result) => ({ ...result, what: `${one.id} ${result.what}` })),
  );
  assert.ok(compared.length > 2000, `only ${String(compared.length)} were compared`);
  assert.equal(
    compared.filter(({ what, expected, got }) => expected !== got && !KNOWN.has(what)),
    [],
  );
});

recorded.run();
