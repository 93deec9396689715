/** What the variables of expressions hold. Source: apiserver pkg/admission/plugin/cel/activation.go, condition.go. */
import type { Origin, Value } from '../../cel/values.ts';
import { Dict } from '../../cel/values.ts';
import { copyOfMap } from '../go/unstructured.ts';
import type { DaemonSet } from '../api/objects.ts';
import { fieldsAfterUpdate } from '../apiserver/field-manager.ts';
import { encodeManagedFields, UNMANAGED } from '../apiserver/managed-fields.ts';
import { structOf } from '../api/schema.ts';
import { AUTHORIZER, RESOURCE_CHECK, Unknowable, authorizerValue } from '../cel/authorizer.ts';
import { fromJson } from '../cel/json-values.ts';
import type { NamespaceObject, ParamObject } from './objects.ts';
import type { AdmissionRequest } from './request.ts';

/** The variables that represent the whole of a request. */
export interface RequestValues {
  readonly object: Value;
  readonly oldObject: Value;
  readonly request: Value;
  readonly namespaceObject: Value;
}

/** The values of the variables of a request. */
export function valuesOf(request: AdmissionRequest, namespace: NamespaceObject): RequestValues {
  const { oldObject, minor } = request;
  const struct = structOf('DaemonSet', minor);
  const as = (object: DaemonSet, key: string): Value =>
    fromJson(seen(object, request), struct, { holder: undefined, key });
  return {
    object: as(request.object, 'object'),
    oldObject: oldObject === undefined ? null : as(oldObject, 'oldObject'),
    request: requestValue(request),
    namespaceObject:
      namespace.json === undefined ? new UndeclaredNamespace(namespace) : fromJson(namespace.json, 'typed'),
  };
}

/** The value of `params`. */
export function paramValue(param: ParamObject | undefined): Value {
  return param === undefined ? null : fromJson(param.json);
}

const MADE_UP_UID = '00000000-0000-4000-8000-000000000000';
const STATUS = { currentNumberScheduled: 0, numberMisscheduled: 0, desiredNumberScheduled: 0, numberReady: 0 };

/** An object with what the server adds before admission sees it. */
function seen(object: DaemonSet, { oldObject: old, time, minor }: AdmissionRequest): object {
  const { apiVersion, kind, metadata, spec } = object;
  const { uid, creationTimestamp, resourceVersion, managedFields } = old?.metadata ?? {};
  const shown = {
    ...metadata,
    uid: uid ?? MADE_UP_UID,
    creationTimestamp: creationTimestamp ?? time,
    ...(old === undefined ? {} : { resourceVersion: resourceVersion ?? '1' }),
    // Few expressions look at them, and they take longer than all the rest.
    get managedFields(): unknown {
      return managedFields ?? fieldsAsCreated(old ?? object, time, minor);
    },
  };
  return { apiVersion, kind, metadata: shown, spec, status: STATUS };
}

/** The managed fields of an object that somebody has created. */
function fieldsAsCreated({ metadata, spec, ...meta }: DaemonSet, time: string, minor: number): unknown {
  const next = copyOfMap({ ...meta, metadata, spec });
  const managed = fieldsAfterUpdate(undefined, next, UNMANAGED, 'daemonlint', minor);
  return encodeManagedFields(managed).map((entry) => ({ ...entry, time }));
}

const KIND = { group: 'apps', version: 'v1', kind: 'DaemonSet' };
const RESOURCE = { group: 'apps', version: 'v1', resource: 'daemonsets' };

const REQUEST_ORIGIN: Origin = { holder: undefined, key: 'request' };

function requestValue({ operation, name, namespace, user, dryRun }: AdmissionRequest): Value {
  const options = {
    kind: operation === 'CREATE' ? 'CreateOptions' : 'UpdateOptions',
    apiVersion: 'meta.k8s.io/v1',
    ...(dryRun ? { dryRun: ['All'] } : {}),
    fieldValidation: 'Strict',
  };
  const known = {
    uid: '',
    kind: KIND,
    resource: RESOURCE,
    requestKind: KIND,
    requestResource: RESOURCE,
    ...(name === '' ? {} : { name }),
    namespace,
    operation,
    dryRun,
    options,
  };
  if (user !== undefined) {
    const groups = user.groups.length === 0 ? {} : { groups: user.groups };
    return fromJson({ ...known, userInfo: { username: user.name, ...groups } }, 'typed', REQUEST_ORIGIN);
  }
  return new WithUnknown(known, 'userInfo', 'who asks (see --user and --group)');
}

/** Typed JSON of which one field cannot be known. */
class WithUnknown extends Dict {
  override readonly origin = REQUEST_ORIGIN;
  readonly #known: Readonly<Record<string, unknown>>;
  readonly #unknown: string;
  readonly #what: string;

  constructor(known: Readonly<Record<string, unknown>>, unknown: string, what: string) {
    super();
    this.#known = known;
    this.#unknown = unknown;
    this.#what = what;
  }

  override get goType(): string {
    return '*common.reflectSchemalessTypedMap';
  }

  get size(): number {
    return Object.keys(this.#known).length + 1;
  }

  find(key: Value): Value | undefined {
    if (key === this.#unknown) throw new Unknowable(this.#what);
    return typeof key === 'string' && Object.hasOwn(this.#known, key) ? fromJson(this.#known[key], 'typed') : undefined;
  }

  keys(): Iterable<Value> {
    return [...Object.keys(this.#known), this.#unknown];
  }
}

/** A namespace that no file declares: only its name, and the label of it, are known. */
class UndeclaredNamespace extends Dict {
  readonly #namespace: NamespaceObject;
  readonly #path: readonly string[];

  constructor(namespace: NamespaceObject, path: readonly string[] = []) {
    super();
    this.#namespace = namespace;
    this.#path = path;
  }

  override get goType(): string {
    return '*common.reflectSchemalessTypedMap';
  }

  get size(): number {
    return this.#unknowable();
  }

  find(key: Value): Value | undefined {
    const path = [...this.#path, typeof key === 'string' ? key : ''].join(' ');
    if (path === 'metadata') return new UndeclaredNamespace(this.#namespace, ['metadata']);
    if (path === 'metadata name') return this.#namespace.name;
    if (path === 'metadata labels') return new UndeclaredNamespace(this.#namespace, ['metadata', 'labels']);
    const { labels } = this.#namespace;
    if (typeof key === 'string' && this.#path[1] === 'labels' && Object.hasOwn(labels, key)) return labels[key];
    return this.#unknowable();
  }

  keys(): Iterable<Value> {
    return this.#unknowable();
  }

  #unknowable(): never {
    throw new Unknowable(`namespace ${this.#namespace.name}, which no file declares`);
  }
}

/** The variables by which an expression asks who may do what. */
export const AUTHORIZER_VALUES: ReadonlyMap<string, Value> = new Map([
  ['authorizer', authorizerValue(AUTHORIZER)],
  ['authorizer.requestResource', authorizerValue(RESOURCE_CHECK)],
]);
