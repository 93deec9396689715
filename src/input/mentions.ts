/** What a file has to name to concern a DaemonSet, so that a folder of many files need not be parsed. */
import { configOf } from '../facts/config-references.ts';
import { nodePortsOf } from '../facts/facts.ts';
import type { Manifest } from '../manifest/manifest.ts';

/** Concerns any DaemonSet without naming a thing of it: whole namespaces, and selectors that are no list of labels. */
const ANY = [
  `kind["']?\\s*:\\s*["']?(?:Namespace|\\w*List)\\b`,
  'matchExpressions',
  `elector["']?\\s*:\\s*(?:\\{\\s*\\}|null)`,
].join('|');

/** Finds texts that may concern one of `manifests`; to be tried on bytes as latin1. */
export function concerning(manifests: readonly Manifest[]): RegExp {
  const words = new Set(manifests.flatMap((manifest) => [...wordsOf(manifest)].map(String)));
  words.delete('');
  const escaped = [...words].map((word) => word.replace(/[^\w-]/g, '\\$&'));
  return new RegExp(`${ANY}|(?<![\\w.-])(?:${escaped.join('|')})(?![\\w.-])`);
}

/** The labels by which its pods are selected, the ports of the node, and the names of other objects. */
function* wordsOf(manifest: Manifest): Generator {
  const { pod, spec } = manifest;
  yield* Object.values(spec.template?.metadata?.labels ?? {});
  yield* Object.values(spec.selector?.matchLabels ?? {});
  for (const { port } of nodePortsOf(manifest)) yield port;
  for (const { name } of configOf(manifest)) yield name;
  for (const volume of pod.volumes ?? []) yield volume.persistentVolumeClaim?.claimName ?? '';
  yield pod.priorityClassName ?? '';
  yield pod.serviceAccountName ?? '';
}
