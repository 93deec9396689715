import { appliedDifferences, applyCommand, shownValue } from '../src/facts/applied-change.ts';
import { defineRule } from '../src/rule/rule.ts';

const CURES = {
  one: 'keep one entry of that name',
  number: 'write a number that fits',
  directive: 'take the patch directive (the key with $) out of the file',
  server: 'use kubectl apply --server-side, which stores it',
  replace: 'use kubectl replace, which stores it',
} as const;

export default defineRule({
  id: 'apply-drops',
  category: 'change',
  severity: 'warning',
  presets: { recommended: 'warning', strict: 'warning' },
  summary: 'kubectl apply does not store what the file says, and reports success',
  why: `\`kubectl apply\` sends a patch, and a patch finds the items of a list by one key: ports by \`containerPort\`
alone, environment variables by \`name\`, spread constraints by \`topologyKey\`. Where two items have one key, the patch
changes, renames or deletes the wrong one. The command prints "configured" and exits with 0. The next apply of the
unchanged file can change the object again and start another rollout, or never store the item at all. A number that does
not fit its field is refused in a new object, but a patch of an existing one stores its lowest bits. A file with a
directive of patches (\`$patch: replace\`) is refused in a new object, too; kubectl carries the directive out in an
existing one, and what the file has beside it can be lost.`,
  fix: `Of several entries of one name, keep one. Where each is needed, apply with \`--server-side\`, which also tells ports
apart by \`protocol\`, but refuses two entries of one name. \`kubectl replace\` stores the file as it is.`,
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
    for (const difference of appliedDifferences(manifest)) {
      if (difference.kind !== 'loss') continue;
      const { field, at, wanted, stored, cure } = difference;
      const command = applyCommand(manifest);
      const ends =
        wanted === undefined
          ? `${command} reports success, but keeps ${shownValue(stored)} for ${field}, which the file leaves empty`
          : `${command} reports success, but the cluster then has ${shownValue(stored)} for ${field} and not ${shownValue(wanted)}`;
      yield { at, message: `${ends}: ${CURES[cure]}` };
    }
  },
});
