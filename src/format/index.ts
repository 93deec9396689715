import type { Formatter } from './format-options.ts';
import type { FormatName } from './format-names.ts';
import { text } from './text.ts';

export type { FormatOptions, Formatter, Repository } from './format-options.ts';

/** Every format by name; text is what most runs print, the others are loaded when they are asked for. */
export const formats: Readonly<Record<FormatName, () => Promise<Formatter>>> = {
  text: () => Promise.resolve(text),
  json: async () => (await import('./json.ts')).json,
  sarif: async () => (await import('./sarif/sarif.ts')).sarif,
  github: async () => (await import('./github.ts')).github,
  gitlab: async () => (await import('./gitlab.ts')).gitlab,
  junit: async () => (await import('./junit.ts')).junit,
  checkstyle: async () => (await import('./checkstyle.ts')).checkstyle,
  rdjsonl: async () => (await import('./rdjsonl.ts')).rdjsonl,
  markdown: async () => (await import('./markdown.ts')).markdown,
};
