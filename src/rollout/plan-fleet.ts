import type { Dump } from '../dump/read-dump.ts';
import type { DaemonSet } from '../kubernetes/api/objects.ts';
import { isNodeReady, untoleratedTaints } from '../kubernetes/controller/node-fit.ts';
import type { Fleet as Start } from '../kubernetes/controller/simulate.ts';
import { blockedBy } from './explain-blockers.ts';
import { cleanedRevisions } from './revision-cleanup.ts';
import type { Explanation } from './explanation.ts';
import { podStateNotes, unavailableOldPods } from './explain-pods.ts';
import { serves, observedRollout, type NodeView, type ObservedRollout } from './observed-rollout.ts';

/** A node, and how it differs from an ordinary one. */
export interface NamedNode {
  readonly name: string;
  readonly reason: string;
}

/** The nodes of a dump by their role in the rollout. */
export interface DumpFleet {
  /** Get a pod, and work. */
  readonly withPod: readonly string[];
  readonly withoutPod: readonly NamedNode[];
  readonly dead: readonly NamedNode[];
  /** Cordoned: daemon pods are created there all the same. */
  readonly cordoned: readonly string[];
  /** An old pod that is not available, or no pod: replaced at once. */
  readonly unavailable: readonly string[];
  /** How many nodes have no available pod, where only the status tells. */
  readonly down?: number;
  /** A pod that is deleted because the node no longer matches. */
  readonly dropped: readonly string[];
  /** What the dump does not contain, so that the lists above do not cover it. */
  readonly unknown: readonly ('pods' | 'nodes')[];
}

export interface FleetView {
  /** Whether the nodes are known: from Node objects, or at least from the pods on them. */
  readonly known: boolean;
  readonly nodes: number;
  readonly start: Start;
  readonly names: DumpFleet;
  readonly hazards: readonly Explanation[];
  /** The DaemonSet of the dump with the planned template; undefined if it does not exist yet. */
  readonly view: ObservedRollout | undefined;
}

/** The fleet for the rollout of `daemonSet` (as planned). */
export function fleetFrom(dump: Dump, daemonSet: DaemonSet): FleetView {
  const present = dump.daemonSets.find(
    ({ metadata }) =>
      metadata?.name === daemonSet.metadata?.name && metadata?.namespace === daemonSet.metadata?.namespace,
  );
  const now = present === undefined ? undefined : observedRollout(dump, present);
  // Where pods belong is decided by the new template, their state by the old one.
  const view = observedRollout(dump, planned(daemonSet, present));
  const parts = sortNodes(view);
  const nodes = view.knowsNodes ? view.desired : parts.rolling.length + parts.dead.length || view.desired;
  const start = startOf(view, parts, nodes);
  return {
    known: view.knowsNodes || parts.rolling.length + parts.dead.length > 0 || present?.status !== undefined,
    nodes,
    start,
    names: namesOf(view, parts, start),
    hazards: [...hazardsOf(view, now, dump)],
    view: now,
  };
}

/** The planned object with the identity of the existing one, so that its pods and revisions are found. */
function planned(daemonSet: DaemonSet, present: DaemonSet | undefined): DaemonSet {
  if (present === undefined) return { ...daemonSet, metadata: { ...daemonSet.metadata, uid: 'none yet' } };
  const { uid, annotations } = present.metadata ?? {};
  const metadata = { ...daemonSet.metadata, ...(uid === undefined ? {} : { uid }), annotations: annotations ?? {} };
  return { ...daemonSet, metadata, ...(present.status === undefined ? {} : { status: present.status }) };
}

interface Parts {
  readonly rolling: readonly NodeView[];
  readonly dead: readonly NodeView[];
  readonly dropped: readonly NodeView[];
}

function hasPod(node: NodeView): boolean {
  return node.updated.length + node.old.length + node.terminating.length > 0;
}

function sortNodes(view: ObservedRollout): Parts {
  const wanted = (node: NodeView): boolean => node.fit?.shouldRun ?? hasPod(node);
  return {
    rolling: view.nodes.filter((node) => wanted(node) && node.dead === undefined),
    dead: view.nodes.filter((node) => (wanted(node) || hasPod(node)) && node.dead !== undefined),
    dropped: view.nodes.filter((node) => !wanted(node) && hasPod(node) && node.dead === undefined),
  };
}

function startOf(view: ObservedRollout, { rolling, dead }: Parts, nodes: number): Start {
  const available = rolling.filter((node) => serves(node, view)).length;
  const empty = rolling.filter((node) => !hasPod(node)).length;
  if (!view.knowsPods) return countedBy(view, nodes, dead.length);
  return { available, empty, unavailable: rolling.length - available - empty, dead: dead.length };
}

/** Without pods in the dump the status tells how many there are; without that, every node is assumed to be healthy. */
function countedBy({ daemonSet: { status } }: ObservedRollout, nodes: number, dead: number): Start {
  const alive = Math.max(0, nodes - dead);
  if (status === undefined) return { available: alive, dead };
  const available = Math.min(countOf(status.numberAvailable), alive);
  const empty = Math.min(Math.max(0, alive - countOf(status.currentNumberScheduled)), alive - available);
  return { available, empty, unavailable: alive - available - empty, dead };
}

/** A number that the server wrote; it omits what is 0. */
function countOf(value: unknown): number {
  return typeof value === 'number' && Number.isInteger(value) && value > 0 ? value : 0;
}

function namesOf(view: ObservedRollout, { rolling, dead, dropped }: Parts, start: Start): DumpFleet {
  const down = (start.unavailable ?? 0) + (start.empty ?? 0);
  const name = (node: NodeView): string => node.name;
  return {
    withPod: rolling.map(name),
    withoutPod: view.nodes
      .filter((node) => node.fit?.shouldRun === false)
      .map((node) => ({ name: node.name, reason: whyNot(node, view.daemonSet) })),
    dead: dead.map((node) => ({ name: node.name, reason: node.dead ?? '' })),
    cordoned: rolling.filter(({ node }) => node?.spec?.unschedulable === true).map(name),
    unavailable: view.knowsPods ? rolling.filter((node) => !serves(node, view)).map(name) : [],
    ...(view.knowsPods || view.daemonSet.status === undefined ? {} : { down }),
    dropped: dropped.map(name),
    unknown: [...(view.knowsPods ? [] : ['pods' as const]), ...(view.knowsNodes ? [] : ['nodes' as const])],
  };
}

function whyNot({ node, name }: NodeView, daemonSet: DaemonSet): string {
  const spec = daemonSet.spec?.template.spec;
  if (node === undefined || spec === undefined) return '';
  if (spec.nodeName !== undefined && spec.nodeName !== '' && spec.nodeName !== name) return 'another node is named';
  const taints = untoleratedTaints(node, spec);
  if (taints.length === 0) return 'its labels do not match';
  const shown = taints.map(({ key, value, effect }) => `${key}${value ? `=${value}` : ''}:${effect}`).join(', ');
  return isNodeReady(node) === false ? `not Ready, taint ${shown}` : `taint ${shown} is not tolerated`;
}

/** What is already in the way, and what this rollout does in addition to replacing pods. */
function* hazardsOf(view: ObservedRollout, now: ObservedRollout | undefined, dump: Dump): Generator<Explanation> {
  if (now === undefined) return;
  yield* unavailableOldPods(asOld(view));
  for (const hazard of blockedBy(asOld(view))) if (HAZARDS.has(hazard.rule)) yield hazard;
  for (const hazard of podStateNotes(now, dump)) if (HAZARDS.has(hazard.rule)) yield hazard;
  const gone = cleanedRevisions(now, view.current);
  if (gone.length === 0) return;
  yield {
    rule: 'revisions-cleaned',
    severity: 'warning',
    message: `revision ${gone.map(({ revision }) => revision).join(', ')} will be deleted (revisionHistoryLimit ${view.daemonSet.spec?.revisionHistoryLimit ?? 10})`,
    objects: [],
    advice: '',
  };
}

const HAZARDS = new Set([
  'dead-nodes-block',
  'misscheduled-pods',
  'stale-generation-pods',
  'on-delete-backlog',
  'surge-pods-pending',
  'pods-refused',
  'shared-selector',
  'foreign-revision',
  'duplicate-cause',
]);

/** A new template makes every pod an old one. */
function asOld(view: ObservedRollout): ObservedRollout {
  return { ...view, nodes: view.nodes.map((node) => ({ ...node, updated: [], old: [...node.old, ...node.updated] })) };
}
