import { earlierOf, updateOf } from '../src/facts/update.ts';
import { MAX_SURGE, nodePortsOf, type NodePort } from '../src/facts/daemonset-facts.ts';
import { budgetOf } from '../src/placement/node-groups.ts';
import { counted } from '../src/words/counts.ts';
import { resolveBudget } from '../src/kubernetes/controller/budget.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'surge-turned-on',
  category: 'change',
  severity: 'warning',
  presets: { recommended: 'warning' },
  summary: 'maxSurge is introduced while the pods use host ports: rollouts will be stuck',
  why: `Before this change the old pod was deleted first, and its port was free for the new one. With \`maxSurge\` the
new pod starts beside the old one and needs the same port. It stays Pending (\`node(s) didn't have free ports for the
requested pod ports\`), the old one is never deleted, and the rollout is stuck at its first nodes forever. The old pods
keep running. Changing the strategy alone restarts no pod, so the problem appears only at the next change of the
template, which may be much later.`,
  fix: 'Keep `maxUnavailable`, or remove the host port from the pods in an earlier change.',
  since: '0.1.0',
  needs: 'previous',
  references: [
    { title: 'hostPort with maxSurge stuck', url: 'https://github.com/kubernetes/kubernetes/issues/106417' },
  ],
  *check(manifest) {
    const [update, earlier] = [updateOf(manifest), earlierOf(manifest)];
    const spec = update?.answer.stored?.spec;
    if (update === undefined || earlier === undefined || spec === undefined) return;
    const before = resolveBudget(update.old.spec ?? {}, 100).strategy;
    if (before === 'surge' || resolveBudget(spec, 100).strategy !== 'surge') return;
    const ports = nodePortsOf(manifest);
    const held = nodePortsOf(earlier);
    const [first] = ports;
    if (first === undefined) return;
    const now = update.answer.newRevision && ports.some((port) => held.some((other) => isSame(port, other)));
    const begin = now
      ? 'the one that it starts'
      : before === 'on-delete'
        ? 'that of the pods left on an old revision'
        : 'the next change of the template';
    const budget = budgetOf(manifest);
    const pending =
      budget === undefined
        ? 'its new pods stay'
        : `with ${counted(budget.nodes, 'node')}, ${counted(Math.min(budget.maxSurge, budget.nodes), 'new pod')} stay`;
    const shown = ports.map(({ port, protocol }) => `${port}/${protocol}`).join(', ');
    yield {
      at: MAX_SURGE,
      message: `after this change a rollout is stuck forever, beginning with ${begin}: ${pending} Pending because the old pods hold host port ${shown}; use maxUnavailable as before`,
      related: [{ at: first.at, message: `host port ${first.port}` }],
    };
  },
});

const isSame = (a: NodePort, b: NodePort): boolean => a.port === b.port && a.protocol === b.protocol;
