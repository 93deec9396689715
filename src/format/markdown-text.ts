/** Markdown as a paragraph of plain text, without fences, code marks, emphasis and link targets. */
export function withoutMarkup(markdown: string): string {
  return markdown
    .replace(/^```.*$/gm, '')
    .replace(/\[([^[\]]+)\]\([^()]*\)/g, '$1')
    .replace(/[`*]/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/** `text` cut at the end of a sentence, so that it has at most `limit` characters. */
export function sentences(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const cut = text.slice(0, limit).search(/[.!?][^.!?]*$/);
  return cut > 0 ? text.slice(0, cut + 1) : `${text.slice(0, limit - 1)}…`;
}

/** `text` with a period, unless a sentence already ends there. */
export function fullStop(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
