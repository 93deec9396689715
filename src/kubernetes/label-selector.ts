import type { LabelSelector } from 'kubernetes-types/meta/v1.js';

export type Labels = Readonly<Record<string, string>>;

interface Requirement {
  readonly key: string;
  readonly operator: string;
  readonly values?: readonly string[];
}

/**
 * Whether `labels` satisfy `selector`: an absent selector selects nothing, an empty one everything.
 * Source: apimachinery metav1.LabelSelectorAsSelector and labels.Requirement.Matches.
 */
export function selects(selector: LabelSelector | undefined, labels: Labels | undefined): boolean {
  if (selector === undefined) return false;
  const given = labels ?? {};
  const equal = Object.entries(selector.matchLabels ?? {}).every(([key, value]) => given[key] === value);
  return equal && (selector.matchExpressions ?? []).every((requirement) => meets(given, requirement));
}

const INTEGER = /^[-+]?[0-9]+$/;

/** Whether `labels` meet one requirement of a label or node selector. Source: labels.Requirement.Matches. */
export function meets(labels: Labels, { key, operator, values = [] }: Requirement): boolean {
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    case 'Gt':
    case 'Lt': {
      const bound = values[0];
      if (value === undefined || bound === undefined || !INTEGER.test(value) || !INTEGER.test(bound)) return false;
      return operator === 'Gt' ? BigInt(value) > BigInt(bound) : BigInt(value) < BigInt(bound);
    }
    default:
      return false;
  }
}
