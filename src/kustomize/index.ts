/** Kustomizations: everything that reads them is loaded at once, and only where one is met. */
export { build, type Build } from './build.ts';
export { BuildError, type Trouble } from './errors.ts';
export { positionOf } from './place.ts';
export { KUSTOMIZATION_FILES } from './target.ts';
export { printYaml, type Printed } from './yaml/print.ts';
export type { JsonNode } from './yaml/value.ts';
