import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { GOOD, inProject, WARNED } from './project.ts';
import { findings } from './repository.ts';

const test = suite('check --against');
const OTHER = GOOD.replaceAll('agent', 'other');
const newSelector = (text: string): string => text.replaceAll(/app: (\w+)/g, 'app: $1-2');
const ONLY = ['--only', 'immutable-selector,no-rollback-history'] as const;
const REFUSED_UPDATE = 'new.yaml immutable-selector';

const list = (...objects: string[]): string =>
  `apiVersion: v1\nkind: List\nitems:\n${objects.map((text) => `- ${text.trim().replaceAll('\n', '\n  ')}\n`).join('')}`;

test('takes a file for the state before, and shows every finding of the new one', () =>
  inProject({ 'old.yaml': WARNED, 'new.yaml': newSelector(WARNED) }, async ({ run }) => {
    const { code, stdout } = await run(...ONLY, '--against', 'old.yaml', 'new.yaml');
    assert.is(code, 1);
    assert.equal(findings(stdout), [REFUSED_UPDATE, 'new.yaml no-rollback-history']);
    assert.equal(findings((await run(...ONLY, 'new.yaml')).stdout), ['new.yaml no-rollback-history']);
  }));

test('says in JSON whether the update is accepted', () =>
  inProject({ 'old.yaml': GOOD, 'new.yaml': newSelector(GOOD) }, async ({ run }) => {
    const accepted = async (...options: string[]): Promise<unknown[]> => {
      const { stdout } = await run('--format', 'json', ...options, 'new.yaml');
      return (JSON.parse(stdout) as { manifests: { accepted: boolean }[] }).manifests.map((each) => each.accepted);
    };
    assert.equal(await accepted(), [true]);
    assert.equal(await accepted('--against', 'old.yaml'), [false]);
  }));

test('takes a dump, in which objects are found by namespace and name', () =>
  inProject({ 'new.yaml': newSelector(GOOD) }, async ({ write, run }) => {
    const against = async (): Promise<string[]> =>
      findings((await run(...ONLY, '--against', 'dump.yaml', 'new.yaml')).stdout);
    write('dump.yaml', list(OTHER, GOOD));
    assert.equal(await against(), [REFUSED_UPDATE]);
    write('dump.yaml', list(GOOD.replace('name: agent', 'name: agent\n  namespace: default')));
    assert.equal(await against(), [REFUSED_UPDATE]);
    write('dump.yaml', list(GOOD.replace('name: agent', 'name: agent\n  namespace: kube-system')));
    assert.equal(await against(), []);
  }));

test('takes a folder, in which objects are found by their places first', () =>
  inProject(
    {
      'old/dev/ds.yaml': newSelector(GOOD),
      'old/prod/ds.yaml': GOOD,
      'new/dev/ds.yaml': newSelector(GOOD),
      'new/prod/ds.yaml': GOOD,
    },
    async ({ root, write, run }) => {
      const against = async (...paths: string[]): Promise<string[]> =>
        findings((await run(...ONLY, '--against', 'old', ...paths)).stdout);
      assert.equal(await against('new'), []);
      rmSync(join(root, 'new/dev/ds.yaml'));
      assert.equal(await against('new'), []);
      write('new/prod/ds.yaml', newSelector(GOOD));
      assert.equal(await against('new'), ['new/prod/ds.yaml immutable-selector']);
      write('old/moved.yaml', OTHER);
      write('new/dev/other.yaml', newSelector(OTHER));
      assert.equal(await against('new'), [
        'new/dev/other.yaml immutable-selector',
        'new/prod/ds.yaml immutable-selector',
      ]);
    },
  ));

test('reads one of the two from standard input', () =>
  inProject({ 'old.yaml': GOOD, 'new.yaml': newSelector(GOOD) }, async ({ run, runWith }) => {
    const stdin = (text: string) => ({ readStdin: () => Buffer.from(text) });
    const old = await runWith(stdin(list(GOOD)), ...ONLY, '--against', '-', 'new.yaml');
    assert.equal(findings(old.stdout), [REFUSED_UPDATE]);
    const next = await runWith(stdin(newSelector(GOOD)), ...ONLY, '--against', 'old.yaml', '-');
    assert.equal(findings(next.stdout), ['<stdin> immutable-selector']);
    const both = await run(...ONLY, '--against', '-', '-');
    assert.is(both.code, 2);
    assert.match(both.stderr, /standard input can be only one of the two states/);
  }));

test('says what is missing, and what does not go together', () =>
  inProject({ 'a.yaml': GOOD }, async ({ run }) => {
    const { code, stdout, stderr } = await run('--against', 'nosuch.yaml', 'a.yaml');
    assert.equal([code, stdout, stderr], [2, '', 'daemonlint: nosuch.yaml: no such file or directory\n']);
    for (const more of [['--staged'], ['--since', 'HEAD']]) {
      const both = await run('--against', 'a.yaml', ...more);
      assert.is(both.code, 2);
      assert.match(both.stderr, /exclude each other/);
    }
    const without = await run('--since', 'HEAD', '-');
    assert.is(without.code, 2);
    assert.match(without.stderr, /git has no standard input/);
  }));

test('an object without a name is refused, because kubectl apply refuses it', () =>
  inProject(
    { 'old.yaml': GOOD, 'new.yaml': GOOD.replace('name: agent', 'generateName: agent-') },
    async ({ run, write }) => {
      const { code, stdout } = await run('check', '--against', 'old.yaml', 'new.yaml');
      assert.is(code, 1);
      assert.match(stdout, /cannot use generate name with apply \(kubectl\).*\[missing-field\]/);
      assert.match(
        (await run('plan', '--against', 'old.yaml', 'new.yaml')).stderr,
        /cannot use generate name with apply/,
      );
      assert.is((await run('check', 'new.yaml')).code, 0);
      for (const [mode, expected] of [
        ['client', 1],
        ['server', 1],
        ['replace', 0],
      ] as const) {
        write('daemonlint.yaml', `apply: {mode: ${mode}}\n`);
        const alone = await run('check', 'new.yaml');
        assert.is(alone.code, expected, mode);
        assert.is(alone.stdout.includes('cannot use generate name with apply'), expected === 1, mode);
      }
    },
  ));

test.run();
