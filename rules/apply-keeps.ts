import { appliedDifferences, applyCommand, shownValue } from '../src/facts/applied.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'apply-keeps',
  category: 'change',
  severity: 'warning',
  presets: { recommended: 'warning', strict: 'warning' },
  summary: 'kubectl apply leaves a value in the cluster that is not in the file',
  why: `\`kubectl apply\` does not bring the cluster to what a new installation of the file would have. Three things stay:

- a \`serviceAccountName\` that was removed from the file: the server keeps a copy in \`serviceAccount\`;
- every field that was removed from the file, if the object was created with \`kubectl create\` or written with
  \`kubectl replace\`: nothing records what was applied before;
- a default that came from an earlier value: after \`agent:latest\`, \`agent:1.5.0\` keeps \`imagePullPolicy: Always\`.`,
  fix: `Write the value that you want into the file. A default that stays does no harm until someone compares two
clusters; if it is written out, it is the same everywhere.`,
  unless: 'The value is set by a controller or an operator on purpose.',
  since: '0.1.0',
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
          message: `${command} leaves ${field} at ${shownValue(stored)}, the default of an earlier value, and a new installation of this file has ${shownValue(wanted)}: write the value into the file to have the same everywhere`,
        };
    }
  },
});
