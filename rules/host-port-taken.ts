import { nodePortsOf, type NodePort } from '../src/facts/facts.ts';
import { defineRule } from '../src/rule/rule.ts';
import { shareNodes } from '../src/placement/shared-nodes.ts';

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
    const own = nodePortsOf(manifest);
    if (own.length === 0) return;
    for (const other of manifest.siblings.daemonSets) {
      if (other.name === manifest.name && other.namespace === manifest.namespace) continue;
      const theirs = nodePortsOf(other);
      if (theirs.length === 0 || !shareNodes(manifest, other)) continue;
      for (const port of own) {
        const clash = theirs.find((candidate) => collide(port, candidate));
        if (clash === undefined) continue;
        const name = `${other.namespace}/${other.name}`;
        yield {
          at: port.at,
          message: `DaemonSet ${name} also needs host port ${port.port}/${port.protocol}: on every node that both select, one of the two pods stays Pending forever; give one of them another port`,
          related: [{ manifest: other, at: clash.at, message: `${name} needs it here` }],
        };
      }
    }
  },
});

function collide(a: NodePort, b: NodePort): boolean {
  const any = (ip: string): boolean => ip === '' || ip === '0.0.0.0' || ip === '::';
  return a.port === b.port && a.protocol === b.protocol && (any(a.hostIP) || any(b.hostIP) || a.hostIP === b.hostIP);
}
