/** Names that follow the objects they mean. Source: kustomize api/internal/accumulator/namereferencetransformer.go, api/filters/nameref. */
import type { FieldSpec, NameReference } from './field-spec.ts';
import { BuildError } from './errors.ts';
import { effectiveNamespace, idText, isSelected, type Gvk, type ResId } from './gvk.ts';
import type { ResourceMap } from './resource-map.ts';
import type { Resource } from './resource.ts';
import { setFields, setText } from './set-fields.ts';
import { matchField, setField } from './yaml/fns.ts';
import { field, isMissingOrNull, scalar, type YNode } from './yaml/node.ts';

/** Gives every reference the present name of what it refers to. Throws BuildError. */
export function fixNameReferences(map: ResourceMap, references: readonly NameReference[]): void {
  const candidates = new Map<string, ReferenceTargets>();
  for (const referrer of map.resources) {
    const original = referrer.originalId;
    const specs = references.flatMap((target) =>
      target.referrers.filter((spec) => isSelected(original, spec)).map((spec) => ({ target, spec })),
    );
    if (specs.length === 0) continue;
    const scope = scopeOf(referrer);
    let found = scope === undefined ? undefined : candidates.get(scope);
    if (found === undefined) {
      found = new ReferenceTargets(map.referredBy(referrer));
      if (scope !== undefined) candidates.set(scope, found);
    }
    for (const { target, spec } of specs) new ReferenceFix(referrer, target, spec, found).run();
  }
}

// Referrers of one namespace have the same candidates, but for role bindings.
function scopeOf(referrer: Resource): string | undefined {
  return referrer.kind === 'RoleBinding' ? undefined : effectiveNamespace(referrer.id);
}

/** Objects by the names that they had. */
class ReferenceTargets {
  readonly map: ResourceMap;
  readonly #byName = new Map<string, Resource[]>();

  constructor(map: ResourceMap) {
    this.map = map;
    for (const resource of map.resources)
      for (const name of new Set(resource.previousIds.map((id) => id.name))) {
        const list = this.#byName.get(name) ?? [];
        list.push(resource);
        this.#byName.set(name, list);
      }
  }

  named(name: string): readonly Resource[] {
    return this.#byName.get(name) ?? [];
  }
}

class ReferenceFix {
  readonly #referrer: Resource;
  readonly #target: Gvk;
  readonly #spec: FieldSpec;
  readonly #candidates: ReferenceTargets;

  constructor(referrer: Resource, target: Gvk, spec: FieldSpec, candidates: ReferenceTargets) {
    this.#referrer = referrer;
    this.#target = target;
    this.#spec = { ...referrer.gvk, path: spec.path, create: spec.create };
    this.#candidates = candidates;
  }

  run(): void {
    try {
      setFields(this.#referrer, [this.#spec], (node) => {
        this.#set(node);
      });
    } catch (error) {
      if (!(error instanceof BuildError)) throw error;
      const where = `updating name reference in '${this.#spec.path}' field of '${idText(this.#referrer.id)}'`;
      throw error.within(where);
    }
  }

  #set(node: YNode): void {
    if (isMissingOrNull(node)) return;
    switch (node.kind) {
      case 'scalar':
        this.#setScalar(node);
        return;
      case 'map':
        this.#setMap(node);
        return;
      case 'list':
        for (const item of node.content) {
          if (item.tag === '!!null') continue;
          if (item.kind === 'scalar') this.#setScalar(item);
          else if (item.kind === 'map') this.#setMap(item);
          else throw new Error('a reference is expected to be either a string or a map of string');
        }
        return;
      default:
        throw new Error('node must be a scalar, sequence or map');
    }
  }

  #setScalar(node: YNode): void {
    const referral = this.#select(node.value, this.#candidates.named(node.value), false);
    if (referral === undefined) return;
    referral.appendReferrer(this.#referrer.id);
    const { name } = referral;
    if (name !== node.value && name !== '') setText(node, name, placeOfName(referral));
  }

  // A reference that has a namespace beside the name.
  #setMap(node: YNode): void {
    const nameNode = matchField(node, 'name');
    if (nameNode === undefined) throw new Error("path config error; no 'name' field in node");
    const old = nameNode.value;
    const referral = this.#select(old, this.#inNamespaceOf(node, old), true);
    if (referral === undefined) return;
    referral.appendReferrer(this.#referrer.id);
    const { name, namespace } = referral;
    if (name === old && namespace === '') return;
    setField(node, 'name', scalar(name, name === old ? nameNode.place : placeOfName(referral)));
    if (namespace === '') return;
    const known = field(node, 'namespace');
    const place =
      known?.value === namespace ? known.place : field(field(referral.node, 'metadata'), 'namespace')?.place;
    setField(node, 'namespace', scalar(namespace, place));
  }

  #inNamespaceOf(node: YNode, name: string): readonly Resource[] {
    const namespace = matchField(node, 'namespace');
    const candidates = this.#candidates.named(name);
    if (namespace === undefined) return candidates;
    const { map } = this.#candidates;
    const original = map.byNamespace((resource) => resource.originalId).get(namespace.value);
    const found = original ?? map.byNamespace((resource) => resource.id).get(namespace.value) ?? [];
    const inside = new Set(found);
    return candidates.filter((resource) => inside.has(resource));
  }

  // selectReferral
  #select(name: string, named: readonly Resource[], withNamespace: boolean): Resource | undefined {
    const formerly = (wanted: (id: ResId) => boolean) => (resource: Resource) => resource.previousIds.some(wanted);
    const role = this.#roleReference();
    let found = named
      .filter(formerly((id) => id.name === name))
      .filter(formerly((id) => isSelected(id, this.#target)))
      .filter((resource) => role === undefined || formerly((id) => isSelected(id, role))(resource))
      .filter((resource) => this.#isInReach(resource));
    if (found.length === 1) return found[0];
    found = found.filter((resource) => resource.hasSameAffixes(this.#referrer, true));
    if (found.length > 1) found = found.filter((resource) => resource.hasSameAffixes(this.#referrer, false));
    const [first] = found;
    if (first === undefined || found.length === 1) return first;
    const alike = found.every(
      (each) => each.name === first.name && (!withNamespace || each.namespace === first.namespace),
    );
    if (alike) return first;
    const ids = found.map(({ id }) => idText(id)).join(', ');
    throw new Error(`found multiple possible referrals: ${ids}`);
  }

  // A role reference says itself of which kind it is.
  #roleReference(): Gvk | undefined {
    if (!this.#spec.path.endsWith('roleRef/name')) return undefined;
    const reference = field(this.#referrer.node, 'roleRef');
    const [group, kind] = [field(reference, 'apiGroup'), field(reference, 'kind')];
    return group === undefined || kind === undefined
      ? undefined
      : { group: group.value, version: '', kind: kind.value };
  }

  #isInReach(resource: Resource): boolean {
    const referrer = this.#referrer.id;
    if (referrer.clusterScoped) return true;
    const { id } = resource;
    return (
      id.clusterScoped || resource.kind === 'ServiceAccount' || effectiveNamespace(id) === effectiveNamespace(referrer)
    );
  }
}

function placeOfName(resource: Resource): YNode['place'] {
  return field(field(resource.node, 'metadata'), 'name')?.place;
}
