/** What the DaemonSet controller does with a new revision. */
import type { DaemonSetSpec } from '../api/objects.ts';
import { CLIENT_BURST, CLIENT_QPS, resolveBudget, type Budget, type Pace } from '../controller/budget.ts';
import { simulate, type Fleet, type Simulation, type Version } from '../controller/simulate.ts';
import { fields, seconds, share, whole, type Table } from './arguments.ts';
import { acceptedOf, minorIn, VERSION_OPTIONS, type Input, type VersionOptions } from './input.ts';

const specOf = (daemonSet: Input, options: VersionOptions): Partial<DaemonSetSpec> =>
  acceptedOf(daemonSet, minorIn(options)).stored.spec ?? {};

// Each node is held in memory.
const MOST_NODES = 1_000_000;
const nodeCount = whole(0, MOST_NODES);
const checkVersion = fields(VERSION_OPTIONS);

/**
 * The update strategy over `nodes` nodes: how many may be without an available pod, how many may have two. Percentages
 * are rounded up. Throws TypeError when it is not a DaemonSet or the server refuses it, RangeError when `nodes` is not a
 * count up to a million.
 * Source: pkg/controller/daemon/update.go updatedDesiredNodeCounts.
 */
export function budget(daemonSet: Input, nodes: number, options: VersionOptions = {}): Budget {
  nodeCount('nodes', nodes);
  checkVersion('options', options);
  return resolveBudget(specOf(daemonSet, options), nodes);
}

/** What is known of the pods; all times are in seconds. */
export interface RolloutOptions extends VersionOptions {
  /** From the request to create a pod until it is Ready. Default: 10. */
  readonly readySeconds?: number;
  /** From the request to delete a pod until it is gone. Default: 30. */
  readonly terminationSeconds?: number;
  /** How the new version behaves. Default: well. */
  readonly version?: Version;
  /** How much the times of single pods differ, as a share: 0.1 is ten percent up or down. Default: 0. */
  readonly jitter?: number;
  /** Seed of these differences, a whole number below 2³²: the same seed gives the same rollout. Default: 1. */
  readonly seed?: number;
  /** Requests per second of the controller (kube-controller-manager --kube-api-qps). Default: 20. */
  readonly clientQps?: number;
  /** Requests at once (--kube-api-burst). Default: 30. */
  readonly clientBurst?: number;
}

const anyCount = whole(1, Number.MAX_SAFE_INTEGER);
const ROLLOUT_OPTIONS: Table<RolloutOptions> = {
  ...VERSION_OPTIONS,
  readySeconds: seconds,
  terminationSeconds: seconds,
  version: fields<Version>({ failAfter: seconds }),
  jitter: share,
  seed: whole(0, 0xffff_ffff),
  clientQps: anyCount,
  clientBurst: anyCount,
};
const FLEET: Table<Fleet> = { available: nodeCount, unavailable: nodeCount, empty: nodeCount, dead: nodeCount };
const checkRollout = fields(ROLLOUT_OPTIONS);
const checkFleet = fields(FLEET, ['available']);

/**
 * Plays through the rollout of a new revision over a fleet of up to a million nodes, as the controller would do it: how
 * many nodes are down at once, in how many waves, when it ends, or that it never does. Deterministic. Throws TypeError
 * when it is not a DaemonSet or the server refuses it, RangeError for counts, times (up to a billion seconds) and shares
 * that cannot be.
 * Source: pkg/controller/daemon/update.go rollingUpdate, daemon_controller.go manage.
 */
export function rollout(daemonSet: Input, fleet: Fleet, options: RolloutOptions = {}): Simulation {
  checkFleet('fleet', fleet);
  checkRollout('options', options);
  const { available, unavailable = 0, empty = 0, dead = 0 } = fleet;
  const nodes = available + unavailable + empty + dead;
  if (nodes > MOST_NODES)
    throw new RangeError(
      `the nodes of "fleet" have to be at most ${String(MOST_NODES)} together, not ${String(nodes)}`,
    );
  const { readySeconds = 10, terminationSeconds = 30, version = {}, jitter = 0, seed = 1 } = options;
  const { clientQps = CLIENT_QPS, clientBurst = CLIENT_BURST } = options;
  const spec = specOf(daemonSet, options);
  const { minReadySeconds = 0 } = spec;
  const pace: Pace = { readySeconds, terminationSeconds, minReadySeconds, clientQps, clientBurst };
  return simulate(resolveBudget(spec, nodes), fleet, pace, version, { jitter, seed });
}
