import { byteLength, compareBytes } from '../go/strings.ts';
import type { PrefixWriter } from './prefix-writer.ts';
import { LAST_APPLIED } from '../api/annotations.ts';

/** A JSON object of the API whose fields may be missing. */
export type Fields = Readonly<Record<string, unknown>>;

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A scalar as Go prints it, `zero` for anything else. */
export function scalar(value: unknown, zero = ''): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : zero;
}

/** The objects in a list that may be missing. */
export function listOf(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.filter(isFields) : [];
}

/** Longest annotation line. Source: kubectl pkg/describe maxAnnotationLen. */
export const MAX_ANNOTATION = 140;

/** The first `max` bytes of `text` and `...`, if it is longer. Source: kubectl pkg/describe shorten. */
export function cutBytes(text: string, max: number): string {
  if (byteLength(text) <= max) return text;
  return new TextDecoder().decode(new TextEncoder().encode(text).subarray(0, max)) + '...';
}

/** Source: kubectl pkg/describe printLabelsMultiline. */
export function describeLabels(title: string, labels: unknown, w: PrefixWriter): void {
  w.write(0, `${title}:\t`);
  const entries = entriesOf(labels);
  if (entries.length === 0) w.write(0, '<none>\n');
  entries.forEach(([key, value], i) => {
    if (i !== 0) {
      w.write(0, '');
      w.write(0, '\t');
    }
    w.write(0, `${key}=${value}\n`);
  });
}

/** Source: kubectl pkg/describe printAnnotationsMultiline. */
export function describeAnnotations(title: string, annotations: unknown, w: PrefixWriter): void {
  w.write(0, `${title}:\t`);
  const entries = entriesOf(annotations).filter(([key]) => key !== LAST_APPLIED);
  if (entries.length === 0) w.write(0, '<none>\n');
  entries.forEach(([key, raw], i) => {
    if (i !== 0) w.write(0, '\t');
    const value = raw.endsWith('\n') ? raw.slice(0, -1) : raw;
    if (byteLength(value) + byteLength(key) + 2 <= MAX_ANNOTATION && !value.includes('\n')) {
      w.write(0, `${key}: ${value}\n`);
      return;
    }
    w.write(0, `${key}:\n`);
    for (const line of value.split('\n')) w.write(0, `\t  ${cutBytes(line, MAX_ANNOTATION - 2)}\n`);
  });
}

function entriesOf(map: unknown): (readonly [key: string, value: string])[] {
  if (!isFields(map)) return [];
  const keys = Object.keys(map).sort(compareBytes);
  return keys.map((key) => [key, scalar(map[key])]);
}
