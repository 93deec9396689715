import { defineRule } from '../src/rule/rule.ts';
import { HOMEPAGE } from '../src/version.ts';

/** What it finds is in src/suppress/exception-faults.ts: only when all rules have run it is known what an exception hides. */
export default defineRule({
  id: 'suppression-unused',
  category: 'exception',
  severity: 'warning',
  presets: { recommended: 'warning' },
  summary: 'An exception hides nothing',
  why: `An exception that hides nothing is in the way: the next reader takes it for a known risk, and when the fault comes back
it is hidden without anybody having looked at it. The same is said of a rule that nobody can ignore, since the API server refuses
the object whatever a comment says, and of a comment that is not where it has to be. It is said only of rules that ran and had
what they need: not with \`--only\`, not of rules that look at other files, and not of those that compare with an earlier state.`,
  fix: 'Remove the rule from the exception, or the whole exception. `--fix` does it.',
  since: '0.1.0',
  references: [{ title: 'Exceptions', url: `${HOMEPAGE}/blob/main/docs/exceptions.md` }],
  check: () => [],
});
