import { selectorOf } from '../src/facts/facts.ts';
import { directionOf, rivalIndex, rivalsNear, type Direction } from '../src/facts/rivals.ts';
import { isOwned, podLabelsOf, selectorIn } from '../src/facts/workloads.ts';
import { isRecord } from '../src/kubernetes/go/json.ts';
import type { Manifest } from '../src/manifest/manifest.ts';
import { counted } from '../src/words/counted.ts';
import { defineRule, type Related } from '../src/rule/rule.ts';

const KINDS = ['StatefulSet', 'ReplicaSet', 'ReplicationController', 'Deployment'] as const;
type Kind = 'DaemonSet' | (typeof KINDS)[number];

/** At most so many other places are shown. */
const MOST_RELATED = 10;

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
    if (selectorOf(manifest) === undefined || isHook(manifest.object.metadata?.annotations)) return;
    const daemonSets = daemonSetsAgainst(manifest);
    const workloads = [...workloadsAgainst(manifest)];
    const rivals = [...daemonSets.rivals, ...workloads];
    const [first] = rivals;
    if (first === undefined) return;
    const more = daemonSets.count + workloads.length - 1;
    const rest = more === 0 ? '' : `; so do ${counted(more, 'more workload')}`;
    yield {
      at: ['spec', 'selector'],
      part: 'key',
      ...(first.kind === 'Deployment' ? { severity: 'note' as const } : {}),
      message: `${first.kind} ${first.name} ${sharing(first.direction)}: kubectl get pods -l and Services mix them${adoption(first)}${rest}; give one a label of its own`,
      related: rivals.slice(0, MOST_RELATED).map(({ related }) => related),
    };
  },
});

interface Rival {
  readonly kind: Kind;
  readonly name: string;
  readonly direction: Direction;
  readonly related: Related;
}

/** The first DaemonSets, and how many there are. */
function daemonSetsAgainst(manifest: Manifest): { readonly rivals: Rival[]; readonly count: number } {
  const { siblings, name: own } = manifest;
  const rivals: Rival[] = [];
  let count = 0;
  for (const near of rivalsNear(siblings.once(index), manifest)) {
    const direction = directionOf(manifest, near);
    if (direction === undefined) continue;
    for (const { source, manifests, byName } of near.members) {
      if (!siblings.isBeside(source) || isVendored({ source }) !== isVendored(manifest)) continue;
      count += manifests.length - (byName.get(own) ?? 0);
      for (const other of manifests) {
        if (rivals.length === MOST_RELATED) break;
        const { name } = other;
        if (name === own) continue;
        const related = { manifest: other, at: ['spec', 'selector'], message: `DaemonSet ${name}` };
        rivals.push({ kind: 'DaemonSet', name, direction, related });
      }
    }
  }
  return { rivals, count };
}

const index = (daemonSets: readonly Manifest[]): ReturnType<typeof rivalIndex> =>
  rivalIndex(daemonSets.filter(({ object }) => !isHook(object.metadata?.annotations)));

function* workloadsAgainst(manifest: Manifest): Generator<Rival> {
  for (const kind of KINDS) {
    for (const workload of manifest.siblings.of(kind, manifest.namespace)) {
      const { name, source, span, object } = workload;
      const metadata = isRecord(object['metadata']) ? object['metadata'] : {};
      if (isOwned(workload) || isHook(metadata['annotations'])) continue;
      if (isVendored(workload) !== isVendored(manifest)) continue;
      const direction = directionOf(manifest, { selector: selectorIn(workload), labels: podLabelsOf(workload) });
      if (direction === undefined) continue;
      yield { kind, name, direction, related: { place: { ...source, span }, message: `${kind} ${name}` } };
    }
  }
}

/** What Helm runs once, and removes: it is not applied with the rest. */
function isHook(annotations: unknown): boolean {
  return isRecord(annotations) && typeof annotations['helm.sh/hook'] === 'string';
}

/** Copies of other projects are not applied together with the project itself. */
function isVendored({ source }: { readonly source: { readonly path: string } }): boolean {
  return /(?:^|\/)vendor\//.test(source.path);
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
