import { minReadySecondsOf, rolls } from '../src/facts/facts.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'min-ready-seconds-minimum',
  category: 'strategy',
  severity: 'error',
  presets: {},
  summary: 'minReadySeconds is below the minimum that your house sets',
  why: `A house rule: how long a new pod has to stay Ready before the rollout walks on. With 0 a version that becomes Ready
and fails four seconds later was rolled to 4 of 10 nodes under \`maxUnavailable: 1\`, and to 10 of 10 with \`maxSurge\`; with
10 it stopped at 1 and at 0 (measured).`,
  mend: 'Write `minReadySeconds` with the minimum of the configuration, in a change of its own.',
  since: '0.1.0',
  references: [
    {
      title: 'No minReadySeconds',
      url: 'https://github.com/sysdiglabs/charts/issues/1706',
    },
  ],
  needs: 'value',
  options: { seconds: { default: 10, description: 'the least minReadySeconds' } },
  *check(manifest, { seconds }) {
    const written = minReadySecondsOf(manifest);
    if (!rolls(manifest) || written >= seconds) return;
    const when = written > 0 ? `${written} seconds after` : 'as soon as';
    yield {
      at: ['spec', 'minReadySeconds'],
      message: `a pod counts as available ${when} it is Ready, the house rule asks for ${seconds} seconds: a version that fails later than that rolls on; write minReadySeconds: ${seconds}`,
    };
  },
});
