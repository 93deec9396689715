import { nodePortsOf, type NodePort } from '../src/facts/daemonset-facts.ts';
import { isSameObject } from '../src/facts/update.ts';
import type { Manifest, ZoneOf } from '../src/manifest/manifest.ts';
import { counted } from '../src/words/counts.ts';
import { defineRule, MOST_RELATED } from '../src/rule/rule.ts';
import { shareNodes } from '../src/placement/shared-nodes.ts';

export default defineRule({
  id: 'host-port-taken',
  category: 'stuck',
  severity: 'error',
  presets: { recommended: 'error' },
  summary: 'Two DaemonSets in the input need the same host port',
  why: `On every node where both would run, one of the two pods stays Pending (\`node(s) didn't have free ports for the
requested pod ports\`): the one that comes second. During a rollout of the running one, the other takes the port as soon
as it is free. The rollout then stops with nodes that have no new pod. It is an error where something says that one cluster gets
both: one file or folder, a kustomization, an \`Application\` of Argo CD or a \`Kustomization\` of Flux, a folder below
\`clusters/\`, or \`clusters\` in the configuration. Otherwise it is a note. DaemonSets of
different clusters are not compared.`,
  fix: 'Give one of them another port, or keep them apart with node selectors or affinity.',
  unless: 'Something outside these files keeps the two on different nodes.',
  since: '0.1.0',
  references: [
    {
      title: 'Communicating with daemon pods',
      url: 'https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/#communicating-with-daemon-pods',
    },
  ],
  needs: 'siblings',
  *check(manifest) {
    const found = nodePortsOf(manifest).flatMap((port) => clashOf(manifest, port) ?? []);
    const clashes = [...found.filter(({ isCertain }) => isCertain), ...found.filter(({ isCertain }) => !isCertain)];
    const [first, ...others] = clashes;
    if (first === undefined) return;
    const { own, holders, count, isCertain } = first;
    const [holder] = holders;
    if (holder === undefined) return;
    const rest = count === 1 ? '' : ` (and ${counted(count - 1, 'more DaemonSet')})`;
    const ports = others.length === 0 ? '' : `; ${others.map((other) => keyOf(other.own)).join(', ')} too`;
    const where = isCertain ? 'on' : 'if one cluster gets both, on';
    yield {
      at: own.at,
      ...(clashes.some((clash) => clash.isCertain) ? {} : { severity: 'note' as const }),
      message: `DaemonSet ${nameOf(holder)}${rest} also needs host port ${keyOf(own)}${ports}: ${where} every node that both select, one of the two pods stays Pending forever; give one of them another port`,
      related: clashes
        .flatMap((clash) => clash.holders)
        .slice(0, MOST_RELATED)
        .map((each) => ({
          manifest: each.manifest,
          at: each.port.at,
          message: `${nameOf(each)} needs ${keyOf(each.port)} here`,
        })),
    };
  },
});

/** DaemonSets of one zone that choose their nodes alike, by their homes, and where each asks for the port. */
interface Group {
  readonly homes: Map<string, Map<Manifest, NodePort>>;
  count: number;
}

interface Clash {
  readonly own: NodePort;
  /** The first of them. */
  readonly holders: readonly Holder[];
  readonly count: number;
  /** Whether something says that one cluster gets it with the first of them. */
  readonly isCertain: boolean;
}

/** Who else needs a port on the nodes of `manifest`. */
function clashOf(manifest: Manifest, own: NodePort): Clash | undefined {
  const { siblings } = manifest;
  const { groups, zoneOf } = siblings.once(portIndex);
  const { home } = zoneOf(manifest.source);
  const certain: Holder[] = [];
  const possible: Holder[] = [];
  let count = 0;
  for (const group of groups.get(keyOf(own))?.values() ?? []) {
    const [first] = group.homes.values();
    const [[sample, port] = []] = first ?? [];
    if (sample === undefined || port === undefined || !collide(own, port)) continue;
    if (!siblings.isBeside(sample.source) || !shareNodes(manifest, sample)) continue;
    const at = group.homes.get(home);
    count += group.count - (at?.has(manifest) === true ? 1 : 0);
    // The first homes are enough: of the others, only what lies with it can be together with it alone.
    const homes = [...take(group.homes.values(), MOST_RELATED + 1)];
    for (const held of at === undefined || homes.includes(at) ? homes : [...homes, at]) {
      const [[one] = []] = held;
      const holders = one !== undefined && siblings.isTogether(one.source) ? certain : possible;
      for (const [other, port] of held) {
        if (holders.length === MOST_RELATED) break;
        if (!isSameObject(other, manifest)) holders.push({ manifest: other, port });
      }
    }
  }
  const holders = [...certain, ...possible].slice(0, MOST_RELATED);
  return holders.length === 0 ? undefined : { own, holders, count, isCertain: certain.length > 0 };
}

function* take<T>(items: Iterable<T>, most: number): Generator<T> {
  let left = most;
  for (const item of items) {
    if (left-- === 0) return;
    yield item;
  }
}

interface Holder {
  readonly manifest: Manifest;
  readonly port: NodePort;
}

interface PortIndex {
  readonly groups: ReadonlyMap<string, ReadonlyMap<string, Group>>;
  readonly zoneOf: ZoneOf;
}

/** The DaemonSets by the ports they need, those of one zone with the same choice of nodes together. */
function portIndex(daemonSets: readonly Manifest[], zoneOf: ZoneOf): PortIndex {
  const groups = new Map<string, Map<string, Group>>();
  for (const manifest of daemonSets) {
    const { nodeSelector, nodeName, affinity, tolerations } = manifest.pod;
    const { name: zone, home } = zoneOf(manifest.source);
    const choice = [nodeSelector, nodeName, affinity?.nodeAffinity, tolerations, zone];
    for (const port of nodePortsOf(manifest)) {
      const byChoice = groups.get(keyOf(port)) ?? new Map<string, Group>();
      groups.set(keyOf(port), byChoice);
      const key = JSON.stringify([choice, port.hostIP]);
      const group = byChoice.get(key) ?? { homes: new Map<string, Map<Manifest, NodePort>>(), count: 0 };
      byChoice.set(key, group);
      const held = group.homes.get(home) ?? new Map<Manifest, NodePort>();
      group.homes.set(home, held);
      if (!held.has(manifest)) group.count++;
      held.set(manifest, port);
    }
  }
  return { groups, zoneOf };
}

const keyOf = ({ port, protocol }: NodePort): string => `${String(port)}/${protocol}`;
const nameOf = ({ manifest }: Holder): string => `${manifest.namespace}/${manifest.name}`;

function collide(a: NodePort, b: NodePort): boolean {
  const any = (ip: string): boolean => ip === '' || ip === '0.0.0.0' || ip === '::';
  return a.port === b.port && a.protocol === b.protocol && (any(a.hostIP) || any(b.hostIP) || a.hostIP === b.hostIP);
}
