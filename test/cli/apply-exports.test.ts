/** Files that look like what `kubectl get` printed, and objects that do not show their managers. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { first, shown } from './changed.ts';
import { GOOD, inProject, type Project } from './project.ts';

const test = suite('applies of exports');
const PORTS = `          ports:
            - containerPort: 53
              name: dns
              protocol: UDP
`;
const TCP = `            - containerPort: 53
              name: dns-tcp
              protocol: TCP
`;
const IMAGE = /( {10}image: .*\n)/;
const STORED = 'daemonset/agent has what only a cluster writes, so that it counts as what is stored in the end';
const UNSHOWN = 'daemonset/agent shows no managed fields';

/** A live object with two protocols on one port, and a file that was exported and edited: one is gone. */
async function exported(use: (project: Project) => Promise<void>): Promise<void> {
  const both = GOOD.replace(IMAGE, `$1${PORTS}${TCP}`);
  await inProject({ 'ds.yaml': both }, async (project) => {
    const { stdout } = await project.run('apply', 'ds.yaml', '-o', 'yaml');
    const live = stdout.replace('\n  name: agent\n', '\n  name: agent\n  uid: u\n');
    project.write('live.yaml', live);
    project.write('next.yaml', live.replace(/ {8}- containerPort: 53\n {10}name: dns-tcp\n.*\n/, ''));
    await use(project);
  });
}

test('--apply wins over the look of the file', () =>
  exported(async ({ run, write }) => {
    const change = first(shown(await run('diff', 'live.yaml', 'next.yaml', '--apply', 'client', '-o', 'json')));
    const [ports] = change.fields;
    assert.is(ports?.path, 'spec.template.spec.containers[0].ports');
    assert.is(ports?.new, undefined);
    assert.ok(change.hazards.some(({ rule }) => rule === 'apply-drops'));
    const checked = await run('check', 'next.yaml', '--against', 'live.yaml', '--apply', 'client');
    assert.match(checked.stdout, '[apply-drops]');
    write('daemonlint.yaml', 'apply: client\n');
    const configured = await run('diff', 'live.yaml', 'next.yaml');
    assert.match(configured.stdout, '[apply-drops]');
    assert.not.match(configured.stderr, STORED);
  }));

test('without it, a file that looks like an object of a cluster is a replace, which is said once', () =>
  exported(async ({ run, write }) => {
    for (const argv of [
      ['diff', 'live.yaml', 'next.yaml'],
      ['check', 'next.yaml', '--against', 'live.yaml'],
      ['plan', 'next.yaml', '--against', 'live.yaml'],
    ]) {
      const { stdout, stderr } = await run(...argv);
      assert.not.match(stdout, 'apply-drops');
      assert.is(stderr.split(STORED).length, 2, `${argv[0] ?? ''}: ${stderr}`);
      assert.match(stderr, 'next.yaml: daemonset/agent');
      assert.not.match((await run(...argv, '--apply', 'replace')).stderr, STORED);
    }
    write('next.yaml', GOOD);
    assert.not.match((await run('diff', 'live.yaml', 'next.yaml')).stderr, STORED);
  }));

test('a stale resourceVersion of an export refuses the apply that was asked for', () =>
  exported(async ({ run, write }) => {
    const live = (await run('apply', 'ds.yaml', '-o', 'yaml')).stdout;
    const of = (version: number): string =>
      live.replace('\n  name: agent\n', `\n  name: agent\n  uid: u\n  resourceVersion: "${version}"\n`);
    write('live.yaml', of(5));
    write('next.yaml', of(3));
    const { accepted } = first(shown(await run('diff', 'live.yaml', 'next.yaml', '--apply', 'client', '-o', 'json')));
    assert.is(accepted, false);
    assert.is(first(shown(await run('diff', 'live.yaml', 'next.yaml', '-o', 'json'))).accepted, true);
  }));

test('only what nobody leaves in a file makes an object of the cluster', () =>
  inProject({ 'ds.yaml': GOOD }, async ({ run, write }) => {
    const old = GOOD.replace('\nspec:\n', '\nspec:\n  minReadySeconds: 5\n');
    for (const [metadata, isLive] of [
      ['uid: u', true],
      ['managedFields: []', true],
      ['generation: 1\n  annotations: {deprecated.daemonset.template.generation: "1"}', true],
      ['generation: 1', false],
      ['resourceVersion: "7"', false],
      ['creationTimestamp: "2026-01-02T03:04:05Z"', false],
    ] as const) {
      write('old.yaml', old.replace('  name: agent\n', `  name: agent\n  ${metadata}\n`));
      const { change } = first(shown(await run('diff', 'old.yaml', 'ds.yaml', '-o', 'json')));
      // Of a live object nothing records that it was applied, so that it stays.
      assert.is(change, isLive ? 'none' : 'changed', metadata);
    }
  }));

test('check and plan name an object that does not show who owns its fields, as diff does', () =>
  inProject({ 'ds.yaml': GOOD }, async ({ run, write }) => {
    const { stdout } = await run('apply', 'ds.yaml', '-o', 'yaml');
    write('live.yaml', stdout);
    for (const command of ['check', 'plan']) {
      const { stderr } = await run(command, 'ds.yaml', '--against', 'live.yaml', '--apply', 'server');
      assert.match(stderr, `live.yaml: ${UNSHOWN}`);
      assert.not.match((await run(command, 'ds.yaml', '--against', 'live.yaml')).stderr, UNSHOWN);
    }
    write('live.yaml', (await run('apply', 'ds.yaml', '--server-side', '-o', 'yaml')).stdout);
    write('next.yaml', GOOD.replace(/image: .*/, 'image: registry.example.com/agent:2.0.0'));
    const refused = await run('check', 'next.yaml', '--against', 'live.yaml', '--apply', 'server');
    assert.match(
      refused.stdout,
      /"before-first-apply" .* \(the object shows no managed fields: get it with --show-managed-fields to know who does\)/,
    );
  }));

test.run();
