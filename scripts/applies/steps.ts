/** The recorded sequences of `kubectl apply` (../shared/apply), step by step, each with what was there before it. */
import { existsSync, readFileSync } from 'node:fs';
import { storedJson } from '../../src/kubernetes/apiserver/serialize.ts';
import type { DaemonSet } from '../../src/kubernetes/api/objects.ts';

export type Entry = Readonly<Record<string, unknown>>;

interface Recorded {
  readonly op: string;
  readonly cmd?: readonly string[];
  readonly file?: string;
  readonly manager?: string;
  readonly force?: boolean;
  readonly rc?: number;
  readonly stdout?: string;
  readonly stderr?: string;
  readonly code?: number;
  readonly message?: string;
  readonly stored: DaemonSet | null;
  readonly managedFields?: readonly Entry[];
  readonly newRevision?: boolean | null;
}

interface Sequence {
  readonly id: string;
  readonly family: string;
  readonly steps: readonly Recorded[];
}

/** One apply or restart of a sequence. */
export interface Step extends Recorded {
  readonly id: string;
  readonly family: string;
  readonly file: string;
  /** The object before the step, with its managed fields. */
  readonly before: Recorded | undefined;
  /** The templates that the object has had: an earlier one makes no new revision. */
  readonly templates: ReadonlySet<string>;
}

const RECORDINGS = new URL('../../../shared/apply/apply.ndjson', import.meta.url);

/** Whether the recordings are there. */
export const hasRecordings = existsSync(RECORDINGS);

const APPLIES: ReadonlySet<string> = new Set(['apply', 'ssa', 'http-ssa']);

/** Every apply and every restart that was recorded. */
export function recordedSteps(): readonly Step[] {
  const lines = readFileSync(RECORDINGS, 'utf8').split('\n').filter(Boolean);
  return lines.flatMap((line) => stepsOf(JSON.parse(line) as Sequence));
}

function stepsOf({ id, family, steps }: Sequence): Step[] {
  const templates = new Set<string>();
  return steps.flatMap((step, index) => {
    const before = steps[index - 1];
    const spec = before?.stored?.spec;
    if (spec !== undefined) templates.add(storedJson(spec.template));
    const isRestart = step.op === 'kubectl' && step.cmd?.slice(1, 3).join(' ') === 'rollout restart';
    if (!(APPLIES.has(step.op) && step.file !== undefined) && !isRestart) return [];
    const op = isRestart ? 'restart' : step.op;
    return [
      { ...step, op, id: `${id} ${index}`, family, file: step.file ?? '', before, templates: new Set(templates) },
    ];
  });
}

/** What no recording shows: the resource version that a file compares with, and which namespaces there are. */
export function dependsOnCluster({ file, stderr = '' }: Step): boolean {
  return /^\s*resourceVersion:/m.test(file) || /namespaces "[^"]*" not found/.test(stderr);
}
