/** Builds a kustomization as `kustomize build` does. Source: kustomize api/krusty/kustomizer.go, api/internal/target/kusttarget.go (makeCustomizedResMap). */
import type { Io } from '../io/io.ts';
import { StepBudget, withinBudget } from '../limits/budget.ts';
import type { RenderChart } from './charts.ts';
import type { BuildError, Missing } from './errors.ts';
import { at } from './errors.ts';
import { hashOf } from './hash.ts';
import { FileCache, Loader } from './loader.ts';
import { fixNameReferences } from './name-references.ts';
import { validate } from './read.ts';
import type { ResourceMap } from './resource-map.ts';
import { ORIGIN, TRANSFORMATIONS } from './resource.ts';
import { Schemas } from './schema.ts';
import { sortResources } from './sort-order.ts';
import { Target, type Accumulated } from './target.ts';
import { addHashes, addTexts } from './transformers.ts';
import { resolveVariables } from './variables.ts';
import { toJson, type JsonNode } from './yaml/value.ts';

/** What became of a kustomization. */
export interface Build {
  /** The kustomization file. */
  readonly file: string;
  readonly objects: readonly JsonNode[];
  /** What could not be had: remote files, plugins, charts, absent data. The objects are those without it. */
  readonly missing: readonly Missing[];
}

/** How a build goes. */
export interface BuildOptions {
  /** Leave out and tell what cannot be had here, which otherwise ends the build. */
  readonly lenient?: boolean;
  /** Files that several builds share. */
  readonly files?: FileCache;
  /** Renders charts that are here, as with `--enable-helm`. */
  readonly charts?: RenderChart;
}

const VERSION = 'v5.8.1';

/** The objects of the kustomization in `directory`. Throws BuildError. */
export function build(directory: string, io: Io, options: BuildOptions = {}): Build {
  const { files = new FileCache(io) } = options;
  return at(undefined, () => withinBudget(new StepBudget(files.pool), () => built(directory, files, options)));
}

function built(directory: string, files: FileCache, { lenient = false, charts }: BuildOptions): Build {
  const missing: Missing[] = [];
  const unmatched = (error: BuildError): void => {
    if (!missing.some(({ hides }) => hides !== 'nothing')) throw error;
    missing.push({ error, hides: 'nothing' });
  };
  const outside = (error: BuildError): void => {
    missing.push({ error, hides: 'nothing' });
  };
  const target = Target.load(Loader.at(directory, files, outside), {
    schemas: new Schemas(),
    charts,
    missing: (error, hides) => {
      if (!lenient) throw error;
      missing.push({ error, hides });
    },
    unmatched,
  });
  target.setSchema();
  const { buildMetadata = [], sortOptions } = target.kustomization;
  const metadata = new Set(buildMetadata.map(({ value }) => value));
  const gathered = target.accumulate(metadata.size > 0 ? {} : undefined);
  finish(gathered, unmatched);
  const { map } = gathered;
  map.replaceAll(sortResources(map.resources, sortOptions));
  if (metadata.has('managedByLabel')) addManager(map, buildMetadata[0]?.place);
  for (const resource of map.resources) {
    resource.removeBuildAnnotations();
    if (!metadata.has('originAnnotations')) resource.removeAnnotation(ORIGIN);
    if (!metadata.has('transformerAnnotations')) resource.removeAnnotation(TRANSFORMATIONS);
  }
  const objects = map.resources.map((resource) => at(resource.place, () => toJson(resource.root)));
  return { file: target.file, objects, missing };
}

// What is done once, when everything is gathered.
function finish({ map, config, variables }: Accumulated, unmatched: (error: BuildError) => void): void {
  addHashes(hashOf)(map);
  fixNameReferences(map, config.nameReference);
  resolveVariables(map, variables, config.varReference, unmatched);
  map.replaceAll(
    map.resources.filter((resource) => {
      if (resource.isEmpty) return false;
      validate(resource.root);
      const local = resource.annotation('config.kubernetes.io/local-config');
      return local === undefined || local === 'false';
    }),
  );
}

function addManager(map: ResourceMap, place: BuildError['place']): void {
  const value = { value: `kustomize-${VERSION}`, place: place ?? { file: '', start: 0, end: 0 } };
  const spec = { group: '', version: '', kind: '', path: 'metadata/labels', create: true };
  addTexts(new Map([['app.kubernetes.io/managed-by', value]]), [spec])(map);
}
