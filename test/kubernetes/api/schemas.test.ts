import Ajv from 'ajv';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import ts from 'typescript';
import { daemonSetSchema, schemaFiles } from '../../../scripts/schemas.ts';
import { decode } from '../../../src/kubernetes/apiserver/decode.ts';
import { NEWEST } from '../../../src/kubernetes/api/release.ts';
import { schemaOf, structOf, type Field, type Type } from '../../../src/kubernetes/api/schema.ts';
import { nodeOf } from '../node-of.ts';

const SHARED = new URL('../../../../shared/', import.meta.url);

test('the schemas are what the tables give', () => {
  for (const [file, text] of schemaFiles()) assert.is(readFileSync(file, 'utf8'), text, file.pathname);
});

/** The structs that a DaemonSet reaches, with the names of their fields. */
function fieldsOf(minor: number): Map<string, readonly Field[]> {
  const found = new Map<string, readonly Field[]>();
  const visit = (name: string): void => {
    if (found.has(name)) return;
    const { fields } = structOf(name, minor);
    found.set(name, fields);
    for (const { type } of fields) {
      const struct = type.struct ?? type.element?.struct;
      if (struct !== undefined) visit(struct.name);
    }
  };
  visit('DaemonSet');
  return found;
}

const namesOf = (fields: readonly Field[]): string[] => fields.map(({ name }) => name).sort();

test('1.30 is what kubernetes-types declares', () => {
  const declared = new Map<string, string[]>();
  for (const file of ['apps/v1', 'core/v1', 'meta/v1']) {
    const text = readFileSync(new URL(`../../../node_modules/kubernetes-types/${file}.d.ts`, import.meta.url), 'utf8');
    ts.createSourceFile(file, text, ts.ScriptTarget.ES2022).forEachChild((node) => {
      if (!ts.isInterfaceDeclaration(node)) return;
      const names = node.members.flatMap(({ name }) =>
        name !== undefined && ts.isIdentifier(name) ? [name.text] : [],
      );
      declared.set(node.name.text, names.sort());
    });
  }
  for (const [struct, fields] of fieldsOf(30)) assert.equal(namesOf(fields), declared.get(struct), struct);
});

const base = {
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  metadata: { name: 'a', labels: { a: 'b' }, creationTimestamp: null },
  spec: {
    selector: { matchLabels: { a: 'b' } },
    updateStrategy: { rollingUpdate: { maxUnavailable: '10%' } },
    template: {
      spec: {
        containers: [{ name: 'c', env: [{ name: 'E', value: 'v' }], resources: { limits: { cpu: 1, memory: '1Gi' } } }],
        volumes: [{ name: 'v', configMap: { name: 'm', defaultMode: 420 } }],
        tolerations: [{ operator: 'Exists', tolerationSeconds: 5 }],
      },
    },
  },
};

/** Every way to put `value` in the place of one value of `object`, or beside it under an unknown name. */
function* mutated(object: unknown, value: unknown): Generator {
  yield value;
  if (typeof object !== 'object' || object === null) return;
  if (Array.isArray(object)) {
    for (const [i, item] of object.entries()) for (const other of mutated(item, value)) yield object.with(i, other);
    return;
  }
  for (const [key, item] of Object.entries(object))
    for (const other of mutated(item, value)) yield { ...object, [key]: other };
  yield { ...object, unknownName: value };
}

const VALUES = [null, true, 5, 5.5, -1, 2147483648, 1e30, '', 'x', [], ['x'], [null], {}, { x: 'y' }, [{}], [[]]];

test('the decoder refuses what the schema refuses', () => {
  const validate = new Ajv.default({ strict: false }).compile(daemonSetSchema(NEWEST));
  let refused = 0;
  for (const value of VALUES)
    for (const object of mutated(base, value)) {
      if (typeof object !== 'object' || object === null || Array.isArray(object)) continue;
      if (!(
        'kind' in object &&
        object.kind === 'DaemonSet' &&
        'apiVersion' in object &&
        object.apiVersion === 'apps/v1'
      ))
        continue;
      const { problems } = decode(nodeOf(object), { minor: NEWEST, order: 'sorted', duplicates: [] });
      const shape = problems.filter(({ problem }) => problem !== 'bad-value');
      if (shape.length !== problems.length) continue;
      assert.is(shape.length === 0, validate(object), JSON.stringify({ object, shape, errors: validate.errors }));
      if (shape.length > 0) refused++;
    }
  assert.ok(refused > 300, String(refused));
});

interface OpenAPI {
  readonly schemas: Readonly<Record<string, { readonly properties?: Readonly<Record<string, Property>> } | string>>;
}
interface Property {
  readonly type?: string;
  readonly format?: string;
  readonly $ref?: string;
  readonly allOf?: readonly Property[];
  readonly items?: Property;
  readonly additionalProperties?: Property;
}

const shortName = (name = ''): string => name.split('.').at(-1) ?? '';

/** The kind of a property in the words of our tables. */
function kindOf(property: Property): string {
  const ref = property.$ref ?? property.allOf?.[0]?.$ref;
  if (ref !== undefined) return shortName(ref);
  if (property.items !== undefined) return `[]${kindOf(property.items)}`;
  if (property.additionalProperties !== undefined) return `map ${kindOf(property.additionalProperties)}`;
  return property.format ?? property.type ?? '';
}

const KINDS: Readonly<Record<string, string>> = {
  bool: 'boolean',
  quantity: 'Quantity',
  intOrString: 'IntOrString',
  time: 'Time',
  raw: 'FieldsV1',
};

function ownKind(type: Type): string {
  if (type.element !== undefined) return `${type.kind === 'list' ? '[]' : 'map '}${ownKind(type.element)}`;
  return type.struct?.name ?? KINDS[type.kind] ?? type.kind;
}

if (existsSync(SHARED)) {
  test('from 1.30 on they are what OpenAPI says', () => {
    for (let minor = 30; minor <= NEWEST; minor++) {
      const file = new URL(`openapi/daemonset-1.${String(minor)}.json`, SHARED);
      const { schemas } = JSON.parse(readFileSync(file, 'utf8')) as OpenAPI;
      const byName = new Map(Object.entries(schemas).map(([name, schema]) => [shortName(name), schema]));
      for (const [struct, fields] of fieldsOf(minor)) {
        const schema = byName.get(struct);
        const properties = typeof schema === 'object' ? Object.entries(schema.properties ?? {}) : [];
        const said = properties.map(([name, property]) => `${name}: ${kindOf(property)}`).sort();
        assert.equal(
          fields.map(({ name, type }) => `${name}: ${ownKind(type)}`).sort(),
          said,
          `${struct} in 1.${String(minor)}`,
        );
      }
    }
  });

  interface GoField {
    readonly Name: string;
    readonly Type: string;
    readonly Ptr: boolean;
    readonly OmitEmpty: boolean;
    readonly OmitZero: boolean;
    readonly Embedded: string;
  }

  test('1.36 is what the Go types say', () => {
    const file = new URL('spec/1-types.json', SHARED);
    const structs = JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, readonly GoField[]>>;
    for (const [name, fields] of Object.entries(structs)) {
      const own = schemaOf(36)
        .get(shortName(name))
        ?.fields.map(({ name, type, pointer, always, embedded = '' }) => [name, type.go, pointer, always, embedded]);
      const said = fields.map((field) => [
        field.Name,
        field.Type,
        field.Ptr,
        !field.OmitEmpty && !field.OmitZero,
        field.Embedded.replace(/\.$/, ''),
      ]);
      assert.equal(own, said, name);
    }
  });
} else test.skip('OpenAPI and Go types: ../shared is not there', () => undefined);

test.run();
