import { MAX_SURGE, nodePortsOf, surges } from '../src/facts/daemonset-facts.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'surge-host-port',
  category: 'strategy',
  severity: 'error',
  presets: { recommended: 'error' },
  summary: 'maxSurge with a host port, which two pods on a node cannot share',
  why: `With \`maxSurge\` the new pod starts beside the old one, and both need the same host port. The scheduler never
places the new pod (\`node(s) didn't have free ports for the requested pod ports\`), the old one is never deleted, and
the rollout is stuck forever. The API server does not check for it. Under \`hostNetwork\` every \`containerPort\`
counts, even if the manifest does not contain a \`hostPort\`.`,
  fix: 'Use `maxUnavailable` instead of `maxSurge`, or remove the host port.',
  since: '0.1.0',
  references: [
    { title: 'hostPort with maxSurge stuck', url: 'https://github.com/kubernetes/kubernetes/issues/106417' },
    { title: 'hostNetwork port conflict', url: 'https://github.com/traefik/traefik-helm-chart/issues/645' },
  ],
  *check(manifest) {
    const [first, ...more] = surges(manifest) ? nodePortsOf(manifest) : [];
    if (first === undefined) return;
    const ports = [first, ...more].map(({ port, protocol }) => `${port}/${protocol}`).join(', ');
    yield {
      at: MAX_SURGE,
      message: `the new pod needs host port ${ports} while the old one still holds it: it is never scheduled and the rollout is stuck forever; use maxUnavailable instead of maxSurge`,
      related: [{ at: first.at, message: `host port ${first.port}` }],
    };
  },
});
