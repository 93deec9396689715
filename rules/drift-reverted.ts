import { appliedDrifts, applyCommand, shownValue } from '../src/facts/applied.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'drift-reverted',
  category: 'change',
  severity: 'warning',
  presets: { recommended: 'warning', strict: 'warning' },
  summary: 'Someone changed the image or restarted the pods by hand, and the apply undoes or keeps that',
  why: `\`kubectl set image\` changes the live object and not the file. The next \`kubectl apply\` of the file, for whatever
reason, puts the image of the file back: a hotfix disappears, and all pods are replaced. The annotation
\`kubectl.kubernetes.io/restartedAt\` that \`kubectl rollout restart\` writes usually stays. It is removed, and the pods
are replaced once more, when the file sets the template's annotations to null or drops the last of them.`,
  fix: 'Take the live image into the file before you apply it. A restart needs nothing.',
  since: '0.2.0',
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
            : `${field} was set to ${live} ${who}, and ${command} replaces it by ${shownValue(stored)} on every node: take the live image into the file if it is meant to stay`,
        };
      else
        yield {
          at,
          part: 'key',
          ...(kept ? { severity: 'note' as const } : {}),
          message: kept
            ? `the pods were restarted at ${live}, and ${command} keeps that annotation of the template: nothing has to be done`
            : `the pods were restarted at ${live}, and ${command} removes that annotation of the template, which replaces all pods once more: leave an annotation in the template of the file`,
        };
    }
  },
});
