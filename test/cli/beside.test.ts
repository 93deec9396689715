import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Io } from '../../src/io/io.ts';
import { nodeIo } from '../../src/io/node-io.ts';
import { GOOD } from './project.ts';
import { commitAll, findings, inRepository } from './repository.ts';

const test = suite('what stands beside a change');
const OTHER = GOOD.replaceAll('agent', 'other');

const withPort = (text: string): string =>
  text.replace(/image: .*/, '$&\n          ports: [{containerPort: 80, hostPort: 80}]');
const PORT = ['--only', 'host-port-taken', '--since', 'HEAD'] as const;

test('is found by rules that look around, and is not a finding of its own', () =>
  inRepository({ 'a.yaml': GOOD, 'b.yaml': withPort(OTHER), 'far/c.yaml': GOOD }, async ({ write, run }) => {
    write('a.yaml', withPort(GOOD));
    const { code, stdout, stderr } = await run(...PORT);
    assert.is(code, 1);
    assert.equal(findings(stdout), ['a.yaml host-port-taken']);
    assert.match(stderr, /; 1 DaemonSet in 1 file/);
    for (const format of ['json', 'sarif', 'github', 'gitlab', 'markdown', 'rdjsonl']) {
      assert.match((await run(...PORT, '--format', format)).stdout, /b\.yaml|other/);
    }
  }));

test('was there before, too', () =>
  inRepository({ 'a.yaml': withPort(GOOD), 'b.yaml': withPort(OTHER) }, async ({ write, run }) => {
    write('a.yaml', `# more\n${withPort(GOOD)}`);
    const { code, stderr } = await run(...PORT);
    assert.is(code, 0);
    assert.match(stderr, /1 preexisting/);
  }));

test('is what git knows, in the same folder, and what the paths mean', () =>
  inRepository({ 'a.yaml': GOOD, '.gitignore': 'ignored.yaml\n' }, async ({ root, write, run }) => {
    for (const path of ['ignored.yaml', 'deep/b.yaml']) write(path, withPort(OTHER));
    commitAll(root);
    write('a.yaml', withPort(GOOD));
    assert.is((await run(...PORT)).code, 0);
    write('b.yaml', withPort(OTHER));
    commitAll(root);
    write('a.yaml', `# more\n${withPort(GOOD)}`);
    assert.is((await run(...PORT, '--all', 'a.yaml')).code, 0);
    assert.is((await run(...PORT, '--all', '*.yaml')).code, 1);
    write('daemonlint.yaml', 'ignore: [b.yaml]\n');
    assert.is((await run(...PORT, '--all')).code, 0);
  }));

test('is not listed before a rule looks there, and then once', () =>
  inRepository({ 'a.yaml': GOOD, 'b.yaml': OTHER }, async ({ write, runWith }) => {
    const commands: string[] = [];
    const git: Io['git'] = (args, cwd, input) => {
      commands.push(args.find((arg) => /^[a-z]+-?[a-z]+$/.test(arg)) ?? '');
      return nodeIo().git(args, cwd, input);
    };
    const since = async (...options: string[]): Promise<string[]> => {
      commands.length = 0;
      await runWith({ git }, '--since', 'HEAD', ...options);
      return commands;
    };
    assert.equal(await since(), ['merge-base', 'diff', 'ls-files']);
    write('a.yaml', `${GOOD}# more\n`);
    // Each state is asked for its kustomizations.
    const few = ['merge-base', 'diff', 'ls-files', 'ls-files', 'cat-file', 'ls-files'];
    assert.equal(await since('--only', 'no-rollback-history'), few);
    assert.equal(await since(), [...few, 'ls-files']);
  }));

const KUSTOMIZATION = 'resources: [base.yaml]\npatches:\n  - path: patch.yaml\n';
const patch = (image: string): string => `apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: agent
spec:
  template:
    spec:
      containers:
        - name: agent
          image: ${image}
`;

test('a patch that changes is checked in what it makes', () =>
  inRepository(
    { 'kustomization.yaml': KUSTOMIZATION, 'base.yaml': GOOD, 'patch.yaml': patch('agent:1') },
    async ({ write, run }) => {
      write('patch.yaml', patch('agent:latest'));
      const { code, stdout } = await run('--since', 'HEAD', '--only', 'mutable-image-tag');
      assert.equal([code, findings(stdout)], [1, ['patch.yaml mutable-image-tag']]);
    },
  ));

test.run();
