/** What Kubernetes' functions cost. Source: apiserver pkg/cel/library/cost.go. */
import { REGEX_FACTOR, STRING_FACTOR, sizeOf } from '../../cel/cost.ts';
import type { CallCost } from '../../cel/cost.ts';
import type { Value } from '../../cel/values.ts';
import { Bytes, Dict, List, Opaque } from '../../cel/values.ts';
import { byteLength } from '../go/strings.ts';
import { formatRegexSize } from './values.ts';

/** The cost of walking over a value once. */
function traversal(value: Value): number {
  if (typeof value === 'string') return Math.trunc(byteLength(value) * STRING_FACTOR);
  if (value instanceof Bytes) return Math.trunc(value.value.length * STRING_FACTOR);
  if (value instanceof List) return [...value].reduce<number>((total, item) => total + traversal(item), 0);
  if (!(value instanceof Dict)) return 1;
  return [...value.keys()].reduce<number>(
    (total, key) => total + traversal(key) + traversal(value.find(key) ?? null),
    0,
  );
}

const scan = (value: Value, times = 1): number => Math.ceil(sizeOf(value) * times * STRING_FACTOR);

const match = (text: Value, pattern: number): number =>
  Math.ceil((1 + sizeOf(text)) * STRING_FACTOR) * Math.ceil(pattern * REGEX_FACTOR);

/** Parsing a selector, and making its requirements. */
function selector(value: Value): number {
  const length = sizeOf(value);
  return 10 + Math.ceil(length * STRING_FACTOR) + Math.ceil(Math.ceil(length * 0.5) * 50);
}

type Rule = (args: readonly Value[], overload: string, result: Value) => number | undefined;

const CONSTANT: Rule = () => 1;
const TRAVERSED: Rule = ([first]) => (first === undefined ? 0 : traversal(first));
const SCANNED: Rule = ([first]) => (first === undefined ? undefined : scan(first));
const SCANNED_TWICE: Rule = ([first]) => (first === undefined ? undefined : scan(first, 2));
const MATCHED: Rule = ([text = null, pattern = null]) => match(text, sizeOf(pattern));
const SELECTED: Rule = ([, text]) => (text === undefined ? undefined : selector(text));

const containsCidr: Rule = ([range = null, other = null], overload) =>
  scan(range, 2) + scan(range) + 1 + (overload === 'cidr_contains_cidr_string' ? scan(other) : 0);

/** Rules by function. */
const RULES = new Map<string, Rule>([
  ['check', () => 350_000],
  ['fieldSelector', SELECTED],
  ['labelSelector', SELECTED],
  ['join', (_, __, result) => scan(result, 2)],
  ['find', MATCHED],
  ['findAll', MATCHED],
  ['ip', ([first = null], overload) => (overload === 'cidr_ip' ? 1 : scan(first))],
  ['ip.isCanonical', SCANNED_TWICE],
  ['replace', SCANNED_TWICE],
  ['split', SCANNED_TWICE],
  [
    'containsIP',
    ([range = null, other = null], overload) =>
      scan(range, 2) + (overload === 'cidr_contains_ip_string' ? scan(other) : 0),
  ],
  ['containsCIDR', containsCidr],
  [
    'validate',
    ([format = null, text = null]) => {
      const size = formatRegexSize(format);
      return size === undefined ? undefined : match(text, size);
    },
  ],
  ['_==_', ([left]) => (left instanceof Opaque ? 1 : undefined)],
]);

const GROUPS: readonly (readonly [Rule, string])[] = [
  [TRAVERSED, 'isSorted sum max min indexOf lastIndexOf includes'],
  [
    SCANNED,
    'url lowerAscii upperAscii substring trim cidr isIP isCIDR quantity isQuantity semver isSemver jsonpatch.escapeKey',
  ],
  [
    CONSTANT,
    'serviceAccount path group resource subresource namespace name allowed reason error errored masked prefixLength ' +
      'family isUnspecified isLoopback isLinkLocalMulticast isLinkLocalUnicast isGlobalUnicast format.named sign ' +
      'asInteger isInteger asApproximateFloat isGreaterThan isLessThan compareTo add sub major minor patch getScheme ' +
      'getHostname getHost getPort getEscapedPath getQuery',
  ],
];

for (const [rule, names] of GROUPS) for (const name of names.split(' ')) RULES.set(name, rule);

/** The cost of a call; nothing where cel-go's own rules hold. */
export const kubernetesCallCost: CallCost = (name, overload, args, result) => RULES.get(name)?.(args, overload, result);
