import { appliedDifferences, applyCommand, shownValue } from '../src/facts/applied.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'apply-keeps',
  category: 'change',
  severity: 'warning',
  presets: { recommended: 'warning', strict: 'warning' },
  summary: 'What left the file, or a default of an earlier value, stays in the cluster after kubectl apply',
  why: `\`kubectl apply\` removes only what it applied itself. \`serviceAccountName\` stays when it leaves the file, because the
server keeps a copy in \`serviceAccount\`. An object that was created by \`kubectl create\` or written by
\`kubectl replace\` has no record of what was applied, so nothing is removed. Defaults stay too: after \`agent:latest\`,
\`agent:1.5.0\` keeps \`imagePullPolicy: Always\`. The cluster then differs from a fresh install of the same file.`,
  fix: 'Write the value that you want into the file. A default that stays is harmless until someone compares two clusters; write it out to have the same everywhere.',
  unless: 'The value is set by a controller or an operator on purpose.',
  since: '0.2.0',
  needs: 'previous',
  references: [
    {
      title: 'How apply calculates differences and merges changes',
      url: 'https://kubernetes.io/docs/tasks/manage-kubernetes-objects/declarative-config/#how-apply-calculates-differences-and-merges-changes',
    },
  ],
  *check(manifest) {
    const command = applyCommand(manifest);
    for (const { field, at, isWritten, wanted, stored, wasApplied, others } of appliedDifferences(manifest)) {
      // What others have added is theirs; the copy of an account goes with its name.
      if (isWritten || stored === undefined || (!wasApplied && others.length > 0)) continue;
      if (field === 'spec.template.spec.serviceAccount') continue;
      if (wasApplied)
        yield {
          at,
          part: 'key',
          message: `${field} is no longer in the file, but ${command} leaves ${shownValue(stored)} in the cluster: write the value you want into the file`,
        };
      else
        yield {
          at,
          part: 'key',
          severity: 'note',
          message: `${command} leaves ${shownValue(stored)} for ${field}, a default of an earlier value, where a fresh install of this file has ${shownValue(wanted)}: write the value out to have the same everywhere`,
        };
    }
  },
});
