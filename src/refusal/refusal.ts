import type { Problem } from '../rule/rule.ts';

/** The rules for refusals of the decoder. */
export type FieldKind = 'unknown-field' | 'newer-field' | 'wrong-type';
/** The rules for refusals of validation. */
export type ValueKind = 'missing-field' | 'invalid-value';

/** A problem that the API server refuses, and its rule. */
export interface Refusal {
  readonly rule: FieldKind | ValueKind;
  readonly problem: Problem;
}
