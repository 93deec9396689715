/** What OpenAPI definitions in `crds` say about fields. Source: kustomize api/internal/accumulator/loadconfigfromcrds.go. */
import { EMPTY_CONFIG, mergeConfig, mergeReference, mergeSpec, type TransformerConfig } from './config.ts';
import { readJsonText, yamlToJson } from './decode.ts';
import { BuildError, at } from './errors.ts';
import type { FieldSpec } from './field-spec.ts';
import type { SourceText } from './read.ts';
import type { JsonMap, JsonNode } from './yaml/value.ts';

const MAX_DEPTH = 50;

/** The configuration of one file. Throws BuildError. */
export function configOfCrds(source: SourceText): TransformerConfig {
  const json = source.text.startsWith('{') ? readJsonText(source) : yamlToJson(source);
  if (json.kind !== 'map') throw new BuildError('unable to parse open API definition', json.place);
  const types = new Map<string, JsonMap>();
  for (const { key, value } of json.entries) {
    if (value.kind !== 'map')
      throw new BuildError(
        'unable to parse open API definition: json: cannot unmarshal into accumulator.OpenAPIDefinition',
        value.place,
      );
    types.set(key, propertiesOf(fieldOf(value, 'Schema')));
  }
  let config = EMPTY_CONFIG;
  for (const [name, properties] of types) {
    const names = properties.entries.map(({ key }) => key);
    if (!['kind', 'apiVersion', 'metadata'].every((each) => names.includes(each))) continue;
    const reader = new CrdReader(name.split('.').pop() ?? '', types);
    reader.read(name, [], 0);
    config = at(json.place, () => mergeConfig(config, reader.config));
  }
  return config;
}

function fieldOf(map: JsonMap, name: string): JsonNode | undefined {
  return map.entries.find(({ key }) => key.toLowerCase() === name.toLowerCase())?.value;
}

function propertiesOf(schema: JsonNode | undefined): JsonMap {
  const found = schema?.kind === 'map' ? fieldOf(schema, 'properties') : undefined;
  return found?.kind === 'map' ? found : { kind: 'map', entries: [], place: undefined };
}

class CrdReader {
  config: TransformerConfig = EMPTY_CONFIG;
  readonly #kind: string;
  readonly #types: ReadonlyMap<string, JsonMap>;

  constructor(kind: string, types: ReadonlyMap<string, JsonMap>) {
    this.#kind = kind;
    this.#types = types;
  }

  read(type: string, path: readonly string[], depth: number): void {
    const properties = this.#types.get(type);
    if (properties === undefined) return;
    if (depth > MAX_DEPTH) throw new BuildError(`the definition of ${type} refers to itself`, properties.place);
    for (const { key, value } of properties.entries) {
      if (value.kind !== 'map') continue;
      const inner = [...path, key];
      this.#property(value, inner);
      const ref = textOf(value, '$ref');
      if (ref !== undefined) this.read(ref, inner, depth + 1);
    }
  }

  #property(property: JsonMap, path: readonly string[]): void {
    const { config } = this;
    const spec = this.#spec(path);
    if (textOf(property, 'x-kubernetes-annotation') !== undefined)
      this.config = { ...config, commonAnnotations: mergeSpec(config.commonAnnotations, spec) };
    if (textOf(property, 'x-kubernetes-label-selector') !== undefined)
      this.config = { ...this.config, commonLabels: mergeSpec(this.config.commonLabels, spec) };
    if (textOf(property, 'x-kubernetes-identity') !== undefined)
      this.config = { ...this.config, namePrefix: mergeSpec(this.config.namePrefix, spec) };
    const version = textOf(property, 'x-kubernetes-object-ref-api-version');
    const kind = textOf(property, 'x-kubernetes-object-ref-kind');
    if (version === undefined || kind === undefined) return;
    const name = textOf(property, 'x-kubernetes-object-ref-name-key') ?? 'name';
    const reference = { group: '', version, kind, referrers: [this.#spec([...path, name])] };
    this.config = { ...this.config, nameReference: mergeReference(this.config.nameReference, reference) };
  }

  #spec(path: readonly string[]): FieldSpec {
    return { group: '', version: '', kind: this.#kind, path: path.join('/'), create: false };
  }
}

function textOf(map: JsonMap, name: string): string | undefined {
  const value = map.entries.find(({ key }) => key.toLowerCase() === name)?.value;
  return value?.kind === 'scalar' && typeof value.value === 'string' ? value.value : undefined;
}
