/** Which DaemonSets of a file an apply never reaches, or does not know wholly, so that nothing is judged of them. */
import { continuedElsewhere, overwrittenReason } from '../facts/overwritten.ts';
import { positionIn } from '../document/source.ts';
import { stopsReading, type UnreadableDocument } from '../document/unreadable.ts';
import type { Input } from '../input/read-input.ts';
import type { Manifest } from '../manifest/manifest.ts';
import { unknownValues } from './object-change.ts';

/** Why a DaemonSet of an input is not judged; undefined where it is. */
export type NotApplied = (manifest: Manifest) => string | undefined;

/** Those that kubectl does not reach, that others of their name overwrite, or that have values which are put in later. */
export function notApplied(input: Pick<Input, 'unreadable'>): NotApplied {
  const unreached = notReached(input);
  return (manifest) =>
    unreached(manifest) ?? overwrittenReason(manifest) ?? unknownValues(manifest) ?? continuedElsewhere(manifest);
}

/** Source: cli-runtime pkg/resource/visitor.go StreamVisitor, which ends at the first document that is no YAML. */
export function notReached({ unreadable }: Pick<Input, 'unreadable'>): NotApplied {
  const ends = firstFaults(unreadable);
  return ({ source, document }) => {
    const end = source.madeFrom === undefined ? ends.get(source.path) : undefined;
    if (end === undefined || document <= end.document) return undefined;
    const { line } = positionIn(end.source, end.fault.span.start);
    return `kubectl stops reading the file in line ${line} and never applies what is behind it: correct that document`;
  };
}

function firstFaults(unreadable: readonly UnreadableDocument[]): ReadonlyMap<string, UnreadableDocument> {
  const ends = new Map<string, UnreadableDocument>();
  for (const document of unreadable) {
    const known = ends.get(document.source.path);
    if (!stopsReading(document) || (known !== undefined && known.document <= document.document)) continue;
    ends.set(document.source.path, document);
  }
  return ends;
}
