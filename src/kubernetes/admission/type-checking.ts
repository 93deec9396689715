/**
 * The warnings that the server writes into the status of a policy.
 * Source: apiserver pkg/admission/plugin/policy/validating/typechecking.go, pkg/cel/common/schemas.go.
 */
import type { ObjectTypes } from '../../cel/environment.ts';
import { Environment } from '../../cel/environment.ts';
import type { Issue } from '../../cel/source.ts';
import type { Type } from '../../cel/types.ts';
import { BOOL, BYTES, DYN, INT, STRING, TIMESTAMP, listType, mapType, objectType } from '../../cel/types.ts';
import type { Struct, Type as FieldType } from '../api/schema.ts';
import { structOf, workloadStructOf } from '../api/schema.ts';
import { AUTHORIZER } from '../cel/authorizer.ts';
import { DECLARED_TYPES, NAMESPACE, REQUEST } from '../cel/declared.ts';
import { librariesOf } from '../cel/libraries.ts';
import { isRecord } from '../go/json.ts';
import { compareBytes } from '../go/strings.ts';
import { declaredOf, VARIABLES } from './environments.ts';
import type { KnownKind } from './objects.ts';
import type { Policy, Rule } from './policy.ts';
import { declareObject, schemaType, withMeta, type DeclaredFields } from './schema-types.ts';

/** A warning at an expression. */
export interface ExpressionWarning {
  readonly fieldRef: string;
  readonly warning: string;
  /** The places of what is wrong, for each kind: lines from 1, columns from 0 in code points. */
  readonly issues: readonly Issue[];
}

interface GroupVersionKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** Checks the expressions of an accepted policy against the kinds that it matches; `declared` are those of definitions. */
export function typeCheckPolicy(
  policy: Policy,
  minor: number,
  declared: readonly KnownKind[] = [],
): ExpressionWarning[] {
  const { spec = {} } = policy;
  const kinds = kindsToCheck(spec.matchConstraints?.resourceRules ?? []);
  const params = spec.paramKind && paramsOf(spec.paramKind, minor, declared);
  const checkers = kinds.map((kind) => new TypeChecker(kind, policy, minor, params));
  const warnings: ExpressionWarning[] = [];
  const check = (fieldRef: string, expression: string): void => {
    const found = checkers.flatMap((checker) => checker.check(expression) ?? []);
    if (found.length === 0) return;
    const issues = found.flatMap((each) => each.issues);
    warnings.push({ fieldRef, warning: found.map(({ text }) => text).join('\n'), issues });
  };
  for (const [i, { expression = '', messageExpression = '' }] of (spec.validations ?? []).entries()) {
    const path = `spec.validations[${String(i)}]`;
    check(`${path}.expression`, expression);
    if (messageExpression !== '') check(`${path}.messageExpression`, messageExpression);
  }
  return warnings;
}

/** The number that the server puts behind the names of types differs from one time to the other. */
const NUMBER = '<N>';

class TypeChecker {
  readonly #kind: GroupVersionKind;
  readonly #environment: Environment;

  constructor(kind: GroupVersionKind, { spec = {} }: Policy, minor: number, params: Declared | undefined) {
    this.#kind = kind;
    const { object, types } = declaredTypes(kind.kind, minor);
    const variables = new Map<string, Type>([
      ['object', object],
      ['oldObject', object],
      ['namespaceObject', NAMESPACE],
      ['request', REQUEST],
      ['authorizer', AUTHORIZER],
      ['variables', VARIABLES],
    ]);
    if (params !== undefined) variables.set('params', params.object);
    const fields = new Map<string, Type>();
    const objectTypes: ObjectTypes = new Map([
      ...DECLARED_TYPES,
      ...types,
      ...(params?.types ?? []),
      [VARIABLES.name, fields],
    ]);
    this.#environment = new Environment({ libraries: librariesOf(minor, 'stored'), variables, objectTypes });
    for (const { name = '', expression = '' } of spec.variables ?? []) {
      const compiled = this.#environment.compile(expression);
      fields.set(name, 'issues' in compiled ? DYN : declaredOf(compiled.outputType));
    }
  }

  /** What is wrong with an expression, as the server shows it. */
  check(expression: string): { readonly text: string; readonly issues: readonly Issue[] } | undefined {
    const compiled = this.#environment.compile(expression);
    if (!('issues' in compiled)) return undefined;
    const { group, version, kind } = this.#kind;
    return { text: `${group}/${version}, Kind=${kind}: ${compiled.text}\n`, issues: compiled.issues };
  }
}

type ParamKind = NonNullable<NonNullable<Policy['spec']>['paramKind']>;

interface Declared {
  readonly object: Type;
  readonly types: ReadonlyMap<string, ReadonlyMap<string, Type>>;
}

/** The types of a parameter: of a kind of the server, or of a custom resource; without a schema anything goes. */
function paramsOf({ apiVersion = '', kind = '' }: ParamKind, minor: number, custom: readonly KnownKind[]): Declared {
  const known = kindOf(apiVersion, kind);
  if (known !== undefined) return declaredTypes(known.kind, minor);
  const schema = custom.find((other) => other.apiVersion === apiVersion && other.kind === kind)?.schema;
  const types: DeclaredFields = new Map();
  if (!isRecord(schema)) return { object: DYN, types };
  const name = `${kind}${NUMBER}`;
  const metadata = new DeclaredTypes(types).declare(structOf('ObjectMeta', minor), `${name}.metadata`);
  return { object: schemaType(withMeta(schema, metadata), name, types) ?? DYN, types };
}

const declarations = new Map<string, Declared>();

/** The object types of a kind, which all policies share. */
function declaredTypes(kind: string, minor: number): Declared {
  const key = `${kind} ${String(minor)}`;
  let declared = declarations.get(key);
  if (declared === undefined) {
    const types: DeclaredFields = new Map();
    const struct = workloadStructOf(kind, minor);
    const object = struct === undefined ? DYN : new DeclaredTypes(types).declare(struct, `${kind}${NUMBER}`);
    declarations.set(key, (declared = { object, types }));
  }
  return declared;
}

/** The structs of Go as object types; names are paths, as those of the server. */
class DeclaredTypes {
  readonly #types: DeclaredFields;

  constructor(types: DeclaredFields) {
    this.#types = types;
  }

  declare(struct: Struct, name: string): Type {
    const fields = struct.fields.map((field) => [field.name, field.type] as const);
    return declareObject(name, fields, (type, inner) => this.#typeOf(type, inner), this.#types);
  }

  #typeOf(type: FieldType, name: string): Type | undefined {
    const simple = SIMPLE[type.kind];
    if (simple !== undefined) return simple === 'none' ? undefined : simple;
    if (type.go === '[]byte' || type.go === 'bytes') return BYTES;
    if (type.kind === 'string') return STRING;
    if (type.kind === 'raw') return this.#empty(name);
    if (type.struct !== undefined) return this.declare(type.struct, name);
    const inner = type.kind === 'list' ? `${name}.@idx` : `${name}.@elem`;
    const element = type.element === undefined ? undefined : this.#typeOf(type.element, inner);
    if (element === undefined) return undefined;
    return type.kind === 'list' ? listType(element) : mapType(STRING, element);
  }

  #empty(name: string): Type {
    this.#types.set(name, new Map());
    return objectType(name);
  }
}

// A quantity has no type in the schema, and so no field.
const SIMPLE: Readonly<Partial<Record<FieldType['kind'], Type | 'none'>>> = {
  bool: BOOL,
  int32: INT,
  int64: INT,
  quantity: 'none',
  intOrString: DYN,
  time: TIMESTAMP,
};

/** Resources of the kinds whose types are known here. */
const RESOURCES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'apps/v1': {
    controllerrevisions: 'ControllerRevision',
    daemonsets: 'DaemonSet',
    deployments: 'Deployment',
    replicasets: 'ReplicaSet',
    statefulsets: 'StatefulSet',
  },
  'batch/v1': { cronjobs: 'CronJob', jobs: 'Job' },
  '/v1': {
    configmaps: 'ConfigMap',
    namespaces: 'Namespace',
    pods: 'Pod',
    podtemplates: 'PodTemplate',
    replicationcontrollers: 'ReplicationController',
    secrets: 'Secret',
    serviceaccounts: 'ServiceAccount',
    services: 'Service',
  },
};

const MOST_KINDS = 10;

/** `typesToCheck`: the kinds of rules without wildcards, sorted. */
function kindsToCheck(rules: readonly Rule[]): GroupVersionKind[] {
  const kinds = new Map<string, GroupVersionKind>();
  for (const rule of rules) {
    const { apiGroups = [], apiVersions = [], resources = [] } = rule;
    if ([...apiGroups, ...apiVersions].some((name) => name.includes('*'))) continue;
    const named = resources.filter((resource) => !/[*/]/.test(resource)).sort(compareBytes);
    let count = 0;
    for (const group of [...apiGroups].sort(compareBytes)) {
      for (const version of [...apiVersions].sort(compareBytes)) {
        for (const resource of named) {
          for (const kind of resolve(group, version, resource)) {
            kinds.set(`${kind.group} ${kind.version} ${kind.kind}`, kind);
            if (++count === MOST_KINDS) return sorted(kinds);
          }
        }
      }
    }
  }
  return sorted(kinds);
}

/** A resource of no group is looked for in every group. Source: apimachinery pkg/api/meta restmapper `KindsFor`. */
function resolve(group: string, version: string, resource: string): GroupVersionKind[] {
  const candidates = group === '' ? Object.keys(RESOURCES) : [`${group}/${version}`];
  return candidates.flatMap((groupVersion) => {
    const [found = '', foundVersion] = groupVersion.split('/');
    const kind = Object.hasOwn(RESOURCES, groupVersion) ? RESOURCES[groupVersion]?.[resource] : undefined;
    return kind === undefined || foundVersion !== version ? [] : [{ group: found, version, kind }];
  });
}

function kindOf(apiVersion: string, kind: string): GroupVersionKind | undefined {
  const groupVersion = apiVersion.includes('/') ? apiVersion : `/${apiVersion}`;
  const known = Object.hasOwn(RESOURCES, groupVersion) ? Object.values(RESOURCES[groupVersion] ?? {}) : [];
  const [group = '', version = ''] = groupVersion.split('/');
  return known.includes(kind) ? { group, version, kind } : undefined;
}

function sorted(kinds: ReadonlyMap<string, GroupVersionKind>): GroupVersionKind[] {
  return [...kinds.values()].sort(
    (a, b) => compareBytes(a.group, b.group) || compareBytes(a.version, b.version) || compareBytes(a.kind, b.kind),
  );
}
