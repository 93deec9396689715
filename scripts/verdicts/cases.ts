/** The verdicts of real API servers, as questions that can be asked again. */
import { existsSync, readFileSync } from 'node:fs';

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
  readonly controllerNewRevision?: boolean | undefined;
  readonly controllerRevisionNames?: readonly string[] | undefined;
  /** The answer to the old object, where it is not accepted. */
  readonly oldRejected?: Verdict;
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
  /** Of a real manifest. */
  readonly local_path?: string;
  readonly text_document?: number;
  readonly namespace?: string;
  readonly verdicts?: Readonly<Record<string, Verdict>>;
}

const read = new Map<string, readonly Line[]>();

/** The lines of a file of verdicts, which is read once. */
export function linesOf(file: URL): readonly Line[] {
  let lines = read.get(file.href);
  if (lines === undefined) read.set(file.href, (lines = readLines(file)));
  return lines;
}

function readLines(file: URL): readonly Line[] {
  const rows = readFileSync(file, 'utf8').split('\n');
  return rows.filter((row) => row !== '').map((row) => JSON.parse(row) as Line);
}

/** The minors whose servers were asked, newest first. */
export const ASKED_MINORS = [37, 36, 35, 34, 33, 30];

/** The one that was asked everything: the others answer the same, but for what is listed. */
const ASKED_IN_FULL = 36;

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

/** The files of cases made for the differences between minors. */
export const BY_VERSION = ['by-version', 'by-version-1.37', 'update-by-version'];

/** All that was asked of one minor; `folder` holds the files of verdicts. */
export function casesOf(folder: URL, minor: number): readonly Case[] {
  const lines = (name: string): readonly Line[] => {
    const file = new URL(`${name}.ndjson`, folder);
    return existsSync(file) ? linesOf(file) : [];
  };
  const own = (name: string): ReadonlyMap<string, Line> =>
    new Map(lines(`${name}-1.${String(minor)}`).map((line) => [line.id, line]));
  const listed = new Map([...own('create'), ...own('update')]);
  const controlled = own('update-controller');
  const asked = [...lines('create'), ...lines('update')].map((line) => {
    const answer = listed.get(line.id) ?? line;
    return verdictCase(line, minor, minor === ASKED_IN_FULL ? line : sameOn(minor, answer, controlled.get(line.id)));
  });
  const made = BY_VERSION.flatMap(lines).flatMap((line) => {
    const verdict = line.verdicts?.[`1.${String(minor)}`];
    return verdict === undefined ? [] : [verdictCase(line, minor, verdict)];
  });
  return [...asked, ...made];
}

/**
 * An answer of the minor that was asked in full, taken over: since 1.37 without equal causes, and with the revisions of
 * its own controller, whose names are those of one minor.
 */
function sameOn(minor: number, answer: Verdict, controlled: Verdict | undefined): Verdict {
  const { causes = [] } = answer;
  const distinct = new Map(causes.map((cause) => [JSON.stringify(cause), cause]));
  const kept = minor < 37 ? causes : [...distinct.values()];
  const { controllerNewRevision = answer.controllerNewRevision, controllerRevisionNames } = controlled ?? {};
  return { ...answer, causes: kept, controllerNewRevision, controllerRevisionNames };
}

/** The question of a line; where a minor refuses the old object already, that is its answer. */
export function verdictCase(line: Line, minor: number, verdict: Verdict): Case {
  const { id, family, ns = '', old: yaml = '' } = line;
  if (verdict.oldRejected === undefined) return caseOf(line, minor, verdict);
  return caseOf({ id, family, ns, yaml, ...verdict.oldRejected }, minor);
}

/** What another minor answers otherwise than 1.36, what was asked because of that, and what its own controller did. */
export function differingOf(folder: URL, minor: number): readonly Case[] {
  return casesOf(folder, minor).filter(
    ({ family, verdict }) =>
      'differs' in verdict || family.startsWith('ver') || verdict.controllerRevisionNames !== undefined,
  );
}

/** The pairs of the history of real manifests. */
export function historyOf(shared: URL): readonly Case[] {
  return linesOf(new URL('manifests/history.ndjson', shared)).map((line) => caseOf(line, ASKED_IN_FULL));
}

const SEPARATOR = /^---.*(?:\n|$)/m;

/** The real manifests; `text_document` counts what is between the lines that begin with `---`. */
export function manifestsOf(shared: URL): readonly Case[] {
  return linesOf(new URL('manifests/verdicts.ndjson', shared)).map((line) => {
    const { local_path: file = '', text_document: document = 0, namespace: ns = '' } = line;
    const text = readFileSync(new URL(`manifests/${file}`, shared), 'utf8');
    const id = `${file}#${String(document)}`;
    return caseOf(
      { ...line, id, family: 'realManifest', ns, yaml: text.split(SEPARATOR)[document] ?? '' },
      ASKED_IN_FULL,
    );
  });
}
