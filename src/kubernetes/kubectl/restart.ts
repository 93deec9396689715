/** `kubectl rollout restart`. Source: kubectl pkg/cmd/rollout/rollout_restart.go, pkg/polymorphichelpers/objectrestarter.go. */
import { patchObject, settled, type Live } from '../apiserver/patch-request.ts';
import { copyOfMap } from '../go/unstructured.ts';
import type { KubectlError } from './kubectl-error.ts';

/** The annotation of the template by which a restart makes it another one. */
export const RESTARTED_AT = 'kubectl.kubernetes.io/restartedAt';

export interface RestartRequest {
  /** As kubectl writes it: RFC 3339, in seconds. */
  readonly time: string;
  readonly manager: string;
  readonly minor: number;
}

/** What kubectl prints, and the object afterwards. */
export interface Restarted {
  readonly stdout: string;
  /** The server's warnings, as they come. */
  readonly warnings: string;
  readonly error?: KubectlError;
  readonly live: Live;
}

export function restart(live: Live, request: RestartRequest): Restarted {
  const { time, manager, minor } = request;
  const { name = '', namespace = '' } = live.object.metadata ?? {};
  const failed = (text: string): Restarted => ({ stdout: '', warnings: '', error: { text }, live });
  if (live.object.spec?.template.metadata?.annotations?.[RESTARTED_AT] === time) {
    const wait =
      'if restart has already been triggered within the past second, please wait before attempting to trigger another';
    return failed(`failed to create patch for ${name}: ${wait}`);
  }
  const annotations = { [RESTARTED_AT]: time };
  const patch = copyOfMap({ spec: { template: { metadata: { annotations } } } });
  const response = patchObject(live, patch, { minor, namespace, manager, validation: 'Warn' });
  if ('refusal' in response) return failed(`failed to patch: ${response.refusal.message}`);
  const warnings = response.warnings.map((text) => `Warning: ${text}\n`).join('');
  return { stdout: `daemonset.apps/${name} restarted\n`, warnings, live: settled(response.live) };
}
