import { lineStarts, positionAt, type Position } from '../document/source.ts';
import type { Io } from '../io/io.ts';
import type { Place } from './yaml/node.ts';

/** The line and column of a place; undefined where its file cannot be read any more. */
export function positionOf({ file, start }: Place, io: Io): Position | undefined {
  try {
    return positionAt(lineStarts(new TextDecoder('utf-8', { ignoreBOM: true }).decode(io.readFile(file))), start);
  } catch {
    return undefined;
  }
}
