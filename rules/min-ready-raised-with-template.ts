import { raisedMinReady, templateChange } from '../src/facts/update.ts';
import { counted } from '../src/words/counts.ts';
import { resolveBudget } from '../src/kubernetes/controller/budget.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'min-ready-raised-with-template',
  category: 'change',
  severity: 'warning',
  presets: { recommended: 'warning' },
  summary:
    'minReadySeconds is raised together with the template: pods that are Ready for a shorter time are replaced at once',
  why: `The new \`minReadySeconds\` applies to the old pods immediately. A pod that has been Ready for a shorter time is
not available, and old pods that are not available are replaced without any limit. If all pods have been Ready for longer than the new value,
none of them is affected, and the rollout keeps to its budget. When it was raised from 0 to 600 on pods younger than that,
together with a new image, under \`maxUnavailable: 1\`, 10 of 10 nodes went down at once (measured). With \`maxSurge\`
the old pods stay until the new ones are available, but all the new pods start at once.`,
  fix: `Raise \`minReadySeconds\` alone first: that restarts no pod. Change the template once every pod has been Ready
for that long (\`kubectl rollout status\` waits for it).`,
  unless: 'No pod was started or restarted within the new `minReadySeconds`, and none will be before this is applied.',
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
    const spec = templateChange(manifest)?.answer.stored?.spec;
    if (raised === undefined || spec?.updateStrategy?.type === 'OnDelete' || spec === undefined) return;
    const surge = resolveBudget(spec, 100).strategy === 'surge';
    const limit = surge ? 'maxSurge' : 'maxUnavailable';
    const value = spec.updateStrategy?.rollingUpdate?.[limit] ?? 1;
    const effect = surge
      ? `on every node whose pod has been Ready for less than ${counted(raised.to, 'second')} the new pod starts at once`
      : `every old pod that has been Ready for less than ${counted(raised.to, 'second')} is deleted at once`;
    yield {
      at: ['spec', 'minReadySeconds'],
      severity: surge ? 'note' : 'warning',
      message: `${effect}, despite ${limit}: ${value}, and older ones are not; raise minReadySeconds from ${raised.from} to ${raised.to} in a separate change, wait until all pods have been Ready for that long, then change the template`,
    };
  },
});
