/** The configuration in force as YAML, with a comment behind each value that says where it comes from. */
import { isRecord } from '../kubernetes/go/json.ts';
import { nodeAt, type Path } from '../kubernetes/yaml/node.ts';
import type { OptionSetting, Rule } from '../rule/rule.ts';
import type { RuleStep } from '../settings/config.ts';
import type { ConfigShape, PlacedConfig } from '../settings/read-config.ts';
import { originsOf, presetIn, type Sourced } from '../settings/rule-origins.ts';
import type { Settings } from '../settings/settings.ts';
import { jsonText } from '../words/escape.ts';

/** What is printed: the configuration for one file. */
export interface Effective {
  readonly files: readonly PlacedConfig[];
  readonly settings: Settings;
  readonly rules: readonly Rule[];
  /** The steps that are for the file, whatever object is in it. */
  readonly general: readonly RuleStep[];
  /** Those that depend on the object, each with the later steps that go over it. */
  readonly perObject: readonly { readonly step: RuleStep; readonly later: readonly RuleStep[] }[];
}

/** One line of YAML: a key or an item, its value, and what the value comes from. */
type Line = readonly [text: string, origin?: string];

/** The text, whose comments are in one column. */
export function configYaml(effective: Effective): string {
  const lines = [...general(effective), ...ruleLines(effective), ...overrideLines(effective)];
  const width = Math.min(60, Math.max(...lines.map(([text, origin]) => (origin === undefined ? 0 : text.length))));
  return lines
    .map(([text, origin]) => (origin === undefined ? text : `${text.padEnd(width)} # ${origin}`) + '\n')
    .join('');
}

function* general({ files, settings, general: steps }: Effective): Generator<Line> {
  const preset = presetIn(steps);
  yield [`preset: ${preset.value}`, preset.origin];
  yield* plainLine(files, 'kubernetes', jsonText(minorsText(settings.context.minors)));
  yield* plainLine(files, 'failOn', settings.failOn);
  yield* plainLine(files, 'maxFileSize', `${String(settings.maxFileSize / 2 ** 10)}Ki`);
  for (const key of ['ignore', 'clusters', 'charts'] as const) yield* listLines(files, [key], '');
  yield* mapLines(files, 'fleet', []);
  yield* applyLine(files);
  yield* mapLines(files, 'policies', ['paths', 'rules']);
}

const minorsText = (minors: readonly number[]): string =>
  [...new Set([minors[0], minors.at(-1)])].map((minor) => `1.${String(minor)}`).join('..');

function* plainLine(files: readonly PlacedConfig[], key: keyof ConfigShape, value: string): Generator<Line> {
  yield [`${key}: ${value}`, files.findLast(({ says }) => says[key] !== undefined)?.lineOf([key]) ?? 'default'];
}

function* applyLine(files: readonly PlacedConfig[]): Generator<Line> {
  const last = files.findLast(({ says }) => says.apply !== undefined);
  if (last !== undefined) yield [`apply: ${jsonText(last.says.apply)}`, last.lineOf(['apply'])];
}

/** A list of which every file has its part. */
function* listLines(files: readonly PlacedConfig[], keys: Path, indent: string): Generator<Line> {
  const items = files.flatMap(({ root, says, lineOf }) => {
    const node = root && nodeAt(root, keys);
    const value = keys.reduce<unknown>((at, key) => Reflect.get(Object(at), key), says);
    if (node?.kind !== 'list' || !Array.isArray(value)) return [];
    return value.map((item: unknown, index): Line => [`${indent}  - ${jsonText(item)}`, lineOf([...keys, index])]);
  });
  if (items.length > 0) yield [`${indent}${String(keys.at(-1))}:`];
  yield* items;
}

/** A map whose keys may come from several files. */
function* mapLines(
  files: readonly PlacedConfig[],
  key: 'fleet' | 'policies',
  lists: readonly string[],
): Generator<Line> {
  const values = new Map<string, Line>();
  for (const { says, lineOf } of files) {
    const own = Object.entries(says[key] ?? {}).filter(([name]) => !lists.includes(name));
    // The size of a fleet is one thing.
    if (own.some(([name]) => SIZES.includes(name))) for (const size of SIZES) values.delete(size);
    for (const [name, value] of own) values.set(name, [`  ${name}: ${jsonText(value)}`, lineOf([key, name])]);
  }
  const parts = lists.flatMap((list) => [...listLines(files, [key, list], '  ')]);
  if (values.size + parts.length > 0) yield [`${key}:`];
  yield* [...values.values(), ...parts];
}

const SIZES: readonly string[] = ['nodes', 'groups'];

function* ruleLines({ rules, general: steps, settings, files }: Effective): Generator<Line> {
  yield ['rules:'];
  const fleetKnown = settings.context.fleet?.nodes !== undefined;
  for (const rule of rules) {
    const { severity, options, isSet } = originsOf(rule, steps, fleetKnown);
    if (severity.value === 'off' && !isSet) continue;
    yield* settingLines(rule.id, severity, severity.value === 'off' ? {} : options, '  ');
  }
  // Of policies only the severity is set.
  const policies = new Set(files.flatMap(({ says }) => Object.keys(says.rules ?? {})).filter((id) => id.includes('/')));
  for (const id of policies) {
    const step = steps.findLast((each) => each.rules[id]?.severity !== undefined);
    if (step !== undefined) yield [`  ${id}: ${String(step.rules[id]?.severity)}`, step.placeOf(['rules', id])];
  }
}

function settingLines(
  id: string,
  severity: Sourced<string> | undefined,
  options: Readonly<Record<string, Sourced<OptionSetting>>>,
  indent: string,
): readonly Line[] {
  const entries = Object.entries(options);
  if (entries.length === 0 && severity !== undefined) return [[`${indent}${id}: ${severity.value}`, severity.origin]];
  const first: Line[] = severity === undefined ? [] : [[`${indent}  severity: ${severity.value}`, severity.origin]];
  const rest = entries.map(([name, { value, origin }]): Line => [`${indent}  ${name}: ${optionText(value)}`, origin]);
  return [[`${indent}${id}:`], ...first, ...rest];
}

const optionText = (value: OptionSetting): string =>
  jsonText(typeof value === 'object' && 'source' in value ? value.source : value);

function* overrideLines({ perObject }: Effective): Generator<Line> {
  const items = perObject.flatMap(({ step, later }) => {
    const rules = [...overriddenRules(step, later)];
    const preset = later.some((each) => each.preset !== undefined) ? undefined : step.preset;
    if (rules.length === 0 && preset === undefined) return [];
    const lines: Line[] = Object.entries(step.when ?? {}).map(([key, value]) => conditionLine(step, key, value));
    if (preset !== undefined) lines.push([`preset: ${preset}`, step.placeOf(['preset'])]);
    if (rules.length > 0) lines.push(['rules:'], ...rules);
    return lines.map(([text, ...origin], index): Line => [`${index === 0 ? '  - ' : '    '}${text}`, ...origin]);
  });
  if (items.length > 0) yield ['overrides:'];
  yield* items;
}

function conditionLine({ placeOf }: RuleStep, key: string, value: unknown): Line {
  return [`${key}: ${jsonText(isRecord(value) && 'base' in value ? value['patterns'] : value)}`, placeOf([key])];
}

/** The rules of an override, without what later steps say in any case. */
function* overriddenRules({ rules, placeOf }: RuleStep, later: readonly RuleStep[]): Generator<Line> {
  for (const [id, { severity, options }] of Object.entries(rules)) {
    const over = later.flatMap((each) => each.rules[id] ?? []);
    const isOver = over.some((each) => each.severity !== undefined);
    const said =
      severity === undefined || isOver ? undefined : { value: severity, origin: placeOf(['rules', id, 'severity']) };
    const kept = Object.entries(options).filter(([name]) => over.every((each) => !(name in each.options)));
    const sourced = kept.map(([name, value]) => [name, { value, origin: placeOf(['rules', id, name]) }] as const);
    if (said !== undefined || kept.length > 0) yield* settingLines(id, said, Object.fromEntries(sourced), '  ');
  }
}
