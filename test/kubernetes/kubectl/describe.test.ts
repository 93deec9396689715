import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { describePodTemplate } from '../../../src/kubernetes/kubectl/describe.ts';
import type { PodTemplateSpec } from '../../../src/kubernetes/api/objects.ts';
import { FIXTURES, textOf } from '../../rollout/recordings.ts';

// The text was printed by kubectl 0.36.3's own DescribePodTemplate.
test('describes every kind of volume, probe, variable and constraint as kubectl does', () => {
  const { template } = JSON.parse(textOf('describe-template.json', FIXTURES)) as { template: PodTemplateSpec };
  assert.is(describePodTemplate(template, 36), textOf('describe-template.txt', FIXTURES));
});

test('describes an empty template', () => {
  assert.is(
    describePodTemplate({}, 36),
    'Pod Template:\n  Labels:\t<none>\n  Containers: <none>\n  Volumes:\t<none>\n  Node-Selectors:\t<none>\n  Tolerations:\t<none>\n',
  );
});

test.run();
