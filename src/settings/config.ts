import { dirname, join, relative } from 'node:path';
import { ConfigError } from '../io/errors.ts';
import type { Io } from '../io/io.ts';
import { entryOf, nodeAt, plainValue, type Node, type Path } from '../kubernetes/yaml/node.ts';
import { parseDocument } from '../kubernetes/yaml/parse.ts';
import type { Fleet } from '../manifest/manifest.ts';
import { readSettingsFile } from '../io/settings-file.ts';
import { repositoryRoot } from '../io/work-tree.ts';
import type { Severity } from '../rule/rule.ts';
import type { Preset, RuleSetting } from '../rule/ruleset.ts';
import { lineStarts, positionAt } from '../document/source.ts';
import { applyConfigOf, applyFault, type ApplyConfig, type ApplyShape } from './apply-config.ts';
import { policyConfigOf, type PolicyConfig, type PolicyShape } from './policy-config.ts';
import type { Span } from '../kubernetes/yaml/span.ts';
import { worstFault } from './config-fault.ts';
import { hasPatterns, withPatterns } from './pattern-options.ts';
import { settingsOf, type SettingsShape } from './config-shape.ts';

/** What a configuration file says; everything may be missing. */
export interface Config {
  readonly preset?: Preset;
  readonly kubernetes?: string;
  readonly failOn?: Severity | 'never';
  readonly ignore: readonly string[];
  /** In bytes. */
  readonly maxFileSize?: number;
  readonly rules: Readonly<Record<string, RuleSetting>>;
  readonly fleet?: Fleet;
  readonly apply?: ApplyConfig;
  readonly clusters?: readonly ClusterPaths[];
  readonly policies?: PolicyConfig;
  readonly charts?: readonly ChartConfig[];
}

/** A chart as it is installed. */
export interface ChartConfig extends ChartShape {
  /** Where its path is written: file, line and column. */
  readonly at: string;
}

interface ChartShape {
  readonly path: string;
  readonly values?: readonly string[];
  readonly set?: Readonly<Record<string, unknown>>;
  readonly release?: string;
  readonly namespace?: string;
}

/** A cluster, and patterns of what it gets. */
export interface ClusterPaths {
  readonly name: string;
  readonly paths: readonly string[];
}

export const EMPTY_CONFIG: Config = { ignore: [], rules: {} };

/** The names of a configuration file, in the order in which they are looked for. */
export const CONFIG_NAMES: readonly string[] = ['daemonlint.yaml', '.daemonlint.yaml'];

/** A configuration file, if there is one, and its folder, or that in which it would be. */
export interface ConfigPlace {
  readonly path: string | undefined;
  readonly folder: string;
}

/**
 * The configuration that governs `directory`: the nearest one upwards, up to the repository's root; without one, that
 * root, or the current directory outside of a repository.
 */
export function findConfig(directory: string, io: Io): ConfigPlace {
  const root = repositoryRoot(directory, io);
  for (let at = directory; ; at = dirname(at)) {
    const name = CONFIG_NAMES.find((candidate) => io.kindOf(join(at, candidate)) === 'file');
    if (name !== undefined) return { path: join(at, name), folder: at };
    if (at === root || at === dirname(at)) return { path: undefined, folder: root ?? io.cwd };
  }
}

/** Reads and validates a configuration file, which a user may have named. Throws ConfigError with file, line, column and what to write. */
export async function readConfig(path: string, named: boolean, io: Io): Promise<Config> {
  const shown = (relative(io.cwd, path) || path).replaceAll('\\', '/');
  return parseConfig(readSettingsFile(path, shown, named, io), shown);
}

/** `text` as a configuration; `path` is for messages only. */
export async function parseConfig(text: string, path: string): Promise<Config> {
  const placeOf = ({ start }: Span): string => {
    const { line, column } = positionAt(lineStarts(text), start);
    return `${path}:${line}:${column}`;
  };
  const fail = (span: Span, message: string): ConfigError => new ConfigError(`${placeOf(span)}: ${message}`);
  const at = (keys: Path, root: Node): string => placeOf((nodeAt(root, keys) ?? root).span);
  const parsed = parseDocument(text, { start: 0, end: text.length });
  if (parsed.fault !== undefined) throw fail(parsed.fault.span, parsed.fault.explanation);
  const twice = parsed.duplicates[0];
  if (twice !== undefined) throw fail(twice.keySpan, `the key "${twice.key}" is written twice`);
  if (parsed.root === undefined) return EMPTY_CONFIG;
  const value = plainValue(parsed.root);
  const { default: validate } = await import('../../dist/config-validator.mjs');
  if (!validate(value)) {
    const { path: at, key, message } = worstFault(validate.errors ?? [], value);
    const node = nodeAt(parsed.root, at) ?? parsed.root;
    const entry = key !== undefined && node.kind === 'map' ? entryOf(node, key) : undefined;
    throw fail(entry?.keySpan ?? node.span, message);
  }
  const { ignore = [], maxFileSize, rules: written, fleet, apply, policies, charts, ...rest } = value as FileShape;
  const { root } = parsed;
  const applying = apply === undefined ? undefined : applyConfigOf(apply);
  const misfit = applying && applyFault(applying);
  if (misfit !== undefined) {
    const { span } = nodeAt(root, ['apply', misfit.name]) ?? root;
    throw fail(span, `"apply.${misfit.name}" goes with mode ${misfit.needs.join(' or ')}`);
  }
  const settings = settingsOf({ rules: written, fleet });
  const compiled = hasPatterns(settings.rules)
    ? withPatterns(settings.rules, (await import('../cel/regex.ts')).compilePattern)
    : settings;
  if ('message' in compiled) throw fail((nodeAt(root, compiled.path) ?? root).span, compiled.message);
  return {
    ...rest,
    ignore,
    ...(maxFileSize === undefined ? {} : { maxFileSize: bytesOf(maxFileSize) }),
    ...settings,
    ...(applying && { apply: applying }),
    rules: compiled.rules,
    ...(policies === undefined ? {} : { policies: policyConfigOf(policies, root, { path, text }) }),
    ...(charts && { charts: charts.map((chart, index) => ({ ...chart, at: at(['charts', index, 'path'], root) })) }),
  };
}

/** Of a size that the schema lets through. */
const bytesOf = (size: string): number => parseInt(size, 10) * (size.endsWith('Mi') ? 2 ** 20 : 2 ** 10);

/** What the schema lets through. */
interface FileShape extends SettingsShape {
  readonly kubernetes?: string;
  readonly failOn?: Severity | 'never';
  readonly ignore?: readonly string[];
  readonly maxFileSize?: string;
  readonly apply?: ApplyShape;
  readonly policies?: PolicyShape;
  readonly charts?: readonly ChartShape[];
}
