/** What strategic merge patches know of the fields of a DaemonSet. Source: apimachinery strategicpatch meta.go, OpenAPI. */
import type { Struct } from '../api/schema.ts';
import { structOf } from '../api/schema.ts';
import { PatchFault } from './patch-fault.ts';

export type PatchStrategy = '' | 'merge' | 'replace';

interface Strategy {
  readonly strategy: PatchStrategy;
  /** Empty: the list holds plain values, and is merged as a set. */
  readonly mergeKey: string;
  readonly retainKeys: boolean;
}

const merged = (mergeKey: string): Strategy => ({ strategy: 'merge', mergeKey, retainKeys: false });
const retained = (mergeKey: string): Strategy => ({ strategy: 'merge', mergeKey, retainKeys: true });

/** The extensions x-kubernetes-patch-*, by field: no two structs of a DaemonSet use one name differently. */
export const STRATEGIES: Readonly<Record<string, Strategy>> = {
  conditions: merged('type'),
  containers: merged('name'),
  env: merged('name'),
  ephemeralContainers: merged('name'),
  evictionResponders: merged('name'),
  finalizers: merged(''),
  hostAliases: merged('ip'),
  imagePullSecrets: merged('name'),
  initContainers: merged('name'),
  ownerReferences: merged('uid'),
  ports: merged('containerPort'),
  resourceClaims: retained('name'),
  schedulingGates: merged('name'),
  topologySpreadConstraints: merged('topologyKey'),
  volumeDevices: merged('devicePath'),
  volumeMounts: merged('mountPath'),
  volumes: retained('name'),
};

const PLAIN: Strategy = { strategy: '', mergeKey: '', retainKeys: false };

/** A field: how it is patched, and what is known below it. */
export interface PatchField extends Strategy {
  readonly meta: PatchMeta;
}

/** The fields of one level of an object. */
export class PatchMeta {
  readonly #struct: Struct | undefined;

  /** Without a struct: a map of the user's, below which there are no fields. */
  constructor(struct: Struct | undefined) {
    this.#struct = struct;
  }

  /** The root of a DaemonSet of Kubernetes 1.`minor`. */
  static daemonSet(minor: number): PatchMeta {
    return new PatchMeta(structOf('DaemonSet', minor));
  }

  get name(): string {
    return this.#struct === undefined ? 'string' : 'struct';
  }

  /** The field called `key`. Throws PatchFault when there is none. */
  field(key: string): PatchField {
    const field = this.#struct?.byName.get(key);
    if (field === undefined) throw PatchFault.unknownField(this.#struct?.name, key);
    const { type } = field;
    const struct = type.kind === 'list' ? type.element?.struct : type.struct;
    const known = Object.hasOwn(STRATEGIES, key) && type.kind === 'list' ? STRATEGIES[key] : undefined;
    return { ...(known ?? PLAIN), meta: new PatchMeta(struct) };
  }
}
