import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readFileSync } from 'node:fs';
import { GOOD, REFUSED, WARNED } from './project.ts';
import { commitAll, findings, git, inRepository, PLAIN } from './repository.ts';

const test = suite('findings that stood before');
const RULE = 'no-rollback-history';
const SINCE = [...PLAIN, '--since', 'HEAD'] as const;
const BROKEN = `${GOOD}---\nkind: DaemonSet\n  name: broken\n`;

test('are left out and counted, also when their lines moved; --all shows them', () =>
  inRepository({ 'a.yaml': WARNED, 'b.yaml': GOOD }, async ({ write, run }) => {
    write('a.yaml', `# one\n# two\n${WARNED}`);
    write('b.yaml', WARNED.replaceAll('agent', 'other'));
    const { code, stdout, stderr } = await run(...SINCE);
    assert.is(code, 1);
    assert.equal(findings(stdout), [`b.yaml ${RULE}`]);
    assert.is(
      stderr,
      'daemonlint: 1 warning; 2 DaemonSets in 2 files; 1 preexisting (--all shows them); 1 fixable with --fix=unsafe\n',
    );
    assert.equal(findings((await run(...SINCE, '--all')).stdout), [`a.yaml ${RULE}`, `b.yaml ${RULE}`]);
  }));

test('do not hide a second one of the same words', () =>
  inRepository({ 'a.yaml': container('one') }, async ({ write, run }) => {
    const only = ['--only', 'mutable-image-tag', '--since', 'HEAD'];
    write('a.yaml', container('zero', 'one'));
    const { stdout } = await run(...only);
    assert.equal(findings(stdout), ['a.yaml mutable-image-tag']);
    assert.match(stdout, /^a\.yaml:16:18: /);
    write('a.yaml', container('one').replace('name: agent', 'name: agent\n  annotations: {a: b}'));
    assert.equal((await run(...only)).code, 0);
  }));

function container(...names: string[]): string {
  const each = names.map((name) => `        - name: ${name}\n          image: registry.example.com/agent:latest\n`);
  return GOOD.replace(/ {8}- name: agent\n.*\n/, each.join(''));
}

test('move with their items, which need not have names', () => {
  const tolerations = (...keys: string[]): string =>
    GOOD.replace('      containers:', `      tolerations:\n${keys.map((key) => `        - key: ${key}\n`).join('')}$&`);
  const legacy = 'node-role.kubernetes.io/master';
  return inRepository({ 'a.yaml': tolerations(legacy) }, async ({ write, run }) => {
    write('a.yaml', tolerations('example.com/first', legacy));
    const { code, stderr } = await run('--only', 'legacy-control-plane-toleration', '--since', 'HEAD');
    assert.is(code, 0);
    assert.match(stderr, /1 preexisting/);
  });
});

test('refusals of the API server included', () =>
  inRepository({ 'a.yaml': REFUSED }, async ({ write, run }) => {
    write('a.yaml', REFUSED.replace('1.4.2', '1.5.0'));
    const { code, stdout, stderr } = await run(...SINCE);
    assert.equal([code, stdout], [0, '']);
    assert.match(stderr, /1 preexisting/);
    assert.equal(findings((await run(...SINCE, '--all')).stdout), ['a.yaml invalid-value']);
  }));

test('go with a file that moved', () =>
  inRepository({ 'a.yaml': WARNED }, async ({ root, run }) => {
    git(root, 'mv', 'a.yaml', 'b.yaml');
    assert.match((await run(...SINCE)).stderr, /1 preexisting/);
  }));

test('faults of YAML are distinguished by file', () =>
  inRepository({ 'a.yaml': BROKEN, 'b.yaml': GOOD }, async ({ root, write, run }) => {
    write('a.yaml', `# more\n\n${BROKEN}`);
    const moved = await run(...SINCE);
    assert.equal([moved.code, moved.stdout], [0, '']);
    assert.match(moved.stderr, /1 preexisting/);
    write('a.yaml', GOOD);
    write('b.yaml', BROKEN);
    assert.equal(findings((await run(...SINCE)).stdout), ['b.yaml yaml-syntax']);
    commitAll(root);
    git(root, 'mv', 'b.yaml', 'c.yaml');
    assert.is((await run(...SINCE)).code, 0);
  }));

test('are all new once a file can be read again', () =>
  inRepository({ 'a.yaml': `${WARNED}  broken\n` }, async ({ write, run }) => {
    write('a.yaml', WARNED);
    assert.equal(findings((await run(...SINCE)).stdout), [`a.yaml ${RULE}`]);
  }));

test('are not fixed by --fix', () =>
  inRepository({ 'a.yaml': WARNED, 'b.yaml': GOOD, 'c.yaml': WARNED }, async ({ root, write, run }) => {
    const text = (path: string): string => readFileSync(join(root, path), 'utf8');
    write('a.yaml', `${WARNED}# more\n`);
    write('b.yaml', WARNED);
    assert.is((await run(...SINCE, '--fix=unsafe')).code, 0);
    assert.is(text('a.yaml'), `${WARNED}# more\n`);
    assert.is(text('b.yaml'), GOOD);
    assert.is(text('c.yaml'), WARNED);
    assert.is((await run(...SINCE, '--all', '--fix=unsafe')).code, 0);
    assert.is(text('a.yaml'), `${GOOD}# more\n`);
    assert.is(text('c.yaml'), WARNED);
  }));

test.run();
