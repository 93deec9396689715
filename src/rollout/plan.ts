import type { Dump } from '../dump/read-dump.ts';
import { InputError } from '../io/errors.ts';
import { adoption, TEMPLATE_GENERATION } from '../kubernetes/controller/adopt.ts';
import { suitsNoNode } from '../placement/no-node.ts';
import { nodeFit, type Node } from '../kubernetes/controller/node-fit.ts';
import type { DaemonSet } from '../kubernetes/api/objects.ts';
import { knownName, marshal, revisionData, revisionName } from '../kubernetes/controller/revision.ts';
import {
  CLIENT_BURST,
  CLIENT_QPS,
  predict,
  resolveBudget,
  round,
  type Pace,
  type Prediction,
  type Strategy,
} from '../kubernetes/controller/budget.ts';
import { simulate, type Simulation, type TimelinePoint } from '../kubernetes/controller/simulate.ts';
import type { Fleet, NodeGroup } from '../manifest/manifest.ts';
import { badVersion, isHealthy, type BadVersion } from './bad-version.ts';
import { fleetFrom, type DumpFleet } from './plan-fleet.ts';
import type { Severity } from '../rule/rule.ts';

export interface Hazard {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
}

/** What the plan assumes because it was not given. */
export interface Assumptions {
  readonly nodes?: number;
  readonly readySeconds?: number;
  readonly terminationSeconds?: number;
  readonly clientQps?: number;
  readonly clientBurst?: number;
  readonly failAfterSeconds?: number;
}

/** Which revision the manifest is. */
export interface PlannedRevision {
  readonly name: string;
  readonly hash: string;
  /** Its number, if the dump already has it. */
  readonly number?: number;
  /** Whether it is the current one: applying it replaces nothing. */
  readonly current?: boolean;
}

/** The fate of the existing pods: counts, as a new or changed DaemonSet finds them. */
export interface PlannedAdoption {
  readonly adopted: number;
  readonly kept: number;
  readonly replaced: number;
}

/** The predicted rollout of one DaemonSet. */
export interface Plan {
  readonly namespace: string;
  readonly name: string;
  /** The values that its chart is rendered with, where they are not the chart's own: `with ci/dev-values.yaml`. */
  readonly rendering?: string;
  readonly strategy: Strategy;
  readonly nodes: number;
  readonly maxUnavailable: number;
  readonly maxSurge: number;
  readonly minReadySeconds: number;
  readonly maxUnavailableNodes: number;
  readonly maxSurgeNodes: number;
  /** Null if it does not roll out by itself, or stops before the end. */
  readonly waves: number | null;
  readonly seconds: number | null;
  readonly deadNodesTolerated: number | null;
  readonly badVersion: BadVersion;
  readonly revision?: PlannedRevision;
  /** Whether the change creates a new revision, if the earlier state is known. */
  readonly startsRollout?: boolean;
  /** Since when it is being deleted, so that the controller does nothing for it. */
  readonly deletedSince?: string;
  /** The nodes of the dump by their role in the rollout. */
  readonly fleet?: DumpFleet;
  readonly adoption?: PlannedAdoption;
  readonly assumptions: Assumptions;
  readonly hazards: readonly Hazard[];
  readonly timeline: readonly TimelinePoint[];
}

export interface PlanInput {
  /** As the API server stores it. */
  readonly daemonSet: DaemonSet;
  /** The minor whose controller names the revision. */
  readonly minor: number;
  /** What is known about the fleet; the rest is assumed. */
  readonly fleet: Fleet;
  readonly clientQps?: number;
  readonly clientBurst?: number;
  readonly failAfterSeconds?: number;
  readonly dump?: Dump;
  /** The object before the change, as it was stored. */
  readonly previous?: DaemonSet;
  /** The findings of the rules for the manifest. */
  readonly hazards?: readonly Hazard[];
}

const ASSUMED = { nodes: 10, readySeconds: 10, terminationSeconds: 30, failAfterSeconds: 30 };

// Two hundred times what Kubernetes supports; each node is held in memory.
const MOST_NODES = 1_000_000;

/** Plans the rollout of a changed template: every old pod is replaced. */
export function planOf(input: PlanInput): Plan {
  const { daemonSet, dump } = input;
  const { deletionTimestamp: deletedSince } = daemonSet.metadata ?? {};
  const fleet = dump === undefined ? undefined : fleetFrom(dump, daemonSet);
  const known = { ...input.fleet, nodes: fleet?.known === true ? fleet.nodes : nodesOf(input.fleet, daemonSet) };
  const nodes = known.nodes ?? ASSUMED.nodes;
  if (nodes > MOST_NODES)
    throw new InputError(`plan simulates a rollout over at most ${MOST_NODES} nodes, not ${nodes}`);
  const pace = paceOf(input, daemonSet.spec?.minReadySeconds ?? 0);
  const budget = resolveBudget(daemonSet.spec ?? {}, nodes);
  const start = fleet?.known === true ? fleet.start : { available: nodes };
  const dead = start.dead ?? 0;
  const rolling = start.available + (start.unavailable ?? 0) + (start.empty ?? 0);
  const simulation = simulate(budget, start, pace);
  const prediction = predict(budget, rolling + dead, pace, dead);
  const outcome = isHealthy(start) ? prediction : simulatedOutcome(prediction, simulation);
  const revision = plannedRevision(input, fleet);
  return {
    namespace: daemonSet.metadata?.namespace ?? 'default',
    name: daemonSet.metadata?.name ?? '',
    ...budget,
    nodes,
    minReadySeconds: pace.minReadySeconds,
    ...outcome,
    badVersion: badVersion(budget, start, nodes, pace, input.failAfterSeconds ?? ASSUMED.failAfterSeconds),
    ...(revision === undefined ? {} : { revision }),
    ...(input.previous === undefined ? {} : { startsRollout: startsRollout(input.previous, daemonSet, input.minor) }),
    ...(deletedSince === undefined ? {} : { deletedSince }),
    ...(fleet === undefined ? {} : { fleet: fleet.names }),
    ...(dump === undefined || dump.pods.length === 0 ? {} : { adoption: adoptionOf(input, revision) }),
    assumptions: assumptionsOf(input, known.nodes),
    hazards: [...(input.hazards ?? []), ...(fleet?.hazards ?? [])],
    timeline: thin(stretched(simulation, outcome)),
  };
}

/** Whether two stored objects differ in the bytes of their templates, and the controller acts on that. */
export function startsRollout(previous: DaemonSet, next: DaemonSet, minor: number): boolean {
  if (previous.metadata?.deletionTimestamp !== undefined) return false;
  return revisionData(previous.spec?.template ?? {}, minor) !== revisionData(next.spec?.template ?? {}, minor);
}

/** What nodes that are broken from the start make of the closed form for a healthy fleet. */
function simulatedOutcome(prediction: Prediction, simulation: Simulation): Prediction {
  if (prediction.deadNodesTolerated === null) return prediction;
  const { maxUnavailableNodes, maxSurgeNodes, waves, seconds } = simulation;
  return { ...prediction, maxUnavailableNodes, maxSurgeNodes, waves: seconds === null ? null : waves, seconds };
}

function paceOf(input: PlanInput, minReadySeconds: number): Pace {
  const { readySeconds = ASSUMED.readySeconds, terminationSeconds = ASSUMED.terminationSeconds } = input.fleet;
  const { clientQps = CLIENT_QPS, clientBurst = CLIENT_BURST } = input;
  return { readySeconds, terminationSeconds, minReadySeconds, clientQps, clientBurst };
}

function assumptionsOf(input: PlanInput, nodes: number | undefined): Assumptions {
  const { readySeconds, terminationSeconds } = input.fleet;
  return {
    ...(nodes === undefined ? { nodes: ASSUMED.nodes } : {}),
    ...(readySeconds === undefined ? { readySeconds: ASSUMED.readySeconds } : {}),
    ...(terminationSeconds === undefined ? { terminationSeconds: ASSUMED.terminationSeconds } : {}),
    ...(input.clientQps === undefined ? { clientQps: CLIENT_QPS } : {}),
    ...(input.clientBurst === undefined ? { clientBurst: CLIENT_BURST } : {}),
    ...(input.failAfterSeconds === undefined ? { failAfterSeconds: ASSUMED.failAfterSeconds } : {}),
  };
}

/** The nodes of the configured groups that get a pod, or the configured number; none where no node can match. */
function nodesOf(fleet: Fleet, daemonSet: DaemonSet): number | undefined {
  if (fleet.groups === undefined) return suitsNoNode(daemonSet) ? 0 : fleet.nodes;
  return fleet.groups.reduce((sum, group) => sum + (nodeFit(nodeIn(group), daemonSet).shouldRun ? group.count : 0), 0);
}

function nodeIn({ labels, taints }: NodeGroup): Node {
  return { metadata: { labels }, spec: { taints: [...taints] } };
}

function plannedRevision(
  input: PlanInput,
  fleet: ReturnType<typeof fleetFrom> | undefined,
): PlannedRevision | undefined {
  const { daemonSet, minor } = input;
  const template = daemonSet.spec?.template ?? {};
  const data = revisionData(template, minor);
  const known = fleet?.view?.revisions.filter((revision) => marshal(revision.data) === data).at(-1);
  if (known !== undefined) return { ...knownName(known), current: known === fleet?.view?.current };
  const collisionCount = fleet?.view?.daemonSet.status?.collisionCount;
  return revisionName(daemonSet.metadata?.name ?? '', template, minor, collisionCount);
}

function adoptionOf({ daemonSet, dump }: PlanInput, revision: PlannedRevision | undefined): PlannedAdoption {
  const old = dump?.daemonSets.find(
    ({ metadata }) =>
      metadata?.name === daemonSet.metadata?.name && metadata?.namespace === daemonSet.metadata?.namespace,
  );
  const generation = Number(old?.metadata?.annotations?.[TEMPLATE_GENERATION] ?? 0);
  // Applying another template creates a new generation; a DaemonSet that does not exist yet starts with 1.
  const next = revision?.current === true ? generation : generation + 1;
  const claimed = { ...daemonSet, metadata: { ...daemonSet.metadata, uid: old?.metadata?.uid ?? 'none yet' } };
  const { adopted, kept, replaced } = adoption(claimed, dump?.pods ?? [], revision?.hash, String(next));
  return { adopted: adopted.length, kept: kept.length, replaced: replaced.length };
}

/**
 * The simulated course on the time scale of the closed form: overlapping requests shorten the former in large waves.
 */
function stretched(simulation: Simulation, prediction: Prediction): readonly TimelinePoint[] {
  const { seconds, timeline } = simulation;
  if (!seconds || !prediction.seconds) return timeline;
  const factor = prediction.seconds / seconds;
  return timeline.map((point) => ({ ...point, second: round(point.second * factor) }));
}

const MOST_POINTS = 300;

/** At most some hundred points: of each stretch the one with most nodes down or surging, and the last. */
function thin(timeline: readonly TimelinePoint[]): readonly TimelinePoint[] {
  if (timeline.length <= MOST_POINTS) return timeline;
  const stride = Math.ceil((timeline.length * 2) / MOST_POINTS);
  const kept: TimelinePoint[] = timeline.slice(0, 1);
  for (let i = 1; i < timeline.length; i += stride) {
    const stretch = timeline.slice(i, i + stride);
    const worst = stretch.reduce((a, b) => (weight(b) > weight(a) ? b : a));
    const last = stretch.at(-1) ?? worst;
    kept.push(worst);
    if (last !== worst) kept.push(last);
  }
  return kept;
}

function weight(point: TimelinePoint): number {
  return point.unavailable + point.surging;
}
