import { volatility } from '../facts/daemonset-facts.ts';
import { supportedValues, type FieldError } from '../kubernetes/apimachinery/field-errors.ts';
import { EMPTY_SELECTOR, RESTART_POLICIES, SELECTOR_MISMATCH } from '../kubernetes/apiserver/validate/daemonset.ts';
import {
  BOTH_SET,
  BOTH_ZERO,
  NOT_A_PERCENTAGE,
  STRATEGY_TYPES,
} from '../kubernetes/apiserver/validate/update-strategy.ts';
import { apiPath, type Path } from '../kubernetes/yaml/node.ts';
import type { Manifest } from '../manifest/manifest.ts';
import { nearest } from '../words/similar-name.ts';
import type { Refusal, ValueKind } from './refusal.ts';
import type { Fix, Problem } from '../rule/rule.ts';

/** Explanations that replace the server's own messages. */
interface Explanation {
  readonly rule?: ValueKind;
  readonly at?: Path;
  readonly message: string;
  readonly fix?: Fix | undefined;
}

const ROLLING: Path = ['spec', 'updateStrategy', 'rollingUpdate'];
const MAX_UNAVAILABLE: Path = [...ROLLING, 'maxUnavailable'];
const TYPE: Path = ['spec', 'updateStrategy', 'type'];

/** The causes at one place as the problem of a rule. */
export function refusedValue(manifest: Manifest, causes: readonly FieldError[]): Refusal[] {
  const first = causes[0];
  if (first === undefined) return [];
  const telling = BY_DETAIL.get(first.detail)?.(manifest, first) ?? plainly(manifest, causes);
  const rule = telling.rule ?? (first.reason === 'FieldValueRequired' ? 'missing-field' : 'invalid-value');
  const server = {
    reason: first.reason.replace('FieldValue', ''),
    field: first.field,
    message: causes.map((cause) => cause.message).join('; '),
  };
  const problem: Problem = { at: telling.at ?? first.at, message: telling.message, server };
  return [{ rule, problem: telling.fix === undefined ? problem : { ...problem, fix: telling.fix } }];
}

/** Problems of the DaemonSet itself that can be explained better than the server does, by the detail of its message. */
const BY_DETAIL: ReadonlyMap<string, (manifest: Manifest, cause: FieldError) => Explanation> = new Map([
  [BOTH_ZERO, bothZero],
  [BOTH_SET, bothSet],
  [NOT_A_PERCENTAGE, notPercent],
  [supportedValues(STRATEGY_TYPES), strategyType],
  [SELECTOR_MISMATCH, selectorMismatch],
  [EMPTY_SELECTOR, emptySelector],
  [supportedValues(RESTART_POLICIES), restartPolicy],
]);

function bothZero(manifest: Manifest): Explanation {
  const message =
    'with maxUnavailable and maxSurge both 0 no pod could ever be replaced, so the API server refuses the DaemonSet: ' +
    'write maxUnavailable: 1 (one node down at a time) or maxSurge: 1 (none down, one extra pod)';
  const changes = [{ kind: 'set', at: MAX_UNAVAILABLE, value: 1 }] as const;
  return {
    rule: 'invalid-value',
    at: manifest.has(MAX_UNAVAILABLE) ? MAX_UNAVAILABLE : ROLLING,
    message,
    fix: { title: 'Set maxUnavailable: 1', safety: 'unsafe', changes },
  };
}

function bothSet(manifest: Manifest, cause: FieldError): Explanation {
  if (manifest.has(MAX_UNAVAILABLE)) {
    const message =
      'the API server refuses maxSurge together with a maxUnavailable other than 0: a rollout either deletes old pods ' +
      'first or starts extra ones first; set one of the two to 0';
    return { message };
  }
  const message =
    'maxUnavailable is not set and defaults to 1, and the API server refuses maxSurge together with it: ' +
    'write maxUnavailable: 0';
  const fix: Fix = {
    title: 'Set maxUnavailable: 0',
    safety: 'safe',
    changes: [{ kind: 'set', at: MAX_UNAVAILABLE, value: 0 }],
  };
  return { at: cause.at, message, fix };
}

function notPercent(manifest: Manifest, cause: FieldError): Explanation {
  const node = manifest.node(cause.at);
  const name = String(cause.at[cause.at.length - 1]);
  const text = node?.kind === 'string' ? node.value : '';
  const refused = `the API server accepts only a whole number or a percentage for ${name} and refuses "${text}"`;
  if (!/^[0-9]{1,9}$/.test(text)) return { message: `${refused}: write 10 or "10%"` };
  const fix: Fix = {
    title: `Write ${text} without quotes`,
    safety: 'safe',
    changes: [{ kind: 'set', at: cause.at, value: Number(text) }],
  };
  return { message: `${refused}, which is text: write ${text} without quotes, or "${text}%" for a percentage`, fix };
}

function strategyType(manifest: Manifest): Explanation {
  const node = manifest.node(TYPE);
  const written = node?.kind === 'string' ? node.value : '';
  const meant = nearest(written, ['RollingUpdate', 'OnDelete']);
  const message =
    `the API server accepts only the strategies RollingUpdate and OnDelete and refuses "${written}"` +
    (meant === undefined ? ': write one of them' : `: write ${meant}`);
  const changes = [{ kind: 'set', at: TYPE, value: meant ?? '' }] as const;
  return {
    at: TYPE,
    message,
    fix: meant === undefined ? undefined : { title: `Write ${meant}`, safety: 'safe', changes },
  };
}

function selectorMismatch(manifest: Manifest): Explanation {
  const selector: Path = ['spec', 'selector'];
  if (!manifest.has(selector)) return missingSelector(manifest, selector);
  const labels: Path = ['spec', 'template', 'metadata', 'labels'];
  const wanted = manifest.spec.selector?.matchLabels ?? {};
  const given = manifest.spec.template?.metadata?.labels ?? {};
  const odd = Object.keys(wanted).find((key) => wanted[key] !== given[key]);
  const message =
    'the selector does not match the labels of the pods it would create, so the API server refuses the DaemonSet' +
    (odd === undefined ? '' : `: it requires ${odd}=${String(wanted[odd])}, the template has ${shown(odd, given)}`) +
    '; make the two equal (the selector is immutable afterwards)';
  return { at: odd === undefined ? labels : [...labels, odd], message };
}

function shown(key: string, labels: Readonly<Record<string, unknown>>): string {
  return Object.hasOwn(labels, key) ? `${key}=${String(labels[key])}` : `no ${key}`;
}

function missingSelector(manifest: Manifest, at: Path): Explanation {
  const labels = manifest.spec.template?.metadata?.labels ?? {};
  const message =
    'spec.selector is missing, and the API server refuses a DaemonSet without one: write matchLabels with labels of the ' +
    'pod template that will never change';
  const given = Object.entries(labels).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  // Unlike extensions/v1beta1, which stored all labels, no cluster has stored a selector yet.
  const lasting = given.filter(
    ([key, value]) => manifest.apiVersion === 'extensions/v1beta1' || volatility(key, value) === undefined,
  );
  const matchLabels = Object.fromEntries(lasting.length === 0 ? given : lasting);
  const changes = [{ kind: 'set', at, value: { matchLabels } }] as const;
  const fix: Fix = { title: 'Select by the labels of the pod template', safety: 'unsafe', changes };
  return { rule: 'missing-field', at, message, fix: given.length === 0 ? undefined : fix };
}

function emptySelector(): Explanation {
  const message =
    'an empty selector would select every pod of the namespace, so the API server refuses it: write matchLabels with ' +
    'labels of the pod template';
  return { rule: 'missing-field', message };
}

function restartPolicy(manifest: Manifest, cause: FieldError): Explanation {
  const node = manifest.node(cause.at);
  const written = node?.kind === 'string' ? node.value : '';
  const message = `pods of a DaemonSet are always restarted, and the API server refuses restartPolicy "${written}": write Always or remove it`;
  const fix: Fix = { title: 'Remove restartPolicy', safety: 'unsafe', changes: [{ kind: 'remove', at: cause.at }] };
  return { message, fix };
}

/** Any other refusal: the field, the requirement, and the value as the server shows it. */
function plainly(manifest: Manifest, causes: readonly FieldError[]): Explanation {
  const first = causes[0];
  if (first === undefined) return { message: '' };
  const field = apiPath(first.at);
  const details = [...new Set(causes.map((cause) => cause.detail).filter((detail) => detail !== ''))].join('; ');
  if (first.reason === 'FieldValueRequired') {
    const why = details === '' ? '' : ` (${details})`;
    const verb = manifest.has(first.at) ? 'is empty' : 'is missing';
    return { message: `${field} ${verb}${why}: the API server refuses the DaemonSet without it` };
  }
  const value = shownIn(first);
  if (first.reason === 'FieldValueInvalid' && value === '0' && !manifest.has(first.at))
    return { message: `${field} is not written and counts as 0, which the API server refuses: ${details}` };
  const said: Readonly<Record<string, string>> = {
    FieldValueDuplicate: `${field} repeats ${value}, which an earlier entry already has: the API server refuses the DaemonSet`,
    FieldValueNotFound: `${field} names ${value}, which does not exist in this DaemonSet: the API server refuses it${details === '' ? '' : ` (${details})`}`,
    FieldValueForbidden: `the API server refuses ${field} here: ${details}`,
    FieldValueNotSupported: `the API server refuses ${value} for ${field}: ${details}`,
  };
  return {
    message: said[first.reason] ?? `the API server refuses ${field}${value === '' ? '' : ` ${value}`}: ${details}`,
  };
}

/** The invalid value between reason and detail of the server's message, if it is short enough. */
function shownIn({ message, detail }: FieldError): string {
  const start = message.indexOf(': ') + 2;
  const end = detail === '' ? message.length : message.length - detail.length - 2;
  const value = message.slice(start, Math.max(start, end));
  return value.length > 60 || value.startsWith('{') ? '' : value;
}
