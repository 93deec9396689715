import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { findFiles } from '../../src/input/find-files.ts';
import type { Io } from '../../src/io/io.ts';
import { nodeIo } from '../../src/io/node-io.ts';
import { inProject, type Project } from '../cli/project.ts';

const finding = suite('finding files');

interface Found {
  readonly shown: readonly string[];
  readonly faults: readonly string[];
}

async function find(project: Project, paths: readonly string[], changes: Partial<Io> = {}): Promise<Found> {
  const { files, faults } = await findFiles(paths, { ...nodeIo(), cwd: project.root, ...changes });
  return { shown: files.map(({ shown }) => shown), faults: faults.map(({ message }) => message) };
}

async function shown(project: Project, ...paths: string[]): Promise<readonly string[]> {
  const { shown: files, faults } = await find(project, paths);
  assert.equal(faults, []);
  return files;
}

function git(project: Project, ...args: string[]): void {
  const author = ['-c', 'user.name=A', '-c', 'user.email=a@example.com'];
  execFileSync('git', [...author, ...args], { cwd: project.root, stdio: 'pipe' });
}

const TREE = {
  'a.yaml': '',
  'B.YML': '',
  'c.json': '',
  'd.txt': '',
  'sub/.hidden/e.yaml': '',
  'sub/f.Json': '',
  'node_modules/g.yaml': '',
};

finding('a directory is searched for YAML and JSON, hidden folders included, in the order of code units', () =>
  inProject(TREE, async (project) => {
    const expected = ['B.YML', 'a.yaml', 'c.json', 'sub/.hidden/e.yaml', 'sub/f.Json'];
    for (const paths of [[], ['.'], [project.root], ['sub', '.', 'a.yaml']])
      assert.equal(await shown(project, ...paths), expected, paths.join(' '));
    git(project, 'init', '-q');
    assert.equal(
      await shown(project),
      expected,
      'packages are not those of the user, also where git does not ignore them',
    );
    assert.equal(await shown(project, 'node_modules'), ['node_modules/g.yaml'], 'unless they are named');
  }),
);

finding('a folder that is new as a whole is searched in a work tree', () =>
  inProject({ 'a/tracked.yaml': '', 'a/b/c/d.YAML': '', 'a/b/e.yml': '' }, async (project) => {
    git(project, 'init', '-q');
    git(project, 'add', 'a/tracked.yaml');
    assert.equal(await shown(project, 'a/b/c'), ['a/b/c/d.YAML']);
    assert.equal(await shown(project, 'a'), ['a/b/c/d.YAML', 'a/b/e.yml', 'a/tracked.yaml']);
  }),
);

finding('a file is named once, first as the user named it', () =>
  inProject({ 'a.yaml': '', 'sub/b.txt': '' }, async (project) => {
    symlinkSync('a.yaml', join(project.root, '0.yaml'));
    symlinkSync('../a.yaml', join(project.root, 'sub/z.yaml'));
    assert.equal(await shown(project), ['a.yaml']);
    assert.equal(await shown(project, 'sub/z.yaml', '.'), ['sub/z.yaml']);
    assert.equal(
      await shown(project, '.', 'sub/z.yaml', './a.yaml'),
      ['a.yaml'],
      'the name of the file itself goes first',
    );
    assert.equal(await shown(project, 'sub/b.txt', '-', '-'), ['<stdin>', 'sub/b.txt']);
  }),
);

finding('links that lead in circles, nowhere, or out of the tree', () =>
  inProject({ 'tree/a.yaml': '', 'out/b.yaml': '', 'real.yaml': '' }, async (project) => {
    symlinkSync('..', join(project.root, 'tree/up'));
    symlinkSync('../out', join(project.root, 'tree/out'));
    symlinkSync('loop.yaml', join(project.root, 'tree/loop.yaml'));
    symlinkSync('nowhere', join(project.root, 'tree/nowhere.yaml'));
    symlinkSync('../real.yaml', join(project.root, 'tree/link.yaml'));
    symlinkSync('tree', join(project.root, 'alias'));
    const expected = ['tree/a.yaml', 'tree/link.yaml'];
    assert.equal(await shown(project, 'tree'), expected);
    assert.equal(await shown(project, 'alias'), ['alias/a.yaml', 'alias/link.yaml'], 'a named link is followed');
    const { faults } = await find(project, ['tree/loop.yaml', 'tree/nowhere.yaml']);
    assert.equal(faults, [
      'tree/loop.yaml: too many levels of symbolic links',
      'tree/nowhere.yaml: no such file or directory',
    ]);
    git(project, 'init', '-q');
    assert.equal(await shown(project, 'tree'), expected);
  }),
);

finding('in a work tree the index counts: deleted files do not, conflicts do once, submodules are left alone', () =>
  inProject({ 'a.yaml': '1\n', 'gone.yaml': '', 'other/c.yaml': '' }, async (project) => {
    execFileSync('git', ['init', '-q'], { cwd: join(project.root, 'other') });
    git(project, 'init', '-q', '-b', 'main');
    git(project, 'add', 'a.yaml', 'gone.yaml');
    git(project, 'commit', '-q', '-m', 'first');
    git(project, 'checkout', '-q', '-b', 'topic');
    project.write('a.yaml', '2\n');
    git(project, 'commit', '-q', '-am', 'topic');
    git(project, 'checkout', '-q', 'main');
    project.write('a.yaml', '3\n');
    git(project, 'commit', '-q', '-am', 'main');
    assert.throws(() => {
      git(project, 'merge', '-q', 'topic');
    });
    rmSync(join(project.root, 'gone.yaml'));
    assert.equal(await shown(project), ['a.yaml']);
    assert.equal(
      await shown(project, 'other'),
      ['other/c.yaml'],
      'a repository of its own is searched when it is named',
    );
  }),
);

const IGNORED = {
  '.gitignore': 'out/\n*.gen.yaml\n',
  'out/a.yaml': '',
  'sub/.gitignore': '!keep.gen.yaml\n',
  'sub/b.gen.yaml': '',
  'sub/keep.gen.yaml': '',
  'sub/c.yaml': '',
};

finding('what is ignored is left out the same way with git, without it, and when it cannot be run', () =>
  inProject(IGNORED, async (project) => {
    const expected = ['sub/c.yaml', 'sub/keep.gen.yaml'];
    const check = async (changes: Partial<Io>, how: string): Promise<void> => {
      for (const path of ['.', 'sub', '**/*.yaml', 'sub/*.yaml'])
        assert.equal(await find(project, [path], changes), { shown: expected, faults: [] }, `${path} ${how}`);
      const named = await find(project, ['out', 'sub/b.gen.yaml'], changes);
      assert.equal(named.shown, ['out/a.yaml', 'sub/b.gen.yaml'], `what is named is read ${how}`);
      const { faults } = await find(project, ['out/*.yaml'], changes);
      assert.equal(faults, ['every file that out/*.yaml matches is ignored'], how);
    };
    await check({}, 'without git');
    git(project, 'init', '-q');
    await check({}, 'with git');
    const broken = { status: null, stdout: new Uint8Array(), stderr: 'spawn git ENOENT' };
    await check({ git: () => broken }, 'when git cannot be run');
  }),
);

finding('.ignore files hold too, after .gitignore', () =>
  inProject(
    { '.gitignore': 'a.yaml\n', '.ignore': '!a.yaml\nb.yaml\n', 'a.yaml': '', 'b.yaml': '' },
    async (project) => {
      assert.equal(await shown(project), ['a.yaml']);
    },
  ),
);

const NO_GIT = { status: null, stdout: new Uint8Array(), stderr: '' };

finding('an ignore file that is a link out of the repository is not read', () =>
  inProject({ 'repo/a.yaml': '', 'repo/in': 'b.yaml\n', 'repo/b.yaml': '', rules: 'a.yaml\n' }, async (project) => {
    const cwd = join(project.root, 'repo');
    git(project, 'init', '-q', 'repo');
    symlinkSync('../rules', join(cwd, '.ignore'));
    symlinkSync('in', join(cwd, '.gitignore'));
    const read: string[] = [];
    const readFile: Io['readFile'] = (path, options) => {
      const bytes = nodeIo().readFile(path, options);
      read.push(path);
      return bytes;
    };
    const { shown: files } = await find(project, ['.'], { cwd, readFile, git: () => NO_GIT });
    assert.ok(files.includes('a.yaml'));
    assert.is(read.includes(join(cwd, '.ignore')), false);
  }),
);

finding('a pattern matches files, else the directories whose manifests are meant', () =>
  inProject(
    { 'deploy-a/x.yaml': '', 'deploy-b/y.json': '', 'a [1].yaml': '', 'node_modules/z.yaml': '' },
    async (project) => {
      assert.equal(await shown(project, 'deploy-*'), ['deploy-a/x.yaml', 'deploy-b/y.json']);
      assert.equal(await shown(project, '{deploy-a,deploy-b}/*.{yaml,json}'), ['deploy-a/x.yaml', 'deploy-b/y.json']);
      assert.equal(await shown(project, '**/*.yaml'), ['a [1].yaml', 'deploy-a/x.yaml']);
      assert.equal(await shown(project, 'a [1].yaml'), ['a [1].yaml'], 'what exists is no pattern');
      assert.equal(await shown(project, `${project.root}/deploy-?/*.yaml`), ['deploy-a/x.yaml']);
      const { faults } = await find(project, ['none-*', 'none', '']);
      assert.equal(faults, [
        'no file matches the pattern none-*',
        'none: no such file or directory',
        '"": no such file or directory',
      ]);
    },
  ),
);

finding('paths are shown from the current directory, and outside of it as they were given', () =>
  inProject({ 'in/a.yaml': '', 'out/b.yaml': '' }, async (project) => {
    const inside = { ...project, root: join(project.root, 'in') };
    const outside = join(project.root, 'out');
    assert.equal(await shown(inside, join(inside.root, 'a.yaml')), ['a.yaml']);
    assert.equal(await shown(inside, '../out'), ['../out/b.yaml']);
    assert.equal(await shown(inside, '../in/a.yaml'), ['a.yaml']);
    for (const given of [outside, join(outside, 'b.yaml'), `${outside}/*.yaml`])
      assert.equal(await shown(inside, given), [`${outside}/b.yaml`]);
    symlinkSync('in', join(project.root, 'alias'));
    assert.equal(await shown(inside, join(project.root, 'alias/a.yaml')), ['a.yaml'], 'through a link to where we are');
  }),
);

finding('an unreadable directory is left out with a word, a named file below one is a fault', () =>
  inProject({ 'a.yaml': '', 'locked/b.yaml': '' }, async (project) => {
    const real = nodeIo();
    const denied = Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' });
    const isLocked = (path: string): boolean => path.includes('locked');
    let stderr = '';
    const changes: Partial<Io> = {
      stderr: (text) => {
        stderr += text;
      },
      readDirectory: (path) => {
        if (isLocked(path)) throw denied;
        return real.readDirectory(path);
      },
      kindOf: (path) => (path.endsWith('locked/b.yaml') ? undefined : real.kindOf(path)),
      readFile: (path) => {
        if (isLocked(path)) throw denied;
        return real.readFile(path);
      },
    };
    assert.equal((await find(project, ['.'], changes)).shown, ['a.yaml']);
    assert.is(stderr, 'daemonlint: locked: permission denied; skipped\n');
    assert.equal((await find(project, ['locked/b.yaml'], changes)).faults, ['locked/b.yaml: permission denied']);
  }),
);

finding('a named file asks neither git nor for ignore files', () =>
  inProject({ 'a.yaml': '', '.gitignore': '*\n' }, async (project) => {
    mkdirSync(join(project.root, '.git'));
    const refuse = (): never => {
      throw new Error('asked');
    };
    const changes: Partial<Io> = { git: refuse, readDirectory: refuse, readFile: refuse };
    assert.equal((await find(project, ['a.yaml'], changes)).shown, ['a.yaml']);
  }),
);

finding.run();
