import {
  chmodSync,
  chownSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { editFile } from '../../src/io/edit-file.ts';
import { nodeIo } from '../../src/io/node-io.ts';
import { GOOD, inProject, WARNED } from '../cli/project.ts';

const test = suite('editing a file');
const OLD = Buffer.from('old');
const NEW = Buffer.from('new text');
/** Somebody who is not the one who runs the tests. */
const OTHER = 4711;

const text = (path: string): string => readFileSync(path, 'utf8');

/** A folder with `a.yaml`; `use` gets its path. */
const withFile = (use: (path: string, root: string) => void) => (): Promise<void> =>
  inProject({ 'a.yaml': OLD }, ({ root }) => {
    use(join(root, 'a.yaml'), root);
  });

test(
  'mode and name stay, and nothing is left beside it',
  withFile((path, root) => {
    chmodSync(path, 0o2640);
    editFile(path, OLD, NEW, root);
    assert.is(text(path), 'new text');
    assert.is(statSync(path).mode & 0o7777, 0o2640);
    assert.equal(readdirSync(root), ['a.yaml']);
  }),
);

test(
  'an edit that somebody made meanwhile is not lost',
  withFile((path, root) => {
    writeFileSync(path, 'somebody else was here');
    assert.throws(() => {
      editFile(path, OLD, NEW, root);
    }, /^it was changed meanwhile/);
    assert.is(text(path), 'somebody else was here');
    assert.equal(readdirSync(root), ['a.yaml']);
  }),
);

test(
  'hard links go on being one file',
  withFile((path, root) => {
    linkSync(path, join(root, 'b.yaml'));
    editFile(path, OLD, NEW, root);
    assert.is(text(join(root, 'b.yaml')), 'new text');
    assert.is(statSync(path).nlink, 2);
    assert.equal(readdirSync(root), ['a.yaml', 'b.yaml']);
    assert.throws(() => {
      editFile(path, OLD, NEW, root);
    }, /changed meanwhile/);
    assert.is(text(path), 'new text');
    assert.equal(readdirSync(root), ['a.yaml', 'b.yaml']);
  }),
);

test(
  'a shorter text leaves nothing of the longer one behind it in place',
  withFile((path, root) => {
    linkSync(path, join(root, 'b.yaml'));
    editFile(path, OLD, Buffer.from('n'), root);
    assert.is(text(path), 'n');
  }),
);

test(
  'a read-only file is left, also by root',
  withFile((path, root) => {
    chmodSync(path, 0o444);
    assert.throws(() => {
      editFile(path, OLD, NEW, root);
    }, /^it is read-only$/);
    assert.is(text(path), 'old');
    assert.is(statSync(path).mode & 0o777, 0o444);
  }),
);

test('a link is followed within the tree, and not out of it', () =>
  inProject({ 'in/real.yaml': OLD, 'out/real.yaml': OLD }, ({ root }) => {
    const tree = join(root, 'in');
    symlinkSync('real.yaml', join(tree, 'near.yaml'));
    symlinkSync('../out/real.yaml', join(tree, 'far.yaml'));
    symlinkSync('../out', join(tree, 'folder'));
    editFile(join(tree, 'near.yaml'), OLD, NEW, tree);
    assert.is(text(join(tree, 'real.yaml')), 'new text');
    for (const path of ['far.yaml', 'folder/real.yaml'])
      assert.throws(() => {
        editFile(join(tree, path), OLD, NEW, tree);
      }, /^it is a link to .*real\.yaml, outside of /);
    assert.is(text(join(root, 'out/real.yaml')), 'old');
  }));

const owner = withFile((path, root) => {
  chownSync(path, OTHER, OTHER);
  chmodSync(path, 0o4755);
  editFile(path, OLD, NEW, root);
  const { uid, gid, mode } = statSync(path);
  assert.equal([uid, gid, mode & 0o7777, text(path)], [OTHER, OTHER, 0o4755, 'new text']);
});
if (process.getuid?.() === 0) test('the owner stays', owner);
else test.skip('the owner stays (only root can give a file away)', owner);

test('--fix leaves what it must not write, names it, fixes the rest and ends with 2', () =>
  inProject(
    {
      'tree/a.yaml': WARNED,
      'tree/b.yaml': WARNED.replaceAll('agent', 'b'),
      'else.yaml': WARNED.replaceAll('agent', 'c'),
    },
    async ({ root, runWith }) => {
      const tree = join(root, 'tree');
      mkdirSync(join(tree, '.git'));
      writeFileSync(join(tree, '.git/HEAD'), 'ref: refs/heads/main\n');
      symlinkSync('../else.yaml', join(tree, 'link.yaml'));
      chmodSync(join(tree, 'b.yaml'), 0o444);
      const { code, stderr } = await runWith({ cwd: tree }, '--fix=unsafe', 'a.yaml', 'b.yaml', 'link.yaml');
      assert.is(code, 2, stderr);
      assert.match(stderr, /^daemonlint: b\.yaml was not fixed: it is read-only$/m);
      assert.match(stderr, /^daemonlint: link\.yaml was not fixed: it is a link to .*, outside of /m);
      assert.match(stderr, 'fixed 1 problem in 1 file\n');
      assert.is(text(join(tree, 'a.yaml')), GOOD);
      assert.is(text(join(root, 'else.yaml')), WARNED.replaceAll('agent', 'c'));
    },
  ));

test('--fix keeps an edit that is made while it runs', () =>
  inProject({ 'a.yaml': WARNED }, async ({ root, write, runWith }) => {
    const io = nodeIo();
    const editing: typeof editFile = (...given) => {
      write('a.yaml', '# mine\n');
      io.editFile(...given);
    };
    const { code, stderr } = await runWith({ editFile: editing }, '--fix=unsafe', 'a.yaml');
    assert.is(code, 2);
    assert.match(stderr, 'a.yaml was not fixed: it was changed meanwhile: run --fix again\n');
    assert.is(text(join(root, 'a.yaml')), '# mine\n');
  }));

test.run();
