/** What an update must agree with, and what it cannot change. Source: registry/rest update.go BeforeUpdate. */
import type { Refusal } from './answer.ts';
import { refusal } from './answer.ts';
import { quote } from './go.ts';
import type { DaemonSet, Declared } from './objects.ts';

/** The message for a name that is not that of the stored object. */
export function nameFault(object: Declared<DaemonSet>, old: DaemonSet): string | undefined {
  const name = object.metadata?.name ?? '';
  const expected = old.metadata?.name ?? '';
  if (name === '') return `the name of the object (${expected} based on URL) was undeterminable: name must be provided`;
  return name === expected
    ? undefined
    : `the name of the object (${name}) does not match the name on the URL (${expected})`;
}

const DIGITS = /^[0-9]+$/;

/** The preconditions that a file can carry: a resource version and a uid. */
export function conflictWith(old: DaemonSet, object: Declared<DaemonSet>): Refusal | undefined {
  const { uid = '', resourceVersion = '' } = object.metadata ?? {};
  const name = old.metadata?.name ?? '';
  const cannot = `Operation cannot be fulfilled on daemonsets.apps "${name}": `;
  if (resourceVersion !== '' && !DIGITS.test(resourceVersion))
    return refusal(500, 'InternalError', `strconv.ParseUint: parsing ${quote(resourceVersion)}: invalid syntax`);
  if (uid !== '' && old.metadata?.uid !== undefined && uid !== old.metadata.uid) {
    const message = `${cannot}Precondition failed: UID in precondition: ${uid}, UID in object meta: ${old.metadata.uid}`;
    return refusal(409, 'Conflict', message);
  }
  const current = old.metadata?.resourceVersion;
  if (current === undefined || resourceVersion === '' || resourceVersion === '0' || resourceVersion === current)
    return undefined;
  const stale = 'the object has been modified; please apply your changes to the latest version and try again';
  return refusal(409, 'Conflict', cannot + stale);
}

/** Gives `object`, in place, the old values of what an updater may not set. */
export function inheritMetadata(object: Declared<DaemonSet>, old: DaemonSet): void {
  const metadata = (object.metadata ??= {});
  const before: Declared<DaemonSet>['metadata'] = old.metadata ?? {};
  inherit(metadata, before, 'generation', true);
  inherit(metadata, before, 'uid', !metadata.uid);
  inherit(metadata, before, 'resourceVersion', true);
  inherit(metadata, before, 'creationTimestamp', true);
  inherit(metadata, before, 'deletionTimestamp', before.deletionTimestamp !== undefined);
  const grace = before.deletionGracePeriodSeconds;
  inherit(
    metadata,
    before,
    'deletionGracePeriodSeconds',
    grace !== undefined && metadata.deletionGracePeriodSeconds === undefined,
  );
  Reflect.deleteProperty(metadata, 'managedFields');
}

function inherit<T extends object>(to: T, from: T, key: keyof T, when: boolean): void {
  if (!when) return;
  if (from[key] === undefined) Reflect.deleteProperty(to, key);
  else to[key] = from[key];
}
