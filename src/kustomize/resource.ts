/** An object with what kustomize knows of it. Source: kustomize api/resource/resource.go, kyaml yaml/rnode.go. */
import { compareBytes } from '../kubernetes/go/strings.ts';
import { apiVersionOf, idText, makeId, parseGroupVersion, type Gvk, type ResId } from './gvk.ts';
import type { Schemas } from './schema.ts';
import { clearField, lookup, setField } from './yaml/fns.ts';
import { SINGLE_QUOTED, YNode, copyNode, entries, field, isNilOrEmpty, scalar, text, type Place } from './yaml/node.ts';

const INTERNAL = 'internal.config.kubernetes.io';
const PREVIOUS_NAMES = `${INTERNAL}/previousNames`;
const PREVIOUS_NAMESPACES = `${INTERNAL}/previousNamespaces`;
const PREVIOUS_KINDS = `${INTERNAL}/previousKinds`;
const PREFIXES = `${INTERNAL}/prefixes`;
const SUFFIXES = `${INTERNAL}/suffixes`;
const REFERRED_BY = `${INTERNAL}/refBy`;
const BEHAVIOR = `${INTERNAL}/generatorBehavior`;
const NEEDS_HASH = `${INTERNAL}/needsHashSuffix`;
export const HELM_GENERATED = `${INTERNAL}/helm-generated`;
export const ALLOW_NAME_CHANGE = `${INTERNAL}/allowNameChange`;
export const ALLOW_KIND_CHANGE = `${INTERNAL}/allowKindChange`;
export const ORIGIN = 'config.kubernetes.io/origin';
export const TRANSFORMATIONS = 'alpha.config.kubernetes.io/transformations';
const ENABLED = 'enabled';

/** Annotations of the build itself, which the result does not have. Source: resource.go BuildAnnotations. */
const BUILD_ANNOTATIONS = [
  ...[PREVIOUS_KINDS, PREVIOUS_NAMES, PREFIXES, SUFFIXES, PREVIOUS_NAMESPACES, ALLOW_NAME_CHANGE, ALLOW_KIND_CHANGE],
  ...[REFERRED_BY, BEHAVIOR, NEEDS_HASH],
  ...[`${INTERNAL}/path`, `${INTERNAL}/index`, `${INTERNAL}/seqindent`, `${INTERNAL}/id`],
  ...[`${INTERNAL}/annotations-migration-resource-id`],
  ...['config.kubernetes.io/path', 'config.kubernetes.io/index', 'config.k8s.io/id', HELM_GENERATED],
];
/** Annotations that a JSON patch cannot take away. Source: kioutil.GetInternalAnnotations. */
const LEGACY_INTERNAL = ['config.kubernetes.io/path', 'config.kubernetes.io/index', 'config.k8s.io/id'];

export type Behavior = 'unspecified' | 'create' | 'replace' | 'merge';

/** Text values by name. */
export type Texts = ReadonlyMap<string, string>;

/** A value of a ConfigMap or Secret. */
export interface DataValue {
  readonly text: string;
  readonly place: Place | undefined;
}

function isNull(node: YNode): boolean {
  return node.tag === '!!null';
}

/** The values of a map of texts, the first one of a repeated key. */
export function textsOf(map: YNode | undefined): Map<string, string> {
  const texts = new Map<string, string>();
  for (const [key, value] of entries(map)) texts.set(key.value, value.value);
  return texts;
}

export class Resource {
  /** Undefined when a patch deleted it. */
  node: YNode | undefined;
  readonly schemas: Schemas;
  /** The variables whose values this object has. */
  variables: readonly string[] = [];
  #ids: { readonly annotation: string; readonly apiVersion: string; readonly ids: readonly ResId[] } | undefined;

  constructor(node: YNode, schemas: Schemas) {
    this.node = node;
    this.schemas = schemas;
  }

  copy(): Resource {
    const copy = new Resource(copyNode(this.root), this.schemas);
    copy.variables = this.variables;
    return copy;
  }

  /** The tree of an object that is not deleted. */
  get root(): YNode {
    return (this.node ??= new YNode('map', { tag: '!!map' }));
  }

  get isEmpty(): boolean {
    return isNilOrEmpty(this.node);
  }

  get place(): Place | undefined {
    return field(this.node, 'kind')?.place ?? this.node?.place;
  }

  get apiVersion(): string {
    return field(this.node, 'apiVersion')?.value ?? '';
  }

  get kind(): string {
    return field(this.node, 'kind')?.value ?? '';
  }

  get gvk(): Gvk {
    return { ...parseGroupVersion(this.apiVersion), kind: this.kind };
  }

  get name(): string {
    return this.#metadata('name');
  }

  get namespace(): string {
    return this.#metadata('namespace');
  }

  #metadata(name: string): string {
    const found = field(this.#metadataNode(), name);
    return found === undefined || isNilOrEmpty(found) ? '' : found.value;
  }

  #metadataNode(): YNode | undefined {
    const metadata = field(this.node, 'metadata');
    return isNilOrEmpty(metadata) ? undefined : metadata;
  }

  /** Sets a field; `path` is made where it is missing. Source: RNode.SetMapField. */
  set(value: YNode, ...path: readonly string[]): void {
    const map = lookup(this.root, path.slice(0, -1), 'map');
    if (map !== undefined) setField(map, path[path.length - 1] ?? '', value);
  }

  setKind(kind: string): void {
    const known = field(this.node, 'kind');
    this.set(scalar(kind, known?.place), 'kind');
  }

  setGvk(gvk: Gvk): void {
    this.setKind(gvk.kind);
    this.set(scalar(apiVersionOf(gvk), field(this.node, 'apiVersion')?.place), 'apiVersion');
  }

  setName(name: string, place = field(this.#metadataNode(), 'name')?.place): void {
    this.set(scalar(name, place), 'metadata', 'name');
  }

  setNamespace(namespace: string): void {
    if (namespace === '') clearField(field(this.node, 'metadata'), 'namespace');
    else this.set(scalar(namespace, field(this.#metadataNode(), 'namespace')?.place), 'metadata', 'namespace');
  }

  get labels(): Map<string, string> {
    return textsOf(field(this.#metadataNode(), 'labels'));
  }

  get annotations(): Map<string, string> {
    return textsOf(field(this.#metadataNode(), 'annotations'));
  }

  annotation(name: string): string | undefined {
    return field(field(this.#metadataNode(), 'annotations'), name)?.value;
  }

  /** Makes `texts` the whole labels or annotations; what stays keeps its place. Source: RNode.setMapInMetadata. */
  setTexts(name: 'labels' | 'annotations', texts: Texts, placeOf?: (key: string) => Place | undefined): void {
    const metadata = lookup(this.root, ['metadata'], 'map');
    if (metadata === undefined) return;
    const before = field(metadata, name);
    const places = new Map(
      [...entries(before)].map(([key, value]) => [key.value, { key: key.place, value: value.place }]),
    );
    clearField(metadata, name);
    if (texts.size === 0) return;
    const map = lookup(metadata, [name], 'map', before?.place);
    if (map === undefined) return;
    for (const key of [...texts.keys()].sort(compareBytes)) {
      const place = places.get(key);
      setField(map, key, text(texts.get(key) ?? '', place?.value ?? placeOf?.(key)), { keyPlace: place?.key });
    }
  }

  /** The entries of a ConfigMap's or Secret's data. Source: GetDataMap, GetBinaryDataMap. */
  data(name: 'data' | 'binaryData'): Map<string, DataValue> {
    const found = [...entries(field(this.node, name))];
    return new Map(
      found.map(([key, value]) => [key.value, { text: isNull(value) ? '' : value.value, place: value.place }]),
    );
  }

  /** Source: SetDataMap, SetBinaryDataMap. */
  setData(name: 'data' | 'binaryData', data: ReadonlyMap<string, DataValue>): void {
    clearField(this.node, name);
    if (data.size === 0) return;
    const map = lookup(this.root, [name], 'map');
    if (map === undefined) return;
    for (const key of [...data.keys()].sort(compareBytes)) {
      const value = data.get(key);
      if (value !== undefined) setField(map, key, text(value.text, value.place));
    }
  }

  /** Adds one annotation. Source: kyaml AnnotationSetter. */
  setAnnotation(name: string, value: string): void {
    const metadata = field(this.node, 'metadata');
    const annotations = field(metadata, 'annotations');
    if (annotations?.content.length === 0) clearField(metadata, 'annotations');
    const node = text(value);
    node.style = SINGLE_QUOTED;
    this.set(node, 'metadata', 'annotations', name);
  }

  #listed(name: string): string[] {
    return this.annotation(name)?.split(',') ?? [];
  }

  #append(name: string, value: string): void {
    if (value !== '') this.setAnnotation(name, [...this.#listed(name), value].join(','));
  }

  /** Notes what it is called now as a former identity. */
  storePreviousId(): void {
    const { name, kind, clusterScoped, namespace } = this.id;
    this.#append(PREVIOUS_NAMES, name);
    this.#append(PREVIOUS_NAMESPACES, clusterScoped ? '_non_namespaceable_' : namespace || 'default');
    this.#append(PREVIOUS_KINDS, kind);
  }

  /** What it is called now. */
  get id(): ResId {
    return makeId(this.gvk, this.name, this.namespace, this.schemas);
  }

  /** What it was called at first. */
  get originalId(): ResId {
    return this.previousIds[0] ?? this.id;
  }

  /** How much text its names are, all that it had among them: each prefix makes another one. */
  get namesLength(): number {
    return this.id.name.length + (this.annotation(PREVIOUS_NAMES)?.length ?? 0);
  }

  /** What it was called before, the first name first. Throws Error when annotations were tampered with. Source: utils.PrevIds. */
  get previousIds(): readonly ResId[] {
    const names = this.annotation(PREVIOUS_NAMES);
    if (names === undefined) return [];
    const namespaces = this.annotation(PREVIOUS_NAMESPACES) ?? '';
    const kinds = this.annotation(PREVIOUS_KINDS) ?? '';
    const annotation = `${names}\n${namespaces}\n${kinds}`;
    const { apiVersion } = this;
    if (this.#ids?.annotation === annotation && this.#ids.apiVersion === apiVersion) return this.#ids.ids;
    const ids = previousIds(names.split(','), namespaces.split(','), kinds.split(','), apiVersion);
    this.#ids = { annotation, apiVersion, ids };
    return ids;
  }

  get allIds(): readonly ResId[] {
    return [...this.previousIds, this.id];
  }

  addPrefix(prefix: string): void {
    this.#append(PREFIXES, prefix);
  }

  addSuffix(suffix: string): void {
    this.#append(SUFFIXES, suffix);
  }

  /** Whether both were given the same prefixes and suffixes at last; none at all may count as any. Source: PrefixesSuffixesEquals. */
  hasSameAffixes(other: Resource, allowEmpty: boolean): boolean {
    const same = (name: string): boolean => {
      const [own, others] = [this.#listed(name), other.#listed(name)];
      return (allowEmpty && (own.length === 0 || others.length === 0)) || endSame(own, others);
    };
    return same(PREFIXES) && same(SUFFIXES);
  }

  appendReferrer(id: ResId): void {
    this.#append(REFERRED_BY, idText(id));
  }

  get needsHash(): boolean {
    return this.annotation(NEEDS_HASH) === ENABLED;
  }

  get behavior(): Behavior {
    const behavior = this.annotation(BEHAVIOR);
    return behavior === 'replace' || behavior === 'merge' || behavior === 'create' ? behavior : 'unspecified';
  }

  /** Marks what a generator made. Source: Factory.makeOne. */
  markGenerated(behavior: string, hash: boolean): void {
    const known = ['replace', 'merge', 'create'].includes(behavior) ? behavior : 'unspecified';
    if (hash) this.enable(NEEDS_HASH);
    this.setTexts('annotations', this.annotations.set(BEHAVIOR, known));
  }

  enable(annotation: string): void {
    this.setTexts('annotations', this.annotations.set(annotation, ENABLED));
  }

  isEnabled(annotation: string): boolean {
    return this.annotation(annotation) === ENABLED;
  }

  /** Source: RemoveBuildAnnotations. */
  removeBuildAnnotations(): void {
    const { annotations } = this;
    if (annotations.size === 0) return;
    for (const name of BUILD_ANNOTATIONS) annotations.delete(name);
    this.setTexts('annotations', annotations);
  }

  /** Takes one annotation out; without it, writes the others anew all the same. */
  removeAnnotation(name: string): void {
    const { annotations } = this;
    annotations.delete(name);
    this.setTexts('annotations', annotations);
  }

  /** The annotations that survive a JSON patch. */
  get internalAnnotations(): Map<string, string> {
    return new Map(
      [...this.annotations].filter(([name]) => name.startsWith(INTERNAL) || LEGACY_INTERNAL.includes(name)),
    );
  }

  /** Takes over name, labels, annotations and variables of `other`. Source: CopyMergeMetaDataFieldsFrom. */
  adoptMetadata(other: Resource): void {
    this.setTexts('labels', new Map([...other.labels, ...this.labels]), placesIn(other, 'labels'));
    const own = this.annotations;
    const theirs = other.annotations;
    const annotations = new Map([...theirs, ...own]);
    for (const name of BUILD_ANNOTATIONS) {
      const value = theirs.get(name);
      if (value === undefined) annotations.delete(name);
      else annotations.set(name, value);
    }
    if (!own.has(NEEDS_HASH)) annotations.delete(NEEDS_HASH);
    this.setTexts('annotations', annotations, placesIn(other, 'annotations'));
    this.setName(other.name);
    this.setNamespace(other.namespace);
    this.variables = other.variables;
  }
}

function placesIn(resource: Resource, name: 'labels' | 'annotations'): (key: string) => Place | undefined {
  return (key) => field(field(field(resource.node, 'metadata'), name), key)?.place;
}

function previousIds(
  names: readonly string[],
  namespaces: readonly string[],
  kinds: readonly string[],
  apiVersion: string,
): ResId[] {
  if (names.length !== namespaces.length || names.length !== kinds.length)
    throw new Error('number of previous names, number of previous namespaces, number of previous kinds not equal');
  const { group, version } = parseGroupVersion(apiVersion);
  // These are not asked whether they are in a namespace.
  return names.map((name, i) => makeId({ group, version, kind: kinds[i] ?? '' }, name, namespaces[i] ?? '', undefined));
}

// utils.SameEndingSubSlice
function endSame(a: readonly string[], b: readonly string[]): boolean {
  const [short, long] = a.length > b.length ? [b, a] : [a, b];
  if (short.length === 0) return long.length === 0;
  const rest = long.slice(long.length - short.length);
  return short.every((item, i) => item === rest[i]);
}
