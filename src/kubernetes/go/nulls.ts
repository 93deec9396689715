import type { Json } from '../patch/strategic-merge.ts';

/** The value without the fields that are null, at any depth: to Go they are absent. Items of lists stay. */
export function withoutNulls(value: Json): Json;
export function withoutNulls(value: Readonly<Record<string, unknown>>): Record<string, unknown>;
export function withoutNulls(value: unknown): unknown {
  return pruned(value);
}

function pruned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(pruned);
  if (!isRecord(value)) return value;
  const entries = Object.entries(value).filter(([, item]) => item !== null);
  return Object.fromEntries(entries.map(([key, item]) => [key, pruned(item)]));
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
