/** Chart.yaml and requirements.yaml. Source: helm pkg/chart/metadata.go, dependency.go; sigs.k8s.io/yaml. */
import { formatFloat } from '../gotemplate/float.ts';
import { Bool, Dict, List, NilDict, NilList, Str, str, type Native, type Value } from '../gotemplate/value.ts';
import { quote } from '../kubernetes/go/strings.ts';
import type { MapNode, Node } from '../kubernetes/yaml/node.ts';
import { parseVersion, SemverError } from '../sprig/semver.ts';
import { ChartError, type Dependency, type ImportValue, type Metadata } from './chart.ts';

/** The entry of a struct's field: its name as written, else in any case. Source: encoding/json. */
function field(map: MapNode | undefined, name: string): Node | undefined {
  const exact = map?.entries.find(({ key }) => key === name);
  return (exact ?? map?.entries.find(({ key }) => key.toLowerCase() === name.toLowerCase()))?.value;
}

const KINDS: Readonly<Record<Node['kind'], string>> = {
  string: 'string',
  number: 'number',
  boolean: 'bool',
  null: 'null',
  list: 'array',
  map: 'object',
};

/** Go's error for a value of the wrong type. */
export function mismatch(node: Node, target: string, type: string): ChartError {
  const text = `error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${KINDS[node.kind]} into Go ${target} of type ${type}`;
  return new ChartError(text, { path: '', ...node.span });
}

/** A scalar where Go wants a string: numbers and booleans become text. Throws ChartError. */
export function stringOf(node: Node | undefined, name: string): string {
  if (node === undefined || node.kind === 'null') return '';
  if (node.kind === 'string') return node.value;
  if (node.kind === 'boolean') return String(node.value);
  if (node.kind === 'number') return /^-?\d+$/.test(node.literal) ? node.literal : float32(Number(node.literal));
  throw mismatch(node, `struct field ${name}`, 'string');
}

/** The shortest text that reads back as the same float32. */
function float32(value: number): string {
  const single = Math.fround(value);
  for (let digits = 1; digits < 10; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === single) return formatFloat(short, 'g');
  }
  return formatFloat(value, 'g');
}

function boolOf(node: Node | undefined, name: string): boolean {
  if (node === undefined || node.kind === 'null') return false;
  if (node.kind === 'boolean') return node.value;
  throw mismatch(node, `struct field ${name}`, 'bool');
}

function itemsOf(node: Node | undefined, name: string, type: string): readonly Node[] | undefined {
  if (node === undefined || node.kind === 'null') return undefined;
  if (node.kind === 'list') return node.items;
  throw mismatch(node, `struct field ${name}`, type);
}

function mapOf(node: Node | undefined, name: string, type: string): MapNode | undefined {
  if (node === undefined || node.kind === 'null') return undefined;
  if (node.kind === 'map') return node;
  throw mismatch(node, name.includes('.') ? `struct field ${name}` : 'value', type);
}

/** sanitizeString: spaces become blanks, and what cannot be printed goes. */
function sanitize(text: string): string {
  return text.replace(/[\s\x85]/gu, ' ').replace(/[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, '');
}

function strings(node: Node | undefined, name: string): readonly string[] | undefined {
  return itemsOf(node, name, '[]string')?.map((item) => stringOf(item, name));
}

const STRINGS = [
  ['Name', 'name'],
  ['Home', 'home'],
  ['Version', 'version'],
  ['Description', 'description'],
  ['Icon', 'icon'],
  ['APIVersion', 'apiVersion'],
  ['Condition', 'condition'],
  ['Tags', 'tags'],
  ['AppVersion', 'appVersion'],
  ['KubeVersion', 'kubeVersion'],
  ['Type', 'type'],
] as const;
const UNSANITIZED = new Set(['version', 'apiVersion', 'type']);

/**
 * Chart.yaml (`root`), with the dependencies of requirements.yaml when there is one. Throws ChartError for values of the
 * wrong type; `validate` says what else is wrong.
 */
export function decodeMetadata(root: Node | undefined, requirements: Node | undefined): Metadata {
  const chart = mapOf(root, 'Metadata', 'chart.Metadata');
  const more = mapOf(requirements, 'Metadata', 'chart.Metadata');
  const of = (name: string): Node | undefined => field(more, name) ?? field(chart, name);
  const texts = new Map(
    STRINGS.map(([, name]) => {
      const text = stringOf(of(name), `Metadata.${name}`);
      const entry: readonly [string, string] = [name, UNSANITIZED.has(name) ? text : sanitize(text)];
      return entry;
    }),
  );
  if (texts.get('apiVersion') === '') texts.set('apiVersion', 'v1');
  const text = (name: string): string => texts.get(name) ?? '';
  const dependencies = itemsOf(of('dependencies'), 'Metadata.dependencies', '[]*chart.Dependency')?.map(
    decodeDependency,
  );
  const deprecated = boolOf(of('deprecated'), 'Metadata.deprecated');
  const fields = new Map<string, Value>(STRINGS.map(([name, key]) => [name, str(text(key))]));
  fields.set('Sources', stringList(strings(of('sources'), 'Metadata.sources')?.map(sanitize)));
  fields.set('Keywords', stringList(strings(of('keywords'), 'Metadata.keywords')?.map(sanitize)));
  fields.set('Maintainers', maintainers(of('maintainers')));
  fields.set('Deprecated', new Bool(deprecated));
  fields.set('Annotations', annotations(of('annotations')));
  fields.set('Dependencies', dependencyList(dependencies));
  return {
    name: text('name'),
    version: text('version'),
    kubeVersion: text('kubeVersion'),
    type: text('type'),
    deprecated,
    dependencies,
    fields,
  };
}

function stringList(items: readonly string[] | undefined): List {
  return items === undefined ? new NilList('[]string') : new List(items.map(str), '[]string');
}

function annotations(node: Node | undefined): Dict {
  const map = mapOf(node, 'Metadata.annotations', 'map[string]string');
  if (map === undefined) return new NilDict(new Map(), 'map[string]string', new Map(), str(''));
  return Dict.ofStrings(map.entries.map(({ key, value }) => [key, str(stringOf(value, 'Metadata.annotations'))]));
}

function maintainers(node: Node | undefined): List {
  const items = itemsOf(node, 'Metadata.maintainers', '[]*chart.Maintainer');
  if (items === undefined) return new NilList('[]*chart.Maintainer');
  return new List(
    items.map((item) => {
      const map = mapOf(item, 'Metadata.maintainers', 'chart.Maintainer');
      if (map === undefined) throw new ChartError('validation: maintainers must not contain empty or null nodes');
      const of = (name: string): Str => str(sanitize(stringOf(field(map, name), `Maintainer.${name}`)));
      return struct('*chart.Maintainer', [
        ['Name', 'name', of('name')],
        ['Email', 'email', of('email')],
        ['URL', 'url', of('url')],
      ]);
    }),
    '[]*chart.Maintainer',
  );
}

/** A struct: its fields in order, each by Go's name and JSON's (left out when empty, unless it begins with `!`). */
export function struct(
  type: string,
  fields: readonly (readonly [string, string, Value])[],
  more: Partial<Native> = {},
): Native {
  const byName = new Map(fields.map(([name, , value]) => [name, value]));
  const shown = fields.filter(([, json, value]) => json.startsWith('!') || !isEmpty(value));
  return {
    native: true,
    type,
    kind: type.startsWith('*') ? 'ptr' : 'struct',
    hasField: (name) => byName.has(name),
    field: (name) => byName.get(name),
    plain: () => new List(fields.map(([, , value]) => value)),
    json: () => new Dict(new Map(shown.map(([, json, value]) => [json.replace('!', ''), value]))),
    ...more,
  };
}

function isEmpty(value: Value): boolean {
  if (value instanceof Str) return value.text === '';
  if (value instanceof Bool) return !value.value;
  if (value instanceof List) return value.items.length === 0;
  return value instanceof Dict && value.entries.size === 0;
}

function decodeDependency(node: Node): Dependency {
  const map = mapOf(node, 'Metadata.dependencies', 'chart.Dependency');
  if (map === undefined) throw new ChartError('validation: dependencies must not contain empty or null nodes');
  const text = (name: string): string => stringOf(field(map, name), `Dependency.dependencies.${name}`);
  const imports = itemsOf(field(map, 'import-values'), 'Dependency.dependencies.import-values', '[]interface {}') ?? [];
  return {
    name: sanitize(text('name')),
    version: sanitize(text('version')),
    repository: sanitize(text('repository')),
    condition: sanitize(text('condition')),
    tags: (strings(field(map, 'tags'), 'Dependency.dependencies.tags') ?? []).map(sanitize),
    alias: text('alias'),
    importValues: imports.flatMap(importValue),
    enabled: false,
  };
}

function importValue(node: Node): ImportValue[] {
  if (node.kind === 'string') return [node.value];
  if (node.kind !== 'map') return [];
  // Go prints what is there, and "<nil>" where nothing does.
  const of = (name: string): string => {
    const found = node.entries.find(({ key }) => key === name)?.value;
    return found === undefined || found.kind === 'null' ? '<nil>' : stringOf(found, name);
  };
  return [{ child: of('child'), parent: of('parent') }];
}

function dependencyList(dependencies: readonly Dependency[] | undefined): List {
  if (dependencies === undefined) return new NilList('[]*chart.Dependency');
  return new List(dependencies.map(dependencyValue), '[]*chart.Dependency');
}

function dependencyValue(dependency: Dependency): Native {
  return struct('*chart.Dependency', [
    ['Name', '!name', str(dependency.name)],
    ['Version', 'version', str(dependency.version)],
    ['Repository', '!repository', str(dependency.repository)],
    ['Condition', 'condition', str(dependency.condition)],
    ['Tags', 'tags', stringList(dependency.tags)],
    ['Enabled', 'enabled', new Bool(dependency.enabled)],
    [
      'ImportValues',
      'import-values',
      new List(dependency.importValues.map((one) => (typeof one === 'string' ? str(one) : importDict(one)))),
    ],
    ['Alias', 'alias', str(dependency.alias)],
  ]);
}

function importDict({ child, parent }: Exclude<ImportValue, string>): Dict {
  return Dict.of({ child: str(child), parent: str(parent) });
}

/** What helm says against a chart's metadata; undefined when it is valid. Source: Metadata.Validate. */
export function metadataFault({ name, version, type, dependencies = [] }: Metadata): string | undefined {
  if (name === '') return 'validation: chart.metadata.name is required';
  if (name === '.' || name === '..') return `validation: chart.metadata.name ${quote(name)} is not allowed`;
  if (name.includes('/')) return `validation: chart.metadata.name ${quote(name)} is invalid`;
  if (version === '') return 'validation: chart.metadata.version is required';
  if (!isVersion(version)) return `validation: chart.metadata.version ${quote(version)} is invalid`;
  if (type !== '' && type !== 'application' && type !== 'library') {
    return 'validation: chart.metadata.type must be application or library';
  }
  const seen = new Set<string>();
  for (const dependency of dependencies) {
    if (dependency.alias !== '' && !/^[a-zA-Z0-9_-]+$/.test(dependency.alias)) {
      return `validation: dependency ${quote(dependency.name)} has disallowed characters in the alias`;
    }
    const key = dependency.alias === '' ? dependency.name : dependency.alias;
    if (seen.has(key)) return `validation: more than one dependency with name or alias ${quote(key)}`;
    seen.add(key);
  }
  return undefined;
}

function isVersion(text: string): boolean {
  try {
    parseVersion(text);
    return true;
  } catch (error) {
    if (error instanceof SemverError) return false;
    throw error;
  }
}

const ORDER = [
  ['Name', 'name'],
  ['Home', 'home'],
  ['Sources', 'sources'],
  ['Version', 'version'],
  ['Description', 'description'],
  ['Keywords', 'keywords'],
  ['Maintainers', 'maintainers'],
  ['Icon', 'icon'],
  ['APIVersion', 'apiVersion'],
  ['Condition', 'condition'],
  ['Tags', 'tags'],
  ['AppVersion', 'appVersion'],
  ['Deprecated', 'deprecated'],
  ['Annotations', 'annotations'],
  ['KubeVersion', 'kubeVersion'],
  ['Dependencies', 'dependencies'],
  ['Type', 'type'],
] as const;

/** `.Chart` of a template. Source: engine recAllTpls. */
export function chartValue(
  metadata: Metadata,
  dependencies: readonly Dependency[] | undefined,
  isRoot: boolean,
): Native {
  const { fields } = metadata;
  const valueOf = (name: string): Value => {
    if (name === 'Name') return str(metadata.name);
    return name === 'Dependencies' ? dependencyList(dependencies) : fields.get(name);
  };
  const own = ORDER.map(([name, json]) => [name, json, valueOf(name)] as const);
  const embedded = struct('chart.Metadata', own);
  const value = struct('struct { chart.Metadata; IsRoot bool }', [...own, ['IsRoot', '!IsRoot', new Bool(isRoot)]]);
  return {
    ...value,
    hasField: (name) => name === 'Metadata' || value.hasField?.(name) === true,
    field: (name) => (name === 'Metadata' ? embedded : value.field?.(name)),
    plain: () => new List([embedded, new Bool(isRoot)]),
  };
}
