/**
 * Managed fields as an object carries them, and as the server works with them.
 * Source: apimachinery managedfields/internal managedfields.go.
 */
import { compareBytes, goJson, quote } from '../go/strings.ts';
import { copyOfMap, emptyMap, isList, isMap, textAt, type Value, type ValueMap } from '../go/unstructured.ts';
import { FieldsFault, readFieldsV1 } from '../structured-merge/read-fields.ts';
import type { Managers, VersionedSet } from '../structured-merge/updater.ts';

export type Operation = 'Apply' | 'Update';

/** Who a manager is: his name, what he does, and where. */
interface Identity {
  readonly manager: string;
  readonly operation: string;
  readonly apiVersion: string;
  readonly subresource: string;
}

/** Owners and when they last changed something; NOW is the time of the request. */
export interface Managed {
  readonly managers: Managers;
  readonly times: ReadonlyMap<string, string>;
}

/** Later than every other, and one that the server would read again. */
export const NOW = '9999-12-31T23:59:59Z';

export const UNMANAGED: Managed = { managers: new Map(), times: new Map() };

/** Managed fields that the server cannot read. */
export class ManagedFieldsFault extends Error {}

/** The text by which the server knows a manager; an applier is one whatever the version. */
export function identifierOf({ manager, operation, apiVersion, subresource }: Identity): string {
  const parts: readonly (readonly [string, string])[] = [
    ['manager', manager],
    ['operation', operation],
    ['apiVersion', operation === 'Apply' ? '' : apiVersion],
    ['subresource', subresource],
  ];
  const written = parts.filter(([, value]) => value !== '');
  return `{${written.map(([name, value]) => `"${name}":${goJson(value)}`).join(',')}}`;
}

/** Reads what an object carries. Throws ManagedFieldsFault. */
export function decodeManagedFields(entries: Value | undefined): Managed {
  const managers = new Map<string, VersionedSet>();
  const times = new Map<string, string>();
  for (const [index, entry] of (isList(entries) ? entries : []).entries()) {
    const map = isMap(entry) ? entry : emptyMap();
    const identity = identityIn(map, index);
    const id = identifierOf(identity);
    const { operation, apiVersion } = identity;
    managers.set(id, { set: setIn(map), apiVersion, applied: operation === 'Apply' });
    const time = textAt(map, 'time');
    if (time !== '') times.set(id, time);
  }
  return { managers, times };
}

function identityIn(entry: ValueMap, index: number): Identity {
  const text = (name: string): string => textAt(entry, name);
  const operation = text('operation');
  if (operation !== 'Apply' && operation !== 'Update')
    throw new ManagedFieldsFault('operation must be `Apply` or `Update`');
  const apiVersion = text('apiVersion');
  if (apiVersion === '') throw new ManagedFieldsFault('apiVersion must not be empty');
  const fieldsType = text('fieldsType');
  if (fieldsType === '') throw new ManagedFieldsFault(`missing fieldsType in managed fields entry ${index}`);
  if (fieldsType !== 'FieldsV1')
    throw new ManagedFieldsFault(`invalid fieldsType ${quote(fieldsType)} in managed fields entry ${index}`);
  return { manager: text('manager'), operation, apiVersion, subresource: text('subresource') };
}

function setIn(entry: ValueMap): VersionedSet['set'] {
  try {
    return readFieldsV1(entry['fieldsV1'] ?? null);
  } catch (error) {
    if (error instanceof FieldsFault) throw new ManagedFieldsFault(`error decoding set: ${error.message}`);
    throw error;
  }
}

/** What the object will carry; nothing when nobody owns anything. */
export function encodeManagedFields({ managers, times }: Managed): ValueMap[] {
  return [...managers]
    .map(([id, owned]) => ({ id, entry: entryOf(id, owned, times.get(id)), time: secondsOf(times.get(id)) }))
    .sort((a, b) => compareEntries(a.entry, b.entry, a.time - b.time))
    .map(({ entry }) => entry);
}

function entryOf(id: string, { set, apiVersion, applied }: VersionedSet, time: string | undefined): ValueMap {
  const { manager = '', operation = '', subresource = '' } = partsOf(id);
  const entry = emptyMap();
  if (manager !== '') entry['manager'] = manager;
  entry['operation'] = applied ? 'Apply' : operation;
  entry['apiVersion'] = apiVersion;
  if (time !== undefined) entry['time'] = time;
  entry['fieldsType'] = 'FieldsV1';
  entry['fieldsV1'] = set.toFieldsV1();
  if (subresource !== '') entry['subresource'] = subresource;
  return entry;
}

/** Managed fields whose times of the request, which nobody knows, are left out. */
export function withoutRequestTime(entries: Value): Value {
  if (!isList(entries)) return entries;
  return entries.map((entry) => {
    if (!isMap(entry) || entry['time'] !== NOW) return entry;
    const copy = copyOfMap(entry);
    Reflect.deleteProperty(copy, 'time');
    return copy;
  });
}

/** What an identifier says. */
export function partsOf(id: string): Partial<Readonly<Record<keyof Identity, string>>> {
  return JSON.parse(id) as Partial<Record<keyof Identity, string>>;
}

/** A time in seconds; none is the earliest. */
export function secondsOf(time: string | undefined): number {
  if (time === undefined) return 0;
  const milliseconds = Date.parse(time);
  return Number.isNaN(milliseconds) ? 0 : Math.floor(milliseconds / 1000);
}

function compareEntries(a: ValueMap, b: ValueMap, time: number): number {
  const by = (name: string): number => compareBytes(textAt(a, name), textAt(b, name));
  return by('operation') || time || by('manager') || by('apiVersion') || by('subresource');
}

/** A manager in a message. Source: conflict.go printManager. */
export function shownManager(id: string): string {
  const { manager = '', operation, apiVersion = '', subresource } = partsOf(id);
  const name = quote(manager) + (subresource === undefined ? '' : ` with subresource ${quote(subresource)}`);
  return operation === 'Update' ? `${name} using ${apiVersion}` : name;
}
