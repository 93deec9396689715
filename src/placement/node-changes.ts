/** Which nodes get or lose a pod through a change of the template. */
import type { PodSpec } from 'kubernetes-types/core/v1.js';
import { earlierOf, templateChange, writtenAt, type Update } from '../facts/update.ts';
import { POD } from '../facts/daemonset-facts.ts';
import type { Path } from '../kubernetes/yaml/node.ts';
import { nodeFit, type Node } from '../kubernetes/controller/node-fit.ts';
import type { DaemonSet } from '../kubernetes/api/objects.ts';
import type { Manifest } from '../manifest/manifest.ts';
import { groupFits, type GroupFit } from './node-groups.ts';
import { requirementsOf, traitsOf, type Choice, type Trait } from './sample-nodes.ts';
import { taintChanges, type Fate } from './taint-changes.ts';

/** The nodes with the same fate. */
export interface NodeChange {
  readonly fate: Fate;
  /** `on all nodes labelled disk=ssd`. */
  readonly where: string;
  /** Where the change is written. */
  readonly at: Path;
  /** Whether few clusters have such nodes. */
  readonly rare: boolean;
}

/** All effects of a template change on the choice of nodes, as far as they are certain. */
export function nodeChanges(manifest: Manifest): readonly NodeChange[] {
  const update = templateChange(manifest);
  const [before, after] = [update?.old, update?.answer.stored];
  if (update === undefined || before === undefined || after === undefined) return [];
  const [old, next] = [podOf(before), podOf(after)];
  if (choiceOf(old) === choiceOf(next)) return [];
  const atLabels = placeOf(manifest, update, ['nodeName', 'nodeSelector', 'affinity']);
  const atTaints = placeOf(manifest, update, ['tolerations']);
  const groups = groupChanges(manifest);
  if (groups !== undefined)
    return groups.map((change) => ({ ...change, at: atLabels ?? atTaints ?? POD, rare: false }));
  const traits = inOrder(traitsOf([old, next]), old, next);
  const nodes = samplesOf(traits, before, after);
  // Too many kinds of nodes to try: nothing is certain.
  if (nodes === undefined) return [];
  const kept = nodes.find(({ state }) => state === 'kept');
  const labels = (['created', 'deleted'] as const).flatMap((fate) => labelChange(nodes, traits, fate));
  const taints = kept === undefined ? [] : taintChanges(kept.node, before, after);
  return [
    ...labels.map((change) => ({ ...change, at: atLabels ?? POD })),
    ...taints.map((change) => ({ ...change, at: atTaints ?? POD })),
  ];
}

const podOf = ({ spec }: DaemonSet): PodSpec => spec?.template.spec ?? { containers: [] };

/** All fields that decide the choice of nodes. */
function choiceOf({ nodeName, nodeSelector, affinity, tolerations, hostNetwork }: PodSpec): string {
  const required = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  return JSON.stringify([nodeName, nodeSelector, required, tolerations, hostNetwork]);
}

function placeOf(manifest: Manifest, { fields }: Update, names: readonly string[]): Path | undefined {
  const starts = names.map((name) => [name, new RegExp(`^spec\\.template\\.spec\\.${name}(?:$|[.[])`)] as const);
  const changed = starts.flatMap(([name, start]) =>
    fields.filter(({ path }) => start.test(path)).map((field) => ({ name, path: field.path })),
  );
  const written = changed.map(({ path }) => writtenAt(manifest, path)).find((place) => place !== undefined);
  const [first] = changed;
  return written ?? (first && [...POD, first.name]);
}

/** The groups of a known fleet; undefined when there are none. */
function groupChanges(manifest: Manifest): Pick<NodeChange, 'fate' | 'where'>[] | undefined {
  const previous = earlierOf(manifest);
  const [old, next] = [previous === undefined ? [] : groupFits(previous), groupFits(manifest)];
  if (next.length === 0 || old.length !== next.length) return undefined;
  const total = next.reduce((sum, { group }) => sum + group.count, 0);
  if ((manifest.context.fleet?.nodes ?? total) !== total) return undefined;
  const pairs = next.map((fit, i) => ({ fit, fate: fateOf(old[i]?.getsPod ?? false, fit) }));
  return (['created', 'deleted', 'dropped'] as const).flatMap((fate) => {
    const found = pairs.filter((pair) => pair.fate === fate).map(({ fit }) => fit);
    const count = found.reduce((sum, { group }) => sum + group.count, 0);
    const names = found.map(({ name }) => name.replace(/^(?=.*\)$).*?\((.*)\)$/, '$1')).join('; ');
    return count === 0 ? [] : [{ fate, where: `on ${String(count)} of ${String(total)} nodes (${clipped(names)})` }];
  });
}

function fateOf(before: boolean, { getsPod, wanted, untolerated }: GroupFit): Fate | undefined {
  if (before === getsPod) return undefined;
  if (getsPod) return 'created';
  return wanted && untolerated.every(({ effect }) => effect !== 'NoExecute') ? 'dropped' : 'deleted';
}

/** A node without taints, one choice for each trait. */
interface Sample {
  readonly choices: readonly Choice[];
  readonly node: Node;
  readonly state: 'kept' | 'created' | 'deleted' | 'never';
}

const MOST_SAMPLES = 20_000;

function samplesOf(traits: readonly Trait[], before: DaemonSet, after: DaemonSet): Sample[] | undefined {
  if (traits.reduce((count, { choices }) => count * choices.length, 1) > MOST_SAMPLES) return undefined;
  const combinations = traits.reduce<readonly (readonly Choice[])[]>(
    (found, { choices }) => found.flatMap((rest) => choices.map((choice) => [...rest, choice])),
    [[]],
  );
  return combinations.map((choices) => {
    const labels = Object.assign({}, ...choices.map((choice) => choice.labels)) as Record<string, string>;
    const node = { metadata: { name: choices.find(({ name }) => name !== undefined)?.name ?? 'node', labels } };
    const [had, has] = [before, after].map((daemonSet) => nodeFit(node, daemonSet).shouldRun);
    return { choices, node, state: had ? (has ? 'kept' : 'deleted') : has ? 'created' : 'never' };
  });
}

/** Unchanged traits come first, so that they are the first to be left out of a description. */
function inOrder(traits: readonly Trait[], old: PodSpec, next: PodSpec): Trait[] {
  const changes = (trait: Trait): boolean => {
    const [a, b] = [old, next].map((pod) => requirementsOf(pod).filter(({ key }) => trait.keys.includes(key)));
    return JSON.stringify(a) !== JSON.stringify(b);
  };
  return [...traits.filter((trait) => !changes(trait)), ...traits.filter(changes)];
}

type Labelled = Pick<NodeChange, 'fate' | 'where' | 'rare'>;

/** The simplest description that matches only nodes with this fate, for one sample that represents them. */
function labelChange(samples: readonly Sample[], traits: readonly Trait[], fate: 'created' | 'deleted'): Labelled[] {
  const hits = samples.filter(({ state }) => state === fate);
  const usual = hits.filter((sample) => !isRare(sample));
  const chosen = usual[0] ?? hits[0];
  if (chosen === undefined) return [];
  const fits = ({ state }: Sample): boolean => state === fate || (fate === 'deleted' && state === 'never');
  let needed = traits.map((_, i) => i);
  for (const i of traits.keys()) {
    const rest = needed.filter((j) => j !== i);
    if (samples.every((sample) => !agree(sample, chosen, rest) || fits(sample))) needed = rest;
  }
  const sets = needed.map((i) => {
    const alike = samples.filter((sample) =>
      agree(
        sample,
        chosen,
        needed.filter((j) => j !== i),
      ),
    );
    return (traits[i]?.choices ?? []).filter((choice) => {
      const these = alike.filter(({ choices }) => choices[i] === choice);
      return these.every(fits) && these.some(({ state }) => state === fate);
    });
  });
  const inSets = ({ choices }: Sample): boolean =>
    needed.every((i, j) => sets[j]?.includes(choices[i] ?? NONE) ?? false);
  const whole = samples.every((sample) => !inSets(sample) || fits(sample));
  const facts = needed.flatMap((i, j) => {
    const [trait, own] = [traits[i], chosen.choices[i]];
    return trait === undefined || own === undefined ? [] : [describe(trait, (whole && sets[j]) || [own])];
  });
  return [{ fate, where: `on all nodes ${clipped(facts.join(' and '))}`.trimEnd(), rare: usual.length === 0 }];
}

const NONE: Choice = { kind: 'absent', shown: '', labels: {} };

const agree = (a: Sample, b: Sample, on: readonly number[]): boolean => on.every((i) => a.choices[i] === b.choices[i]);

const isRare = ({ node }: Sample): boolean => node.metadata?.labels?.['kubernetes.io/os'] === 'windows';

const LONGEST = 150;

const clipped = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text);

/** `labelled disk=ssd`, `not labelled disk=ssd or disk=nvme`, `without the label disk`. */
function describe({ keys: [key = ''], choices, ranged }: Trait, these: readonly Choice[]): string {
  const isName = key === 'metadata.name';
  const [verb, whole] = isName ? ['named', 'the name'] : ['labelled', `the label ${key}`];
  if (ranged) return `with certain values of ${whole}${these.some(({ kind }) => kind === 'absent') ? ' or none' : ''}`;
  const shown = (some: readonly Choice[]): string =>
    some
      .filter(({ kind }) => kind === 'value')
      .map((choice) => choice.shown)
      .join(' or ');
  const others = choices.filter((choice) => !these.includes(choice));
  const has = (some: readonly Choice[], kind: Choice['kind']): boolean => some.some((choice) => choice.kind === kind);
  if (has(these, 'other') && !has(others, 'absent')) return `not ${verb} ${shown(others)}`;
  if (has(these, 'other')) return has(others, 'value') ? `with ${whole} but not ${shown(others)}` : `with ${whole}`;
  const absent = has(these, 'absent') ? [`without ${whole}`] : [];
  return [...absent, ...(has(these, 'value') ? [`${verb} ${shown(these)}`] : [])].join(' or ');
}
