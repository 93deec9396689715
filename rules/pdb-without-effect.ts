import { templateLabelsOf } from '../src/facts/daemonset-facts.ts';
import { Rivals } from '../src/facts/rivals.ts';
import { isRecord } from '../src/kubernetes/go/json.ts';
import type { Sibling, ZoneOf } from '../src/manifest/manifest.ts';
import { counted } from '../src/words/counts.ts';
import { defineRule, MOST_RELATED } from '../src/rule/rule.ts';

export default defineRule({
  id: 'pdb-without-effect',
  category: 'stuck',
  severity: 'warning',
  presets: { recommended: 'warning' },
  summary: 'A PodDisruptionBudget selects the pods of this DaemonSet',
  why: `The DaemonSet controller deletes pods directly and does not use the eviction API. A budget neither slows nor
stops a rollout: a rollout completed in spite of \`minAvailable: 3\`, \`100%\` and \`maxUnavailable: 0\` (measured). A
DaemonSet also has no scale subresource, so only an integer \`minAvailable\` can be computed. With every other form the
budget reports \`SyncFailed\` and allows no disruption: every eviction of these pods, by an autoscaler or a descheduler,
is refused forever.`,
  fix: 'Remove the budget; limit rollouts with `maxUnavailable`, and drain nodes with `--ignore-daemonsets`.',
  since: '0.1.0',
  references: [
    { title: 'Disruptions', url: 'https://kubernetes.io/docs/concepts/workloads/pods/disruptions/' },
    { title: 'Specifying a PDB', url: 'https://kubernetes.io/docs/tasks/run-application/configure-pdb/' },
  ],
  needs: 'siblings',
  *check(manifest) {
    const { siblings, namespace } = manifest;
    const budgets = siblings.onceOf('PodDisruptionBudget', namespace, withSelector);
    const claim = { selector: undefined, labels: templateLabelsOf(manifest) };
    const { first, count } = budgets.against(claim, MOST_RELATED, { isWanted: siblings.isBeside });
    const [budget] = first.map(({ item }) => item);
    if (budget === undefined) return;
    const effect = isComputed(budget)
      ? 'the rollout deletes pods without checking it'
      : 'the rollout deletes pods without checking it, and without an integer minAvailable it cannot be computed and refuses every eviction';
    const rest = count === 1 ? '' : `; so do ${counted(count - 1, 'more budget')}`;
    yield {
      at: ['metadata', 'name'],
      message: `PodDisruptionBudget ${budget.name} selects these pods: ${effect}${rest}; remove it and limit the rollout with maxUnavailable`,
      related: first.map(({ item: { name, source, span } }) => ({
        place: { source, span },
        message: `PodDisruptionBudget ${name}`,
      })),
    };
  },
});

const withSelector = (budgets: readonly Sibling[], zoneOf: ZoneOf): Rivals<Sibling> =>
  new Rivals(
    budgets.flatMap((item) => {
      const selector = specOf(item)['selector'];
      return isRecord(selector) ? [{ item, selector, labels: {} }] : [];
    }),
    zoneOf,
  );

function isComputed(budget: Sibling): boolean {
  return typeof specOf(budget)['minAvailable'] === 'number';
}

function specOf({ object }: Sibling): Readonly<Record<string, unknown>> {
  const { spec } = object;
  return isRecord(spec) ? spec : {};
}
