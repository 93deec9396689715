import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { GOOD, inProject } from './project.ts';

const together = suite('fixes that meet');

const STRICT = ['--preset', 'strict', '--no-config', '-q'];

/** A DaemonSet with `lines` in its spec. */
const withSpec = (lines: string): string => GOOD.replace('spec:\n', `spec:\n${lines}`);

/** How `--fix` leaves `text`; a second run leaves it so too. */
async function fixed(text: string): Promise<string> {
  let after = '';
  await inProject({ 'ds.yaml': text }, async ({ root, run }) => {
    await run(...STRICT, '--fix');
    after = readFileSync(join(root, 'ds.yaml'), 'utf8');
    await run(...STRICT, '--fix');
    assert.is(readFileSync(join(root, 'ds.yaml'), 'utf8'), after);
  });
  return after;
}

const CASES: Readonly<Record<string, [string, string]>> = {
  'a misplaced maxUnavailable is moved, and no default is written in its place': [
    '  updateStrategy:\n    maxUnavailable: 3\n',
    '  updateStrategy:\n    rollingUpdate:\n      maxUnavailable: 3\n    type: RollingUpdate\n',
  ],
  'strategy becomes updateStrategy, and no second one is added': [
    '  strategy:\n    type: OnDelete\n',
    '  updateStrategy:\n    type: OnDelete\n',
  ],
  'a misspelt rollingUpdate is renamed, and no second one is added': [
    '  updateStrategy:\n    rollingUpdat:\n      maxUnavailable: 3\n',
    '  updateStrategy:\n    rollingUpdate:\n      maxUnavailable: 3\n    type: RollingUpdate\n',
  ],
  'two misplaced fields get one parent': [
    '  maxUnavailable: 3\n  maxSurge: 0\n',
    '  updateStrategy:\n    rollingUpdate:\n      maxUnavailable: 3\n      maxSurge: 0\n    type: RollingUpdate\n',
  ],
  'a misspelt maxUnavailable beside maxSurge is renamed, and no second one is added': [
    '  updateStrategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 1, maxUnavailble: 0}}\n',
    '  updateStrategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 1, maxUnavailable: 0}}\n',
  ],
};

for (const [name, [before, after]] of Object.entries(CASES)) {
  together(name, async () => {
    assert.is(await fixed(withSpec(before)), withSpec(after));
  });
}

together('an old version gets the selector and the strategy that are misspelt, not others', async () => {
  const selector = '  selector:\n    matchLabels:\n';
  const text = withSpec('  strategy:\n    type: RollingUpdate\n    rollingUpdate:\n      maxUnavailable: 3\n');
  const after = await fixed(
    text.replace(selector, selector.replace('selector', 'selectors')).replace('apps/v1', 'extensions/v1beta1'),
  );
  assert.is(after, text.replace('  strategy:', '  updateStrategy:'));
});

together('a change-cause goes to the annotations that are misspelt', async () => {
  const cause = '      annotations:\n        kubernetes.io/change-cause: one\n';
  const strategy = '  updateStrategy:\n    type: OnDelete\n';
  const after = withSpec(strategy).replace(
    '  name: agent\n',
    '  name: agent\n  annotations:\n    team: a\n    kubernetes.io/change-cause: one\n',
  );
  const before = withSpec(strategy)
    .replace('  name: agent\n', '  name: agent\n  annotation:\n    team: a\n')
    .replace('    metadata:\n', `    metadata:\n${cause}`);
  assert.is(await fixed(before), after);
});

together('what is misplaced is not called missing', () =>
  inProject({ 'ds.yaml': withSpec('  strategy:\n    rollingUpdate: {maxUnavailable: 3}\n') }, async ({ run }) => {
    const { stdout } = await run(...STRICT);
    assert.match(stdout, /unknown-field/);
    assert.not.match(stdout, /implicit-/);
  }),
);

together('fixes that need several passes are made through a linked folder as well', () =>
  inProject({ 'real/ds.yaml': GOOD }, async ({ root, run }) => {
    symlinkSync('real', join(root, 'linked'));
    await run(...STRICT, '--fix', 'linked/ds.yaml');
    const after = readFileSync(join(root, 'real/ds.yaml'), 'utf8');
    assert.not.equal(after, GOOD);
    assert.is(after, await fixed(GOOD));
  }),
);

together.run();
