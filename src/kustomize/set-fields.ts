/** Setting the fields that field specs name. Source: kustomize api/filters/fieldspec, fsslice, filtersutil. */
import type { FieldSpec } from './field-spec.ts';
import { spend, spendValue, VISIT } from '../limits/budget.ts';
import { at, isWrongInput } from './errors.ts';
import { idText, makeId, parseGroupVersion } from './gvk.ts';
import type { Resource } from './resource.ts';
import { KindError, lookup, setField, setScalar } from './yaml/fns.ts';
import { YNode, field, type Kind, type Place } from './yaml/node.ts';

/** What is made where a field is missing, or null. */
export interface Creation {
  readonly kind: Kind;
  readonly tag: string;
}

/** Calls `set` with each node at the path of each spec that is for this object. Throws BuildError. */
export function setFields(
  resource: Resource,
  specs: readonly FieldSpec[],
  set: (node: YNode) => void,
  creation?: Creation,
  place?: Place,
): void {
  for (const spec of specs) setFieldsOf(resource, spec, set, creation, place);
}

function setFieldsOf(
  resource: Resource,
  spec: FieldSpec,
  set: (node: YNode) => void,
  creation: Creation | undefined,
  place: Place | undefined,
): void {
  const { root, apiVersion, kind } = resource;
  const { group, version } = parseGroupVersion(apiVersion);
  if (spec.kind !== '' && spec.kind !== kind) return;
  if (spec.group !== '' && spec.group !== group) return;
  if (spec.version !== '' && spec.version !== version) return;
  const walk = new FieldWalk(spec, set, creation, place);
  at(resource.place, () => {
    try {
      walk.visit(root, splitPath(spec.path, '/'));
    } catch (error) {
      if (!isWrongInput(error)) throw error;
      const id = makeId(resource.gvk, resource.name, resource.namespace, undefined);
      const told = `considering field '${spec.path}' of object ${idText(id)}: ${error.message}`;
      throw error instanceof KindError ? Object.assign(error, { message: told }) : new Error(told);
    }
  });
}

class FieldWalk {
  readonly #spec: FieldSpec;
  readonly #set: (node: YNode) => void;
  readonly #creation: Creation | undefined;
  readonly #place: Place | undefined;

  constructor(spec: FieldSpec, set: (node: YNode) => void, creation: Creation | undefined, place: Place | undefined) {
    this.#spec = spec;
    this.#set = set;
    this.#creation = creation;
    this.#place = place;
  }

  visit(node: YNode, path: readonly string[]): void {
    spend(VISIT);
    if (path.length === 0) {
      this.#set(node);
      return;
    }
    if (node.tag === '!!null') return;
    switch (node.kind) {
      case 'list':
        for (const item of node.content) this.visit(item, path);
        return;
      case 'map':
        this.#visitMap(node, path);
        return;
      case 'alias':
        if (node.alias !== undefined) this.visit(node.alias, path);
        return;
      default:
        throw new Error('expected sequence or mapping node');
    }
  }

  #visitMap(map: YNode, [step = '', ...rest]: readonly string[]): void {
    const name = step.replace(/\[\]$/, '');
    const isList = name !== step;
    if (name === '') throw new Error('cannot set or create an empty field name');
    const creates = this.#spec.create && this.#creation !== undefined && !isList;
    let made: Creation | undefined;
    if (!creates) made = isList ? { kind: 'list', tag: '' } : undefined;
    else made = rest.length === 0 ? this.#creation : { kind: 'map', tag: '!!map' };
    const found = lookup(map, [name], creates ? made?.kind : undefined, this.#place);
    if (found === undefined) return;
    if (found.tag === '!!null' && made !== undefined) {
      found.kind = made.kind;
      found.tag = made.tag;
    }
    this.visit(found, rest);
  }
}

/** A path at its delimiters; a backslash in front of one keeps it. Source: kyaml utils.PathSplitter. */
export function splitPath(path: string, delimiter: string): string[] {
  const parts = path.split(delimiter);
  if (parts.length > 1 && parts[0] === '') parts.shift();
  const found = [parts[0] ?? ''];
  for (const part of parts.slice(1)) {
    const last = found[found.length - 1] ?? '';
    if (last.endsWith('\\')) found[found.length - 1] = last.slice(0, -1) + delimiter + part;
    else found.push(part);
  }
  return found;
}

/** Like `splitPath`, with what is in brackets kept in one piece. Source: kyaml utils.SmarterPathSplitter. */
export function splitSmartPath(path: string, delimiter: string): string[] {
  const parts = splitPath(path, delimiter);
  const found: string[] = [];
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i] ?? '';
    if (!part.startsWith('[') || part.endsWith(']')) {
      found.push(part);
      continue;
    }
    let bracketed = part;
    while (i < parts.length - 1) {
      const next = parts[++i] ?? '';
      bracketed += delimiter + next;
      if (next.endsWith(']')) break;
    }
    found.push(bracketed.includes('=') ? bracketed : bracketed.replace(/^[[\]]+|(?<![[\]])[[\]]+$/g, ''));
  }
  return found;
}

/** Sets an entry of a map, or with an empty name a scalar; all maps set share the node. Source: filtersutil.SetEntry. */
export function entrySetter(name: string, value: string, tag: string, place?: Place): (node: YNode) => void {
  const shared = new YNode('scalar', { value, tag, place });
  return (node) => {
    spendValue();
    if (name === '') setScalar(node, shared);
    else setField(node, name, shared, { keyPlace: place });
  };
}

/** Sets a scalar to a text without a tag. Source: filtersutil.SetScalar. */
export function setText(node: YNode, value: string, place?: Place): void {
  setScalar(node, new YNode('scalar', { value, place }));
}

/** The text at a field, empty where there is none. */
export function textAt(node: YNode | undefined, name: string): string {
  return field(node, name)?.value ?? '';
}
