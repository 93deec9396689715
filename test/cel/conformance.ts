/** The conformance data of cel-spec, and what of it can be asked of a CEL without protobuf messages. */
import { tests as data } from '@bufbuild/cel-spec/testdata/conformance.js';
import { check } from '../../src/cel/checker.ts';
import { define, global, type FunctionDecl, type Overload } from '../../src/cel/declarations.ts';
import { Environment } from '../../src/cel/environment.ts';
import { TWO_VARIABLE_FUNCTIONS, TWO_VARIABLE_MACROS } from '../../src/cel/ext/comprehensions.ts';
import { OPTIONAL_FUNCTIONS, OPTIONAL_MACROS } from '../../src/cel/ext/optionals.ts';
import { STRING_FUNCTIONS } from '../../src/cel/ext/strings.ts';
import { STANDARD_MACROS } from '../../src/cel/macros.ts';
import { equal } from '../../src/cel/operations.ts';
import { parse } from '../../src/cel/parser.ts';
import {
  BOOL,
  BYTES,
  DOUBLE,
  DURATION,
  DYN,
  INT,
  LIST,
  MAP,
  NULL,
  STRING,
  TIMESTAMP,
  TYPE,
  UINT,
  listType,
  mapType,
  opaqueType,
  typeParam,
  type Type,
} from '../../src/cel/types.ts';
import { Bytes, CelError, Uint, ValueDict, ValueList, type Value } from '../../src/cel/values.ts';

type Json = Readonly<Record<string, unknown>>;

/** One test of the data. */
export interface Test {
  readonly section: string;
  readonly name: string;
  readonly expr: string;
  readonly original: Json;
}

interface Suite {
  readonly name: string;
  readonly tests?: readonly { readonly original: Json }[];
  readonly suites?: readonly Suite[];
}

/** All tests, in the order of the data. */
export function allTests(): Test[] {
  const found: Test[] = [];
  const visit = ({ tests = [], suites = [] }: Suite, section: string): void => {
    for (const { original } of tests)
      found.push({ section, name: String(original['name']), expr: String(original['expr']), original });
    for (const suite of suites) visit(suite, section === '' ? suite.name : `${section}/${suite.name}`);
  };
  visit(data, '');
  return found;
}

/** Sections of what src/cel/ext adds to the language. */
export const EXTENSION_SECTIONS: readonly string[] = ['macros2', 'optionals', 'string_ext'];

export const sectionOf = ({ section }: Test): string => section.split('/')[0] ?? '';

/** Extensions that Kubernetes does not have. */
const EXTENSIONS = /^(?:bindings|block|encoders|math)_ext\//;
/** Messages and enumerations, by the data or by the expression. */
const MESSAGES =
  /objectValue|enumValue|messageType|typeName|cel\.expr\.conformance|google\.protobuf|TestAllTypes|GlobalEnum|protobuf\.|proto\./;

/** Tests of one reason, by section; an empty list is the whole section. */
const EXCEPTIONS: readonly { readonly reason: string; readonly tests: Readonly<Record<string, readonly string[]>> }[] =
  [
    {
      reason: 'evaluated without a check, which the API server never does',
      tests: {
        'logic/conditional': ['mixed_type'],
        'logic/AND': ['short_circuit_type_left', 'short_circuit_type_right'],
        'logic/OR': ['short_circuit_type_left', 'short_circuit_type_right'],
        'parse/receiver_function_names': [],
        'basic/variables': ['unbound_is_runtime_error'],
        'basic/functions': ['unbound_is_runtime_error'],
        'comparisons/eq_literal': ['not_eq_list_length', 'eq_mixed_types', 'eq_list_elem_mixed_types'],
        'comparisons/ne_literal': ['ne_mixed_types'],
      },
    },
    {
      reason: 'cel-go, which the API server uses, answers differently',
      tests: {
        'fields/qualified_identifier_resolution': [
          'map_key_float',
          'map_value_repeat_key',
          'map_value_repeat_key_heterogeneous',
        ],
        'optionals/optionals': ['map_null_entry_no_such_key', 'map_present_key_invalid_field'],
        'type_deductions/legacy_nullable_types': ['null_assignable_to_abstract_parameter_candidate'],
        'string_ext/value_errors': ['indexof_out_of_range', 'lastindexof_out_of_range'],
      },
    },
    {
      reason: 'the API server computes constants when a policy is created, and refuses it',
      tests: { 'fields/map_fields': ['map_bad_key_type_or_true', 'map_bad_key_type_and_false'] },
    },
    {
      reason: '`format` of the string functions in version 2, which Kubernetes uses, prints it differently',
      tests: {
        'string_ext/format': [
          'scientific notation formatting clause',
          'scientific notation formatting clause in a string variable',
          'default precision for scientific notation',
          'NaN support for scientific notation',
          'positive infinity support for scientific notation',
          'negative infinity support for scientific notation',
          'NaN support for decimal',
          'positive infinity support for decimal',
          'negative infinity support for decimal',
          'positive infinity support for fixed-point',
          'negative infinity support for fixed-point',
          'list support for string',
          'map support for string',
          'map support (all key types)',
          'dyntype support for scientific notation',
          'dyntype NaN/infinity support',
          'dyntype support for lists',
          'dyntype support for maps',
        ],
      },
    },
  ];

/** Why a test is left out; undefined when it is run. */
export function leftOut({ section, name, original }: Test): string | undefined {
  if (EXTENSIONS.test(section)) return 'an extension that Kubernetes does not have';
  if (MESSAGES.test(JSON.stringify(original))) return 'protobuf messages';
  if ((original['container'] ?? '') !== '') return 'a `container` for names, which Kubernetes does not set';
  for (const { reason, tests } of EXCEPTIONS) {
    const names = Object.hasOwn(tests, section) ? tests[section] : undefined;
    if (names !== undefined && (names.length === 0 || names.includes(name))) return reason;
  }
  return undefined;
}

const environmentWith = (variables: ReadonlyMap<string, Type>, functions: readonly FunctionDecl[]): Environment =>
  new Environment({
    libraries: [
      { functions },
      { functions: OPTIONAL_FUNCTIONS, macros: OPTIONAL_MACROS, optionalSyntax: true },
      { functions: STRING_FUNCTIONS },
      { functions: TWO_VARIABLE_FUNCTIONS, macros: TWO_VARIABLE_MACROS },
    ],
    variables,
  });

const MACROS = [...STANDARD_MACROS, ...OPTIONAL_MACROS, ...TWO_VARIABLE_MACROS];

/** What is wrong with each of `tests`. */
export function wrongIn(tests: readonly Test[]): string[] {
  return tests.flatMap((each) => {
    const problem = run(each);
    return problem === undefined ? [] : [`${each.section}/${each.name}: ${each.expr} ${problem}`];
  });
}

/** What is wrong; undefined when the outcome is the expected one. */
export function run({ expr, original }: Test): string | undefined {
  const declared = (original['typeEnv'] ?? []) as readonly Json[];
  const variables = new Map(
    declared.flatMap((each): [string, Type][] => {
      const ident = each['ident'] as Json | undefined;
      return ident === undefined ? [] : [[String(each['name']), typeFrom(ident['type'] as Json)]];
    }),
  );
  const functions = declared.flatMap((each) => {
    const { overloads = [] } = (each['function'] ?? {}) as { readonly overloads?: readonly Json[] };
    return overloads.length === 0 ? [] : [define(String(each['name']), ...overloads.map(overloadFrom))];
  });
  const environment = environmentWith(variables, functions);
  const expectsError = original['evalError'] !== undefined;
  const parsed = parse(expr, { macros: MACROS, optionalSyntax: true });
  const checked = parsed.issues.length > 0 ? undefined : check(parsed, environment);
  const issues = checked?.issues ?? parsed.issues;
  if (checked === undefined || issues.length > 0)
    return expectsError ? undefined : `does not compile: ${issues.map(({ message }) => message).join('; ')}`;
  const deduced = (original['typedResult'] as Json | undefined)?.['deducedType'] as Json | undefined;
  if (deduced !== undefined && checked.outputType.toString() !== typeFrom(deduced).toString())
    return `has type ${String(checked.outputType)}, not ${String(typeFrom(deduced))}`;
  if (original['checkOnly'] === true) return undefined;
  const program = environment.program({ parsed, checked, outputType: checked.outputType });
  if ('fault' in program) return expectsError ? undefined : program.fault;
  const bindings = (original['bindings'] ?? {}) as Readonly<Record<string, Json>>;
  const { value } = program.run((name) =>
    Object.hasOwn(bindings, name) ? valueFrom(bindings[name]?.['value'] as Json) : undefined,
  );
  if (expectsError) return value instanceof CelError ? undefined : `gives ${show(value)}, not an error`;
  const result = (original['typedResult'] as Json | undefined)?.['result'];
  const expected = valueFrom((original['value'] ?? result ?? { boolValue: true }) as Json);
  return same(value, expected) ? undefined : `gives ${show(value)}, not ${show(expected)}`;
}

function same(value: Value, expected: Value): boolean {
  if (value instanceof CelError) return false;
  if (typeof value === 'number' && typeof expected === 'number')
    return Object.is(value, expected) || value === expected;
  if (value instanceof ValueList && expected instanceof ValueList) {
    const others = [...expected];
    return value.size === expected.size && [...value].every((each, i) => same(each, others[i] ?? null));
  }
  return typeof value === typeof expected && equal(value, expected) === true;
}

const show = (value: Value): string =>
  value instanceof CelError
    ? `the error "${value.message}"`
    : JSON.stringify(value, (_, each: unknown) => (typeof each === 'bigint' ? String(each) : each));

function valueFrom(json: Json): Value {
  const [[kind, value] = ['', undefined]] = Object.entries(json);
  switch (kind) {
    case 'int64Value':
      return BigInt(String(value));
    case 'uint64Value':
      return new Uint(BigInt(String(value)));
    case 'doubleValue':
      return Number(value);
    case 'stringValue':
      return String(value);
    case 'boolValue':
      return value === true;
    case 'bytesValue':
      return new Bytes(Buffer.from(String(value), 'base64'));
    case 'listValue':
      return new ValueList((((value as Json)['values'] ?? []) as readonly Json[]).map(valueFrom));
    case 'mapValue':
      return new ValueDict(
        (((value as Json)['entries'] ?? []) as readonly Json[]).map((entry) => [
          valueFrom(entry['key'] as Json),
          valueFrom(entry['value'] as Json),
        ]),
      );
    case 'typeValue':
      return TYPES[String(value)] ?? new CelError(`no type ${String(value)}`);
    default:
      return null;
  }
}

const TYPES: Readonly<Record<string, Type>> = {
  BOOL,
  BYTES,
  DOUBLE,
  INT64: INT,
  STRING,
  UINT64: UINT,
  TIMESTAMP,
  DURATION,
  bool: BOOL,
  bytes: BYTES,
  double: DOUBLE,
  int: INT,
  list: LIST,
  map: MAP,
  null_type: NULL,
  string: STRING,
  type: TYPE,
  uint: UINT,
};

const overloadFrom = (json: Json): Overload =>
  global(
    String(json['overloadId']),
    ((json['params'] ?? []) as readonly Json[]).map(typeFrom),
    typeFrom(json['resultType'] as Json),
  );

function typeFrom(json: Json): Type {
  const [[kind, value] = ['', undefined]] = Object.entries(json);
  const inner = value as Json;
  switch (kind) {
    case 'primitive':
    case 'wellKnown':
      return TYPES[String(value)] ?? DYN;
    case 'null':
      return NULL;
    case 'typeParam':
      return typeParam(String(value));
    case 'abstractType': {
      const params = ((inner['parameterTypes'] ?? []) as readonly Json[]).map(typeFrom);
      return opaqueType(String(inner['name']), ...params);
    }
    case 'listType':
      return listType(typeFrom((inner['elemType'] ?? {}) as Json));
    case 'mapType':
      return mapType(typeFrom((inner['keyType'] ?? {}) as Json), typeFrom((inner['valueType'] ?? {}) as Json));
    default:
      return DYN;
  }
}
