/** A policy in force: its expressions compiled once. Source: apiserver plugin/policy/validating/plugin.go `compilePolicy`. */
import type { Expression } from './environments.ts';
import { PolicyCompiler } from './environments.ts';
import type { DeclaredParamKind, Match, Policy } from './policy.ts';

export interface PreparedValidation {
  readonly expression: Expression;
  readonly messageExpression: Expression | undefined;
  readonly message: string | undefined;
  readonly reason: string | undefined;
}

/** A policy that was accepted. */
export interface PreparedPolicy {
  readonly name: string;
  readonly failurePolicy: string;
  readonly match: Match | undefined;
  readonly paramKind: DeclaredParamKind | undefined;
  readonly variables: ReadonlyMap<string, Expression>;
  readonly matchConditions: readonly Expression[];
  readonly validations: readonly PreparedValidation[];
  readonly auditAnnotations: readonly { readonly key: string; readonly expression: Expression }[];
}

/** Compiles an accepted policy. */
export function preparePolicy({ metadata, spec = {} }: Policy, minor: number): PreparedPolicy {
  const { paramKind, validations = [], auditAnnotations = [], matchConditions = [] } = spec;
  const compiler = new PolicyCompiler({
    minor,
    expressions: 'stored',
    hasParams: paramKind !== undefined,
    composed: true,
  });
  const variables = new Map<string, Expression>();
  for (const { name = '', expression = '' } of spec.variables ?? [])
    variables.set(name, compiler.compileVariable(name, expression));
  return {
    name: metadata?.name ?? '',
    failurePolicy: spec.failurePolicy ?? 'Fail',
    match: spec.matchConstraints,
    paramKind,
    variables,
    matchConditions: matchConditions.map(({ expression = '' }) => compiler.compile(expression, 'matchCondition')),
    validations: validations.map(({ expression = '', messageExpression = '', message, reason }) => ({
      expression: compiler.compile(expression, 'validation'),
      messageExpression:
        messageExpression === '' ? undefined : compiler.compile(messageExpression, 'messageExpression'),
      message,
      reason,
    })),
    auditAnnotations: auditAnnotations.map(({ key = '', valueExpression = '' }) => ({
      key,
      expression: compiler.compile(valueExpression, 'auditAnnotation'),
    })),
  };
}
