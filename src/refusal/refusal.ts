import type { Problem } from '../rule/rule.ts';

/** The rules that speak of what decoding refuses. */
export type FieldKind = 'unknown-field' | 'newer-field' | 'wrong-type';
/** The rules that speak of what validation refuses. */
export type ValueKind = 'missing-field' | 'invalid-value';

/** A fault that the API server refuses, and the rule that speaks of it. */
export interface Refusal {
  readonly rule: FieldKind | ValueKind;
  readonly problem: Problem;
}
