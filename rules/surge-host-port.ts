import { MAX_SURGE, nodePortsOf, surges } from '../src/facts/facts.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'surge-host-port',
  category: 'strategy',
  severity: 'error',
  presets: { recommended: 'error' },
  summary: 'maxSurge with a port of the node, which two pods cannot hold',
  why: `With \`maxSurge\` the new pod starts beside the old one, and both ask for the same port of the node. The scheduler
never places the new pod (\`node(s) didn't have free ports for the requested pod ports\`), the old one is never deleted, and
the rollout hangs for ever; the API server has no check for it. Under \`hostNetwork\` every \`containerPort\` counts, though
the stored template shows no \`hostPort\`.`,
  mend: 'Roll with `maxUnavailable` instead of `maxSurge`, or do without the port of the node.',
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
      message: `the new pod needs ${ports} of the node while the old one still holds it: it is never scheduled and the rollout hangs for ever; use maxUnavailable instead of maxSurge`,
      related: [{ at: first.at, message: `port ${first.port} of the node` }],
    };
  },
});
