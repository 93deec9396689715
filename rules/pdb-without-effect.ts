import { labelsOf } from '../src/facts/facts.ts';
import { selects } from '../src/kubernetes/apimachinery/label-selector.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'pdb-without-effect',
  category: 'stuck',
  severity: 'warning',
  presets: { recommended: 'warning' },
  summary: 'A PodDisruptionBudget selects the pods of this DaemonSet',
  why: `The DaemonSet controller deletes pods without asking for an eviction, so a budget neither slows nor stops a rollout: one
ran through \`minAvailable: 3\`, \`100%\` and \`maxUnavailable: 0\` alike (measured). A DaemonSet has no scale subresource
either, so every form but an integer \`minAvailable\` cannot be computed: the budget reports \`SyncFailed\` and allows no
disruption, so whatever does ask for an eviction of these pods, an autoscaler or a descheduler, is refused for ever.`,
  mend: 'Remove the budget; limit rollouts with `maxUnavailable`, and drain nodes with `--ignore-daemonsets`.',
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
        ? 'the rollout deletes pods without asking it'
        : 'the rollout deletes pods without asking it, and without an integer minAvailable it cannot even be computed and refuses every eviction';
      yield {
        at: ['metadata', 'name'],
        message: `PodDisruptionBudget ${budget.name} selects these pods: ${effect}; remove it and limit the rollout with maxUnavailable`,
        related: [{ place: { ...budget.source, span: budget.span }, message: `PodDisruptionBudget ${budget.name}` }],
      };
    }
  },
});

/** The parts of a budget that matter here; a manifest may have written anything. */
interface BudgetSpec {
  readonly selector?: Parameters<typeof selects>[0] | null;
  readonly minAvailable?: unknown;
}
