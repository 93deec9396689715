import type { Fleet } from './manifest.ts';

/** The fleet with its size, which is known if groups state their number of nodes. */
export function sizedFleet(fleet: Fleet | undefined): Fleet | undefined {
  if (fleet === undefined || fleet.nodes !== undefined || fleet.groups === undefined) return fleet;
  return { ...fleet, nodes: fleet.groups.reduce((sum, group) => sum + group.count, 0) };
}
