import type { ReportingDescriptor } from 'sarif';
import type { RuleMeta, Severity } from '../../rule/rule.ts';
import { fullStop, sentences, withoutMarkup } from '../markdown-text.ts';
import { ruleHelp, rulePage } from '../rule-page.ts';

// GitHub's names for the levels, and its limit for descriptions.
const PROBLEM_SEVERITY: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  note: 'recommendation',
};
const DESCRIPTION_LIMIT = 1024;

/** The SARIF descriptor of a rule with its configured severity. */
export function ruleDescriptor(rule: RuleMeta, severity: Severity): ReportingDescriptor {
  const help = ruleHelp(rule);
  return {
    id: rule.id,
    name: pascalCase(rule.id),
    shortDescription: { text: sentences(fullStop(withoutMarkup(rule.summary)), DESCRIPTION_LIMIT) },
    fullDescription: { text: sentences(fullStop(withoutMarkup(rule.why)), DESCRIPTION_LIMIT) },
    messageStrings: { default: { text: `${rule.summary.replace(/[{}]/g, '$&$&')}: '{0}'.` } },
    helpUri: rulePage(rule.id),
    help: { text: withoutMarkup(help), markdown: help },
    defaultConfiguration: { level: severity },
    properties: {
      tags: ['kubernetes', 'daemonset', rule.category],
      // The refusals of the API server are recomputed, not guessed.
      precision: rule.category === 'refused' ? 'very-high' : 'high',
      'problem.severity': PROBLEM_SEVERITY[severity],
    },
  };
}

function pascalCase(id: string): string {
  return id
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}
