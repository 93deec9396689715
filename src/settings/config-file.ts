/** One configuration file: text to what it says, and where. */
import validate from '../../dist/config-validator.mjs';
import { lineStarts, positionAt } from '../document/source.ts';
import { ConfigError } from '../io/errors.ts';
import { entryOf, nodeAt, plainValue, type Node, type Path } from '../kubernetes/yaml/node.ts';
import { parseDocument } from '../kubernetes/yaml/parse.ts';
import type { Span } from '../kubernetes/yaml/span.ts';
import type { Severity } from '../rule/rule.ts';
import type { Preset } from '../rule/ruleset.ts';
import { applyConfigOf, applyFault, type ApplyShape } from './apply-config.ts';
import { worstFault } from './config-fault.ts';
import { settingsOf, type SettingsShape } from './config-shape.ts';
import type { ChartShape, Conditions, RuleStep } from './config.ts';
import { hasPatterns, withPatterns } from './pattern-options.ts';
import type { PolicyShape } from './policy-config.ts';

/** What a file says, by itself. */
export interface ConfigFile {
  /** As it is shown. */
  readonly shown: string;
  readonly text: string;
  /** `undefined` for an empty file. */
  readonly root: Node | undefined;
  readonly says: ConfigShape;
  readonly steps: readonly RuleStep[];
  /** A fault at a value. */
  readonly fail: (keys: Path, message: string) => ConfigError;
  /** `FILE:LINE:COLUMN` of a value. */
  readonly at: (keys: Path) => string;
  /** `FILE:LINE` of a key or an item. */
  readonly lineOf: (keys: Path) => string;
}

/** What the schema lets through. */
export interface ConfigShape extends SettingsShape {
  readonly extends?: string | readonly string[];
  readonly overrides?: readonly OverrideShape[];
  readonly kubernetes?: string;
  readonly failOn?: Severity | 'never';
  readonly ignore?: readonly string[];
  readonly maxFileSize?: string;
  readonly apply?: ApplyShape;
  readonly policies?: PolicyShape;
  readonly clusters?: readonly { readonly name: string; readonly paths: readonly string[] }[];
  readonly charts?: readonly ChartShape[];
}

interface OverrideShape extends Pick<SettingsShape, 'rules'> {
  readonly preset?: Preset;
  readonly files?: OneOrMore;
  readonly namespaces?: OneOrMore;
  readonly names?: OneOrMore;
  readonly labels?: Readonly<Record<string, OneOrMore>>;
}

type OneOrMore = string | readonly string[];

/** One text or some, as a list. */
export const listOf = (value: OneOrMore): readonly string[] => (typeof value === 'string' ? [value] : value);

/** Reads `text`, which is shown as `shown`; patterns begin at `base`. Throws ConfigError with file, line, column and what to write. */
export async function parseConfigFile(text: string, shown: string, base: string): Promise<ConfigFile> {
  const lines = lineStarts(text);
  const positionOf = ({ start }: Span): { line: number; column: number } => positionAt(lines, start);
  const failAt = (span: Span, message: string): ConfigError => {
    const { line, column } = positionOf(span);
    return new ConfigError(`${shown}:${line}:${column}: ${message}`);
  };
  const { fault, duplicates, root } = parseDocument(text, { start: 0, end: text.length });
  if (fault !== undefined) throw failAt(fault.span, fault.explanation);
  const [twice] = duplicates;
  if (twice !== undefined) throw failAt(twice.keySpan, `the key "${twice.key}" is written twice`);
  const spanOf = (keys: Path): Span => (root && nodeAt(root, keys))?.span ?? { start: 0, end: 0 };
  /** Of what is written there, or else around it. */
  const keySpanOf = (keys: Path): Span => {
    if (keys.length > 0 && (root && nodeAt(root, keys)) === undefined) return keySpanOf(keys.slice(0, -1));
    const [around, last] = [root && nodeAt(root, keys.slice(0, -1)), keys.at(-1)];
    const entry = around?.kind === 'map' && typeof last === 'string' ? entryOf(around, last) : undefined;
    return entry?.keySpan ?? spanOf(keys);
  };
  const says = root === undefined ? {} : validated(root, failAt);
  const fail = (keys: Path, message: string): ConfigError => failAt(spanOf(keys), message);
  const at = (keys: Path): string => {
    const { line, column } = positionOf(spanOf(keys));
    return `${shown}:${line}:${column}`;
  };
  const lineOf = (keys: Path): string => `${shown}:${positionOf(keySpanOf(keys)).line}`;
  const steps = await stepsOf(says, base, { fail, lineOf });
  checkApply(says.apply, fail);
  return { shown, text, root, says, steps, fail, at, lineOf };
}

function validated(root: Node, failAt: (span: Span, message: string) => ConfigError): ConfigShape {
  const value = plainValue(root);
  if (validate(value)) return value as ConfigShape;
  const { path, key, message } = worstFault(validate.errors ?? [], value);
  const node = nodeAt(root, path) ?? root;
  const entry = key !== undefined && node.kind === 'map' ? entryOf(node, key) : undefined;
  throw failAt(entry?.keySpan ?? node.span, message);
}

type Places = Pick<ConfigFile, 'fail' | 'lineOf'>;

function checkApply(apply: ApplyShape | undefined, fail: Places['fail']): void {
  const misfit = apply && applyFault(applyConfigOf(apply));
  if (misfit === undefined) return;
  throw fail(['apply', misfit.name], `"apply.${misfit.name}" goes with mode ${misfit.needs.join(' or ')}`);
}

async function stepsOf(
  { preset, rules, overrides = [] }: ConfigShape,
  base: string,
  places: Places,
): Promise<RuleStep[]> {
  const own = preset === undefined && rules === undefined ? [] : [await stepOf({ preset, rules }, [], places)];
  const more = overrides.map(async (override, index): Promise<RuleStep> => {
    const when = conditionsOf(override, base);
    const at = ['overrides', index];
    const name = `"overrides[${String(index)}]"`;
    if (Object.keys(when).length === 0)
      throw places.fail(at, `${name} needs files, namespaces, names or labels: what it is for`);
    if (override.preset === undefined && override.rules === undefined)
      throw places.fail(at, `${name} needs rules or a preset: what it changes`);
    return { ...(await stepOf(override, at, places)), when };
  });
  return [...own, ...(await Promise.all(more))];
}

async function stepOf(
  { preset, rules: written }: { readonly preset?: Preset | undefined; readonly rules?: SettingsShape['rules'] },
  at: Path,
  { fail, lineOf }: Places,
): Promise<RuleStep> {
  const settings = settingsOf({ rules: written });
  const compiled = hasPatterns(settings.rules)
    ? withPatterns(settings.rules, (await import('../cel/regex.ts')).compilePattern)
    : settings;
  if ('message' in compiled) throw fail([...at, ...compiled.path], compiled.message);
  const placeOf = (keys: Path): string => lineOf([...at, ...keys]);
  return { ...(preset === undefined ? {} : { preset }), rules: compiled.rules, placeOf };
}

function conditionsOf({ files, namespaces, names, labels }: OverrideShape, base: string): Conditions {
  return {
    ...(files === undefined ? {} : { files: { patterns: listOf(files), base } }),
    ...(namespaces === undefined ? {} : { namespaces: listOf(namespaces) }),
    ...(names === undefined ? {} : { names: listOf(names) }),
    ...(labels === undefined
      ? {}
      : { labels: Object.fromEntries(Object.entries(labels).map(([key, value]) => [key, listOf(value)])) }),
  };
}
