/** Links of a repository that lead out of it. */
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { kustomizationOf } from '../../src/input/kustomization.ts';
import { testFolders } from '../../src/input/test-folder.ts';
import { nodeIo } from '../../src/io/node-io.ts';
import { GOOD, inProject } from '../cli/project.ts';

const test = suite('links out of the repository');
const io = nodeIo();

const FILES = {
  'repo/.git/HEAD': 'ref: refs/heads/main\n',
  'repo/a.yaml': GOOD,
  'secret/s.yaml': 'apiVersion: kuttl.dev/v1beta1\n',
  'secret/kustomization.yaml': 'patches: [{path: a.yaml}]\n',
};

test('are read by nobody who does not name them', () =>
  inProject(FILES, ({ root }) => {
    const [link, folder] = [join(root, 'repo/link.yaml'), join(root, 'repo/folder')];
    symlinkSync('../secret/s.yaml', link);
    symlinkSync('../secret', folder);
    for (const path of [link, join(folder, 's.yaml')]) {
      assert.throws(() => io.readFile(path), /the link leads out of the repository/);
      assert.match(Buffer.from(io.readFile(path, { named: true })).toString(), 'kuttl');
    }
    symlinkSync('a.yaml', join(root, 'repo/inside.yaml'));
    assert.is(Buffer.from(io.readFile(join(root, 'repo/inside.yaml'))).toString(), GOOD);
    symlinkSync('../repo/a.yaml', join(root, 'secret/elsewhere.yaml'));
    assert.is(
      Buffer.from(io.readFile(join(root, 'secret/elsewhere.yaml'))).toString(),
      GOOD,
      'no repository, no bound',
    );
  }));

test('make no folder one of tests', () =>
  inProject(FILES, ({ root }) => {
    mkdirSync(join(root, 'repo/t'));
    for (const name of ['00-assert.yaml', '01-step.yaml'])
      symlinkSync('../../secret/s.yaml', join(root, 'repo/t', name));
    assert.is(testFolders(io)(join(root, 'repo/t/a.yaml')), false);
    mkdirSync(join(root, 'secret/u'));
    for (const name of ['00-assert.yaml', '01-step.yaml']) symlinkSync('../s.yaml', join(root, 'secret/u', name));
    assert.is(testFolders(io)(join(root, 'secret/u/a.yaml')), true, 'the same elsewhere');
  }));

test('name no patches', () =>
  inProject(FILES, ({ root }) => {
    symlinkSync('../secret/kustomization.yaml', join(root, 'repo/kustomization.yaml'));
    assert.is(kustomizationOf(io)(join(root, 'repo/a.yaml')), undefined);
    assert.is(kustomizationOf(io)(join(root, 'secret/a.yaml')), join(root, 'secret/kustomization.yaml'));
  }));

test('may be named on the command line: a chart, an archive, a folder', () =>
  inProject(
    {
      ...FILES,
      'secret/c/Chart.yaml': 'apiVersion: v2\nname: c\nversion: 1.0.0\n',
      'secret/c/templates/a.yaml': GOOD,
    },
    async ({ root, runWith }) => {
      const cwd = join(root, 'repo');
      symlinkSync('../secret/c', join(cwd, 'c'));
      const rendered = await runWith({ cwd }, 'render', 'c');
      assert.equal([rendered.code, rendered.stderr], [0, '']);
      assert.match(rendered.stdout, 'kind: DaemonSet');
      const checked = await runWith({ cwd }, '--verbose', 'c/templates/a.yaml');
      assert.is(checked.code, 0, checked.stderr);
    },
  ));

test.run();
