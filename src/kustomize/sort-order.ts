/** The order of the result. Source: kustomize api/internal/builtins/SortOrderTransformer.go. */
import { goSorted } from '../kubernetes/go/sort.ts';
import { BuildError } from './errors.ts';
import { ORDER_FIRST, ORDER_LAST, gvkText, ranks, sameGvk, sortText, type ResId } from './gvk.ts';
import type { Resource } from './resource.ts';
import type { SortOptions } from './shapes.ts';

/** The objects in the order that a kustomization asks for; without options, by kind. Throws BuildError. */
export function sortResources(resources: readonly Resource[], options: SortOptions | undefined): readonly Resource[] {
  const order = options === undefined ? 'legacy' : (options.order?.value ?? '');
  const legacy = options?.legacySortOptions;
  if (order !== 'fifo' && order !== 'legacy')
    throw new BuildError("the field 'sortOptions.order' must be one of [fifo, legacy]", options?.place);
  if (order === 'fifo') {
    if (legacy !== undefined)
      throw new BuildError(
        "the field 'sortOptions.legacySortOptions' is set but the selected sort order is 'fifo', not 'legacy'",
        legacy.place,
      );
    return resources;
  }
  const first = legacy === undefined ? ORDER_FIRST : (legacy.orderFirst ?? []).map(({ value }) => value);
  const last = legacy === undefined ? ORDER_LAST : (legacy.orderLast ?? []).map(({ value }) => value);
  const rank = ranks(first, last);
  const keyed = resources.map((resource) => ({ resource, id: resource.id }));
  return goSorted(keyed, (a, b) => isBefore(a.id, b.id, rank)).map(({ resource }) => resource);
}

function isBefore(a: ResId, b: ResId, rank: ReadonlyMap<string, number>): boolean {
  if (sameGvk(a, b)) return idText(a) < idText(b);
  const [x, y] = [rank.get(a.kind) ?? 0, rank.get(b.kind) ?? 0];
  if (x !== y) return x < y;
  const isNamespace = a.kind === 'Namespace' && b.kind === 'Namespace' && (a.group === '' || b.group === '');
  return isNamespace ? sortText(a) > sortText(b) : sortText(a) < sortText(b);
}

function idText(id: ResId): string {
  return [gvkText(id), id.namespace || '~X', id.name || '~N'].join('|');
}
