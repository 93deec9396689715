import { labelsOf, selectorOf, selectsLabels } from '../src/facts/facts.ts';
import type { Manifest, Sibling } from '../src/manifest/manifest.ts';
import { defineRule, type Problem } from '../src/rule/rule.ts';
import { podLabelsOf, selectorIn } from '../src/facts/workloads.ts';

const KINDS = ['Deployment', 'StatefulSet', 'ReplicaSet', 'ReplicationController'] as const;

export default defineRule({
  id: 'shared-selector',
  category: 'stuck',
  severity: 'warning',
  presets: { recommended: 'warning' },
  summary: 'Another workload in the namespace selects the same pods',
  why: `Each controller keeps the pods that it created, so both run side by side. But \`kubectl get pods -l\`, Services
and budgets select the pods of both. When one of the two is deleted and its pods are kept, the other adopts them **and
its revisions**: the history then shows the other DaemonSet's template, and an undo would install it (measured).`,
  fix: 'Give one of them a label of its own, in the selector and in the template. The selector is immutable.',
  since: '0.1.0',
  references: [
    { title: 'Two DaemonSets, one selector', url: 'https://github.com/kubernetes/website/issues/53565' },
    {
      title: 'Pod selector',
      url: 'https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/#pod-selector',
    },
  ],
  needs: 'siblings',
  *check(manifest) {
    const [selector, labels] = [selectorOf(manifest), labelsOf(manifest)];
    if (selector === undefined) return;
    for (const other of manifest.siblings.daemonSets) {
      if (other.namespace !== manifest.namespace || other.name === manifest.name) continue;
      const theirs = selectorOf(other);
      if (!selectsLabels(selector, labelsOf(other)) && !selectsLabels(theirs, labels)) continue;
      yield problem(`DaemonSet ${other.name}`, 'its pods and its revisions', {
        manifest: other,
        at: ['spec', 'selector'],
      });
    }
    for (const workload of KINDS.flatMap((kind) => manifest.siblings.of(kind, manifest.namespace))) {
      if (!selectsLabels(selector, podLabelsOf(workload)) && !selectsLabels(selectorIn(workload), labels)) continue;
      const place = { ...workload.source, span: workload.span };
      yield problem(`${workload.kind} ${workload.name}`, 'its pods', { place });
    }
  },
});

type Place = { manifest: Manifest; at: string[] } | { place: { path: string; text: string; span: Sibling['span'] } };

function problem(name: string, left: string, place: Place): Problem {
  return {
    at: ['spec', 'selector'],
    part: 'key',
    message: `${name} selects the same pods: kubectl get pods -l and Services mix them, and when one of the two is deleted with --cascade=orphan the other adopts ${left}; give one a label of its own`,
    related: [{ ...place, message: name }],
  };
}
