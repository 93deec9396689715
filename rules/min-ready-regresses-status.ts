import { raisedMinReady, templateChange, updateOf } from '../src/facts/update.ts';
import { counted } from '../src/words/counts.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'min-ready-regresses-status',
  category: 'change',
  severity: 'note',
  presets: { recommended: 'note' },
  summary: 'minReadySeconds is raised alone: no pod restarts, but kubectl rollout status waits again',
  why: `A pod is available once it has been Ready for \`minReadySeconds\`, and the new value applies to the running pods
immediately. For a DaemonSet that was fully rolled out, \`kubectl rollout status\` goes back to \`0 of 3 updated pods
are available...\` (measured) until the pods are old enough, and a pipeline with a shorter \`--timeout\` fails. A
template change before that time replaces all of those pods at once.`,
  fix: 'Nothing: this is the correct way to raise it. Let pipelines wait that long, and change the template only afterwards.',
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
    // Under OnDelete kubectl rollout status does not wait.
    if (raised === undefined || templateChange(manifest) !== undefined || type === 'OnDelete') return;
    yield {
      at: ['spec', 'minReadySeconds'],
      message: `no pod restarts, but kubectl rollout status waits again until all of them have been Ready for ${counted(raised.to, 'second')} (${raised.from} before): change the template only after that, or they are all replaced at once`,
    };
  },
});
