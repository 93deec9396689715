/** What `kubectl apply` is asked, and what it needs to know for one object. */
import type { RefusedAnswer } from '../apiserver/answer.ts';
import type { FieldValidation } from '../apiserver/patch-request.ts';
import type { ValueMap } from '../go/unstructured.ts';
import type { Cluster } from './cluster.ts';
import type { KubectlError } from './kubectl-error.ts';

/** The flags of `kubectl apply`. */
export interface ApplyFlags {
  readonly serverSide: boolean;
  readonly forceConflicts: boolean;
  readonly force: boolean;
  readonly overwrite: boolean;
  readonly openapiPatch: boolean;
  readonly fieldManager: string | undefined;
  readonly dryRun: 'none' | 'client' | 'server';
  readonly validation: FieldValidation;
  /** `-n`. */
  readonly namespace: string | undefined;
  /** Whether `--record` was given, whatever its value. */
  readonly recordGiven: boolean;
  /** The command line, when it is to be recorded. */
  readonly record: string | undefined;
  /** `-o name`. */
  readonly namesOnly: boolean;
}

export const DEFAULT_FLAGS: ApplyFlags = {
  serverSide: false,
  forceConflicts: false,
  force: false,
  overwrite: true,
  openapiPatch: true,
  fieldManager: undefined,
  dryRun: 'none',
  validation: 'Strict',
  namespace: undefined,
  recordGiven: false,
  record: undefined,
  namesOnly: false,
};

/** What one object of the file needs to know. */
export interface ApplyContext {
  readonly cluster: Cluster;
  readonly flags: ApplyFlags;
  readonly manager: string;
  /** The file's name in messages. */
  readonly source: string;
  readonly minor: number;
  /** Prints a line on standard error. */
  readonly warn: (text: string) => void;
}

/** How one object ended: what kubectl has of it, the word for what was done, and why a migration's second apply was refused. */
export type Applied =
  | { readonly object: ValueMap; readonly verb: string; readonly unmigrated?: RefusedAnswer }
  | { readonly error: KubectlError };
