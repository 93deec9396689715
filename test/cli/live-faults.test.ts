import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { GOOD, inProject } from './project.ts';

const test = suite('what is wrong with the object of a cluster');
const NEXT = GOOD.replace('agent:1.4.2', 'agent:1.5.0');

test('a dump that holds a DaemonSet twice: the last one counts, and a line says so', () =>
  inProject({ 'old.yaml': GOOD, 'ds.yaml': NEXT }, async ({ run, write }) => {
    const live = async (file: string): Promise<string> =>
      (await run('apply', file, '-o', 'yaml', '--show-managed-fields')).stdout;
    write('twice.yaml', `${await live('ds.yaml')}---\n${await live('old.yaml')}`);
    for (const [argv, code] of [
      [['apply', 'ds.yaml', '--to', 'twice.yaml'], 0],
      [['diff', 'twice.yaml', 'ds.yaml'], 0],
      [['plan', 'ds.yaml', '--against', 'twice.yaml'], 0],
      [['check', 'ds.yaml', '--against', 'twice.yaml'], 0],
      [['rollout', 'restart', 'ds', '--from', 'twice.yaml'], 0],
      [['rollout', 'history', 'ds/agent', '--from', 'twice.yaml'], 0],
    ] as const) {
      const ran = await run(...argv);
      assert.is(ran.code, code, argv.join(' '));
      assert.match(
        ran.stderr,
        /^daemonlint: twice\.yaml holds DaemonSet default\/agent more than once: the last one counts\n/,
        argv.join(' '),
      );
    }
    assert.is((await run('apply', 'ds.yaml', '--to', 'twice.yaml')).stdout, 'daemonset.apps/agent configured\n');
    assert.match((await run('diff', 'twice.yaml', 'ds.yaml')).stdout, 'agent:1.4.2" -> "registry');
  }));

test('managed fields that are no list are never taken for none', () =>
  inProject({ 'ds.yaml': NEXT }, async ({ run, write }) => {
    for (const [value, kind] of [
      ['x', 'string'],
      ['{a: 1}', 'map'],
      ['3', 'number'],
    ] as const) {
      write('live.yaml', GOOD.replace('metadata:\n', `metadata:\n  uid: "1"\n  managedFields: ${value}\n`));
      for (const argv of [
        ['apply', 'ds.yaml', '--to', 'live.yaml', '--server-side'],
        ['rollout', 'restart', 'ds/agent', '--from', 'live.yaml'],
      ]) {
        const { code, stdout, stderr } = await run(...argv);
        assert.equal([code, stdout], [2, ''], value);
        assert.match(stderr, `managedFields that are a ${kind} and not a list`);
      }
      for (const argv of [
        ['diff', 'live.yaml', 'ds.yaml', '--apply', 'server'],
        ['plan', 'ds.yaml', '--against', 'live.yaml', '--apply', 'server'],
        ['check', 'ds.yaml', '--against', 'live.yaml', '--apply', 'server'],
      ])
        assert.match((await run(...argv)).stderr, `managed fields of daemonset/agent are a ${kind} and not a list`);
    }
  }));

test.run();
