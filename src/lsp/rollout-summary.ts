/** The rollout of a DaemonSet in one line of numbers. */
import { minReadySecondsOf, paceOf } from '../facts/daemonset-facts.ts';
import { budgetOf, nodesOf } from '../placement/node-groups.ts';
import { counted, duration } from '../words/counts.ts';
import {
  cycleSeconds,
  failsAfterReady,
  neverReady,
  predict,
  resolveBudget,
  scaledValue,
  waveSize,
  type Budget,
} from '../kubernetes/controller/budget.ts';
import type { Manifest } from '../manifest/manifest.ts';

const REFUSED = 'the API server refuses this DaemonSet: nothing rolls out';
const ON_DELETE = 'nothing rolls out automatically: a pod is replaced when it is deleted';

/** `rolls 25 of 250 nodes at once, 10 waves, about 10 minutes`; without a fleet, what is known without it. */
export function rolloutLine(manifest: Manifest): string {
  if (manifest.answer.stored === undefined) return REFUSED;
  const budget = budgetOf(manifest);
  if (budget === undefined) return lineWithoutFleet(manifest);
  if (budget.strategy === 'on-delete') return ON_DELETE;
  const { waves, seconds } = predict(budget, budget.nodes, paceOf(manifest));
  const size = `${verbOf(budget)} ${waveSize(budget, budget.nodes)} of ${counted(budget.nodes, 'node')} at once`;
  return waves === null || seconds === null ? size : `${size}, ${counted(waves, 'wave')}, about ${duration(seconds)}`;
}

const verbOf = ({ strategy }: Budget): string => (strategy === 'surge' ? 'surges on' : 'rolls');

function lineWithoutFleet(manifest: Manifest): string {
  // Which algorithm runs does not depend on the number of nodes, as long as there are some.
  const budget = resolveBudget(manifest.spec, 1);
  if (budget.strategy === 'on-delete') return ON_DELETE;
  const { maxSurge, maxUnavailable } = manifest.spec.updateStrategy?.rollingUpdate ?? {};
  const value = budget.strategy === 'surge' ? maxSurge : maxUnavailable;
  const size = typeof value === 'number' ? counted(value, 'node') : `${value ?? ''} of the nodes`;
  return `${verbOf(budget)} ${size} at once, about ${duration(cycleSeconds(budget, paceOf(manifest)))} a wave`;
}

/** `10% of 250 nodes = 25 at once`; undefined without a fleet. */
export function shareLine(manifest: Manifest, value: number | string | undefined): string | undefined {
  const nodes = nodesOf(manifest);
  if (nodes === undefined || value === undefined || manifest.answer.stored === undefined) return undefined;
  const resolved = scaledValue(value, nodes);
  if (typeof value === 'string') return `${value} of ${counted(nodes, 'node')} = ${resolved} at once`;
  return resolved > nodes
    ? `${value}, which is all of ${counted(nodes, 'node')}`
    : `${value} of ${counted(nodes, 'node')} at once`;
}

/** What a version that does not work does to the configured fleet. */
export function damageLine(manifest: Manifest): string | undefined {
  const budget = budgetOf(manifest);
  if (budget === undefined || budget.strategy === 'on-delete' || manifest.answer.stored === undefined) return undefined;
  const { nodes } = budget;
  const never = neverReady(budget, nodes);
  const late = failsAfterReady(budget, nodes, paceOf(manifest), LATE);
  const extra = never.extraPods > 0 ? ` and leaves ${counted(never.extraPods, 'extra pod')}` : '';
  return (
    `a version that never becomes Ready takes ${never.nodesDown} of ${counted(nodes, 'node')} down${extra}; ` +
    `one that fails ${LATE} seconds after it was Ready takes ${late.nodesDown} down`
  );
}

/** As `daemonlint plan` assumes it. */
const LATE = 30;

/** How much of the rollout is waiting for `minReadySeconds`. */
export function waitingLine(manifest: Manifest): string | undefined {
  const budget = budgetOf(manifest);
  const wait = minReadySecondsOf(manifest);
  if (budget === undefined || wait === 0 || manifest.answer.stored === undefined) return undefined;
  const { waves, seconds } = predict(budget, budget.nodes, paceOf(manifest));
  if (waves === null || seconds === null) return undefined;
  return `${duration(wait)} in each of ${counted(waves, 'wave')}: ${duration(wait * waves)} of about ${duration(seconds)}`;
}
