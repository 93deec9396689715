import { showDuration } from '../../words/duration.ts';
import type { Damage } from '../../kubernetes/controller/budget.ts';
import type { Plan } from '../../rollout/plan.ts';
import { some } from '../../rollout/explanation.ts';

/** What becomes of a DaemonSet that is being deleted: no rollout. */
export function deletionText({ deletedSince }: Pick<Plan, 'deletedSince'>): string | undefined {
  if (deletedSince === undefined) return undefined;
  return `being deleted since ${deletedSince}: the controller does nothing for it, and starts no rollout`;
}

/** Whether there is a rollout to be drawn. */
export function isDrawn({ strategy, nodes, deletedSince }: Pick<Plan, 'strategy' | 'nodes' | 'deletedSince'>): boolean {
  return strategy !== 'on-delete' && nodes !== 0 && deletedSince === undefined;
}

/** `1 node`, `3 nodes`. */
export function plural(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** ` of 3 nodes and 40 s`: the size of one wave. */
export function cycleText({ strategy, waves, seconds, nodes, maxUnavailable, maxSurge }: Plan): string {
  if (!waves || seconds === null) return '';
  const size = Math.min(nodes, strategy === 'surge' ? maxSurge : maxUnavailable);
  return ` of ${plural(size, 'node')} and ${showDuration(seconds / waves)}${waves === 1 ? '' : ' each'}`;
}

/** The effect of a bad version. */
export function damageText({ nodesDown, extraPods }: Damage, { nodes }: Plan): string {
  if (nodesDown >= nodes && nodes > 0) return `every node goes down (${nodes})`;
  if (nodesDown > 0) return `${plural(nodesDown, 'node')} of ${nodes} down, then it stops`;
  return extraPods > 0 ? `no node down, ${plural(extraPods, 'extra pod')}, then it stops` : 'no node down';
}

/** What the dump shows about single nodes. */
export function fleetRows({ fleet, adoption }: Plan): readonly (readonly [label: string, value: string])[] {
  if (fleet === undefined) return [];
  const reasons = (nodes: readonly { name: string; reason: string }[]): string =>
    some(nodes.map(({ name, reason }) => (reason === '' ? name : `${name} (${reason})`)));
  const rows: (readonly [string, string])[] = [];
  if (fleet.unknown.length < 2) rows.push(['nodes with a pod', listText(fleet.withPod)]);
  if (fleet.withoutPod.length > 0) rows.push(['nodes without', reasons(fleet.withoutPod)]);
  if (fleet.dead.length > 0) rows.push(['dead', reasons(fleet.dead)]);
  if (fleet.cordoned.length > 0) rows.push(['cordoned, get one too', listText(fleet.cordoned)]);
  if (fleet.unavailable.length > 0) rows.push(['replaced at once', listText(fleet.unavailable)]);
  if (fleet.down !== undefined && fleet.down > 0) rows.push(['replaced at once', plural(fleet.down, 'node')]);
  if (fleet.dropped.length > 0) rows.push(['lose their pod', listText(fleet.dropped)]);
  if (adoption !== undefined) rows.push(['pods there', adoptionText(adoption)]);
  if (fleet.unknown.length > 0) rows.push(['not in the dump', unknownText(fleet)]);
  return rows;
}

function unknownText({ unknown, down }: NonNullable<Plan['fleet']>): string {
  const what = unknown.join(' and ');
  if (!unknown.includes('pods')) return `${what}: only those with a pod are known`;
  if (down === undefined) return `${what}: every node is assumed to be healthy`;
  return `${what}: how many there are, and are available, comes from the status`;
}

function listText(names: readonly string[]): string {
  return names.length === 0 ? 'none' : `${names.length}: ${some(names)}`;
}

function adoptionText({ adopted, kept, replaced }: NonNullable<Plan['adoption']>): string {
  const own = `${kept} kept, ${replaced} replaced`;
  return adopted === 0 ? own : `${adopted} without a controller adopted; ${own}`;
}
