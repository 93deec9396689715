import { Queue, randomFrom, TokenBucket, type EventKind, type Occurrence } from './simulation-queue.ts';
import {
  DELETE_SYNCS_SECONDS,
  SURGE_REQUEUE_SECONDS,
  SURGE_SYNC_SECONDS,
  round,
  type Budget,
  type Pace,
} from './budget.ts';

/** The fleet when the rollout starts: the number of nodes by the state of their pods. */
export interface Fleet {
  /** An old pod that is available. */
  readonly available: number;
  /** An old pod that is not available: replaced without limit. */
  readonly unavailable?: number;
  /** No pod, although the node should have one: created at once. */
  readonly empty?: number;
  /** A pod that will never be deleted or available again: the node is dead. */
  readonly dead?: number;
}

/** The behavior of the new version; if missing, it works. */
export interface Version {
  /** Seconds from Ready until it fails for good; 0 is never ready. */
  readonly failAfter?: number;
}

export interface Options {
  readonly seed?: number;
  /** How much the times of single pods vary, as a share: 0.1 is plus or minus ten percent. */
  readonly jitter?: number;
}

/** The state after a change: seconds since the start, and numbers of nodes. */
export interface TimelinePoint {
  readonly second: number;
  /** Nodes without an available pod. */
  readonly unavailable: number;
  /** Nodes with an old and a new pod. */
  readonly surging: number;
  /** Nodes whose new pod is, or was once, available. */
  readonly updated: number;
}

/** How a rollout went. */
export interface Simulation {
  /** The most nodes without an available pod at once. */
  readonly maxUnavailableNodes: number;
  /** The most nodes with an old and a new pod at once. */
  readonly maxSurgeNodes: number;
  /** Groups of replacements with a pause of more than half of `readySeconds` between them. */
  readonly waves: number;
  /** When the last node was updated, in seconds; null if the rollout stops before. */
  readonly seconds: number | null;
  readonly timeline: readonly TimelinePoint[];
}

/** At most this many creations and deletions per sync. Source: daemon_controller.go BurstReplicas. */
const BURST_REPLICAS = 250;

/**
 * Runs the DaemonSet controller's rolling update against simulated pods: which old pods it deletes or which new ones it
 * creates at each sync, limited by the budget, by BURST_REPLICAS and by the client's queries per second. Source:
 * pkg/controller/daemon/update.go rollingUpdate, daemon_controller.go manage.
 */
export function simulate(
  budget: Budget,
  fleet: Fleet,
  pace: Pace,
  version: Version = {},
  options: Options = {},
): Simulation {
  return new Run(budget, fleet, pace, version, options).simulation();
}

class Run {
  readonly #budget: Budget;
  readonly #pace: Pace;
  readonly #version: Version;
  readonly #random: () => number;
  readonly #jitter: number;
  readonly #queue = new Queue();
  readonly #client: TokenBucket;
  readonly #changes: Change[] = [];
  readonly #starts: number[] = [];
  /** Old, available pods that are still to be replaced, and old ones that are not available. */
  #candidates: number;
  #broken: number;
  /** Nodes without a pod that wait for a creation. */
  #empty = 0;
  /** Nodes whose new pod is available while the old one waits for its deletion (surge). */
  #replaced = 0;
  /**
   * Nodes that count against the budget: no available pod there (delete-first), an unavailable new pod beside an old
   * one (surge).
   */
  #held: number;
  #updated = 0;
  #next = 0;
  #syncAt = Infinity;
  #busyUntil = 0;
  #doneAt: number | null = null;
  readonly #rolling: number;
  /** Nodes whose old pod was not available at the start: they have only their new pod. */
  readonly #alone = new Set<number>();

  constructor(budget: Budget, fleet: Fleet, pace: Pace, version: Version, options: Options) {
    const { available, unavailable = 0, empty = 0, dead = 0 } = fleet;
    const surge = budget.strategy === 'surge';
    this.#budget = budget;
    this.#pace = pace;
    this.#version = version;
    this.#random = randomFrom(options.seed ?? 1);
    this.#jitter = options.jitter ?? 0;
    this.#client = new TokenBucket(pace.clientQps, pace.clientBurst);
    this.#candidates = available;
    // With surge, a node without a pod gets a new one like a node whose old pod is not available.
    this.#broken = surge ? unavailable + empty : unavailable;
    this.#empty = surge ? 0 : empty;
    this.#rolling = available + unavailable + empty;
    // With surge, the old pod of a dead node is deleted at once, and its new pod does not count.
    this.#held = surge ? 0 : dead + empty;
    this.#changes.push({ at: 0, unavailable: unavailable + empty + dead });
  }

  simulation(): Simulation {
    if (this.#rolling === 0) this.#doneAt = 0;
    else if (this.#budget.strategy !== 'on-delete') this.#requestSync(0);
    for (let now = this.#queue.take(); now !== undefined; now = this.#queue.take()) this.#happen(now);
    const timeline = accumulate(this.#changes);
    return {
      maxUnavailableNodes: timeline.reduce((max, { unavailable }) => Math.max(max, unavailable), 0),
      maxSurgeNodes: timeline.reduce((max, { surging }) => Math.max(max, surging), 0),
      waves: countWaves(this.#starts, this.#pace.readySeconds / 2),
      seconds: this.#doneAt === null ? null : round(this.#doneAt),
      timeline,
    };
  }

  get #surge(): boolean {
    return this.#budget.strategy === 'surge';
  }

  #schedule(at: number, what: EventKind, node = -1): void {
    this.#queue.add(at, what, node);
  }

  #requestSync(at: number): void {
    // Only one worker at a time processes a DaemonSet, and it waits until its requests are sent.
    const start = Math.max(at, this.#busyUntil);
    if (start >= this.#syncAt) return;
    this.#syncAt = start;
    this.#schedule(start, 'sync');
  }

  #happen({ at, what, node }: Occurrence): void {
    switch (what) {
      case 'sync':
        this.#sync(at);
        break;
      case 'gone':
        this.#empty++;
        this.#requestSync(at + DELETE_SYNCS_SECONDS / 2);
        break;
      case 'ready':
        this.#ready(at, node);
        break;
      case 'available':
        this.#available(at, node);
        break;
      case 'failed':
        this.#failed(at);
        break;
    }
  }

  #ready(at: number, node: number): void {
    const { minReadySeconds } = this.#pace;
    const { failAfter } = this.#version;
    if (failAfter === undefined || failAfter > minReadySeconds) this.#schedule(at + minReadySeconds, 'available', node);
    if (failAfter !== undefined && failAfter > minReadySeconds) this.#schedule(at + failAfter, 'failed', node);
  }

  #available(at: number, node: number): void {
    this.#updated++;
    const alone = !this.#surge || this.#alone.has(node);
    if (!alone) this.#replaced++;
    if (!this.#alone.has(node) || !this.#surge) this.#held--;
    this.#changes.push(alone ? { at, unavailable: -1, updated: 1 } : { at, surging: -1, updated: 1 });
    const requeue = this.#surge && this.#pace.minReadySeconds > 0 ? SURGE_REQUEUE_SECONDS : 0;
    this.#requestSync(at + requeue + (this.#surge ? SURGE_SYNC_SECONDS : DELETE_SYNCS_SECONDS / 2));
  }

  #failed(at: number): void {
    if (!this.#surge) this.#held++;
    this.#changes.push({ at, unavailable: 1 });
  }

  #sync(now: number): void {
    if (now !== this.#syncAt) return;
    this.#syncAt = Infinity;
    const end = this.#surge ? this.#syncSurge(now) : this.#syncDeleteFirst(now);
    this.#busyUntil = end;
    if (this.#updated === this.#rolling && this.#replaced === 0) this.#doneAt ??= end;
  }

  #syncDeleteFirst(now: number): number {
    let at = now;
    const creations = Math.min(this.#empty, BURST_REPLICAS);
    for (let i = 0; i < creations; i++) at = this.#create(now, this.#next++);
    this.#empty -= creations;
    const broken = Math.min(this.#broken, BURST_REPLICAS);
    const free = Math.max(0, this.#budget.maxUnavailable - this.#held - this.#broken);
    const healthy = Math.min(free, this.#candidates, BURST_REPLICAS - broken);
    this.#broken -= broken;
    this.#candidates -= healthy;
    this.#held += broken + healthy;
    for (let i = 0; i < broken + healthy; i++) {
      at = this.#client.take(now);
      this.#schedule(at + this.#time(this.#pace.terminationSeconds), 'gone');
      this.#starts.push(at);
      if (i < healthy) this.#changes.push({ at, unavailable: 1 });
    }
    if (this.#empty > 0 || this.#broken > 0) this.#requestSync(at + DELETE_SYNCS_SECONDS / 2);
    else if (healthy < free && this.#candidates > 0) this.#requestSync(at + DELETE_SYNCS_SECONDS / 2);
    return at;
  }

  #syncSurge(now: number): number {
    let at = now;
    const broken = Math.min(this.#broken, BURST_REPLICAS);
    const free = Math.max(0, this.#budget.maxSurge - this.#held);
    const healthy = Math.min(free, this.#candidates, BURST_REPLICAS - broken);
    this.#broken -= broken;
    this.#candidates -= healthy;
    this.#held += healthy;
    for (let i = 0; i < broken + healthy; i++) {
      const node = this.#next++;
      at = this.#create(now, node);
      this.#starts.push(at);
      if (i < broken) this.#alone.add(node);
      else this.#changes.push({ at, surging: 1 });
    }
    for (; this.#replaced > 0; this.#replaced--) at = this.#client.take(now);
    if (this.#broken > 0 || (healthy < free && this.#candidates > 0)) this.#requestSync(at + SURGE_SYNC_SECONDS);
    return at;
  }

  /** Sends the request for a new pod; returns the time of the creation. */
  #create(now: number, node: number): number {
    const at = this.#client.take(now);
    if (this.#version.failAfter !== 0) this.#schedule(at + this.#time(this.#pace.readySeconds), 'ready', node);
    return at;
  }

  #time(seconds: number): number {
    return this.#jitter === 0 ? seconds : seconds * (1 + this.#jitter * (2 * this.#random() - 1));
  }
}

/** How a request or an event changes the counts of the timeline. */
interface Change {
  readonly at: number;
  readonly unavailable?: number;
  readonly surging?: number;
  readonly updated?: number;
}

/** The counts after each moment with a change; requests are recorded before they are sent, so they are sorted. */
function accumulate(changes: readonly Change[]): TimelinePoint[] {
  const timeline: TimelinePoint[] = [];
  let [unavailable, surging, updated] = [0, 0, 0];
  for (const change of [...changes].sort((a, b) => a.at - b.at)) {
    unavailable += change.unavailable ?? 0;
    surging += change.surging ?? 0;
    updated += change.updated ?? 0;
    const second = round(change.at);
    if (timeline.at(-1)?.second === second) timeline.pop();
    timeline.push({ second, unavailable, surging, updated });
  }
  return timeline;
}

/** Groups of requests with pauses of more than `gap` seconds between them. */
function countWaves(starts: readonly number[], gap: number): number {
  const sorted = [...starts].sort((a, b) => a - b);
  return sorted.filter((at, i) => i === 0 || at - (sorted[i - 1] ?? at) > gap).length;
}
