import type { UnreadableDocument } from '../manifest/manifest.ts';
import { positionIn } from './source.ts';

/** Where a document cannot be read, and why, on one line. */
export function faultLine({ source, fault }: UnreadableDocument): string {
  const { line, column } = positionIn(source, fault.span.start);
  return `${source.path}:${line}:${column}: ${fault.explanation}`;
}
