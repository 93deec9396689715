import { appliedDifferences, applyCommand, shownValue } from '../src/facts/applied.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'apply-drops',
  category: 'change',
  severity: 'warning',
  presets: { recommended: 'warning', strict: 'warning' },
  summary: 'kubectl apply does not store what the file says, and reports success',
  why: `\`kubectl apply\` sends a patch, and a patch finds the items of a list by one key: ports by \`containerPort\`
alone, environment variables by \`name\`, spread constraints by \`topologyKey\`. Where two items have one key, the patch
changes, renames or deletes the wrong one. The command prints "configured" and exits with 0. The next apply of the
unchanged file can change the object again and start another rollout, or never store the item at all.`,
  fix: 'Give the items different keys, or apply with `--server-side`, which also tells ports apart by `protocol`, or with `kubectl replace`.',
  unless:
    'The change gets to the cluster in another way: set `apply: server` or `apply: replace` in the configuration.',
  since: '0.1.0',
  needs: 'previous',
  references: [
    { title: 'kubernetes#59482', url: 'https://github.com/kubernetes/kubernetes/issues/59482' },
    {
      title: 'Strategic merge patch',
      url: 'https://kubernetes.io/docs/tasks/manage-kubernetes-objects/update-api-object-kubectl-patch/',
    },
  ],
  *check(manifest) {
    for (const { field, at, isWritten, wanted, stored } of appliedDifferences(manifest)) {
      if (!isWritten) continue;
      yield {
        at,
        message: `${applyCommand(manifest)} reports success, but the cluster then has ${shownValue(stored)} for ${field} and not ${shownValue(wanted)}: give the items of the list different keys, or use kubectl apply --server-side`,
      };
    }
  },
});
