/** The shapes of kustomization files and of the configurations of builtin plugins. Source: kustomize api/types, api/internal/builtins. */
import type { FieldSpec } from './field-spec.ts';
import type { Decoded, Leaf } from './decode.ts';
import type { Selector } from './resource-map.ts';

const GVK = { group: 'embedded', version: 'embedded', kind: 'embedded' } as const;
const RES_ID = { ...GVK, name: 'embedded', namespace: 'embedded' } as const;
const STRINGS = { list: 'string' } as const;
const TEXTS = { texts: true } as const;

const FIELD_SPEC = { fields: { ...GVK, path: 'string', create: 'bool' } } as const;
export const FIELD_SPECS = { list: FIELD_SPEC } as const;
const SELECTOR = { fields: { ...RES_ID, labelSelector: 'string', annotationSelector: 'string' } } as const;
const META = { fields: { name: 'string', namespace: 'string', labels: TEXTS, annotations: TEXTS } } as const;

const GENERATOR_OPTIONS = {
  fields: { labels: TEXTS, annotations: TEXTS, disableNameSuffixHash: 'bool', immutable: 'bool' },
} as const;
const GENERATOR = {
  namespace: 'string',
  name: 'string',
  behavior: 'string',
  options: GENERATOR_OPTIONS,
  env: 'string',
  literals: STRINGS,
  files: STRINGS,
  envs: STRINGS,
} as const;
export const CONFIG_MAP_ARGS = { fields: GENERATOR } as const;
export const SECRET_ARGS = { fields: { ...GENERATOR, type: 'string' } } as const;

const IMAGE = {
  fields: { name: 'string', newName: 'string', tagSuffix: 'string', newTag: 'string', digest: 'string' },
} as const;
const REPLICA = { fields: { name: 'string', count: 'int' } } as const;
const PATCH = {
  path: 'string',
  patch: 'string',
  target: SELECTOR,
  options: { fields: { allowNameChange: 'bool', allowKindChange: 'bool' } },
} as const;

const FIELD_OPTIONS = { fields: { delimiter: 'string', index: 'int', encoding: 'string', create: 'bool' } } as const;
const REPLACEMENT_FIELDS = {
  source: { fields: { ...RES_ID, fieldPath: 'string', options: FIELD_OPTIONS } },
  targets: {
    list: { fields: { select: SELECTOR, reject: { list: SELECTOR }, fieldPaths: STRINGS, options: FIELD_OPTIONS } },
  },
  sourceValue: 'string',
} as const;
export const REPLACEMENT = { fields: REPLACEMENT_FIELDS } as const;
const REPLACEMENT_FIELD = { fields: { ...REPLACEMENT_FIELDS, path: 'string' } } as const;

const LABEL = {
  fields: { pairs: TEXTS, includeSelectors: 'bool', includeTemplates: 'bool', fields: FIELD_SPECS },
} as const;
const VARIABLE = {
  fields: {
    name: 'string',
    objref: { fields: { ...RES_ID, apiVersion: 'string' } },
    fieldref: { fields: { fieldPath: 'string' } },
  },
} as const;
const SORT_OPTIONS = {
  fields: { order: 'string', legacySortOptions: { fields: { orderFirst: STRINGS, orderLast: STRINGS } } },
} as const;

export const KUSTOMIZATION = {
  fields: {
    kind: 'string',
    apiVersion: 'string',
    metadata: META,
    openapi: TEXTS,
    namePrefix: 'string',
    nameSuffix: 'string',
    namespace: 'string',
    commonLabels: TEXTS,
    commonAnnotations: TEXTS,
    labels: { list: LABEL },
    patchesStrategicMerge: STRINGS,
    patchesJson6902: { list: { fields: PATCH } },
    patches: { list: { fields: PATCH } },
    images: { list: IMAGE },
    imageTags: { list: IMAGE },
    replicas: { list: REPLICA },
    replacements: { list: REPLACEMENT_FIELD },
    vars: { list: VARIABLE },
    sortOptions: SORT_OPTIONS,
    resources: STRINGS,
    components: STRINGS,
    crds: STRINGS,
    bases: STRINGS,
    configMapGenerator: { list: CONFIG_MAP_ARGS },
    secretGenerator: { list: SECRET_ARGS },
    helmGlobals: { fields: { chartHome: 'string', configHome: 'string' } },
    helmCharts: { list: 'any' },
    helmChartInflationGenerator: { list: 'any' },
    generatorOptions: GENERATOR_OPTIONS,
    configurations: STRINGS,
    generators: STRINGS,
    transformers: STRINGS,
    validators: STRINGS,
    buildMetadata: STRINGS,
  },
} as const;

export const TRANSFORMER_CONFIG = {
  fields: {
    namePrefix: FIELD_SPECS,
    nameSuffix: FIELD_SPECS,
    namespace: FIELD_SPECS,
    commonLabels: FIELD_SPECS,
    labels: FIELD_SPECS,
    templateLabels: FIELD_SPECS,
    commonAnnotations: FIELD_SPECS,
    varReference: FIELD_SPECS,
    images: FIELD_SPECS,
    replicas: FIELD_SPECS,
    nameReference: { list: { fields: { ...GVK, fieldSpecs: FIELD_SPECS } } },
  },
} as const;

/** The configurations of builtin transformers, by kind. */
export const TRANSFORMERS = {
  AnnotationsTransformer: { fields: { annotations: TEXTS, fieldSpecs: FIELD_SPECS } },
  HashTransformer: { fields: {} },
  ImageTagTransformer: { fields: { imageTag: IMAGE, fieldSpecs: FIELD_SPECS } },
  LabelTransformer: { fields: { labels: TEXTS, fieldSpecs: FIELD_SPECS } },
  NamespaceTransformer: {
    fields: { metadata: META, fieldSpecs: FIELD_SPECS, unsetOnly: 'bool', setRoleBindingSubjects: 'string' },
  },
  PatchJson6902Transformer: { fields: { target: SELECTOR, path: 'string', jsonOp: 'string' } },
  PatchStrategicMergeTransformer: { fields: { paths: STRINGS, patches: 'string' } },
  PatchTransformer: { fields: PATCH },
  PrefixSuffixTransformer: { fields: { prefix: 'string', suffix: 'string', fieldSpecs: FIELD_SPECS } },
  PrefixTransformer: { fields: { prefix: 'string', fieldSpecs: FIELD_SPECS } },
  SuffixTransformer: { fields: { suffix: 'string', fieldSpecs: FIELD_SPECS } },
  ReplacementTransformer: { fields: { replacements: { list: REPLACEMENT_FIELD } } },
  ReplicaCountTransformer: { fields: { replica: REPLICA, fieldSpecs: FIELD_SPECS } },
  ValueAddTransformer: {
    fields: {
      value: 'string',
      targetFilePath: 'string',
      targets: { list: { fields: { selector: SELECTOR, fieldPath: 'string', filePathPosition: 'int' } } },
    },
  },
} as const;

/** The configurations of builtin generators, by kind. */
export const GENERATORS = {
  ConfigMapGenerator: { fields: { metadata: META, ...GENERATOR } },
  SecretGenerator: { fields: { metadata: META, ...GENERATOR, type: 'string' } },
  IAMPolicyGenerator: {
    fields: {
      cloud: 'string',
      projectId: 'string',
      kubernetesService: { fields: { name: 'string', namespace: 'string' } },
      serviceAccount: { fields: { name: 'string', namespace: 'string' } },
    },
  },
} as const;

export const VALUE_ADD_TARGETS = { fields: { targets: TRANSFORMERS.ValueAddTransformer.fields.targets } } as const;

export type Kustomization = Decoded<typeof KUSTOMIZATION>;
export type GeneratorArgs = Decoded<typeof SECRET_ARGS>;
export type GeneratorOptions = Decoded<typeof GENERATOR_OPTIONS>;
export type Image = Decoded<typeof IMAGE>;
export type Replica = Decoded<typeof REPLICA>;
export type Patch = Decoded<{ fields: typeof PATCH }>;
export type Replacement = Decoded<typeof REPLACEMENT>;
export type ReplacementField = Decoded<typeof REPLACEMENT_FIELD>;
export type ReplacementTarget = NonNullable<Replacement['targets']>[number];
export type ReplacementSource = NonNullable<Replacement['source']>;
export type FieldOptions = Decoded<typeof FIELD_OPTIONS>;
export type Variable = Decoded<typeof VARIABLE>;
export type SortOptions = Decoded<typeof SORT_OPTIONS>;
export type Texts = ReadonlyMap<string, Leaf<string>>;
type WrittenSelector = Decoded<typeof SELECTOR>;
type WrittenSpecs = Decoded<typeof FIELD_SPECS>;

/** A selector with its open parts empty. */
export function selectorOf(written: WrittenSelector): Selector {
  const text = (leaf: Leaf<string> | undefined): string => leaf?.value ?? '';
  return {
    group: text(written.group),
    version: text(written.version),
    kind: text(written.kind),
    name: text(written.name),
    namespace: text(written.namespace),
    labelSelector: text(written.labelSelector),
    annotationSelector: text(written.annotationSelector),
  };
}

/** Field specs with their open parts empty. */
export function specsOf(written: WrittenSpecs | undefined): FieldSpec[] {
  return (written ?? []).map(({ group, version, kind, path, create }) => ({
    group: group?.value ?? '',
    version: version?.value ?? '',
    kind: kind?.value ?? '',
    path: path?.value ?? '',
    create: create?.value ?? false,
  }));
}
