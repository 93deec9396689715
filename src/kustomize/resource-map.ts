/** The objects of a build, in their order. Source: kustomize api/resmap/reswrangler.go. */
import { BuildError, lacks } from './errors.ts';
import { effectiveNamespace, idKey, idText, isNoNamespace, sameId, type ResId } from './gvk.ts';
import { parseSelector } from './label-selector.ts';
import { addTo } from '../kubernetes/go/lists.ts';
import { anchored } from '../kubernetes/go/regexp.ts';
import { ORIGIN, textsOf, type Resource } from './resource.ts';
import { field } from './yaml/node.ts';

/** Which objects a patch or replacement is for; each part is a regular expression, or empty for any. */
export interface Selector {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  readonly labelSelector: string;
  readonly annotationSelector: string;
}

export class ResourceMap {
  #resources: Resource[];

  constructor(resources: readonly Resource[] = []) {
    this.#resources = [...resources];
  }

  get resources(): readonly Resource[] {
    return this.#resources;
  }

  /** Adds objects. Throws BuildError when one of that identity is there. Source: Append, AppendAll. */
  append(added: readonly Resource[]): void {
    this.adder()(added);
  }

  /** The same for several calls, between which nothing else changes the map. */
  adder(): (added: readonly Resource[]) => void {
    const known = new Set(this.#resources.map(({ id }) => idKey(id)));
    return (added) => {
      for (const resource of added) {
        const { id } = resource;
        const key = idKey(id);
        if (known.has(key))
          throw new BuildError(`may not add resource with an already registered id: ${idText(id)}`, resource.place);
        known.add(key);
        this.#resources.push(resource);
      }
    };
  }

  /** Takes objects for all that were there, without looking at them. */
  replaceAll(resources: readonly Resource[]): void {
    this.#resources = [...resources];
  }

  /** Leaves out what is empty. */
  dropEmpty(): void {
    this.#resources = this.#resources.filter((resource) => !resource.isEmpty);
  }

  /** Objects that are, or were, called what `matches` wants. */
  byAnyId(matches: (id: ResId) => boolean): Resource[] {
    return this.#resources.filter((resource) => !resource.isEmpty && resource.allIds.some(matches));
  }

  /** Finds objects by what `keyOf` makes of the identities that they have or had, while nothing changes the map. */
  finder(keyOf: (id: ResId) => string): (key: string) => readonly Resource[] {
    const found = new Map<string, Resource[]>();
    for (const resource of this.#resources)
      if (!resource.isEmpty) for (const key of new Set(resource.allIds.map(keyOf))) addTo(found, key, resource);
    return (key) => found.get(key) ?? [];
  }

  /** The one object of an identity it has or had. Throws BuildError. Source: GetById. */
  byId(id: ResId): Resource {
    const found = this.byAnyId((each) => sameId(id, each));
    const [first] = found;
    if (first !== undefined && found.length === 1) return first;
    const what = first === undefined ? 'no' : 'multiple';
    throw new BuildError(
      `${what} matches for Id ${idText(id)}; failed to find unique target for patch ${idText(id)}`,
      undefined,
      found.length === 0 ? 'unmatched' : 'invalid',
    );
  }

  /**
   * Adds what generators make: new, or into what is there; nothing else may change the map meanwhile. Throws BuildError.
   * Where `unmatched` returns, what is to change an object that is not there is new. Source: AbsorbAll, appendReplaceOrMerge.
   */
  absorber(unmatched: (error: BuildError) => void): (made: readonly Resource[]) => void {
    const known = new Map<string, Set<number>>();
    const note = (resource: Resource, position: number): void => {
      for (const id of resource.allIds) {
        const positions = known.get(idKey(id));
        if (positions === undefined) known.set(idKey(id), new Set([position]));
        else positions.add(position);
      }
    };
    this.#resources.forEach(note);
    const positionsOf = (id: ResId): readonly number[] => [...(known.get(idKey(id)) ?? [])];
    return (made) => {
      // What takes the place of an object has the names of that one.
      for (const resource of made)
        if (!this.#absorb(resource, positionsOf, unmatched)) note(resource, this.#resources.push(resource) - 1);
    };
  }

  /** Whether an object took the place of one that was there. */
  #absorb(
    resource: Resource,
    positionsOf: (id: ResId) => readonly number[],
    unmatched: (error: BuildError) => void,
  ): boolean {
    const { id, behavior } = resource;
    const matches = positionsOf(id).filter((position) => this.#resources[position]?.isEmpty === false);
    const [position] = matches;
    const changes = behavior === 'merge' || behavior === 'replace';
    if (matches.length > 1)
      throw new BuildError(`found multiple objects that could accept merge of ${idText(id)}`, resource.place);
    if (position === undefined) {
      if (changes) unmatched(lacks(`id ${idText(id)} does not exist; cannot merge or replace`, resource.place));
      return false;
    }
    if (!changes)
      throw new BuildError(
        `id ${idText(id)} exists; can not use behavior: '${behavior}', behavior must be merge or replace`,
        resource.place,
      );
    this.#take(resource, position, behavior, positionsOf);
    return true;
  }

  #take(
    resource: Resource,
    position: number,
    behavior: 'merge' | 'replace',
    positionsOf: (id: ResId) => readonly number[],
  ): void {
    const old = this.#resources[position];
    if (old === undefined) return;
    const origin = old.annotation(ORIGIN);
    resource.adoptMetadata(old);
    if (behavior === 'merge') {
      mergeData(resource, old, 'data');
      mergeData(resource, old, 'binaryData');
      if (origin !== undefined) resource.setTexts('annotations', resource.annotations.set(ORIGIN, origin));
    }
    const { id } = resource;
    const found = positionsOf(id).filter((each) => sameId(this.#resources[each]?.id ?? id, id));
    if (found.length !== 1 || found[0] !== position)
      throw new BuildError(`in Replace: id matched ${String(found.length)} resources`, resource.place);
    this.#resources[position] = resource;
  }

  /** The objects that a selector means. Throws Error. Source: Select. */
  select(selector: Selector): Resource[] {
    const group = anchored(selector.group);
    const version = anchored(selector.version);
    const kind = anchored(selector.kind);
    const name = anchored(selector.name);
    const namespace = anchored(selector.namespace);
    const labels = parseSelector(selector.labelSelector);
    const annotations = parseSelector(selector.annotationSelector);
    return this.#resources.filter((resource) => {
      const { id, originalId } = resource;
      if (!namespace.test(effectiveNamespace(originalId)) && !namespace.test(effectiveNamespace(id))) return false;
      if (!name.test(originalId.name) && !name.test(id.name)) return false;
      if (!group.test(id.group) || !version.test(id.version) || !kind.test(id.kind)) return false;
      return labels(resource.labels) && annotations(resource.annotations);
    });
  }

  /** Objects by the namespace of an identity; those without a namespace are left out. */
  byNamespace(idOf: (resource: Resource) => ResId): ReadonlyMap<string, readonly Resource[]> {
    const found = new Map<string, Resource[]>();
    for (const resource of this.#resources) {
      const namespace = effectiveNamespace(idOf(resource));
      if (isNoNamespace(namespace)) continue;
      const list = found.get(namespace) ?? [];
      list.push(resource);
      found.set(namespace, list);
    }
    return found;
  }

  /** The objects that `referrer` could name. Source: SubsetThatCouldBeReferencedByResource. */
  referredBy(referrer: Resource): ResourceMap {
    const { id } = referrer;
    if (id.clusterScoped) return this;
    const namespaces = accountNamespaces(referrer);
    const own = effectiveNamespace(id);
    return new ResourceMap(
      this.#resources.filter((target) => {
        const each = target.id;
        return each.clusterScoped || effectiveNamespace(each) === own || namespaces.has(target.namespace);
      }),
    );
  }
}

// The data of what is there, with what is new over it. Source: MergeDataMapFrom, LoadMapIntoConfigMapData.
function mergeData(resource: Resource, old: Resource, name: 'data' | 'binaryData'): void {
  resource.setData(name, new Map([...old.data(name), ...resource.data(name)]));
}

// getNamespacesForRoleBinding
function accountNamespaces(resource: Resource): ReadonlySet<string> {
  const found = new Set<string>();
  if (resource.kind !== 'RoleBinding') return found;
  const subjects = field(resource.node, 'subjects');
  if (subjects?.kind !== 'list') return found;
  for (const subject of subjects.content) {
    const { kind, namespace } = Object.fromEntries(textsOf(subject));
    if (kind !== 'ServiceAccount' || namespace === undefined) continue;
    if (field(subject, 'namespace')?.tag === '!!null')
      throw new BuildError('Invalid Input: namespace is blank for resource', subject.place);
    found.add(namespace);
  }
  return found;
}
