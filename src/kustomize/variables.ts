/** `$(NAME)` in fields. Source: kustomize api/filters/refvar, api/internal/accumulator/resaccumulator.go, refvartransformer.go. */
import { addTo } from '../kubernetes/go/lists.ts';
import { formatFloat } from '../kubernetes/yaml/scalar.ts';
import { spendText, spendValue } from '../limits/budget.ts';
import type { FieldSpec } from './field-spec.ts';
import { BuildError, isWrongInput, lacks } from './errors.ts';
import { idKey, makeId, nameKey, parseGroupVersion, type ResId } from './gvk.ts';
import type { ResourceMap } from './resource-map.ts';
import type { Resource } from './resource.ts';
import { setFields, splitSmartPath } from './set-fields.ts';
import type { Variable } from './shapes.ts';
import { atoi, lookup } from './yaml/fns.ts';
import { entries, isMissingOrNull, isString, type Place, type YNode } from './yaml/node.ts';
import { resolve } from './yaml/resolve.ts';

/** A value that can be in a text. */
type Value = string | bigint | number | boolean;

/** Variables by name. */
export type Variables = ReadonlyMap<string, Variable>;

/** Adds variables. Throws BuildError when one is there. Source: VarSet.MergeSet. */
export function mergeVariables(known: Variables, more: Iterable<Variable>): Variables {
  const merged = new Map(known);
  for (const variable of more) {
    const name = variable.name?.value ?? '';
    if (merged.has(name)) throw new BuildError(`var '${name}' already encountered`, variable.place);
    merged.set(name, variable);
  }
  return merged;
}

/** Notes at the objects that variables refer to which they are. Throws BuildError. Source: MergeVars. */
export function markVariables(map: ResourceMap, variables: readonly Variable[]): void {
  if (variables.length === 0) return;
  const byName = map.finder(nameKey);
  const byId = map.finder(idKey);
  const marked = new Map<Resource, string[]>();
  for (const { name, objref, place } of variables) {
    const id = targetOf(objref);
    const matched = id.namespace === '' ? byName(nameKey(id)) : byId(idKey(id));
    if (matched.length > 1)
      throw new BuildError(
        `found ${String(matched.length)} resId matches for var ${name?.value ?? ''} (unable to disambiguate)`,
        place,
      );
    const [found] = matched;
    if (found !== undefined) addTo(marked, found, name?.value ?? '');
  }
  for (const [resource, names] of marked) resource.variables = [...resource.variables, ...names];
}

function targetOf(objref: Variable['objref']): ResId {
  const apiVersion = objref?.apiVersion?.value ?? '';
  const parsed = parseGroupVersion(apiVersion);
  const parts = apiVersion.split('/').length;
  const gvk = {
    group: apiVersion !== '' && parts === 2 ? parsed.group : (objref?.group?.value ?? ''),
    version: apiVersion !== '' && parts < 3 ? parsed.version : (objref?.version?.value ?? ''),
    kind: objref?.kind?.value ?? '',
  };
  // It is not asked whether it is in a namespace.
  return makeId(gvk, objref?.name?.value ?? '', objref?.namespace?.value ?? '', undefined);
}

/**
 * Puts the values of variables where they are named, save for those of objects that are not there and for which
 * `unmatched` returns. Throws BuildError. Source: ResolveVars.
 */
export function resolveVariables(
  map: ResourceMap,
  variables: Variables,
  specs: readonly FieldSpec[],
  unmatched: (error: BuildError) => void,
): void {
  if (variables.size === 0) return;
  const holders = new Map<string, Resource>();
  for (const resource of map.resources)
    for (const name of resource.variables) if (!holders.has(name)) holders.set(name, resource);
  const values = new Map<string, { value: Value | undefined; place: Place }>();
  for (const [name, variable] of [...variables].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const holder = holders.get(name);
    const { place } = variable;
    if (holder !== undefined) values.set(name, { value: valueOf(holder, name, variable), place });
    else unmatched(lacks(`var '${name}' cannot be mapped to a field in the set of known resources`, place));
  }
  const replacer = new Replacer(values);
  for (const resource of map.resources)
    setFields(resource, specs, (node) => {
      replacer.set(node);
    });
}

function valueOf(holder: Resource, name: string, { fieldref, place }: Variable): Value | undefined {
  const steps = splitSmartPath(fieldref?.fieldPath?.value || 'metadata.name', '.').flatMap(indexSteps);
  try {
    const node = lookup(holder.root, steps);
    if (node !== undefined) return primitive(node);
  } catch (error) {
    if (!isWrongInput(error)) throw error;
  }
  throw new BuildError(`field specified in var '${name}' not found in corresponding resource`, place);
}

// convertSliceIndex: ports[0] is the item 0 of ports
function indexSteps(step: string): string[] {
  const match = /^(.*)\[(\d+)\]$/.exec(step);
  if (match === null) return [step];
  const [, name = '', index = ''] = match;
  return name === '' ? [index] : [name, index];
}

// RNode.GetFieldValue; what is not a scalar has no value
function primitive(node: YNode): Value | undefined {
  if (node.kind !== 'scalar') return undefined;
  switch (node.tag) {
    case '!!int': {
      if (atoi(node.value) === undefined) throw new Error('not a decimal number');
      return BigInt(node.value.replace(/^\+/, ''));
    }
    case '!!float': {
      const found = resolve(node.value);
      return found.tag === '!!float' ? found.value : Number(node.value);
    }
    case '!!bool':
      return /^true$/i.test(node.value);
    default:
      return node.value;
  }
}

class Replacer {
  readonly #values: ReadonlyMap<string, { value: Value | undefined; place: Place }>;

  constructor(values: ReadonlyMap<string, { value: Value | undefined; place: Place }>) {
    this.#values = values;
  }

  set(node: YNode): void {
    if (isMissingOrNull(node)) return;
    if (node.kind === 'scalar') {
      if (isString(node)) this.#replace(node);
    } else if (node.kind === 'map') {
      for (const [key, value] of entries(node)) {
        if (!isString(key)) throw new Error(`invalid map key: value='${key.value}', tag='${key.tag}'`);
        if (isString(value)) this.#replace(value);
      }
    } else if (node.kind === 'list') {
      for (const item of node.content) {
        if (!isString(item)) throw new Error('invalid value type expect a string');
        this.#replace(item);
      }
    }
  }

  #replace(node: YNode): void {
    const { value, place } = this.#expand(node.value);
    spendValue(typeof value === 'string' ? value : '');
    if (typeof value === 'string') {
      node.value = value;
      node.tag = '!!str';
    } else if (typeof value === 'bigint') {
      node.value = value.toString();
      node.tag = '!!int';
    } else if (typeof value === 'boolean') {
      node.value = String(value);
      node.tag = '!!bool';
    } else {
      node.value = plainNumber(value);
      node.tag = '!!float';
    }
    node.style = 0;
    if (place !== undefined) node.place = place;
  }

  // DoReplacements
  #expand(input: string): { value: Value; place: Place | undefined } {
    let out = '';
    let place: Place | undefined;
    for (let at = 0; at < input.length;) {
      const dollar = input.indexOf('$', at);
      if (dollar < 0 || dollar + 1 >= input.length) return { value: out + input.slice(at), place };
      out += input.slice(at, dollar);
      const next = input[dollar + 1] ?? '';
      const close = next === '(' ? input.indexOf(')', dollar + 2) : -1;
      if (close >= 0) {
        const name = input.slice(dollar + 2, close);
        const found = this.#values.get(name);
        const value = found?.value ?? `$(${name})`;
        if (found?.value !== undefined) place = found.place;
        if (input === `$(${name})`) return { value, place };
        const text = typeof value === 'number' ? formatFloat(value) : String(value);
        spendText(text.length);
        out += text;
        at = close + 1;
      } else {
        // A doubled dollar is one; other characters are kept with theirs.
        out += next === '$' ? '$' : `$${next}`;
        at = dollar + 2;
      }
    }
    return { value: out, place };
  }
}

// strconv.FormatFloat(value, 'f', -1, 64)
function plainNumber(value: number): string {
  if (!Number.isFinite(value)) return formatFloat(value);
  if (Number.isInteger(value)) return BigInt(value).toString();
  const digits = value.toExponential().split('e');
  const power = Number(digits[1] ?? '0');
  const fraction = (digits[0] ?? '').replace(/^-?\d\.?/, '').length;
  return value.toFixed(Math.min(100, Math.max(0, fraction - power)));
}
