import type { Answer, UpdateAnswer } from '../kubernetes/apiserver/apiserver.ts';
import type { FieldError } from '../kubernetes/apimachinery/field-errors.ts';
import type { Value } from '../kubernetes/go/unstructured.ts';
import type { ControllerRevision } from '../kubernetes/kubectl/history.ts';
import type { MapNode, Node, Path } from '../kubernetes/yaml/node.ts';
import type { DaemonSet, DaemonSetSpec, Declared, PodSpec } from '../kubernetes/api/objects.ts';
import type { DuplicateKey } from '../kubernetes/yaml/parse.ts';
import type { FoundDaemonSet, Holder } from '../document/documents.ts';
import type { SourceFile } from '../document/source.ts';
import type { ChartRelease, ChartValues } from './chart-release.ts';
import type { NamedCluster } from './clusters.ts';
import type { Baseline } from './known-findings.ts';
import type { Span } from '../kubernetes/yaml/span.ts';

/** Which part of a map entry a problem points at; an absent field gives the key of its nearest declared ancestor. */
export type Part = 'key' | 'value' | 'entry';

/** A group of equal nodes of the configured fleet. */
export interface NodeGroup {
  /** How many nodes. */
  readonly count: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly { readonly key: string; readonly value?: string; readonly effect: string }[];
  /** What pods can request, as quantities by resource: `{cpu: 4, memory: '16Gi'}`. */
  readonly allocatable: Readonly<Record<string, string | number>>;
}

/** What is known about the cluster; every part may be missing. Times are in seconds, for whole pods. */
export interface Fleet {
  /** How many nodes get a pod. */
  readonly nodes?: number;
  /** From the creation of a pod until it is Ready. */
  readonly readySeconds?: number;
  /** From the deletion of a pod until it is gone. */
  readonly terminationSeconds?: number;
  /** The nodes by their labels and taints. */
  readonly groups?: readonly NodeGroup[];
}

/** How a change gets to the cluster: by `kubectl apply`, by `kubectl apply --server-side`, or as a whole new object. */
export const APPLY_MODES = ['client', 'server', 'replace'] as const;
export type ApplyMode = (typeof APPLY_MODES)[number];

/** A field that an apply leaves otherwise than a replace would. */
export type AppliedDifference = AppliedLoss | AppliedRemnant;

interface Differing {
  /** As the API names it: `spec.template.spec.containers[name="agent"].image`. */
  readonly field: string;
  /** Where it is written, or the nearest place around it. */
  readonly at: Path;
  /** What a replace would store, and what the apply does. */
  readonly wanted: Value | undefined;
  readonly stored: Value | undefined;
}

/** What the file writes and the apply does not store. */
export interface AppliedLoss extends Differing {
  readonly kind: 'loss';
  /** What helps: one entry instead of several of one key, a number that fits, no directive, another way to apply it. */
  readonly cure: 'one' | 'number' | 'directive' | 'server' | 'replace';
}

/** What the file does not write and the cluster keeps. */
export interface AppliedRemnant extends Differing {
  /**
   * Why: it was applied last and has left the file; it is an API default, perhaps of an earlier value; somebody wrote
   * it with the whole object, and nothing records that it was applied; it is somebody else's; another manager applies
   * it beside this one; someone set it by hand, or nobody knows.
   */
  readonly kind: 'left' | 'default' | 'unrecorded' | 'foreign' | 'shared' | 'unknown';
  /** Who wrote it, where that is known. */
  readonly writers: readonly string[];
  /** Whether something records what was applied last. */
  readonly hasRecord: boolean;
  /** Those of them who wrote it by a server-side apply. */
  readonly appliers: readonly string[];
}

/** What somebody has set by hand in the cluster since the last apply, and what becomes of it. */
export type AppliedDrift = DriftAtPlace &
  (
    | { readonly what: 'image' | 'restart'; readonly live: string; readonly stored: string | undefined }
    | { readonly what: 'field'; readonly live: Value | undefined; readonly stored: Value | undefined }
    /** Removed by hand, or by an apply whose merge took several items for one. */
    | { readonly what: 'lost'; readonly live: undefined; readonly stored: Value | undefined }
  );

/** `live` is undefined where a field was removed, `stored` where the apply removes it. */
interface DriftAtPlace {
  readonly field: string;
  readonly at: Path;
  /** The managers who own it, and since when, where that is known. */
  readonly by: readonly { readonly name: string; readonly time: string | undefined }[];
}

/** A field that someone else owns, which refuses a server-side apply. */
export interface AppliedConflict {
  /** As the server names him: `"kubectl-set" using apps/v1`. */
  readonly manager: string;
  readonly field: string;
  readonly at: Path;
}

/**
 * The second apply of a migration to server-side apply that the server refuses: the command succeeds with a warning,
 * what left the file stays, and the next apply of the file is refused.
 */
export interface FailedMigration {
  /** The place of the first cause. */
  readonly at: Path;
  readonly message: string;
  /** In the file. */
  readonly causes: readonly FieldError[];
  /** What left the file and stays, as the API names it. */
  readonly kept: readonly string[];
}

/** What the server makes of a manifest over its earlier state. */
export interface AppliedChange {
  readonly mode: Exclude<ApplyMode, 'replace'>;
  /** The live object. */
  readonly old: DaemonSet;
  /** Of the server; its code is 0 where kubectl refuses before it asks. */
  readonly answer: UpdateAnswer;
  /** Of an apply that is accepted, beside a replace that would be; computed on each call. */
  readonly differences: () => readonly AppliedDifference[];
  readonly drifts: () => readonly AppliedDrift[];
  readonly conflicts: () => readonly AppliedConflict[];
  readonly failedMigration: FailedMigration | undefined;
}

/**
 * Applies a manifest over its earlier state, which 1.`storedBy` has stored, on 1.`minor`; undefined where it is not
 * applied at all. `replaced` is a replace's answer.
 */
export type Applier = (
  previous: Manifest,
  manifest: Manifest,
  minor: number,
  storedBy: number,
  replaced: UpdateAnswer,
) => AppliedChange | undefined;

/** What a run knows in addition to the manifest itself. */
export interface Context {
  /** The minors whose API servers decide, ascending; the answer of the first one is shown. */
  readonly minors: readonly number[];
  readonly fleet: Fleet | undefined;
  /** The clusters that the configuration names. */
  readonly clusters?: readonly NamedCluster[];
  /** How charts are installed, and what the command line gives to all of them. */
  readonly releases?: readonly ChartRelease[];
  readonly values?: ChartValues;
  /** Default: replace. */
  readonly apply?: Applying;
  /** Which exceptions hold: those that do not end before today, as `2027-03-31`. Without it, none does. */
  readonly exceptions?: { readonly today: string };
  /** What was known when a tree began to be checked. */
  readonly baseline?: Baseline;
}

/** How a change gets to the cluster. */
export interface Applying {
  readonly mode: ApplyMode;
  /** Who applies, where that is not kubectl. */
  readonly fieldManager?: string | undefined;
  /** Of a server-side apply: whether fields of other managers are taken over. */
  readonly forceConflicts?: boolean;
  /** Whether somebody asked for that, so that it holds for what looks like an object of a cluster, too. */
  readonly isAsked?: boolean;
  /** What carries that out; none where the whole object is replaced. */
  readonly applier?: Applier;
}

/** One DaemonSet as it is written, and the API server's answer to it. */
export interface Manifest {
  readonly source: SourceFile;
  /** Counts from 0 as kubectl splits the stream. */
  readonly document: number;
  /** Its document. */
  readonly holder: Holder;
  /** The place of the object in its document: `[]`, or `['items', 3]` in a List. */
  readonly prefix: Path;
  readonly root: MapNode;
  /** Keys written twice in this object, or overridden by a merge; paths are relative to the object. */
  readonly duplicates: readonly DuplicateKey[];
  readonly format: 'yaml' | 'json';
  /** As written, otherwise empty. */
  readonly apiVersion: string;
  readonly name: string;
  /** As written, otherwise `default`. */
  readonly namespace: string;
  /** As written: any field may have a value of any JSON type. */
  readonly declared: unknown;
  /** The answer of the API server of the first minor; computed on first use. */
  readonly answer: Answer;
  /** The answers of all chosen minors, in the order of `context.minors`. */
  readonly answers: readonly Answer[];
  /** The answer of any known minor; computed on first use. */
  answerFor(minor: number): Answer;
  /** Decoded and defaulted, as complete as possible even if the server refuses it. */
  readonly object: Declared<DaemonSet>;
  readonly spec: Declared<DaemonSetSpec>;
  readonly pod: Declared<PodSpec>;
  readonly context: Context;
  /** The same object before the change, if there is one; it has another name if it was renamed. */
  readonly previous: Manifest | undefined;
  /** Its revisions in the cluster, if a dump contains them. */
  readonly history: readonly ControllerRevision[];
  /** The other objects of the same input. */
  readonly siblings: Siblings;
  /** The same object with other values for parameters that nobody knows the value of; what it has in common with them is true. */
  readonly fillings: readonly Manifest[];
  /** Whether these decide if the server accepts it. */
  readonly isUndecided: boolean;
  /** The same object as it would be if it were written like this. */
  rewritten(found: FoundDaemonSet): Manifest;
  /** The result of `compute` for this manifest, computed on first use. */
  once<T>(compute: (manifest: Manifest) => T): T;
  /** The node written at `path`. */
  node(path: Path): Node | undefined;
  /** Whether something other than null is written at `path`. */
  has(path: Path): boolean;
  /** The place of `path`; a missing field gives the key of its nearest written ancestor. */
  span(path: Path, part?: Part): Span;
}

/** An object of the input that is not a DaemonSet, as plain JSON. */
export interface Sibling {
  readonly source: SourceFile;
  readonly document: number;
  readonly span: Span;
  readonly apiVersion: string;
  readonly kind: string;
  /** As written, otherwise `default`; empty for cluster-scoped kinds. */
  readonly namespace: string;
  readonly name: string;
  readonly object: Readonly<Record<string, unknown>>;
}

/** The kinds that rules may read; documents that name none of them are not parsed. */
export const SIBLING_KINDS = [
  'ConfigMap',
  'CronJob',
  'Deployment',
  'Job',
  'Namespace',
  'PersistentVolumeClaim',
  'Pod',
  'PodDisruptionBudget',
  'PriorityClass',
  'ReplicaSet',
  'ReplicationController',
  'Secret',
  'ServiceAccount',
  'StatefulSet',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
] as const;
export type SiblingKind = (typeof SIBLING_KINDS)[number];

/** Where a file lies among the others. */
export interface Zone {
  /** The same for files that are beside the same others, and beside each other. */
  readonly name: string;
  /** The same for files of one zone that are applied together, where nothing else says that all of the zone are. */
  readonly home: string;
  /** Those who apply the file: the same for files that one of them applies together. */
  readonly appliers: readonly string[];
}
export type ZoneOf = (source: SourceFile) => Zone;

/** The other objects of the same input, indexed once, on first use; the order of files does not matter. */
export interface Siblings extends ClusterTexts {
  /** Other DaemonSets, without this one, sorted by path and document. */
  readonly daemonSets: readonly Manifest[];
  /** Objects of one kind in a namespace, sorted by path and document. */
  readonly of: (kind: SiblingKind, namespace: string) => readonly Sibling[];
  /** Those of one name among them. */
  readonly named: (kind: SiblingKind, namespace: string, name: string) => readonly Sibling[];
  /** What `compute` makes of all objects of one kind in a namespace, these and others beside; computed once. */
  readonly onceOf: <T>(
    kind: SiblingKind,
    namespace: string,
    compute: (objects: readonly Sibling[], zoneOf: ZoneOf) => T,
  ) => T;
  /** What `compute` makes of all DaemonSets of the input, this one too; computed once for all that ask. */
  readonly once: <T>(compute: (daemonSets: readonly Manifest[], zoneOf: ZoneOf) => T) => T;
  /** Whether what a file holds can be applied together with this one. */
  readonly isBeside: (source: SourceFile) => boolean;
  /** Whether something says that it is: one folder, one kustomization, one delivery of Argo CD or Flux, one cluster. */
  readonly isTogether: (source: SourceFile) => boolean;
}

/** What an input says about the cluster as a whole. */
export interface ClusterTexts {
  /** The texts with admission policies. */
  readonly policyTexts: () => readonly SourceFile[];
  /** The texts in which `pattern` is found; `everywhere` in files that rules do not look at too. */
  readonly clusterTexts: (pattern: RegExp, everywhere: boolean) => readonly SourceFile[];
}

const aloneIn: ZoneOf = ({ path }) => ({ name: path, home: path, appliers: [] });

/** For a manifest linted alone. */
export const NO_SIBLINGS: Siblings = {
  daemonSets: [],
  of: () => [],
  named: () => [],
  onceOf: (_kind, _namespace, compute) => compute([], aloneIn),
  once: (compute) => compute([], aloneIn),
  isBeside: () => false,
  policyTexts: () => [],
  clusterTexts: () => [],
  isTogether: () => false,
};
