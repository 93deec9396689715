/** Takes rules out of an exception, or the whole of it where none is left. */
import type { TextEdit } from '../edit/changes-to-edits.ts';
import type { Span } from '../kubernetes/yaml/span.ts';
import type { Change } from '../rule/rule.ts';
import type { Request, Word } from './directive.ts';
import { ANNOTATION_PATH, type Exception } from './exceptions.ts';

/** The edit of a comment. */
export function commentWithout({ source: { text }, span, request }: Exception, gone: readonly Word[]): TextEdit[] {
  if (gone.length === request.rules.length) return [{ span: wholeComment(text, span), newText: '' }];
  return gone.map((word) => ({ span: withSeparator(request, word), newText: '' }));
}

/** A longer annotation is for people to change: each fix writes the whole of it. */
const MOST_LINES = 100;

/** The change of an annotation, of which one line is the exception. */
export function annotationWithout({ request, lines = [], line }: Exception, gone: readonly Word[]): Change[] {
  if (lines.length === 0 || lines.length > MOST_LINES) return [];
  const left = lines.flatMap((text, index) => {
    if (index !== line) return [text];
    return gone.length === request.rules.length ? [] : [wordsCut(text, request, gone)];
  });
  const value = left.join('\n');
  return [value.trim() === '' ? { kind: 'remove', at: ANNOTATION_PATH } : { kind: 'set', at: ANNOTATION_PATH, value }];
}

function wordsCut(text: string, request: Request, gone: readonly Word[]): string {
  const cuts = gone.map((word) => withSeparator(request, word)).reverse();
  return cuts.reduce((cut, { start, end }) => cut.slice(0, start) + cut.slice(end), text);
}

/** A word with what divides it from the next one, or from the one before when it is the last. */
function withSeparator({ rules }: Request, word: Word): Span {
  const at = rules.indexOf(word);
  const next = rules[at + 1];
  if (next !== undefined) return { start: word.span.start, end: next.span.start };
  return { start: rules[at - 1]?.span.end ?? word.span.start, end: word.span.end };
}

/** A comment with its line, where nothing else is in it, otherwise with the blanks in front. */
function wholeComment(text: string, { start, end }: Span): Span {
  let first = start;
  while (/[ \t]/.test(text[first - 1] ?? '')) first--;
  let last = end;
  while (/[ \t]/.test(text[last] ?? '')) last++;
  const isAlone =
    (first === 0 || /[\r\n]/.test(text[first - 1] ?? '')) && /^(?:\r|\n|$)/.test(text.slice(last, last + 1));
  if (!isAlone) return { start: last >= text.length || /[\r\n]/.test(text[last] ?? '') ? first : start, end };
  return { start: first, end: last + (text.startsWith('\r\n', last) ? 2 : last < text.length ? 1 : 0) };
}
