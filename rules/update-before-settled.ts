import { rolls } from '../src/facts/daemonset-facts.ts';
import { earlierOf, templateChange } from '../src/facts/update.ts';
import { resolveBudget } from '../src/kubernetes/controller/budget.ts';
import type { Manifest } from '../src/manifest/manifest.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'update-before-settled',
  category: 'change',
  severity: 'warning',
  presets: { recommended: 'warning' },
  summary: 'The template changes while the rollout before it is not finished',
  why: `Old pods that are not available are replaced without any limit, whatever \`maxUnavailable\` says. While a
rollout is under way, the pods that it has just created are not available yet. If the template changes again, all of
them are replaced at once: a second change within \`minReadySeconds\` of the first took 10 of 10 nodes down at once, under \`maxUnavailable: 1\` (measured). The
pods of a bad version are replaced at once too, which is what you want of a rollback.`,
  fix: 'Wait for `kubectl rollout status daemonset/NAME`, then apply the next change.',
  unless: 'The change repairs or rolls back a version that does not become available.',
  since: '0.1.0',
  needs: 'previous',
  references: [
    {
      title: 'Repeated updates take all nodes down',
      url: 'https://github.com/kubernetes/kubernetes/issues/123232',
    },
    {
      title: 'rollingUpdate',
      url: 'https://github.com/kubernetes/kubernetes/blob/master/pkg/controller/daemon/update.go',
    },
  ],
  *check(manifest) {
    const previous = earlierOf(manifest);
    const change = templateChange(manifest);
    if (previous === undefined || change?.answer.stored?.spec === undefined || !rolls(manifest)) return;
    const desired = countIn(previous, 'status', 'desiredNumberScheduled');
    if (desired === undefined || desired === 0) return;
    const updated = countIn(previous, 'status', 'updatedNumberScheduled') ?? 0;
    const available = countIn(previous, 'status', 'numberAvailable') ?? 0;
    const down = desired - Math.min(available, desired);
    const old = desired - Math.min(updated, desired);
    const unseen = unseenIn(previous);
    if (down === 0 && old === 0 && unseen === '') return;
    const surges = resolveBudget(change.answer.stored.spec, desired).strategy === 'surge';
    const fate = surges ? 'get a new one at once' : 'get a new one at once, whatever maxUnavailable says';
    const what = [
      unseen,
      old === 0 ? '' : `${old} of ${desired} nodes still have an older revision`,
      down === 0 ? '' : `${down} of ${desired} have no available pod and ${fate}`,
    ].filter(Boolean);
    yield {
      at: ['spec', 'template'],
      part: 'key',
      message: `the rollout before this change is not finished: ${what.join(', and ')}; wait for kubectl rollout status, unless this change repairs it`,
    };
  },
});

/** That the controller has not reported on the stored object yet: the counts of the status are of the one before. */
function unseenIn(previous: Manifest): string {
  const observed = countIn(previous, 'status', 'observedGeneration');
  const generation = countIn(previous, 'metadata', 'generation');
  if (observed === undefined || generation === undefined || observed >= generation) return '';
  return `the status is that of generation ${observed} and the object is at generation ${generation}, so that nobody can tell which nodes have changed`;
}

/** A number that the server wrote, where the earlier state is a dump. */
function countIn(manifest: Manifest, part: 'status' | 'metadata', field: string): number | undefined {
  const node = manifest.node([part, field]);
  return node?.kind === 'number' ? Number(node.literal) : undefined;
}
