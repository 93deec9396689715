import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { inProject, WARNED } from './project.ts';

const test = suite('daemonlint config');

const RULE = 'no-rollback-history';
const FILES = {
  '.git/HEAD': 'ref: refs/heads/main\n',
  'eu/ds.yaml': `${WARNED}---\n${WARNED.replace('  name: agent\n', '  name: agent-old\n  namespace: kube-system\n')}`,
  'base.yaml': `fleet: {nodes: 30}
ignore: [examples/]
rules:
  slow-rollout: {severity: error}
overrides:
  - names: '*-old'
    rules: { image-digest: note, slow-rollout: { minutes: 7 }, ${RULE}: note }
`,
  'daemonlint.yaml': `extends: [strict, ./base.yaml]
kubernetes: '1.33..1.36'
ignore: [vendor/]
rules:
  image-digest: off
  change-cause-format: { pattern: '^[A-Z]+' }
overrides:
  - files: eu/
    rules: { ${RULE}: error, slow-rollout: { minutes: 9 } }
  - files: us/
    names: agent
    rules: { image-reference: off }
  - namespaces: ['kube-*']
    rules: { ${RULE}: off }
policies:
  rules:
    - { id: named, expression: 'true' }
`,
};

test('prints what is in force for a file, and where each value comes from', () =>
  inProject(FILES, async ({ run }) => {
    const { code, stdout, stderr } = await run('config', 'eu/ds.yaml');
    assert.equal([code, stderr], [0, '']);
    const lines = stdout.split('\n').map((line) => line.replace(/ +#/, ' #'));
    for (const line of [
      'preset: strict # daemonlint.yaml:1',
      'kubernetes: "1.33..1.36" # daemonlint.yaml:2',
      'failOn: warning # default',
      '  - "examples/" # base.yaml:2',
      '  - "vendor/" # daemonlint.yaml:3',
      '  nodes: 30 # base.yaml:1',
      '  image-digest: off # daemonlint.yaml:5',
      '    pattern: "^[A-Z]+" # daemonlint.yaml:6',
      `  ${RULE}: error # daemonlint.yaml:9`,
      '    severity: error # base.yaml:4',
      '    minutes: 9 # daemonlint.yaml:9',
      '  mutable-image-tag: warning # preset strict (daemonlint.yaml:1)',
      '    limit: "50%" # default',
      '  - namespaces: ["kube-*"] # daemonlint.yaml:13',
    ])
      assert.ok(lines.includes(line), `${line}\n${stdout}`);
    assert.not.match(stdout, 'image-reference: off');
  }));

test('what it prints for a file is a configuration that finds the same there', () =>
  inProject(FILES, async ({ run, write }) => {
    const printed = (await run('config', 'eu/ds.yaml')).stdout;
    const before = await run('--notes', 'eu/ds.yaml');
    assert.match(before.stdout, /slow-rollout/);
    write('daemonlint.yaml', printed);
    assert.equal(await run('--notes', 'eu/ds.yaml'), before);
  }));

test('explains a rule for each DaemonSet of a file: the last line that is for it counts', () =>
  inProject(FILES, async ({ run }) => {
    const { code, stdout } = await run('config', '--explain', RULE, 'eu/ds.yaml');
    assert.is(code, 0);
    assert.is(
      stdout,
      `${RULE} is error for daemonset/agent in namespace default (eu/ds.yaml)
  warning: preset strict (daemonlint.yaml:1)
  note: base.yaml:7, for names ["*-old"] - not for this
  error: daemonlint.yaml:9, for files ["eu/"]
  off: daemonlint.yaml:14, for namespaces ["kube-*"] - not for this

${RULE} is off for daemonset/agent-old in namespace kube-system (eu/ds.yaml)
  warning: preset strict (daemonlint.yaml:1)
  note: base.yaml:7, for names ["*-old"]
  error: daemonlint.yaml:9, for files ["eu/"]
  off: daemonlint.yaml:14, for namespaces ["kube-*"]
`,
    );
  }));

test('explains a rule for a folder, a policy, and one that waits for the size of the fleet', () =>
  inProject({ ...FILES, 'a/daemonlint.yaml': '{}\n', 'us/x.yaml': '' }, async ({ run }) => {
    assert.match(
      (await run('config', '--explain', 'slow-rollout', 'us')).stdout,
      /^slow-rollout is error for files in us\n[^]*\n {2}minutes 9: daemonlint\.yaml:9, for files \["eu\/"\] - not for this\n$/,
    );
    assert.match(
      (await run('config', '--explain', 'policy/named', 'eu/ds.yaml')).stdout,
      /^policy\/named is warning for daemonset\/agent /,
    );
    const waiting = await run('config', '--explain', 'fragile-budget', 'a');
    assert.match(
      waiting.stdout,
      /is off .*\n {2}off: preset recommended \(default\), as long as the size of the fleet is not known/,
    );
    assert.match(waiting.stderr, /a\/daemonlint\.yaml is in force below a, and daemonlint\.yaml is not/);
    assert.match((await run('config', 'a')).stdout, /^preset: recommended +# default$/m);
  }));

test('says what it cannot answer', () =>
  inProject({ ...FILES, 'vendor/ds.yaml': WARNED }, async ({ run }) => {
    assert.match((await run('config', 'none.yaml')).stderr, /none\.yaml: no such file or directory/);
    assert.match((await run('config', '--explain', 'no-rollbak-history')).stderr, /did you mean no-rollback-history\?/);
    assert.is((await run('config', 'a', 'b')).code, 2);
    assert.match(
      (await run('config', 'vendor/ds.yaml')).stderr,
      /vendor\/ds\.yaml is not checked: the configuration ignores it/,
    );
  }));

test.run();
