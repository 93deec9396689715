/**
 * One policy on one request with one parameter. Source: apiserver pkg/admission/plugin/policy/validating/validator.go,
 * plugin/cel/activation.go, composition.go, webhook/matchconditions/matcher.go.
 */
import type { Expr } from '../../cel/ast.ts';
import { childrenOf } from '../../cel/ast.ts';
import type { Location } from '../../cel/source.ts';
import type { Origin, Value } from '../../cel/values.ts';
import { CelError, Dict } from '../../cel/values.ts';
import { Unknowable } from '../cel/authorizer.ts';
import { byteLength, quote, trimSpace } from '../go/strings.ts';
import type { Access } from '../../cel/explain.ts';
import type { Expression, Runnable } from './environments.ts';
import type { PreparedPolicy } from './compile-policy.ts';
import type { RequestValues } from './variables.ts';
import { AUTHORIZER_VALUES } from './variables.ts';

/** What all validations of one evaluation may cost. Source: apiserver pkg/apis/cel/config.go. */
const BUDGET = 10_000_000;
const MATCH_CONDITIONS_BUDGET = 2_500_000;
const LONGEST_MESSAGE = 5 * 1024;
const OUT_OF_BUDGET = 'validation failed due to running out of cost budget, no further validation rules will be run';

/** What became of one validation. */
export interface Decision {
  /** `unknown`: it depends on what cannot be known here. */
  readonly outcome: 'admit' | 'deny' | 'error' | 'unknown';
  /** The message of a denial or an error, or what is unknown. */
  readonly message: string;
  readonly reason: string;
  /** The index of the validation, or of the audit annotation; nothing for an error of the whole policy. */
  readonly index: number | undefined;
  /** What it turned on; computed on each call. */
  readonly explain: Explain;
}

/** What a decision turned on in the request, the most telling first, and the place of the condition in its expression. */
export type Explain = () => readonly Cause[];

export interface Cause {
  readonly origin: Origin;
  /** A line from 1 and a column from 0, in code points. */
  readonly location: Location;
}

export const UNEXPLAINED: Explain = () => [];

/** What became of an audit annotation that says something. */
export interface Annotation {
  readonly key: string;
  readonly value: string;
}

/** The outcome of a policy. */
export interface Evaluation {
  readonly decisions: readonly Decision[];
  readonly annotations: readonly Annotation[];
  /** Errors and unknowns of audit annotations. */
  readonly annotationFaults: readonly Decision[];
}

const NOTHING: Evaluation = { decisions: [], annotations: [], annotationFaults: [] };

/** Evaluates a policy; errors are decisions, admitted under failurePolicy Ignore. */
export function evaluate(policy: PreparedPolicy, values: RequestValues, params: Value): Evaluation {
  const whole = (outcome: Decision['outcome'], message: string): Evaluation => ({
    ...NOTHING,
    decisions: [{ outcome, message, reason: '', index: undefined, explain: UNEXPLAINED }],
  });
  try {
    const matched = meetsConditions(policy, { ...values, namespaceObject: null }, params);
    if (matched === false) return NOTHING;
    if (typeof matched === 'string') return policy.failurePolicy === 'Ignore' ? NOTHING : whole('error', matched);
    const decisions = decide(policy, values, params);
    return { decisions, ...annotate(policy, values, params) };
  } catch (error) {
    if (error instanceof Unknowable) return whole('unknown', error.what);
    if (error instanceof OutOfBudget) return whole('error', error.message);
    throw error;
  }
}

class OutOfBudget extends Error {}

/** The result of an expression. */
type Result = { readonly value: Value } | { readonly error: string } | { readonly unknown: string };

/** Runs expressions that share their variables and a budget. */
class Run {
  readonly #activation: (name: string) => Value | undefined;
  readonly #variables: PreparedPolicy['variables'];
  readonly #origins = new Map<string, readonly Origin[]>();
  #variableCost = 0;
  budget: number;

  constructor(
    policy: PreparedPolicy,
    values: RequestValues,
    params: Value,
    options: { readonly budget: number; readonly asks: boolean },
  ) {
    this.budget = options.budget;
    this.#variables = policy.variables;
    const known = new Map<string, Value>([
      ...Object.entries(values),
      ['params', params],
      ...(options.asks ? AUTHORIZER_VALUES : []),
    ]);
    this.#activation = (name) => known.get(name);
    const variables = new LazyVariables(policy.variables, this.#activation, (cost) => {
      this.#variableCost += cost;
    });
    known.set('variables', variables);
  }

  /** What the outcome of an expression turned on. */
  explain(expression: Expression): readonly Cause[] {
    if (!('program' in expression)) return [];
    const { parsed } = expression.compiled;
    const place = (term: Expr): Location => parsed.locate(firstOf(term, (id) => parsed.offset(id)));
    try {
      return this.#accesses(expression).map(({ origin, term }) => ({ origin, location: place(term) }));
    } catch (error) {
      // It is only sought where the outcome is known: another part may not be.
      if (error instanceof Unknowable) return [];
      throw error;
    }
  }

  #accesses({ program }: Runnable): readonly Access[] {
    return program.explain(this.#activation, (holder, field) => (holder === 'variables' ? this.#originsOf(field) : []));
  }

  /** What a variable turned on, found once: variables that use each other twice would take forever. */
  #originsOf(name: string): readonly Origin[] {
    const known = this.#origins.get(name);
    if (known !== undefined) return known;
    // A later variable of the same name may refer to itself.
    this.#origins.set(name, []);
    const variable = this.#variables.get(name);
    if (variable === undefined || !('program' in variable)) return [];
    const origins = this.#accesses(variable).map(({ origin }) => [addressOf(origin), origin] as const);
    const found = [...new Map(origins).values()].slice(0, MOST_ORIGINS);
    this.#origins.set(name, found);
    return found;
  }

  /** @throws OutOfBudget */
  evaluate(expression: Expression): Result {
    if (!('program' in expression)) return { error: `compilation error: ${expression.detail}` };
    let outcome;
    try {
      outcome = expression.program.run(this.#activation);
    } catch (error) {
      if (error instanceof Unknowable) return { unknown: error.what };
      throw error;
    }
    this.#spend(this.#variableCost);
    this.#variableCost = 0;
    this.#spend(outcome.cost);
    const { value } = outcome;
    if (!(value instanceof CelError)) return { value };
    return { error: `expression '${expression.text}' resulted in error: ${value.message}` };
  }

  #spend(cost: number): void {
    if (cost > this.budget) throw new OutOfBudget(OUT_OF_BUDGET);
    this.budget -= cost;
  }
}

/** Only the most telling are ever shown. */
const MOST_ORIGINS = 100;

function addressOf(origin: Origin): string {
  const keys: Origin['key'][] = [];
  for (let at: Origin | undefined = origin; at !== undefined; at = at.holder) keys.push(at.key);
  return JSON.stringify(keys);
}

/** The node of an expression that is written first. */
function firstOf(expr: Expr, offsetOf: (id: number) => number | undefined): number {
  let first = expr.id;
  const open = [expr];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if ((offsetOf(at.id) ?? Infinity) < (offsetOf(first) ?? Infinity)) first = at.id;
    open.push(...childrenOf(at));
  }
  return first;
}

/** The variables of a policy, each evaluated when it is first asked for. Source: apiserver pkg/cel/lazy/lazy.go. */
class LazyVariables extends Dict {
  readonly #expressions: ReadonlyMap<string, Expression>;
  readonly #activation: (name: string) => Value | undefined;
  readonly #report: (cost: number) => void;
  readonly #values = new Map<string, Value>();

  constructor(
    expressions: ReadonlyMap<string, Expression>,
    activation: (name: string) => Value | undefined,
    report: (cost: number) => void,
  ) {
    super();
    this.#expressions = expressions;
    this.#activation = activation;
    this.#report = report;
  }

  override get goType(): string {
    return '*lazy.MapValue';
  }

  get size(): number {
    return this.#expressions.size;
  }

  keys(): Iterable<Value> {
    return this.#expressions.keys();
  }

  find(key: Value): Value | undefined {
    if (typeof key !== 'string') return new CelError('no such overload');
    const known = this.#values.get(key);
    const expression = this.#expressions.get(key);
    if (known !== undefined || expression === undefined) return known;
    // A later variable of the same name may refer to itself.
    this.#values.set(key, new CelError(`composited variable ${quote(key)} refers to itself`));
    try {
      const value = this.#evaluate(key, expression);
      this.#values.set(key, value);
      return value;
    } catch (error) {
      this.#values.delete(key);
      throw error;
    }
  }

  #evaluate(name: string, expression: Expression): Value {
    if (!('program' in expression))
      return new CelError(`composited variable ${quote(name)} fails to compile: ${expression.detail}`);
    const { value, cost } = expression.program.run(this.#activation);
    this.#report(cost);
    if (!(value instanceof CelError)) return value;
    return new CelError(`composited variable ${quote(name)} fails to evaluate: ${value.message}`);
  }
}

/** True, false, or the error of the conditions. */
function meetsConditions(policy: PreparedPolicy, values: RequestValues, params: Value): boolean | string {
  const { matchConditions } = policy;
  if (matchConditions.length === 0) return true;
  const run = new Run(policy, values, params, { budget: MATCH_CONDITIONS_BUDGET, asks: true });
  const errors = new Set<string>();
  const results: Result[] = [];
  try {
    for (const condition of matchConditions) results.push(run.evaluate(condition));
  } catch (error) {
    if (error instanceof OutOfBudget) return error.message;
    throw error;
  }
  if (results.some((result) => 'value' in result && result.value === false)) return false;
  for (const result of results) {
    if ('unknown' in result) throw new Unknowable(result.unknown);
    if ('error' in result) errors.add(result.error);
  }
  if (errors.size === 0) return true;
  return errors.size === 1 ? [...errors].join() : `[${[...errors].join(', ')}]`;
}

function decide(policy: PreparedPolicy, values: RequestValues, params: Value): Decision[] {
  const run = new Run(policy, values, params, { budget: BUDGET, asks: true });
  const results = policy.validations.map(({ expression }) => run.evaluate(expression));
  const messages = messagesOf(policy, new Run(policy, values, params, { budget: run.budget, asks: false }));
  return results.map((result, index): Decision => {
    const decision = (outcome: Decision['outcome'], message: string, reason = ''): Decision => ({
      outcome,
      message,
      reason,
      index,
      explain: () => run.explain(policy.validations[index]?.expression ?? NO_EXPRESSION),
    });
    if ('unknown' in result) return decision('unknown', result.unknown);
    if ('error' in result) return decision('error', result.error);
    if ('error' in messages) return decision('error', `failed messageExpression: ${messages.error}`);
    if (result.value === true) return decision('admit', '');
    const { reason = 'Invalid' } = policy.validations[index] ?? {};
    return decision('deny', messageOf(policy, index, messages.texts[index]), reason);
  });
}

const NO_EXPRESSION: Expression = { text: '', type: 'internal', detail: '', issues: [] };

type Messages = { readonly texts: readonly (string | undefined)[] } | { readonly error: string };

function messagesOf(policy: PreparedPolicy, run: Run): Messages {
  if (policy.validations.every(({ messageExpression }) => messageExpression === undefined)) return { texts: [] };
  try {
    const texts = policy.validations.map(({ messageExpression }) => {
      const result = messageExpression === undefined ? undefined : run.evaluate(messageExpression);
      if (result === undefined || !('value' in result) || typeof result.value !== 'string') return undefined;
      const text = trimSpace(result.value);
      return byteLength(text) > LONGEST_MESSAGE || text.includes('\n') ? undefined : text;
    });
    return { texts };
  } catch (error) {
    if (error instanceof OutOfBudget) return { error: error.message };
    throw error;
  }
}

function messageOf(policy: PreparedPolicy, index: number, evaluated: string | undefined): string {
  const { message = '', expression } = policy.validations[index] ?? {};
  const text = evaluated === undefined || evaluated === '' ? trimSpace(message) : evaluated;
  return text === '' ? `failed expression: ${trimSpace(expression?.text ?? '')}` : text;
}

function annotate(
  policy: PreparedPolicy,
  values: RequestValues,
  params: Value,
): Pick<Evaluation, 'annotations' | 'annotationFaults'> {
  if (policy.auditAnnotations.length === 0) return { annotations: [], annotationFaults: [] };
  const run = new Run(policy, values, params, { budget: BUDGET, asks: false });
  const annotations: Annotation[] = [];
  const annotationFaults: Decision[] = [];
  for (const [index, { key, expression }] of policy.auditAnnotations.entries()) {
    const result = run.evaluate(expression);
    if ('value' in result) {
      const value = typeof result.value === 'string' ? trimSpace(result.value) : '';
      if (value !== '') annotations.push({ key, value });
    } else {
      const [outcome, message] =
        'error' in result ? (['error', result.error] as const) : (['unknown', result.unknown] as const);
      annotationFaults.push({ outcome, message, reason: '', index, explain: () => run.explain(expression) });
    }
  }
  return { annotations, annotationFaults };
}
