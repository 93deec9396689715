/**
 * The functions that ask the cluster who may do what. They can be checked, but nobody offline knows their answers.
 * Source: apiserver pkg/cel/library/authz.go.
 */
import type { FunctionDecl, Implementation, Overload } from '../../cel/declarations.ts';
import { define, member } from '../../cel/declarations.ts';
import type { Type } from '../../cel/types.ts';
import { BOOL, STRING, objectType } from '../../cel/types.ts';
import type { Value } from '../../cel/values.ts';
import { CelError, Opaque } from '../../cel/values.ts';

/** Ends an evaluation whose outcome depends on what only the cluster knows. */
export class Unknowable extends Error {
  readonly what: string;

  constructor(what: string) {
    super(what);
    this.what = what;
  }
}

const named = (name: string): Type => objectType(`kubernetes.authorization.${name}`);

export const AUTHORIZER = named('Authorizer');
export const RESOURCE_CHECK = named('ResourceCheck');
const PATH_CHECK = named('PathCheck');
const GROUP_CHECK = named('GroupCheck');
const DECISION = named('Decision');

/** The `authorizer` variable, and whatever is made of it. */
class AuthorizerValue extends Opaque {
  readonly type: Type;
  readonly goType = 'library.authorizerVal';

  constructor(type: Type) {
    super();
    this.type = type;
  }

  equals(): CelError {
    return new CelError('no such overload');
  }
}

export const authorizerValue = (type: Type): Value => new AuthorizerValue(type);

const unknown: Implementation = () => {
  throw new Unknowable('authorizer');
};

/** A step towards a check. */
const step = (id: string, from: Type, result: Type, ...args: Type[]): Overload =>
  member(id, [from, ...args], result, () => new AuthorizerValue(result));

const ask = (id: string, from: Type, result: Type, ...args: Type[]): Overload =>
  member(id, [from, ...args], result, unknown);

/** The functions of the authorizer (1.27). */
export const AUTHORIZER_FUNCTIONS: readonly FunctionDecl[] = [
  define('path', step('authorizer_path', AUTHORIZER, PATH_CHECK, STRING)),
  define('group', step('authorizer_group', AUTHORIZER, GROUP_CHECK, STRING)),
  define('serviceAccount', step('authorizer_serviceaccount', AUTHORIZER, AUTHORIZER, STRING, STRING)),
  define('resource', step('groupcheck_resource', GROUP_CHECK, RESOURCE_CHECK, STRING)),
  define('subresource', step('resourcecheck_subresource', RESOURCE_CHECK, RESOURCE_CHECK, STRING)),
  define('namespace', step('resourcecheck_namespace', RESOURCE_CHECK, RESOURCE_CHECK, STRING)),
  define('name', step('resourcecheck_name', RESOURCE_CHECK, RESOURCE_CHECK, STRING)),
  define(
    'check',
    ask('pathcheck_check', PATH_CHECK, DECISION, STRING),
    ask('resourcecheck_check', RESOURCE_CHECK, DECISION, STRING),
  ),
  define('errored', ask('decision_errored', DECISION, BOOL)),
  define('error', ask('decision_error', DECISION, STRING)),
  define('allowed', ask('decision_allowed', DECISION, BOOL)),
  define('reason', ask('decision_reason', DECISION, STRING)),
];

/** Selectors in questions to the authorizer (1.31). */
export const SELECTOR_FUNCTIONS: readonly FunctionDecl[] = [
  define('fieldSelector', step('authorizer_fieldselector', RESOURCE_CHECK, RESOURCE_CHECK, STRING)),
  define('labelSelector', step('authorizer_labelselector', RESOURCE_CHECK, RESOURCE_CHECK, STRING)),
];
