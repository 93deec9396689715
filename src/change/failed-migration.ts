/** What a migration to server-side apply leaves in the cluster when its second apply is refused. */
import type { RefusedAnswer } from '../kubernetes/apiserver/answer.ts';
import { partsOf } from '../kubernetes/apiserver/managed-fields.ts';
import type { Live } from '../kubernetes/apiserver/patch-request.ts';
import { FieldSet, type FieldPath } from '../kubernetes/structured-merge/field-set.ts';
import { fieldSetOf } from '../kubernetes/structured-merge/field-set-of.ts';
import { pathText } from '../kubernetes/structured-merge/path-element.ts';
import { valueOf } from '../kubernetes/yaml/unstructured.ts';
import type { FailedMigration } from '../manifest/manifest.ts';
import { managedIn, placedCauses, type ApplyFacts } from './applied.ts';
import { toldElsewhere } from './applied-differences.ts';
import { placesIn } from './applied-paths.ts';
import { defaultsIn, isLeaf } from './applied-remnants.ts';

/** The migration, and the fields that it would have removed. */
export function failedMigration(
  facts: ApplyFacts,
  after: Live,
  refused: RefusedAnswer,
): { readonly migration: FailedMigration; readonly kept: FieldSet } {
  const { root, type } = facts;
  const paths = unremoved(facts, after);
  const causes = placedCauses(facts, refused, []);
  const placesOf = placesIn(root, type);
  const at = causes[0]?.at ?? (paths[0] === undefined ? [] : placesOf(paths[0])[0].at);
  const kept = paths.map((path) => pathText(path).slice(1));
  return { migration: { at, message: refused.message, causes, kept }, kept: FieldSet.of(paths) };
}

/** What the applier alone owns after the migration, and the file does not have; a default would come back. */
function unremoved(facts: ApplyFacts, { object, managedFields }: Live): readonly FieldPath[] {
  const { root, type, minor, manager } = facts;
  let [own, others] = [FieldSet.EMPTY, fieldSetOf(valueOf(root), type)];
  for (const [id, { set, applied }] of managedIn({ ...facts, managedFields }).managers) {
    if (applied && partsOf(id).manager === manager) own = set;
    else others = others.union(set);
  }
  const [isToldElsewhere, placesOf] = [toldElsewhere(facts), placesIn(root, type)];
  const isWritten = (path: FieldPath): boolean => placesOf(path)[0].isWritten;
  const leaves = [...own.difference(others).paths()].filter((path) => isLeaf(path, own));
  const tops = leaves.flatMap((leaf): FieldPath[] => {
    const depth = leaf.findIndex((_, at) => !isWritten(leaf.slice(0, at + 1)));
    return depth < 0 || isToldElsewhere(leaf) ? [] : [leaf.slice(0, depth + 1)];
  });
  const paths = [...FieldSet.of(tops).paths()];
  const isDefault = defaultsIn({ live: object, type, minor }, paths);
  return paths.filter((path) => !isDefault(path));
}
