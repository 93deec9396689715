/**
 * The preconditions of an update, and the fields that it cannot change. Source: registry/rest update.go BeforeUpdate.
 */
import type { RefusedAnswer } from './answer.ts';
import { refusal } from './answer.ts';
import { quote } from '../go/strings.ts';
import type { DaemonSet, Declared } from '../api/objects.ts';

/** The error for a name that differs from that of the stored object. */
export function nameFault(object: Declared<DaemonSet>, old: DaemonSet): string | undefined {
  const name = object.metadata?.name ?? '';
  const expected = old.metadata?.name ?? '';
  if (name === '') return `the name of the object (${expected} based on URL) was undeterminable: name must be provided`;
  return name === expected
    ? undefined
    : `the name of the object (${name}) does not match the name on the URL (${expected})`;
}

const DIGITS = /^[0-9]+$/;
const MAX_UINT64 = 2n ** 64n - 1n;

/**
 * A resource version as a number, as the server reads it; a missing one is 0. Source: storage api_object_versioner.go.
 */
function parseVersion(text: string): bigint | RefusedAnswer {
  if (text === '') return 0n;
  const fault = DIGITS.test(text) ? 'value out of range' : 'invalid syntax';
  const version = DIGITS.test(text) ? BigInt(text) : undefined;
  if (version !== undefined && version <= MAX_UINT64) return version;
  return refusal(500, 'InternalError', `strconv.ParseUint: parsing ${quote(text)}: ${fault}`);
}

/**
 * The preconditions that a file can contain: a uid and a resource version; neither fails if the stored one is unknown.
 */
export function conflictWith(old: DaemonSet, object: Declared<DaemonSet>, isPatch = false): RefusedAnswer | undefined {
  const { uid = '', resourceVersion = '' } = object.metadata ?? {};
  const { name = '', namespace = '', uid: current } = old.metadata ?? {};
  const cannot = `Operation cannot be fulfilled on daemonsets.apps "${name}": `;
  // Of a patch the uid is no precondition, and validation refuses another one. Source: handlers patch.go patchResource.
  if (!isPatch && uid !== '' && current !== undefined && uid !== current) {
    const key = `Key: /daemonsets/${namespace}/${name}, ResourceVersion: 0`;
    const detail = `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${current}`;
    const fault = `StorageError: invalid object, Code: 4, ${key}, AdditionalErrorMsg: ${detail}`;
    return refusal(409, 'Conflict', cannot + fault);
  }
  const version = parseVersion(resourceVersion);
  if (typeof version !== 'bigint') return version;
  const stored = old.metadata?.resourceVersion;
  if (stored === undefined || version === 0n || version === parseVersion(stored)) return undefined;
  const stale = 'the object has been modified; please apply your changes to the latest version and try again';
  return refusal(409, 'Conflict', cannot + stale);
}

/** Copies, in place, the old values of the fields that an updater may not set to `object`. */
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
