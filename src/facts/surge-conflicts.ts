/** What two pods of a DaemonSet cannot share on one node. */
import { POD, runningContainersOf, selectsLabels, templateLabelsOf } from './daemonset-facts.ts';
import type { Path } from '../kubernetes/yaml/node.ts';
import type { Manifest } from '../manifest/manifest.ts';
import { isSingleWriter } from './workloads.ts';

const NATIVE = /^(?:cpu|memory|ephemeral-storage|hugepages-.*|attachable-volumes-.*)$|^(?:[\w.-]+\.)?kubernetes\.io\//;
// A node lock that every program holds only for moments, such as xtables.lock, is meant to be shared.
const LOCK = /^(?!.*\/xtables\.lock$).*(?:\.lock|\.pid|\/lock)$/;
// Where a kubelet driver creates its own socket; a socket of the node belongs to another program.
const PLUGIN = /^\/var\/lib\/kubelet\/(?:plugins\/[^/]+|device-plugins)\/?$/;

/** Something that only one pod on a node can hold, and where it is written. */
export interface Exclusive {
  readonly at: Path;
  readonly what: string;
}

/** The first such thing that a new pod needs while the old one still holds it, as far as names show. */
export function exclusiveResource(manifest: Manifest): Exclusive | undefined {
  return deviceIn(manifest) ?? volumeIn(manifest);
}

function deviceIn(manifest: Manifest): Exclusive | undefined {
  for (const { at, container } of runningContainersOf(manifest)) {
    const { limits, requests } = container.resources ?? {};
    const device = Object.keys({ ...limits, ...requests }).find((name) => name.includes('/') && !NATIVE.test(name));
    if (device !== undefined) return { at: [...at, 'resources'], what: `the device ${device}` };
  }
  return undefined;
}

function volumeIn(manifest: Manifest): Exclusive | undefined {
  for (const [index, { hostPath, persistentVolumeClaim }] of (manifest.pod.volumes ?? []).entries()) {
    const at = [...POD, 'volumes', index];
    const path = hostPath?.path ?? '';
    if (LOCK.test(path)) return { at: [...at, 'hostPath', 'path'], what: `the lock ${path}` };
    if (PLUGIN.test(path)) return { at: [...at, 'hostPath', 'path'], what: `the socket of the plugin in ${path}` };
    const claim = persistentVolumeClaim?.claimName ?? '';
    const claims = claim === '' ? [] : manifest.siblings.named('PersistentVolumeClaim', manifest.namespace, claim);
    if (claims.some(isSingleWriter)) {
      const what = `the ReadWriteOncePod claim ${claim}`;
      return { at: [...at, 'persistentVolumeClaim', 'claimName'], what };
    }
  }
  return undefined;
}

const LIST = 'requiredDuringSchedulingIgnoredDuringExecution';
const BEYOND_NODES = /^(?:topology|failure-domain\.beta)\.kubernetes\.io\/(?:zone|region)$/;

interface PlacedTerm {
  readonly at: Path;
  readonly term: Term;
}

// The required anti-affinity terms that match the pods themselves.
function selfTerms(manifest: Manifest): PlacedTerm[] {
  const labels = templateLabelsOf(manifest);
  const terms = manifest.pod.affinity?.podAntiAffinity?.[LIST] ?? [];
  return terms.flatMap((term, index) => {
    const { labelSelector, mismatchLabelKeys = [] } = term;
    // Keys whose labels have to differ; the labels of pods of one DaemonSet are equal.
    if (!looksHere(term, manifest) || mismatchLabelKeys.some((key) => Object.hasOwn(labels, key))) return [];
    const at = [...POD, 'affinity', 'podAntiAffinity', LIST, index];
    return selectsLabels(labelSelector, labels) ? [{ at, term }] : [];
  });
}

/** The terms that keep a new pod off the node of the old one, whatever their topology: both are on one node. */
export function selfRepellingTerms(manifest: Manifest): Path[] {
  const byRevision = ['controller-revision-hash', 'pod-template-generation'];
  return selfTerms(manifest)
    .filter(({ term }) => !(term.matchLabelKeys ?? []).some((key) => byRevision.includes(key)))
    .map(({ at }) => at);
}

/** The terms that separate the pods of different nodes. */
export function repelsAcrossNodes(manifest: Manifest): { readonly at: Path; readonly topologyKey: string }[] {
  return selfTerms(manifest)
    .map(({ at, term }) => ({ at, topologyKey: term.topologyKey ?? '' }))
    .filter(({ topologyKey }) => BEYOND_NODES.test(topologyKey));
}

type Term = NonNullable<NonNullable<NonNullable<Manifest['pod']['affinity']>['podAntiAffinity']>[typeof LIST]>[number];

// A missing namespaceSelector means the own namespace, an empty one all; what another one selects is unknown.
function looksHere({ namespaces = [], namespaceSelector }: Term, { namespace }: Manifest): boolean {
  if (namespaces.includes(namespace)) return true;
  if (namespaceSelector !== undefined) return Object.keys(namespaceSelector).length === 0;
  return namespaces.length === 0;
}
