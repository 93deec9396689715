import type { Event } from 'kubernetes-types/core/v1.js';
import type { Dump } from '../dump/read-dump.ts';
import { claims, isUpdated, REVISION_HASH, TEMPLATE_GENERATION } from '../kubernetes/controller/adopt.ts';
import {
  isAvailable,
  isTerminal,
  isTerminating,
  readyCondition,
  type Pod,
} from '../kubernetes/controller/availability.ts';
import { controlledHistory, type ControllerRevision } from '../kubernetes/kubectl/history.ts';
import { isNodeReady, nodeFit, targetNode, type Node, type NodeFit } from '../kubernetes/controller/node-fit.ts';
import type { DaemonSet } from '../kubernetes/api/objects.ts';
import { NEWEST } from '../kubernetes/api/release.ts';
import { marshal, revisionData } from '../kubernetes/controller/revision.ts';
import { resolveBudget, type Budget } from '../kubernetes/controller/budget.ts';
import { newestTime } from './dump-times.ts';

/** One node, or one that only a pod names. */
export interface NodeView {
  readonly name: string;
  /** The Node object, if the dump has it. */
  readonly node: Node | undefined;
  readonly fit: NodeFit | undefined;
  /** Pods of the DaemonSet that are not being deleted: up to date, and old. */
  readonly updated: readonly Pod[];
  readonly old: readonly Pod[];
  readonly terminating: readonly Pod[];
  /** Why no pod can start or stop there, as far as the dump shows; undefined for a node that works. */
  readonly dead: string | undefined;
}

/** One DaemonSet as the controller sees it at the moment of the dump. */
export interface ObservedRollout {
  readonly daemonSet: DaemonSet;
  readonly name: string;
  readonly namespace: string;
  /** Its revisions, ascending. */
  readonly revisions: readonly ControllerRevision[];
  /** Further ones, without their data, of which no template can be made. */
  readonly unreadable: readonly ControllerRevision[];
  /** The one with the current template; undefined if the controller has not created it yet. */
  readonly current: ControllerRevision | undefined;
  readonly pods: readonly Pod[];
  readonly nodes: readonly NodeView[];
  readonly events: readonly Event[];
  /** Whether the dump has Node objects, and any pods at all. */
  readonly knowsNodes: boolean;
  readonly knowsPods: boolean;
  /** The newest time in the dump, in milliseconds. */
  readonly now: number;
  readonly minReadySeconds: number;
  /** Nodes that should have a pod: counted if there are Node objects, otherwise from the status. */
  readonly desired: number;
  readonly budget: Budget;
}

/** Reads the dump as the DaemonSet controller does. */
export function observedRollout(dump: Dump, daemonSet: DaemonSet): ObservedRollout {
  const { name = '', namespace = '' } = daemonSet.metadata ?? {};
  const revisions = [...controlledHistory(daemonSet, dump.revisions)].sort((a, b) => a.revision - b.revision);
  const current = currentRevision(daemonSet, revisions);
  const pods = dump.pods.filter((pod) => claims(daemonSet, pod));
  const now = newestTime(dump, namespace);
  const nodes = nodeViews(dump.nodes, daemonSet, pods, hashOf(current), now);
  const knowsNodes = dump.nodes.length > 0;
  const desired = knowsNodes
    ? nodes.filter(({ fit }) => fit?.shouldRun === true).length
    : (daemonSet.status?.desiredNumberScheduled ?? 0);
  return {
    daemonSet,
    name,
    namespace,
    revisions,
    unreadable: controlledHistory(
      daemonSet,
      dump.unreadable.map(({ revision }) => revision),
    ),
    current,
    pods,
    nodes,
    events: dump.events.filter(({ involvedObject }) => involvedObject.namespace === namespace),
    knowsNodes,
    knowsPods: dump.pods.length > 0,
    now,
    minReadySeconds: daemonSet.spec?.minReadySeconds ?? 0,
    desired,
    budget: resolveBudget(daemonSet.spec ?? {}, desired),
  };
}

// The formats of revisions: since 1.34, and before.
const SHAPES = [NEWEST, 33];

/** The revision with the bytes of the current template, the newest if there are two. */
export function currentRevision(
  daemonSet: DaemonSet,
  revisions: readonly ControllerRevision[],
): ControllerRevision | undefined {
  const template = daemonSet.spec?.template ?? {};
  for (const minor of SHAPES) {
    const data = revisionData(template, minor);
    const found = revisions.filter((revision) => marshal(revision.data) === data).at(-1);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The hash that the pods of a revision carry. */
export function hashOf(revision: ControllerRevision | undefined): string | undefined {
  return revision?.metadata?.labels?.[REVISION_HASH];
}

export function generationOf(daemonSet: DaemonSet): string | undefined {
  return daemonSet.metadata?.annotations?.[TEMPLATE_GENERATION];
}

function nodeViews(
  nodes: readonly Node[],
  daemonSet: DaemonSet,
  pods: readonly Pod[],
  hash: string | undefined,
  now: number,
): NodeView[] {
  const byNode = new Map<string, Pod[]>();
  for (const pod of pods) {
    const name = targetNode(pod);
    // The controller ignores a pod that has ended and is being deleted.
    if (name === undefined || (isTerminal(pod) && isTerminating(pod))) continue;
    const there = byNode.get(name);
    if (there === undefined) byNode.set(name, [pod]);
    else there.push(pod);
  }
  const objects = new Map(nodes.map((node) => [node.metadata?.name ?? '', node]));
  const generation = generationOf(daemonSet);
  const names = [...new Set([...objects.keys(), ...byNode.keys()])].sort();
  return names.map((name) => {
    const node = objects.get(name);
    const there = byNode.get(name) ?? [];
    const live = there.filter((pod) => !isTerminating(pod));
    return {
      name,
      node,
      fit: node === undefined ? undefined : nodeFit(node, daemonSet),
      updated: live.filter((pod) => isUpdated(pod, hash, generation)),
      old: live.filter((pod) => !isUpdated(pod, hash, generation)),
      terminating: there.filter(isTerminating),
      dead: deadReason(node, there, now),
    };
  });
}

/** A pod that is gone late: the kubelet does not answer. */
const LATE_MILLISECONDS = 10_000;

function deadReason(node: Node | undefined, pods: readonly Pod[], now: number): string | undefined {
  if (node !== undefined && isNodeReady(node) === false) return 'its kubelet is not Ready';
  for (const pod of pods) {
    const name = pod.metadata?.name ?? '';
    const condition = readyCondition(pod);
    if (pod.status?.reason === 'NodeLost' || (condition?.status !== 'True' && condition?.reason === 'NodeNotReady'))
      return `pod ${name} is marked ${pod.status?.reason ?? 'NodeNotReady'}`;
    const due = Date.parse(pod.metadata?.deletionTimestamp ?? '');
    if (node === undefined && due + LATE_MILLISECONDS < now)
      return `pod ${name} was due to be gone ${Math.round((now - due) / 1000)} s ago`;
  }
  return undefined;
}

/** Whether a node takes part in the rollout: it should have a pod, or has one. */
export function takesPart(view: NodeView): boolean {
  return view.fit?.shouldRun === true || view.updated.length + view.old.length + view.terminating.length > 0;
}

/** Whether the node has an available pod at the moment. */
export function serves(node: NodeView, view: ObservedRollout): boolean {
  return [...node.updated, ...node.old].some((pod) => isAvailable(pod, view.minReadySeconds, view.now));
}
