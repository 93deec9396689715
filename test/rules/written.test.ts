/** Messages speak of what is written, and no louder than it matters. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { lint } from '../../src/index.ts';
import { GOOD } from '../cli/project.ts';

const found = (text: string): string[] =>
  lint([{ path: 'ds.yaml', text }], { only: ['server-fields', 'invalid-value'] }).findings.map(
    ({ rule, severity, message }) => `${severity} ${rule}: ${message}`,
  );

test('a probe without a port has no port 0', () => {
  const probed = (probe: string): string => `${GOOD}          livenessProbe: {httpGet: ${probe}}\n`;
  assert.match(found(probed('{path: /}'))[0] ?? '', /httpGet\.port is not written and counts as 0, which/);
  assert.match(found(probed('{path: /, port: 0}'))[0] ?? '', /refuses .*httpGet\.port 0: must be/);
});

test('a generation that is ignored, and the first template generation, are notes', () => {
  const written = (text: string): string[] => found(GOOD.replace('  name: agent\n', `  name: agent\n${text}`));
  const template = (value: string): string[] =>
    written(`  annotations: {deprecated.daemonset.template.generation: "${value}"}\n`);
  assert.match(written('  generation: 1\n')[0] ?? '', /^note server-fields: /);
  assert.match(template('1')[0] ?? '', /^note server-fields: every new DaemonSet gets template generation 1/);
  assert.match(template('7')[0] ?? '', /^warning server-fields: with a template generation written by hand/);
});

test.run();
