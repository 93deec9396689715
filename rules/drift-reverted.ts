import { appliedDrifts, applyCommand, shownValue } from '../src/facts/applied-change.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'drift-reverted',
  category: 'change',
  severity: 'warning',
  presets: { recommended: 'warning', strict: 'warning' },
  summary: 'Someone changed the image or restarted the pods by hand: the next apply undoes that, or keeps it',
  why: `\`kubectl set image\` changes the object in the cluster, not the file. The next \`kubectl apply\` of the file, for
whatever reason, sets the image of the file again: the hotfix is lost, and all pods are replaced. \`kubectl rollout
restart\` writes the annotation \`kubectl.kubernetes.io/restartedAt\` into the template. An apply usually keeps it. The
apply removes it, and so replaces all pods once more, when the file sets the annotations of the template to null, or when
the last annotation that the file had there was removed from it.`,
  fix: 'Write the live image into the file before you apply it. A restart needs no action.',
  since: '0.1.0',
  needs: 'previous',
  references: [
    {
      title: 'Declarative management: merge patch calculation',
      url: 'https://kubernetes.io/docs/tasks/manage-kubernetes-objects/declarative-config/#merge-patch-calculation',
    },
  ],
  *check(manifest) {
    const command = applyCommand(manifest);
    for (const { what, field, at, by, live, stored } of appliedDrifts(manifest)) {
      const who = by.length === 0 ? 'by hand' : `by ${by.join(', ')}`;
      const kept = stored === live;
      if (what === 'image')
        yield {
          at,
          ...(kept ? { severity: 'note' as const } : {}),
          message: kept
            ? `${field} was set to ${live} ${who}, and ${command} keeps it: write the image into the file`
            : `${field} was set to ${live} ${who}, and ${command} replaces it with ${shownValue(stored)} on every node: write the live image into the file if it is meant to stay`,
        };
      else
        yield {
          at,
          part: 'key',
          ...(kept ? { severity: 'note' as const } : {}),
          message: kept
            ? `the pods were restarted at ${live}, and ${command} keeps the annotation restartedAt of the template: no action is needed`
            : `the pods were restarted at ${live}, and ${command} removes the annotation restartedAt of the template, which replaces all pods once more: keep an annotation in the template of the file`,
        };
    }
  },
});
