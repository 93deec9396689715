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

/** The formats that say how each finding is fixed; text does on a terminal only. */
export const WITH_FIXES: readonly FormatName[] = ['json', 'sarif', 'rdjsonl'];
