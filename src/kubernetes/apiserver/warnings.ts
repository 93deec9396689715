/** The warnings of the API server about an accepted pod template. Source: pkg/api/pod/warnings.go warningsForPodSpecAndMeta. */
import type { OwnerReference } from 'kubernetes-types/meta/v1.js';
import { FieldPath } from '../apimachinery/field-errors.ts';
import { quote } from '../go/strings.ts';
import { addressWarning } from '../apimachinery/ip.ts';
import type { Declared, PodSpec, PodTemplateSpec } from '../api/objects.ts';
import { fractionalWarnings, warn, type Warning } from './warnings-common.ts';
import { containerWarnings, portWarnings, seccompText } from './warnings-containers.ts';
import { sentWarnings } from './warnings-recorder.ts';
import { nodeWarnings, podAffinityWarnings } from './warnings-scheduling.ts';
import { volumeWarnings } from './warnings-volumes.ts';
import { since } from '../api/deviations.ts';

export type { Warning } from './warnings-common.ts';

const DEAD_ANNOTATIONS = [
  ['scheduler.alpha.kubernetes.io/critical-pod', 'non-functional in v1.16+; use the "priorityClassName" field instead'],
  ['security.alpha.kubernetes.io/sysctls', 'non-functional in v1.11+; use the "sysctls" field instead'],
  ['security.alpha.kubernetes.io/unsafe-sysctls', 'non-functional in v1.11+; use the "sysctls" field instead'],
] as const;
const SECCOMP_POD = 'seccomp.security.alpha.kubernetes.io/pod';

/** The texts that a client of 1.`minor` gets about `template`. */
export function warningsFor(template: Declared<PodTemplateSpec>, minor: number): string[] {
  return sentWarnings(textsOf(templateWarnings(template, minor)));
}

/** The texts of warnings, one after the other. */
export function* textsOf(warnings: Iterable<Warning>): Generator<string> {
  for (const { text } of warnings) yield text;
}

const TEMPLATE = FieldPath.root('spec').child('template');
const ANNOTATIONS = TEMPLATE.child('metadata').child('annotations');
const SPEC = TEMPLATE.child('spec');

/**
 * The warnings about a defaulted template without gated fields, in the server's order; the same text may come again.
 * Each port or file is warned of at most `most` others: every two of them may clash.
 */
export function* templateWarnings(
  template: Declared<PodTemplateSpec>,
  minor: number,
  most = Infinity,
): Generator<Warning> {
  const spec = template.spec ?? {};
  const annotations: Readonly<Record<string, string | undefined>> = template.metadata?.annotations ?? {};
  yield* nodeWarnings(spec, SPEC, minor);
  for (const [key, text] of DEAD_ANNOTATIONS)
    if (annotations[key] !== undefined) yield warn(ANNOTATIONS.key(key), text);
  yield* volumeWarnings(spec.volumes ?? [], SPEC.child('volumes'), minor, most);
  yield* nameWarnings(spec);
  yield* fractionalWarnings(spec.overhead, ['memory', 'ephemeral-storage'], SPEC.child('overhead'));
  if (spec.securityContext?.seccompProfile == null && annotations[SECCOMP_POD] !== undefined)
    yield warn(ANNOTATIONS.key(SECCOMP_POD), seccompText(minor));
  yield* containerWarnings(spec, SPEC, annotations, ANNOTATIONS, minor);
  yield* portWarnings(spec, SPEC, minor, most);
  if (since('warnsOfNegativeGrace', minor) && (spec.terminationGracePeriodSeconds ?? 0) < 0) {
    const text = 'must be >= 0; negative values are invalid and will be treated as 1';
    yield warn(SPEC.child('terminationGracePeriodSeconds'), text);
  }
  yield* podAffinityWarnings(spec, SPEC, minor);
  if (since('warnsOfAddresses', minor)) yield* addressWarnings(spec, minor);
}

/** Host aliases and pull secrets that occur twice, and secrets without a name. */
function* nameWarnings(spec: Declared<PodSpec>): Generator<Warning> {
  const aliases = (spec.hostAliases ?? []).map(({ ip = '' }) => ip);
  const secrets = (spec.imagePullSecrets ?? []).map(({ name = '' }) => name);
  for (const i of repeatedIn(aliases))
    yield warn(SPEC.child('hostAliases').index(i).child('ip'), `duplicate ip ${quote(aliases[i] ?? '')}`);
  const path = SPEC.child('imagePullSecrets');
  for (const i of repeatedIn(secrets))
    yield warn(path.index(i).child('name'), `duplicate name ${quote(secrets[i] ?? '')}`);
  for (const [i, name] of secrets.entries())
    if (name === '') yield warn(path.index(i).child('name'), 'invalid empty name ""');
}

/** Where a text is that was there before. */
function* repeatedIn(texts: readonly string[]): Generator<number> {
  const seen = new Set<string>();
  for (const [i, text] of texts.entries()) {
    if (seen.has(text)) yield i;
    seen.add(text);
  }
}

function* addressWarnings(spec: Declared<PodSpec>, minor: number): Generator<Warning> {
  for (const [i, server] of (spec.dnsConfig?.nameservers ?? []).entries()) {
    const text = addressWarning(server, minor);
    if (text !== undefined) yield warn(SPEC.child('dnsConfig').child('nameservers').index(i), text);
  }
  for (const [i, { ip = '' }] of (spec.hostAliases ?? []).entries()) {
    const text = addressWarning(ip, minor);
    if (text !== undefined) yield warn(SPEC.child('hostAliases').index(i).child('ip'), text);
  }
}

/**
 * Owner references as the server keeps them, and its warning if some were written twice: only those that are equal in
 * every field (apiserver pkg/endpoints/handlers `dedupOwnerReferences`).
 */
export function dedupOwnerReferences<Reference extends Declared<OwnerReference>>(
  references: readonly Reference[],
): { kept: Reference[]; warning?: string } {
  const seen = new Set<string>();
  const kept: Reference[] = [];
  const duplicates: string[] = [];
  for (const reference of references) {
    const { apiVersion = '', kind = '', name = '', uid = '', controller, blockOwnerDeletion } = reference;
    const identity = JSON.stringify([apiVersion, kind, name, uid, controller ?? null, blockOwnerDeletion ?? null]);
    if (seen.has(identity)) duplicates.push(uid);
    else kept.push(reference);
    seen.add(identity);
  }
  if (duplicates.length === 0) return { kept };
  const warning =
    '.metadata.ownerReferences contains duplicate entries; API server dedups owner references in 1.20+, ' +
    'and may reject such requests as early as 1.24; please fix your requests; ' +
    `duplicate UID(s) observed: ${duplicates.join(', ')}`;
  return { kept, warning };
}
