/** Which charts of a chart are used, and what it imports from them. Source: helm pkg/chartutil/dependencies.go. */
import { Bool, Dict, type Value } from '../gotemplate/value.ts';
import { isCompatibleRange } from '../sprig/semver.ts';
import type { Chart, Dependency } from './chart.ts';
import { coalesceTables, coalesceValues, copyOf, mergeValues, tableAt, valueAt } from './coalesce.ts';

/** ProcessDependenciesWithMerge: changes the chart in place. Throws ChartError. */
export function processDependencies(chart: Chart, values: Dict): void {
  enable(chart, values, '');
  importAll(chart);
}

function enable(chart: Chart, values: Dict, path: string): void {
  const { requirements } = chart;
  if (requirements === undefined) return;
  const present = chart.dependencies;
  const unasked = present.filter(
    (one) =>
      !requirements.some(({ name, version }) => one.name === name && isCompatibleRange(version, one.metadata.version)),
  );
  const asked: Chart[] = [];
  for (const requirement of requirements) {
    const found = present.find(
      ({ name, metadata }) => name === requirement.name && isCompatibleRange(requirement.version, metadata.version),
    );
    if (found !== undefined) asked.push(found.aliased(requirement.alias === '' ? found.name : requirement.alias));
    if (requirement.alias !== '') requirement.name = requirement.alias;
  }
  chart.setDependencies([...unasked, ...asked]);
  for (const requirement of requirements) requirement.enabled = true;
  const all = coalesceValues(chart, values);
  applyTags(requirements, all);
  applyConditions(requirements, all, path);
  const removed = new Set(requirements.filter(({ enabled }) => !enabled).map(({ name }) => name));
  const kept = chart.dependencies.filter(({ name }) => !removed.has(name));
  for (const one of kept) enable(one, all, `${path}${one.name}.`);
  const left = requirements.filter(({ name }) => !removed.has(name));
  // Go's slice is nil again when nothing is left.
  chart.requirements = left.length === 0 ? undefined : left;
  chart.setDependencies(kept);
}

function isBool(value: Value): value is Bool {
  return value instanceof Bool;
}

function applyTags(requirements: readonly Dependency[], values: Dict): void {
  const tags = tableAt(values, 'tags');
  if (tags === undefined) return;
  for (const requirement of requirements) {
    const set = requirement.tags.map((tag) => tags.entries.get(tag)).filter(isBool);
    requirement.enabled = set.length === 0 || set.some(({ value }) => value);
  }
}

function applyConditions(requirements: readonly Dependency[], values: Dict, path: string): void {
  for (const requirement of requirements) {
    for (const condition of requirement.condition.trim().split(',')) {
      if (condition === '') continue;
      const value = valueAt(values, path + condition);
      if (!(value instanceof Bool)) continue;
      requirement.enabled = value.value;
      break;
    }
  }
}

function importAll(chart: Chart): void {
  for (const one of chart.dependencies) importAll(one);
  const { requirements } = chart;
  if (requirements === undefined) return;
  const values = mergeValues(chart, new Dict());
  let imported = new Dict();
  for (const { name, importValues } of requirements) {
    for (const one of importValues) {
      const [child, parent] = typeof one === 'string' ? [`exports.${one}`, '.'] : [one.child, one.parent];
      const table = tableAt(values, `${name}.${child}`);
      if (table !== undefined) imported = coalesceTables(imported, atPath(parent, table), true);
    }
  }
  chart.values = coalesceTables(copyOf(values), imported, true);
}

/** pathToMap: a map that has `table` at a path of keys. */
function atPath(path: string, table: Dict): Dict {
  if (path === '.') return table;
  return path.split('.').reduceRight((inner, key) => Dict.of({ [key]: inner }), table);
}

/** The names that Chart.yaml asks for and charts/ does not have. Source: action CheckDependencies. */
export function missingDependencies(chart: Chart): readonly string[] {
  const present = new Set(chart.dependencies.map(({ name }) => name));
  return (chart.requirements ?? []).map(({ name }) => name).filter((name) => !present.has(name));
}

/** Whether a chart that comes from a repository lies in charts/, and not only charts that are written there. */
export function hasFetched(chart: Chart): boolean {
  const present = new Set(chart.dependencies.map(({ name }) => name));
  return (chart.requirements ?? []).some(
    ({ name, repository }) => present.has(name) && repository !== '' && !repository.startsWith('file:'),
  );
}
