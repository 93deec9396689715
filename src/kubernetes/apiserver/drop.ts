/**
 * Template fields whose feature gate is off: decoded and defaulted, then silently removed before validation, unless the
 * stored object already uses them. Source: pkg/api/pod/util.go dropDisabledFields and the functions it calls.
 */
import type { DecodedStruct, Drop } from './drop-table.ts';
import { DROPS, KINDS_OF_CONTAINER, isBag } from './drop-table.ts';
import { apiPath, type Path } from '../yaml/node.ts';
import type { Declared, PodTemplateSpec } from '../api/objects.ts';
import { gateOn } from '../api/release.ts';
import { schemaOf } from '../api/schema.ts';

/** A declared field that the server silently drops. */
export interface DroppedField {
  readonly at: Path;
  readonly field: string;
}

/** A place of the table, taken apart once: `[]` is every item, and of several keys the first that is there counts. */
type Steps = readonly (readonly string[])[];

const stepsOf = (place: string): Steps =>
  place
    .replaceAll('[]', '.[]')
    .split('.')
    .map((step) => step.split('|'));

interface CompiledDrop extends Drop {
  readonly steps: readonly Steps[];
  readonly usedSteps: readonly Steps[];
}

const compiled = new Map<number, readonly CompiledDrop[]>();

const isInForce = ({ gate, since = 0 }: Drop, minor: number): boolean => minor >= since && !gateOn(gate, minor);

/** The drops that apply to 1.`minor`, for fields that the minor has. */
function dropsOf(minor: number): readonly CompiledDrop[] {
  let drops = compiled.get(minor);
  if (drops === undefined) {
    drops = DROPS.filter((drop) => isInForce(drop, minor)).map((drop) => ({
      ...drop,
      steps: drop.places.map(stepsOf),
      usedSteps: (drop.usedAt ?? drop.places).map(stepsOf),
    }));
    compiled.set(minor, drops);
  }
  return drops;
}

/** Calls `found` for every value at `steps` below `value`, with its holder and its path. */
function visit(
  value: unknown,
  steps: Steps,
  path: (string | number)[],
  found: (holder: DecodedStruct, key: string, path: Path) => void,
  index = 0,
): void {
  const keys = steps[index] ?? [];
  if (keys[0] === '[]') {
    if (!Array.isArray(value)) return;
    value.forEach((item: unknown, i) => {
      visit(item, steps, [...path, i], found, index + 1);
    });
  } else if (isBag(value)) {
    const step = keys.find((key) => value[key] != null) ?? keys[0] ?? '';
    if (value[step] === undefined) return;
    if (index === steps.length - 1) found(value, step, [...path, step]);
    else visit(value[step], steps, [...path, step], found, index + 1);
  }
}

const POD: Path = ['spec', 'template', 'spec'];

/** Removes from `template`, in place, what 1.`minor` drops; `old` is the stored template on an update. */
export function dropDisabledFields(
  template: Declared<PodTemplateSpec>,
  old: Declared<PodTemplateSpec> | undefined,
  minor: number,
): readonly DroppedField[] {
  const dropped: DroppedField[] = [];
  const pod: unknown = template.spec;
  if (!isBag(pod)) return dropped;
  for (const drop of dropsOf(minor)) if (!inUse(old?.spec, drop)) applyDrop(pod, drop, dropped);
  if (!gateOn('ImageVolume', minor)) dropImageVolumes(pod, old?.spec, dropped);
  dropClaimsOfVolumes(pod, dropped);
  return dropped;
}

/** The list of the pod that `steps` begin with. */
const listOf = (steps: Steps): string => steps[0]?.[0] ?? '';

function inUse(pod: unknown, drop: CompiledDrop): boolean {
  const counts = drop.used ?? drop.only ?? (() => true);
  let used = false;
  for (const steps of pod === undefined ? [] : drop.usedSteps)
    visit(pod, steps, [], (holder, key) => {
      used ||= counts(holder[key], listOf(steps));
    });
  return used;
}

function applyDrop(pod: DecodedStruct, drop: CompiledDrop, dropped: DroppedField[]): void {
  for (const steps of drop.steps)
    visit(pod, steps, [...POD], (holder, key, at) => {
      if (drop.only?.(holder[key], listOf(steps)) === false || holder[key] === drop.instead) return;
      if (drop.instead === undefined) Reflect.deleteProperty(holder, key);
      else holder[key] = drop.instead;
      dropped.push({ at, field: apiPath(at) });
      if (drop.prune !== undefined) pruneContainer(pod, at, drop.prune);
    });
}

function pruneContainer(pod: DecodedStruct, at: Path, prune: (container: DecodedStruct) => void): void {
  const list = pod[String(at[POD.length])];
  const container: unknown = Array.isArray(list) ? list[Number(at[POD.length + 1])] : undefined;
  if (isBag(container)) prune(container);
}

/** A volume with an `image` source is removed as a whole, and so is every mount of it. */
function dropImageVolumes(pod: DecodedStruct, old: unknown, dropped: DroppedField[]): void {
  const isImage = (volume: unknown): volume is DecodedStruct => isBag(volume) && volume['image'] !== undefined;
  const kept = isBag(old) && Array.isArray(old['volumes']) && old['volumes'].some(isImage);
  if (kept || !Array.isArray(pod['volumes']) || !pod['volumes'].some(isImage)) return;
  const names = new Set(pod['volumes'].filter(isImage).map((volume) => volume['name'] ?? ''));
  remove(pod, 'volumes', [...POD], isImage, dropped);
  for (const kind of KINDS_OF_CONTAINER) {
    const containers = pod[kind];
    if (!Array.isArray(containers)) continue;
    containers.forEach((container: unknown, i) => {
      const mounts = (mount: unknown): boolean => isBag(mount) && names.has(mount['name'] ?? '');
      if (isBag(container)) remove(container, 'volumeMounts', [...POD, kind, i], mounts, dropped);
    });
  }
}

function remove(
  holder: DecodedStruct,
  key: string,
  path: Path,
  goes: (item: unknown) => boolean,
  dropped: DroppedField[],
): void {
  const list = holder[key];
  if (!Array.isArray(list)) return;
  list.forEach((item: unknown, i) => {
    const at = [...path, key, i];
    if (goes(item)) dropped.push({ at, field: apiPath(at) });
  });
  holder[key] = list.filter((item: unknown) => !goes(item));
}

const VOLUME_CLAIMS = stepsOf('volumes[].ephemeral.volumeClaimTemplate.spec.resources.claims');

/** Minors 1.26 to 1.28 have claims inside a claim template, and always drop them. */
function dropClaimsOfVolumes(pod: DecodedStruct, dropped: DroppedField[]): void {
  visit(pod, VOLUME_CLAIMS, [...POD], (holder, key, at) => {
    Reflect.deleteProperty(holder, key);
    dropped.push({ at, field: apiPath(at) });
  });
}

/** How the API server of a minor handles a field: refuses it, drops it, or accepts it. */
export type FieldState = 'unknown' | 'dropped' | 'on';

/** The state of a field such as `PodSpec.hostUsers` on 1.`minor`. */
export function fieldState(field: string, minor: number): FieldState {
  const [struct = '', name = ''] = field.split('.');
  if (schemaOf(minor).get(struct)?.byName.has(name) !== true) return 'unknown';
  if (field === 'Volume.image') return gateOn('ImageVolume', minor) ? 'on' : 'dropped';
  const drop = DROPS.find(({ fields }) => fields.includes(field));
  return drop === undefined || !isInForce(drop, minor) ? 'on' : 'dropped';
}
