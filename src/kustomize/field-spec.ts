/** The fields that transformers change. Source: kustomize api/types/fieldspec.go. */
import type { Gvk } from './gvk.ts';

/** A field of objects of some kinds. */
export interface FieldSpec extends Gvk {
  /** Field names with slashes between them; `\/` is a slash in a name. */
  readonly path: string;
  /** Whether the field is made where it is missing. */
  readonly create: boolean;
}

/** The fields that hold names of objects of one kind. */
export interface NameReference extends Gvk {
  readonly referrers: readonly FieldSpec[];
}
