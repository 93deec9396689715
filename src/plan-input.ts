import type { FoundFile } from './files.ts';
import { decodeText } from './decode-text.ts';
import type { Io } from './io.ts';
import { create, type Answer } from './kubernetes/apiserver.ts';
import { entryOf, type Node } from './kubernetes/node.ts';
import { parseDocument, type ParsedDocument } from './kubernetes/yaml/parse.ts';
import { mayHoldDaemonSet } from './kubernetes/yaml/prefilter.ts';
import { splitDocuments } from './kubernetes/yaml/split.ts';
import { lineStarts, positionAt } from './source.ts';

/** A DaemonSet of a file, and what the API server answers to it. */
export interface DeclaredDaemonSet {
  /** As the report shows it. */
  readonly path: string;
  readonly line: number;
  readonly answer: Answer;
}

/** The DaemonSets in a file, lists taken apart. Throws the system's error when it cannot be read. */
export function daemonSetsIn(file: FoundFile, io: Io, minor: number): readonly DeclaredDaemonSet[] {
  const { text } = decodeText(file.path === '-' ? io.readStdin() : io.readFile(file.path));
  if (!mayHoldDaemonSet(text)) return [];
  const starts = lineStarts(text);
  return splitDocuments(text)
    .filter(({ start, end }) => mayHoldDaemonSet(text, start, end))
    .flatMap((slice) => objectsIn(parseDocument(text, slice)))
    .map((parsed) => ({
      path: file.shown,
      line: positionAt(starts, parsed.root?.span.start ?? 0).line,
      answer: create(parsed, { minor, namespace: '' }),
    }));
}

/** The document itself, or the DaemonSets in its list. */
function objectsIn(parsed: ParsedDocument): readonly ParsedDocument[] {
  if (isDaemonSet(parsed.root)) return [parsed];
  if (parsed.root?.kind !== 'map') return [];
  const items = entryOf(parsed.root, 'items')?.value;
  if (items?.kind !== 'list') return [];
  return items.items.filter(isDaemonSet).map((root) => ({ ...parsed, root, duplicates: [] }));
}

function isDaemonSet(node: Node | undefined): boolean {
  if (node?.kind !== 'map') return false;
  const kind = entryOf(node, 'kind')?.value;
  return kind?.kind === 'string' && kind.value === 'DaemonSet';
}
