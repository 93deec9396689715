/** helm's own template functions. Source: helm pkg/engine/funcs.go, engine.go, lookup_func.go. */
import { ANY, func, FuncError, STRING } from '../gotemplate/func.ts';
import { BUILTINS } from '../gotemplate/builtins.ts';
import { ExecError, executeTree, type Engine } from '../gotemplate/exec.ts';
import { ParseError, parseTemplate } from '../gotemplate/parse.ts';
import { BudgetError, spendParsing } from '../limits/budget.ts';
import type { Tree } from '../gotemplate/node.ts';
import { replaceAll, UNKNOWN } from '../gotemplate/text.ts';
import { Dict, List, Str, str, type Context, type Func, type Value } from '../gotemplate/value.ts';
import { quote } from '../kubernetes/go/strings.ts';
import { parseYaml } from '../kubernetes/yaml/parse.ts';
import { SPRIG } from '../sprig/index.ts';
import { JsonError, markIn, readJsonValue, valueOf, writeJson } from '../sprig/json.ts';
import { readToml, TomlError, writeToml } from './toml.ts';
import { JSON_YAML, PRETTY_YAML, writeYaml, type YamlStyle } from './yaml-write.ts';

function yamlOf(value: Value, style: YamlStyle): Str {
  try {
    const text = writeYaml(value, style);
    return text.text.endsWith('\n') ? text.slice(0, text.text.length - 1) : text;
  } catch (error) {
    if (error instanceof JsonError) return str('');
    throw error;
  }
}

const GO_KINDS = { string: 'string', number: 'number', boolean: 'bool', list: 'array', map: 'object' } as const;

/** Go `yaml.Unmarshal` into a map or a list: the value, or the error. */
function fromYaml(source: Str, wanted: 'map' | 'list'): Value | { readonly fault: string } {
  const { text } = source;
  spendParsing(text);
  const { root, fault } = parseYaml(text, { start: 0, end: text.length });
  if (fault !== undefined) return { fault: `error converting YAML to JSON: ${fault.message}` };
  if (root === undefined || root.kind === 'null') return undefined;
  if (root.kind === wanted) return valueOf(root, markIn(source));
  const type = wanted === 'map' ? 'map[string]interface {}' : '[]interface {}';
  return {
    fault: `error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${GO_KINDS[root.kind]} into Go value of type ${type}`,
  };
}

function fromJson(source: Str, wanted: 'map' | 'list'): Value | { readonly fault: string } {
  let value: Value;
  try {
    value = readJsonValue(source);
  } catch (error) {
    if (error instanceof JsonError) return { fault: error.message };
    throw error;
  }
  if (value === undefined || (wanted === 'map' ? value instanceof Dict : value instanceof List)) return value;
  const kind =
    value instanceof Dict ? 'object' : value instanceof List ? 'array' : value instanceof Str ? 'string' : 'number';
  const type = wanted === 'map' ? 'map[string]interface {}' : '[]interface {}';
  return { fault: `json: cannot unmarshal ${kind} into Go value of type ${type}` };
}

type Read = (source: Str, wanted: 'map' | 'list') => Value | { readonly fault: string };

function isFault(value: Value | { readonly fault: string }): value is { readonly fault: string } {
  return typeof value === 'object' && value !== null && 'fault' in value;
}

/** A function that gives a map; its error is in the map. */
function intoMap(read: Read): Func {
  return func([STRING], (source) => {
    const value = read(source, 'map');
    if (isFault(value)) return Dict.of({ Error: str(value.fault) });
    return value instanceof Dict ? value : new Dict();
  });
}

/** A function that gives a list; its error is the only item. */
function intoList(read: Read): Func {
  return func([STRING], (source) => {
    const value = read(source, 'list');
    if (isFault(value)) return new List([str(value.fault)]);
    return value instanceof List ? value : new List([]);
  });
}

const readTomlMap: Read = (source) => {
  try {
    return readToml(source.text);
  } catch (error) {
    if (error instanceof TomlError) return { fault: error.message };
    throw error;
  }
};

const START = 'HELM_ERR_START';
const STOP = 'HELM_ERR_END';

/** What `required` and `fail` were given, out of an error's text. Source: engine cleanupExecError. */
export function warningIn(text: string): string | undefined {
  const start = text.indexOf(START);
  const end = text.lastIndexOf(STOP);
  return start < 0 || end < start + START.length ? undefined : text.slice(start + START.length, end);
}

function required(warning: Str, value: Value): Value {
  if (value === undefined || value === null || (value instanceof Str && value.text === '')) {
    throw new FuncError(`${START}${warning.text}${STOP}`);
  }
  return value;
}

const FIXED: Readonly<Record<string, Func>> = {
  toYaml: func([ANY], (value) => yamlOf(value, JSON_YAML)),
  toYamlPretty: func([ANY], (value) => yamlOf(value, PRETTY_YAML)),
  fromYaml: intoMap(fromYaml),
  fromYamlArray: intoList(fromYaml),
  toJson: func([ANY], (value) => jsonOf(value)),
  fromJson: intoMap(fromJson),
  fromJsonArray: intoList(fromJson),
  toToml: func([ANY], writeToml),
  fromToml: intoMap(readTomlMap),
  lookup: func([STRING, STRING, STRING, STRING], () => new Dict()),
  getHostByName: func([STRING], () => Str.marked('', UNKNOWN)),
  required: func([STRING, ANY], required),
  fail: func([STRING], ({ text }) => {
    throw new FuncError(`${START}${text}${STOP}`);
  }),
};

function jsonOf(value: Value): Str {
  try {
    return writeJson(value, { html: true });
  } catch (error) {
    if (error instanceof JsonError) return str('');
    throw error;
  }
}

/** Includes of one template inside of each other that helm allows. */
const MAX_NESTED = 1000;
/** Templates in values that may call each other. */
const MAX_TPL = 200;

/** The functions of one rendering; `engine` is the engine that they are put into. */
export function helmFunctions(engine: () => Engine): ReadonlyMap<string, Func> {
  const functions = new Map(Object.entries({ ...SPRIG, ...FIXED }));
  functions.set('include', includeFunction());
  functions.set('tpl', tplFunction(engine));
  return functions;
}

function includeFunction(): Func {
  const nested = new Map<string, number>();
  return {
    params: ['string', 'any'],
    call: ([name, data], context) => {
      const { text } = STRING.read(name);
      const count = nested.get(text) ?? 0;
      if (count > MAX_NESTED) {
        throw new FuncError(`rendering template has a nested reference name: ${text}: unable to execute template`);
      }
      nested.set(text, count + 1);
      try {
        return context.execute(text, data ?? undefined, context.set);
      } finally {
        nested.set(text, count);
      }
    },
  };
}

function tplFunction(engine: () => Engine): Func {
  const parsed = new Map<string, ReadonlyMap<string, Tree>>();
  let depth = 0;
  return {
    params: ['string', 'any'],
    call: ([template, data], context) => {
      const source = STRING.read(template);
      if (!source.text.includes('{{')) return replaceAll(source, '<no value>', str(''));
      if (depth >= MAX_TPL) throw new BudgetError(`tpl calls itself more than ${String(MAX_TPL)} deep`);
      depth++;
      try {
        return executeText(engine(), source, data ?? undefined, context, parsed);
      } finally {
        depth--;
      }
    },
  };
}

const NAME = 'gotpl';

function executeText(
  engine: Engine,
  source: Str,
  data: Value,
  context: Context,
  parsed: Map<string, ReadonlyMap<string, Tree>>,
): Str {
  const trees = parseText(engine, source, parsed);
  const set = context.set.fork();
  set.add(trees);
  const tree = trees.get(NAME);
  if (tree === undefined) return str('');
  try {
    return replaceAll(executeTree(engine, set, tree, data, context.site), '<no value>', str(''));
  } catch (error) {
    if (!(error instanceof ExecError)) throw error;
    throw new ExecError(
      `error during tpl function execution for ${quote(source.text)}: ${error.message}`,
      error.site,
      error,
    );
  }
}

function parseText(
  engine: Engine,
  value: Str,
  parsed: Map<string, ReadonlyMap<string, Tree>>,
): ReadonlyMap<string, Tree> {
  // A text without origins is parsed once.
  const known = value.segments.length === 0 ? parsed.get(value.text) : undefined;
  if (known !== undefined) return known;
  try {
    spendParsing(value.text);
    const source = { name: NAME, text: value.text, value };
    const trees = parseTemplate(source, (name) => engine.funcs.has(name) || Object.hasOwn(BUILTINS, name));
    if (value.segments.length === 0) parsed.set(value.text, trees);
    return trees;
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    throw new FuncError(`cannot parse template ${quote(value.text)}: ${error.message}`);
  }
}
