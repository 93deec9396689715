/** Generators and transformers with configurations of their own. Source: kustomize api/internal/plugins/loader, api/internal/builtins. */
import { basename } from 'node:path';
import { decode, yamlToJson, type Decoded, type Leaf } from './decode.ts';
import { BuildError, at, within } from './errors.ts';
import { generate, serviceAccount, type GeneratorContext } from './generators.ts';
import { hashOf } from './hash.ts';
import { json6902Transformer, patchTransformer, strategicMergeTransformer, type PatchContext } from './patches.ts';
import { replaceValues } from './replacements.ts';
import type { Resource } from './resource.ts';
import { setText, splitPath } from './set-fields.ts';
import {
  GENERATORS,
  REPLACEMENT,
  TRANSFORMERS,
  VALUE_ADD_TARGETS,
  selectorOf,
  specsOf,
  type Replacement,
  type ReplacementField,
} from './shapes.ts';
import { textFile } from './text-file.ts';
import {
  addAffix,
  addHashes,
  addTexts,
  setImages,
  setNamespace,
  setNamespaces,
  setReplicas,
  type SubjectMode,
  type Transformer,
} from './transformers.ts';
import { expectKind, lookup } from './yaml/fns.ts';
import type { Place } from './yaml/node.ts';
import { toJson } from './yaml/value.ts';
import { addAll } from '../kubernetes/go/lists.ts';

const LENIENT = { strict: false, coerce: true } as const;

type Kinds = typeof TRANSFORMERS;
type Makers = { readonly [K in keyof Kinds]: (config: Decoded<Kinds[K]>, context: PatchContext) => Transformer };

function placeOf(resource: Resource): Place {
  return resource.place ?? { file: '', start: 0, end: 0 };
}

const none: ReadonlyMap<string, Leaf<string>> = new Map();

const MAKERS: Makers = {
  AnnotationsTransformer: ({ annotations, fieldSpecs }) => addTexts(annotations ?? none, specsOf(fieldSpecs)),
  HashTransformer: () => addHashes(hashOf),
  ImageTagTransformer: ({ imageTag, fieldSpecs, place }) => setImages(imageTag ?? { place }, specsOf(fieldSpecs)),
  LabelTransformer: ({ labels, fieldSpecs }) => addTexts(labels ?? none, specsOf(fieldSpecs)),
  NamespaceTransformer: ({ metadata, fieldSpecs, unsetOnly, setRoleBindingSubjects }) =>
    setNamespaces({
      namespace: metadata?.namespace?.value ?? '',
      specs: specsOf(fieldSpecs),
      unsetOnly: unsetOnly?.value ?? false,
      subjects: subjectMode(setRoleBindingSubjects),
      place: metadata?.namespace?.place,
    }),
  PatchJson6902Transformer: ({ target, path, jsonOp, place }, context) =>
    json6902Transformer({ target, path, operations: jsonOp, place }, context),
  PatchStrategicMergeTransformer: ({ paths, patches, place }, context) =>
    strategicMergeTransformer(paths ?? [], patches, place, context),
  PatchTransformer: patchTransformer,
  PrefixSuffixTransformer: ({ prefix, suffix, fieldSpecs, place }) => {
    const specs = wanted(fieldSpecs, place);
    const steps = [
      addAffix('prefix', prefix?.value ?? '', specs, prefix?.place ?? place),
      addAffix('suffix', suffix?.value ?? '', specs, suffix?.place ?? place),
    ];
    return (map) => {
      for (const step of steps) step(map);
    };
  },
  PrefixTransformer: ({ prefix, fieldSpecs, place }) =>
    addAffix('prefix', prefix?.value ?? '', wanted(fieldSpecs, place), prefix?.place ?? place),
  SuffixTransformer: ({ suffix, fieldSpecs, place }) =>
    addAffix('suffix', suffix?.value ?? '', wanted(fieldSpecs, place), suffix?.place ?? place),
  ReplacementTransformer: ({ replacements }, context) =>
    replaceValues(readReplacements(replacements ?? [], context), context),
  ReplicaCountTransformer: ({ replica, fieldSpecs, place }) => setReplicas(replica ?? { place }, specsOf(fieldSpecs)),
  ValueAddTransformer: valueAdd,
};

function wanted(specs: Parameters<typeof specsOf>[0], place: Place): ReturnType<typeof specsOf> {
  if (specs === undefined) throw new BuildError('fieldSpecs is not expected to be nil', place);
  return specsOf(specs);
}

const MODES: readonly string[] = ['defaultOnly', 'allServiceAccounts', 'none'] satisfies SubjectMode[];

function subjectMode(written: Leaf<string> | undefined): SubjectMode {
  const mode = written?.value || 'defaultOnly';
  if (MODES.includes(mode)) return mode as SubjectMode;
  throw new BuildError(
    `invalid value "${mode}" for setRoleBindingSubjects: must be one of "defaultOnly", "none" or "allServiceAccounts"`,
    written?.place,
  );
}

/** Replacements, those of files read. Throws BuildError. */
export function readReplacements(written: readonly ReplacementField[], { loader }: PatchContext): Replacement[] {
  return written.flatMap((replacement): Replacement[] => {
    const path = replacement.path?.value ?? '';
    if (path === '') return [replacement];
    if (replacement.source !== undefined || (replacement.targets ?? []).length > 0)
      throw new BuildError('cannot specify both path and inline replacement', replacement.place);
    const source = textFile(loader, path, replacement.path?.place ?? replacement.place);
    const json = yamlToJson(source);
    const decoding = { strict: false, coerce: true };
    if (json.kind === 'list') return [...(decode(json, { list: REPLACEMENT }, decoding) ?? [])];
    if (json.kind === 'map') return [decode(json, REPLACEMENT, decoding)].filter((each) => each !== undefined);
    throw new BuildError('unsupported replacement type encountered within replacement path', json.place);
  });
}

// Source: ValueAddTransformer, filters/valueadd
function valueAdd(config: Decoded<Kinds['ValueAddTransformer']>, context: PatchContext): Transformer {
  const { loader } = context;
  const value = (config.value?.value ?? '').trim() || basename(loader.root);
  const place = config.value?.place ?? config.place;
  const targets = [...(config.targets ?? [])];
  if (config.targetFilePath !== undefined && config.targetFilePath.value !== '') {
    const source = textFile(loader, config.targetFilePath.value, config.targetFilePath.place);
    addAll(targets, decode(yamlToJson(source), VALUE_ADD_TARGETS, LENIENT)?.targets ?? []);
  }
  if (targets.length === 0) throw new BuildError('must specify at least one target', config.place);
  for (const target of targets) {
    if ((target.fieldPath?.value ?? '') === '') throw new BuildError('fieldPath cannot be empty', target.place);
    if ((target.filePathPosition?.value ?? 0) < 0)
      throw new BuildError('value of FilePathPosition cannot be negative', target.place);
  }
  return (map) => {
    for (const { selector, fieldPath, filePathPosition } of targets) {
      const path = fieldPath?.value ?? '';
      const resources = selector === undefined ? map.resources : map.select(selectorOf(selector));
      for (const resource of resources) {
        if (path === 'metadata/namespace')
          setNamespace(resource, { namespace: value, specs: [], unsetOnly: false, subjects: 'defaultOnly', place });
        else addValue(resource, path, value, filePathPosition?.value ?? 0, place);
      }
    }
  };
}

function addValue(resource: Resource, path: string, value: string, position: number, place: Place): void {
  at(resource.place, () => {
    const steps = path.startsWith('/') ? ['', ...splitPath(path, '/')] : splitPath(path, '/');
    const node = lookup(resource.root, steps, 'scalar', place);
    if (node === undefined) return;
    expectKind(node, 'scalar');
    setText(node, position > 0 ? insertPart(node.value, position - 1, value) : value, place);
  });
}

// filesys.InsertPathPart
function insertPart(path: string, position: number, part: string): string {
  const parts = path === '' ? [] : path.split('/');
  const isAbsolute = path.startsWith('/');
  const names = (isAbsolute ? parts.slice(1) : parts).filter((name, i, all) => name !== '' || i < all.length - 1);
  names.splice(Math.min(Math.max(position, 0), names.length), 0, part);
  return (isAbsolute ? '/' : '') + names.join('/');
}

function isBuiltin({ gvk }: Resource): boolean {
  return gvk.group === '' && gvk.version === 'builtin';
}

function refuse(resource: Resource): never {
  throw new BuildError(
    `external plugins disabled; unable to load external plugin '${resource.kind}'`,
    placeOf(resource),
    'plugin',
  );
}

/** The transformer that a configuration describes. Throws BuildError; a program or container is never run. */
export function loadTransformer(resource: Resource, context: PatchContext): Transformer {
  if (!isBuiltin(resource)) return refuse(resource);
  const { kind } = resource;
  if (!isTransformer(kind)) throw new BuildError(`unable to load builtin ${kind}`, placeOf(resource));
  return within(`plugin ${kind} fails configuration`, placeOf(resource), () => make(kind, resource, context));
}

function isTransformer(kind: string): kind is keyof Kinds {
  return Object.hasOwn(TRANSFORMERS, kind);
}

function make(kind: keyof Kinds, resource: Resource, context: PatchContext): Transformer {
  const config = decode(toJson(resource.root), TRANSFORMERS[kind], LENIENT);
  if (config === undefined) throw new BuildError('an empty configuration', placeOf(resource));
  // The configuration was decoded to the shape of its kind.
  const maker: (config: { readonly place: Place }, context: PatchContext) => Transformer = MAKERS[kind];
  return maker(config, context);
}

/** Makes objects. Throws BuildError. */
export type Generator = () => readonly Resource[];

/** The generator that a configuration describes. Throws BuildError; a program or container is never run. */
export function loadGenerator(resource: Resource, context: GeneratorContext): Generator {
  const { schemas } = context;
  if (!isBuiltin(resource)) return refuse(resource);
  const place = placeOf(resource);
  const { kind } = resource;
  return within(`plugin ${kind} fails configuration`, place, (): Generator => {
    const json = toJson(resource.root);
    if (kind === 'ConfigMapGenerator' || kind === 'SecretGenerator') {
      const args = decode(json, GENERATORS[kind], LENIENT) ?? { place };
      const name = args.name ?? args.metadata?.name;
      const namespace = args.namespace ?? args.metadata?.namespace;
      // The old single file is only known to kustomization files.
      const given = { ...args, env: { value: '', place }, ...(name && { name }), ...(namespace && { namespace }) };
      const made = kind === 'SecretGenerator' ? 'Secret' : 'ConfigMap';
      return () => [generate(made, given, given.options, context)];
    }
    if (kind === 'IAMPolicyGenerator') {
      const args = decode(json, GENERATORS.IAMPolicyGenerator, LENIENT) ?? { place };
      if (args.cloud?.value !== 'gke')
        throw new BuildError(`cloud provider ${args.cloud?.value ?? ''} not supported yet`, place);
      const parts = {
        name: args.kubernetesService?.name?.value ?? '',
        namespace: args.kubernetesService?.namespace?.value ?? '',
        account: args.serviceAccount?.name?.value ?? '',
        project: args.projectId?.value ?? '',
      };
      return () => [serviceAccount(parts, schemas, place)];
    }
    if (kind === 'HelmChartInflationGenerator') throw new BuildError('must specify --enable-helm', place, 'helm');
    throw new BuildError(`unable to load builtin ${kind}`, place);
  });
}
