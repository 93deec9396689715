import { containersOf, type ContainerAt } from '../src/facts/daemonset-facts.ts';
import { nearest } from '../src/words/similar-name.ts';
import { isValidPortName } from '../src/kubernetes/apiserver/validate/name-grammars.ts';
import { isRecord } from '../src/kubernetes/go/json.ts';
import type { Path } from '../src/kubernetes/yaml/node.ts';
import { defineRule } from '../src/rule/rule.ts';

/**
 * What becomes of a pod whose probe has an error: the kubelet throws the result away. A hook fails with the error.
 * Source: pkg/kubelet/prober/worker.go doProbe, pkg/kubelet/lifecycle/handlers.go runHTTPHandler.
 */
const EFFECTS = [
  [['startupProbe'], 'the container never counts as started and the pod never becomes Ready', 'error'],
  [['readinessProbe'], 'the pod never becomes Ready and the rollout stops', 'error'],
  [['livenessProbe'], 'the container is never checked, and stays as it is when it hangs', 'warning'],
  [['lifecycle', 'postStart'], 'the hook always fails, and the container is killed and started again', 'error'],
  [['lifecycle', 'preStop'], 'the hook does nothing', 'warning'],
] as const;

export default defineRule({
  id: 'probe-unknown-port',
  category: 'stuck',
  severity: 'error',
  presets: { recommended: 'error' },
  summary: 'A probe or a hook names a port that its container does not have',
  why: `The kubelet looks for a named port among the ports of the probed container only. The API server does not check
the name. When there is no such port, every probe ends with \`port "…" not found\`, and the kubelet ignores the result. A
readiness or startup probe then never succeeds: the pod never becomes Ready, and the rollout stops at its first nodes. A
liveness probe never fails: a container that hangs is never restarted. A sidecar that was split off takes the port with
it, and the probe stays behind. A hook finds its port in the same way, and fails: a failed
\`postStart\` kills the container, a failed \`preStop\` leaves undone what it was for.`,
  fix: 'Name the port under `ports` of the same container, or write its number in the probe.',
  since: '0.1.0',
  references: [
    {
      title: 'Named ports in probes',
      url: 'https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/#use-a-named-port',
    },
    { title: 'ResolveContainerPort', url: 'https://github.com/kubernetes/kubernetes/blob/master/pkg/probe/util.go' },
    { title: 'doProbe', url: 'https://github.com/kubernetes/kubernetes/blob/master/pkg/kubelet/prober/worker.go' },
  ],
  *check(manifest) {
    const containers = containersOf(manifest);
    const owners = new Map<string, ContainerAt>();
    for (const placed of containers)
      for (const name of namesOf(placed)) if (!owners.has(name)) owners.set(name, placed);
    for (const placed of containers) {
      const own = namesOf(placed);
      for (const [handler, effect, severity] of EFFECTS) {
        const named = namedPort(placed, handler);
        if (named === undefined || own.includes(named.port)) continue;
        const { name = '' } = placed.container;
        const owner = owners.get(named.port);
        const where =
          owner === undefined ? '' : `; container ${owner.container.name ?? ''} has it, which does not count`;
        const valid = own.filter((port) => isValidPortName(port).length === 0);
        const names = valid.length === 0 ? '' : `${nearest(named.port, valid) ?? valid.join(' or ')}, or `;
        yield {
          at: named.at,
          severity,
          message: `container ${name} has no port named "${named.port}"${where}: ${effect}; write ${names}the number of the port`,
        };
      }
    }
  },
});

function namesOf({ container }: ContainerAt): string[] {
  return (container.ports ?? []).flatMap(({ name = '' }) => (name === '' ? [] : [name]));
}

function namedPort(
  { at, container }: ContainerAt,
  handler: Path,
): { readonly at: Path; readonly port: string } | undefined {
  const found = handler.reduce<unknown>((value, key) => (isRecord(value) ? value[key] : undefined), container);
  if (!isRecord(found)) return undefined;
  for (const action of ['httpGet', 'tcpSocket'] as const) {
    const asked = found[action];
    if (!isRecord(asked) || typeof asked['port'] !== 'string') continue;
    return { at: [...at, ...handler, action, 'port'], port: asked['port'] };
  }
  return undefined;
}
