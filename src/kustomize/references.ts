/** What a kustomization refers to, found without building it. Source: kustomize api/types/kustomization.go. */
import { join } from 'node:path';
import { localChart, type LocalChart } from './charts.ts';
import type { Leaf } from './decode.ts';
import { BuildError } from './errors.ts';
import { Loader, type FileCache } from './loader.ts';
import { isRemoteFile, isRepository } from './remote.ts';
import { Schemas } from './schema.ts';
import type { GeneratorArgs, Kustomization } from './shapes.ts';
import { Target } from './target.ts';
import type { Place } from './yaml/node.ts';
import type { JsonNode } from './yaml/value.ts';

/** A file or directory of this machine, there or not, and the line that names it. */
export interface Reference {
  /** Absolute, without links where it is there. */
  readonly path: string;
  readonly place: Place;
  /** Whether it gives objects, changes them, or is data that a generator packs. */
  readonly use: 'objects' | 'changes' | 'data';
}

export interface References {
  /** The kustomization file. */
  readonly file: string;
  readonly isComponent: boolean;
  /** Bases and components. */
  readonly directories: readonly Reference[];
  readonly files: readonly Reference[];
  /** The folders of its charts that are here. */
  readonly charts: readonly string[];
  /** Whether something of it is elsewhere, so that its objects are not all known. */
  readonly hasRemote: boolean;
  /** Whether something that may give objects is not there. */
  readonly lacksObjects: boolean;
}

/** What the kustomization in `directory` refers to itself; undefined where there is none that can be read. */
export function referencesOf(directory: string, files: FileCache): References | undefined {
  let target: Target;
  try {
    const ignore = (): void => undefined;
    target = Target.load(
      Loader.at(directory, files, () => undefined),
      {
        schemas: new Schemas(),
        missing: ignore,
        unmatched: ignore,
      },
    );
  } catch (error) {
    if (error instanceof BuildError) return undefined;
    throw error;
  }
  const { helmCharts = [], helmGlobals } = target.kustomization;
  const charts = helmCharts.flatMap((chart) => chartOf(chart, helmGlobals?.chartHome?.value, target.loader) ?? []);
  const named = [...namedBy(target.kustomization)];
  const isRemote = ({ value }: Leaf<string>): boolean => isRemoteFile(value) || isRepository(value);
  const found = named
    .filter(({ leaf }) => !isRemote(leaf) && !leaf.value.includes('\n'))
    .map(({ leaf, use }): Reference => {
      const path = join(target.loader.root, leaf.value);
      return { path: files.io.realPath(path) ?? path, place: leaf.place, use };
    });
  const isDirectory = ({ path }: Reference): boolean => files.io.kindOf(path) === 'directory';
  const directories = found.filter(isDirectory);
  const isHere = ({ path }: Reference): boolean => files.holds(path);
  return {
    file: target.file,
    isComponent: target.isComponent,
    directories: directories.filter(isHere),
    files: [
      ...found.filter((reference) => !isDirectory(reference) && isHere(reference)),
      ...charts.flatMap(({ values, place }) =>
        values
          .map((path): Reference => ({ path: files.io.realPath(path) ?? path, place, use: 'changes' }))
          .filter(isHere),
      ),
    ],
    charts: charts.map(({ folder }) => folder),
    hasRemote:
      helmCharts.length > charts.length || named.some(({ leaf }) => isRemote(leaf)) || !directories.every(isHere),
    lacksObjects: giving(target.kustomization).some(
      (leaf) => !isRemote(leaf) && files.io.realPath(join(target.loader.root, leaf.value)) === undefined,
    ),
  };
}

/** What may give objects, by its path. */
function giving({ resources = [], bases = [], components = [], generators = [] }: Kustomization): Leaf<string>[] {
  const all = [...resources, ...bases, ...components, ...generators];
  return all.filter(({ value }) => value !== '' && !value.includes('\n'));
}

function chartOf(
  json: JsonNode,
  home: string | undefined,
  loader: Loader,
): (LocalChart & { readonly place: Place }) | undefined {
  try {
    const local = localChart(json, home, loader);
    return local && { ...local, place: json.place ?? { file: '', start: 0, end: 0 } };
  } catch (error) {
    if (error instanceof BuildError) return undefined;
    throw error;
  }
}

interface Named {
  readonly leaf: Leaf<string>;
  readonly use: Reference['use'];
}

function* namedBy(kustomization: Kustomization): Generator<Named> {
  const k = kustomization;
  const each = (leaves: readonly (Leaf<string> | undefined)[] | undefined, use: Named['use']): Named[] =>
    (leaves ?? []).flatMap((leaf) => (leaf === undefined || leaf.value === '' ? [] : [{ leaf, use }]));
  const paths = (list: readonly { readonly path?: Leaf<string> }[] | undefined): (Leaf<string> | undefined)[] =>
    (list ?? []).map(({ path }) => path);
  yield* each([...(k.resources ?? []), ...(k.bases ?? [])], 'objects');
  yield* each(k.generators, 'changes');
  yield* each([...(k.components ?? []), ...(k.transformers ?? []), ...(k.validators ?? [])], 'changes');
  yield* each([...paths(k.patches), ...paths(k.patchesJson6902), ...(k.patchesStrategicMerge ?? [])], 'changes');
  yield* each([...paths(k.replacements), ...(k.configurations ?? []), ...(k.crds ?? [])], 'changes');
  yield* each([k.openapi?.get('path')], 'changes');
  for (const args of [...(k.configMapGenerator ?? []), ...(k.secretGenerator ?? [])]) yield* each(dataOf(args), 'data');
}

function dataOf({ files = [], envs = [], env }: GeneratorArgs): (Leaf<string> | undefined)[] {
  const named = files.map(({ value, place }) => ({ value: value.slice(value.indexOf('=') + 1), place }));
  return [...named, ...envs, env];
}
