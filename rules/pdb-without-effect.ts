import { labelsOf } from '../src/facts/facts.ts';
import { selects } from '../src/kubernetes/apimachinery/label-selector.ts';
import { defineRule } from '../src/rule/rule.ts';

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
    const labels = labelsOf(manifest);
    for (const budget of manifest.siblings.of('PodDisruptionBudget', manifest.namespace)) {
      const spec = budget.object['spec'] as BudgetSpec | null | undefined;
      if (spec?.selector == null || !selects(spec.selector, labels)) continue;
      const computed = typeof spec.minAvailable === 'number';
      const effect = computed
        ? 'the rollout deletes pods without checking it'
        : 'the rollout deletes pods without checking it, and without an integer minAvailable it cannot be computed and refuses every eviction';
      yield {
        at: ['metadata', 'name'],
        message: `PodDisruptionBudget ${budget.name} selects these pods: ${effect}; remove it and limit the rollout with maxUnavailable`,
        related: [{ place: { ...budget.source, span: budget.span }, message: `PodDisruptionBudget ${budget.name}` }],
      };
    }
  },
});

/** The parts of a budget that are used here; a manifest may contain anything. */
interface BudgetSpec {
  readonly selector?: Parameters<typeof selects>[0] | null;
  readonly minAvailable?: unknown;
}
