import { readDocuments, type FoundDaemonSet } from '../../src/document/documents.ts';
import { applyEdits } from '../../src/edit/changes-to-edits.ts';
import { differences } from '../../src/kubernetes/apimachinery/equality.ts';
import { plainValue } from '../../src/kubernetes/yaml/node.ts';
import type { Manifest } from '../../src/manifest/manifest.ts';
import type { Finding } from '../../src/report/report.ts';
import type { Change, Fix } from '../../src/rule/rule.ts';
import type { Span } from '../../src/kubernetes/yaml/span.ts';
import { changed } from '../../src/edit/change-object.ts';

/** A fix that can be made, with the edits that the report gives it. */
export interface Offer {
  readonly rule: string;
  readonly manifest: Manifest;
  readonly fix: Fix;
  readonly edits: NonNullable<Finding['fix']>['edits'];
}

/** Which object of its file it is. */
export const keyOf = ({ document, prefix }: Manifest | FoundDaemonSet): string => JSON.stringify([document, prefix]);

/** How the edits of one fix go wrong: the text has to become what the changes make of the tree, and nothing else. */
export function faultsOf(offer: Offer, path: string): string[] {
  const { manifest, fix, edits } = offer;
  const { text } = manifest.source;
  const after = applyEdits(text, edits);
  if (after === undefined) return ['its edits overlap'];
  const contents = readDocuments({ path, text: after }, { isPatch: () => false });
  const own = contents.found.find((found) => keyOf(found) === keyOf(manifest));
  if (own === undefined) return ['the object is gone'];
  const expected = changed(plainValue(manifest.root), fix.changes);
  const wrong = differences(expected, plainValue(own.root), '').map((field) => `${field.path} is another`);
  return [
    ...wrong,
    ...strayLines(offer),
    ...(own.parsed.duplicates.length > manifest.duplicates.length ? ['a key stands twice'] : []),
  ];
}

/** Edits of lines on which nothing is that the fix names. */
function strayLines({ manifest, fix, edits }: Offer): string[] {
  const { text } = manifest.source;
  const lineOf = (offset: number): number => text.slice(0, offset).split('\n').length;
  const named = fix.changes
    .flatMap((change) => spansOf(manifest, change))
    .map(({ start, end }) => [lineOf(start), lineOf(end)] as const);
  const isStray = ({ start, end }: Span): boolean => {
    // Whole lines go with the line end before them, items in braces with the comma.
    const cut = text.slice(start, end);
    const first = start + (/^,?\s*/.exec(cut)?.[0].length ?? 0);
    const last = end - (/,?\s*$/.exec(cut)?.[0].length ?? 0);
    return !named.some(([from, to]) => lineOf(first) >= from && lineOf(last) <= to);
  };
  return edits
    .filter(({ span }) => span.start < span.end && isStray(span))
    .map(({ range }) => `line ${String(range.start.line)} is not named`);
}

/** The entry of a change, and those above it: what it leaves empty goes too, what is new comes below what is there. */
function spansOf(manifest: Manifest, { at }: Change): Span[] {
  const node = manifest.node(at);
  const above = manifest.node(at.slice(0, -1));
  if (at.length === 0) return [];
  if (node === undefined) return spansOf(manifest, { kind: 'remove', at: at.slice(0, -1) });
  const key = manifest.span(at, 'key');
  const { text } = manifest.source;
  const end = node.span.start + text.slice(node.span.start, node.span.end).trimEnd().length;
  const own = { start: key.start, end: Math.max(key.end, end) };
  const siblings = above?.kind === 'map' ? above.entries.length : above?.kind === 'list' ? above.items.length : 0;
  return siblings > 1 ? [own] : [own, ...spansOf(manifest, { kind: 'remove', at: at.slice(0, -1) })];
}
