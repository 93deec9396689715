/** Texts of files, and texts inside the YAML of files, with their places. */
import type { Leaf } from './decode.ts';
import { BuildError } from './errors.ts';
import type { Loader } from './loader.ts';
import { fileText, type SourceText } from './read.ts';
import type { Place } from './yaml/node.ts';
import { firstWhere } from '../kubernetes/go/search.ts';

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The text of a file that is to be parsed. Throws BuildError. */
export function textFile(loader: Loader, path: string, place: Place): SourceText {
  const { path: file, bytes } = loader.load(path, place);
  return fileText(file, decodeUtf8(bytes, file));
}

/** Bytes as text. Throws BuildError where they are not UTF-8. */
export function decodeUtf8(bytes: Uint8Array, file: string): string {
  try {
    return UTF8.decode(bytes);
  } catch {
    throw new BuildError('MalformedYAMLError: yaml: invalid leading UTF-8 octet', { file, start: 0, end: 0 });
  }
}

/**
 * A text written as a value in a file, without the white space around it. In a literal block its lines are those of the
 * file; anything else is placed as a whole.
 */
export function inlineText({ value, place }: Leaf<string>, loader: Loader, trim = true): SourceText {
  const text = trim ? value.trim() : value;
  const lines = literalLines(value, place, loader);
  if (lines === undefined) return { text, locate: () => place };
  const lead = value.indexOf(text);
  return {
    text,
    locate: (start, end) => {
      const from = lines(lead + start);
      return { file: place.file, start: from, end: Math.max(from, lines(lead + end)) };
    },
  };
}

/** Where each offset of a literal block is in its file; undefined for what is not a literal block. */
function literalLines(value: string, place: Place, loader: Loader): ((offset: number) => number) | undefined {
  const source = loader.textOf(place.file);
  if (source?.[place.start] !== '|') return undefined;
  const starts: { inner: number; outer: number }[] = [];
  let inner = 0;
  let outer = source.indexOf('\n', place.start) + 1;
  for (const line of value.split('\n')) {
    const end = source.indexOf('\n', outer);
    const written = source.slice(outer, end < 0 ? source.length : end).replace(/\r$/, '');
    const indent = line === '' ? 0 : written.length - line.length;
    if (outer === 0 || indent < 0 || written.slice(indent) !== line) break;
    starts.push({ inner, outer: outer + indent });
    inner += line.length + 1;
    outer = end < 0 ? 0 : end + 1;
  }
  if (starts.length === 0) return undefined;
  return (offset) => {
    const behind = firstWhere(0, starts.length, (index) => (starts[index]?.inner ?? 0) > offset);
    const found = starts[Math.max(0, behind - 1)];
    return found === undefined ? place.start : found.outer + offset - found.inner;
  };
}
