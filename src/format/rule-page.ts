import { POLICY_PREFIX } from '../rule/policy-settings.ts';
import type { RuleMeta } from '../rule/rule.ts';
import { HOMEPAGE } from '../version.ts';

/** Where a rule is documented. */
export function rulePage(id: string): string {
  const page = id.startsWith(POLICY_PREFIX) ? 'policies' : `rules/${id}`;
  return `${HOMEPAGE}/blob/main/docs/${page}.md`;
}

/** The documentation of a rule, as Markdown without a heading. */
export function ruleHelp(rule: RuleMeta): string {
  const parts = [
    `${rule.summary}.`,
    rule.why,
    `**How to fix it.** ${rule.fix}`,
    rule.unless === undefined ? '' : `**When to ignore it.** ${rule.unless}`,
    rule.references.map(({ title, url }) => `- [${title}](${url})`).join('\n'),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}
