import { defineRule } from '../src/rule/rule.ts';
import { HOMEPAGE } from '../src/version.ts';

/** What it finds is in src/suppress/exception-faults.ts: only when all rules have run it is known what an exception hides. */
export default defineRule({
  id: 'suppression-expired',
  category: 'exception',
  severity: 'warning',
  presets: { recommended: 'warning' },
  summary: 'An exception is past its last day',
  why: `The day behind \`until\` is the last one on which an exception holds (in UTC). From the next day on, what it hid is reported
again, with this warning, so that somebody decides. A day that does not exist hides nothing either.`,
  fix: 'Fix what the exception hid and remove it, or write another day. `--fix` removes it.',
  since: '0.1.0',
  references: [{ title: 'Exceptions', url: `${HOMEPAGE}/blob/main/docs/exceptions.md` }],
  check: () => [],
});
