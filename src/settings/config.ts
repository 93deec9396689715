import type { ErrorObject } from 'ajv';
import { dirname, join, relative } from 'node:path';
import { ConfigError } from '../errors.ts';
import type { Io } from '../io/io.ts';
import { NEWEST } from '../kubernetes/api/release.ts';
import { entryOf, type Node, nodeAt, type Path, plainValue } from '../kubernetes/yaml/node.ts';
import type { ApplyMode, Fleet, NodeGroup } from '../manifest/manifest.ts';
import { isRecord } from '../kubernetes/go/json.ts';
import { nearest } from '../words/nearest.ts';
import { reasonOf } from '../io/system-error.ts';
import { repositoryRoot } from '../io/work-tree.ts';
import type { OptionValue, Severity } from '../rule/rule.ts';
import type { Preset, RuleSetting } from '../rule/ruleset.ts';
import { lineStarts, positionAt } from '../document/source.ts';
import type { Span } from '../kubernetes/yaml/span.ts';

/** What a configuration file says; everything may be missing. */
export interface Config {
  readonly preset?: Preset;
  readonly kubernetes?: string;
  readonly failOn?: Severity | 'never';
  readonly ignore: readonly string[];
  readonly rules: Readonly<Record<string, RuleSetting>>;
  readonly fleet?: Fleet;
  readonly apply?: ApplyMode;
  readonly clusters?: readonly ClusterPaths[];
}

/** A cluster, and patterns of what it gets. */
export interface ClusterPaths {
  readonly name: string;
  readonly paths: readonly string[];
}

export const EMPTY_CONFIG: Config = { ignore: [], rules: {} };

/** The names of a configuration file, in the order in which they are looked for. */
export const CONFIG_NAMES: readonly string[] = ['daemonlint.yaml', '.daemonlint.yaml'];

/** The configuration file that governs `directory`: the nearest one upwards, up to the repository's root. */
export function findConfig(directory: string, io: Io): string | undefined {
  const root = repositoryRoot(directory, io);
  for (let at = directory; ; at = dirname(at)) {
    const name = CONFIG_NAMES.find((candidate) => io.kindOf(join(at, candidate)) === 'file');
    if (name !== undefined) return join(at, name);
    if (at === root || at === dirname(at)) return undefined;
  }
}

/** Reads and validates a configuration file. Throws ConfigError with file, line, column and what to write. */
export async function readConfig(path: string, io: Io): Promise<Config> {
  const shown = (relative(io.cwd, path) || path).replaceAll('\\', '/');
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(io.readFile(path));
  } catch (cause) {
    throw new ConfigError(`${shown}: ${reasonOf(cause)}`);
  }
  return parseConfig(text, shown);
}

/** `text` as a configuration; `path` is for messages only. */
export async function parseConfig(text: string, path: string): Promise<Config> {
  const fail = (span: Span, message: string): ConfigError => {
    const { line, column } = positionAt(lineStarts(text), span.start);
    return new ConfigError(`${path}:${line}:${column}: ${message}`);
  };
  const { parseDocument } = await import('../kubernetes/yaml/parse.ts');
  const parsed = parseDocument(text, { start: 0, end: text.length });
  if (parsed.fault !== undefined) throw fail(parsed.fault.span, parsed.fault.explanation);
  const twice = parsed.duplicates[0];
  if (twice !== undefined) throw fail(twice.keySpan, `the key "${twice.key}" is written twice`);
  if (parsed.root === undefined) return EMPTY_CONFIG;
  const value = plainValue(parsed.root);
  const { default: validate } = await import('../../dist/config-validator.mjs');
  if (!validate(value)) {
    const worst = mostTelling(validate.errors ?? []);
    const { path: at, key, message } = explain(worst, parsed.root);
    const node = nodeAt(parsed.root, at) ?? parsed.root;
    const entry = key !== undefined && node.kind === 'map' ? entryOf(node, key) : undefined;
    throw fail(entry?.keySpan ?? node.span, message);
  }
  return fromFile(value as FileShape);
}

/** YAML 1.1 reads a bare off as false. */
type Level = Severity | 'off' | false;

/** What the schema lets through. */
interface FileShape {
  preset?: Preset;
  kubernetes?: string;
  failOn?: Severity | 'never';
  ignore?: string[];
  rules?: Record<string, Level | ({ severity?: Level } & Record<string, OptionValue>)>;
  fleet?: Omit<Fleet, 'groups'> & { readonly groups?: readonly GroupShape[] };
  apply?: ApplyMode;
  clusters?: ClusterPaths[];
}

/** Only the count of a group has to be written. */
type GroupShape = Pick<NodeGroup, 'count'> & Partial<NodeGroup>;

function fromFile(file: FileShape): Config {
  const rules = Object.entries(file.rules ?? {}).map(([id, setting]): [string, RuleSetting] => {
    if (typeof setting !== 'object') return [id, { severity: setting || 'off', options: {} }];
    const { severity, ...options } = setting;
    return [id, { ...(severity === undefined ? {} : { severity: severity || 'off' }), options }];
  });
  const { fleet, ignore = [], ...rest } = file;
  return {
    ...rest,
    ignore,
    rules: Object.fromEntries(rules),
    ...(fleet === undefined ? {} : { fleet: fleetOf(fleet) }),
  };
}

function fleetOf({ groups, ...fleet }: NonNullable<FileShape['fleet']>): Fleet {
  if (groups === undefined) return fleet;
  return { ...fleet, groups: groups.map((group) => ({ labels: {}, taints: [], allocatable: {}, ...group })) };
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

function explain(error: ErrorObject, root: Node): { path: Path; key?: string; message: string } {
  const path = toPath(error.instancePath, root);
  const params: Readonly<Record<string, unknown>> = error.params;
  const where = path.length === 0 ? 'the configuration' : `"${path.join('.')}"`;
  if (error.keyword === 'additionalProperties') {
    const key = String(params['additionalProperty']);
    const meant = nearest(key, knownKeys(error));
    const kind = path[path.length - 1] === 'rules' ? 'rule' : 'key';
    const hint = meant === undefined ? '' : `; did you mean "${meant}"?`;
    return { path, key, message: `unknown ${kind} "${key}"${hint}` };
  }
  if (error.keyword === 'enum') {
    // The false of a bare off goes without saying.
    const allowed = (params['allowedValues'] as unknown[]).filter((value) => value !== false);
    return { path, message: `${where} has to be one of ${allowed.map(String).join(', ')}` };
  }
  if (error.keyword === 'type') {
    const quoted = path[0] === 'kubernetes' ? `; quote it: "1.${NEWEST}"` : '';
    return { path, message: `${where} has to be of type ${String(params['type']).replaceAll(',', ' or ')}${quoted}` };
  }
  return { path, message: `${where} ${error.message ?? 'is not valid'}` };
}

/** The keys that the schema knows where `error` is. */
function knownKeys({ parentSchema }: ErrorObject): readonly string[] {
  const properties: unknown = parentSchema?.['properties'];
  return isRecord(properties) ? Object.keys(properties) : [];
}

/** A JSON pointer as a path; digits are indexes only where a list is. */
function toPath(pointer: string, root: Node): Path {
  const path: (string | number)[] = [];
  for (const raw of pointer.split('/').slice(1)) {
    const step = raw.replaceAll('~1', '/').replaceAll('~0', '~');
    path.push(nodeAt(root, path)?.kind === 'list' ? Number(step) : step);
  }
  return path;
}
