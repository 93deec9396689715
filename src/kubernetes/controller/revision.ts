import { isRecord } from '../go/json.ts';
import type { ControllerRevision } from 'kubernetes-types/apps/v1.js';
import { REVISION_HASH } from './adopt.ts';
import { compareBytes, goJson } from '../go/strings.ts';
import { templateHash } from './hash.ts';
import type { PodTemplateSpec } from '../api/objects.ts';
import { since } from '../api/deviations.ts';

/**
 * Go `json.Marshal` of a tree of maps, lists and scalars: keys sorted by bytes, no spaces, HTML escaped. Objects are
 * written by hand because JavaScript moves keys that look like numbers to the front.
 */
export function marshal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(marshal).join(',')}]`;
  if (!isRecord(value)) return typeof value === 'bigint' ? marshalNumber(Number(value)) : marshalScalar(value);
  const keys = Object.keys(value)
    .filter((key) => value[key] !== undefined)
    .sort(compareBytes);
  return `{${keys.map((key) => `${goJson(key)}:${marshal(value[key])}`).join(',')}}`;
}

function marshalScalar(value: unknown): string {
  return typeof value === 'number' ? marshalNumber(value) : goJson(value);
}

// Every number goes through float64; Go switches to an exponent at 1e21, as JavaScript does.
function marshalNumber(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

/** `metadata` as the Go types of 1.`minor` write it: a zero time is omitted, or null before 1.34. */
function metadataOf(metadata: unknown, minor: number): Record<string, unknown> {
  const { creationTimestamp, ...rest } = isRecord(metadata) ? metadata : {};
  if (creationTimestamp !== undefined && creationTimestamp !== null) return { ...rest, creationTimestamp };
  return since('omitsZeroTime', minor) ? rest : { ...rest, creationTimestamp: null };
}

function volumeOf(volume: unknown, minor: number): unknown {
  if (!isRecord(volume) || !isRecord(volume['ephemeral'])) return volume;
  const claim = volume['ephemeral']['volumeClaimTemplate'];
  if (!isRecord(claim)) return volume;
  const metadata = metadataOf(claim['metadata'], minor);
  return { ...volume, ephemeral: { ...volume['ephemeral'], volumeClaimTemplate: { ...claim, metadata } } };
}

/** The template as the Go types of 1.`minor` write it. */
function templateOf(template: PodTemplateSpec, minor: number): Record<string, unknown> {
  const spec: unknown = template.spec;
  const metadata = metadataOf(template.metadata, minor);
  if (!isRecord(spec) || !Array.isArray(spec['volumes'])) return { ...template, metadata };
  return { ...template, metadata, spec: { ...spec, volumes: spec['volumes'].map((item) => volumeOf(item, minor)) } };
}

/**
 * The bytes of a ControllerRevision's data for a stored template: two templates are the same revision if these are
 * equal. Source: pkg/controller/daemon/update.go getPatch, and the same function in kubectl's rollback.go.
 */
export function revisionData(template: PodTemplateSpec, minor: number): string {
  return marshal({ spec: { template: { ...templateOf(template, minor), $patch: 'replace' } } });
}

/** A revision as the controller names it: `agent-7d9f…` and the value of label `controller-revision-hash`. */
export interface RevisionName {
  readonly name: string;
  readonly hash: string;
}

/** The name of an existing revision. */
export function knownName({ metadata, revision }: ControllerRevision): RevisionName & { readonly number: number } {
  return { name: metadata?.name ?? '', hash: metadata?.labels?.[REVISION_HASH] ?? '', number: revision };
}

/**
 * Name and hash of the ControllerRevision that the controller of 1.`minor` creates for a stored template of DaemonSet
 * `name`; undefined if the hash cannot be computed. Source: pkg/controller/daemon/update.go snapshot.
 */
export function revisionName(
  name: string,
  template: PodTemplateSpec,
  minor: number,
  collisionCount?: number,
): RevisionName | undefined {
  const hash = templateHash(template, minor, collisionCount);
  return hash === undefined ? undefined : { name: `${name}-${hash}`, hash };
}
