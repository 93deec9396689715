import { appliedConflicts } from '../src/facts/applied-change.ts';
import { defineRule } from '../src/rule/rule.ts';

/** The name that the server gives to whoever wrote an object that has no managed fields. */
const UNSHOWN = '"before-first-apply"';
const OWNERS = ' (the object shows no managed fields: get it with --show-managed-fields to know who does)';

export default defineRule({
  id: 'apply-conflict',
  category: 'refused',
  severity: 'error',
  presets: { recommended: 'error', strict: 'error' },
  summary: 'kubectl apply --server-side is refused, because someone else owns a field of the file',
  why: `With server-side apply the API server records who set each field (\`metadata.managedFields\`). An apply that would
change a field of another manager is refused with a conflict (409), and nothing of the file is stored. After
\`kubectl set image\`, \`kubectl edit\` or \`kubectl rollout undo\` every later apply of the file fails in this way.`,
  fix: `Write the live value into the file, remove the field from the file if the other manager is meant to keep it (a
field that an autoscaler or operator sets), or apply once with \`--force-conflicts\` to take it over.`,
  since: '0.1.0',
  needs: 'previous',
  references: [
    {
      title: 'Server-side apply: conflicts',
      url: 'https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts',
    },
  ],
  *check(manifest) {
    for (const { manager, field, at } of appliedConflicts(manifest))
      yield {
        at,
        message: `kubectl apply --server-side is refused and stores nothing: ${manager} owns ${field}${manager.startsWith(UNSHOWN) ? OWNERS : ''}; take the live value into the file, remove the field, or apply with --force-conflicts`,
      };
  },
});
