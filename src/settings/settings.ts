import { basename, dirname, join, resolve, sep } from 'node:path';
import { EMPTY_CONFIG, type Config, type PatternList } from './config.ts';
import { CONFIG_NAMES, findConfig, type ConfigPlace } from './find-config.ts';
import type { MadeConfig } from './read-config.ts';
import { clustersOf, policiesOf, releaseOf } from './config-paths.ts';
import { ConfigError, UsageError } from '../io/errors.ts';
import type { Io } from '../io/io.ts';
import { repositoryRoot } from '../io/work-tree.ts';
import { NEWEST, parseRange } from '../kubernetes/api/release.ts';
import { addTo } from '../kubernetes/go/lists.ts';
import { sizedFleet } from '../manifest/fleet.ts';
import type { ChartRelease, ChartValues } from '../manifest/chart-release.ts';
import { BASELINE_NAME } from '../manifest/known-findings.ts';
import type { Context, Manifest } from '../manifest/manifest.ts';
import type { Rule, Severity } from '../rule/rule.ts';
import { applyFault, applyingOf, type ApplyConfig } from './apply-config.ts';
import { joinedSteps, mergeSettings, readySteps, subjectOf, type ReadyStep, type Subject } from './overrides.ts';
import { pathMatcher } from './path-patterns.ts';
import type { PolicySettings } from '../rule/policy-settings.ts';
import { selectRules, type Preset, type RuleSetting, type Ruleset, type Selection } from '../rule/ruleset.ts';
import { dayOf } from './day.ts';
import { MAX_FILE_SIZE } from '../io/read-file.ts';

/** What the command line says over the configuration files; everything may be missing. */
export interface Overrides {
  readonly preset?: Preset | undefined;
  readonly rules?: Readonly<Record<string, RuleSetting>>;
  readonly only?: readonly string[] | undefined;
  readonly failOn?: Severity | 'never' | undefined;
  readonly kubernetes?: string | undefined;
  readonly nodes?: number | undefined;
  readonly apply?: ApplyConfig | undefined;
  readonly policies?: Partial<PolicySettings> | undefined;
  readonly values?: ChartValues | undefined;
  /** A file, `false` for none, or undefined: the nearest one upwards from each file. */
  readonly config?: string | false | undefined;
  /** `false`: what the configuration ignores is read all the same. */
  readonly ignore?: boolean;
  /** `true`: exceptions and baselines hide nothing. */
  readonly ignoreSuppressions?: boolean;
  /** A file, `false` for none, or undefined: the one beside the configuration, if there is one. */
  readonly baseline?: string | false | undefined;
  /** Whether a baseline is to be written, so that there is one even without a file. */
  readonly recordsBaseline?: boolean;
}

/** What holds for the files of one directory: the command line over the configuration file over the defaults. */
export interface Settings {
  readonly ruleset: Ruleset;
  /** What the ruleset was selected by, for the rules that policies become. */
  readonly selection: Selection;
  readonly policies: PolicySettings;
  readonly context: Context;
  readonly failOn: Severity | 'never';
  readonly ignore: readonly PatternList[];
  /** The bound of what is read of a file, in bytes. */
  readonly maxFileSize: number;
  /** Where paths begin that are shown. */
  readonly cwd: string;
  /** Which rules are on for something: overrides are applied. */
  readonly rulesFor: (subject: Subject) => RulesInForce;
}

/** The rules that are on, and what they were selected by. */
export type RulesInForce = Pick<Settings, 'ruleset' | 'selection'>;

/** The rules for an object, or for a file (as it is shown) where there is none. */
export function rulesFor({ rulesFor, cwd }: Settings, subject: Manifest | string): RulesInForce {
  return rulesFor(typeof subject === 'string' ? { paths: [resolve(cwd, subject)] } : subjectOf(subject, cwd));
}

const OPTION_NAMES = {
  mode: '--apply',
  fieldManager: '--field-manager',
  forceConflicts: '--force-conflicts',
} as const satisfies Record<keyof ApplyConfig, string>;

/** Finds the settings of a directory; each configuration file is read once. */
export class SettingsFinder {
  readonly #overrides: Overrides;
  readonly #rules: readonly Rule[];
  readonly #io: Io;
  readonly #byFile = new Map<string, Promise<Settings>>();
  readonly #byDirectory = new Map<string, ConfigPlace>();
  /** What somebody may not expect of the configurations that were found. */
  readonly notices: string[] = [];

  readonly #states = new Map<Io, SettingsFinder>();
  readonly #extending = new Map<string, string[]>();

  constructor(overrides: Overrides, rules: readonly Rule[], io: Io) {
    this.#overrides = overrides;
    this.#rules = rules;
    this.#io = io;
  }

  /** Throws ConfigError with the place in the configuration file. */
  of(directory: string): Promise<Settings> {
    const place = this.#placeFor(directory);
    const key = place.path ?? `${place.folder}${sep}`;
    let settings = this.#byFile.get(key);
    if (settings === undefined) {
      settings = this.#settle(place);
      this.#byFile.set(key, settings);
    }
    return settings;
  }

  /** The configuration that governs a directory, as it is written; undefined where there is none. */
  async configOf(directory: string): Promise<MadeConfig | undefined> {
    const { path } = this.#placeFor(directory);
    return path === undefined
      ? undefined
      : (await import('./read-config.ts')).readConfig(path, this.#isNamed, this.#io);
  }

  get #isNamed(): boolean {
    return this.#overrides.config !== undefined;
  }

  /** The configurations that a file is, by its name or since it was named, or that extend it, as far as they were read. */
  readonly configurationsOf = (path: string): readonly string[] => {
    const { config } = this.#overrides;
    if (config === false) return [];
    const isOne = config === undefined ? CONFIG_NAMES.includes(basename(path)) : resolve(this.#io.cwd, config) === path;
    const extending = [this, ...this.#states.values()].flatMap((finder) => finder.#extending.get(path) ?? []);
    return [...(isOne ? [path] : []), ...new Set(extending)];
  };

  /** The names by which a configuration is found; none where one is named, or none is wanted. */
  get namesToFind(): readonly string[] {
    return this.#overrides.config === undefined ? CONFIG_NAMES : [];
  }

  /** The charts that the configuration of a file installs in another state of all files; why that cannot be known. */
  readonly releasesIn = async (path: string, io: Io): Promise<readonly ChartRelease[] | ConfigError> => {
    let finder = this.#states.get(io);
    if (finder === undefined) this.#states.set(io, (finder = new SettingsFinder(this.#overrides, this.#rules, io)));
    try {
      return (await finder.of(dirname(path))).context.releases ?? [];
    } catch (error) {
      if (error instanceof ConfigError) return error;
      throw error;
    }
  };

  #placeFor(directory: string): ConfigPlace {
    let place = this.#byDirectory.get(directory);
    if (place === undefined) this.#byDirectory.set(directory, (place = this.#find(directory)));
    return place;
  }

  #find(directory: string): ConfigPlace {
    const { config } = this.#overrides;
    if (config === undefined) return findConfig(directory, this.#io);
    if (config === false) return { path: undefined, folder: repositoryRoot(directory, this.#io) ?? this.#io.cwd };
    const path = resolve(this.#io.cwd, config);
    return { path, folder: dirname(path) };
  }

  async #settle({ path, folder }: ConfigPlace): Promise<Settings> {
    const config = path === undefined ? EMPTY_CONFIG : await this.#read(path);
    const { failOn, kubernetes, nodes, apply = {}, ignore = true } = this.#overrides;
    const fleet = nodes === undefined ? sizedFleet(config.fleet) : sizedFleet({ ...config.fleet, nodes });
    const applying = applyingOf(apply, config.apply ?? {});
    const misfit = applyFault(applying);
    if (misfit !== undefined)
      throw new UsageError(`${OPTION_NAMES[misfit.name]} goes with --apply ${misfit.needs.join(' or ')}`);
    const rulesFor = this.#ruleFinder(await readySteps(config.steps), fleet?.nodes !== undefined);
    return {
      ...rulesFor({ paths: [] }),
      rulesFor,
      cwd: this.#io.cwd,
      policies: policiesOf(config.policies, this.#overrides.policies, this.#io),
      context: {
        minors: minorsOf(kubernetes, config),
        fleet,
        apply: applying,
        ...(config.clusters === undefined ? {} : { clusters: await clustersOf(config.clusters) }),
        ...(config.charts && { releases: config.charts.map((chart) => releaseOf(chart, this.#io)) }),
        ...(this.#overrides.values && { values: this.#overrides.values }),
        ...(this.#overrides.ignoreSuppressions !== true && {
          exceptions: { today: dayOf(this.#io.date()) },
          ...(await this.#baseline(folder)),
        }),
      },
      failOn: failOn ?? config.failOn ?? 'warning',
      ignore: ignore ? config.ignore : [],
      maxFileSize: config.maxFileSize ?? MAX_FILE_SIZE,
    };
  }

  async #read(path: string): Promise<Config> {
    const { readConfig, noticesAbout } = await import('./read-config.ts');
    const config = await readConfig(path, this.#isNamed, this.#io);
    for (const file of config.files) if (file.path !== path) addTo(this.#extending, file.path, path);
    if (!this.#isNamed) this.notices.push(...noticesAbout(path, config, this.#io));
    return config;
  }

  /** The command line goes over each step; each combination of steps is selected from once. */
  #ruleFinder(steps: readonly ReadyStep[], fleetKnown: boolean): Settings['rulesFor'] {
    const { preset, rules = {}, only } = this.#overrides;
    const known = new Map<string, RulesInForce>();
    return (subject) => {
      const own = steps.filter(({ isFor }) => isFor(subject));
      const key = own.map((step) => steps.indexOf(step)).join();
      let found = known.get(key);
      if (found === undefined) {
        const said = joinedSteps(own);
        const selection = {
          preset: preset ?? said.preset ?? 'recommended',
          settings: mergeSettings(said.settings, rules),
          fleetKnown,
          ...(only === undefined ? {} : { only }),
        };
        known.set(key, (found = { ruleset: selectRules(this.#rules, selection), selection }));
      }
      return found;
    };
  }

  /** The baseline beside the configuration, else at the root of the repository. */
  async #baseline(folder: string): Promise<Pick<Context, 'baseline'>> {
    const { baseline, recordsBaseline = false } = this.#overrides;
    if (baseline === false) return {};
    const file = baseline === undefined ? join(folder, BASELINE_NAME) : resolve(this.#io.cwd, baseline);
    if (baseline === undefined && !recordsBaseline && this.#io.kindOf(file) === undefined) return {};
    const { readBaseline } = await import('../baseline/read-baseline.ts');
    return { baseline: readBaseline(file, { named: baseline !== undefined, isNew: recordsBaseline }, this.#io) };
  }
}

function minorsOf(option: string | undefined, { kubernetes }: Config): readonly number[] {
  const text = option ?? kubernetes?.value;
  if (text === undefined) return [NEWEST];
  const parsed = parseRange(text);
  if ('minors' in parsed) return parsed.minors;
  if (option !== undefined) throw new UsageError(`--kubernetes: ${parsed.problem}`);
  throw new ConfigError(`${kubernetes?.at ?? ''}: kubernetes: ${parsed.problem}`);
}

/** Whether the configuration leaves a path out. */
export function ignoreFilter({ ignore }: Settings): Promise<(path: string) => boolean> {
  return pathMatcher(ignore);
}
