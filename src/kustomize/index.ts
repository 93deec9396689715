/** Kustomizations: everything that reads them is loaded at once, and only where one is met. */
export { build, type Build } from './build.ts';
export { BuildError, type Hidden, type Missing } from './errors.ts';
export type { ChartCall, RenderChart } from './charts.ts';
export type { SourceText } from './read.ts';
export { FileCache } from './loader.ts';
export { positionOf } from './place.ts';
export { referencesOf, type Reference, type References } from './references.ts';
export { isRemoteFile, isRepository } from './remote.ts';
export { KUSTOMIZATION_FILES } from './target.ts';
export type { Place } from './yaml/node.ts';
export { prettyJson } from './yaml/json-text.ts';
export { printYaml, type Printed } from './yaml/print.ts';
export type { JsonNode } from './yaml/value.ts';
