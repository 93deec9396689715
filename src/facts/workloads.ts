/** What other workloads of an input select. */
import { isRecord } from '../kubernetes/go/json.ts';
import type { Sibling } from '../manifest/manifest.ts';
import type { Labels } from '../kubernetes/apimachinery/label-selector.ts';
import type { LabelSelector } from 'kubernetes-types/meta/v1.js';

type Json = Readonly<Record<string, unknown>>;

function mapAt(value: unknown, ...keys: string[]): Json {
  let at = value;
  for (const key of keys) at = isRecord(at) ? at[key] : undefined;
  return isRecord(at) ? at : {};
}

/** The labels of the pods that a workload makes. */
export function podLabelsOf(workload: Sibling): Labels {
  const labels = mapAt(workload.object, 'spec', 'template', 'metadata', 'labels');
  return Object.fromEntries(Object.entries(labels).map(([key, value]) => [key, String(value)]));
}

/** The selector of a workload, when it has one. */
export function selectorIn(workload: Sibling): LabelSelector | undefined {
  const selector = mapAt(workload.object, 'spec', 'selector');
  if (Object.keys(selector).length === 0) return undefined;
  if (workload.kind !== 'ReplicationController') return selector;
  return { matchLabels: Object.fromEntries(Object.entries(selector).map(([key, value]) => [key, String(value)])) };
}

/** The labels of an object itself. */
export function ownLabelsOf(object: Sibling): Labels {
  const labels = mapAt(object.object, 'metadata', 'labels');
  return Object.fromEntries(Object.entries(labels).map(([key, value]) => [key, String(value)]));
}

/** Whether a controller owns the object already. Source: apimachinery metav1.GetControllerOf. */
export function isOwned(object: Sibling): boolean {
  const owners = mapAt(object.object, 'metadata')['ownerReferences'];
  return Array.isArray(owners) && owners.some((owner) => isRecord(owner) && owner['controller'] === true);
}

/** Whether a PersistentVolumeClaim can be used by one pod at a time. */
export function isSingleWriter(claim: Sibling): boolean {
  const modes = mapAt(claim.object, 'spec')['accessModes'];
  return Array.isArray(modes) && modes.includes('ReadWriteOncePod');
}
