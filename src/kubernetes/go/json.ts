/** Values of unknown origin as JSON has them; a value that is changed in place is one of `unstructured.ts`. */

/** The object without the fields that are null, at any depth: to Go they are absent. Items of lists stay. */
export function withoutNulls(value: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const entries = Object.entries(value).filter(([, item]) => item !== null);
  return Object.fromEntries(entries.map(([key, item]) => [key, pruned(item)]));
}

function pruned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(pruned);
  return isRecord(value) ? withoutNulls(value) : value;
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
