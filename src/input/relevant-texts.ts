/** What a file has to name to concern a DaemonSet, so that a folder with many files does not have to be parsed. */
import { configOf } from '../facts/config-references.ts';
import { nodePortsOf } from '../facts/daemonset-facts.ts';
import type { Manifest } from '../manifest/manifest.ts';

/**
 * Text that concerns any DaemonSet without naming a part of it: whole namespaces, and selectors other than a list of
 * labels.
 */
const ANY = [
  `kind["']?\\s*:\\s*["']?(?:Namespace|\\w*List|ValidatingAdmissionPolicy\\w*)\\b`,
  'matchExpressions',
  `elector["']?\\s*:\\s*(?:\\{\\s*\\}|null)`,
].join('|');

/** Finds texts that may concern one of `manifests`; used on bytes as latin1. */
export function relevantTextPattern(manifests: readonly Manifest[]): RegExp {
  const words = new Set(manifests.flatMap((manifest) => [...wordsOf(manifest)].map(String)));
  words.delete('');
  const escaped = [...words].map((word) => word.replace(/[^\w-]/g, '\\$&'));
  return new RegExp(`${ANY}|(?<![\\w.-])(?:${escaped.join('|')})(?![\\w.-])`);
}

/** The labels that select its pods, the host ports, and the names of other objects. */
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
