/** What the DaemonSet controller does with a new revision. */
import type { DaemonSetSpec } from '../api/objects.ts';
import { CLIENT_BURST, CLIENT_QPS, resolveBudget, type Budget, type Pace } from '../controller/budget.ts';
import { simulate, type Fleet, type Simulation, type Version } from '../controller/simulate.ts';
import { minorIn, storedOf, type Input, type VersionOptions } from './input.ts';

const specOf = (daemonSet: Input, options: VersionOptions): Partial<DaemonSetSpec> =>
  storedOf(daemonSet, minorIn(options)).spec ?? {};

/**
 * The update strategy over `nodes` nodes: how many may be without an available pod, how many may have two. Percentages
 * are rounded up. Throws TypeError when it is not a DaemonSet, RangeError when `nodes` is not a count.
 * Source: pkg/controller/daemon/update.go updatedDesiredNodeCounts.
 */
export function budget(daemonSet: Input, nodes: number, options: VersionOptions = {}): Budget {
  return resolveBudget(specOf(daemonSet, options), count('nodes', nodes, MOST_NODES));
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
  /** Seed of these differences: the same seed gives the same rollout. Default: 1. */
  readonly seed?: number;
  /** Requests per second of the controller (kube-controller-manager --kube-api-qps). Default: 20. */
  readonly clientQps?: number;
  /** Requests at once (--kube-api-burst). Default: 30. */
  readonly clientBurst?: number;
}

// Each node is held in memory.
const MOST_NODES = 1_000_000;

/**
 * Plays through the rollout of a new revision over a fleet, as the controller would do it: how many nodes are down at
 * once, in how many waves, when it ends, or that it never does. Deterministic. Throws TypeError when it is not a
 * DaemonSet, RangeError for counts and times that cannot be.
 * Source: pkg/controller/daemon/update.go rollingUpdate, daemon_controller.go manage.
 */
export function rollout(daemonSet: Input, fleet: Fleet, options: RolloutOptions = {}): Simulation {
  const { readySeconds = 10, terminationSeconds = 30, version = {}, jitter = 0, seed = 1 } = options;
  const { clientQps = CLIENT_QPS, clientBurst = CLIENT_BURST } = options;
  const spec = specOf(daemonSet, options);
  const { available, unavailable = 0, empty = 0, dead = 0 } = fleet;
  const parts = Object.entries({ available, unavailable, empty, dead });
  const nodes = parts.reduce((sum, [name, value]) => sum + count(`fleet.${name}`, value, MOST_NODES), 0);
  const pace: Pace = {
    readySeconds: time('readySeconds', readySeconds),
    terminationSeconds: time('terminationSeconds', terminationSeconds),
    minReadySeconds: spec.minReadySeconds ?? 0,
    clientQps: count('clientQps', clientQps, Number.MAX_SAFE_INTEGER, 1),
    clientBurst: count('clientBurst', clientBurst, Number.MAX_SAFE_INTEGER, 1),
  };
  if (version.failAfter !== undefined) time('version.failAfter', version.failAfter);
  if (!(jitter >= 0 && jitter < 1)) throw new RangeError(`jitter is a share from 0 to below 1, not ${String(jitter)}`);
  return simulate(resolveBudget(spec, count('nodes', nodes, MOST_NODES)), fleet, pace, version, { jitter, seed });
}

function count(name: string, value: number, most: number, least = 0): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new RangeError(`${name} is a whole number from ${String(least)} to ${String(most)}, not ${String(value)}`);
}

function time(name: string, value: number): number {
  if (Number.isFinite(value) && value >= 0) return value;
  throw new RangeError(`${name} is a number of seconds, not ${String(value)}`);
}
