/** What a configuration names on disk: policies, charts, and what clusters get. */
import { isAbsolute, join, relative, resolve } from 'node:path';
import { ConfigError } from '../io/errors.ts';
import type { Io } from '../io/io.ts';
import { isInside, repositoryRoot } from '../io/work-tree.ts';
import type { ChartRelease } from '../manifest/chart-release.ts';
import type { NamedCluster } from '../manifest/clusters.ts';
import { NO_POLICIES, type PolicySettings } from '../rule/policy-settings.ts';
import type { ChartConfig, ClusterPaths, Config, PolicyPath } from './config.ts';
import { pathMatcher } from './path-patterns.ts';

/** Paths of the configuration begin at its folder; the command line adds its own. */
export function policiesOf(
  { named = [], ...config }: Config['policies'] = {},
  line: Partial<PolicySettings> = {},
  io: Io,
): PolicySettings {
  const own = named.map((each) => policyPath(each, io));
  return { ...NO_POLICIES, ...config, ...line, paths: [...own, ...(line.paths ?? [])] };
}

function policyPath({ path, folder }: PolicyPath, io: Io): string {
  const absolute = resolve(folder, path);
  const fault = leaves(repositoryRoot(folder, io), absolute, io) ? 'lies outside of the repository' : undefined;
  const problem = fault ?? (io.kindOf(absolute) === 'other' ? 'is not a regular file' : undefined);
  if (problem !== undefined) throw new ConfigError(`${relative(io.cwd, folder) || '.'}: policies: ${path} ${problem}`);
  return isAbsolute(path) ? path : join(relative(io.cwd, folder), path);
}

/** Whether what a configuration names lies outside of its repository; nothing does where there is none. */
function leaves(root: string | undefined, path: string, io: Io): boolean {
  return root !== undefined && !isInside(io.realPath(path) ?? path, io.realPath(root) ?? root);
}

/** Throws ConfigError for a path that is none of a chart, and for values outside of the repository. */
export function releaseOf(
  { at, path, folder: base, values = [], set = {}, ...named }: ChartConfig,
  io: Io,
): ChartRelease {
  const folder = resolve(base, path);
  if (io.kindOf(join(folder, 'Chart.yaml')) !== 'file')
    throw new ConfigError(`${at}: charts: ${path} has no Chart.yaml`);
  const files = values.map((file) => resolve(base, file));
  const root = repositoryRoot(base, io);
  const outside = leaves(root, folder, io) ? folder : files.find((file) => leaves(root ?? base, file, io));
  if (outside !== undefined)
    throw new ConfigError(`${at}: charts: ${relative(base, outside)} lies outside of the repository`);
  return {
    folder,
    files,
    json: Object.entries(set).map(([key, value]) => `${key}=${JSON.stringify(value)}`),
    ...named,
  };
}

export function clustersOf(clusters: readonly ClusterPaths[]): Promise<NamedCluster[]> {
  return Promise.all(clusters.map(async ({ name, paths }) => ({ name, holds: await pathMatcher([paths]) })));
}
