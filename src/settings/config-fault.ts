/** What the configuration's schema refuses, in words. */
import type { ErrorObject } from 'ajv';
import { NEWEST } from '../kubernetes/api/release.ts';
import { isRecord } from '../kubernetes/go/json.ts';
import type { Path } from '../kubernetes/yaml/node.ts';
import { shown } from '../kubernetes/library/value-in-message.ts';
import { nearest } from '../words/similar-name.ts';
import { meaningOf } from './patterns.ts';

/** A fault of a configuration; `key` is the one below `path` that is not known. */
export interface ConfigFault {
  readonly path: Path;
  readonly key?: string;
  readonly message: string;
}

/** The fault of `value` that says most. */
export const worstFault = (errors: readonly ErrorObject[], value: unknown): ConfigFault =>
  explain(mostTelling(errors), value);

/** A key or a rule that does not exist, with the one that was probably meant. */
export function unknownKey(key: string, known: readonly string[], kind = 'key'): string {
  const meant = nearest(key, known);
  return `unknown ${kind} "${key}"${meant === undefined ? '' : `; did you mean "${meant}"?`}`;
}

// A deep fault says more than the "must match one of" around it.
function mostTelling(errors: readonly ErrorObject[]): ErrorObject {
  const telling = errors.filter((error) => !['anyOf', 'oneOf', 'if'].includes(error.keyword));
  const sorted = [...(telling.length > 0 ? telling : errors)].sort(
    (a, b) => b.instancePath.split('/').length - a.instancePath.split('/').length,
  );
  const first = sorted[0];
  if (first === undefined) throw new Error('the validator refused the configuration without a reason');
  return first;
}

/** What is wrong by the keyword of the schema. */
const WORDS: Readonly<Record<string, (params: Readonly<Record<string, unknown>>) => string>> = {
  minimum: ({ limit }) => `has to be at least ${String(limit)}`,
  maximum: ({ limit }) => `has to be at most ${String(limit)}`,
  minItems: ({ limit }) => `needs at least ${String(limit)} item`,
  minProperties: ({ limit }) => `needs at least ${String(limit)} key`,
  required: ({ missingProperty }) => `needs the key "${String(missingProperty)}"`,
};

function explain(error: ErrorObject, value: unknown): ConfigFault {
  const path = toPath(error.instancePath, value);
  const params: Readonly<Record<string, unknown>> = error.params;
  const where = path.length === 0 ? 'the configuration' : `"${placeOf(path)}"`;
  if (error.keyword === 'additionalProperties') {
    const key = String(params['additionalProperty']);
    if (isRules(path)) return { path, key, message: unknownKey(key, knownKeys(error), 'rule') };
    const message = unknownKey(key, knownKeys(error));
    return { path, key, message: path.length === 0 ? message : `${where}: ${message}` };
  }
  if (error.keyword === 'enum') {
    // The false of a bare off goes without saying.
    const allowed = (params['allowedValues'] as unknown[]).filter((value) => value !== false);
    const shape =
      path.length === 1 && path[0] === 'apply' ? ', or a map with mode, fieldManager and forceConflicts' : '';
    return { path, message: `${where} has to be one of ${allowed.map(String).join(', ')}${shape}` };
  }
  if (error.keyword === 'type') {
    if (isRules(path.slice(0, -1)))
      return { path, message: `${where} has to be off, note, warning or error, or a map with severity and options` };
    const quoted = path[0] === 'kubernetes' ? `; quote it: "1.${NEWEST}"` : '';
    return { path, message: `${where} has to be of type ${String(params['type']).replaceAll(',', ' or ')}${quoted}` };
  }
  const meaning = error.keyword === 'pattern' ? meaningOf(params['pattern']) : undefined;
  if (meaning !== undefined) return { path, message: `${where} ${meaning}, not ${shown(error.data)}` };
  const words = WORDS[error.keyword]?.(params);
  return { path, message: `${where} ${words ?? error.message ?? 'is not valid'}` };
}

/** Whether rules are set at a path: `rules`, `overrides[0].rules`. */
const isRules = (path: Path): boolean => path.at(-1) === 'rules' && (path.length === 1 || path[0] === 'overrides');

/** `fleet.groups[1].count`. */
const placeOf = (path: Path): string =>
  path.map((step, i) => (typeof step === 'number' ? `[${String(step)}]` : i === 0 ? step : `.${step}`)).join('');

/** The keys that the schema knows where `error` is. */
function knownKeys({ parentSchema }: ErrorObject): readonly string[] {
  const properties: unknown = parentSchema?.['properties'];
  return isRecord(properties) ? Object.keys(properties) : [];
}

/** A JSON pointer as a path; digits are indexes only where a list is. */
function toPath(pointer: string, root: unknown): Path {
  const path: (string | number)[] = [];
  let value = root;
  for (const raw of pointer.split('/').slice(1)) {
    const step = raw.replaceAll('~1', '/').replaceAll('~0', '~');
    path.push(Array.isArray(value) ? Number(step) : step);
    value = typeof value === 'object' && value !== null ? Reflect.get(value, step) : undefined;
  }
  return path;
}
