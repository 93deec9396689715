/**
 * What is wrong with a policy at its creation. Source: pkg/apis/admissionregistration/validation/validation.go
 * `validateValidatingAdmissionPolicy`.
 */
import { since } from '../api/deviations.ts';
import type { FieldError } from '../apimachinery/field-errors.ts';
import {
  FieldPath,
  duplicate,
  internalError,
  invalid,
  invalidEach,
  notSupported,
  required,
  shownJson,
  shownString,
  tooMany,
} from '../apimachinery/field-errors.ts';
import { isLabelKey } from '../apimachinery/names.ts';
import { validateClusterMeta } from '../apiserver/validate/metadata.ts';
import { byteLength, trimSpace } from '../go/strings.ts';
import type { Role } from './environments.ts';
import { PolicyCompiler } from './environments.ts';
import type {
  DeclaredAuditAnnotation,
  DeclaredMatchCondition,
  DeclaredValidation,
  DeclaredVariable,
  Policy,
} from './policy.ts';
import { validateMatch, validateParamKind } from './validate-match.ts';
import { addAll } from '../go/lists.ts';

const FAILURE_POLICIES = ['Fail', 'Ignore'];
const REASONS = ['Forbidden', 'Invalid', 'RequestEntityTooLarge'];
const MOST_MATCH_CONDITIONS = 64;
const MOST_AUDIT_ANNOTATIONS = 20;
const LONGEST_VALUE_EXPRESSION = 5 * 1024;
const IDENTIFIER = /^[_a-zA-Z][_a-zA-Z0-9]*$/;
const RESERVED = new Set(
  (
    'true false null in as break const continue else for function if import let loop package namespace return var ' +
    'void while'
  ).split(' '),
);
const STATIC_SUFFIX = '.static.k8s.io';

/** Everything that is wrong, in the order of the server. */
export function validatePolicy(policy: Policy, minor: number): FieldError[] {
  const { metadata = {}, spec = {} } = policy;
  const path = FieldPath.root('spec');
  const errors = validateClusterMeta(metadata, FieldPath.root('metadata'), minor);
  const { failurePolicy, paramKind, matchConstraints } = spec;
  if (failurePolicy === undefined) errors.push(required(path.child('failurePolicy')));
  else if (!FAILURE_POLICIES.includes(failurePolicy))
    errors.push(notSupported(path.child('failurePolicy'), shownJson(failurePolicy), FAILURE_POLICIES));
  if (paramKind !== undefined) addAll(errors, validateParamKind(paramKind, path.child('paramKind')));
  if (matchConstraints === undefined) errors.push(required(path.child('matchConstraints')));
  else {
    const place = path.child('matchConstraints');
    addAll(errors, validateMatch(matchConstraints, place, minor));
    if ((matchConstraints.resourceRules ?? []).length === 0) errors.push(required(place.child('resourceRules')));
  }
  addAll(errors, new ExpressionValidator(policy, minor).validate());
  return [...errors, ...staticSuffix(metadata.name ?? '', minor)];
}

/** Names that only manifests on the server's disk may have (1.37). */
export function staticSuffix(name: string, minor: number): FieldError[] {
  if (!since('reservesStaticNames', minor) || !name.endsWith(STATIC_SUFFIX)) return [];
  const detail =
    `names ending with "${STATIC_SUFFIX}" are reserved for static manifest-based configurations and cannot be ` +
    'managed via the API';
  return [invalid(FieldPath.root('metadata').child('name'), shownString(name), detail)];
}

class ExpressionValidator {
  readonly #policy: Policy;
  readonly #conditions: PolicyCompiler;
  readonly #compiler: PolicyCompiler;
  readonly #path = FieldPath.root('spec');

  constructor(policy: Policy, minor: number) {
    this.#policy = policy;
    const { paramKind, variables = [] } = policy.spec ?? {};
    const options = { minor, expressions: 'new', hasParams: paramKind !== undefined } as const;
    this.#conditions = new PolicyCompiler({ ...options, composed: false });
    this.#compiler = variables.length === 0 ? this.#conditions : new PolicyCompiler({ ...options, composed: true });
  }

  validate(): FieldError[] {
    const { variables = [], validations = [], auditAnnotations = [] } = this.#policy.spec ?? {};
    const errors = this.#matchConditions();
    for (const [i, variable] of variables.entries()) addAll(errors, this.#variable(variable, i));
    if (validations.length === 0 && auditAnnotations.length === 0) {
      const detail = 'validations or auditAnnotations must contain at least one item';
      return [
        ...errors,
        ...['validations', 'auditAnnotations'].map((name) => required(this.#path.child(name), detail)),
      ];
    }
    for (const [i, validation] of validations.entries()) addAll(errors, this.#validation(validation, i));
    return [...errors, ...this.#auditAnnotations(auditAnnotations)];
  }

  #matchConditions(): FieldError[] {
    const conditions = this.#policy.spec?.matchConditions ?? [];
    const path = this.#path.child('matchConditions');
    const errors =
      conditions.length > MOST_MATCH_CONDITIONS ? [tooMany(path, conditions.length, MOST_MATCH_CONDITIONS)] : [];
    const names = new Set<string>();
    for (const [i, condition] of conditions.entries()) {
      addAll(errors, this.#matchCondition(condition, path.index(i)));
      const { name = '' } = condition;
      if (name !== '' && names.has(name)) errors.push(duplicate(path.index(i).child('name'), shownString(name)));
      names.add(name);
    }
    return errors;
  }

  #matchCondition({ name = '', expression = '' }: DeclaredMatchCondition, path: FieldPath): FieldError[] {
    const trimmed = trimSpace(expression);
    const place = path.child('expression');
    const errors =
      trimmed === ''
        ? [required(place)]
        : faultsOf(shifted(this.#conditions.compile(trimmed, 'matchCondition'), expression), place);
    const named = path.child('name');
    if (name === '') return [...errors, required(named)];
    return [...errors, ...invalidEach(named, shownString(name), isLabelKey(name))];
  }

  #variable({ name = '', expression = '' }: DeclaredVariable, i: number): FieldError[] {
    const path = this.#path.child('variables').index(i);
    const errors: FieldError[] = [];
    if (trimSpace(name) === '') errors.push(required(path.child('name'), 'name is not specified'));
    else if (!IDENTIFIER.test(name) || RESERVED.has(name))
      errors.push(invalid(path.child('name'), shownString(name), 'must be a valid CEL identifier'));
    const place = path.child('expression');
    if (trimSpace(expression) === '') return [...errors, required(place, 'expression is not specified')];
    const compiled = this.#compiler.compileVariable(name, expression);
    return [...errors, ...faultsOf(compiled, place)];
  }

  #validation(validation: DeclaredValidation, i: number): FieldError[] {
    const path = this.#path.child('validations').index(i);
    const { expression = '', messageExpression = '', message = '', reason } = validation;
    const place = path.child('expression');
    const errors =
      trimSpace(expression) === ''
        ? [required(place, 'expression is not specified')]
        : this.#expression(expression, 'validation', place);
    const messagePlace = path.child('messageExpression');
    if (messageExpression !== '' && trimSpace(messageExpression) === '')
      errors.push(invalid(messagePlace, shownString(messageExpression), 'must be non-empty if specified'));
    else if (messageExpression !== '')
      addAll(errors, this.#expression(messageExpression, 'messageExpression', messagePlace));
    const trimmed = trimSpace(message);
    const problem =
      message !== '' && trimmed === ''
        ? 'must be non-empty if specified'
        : /[\n\r]/.test(trimmed)
          ? 'must not contain line breaks'
          : undefined;
    if (problem !== undefined) errors.push(invalid(path.child('message'), shownString(message), problem));
    if (reason !== undefined && !REASONS.includes(reason))
      errors.push(notSupported(path.child('reason'), shownJson(reason), REASONS));
    return errors;
  }

  #auditAnnotations(annotations: readonly DeclaredAuditAnnotation[]): FieldError[] {
    const path = this.#path.child('auditAnnotations');
    const errors: FieldError[] = [];
    if (annotations.length > MOST_AUDIT_ANNOTATIONS) {
      const shown = annotations.map(({ key = '', valueExpression = '' }) => ({ key, valueExpression }));
      const detail = `must not have more than ${String(MOST_AUDIT_ANNOTATIONS)} auditAnnotations`;
      errors.push(invalid(path, shownJson(shown), detail));
    }
    const keys = new Set<string>();
    for (const [i, annotation] of annotations.entries()) {
      addAll(errors, this.#auditAnnotation(annotation, path.index(i)));
      const { key = '' } = annotation;
      if (keys.has(key)) errors.push(duplicate(path.index(i).child('key'), shownString(key)));
      keys.add(key);
    }
    return errors;
  }

  #auditAnnotation({ key = '', valueExpression = '' }: DeclaredAuditAnnotation, path: FieldPath): FieldError[] {
    const { name = '' } = this.#policy.metadata ?? {};
    const full = `${name}/${key}`;
    const errors =
      name === ''
        ? [invalid(path.child('key'), shownString(key), 'requires metadata.name be non-empty')]
        : invalidEach(path.child('key'), shownString(full), isLabelKey(full));
    const place = path.child('valueExpression');
    const trimmed = trimSpace(valueExpression);
    if (trimmed === '') return [...errors, required(place, 'valueExpression is not specified')];
    if (byteLength(trimmed) > LONGEST_VALUE_EXPRESSION)
      return [...errors, required(place, `must not exceed ${String(LONGEST_VALUE_EXPRESSION)} bytes in length`)];
    const compiled = this.#compiler.compile(trimmed, 'auditAnnotation');
    return [...errors, ...faultsOf(shifted({ ...compiled, text: valueExpression }, valueExpression), place)];
  }

  #expression(text: string, role: Role, place: FieldPath): FieldError[] {
    return faultsOf(this.#compiler.compile(text, role), place);
  }
}

function faultsOf(expression: ReturnType<PolicyCompiler['compile']>, place: FieldPath): FieldError[] {
  if (!('detail' in expression)) return [];
  const { type, text, detail, issues } = expression;
  const error = type === 'internal' ? internalError(place, detail) : invalid(place, shownString(text), detail);
  return [issues.length === 0 ? error : { ...error, within: issues }];
}

/** Issues of a text that was compiled without the blanks before it. */
function shifted(compiled: ReturnType<PolicyCompiler['compile']>, written: string): typeof compiled {
  if (!('issues' in compiled)) return compiled;
  const before = written.slice(0, written.length - written.trimStart().length).split('\n');
  const issues = compiled.issues.map(({ line, column, message }) => ({
    line: line + before.length - 1,
    column: line === 1 ? column + (before.at(-1) ?? '').length : column,
    message,
  }));
  return { ...compiled, issues };
}
