/** The options of `lint`, checked by the schema of the configuration where both have the same. */
import validate from '../../dist/config-validator.mjs';
import { compilePattern } from '../cel/regex.ts';
import { ConfigError } from '../io/errors.ts';
import { knownMinor, NEWEST } from '../kubernetes/api/release.ts';
import { isRecord } from '../kubernetes/go/json.ts';
import { copyOf } from '../kubernetes/library/copy-arguments.ts';
import type { Fleet } from '../manifest/manifest.ts';
import type { Preset, RuleSetting } from '../rule/ruleset.ts';
import { unknownKey, worstFault } from './config-fault.ts';
import { withPatterns } from './pattern-options.ts';
import { settingsOf, type FleetConfig, type RuleConfig } from './config-shape.ts';

/** How to lint; everything may be left out. */
export interface LintOptions {
  /** Default: `recommended`. */
  readonly preset?: Preset;
  /** Severity and options of single rules, over the preset: `{'all-nodes-at-once': {severity: 'error', limit: '30%'}}`. */
  readonly rules?: Readonly<Record<string, RuleConfig>>;
  /** These rules alone. */
  readonly only?: readonly string[];
  /** Minors of Kubernetes 1, ascending, all of which have to accept: `[35, 36]`. Default: the newest known. */
  readonly minors?: readonly number[];
  /** What is known of the cluster; times are in seconds. Rules that need it say nothing without it. */
  readonly fleet?: FleetConfig;
}

/** The options with their defaults. */
export interface LintSettings {
  readonly preset: Preset;
  readonly rules: Readonly<Record<string, RuleSetting>>;
  readonly only?: readonly string[];
  readonly minors: readonly number[];
  readonly fleet?: Fleet;
}

const KEYS = ['preset', 'rules', 'only', 'minors', 'fleet'] as const satisfies readonly (keyof LintOptions)[];

/**
 * Checks what a caller gave. Throws ConfigError, in the words of a configuration file where it is one of its keys, and
 * TypeError for what cannot be read.
 */
export function lintSettings(given: LintOptions): LintSettings {
  const options = copyOf(given, 'options');
  if (!isMap(options)) throw new ConfigError('the options have to be of type object');
  const unknown = Object.keys(options).find((key) => !KEYS.some((known) => known === key));
  if (unknown !== undefined) throw new ConfigError(unknownKey(unknown, KEYS));
  const { only, minors = [NEWEST], ...file } = options;
  if (!validate(file)) throw new ConfigError(worstFault(validate.errors ?? [], file).message);
  checkMinors(minors);
  if (only !== undefined) checkOnly(only);
  const settings = settingsOf(file);
  const compiled = withPatterns(settings.rules, compilePattern);
  if ('message' in compiled) throw new ConfigError(compiled.message);
  const { rules } = compiled;
  return { preset: file.preset ?? 'recommended', ...settings, rules, minors, ...(only === undefined ? {} : { only }) };
}

const isMap = (value: unknown): boolean => isRecord(value);
const isMinor = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

function checkOnly(only: unknown): void {
  if (!Array.isArray(only)) throw new ConfigError('"only" has to be of type array');
  if (only.length === 0) throw new ConfigError('"only" names no rule');
  const wrong = only.findIndex((id) => typeof id !== 'string');
  if (wrong >= 0) throw new ConfigError(`"only[${String(wrong)}]" has to be of type string`);
}

function checkMinors(minors: unknown): void {
  if (!Array.isArray(minors)) throw new ConfigError('"minors" has to be of type array');
  if (minors.length === 0) throw new ConfigError('"minors" names no minor');
  let before = 0;
  for (const [i, minor] of minors.entries()) {
    const name = `"minors[${String(i)}]"`;
    if (!isMinor(minor)) throw new ConfigError(`${name} has to be a whole number: 36 is Kubernetes 1.36`);
    const known = knownMinor(minor);
    if ('problem' in known) throw new ConfigError(`${name}: ${known.problem}`);
    if (known.minor <= before) throw new ConfigError('"minors" has to be ascending, each minor once');
    before = known.minor;
  }
}
