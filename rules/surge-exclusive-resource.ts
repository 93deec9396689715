import { MAX_SURGE, POD, runningContainersOf, surges } from '../src/facts.ts';
import type { Path } from '../src/kubernetes/node.ts';
import type { Manifest } from '../src/manifest.ts';
import { defineRule } from '../src/rule.ts';

const NATIVE = /^(?:cpu|memory|ephemeral-storage|hugepages-.*)$/;
const LOCK = /(?:\.lock|\.pid|\/lock)$/;

export default defineRule({
  id: 'surge-exclusive-resource',
  category: 'strategy',
  severity: 'warning',
  presets: { recommended: 'warning' },
  summary: 'maxSurge with something that only one pod of a node can hold',
  why: `The new pod starts while the old one still runs. A device of the node or a lock
file in a \`hostPath\` belongs to one of them: the new pod stays Pending or fails, or it takes the file away from the pod
that still serves. The rollout then hangs with both pods in place.`,
  mend: 'Roll with `maxUnavailable` instead of `maxSurge`.',
  unless: 'The node has enough of the device for two pods, or the file is only read.',
  since: '0.1.0',
  references: [
    {
      title: 'Performing a rolling update on a DaemonSet',
      url: 'https://kubernetes.io/docs/tasks/manage-daemon/update-daemon-set/',
    },
  ],
  *check(manifest) {
    const found = surges(manifest) ? exclusive(manifest) : undefined;
    if (found === undefined) return;
    yield {
      at: MAX_SURGE,
      message: `the new pod asks for ${found.what} while the old one still holds it: it does not start, or takes it away, and the rollout hangs; use maxUnavailable instead of maxSurge`,
      related: [{ at: found.at, message: found.what }],
    };
  },
});

function exclusive(manifest: Manifest): { at: Path; what: string } | undefined {
  for (const { at, container } of runningContainersOf(manifest)) {
    const resources = { ...container.resources?.limits, ...container.resources?.requests };
    const device = Object.keys(resources).find((name) => !NATIVE.test(name) && name.includes('/'));
    if (device !== undefined) return { at: [...at, 'resources'], what: device };
  }
  for (const [index, volume] of (manifest.pod.volumes ?? []).entries()) {
    const path = volume.hostPath?.path ?? '';
    // A socket that is mounted as a file belongs to somebody else, such as the container runtime.
    if (LOCK.test(path)) return { at: [...POD, 'volumes', index, 'hostPath', 'path'], what: path };
  }
  return undefined;
}
