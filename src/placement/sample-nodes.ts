/** Nodes of every kind that two templates can distinguish: what is true for all of these is true for any node. */
import type { NodeSelectorRequirement, PodSpec, Taint } from 'kubernetes-types/core/v1.js';
import { addTo } from '../kubernetes/go/lists.ts';

/** The possible values of one node label, or of the node name. */
export interface Choice {
  readonly kind: 'absent' | 'value' | 'other';
  /** As shown to the reader: `disk=ssd`. */
  readonly shown: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly name?: string;
}

/** Labels that occur together on a node, or the name: one of the choices applies to each node. */
export interface Trait {
  readonly keys: readonly string[];
  readonly choices: readonly Choice[];
  /** Whether `Gt` or `Lt` uses it, so that the values represent ranges. */
  readonly ranged: boolean;
}

interface Family {
  readonly keys: readonly string[];
  /** Every node has it. */
  readonly always?: true;
  /** All values that exist. */
  readonly values?: readonly string[];
}

// The kubelet and the cloud providers write the old label and its successor with the same value.
const FAMILIES: readonly Family[] = [
  { keys: ['kubernetes.io/os', 'beta.kubernetes.io/os'], always: true, values: ['linux', 'windows'] },
  { keys: ['kubernetes.io/arch', 'beta.kubernetes.io/arch'], always: true },
  { keys: ['kubernetes.io/hostname'], always: true },
  { keys: ['topology.kubernetes.io/zone', 'failure-domain.beta.kubernetes.io/zone'] },
  { keys: ['topology.kubernetes.io/region', 'failure-domain.beta.kubernetes.io/region'] },
  { keys: ['node.kubernetes.io/instance-type', 'beta.kubernetes.io/instance-type'] },
];

export const CONTROL_PLANE = 'node-role.kubernetes.io/control-plane';
export const MASTER = 'node-role.kubernetes.io/master';
const NAME = 'metadata.name';

type RequirementsByKey = ReadonlyMap<string, readonly NodeSelectorRequirement[]>;

/** The node selectors, required affinities and node names of the pods. */
export function traitsOf(pods: readonly PodSpec[]): Trait[] {
  const asked = new Map<string, NodeSelectorRequirement[]>();
  for (const requirement of pods.flatMap(requirementsOf)) addTo(asked, requirement.key, requirement);
  const traits: Trait[] = [];
  for (const key of asked.keys()) {
    if (traits.some(({ keys }) => keys.includes(key))) continue;
    traits.push(key === CONTROL_PLANE || key === MASTER ? roleTrait(asked) : traitOf(key, asked));
  }
  return traits;
}

/** The requirements of a pod on one key, to see whether they differ. */
export function requirementsOf({ nodeName, nodeSelector = {}, affinity }: PodSpec): NodeSelectorRequirement[] {
  const required = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  const terms = required?.nodeSelectorTerms ?? [];
  return [
    ...Object.entries(nodeSelector).map(([key, value]) => ({ key, operator: 'In' as const, values: [value] })),
    ...terms.flatMap(({ matchExpressions = [], matchFields = [] }) => [...matchExpressions, ...matchFields]),
    ...(nodeName ? [{ key: NAME, operator: 'In' as const, values: [nodeName] }] : []),
  ];
}

function traitOf(key: string, asked: RequirementsByKey): Trait {
  const family: Family = FAMILIES.find(({ keys }) => keys.includes(key)) ?? { keys: [key] };
  const requirements = family.keys.flatMap((each) => asked.get(each) ?? []);
  const isName = key === NAME;
  const choice = (kind: Choice['kind'], value: string): Choice => ({
    kind,
    shown: isName || value === '' ? (isName ? value : key) : `${key}=${value}`,
    labels: isName ? {} : Object.fromEntries(family.keys.map((each) => [each, value])),
    ...(isName ? { name: value } : {}),
  });
  const values = new Set([...(family.values ?? []), ...valuesIn(requirements)]);
  const choices = [...values].map((value) => choice('value', value));
  if (!isName && family.always === undefined) choices.unshift({ kind: 'absent', shown: key, labels: {} });
  if (family.values === undefined) choices.push(choice('other', unused('other', values)));
  const ranged = requirements.some(isRanged);
  return { keys: [key, ...family.keys.filter((each) => each !== key)], choices, ranged };
}

/** Values that contain one of each kind of integer that the requirements distinguish. */
function valuesIn(requirements: readonly NodeSelectorRequirement[]): ReadonlySet<string> {
  const values = new Set(requirements.flatMap((requirement) => requirement.values ?? []));
  const bounds = requirements.filter(isRanged).flatMap((requirement) => requirement.values ?? []);
  const near = bounds
    .filter((value) => /^[-+]?\d+$/.test(value))
    .flatMap((value) => [-1n, 1n].map((step) => nextUnused(BigInt(value.replace('+', '')), step, values)));
  return new Set([...values, ...near]);
}

function nextUnused(from: bigint, step: bigint, taken: ReadonlySet<string>): string {
  let value = from + step;
  while (taken.has(String(value))) value += step;
  return String(value);
}

const isRanged = ({ operator }: NodeSelectorRequirement): boolean => operator === 'Gt' || operator === 'Lt';

// Since 1.20 a node with the old label also has the new one.
function roleTrait(asked: RequirementsByKey): Trait {
  const keys = [CONTROL_PLANE, MASTER].filter((key) => asked.has(key));
  const values = new Set(['', ...valuesIn(keys.flatMap((key) => asked.get(key) ?? []))]);
  const shownOf = (key: string, value: string): string => (value === '' ? key : `${key}=${value}`);
  const choices = [...values].flatMap((value): Choice[] => [
    { kind: 'value', shown: shownOf(CONTROL_PLANE, value), labels: { [CONTROL_PLANE]: value } },
    ...(asked.has(MASTER)
      ? [{ kind: 'value' as const, shown: shownOf(MASTER, value), labels: { [CONTROL_PLANE]: value, [MASTER]: value } }]
      : []),
  ]);
  const absent = { kind: 'absent', shown: asked.has(CONTROL_PLANE) ? CONTROL_PLANE : MASTER, labels: {} } as const;
  return {
    keys: [...keys, ...[CONTROL_PLANE, MASTER].filter((key) => !asked.has(key))],
    choices: [absent, ...choices],
    ranged: false,
  };
}

/** A taint, and how it is shown to the reader. */
export interface SampleTaint {
  readonly taint: Taint;
  readonly kind: 'value' | 'other-value' | 'other-key';
}

/** The taints that the pods' tolerations distinguish. */
export function taintsOf(pods: readonly PodSpec[]): SampleTaint[] {
  const tolerations = pods.flatMap((pod) => pod.tolerations ?? []);
  const byKey = new Map<string, Set<string>>();
  for (const { key = '', operator, value = '' } of tolerations) {
    const values = byKey.get(key) ?? new Set<string>();
    byKey.set(key, values);
    if (operator !== 'Exists') values.add(value);
  }
  byKey.delete('');
  const samples = [...byKey].flatMap(([key, values]) => [
    ...[...values].map((value) => ({ key, value, kind: 'value' as const })),
    { key, value: unused('other', values), kind: 'other-value' as const },
  ]);
  const all = [...samples, { key: unused('other', byKey), value: '', kind: 'other-key' as const }];
  return (['NoExecute', 'NoSchedule'] as const).flatMap((effect) =>
    all.map(({ key, value, kind }) => ({ kind, taint: { key, value, effect } })),
  );
}

function unused(start: string, taken: { has(value: string): boolean }): string {
  return taken.has(start) ? unused(`${start}-`, taken) : start;
}
