import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { GOOD, inProject, WARNED } from './project.ts';
import { commitAll, findings, git, inRepository, PLAIN } from './repository.ts';

const test = suite('check --since');
const RULE = 'no-rollback-history';

test('compares with the commit from which the branches went their own ways', () =>
  inRepository({ 'a.yaml': GOOD, 'b.yaml': WARNED }, async ({ root, write, run }) => {
    git(root, 'checkout', '-q', '-b', 'topic');
    write('a.yaml', WARNED);
    commitAll(root);
    git(root, 'checkout', '-q', 'main');
    write('b.yaml', GOOD);
    write('c.yaml', GOOD);
    commitAll(root);
    git(root, 'checkout', '-q', 'topic');
    const { code, stdout } = await run(...PLAIN, '--since', 'main');
    assert.is(code, 1);
    assert.equal(findings(stdout), [`a.yaml ${RULE}`]);
  }));

test('says which DaemonSets are gone, also of a file that is empty now', () =>
  inRepository(
    { 'a.yaml': GOOD, 'b.yaml': GOOD.replaceAll('agent', 'other'), 'c.yaml': GOOD.replaceAll('agent', 'elsewhere') },
    async ({ root, write, run }) => {
      write('a.yaml', '');
      rmSync(join(root, 'b.yaml'));
      rmSync(join(root, 'c.yaml'));
      write('d.yaml', GOOD.replaceAll('agent', 'elsewhere'));
      const { code, stderr } = await run('--since', 'HEAD');
      assert.is(code, 0);
      assert.match(stderr, /^daemonlint: a\.yaml: daemonset\/agent in namespace default is removed: it runs on/m);
      assert.match(stderr, /^daemonlint: b\.yaml: daemonset\/other in namespace default is removed/m);
      assert.not.match(stderr, 'elsewhere');
    },
  ));

test('looks at the work tree, files that git does not know yet included, and at nothing that did not change', () =>
  inRepository({ 'old.yaml': WARNED, '.gitignore': 'rendered/\n' }, async ({ write, run }) => {
    assert.equal(await run(...PLAIN, '--since', 'HEAD'), {
      code: 0,
      stdout: '',
      stderr: 'daemonlint: no DaemonSet was checked\n',
    });
    write('new.yaml', WARNED);
    write('rendered/ds.yaml', WARNED);
    write('notes.txt', WARNED);
    const { code, stdout } = await run(...PLAIN, '--since', 'HEAD');
    assert.is(code, 1);
    assert.equal(findings(stdout), [`new.yaml ${RULE}`]);
  }));

test('takes paths from a folder within and from outside', () =>
  inRepository({ 'a/ds.yaml': GOOD, 'b/ds.yaml': GOOD }, async ({ root, write, runWith }) => {
    write('a/ds.yaml', WARNED);
    write('b/ds.yaml', WARNED);
    const inA = { cwd: join(root, 'a') };
    assert.equal(findings((await runWith(inA, ...PLAIN, '--since', 'HEAD')).stdout), [`ds.yaml ${RULE}`]);
    assert.equal(findings((await runWith(inA, ...PLAIN, '--since', 'HEAD', '../b')).stdout), [`../b/ds.yaml ${RULE}`]);
    assert.equal(findings((await runWith(inA, ...PLAIN, '--since', 'HEAD', '../*/ds.yaml')).stdout).length, 2);
    assert.equal(findings((await runWith(inA, ...PLAIN, '--since', 'HEAD', 'ds.yaml')).stdout), [`ds.yaml ${RULE}`]);
    const outside = await runWith({ cwd: '/' }, ...PLAIN, '--since', 'HEAD', join(root, 'b'));
    assert.is(outside.code, 1);
    assert.match(findings(outside.stdout)[0] ?? '', /b\/ds\.yaml no-rollback-history$/);
  }));

test('says why there is nothing to compare with', async () => {
  const refuse = async (use: Parameters<typeof inRepository>[1]): Promise<void> => inProject({ 'a.yaml': GOOD }, use);
  await refuse(async ({ run }) => {
    for (const options of [['--since', 'HEAD'], ['--staged']]) {
      const { code, stdout, stderr } = await run(...PLAIN, ...options);
      assert.equal([code, stdout], [2, '']);
      assert.match(stderr, /^daemonlint: --(since|staged) needs a git work tree; . is not in one\n$/);
    }
  });
  await refuse(async ({ root, run }) => {
    git(root, 'init', '-q');
    const { code, stderr } = await run(...PLAIN, '--since', 'main');
    assert.equal([code, stderr], [2, 'daemonlint: there is no commit yet, so there is nothing to compare with\n']);
  });
  await inRepository({ 'a.yaml': GOOD }, async ({ run }) => {
    const { code, stderr } = await run(...PLAIN, '--since', 'origin/nosuch');
    assert.equal([code, stderr], [2, 'daemonlint: origin/nosuch is not a known commit in this repository\n']);
    const gone = await run(...PLAIN, '--since', 'HEAD', 'nosuch.yaml');
    assert.is(gone.code, 2);
    assert.match(gone.stderr, /nosuch\.yaml: no such file/);
  });
});

test('works in a shallow clone that has the commit, and says what to fetch in one that lacks it', () =>
  inProject({ 'source/ds.yaml': GOOD }, async ({ root, write, runWith }) => {
    const source = join(root, 'source');
    git(source, 'init', '-q', '-b', 'main');
    commitAll(source);
    write('source/ds.yaml', WARNED);
    commitAll(source);
    for (const depth of ['1', '2']) {
      git(root, 'clone', '-q', '--depth', depth, pathToFileURL(source).href, depth);
    }
    commitAll(source, 'beyond');
    const deep = await runWith({ cwd: join(root, '2') }, ...PLAIN, '--since', 'HEAD~1');
    assert.equal(findings(deep.stdout), [`ds.yaml ${RULE}`]);
    const flat = await runWith({ cwd: join(root, '1') }, ...PLAIN, '--since', 'HEAD~1');
    assert.is(flat.code, 2);
    assert.match(flat.stderr, /shallow clone: fetch the history \(git fetch --unshallow, fetch-depth: 0\)\n$/);
  }));

test('reads no file of a submodule, and says so', () =>
  inRepository({ 'sub/ds.yaml': GOOD, 'a.yaml': GOOD }, async ({ root, write, run }) => {
    rmSync(join(root, 'sub'), { recursive: true });
    mkdirSync(join(root, 'sub'));
    write('sub/ds.yaml', GOOD);
    git(join(root, 'sub'), 'init', '-q');
    commitAll(join(root, 'sub'));
    git(root, 'rm', '-q', '-r', '--cached', 'sub');
    git(root, 'submodule', '--quiet', 'add', './sub', 'sub');
    commitAll(root);
    write('sub/ds.yaml', WARNED);
    commitAll(join(root, 'sub'));
    symlinkSync('sub/ds.yaml', join(root, 'link.yaml'));
    const { code, stdout, stderr } = await run(...PLAIN, '--since', 'HEAD');
    assert.equal([code, stdout], [0, '']);
    assert.match(stderr, /^daemonlint: no DaemonSet was checked; 1 file skipped \(1 submodule\)$/m);
  }));

test('reads names with spaces, quotes, line ends and letters of any language', () =>
  inRepository({ 'a.yaml': GOOD }, async ({ root, write, run }) => {
    const names = ['with space.yaml', 'qu"ote\'s.yaml', 'büro/ä.yaml', 'two\nlines.yaml', '-dash.yaml', 'tab\t.yaml'];
    for (const name of names) write(name, WARNED);
    const paths = async (): Promise<unknown> => {
      const { stdout } = await run(...PLAIN, '--since', 'HEAD', '--format', 'json');
      return (JSON.parse(stdout) as { findings: { path: string }[] }).findings.map(({ path }) => path);
    };
    assert.equal(await paths(), [...names].sort());
    commitAll(root);
    for (const name of names) write(name, `${WARNED}# changed\n`);
    assert.equal(await paths(), []);
    for (const name of names) write(name, GOOD);
    commitAll(root);
    for (const name of names) write(name, WARNED);
    assert.equal(await paths(), [...names].sort());
  }));

test('reads the work tree where git would change its line ends', () =>
  inRepository({ 'a.yaml': GOOD }, async ({ root, write, run }) => {
    git(root, 'config', 'core.autocrlf', 'true');
    write('a.yaml', WARNED.replaceAll('\n', '\r\n'));
    write('b.yaml', WARNED.replaceAll('\n', '\r\n'));
    commitAll(root);
    const { stdout } = await run(...PLAIN, '--since', 'HEAD~1');
    assert.equal(findings(stdout), [`a.yaml ${RULE}`, `b.yaml ${RULE}`]);
    assert.equal(await run(...PLAIN, '--since', 'HEAD', '--quiet'), { code: 0, stdout: '', stderr: '' });
    await run(...PLAIN, '--since', 'HEAD~1', '--fix=unsafe', '--quiet');
    assert.equal(findings((await run(...PLAIN, '--since', 'HEAD~1')).stdout), []);
  }));

test('checks a file in conflict as it is in the work tree', () =>
  inRepository({ 'a.yaml': GOOD }, async ({ root, write, run }) => {
    git(root, 'checkout', '-q', '-b', 'topic');
    write('a.yaml', GOOD.replace('1.4.2', '2.0.0'));
    commitAll(root);
    git(root, 'checkout', '-q', 'main');
    write('a.yaml', GOOD.replace('1.4.2', '3.0.0'));
    commitAll(root);
    assert.throws(() => git(root, 'merge', '-q', 'topic'));
    for (const option of [['--since', 'HEAD'], ['--staged']]) {
      const { code, stdout } = await run(...PLAIN, ...option);
      assert.is(code, 1);
      assert.equal(findings(stdout), ['a.yaml yaml-syntax']);
    }
  }));

test('leaves out what the configuration ignores, unless --no-ignore is given', () =>
  inRepository({ 'daemonlint.yaml': 'ignore: ["**/testdata/**"]\n' }, async ({ write, run }) => {
    write('testdata/ds.yaml', WARNED);
    assert.equal(findings((await run(...PLAIN, '--since', 'HEAD')).stdout), []);
    assert.equal(findings((await run(...PLAIN, '--since', 'HEAD', 'testdata/ds.yaml')).stdout), []);
    assert.equal(findings((await run(...PLAIN, '--since', 'HEAD', '--no-ignore')).stdout), [
      `testdata/ds.yaml ${RULE}`,
    ]);
  }));

test('a file that git was told not to look at is compared', () =>
  inRepository({ 'a.yaml': GOOD, 'b.yaml': GOOD.replaceAll('agent', 'other') }, async ({ root, run, write }) => {
    git(root, 'update-index', '--skip-worktree', 'a.yaml');
    git(root, 'update-index', '--assume-unchanged', 'b.yaml');
    assert.match((await run('diff', '--since', 'HEAD')).stdout, /^(?:[ab]\.yaml: .* no change\n)*$/);
    write('a.yaml', GOOD.replace('1.4.2', '1.5.0'));
    write('b.yaml', GOOD.replaceAll('agent', 'other').replace('1.4.2', '1.5.0'));
    const { stdout } = await run('diff', '--since', 'HEAD');
    assert.match(stdout, /^a\.yaml: .*a new revision/m);
    assert.match(stdout, /^b\.yaml: .*a new revision/m);
  }));

test.run();
