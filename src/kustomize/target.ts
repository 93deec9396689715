/** One kustomization: what it gathers and what it makes of it. Source: kustomize api/internal/target/kusttarget.go, kusttarget_configplugin.go. */
import { join } from 'node:path';
import { spend, spendText } from '../limits/budget.ts';
import {
  DEFAULT_CONFIG,
  EMPTY_CONFIG,
  mergeConfig,
  mergeSpec,
  mergeSpecs,
  sortConfig,
  type TransformerConfig,
} from './config.ts';
import { inflate, localChart, type RenderChart } from './charts.ts';
import { configOfCrds } from './crds.ts';
import { decode, yamlToJson, type Decoded, type Leaf } from './decode.ts';
import { BuildError, at, within, type Hidden } from './errors.ts';
import { generate, mergeOptions, type GeneratorContext } from './generators.ts';
import type { Loader } from './loader.ts';
import { readOpenApi } from './openapi.ts';
import {
  below,
  builtinOrigin,
  noteOrigin,
  noteTransformation,
  originText,
  pluginOrigin,
  type Origin,
} from './origin.ts';
import { json6902Transformer, patchTransformer, strategicMergeTransformer, type PatchContext } from './patches.ts';
import { loadGenerator, loadTransformer, readReplacements, type Generator } from './plugins.ts';
import { readObjects } from './read.ts';
import { replaceValues } from './replacements.ts';
import { ResourceMap } from './resource-map.ts';
import { ORIGIN, Resource } from './resource.ts';
import type { Schemas } from './schema.ts';
import { entrySetter, setFields } from './set-fields.ts';
import { KUSTOMIZATION, TRANSFORMER_CONFIG, specsOf, type Kustomization } from './shapes.ts';
import { inlineText, textFile } from './text-file.ts';
import { addAffix, addTexts, setImages, setNamespaces, setReplicas, type Transformer } from './transformers.ts';
import { markVariables, mergeVariables, type Variables } from './variables.ts';
import type { Place } from './yaml/node.ts';
import { jsonValue } from './yaml/json-value.ts';
import { printYaml } from './yaml/print.ts';
import { toJson, type JsonNode } from './yaml/value.ts';

/** What a folder costs before its kustomization is read. */
const FOLDER_STEPS = 200;

/** What an object costs that is looked at. */
const OBJECT_STEPS = 1;

/** The names by which kustomize finds its file in a directory. */
export const KUSTOMIZATION_FILES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/** What is common to all kustomizations of one build. */
export interface Building {
  readonly schemas: Schemas;
  /** Called for what cannot be had here; when it returns, the build goes on without. */
  readonly missing: (error: BuildError, hides: Hidden) => void;
  /** Called for an object that is asked for and not there; when it returns, it counts as one that could not be had. */
  readonly unmatched: (error: BuildError) => void;
  /** Renders charts that are here; without it, none is. */
  readonly charts?: RenderChart | undefined;
}

/** Objects, and what is known for changing them. */
export interface Accumulated {
  readonly map: ResourceMap;
  config: TransformerConfig;
  variables: Variables;
}

/** Adds objects to what is gathered. */
type Add = ReturnType<ResourceMap['adder']>;

function emptyAccumulated(): Accumulated {
  return { map: new ResourceMap(), config: EMPTY_CONFIG, variables: new Map() };
}

interface Step {
  readonly transform: Transformer;
  readonly origin: Origin | undefined;
}

interface Source {
  readonly generate: Generator;
  readonly origin: Origin | undefined;
}

/** A kustomization file, read. */
export class Target {
  readonly kustomization: Kustomization;
  readonly file: string;
  readonly loader: Loader;
  readonly #name: string;
  readonly #building: Building;
  #origin: Origin | undefined;

  private constructor(loader: Loader, building: Building, name: string, kustomization: Kustomization) {
    this.loader = loader;
    this.#building = building;
    this.#name = name;
    this.file = join(loader.root, name);
    this.kustomization = kustomization;
  }

  /** Reads the file of a directory. Throws BuildError. */
  static load(loader: Loader, building: Building): Target {
    const names = KUSTOMIZATION_FILES.filter((name) => loader.has(name));
    const [name] = names;
    if (name === undefined)
      throw new BuildError(
        `unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '${loader.root}'`,
        undefined,
        'absent',
        join(loader.root, 'kustomization.yaml'),
      );
    if (names.length > 1) throw new BuildError(`Found multiple kustomization files under: ${loader.root}`);
    const start = { file: join(loader.root, name), start: 0, end: 0 };
    const source = textFile(loader, name, start);
    spend(FOLDER_STEPS);
    spendText(source.text.length);
    const decoded = within('invalid Kustomization', start, () =>
      decode(yamlToJson(source), KUSTOMIZATION, { strict: true, coerce: false }),
    );
    const fields = Object.keys(decoded ?? {}).filter((key) => !['place', 'kind', 'apiVersion'].includes(key));
    if (fields.length === 0) throw new BuildError('kustomization.yaml is empty', start);
    const kustomization = decoded ?? { place: start };
    enforce(kustomization, loader.root);
    return new Target(loader, building, name, kustomization);
  }

  /** Takes the `openapi` field for the build. Throws BuildError. */
  setSchema(): void {
    const { openapi } = this.kustomization;
    const path = openapi?.get('path');
    const version = openapi?.get('version');
    const json = path === undefined ? undefined : yamlToJson(textFile(this.loader, path.value, path.place));
    at((path ?? version)?.place, () => {
      const custom = json === undefined ? undefined : readOpenApi(jsonValue(json));
      this.#building.schemas.set(version?.value, custom);
    });
  }

  get isComponent(): boolean {
    return this.kustomization.kind?.value === 'Component';
  }

  /** Everything that the kustomization gathers, changed as it wants. Throws BuildError. */
  accumulate(origin: Origin | undefined, into: Accumulated = emptyAccumulated()): Accumulated {
    this.#origin = origin;
    const {
      resources = [],
      bases = [],
      components = [],
      configurations = [],
      crds = [],
      vars = [],
    } = this.kustomization;
    let gathered = into;
    within('accumulating resources', undefined, () => {
      this.#addResources(gathered, [...resources, ...bases]);
    });
    gathered.config = mergeConfig(gathered.config, this.#configuration(configurations));
    for (const crd of crds)
      gathered.config = at(crd.place, () =>
        mergeConfig(gathered.config, configOfCrds(textFile(this.loader, crd.value, crd.place))),
      );
    this.#runGenerators(gathered.map);
    for (const component of components)
      gathered = within('accumulating components', component.place, () => this.#addComponent(gathered, component));
    this.#runTransformers(gathered);
    this.#runValidators(gathered.map);
    markVariables(gathered.map, vars);
    gathered.variables = mergeVariables(gathered.variables, vars);
    return gathered;
  }

  get #context(): PatchContext & GeneratorContext {
    const { schemas, missing, unmatched } = this.#building;
    const absent = (error: BuildError): void => {
      missing(error, 'nothing');
    };
    return { loader: this.loader, schemas, unmatched, absent };
  }

  #addResources(gathered: Accumulated, paths: readonly Leaf<string>[]): void {
    const add = gathered.map.adder();
    for (const path of paths) {
      try {
        this.#addResource(gathered, path, add);
      } catch (error) {
        if (!(error instanceof BuildError) || !isElsewhere(error) || error.place !== path.place) throw error;
        this.#building.missing(error, 'objects');
      }
    }
  }

  // A file, else a directory
  #addResource(gathered: Accumulated, path: Leaf<string>, add: Add): void {
    let notFile: BuildError;
    try {
      add(this.#readFile(path));
      return;
    } catch (error) {
      if (!(error instanceof BuildError) || error.trouble === 'remote') throw error;
      notFile = error.within(`accumulating resources from '${path.value}'`, path.place);
    }
    let loader: Loader;
    try {
      loader = this.loader.below(path.value, path.place);
    } catch (error) {
      if (!(error instanceof BuildError) || error.trouble === 'remote') throw error;
      if (notFile.message.includes('MalformedYAMLError') || this.loader.has(path.value)) throw notFile;
      throw error.within(`accumulation err='${notFile.message}'`);
    }
    this.#addBase(gathered, path, loader, add);
  }

  #readFile({ value: path, place }: Leaf<string>): Resource[] {
    const file = this.loader.path(path, place);
    const objects = this.loader.objectsOf(file, () => readObjects(textFile(this.loader, path, place)));
    spendText(1 + (this.loader.textOf(file)?.length ?? 0));
    const resources = objects.map((node) => new Resource(node, this.#building.schemas));
    if (this.#origin === undefined) return resources;
    const text = originText(below(this.#origin, path));
    const spec = { group: '', version: '', kind: '', path: 'metadata/annotations', create: true };
    for (const resource of resources)
      setFields(resource, [spec], entrySetter(ORIGIN, text, '!!str'), { kind: 'map', tag: '!!map' });
    return resources;
  }

  #addComponent(gathered: Accumulated, path: Leaf<string>): Accumulated {
    let loader: Loader;
    try {
      loader = this.loader.below(path.value, path.place);
    } catch (error) {
      if (!(error instanceof BuildError) || !isElsewhere(error)) throw error;
      this.#building.missing(error, 'changes');
      return gathered;
    }
    const target = this.#targetOf(path, loader, true);
    const { root } = loader;
    // A component changes what is gathered so far; anything else is whole before it is added.
    return within(`recursed accumulation of path '${root}'`, path.place, () =>
      target.accumulate(this.#originBelow(path), gathered),
    );
  }

  // accumulateDirectory
  #addBase(gathered: Accumulated, path: Leaf<string>, loader: Loader, add: Add): void {
    const target = this.#targetOf(path, loader, false);
    const { root } = loader;
    const added = within(`recursed accumulation of path '${root}'`, undefined, () =>
      target.accumulate(this.#originBelow(path)),
    );
    within(`recursed merging from path '${root}'`, path.place, () => {
      add(added.map.resources);
      gathered.config = mergeConfig(gathered.config, added.config);
      gathered.variables = mergeVariables(gathered.variables, added.variables.values());
    });
  }

  #originBelow({ value }: Leaf<string>): Origin | undefined {
    return this.#origin === undefined ? undefined : below(this.#origin, value);
  }

  #targetOf(path: Leaf<string>, loader: Loader, isComponent: boolean): Target {
    const { root } = loader;
    const target = within(`couldn't make target for path '${root}'`, path.place, () =>
      Target.load(loader, this.#building),
    );
    target.setSchema();
    if (isComponent && !target.isComponent)
      throw new BuildError(
        `expected kind 'Component' for path '${root}' but got '${target.kustomization.kind?.value ?? 'Kustomization'}'`,
        path.place,
      );
    if (!isComponent && target.isComponent)
      throw new BuildError(`expected kind != 'Component' for path '${root}'`, path.place);
    return target;
  }

  #configuration(paths: readonly Leaf<string>[]): TransformerConfig {
    if (paths.length === 0) return DEFAULT_CONFIG;
    let own = EMPTY_CONFIG;
    for (const { value, place } of paths) {
      const source = textFile(this.loader, value, place);
      const written = within('error unmarshaling JSON: while decoding JSON', place, () =>
        decode(yamlToJson(source, true), TRANSFORMER_CONFIG, { strict: true, coerce: true }),
      );
      const read = sortConfig(configOf(written));
      own = at(place, () => mergeConfig(own, read));
    }
    return at(paths[0]?.place, () => mergeConfig(DEFAULT_CONFIG, own));
  }

  #builtin(kind: string): Origin | undefined {
    return this.#origin === undefined ? undefined : builtinOrigin(this.#origin, this.#name, kind);
  }

  #runGenerators(map: ResourceMap): void {
    const {
      configMapGenerator = [],
      secretGenerator = [],
      helmCharts = [],
      helmChartInflationGenerator = [],
    } = this.kustomization;
    const { generatorOptions, generators = [] } = this.kustomization;
    const sources: Source[] = [];
    const add = (kind: 'ConfigMap' | 'Secret', args: (typeof secretGenerator)[number]): void => {
      const options = mergeOptions(args.options, generatorOptions);
      const origin = this.#builtin(`${kind}Generator`);
      sources.push({ generate: () => [generate(kind, args, options, this.#context)], origin });
    };
    for (const args of configMapGenerator) add('ConfigMap', args);
    for (const args of secretGenerator) add('Secret', args);
    for (const chart of helmCharts) sources.push(...this.#chartSource(chart));
    const [old] = helmChartInflationGenerator;
    if (old !== undefined) this.#lackHelm(old);
    for (const plugin of this.#pluginConfigs(generators)) {
      try {
        sources.push({ generate: loadGenerator(plugin, this.#context), origin: pluginOrigin(plugin) });
      } catch (error) {
        if (!(error instanceof BuildError) || !isDisabled(error)) throw error;
        this.#building.missing(error.within('loading generator plugins: failed to load generator'), 'objects');
      }
    }
    const absorb = map.absorber(this.#building.unmatched);
    for (const { generate: make, origin } of sources) {
      spend(OBJECT_STEPS);
      const made = make();
      if (origin !== undefined) for (const resource of made) noteOrigin(resource, origin);
      absorb(made);
    }
  }

  #chartSource(chart: JsonNode): Source[] {
    const { charts } = this.#building;
    const context = this.#context;
    const local = charts && localChart(chart, this.kustomization.helmGlobals?.chartHome?.value, this.loader);
    if (charts === undefined || local === undefined) {
      this.#lackHelm(chart);
      return [];
    }
    const origin = this.#builtin('HelmChartInflationGenerator');
    return [{ generate: () => inflate(chart, local, context, charts), origin }];
  }

  #lackHelm({ place }: JsonNode): void {
    const message =
      this.#building.charts === undefined
        ? 'trouble configuring builtin HelmChartInflationGenerator: must specify --enable-helm'
        : 'the chart is not in this repository: helm pulls it';
    this.#building.missing(new BuildError(message, place, 'helm'), 'objects');
  }

  // Configurations be in the kustomization itself, or in files.
  #pluginConfigs(entries: readonly Leaf<string>[]): readonly Resource[] {
    const gathered = emptyAccumulated();
    const paths: Leaf<string>[] = [];
    for (const entry of entries) {
      let inline: Resource[];
      try {
        inline = readObjects(inlineText(entry, this.loader, false)).map(
          (node) => new Resource(node, this.#building.schemas),
        );
      } catch (error) {
        if (!(error instanceof BuildError)) throw error;
        paths.push(entry);
        continue;
      }
      if (this.#origin !== undefined)
        for (const resource of inline)
          resource.setTexts(
            'annotations',
            resource.annotations.set(ORIGIN, originText(below(this.#origin, this.#name))),
          );
      gathered.map.append(inline);
    }
    this.#addResources(gathered, paths);
    return gathered.map.resources;
  }

  #plugins(entries: readonly Leaf<string>[], hides: Hidden): Step[] {
    return this.#pluginConfigs(entries).flatMap((plugin) => {
      try {
        return [{ transform: loadTransformer(plugin, this.#context), origin: pluginOrigin(plugin) }];
      } catch (error) {
        if (!(error instanceof BuildError) || !isDisabled(error)) throw error;
        this.#building.missing(error, hides);
        return [];
      }
    });
  }

  #runTransformers({ map, config }: Accumulated): void {
    const steps = [...this.#builtinSteps(config), ...this.#plugins(this.kustomization.transformers ?? [], 'changes')];
    for (const { transform, origin } of steps) {
      spend(OBJECT_STEPS);
      for (const { namesLength } of map.resources) {
        spend(OBJECT_STEPS);
        spendText(namesLength);
      }
      transform(map);
      if (origin !== undefined) for (const resource of map.resources) noteTransformation(resource, origin);
      map.dropEmpty();
    }
  }

  // configureBuiltinTransformers: all are made before the first one runs
  #builtinSteps(config: TransformerConfig): Step[] {
    const k = this.kustomization;
    const context = this.#context;
    const steps: Step[] = [];
    const add = (kind: string, transform: Transformer): void => {
      steps.push({ transform, origin: this.#builtin(kind) });
    };
    const { patchesStrategicMerge = [], namespace, namePrefix, nameSuffix } = k;
    if (patchesStrategicMerge.length > 0)
      add(
        'PatchStrategicMergeTransformer',
        strategicMergeTransformer(patchesStrategicMerge, undefined, k.place, context),
      );
    for (const patch of k.patches ?? []) add('PatchTransformer', patchTransformer(patch, context));
    if (namespace !== undefined && namespace.value !== '')
      add(
        'NamespaceTransformer',
        setNamespaces({
          namespace: namespace.value,
          specs: config.namespace,
          unsetOnly: false,
          subjects: 'defaultOnly',
          place: namespace.place,
        }),
      );
    if (namePrefix !== undefined && namePrefix.value !== '')
      add('PrefixTransformer', addAffix('prefix', namePrefix.value, config.namePrefix, namePrefix.place));
    if (nameSuffix !== undefined && nameSuffix.value !== '')
      add('SuffixTransformer', addAffix('suffix', nameSuffix.value, config.nameSuffix, nameSuffix.place));
    for (const transform of this.#labelSteps(config)) add('LabelTransformer', transform);
    if (k.commonAnnotations !== undefined && k.commonAnnotations.size > 0)
      add('AnnotationsTransformer', addTexts(k.commonAnnotations, config.commonAnnotations));
    for (const { target, path, patch, place } of k.patchesJson6902 ?? [])
      add('PatchJson6902Transformer', json6902Transformer({ target, path, operations: patch, place }, context));
    for (const replica of k.replicas ?? []) add('ReplicaCountTransformer', setReplicas(replica, config.replicas));
    for (const image of [...(k.images ?? []), ...(k.imageTags ?? [])])
      add(
        'ImageTagTransformer',
        at(image.place, () => setImages(image, config.images)),
      );
    if (k.replacements !== undefined && k.replacements.length > 0)
      add('ReplacementTransformer', replaceValues(readReplacements(k.replacements, context), context));
    return steps;
  }

  #labelSteps(config: TransformerConfig): Transformer[] {
    const { labels = [], commonLabels } = this.kustomization;
    if (labels.length === 0 && (commonLabels?.size ?? 0) === 0) return [];
    const own = labels.map((label) => {
      const { includeSelectors, includeTemplates, fields, pairs, place } = label;
      const specs = within('failed to merge labels', place, () => {
        const merged = mergeSpecs(specsOf(fields), config.labels);
        if (includeSelectors?.value === true) return mergeSpecs(merged, config.commonLabels);
        const templates = includeTemplates?.value === true ? mergeSpecs(merged, config.templateLabels) : merged;
        return mergeSpec(templates, { group: '', version: '', kind: '', path: 'metadata/labels', create: true });
      });
      return addTexts(pairs ?? new Map(), specs);
    });
    return [...own, addTexts(commonLabels ?? new Map(), config.commonLabels)];
  }

  #runValidators(map: ResourceMap): void {
    for (const { transform } of this.#plugins(this.kustomization.validators ?? [], 'nothing')) {
      const before = printed(map);
      transform(map);
      for (const resource of map.resources) {
        const { labels } = resource;
        if (labels.delete('validated-by')) resource.setTexts('labels', labels);
      }
      if (printed(map) !== before)
        throw new BuildError("validator shouldn't modify the resource map", this.kustomization.place);
    }
  }
}

function isElsewhere({ trouble }: BuildError): boolean {
  return trouble === 'remote' || trouble === 'absent';
}

function isDisabled({ trouble }: BuildError): boolean {
  return trouble === 'plugin' || trouble === 'helm';
}

function printed(map: ResourceMap): string {
  return map.resources.map(({ root }) => printYaml(toJson(root))).join('---\n');
}

function configOf(written: Decoded<typeof TRANSFORMER_CONFIG> | undefined): TransformerConfig {
  return {
    namePrefix: specsOf(written?.namePrefix),
    nameSuffix: specsOf(written?.nameSuffix),
    namespace: specsOf(written?.namespace),
    commonLabels: specsOf(written?.commonLabels),
    labels: specsOf(written?.labels),
    templateLabels: specsOf(written?.templateLabels),
    commonAnnotations: specsOf(written?.commonAnnotations),
    varReference: specsOf(written?.varReference),
    images: specsOf(written?.images),
    replicas: specsOf(written?.replicas),
    nameReference: (written?.nameReference ?? []).map(({ group, version, kind, fieldSpecs }) => ({
      group: group?.value ?? '',
      version: version?.value ?? '',
      kind: kind?.value ?? '',
      referrers: specsOf(fieldSpecs),
    })),
  };
}

// EnforceFields
function enforce({ kind, apiVersion, place }: Kustomization, root: string): void {
  const wrong: string[] = [];
  const known = kind?.value || 'Kustomization';
  if (known !== 'Kustomization' && known !== 'Component') wrong.push('kind should be Kustomization or Component');
  const version = known === 'Component' ? 'kustomize.config.k8s.io/v1alpha1' : 'kustomize.config.k8s.io/v1beta1';
  if (apiVersion !== undefined && apiVersion.value !== '' && apiVersion.value !== version)
    wrong.push(`apiVersion for ${known} should be ${version}`);
  const at: Place = (kind ?? apiVersion)?.place ?? place;
  if (wrong.length > 0)
    throw new BuildError(`Failed to read kustomization file under ${root}:\n${wrong.join('\n')}`, at);
}
