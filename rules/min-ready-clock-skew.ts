import { minReadySecondsOf } from '../src/facts/daemonset-facts.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'min-ready-clock-skew',
  category: 'strategy',
  severity: 'note',
  presets: { strict: 'note' },
  summary: 'minReadySeconds is measured between two clocks',
  why: `The kubelet records when a pod became Ready, by the clock of the node and in whole seconds. The controller adds
\`minReadySeconds\` and compares the sum with the clock of the control plane. If the clock of the controller is behind,
every wave takes longer by the difference. If it is ahead, \`minReadySeconds\` is shorter by the difference; with a skew
as large as \`minReadySeconds\` there is no wait.`,
  fix: 'Synchronize the clocks of nodes and control plane (NTP), and keep `minReadySeconds` well above their difference.',
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
      message: `these ${seconds} seconds are measured from the clock of the node to the clock of the control plane: a clock skew shortens or lengthens every wave by the same time; synchronize the clocks`,
    };
  },
});
