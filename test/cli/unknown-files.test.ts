/** New states of which nobody knows whether the DaemonSet is still there: it is not removed. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { shown } from './changed.ts';
import { GOOD, inProject, type Run } from './project.ts';
import { inRepository } from './repository.ts';

const test = suite('a new state that is not known');

const POINTER = `version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 12345\n`;
const UTF_32 = Buffer.from([0xff, 0xfe, 0, 0, 0x61, 0, 0, 0]);
const rows = (run: Run): readonly unknown[] => [
  run.code,
  ...shown(run).map(({ name, change, reason }) => [name, change, ...(reason === undefined ? [] : [reason])].join(' ')),
];

for (const [what, text, reason] of [
  ['what is no YAML', 'foo: [\n', /a value is expected here/],
  ['a Git LFS pointer', POINTER, /the file is a Git LFS pointer: run git lfs pull/],
  ['what is no object', 'Error: chart not found\n', /it holds no Kubernetes object/],
  ['a template', '{{ include "x" . }}\n', /it is a template/],
  ['another encoding', UTF_32, /the file is UTF-32/],
] as const)
  test(`a file became ${what}`, async () => {
    await inProject({ 'old.yaml': GOOD, 'new.yaml': text }, async (project) => {
      const run = await project.run('diff', '-o', 'json', 'old.yaml', 'new.yaml');
      assert.match(rows(run).join('\n'), /^1\nagent unjudged /, run.stderr);
      assert.match(shown(run)[0]?.reason ?? '', reason);
      assert.is((await project.run('plan', '--against', 'old.yaml', 'new.yaml')).code, 1);
      assert.is((await project.run('diff', 'old.yaml', 'old.yaml')).code, 0);
    });
    await inRepository({ 'ds.yaml': GOOD }, async (project) => {
      project.write('ds.yaml', text);
      const run = await project.run('diff', '-o', 'json', '--since', 'HEAD');
      assert.match(rows(run).join('\n'), /^1\nagent unjudged /, run.stderr);
      assert.is((await project.run('plan', '--since', 'HEAD')).code, 1);
      const checked = await project.run('check', '--since', 'HEAD', '--fail-if-empty');
      assert.is(checked.code, 1);
      assert.not.match(checked.stderr, 'is removed');
    });
  });

test('standard input without an object', () =>
  inProject({ 'old.yaml': GOOD }, async (project) => {
    const other = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n';
    for (const [text, code, found] of [
      ['', 2, []],
      ['Error: chart not found\n', 2, []],
      [other, 0, ['agent removed']],
    ] as const) {
      const run = await project.runWith({ readStdin: () => Buffer.from(text) }, 'diff', '-o', 'json', 'old.yaml', '-');
      assert.equal(rows(run), [code, ...found]);
    }
  }));

test('a file that is too large to be read', () =>
  inRepository({ 'ds.yaml': GOOD, 'daemonlint.yaml': 'maxFileSize: 1Ki\n' }, async (project) => {
    const large = `${GOOD}# ${'x'.repeat(2000)}\n`;
    project.write('ds.yaml', large);
    assert.match(rows(await project.run('diff', '-o', 'json', '--since', 'HEAD')).join(), /^1,agent unjudged .*larger/);
    assert.is((await project.run('plan', '--since', 'HEAD')).code, 1);
    project.write('old/ds.yaml', GOOD);
    project.write('new/ds.yaml', large);
    assert.match(
      rows(await project.run('diff', '-o', 'json', 'old/ds.yaml', 'new')).join(),
      /^1,agent unjudged .*larger/,
    );
    assert.match(rows(await project.run('diff', '-o', 'json', 'old', 'new')).join(), /^1,agent unjudged .*larger/);
    assert.is((await project.run('plan', 'old', 'new')).code, 0);
  }));

test('a DaemonSet that lost its name', () =>
  inProject(
    { 'old.yaml': GOOD, 'new.yaml': GOOD.replace('  name: agent\n', '  labels: {a: b}\n') },
    async (project) => {
      const run = await project.run('diff', '-o', 'json', 'old.yaml', 'new.yaml');
      assert.is(run.code, 1);
      assert.not(shown(run).some(({ change }) => change === 'removed'));
    },
  ));

test('a file that is gone is gone', () =>
  inRepository({ 'ds.yaml': GOOD, 'b.yaml': GOOD.replaceAll('agent', 'other') }, async (project) => {
    project.write('ds.yaml', '# moved elsewhere\n');
    assert.equal(rows(await project.run('diff', '-o', 'json', '--since', 'HEAD')), [0, 'agent removed']);
  }));

test.run();
