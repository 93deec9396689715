import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { first, shown } from './changed.ts';
import { GOOD, inProject, type Project } from './project.ts';

const test = suite('field managers of a change');
const ARGO = ['--server-side', '--field-manager', 'argocd-controller'];
const NEXT = GOOD.replace(/image: .*/, 'image: registry.example.com/agent:2.0.0');

/** What Argo CD has applied, as the cluster shows it, and the file with another image. */
async function byArgo(use: (project: Project) => Promise<void>): Promise<void> {
  await inProject({ 'old.yaml': GOOD, 'ds.yaml': NEXT }, async (project) => {
    const { stdout } = await project.run('apply', 'old.yaml', ...ARGO, '-o', 'yaml', '--show-managed-fields');
    project.write('live.yaml', stdout);
    await use(project);
  });
}

test('diff, plan and check answer for the field manager that applies, as apply does', () =>
  byArgo(async ({ run }) => {
    const server = ['--apply', 'server'];
    for (const [given, isAccepted] of [
      [[], false],
      [['--field-manager', 'argocd-controller'], true],
      [['--force-conflicts'], true],
    ] as const) {
      const told = given.join(' ');
      const applied = await run('apply', 'ds.yaml', '--to', 'live.yaml', '--server-side', ...given);
      assert.is(applied.code, isAccepted ? 0 : 1, told);
      const { accepted, rollout } = first(
        shown(await run('diff', 'live.yaml', 'ds.yaml', '-o', 'json', ...server, ...given)),
      );
      assert.equal([accepted, rollout], [isAccepted, isAccepted ? 'rolling' : 'none'], told);
      const planned = await run('plan', 'ds.yaml', '--against', 'live.yaml', ...server, ...given);
      assert.is(planned.stderr.includes('conflict'), !isAccepted, told);
      const checked = await run('check', 'ds.yaml', '--against', 'live.yaml', ...server, ...given);
      assert.is(checked.stdout.includes('[apply-conflict]'), !isAccepted, told);
    }
  }));

test('a file with the fields of one manager alone misses nothing that the object has', () =>
  byArgo(async ({ run, write }) => {
    write('part.yaml', 'apiVersion: apps/v1\nkind: DaemonSet\nmetadata:\n  name: agent\n');
    const server = ['--against', 'live.yaml', '--apply', 'server'];
    const checked = await run('check', 'part.yaml', ...server, '--field-manager', 'team-b');
    assert.not.match(checked.stdout, /missing-field/);
    assert.match(
      (await run('check', 'part.yaml', '--against', 'live.yaml', '--apply', 'client')).stdout,
      /missing-field/,
    );
    assert.match((await run('check', 'part.yaml')).stdout, /missing-field/, 'it cannot be created');
  }));

const HEAD = 'apiVersion: apps/v1\nkind: DaemonSet\nmetadata:\n  name: agent\n';
const part = (container: string): string =>
  `${HEAD}spec:\n  template:\n    spec:\n      containers:\n        - {name: agent, ${container}}\n`;

test('a file with some fields is judged as apply judges it, where somebody asks what its apply does', () =>
  byArgo(async ({ run, write }) => {
    const team = ['--field-manager', 'team-b'];
    const server = ['--apply', 'server', ...team];
    for (const [text, code, rollout] of [
      [part('env: [{name: A, value: "1"}]'), 0, 'rolling'],
      [`${HEAD}spec:\n  minReadySeconds: 5\n`, 0, 'none'],
      [`${HEAD}  annotations: {team: b}\n`, 0, 'none'],
      [part('image: other'), 1, 'none'],
    ] as const) {
      write('some-patch.yaml', text);
      const applied = await run('apply', 'some-patch.yaml', '--to', 'live.yaml', '--server-side', ...team);
      const diff = await run('diff', 'live.yaml', 'some-patch.yaml', '-o', 'json', ...server);
      const { change, accepted, rollout: started, fields } = first(shown(diff));
      assert.equal([applied.code, diff.code, change], [code, code, 'changed'], text);
      assert.equal([accepted, started, fields.length], [code === 0, rollout, 1 - code], text);
      const planned = await run('plan', 'some-patch.yaml', '--against', 'live.yaml', ...server);
      assert.is(planned.code, code, text);
      assert.is(planned.stdout.includes('starts a rollout'), rollout === 'rolling', text);
      const checked = await run('check', 'some-patch.yaml', '--against', 'live.yaml', ...server);
      assert.equal([checked.code, checked.stdout.includes('missing-field')], [code, false], checked.stdout);
    }
    write('some-patch.yaml', part('env: [{name: A, value: "1"}]'));
    const byClient = first(shown(await run('diff', 'live.yaml', 'some-patch.yaml', '-o', 'json', '--apply', 'client')));
    assert.equal([byClient.accepted, byClient.rollout], [true, 'rolling']);
    // Nobody says that the file itself is applied, or it is known to be a patch.
    for (const more of [[], ['--apply', 'replace']])
      assert.match((await run('diff', 'live.yaml', 'some-patch.yaml', ...more)).stdout, 'is a piece to be merged');
    write('kustomization.yaml', 'resources: [old.yaml]\npatches: [{path: some-patch.yaml}]\n');
    assert.not.match((await run('diff', 'live.yaml', 'some-patch.yaml', ...server)).stdout, 'team-b');
  }));

test('the configuration names the field manager; the command line names another, or another way', () =>
  byArgo(async ({ run, write }) => {
    const accepted = async (...more: string[]): Promise<boolean | null> =>
      first(shown(await run('diff', 'live.yaml', 'ds.yaml', '-o', 'json', ...more))).accepted;
    write('daemonlint.yaml', 'apply: {mode: server, fieldManager: argocd-controller}\n');
    assert.is(await accepted(), true);
    assert.is(await accepted('--field-manager', 'flux'), false);
    assert.is(await accepted('--field-manager', 'flux', '--force-conflicts'), true);
    write('daemonlint.yaml', 'apply:\n  mode: server\n  forceConflicts: true\n');
    assert.is(await accepted(), true);
    assert.is((await run('diff', 'live.yaml', 'ds.yaml', '--apply', 'client')).stderr.includes('force'), false);
    write('daemonlint.yaml', 'apply: server\n');
    assert.is(await accepted(), false);
  }));

test('what does not go together is refused with what it needs', () =>
  byArgo(async ({ run, write }) => {
    const fault = async (...argv: string[]): Promise<string> => {
      const { code, stderr } = await run(...argv);
      assert.is(code, 2);
      return `${stderr.split('\n')[0] ?? ''}\n`;
    };
    const diff = ['diff', 'live.yaml', 'ds.yaml'];
    assert.match(await fault(...diff, '--force-conflicts'), '--force-conflicts goes with --apply server');
    assert.match(
      await fault(...diff, '--apply', 'replace', '--field-manager', 'x'),
      '--field-manager goes with --apply client or server',
    );
    assert.match(await fault('check', 'ds.yaml', '--field-manager', 'x'), '--field-manager goes with --since');
    for (const [text, message] of [
      ['{forceConflicts: true}', '"apply" needs the key "mode"'],
      ['{mode: client, forceConflicts: true}', '1:39: "apply.forceConflicts" goes with mode server'],
      ['{mode: replace, fieldManager: x}', '"apply.fieldManager" goes with mode client or server'],
      ['{mode: server, manager: x}', '"apply": unknown key "manager"'],
      [
        'server-side',
        '"apply" has to be one of client, server, replace, or a map with mode, fieldManager and forceConflicts',
      ],
      ['{mode: server-side}', '"apply.mode" has to be one of client, server, replace\n'],
    ] as const) {
      write('daemonlint.yaml', `apply: ${text}\n`);
      assert.ok((await fault(...diff)).includes(message), `${text}: ${await fault(...diff)}`);
    }
  }));

test.run();
