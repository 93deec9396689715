/** A configuration with all that it extends, as one. */
import { dirname, relative } from 'node:path';
import { readSettingsFile } from '../io/settings-file.ts';
import type { Io } from '../io/io.ts';
import { applyConfigOf } from './apply-config.ts';
import type { Config, RuleStep } from './config.ts';
import { listOf, parseConfigFile, type ConfigFile } from './config-file.ts';
import { settingsOf, type FleetConfig } from './config-shape.ts';
import { extendedBy, PRESETS, type Extended } from './extends.ts';
import { configAbove, configsIn } from './find-config.ts';
import { policyConfigOf } from './policy-config.ts';

/** A file with where it is. */
export interface PlacedConfig extends ConfigFile {
  readonly path: string;
  /** Where its patterns begin: at its folder, or, for one of a package, at that of the file that extends it. */
  readonly base: string;
}

/** A configuration, and the files that it is made of: what is extended comes before what extends it. */
export interface MadeConfig extends Config {
  readonly files: readonly PlacedConfig[];
}

export type { ConfigShape } from './config-file.ts';

/** More is no configuration that a person reads. */
const MOST_FILES = 50;

/** Reads a configuration file, which a user may have named. Throws ConfigError with file, line, column and what to write. */
export async function readConfig(path: string, named: boolean, io: Io): Promise<MadeConfig> {
  const reading = new Reading(io);
  await reading.read({ path, base: dirname(path), named }, []);
  return joined(reading.files, reading.steps);
}

type Asked = Extended & { readonly named?: boolean };

class Reading {
  readonly files: PlacedConfig[] = [];
  readonly steps: RuleStep[] = [];
  readonly #io: Io;
  readonly #begun = new Set<string>();

  constructor(io: Io) {
    this.#io = io;
  }

  async read({ path, base, named = false }: Asked, chain: readonly string[]): Promise<void> {
    const shown = shownPath(path, this.#io);
    const real = this.#io.realPath(path) ?? path;
    this.#begun.add(real);
    const file = await parseConfigFile(readSettingsFile(path, shown, named, this.#io), shown, base);
    const placed = { ...file, path, base };
    for (const [index, reference] of listOf(file.says.extends ?? []).entries()) {
      const keys = typeof file.says.extends === 'string' ? ['extends'] : ['extends', index];
      const preset = PRESETS.find((name) => name === reference);
      if (preset !== undefined) {
        this.steps.push({ preset, rules: {}, placeOf: () => file.lineOf(keys) });
        continue;
      }
      const next = extendedBy(reference, placed, keys, this.#io);
      const goal = this.#io.realPath(next.path) ?? next.path;
      if (goal === real || chain.includes(goal)) throw file.fail(keys, `"${reference}" extends this file in turn`);
      // What two files extend counts once, where it is first.
      if (this.#begun.has(goal)) continue;
      if (this.#begun.size >= MOST_FILES) throw file.fail(keys, `this extends more than ${String(MOST_FILES)} files`);
      await this.read(next, [...chain, real]);
    }
    this.files.push(placed);
    this.steps.push(...file.steps);
  }
}

/** What somebody may not expect of a configuration that was found: which file counts, and which one does not. */
export function noticesAbout(path: string, { files }: MadeConfig, io: Io): readonly string[] {
  const show = (file: string): string => shownPath(file, io);
  const [, ...others] = configsIn(dirname(path), io);
  const beside = others.map(
    (other) => `${show(path)} counts, and ${show(other)} beside it does not: delete one of them`,
  );
  const above = configAbove(dirname(path), io);
  // Who writes extends: [] knows it.
  const isMeant = files.at(-1)?.says.extends?.length === 0;
  if (above === undefined || isMeant || files.some((file) => file.path === above)) return beside;
  const folder = show(dirname(path)) || '.';
  const silenced = `${show(path)} is in force below ${folder}, and ${show(above)} is not: write "extends: parent" in it to have both, or "extends: []" to have it alone`;
  return [...beside, silenced];
}

const shownPath = (path: string, io: Io): string => (relative(io.cwd, path) || path).replaceAll('\\', '/');

function joined(files: readonly PlacedConfig[], steps: readonly RuleStep[]): MadeConfig {
  const last = <Key extends keyof ConfigFile['says']>(key: Key): NonNullable<ConfigFile['says'][Key]> | undefined =>
    files.findLast(({ says }) => says[key] !== undefined)?.says[key] as
      NonNullable<ConfigFile['says'][Key]> | undefined;
  const minors = files.findLast(({ says }) => says.kubernetes !== undefined);
  const [failOn, size, apply] = [last('failOn'), last('maxFileSize'), last('apply')];
  const fleet = joinedFleet(files);
  const policies = joinedPolicies(files);
  const clusters = files.flatMap(({ says, base }) =>
    (says.clusters ?? []).map(({ name, paths }) => ({ name, paths: { patterns: paths, base } })),
  );
  const charts = files.flatMap(({ says, at, path }) =>
    (says.charts ?? []).map((chart, index) => ({
      ...chart,
      at: at(['charts', index, 'path']),
      folder: dirname(path),
    })),
  );
  return {
    files,
    steps,
    ignore: files.map(({ says, base }) => ({ patterns: says.ignore ?? [], base })).filter(hasPatterns),
    ...(minors?.says.kubernetes && { kubernetes: { value: minors.says.kubernetes, at: minors.at(['kubernetes']) } }),
    ...(failOn && { failOn }),
    ...(size && { maxFileSize: bytesOf(size) }),
    ...(apply && { apply: applyConfigOf(apply) }),
    ...(fleet && settingsOf({ fleet }).fleet && { fleet: settingsOf({ fleet }).fleet }),
    ...(policies && { policies }),
    ...(clusters.length > 0 && { clusters }),
    ...(charts.length > 0 && { charts }),
  };
}

const hasPatterns = ({ patterns }: Config['ignore'][number]): boolean => patterns.length > 0;

/** Key by key; the size of a fleet is what the last file says of it that says something. */
function joinedFleet(files: readonly PlacedConfig[]): FleetConfig | undefined {
  return files.reduce<FleetConfig | undefined>((fleet, { says }) => {
    if (fleet === undefined || says.fleet === undefined) return says.fleet ?? fleet;
    const isSized = 'nodes' in says.fleet || 'groups' in says.fleet;
    const kept = Object.entries(fleet).filter(([key]) => !isSized || (key !== 'nodes' && key !== 'groups'));
    return { ...Object.fromEntries(kept), ...says.fleet };
  }, undefined);
}

/** What all files name and say together; of the rest, what the last one says. */
function joinedPolicies(files: readonly PlacedConfig[]): Config['policies'] {
  const own = files.filter(({ says }) => says.policies !== undefined);
  if (own.length === 0) return undefined;
  const parts = own.map(({ says: { policies = {} }, root, shown, text }) =>
    root === undefined ? {} : policyConfigOf(policies, root, { path: shown, text }),
  );
  return {
    ...Object.assign({}, ...parts),
    named: own.flatMap(({ path, says: { policies } }) =>
      (policies?.paths ?? []).map((each) => ({ path: each, folder: dirname(path) })),
    ),
    rules: parts.flatMap(({ rules = [] }) => rules),
  } as Config['policies'];
}

/** Of a size that the schema lets through. */
const bytesOf = (size: string): number => parseInt(size, 10) * (size.endsWith('Mi') ? 2 ** 20 : 2 ** 10);
