import type { Path } from '../src/kubernetes/yaml/node.ts';
import { defineRule, type Change } from '../src/rule/rule.ts';
import { POD } from '../src/facts/daemonset-facts.ts';

const ANNOTATION = 'scheduler.alpha.kubernetes.io/critical-pod';
const AT: Path = ['spec', 'template', 'metadata', 'annotations', ANNOTATION];
const ON_OBJECT: Path = ['metadata', 'annotations', ANNOTATION];

export default defineRule({
  id: 'critical-pod-annotation',
  category: 'stuck',
  severity: 'warning',
  presets: { recommended: 'warning' },
  summary: 'The critical-pod annotation is ignored since Kubernetes 1.16',
  why: `The annotation used to keep the pods of an agent on full nodes. Since 1.16 nothing reads it; a priority class
replaces it. Without a priority class the pods have priority 0. On a full node the new pod stays Pending and blocks the
rollout. Under memory pressure the agent is among the first pods to be evicted. On the DaemonSet itself, instead of its
template, the annotation never had an effect on any version.`,
  fix: `Write \`priorityClassName: system-node-critical\` and remove the annotation. \`--fix\` removes it where a priority class
is set; \`--fix=unsafe\` sets one.`,
  since: '0.1.0',
  references: [
    {
      title: 'Guaranteed scheduling for critical add-on pods',
      url: 'https://kubernetes.io/docs/tasks/administer-cluster/guaranteed-scheduling-critical-addon-pods/',
    },
  ],
  *check(manifest) {
    const { priorityClassName } = manifest.pod;
    if (manifest.has(ON_OBJECT)) {
      const write = priorityClassName === undefined ? ', and write priorityClassName: system-node-critical' : '';
      yield {
        at: ON_OBJECT,
        part: 'key',
        message: `nothing reads this annotation on a DaemonSet, only its pods ever counted: remove it${write}`,
        fix: { title: 'Remove the annotation', safety: 'safe', changes: [{ kind: 'remove', at: ON_OBJECT }] },
      };
    }
    if (!manifest.has(AT)) return;
    const remove: Change = { kind: 'remove', at: AT };
    const set: Change = { kind: 'set', at: [...POD, 'priorityClassName'], value: 'system-node-critical' };
    const effect =
      priorityClassName === undefined
        ? 'the pods have priority 0, stay Pending on a full node and block the rollout there; write priorityClassName: system-node-critical'
        : `priorityClassName ${priorityClassName} has replaced it; remove the annotation`;
    yield {
      at: AT,
      part: 'key',
      message: `nothing has read this annotation since Kubernetes 1.16: ${effect}`,
      fix:
        priorityClassName === undefined
          ? { title: 'Use a priority class instead', safety: 'unsafe', changes: [set, remove] }
          : { title: 'Remove the annotation', safety: 'safe', changes: [remove] },
    };
  },
});
