import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { GOOD, inProject } from './project.ts';

const test = suite('a pipe of which the other end fails');

const COMMANDS = [
  ['-'],
  ['dry-run', '-'],
  ['plan', '-'],
  ['upgrade', '--from', '1.36', '--to', '1.37', '-'],
  ['diff', 'good.yaml', '-'],
  ['--against', 'good.yaml', '-'],
];

test('nothing, or the message of a program, is no green', () =>
  inProject({ 'good.yaml': GOOD }, async ({ runWith }) => {
    for (const argv of COMMANDS)
      for (const [text, words] of [
        ['', /<stdin>: nothing was written to it; look whether the command before the pipe fails/],
        ['# rendered\n---\n', /<stdin>: it holds no manifest/],
        ['Error: chart not found\n', /it holds no manifest, but text that begins with "Error: chart not found"/],
      ] as const) {
        const { code, stderr, stdout } = await runWith({ readStdin: () => Buffer.from(text) }, ...argv);
        assert.is(code, 2, `${argv.join(' ')}: ${text}`);
        assert.match(stderr, words);
        assert.not.match(stdout, 'removed');
      }
  }));

test('manifests without a DaemonSet, and texts with a name, may be of any kind', () =>
  inProject({}, async ({ runWith }) => {
    const run = async (text: string, ...argv: string[]): Promise<number> =>
      (await runWith({ readStdin: () => Buffer.from(text) }, '-', ...argv)).code;
    assert.is(await run('apiVersion: v1\nkind: Service\nmetadata: {name: x}\n'), 0);
    assert.is(await run('{"kind":"List","items":[]}'), 0);
    assert.is(await run('{{ if .x }}\nkind: Service\n{{ end }}\n'), 0);
    assert.is(await run('image: {tag: 1}\n', '--stdin-filename', 'values.yaml'), 0);
  }));

test.run();
