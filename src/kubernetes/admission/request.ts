/** A request as admission sees it. Source: apiserver pkg/admission/attributes.go. */
import type { DaemonSet } from '../api/objects.ts';

/** Who asks. */
export interface User {
  readonly name: string;
  readonly groups: readonly string[];
}

/** A DaemonSet that is about to be stored. */
export interface AdmissionRequest {
  readonly minor: number;
  readonly operation: 'CREATE' | 'UPDATE';
  readonly namespace: string;
  readonly name: string;
  /** As it would be stored. */
  readonly object: DaemonSet;
  /** As it is stored, for an update. */
  readonly oldObject: DaemonSet | undefined;
  /** Nothing when nobody said who asks. */
  readonly user: User | undefined;
  /** The time of the request, as RFC 3339. */
  readonly time: string;
  /** Whether it is only tried, and nothing is stored. */
  readonly dryRun: boolean;
}
