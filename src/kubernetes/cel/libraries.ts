/** Which functions expressions may use, by minor. Source: apiserver pkg/cel/environment/base.go. */
import type { Library } from '../../cel/environment.ts';
import { TWO_VARIABLE_FUNCTIONS, TWO_VARIABLE_MACROS } from '../../cel/ext/comprehensions.ts';
import { LIST_FUNCTIONS, LIST_MACROS, SET_FUNCTIONS, listCallCost } from '../../cel/ext/lists.ts';
import { OPTIONAL_FUNCTIONS, OPTIONAL_MACROS } from '../../cel/ext/optionals.ts';
import { STRING_FUNCTIONS } from '../../cel/ext/strings.ts';
import type { Type } from '../../cel/types.ts';
import { DURATION, TIMESTAMP } from '../../cel/types.ts';
import { AUTHORIZER_FUNCTIONS, SELECTOR_FUNCTIONS } from './authorizer.ts';
import { kubernetesCallCost } from './cost.ts';
import { INCLUDES_FUNCTIONS, KUBERNETES_LIST_FUNCTIONS, REGEX_FUNCTIONS, REGEX_PATTERN_FUNCTIONS } from './lists.ts';
import { CIDR, CIDR_FUNCTIONS, IP, IP_FUNCTIONS } from './network.ts';
import { FORMAT_FUNCTIONS, QUANTITY_FUNCTIONS, SEMVER_FUNCTIONS, URL_FUNCTIONS } from './values.ts';

/** Names by which types are declared, which differ from those of the types. Source: apiserver pkg/cel/types.go `findScalar`. */
const DECLARABLE: ReadonlyMap<string, Type> = new Map([
  ['timestamp', TIMESTAMP],
  ['duration', DURATION],
]);

interface Introduced extends Library {
  /** The minor that introduced it. */
  readonly since: number;
}

const LIBRARIES: readonly Introduced[] = [
  { since: 0, functions: URL_FUNCTIONS },
  { since: 0, functions: REGEX_FUNCTIONS, patternFunctions: REGEX_PATTERN_FUNCTIONS },
  { since: 0, functions: KUBERNETES_LIST_FUNCTIONS },
  { since: 27, functions: AUTHORIZER_FUNCTIONS },
  { since: 28, functions: OPTIONAL_FUNCTIONS, macros: OPTIONAL_MACROS, optionalSyntax: true },
  { since: 28, functions: QUANTITY_FUNCTIONS },
  { since: 0, functions: STRING_FUNCTIONS, checksFormats: true },
  { since: 29, functions: SET_FUNCTIONS },
  { since: 30, functions: IP_FUNCTIONS, types: [IP] },
  { since: 30, functions: CIDR_FUNCTIONS, types: [CIDR] },
  { since: 31, functions: FORMAT_FUNCTIONS },
  { since: 31, functions: SELECTOR_FUNCTIONS },
  { since: 32, functions: TWO_VARIABLE_FUNCTIONS, macros: TWO_VARIABLE_MACROS },
  { since: 33, functions: SEMVER_FUNCTIONS },
  {
    since: 34,
    functions: LIST_FUNCTIONS,
    macros: LIST_MACROS,
    callCost: (_, overload, args, result) => listCallCost(overload, args, result),
  },
  { since: 37, functions: INCLUDES_FUNCTIONS },
  { since: 0, callCost: kubernetesCallCost, checkedTypes: DECLARABLE },
];

/**
 * The libraries of Kubernetes 1.`minor`. A new expression may only use what the minor before had too, so that the
 * cluster can be rolled back; stored ones may use everything.
 */
export function librariesOf(minor: number, expressions: 'new' | 'stored'): readonly Library[] {
  const newest = expressions === 'new' ? minor - 1 : minor;
  return LIBRARIES.filter(({ since }) => since <= newest);
}
