import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { commitAll, git, inRepository } from '../cli/repository.ts';
import { GOOD, inProject, type Project } from '../cli/project.ts';

const hostile = suite('git runs nothing that a repository names');

const COMMANDS = [
  ['.'],
  ['deploy'],
  ['dep*'],
  ['dry-run', 'deploy'],
  ['diff', 'deploy', 'deploy'],
  ['plan', 'deploy'],
  ['--since', 'HEAD', '.'],
  ['--staged'],
  ['diff', '--since', 'HEAD'],
  ['plan', '--since', 'HEAD'],
  ['--format', 'sarif', '.'],
  ['--fix', '.'],
];

/** A command that leaves a trace called `name` when it is run. */
function trace(marks: string, name: string): string {
  return `touch '${join(marks, name)}'`;
}

/** Runs every command after a change of `ds.yaml`, and gives the names of what was run. */
async function ran(project: Project, marks: string): Promise<string[]> {
  for (const [index, argv] of COMMANDS.entries()) {
    project.write('ds.yaml', `${GOOD}# ${String(index)}\n`);
    await project.run(...argv);
  }
  return readdirSync(marks).sort();
}

function put(path: string, text: string, mode = 0o644): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  chmodSync(path, mode);
}

const NAMED = [
  'core.fsmonitor',
  'core.pager',
  'core.sshCommand',
  'core.askPass',
  'core.editor',
  'core.alternateRefsCommand',
  'diff.external',
  'diff.x.textconv',
  'diff.x.command',
  'alias.ls-files',
  'alias.diff',
  'credential.helper',
  'filter.f.clean',
  'filter.f.smudge',
  'filter.f.process',
  // A name with the sign that ends a key on a command line.
  'filter.a=b.clean',
];

hostile('its configuration, its hooks and its attributes', () =>
  inProject({}, ({ root: marks }) =>
    inRepository(
      { 'ds.yaml': GOOD, 'deploy/x.yaml': GOOD, '.gitattributes': 'ds.yaml diff=x filter=f\ndeploy/* filter=a=b\n' },
      async (project) => {
        const { root } = project;
        for (const name of NAMED) git(root, 'config', name, `${trace(marks, name)}; cat`);
        for (const name of ['fsmonitor-watchman', 'post-index-change', 'pre-auto-gc', 'reference-transaction'])
          put(join(root, '.git/hooks', name), `#!/bin/sh\n${trace(marks, name)}\n`, 0o755);
        assert.equal(await ran(project, marks), []);
      },
    ),
  ),
);

hostile('an embedded bare repository, also from inside of it', () =>
  inProject({}, ({ root: marks }) =>
    inRepository({ 'ds.yaml': GOOD }, async (project) => {
      const bare = join(project.root, 'deploy');
      const config = `[core]\n\tbare = false\n\tworktree = manifests\n\tfsmonitor = "${trace(marks, 'bare')}; false"\n`;
      put(join(bare, 'HEAD'), 'ref: refs/heads/main\n');
      put(join(bare, 'objects/.keep'), '');
      put(join(bare, 'refs/.keep'), '');
      put(join(bare, 'manifests/ds.yaml'), GOOD);
      put(join(bare, 'config'), config);
      // A folder that only looks like a repository leaves the embedded one to be found around it.
      mkdirSync(join(bare, '.git'));
      assert.equal(await ran(project, marks), []);
      for (const argv of [['.'], ['--since', 'HEAD'], ['--staged'], ['plan', '--since', 'HEAD']])
        await project.runWith({ cwd: bare }, ...argv);
      assert.equal(readdirSync(marks), []);
    }),
  ),
);

hostile('a promised object that is missing is not fetched', () =>
  inProject({}, ({ root: marks }) =>
    inRepository({ 'ds.yaml': GOOD }, async (project) => {
      const { root } = project;
      const object = git(root, 'rev-parse', 'HEAD:ds.yaml');
      project.write('ds.yaml', `${GOOD}# more\n`);
      commitAll(root);
      execFileSync('rm', ['-f', join(root, '.git/objects', object.slice(0, 2), object.slice(2))]);
      const settings = {
        'remote.origin.url': join(root, 'elsewhere'),
        'remote.origin.promisor': 'true',
        'remote.origin.uploadpack': trace(marks, 'uploadpack'),
        'core.repositoryFormatVersion': '1',
        'extensions.partialClone': 'origin',
        'protocol.file.allow': 'always',
        'protocol.ext.allow': 'always',
      };
      for (const [name, value] of Object.entries(settings)) git(root, 'config', name, value);
      const { code, stderr } = await project.run('--since', 'HEAD~1');
      assert.equal(readdirSync(marks), []);
      assert.is(code, 2);
      assert.match(stderr, /^daemonlint: /);
    }),
  ),
);

hostile('a work tree elsewhere is not read', () =>
  inProject({ 'secret/ds.yaml': GOOD }, ({ root: outside }) =>
    inRepository({ 'ds.yaml': GOOD }, async (project) => {
      git(project.root, 'config', 'core.worktree', join(outside, 'secret'));
      const { stdout } = await project.run('--format', 'json', '.');
      const { files } = JSON.parse(stdout) as { files: { path: string }[] };
      assert.equal(
        files.map(({ path }) => path),
        ['ds.yaml'],
      );
    }),
  ),
);

hostile.run();
