import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { COMMAND_NAMES } from '../../src/command/commands.ts';
import { GOOD, inProject, WARNED } from './project.ts';

const test = suite('arguments');

const refuses = (argv: readonly string[], message: RegExp): Promise<void> =>
  inProject({ 'ds.yaml': GOOD, 'daemonlint.yaml': '{}\n' }, async ({ run }) => {
    const { code, stderr, stdout } = await run(...argv);
    assert.equal([code, stdout], [2, ''], argv.join(' '));
    assert.match(stderr, message);
  });

const POLICY = `apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata: {name: named}
spec:
  matchConstraints:
    resourceRules: [{apiGroups: [apps], apiVersions: [v1], operations: ['*'], resources: [daemonsets]}]
  validations: [{expression: 'object.metadata.name != ""'}]
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata: {name: named}
spec: {policyName: named, validationActions: [Deny]}
`;

test('a list of rules that names none is refused', async () => {
  for (const list of ['', ',']) await refuses(['--only', list, 'ds.yaml'], /--only needs the id of a rule/);
});

test('an option without effect in its combination is refused', async () => {
  await refuses(['--apply', 'server', 'ds.yaml'], /--apply goes with --since, --staged or --against/);
  await refuses(['--all', 'ds.yaml'], /--all goes with --since or --staged/);
  await refuses(['--no-config', '--config', 'daemonlint.yaml'], /of --config and --no-config only one/);
  await refuses(['plan', '--no-config', '--config', 'daemonlint.yaml', 'ds.yaml'], /of --config and --no-config only/);
  await refuses(['--stdin-filename', 'a.yaml', 'ds.yaml'], /--stdin-filename goes with the path -/);
  await refuses(['dry-run', '--field', 'spec', '--output', 'yaml', 'ds.yaml'], /of --field and --output only one/);
});

test('a selection that checks nothing is refused', () =>
  inProject({ 'ds.yaml': GOOD, 'daemonlint.yaml': 'rules: {removed-api: off}\n' }, async ({ run }) => {
    const both = await run('ds.yaml', '--only', 'removed-api', '--rule', 'removed-api=off');
    assert.is(both.code, 2);
    assert.match(both.stderr, /of --only removed-api and --rule removed-api=off only one can be given/);
    assert.is((await run('ds.yaml', '--only', 'removed-api', '--rule', 'removed-api=note')).code, 0);
    const configured = await run('ds.yaml', '--only', 'removed-api');
    assert.is(configured.code, 2);
    assert.match(configured.stderr, /nothing is checked by "removed-api": the configuration turns it off/);
    assert.is((await run('ds.yaml', '--only', 'removed-api,all-nodes-at-once')).code, 0);
  }));

test('nobody asks, and no policy is complete, where none is named', () =>
  inProject({ 'ds.yaml': GOOD, 'new.yaml': GOOD }, async ({ run, write }) => {
    const commands = [
      ['check', 'ds.yaml'],
      ['diff', 'ds.yaml', 'new.yaml'],
      ['plan', 'ds.yaml'],
    ] as const;
    for (const command of [...commands, ['dry-run', 'ds.yaml']] as const) {
      const { code, stderr } = await run(...command, '--user', '');
      assert.is(code, 2, command[0]);
      assert.match(stderr, /--user needs the name of a user/, command[0]);
    }
    for (const command of commands) {
      const { code, stderr } = await run(...command, '--policy-complete');
      assert.is(code, 2, command[0]);
      assert.match(stderr, /--policy-complete needs a policy, and none is named or found/, command[0]);
    }
    write('policy.yaml', POLICY);
    for (const command of commands) {
      const { code, stderr } = await run(...command, '--policy-complete', '--policy', 'policy.yaml');
      assert.is(code, 0, stderr);
    }
    assert.is((await run('--policy-complete')).code, 0);
  }));

test('--fix says which values it takes', () =>
  refuses(['--fix=foo', 'ds.yaml'], /--fix is given alone or as --fix=safe or --fix=unsafe, not with "foo"/));

test('a fleet has at least one node', async () => {
  for (const command of ['check', 'plan'])
    await refuses([command, '--nodes', '0', 'ds.yaml'], /--nodes needs a whole number of at least 1, not "0"/);
});

test('a mistyped command is not a missing file', async () => {
  await refuses(['chek'], /no command "chek".*; did you mean check\?/);
  await refuses(['ruels'], /no command "ruels".*; did you mean rules\?/);
  await refuses(['plna', 'ds.yaml'], /no command "plna".*; did you mean plan\?/);
  await refuses(['dryrun', 'ds.yaml'], /did you mean dry-run\?/);
  await refuses(['rollout', 'histroy', 'ds/agent'], /not "histroy"; did you mean history\?/);
  await refuses(['nosuchfolder'], /^daemonlint: nosuchfolder: no such file or directory\n/);
});

test('help COMMAND prints what COMMAND --help prints', () =>
  inProject({}, async ({ run }) => {
    for (const name of COMMAND_NAMES) {
      const { code, stdout } = await run('help', name);
      assert.equal([code, stdout], [0, (await run(name, '--help')).stdout], name);
    }
    assert.match((await run('help', 'diff')).stdout, /^Usage: daemonlint diff/);
    assert.match((await run('help', 'rollout', 'undo')).stdout, /--to-revision/);
    const unknown = await run('help', 'dif');
    assert.is(unknown.code, 2);
    assert.match(unknown.stderr, /there is no command "dif".*diff/);
  }));

test('a command alone is refused where a path has its name', () =>
  inProject({ 'check/ds.yaml': WARNED, plan: WARNED, 'rules/ds.yaml': WARNED }, async ({ run }) => {
    for (const word of ['check', 'plan', 'rules']) {
      const { code, stdout, stderr } = await run(word);
      assert.equal([code, stdout], [2, '']);
      assert.match(
        stderr,
        `daemonlint: "${word}" is a command and also a path here: write ./${word} for the path, or an argument after it for the command (`,
      );
      assert.is((await run(`./${word}`)).code, 1, word);
    }
    assert.match((await run('check', 'plan')).stdout, /^plan:/);
    assert.is((await run('rules', 'invalid-value')).code, 0);
  }));

test('a path that looks like a command is read', () =>
  inProject({ 'chek/ds.yaml': WARNED }, async ({ run }) => {
    assert.is((await run('chek')).code, 1);
  }));

test('dry-run names the field that an object lacks, document by document', () =>
  inProject({ 'ds.yaml': `${GOOD}---\n${GOOD}` }, async ({ run }) => {
    const { code, stdout, stderr } = await run('dry-run', '--field', 'spec.nope', 'ds.yaml');
    assert.equal([code, stdout], [1, '']);
    const line = (number: number): string => `ds.yaml:${number}: the stored object has no field spec.nope\n`;
    assert.is(stderr, line(1) + line(18));
  }));

test.run();
