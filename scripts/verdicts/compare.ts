/** Asks our library what a server was asked, and says where the answers part. */
import { isDeepStrictEqual } from 'node:util';
import { create, update, type Answer, type UpdateAnswer } from '../../src/kubernetes/apiserver/apiserver.ts';
import { changedFields } from '../../src/kubernetes/apimachinery/equality.ts';
import type { DaemonSet } from '../../src/kubernetes/api/objects.ts';
import { goText } from '../../src/kubernetes/apiserver/serialize.ts';
import { revisionName } from '../../src/kubernetes/controller/revision.ts';
import { parseJson, parseYaml } from '../../src/kubernetes/yaml/parse.ts';
import type { Case, Cause, Verdict } from './cases.ts';

/** One thing that is compared, with both sides; equal when they are deeply equal. */
export interface Comparison {
  readonly what: Measure;
  readonly expected: unknown;
  readonly got: unknown;
  readonly equal: boolean;
}

export const MEASURES = [
  'accepted',
  'code',
  'causes',
  'message',
  'stored',
  'warnings',
  'generation',
  'newRevision',
  'revisions',
  'changedFields',
] as const;
export type Measure = (typeof MEASURES)[number];

/** Older servers print Go values and lengths otherwise, which is not imitated. */
const TEXTS_SINCE = 35;

/** These warn of files that overlap with themselves, which is not imitated. */
const MISTAKEN_WARNINGS: ReadonlySet<number> = new Set([32, 33]);

/** The answer of our library to a case. */
export function ask(asked: Case): Answer | UpdateAnswer {
  const { minor, namespace, bodies, json } = asked;
  const request = (text: string, at: string) => ({ minor, namespace: at, asPosted: true, text });
  const read = (text: string) => (json ? parseJson : parseYaml)(text, { start: 0, end: text.length });
  const [first, second] = bodies;
  if (second === undefined) return create(read(first), request(first, namespace));
  // The pairs were moved to a scratch namespace.
  const answer = create(read(first), request(first, ''));
  if (answer.stored === undefined) throw new Error(`${asked.id}: the old object is refused: ${String(answer.message)}`);
  return update(answer.stored, read(second), request(second, answer.stored.metadata?.namespace ?? ''));
}

/** What differs and what agrees between a verdict and our answer. */
export function compare(asked: Case, answer: Answer | UpdateAnswer): readonly Comparison[] {
  const verdict = unrandom(asked, answer);
  const found: Comparison[] = [];
  const add = (what: Measure, expected: unknown, got: unknown): void => {
    found.push({ what, expected, got, equal: isDeepStrictEqual(expected, got) });
  };
  const accepted = answer.stored !== undefined;
  add('accepted', verdict.accepted, accepted);
  add('code', verdict.code, answer.code);
  add('causes', causesOf(verdict.causes), causesOf(answer.causes));
  if (asked.minor >= TEXTS_SINCE) add('message', messagesOf(verdict), messagesOf(answer));
  if (!MISTAKEN_WARNINGS.has(asked.minor)) {
    const inBytes = (text: string) => (asked.minor < TEXTS_SINCE ? text.replace(/ characters$/, ' bytes') : text);
    add('warnings', (verdict.warnings ?? []).map(inBytes), answer.warnings);
  }
  const stored = verdict.defaulted ?? verdict.defaultedNew;
  if (stored !== undefined && !RANDOM.has(asked.id)) add('stored', plain(stored, asked), plain(answer.stored, asked));
  if (verdict.generationDelta !== undefined && 'newRevision' in answer) compareUpdate(asked, verdict, answer, add);
  return found;
}

/** Templates that hold a time, which the hash sees in the time zone of the controller's machine. */
const DATED: ReadonlySet<string> = new Set([
  'templateChange/tmpl-creationTimestamp',
  'templateChange/tmpl-creationTimestamp-reverse',
]);

/** Two keys that become one: which value survives is random in the server. */
const RANDOM: ReadonlySet<string> = new Set(['duplicateKeys/quoted-int-vs-int-key']);

function compareUpdate(
  asked: Case,
  verdict: Verdict,
  answer: UpdateAnswer,
  add: (what: Measure, expected: unknown, got: unknown) => void,
): void {
  add(
    'generation',
    [verdict.generationDelta, verdict.templateGenerationDelta],
    [answer.generationDelta, answer.templateGenerationDelta],
  );
  add('newRevision', verdict.controllerNewRevision ?? verdict.storedTemplateJsonDiffers, answer.newRevision);
  const first = ask({ ...asked, namespace: '', bodies: [asked.bodies[0]] });
  if (first.stored === undefined || answer.stored === undefined) return;
  const changed = changedFields(first.stored, answer.stored).map(({ path }) => path.slice('spec.'.length));
  add('changedFields', verdict.specDiffPaths, changed);
  if (verdict.controllerRevisionNames === undefined || DATED.has(asked.id)) return;
  const names = [first.stored, answer.stored].map(({ metadata, spec }) =>
    spec === undefined ? undefined : revisionName(metadata?.name ?? '', spec.template, asked.minor)?.name,
  );
  add('revisions', verdict.controllerRevisionNames, answer.newRevision ? names : names.slice(0, 1));
}

const causesOf = (causes: readonly Cause[] = []): readonly string[] =>
  causes.map(({ reason, field }) => `${reason} ${field}`);

/** The text of a 400; of a 422 its causes, whose order is random where the server walks a map. */
function messagesOf({ code, causes = [], message = '' }: Pick<Verdict, 'code' | 'causes' | 'message'>): unknown {
  return code === 422 ? causes.map((cause) => `${cause.reason} ${cause.field}: ${cause.message}`).sort() : message;
}

/** Metadata and spec as plain JSON, without what only a cluster knows. */
function plain(stored: Verdict['defaulted'] | DaemonSet, { bodies }: Case): unknown {
  if (stored === undefined) return undefined;
  const { metadata, spec } = JSON.parse(goText({ metadata: stored.metadata, spec: stored.spec })) as Plain;
  if (bodies.length === 2) {
    delete metadata['namespace'];
    delete metadata['resourceVersion'];
  }
  return { metadata, spec };
}

interface Plain {
  readonly metadata: Record<string, unknown>;
  readonly spec: unknown;
}

/** The verdict with the random end of a generated name as ours. */
function unrandom({ verdict }: Case, { object }: Answer): Verdict {
  const { name = '', generateName = '' } = object.metadata ?? {};
  if (generateName === '' || !name.endsWith('xxxxx')) return verdict;
  const base = name.slice(0, -5);
  const pattern = new RegExp(`${base.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}[bcdfghjklmnpqrstvwxz2456789]{5}`, 'g');
  return JSON.parse(JSON.stringify(verdict).replace(pattern, name)) as Verdict;
}
