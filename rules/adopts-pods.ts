import { rolls, selectorOf } from '../src/facts/daemonset-facts.ts';
import { Rivals } from '../src/facts/rivals.ts';
import type { Sibling, ZoneOf } from '../src/manifest/manifest.ts';
import { defineRule, MOST_RELATED } from '../src/rule/rule.ts';
import { isOwned, ownLabelsOf } from '../src/facts/workloads.ts';

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
    const { siblings, namespace } = manifest;
    const selector = selectorOf(manifest);
    const isWanted = siblings.isBeside;
    const pods = siblings.onceOf('Pod', namespace, withoutOwner);
    const { first, count } = pods.against({ selector, labels: {} }, MOST_RELATED, { isWanted });
    const [pod] = first;
    if (pod === undefined) return;
    const [what, has, its] = count === 1 ? ['', 'has', 'it'] : [` and ${count - 1} more`, 'have', 'them'];
    const fate = rolls(manifest)
      ? `adopts ${its}, and the rollout deletes or replaces ${its}`
      : `adopts ${its} and leaves ${its} as ${count === 1 ? 'it is' : 'they are'}`;
    yield {
      at: ['spec', 'selector'],
      part: 'key',
      message: `Pod ${pod.item.name}${what} ${has} no owner and match${count === 1 ? 'es' : ''} this selector: the DaemonSet ${fate}; give ${count === 1 ? 'the Pod' : 'the Pods'} other labels`,
      related: first.map(({ item: { name, source, span } }) => ({
        place: { source, span },
        message: `Pod ${name}`,
      })),
    };
  },
});

const withoutOwner = (pods: readonly Sibling[], zoneOf: ZoneOf): Rivals<Sibling> =>
  new Rivals(
    pods.filter((pod) => !isOwned(pod)).map((item) => ({ item, selector: undefined, labels: ownLabelsOf(item) })),
    zoneOf,
  );
