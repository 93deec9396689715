import { minReadySecondsOf, rolls } from '../src/facts/daemonset-facts.ts';
import { counted } from '../src/words/counts.ts';
import { defineRule } from '../src/rule/rule.ts';

export default defineRule({
  id: 'min-ready-seconds-minimum',
  category: 'strategy',
  severity: 'error',
  presets: {},
  summary: 'minReadySeconds is below the minimum that your organization sets',
  why: `Some organizations set how long a new pod has to stay Ready before the rollout continues. With 0, a version that
becomes Ready and fails four seconds later was rolled out to 4 of 10 nodes under \`maxUnavailable: 1\`, and to 10 of 10
with \`maxSurge\`. With 10 it stopped at 1 node and at none (measured).`,
  fix: 'Write `minReadySeconds` with the configured minimum, in a separate change.',
  since: '0.1.0',
  references: [
    {
      title: 'No minReadySeconds',
      url: 'https://github.com/sysdiglabs/charts/issues/1706',
    },
  ],
  needs: 'value',
  options: { seconds: { default: 10, description: 'the minimum minReadySeconds' } },
  *check(manifest, { seconds }) {
    const written = minReadySecondsOf(manifest);
    if (!rolls(manifest) || written >= seconds) return;
    const when = written > 0 ? `${counted(written, 'second')} after` : 'as soon as';
    yield {
      at: ['spec', 'minReadySeconds'],
      message: `a pod counts as available ${when} it is Ready, your organization requires ${counted(seconds, 'second')}: a version that fails later than that is rolled out to the next nodes; write minReadySeconds: ${seconds}`,
    };
  },
});
