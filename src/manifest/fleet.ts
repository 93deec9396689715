import type { Fleet } from './manifest.ts';

/** The fleet with its size: groups that say how many nodes they have make it known. */
export function sizedFleet(fleet: Fleet | undefined): Fleet | undefined {
  if (fleet === undefined || fleet.nodes !== undefined || fleet.groups === undefined) return fleet;
  return { ...fleet, nodes: fleet.groups.reduce((sum, group) => sum + group.count, 0) };
}
