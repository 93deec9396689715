/** What `kubectl apply` makes of what others have done: the facts on which the rules about applies rest. */
import type { FieldError } from '../kubernetes/apimachinery/field-errors.ts';
import {
  decodeManagedFields,
  ManagedFieldsFault,
  partsOf,
  UNMANAGED,
  type Managed,
} from '../kubernetes/apiserver/managed-fields.ts';
import type { RefusedAnswer } from '../kubernetes/apiserver/answer.ts';
import type { DaemonSet } from '../kubernetes/api/objects.ts';
import { copyOfMap, type Value, type ValueMap } from '../kubernetes/go/unstructured.ts';
import { FieldSet, type FieldPath } from '../kubernetes/structured-merge/field-set.ts';
import { fieldSetOf } from '../kubernetes/structured-merge/field-set-of.ts';
import { PathElement, pathText } from '../kubernetes/structured-merge/path-element.ts';
import type { Atom } from '../kubernetes/structured-merge/schema.ts';
import type { Node, Path } from '../kubernetes/yaml/node.ts';
import { nodeOf, valueOf } from '../kubernetes/yaml/unstructured.ts';
import type { AppliedConflict } from '../manifest/manifest.ts';
import { pathsIn, placesIn } from './applied-paths.ts';

/** An apply, and what is known around it. */
export interface ApplyFacts {
  /** The document that is applied. */
  readonly root: Node;
  readonly type: Atom;
  /** Who applies. */
  readonly manager: string;
  readonly serverSide: boolean;
  readonly minor: number;
  readonly live: DaemonSet;
  readonly managedFields: Value | undefined;
  /** What client-side apply has sent last. */
  readonly last: ValueMap | undefined;
  /** After the apply, and after a replace; undefined when it is refused. */
  readonly stored: DaemonSet | undefined;
  readonly wanted: DaemonSet | undefined;
  /** Numbers in the document that do not fit: a replace is refused, and a patch stores others. */
  readonly misfits: readonly Path[];
  /** After a server-side apply instead of this one; undefined when it is refused, or not known. */
  readonly storedByServer: () => DaemonSet | undefined;
}

/** Nobody owns anything where that cannot be read. */
export function managedIn({ managedFields }: ApplyFacts): Managed {
  const read = readManaged(managedFields);
  return 'fault' in read ? UNMANAGED : read;
}

/** Whether the object shows who owns its fields. */
export function showsOwners({ managedFields }: ApplyFacts): boolean {
  return managedFields !== undefined && !('fault' in readManaged(managedFields));
}

export function readManaged(managedFields: Value | undefined): Managed | { readonly fault: string } {
  try {
    return decodeManagedFields(managedFields);
  } catch (error) {
    if (error instanceof ManagedFieldsFault) return { fault: error.message };
    throw error;
  }
}

/** The fields that were applied last. */
export function appliedBefore(facts: ApplyFacts): FieldSet {
  const { serverSide, last, manager, type } = facts;
  if (!serverSide) return last === undefined ? FieldSet.EMPTY : fieldSetOf(last, type, true);
  const own = [...managedIn(facts).managers].find(([id, { applied }]) => applied && partsOf(id).manager === manager);
  return own?.[1].set ?? FieldSet.EMPTY;
}

export const fields = (...names: readonly string[]): PathElement[] => names.map((name) => PathElement.field(name));
export const RESTARTED: FieldPath = fields(
  'spec',
  'template',
  'metadata',
  'annotations',
  'kubectl.kubernetes.io/restartedAt',
);

/** The managers of kubectl's commands that change single fields. */
export const BY_HAND: ReadonlySet<string> = new Set(
  ['set', 'edit', 'patch', 'rollout', 'annotate', 'label'].map((command) => `kubectl-${command}`),
);

/** The causes of a refused apply, at their places in the file, and which of them only the merge has made. */
export function placedCauses(
  { root, type }: Pick<ApplyFacts, 'root' | 'type'>,
  { causes, object }: Pick<RefusedAnswer, 'causes' | 'object'>,
  ofFile: readonly FieldError[],
): readonly FieldError[] {
  if (object === undefined) return causes;
  const [pathOf, placesOf] = [pathsIn(nodeOf(copyOfMap(object)), type), placesIn(root, type)];
  const keyOf = ({ reason, detail, at }: FieldError): string => JSON.stringify([reason, detail, at]);
  const known = new Set(ofFile.map(keyOf));
  return causes.map((cause) => {
    const path = pathOf(cause.at);
    const [{ at }] = placesOf(path);
    const rest = path.slice(at.length).map(({ parts }) => (parts.kind === 'field' ? parts.name : undefined));
    const end = rest.indexOf(undefined);
    const missing = rest.slice(0, end < 0 ? rest.length : end).filter((name) => name !== undefined);
    const placed = { ...cause, at: [...at, ...missing] };
    return known.has(keyOf(placed)) ? placed : { ...placed, ofMerge: true };
  });
}

/** The fields of a 409 with their places in the file. */
export function appliedConflicts(
  { root, type }: ApplyFacts,
  causes: readonly FieldError[],
): readonly AppliedConflict[] {
  const paths = new Map([...fieldSetOf(valueOf(root), type).paths()].map((path) => [pathText(path), path]));
  const placesOf = placesIn(root, type);
  return causes.map(({ field, detail }) => {
    const path = paths.get(field);
    return { field: field.slice(1), manager: detail, at: path === undefined ? [] : placesOf(path)[0].at };
  });
}
