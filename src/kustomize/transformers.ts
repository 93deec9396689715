/** The builtin transformers. Source: kustomize api/internal/builtins, api/filters. */
import type { FieldSpec } from './field-spec.ts';
import { BuildError, at } from './errors.ts';
import { gvkText, idKey, idText, isSelected, type Gvk } from './gvk.ts';
import { compile } from '../kubernetes/go/regexp.ts';
import type { ResourceMap } from './resource-map.ts';
import { HELM_GENERATED, type Resource } from './resource.ts';
import { entrySetter, setFields, setText } from './set-fields.ts';
import type { Image, Replica, Texts } from './shapes.ts';
import { compareBytes } from '../kubernetes/go/strings.ts';
import { expectKind, lookup } from './yaml/fns.ts';
import { entries, field, isMissingOrNull, type Place, type YNode } from './yaml/node.ts';

/** Changes the objects of a build. Throws BuildError. */
export type Transformer = (map: ResourceMap) => void;

const MAP = { kind: 'map', tag: '!!map' } as const;
const STRING = { kind: 'scalar', tag: '!!str' } as const;

/** Labels or annotations. Source: filters/labels, filters/annotations. */
export function addTexts(texts: Texts, specs: readonly FieldSpec[]): Transformer {
  const keys = [...texts.keys()].sort(compareBytes);
  return (map) => {
    for (const resource of map.resources)
      for (const key of keys) {
        const text = texts.get(key);
        setFields(resource, specs, entrySetter(key, text?.value ?? '', '!!str', text?.place), MAP, text?.place);
      }
  };
}

export type SubjectMode = 'defaultOnly' | 'allServiceAccounts' | 'none';

export interface NamespaceOptions {
  readonly namespace: string;
  readonly specs: readonly FieldSpec[];
  readonly unsetOnly: boolean;
  readonly subjects: SubjectMode;
  readonly place: Place | undefined;
}

/** Source: NamespaceTransformer. */
export function setNamespaces(options: NamespaceOptions): Transformer {
  return (map) => {
    if (options.namespace === '') return;
    const counts = new Map<string, number>();
    const count = (key: string, by: number): number => {
      const next = (counts.get(key) ?? 0) + by;
      counts.set(key, next);
      return next;
    };
    for (const { id } of map.resources) count(idKey(id), 1);
    for (const resource of map.resources) {
      if (resource.isEmpty || resource.annotation(HELM_GENERATED) === 'true') continue;
      resource.storePreviousId();
      count(idKey(resource.id), -1);
      setNamespace(resource, options);
      if (count(idKey(resource.id), 1) !== 1)
        throw new BuildError(`namespace transformation produces ID conflict: ${idText(resource.id)}`, options.place);
    }
  };
}

/** Gives one object a namespace. Source: filters/namespace. */
export function setNamespace(resource: Resource, options: NamespaceOptions): void {
  const { namespace, unsetOnly, place } = options;
  const isBinding = resource.kind === 'RoleBinding' || resource.kind === 'ClusterRoleBinding';
  const { apiVersion } = resource;
  const specs = options.specs.filter(
    ({ path, kind }) =>
      path !== 'metadata/namespace' &&
      (apiVersion === 'v1' || path !== 'metadata/name') &&
      !(isBinding && (kind === 'RoleBinding' || kind === 'ClusterRoleBinding') && path === 'subjects/namespace'),
  );
  const set = (node: YNode): void => {
    if (unsetOnly && hasText(node)) return;
    entrySetter('', namespace, '!!str', place)(node);
  };
  if (!resource.id.clusterScoped) {
    const own: FieldSpec = { group: '', version: '', kind: '', path: 'metadata/namespace', create: true };
    setFields(resource, [own], set, { kind: 'scalar', tag: '' }, place);
  }
  if (isBinding) setSubjects(resource, options.subjects, set, place);
  try {
    setFields(resource, specs, set, STRING, place);
  } catch (error) {
    if (!(error instanceof BuildError)) throw error;
    throw error.within('namespace transformation failed');
  }
}

// hasExistingValue of a scalar
function hasText(node: YNode): boolean {
  return node.tag !== '!!null' && node.kind === 'scalar' && node.value !== '';
}

// roleBindingHack
function setSubjects(
  resource: Resource,
  mode: SubjectMode,
  set: (node: YNode) => void,
  place: Place | undefined,
): void {
  const subjects = field(resource.node, 'subjects');
  if (mode === 'none' || subjects === undefined || isMissingOrNull(subjects)) return;
  at(subjects.place, () => {
    expectKind(subjects, 'list');
    for (const subject of subjects.content) {
      const chosen = lookup(subject, [mode === 'defaultOnly' ? 'name' : 'kind']);
      if (chosen === undefined || chosen.tag === '!!null') continue;
      expectKind(chosen, 'scalar');
      if (chosen.value !== (mode === 'defaultOnly' ? 'default' : 'ServiceAccount')) continue;
      const found = lookup(subject, ['namespace'], 'scalar', place);
      if (found !== undefined) set(found);
    }
  });
}

const NAMELESS: readonly Gvk[] = [
  { group: '', version: '', kind: 'CustomResourceDefinition' },
  { group: 'apiregistration.k8s.io', version: '', kind: 'APIService' },
  { group: '', version: '', kind: 'Namespace' },
];

/** Prefixes or suffixes of names. Source: PrefixTransformer, SuffixTransformer. */
export function addAffix(
  which: 'prefix' | 'suffix',
  affix: string,
  specs: readonly FieldSpec[],
  place: Place | undefined,
): Transformer {
  return (map) => {
    for (const resource of map.resources) {
      const id = resource.originalId;
      if (NAMELESS.some((gvk) => isSelected(id, gvk))) continue;
      for (const spec of specs) {
        if (!isSelected(id, spec)) continue;
        if (spec.path === 'metadata/name') {
          if (which === 'prefix') resource.addPrefix(affix);
          else resource.addSuffix(affix);
          if (affix !== '') resource.storePreviousId();
        }
        const set = (node: YNode): void => {
          setText(node, which === 'prefix' ? affix + node.value : node.value + affix, place);
        };
        setFields(resource, [spec], set, STRING, place);
      }
    }
  };
}

/** Source: ReplicaCountTransformer. */
export function setReplicas(replica: Replica, specs: readonly FieldSpec[]): Transformer {
  const name = replica.name?.value ?? '';
  const count = String(replica.count?.value ?? 0);
  const place = replica.count?.place ?? replica.place;
  return (map) => {
    let found = false;
    for (const spec of specs) {
      for (const resource of map.byAnyId((id) => id.name === name && isSelected(id, spec))) {
        found = true;
        setFields(resource, [spec], entrySetter('', count, '!!int', place), { kind: 'scalar', tag: '!!int' }, place);
      }
    }
    if (found) return;
    const kinds = specs.map(gvkText).join(' ');
    throw new BuildError(
      `resource with name ${name} does not match a config with the following GVK [${kinds}]`,
      replica.place,
    );
  };
}

/** Source: ImageTagTransformer, filters/imagetag. */
export function setImages(image: Image, specs: readonly FieldSpec[]): Transformer {
  const name = image.name?.value ?? '';
  const pattern = compile(`^${name}(:[a-zA-Z0-9_.{}-]*)?(@sha256:[a-zA-Z0-9_.{}-]*)?$`);
  const update = (node: YNode): void => {
    expectKind(node, 'scalar');
    if (!pattern.test(node.value)) return;
    const { text, place } = newImage(node.value, image);
    setText(node, text, text === node.value ? node.place : place);
  };
  return (map) => {
    for (const resource of map.resources) {
      if (resource.kind === 'CustomResourceDefinition') continue;
      at(resource.place, () => {
        updateContainers(resource.root, update);
      });
      setFields(resource, specs, update);
    }
  };
}

function newImage(text: string, image: Image): { text: string; place: Place } {
  const old = splitImage(text);
  const { newName, newTag, digest: newDigest, tagSuffix } = image;
  const has = (leaf: { value: string } | undefined): leaf is { value: string; place: Place } =>
    leaf !== undefined && leaf.value !== '';
  let { name, tag, digest } = old;
  let place = image.place;
  if (has(newName)) {
    name = newName.value;
    place = newName.place;
  }
  if (has(newTag)) {
    tag = newTag.value;
    digest = has(newDigest) ? newDigest.value : '';
    place = newTag.place;
  } else if (has(newDigest)) {
    tag = '';
    digest = newDigest.value;
    place = newDigest.place;
  } else if (has(tagSuffix)) {
    tag += tagSuffix.value;
    digest = '';
    place = tagSuffix.place;
  }
  return { text: name + (tag === '' ? '' : `:${tag}`) + (digest === '' ? '' : `@${digest}`), place };
}

// image.Split
function splitImage(text: string): { name: string; tag: string; digest: string } {
  const slash = Math.max(text.indexOf('/'), 0);
  const searched = text.slice(slash);
  const [digestAt, tagAt] = [searched.indexOf('@'), searched.indexOf(':')];
  if (digestAt >= 0 && (tagAt < 0 || digestAt < tagAt))
    return { name: text.slice(0, digestAt + slash), tag: '', digest: text.slice(digestAt + slash + 1) };
  if (tagAt < 0) return { name: text, tag: '', digest: '' };
  const end = digestAt < 0 ? text.length : digestAt + slash;
  return {
    name: text.slice(0, tagAt + slash),
    tag: text.slice(tagAt + slash + 1, end),
    digest: digestAt < 0 ? '' : text.slice(end + 1),
  };
}

// filters/imagetag/legacy.go: containers anywhere in the object
function updateContainers(node: YNode, update: (image: YNode) => void): void {
  if (node.kind === 'list') {
    for (const item of node.content) updateContainers(item, update);
    return;
  }
  if (node.kind !== 'map') return;
  for (const [key, value] of entries(node)) {
    updateContainers(value, update);
    if ((key.value !== 'containers' && key.value !== 'initContainers') || value.kind !== 'list') continue;
    for (const item of value.content) {
      if (item.tag === '!!null') continue;
      expectKind(item, 'map');
      const image = field(item, 'image');
      if (image !== undefined) update(image);
    }
  }
}

/** Appends the hashes of generated objects to their names. Source: HashTransformer. */
export function addHashes(hash: (resource: Resource) => string): Transformer {
  return (map) => {
    for (const resource of map.resources) {
      if (!resource.needsHash) continue;
      const suffix = hash(resource);
      resource.storePreviousId();
      resource.setName(`${resource.name}-${suffix}`);
    }
  };
}
