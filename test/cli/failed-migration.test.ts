/** The first server-side apply after client-side ones, whose second request is refused. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { first, shown } from './changed.ts';
import { GOOD, inProject } from './project.ts';

const test = suite('failed migrations to server-side apply');
const IMAGE = / {10}image: .*\n/;
const MOUNTED = GOOD.replace(
  IMAGE,
  '$&          volumeMounts:\n            - name: tmp\n              mountPath: /tmp\n',
);
const WITH_VOLUME = `${MOUNTED}      volumes:\n        - name: tmp\n          emptyDir: {}\n`;

const CASES = [
  {
    file: MOUNTED,
    kept: 'spec.template.spec.volumes',
    refused: 'spec.template.spec.containers[0].volumeMounts[0].name: Not found: "tmp"',
    error: 'names "tmp", which does not exist in this DaemonSet',
  },
  {
    file: WITH_VOLUME.replace(IMAGE, ''),
    kept: 'spec.template.spec.containers[name="agent"].image',
    refused: 'spec.template.spec.containers[0].image: Required value',
    error: 'image is missing',
  },
];

test('what stays is told, and that the next apply is refused', () =>
  inProject({ 'old.yaml': WITH_VOLUME }, async ({ run, write }) => {
    write('live.yaml', (await run('apply', 'old.yaml', '-o', 'yaml', '--show-managed-fields')).stdout);
    for (const { file, kept, refused, error } of CASES) {
      write('ds.yaml', file);
      const applied = await run('apply', 'ds.yaml', '--to', 'live.yaml', '--server-side');
      assert.is(applied.code, 0);
      assert.match(applied.stderr, 'Warning: failed to re-apply configuration');
      const stored = ['--server-side', '-o', 'yaml', '--show-managed-fields'];
      write('after.yaml', (await run('apply', 'ds.yaml', '--to', 'live.yaml', ...stored)).stdout);
      assert.is((await run('apply', 'ds.yaml', '--to', 'after.yaml', '--server-side')).code, 1, 'the next apply');

      const said = `the API server refuses the second time: DaemonSet.apps "agent" is invalid: ${refused}; the command prints a warning and exits with 0, the cluster keeps ${kept}, which left the file, and the next apply of this file is refused`;
      const changed = await run('diff', 'live.yaml', 'ds.yaml', '--apply', 'server', '-o', 'json');
      const { accepted, hazards } = first(shown(changed));
      const keeps = hazards.filter(({ rule }) => rule === 'apply-keeps');
      assert.equal([changed.code, accepted, keeps.length], [1, true, 1]);
      assert.match(keeps[0]?.message ?? '', said);
      const planned = await run('plan', 'ds.yaml', '--against', 'live.yaml', '--apply', 'server');
      assert.match(planned.stdout.replaceAll(/\s+/g, ' '), said);
      const checked = await run('check', 'ds.yaml', '--against', 'live.yaml', '--apply', 'server');
      assert.is(checked.code, 1);
      assert.match(checked.stdout, said);
      assert.match(checked.stdout, error);
      assert.match(
        checked.stdout,
        '(where it is created; kubectl apply --server-side over the object there is accepted with a warning, and the next one is refused)',
      );
    }
  }));

test('nothing is told of a migration that succeeds, nor where there is none', () =>
  inProject({ 'old.yaml': WITH_VOLUME, 'ds.yaml': GOOD, 'bad.yaml': MOUNTED }, async ({ run, write }) => {
    for (const [file, flags] of [
      ['ds.yaml', []],
      ['bad.yaml', ['--server-side']],
    ] as const) {
      write('live.yaml', (await run('apply', 'old.yaml', '-o', 'yaml', '--show-managed-fields', ...flags)).stdout);
      const { stdout } = await run('diff', 'live.yaml', file, '--apply', 'server');
      assert.not.match(stdout, 'applies the file twice');
    }
  }));

test.run();
