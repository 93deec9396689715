/** Fixes where they are written: an object that was made of files is changed in them. */
import { readDocuments, type FoundDaemonSet } from '../document/documents.ts';
import { positionIn, writtenPlace, type SourceFile } from '../document/source.ts';
import { editsOf, type EditedObject, type TextEdit } from '../edit/changes-to-edits.ts';
import { differences } from '../kubernetes/apimachinery/equality.ts';
import { entryOf, nodeAt, plainValue, type Node, type Path } from '../kubernetes/yaml/node.ts';
import type { Span } from '../kubernetes/yaml/span.ts';
import type { Manifest } from '../manifest/manifest.ts';
import type { Change } from '../rule/rule.ts';
import type { Edit } from './report.ts';

/** Edits of one file. */
export interface WrittenEdits {
  readonly path: string;
  readonly edits: readonly Edit[];
}

/** The edits of a fix where they are written; undefined for what several places make together: only people can edit it. */
export function writtenEdits(
  manifest: Manifest,
  edits: readonly TextEdit[],
  changes: readonly Change[],
): WrittenEdits | undefined {
  return exactEdits(manifest, edits) ?? originalEdits(manifest, changes);
}

function exactEdits({ source: made }: Manifest, edits: readonly TextEdit[]): WrittenEdits | undefined {
  const placed: Edit[] = [];
  let path: string | undefined;
  for (const { span: own, newText } of edits) {
    const { source, span, exact } = writtenPlace(made, own);
    if (!exact || (path !== undefined && source.path !== path)) return undefined;
    path = source.path;
    placed.push(editAt(source, span, newText));
  }
  return path === undefined ? undefined : { path, edits: placed };
}

function editAt(source: SourceFile, span: Span, newText: string): Edit {
  return { span, range: { start: positionIn(source, span.start), end: positionIn(source, span.end) }, newText };
}

/** The edits of the document that a built object began as, where it says the same as the object. */
function originalEdits(manifest: Manifest, changes: readonly Change[]): WrittenEdits | undefined {
  if (manifest.source.madeFrom?.path === undefined) return undefined;
  const { source, span } = writtenPlace(manifest.source, manifest.span(['kind']));
  const found = documentsIn(source).find(({ root }) => root.span.start <= span.start && span.start < root.span.end);
  if (found === undefined) return undefined;
  const paths = changes.flatMap((change) => (change.kind === 'move' ? [change.at, change.to] : [change.at]));
  if (!paths.every((path) => saysTheSame(manifest, source, found.root, path))) return undefined;
  const target: EditedObject = { text: source.text, root: found.root, duplicates: found.parsed.duplicates };
  const edits = editsOf(target, changes);
  if (edits === undefined || edits.length === 0) return undefined;
  return { path: source.path, edits: edits.map((edit) => editAt(source, edit.span, edit.newText)) };
}

const documents = new WeakMap<SourceFile, readonly FoundDaemonSet[]>();

function documentsIn(source: SourceFile): readonly FoundDaemonSet[] {
  const found = documents.get(source) ?? readDocuments(source, { everything: true }).found;
  documents.set(source, found);
  return found;
}

/** Whether the file has what the object has at a path, and everything above it is written there. */
function saysTheSame(manifest: Manifest, source: SourceFile, root: Node, path: Path): boolean {
  const [built, written] = [manifest.node(path), nodeAt(root, path)];
  if ((built === undefined) !== (written === undefined)) return false;
  if (
    built !== undefined &&
    written !== undefined &&
    differences(plainValue(built), plainValue(written), '').length > 0
  )
    return false;
  return path.every((_, index) => {
    const above = path.slice(0, index + 1);
    if (manifest.node(above) === undefined) return nodeAt(root, above) === undefined;
    const span = spanOf(root, above);
    const place = writtenPlace(manifest.source, manifest.span(above, 'key'));
    return (
      span !== undefined && place.source === source && span.start <= place.span.start && place.span.start <= span.end
    );
  });
}

/** The key of a field, or an item of a list. */
function spanOf(root: Node, path: Path): Span | undefined {
  const step = path.at(-1);
  const parent = nodeAt(root, path.slice(0, -1));
  if (parent?.kind === 'map' && typeof step === 'string') return entryOf(parent, step)?.keySpan;
  return nodeAt(root, path)?.span;
}
