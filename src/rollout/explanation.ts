import { plain } from '../words/escape.ts';
import type { Severity } from '../rule/rule.ts';

/** One fact that kubectl does not show. */
export interface Explanation {
  /** The id of the hazard (RULES, group 6) or of a state of the rollout. */
  readonly rule: string;
  readonly severity: Severity;
  /** What is true, and what follows from it; one line. */
  readonly message: string;
  /** The objects that show it: `pod/agent-x7k2p`. */
  readonly objects: readonly string[];
  /** What to do about it; empty if nothing. */
  readonly advice: string;
}

const SHOWN = 5;

/** Up to five of `names`, and how many more there are. */
export function some(names: readonly string[]): string {
  if (names.length <= SHOWN) return names.join(', ');
  return `${names.slice(0, SHOWN).join(', ')} and ${names.length - SHOWN} more`;
}

/** `1 node`, `2 nodes`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** `pod/NAME` of each. */
export function podNames(pods: readonly { metadata?: { name?: string } }[]): string[] {
  return pods.map(({ metadata }) => `pod/${metadata?.name ?? ''}`).sort();
}

/** The explanations as text, printed below kubectl's own. */
export function explain(explanations: readonly Explanation[]): string {
  return explanations
    .map(({ rule, severity, message, objects, advice }) => {
      const rests = objects.length === 0 ? '' : `  rests on: ${plain(some(objects))}\n`;
      return `${severity}: ${plain(message)} [${rule}]\n${rests}${advice === '' ? '' : `  to do: ${plain(advice)}\n`}`;
    })
    .join('');
}
