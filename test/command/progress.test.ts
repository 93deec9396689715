import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { progressLine } from '../../src/command/progress-line.ts';
import { nodeIo } from '../../src/io/node-io.ts';
import { GOOD, inProject } from '../cli/project.ts';

const progress = suite('progress');

/** What is printed when file after file is done at these milliseconds. */
function printed(times: readonly number[], stderrIsTTY = true): string[] {
  const told: string[] = [];
  let time = 0;
  const line = progressLine({ ...nodeIo(), stderrIsTTY, stderr: (text) => void told.push(text), now: () => time });
  for (const [index, at] of times.entries()) {
    time = at;
    line(index + 1, times.length);
  }
  return told;
}

progress('is shown after a second, ten times a second, and wiped away at the end', () => {
  assert.equal(printed([10, 1000, 1001, 1050, 1102, 1103]), [
    '\rdaemonlint: 3 of 6 files',
    '\rdaemonlint: 5 of 6 files',
    '\r\u001b[K',
  ]);
});

progress('is not shown for what takes less than a second, nor where there is no terminal', () => {
  assert.equal(printed([10, 500, 1000]), []);
  assert.equal(printed([10, 1500, 3000, 4000], false), []);
});

progress('is shown while files are read', () => {
  const files = Object.fromEntries([1, 2, 3].map((number) => [`${number}.yaml`, GOOD]));
  return inProject(files, async ({ runWith }) => {
    let seconds = 0;
    const { stderr } = await runWith({ stderrIsTTY: true, now: () => ++seconds * 2000 }, '--quiet');
    assert.match(stderr, '\rdaemonlint: 1 of 3 files\rdaemonlint: 2 of 3 files\r\u001b[K');
  });
});

progress.run();
