/**
 * The conversion from apps/v1 to the server's internal types, and the fields that the server sets itself. Source:
 * pkg/apis/apps/v1/conversion.go, pkg/apis/core/v1/conversion.go, registry/rest, registry/apps/daemonset.
 */
import { parseInt64 } from '../go/strings.ts';
import type { DaemonSet, Declared, PodSpec } from '../api/objects.ts';

/** The annotation of a DaemonSet that stores a field of the internal type. */
export const TEMPLATE_GENERATION = 'deprecated.daemonset.template.generation';

const INIT_CONTAINER_ANNOTATIONS = [
  'pod.beta.kubernetes.io/init-containers',
  'pod.alpha.kubernetes.io/init-containers',
  'pod.beta.kubernetes.io/init-container-statuses',
  'pod.alpha.kubernetes.io/init-container-statuses',
];

/** The template generation in the annotations, or the error of an invalid one. */
export type ConvertedGeneration = { readonly templateGeneration: bigint } | { readonly fault: string };

/** Converts `object` in place; the template generation is removed from its annotations. */
export function convert(object: Declared<DaemonSet>): ConvertedGeneration {
  Reflect.deleteProperty(object, 'status');
  const { annotations } = object.metadata ?? {};
  const generation = annotations?.[TEMPLATE_GENERATION];
  if (annotations !== undefined) Reflect.deleteProperty(annotations, TEMPLATE_GENERATION);
  const rollingUpdate = object.spec?.updateStrategy?.rollingUpdate;
  if (rollingUpdate !== undefined) {
    // Pointers in apps/v1, plain values in the internal type.
    rollingUpdate.maxUnavailable ??= 0;
    rollingUpdate.maxSurge ??= 0;
  }
  const template = object.spec?.template;
  for (const key of INIT_CONTAINER_ANNOTATIONS)
    if (template?.metadata?.annotations !== undefined) Reflect.deleteProperty(template.metadata.annotations, key);
  if (template?.spec !== undefined) mirrorServiceAccount(template.spec);
  if (generation === undefined) return { templateGeneration: 0n };
  const parsed = parseInt64(generation);
  return 'fault' in parsed ? parsed : { templateGeneration: parsed.value };
}

/** The deprecated `serviceAccount` is copied to `serviceAccountName`, and both are printed. */
function mirrorServiceAccount(pod: Declared<PodSpec>): void {
  const name = pod.serviceAccountName || pod.serviceAccount;
  if (!name) return;
  pod.serviceAccountName = name;
  pod.serviceAccount = name;
}

const SYSTEM_FIELDS = ['creationTimestamp', 'uid', 'deletionTimestamp', 'deletionGracePeriodSeconds', 'selfLink'];
const SERVER_FIELDS = ['managedFields'];

/** Removes, in place, what a creator may not set; managed fields belong to the server. */
export function wipeMetadata(object: Declared<DaemonSet>): void {
  const { metadata } = object;
  if (metadata === undefined) return;
  for (const field of [...SYSTEM_FIELDS, ...SERVER_FIELDS]) Reflect.deleteProperty(metadata, field);
}

const RANDOM = 'xxxxx';
const MAX_GENERATED_BASE = 58;

/** Gives an object that has only `generateName` a name; the server's five random letters are `xxxxx` here. */
export function generateName(object: Declared<DaemonSet>): void {
  const { metadata } = object;
  if (metadata === undefined || metadata.name || !metadata.generateName) return;
  metadata.name = metadata.generateName.slice(0, MAX_GENERATED_BASE) + RANDOM;
}

/** Adds the template generation to the annotations, last, as the conversion to apps/v1 does. */
export function annotateGeneration(object: Declared<DaemonSet>, templateGeneration: bigint): void {
  const metadata = (object.metadata ??= {});
  metadata.annotations = { ...metadata.annotations, [TEMPLATE_GENERATION]: String(templateGeneration) };
}
