import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { dependsOnCluster, differences } from '../../../scripts/applies/compare.ts';
import { hasRecordings, recordedSteps } from '../../../scripts/applies/steps.ts';
import { NEWEST } from '../../../src/kubernetes/api/release.ts';

const applies = suite('recorded applies');

const recorded = (name: string, check: () => void): void => {
  if (hasRecordings) applies(name, check);
  else applies.skip(`${name}: ../shared is not there`, () => undefined);
};

recorded('agree with the real kubectl and API server', () => {
  const steps = recordedSteps().filter((step) => !dependsOnCluster(step));
  const wrong = steps.flatMap((step) => differences(step, NEWEST).map(({ what }) => `${step.id}: ${what}`));
  assert.ok(steps.length > 3000, `only ${steps.length} steps were found`);
  assert.equal(wrong, []);
});

applies.run();
