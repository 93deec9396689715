/** Every scalar of a manifest with the type of its field. */
import type { Node, Path, ScalarNode } from '../kubernetes/yaml/node.ts';
import { structOf, type Kind, type Type } from '../kubernetes/api/schema.ts';
import type { Manifest } from '../manifest/manifest.ts';
import { NEWEST } from '../kubernetes/api/release.ts';

export interface TypedScalar {
  readonly node: ScalarNode;
  readonly kind: Kind;
  readonly at: Path;
}

/** In written order; fields that the API does not have are left out. */
export function scalarsOf(manifest: Manifest): TypedScalar[] {
  const found: TypedScalar[] = [];
  const struct = structOf('DaemonSet', manifest.context.minors[0] ?? NEWEST);
  visit(manifest.root, { kind: 'struct', go: 'v1.DaemonSet', struct, element: undefined }, [], found);
  return found;
}

function visit(node: Node, type: Type, at: Path, found: TypedScalar[]): void {
  if (node.kind === 'map') {
    for (const { key, value } of node.entries) {
      const inner = type.struct === undefined ? type.element : type.struct.byName.get(key)?.type;
      if (inner !== undefined && type.kind !== 'list') visit(value, inner, [...at, key], found);
    }
  } else if (node.kind === 'list') {
    const inner = type.kind === 'list' ? type.element : undefined;
    if (inner !== undefined)
      for (const [index, item] of node.items.entries()) visit(item, inner, [...at, index], found);
  } else found.push({ node, kind: type.kind, at });
}
