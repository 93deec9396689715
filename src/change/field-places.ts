/** Where the fields that a change sets are written, for objects that are made from several files. */
import { rangeIn, writtenPlace, type Range } from '../document/source.ts';
import type { ChangedField } from '../kubernetes/apimachinery/equality.ts';
import { entryOf, type Node, type Path } from '../kubernetes/yaml/node.ts';
import type { Manifest } from '../manifest/manifest.ts';

/** A field that differs, and where its new value is written. */
export interface WrittenField extends ChangedField {
  /** Only of an object of a chart or a kustomization: in its templates, bases and patches. */
  readonly place?: {
    readonly path: string;
    readonly range: Range;
    /** The values that it comes from: `the value comes from image.tag, chart/values.yaml:12`. */
    readonly note?: string;
  };
}

/** The fields with their places in the files that `manifest` is made from; `stored` is what the server makes of it. */
export function withPlaces(
  fields: readonly ChangedField[],
  manifest: Manifest,
  stored: unknown,
): readonly WrittenField[] {
  if (manifest.source.madeFrom === undefined) return fields;
  return fields.map((field) => {
    const path = pathOf(field.path, manifest, stored);
    const place = path && writtenPlace(manifest.source, manifest.span(path, 'entry'));
    if (place === undefined || place.source.path === '') return field;
    const note = place.note === undefined ? {} : { note: place.note };
    return { ...field, place: { path: place.source.path, range: rangeIn(place.source, place.span), ...note } };
  });
}

/** The path of a field as it is written; undefined for what the server adds, and where an apply has moved the items of a list. */
function pathOf(text: string, { root }: Manifest, stored: unknown): Path | undefined {
  const path: (string | number)[] = [];
  let node: Node | undefined = root;
  for (let rest = `.${text}`; rest !== '';) {
    const index = /^\[(\d+)\]/.exec(rest);
    const step: string | number | undefined = index === null ? keyAt(rest, node) : Number(index[1]);
    if (step === undefined) return undefined;
    path.push(step);
    stored = childOf(stored, step);
    if (typeof step === 'number') node = node.kind === 'list' ? node.items[step] : undefined;
    else node = node.kind === 'map' ? entryOf(node, step)?.value : undefined;
    if (node === undefined || (index !== null && isAnother(node, stored))) return undefined;
    rest = rest.slice(index === null ? step.toString().length + 1 : index[0].length);
  }
  return path;
}

/** Keys of labels and annotations are shorter; a longer one gets no place. */
const LONGEST_KEY = 512;

/** The key that a path goes on with. Keys may have dots and brackets, so the longest that fits is the one that is meant. */
function keyAt(rest: string, node: Node): string | undefined {
  if (node.kind !== 'map') return undefined;
  for (let end = Math.min(rest.length, LONGEST_KEY); end > 1; end--) {
    if (!['', '.', '['].includes(rest.charAt(end))) continue;
    const key = rest.slice(1, end);
    if (entryOf(node, key) !== undefined) return key;
  }
  return undefined;
}

function childOf(value: unknown, step: string | number): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.getOwnPropertyDescriptor(value, step)?.value;
}

/** Whether a stored item is not the written one of the same index. */
function isAnother(written: Node, stored: unknown): boolean {
  if (written.kind !== 'map') return false;
  const name = entryOf(written, 'name')?.value;
  return name?.kind === 'string' && name.value !== childOf(stored, 'name');
}
