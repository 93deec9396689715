/** Patches of all kinds. Source: kustomize api/internal/builtins/Patch*Transformer.go, api/resource/resource.go (ApplySmPatch). */
import { readJsonText, yamlToJson, type Leaf } from './decode.ts';
import { BuildError, at } from './errors.ts';
import { idKey } from './gvk.ts';
import { applyOperations, readOperations, type Operation } from './json-patch.ts';
import type { Loader } from './loader.ts';
import { strategicMerge } from './merge.ts';
import { readObjects, type SourceText } from './read.ts';
import type { ResourceMap, Selector } from './resource-map.ts';
import { ALLOW_KIND_CHANGE, ALLOW_NAME_CHANGE, Resource } from './resource.ts';
import type { Schemas } from './schema.ts';
import { selectorOf, type Patch } from './shapes.ts';
import { inlineText, textFile } from './text-file.ts';
import type { Transformer } from './transformers.ts';
import { fromDecodedJson } from './yaml/from-json.ts';
import { field, type Place, type YNode } from './yaml/node.ts';
import { toJson } from './yaml/value.ts';
import { addAll } from '../kubernetes/go/lists.ts';

/** Applies a strategic merge patch to one object. Throws BuildError. */
export function applyMergePatch(resource: Resource, patch: Resource): void {
  const { name, namespace, kind, root } = resource;
  const metadata = field(root, 'metadata');
  const places = [field(metadata, 'name')?.place, field(metadata, 'namespace')?.place, field(root, 'kind')?.place];
  const allowsName = patch.isEnabled(ALLOW_NAME_CHANGE);
  const allowsKind = patch.isEnabled(ALLOW_KIND_CHANGE);
  if (allowsName || allowsKind) resource.storePreviousId();
  at(patch.place, () => {
    if (!strategicMerge(root, patch.root, resource.schemas)) resource.node = undefined;
  });
  if (resource.isEmpty) return;
  if (!allowsKind) resource.setKind(kind);
  if (!allowsName) resource.setName(name);
  resource.setNamespace(namespace);
  restorePlaces(resource, places, allowsName, allowsKind);
}

// What the patch names an object by is not what gives it its name.
function restorePlaces(
  resource: Resource,
  [name, namespace, kind]: readonly (Place | undefined)[],
  allowsName: boolean,
  allowsKind: boolean,
): void {
  const metadata = field(resource.node, 'metadata');
  const put = (node: YNode | undefined, place: Place | undefined): void => {
    if (node !== undefined && place !== undefined) node.place = place;
  };
  if (!allowsName) put(field(metadata, 'name'), name);
  put(field(metadata, 'namespace'), namespace);
  if (!allowsKind) put(field(resource.node, 'kind'), kind);
  const apiVersion = field(resource.node, 'apiVersion');
  if (apiVersion?.place !== undefined && kind !== undefined && apiVersion.place.file !== kind.file)
    apiVersion.place = kind;
}

/** Applies a patch to those of `selected`. Throws BuildError where two objects become one. Source: resWrangler.ApplySmPatch. */
function applyToSelected(map: ResourceMap, selected: readonly Resource[], patch: Resource): void {
  const ids = new Set(selected.map(({ id }) => idKey(id)));
  const left: Resource[] = [];
  for (const resource of map.resources) {
    if (ids.has(idKey(resource.id))) {
      const copy = patch.copy();
      copy.adoptMetadata(patch);
      copy.setGvk(resource.gvk);
      copy.setKind(patch.kind);
      applyMergePatch(resource, copy);
    }
    if (!resource.isEmpty) left.push(resource);
  }
  map.replaceAll([]);
  map.append(left);
}

/** Applies a JSON patch to one object. Throws BuildError. Source: filters/patchjson6902. */
function applyJsonPatch(resource: Resource, operations: readonly Operation[]): void {
  const internal = resource.internalAnnotations;
  at(resource.place, () => {
    const patched = applyOperations(toJson(resource.root), operations);
    if (patched.kind !== 'map')
      throw new Error('json: cannot unmarshal array into Go value of type map[string]interface {}');
    resource.node = fromDecodedJson(patched);
  });
  const { annotations } = resource;
  for (const [name, value] of internal) annotations.set(name, value);
  resource.setTexts('annotations', annotations);
}

function readPatches(source: SourceText, schemas: Schemas): Resource[] {
  return readObjects(source).map((node) => new Resource(node, schemas));
}

function readJsonPatch(source: SourceText): Operation[] {
  if (source.text === '') throw new BuildError('empty json patch operations');
  const json = source.text.startsWith('[') ? readJsonText(source) : yamlToJson(source);
  return at(json.place, () => readOperations(json));
}

/** What loading patches needs. */
export interface PatchContext {
  readonly loader: Loader;
  readonly schemas: Schemas;
  /** Called for a patch without an object; when it returns, the patch is left out. */
  readonly unmatched: (error: BuildError) => void;
}

/** The one object that a patch names; undefined where it is left out. Throws BuildError. */
function targetOf(patch: Resource, map: ResourceMap, { unmatched }: PatchContext): Resource | undefined {
  try {
    return at(patch.place, () => map.byId(patch.originalId));
  } catch (error) {
    if (!(error instanceof BuildError) || error.trouble !== 'unmatched') throw error;
    unmatched(error);
    return undefined;
  }
}

/** An entry of `patches`. Throws BuildError. Source: PatchTransformer. */
export function patchTransformer(patch: Patch, context: PatchContext): Transformer {
  const { loader, schemas } = context;
  const { place } = patch;
  const inline = patch.patch === undefined ? undefined : inlineText(patch.patch, loader);
  const path = patch.path?.value ?? '';
  if ((inline?.text ?? '') === '' && path === '') throw new BuildError('must specify one of patch and path in', place);
  if ((inline?.text ?? '') !== '' && path !== '')
    throw new BuildError("patch and path can't be set at the same time", place);
  const shown = path === '' ? '[patch]' : `[path: "${path}"]`;
  const source = path === '' && inline !== undefined ? inline : textFile(loader, path, patch.path?.place ?? place);
  const merges = attempt(() => readPatches(source, schemas));
  const operations = attempt(() => readJsonPatch(source));
  if ((merges.value?.length ?? 0) > 0 && (operations.value?.length ?? 0) > 0)
    throw new BuildError(`illegally qualifies as both an SM and JSON patch: ${shown}`, place);
  if (merges.value === undefined && operations.value === undefined)
    throw new BuildError(`unable to parse SM or JSON patch from ${shown}`, merges.error?.place ?? place);
  const target = patch.target === undefined ? undefined : selectorOf(patch.target);
  if (merges.value === undefined) return jsonTransformer(operations.value ?? [], target, shown, place);
  for (const each of merges.value) {
    if (patch.options?.allowNameChange?.value === true) each.enable(ALLOW_NAME_CHANGE);
    if (patch.options?.allowKindChange?.value === true) each.enable(ALLOW_KIND_CHANGE);
  }
  return mergeTransformer(merges.value, target, shown, place, context);
}

function attempt<T>(work: () => T): { readonly value?: T; readonly error?: BuildError } {
  try {
    return { value: work() };
  } catch (error) {
    if (!(error instanceof BuildError)) throw error;
    return { error };
  }
}

function mergeTransformer(
  patches: readonly Resource[],
  target: Selector | undefined,
  shown: string,
  place: Place,
  context: PatchContext,
): Transformer {
  return (map) => {
    const [first] = patches;
    if (first === undefined) return;
    if (target === undefined) {
      for (const patch of patches) {
        const found = targetOf(patch, map, context);
        if (found !== undefined) applyMergePatch(found, patch);
      }
      return;
    }
    if (patches.length > 1)
      throw new BuildError(
        `Multiple Strategic-Merge Patches in one \`patches\` entry is not allowed to set \`patches.target\` field: ${shown}`,
        place,
      );
    applyToSelected(
      map,
      at(place, () => map.select(target)),
      first,
    );
  };
}

function jsonTransformer(
  operations: readonly Operation[],
  target: Selector | undefined,
  shown: string,
  place: Place,
): Transformer {
  return (map) => {
    if (operations.length === 0) return;
    if (target === undefined) throw new BuildError(`must specify a target for JSON patch ${shown}`, place);
    for (const resource of at(place, () => map.select(target))) {
      resource.storePreviousId();
      applyJsonPatch(resource, operations);
    }
  };
}

/** `patchesStrategicMerge`. Throws BuildError. Source: PatchStrategicMergeTransformer. */
export function strategicMergeTransformer(
  entries: readonly Leaf<string>[],
  inline: Leaf<string> | undefined,
  place: Place,
  context: PatchContext,
): Transformer {
  const { loader, schemas } = context;
  if (entries.length === 0 && (inline?.value ?? '') === '')
    throw new BuildError('empty file path and empty patch content', place);
  const loaded = entries.flatMap((entry) => {
    // An entry may be the patch itself.
    const own = attempt(() => readPatches(inlineText(entry, loader), schemas));
    if (own.value !== undefined) return own.value;
    return readPatches(textFile(loader, entry.value, entry.place), schemas);
  });
  if (inline !== undefined && inline.value !== '') addAll(loaded, readPatches(inlineText(inline, loader), schemas));
  if (loaded.length === 0) throw new BuildError('patch appears to be empty', place);
  return (map) => {
    for (const patch of loaded) {
      const target = targetOf(patch, map, context);
      if (target !== undefined) applyToSelected(map, [target], patch);
    }
  };
}

/** An entry of `patchesJson6902`. Throws BuildError. Source: PatchJson6902Transformer. */
export function json6902Transformer(
  {
    target,
    path,
    operations,
    place,
  }: {
    readonly target: Patch['target'];
    readonly path: Leaf<string> | undefined;
    readonly operations: Leaf<string> | undefined;
    readonly place: Place;
  },
  { loader }: PatchContext,
): Transformer {
  const [file, inline] = [path?.value ?? '', operations?.value ?? ''];
  if (target === undefined || (target.name?.value ?? '') === '')
    throw new BuildError('must specify the target name', target?.place ?? place);
  if (file === '' && inline === '') throw new BuildError('empty file path and empty jsonOp', place);
  if (file !== '' && inline !== '') throw new BuildError('must specify a file path or jsonOp, not both', place);
  const source =
    operations === undefined || inline === ''
      ? textFile(loader, file, path?.place ?? place)
      : inlineText(operations, loader, false);
  if (source.text === '') throw new BuildError(`patch file '${file}' empty seems to be empty`, place);
  const decoded = readJsonPatch(source);
  if (decoded.length === 0) throw new BuildError(`patch appears to be empty; file=${file}`, place);
  const selector = selectorOf(target);
  return (map) => {
    for (const resource of at(place, () => map.select(selector))) applyJsonPatch(resource, decoded);
  };
}
