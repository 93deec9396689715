/**
 * Writes src/kustomize/kubernetes-types.json: what strategic merges of kustomize know of the Kubernetes types. The first
 * argument is api/openapi-spec/swagger.json of Kubernetes v1.21.2, the version that kustomize has built in.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { pruned, readOpenApi } from '../src/kustomize/openapi.ts';
import type { Definition, Definitions } from '../src/kustomize/schema.ts';

const [path] = process.argv.slice(2);
if (path === undefined) throw new Error('usage: tsx scripts/kubernetes-types.ts swagger.json');
// What kustomize has built in was read from a cluster, which serves no alpha version unless asked to.
const isServed = (type: string): boolean => !/alpha[0-9]* /.test(type) && type !== 'v1 EphemeralContainers';
const served = <T>(record: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(Object.entries(record).filter(([type]) => isServed(type)));
const all = readOpenApi(JSON.parse(readFileSync(path, 'utf8')));
const { definitions, types, namespaced } = pruned({
  definitions: all.definitions,
  types: served(all.types),
  namespaced: served(all.namespaced),
});
const short = (name: string): string => name.replace(/^io\.k8s\.(?:api\.|apimachinery\.pkg\.apis\.)?/, '');
const shorten = (definition: Definition): Definition => {
  const { ref, fields, values, items } = definition;
  return {
    ...definition,
    ...(ref === undefined ? {} : { ref: short(ref) }),
    ...(fields === undefined ? {} : { fields: mapped(fields, shorten) }),
    ...(values === undefined ? {} : { values: shorten(values) }),
    ...(items === undefined ? {} : { items: shorten(items) }),
  };
};
function mapped<T, U>(record: Readonly<Record<string, T>>, change: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
const sorted = <T>(record: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
const table: Definitions = {
  definitions: sorted(
    Object.fromEntries(Object.entries(definitions).map(([name, definition]) => [short(name), shorten(definition)])),
  ),
  types: sorted(mapped(types, short)),
  namespaced: sorted(namespaced),
};
writeFileSync('src/kustomize/kubernetes-types.json', `${JSON.stringify(table)}\n`);
