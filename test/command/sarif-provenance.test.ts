import { execFileSync } from 'node:child_process';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { nodeIo } from '../../src/io/node-io.ts';
import { provenanceOf, webAddress } from '../../src/command/sarif-provenance.ts';
import { inProject } from '../cli/project.ts';

test('remotes as addresses on the web', () => {
  const same = 'https://github.com/example/manifests';
  for (const url of [
    'https://github.com/example/manifests',
    'https://github.com/example/manifests.git',
    'https://user:secret@github.com/example/manifests.git/',
    'git@github.com:example/manifests.git',
    'github.com:example/manifests',
    'ssh://git@github.com:22/example/manifests.git',
    'git://github.com/example/manifests.git',
  ]) {
    assert.is(webAddress(url), same, url);
  }
  assert.is(webAddress('https://git.example:8443/a b/c.git'), 'https://git.example/a%20b/c');
  for (const path of ['', '/srv/git/manifests.git', '../manifests', 'C:/manifests', 'file:///srv/manifests']) {
    assert.is(webAddress(path), undefined, path);
  }
});

test('commit and branch are named where there is a remote', () =>
  inProject({ 'a.yaml': 'a: 1\n' }, ({ root }) => {
    const git = (...args: string[]): string => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();
    const provenance = () => provenanceOf({ ...nodeIo(), cwd: root });
    assert.is(provenance(), undefined);
    git('init', '-q', '-b', 'main');
    assert.is(provenance(), undefined);
    git('remote', 'add', 'origin', 'git@github.com:example/manifests.git');
    const uri = 'https://github.com/example/manifests';
    assert.equal(provenance(), { uri, branch: 'main' });
    git('-c', 'user.name=a', '-c', 'user.email=a@example.invalid', 'commit', '-q', '--allow-empty', '-m', 'a');
    const revision = git('rev-parse', 'HEAD');
    assert.equal(provenance(), { uri, revision, branch: 'main' });
    assert.equal(provenanceOf({ ...nodeIo(), cwd: root }, true), { uri, branch: 'main' }, 'rewritten by --fix');
    git('checkout', '-q', '--detach');
    assert.equal(provenance(), { uri, revision });
  }));

test.run();
