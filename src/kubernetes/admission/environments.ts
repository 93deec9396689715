/**
 * What the expressions of a policy may use, and their compilation.
 * Source: apiserver pkg/admission/plugin/cel/compile.go, composition.go.
 */
import type { Compiled } from '../../cel/environment.ts';
import { Environment } from '../../cel/environment.ts';
import type { Program } from '../../cel/program.ts';
import type { Type } from '../../cel/types.ts';
import { BOOL, DYN, NULL, STRING, listType, mapType, objectType } from '../../cel/types.ts';
import { AUTHORIZER, RESOURCE_CHECK } from '../cel/authorizer.ts';
import { DECLARED_TYPES, NAMESPACE, REQUEST } from '../cel/declared.ts';
import { librariesOf } from '../cel/libraries.ts';

/** What an expression is for, which says what it must evaluate to and whether it may ask the authorizer. */
export type Role = 'variable' | 'validation' | 'messageExpression' | 'matchCondition' | 'auditAnnotation';

/** An expression ready to run. */
export interface Runnable {
  readonly text: string;
  readonly compiled: Compiled;
  readonly program: Program;
}

/** What is wrong with an expression. */
export interface ExpressionFault {
  readonly text: string;
  readonly type: 'invalid' | 'internal';
  readonly detail: string;
  /** Offsets of the faults inside the expression, as lines from 1 and columns from 0. */
  readonly issues: readonly { readonly line: number; readonly column: number; readonly message: string }[];
}

export type Expression = Runnable | ExpressionFault;

/** How expressions are compiled. */
export interface CompilerOptions {
  readonly minor: number;
  /** A new expression may only use what the minor before knew; a stored one everything. */
  readonly expressions: 'new' | 'stored';
  readonly hasParams: boolean;
  /** Whether `variables` is there. */
  readonly composed: boolean;
}

/** The most that one expression may cost. Source: apiserver pkg/apis/cel/config.go `PerCallLimit`. */
const EXPRESSION_COST = 1_000_000;

const bases = new Map<string, Environment>();

/** The functions of a minor, with the variables that every expression has. */
export function baseEnvironment(minor: number, expressions: 'new' | 'stored'): Environment {
  const key = `${String(minor)} ${expressions}`;
  let base = bases.get(key);
  if (base === undefined) {
    base = new Environment({
      libraries: librariesOf(minor, expressions),
      variables: new Map([
        ['object', DYN],
        ['oldObject', DYN],
        ['namespaceObject', NAMESPACE],
        ['request', REQUEST],
      ]),
      objectTypes: DECLARED_TYPES,
      costLimit: EXPRESSION_COST,
    });
    bases.set(key, base);
  }
  return base;
}

/** The type of `variables`. */
export const VARIABLES = objectType('kubernetes.variables');

const ANY_RESULT = undefined;

const RESULTS: Readonly<Record<Role, readonly Type[] | undefined>> = {
  variable: ANY_RESULT,
  validation: [BOOL],
  matchCondition: [BOOL],
  messageExpression: [STRING],
  auditAnnotation: [STRING, NULL],
};

/** Compiles the expressions of one policy; its variables become known one after the other. */
export class PolicyCompiler {
  readonly #fields = new Map<string, Type>();
  readonly #withAuthorizer: Environment;
  readonly #without: Environment;

  constructor({ minor, expressions, hasParams, composed }: CompilerOptions) {
    const variables = new Map<string, Type>();
    if (hasParams) variables.set('params', DYN);
    if (composed) variables.set('variables', VARIABLES);
    const types = composed ? new Map([[VARIABLES.name, this.#fields]]) : new Map<string, Map<string, Type>>();
    this.#without = baseEnvironment(minor, expressions).extend(variables, types);
    const asking: [string, Type][] = [
      ['authorizer', AUTHORIZER],
      ['authorizer.requestResource', RESOURCE_CHECK],
    ];
    this.#withAuthorizer = this.#without.extend(new Map(asking), new Map());
  }

  /** Compiles one expression. */
  compile(text: string, role: Role): Expression {
    const environment = role === 'messageExpression' ? this.#without : this.#withAuthorizer;
    const fault = (type: ExpressionFault['type'], detail: string): ExpressionFault => ({
      text,
      type,
      detail,
      issues: [],
    });
    const compiled = environment.compile(text);
    if ('issues' in compiled) {
      const issues = compiled.issues.map(({ location, message }) => ({ ...location, message }));
      return { ...fault('invalid', `compilation failed: ${compiled.text}`), issues };
    }
    const results = RESULTS[role];
    const { outputType } = compiled;
    if (results !== undefined && !results.some((type) => outputType.equals(type))) {
      const names = results.map(String);
      const wanted = names.length === 1 ? names.join() : `one of [${names.join(' ')}]`;
      return fault('invalid', `must evaluate to ${wanted} but got ${String(outputType)}`);
    }
    const program = environment.program(compiled);
    if ('fault' in program) return fault('internal', `program instantiation failed: ${program.fault}`);
    return { text, compiled, program };
  }

  /** Compiles a variable, which the expressions after it may use. */
  compileVariable(name: string, text: string): Expression {
    const expression = this.compile(text, 'variable');
    this.#fields.set(name, 'compiled' in expression ? declaredOf(expression.compiled.outputType) : DYN);
    return expression;
  }
}

/** Types that survive being declared. Source: composition.go `convertCelTypeToDeclType`. */
export function declaredOf(type: Type): Type {
  const [first, second] = type.params;
  if (type.kind === 'list' && first !== undefined) return listType(declaredOf(first));
  if (type.kind === 'map' && first !== undefined && second !== undefined)
    return mapType(declaredOf(first), declaredOf(second));
  return SIMPLE.has(type.kind) ? type : DYN;
}

const SIMPLE: ReadonlySet<string> = new Set([
  'bool',
  'bytes',
  'double',
  'duration',
  'int',
  'null',
  'string',
  'timestamp',
  'uint',
]);
