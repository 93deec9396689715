import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { first, shown } from './changed.ts';
import { GOOD, inProject, type Project } from './project.ts';

const test = suite('diff of applies');
const MODES = ['client', 'server', 'replace'] as const;
const LAST = 'kubectl.kubernetes.io/last-applied-configuration';

/** What kubectl apply has made of GOOD, as the cluster shows it, changed by `change`. */
async function inCluster(change: (live: string) => string, use: (project: Project) => Promise<void>): Promise<void> {
  await inProject({ 'ds.yaml': GOOD }, async (project) => {
    const { stdout } = await project.run('apply', 'ds.yaml', '-o', 'yaml', '--show-managed-fields');
    project.write('live.yaml', change(stdout));
    await use(project);
  });
}

test('a last-applied annotation that holds no object refuses the apply, as kubectl apply says it', async () => {
  for (const text of ['{"a":', '[1]', '1', '"x"'])
    await inCluster(
      (live) => live.replace(/( {4}kubectl\.kubernetes\.io\/last-applied-configuration: )\|\n.*\n/, `$1'${text}'\n`),
      async ({ run }) => {
        assert.match((await run('apply', 'ds.yaml', '--to', 'live.yaml')).stderr, /for: invalid JSON document\n$/);
        const changed = await run('diff', 'live.yaml', 'ds.yaml', '-o', 'json');
        const { accepted, code, message = '' } = first(shown(changed));
        assert.equal([changed.code, accepted, code], [1, false, null], text);
        assert.ok(
          message.startsWith(`kubectl apply cannot create a patch: invalid JSON document: the annotation ${LAST}`),
        );
        const checked = await run('check', 'ds.yaml', '--against', 'live.yaml');
        assert.is(checked.code, 1);
        assert.match(
          checked.stdout,
          /error: kubectl apply cannot create a patch: invalid JSON document: .*\[invalid-value\]/,
        );
        const planned = await run('plan', 'ds.yaml', '--against', 'live.yaml');
        assert.equal([planned.code, planned.stdout], [1, '']);
        assert.match(
          planned.stderr,
          /^daemonlint: ds\.yaml:1: kubectl apply cannot create a patch: invalid JSON document/,
        );
      },
    );
});

test('a live object that does not show who owns its fields is named where that decides', () =>
  inProject({ 'ds.yaml': GOOD }, async ({ run, write }) => {
    const shown = (await run('apply', 'ds.yaml', '-o', 'yaml', '--show-managed-fields')).stdout;
    const hidden = (await run('apply', 'ds.yaml', '-o', 'yaml')).stdout;
    const line = 'live.yaml: daemonset/agent shows no managed fields, so that nobody seems to own any: get it with';
    for (const [live, mode, isNamed] of [
      [hidden, 'server', true],
      [hidden, 'client', false],
      [shown, 'server', false],
      [GOOD, 'server', false],
    ] as const) {
      write('live.yaml', live);
      const { stderr } = await run('diff', 'live.yaml', 'ds.yaml', '--apply', mode);
      assert.is(stderr.includes(line), isNamed, `${mode} ${isNamed}`);
      for (const command of [
        ['diff', 'live.yaml', 'ds.yaml'],
        ['check', 'ds.yaml', '--against', 'live.yaml'],
      ]) {
        const quiet = await run(...command, '--apply', mode, '-q');
        assert.is(quiet.stderr.includes(line), isNamed, `${mode} ${isNamed}, without a summary`);
      }
    }
  }));

test('a number that does not fit is refused by a replace, and an apply stores another one', () =>
  inProject({ 'old.yaml': GOOD }, async ({ run, write }) => {
    for (const [into, name, field, wanted, stored] of [
      [/^spec:\n/m, '  minReadySeconds', 'spec.minReadySeconds', '4294967301', '5'],
      [
        /^ {4}spec:\n/m,
        '      terminationGracePeriodSeconds',
        'spec.template.spec.terminationGracePeriodSeconds',
        '9223372036854775813',
        '-9223372036854775808',
      ],
    ] as const) {
      write(
        'ds.yaml',
        GOOD.replace(into, (parent) => `${parent}${name}: ${wanted}\n`),
      );
      const cannot = new RegExp(`a replace would be refused: .*cannot unmarshal number ${wanted} `);
      for (const mode of ['client', 'server']) {
        const command = mode === 'server' ? 'kubectl apply --server-side' : 'kubectl apply';
        const lost = `${command} reports success, but the cluster then has ${stored} for ${field} and not ${wanted}: write a number that fits`;
        const { stdout } = await run('diff', 'old.yaml', 'ds.yaml', '--apply', mode);
        assert.ok(stdout.includes(`warning: ${lost} [apply-drops]`), stdout);
        assert.match(stdout, cannot);
        const planned = await run('plan', 'ds.yaml', '--against', 'old.yaml', '--apply', mode);
        assert.ok(planned.stdout.includes(`warning: ${lost} [apply-drops]`), planned.stdout);
      }
      const checked = await run('check', 'ds.yaml', '--against', 'old.yaml');
      assert.match(checked.stdout, /\[apply-drops\]/);
      assert.match(
        checked.stdout,
        `${wanted} is a number: the API server refuses a new object with it, and kubectl apply`,
      );
      const replaced = await run('diff', 'old.yaml', 'ds.yaml', '--apply', 'replace');
      assert.match(replaced.stdout, new RegExp(`refused: .*cannot unmarshal number ${wanted} `));
      assert.not.match(replaced.stdout, /apply-drops/);
      assert.match((await run('check', 'ds.yaml')).stdout, `${wanted} is a number: the API server refuses the file`);
    }
  }));

test('a stale resourceVersion in the file refuses the apply', () =>
  inCluster(
    (live) => live.replace('\n  name: agent\n', '\n  name: agent\n  resourceVersion: "5"\n'),
    async ({ run, write }) => {
      for (const mode of MODES) {
        for (const [version, refused] of [
          ['3', true],
          ['5', false],
        ] as const) {
          write('ds.yaml', GOOD.replace('  name: agent\n', `  name: agent\n  resourceVersion: "${version}"\n`));
          const changed = await run('diff', 'live.yaml', 'ds.yaml', '-o', 'json', '--apply', mode);
          const { accepted, message = '' } = first(shown(changed));
          assert.equal([changed.code, accepted], [refused ? 1 : 0, !refused], mode);
          if (!refused) continue;
          assert.match(
            message,
            /^Operation cannot be fulfilled on daemonsets\.apps "agent": the object has been modified/,
          );
          const checked = await run('check', 'ds.yaml', '--against', 'live.yaml', '--apply', mode);
          assert.is(checked.code, 1);
          assert.match(checked.stdout, 'the object has been modified');
          const planned = await run('plan', 'ds.yaml', '--against', 'live.yaml', '--apply', mode);
          assert.equal([planned.code, planned.stdout], [1, '']);
        }
      }
    },
  ));

test('a key that is written twice never reaches the server by kubectl', () =>
  inCluster(
    (live) => live,
    async ({ run, write }) => {
      const twice = GOOD.replace('\nspec:\n', '\nspec:\n  minReadySeconds: 5\n  minReadySeconds: 6\n');
      write('twice.yaml', twice);
      write('other.yaml', GOOD.replace('name: agent\n', 'name: other\n'));
      for (const mode of MODES) {
        for (const old of ['live.yaml', 'other.yaml']) {
          const run1 = await run('diff', old, 'twice.yaml', '-o', 'json', '--apply', mode);
          const change = shown(run1).find(({ name }) => name === 'agent');
          assert.is(change?.accepted, mode !== 'replace', `${mode} ${old}`);
        }
        const checked = await run('check', 'twice.yaml', '--against', 'live.yaml', '--apply', mode);
        assert.match(checked.stdout, '[duplicate-key]');
      }
      write('twice.yaml', twice.replace('\nspec:\n', '\nspec:\n  foo: 1\n'));
      const messages = {
        client: 'strict decoding error: unknown field "spec.foo"',
        server: '.spec.foo: field not declared in schema',
      };
      for (const mode of ['client', 'server'] as const) {
        const { accepted, message = '' } = first(
          shown(await run('diff', 'live.yaml', 'twice.yaml', '-o', 'json', '--apply', mode)),
        );
        assert.is(accepted, false);
        assert.ok(message.endsWith(messages[mode]), message);
        const flags = mode === 'server' ? ['--server-side'] : [];
        assert.match((await run('apply', 'twice.yaml', '--to', 'live.yaml', ...flags)).stderr, messages[mode]);
      }
    },
  ));

const KEEPS = /\[apply-keeps\]/;

test('an annotation that is not the record of a DaemonSet records nothing, as an absent one', async () => {
  const fuller = GOOD.replace('\nspec:\n', '\nspec:\n  minReadySeconds: 5\n');
  const spec = (containers: string): string => `"spec":{"template":{"spec":{"containers":${containers}}}}`;
  for (const text of [
    '',
    '{}',
    `{"kind":"Service",${spec('[]')}}`,
    `{"apiVersion":"apps/v1","kind":"DaemonSet",${spec('"x"')}}`,
  ])
    await inProject({ 'ds.yaml': GOOD, 'fuller.yaml': fuller }, async ({ run, write }) => {
      const { stdout } = await run('apply', 'fuller.yaml', '-o', 'yaml', '--show-managed-fields');
      const record = / {4}kubectl\.kubernetes\.io\/last-applied-configuration: \|\n.*\n/;
      write('live.yaml', stdout.replace(record, text === '' ? '' : `    ${LAST}: '${text}'\n`));
      const checked = await run('check', 'ds.yaml', '--against', 'live.yaml');
      assert.is(checked.code, 1, text);
      assert.match(
        checked.stdout,
        /warning: spec\.minReadySeconds is not in the file, .* nothing records that it was applied/,
      );
    });
});

test('what was added by hand is told with managed fields and without, and how to remove it', () =>
  inCluster(
    (live) => live,
    async ({ run, write }) => {
      const before = await run('apply', 'ds.yaml', '-o', 'yaml', '--show-managed-fields');
      const added = before.stdout.replace('\nspec:\n', '\nspec:\n  minReadySeconds: 5\n');
      const entry = (manager: string): string =>
        `  - apiVersion: apps/v1\n    fieldsType: FieldsV1\n    fieldsV1:\n      f:spec:\n        f:minReadySeconds: {}\n    manager: ${manager}\n    operation: Update\n  name: agent\n`;
      for (const [manager, who] of [
        ['', 'someone set it in the cluster'],
        ['kubectl-edit', 'kubectl-edit set it in the cluster'],
      ] as const) {
        write(
          'live.yaml',
          manager === ''
            ? added.replace(/ {2}managedFields:\n(?: {2}[- ].*\n)+?(?= {2}name:)/, '')
            : added.replace('  name: agent\n', entry(manager)),
        );
        const { stdout } = await run('check', '--notes', 'ds.yaml', '--against', 'live.yaml');
        const line = stdout.split('\n').find((each) => each.includes('[apply-keeps]')) ?? '';
        assert.match(line, who);
        assert.match(line, 'or remove it with kubectl edit [apply-keeps]');
      }
      write('live.yaml', added.replace('  name: agent\n', entry('autoscaler')));
      assert.not.match((await run('check', '--notes', 'ds.yaml', '--against', 'live.yaml')).stdout, KEEPS);
    },
  ));

test('of two reasons to refuse, the one that the apply gives is told', () =>
  inCluster(
    (live) => live,
    async ({ run, write }) => {
      const field = '      terminationGracePeriodSeconds: ';
      write('next.yaml', GOOD.replace('      containers:\n', `${field}9223372036854775813\n      containers:\n`));
      const changed = await run('diff', 'live.yaml', 'next.yaml', '-o', 'json', '--apply', 'server');
      const { accepted, code, message = '' } = first(shown(changed));
      assert.equal([accepted, code], [false, 409]);
      assert.match(message, /^Apply failed with 1 conflict: conflict with "kubectl-client-side-apply"/);
    },
  ));

test('an earlier state that is no state is an error, an empty one holds no DaemonSet', () =>
  inProject({ 'ds.yaml': GOOD, 'service.yaml': 'kind: Service\napiVersion: v1\n' }, async ({ run, write }) => {
    const commands = [
      ['diff', 'old.yaml', 'ds.yaml'],
      ['check', 'ds.yaml', '--against', 'old.yaml'],
      ['plan', 'ds.yaml', '--against', 'old.yaml'],
    ];
    for (const [old, problem] of [
      ['Error from server (NotFound): daemonsets.apps "agent" not found\n', 'it holds no Kubernetes object'],
      ['{"kind":"Status","apiVersion":"v1","status":"Failure","code":404}', 'it holds the error of a server'],
      ['a: [\n', ''],
      ['kind: DaemonSet: x\n', ''],
      ['- 1\n', 'it holds no Kubernetes object'],
    ] as const) {
      write('old.yaml', old);
      // What was meant to be a DaemonSet is not judged by diff.
      for (const argv of old.includes('DaemonSet') ? commands.slice(1) : commands) {
        const { code, stdout, stderr } = await run(...argv);
        assert.equal([code, stdout], [2, ''], `${argv[0] ?? ''} ${old}`);
        assert.ok(stderr.startsWith(`daemonlint: old.yaml: ${problem}`), stderr);
        assert.match(stderr, 'get it with kubectl get ds NAME -o yaml --show-managed-fields');
      }
    }
    for (const old of [
      '',
      '---\n# nothing\n',
      'kind: List\napiVersion: v1\nitems: []\n',
      'kind: Service\napiVersion: v1\n',
    ]) {
      write('old.yaml', old);
      for (const argv of commands) {
        const { code, stderr } = await run(...argv);
        assert.is(code, 0);
        assert.match(stderr, /^daemonlint: old\.yaml holds no DaemonSet, so that each one is new\n/);
      }
    }
    const inFolder = await run('diff', '.', 'ds.yaml');
    assert.not.match(inFolder.stderr, 'holds no DaemonSet');
  }));

test('a second container of one name is told, where an apply stores only one of them', () =>
  inProject({ 'old.yaml': GOOD }, async ({ run, write }) => {
    const twin = `${GOOD}        - name: agent\n          image: registry.example.com/other:1\n`;
    write('new.yaml', twin);
    write('live.yaml', (await run('apply', 'old.yaml', '-o', 'yaml', '--show-managed-fields')).stdout);
    const applied = await run('apply', 'new.yaml', '--to', 'live.yaml');
    assert.equal([applied.code, applied.stdout], [0, 'daemonset.apps/agent configured\n']);
    const changed = await run('diff', 'live.yaml', 'new.yaml', '-o', 'json');
    const { change, hazards } = first(shown(changed));
    assert.equal([changed.code, change], [1, 'none']);
    const [{ rule, message } = { rule: '', message: '' }] = hazards;
    assert.is(rule, 'apply-drops');
    assert.match(
      message,
      /containers\[name="agent"\] and not \{"name":"agent","image":"registry.example.com\/other:1"\}/,
    );
    assert.match(message, /keep one entry of that name$/);
  }));

test('a list that kubectl cannot make a patch of has one reason for apply and diff', () =>
  inProject(
    { 'old.yaml': GOOD.replace(/(image: .*\n)/, '$1          env: [{name: A, value: "1"}]\n') },
    async (project) => {
      const { run, write } = project;
      write('live.yaml', (await run('apply', 'old.yaml', '-o', 'yaml', '--show-managed-fields')).stdout);
      for (const item of ['null', '{$patch: replace}', '7']) {
        write('new.yaml', GOOD.replace(/(image: .*\n)/, `$1          env: [${item}]\n`));
        const applied = await run('apply', 'new.yaml', '--to', 'live.yaml');
        assert.is(applied.code, 1, item);
        const reason = applied.stderr.trimEnd().split('for: ').at(-1) ?? '';
        const { accepted, code, message = '' } = first(shown(await run('diff', 'live.yaml', 'new.yaml', '-o', 'json')));
        assert.equal([accepted, code], [false, null], item);
        assert.ok(message.endsWith(reason), `${message}\n${reason}`);
        assert.match((await run('plan', '--against', 'live.yaml', 'new.yaml')).stderr, message);
      }
    },
  ));

test('an object that is being deleted rolls nothing out, whatever is applied over it', () =>
  inCluster(
    (live) =>
      live.replace(
        /^metadata:\n/m,
        'metadata:\n  deletionTimestamp: "2026-01-02T00:00:00Z"\n  deletionGracePeriodSeconds: 0\n  finalizers: [foregroundDeletion]\n',
      ),
    async ({ run, write }) => {
      write('new.yaml', GOOD.replace('agent:1.4.2', 'agent:1.5.0'));
      const applied = await run('apply', 'new.yaml', '--to', 'live.yaml');
      assert.equal([applied.code, applied.stdout], [0, 'daemonset.apps/agent configured\n']);
      assert.match(applied.stderr, 'which is currently being deleted');
      for (const mode of MODES) {
        const changed = await run('diff', 'live.yaml', 'new.yaml', '-o', 'json', '--apply', mode);
        const { accepted, rollout, newRevision, hazards } = first(shown(changed));
        assert.equal([changed.code, accepted, rollout, newRevision], [1, true, 'none', false], mode);
        assert.equal(
          hazards.map(({ rule }) => rule),
          ['being-deleted'],
          mode,
        );
        const planned = await run('plan', 'new.yaml', '--against', 'live.yaml', '--apply', mode);
        assert.match(planned.stdout, 'being deleted since 2026-01-02T00:00:00Z: the controller does nothing for it');
        assert.not.match(planned.stdout, / {2}at once|waves|updated/);
        for (const output of ['markdown', 'svg']) {
          const { stdout } = await run('plan', 'new.yaml', '--against', 'live.yaml', '--apply', mode, '-o', output);
          assert.match(stdout, 'being deleted since 2026-01-02T00:00:00Z: the controller does nothing for it');
          assert.not.match(stdout, /At once|down|updated/);
        }
        assert.not.match((await run('diff', 'live.yaml', 'new.yaml', '--apply', mode)).stdout, 'would store');
        const checked = await run('check', 'new.yaml', '--against', 'live.yaml', '--apply', mode);
        assert.match(
          checked.stdout,
          /warning: the DaemonSet in the cluster is being deleted since .* \[being-deleted\]/,
        );
      }
    },
  ));

test('a value that only a new object may not have is not told as a refusal of the apply over the one there', () =>
  inCluster(
    (live) => live,
    async ({ run, write }) => {
      write('new.yaml', GOOD.replace(/^( *)- name: agent\n/m, '$1- {name: agent, image: "r.io/a:1"}\n$&'));
      const inNew = ' (where it is created; kubectl apply over the object there is accepted)';
      const refused = (ending: string): string => `the API server refuses the DaemonSet${ending} [invalid-value]\n`;
      const checked = await run('check', 'new.yaml', '--against', 'live.yaml');
      assert.ok(checked.stdout.includes(refused(inNew)), checked.stdout);
      assert.is((await run('apply', 'new.yaml', '--to', 'live.yaml')).code, 0);
      for (const mode of ['server', 'replace']) {
        const { stdout } = await run('check', 'new.yaml', '--against', 'live.yaml', '--apply', mode);
        assert.ok(stdout.includes(refused('')), `${mode}: ${stdout}`);
      }
    },
  ));

test.run();
