import { budgetOf, MAX_UNAVAILABLE, rolls } from '../src/facts.ts';
import { scaledValue } from '../src/kubernetes/rollout.ts';
import { defineRule } from '../src/rule.ts';

export default defineRule({
  id: 'max-unavailable-limit',
  category: 'strategy',
  severity: 'error',
  presets: {},
  summary: 'maxUnavailable is outside the bounds that your house sets',
  why: `A house rule: how much of the fleet may lose the agent at once, and how slow a rollout may get. Values are resolved as
the controller does it, percentages of the configured fleet rounded up. Without a fleet only percentages can be compared with
percentages. Known house rules are 10% or 33%, or 0 with \`maxSurge: 10%\`.`,
  mend: 'Write a `maxUnavailable` within the bounds of the configuration.',
  since: '0.1.0',
  references: [
    {
      title: 'Performing a rolling update on a DaemonSet',
      url: 'https://kubernetes.io/docs/tasks/manage-daemon/update-daemon-set/',
    },
  ],
  needs: 'value',
  options: {
    max: {
      default: '33%',
      description: 'the most nodes that may be down at once, as a number or a share of the fleet',
    },
    min: { default: '0', description: 'the fewest that a rollout has to take at once, unless it surges' },
  },
  *check(manifest, { max, min }) {
    if (!rolls(manifest)) return;
    const budget = budgetOf(manifest);
    const value = manifest.spec.updateStrategy?.rollingUpdate?.maxUnavailable ?? 1;
    // Without a fleet a percentage is compared on a hundred nodes, and a number not at all.
    if (budget === undefined && typeof value === 'number') return;
    const nodes = budget?.nodes ?? 100;
    const resolved = scaledValue(value, nodes);
    const [most, fewest] = [scaledValue(asBudget(max), nodes), scaledValue(asBudget(min), nodes)];
    const unit = budget === undefined ? 'percent of the nodes' : `of ${nodes} nodes`;
    if (resolved > most) {
      const message = `${resolved} ${unit} lose their pod at once, the house rule allows ${most}: write maxUnavailable: ${max}`;
      yield { at: MAX_UNAVAILABLE, message };
    } else if (resolved < fewest && resolved > 0) {
      const message = `only ${resolved} ${unit} are replaced at once, the house rule asks for ${fewest}: write maxUnavailable: ${min}`;
      yield { at: MAX_UNAVAILABLE, message };
    }
  },
});

function asBudget(text: string): string | number {
  return /^[0-9]+$/.test(text) ? Number(text) : text;
}
