/** What a comment or a line of the annotation asks to ignore: `RULE[, RULE] [until YYYY-MM-DD]: reason`. */
import type { Span } from '../kubernetes/yaml/span.ts';
import { isNear } from '../words/similar-name.ts';

/** A word, and where it is written. */
export interface Word {
  readonly text: string;
  readonly span: Span;
}

/** Which rules are ignored, until when, and why. */
export interface Request {
  readonly rules: readonly Word[];
  /** The last day on which it holds, as it is written. */
  readonly until?: Word;
  /** Missing where none is given. */
  readonly reason?: string;
  /** Whether a colon ends the rules: without one, what is no rule was probably meant as the reason. */
  readonly hasColon: boolean;
}

/** Reads a request that begins at `offset` of its file. */
export function readRequest(text: string, offset: number): Request {
  const colon = /:(?=\s|$)/.exec(text)?.index ?? -1;
  const reason =
    colon < 0
      ? ''
      : text
          .slice(colon + 1)
          .replace(/\s+/g, ' ')
          .trim();
  const words = [...(colon < 0 ? text : text.slice(0, colon)).matchAll(/[^\s,]+/g)].map(({ 0: word, index }): Word => ({
    text: word,
    span: { start: offset + index, end: offset + index + word.length },
  }));
  const at = words.findIndex((word) => word.text === 'until');
  const until = at < 0 ? undefined : (words[at + 1] ?? words[at]);
  return {
    rules: at < 0 ? words : [...words.slice(0, at), ...words.slice(at + 2)],
    ...(until === undefined ? {} : { until }),
    ...(reason === '' ? {} : { reason }),
    hasColon: colon >= 0,
  };
}

/** Whether a word is a day of the calendar. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** What follows `daemonlint-` in a comment that makes an exception. */
export type Directive = 'ignore' | 'ignore-object' | 'ignore-file';
const DIRECTIVES: readonly Directive[] = ['ignore', 'ignore-object', 'ignore-file'];

/** The directive that a comment begins with behind `daemonlint-`, or the one that was meant; undefined for other text. */
export function directiveIn(
  text: string,
): { readonly word: string; readonly known: Directive | undefined; readonly meant: Directive } | undefined {
  const word = /^[a-z][a-z-]*(?=[\s:,]|$)/i.exec(text)?.[0];
  if (word === undefined) return undefined;
  const known = DIRECTIVES.find((each) => each === word);
  const near = known ?? DIRECTIVES.find((each) => isNear(word, each, 1));
  const meant =
    near ?? (/^(?:ignor|disable|suppress|skip|nolint|allow|ingore|ingnore)/i.test(word) ? 'ignore' : undefined);
  return meant === undefined ? undefined : { word, known, meant };
}
