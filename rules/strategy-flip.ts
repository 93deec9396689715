import { earlierOf, updateOf } from '../src/facts/update.ts';
import { STRATEGY } from '../src/facts/daemonset-facts.ts';
import { budgetOf } from '../src/placement/node-groups.ts';
import { counted } from '../src/words/counts.ts';
import { resolveBudget, waveSize } from '../src/kubernetes/controller/budget.ts';
import type { Manifest } from '../src/manifest/manifest.ts';
import { defineRule } from '../src/rule/rule.ts';

const TYPE = [...STRATEGY, 'type'];

export default defineRule({
  id: 'strategy-flip',
  category: 'change',
  severity: 'warning',
  presets: { recommended: 'warning' },
  summary: 'OnDelete becomes RollingUpdate: all pods on old revisions are replaced',
  why: `Under \`OnDelete\` a pod keeps its revision until someone deletes it, so a fleet may run several revisions.
After the switch to \`RollingUpdate\` every pod that is not on the newest revision is replaced, wave by wave (measured),
even if the template does not change. This also happens in a migration from \`extensions/v1beta1\`, where a missing
strategy meant \`OnDelete\`, to \`apps/v1\`, where it means \`RollingUpdate\`.`,
  fix: `Write \`type: OnDelete\` to keep it. Before you switch, list the outdated pods with \`kubectl get pods -L
controller-revision-hash\`, and choose \`maxUnavailable\` for them.`,
  unless: 'Every pod is already on the newest revision.',
  since: '0.1.0',
  needs: 'previous',
  references: [
    {
      title: 'DaemonSet update strategies',
      url: 'https://kubernetes.io/docs/tasks/manage-daemon/update-daemon-set/#daemonset-update-strategy',
    },
  ],
  *check(manifest) {
    const update = updateOf(manifest);
    if (update?.old.spec?.updateStrategy?.type !== 'OnDelete') return;
    if (update.answer.stored?.spec?.updateStrategy?.type !== 'RollingUpdate') return;
    const written = manifest.has(TYPE);
    const version = earlierOf(manifest)?.apiVersion ?? '';
    const migrated = !written && version !== manifest.apiVersion;
    const which = update.answer.newRevision
      ? 'every pod is replaced without anyone deleting it'
      : 'every pod on an old revision is replaced without anyone deleting it';
    const because = migrated
      ? `, because a missing strategy means OnDelete in ${version} and RollingUpdate in apps/v1`
      : '';
    yield {
      at: written ? TYPE : migrated ? ['apiVersion'] : STRATEGY,
      message: `${which}, ${paceOf(manifest)}${because}; write type: OnDelete to keep deciding node by node`,
    };
  },
});

function paceOf(manifest: Manifest): string {
  const budget = budgetOf(manifest);
  if (budget !== undefined)
    return `with ${counted(budget.nodes, 'node')}, ${String(waveSize(budget, budget.nodes))} at a time`;
  const { maxSurge, maxUnavailable } = manifest.spec.updateStrategy?.rollingUpdate ?? {};
  const size = resolveBudget(manifest.spec, 100).strategy === 'surge' ? maxSurge : maxUnavailable;
  return typeof size === 'string' ? `${size} of the nodes at a time` : `${counted(size ?? 1, 'node')} at a time`;
}
