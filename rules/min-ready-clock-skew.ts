import { minReadySecondsOf } from '../src/facts/facts.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'min-ready-clock-skew',
  category: 'strategy',
  severity: 'note',
  presets: { strict: 'note' },
  summary: 'minReadySeconds is measured between two clocks',
  why: `The kubelet writes when a pod became Ready, by the clock of the node and in whole seconds; the controller adds
\`minReadySeconds\` and compares with the clock of the control plane. A controller that is behind makes every wave longer by
the difference, one that is ahead makes \`minReadySeconds\` shorter by it: with a skew of that size the wait is over at once.`,
  mend: 'Keep the clocks of nodes and control plane in step (NTP), and `minReadySeconds` well above their difference.',
  since: '0.1.0',
  references: [
    {
      title: 'Clock skew',
      url: 'https://kubernetes.io/docs/tasks/manage-daemon/update-daemon-set/#clock-skew',
    },
  ],
  *check(manifest) {
    const seconds = minReadySecondsOf(manifest);
    if (seconds <= 0) return;
    yield {
      at: ['spec', 'minReadySeconds'],
      message: `these ${seconds} seconds run from the clock of the node to that of the control plane: a skew shortens or lengthens every wave by as much; keep the clocks in step`,
    };
  },
});
