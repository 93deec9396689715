import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Io } from '../../src/io/io.ts';
import { nodeIo } from '../../src/io/node-io.ts';
import { GOOD, inProject } from './project.ts';
import { inRepository } from './repository.ts';

const test = suite('what daemonlint fails at');

/** Bytes at which the program fails as it would by a bug of its own. */
function broken(bytes: Uint8Array): Uint8Array {
  const subarray = (start?: number, end?: number): Uint8Array => {
    // What comes behind a byte order mark.
    if (start === 3) throw new TypeError('out of luck');
    return broken(Uint8Array.prototype.subarray.call(bytes, start, end));
  };
  return Object.assign(Uint8Array.from(bytes), { subarray });
}

const MARK = '\ufeff';
const BUG = 'this is a bug of daemonlint 0.0.0-development, please report it: out of luck';

function unlucky(file: string): Partial<Io> {
  const io = nodeIo();
  return { readFile: (path) => (path.endsWith(file) ? broken(io.readFile(path)) : io.readFile(path)) };
}

const FILES = { 'a.yaml': GOOD, 'b.yaml': MARK + GOOD, 'c.yaml': GOOD.replace('apps/v1', 'apps/v2') };

test('is one finding of its file, and all others are checked', () =>
  inProject(FILES, async ({ runWith }) => {
    const { code, stdout } = await runWith(unlucky('b.yaml'), '.');
    assert.is(code, 1);
    const [failure, other, ...more] = stdout.trim().split('\n');
    assert.is(failure, `b.yaml:1:1: error: this is not checked: ${BUG} [yaml-syntax]`);
    assert.match(other ?? '', 'c.yaml:1:13: error: no server has a DaemonSet in "apps/v2"');
    assert.equal(more, []);
  }));

test('is named by every command, after the answers to all others', () =>
  inProject(FILES, async ({ runWith }) => {
    for (const [code, ...argv] of [
      [2, 'dry-run', '.'],
      [1, 'plan', '.'],
      [1, 'upgrade', '--from', '1.36', '--to', '1.37', '.'],
      [1, 'diff', '--set-image', '*=agent:2', '.'],
    ] as const) {
      const run = await runWith(unlucky('b.yaml'), ...argv);
      assert.is(run.code, code, argv.join(' '));
      assert.match(run.stderr, BUG);
      assert.match(run.stdout, 'agent');
    }
  }));

test('is never taken for a finding that was there before', () =>
  inRepository({ 'b.yaml': MARK + GOOD }, async ({ write, runWith }) => {
    write('b.yaml', `${MARK}${GOOD}# changed\n`);
    const io = nodeIo();
    const both: Partial<Io> = {
      ...unlucky('b.yaml'),
      git: (...asked) => {
        const result = io.git(...asked);
        return { ...result, stdout: broken(result.stdout) };
      },
    };
    const { code, stdout } = await runWith(both, '--since', 'HEAD');
    assert.match(stdout, BUG);
    assert.is(code, 1);
  }));

test.run();
