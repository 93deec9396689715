import { nodePortsOf, type NodePort } from '../src/facts/facts.ts';
import { isSameObject } from '../src/facts/update.ts';
import type { Manifest } from '../src/manifest/manifest.ts';
import { counted } from '../src/words/counted.ts';
import { defineRule } from '../src/rule/rule.ts';
import { shareNodes } from '../src/placement/shared-nodes.ts';

/** At most so many other places are shown. */
const MOST_RELATED = 10;

export default defineRule({
  id: 'host-port-taken',
  category: 'stuck',
  severity: 'error',
  presets: { recommended: 'error' },
  summary: 'Two DaemonSets in the input need the same host port',
  why: `On every node where both would run, one of the two pods stays Pending (\`node(s) didn't have free ports for the
requested pod ports\`): the one that comes second. During a rollout of the running one, the other takes the port as soon
as it is free. The rollout then stops with nodes that have no new pod.`,
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
    const { siblings } = manifest;
    const clashes = new Map<Manifest, Clash>();
    for (const port of nodePortsOf(manifest)) {
      for (const holders of siblings.once(portIndex).get(keyOf(port))?.values() ?? []) {
        const [first] = holders;
        if (first === undefined || !collide(port, first.port) || !shareNodes(manifest, first.manifest)) continue;
        for (const holder of holders) {
          if (isSameObject(holder.manifest, manifest) || clashes.has(holder.manifest)) continue;
          if (siblings.isBeside(holder.manifest.source)) clashes.set(holder.manifest, { ...holder, own: port });
        }
      }
    }
    const found = [...clashes.values()];
    const [first] = found;
    if (first === undefined) return;
    const rest = found.length === 1 ? '' : ` (and ${counted(found.length - 1, 'more DaemonSet')})`;
    yield {
      at: first.own.at,
      message: `DaemonSet ${nameOf(first)} also needs host port ${keyOf(first.own)}${rest}: on every node that both select, one of the two pods stays Pending forever; give one of them another port`,
      related: found.slice(0, MOST_RELATED).map((clash) => ({
        manifest: clash.manifest,
        at: clash.port.at,
        message: `${nameOf(clash)} needs ${clash.port.port === first.own.port ? 'it' : keyOf(clash.port)} here`,
      })),
    };
  },
});

interface Holder {
  readonly manifest: Manifest;
  readonly port: NodePort;
}

interface Clash extends Holder {
  readonly own: NodePort;
}

/** The DaemonSets by the ports they need, those with the same choice of nodes together. */
function portIndex(daemonSets: readonly Manifest[]): ReadonlyMap<string, ReadonlyMap<string, readonly Holder[]>> {
  const index = new Map<string, Map<string, Holder[]>>();
  for (const manifest of daemonSets) {
    const { nodeSelector, nodeName, affinity, tolerations } = manifest.pod;
    const choice = [nodeSelector, nodeName, affinity?.nodeAffinity, tolerations, manifest.context.fleet];
    for (const port of nodePortsOf(manifest)) {
      const byChoice = index.get(keyOf(port)) ?? new Map<string, Holder[]>();
      index.set(keyOf(port), byChoice);
      const key = JSON.stringify([choice, port.hostIP]);
      const holders = byChoice.get(key);
      if (holders === undefined) byChoice.set(key, [{ manifest, port }]);
      else holders.push({ manifest, port });
    }
  }
  return index;
}

const keyOf = ({ port, protocol }: NodePort): string => `${String(port)}/${protocol}`;
const nameOf = ({ manifest }: Holder): string => `${manifest.namespace}/${manifest.name}`;

function collide(a: NodePort, b: NodePort): boolean {
  const any = (ip: string): boolean => ip === '' || ip === '0.0.0.0' || ip === '::';
  return a.port === b.port && a.protocol === b.protocol && (any(a.hostIP) || any(b.hostIP) || a.hostIP === b.hostIP);
}
