import { defineRule } from '../src/rule/rule.ts';
import { HOMEPAGE } from '../src/version.ts';

/** What it finds is in src/suppress/exception-faults.ts: only when all rules have run it is known what an exception hides. */
export default defineRule({
  id: 'suppression-without-reason',
  category: 'exception',
  severity: 'warning',
  presets: { strict: 'warning' },
  summary: 'An exception gives no reason',
  why: `The reason is what a reader needs to know whether the exception is still right. It is listed with the finding in JSON and
SARIF, where auditors look for it.`,
  fix: 'Write the reason behind a colon: `# daemonlint-ignore on-delete-strategy: nodes are drained by hand`.',
  since: '0.1.0',
  references: [{ title: 'Exceptions', url: `${HOMEPAGE}/blob/main/docs/exceptions.md` }],
  check: () => [],
});
