import { quote } from '../go/strings.ts';
import { failure, type Outcome } from './history.ts';
import type { DaemonSet } from '../api/objects.ts';

/** What kubectl prints at one moment of a rollout. */
export interface StatusVerdict extends Outcome {
  /** Whether kubectl would stop waiting at this point. */
  readonly done: boolean;
}

/** The output of `kubectl rollout status` at one moment. Source: kubectl pkg/polymorphichelpers/rollout_status.go. */
export function rolloutStatus(daemonSet: DaemonSet): StatusVerdict {
  const { metadata, spec, status } = daemonSet;
  if (spec?.updateStrategy?.type !== 'RollingUpdate')
    return { ...failure('rollout status is only available for RollingUpdate strategy type'), done: true };
  if ((metadata?.generation ?? 0) > (status?.observedGeneration ?? 0))
    return printed('Waiting for daemon set spec update to be observed...', false);
  const desired = status?.desiredNumberScheduled ?? 0;
  const updated = status?.updatedNumberScheduled ?? 0;
  const available = status?.numberAvailable ?? 0;
  const name = quote(metadata?.name ?? '');
  const waiting = `Waiting for daemon set ${name} rollout to finish:`;
  if (updated < desired) return printed(`${waiting} ${updated} out of ${desired} new pods have been updated...`, false);
  if (available < desired) return printed(`${waiting} ${available} of ${desired} updated pods are available...`, false);
  return printed(`daemon set ${name} successfully rolled out`, true);
}

function printed(text: string, done: boolean): StatusVerdict {
  return { stdout: `${text}\n`, stderr: '', code: 0, done };
}

/** The result after `--timeout`: an unfinished rollout ends with kubectl's timeout error. */
export function timedOut(verdict: StatusVerdict): Outcome {
  if (verdict.done) return verdict;
  return { stdout: verdict.stdout, stderr: 'error: timed out waiting for the condition\n', code: 1 };
}
