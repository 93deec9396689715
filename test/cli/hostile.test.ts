import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { GOOD, inProject } from './project.ts';

const test = suite('hostile input');
const EMPTY = GOOD.slice(0, GOOD.indexOf('  selector'));

test('an earlier state without selector and containers is compared', () =>
  inProject({ 'old.yaml': EMPTY, 'new.yaml': GOOD }, async ({ run }) => {
    const against = await run('--only', 'immutable-selector', '--against', 'old.yaml', 'new.yaml');
    assert.is(against.stderr.includes('bug'), false, against.stderr);
    const image = await run('diff', '--set-image', '*=agent:2', 'old.yaml');
    assert.match(image.stdout, 'spec.template.spec.containers: Required value');
  }));

test('a field of a dump may be called as what every JavaScript object has', () =>
  inProject({ 'ds.yaml': GOOD }, async ({ write, run }) => {
    for (const name of ['constructor', '__proto__', 'toString']) {
      write('dump.yaml', GOOD.replace('  template:', `  ${name}: {matchLabels: {a: b}}\n  template:`));
      const { code, stderr } = await run('plan', '--from', 'dump.yaml');
      assert.is(code, 0, stderr);
    }
  }));

test('a revision of a dump without its number has the number 0, as in Go', () =>
  inProject({}, async ({ write, run }) => {
    const owner = '[{apiVersion: apps/v1, kind: DaemonSet, name: agent, uid: u, controller: true}]';
    const revision = `apiVersion: apps/v1\nkind: ControllerRevision\nmetadata: {name: agent-1, labels: {app: agent}, ownerReferences: ${owner}}\n`;
    write('dump.yaml', `${GOOD.replace('name: agent', 'name: agent\n  uid: u')}---\n${revision}data: {}\n`);
    const { stdout } = await run('rollout', 'history', 'ds/agent', '--from', 'dump.yaml');
    assert.match(stdout, /\n0 +<none>\n/);
  }));

test('a label may be called as what every JavaScript object has', () =>
  inProject({ 'old.yaml': GOOD }, async ({ write, run }) => {
    write(
      'new.yaml',
      GOOD.replace('        app: agent\n    spec', '        app: agent\n        toString: a\n    spec'),
    );
    const there = await run('diff', '--quiet', 'old.yaml', 'new.yaml');
    assert.match(there.stdout, 'spec.template.metadata.labels.toString: absent -> "a"');
    const back = await run('diff', '--quiet', 'new.yaml', 'old.yaml');
    assert.match(back.stdout, 'spec.template.metadata.labels.toString: "a" -> absent');
  }));

test('a fleet larger than memory is refused', () =>
  inProject({ 'ds.yaml': GOOD }, async ({ write, run }) => {
    write('dump.yaml', `${GOOD}status:\n  desiredNumberScheduled: 99999999999999999999\n`);
    for (const argv of [
      ['plan', '--nodes', '999999999', 'ds.yaml'],
      ['plan', '--from', 'dump.yaml'],
    ])
      assert.match((await run(...argv)).stderr, 'at most 1000000 nodes');
  }));

test.run();
