/** Values held against values.schema.json. Source: helm pkg/chartutil/jsonschema.go, santhosh-tekuri/jsonschema v6 (its texts). */
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { RE2JS } from 're2js';
import { Bool, Dict, Float, Int, List, Str, type Value } from '../gotemplate/value.ts';

/** Patterns are Go's regular expressions, and take linear time. */
function regExp(pattern: string): { test(text: string): boolean; toString(): string } {
  const compiled = RE2JS.compile(pattern);
  // ajv distinguishes patterns by their text.
  return { test: (text) => compiled.matcher(text).find(), toString: () => pattern };
}
regExp.code = 'regExp';

const QUICK = {
  strict: false,
  validateSchema: false,
  validateFormats: false,
  inlineRefs: false,
  logger: false,
  code: { regExp, optimize: false },
} as const;
/** What it takes to say what is wrong is far more code. */
const DETAILED = { ...QUICK, allErrors: true, verbose: true } as const;

const compiled = new Map<string, ValidateFunction>();

/** What is wrong with values, in helm's words; undefined when they fit. A schema that needs the network holds nothing. */
export function checkSchema(schema: string, values: Dict): string | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(schema);
  } catch (error) {
    return error instanceof Error ? error.message : 'the schema is no JSON';
  }
  if (typeof parsed === 'boolean') return parsed ? undefined : "- at '': false schema\n";
  if (typeof parsed !== 'object' || parsed === null) return undefined;
  const draft = '$schema' in parsed ? String(parsed.$schema) : '';
  const data = plain(values);
  try {
    const quick = compiled.get(schema) ?? compilerFor(draft, QUICK).compile(upgraded(parsed));
    compiled.set(schema, quick);
    if (quick(data)) return undefined;
    const validate = compilerFor(draft, DETAILED).compile(upgraded(parsed));
    validate(data);
    return `${describe(validate.errors ?? [])}\n`;
  } catch {
    // A reference that only the network has, or a pattern that is not one.
    return undefined;
  }
}

function compilerFor(draft: string, options: typeof QUICK): { compile(schema: object): ValidateFunction } {
  if (/draft-0[3467]/.test(draft)) return new Ajv(options);
  return draft.includes('2019-09') ? new Ajv2019(options) : new Ajv2020(options);
}

/** Draft 4 has booleans where later drafts have the limits themselves, and `id`. */
function upgraded(schema: object): object {
  const copy: unknown = JSON.parse(JSON.stringify(schema), (_key, value: unknown) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    const entries = new Map<string, unknown>(Object.entries(value));
    for (const [flag, limit] of [
      ['exclusiveMinimum', 'minimum'],
      ['exclusiveMaximum', 'maximum'],
    ] as const) {
      if (entries.get(flag) === true) {
        entries.set(flag, entries.get(limit));
        entries.delete(limit);
      } else if (entries.get(flag) === false) entries.delete(flag);
    }
    if (typeof entries.get('id') === 'string' && !entries.has('$id')) entries.delete('id');
    return Object.fromEntries(entries);
  });
  if (typeof copy !== 'object' || copy === null) return schema;
  return Object.fromEntries(Object.entries(copy).filter(([key]) => key !== '$schema' && key !== '$id'));
}

function plain(value: Value): unknown {
  if (value instanceof Str) return value.text;
  if (value instanceof Bool || value instanceof Float) return value.value;
  if (value instanceof Int) return Number(value.value);
  if (value instanceof List) return value.items.map(plain);
  if (value instanceof Dict) return Object.fromEntries([...value.entries].map(([key, item]) => [key, plain(item)]));
  return null;
}

const COMPOSITE = new Set(['anyOf', 'oneOf', 'allOf', 'not', 'if', '$ref', 'propertyNames', 'contains']);

/** The errors as santhosh-tekuri's tree of them is printed: what is inside of an anyOf is below it. */
function describe(errors: readonly ErrorObject[]): string {
  const shown = grouped(errors).filter(({ keyword }) => keyword !== 'if');
  const composites = shown.filter(({ keyword }) => COMPOSITE.has(keyword));
  return shown
    .filter((error) => !composites.some((one) => one !== error && error.schemaPath.startsWith(`${one.schemaPath}/`)))
    .flatMap((error) => lines(error, shown, 0))
    .join('\n');
}

function lines(error: ErrorObject, all: readonly ErrorObject[], depth: number): string[] {
  const own = `${'  '.repeat(depth)}- at '${error.instancePath}': ${textOf(error)}`;
  if (!COMPOSITE.has(error.keyword)) return [own];
  const inside = all.filter((one) => one !== error && one.schemaPath.startsWith(`${error.schemaPath}/`));
  return [own, ...inside.flatMap((one) => lines(one, all, depth + 1))];
}

/** Properties that one keyword refuses at one place are one error. */
function grouped(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const found = new Map<string, ErrorObject>();
  for (const error of errors) {
    const name = propertyOf(error);
    const key = `${error.keyword} ${error.instancePath} ${error.schemaPath} ${name === undefined ? JSON.stringify(error.params) : ''}`;
    const known = found.get(key);
    const names: unknown = known?.params['names'];
    const list: readonly unknown[] = Array.isArray(names) ? names : [];
    found.set(key, name === undefined ? error : { ...error, params: { names: [...list, name] } });
  }
  return [...found.values()];
}

function propertyOf({ keyword, params }: ErrorObject): string | undefined {
  if (keyword === 'required') return String(params['missingProperty']);
  return keyword === 'additionalProperties' ? String(params['additionalProperty']) : undefined;
}

function textOf({ keyword, params, data, schema }: ErrorObject): string {
  const names = Array.isArray(params['names']) ? params['names'].map((name) => `'${String(name)}'`) : [];
  switch (keyword) {
    case 'type':
      return `got ${typeOf(data)}, want ${wantedTypes(params['type'])}`;
    case 'required':
      return `missing propert${names.length === 1 ? 'y' : 'ies'} ${names.join(', ')}`;
    case 'additionalProperties':
      return `additional properties ${names.join(', ')} not allowed`;
    case 'enum':
      return enumText(Array.isArray(schema) ? schema : []);
    case 'const':
      return `value must be ${shown(schema)}`;
    case 'pattern':
      return `'${String(data)}' does not match pattern '${String(schema)}'`;
    case 'minLength':
    case 'maxLength':
      return `${keyword}: got ${String(Array.from(String(data)).length)}, want ${String(schema)}`;
    case 'minItems':
    case 'maxItems':
      return `${keyword}: got ${String(Array.isArray(data) ? data.length : 0)}, want ${String(schema)}`;
    case 'minimum':
    case 'maximum':
    case 'exclusiveMinimum':
    case 'exclusiveMaximum':
    case 'multipleOf':
      return `${keyword}: got ${String(data)}, want ${String(schema)}`;
    case 'oneOf':
      return "'oneOf' failed, none matched";
    case 'false schema':
      return 'false schema';
    default:
      return `'${keyword}' failed`;
  }
}

function wantedTypes(types: unknown): string {
  return Array.isArray(types) ? types.map(String).join(' or ') : String(types);
}

function enumText(values: readonly unknown[]): string {
  if (values.some((value) => typeof value === 'object' && value !== null)) return "'enum' failed";
  return values.length === 1
    ? `value must be ${shown(values[0])}`
    : `value must be one of ${values.map(shown).join(', ')}`;
}

function shown(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : String(value);
}

function typeOf(data: unknown): string {
  if (data === null) return 'null';
  if (Array.isArray(data)) return 'array';
  return typeof data === 'object' ? 'object' : typeof data;
}
