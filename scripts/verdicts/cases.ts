/** The verdicts of real API servers, as questions that can be asked again. */
import { readFileSync } from 'node:fs';

/** A cause of a refusal. */
export interface Cause {
  readonly reason: string;
  readonly field: string;
  readonly message: string;
}

/** What a server answered; the names are those of the data. */
export interface Verdict {
  readonly accepted: boolean;
  readonly code: number;
  readonly reason?: string;
  readonly causes?: readonly Cause[];
  readonly message?: string;
  readonly warnings?: readonly string[];
  readonly defaulted?: Stored;
  readonly defaultedOld?: Stored;
  readonly defaultedNew?: Stored;
  readonly generationDelta?: number;
  readonly templateGenerationDelta?: number;
  readonly storedTemplateJsonDiffers?: boolean;
  readonly controllerNewRevision?: boolean;
  readonly specDiffPaths?: readonly string[];
}

interface Stored {
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly spec: unknown;
}

/** A question with its answer. */
export interface Case {
  readonly id: string;
  readonly family: string;
  readonly minor: number;
  /** One body, or the one that is stored and the one put over it. */
  readonly bodies: readonly [string] | readonly [string, string];
  readonly namespace: string;
  readonly json: boolean;
  readonly clusterDependent: boolean;
  readonly verdict: Verdict;
}

/** A line of the data. */
export interface Line extends Verdict {
  readonly id: string;
  readonly family: string;
  readonly ns?: string;
  readonly contentType?: string;
  readonly clusterDependent?: string;
  readonly yaml?: string;
  readonly old?: string;
  readonly new?: string;
  readonly oldRejected?: unknown;
  /** Of a real manifest. */
  readonly local_path?: string;
  readonly text_document?: number;
  readonly namespace?: string;
  readonly verdicts?: Readonly<Record<string, Verdict>>;
}

/** The lines of a file of verdicts. */
export function linesOf(file: URL): readonly Line[] {
  const rows = readFileSync(file, 'utf8').split('\n');
  return rows.filter((row) => row !== '').map((row) => JSON.parse(row) as Line);
}

const NEWEST_ASKED = 36;

/** The question of a line; `verdict` is its answer on 1.`minor`. */
export function caseOf(line: Line, minor: number, verdict: Verdict = line): Case {
  const { id, family, ns = 'default', contentType = '', yaml, old = '', new: next = '' } = line;
  return {
    id,
    family,
    minor,
    bodies: yaml === undefined ? [old, next] : [yaml],
    namespace: ns,
    json: contentType.includes('json'),
    clusterDependent: line.clusterDependent !== undefined,
    verdict,
  };
}

/** All that was asked of one minor: 1.36 in full, the others as 1.36 but for what is listed. */
export function casesOf(shared: URL, minor: number): readonly Case[] {
  const file = (name: string): URL => new URL(`verdicts/${name}.ndjson`, shared);
  const newest = [...linesOf(file('create')), ...linesOf(file('update'))];
  const byVersion = linesOf(file('by-version')).flatMap((line) => {
    const verdict = line.verdicts?.[`1.${String(minor)}`];
    return verdict === undefined ? [] : [caseOf(line, minor, verdict)];
  });
  if (minor === NEWEST_ASKED) return [...newest.map((line) => caseOf(line, minor)), ...byVersion];
  const listed = new Map(
    ['create', 'update'].flatMap((name) =>
      linesOf(file(`${name}-1.${String(minor)}`)).map((line) => [line.id, line] as const),
    ),
  );
  const cases = newest.filter(({ id }) => listed.get(id)?.oldRejected === undefined);
  return [...cases.map((line) => caseOf(listed.get(line.id) ?? line, minor)), ...byVersion];
}

/** What another minor answers otherwise than 1.36, and what was asked because of that. */
export function differingOf(shared: URL, minor: number): readonly Case[] {
  return casesOf(shared, minor).filter(({ family, verdict }) => 'differs' in verdict || family.startsWith('ver-'));
}

/** The pairs of the history of real manifests. */
export function historyOf(shared: URL): readonly Case[] {
  return linesOf(new URL('manifests/history.ndjson', shared)).map((line) => caseOf(line, NEWEST_ASKED));
}

const SEPARATOR = /^---.*(?:\n|$)/m;

/** The real manifests; `text_document` counts what stands between the lines that begin with `---`. */
export function manifestsOf(shared: URL): readonly Case[] {
  return linesOf(new URL('manifests/verdicts.ndjson', shared)).map((line) => {
    const { local_path: file = '', text_document: document = 0, namespace: ns = '' } = line;
    const text = readFileSync(new URL(`manifests/${file}`, shared), 'utf8');
    const id = `${file}#${String(document)}`;
    return caseOf(
      { ...line, id, family: 'realManifest', ns, yaml: text.split(SEPARATOR)[document] ?? '' },
      NEWEST_ASKED,
    );
  });
}
