import { setTimeout as wait } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readCheckOptions } from '../../src/command/check-options.ts';
import { watch } from '../../src/command/watch.ts';
import { nodeIo } from '../../src/io/node-io.ts';
import { GOOD, inProject, WARNED, type Project } from '../cli/project.ts';

const watching = suite('watch');

// A system reports a change after some milliseconds; a test that hangs fails after this long.
const PATIENCE_MS = 20_000;

async function until(isTrue: () => boolean): Promise<void> {
  const end = Date.now() + PATIENCE_MS;
  while (!isTrue() && Date.now() < end) await wait(5);
  assert.ok(isTrue());
}

/** Watches `paths` until `act` is done, which may wait for a number of rounds; gives what was printed and the code. */
async function watched(
  { root }: Project,
  paths: readonly string[],
  act: (rounds: (count: number) => Promise<void>) => Promise<void>,
): Promise<{ code: number; stdout: string }> {
  let stdout = '';
  let rounds = 0;
  const io = {
    ...nodeIo(),
    cwd: root,
    stdout: (text: string): void => {
      stdout += text;
    },
  };
  // Each round has a code of its own: that of the last one counts.
  const ended = watch(readCheckOptions([...paths]), io, () => {
    io.stdout(`round ${++rounds}\n`);
    return Promise.resolve(rounds);
  });
  try {
    await act((count) => until(() => rounds >= count));
  } finally {
    process.emit('SIGTERM');
  }
  return { code: await ended, stdout };
}

const round = (number: number): string => `[daemonlint] checking\nround ${number}\n[daemonlint] done\n`;

watching('checks again when a manifest changes, and exits with the last code', () =>
  inProject({ 'a/b/ds.yaml': GOOD }, async (project) => {
    const { code, stdout } = await watched(project, ['a'], async (rounds) => {
      await rounds(1);
      project.write('a/b/ds.yaml', `${GOOD}# changed\n`);
      await rounds(2);
      project.write('a/new.json', '{}');
      await rounds(3);
    });
    assert.ok(code >= 3);
    assert.is(stdout, Array.from({ length: code }, (_, index) => round(index + 1)).join(''));
  }),
);

watching('without paths watches the current directory', () =>
  inProject({ 'ds.yaml': GOOD }, async (project) => {
    const { code } = await watched(project, [], async (rounds) => {
      project.write('ds.yaml', `${GOOD}# changed\n`);
      await rounds(2);
    });
    assert.ok(code >= 2);
  }),
);

watching('a configuration that is broken meanwhile is told, and the next change is checked again', () =>
  inProject({ 'ds.yaml': WARNED }, async (project) => {
    const told = { stdout: '', stderr: '' };
    const into = (name: 'stdout' | 'stderr') => (text: string) => {
      told[name] += text;
    };
    const ended = project.runWith({ stdout: into('stdout'), stderr: into('stderr') }, '--watch', '--quiet');
    const isDone = (count: number) => until(() => told.stdout.split('done').length > count);
    await isDone(1);
    project.write('daemonlint.yaml', 'preset: [\n');
    await isDone(2);
    assert.match(told.stderr, /^daemonlint: daemonlint\.yaml:\d+:\d+: /);
    project.write('daemonlint.yaml', 'rules: {no-rollback-history: error}\n');
    await isDone(3);
    process.emit('SIGINT');
    assert.is((await ended).code, 1);
    assert.match(told.stdout, /^ds\.yaml:6:25: error: /m);
  }),
);

watching('what the first round throws ends it', () =>
  inProject({}, async ({ runWith }) => {
    const { code, stderr } = await runWith({}, '--watch', '--rule', 'no-such-rule=error');
    assert.is(code, 2);
    assert.match(stderr, /no-such-rule/);
  }),
);

watching.run();
