/** What the file says and an apply does not store, and what only the merge with the live object makes. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { first, shown, type Shown } from './changed.ts';
import { GOOD, inProject, type Project } from './project.ts';

const test = suite('what an apply does not store');
const SHOWN = ['-o', 'yaml', '--show-managed-fields'];
const NEXT = GOOD.replace('agent:1.4.2', 'agent:1.5.0');
const CONTAINER = /^( *)- name: agent\n/m;
const IMAGE = /^( *)image: .*\n/m;

/** `file` over what kubectl apply has made of `old`, changed by `change`. */
async function over(
  old: string,
  file: string,
  use: (project: Project) => Promise<void>,
  change = (live: string): string => live,
): Promise<void> {
  await inProject({ 'old.yaml': old, 'ds.yaml': file }, async (project) => {
    project.write('live.yaml', change((await project.run('apply', 'old.yaml', ...SHOWN)).stdout));
    await use(project);
  });
}

const messagesOf = ({ hazards }: Shown, rule = 'apply-drops'): readonly string[] =>
  hazards.filter((hazard) => hazard.rule === rule).map(({ message }) => message);

test('what stands beside a directive of patches is told where it is not stored', async () => {
  for (const file of [
    NEXT.replace(CONTAINER, '$1- $patch: delete\n$1  name: agent\n'),
    NEXT.replace(/^( *)containers:/m, '$1$patch: replace\n$&'),
    NEXT.replace(/^( *)containers:/m, '$1$patch: frob\n$&'),
    `${NEXT}$patch: delete\n`,
  ])
    await over(GOOD, file, async ({ run }) => {
      const applied = await run('apply', 'ds.yaml', '--to', 'live.yaml', '-o', 'yaml');
      assert.match(applied.stdout, '          image: registry.example.com/agent:1.4.2'.trim());
      const changed = await run('diff', 'live.yaml', 'ds.yaml', '-o', 'json');
      assert.is(changed.code, 1, file);
      assert.equal(messagesOf(first(shown(changed))), [
        'kubectl apply reports success, but the cluster then has "registry.example.com/agent:1.4.2" for spec.template.spec.containers[name="agent"].image and not "registry.example.com/agent:1.5.0": take the patch directive (the key with $) out of the file',
      ]);
      const line = file.split('\n').findIndex((text) => text.includes('image:')) + 1;
      const checked = await run('check', 'ds.yaml', '--against', 'live.yaml');
      assert.match(checked.stdout, `ds.yaml:${String(line)}:`);
      assert.match(checked.stdout, '[apply-drops]');
    });
});

test('a deletion that names an item alone, and directives that lose nothing, are no loss', async () => {
  const side = '        - name: side\n          image: registry.example.com/side:1.0.0\n';
  for (const [old, file] of [
    [GOOD + side, `${NEXT}        - name: side\n          $patch: delete\n`],
    [GOOD, NEXT.replace(/^( *)containers:/m, '$1$setElementOrder/containers: [{name: agent}]\n$&')],
  ] as const)
    await over(old, file, async ({ run }) => {
      const changed = first(shown(await run('diff', 'live.yaml', 'ds.yaml', '-o', 'json')));
      assert.equal([changed.rollout, messagesOf(changed)], ['rolling', []]);
    });
});

const withFields = (fields: string): string => GOOD.replace(IMAGE, `$&${fields}`);

test('an entry that is written twice is no loss when it is stored once', async () => {
  for (const fields of ['          env: [{name: A, value: "1"}, {name: A, value: "1"}]\n', ''])
    await over(
      GOOD,
      fields === '' ? `${GOOD}      imagePullSecrets: [{name: a}, {name: a}]\n` : withFields(fields),
      async ({ run, write }) => {
        const once = (await run('apply', 'ds.yaml', '--to', 'live.yaml', ...SHOWN)).stdout;
        for (const live of [undefined, once]) {
          if (live !== undefined) write('live.yaml', live);
          assert.equal(messagesOf(first(shown(await run('diff', 'live.yaml', 'ds.yaml', '-o', 'json')))), []);
        }
      },
    );
  await over(
    withFields('          env: [{name: A, value: "1"}]\n'),
    withFields('          env: [{name: A, value: "1"}, {name: A, value: "2"}]\n'),
    async ({ run }) => {
      const [message = ''] = messagesOf(first(shown(await run('diff', 'live.yaml', 'ds.yaml', '-o', 'json'))));
      assert.match(message, 'not {"name":"A","value":"2"}: keep one entry of that name');
    },
  );
});

test('a number that does not fit is told with what is stored, in keys and in lists that are one value, too', async () => {
  for (const [fields, field, wanted, stored] of [
    [
      '          ports: [{containerPort: 4294967376}]\n',
      'spec.template.spec.containers[name="agent"].ports[containerPort=4294967376,protocol="TCP"].containerPort',
      '4294967376',
      '80',
    ],
    [
      '      tolerations: [{key: a, operator: Exists, effect: NoExecute, tolerationSeconds: 9223372036854775813}]\n',
      'spec.template.spec.tolerations[0].tolerationSeconds',
      '9223372036854775813',
      '-9223372036854775808',
    ],
  ] as const)
    await over(GOOD, fields.startsWith('      t') ? GOOD + fields : withFields(fields), async ({ run }) => {
      assert.equal(messagesOf(first(shown(await run('diff', 'live.yaml', 'ds.yaml', '-o', 'json')))), [
        `kubectl apply reports success, but the cluster then has ${stored} for ${field} and not ${wanted}: write a number that fits`,
      ]);
    });
});

const RESTARTED = 'kubectl.kubernetes.io/restartedAt';

test('annotations that the file empties are not lost with a restart that is kept', async () => {
  for (const other of ['', '        mine: "1"\n'])
    await over(
      GOOD,
      GOOD.replace(/^( {4}metadata:\n)/m, '$1      annotations: {}\n'),
      async ({ run }) => {
        const changed = first(shown(await run('diff', 'live.yaml', 'ds.yaml', '-o', 'json')));
        assert.match(messagesOf(changed, 'drift-reverted').join(), 'no action is needed');
        const kept =
          'kubectl apply reports success, but keeps "1" for spec.template.metadata.annotations.mine, which the file leaves empty: use kubectl replace, which stores it';
        assert.equal(messagesOf(changed), other === '' ? [] : [kept]);
      },
      (live) =>
        live.replace(
          /^ {4}metadata:\n/m,
          (line) => `${line}      annotations:\n        ${RESTARTED}: "2026-01-02T03:04:05Z"\n${other}`,
        ),
    );
});

const ports = (...items: readonly string[]): string =>
  withFields(`          ports:\n${items.map((item) => `            - {${item}}\n`).join('')}`);

test('of two entries of one port, what the second has left is no default, and both protocols may be stored', () =>
  over(
    ports('containerPort: 80, name: a', 'containerPort: 80, name: b'),
    ports('containerPort: 80, protocol: TCP', 'containerPort: 80, protocol: UDP'),
    async ({ run }) => {
      const { stdout } = await run('check', 'ds.yaml', '--against', 'live.yaml', '--notes');
      assert.match(
        stdout,
        /warning: .*\.name is no longer in the file, but kubectl apply leaves "b" .*\[apply-keeps\]/,
      );
      assert.match(stdout, /note: kubectl apply merges ports .* cannot tell 80\/TCP and 80\/UDP apart: .*protocols\]/);
      assert.not.match(stdout, /never adds|default of an earlier/);
    },
  ));

test('a refusal that only the merge makes says so, where the file has the item', () =>
  over(
    ports('name: dns, containerPort: 53, protocol: UDP', 'name: dns-tcp, containerPort: 53, protocol: TCP'),
    ports('name: dns-tcp, containerPort: 53, protocol: TCP', 'name: dns, containerPort: 53, protocol: UDP'),
    async ({ run }) => {
      assert.is((await run('apply', 'ds.yaml', '--to', 'live.yaml')).code, 1);
      const { stdout } = await run('check', 'ds.yaml', '--against', 'live.yaml');
      assert.match(
        stdout,
        'ds.yaml:18:22: error: kubectl apply merges the file with the object in the cluster, and the API server refuses the result: spec.template.spec.containers[0].ports[1].name: Duplicate value: "dns-tcp" [invalid-value]',
      );
    },
  ));

test('a refusal of what the file itself says is told as that', () =>
  over(GOOD, ports('name: a, containerPort: 0'), async ({ run }) => {
    const { stdout } = await run('check', 'ds.yaml', '--against', 'live.yaml');
    assert.match(stdout, /^ds\.yaml:18:40: error: .*containerPort is empty/m);
    assert.not.match(stdout, 'merges the file');
  }));

test.run();
