/** `kubectl rollout restart`. Source: kubectl pkg/cmd/rollout/rollout_restart.go, pkg/polymorphichelpers/objectrestarter.go. */
import { patchObject, settled, type Live } from '../apiserver/patch-request.ts';
import { copyOfMap } from '../go/unstructured.ts';
import { failure, type Outcome } from './history.ts';

/** The annotation of the template by which a restart makes it another one. */
export const RESTARTED_AT = 'kubectl.kubernetes.io/restartedAt';

export interface RestartRequest {
  /** As kubectl writes it: RFC 3339, in seconds. */
  readonly time: string;
  readonly manager: string;
  readonly minor: number;
}

/** What kubectl prints, and the object afterwards. */
export function restart(live: Live, request: RestartRequest): { readonly outcome: Outcome; readonly live: Live } {
  const { time, manager, minor } = request;
  const { name = '', namespace = '' } = live.object.metadata ?? {};
  if (live.object.spec?.template.metadata?.annotations?.[RESTARTED_AT] === time) {
    const wait =
      'if restart has already been triggered within the past second, please wait before attempting to trigger another';
    return { outcome: failure(`failed to create patch for ${name}: ${wait}`), live };
  }
  const annotations = { [RESTARTED_AT]: time };
  const patch = copyOfMap({ spec: { template: { metadata: { annotations } } } });
  const response = patchObject(live, patch, { minor, namespace, manager, validation: 'Warn' });
  if ('refusal' in response) return { outcome: failure(`failed to patch: ${response.refusal.message}`), live };
  const stderr = response.warnings.map((text) => `Warning: ${text}\n`).join('');
  const outcome = { stdout: `daemonset.apps/${name} restarted\n`, stderr, code: 0 };
  return { outcome, live: settled(response.live) };
}
