/** What a configuration file says about policies. */
import type { SourceFile } from '../document/source.ts';
import { type Node, nodeAt } from '../kubernetes/yaml/node.ts';
import type { PolicySettings, ShortRule } from '../rule/policy-settings.ts';
import type { Severity } from '../rule/rule.ts';

/** Everything may be missing. */
export type PolicyConfig = Partial<Omit<PolicySettings, 'user'>>;

/** A short rule as it is written. */
type ShortRuleShape = Omit<ShortRule, 'source' | 'severity' | 'expression'> & { readonly severity?: Severity };

/** What the schema lets through. */
export type PolicyShape = Omit<PolicyConfig, 'rules'> & { readonly rules?: readonly ShortRuleShape[] };

/** The settings of `policies:` in the configuration `root`, which `source` is. */
export function policyConfigOf({ rules = [], ...more }: PolicyShape, root: Node, source: SourceFile): PolicyConfig {
  const made = rules.flatMap(({ severity = 'warning', ...rule }, index): ShortRule[] => {
    const expression = nodeAt(root, ['policies', 'rules', index, 'expression']);
    return expression?.kind === 'string' ? [{ ...rule, severity, expression, source }] : [];
  });
  return { ...more, rules: made };
}
