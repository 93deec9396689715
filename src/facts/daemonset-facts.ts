/** Facts about a manifest that several rules use. */
import type { LabelSelector } from 'kubernetes-types/meta/v1.js';
import { selects, type Labels } from '../kubernetes/apimachinery/label-selector.ts';
import type { Path } from '../kubernetes/yaml/node.ts';
import type { Container, Declared } from '../kubernetes/api/objects.ts';
import { CLIENT_BURST, CLIENT_QPS, scaledValue, type Pace } from '../kubernetes/controller/budget.ts';
import type { Manifest } from '../manifest/manifest.ts';

export const STRATEGY: Path = ['spec', 'updateStrategy'];
export const MAX_UNAVAILABLE: Path = [...STRATEGY, 'rollingUpdate', 'maxUnavailable'];
export const MAX_SURGE: Path = [...STRATEGY, 'rollingUpdate', 'maxSurge'];
export const POD: Path = ['spec', 'template', 'spec'];
export const CHANGE_CAUSE = 'kubernetes.io/change-cause';
export const CAUSE: Path = ['metadata', 'annotations', CHANGE_CAUSE];
export const TEMPLATE_CAUSE: Path = ['spec', 'template', 'metadata', 'annotations', CHANGE_CAUSE];

/** A container and where it is written. */
export interface ContainerAt {
  readonly at: Path;
  readonly container: Declared<Container>;
}

/** Containers and init containers in the order in which the pod runs them. */
export function containersOf(manifest: Manifest): ContainerAt[] {
  return [...placed(manifest.pod.initContainers, 'initContainers'), ...placed(manifest.pod.containers, 'containers')];
}

/** Containers that run for as long as the pod does: the regular ones, and init containers that are always restarted. */
export function runningContainersOf(manifest: Manifest): ContainerAt[] {
  return containersOf(manifest).filter(
    ({ at, container }) => at[POD.length] === 'containers' || container.restartPolicy === 'Always',
  );
}

function placed(containers: Declared<Container>[] | undefined, list: string): ContainerAt[] {
  return (containers ?? []).map((container, index) => ({ at: [...POD, list, index], container }));
}

/** Whether a template change is rolled out automatically. */
export function rolls(manifest: Manifest): boolean {
  return manifest.spec.updateStrategy?.type === 'RollingUpdate';
}

/** Whether the rollout starts new pods beside the old ones. */
export function surges(manifest: Manifest): boolean {
  return rolls(manifest) && scaledValue(manifest.spec.updateStrategy?.rollingUpdate?.maxSurge, 100) > 0;
}

/** The times of a pod: those of the fleet, otherwise ten seconds to start and the grace period to stop. */
export function paceOf(manifest: Manifest): Pace {
  const { readySeconds = 10, terminationSeconds } = manifest.context.fleet ?? {};
  return {
    readySeconds,
    terminationSeconds: terminationSeconds ?? gracePeriodOf(manifest),
    minReadySeconds: minReadySecondsOf(manifest),
    clientQps: CLIENT_QPS,
    clientBurst: CLIENT_BURST,
  };
}

/** `terminationGracePeriodSeconds` with its default. */
export function gracePeriodOf(manifest: Manifest): number {
  // An int64 beyond the exact range of a double is a bigint.
  return Number(String(manifest.pod.terminationGracePeriodSeconds ?? 30));
}

/** `minReadySeconds`, 0 if it is not written. */
export function minReadySecondsOf(manifest: Manifest): number {
  return manifest.spec.minReadySeconds ?? 0;
}

/** Whether any container that keeps running has a readiness probe. */
export function hasReadinessProbe(manifest: Manifest): boolean {
  return runningContainersOf(manifest).some(({ container }) => container.readinessProbe !== undefined);
}

/** Whether nothing is left to watch after the init containers: every container only keeps the pod alive. */
export function onlyPauses(manifest: Manifest): boolean {
  return runningContainersOf(manifest).every(({ container }) =>
    /(?:^|\/)pause(?:-\w+)?(?=[:@]|$)/.test(container.image ?? ''),
  );
}

/** A host port that a pod of this DaemonSet uses. */
export interface NodePort {
  readonly at: Path;
  readonly port: number;
  readonly protocol: string;
  readonly hostIP: string;
}

/** Host ports, and under `hostNetwork` every container port. */
export function nodePortsOf(manifest: Manifest): NodePort[] {
  const host = manifest.pod.hostNetwork === true;
  return runningContainersOf(manifest).flatMap(({ at, container }) =>
    (container.ports ?? []).flatMap((port, index) => {
      const number = port.hostPort || (host ? port.containerPort : 0);
      if (!number) return [];
      const key = port.hostPort ? 'hostPort' : 'containerPort';
      const { protocol = 'TCP', hostIP = '' } = port;
      return [{ at: [...at, 'ports', index, key], port: number, protocol, hostIP }];
    }),
  );
}

/** Whether a selector as it is stored matches labels. */
export function selectsLabels(selector: Declared<LabelSelector> | undefined, labels: Labels): boolean {
  // Decoding has checked the types; missing fields are refused separately.
  return selects(selector as LabelSelector | undefined, labels);
}

/** The selector, unless it selects nothing or everything: the API server refuses both. */
export function selectorOf(manifest: Manifest): Declared<LabelSelector> | undefined {
  const { selector } = manifest.spec;
  const { matchLabels = {}, matchExpressions = [] } = selector ?? {};
  return Object.keys(matchLabels).length + matchExpressions.length > 0 ? selector : undefined;
}

const ALWAYS: ReadonlySet<string> = new Set([
  'helm.sh/chart',
  'controller-revision-hash',
  'pod-template-generation',
  'pod-template-hash',
]);
const VOLATILE: ReadonlySet<string> = new Set(
  `version chart revision releaseversion release-version appversion app-version build buildid build-id commit gitsha
   git-sha sha tag imagetag image-tag`.split(/\s+/),
);
// Looking back from the end takes linear time.
const RELEASE = /$(?<=(?:^|[-_.v])[0-9]+\.[0-9]+(?:\.[0-9]+)?(?:[-_.+][0-9A-Za-z.]+)?)|^[0-9a-f]{7,40}$|^[0-9]{3,}$/;

/** How certainly a label changes with a version; undefined if nothing indicates it. */
export function volatility(key: string, value: string): 'certain' | 'likely' | undefined {
  if (ALWAYS.has(key)) return 'certain';
  if (!VOLATILE.has(key.slice(key.lastIndexOf('/') + 1).toLowerCase())) return undefined;
  // A "version" that is not a release (v1, a variant) may stay the same for years.
  return RELEASE.test(value) ? 'certain' : /[0-9]/.test(value) ? 'likely' : undefined;
}

/** The labels of the pods. */
export function templateLabelsOf(manifest: Manifest): Record<string, string> {
  return textsOf(manifest.spec.template?.metadata?.labels);
}

/** The labels that are strings, as the API stores them. */
export function textsOf(map: Readonly<Record<string, string | undefined>> | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(map ?? {}).map(([key, value = '']) => [key, value]));
}
