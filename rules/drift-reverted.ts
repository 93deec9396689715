import { appliedDrifts, applyCommand, shownValue } from '../src/facts/applied-change.ts';
import type { AppliedDrift } from '../src/manifest/manifest.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'drift-reverted',
  category: 'change',
  severity: 'warning',
  presets: { recommended: 'warning', strict: 'warning' },
  summary: 'Someone changed the object or restarted the pods by hand: the next apply undoes that, or keeps it',
  why: `\`kubectl set image\` changes the object in the cluster, not the file. The next \`kubectl apply\` of the file, for
whatever reason, sets the image of the file again: the hotfix is lost, and all pods are replaced. The same is true of what
\`kubectl set env\`, \`set resources\`, \`edit\`, \`patch\`, \`label\`, \`annotate\` and \`rollout undo\` change or remove, and
of a server-side apply with \`--force-conflicts\`. Managed fields say who it was, and when. What controllers change is not
reported where managed fields show them, except for an image that a client-side apply sets back. \`kubectl rollout
restart\` writes the annotation \`kubectl.kubernetes.io/restartedAt\` into the template. An apply usually keeps it. The
apply removes it, and so replaces all pods once more, when the file sets the annotations of the template to null, or when
the last annotation that the file had there was removed from it.`,
  fix: 'Write the live value into the file before you apply it. A restart needs no action.',
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
    for (const drift of appliedDrifts(manifest)) {
      const { what, at, live, stored } = drift;
      const severity = stored === live || what === 'lost' ? { severity: 'note' as const } : {};
      const part = what === 'image' ? {} : { part: 'key' as const };
      yield { at, ...part, ...severity, message: MESSAGES[what](drift, command) };
    }
  },
});

const MESSAGES: Readonly<Record<AppliedDrift['what'], (drift: AppliedDrift, command: string) => string>> = {
  image: ({ field, by, live, stored }, command) => {
    const was = `${field} was set to ${textOf(live)} ${whoOf(by) ?? 'by hand'}, and ${command}`;
    return stored === live
      ? `${was} keeps it: write the image into the file`
      : `${was} replaces it with ${shownValue(stored)} on every node: write the live image into the file if it is meant to stay`;
  },
  restart: ({ live, stored }, command) => {
    const was = `the pods were restarted at ${textOf(live)}, and ${command}`;
    return stored === live
      ? `${was} keeps the annotation restartedAt of the template: no action is needed`
      : `${was} removes the annotation restartedAt of the template, which replaces all pods once more: keep an annotation in the template of the file`;
  },
  lost: ({ field, stored }, command) =>
    `${field} was applied last and is gone from the cluster, removed by hand or by an earlier ${command} that took two items for one, and ${command} puts ${shownValue(stored)} back: remove it from the file if it is meant to be gone`,
  field: ({ field, by, live, stored }, command) => {
    if (live === undefined)
      return `${field} was applied last and is gone from the cluster, and ${command} puts ${shownValue(stored)} back: remove it from the file if it is meant to be gone`;
    const was = `${field} was changed to ${shownValue(live)} ${whoOf(by) ?? 'since the last apply'}, and ${command}`;
    return stored === undefined
      ? `${was} removes it: write it into the file if it is meant to stay`
      : `${was} replaces it with ${shownValue(stored)}: write the live value into the file if it is meant to stay`;
  },
};

/** As it is, where it is a text. */
const textOf = (live: AppliedDrift['live']): string => (typeof live === 'string' ? live : shownValue(live));

function whoOf(by: AppliedDrift['by']): string | undefined {
  if (by.length === 0) return undefined;
  return `by ${by.map(({ name, time }) => (time === undefined ? name : `${name} at ${time}`)).join(', ')}`;
}
