/** The values of `--format`. */
export const FORMAT_NAMES = [
  'text',
  'json',
  'sarif',
  'github',
  'gitlab',
  'junit',
  'checkstyle',
  'rdjsonl',
  'markdown',
] as const;

export type FormatName = (typeof FORMAT_NAMES)[number];
