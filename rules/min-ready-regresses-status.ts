import { raisedMinReady, templateChange, updateOf } from '../src/facts/update.ts';
import { counted } from '../src/facts/facts.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'min-ready-regresses-status',
  category: 'change',
  severity: 'note',
  presets: { recommended: 'note' },
  summary: 'minReadySeconds is raised alone: no pod restarts, and rollout status goes back to waiting',
  why: `A pod counts as available once it has been Ready for \`minReadySeconds\`, and the new value already decides about the
pods that run. \`kubectl rollout status\` of a DaemonSet that was rolled out goes back to \`0 of 3 updated pods are
available...\` (measured) until they are old enough, and a pipeline with a shorter \`--timeout\` fails. Until then a change
of the template would replace all of those pods at once.`,
  mend: 'Nothing: this is how to raise it. Let pipelines wait that long, and change the template only afterwards.',
  since: '0.1.0',
  needs: 'previous',
  references: [
    {
      title: 'Performing a rolling update on a DaemonSet',
      url: 'https://kubernetes.io/docs/tasks/manage-daemon/update-daemon-set/',
    },
  ],
  *check(manifest) {
    const raised = raisedMinReady(manifest);
    const type = updateOf(manifest)?.answer.stored?.spec?.updateStrategy?.type;
    // Under OnDelete there is no rollout status to wait for.
    if (raised === undefined || templateChange(manifest) !== undefined || type === 'OnDelete') return;
    yield {
      at: ['spec', 'minReadySeconds'],
      message: `no pod restarts, but kubectl rollout status waits again until all of them have been Ready for ${counted(raised.to, 'second')} (${raised.from} before): change the template only after that, or they are all replaced at once`,
    };
  },
});
