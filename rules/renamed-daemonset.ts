import { isSameObject } from '../src/facts/update.ts';
import {
  containersOf,
  templateLabelsOf,
  nodePortsOf,
  selectorOf,
  selectsLabels,
} from '../src/facts/daemonset-facts.ts';
import { nodesOf } from '../src/placement/node-groups.ts';
import { counted } from '../src/words/counts.ts';
import { splitImage } from '../src/facts/image-name.ts';
import type { Manifest } from '../src/manifest/manifest.ts';
import { defineRule } from '../src/rule/rule.ts';

const NAMESPACE = ['metadata', 'namespace'];

export default defineRule({
  id: 'renamed-daemonset',
  category: 'change',
  severity: 'warning',
  presets: { recommended: 'warning' },
  summary: 'Name, namespace or kind differs from the earlier state: this is a new object, and the old DaemonSet stays',
  why: `Kubernetes cannot rename an object. Under another name or namespace the API server creates a second DaemonSet.
\`kubectl apply\` leaves the old one, and both run on every node. A tool that prunes deletes the old one with all its
pods at once, whatever \`maxUnavailable\` is set to. The new DaemonSet begins with revision 1: a rollback to the earlier
version is not possible. If both need the same host port, the new pods stay Pending until the old ones are gone.

The same happens when a DaemonSet becomes a Deployment or another workload of the same name: that is a second object.`,
  fix: `Keep the name. Otherwise create the new DaemonSet first, wait until its pods are available, and then delete the
old one. A changed kind is the same: apply the new object, then \`kubectl delete daemonset NAME\`. If the two cannot run
together, switch node by node or accept a gap.`,
  unless: 'The old one is deleted by hand, or the two are unrelated.',
  since: '0.1.0',
  needs: 'previous',
  references: [
    {
      title: 'Object names and IDs',
      url: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/names/',
    },
  ],
  *check(manifest) {
    const { previous } = manifest;
    if (previous === undefined || isSameObject(previous, manifest) || manifest.name === '') return;
    const moved = previous.name === manifest.name;
    if (manifest.answer.stored === undefined || !(moved || isAkin(previous, manifest))) return;
    const at = moved ? NAMESPACE : ['metadata', 'name'];
    const [old, fresh] = [previous, manifest].map(({ namespace, name }) => `${namespace}/${name}`);
    // Without a written namespace the command line decides; it may be the same namespace.
    const unknown = moved && !(previous.has(NAMESPACE) && manifest.has(NAMESPACE));
    const nodes = nodesOf(manifest);
    const where = nodes === undefined ? 'every node' : `all ${counted(nodes, 'node')}`;
    yield {
      at,
      ...(unknown ? { severity: 'note' } : {}),
      message:
        `${unknown ? `unless the command line names the namespace, ${fresh}` : `${fresh}`} is a new DaemonSet, and ${old} stays: kubectl apply leaves both on ${where}${portsOf(previous, manifest)}, pruning deletes all old pods at once; ` +
        'keep the name and namespace, or delete the old one once the new one runs',
      related: [{ manifest: previous, at, message: 'the earlier name' }],
    };
  },
  *checkReplaced(previous, { kind, namespace, name }) {
    yield {
      at: ['kind'],
      message:
        `${namespace}/${name} is a ${kind} now, and the DaemonSet of that name stays: kubectl apply leaves both running, pruning deletes all pods of the DaemonSet at once; ` +
        `keep the kind, or delete the DaemonSet once the ${kind} runs`,
      related: [{ manifest: previous, at: ['kind'], message: 'the earlier kind' }],
      isNew: true,
    };
  },
});

// Another DaemonSet may have replaced the old one in its file.
function isAkin(previous: Manifest, manifest: Manifest): boolean {
  if (selectsLabels(selectorOf(previous), templateLabelsOf(manifest))) return true;
  const [old, next] = [previous, manifest].map((each) =>
    containersOf(each).map(({ container }) => splitImage(container.image ?? '').name),
  );
  return old?.some((name) => next?.includes(name)) ?? false;
}

function portsOf(previous: Manifest, manifest: Manifest): string {
  const held = nodePortsOf(previous);
  const both = nodePortsOf(manifest).find(({ port, protocol }) =>
    held.some((other) => other.port === port && other.protocol === protocol),
  );
  return both === undefined ? '' : `, the new pods stay Pending for port ${both.port}`;
}
