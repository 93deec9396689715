import { templateLabelsOf, selectorOf } from '../src/facts/daemonset-facts.ts';
import { Rivals, type Direction } from '../src/facts/rivals.ts';
import { isOwned, podLabelsOf, selectorIn } from '../src/facts/workloads.ts';
import { isRecord } from '../src/kubernetes/go/json.ts';
import type { Manifest, Sibling, ZoneOf } from '../src/manifest/manifest.ts';
import { counted } from '../src/words/counts.ts';
import { groupBy } from '../src/words/group-by.ts';
import { defineRule, MOST_RELATED } from '../src/rule/rule.ts';

const KINDS = ['StatefulSet', 'ReplicaSet', 'ReplicationController', 'Deployment'] as const;
type Kind = 'DaemonSet' | (typeof KINDS)[number];

export default defineRule({
  id: 'shared-selector',
  category: 'stuck',
  severity: 'warning',
  presets: { recommended: 'warning' },
  summary: 'Another workload in the namespace selects the same pods',
  why: `Each controller keeps the pods that it created, so both run side by side. But \`kubectl get pods -l\`, Services
and budgets select the pods of both. When a DaemonSet is deleted with \`--cascade=orphan\`, another one whose selector
matches adopts its pods **and its revisions**: the history then shows the other DaemonSet's template, and an undo would
install it (measured). ReplicaSets adopt pods and have no revisions. A StatefulSet adopts pods by their names only, and so
never those of a DaemonSet, but it adopts the revisions. A Deployment adopts nothing: its ReplicaSets select by
\`pod-template-hash\`, so this
is only a note. If only one of the two selectors matches, only its controller adopts.`,
  fix: 'Give one of them a label of its own, in the selector and in the template. The selector is immutable.',
  since: '0.1.0',
  references: [
    { title: 'Two DaemonSets, one selector', url: 'https://github.com/kubernetes/website/issues/53565' },
    {
      title: 'Pod selector',
      url: 'https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/#pod-selector',
    },
    {
      title: 'Which pods a StatefulSet adopts',
      url: 'https://github.com/kubernetes/kubernetes/blob/master/pkg/controller/statefulset/stateful_set.go',
    },
  ],
  needs: 'siblings',
  *check(manifest) {
    const selector = selectorOf(manifest);
    if (selector === undefined || isHook(manifest.object.metadata?.annotations)) return;
    const { siblings, namespace, name: ownName } = manifest;
    const claim = { selector, labels: templateLabelsOf(manifest) };
    const isWanted = siblings.isBeside;
    const ours = siblings.once(byNamespace).get(namespace)?.against(claim, MOST_RELATED, { isWanted, ownName });
    const found = [
      { kind: 'DaemonSet' as const, first: ours?.first ?? [], count: ours?.count ?? 0 },
      ...KINDS.map((kind) => {
        const rivals = siblings.onceOf(kind, namespace, workloads);
        return { kind, ...rivals.against(claim, MOST_RELATED, { isWanted }) };
      }),
    ];
    const rivals = found.flatMap(({ kind, first }) => first.map((one) => ({ kind, ...one })));
    const [first] = rivals;
    if (first === undefined) return;
    const more = found.reduce((sum, { count }) => sum + count, -1);
    const rest = more === 0 ? '' : `; so do ${counted(more, 'more workload')}`;
    const rival = { kind: first.kind, name: first.item.name, direction: first.direction };
    yield {
      at: ['spec', 'selector'],
      part: 'key',
      ...(first.kind === 'Deployment' ? { severity: 'note' as const } : {}),
      message: `${rival.kind} ${rival.name} ${sharing(rival.direction)}: kubectl get pods -l and Services mix them${adoption(rival)}${rest}; give one a label of its own`,
      related: rivals.slice(0, MOST_RELATED).map(({ kind, item }) => {
        const message = `${kind} ${item.name}`;
        if ('declared' in item) return { manifest: item, at: ['spec', 'selector'], message };
        return { place: item, message };
      }),
    };
  },
});

interface Rival {
  readonly kind: Kind;
  readonly name: string;
  readonly direction: Direction;
}

const byNamespace = (daemonSets: readonly Manifest[], zoneOf: ZoneOf): ReadonlyMap<string, Rivals<Manifest>> => {
  const own = daemonSets.filter(({ object }) => !isHook(object.metadata?.annotations));
  const claimants = own.map((item) => ({ item, selector: selectorOf(item), labels: templateLabelsOf(item) }));
  return new Map(
    [...groupBy(claimants, ({ item }) => item.namespace)].map(([name, some]) => [name, new Rivals(some, zoneOf)]),
  );
};

const workloads = (objects: readonly Sibling[], zoneOf: ZoneOf): Rivals<Sibling> =>
  new Rivals(
    objects
      .filter((item) => {
        const { metadata } = item.object;
        return !isOwned(item) && !isHook(isRecord(metadata) ? metadata['annotations'] : undefined);
      })
      .map((item) => ({ item, selector: selectorIn(item), labels: podLabelsOf(item) })),
    zoneOf,
  );

/** What Helm runs once, and removes: it is not applied with the rest. */
function isHook(annotations: unknown): boolean {
  return isRecord(annotations) && typeof annotations['helm.sh/hook'] === 'string';
}

function sharing(direction: Direction): string {
  if (direction === 'both') return 'selects the same pods';
  return direction === 'theirs' ? 'selects these pods too' : 'makes pods that this selector matches';
}

const BOTH = 'its pods and its revisions';

/** What a DaemonSet takes from each kind, and what that takes from a DaemonSet. */
const ADOPTED = {
  DaemonSet: [BOTH, BOTH],
  StatefulSet: [BOTH, 'its revisions'],
  ReplicaSet: ['its pods', 'its pods'],
  ReplicationController: ['its pods', 'its pods'],
} as const;

/** What becomes of orphans. Source: controller_ref_manager.go ClaimPods, stateful_set.go isMemberOf, deployment/sync.go. */
function adoption({ kind, name, direction }: Rival): string {
  if (kind === 'Deployment') return ', though neither adopts pods of the other';
  const [what, fromUs] = ADOPTED[kind];
  const when = 'is deleted with --cascade=orphan';
  if (direction === 'both' && what === fromUs) return `, and when one of the two ${when} the other adopts ${what}`;
  const ours = `when ${name} ${when} this DaemonSet adopts ${what}`;
  const theirs = `when this DaemonSet ${when} ${name} adopts ${fromUs}`;
  if (direction === 'both') return `, and ${ours}, and ${theirs}`;
  return `, and ${direction === 'ours' ? ours : theirs}`;
}
