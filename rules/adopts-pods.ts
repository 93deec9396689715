import { rolls, selectorOf, selectsLabels } from '../src/facts/facts.ts';
import { defineRule } from '../src/rule/rule.ts';
import { isOwned, labelsOf } from '../src/facts/workloads.ts';

export default defineRule({
  id: 'adopts-pods',
  category: 'stuck',
  severity: 'warning',
  presets: { recommended: 'warning' },
  summary: 'A bare Pod in the input matches the selector and will be adopted',
  why: `The controller adopts a pod that has no owner and matches the selector: the pod then belongs to this DaemonSet.
It has no revision, so a rolling update counts it as old and replaces it. If the node already has a pod of this
DaemonSet, the newer of the two is deleted. Under \`OnDelete\` the adopted pod stays, with whatever image it has.`,
  fix: 'Give the Pod other labels, or remove it.',
  unless: 'The DaemonSet is meant to adopt the Pod.',
  since: '0.1.0',
  references: [
    {
      title: 'Creating a DaemonSet over existing pods',
      url: 'https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/#pod-selector',
    },
  ],
  needs: 'siblings',
  *check(manifest) {
    const selector = selectorOf(manifest);
    for (const pod of manifest.siblings.of('Pod', manifest.namespace)) {
      if (isOwned(pod) || !selectsLabels(selector, labelsOf(pod))) continue;
      const fate = rolls(manifest)
        ? 'adopts it, and the rollout deletes or replaces it'
        : 'adopts it and leaves it as it is';
      yield {
        at: ['spec', 'selector'],
        part: 'key',
        message: `Pod ${pod.name} has no owner and matches this selector: the DaemonSet ${fate}; give the Pod other labels`,
        related: [{ place: { ...pod.source, span: pod.span }, message: `Pod ${pod.name}` }],
      };
    }
  },
});
