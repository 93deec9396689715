/** Whether a value has its type. Source: structured-merge-diff v6 typed validate.go, helpers.go. */
import { quote } from '../go/strings.ts';
import { GO_TYPES, goTypeOf, isList, isMap, sprint, type Value, type ValueMap } from '../go/unstructured.ts';
import { deduced, elementOf } from './list-items.ts';
import { PathElement } from './path-element.ts';
import { fieldType, itemType, type Atom, type ListType, type MapType, type Scalar } from './schema.ts';
import { addAll } from '../go/lists.ts';

/** What is wrong, and where. */
export interface TypeFault {
  readonly path: string;
  readonly message: string;
}

/** All faults as one message. */
export function faultText(faults: readonly TypeFault[]): string {
  const texts = faults.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`));
  return texts.length === 1 ? texts.join('') : ['errors:', ...texts.map((text) => `  ${text}`)].join('\n');
}

/** The faults of a value; items of lists may be there twice when that is `lenient`. */
export function validate(value: Value, atom: Atom, lenient: boolean): readonly TypeFault[] {
  const { map, scalar, list } = deduced(atom, value);
  if (map !== undefined) return validateMap(value, map, lenient);
  if (scalar !== undefined) return validateScalar(value, scalar);
  return list === undefined ? [] : validateList(value, list, lenient);
}

function validateMap(value: Value, type: MapType, lenient: boolean): readonly TypeFault[] {
  if (value === null) return [];
  if (!isMap(value)) return [fault(`expected map, got &{${sprint(value)}}`)];
  return entriesOf(value, type, lenient);
}

function entriesOf(map: ValueMap, type: MapType, lenient: boolean): readonly TypeFault[] {
  const faults: TypeFault[] = [];
  for (const [key, value] of Object.entries(map)) {
    const atom = fieldType(type, key);
    const prefix = String(PathElement.field(key));
    // Go stops at the first field that it does not know.
    if (atom === undefined) return [...faults, { path: prefix, message: 'field not declared in schema' }];
    addAll(faults, below(prefix, validate(value, atom, lenient)));
  }
  return faults;
}

function validateList(value: Value, type: ListType, lenient: boolean): readonly TypeFault[] {
  if (value === null) return [];
  if (!isList(value)) return [fault(`expected list, got &{${sprint(value)}}`)];
  const faults: TypeFault[] = [];
  const seen = new Set<string>();
  for (const [index, item] of value.entries()) {
    const element = type.isAtomic ? PathElement.index(index) : elementOf(type, item);
    if (!(element instanceof PathElement)) return [...faults, fault(`element ${index}: ${element.fault}`)];
    if (seen.has(element.text) && !lenient) faults.push(fault(`duplicate entries for key ${String(element)}`));
    seen.add(element.text);
    addAll(faults, below(String(element), validate(item, itemType(type), lenient)));
  }
  return faults;
}

const fault = (message: string): TypeFault => ({ path: '', message });

function below(prefix: string, faults: readonly TypeFault[]): TypeFault[] {
  return faults.map(({ path, message }) => ({ path: prefix + path, message }));
}

const isNumber = (value: Value): boolean => typeof value === 'number' || typeof value === 'bigint';

const SCALARS: Readonly<
  Record<Scalar, { readonly fits: (value: Value) => boolean; readonly misfit: (value: Value) => string }>
> = {
  numeric: {
    fits: isNumber,
    misfit: (value) => `expected numeric (int or float), got ${GO_TYPES[goTypeOf(value)]}`,
  },
  string: {
    fits: (value) => typeof value === 'string',
    misfit: (value) => `expected string, got &value.valueUnstructured{Value:${goSyntax(value)}}`,
  },
  boolean: {
    fits: (value) => typeof value === 'boolean',
    misfit: (value) => `expected boolean, got &{${sprint(value)}}`,
  },
  untyped: {
    fits: (value) => isNumber(value) || typeof value === 'string' || typeof value === 'boolean',
    misfit: (value) => `expected any scalar, got &{${sprint(value)}}`,
  },
};

function validateScalar(value: Value, scalar: Scalar): readonly TypeFault[] {
  const { fits, misfit } = SCALARS[scalar];
  return value === null || fits(value) ? [] : [fault(misfit(value))];
}

/** Go `%#v`. */
function goSyntax(value: Value): string {
  if (value === null) return 'interface {}(nil)';
  if (typeof value === 'string') return quote(value);
  if (isList(value)) return `[]interface {}{${value.map(goSyntax).join(', ')}}`;
  if (!isMap(value)) return sprint(value);
  const keys = Object.keys(value).sort();
  return `map[string]interface {}{${keys.map((key) => `${quote(key)}:${goSyntax(value[key] ?? null)}`).join(', ')}}`;
}
