/** Who wrote what an apply leaves in the cluster, and why it stays. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { first, shown } from './changed.ts';
import { GOOD, inProject } from './project.ts';

const test = suite('what an apply leaves');
const IMAGE = /( {10}image: .*\n)/;
const ENV = GOOD.replace(IMAGE, '$1          env:\n            - name: A\n              value: "1"\n');

const KEEPS = / (\w+: .*) \[apply-keeps\]/g;
const told = (stdout: string): readonly string[] => [...stdout.matchAll(KEEPS)].map(([, line = '']) => line);

test('what another apply has written stays, when nothing records that this one did', () =>
  inProject({ 'env.yaml': ENV, 'ds.yaml': GOOD }, async ({ run, write }) => {
    const live = async (...flags: string[]): Promise<void> => {
      const { stdout } = await run('apply', 'env.yaml', '-o', 'yaml', '--show-managed-fields', ...flags);
      write('live.yaml', stdout);
    };
    const kept = async (mode: string): Promise<readonly string[]> =>
      told((await run('check', 'ds.yaml', '--against', 'live.yaml', '--apply', mode)).stdout);
    await live('--server-side');
    const [client = '', ...others] = await kept('client');
    assert.match(client, 'env is not in the file, but kubectl apply leaves [{"name":"A","value":"1"}] in the cluster');
    assert.match(client, 'because kubectl applied it server-side, which records nothing for kubectl apply');
    assert.equal(others, []);
    assert.equal(await kept('server'), []);
    await live('--server-side', '--field-manager', 'ci');
    assert.match((await kept('client')).join(), 'because ci applied it server-side');
    assert.match((await kept('server')).join(), 'because ci applied it, and not kubectl, the manager who applies now');
    const planned = await run('plan', 'ds.yaml', '--against', 'live.yaml');
    assert.is(planned.code, 1);
    await live();
    assert.equal(await kept('client'), []);
  }));

/** A live object in which somebody else has set a field inside of a list or map that the apply began. */
async function touched(
  file: string,
  change: (live: string) => string,
  fieldsV1: string,
  manager: string,
  flags: readonly string[],
): Promise<{ readonly stdout: string; readonly keeps: readonly string[] }> {
  let result = { stdout: '', keeps: [] as readonly string[] };
  await inProject({ 'old.yaml': file, 'ds.yaml': GOOD }, async ({ run, write }) => {
    const { stdout } = await run('apply', 'old.yaml', '-o', 'yaml', '--show-managed-fields', ...flags);
    const entry = `  - apiVersion: apps/v1\n    fieldsType: FieldsV1\n    fieldsV1: ${fieldsV1}\n    manager: ${manager}\n    operation: Update\n`;
    write('live.yaml', change(stdout).replace('  name: agent\n', `${entry}  name: agent\n`));
    const judged = await run('diff', 'live.yaml', 'ds.yaml', '--apply', 'server');
    result = { stdout: judged.stdout, keeps: told(judged.stdout) };
  });
  return result;
}

test('what is in a list belongs to who added it, not to who began the list', async () => {
  const { keeps } = await touched(
    ENV,
    (live) => live.replace(/( *)- name: A\n.*\n/, '$&$1- name: INJ\n$1  value: "9"\n'),
    '{"f:spec":{"f:template":{"f:spec":{"f:containers":{"k:{\\"name\\":\\"agent\\"}":{"f:env":{"k:{\\"name\\":\\"INJ\\"}":{".":{},"f:name":{},"f:value":{}}}}}}}}}',
    'kubectl-edit',
    [],
  );
  assert.equal(keeps, [
    'note: kubectl apply --server-side leaves spec.template.spec.containers[name="agent"].env at [{"name":"INJ","value":"9"}], which this file does not have: kubectl-edit set it in the cluster; write it into the file if it is meant, or remove it with kubectl edit',
  ]);
});

const RESTARTED = 'kubectl.kubernetes.io/restartedAt';

test('a restart is told once, and is no part of what else stays', async () => {
  const noted = GOOD.replace(/^( {4}metadata:\n)/m, '$1      annotations:\n        checksum: c0\n');
  for (const also of ['', '        mine: "1"\n']) {
    const own = also === '' ? '' : ',"f:mine":{}';
    const { stdout, keeps } = await touched(
      noted,
      (live) => live.replace(/ {8}checksum: c0\n/, `$&        ${RESTARTED}: "2026-01-02T03:04:05Z"\n${also}`),
      `{"f:spec":{"f:template":{"f:metadata":{"f:annotations":{"f:${RESTARTED}":{}${own}}}}}}`,
      'kubectl-rollout',
      [],
    );
    assert.match(stdout, /restartedAt of the template: no action is needed \[drift-reverted\]/);
    assert.is(keeps.length, also === '' ? 0 : 1);
    if (also !== '') assert.match(keeps.join(), 'leaves spec.template.metadata.annotations.mine at "1"');
  }
});

const DRIFT = /[^ ]* (\w+): (.*) \[drift-reverted\]/g;
const drifts = (stdout: string): readonly string[] =>
  [...stdout.matchAll(DRIFT)].map(([, severity = '', message = '']) => `${severity}: ${message}`);

test('a port that the merge of an earlier apply may have lost is no certain drift', () => {
  const port = (name: string, protocol: string): string =>
    `            - {name: ${name}, containerPort: 53, protocol: ${protocol}}\n`;
  const ports = (...items: readonly string[]): string => GOOD.replace(IMAGE, `$1          ports:\n${items.join('')}`);
  const files = { 'old.yaml': ports(port('a', 'UDP'), port('b', 'TCP')), 'ds.yaml': ports(port('a', 'UDP')) };
  return inProject(files, async ({ run, write }) => {
    const shown = ['-o', 'yaml', '--show-managed-fields'];
    write('first.yaml', (await run('apply', 'old.yaml', ...shown)).stdout);
    write('live.yaml', (await run('apply', 'ds.yaml', '--to', 'first.yaml', ...shown)).stdout);
    const { stdout } = await run('check', 'ds.yaml', '--against', 'live.yaml', '--notes');
    assert.equal(drifts(stdout), [
      'note: spec.template.spec.containers[name="agent"].ports was applied last and is gone from the cluster, removed by hand or by an earlier kubectl apply that took two items for one, and kubectl apply puts [{"name":"a","containerPort":53,"protocol":"UDP"}] back: remove it from the file if it is meant to be gone',
    ]);
  });
});

test('what was changed by hand in an item goes with the item', () => {
  const variable = (name: string): string => `            - name: ${name}\n              value: "1"\n`;
  const env = (...names: readonly string[]): string =>
    GOOD.replace(IMAGE, `$1          env:\n${names.map(variable).join('')}`);
  return inProject({ 'old.yaml': env('A', 'B'), 'ds.yaml': env('B') }, async ({ run, write }) => {
    const { stdout } = await run('apply', 'old.yaml', '-o', 'yaml', '--show-managed-fields', '--server-side');
    const owned = `{"f:spec":{"f:template":{"f:spec":{"f:containers":{"k:{\\"name\\":\\"agent\\"}":{"f:env":{"k:{\\"name\\":\\"A\\"}":{"f:value":{}}}}}}}}}`;
    const entry = `  - apiVersion: apps/v1\n    fieldsType: FieldsV1\n    fieldsV1: ${owned}\n    manager: kubectl-edit\n    operation: Update\n`;
    const live = stdout
      .replace('value: "1"', 'value: "9"')
      .replace(/ *f:value: \{\}\n/, '')
      .replace('  name: agent\n', `${entry}$&`);
    write('live.yaml', live);
    const judged = await run('diff', 'live.yaml', 'ds.yaml', '--apply', 'server');
    assert.equal(drifts(judged.stdout), [
      'warning: spec.template.spec.containers[name="agent"].env[name="A"].value was changed to "9" by kubectl-edit, and kubectl apply --server-side removes it: write it into the file if it is meant to stay',
    ]);
  });
});

test('of what a controller has changed, only an image is told, which a client-side apply sets back', () =>
  inProject({ 'ds.yaml': GOOD }, async ({ run, write }) => {
    const { stdout } = await run('apply', 'ds.yaml', '-o', 'yaml', '--show-managed-fields');
    const owned = `{"f:spec":{"f:minReadySeconds":{},"f:template":{"f:spec":{"f:containers":{"k:{\\"name\\":\\"agent\\"}":{"f:image":{}}}}}}}`;
    const entry = `  - apiVersion: apps/v1\n    fieldsType: FieldsV1\n    fieldsV1: ${owned}\n    manager: image-operator\n    operation: Update\n`;
    const live = stdout
      .replace(/^( +(?:- )?image: .*):1\.4\.2$/m, '$1:9')
      .replace('\nspec:\n', '\nspec:\n  minReadySeconds: 20\n')
      .replace('  name: agent\n', `${entry}$&`);
    write('live.yaml', live);
    const judged = await run('diff', 'live.yaml', 'ds.yaml');
    assert.equal(drifts(judged.stdout), [
      'warning: spec.template.spec.containers[name="agent"].image was set to registry.example.com/agent:9 by image-operator, and kubectl apply replaces it with "registry.example.com/agent:1.4.2" on every node: write the live image into the file if it is meant to stay',
    ]);
  }));

test('managed fields do not show that a field was never applied', async () => {
  const { keeps } = await touched(
    GOOD,
    (live) => live.replace('\nspec:\n', '\nspec:\n  minReadySeconds: 20\n'),
    '{"f:spec":{"f:minReadySeconds":{}}}',
    'kubectl-edit',
    ['--server-side'],
  );
  assert.is(keeps.length, 1);
  assert.match(keeps.join(), 'leaves spec.minReadySeconds at 20, which this file does not have: kubectl-edit set it');
});

test('a list that the file leaves empty and the apply keeps is told in words', () =>
  inProject({ 'env.yaml': ENV }, async ({ run, write }) => {
    write('live.yaml', (await run('apply', 'env.yaml', '-o', 'yaml', '--show-managed-fields')).stdout);
    write('ds.yaml', GOOD.replace(IMAGE, '$1          env: []\n'));
    write(
      'live.yaml',
      (await run('apply', 'env.yaml', '-o', 'yaml')).stdout.replace(/ {4}kubectl\.kubernetes\.io\/last.*\n.*\n/, ''),
    );
    const { hazards } = first(shown(await run('diff', 'live.yaml', 'ds.yaml', '-o', 'json')));
    const [message = ''] = hazards.filter(({ rule }) => rule === 'apply-drops').map((each) => each.message);
    assert.match(
      message,
      'kubectl apply reports success, but keeps [{"name":"A","value":"1"}] for spec.template.spec.containers[name="agent"].env, which the file leaves empty: ',
    );
  }));

test('what another manager applies beside this one is told, with the command that removes it', () =>
  inProject({ 'ds.yaml': GOOD }, async ({ run, write }) => {
    const head = 'apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: agent}\n';
    const server = async (file: string, ...more: string[]): Promise<string> => {
      const { stdout } = await run('apply', file, '--server-side', '-o', 'yaml', '--show-managed-fields', ...more);
      write('live.yaml', stdout);
      return stdout;
    };
    await server('ds.yaml');
    write('part.yaml', `${head}spec: {minReadySeconds: 20}\n`);
    await server('part.yaml', '--to', 'live.yaml', '--field-manager', "platform's team");
    const { stdout } = await run('check', 'ds.yaml', '--against', 'live.yaml', '--apply', 'server', '--notes');
    assert.equal(told(stdout), [
      "note: spec.minReadySeconds is not in the file, but kubectl apply --server-side leaves 20 in the cluster, because platform's team applied it: write it into the file if it is meant, or remove it from what platform's team applies: kubectl apply --server-side --field-manager='platform'\\''s team' -f FILE",
    ]);
    const hidden = await run('check', 'ds.yaml', '--against', 'live.yaml', '--apply', 'server');
    assert.equal([hidden.code, told(hidden.stdout)], [0, []]);
    write('part.yaml', `${head}spec: {}\n`);
    const after = await server('part.yaml', '--to', 'live.yaml', '--field-manager', "platform's team");
    assert.not.match(after, 'minReadySeconds');
  }));

test('what only another manager applied goes when that one applies the file', () =>
  inProject({ 'env.yaml': ENV, 'ds.yaml': GOOD }, async ({ run, write }) => {
    const applied = async (file: string, ...more: string[]): Promise<string> => {
      const { stdout } = await run('apply', file, '--server-side', '-o', 'yaml', '--show-managed-fields', ...more);
      write('live.yaml', stdout);
      return stdout;
    };
    await applied('env.yaml', '--field-manager', 'ci');
    const { stdout } = await run('check', 'ds.yaml', '--against', 'live.yaml', '--apply', 'server');
    assert.match(
      told(stdout).join(),
      / or go on to apply the file as ci does: kubectl apply --server-side --field-manager=ci -f ds\.yaml$/,
    );
    assert.not.match(await applied('ds.yaml', '--to', 'live.yaml', '--field-manager', 'ci'), 'env:');
  }));

test.run();
