import { defineRule } from '../src/rule/rule.ts';
import { HOMEPAGE } from '../src/version.ts';

/** What it finds is in src/suppress/exception-faults.ts: only when all rules have run it is known what an exception hides. */
export default defineRule({
  id: 'suppression-unknown-rule',
  category: 'exception',
  severity: 'warning',
  presets: { recommended: 'warning' },
  summary: 'An exception names a rule that does not exist, or is misspelled',
  why: `A rule that does not exist is never ignored, so what the exception was written for is still reported, or will be. Without
a colon, the words of the reason are taken for rules.`,
  fix: 'Write the id of the rule as in the finding: `# daemonlint-ignore on-delete-strategy: reason`. `--fix` corrects a misspelling.',
  since: '0.1.0',
  references: [{ title: 'Exceptions', url: `${HOMEPAGE}/blob/main/docs/exceptions.md` }],
  check: () => [],
});
