/** JSON on one line; integers beyond the exact range of a double, kept as bigint, are written in full. */
export function jsonText(value: unknown): string {
  const marked = JSON.stringify(value, (_key, item: unknown) =>
    typeof item === 'bigint' ? `\u0000${String(item)}` : item,
  );
  return marked.replace(/"\\u0000(-?\d+)"/g, '$1');
}
