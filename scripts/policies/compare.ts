/** Recorded answers of a real API server with policies in force, and ours. */
import { existsSync, readFileSync } from 'node:fs';
import { answerWithPolicies } from '../../src/kubernetes/admission/answer.ts';
import { type PolicySet, readPolicies } from '../../src/kubernetes/admission/policy-set.ts';
import { typeCheckPolicy } from '../../src/kubernetes/admission/type-checking.ts';
import { create } from '../../src/kubernetes/apiserver/apiserver.ts';
import { parseDocument } from '../../src/kubernetes/yaml/parse.ts';
import { goJson } from '../../src/kubernetes/go/strings.ts';

interface Cause {
  readonly reason?: string;
  readonly field?: string;
  readonly message: string;
}

interface RecordedAnswer {
  readonly accepted: boolean;
  readonly code: number;
  readonly reason?: string;
  readonly message?: string;
  readonly causes?: readonly Cause[];
  readonly warnings?: readonly string[];
  readonly auditAnnotations?: Readonly<Record<string, string>>;
}

/** One line of the recordings. */
export interface Recorded {
  readonly id: string;
  readonly family: string;
  readonly policies: readonly string[];
  readonly bindings: readonly string[];
  readonly params: readonly string[];
  readonly namespaces: readonly string[];
  readonly uses?: readonly string[];
  readonly policyCreate: readonly RecordedAnswer[];
  readonly bindingCreate: readonly RecordedAnswer[];
  readonly orderUndefined?: boolean;
  readonly verdicts?: readonly RecordedAnswer[];
  readonly verdict: RecordedAnswer | null;
  readonly typeChecking?: Readonly<Record<string, readonly { fieldRef: string; warning: string }[]>>;
  readonly request: {
    readonly operation: string;
    readonly namespace: string;
    readonly user: { readonly username: string; readonly groups: readonly string[] };
    readonly new?: string;
    readonly newRef?: string;
    readonly old?: string;
    readonly oldRef?: string;
  } | null;
}

/** One thing that was compared. */
export interface Compared {
  readonly what: string;
  readonly expected: string;
  readonly got: string;
}

/** What these recordings ask that no option of ours can say, by id. */
const NOT_ASKED: ReadonlySet<string> = new Set([
  // The uid of the user, and the options of the request.
  'cel-request-015.1',
  'precedence-013.1',
  'precedence-013.2',
]);

/** The folder of the recordings. */
export const FOLDER = new URL('../../../shared/policies/', import.meta.url);

/** Whether the recordings are there. */
export const hasRecordings = existsSync(FOLDER);

/** All recordings. */
export function recordings(): Recorded[] {
  return ['policies.ndjson', 'policies-external.ndjson'].flatMap((name) =>
    readFileSync(new URL(name, FOLDER), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Recorded),
  );
}

const MINOR = 37;
const TIME = '2026-01-01T00:00:00Z';

/** What was compared of one recording; nothing when it is left out. */
export function compare(recorded: Recorded): readonly Compared[] | undefined {
  const { request } = recorded;
  if (NOT_ASKED.has(recorded.id)) return undefined;
  if (request !== null && request.operation !== 'CREATE' && request.operation !== 'UPDATE') return undefined;
  const crds = readFileSync(new URL('crds.yaml', FOLDER), 'utf8');
  const texts = [...recorded.policies, ...recorded.bindings, ...recorded.params, ...recorded.namespaces, crds];
  const files = texts.map((text, i) => ({ path: `${String(i)}.yaml`, text }));
  const set = readPolicies(files, { minor: MINOR, time: TIME, complete: true });
  const expected = [...recorded.policyCreate, ...recorded.bindingCreate];
  const compared = expected.flatMap((answer, i) => compareAnswers('creation', answer, set.created[i]?.answer));
  compared.push(...compareTypeChecking(recorded, set));
  if (request === null || recorded.verdict === null) return compared;
  const read = (text: string | undefined, ref: string | undefined): string | undefined =>
    text ??
    (ref === undefined
      ? undefined
      : readFileSync(new URL(`${ref}.yaml`, FOLDER), 'utf8').replaceAll('NSNAME', request.namespace));
  const parse = (text: string) => parseDocument(text, { start: 0, end: text.length });
  const { namespace } = request;
  const post = { minor: MINOR, namespace };
  const oldText = read(request.old, request.oldRef);
  const old = oldText === undefined ? undefined : create(parse(oldText), post).stored;
  const newText = read(request.new, request.newRef) ?? '';
  const user = { name: request.user.username, groups: request.user.groups };
  const { answer, admission, denial, warnings } = answerWithPolicies(parse(newText), post, set.inForce, {
    old,
    user,
    time: TIME,
  });
  const unknown = admission?.verdicts.find(({ action }) => action === 'Unknown');
  if (unknown?.message === 'authorizer') return undefined;
  const got: RecordedAnswer = {
    accepted: denial === undefined && answer.code < 300,
    code: denial?.code ?? answer.code,
    ...pick(denial ?? answer),
    causes: denial?.causes ?? answer.causes,
    warnings,
    auditAnnotations: admission?.auditAnnotations ?? {},
  };
  if (unknown !== undefined) return [...compared, { what: 'known', expected: '', got: unknown.message }];
  const verdicts = recorded.orderUndefined === true ? (recorded.verdicts ?? []) : [recorded.verdict];
  const all = verdicts.map((verdict) => compareAnswers('verdict', verdict, got));
  const best = all.find((one) => one.every(({ expected: a, got: b }) => a === b)) ?? all[0] ?? [];
  return [...compared, ...best];
}

function compareTypeChecking({ typeChecking = {} }: Recorded, { created, inForce }: PolicySet): Compared[] {
  const { kinds } = inForce.objects;
  return created.flatMap((item) => {
    if (item.kind !== 'ValidatingAdmissionPolicy' || item.answer.code >= 300) return [];
    const expected = typeChecking[item.object.metadata?.name ?? ''] ?? [];
    return [
      {
        what: 'type checking',
        expected: show(expected),
        got: show(typeCheckPolicy(item.object, MINOR, kinds).map(({ fieldRef, warning }) => ({ fieldRef, warning }))),
      },
    ];
  });
}

function pick({ reason, message }: { readonly reason?: string; readonly message?: string }): object {
  return { ...(reason === undefined ? {} : { reason }), ...(message === undefined ? {} : { message }) };
}

function compareAnswers(
  of: string,
  expected: RecordedAnswer,
  got: RecordedAnswer | CreationLike | undefined,
): Compared[] {
  const one = (what: string, a: unknown, b: unknown): Compared => ({
    what: `${of} ${what}`,
    expected: show(a),
    got: show(b),
  });
  const causes = (list: readonly Cause[] = []): unknown =>
    list.map(({ reason, field, message }) => [reason ?? '', field ?? '', message]);
  const lines = [
    one('accepted', expected.accepted, (got?.code ?? 0) < 300),
    one('code', expected.code, got?.code),
    one('reason', expected.reason ?? '', got?.reason ?? ''),
    one('message', expected.message ?? '', got?.message ?? ''),
    one('causes', causes(expected.causes), causes(got?.causes)),
    one('warnings', expected.warnings ?? [], got?.warnings ?? []),
  ];
  if (expected.auditAnnotations === undefined || got === undefined || !('auditAnnotations' in got)) return lines;
  const sorted = (map: Readonly<Record<string, string>> = {}): unknown => Object.entries(map).sort();
  return [...lines, one('audit annotations', sorted(expected.auditAnnotations), sorted(got.auditAnnotations))];
}

interface CreationLike {
  readonly code: number;
  readonly reason?: string;
  readonly message?: string;
  readonly causes?: readonly Cause[];
  readonly warnings?: readonly string[];
}

const show = (value: unknown): string => (typeof value === 'string' ? value : goJson(value));
