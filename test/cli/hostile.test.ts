import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Io } from '../../src/io/io.ts';
import { nodeIo } from '../../src/io/node-io.ts';
import { GOOD, inProject } from './project.ts';

const test = suite('hostile input');
const EMPTY = GOOD.slice(0, GOOD.indexOf('  selector'));

test('an earlier state without selector and containers is compared', () =>
  inProject({ 'old.yaml': EMPTY, 'new.yaml': GOOD }, async ({ run }) => {
    const against = await run('--only', 'immutable-selector', '--against', 'old.yaml', 'new.yaml');
    assert.is(against.stderr.includes('bug'), false, against.stderr);
    const image = await run('diff', '--set-image', '*=agent:2', 'old.yaml');
    assert.match(image.stdout, 'spec.template.spec.containers: Required value');
  }));

test('an earlier state whose node affinity has no terms is compared', () =>
  inProject({ 'new.yaml': GOOD }, async ({ write, run }) => {
    const affinity = 'affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {}}}';
    write('old.yaml', GOOD.replace('      containers:', `      ${affinity}\n      containers:`));
    const { code, stderr } = await run('diff', 'old.yaml', 'new.yaml');
    assert.is(code, 0, stderr);
  }));

test('a field of a dump may be called as what every JavaScript object has', () =>
  inProject({ 'ds.yaml': GOOD }, async ({ write, run }) => {
    for (const name of ['constructor', '__proto__', 'toString']) {
      write('dump.yaml', GOOD.replace('  template:', `  ${name}: {matchLabels: {a: b}}\n  template:`));
      const { code, stderr } = await run('plan', '--from', 'dump.yaml');
      assert.is(code, 0, stderr);
    }
  }));

test('a revision of a dump without its number has the number 0, as in Go', () =>
  inProject({}, async ({ write, run }) => {
    const owner = '[{apiVersion: apps/v1, kind: DaemonSet, name: agent, uid: u, controller: true}]';
    const revision = `apiVersion: apps/v1\nkind: ControllerRevision\nmetadata: {name: agent-1, labels: {app: agent}, ownerReferences: ${owner}}\n`;
    write('dump.yaml', `${GOOD.replace('name: agent', 'name: agent\n  uid: u')}---\n${revision}data: {}\n`);
    const { stdout } = await run('rollout', 'history', 'ds/agent', '--from', 'dump.yaml');
    assert.match(stdout, /\n0 +<none>\n/);
  }));

test('a label may be called as what every JavaScript object has', () =>
  inProject({ 'old.yaml': GOOD }, async ({ write, run }) => {
    write(
      'new.yaml',
      GOOD.replace('        app: agent\n    spec', '        app: agent\n        toString: a\n    spec'),
    );
    const there = await run('diff', '--quiet', 'old.yaml', 'new.yaml');
    assert.match(there.stdout, 'spec.template.metadata.labels.toString: absent -> "a"');
    const back = await run('diff', '--quiet', 'new.yaml', 'old.yaml');
    assert.match(back.stdout, 'spec.template.metadata.labels.toString: "a" -> absent');
  }));

test('a fleet larger than memory is refused', () =>
  inProject({ 'ds.yaml': GOOD }, async ({ write, run }) => {
    write('dump.yaml', `${GOOD}status:\n  desiredNumberScheduled: 99999999999999999999\n`);
    for (const argv of [
      ['plan', '--nodes', '999999999', 'ds.yaml'],
      ['plan', '--from', 'dump.yaml'],
    ]) {
      const { code, stdout, stderr } = await run(...argv);
      assert.equal([code, stdout], [2, '']);
      assert.match(stderr, /^daemonlint: plan simulates a rollout over at most 1000000 nodes, not \d+\n$/);
    }
  }));

test('a group of nodes may say nothing but how many they are', () =>
  inProject(
    {
      'a.yaml': GOOD,
      'old.yaml': GOOD.replace('1.4.2', '1.4.1'),
      'daemonlint.yaml': 'fleet: {groups: [{count: 1}]}\n',
    },
    async ({ run }) => {
      const commands = [
        ['check', '--preset', 'strict', '--notes', '--fail-on', 'never'],
        ['check', '--against', 'old.yaml', '--fail-on', 'never'],
        ['check', '--fix', '--dry-run'],
        ['baseline', '--baseline', 'known.yaml'],
        ['dry-run'],
        ['diff', 'old.yaml'],
        ['plan'],
        ['plan', '-o', 'svg'],
        ['plan', '--against', 'old.yaml'],
        ['upgrade', '--from', '1.30', '--to', '1.36'],
        ['apply'],
        ['apply', '--to', 'old.yaml'],
        ['plan', '--from'],
        ['rollout', 'restart', 'ds/agent', '--explain', '--from'],
      ];
      for (const [command = '', ...argv] of commands) {
        const { code, stderr } = await run(command, ...argv, 'a.yaml');
        assert.is(code, 0, `${command} ${argv.join(' ')}: ${stderr}`);
        assert.not.match(stderr, 'this is a bug');
      }
      assert.match((await run('plan', 'a.yaml')).stdout, /\b1 node\b/);
    },
  ));

/** As for a file that belongs to somebody else, which root, who runs many tests, may read all the same. */
function denied(file: string): Partial<Io> {
  const refuse = (path: string): void => {
    if (path.includes(file)) throw Object.assign(new Error('EACCES: open'), { code: 'EACCES' });
  };
  const io = nodeIo();
  return {
    readFile: (path) => {
      refuse(path);
      return io.readFile(path);
    },
    readDirectory: (path) => {
      refuse(path);
      return io.readDirectory(path);
    },
    makeDirectory: refuse,
    writeFile: refuse,
  };
}

test('a file that may not be read or written is named with the reason', () =>
  inProject(
    { 'ds.yaml': GOOD, 'secret.yaml': GOOD, 'daemonlint.yaml': '', 'dark/a.yaml': GOOD },
    async ({ runWith }) => {
      for (const [file, ...argv] of [
        ['secret.yaml', 'diff', 'secret.yaml', 'ds.yaml'],
        ['secret.yaml', '--against', 'secret.yaml', 'ds.yaml'],
        ['secret.yaml', 'plan', '--against', 'secret.yaml', 'ds.yaml'],
        ['secret.yaml', 'diff', '--patch', 'secret.yaml', 'ds.yaml'],
        ['secret.yaml', 'plan', '--from', 'secret.yaml'],
        ['.github', 'init', 'github'],
        ['.gitlab', 'init', 'gitlab'],
        ['daemonlint.yaml', 'ds.yaml'],
        ['dark', 'dark'],
        ['dark', 'dry-run', 'dark'],
      ] as const) {
        const { code, stderr } = await runWith(denied(file), ...argv);
        assert.is(code, 2, argv.join(' '));
        assert.match(stderr, new RegExp(`^daemonlint: (cannot (?:read|write) )?${file}.*: permission denied\n`));
      }
    },
  ));

test('a faulty command line names the help of its command', () =>
  inProject({}, async ({ run }) => {
    assert.match((await run('diff', '--bogus')).stderr, '(daemonlint diff --help lists the options)');
    assert.match((await run('--bogus')).stderr, '(daemonlint --help lists the options)');
    assert.match((await run('--format', 'sarif=')).stderr, '--format sarif= names no file');
  }));

test('a key may be called __proto__', () =>
  inProject({}, async ({ write, run }) => {
    write('a.yaml', GOOD.replace('kind: DaemonSet', 'kind: daemonset').replace('metadata:', '__proto__:'));
    assert.match((await run('dry-run', 'a.yaml')).stdout, 'no kind \\"daemonset\\" is registered');
  }));

test('the help of every command lists its options', () =>
  inProject({}, async ({ run }) => {
    const rollout = ['history', 'status', 'undo'].map((name) => ['rollout', name]);
    for (const command of [['check'], ['dry-run'], ['diff'], ['plan'], ['init'], ['lsp'], ...rollout]) {
      const { code, stdout } = await run(...command, '--help');
      assert.is(code, 0);
      assert.match(stdout, /^ {2}-h, --help +print this help$/m);
    }
  }));

test('a command that finds no DaemonSet says so', () =>
  inProject({ 'a.yaml': 'kind: Pod\n' }, async ({ run }) => {
    for (const argv of [
      ['dry-run', '.'],
      ['plan', '.'],
      ['diff', '.', '.'],
    ]) {
      const { code, stdout, stderr } = await run(...argv);
      assert.equal([code, stdout], [0, '']);
      assert.match(stderr, /^daemonlint: no DaemonSet to /);
    }
  }));

test.run();
