/** A strategic merge patch that is sent to the API server. Source: apimachinery strategicpatch StrategicMergeMapPatch. */
import { copyOfMap, type ValueMap } from '../go/unstructured.ts';
import { mergeMap } from './merge-map.ts';
import { PatchMeta } from './patch-meta.ts';

/** A DaemonSet of 1.`minor` with `patch`, both of which stay as they are. Throws PatchFault. */
export function strategicMerge(object: ValueMap, patch: ValueMap, minor: number): ValueMap {
  return mergeMap(copyOfMap(object), copyOfMap(patch), PatchMeta.daemonSet(minor), 'object');
}
