import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { InputError } from '../../src/io/errors.ts';
import { runGit, TOO_MUCH } from '../../src/io/git-process.ts';
import { differences, type FileChange } from '../../src/io/git-changes.ts';
import { filesAt, mergeBase, readObjects } from '../../src/io/git.ts';
import type { Io } from '../../src/io/io.ts';
import { nodeIo } from '../../src/io/node-io.ts';
import { GOOD, inProject, WARNED, type Project } from '../cli/project.ts';

const git = suite('git');
const io: Io = nodeIo();

function run(root: string, ...args: string[]): string {
  const author = ['-c', 'user.name=A', '-c', 'user.email=a@example.com', '-c', 'protocol.file.allow=always'];
  return execFileSync('git', [...author, ...args], { cwd: root, encoding: 'utf8', stdio: 'pipe' }).trim();
}

function commitAll(project: Project, message: string): string {
  run(project.root, 'add', '-A');
  run(project.root, 'commit', '-q', '-m', message);
  return run(project.root, 'rev-parse', 'HEAD');
}

function start(project: Project): string {
  run(project.root, 'init', '-q', '-b', 'main');
  return commitAll(project, 'first');
}

/** `before → after`, each with what its object holds where it has one. */
function shown(changes: readonly FileChange[]): string[] {
  const side = (file: FileChange['before']): string =>
    file === undefined ? '-' : file.path + (file.object === undefined ? '' : '*');
  return changes.map(({ before, after }) => `${side(before)} > ${side(after)}`).sort();
}

function refusal(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    assert.instance(error, InputError);
    return (error as Error).message;
  }
  throw new Error('nothing was thrown');
}

git('reads a file that was moved and changed but not staged from the work tree', () =>
  inProject({ 'a.yaml': GOOD }, (project) => {
    const base = start(project);
    run(project.root, 'mv', 'a.yaml', 'b.yaml');
    project.write('b.yaml', `${GOOD}# changed\n`);
    assert.equal(shown(differences(project.root, { since: base }, io).files), ['a.yaml* > b.yaml']);
  }),
);

git('lists what the work tree changed since a commit: modified, moved, gone, new and unknown files', () =>
  inProject({ 'a.yaml': GOOD, 'b.yaml': WARNED, 'c.yaml': 'x: 1\n', 'same.yaml': 'y: 1\n' }, (project) => {
    const base = start(project);
    project.write('a.yaml', `${GOOD}# changed\n`);
    mkdirSync(join(project.root, 'd'));
    run(project.root, 'mv', 'b.yaml', 'd/b.yaml');
    rmSync(join(project.root, 'c.yaml'));
    project.write('d/new "ü.yaml', 'z: 1\n');
    assert.equal(shown(differences(project.root, { since: base }, io).files), [
      '- > d/new "ü.yaml',
      'a.yaml* > a.yaml',
      'b.yaml* > d/b.yaml',
      'c.yaml* > -',
    ]);
  }),
);

git('compares the index with HEAD, whatever the work tree holds', () =>
  inProject({ 'a.yaml': GOOD, 'b.yaml': WARNED }, (project) => {
    start(project);
    project.write('a.yaml', `${GOOD}# staged\n`);
    run(project.root, 'add', 'a.yaml');
    project.write('a.yaml', `${GOOD}# staged\n# not staged\n`);
    project.write('b.yaml', 'not: staged\n');
    project.write('unknown.yaml', 'x: 1\n');
    const changes = differences(project.root, 'staged', io).files;
    assert.equal(shown(changes), ['a.yaml* > a.yaml*']);
    const objects = changes.flatMap(({ before, after }) => [before?.object ?? '', after?.object ?? '']);
    const texts = readObjects(project.root, objects, io);
    assert.equal(
      objects.map((object) => Buffer.from(texts.get(object) ?? []).toString()),
      [GOOD, `${GOOD}# staged\n`],
    );
  }),
);

git('takes everything staged for added before the first commit', () =>
  inProject({ 'a.yaml': GOOD }, (project) => {
    run(project.root, 'init', '-q');
    run(project.root, 'add', '-A');
    assert.equal(shown(differences(project.root, 'staged', io).files), ['- > a.yaml*']);
    assert.match(
      refusal(() => mergeBase(project.root, 'main', io)),
      /no commit yet/,
    );
  }),
);

git('finds the common commit of two branches, and says why there is none', () =>
  inProject({ 'a.yaml': GOOD }, (project) => {
    const first = start(project);
    run(project.root, 'checkout', '-q', '-b', 'topic');
    project.write('b.yaml', GOOD);
    commitAll(project, 'topic');
    run(project.root, 'checkout', '-q', 'main');
    project.write('c.yaml', GOOD);
    commitAll(project, 'main');
    assert.is(mergeBase(project.root, 'topic', io), first);
    const of = (ref: string): string => refusal(() => mergeBase(project.root, ref, io));
    assert.is(of('origin/main'), 'origin/main is not a known commit in this repository');
    assert.is(of('HEAD~5'), 'HEAD~5 is not a known commit in this repository');
    assert.is(of('--all'), '"--all" is not a git revision');
    run(project.root, 'checkout', '-q', '--orphan', 'other');
    commitAll(project, 'unrelated');
    assert.is(of('main'), 'main and HEAD have no common commit');
  }),
);

git('says how to get the history that a shallow clone lacks', () =>
  inProject({ 'source/a.yaml': GOOD }, (project) => {
    const source = join(project.root, 'source');
    run(source, 'init', '-q', '-b', 'main');
    for (const message of ['first', 'second']) {
      run(source, 'add', '-A');
      run(source, 'commit', '-q', '--allow-empty', '-m', message);
    }
    run(project.root, 'clone', '-q', '--depth', '1', pathToFileURL(source).href, 'clone');
    assert.match(
      refusal(() => mergeBase(join(project.root, 'clone'), 'HEAD~1', io)),
      /^HEAD~1 is not a known commit in this repository; this is a shallow clone: .*fetch-depth: 0/,
    );
  }),
);

git('lists links and submodules apart from files', () =>
  inProject({ 'a.yaml': GOOD, 'sub/ds.yaml': GOOD }, (project) => {
    const sub = join(project.root, 'sub');
    run(sub, 'init', '-q');
    run(sub, 'add', '-A');
    run(sub, 'commit', '-q', '-m', 'sub');
    run(project.root, 'init', '-q');
    run(project.root, 'submodule', '--quiet', 'add', pathToFileURL(sub).href, 'module');
    symlinkSync('a.yaml', join(project.root, 'link.yaml'));
    run(project.root, 'add', 'a.yaml', 'link.yaml');
    assert.equal(shown(differences(project.root, 'staged', io).files), ['- > .gitmodules*', '- > a.yaml*']);
    run(project.root, 'commit', '-q', '-m', 'first');
    writeFileSync(join(project.root, 'module/ds.yaml'), WARNED);
    renameSync(sub, join(project.root, 'embedded'));
    assert.equal(shown(differences(project.root, { since: 'HEAD' }, io).files), []);
    assert.equal(
      filesAt(project.root, 'index', io).map(({ path }) => path),
      ['.gitmodules', 'a.yaml'],
    );
    assert.equal(filesAt(project.root, { commit: 'HEAD' }, io), filesAt(project.root, 'index', io));
  }),
);

git('takes our side of a conflict', () =>
  inProject({ 'a.yaml': 'a: 1\n' }, (project) => {
    start(project);
    run(project.root, 'checkout', '-q', '-b', 'topic');
    project.write('a.yaml', 'a: 2\n');
    commitAll(project, 'topic');
    run(project.root, 'checkout', '-q', 'main');
    project.write('a.yaml', 'a: 3\n');
    const main = commitAll(project, 'main');
    assert.throws(() => run(project.root, 'merge', '-q', 'topic'));
    const changes = differences(project.root, { since: main }, io).files;
    assert.equal(
      changes.map(({ after }) => after),
      [{ path: 'a.yaml', object: undefined }],
    );
    const [file] = filesAt(project.root, 'index', io);
    const texts = readObjects(project.root, [file?.object ?? ''], io);
    assert.is(Buffer.from([...texts.values()][0] ?? []).toString(), 'a: 3\n');
  }),
);

git('reads every object once, empty and large ones too, and leaves out what is not there', () =>
  inProject({ 'empty.yaml': '', 'large.yaml': `${'x'.repeat(1 << 17)}\n`, 'twin.yaml': '' }, (project) => {
    start(project);
    const objects = filesAt(project.root, { commit: 'HEAD' }, io).map(({ object }) => object ?? '');
    const sizes = [...readObjects(project.root, objects, io).values()].map((bytes) => bytes?.length);
    assert.equal(sizes, [0, (1 << 17) + 1]);
    assert.is(readObjects(project.root, [], io).size, 0);
    assert.is(readObjects(project.root, ['f'.repeat(40), ...objects], io).size, 2);
    assert.match(
      refusal(() => readObjects(project.root, ['HEAD'], io)),
      /^git has no file HEAD: /,
    );
  }),
);

git('reads objects in groups where they are too large together, and leaves out one beyond the bound', () =>
  inProject({ 'a.yaml': 'a'.repeat(2000), 'b.yaml': 'b', 'c.yaml': 'c' }, (project) => {
    start(project);
    const objects = filesAt(project.root, { commit: 'HEAD' }, io).map(({ object }) => object ?? '');
    let asked = 0;
    const once: Io = {
      ...io,
      maxFileSize: 1000,
      git: (args, root, input) => {
        if (args.includes('--batch') && asked++ === 0)
          return { status: null, stdout: new Uint8Array(), stderr: TOO_MUCH };
        return io.git(args, root, input);
      },
    };
    const texts = readObjects(project.root, objects, once);
    assert.equal(
      objects.map((object) => texts.get(object)?.length),
      [undefined, 1, 1],
    );
    assert.ok(texts.has(objects[0] ?? ''));
  }),
);

git('is given up when a pipe keeps it waiting', () =>
  inProject({ 'a.yaml': '' }, (project) => {
    start(project);
    execFileSync('mkfifo', [join(project.root, '.gitignore')]);
    project.write('new.yaml', 'kind: DaemonSet\n');
    const { status, stderr } = runGit(['ls-files', '-co', '--exclude-standard'], project.root, undefined, 1000);
    assert.equal([status, stderr], [null, 'no answer within 1 s']);
  }),
);

git('says what git says when it fails', () =>
  inProject({}, (project) => {
    assert.match(
      refusal(() => differences(project.root, 'staged', io).files),
      /^git diff failed: /,
    );
    const missing = { ...io, git: () => ({ status: null, stdout: new Uint8Array(), stderr: 'spawn git ENOENT' }) };
    assert.is(
      refusal(() => mergeBase(project.root, 'main', missing)),
      'cannot run git: spawn git ENOENT',
    );
  }),
);

git.run();
