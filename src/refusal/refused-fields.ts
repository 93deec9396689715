import { updateOf } from '../facts/update.ts';
import type { DecodeError } from '../kubernetes/apiserver/decode-problem.ts';
import { DIRECTIVE } from '../document/patch-document.ts';
import { otherName, otherPlaces } from '../kubernetes/api/field-suggestions.ts';
import { apiPath, type Node, type Path } from '../kubernetes/yaml/node.ts';
import type { Manifest } from '../manifest/manifest.ts';
import { nearest } from '../words/similar-name.ts';
import type { Refusal } from './refusal.ts';
import type { Fix, Problem } from '../rule/rule.ts';

/** A refusal of the decoder as the problem of a rule; `later` is the first minor that has an unknown field. */
export function refusedField(
  manifest: Manifest,
  error: DecodeError,
  minor: number,
  later: number | undefined,
): Refusal {
  const server = { reason: 'BadRequest', field: error.field, message: error.message };
  if (error.problem !== 'unknown-field')
    return { rule: 'wrong-type', problem: { ...wrongType(manifest, error), server } };
  if (later === undefined) return { rule: 'unknown-field', problem: { ...unknown(manifest, error, minor), server } };
  const name = String(error.at[error.at.length - 1]);
  const message =
    `Kubernetes 1.${minor} does not have ${name}, which was added in 1.${later}: kubectl refuses the file there, ` +
    `and a client without validation drops the field silently; remove it or upgrade first`;
  return { rule: 'newer-field', problem: { at: error.at, part: 'key', message, server } };
}

const DROPPED = 'kubectl refuses the file, and a client without validation drops it silently';
const CARRIED_OUT =
  'it is a directive of strategic merge patches, which kubectl apply carries out on a DaemonSet that exists, but not ' +
  'with --server-side, and refuses in a new one; remove it, or name the file in the patches of a kustomization';

function unknown(manifest: Manifest, error: DecodeError, minor: number): Problem {
  const name = String(error.at[error.at.length - 1]);
  const parent = error.at.slice(0, -1);
  const where = parent.length === 0 ? 'a DaemonSet' : apiPath(parent);
  const problem = { at: error.at, part: 'key' } as const;
  if (DIRECTIVE.test(name)) return { ...problem, message: `${where} has no field ${name}: ${CARRIED_OUT}` };
  // A name that is valid at another level is misplaced rather than misspelled.
  const place = otherPlaces(error.at, minor)[0];
  const written = manifest.node(error.at);
  const isKind = parent.length === 0 && written?.kind === 'string' && written.value === 'DaemonSet';
  const here =
    isKind && !manifest.has(['kind'])
      ? 'kind'
      : (otherName(parent, name, minor) ?? (place === undefined ? close(name, error.known ?? []) : undefined));
  if (here !== undefined && here !== name) {
    const message = `${where} has no field ${name}: ${DROPPED}; did you mean ${here}?`;
    return withFix({ ...problem, message }, rename(manifest, error.at, here));
  }
  if (place !== undefined) {
    const message = `${name} has no effect under ${where}: ${DROPPED}; it belongs at ${apiPath(place)}`;
    return withFix({ ...problem, message }, move(manifest, error.at, place));
  }
  const meant = nearest(name, error.known ?? []);
  const hint = meant === undefined ? 'remove it' : `did you mean ${meant}?`;
  return { ...problem, message: `${where} has no field ${name}: ${DROPPED}; ${hint}` };
}

// A difference of one or two letters in a name that is long enough is a misspelling, not another field.
function close(name: string, known: readonly string[]): string | undefined {
  return name.length < 4 ? undefined : nearest(name, known);
}

function rename(manifest: Manifest, at: Path, key: string): Fix | undefined {
  if (manifest.node([...at.slice(0, -1), key]) !== undefined) return undefined;
  const changes = [{ kind: 'rename', at, key }] as const;
  return { title: `Write ${key} instead of ${String(at[at.length - 1])}`, safety: 'safe', changes };
}

function move(manifest: Manifest, at: Path, to: Path): Fix | undefined {
  if (manifest.node(to) !== undefined) return undefined;
  return {
    title: `Move ${String(at[at.length - 1])} to ${apiPath(to)}`,
    safety: 'safe',
    changes: [{ kind: 'move', at, to }],
  };
}

function withFix(problem: Problem, fix: Fix | undefined): Problem {
  return fix === undefined ? problem : { ...problem, fix };
}

function wrongType(manifest: Manifest, error: DecodeError): Problem {
  const node = manifest.node(error.at);
  const name = nameOf(error.at);
  const written = node === undefined ? '' : writtenAs(manifest, node);
  if (error.problem === 'bad-value') {
    const message = `${name} cannot be read: the API server refuses the file (${error.message}); write ${article(error.expected ?? 'valid value')}`;
    return withFix({ at: error.at, message }, undefined);
  }
  const message =
    `${name} has to be ${article(error.expected ?? 'value of another type')}, but ${written} is ${article((error.got ?? 'value of another type').split(' ')[0] ?? '')}: ` +
    refusedBy(manifest, node) +
    hintFor(node, error.expected, written);
  return withFix({ at: error.at, message }, retype(manifest, node, error));
}

// A patch of an existing object takes a number that does not fit.
function refusedBy(manifest: Manifest, node: Node | undefined): string {
  const update = node?.kind === 'number' ? updateOf(manifest) : undefined;
  if (update?.applied === undefined || update.answer.stored === undefined) return 'the API server refuses the file';
  return 'the API server refuses a new object with it, and kubectl apply gives the existing one another number';
}

function article(noun: string): string {
  return `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`;
}

function hintFor(node: Node | undefined, expected: string | undefined = '', written: string): string {
  if (/^["']?\$\{\w+\}["']?$/.test(written))
    return `; write $\{{NAME}}, which puts in a value of any type, instead of $\{NAME}`;
  if (expected === 'string' && (node?.kind === 'number' || node?.kind === 'boolean')) return '; put it in quotes';
  if (expected.startsWith('integer') && node?.kind === 'string' && isInteger(node.value)) return '; remove the quotes';
  if (expected.startsWith('list') && node !== undefined) return '; write it as a list, each item after "- "';
  return '';
}

// The intended value is clear if the same characters are a value of the right type.
function retype(manifest: Manifest, node: Node | undefined, { at, expected = '' }: DecodeError): Fix | undefined {
  if (node === undefined) return undefined;
  const text = manifest.source.text.slice(node.span.start, node.span.end);
  if (expected === 'string' && (node.kind === 'number' || node.kind === 'boolean') && !/^[*&!]/.test(text)) {
    return { title: `Quote ${text}`, safety: 'safe', changes: [{ kind: 'set', at, value: text }] };
  }
  if (node.kind !== 'string') return undefined;
  if (expected.startsWith('integer') && isInteger(node.value)) {
    return { title: 'Remove the quotes', safety: 'safe', changes: [{ kind: 'set', at, value: Number(node.value) }] };
  }
  if (expected === 'boolean' && /^(true|false)$/.test(node.value)) {
    const value = node.value === 'true';
    return { title: 'Remove the quotes', safety: 'safe', changes: [{ kind: 'set', at, value }] };
  }
  return undefined;
}

function isInteger(text: string): boolean {
  return /^-?(0|[1-9][0-9]{0,14})$/.test(text);
}

/** The value as written, short enough for a message. */
function writtenAs(manifest: Manifest, node: Node): string {
  if (node.kind === 'map' || node.kind === 'list') return 'this';
  const text = manifest.source.text.slice(node.span.start, node.span.end).split('\n')[0] ?? '';
  return text === '' ? 'nothing' : text.length > 40 ? `${text.slice(0, 37)}...` : text;
}

/** The last name of a path, with its parent if it is ambiguous: `env[0].value`, `annotations.x`. */
function nameOf(path: Path): string {
  return path.length === 0
    ? 'the document'
    : apiPath(path.slice(-2).filter((step, index) => index > 0 || typeof step === 'string'));
}
