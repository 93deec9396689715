/** What we say to a recorded apply, beside what the real kubectl and API server said. */
import { readApplyArguments } from '../../src/command/apply-options.ts';
import { applyObject, readLive, type Live } from '../../src/kubernetes/apiserver/patch-request.ts';
import { isMap, mapAt } from '../../src/kubernetes/go/unstructured.ts';
import { kubectlApply } from '../../src/kubernetes/kubectl/apply.ts';
import { templateOf, wholeObject } from '../../src/kubernetes/kubectl/cluster.ts';
import { errorText } from '../../src/kubernetes/kubectl/kubectl-error.ts';
import { restart, RESTARTED_AT } from '../../src/kubernetes/kubectl/restart.ts';
import { parseJson, parseYaml } from '../../src/kubernetes/yaml/parse.ts';
import { valueOf } from '../../src/kubernetes/yaml/unstructured.ts';
import { dependsOnCluster, type Entry, type Step } from './steps.ts';

export const MEASURES = ['stored', 'managed', 'revision', 'code', 'stdout', 'stderr'] as const;
export type Measure = (typeof MEASURES)[number];

export interface Difference {
  readonly what: Measure;
  readonly expected: unknown;
  readonly got: unknown;
}

interface Answer {
  readonly live: Live | undefined;
  readonly templates: readonly string[];
  readonly code?: number;
  readonly stdout?: string;
  readonly stderr?: string;
}

/** The minor of the recording's server. */
const MINOR = 37;

/** Where we differ, for each measure that the step has. */
export function differences(step: Step, newest: number): readonly Difference[] {
  const minor = Math.min(MINOR, newest);
  const answer = (ANSWERS[step.op] ?? applied)(step, minor);
  const { managedFields, ...object } = answer.live === undefined ? { managedFields: [] } : split(answer.live);
  const found: Difference[] = [];
  const compare = (what: Measure, expected: unknown, got: unknown): void => {
    if (expected !== undefined && text(expected) !== text(got)) found.push({ what, expected, got });
  };
  compare('stored', step.stored, 'object' in object ? object.object : null);
  compare('managed', step.managedFields && entries(step.managedFields), entries(managedFields));
  const { newRevision } = step;
  const made = answer.templates.some((template) => !step.templates.has(template));
  compare('revision', newRevision ?? undefined, made);
  if (step.op === 'http-ssa') compare('code', (step.code ?? 0) < 300, answer.code === 0);
  else {
    compare('code', step.rc, answer.code);
    // The one object that kubectl printed itself is compared as a value.
    if (step.stdout?.startsWith('{') !== true) compare('stdout', step.stdout, answer.stdout);
    if (!dependsOnUnrecorded(step)) compare('stderr', step.stderr, answer.stderr);
  }
  return found;
}

const ANSWERS: Readonly<Record<string, (step: Step, minor: number) => Answer>> = {
  'http-ssa': patched,
  restart: restarted,
};

/** `kubectl rollout restart` at the time that the recording has. */
function restarted(step: Step, minor: number): Answer {
  const live = liveOf(step, minor);
  if (live === undefined) throw new Error(`${step.id} restarts nothing`);
  const time = step.stored?.spec?.template.metadata?.annotations?.[RESTARTED_AT] ?? '';
  const { stdout, warnings, error, live: after } = restart(live, { time, manager: 'kubectl-rollout', minor });
  const errors = error === undefined ? [] : [error];
  const stderr = warnings + errorText(errors);
  return { stdout, stderr, code: errors.length, live: after, templates: [templateOf(after)] };
}

/** A message with the whole live object, of which the recording leaves out what differs from run to run. */
function dependsOnUnrecorded({ stderr = '' }: Step): boolean {
  return stderr.includes('conflicts with changes made from original to current');
}

export { dependsOnCluster };

function liveOf({ before }: Step, minor: number): Live | undefined {
  if (before?.stored == null) return undefined;
  const { metadata } = before.stored;
  const json = JSON.stringify({ ...before.stored, metadata: { ...metadata, managedFields: before.managedFields } });
  const { root } = parseJson(json, { start: 0, end: json.length });
  return root === undefined ? undefined : readLive(root, minor);
}

function applied(step: Step, minor: number): Answer {
  const { flags } = readApplyArguments(step.cmd?.slice(2) ?? []);
  const live = liveOf(step, minor);
  const input = { files: [{ text: step.file, source: 'ds.yaml' }], live: live === undefined ? [] : [live], minor };
  const { outcome, objects, templates } = kubectlApply(input, flags);
  return { ...outcome, live: objects[0], templates };
}

/** One request without kubectl: Flux, Helm 4. */
function patched(step: Step, minor: number): Answer {
  const live = liveOf(step, minor);
  const { root } = parseYaml(step.file, { start: 0, end: step.file.length });
  const config = root === undefined ? null : valueOf(root);
  if (!isMap(config)) throw new Error(`${step.id} applies no object`);
  const namespace = 'default';
  const options = { minor, namespace, manager: step.manager ?? '', validation: 'Ignore' } as const;
  const response = applyObject(live, config, step.force === true, options);
  if ('refusal' in response) return { live, templates: [], code: 1 };
  const template = templateOf(response.live);
  return { live: response.live, templates: live && templateOf(live) === template ? [] : [template], code: 0 };
}

function split(live: Live): { readonly object: unknown; readonly managedFields: readonly Entry[] } {
  const object = wholeObject(live);
  const metadata = mapAt(object, 'metadata') ?? {};
  const managedFields = live.managedFields as readonly Entry[] | undefined;
  Reflect.deleteProperty(metadata, 'managedFields');
  return { object, managedFields: managedFields ?? [] };
}

/** Managed fields as the recording keeps them: without times and the status, sorted. */
function entries(managedFields: readonly Entry[]): readonly Entry[] {
  const by = ({ manager, operation }: Entry): string => `${String(manager)} ${String(operation)}`;
  return managedFields
    .filter(({ subresource }) => subresource !== 'status')
    .map((entry) => Object.fromEntries(Object.entries(entry).filter(([key]) => key !== 'time')))
    .sort((a, b) => (by(a) < by(b) ? -1 : 1));
}

function text(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) => {
    if (typeof item === 'bigint') return Number(item);
    if (typeof item !== 'object' || item === null || Array.isArray(item)) return item;
    return Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
