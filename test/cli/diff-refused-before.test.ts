import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { first, shown } from './changed.ts';
import { GOOD, inProject } from './project.ts';

const test = suite('diff over a file that the server refuses');

const FIXED = GOOD.replace(
  /( +)image: .*\n/,
  `$&$1ports:\n$1  - containerPort: 8080\n$1resources:\n$1  requests:\n$1    cpu: 1000m\n$1    memory: 2Gi\n$1  limits:\n$1    memory: 2Gi\n`,
);

const REFUSED = {
  limit: FIXED.replace(/(limits:\n +memory: )2Gi/, '$11Gi'),
  port: FIXED.replace('8080', '70000'),
  image: FIXED.replace(/ +image: .*\n/, ''),
  unknown: FIXED.replace('image:', 'imagee: a\n          image:'),
  twice: FIXED.replace(/( +)- containerPort: 8080\n/, '$&$&'),
  kind: FIXED.replace('cpu: 1000m', 'cpu: [1]'),
};

test('a server-side apply that only corrects the file has no conflict with itself', () =>
  inProject({ 'new.yaml': FIXED }, async ({ run, write }) => {
    for (const [what, old] of Object.entries(REFUSED)) {
      assert.is.not(old, FIXED, what);
      write('old.yaml', old);
      for (const options of [[], ['--field-manager', 'ci']]) {
        const answered = await run('diff', 'old.yaml', 'new.yaml', '--apply', 'server', ...options, '-o', 'json');
        const { accepted, code, message } = first(shown(answered));
        assert.equal([accepted, code, message], [true, 200, undefined], what);
        const checked = await run('check', 'new.yaml', '--against', 'old.yaml', '--apply', 'server', ...options);
        assert.not.match(checked.stdout, /apply-conflict|conflicts? with/, what);
      }
    }
  }));

test('the file that is still refused is refused for what is in it', () =>
  inProject({ 'old.yaml': REFUSED.limit }, async ({ run }) => {
    const { stdout } = await run('diff', 'old.yaml', 'old.yaml', '--apply', 'server');
    assert.match(stdout, /refused: DaemonSet\.apps "agent" is invalid: .*must be less than or equal to memory limit/);
  }));

test.run();
