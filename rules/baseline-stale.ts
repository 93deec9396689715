import { defineRule } from '../src/rule/rule.ts';
import { HOMEPAGE } from '../src/version.ts';

/** What it finds is in src/report/known.ts: only when all rules have run it is known which entries are left. */
export default defineRule({
  id: 'baseline-stale',
  category: 'exception',
  severity: 'note',
  presets: { recommended: 'note', strict: 'warning' },
  summary: 'An entry of the baseline matches nothing any more',
  why: `A baseline lists what was known when daemonlint was adopted. What was fixed since is still in it, and hides the same fault
when it comes back. It is said only of what was looked at: of files that were read whole, of rules that ran and had what they
need, and of files that are gone only when the whole folder of the baseline was checked.`,
  fix: '`daemonlint baseline --prune` takes the stale entries out, and adds none. In CI, `--rule baseline-stale=error` keeps the baseline tight.',
  since: '0.1.0',
  references: [{ title: 'Baseline', url: `${HOMEPAGE}/blob/main/docs/baseline.md` }],
  check: () => [],
});
