/** The DaemonSets of a cluster through the requests of a command, of which a dry run stores nothing. */
import type { ValueMap } from '../go/unstructured.ts';
import { copyOf, copyOfMap, emptyMap, mapAt } from '../go/unstructured.ts';
import { storedJson } from '../apiserver/serialize.ts';
import type { Live, RequestOptions, Response } from '../apiserver/patch-request.ts';
import { applyObject, createObject, patchObject, replaceManagedFields } from '../apiserver/patch-request.ts';

export class Cluster {
  readonly #objects = new Map<string, Live>();
  readonly #isDryRun: boolean;
  /** The stored templates in the order in which requests have put them there; the controller sees each, but not of what is being deleted. */
  readonly templates: string[] = [];

  constructor(objects: readonly Live[], isDryRun: boolean) {
    for (const live of objects) this.#objects.set(keyOf(live), live);
    this.#isDryRun = isDryRun;
  }

  get objects(): readonly Live[] {
    return [...this.#objects.values()];
  }

  get(namespace: string, name: string): Live | undefined {
    return this.#objects.get(`${namespace}/${name}`);
  }

  create(body: ValueMap, options: RequestOptions): Response {
    return this.#commit(createObject(body, options));
  }

  patch(live: Live, patch: ValueMap, options: RequestOptions): Response {
    return this.#commit(patchObject(live, patch, options));
  }

  apply(name: string, config: ValueMap, force: boolean, options: RequestOptions): Response {
    return this.#commit(applyObject(this.get(options.namespace, name), config, force, options));
  }

  replaceManagedFields(live: Live, entries: readonly ValueMap[], options: RequestOptions): Response {
    return this.#commit(replaceManagedFields(live, entries, options));
  }

  /** Deletes an object and waits until it is gone. */
  delete(live: Live): void {
    this.#objects.delete(keyOf(live));
  }

  #commit(response: Response): Response {
    if ('refusal' in response || this.#isDryRun) return response;
    const { live } = response;
    const before = this.#objects.get(keyOf(live));
    this.#objects.set(keyOf(live), live);
    const template = templateOf(live);
    const rolls = live.object.metadata?.deletionTimestamp === undefined;
    if (rolls && (before === undefined || templateOf(before) !== template)) this.templates.push(template);
    return response;
  }
}

function keyOf({ object }: Live): string {
  return `${object.metadata?.namespace ?? 'default'}/${object.metadata?.name ?? ''}`;
}

/** The bytes by which the controller distinguishes templates. */
export function templateOf({ object }: Live): string {
  return object.spec === undefined ? '' : storedJson(object.spec.template);
}

/** The object as the API returns it. */
export function wholeObject({ object, managedFields, status }: Live): ValueMap {
  const whole = copyOfMap(object);
  const metadata = mapAt(whole, 'metadata') ?? emptyMap();
  if (managedFields !== undefined) metadata['managedFields'] = copyOf(managedFields);
  if (status !== undefined) whole['status'] = copyOf(status);
  return whole;
}
