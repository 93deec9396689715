import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { linesOf } from '../../scripts/verdicts/cases.ts';
import { GOOD, inProject, REFUSED, type Run } from './project.ts';

const upgrade = suite('upgrade');

const FROM_TO = ['upgrade', '--from', '1.36', '--to', '1.37'];
const pod = (lines: string): string => `${GOOD}${lines}`;
const source = (lines: string): string =>
  pod(`      volumes:\n        - name: v\n          projected:\n            sources:\n${lines}`);

/** On 1.36 dropped, on 1.37 stored. */
const BUNDLE = source('              - clusterTrustBundle: { name: ca, path: ca.pem }\n');
/** On 1.36 dropped, on 1.37 refused. */
const NEITHER = source('              - clusterTrustBundle: { path: ca.pem }\n');
/** Stored by both, but 1.37 would not create it. */
const IMAGE = pod('      volumes:\n        - name: v\n          image: {}\n');
/** On 1.36 unknown, on 1.37 dropped. */
const MODE = pod('      volumes:\n        - name: v\n          emptyDir: { mode: 0755 }\n');

/** A key twice, which only an apply on the server refuses. */
const TWICE = GOOD.replace(/( +)- name: agent\n/, '$1- name: agent\n$1  env: [{ name: A }, { name: A }]\n');

const TEMPLATE = GOOD.replace('name: agent', 'name: {{ .Values.name }}');
const CARRIED = `apiVersion: example.com/v1\nkind: Bundle\nmetadata: {name: b}\nspec:\n  objects:\n${GOOD.replace(
  /^/,
  '- ',
)
  .replace(/\n(?=.)/g, '\n  ')
  .replace(/^/gm, '  ')}\n`;

const json = ({ stdout }: Run): Record<string, unknown>[] =>
  stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, unknown>);

upgrade('says nothing changes, and exits with 0', () =>
  inProject({ 'ds.yaml': GOOD }, async ({ run }) => {
    const { code, stdout, stderr } = await run(...FROM_TO);
    assert.is(code, 0);
    assert.is(stdout, 'ds.yaml: daemonset/agent in namespace default: nothing changes\n');
    assert.is(stderr, 'daemonlint: 1 DaemonSet; nothing is refused and nothing rolls out\n');
  }),
);

for (const [what, files, path] of [
  ['an unreadable document', { 'b.yaml': `${GOOD}---\nkind: DaemonSet\n\tmetadata: [\n` }, 'b.yaml'],
  ['a kustomization that does not build', { 'k/kustomization.yaml': 'resources: [ds.yaml]\n' }, 'k'],
  [
    'a kustomization without a patch',
    { 'k/kustomization.yaml': 'resources: [ds.yaml]\npatches: [{path: p.yaml}]\n', 'k/ds.yaml': GOOD },
    'k',
  ],
  ['a named template', { 't.yaml': TEMPLATE }, 't.yaml'],
  ['a named file that carries one', { 'x.yaml': CARRIED }, 'x.yaml'],
] as const)
  upgrade(`cannot judge ${what}`, () =>
    inProject({ 'ds.yaml': GOOD, ...files }, async ({ run }) => {
      const { code, stderr } = await run(...FROM_TO, 'ds.yaml', path);
      assert.is(code, 1);
      assert.match(stderr, / cannot be judged/);
      assert.not.match(stderr, 'nothing is refused');
      const plan = await run('plan', 'ds.yaml', path);
      assert.is(plan.code, 1);
      assert.is.not((await run('dry-run', path)).code, 0);
    }),
  );

upgrade('tells what is refused, what rolls out and what is dropped', () =>
  inProject({ 'a.yaml': BUNDLE, 'b.yaml': NEITHER, 'c.yaml': IMAGE, 'd.yaml': MODE }, async ({ run }) => {
    const { code, stdout, stderr } = await run(...FROM_TO);
    assert.is(code, 1);
    const volume = 'spec.template.spec.volumes[0]';
    assert.is(
      stdout,
      [
        'a.yaml: daemonset/agent in namespace default: the next apply on 1.37 starts a rollout',
        `  changes: ${volume}.projected.sources[0].clusterTrustBundle`,
        `b.yaml: daemonset/agent in namespace default: refused by 1.37: DaemonSet.apps "agent" is invalid: ${volume}.projected.sources[0].clusterTrustBundle: Required value: either name or signerName must be specified`,
        `c.yaml: daemonset/agent in namespace default: 1.37 keeps the stored object, but refuses it as a new one: DaemonSet.apps "agent" is invalid: ${volume}.image.reference: Required value`,
        'd.yaml: daemonset/agent in namespace default: refused by 1.36, accepted by 1.37',
        `  dropped by 1.37: ${volume}.emptyDir.mode`,
        '',
      ].join('\n'),
    );
    assert.is(stderr, 'daemonlint: 4 DaemonSets; 2 refused; 1 rollout\n');
  }),
);

upgrade('what the old minor does as well is distinguished', () =>
  inProject(
    {
      'ds.yaml': `${GOOD}          lifecycle: { stopSignal: SIGTERM }\n      nodeSelector: { beta.kubernetes.io/os: linux }\n`,
    },
    async ({ run, write }) => {
      const { code, stdout } = await run(...FROM_TO);
      assert.is(code, 0);
      assert.is(
        stdout,
        'ds.yaml: daemonset/agent in namespace default: nothing changes\n' +
          '  dropped by 1.37 as by 1.36: spec.template.spec.containers[0].lifecycle.stopSignal\n',
      );
      write('ds.yaml', REFUSED);
      assert.match((await run(...FROM_TO)).stdout, 'refused by 1.37 as by 1.36: DaemonSet.apps "agent" is invalid: ');
    },
  ),
);

upgrade('is one object a line as JSON', () =>
  inProject({ 'ds.yaml': `${MODE}---\n${BUNDLE}---\n${NEITHER}` }, async ({ run }) => {
    const [dropped, rolling, refused, ...more] = json(await run(...FROM_TO, '--output', 'json', 'ds.yaml'));
    assert.equal(more, []);
    assert.equal(Object.keys(rolling ?? {}), [
      'path',
      'document',
      'namespace',
      'name',
      'accepted',
      'createAccepted',
      'causes',
      'warnings',
      'dropped',
      'newRevision',
      'fields',
      'before',
    ]);
    assert.equal([rolling?.['document'], rolling?.['accepted'], rolling?.['newRevision']], [1, true, true]);
    assert.equal(dropped?.['dropped'], ['spec.template.spec.volumes[0].emptyDir.mode']);
    assert.equal(
      [dropped?.['accepted'], dropped?.['newRevision'], (dropped?.['before'] as { accepted: boolean }).accepted],
      [true, false, false],
    );
    assert.equal([refused?.['accepted'], refused?.['newRevision']], [false, false]);
    assert.equal(refused?.['before'], {
      accepted: true,
      warnings: ['volume "v" (Projected) has no sources provided'],
      dropped: ['spec.template.spec.volumes[0].projected.sources[0].clusterTrustBundle'],
    });
    assert.equal(refused?.['causes'], [
      {
        reason: 'FieldValueRequired',
        field: 'spec.template.spec.volumes[0].projected.sources[0].clusterTrustBundle',
        message: 'Required value: either name or signerName must be specified',
      },
    ]);
  }),
);

upgrade('is a table as Markdown, in which nothing of a manifest is markup', () =>
  inProject({ 'a|b.yaml': BUNDLE.replace('name: agent\n', 'name: a_b\n'), 'c.yaml': GOOD }, async ({ run }) => {
    const { code, stdout } = await run(...FROM_TO, '--output=markdown');
    assert.is(code, 1);
    assert.match(stdout, '### Kubernetes 1.36 to 1.37\n\n| DaemonSet | File | On 1.37 | Details |\n| --- |');
    assert.match(stdout, '| <code>default/a&#95;b</code> | <code>a&#124;b.yaml</code> | **refused**: ');
    assert.match(stdout, '\nNothing changes for 1 DaemonSet.\n');
  }),
);

upgrade('a dump is asked as what it is: stored objects', () =>
  inProject(
    {
      'dump.yaml': BUNDLE.replace(
        '  name: agent\n',
        '  name: agent\n  uid: u\n  resourceVersion: "7"\n  generation: 3\n',
      ),
    },
    async ({ run }) => {
      const [only] = json(await run(...FROM_TO, '-o', 'json', 'dump.yaml'));
      assert.equal([only?.['accepted'], only?.['newRevision']], [true, true]);
    },
  ),
);

upgrade('asks for two minors, the later one second', () =>
  inProject({ 'ds.yaml': GOOD, 'bad.yaml': 'kind: DaemonSet\n a: [\n' }, async ({ run }) => {
    for (const [argv, message] of [
      [['--from', '1.36'], /needs --from and --to/],
      [['--from', '1.37', '--to', '1.36'], /--to 1\.36 is not later than --from 1\.37/],
      [['--from', '1.36', '--to', '1.99'], /--to: Kubernetes 1\.99 is not known/],
      [['--from', 'x', '--to', '1.37'], /--from: "x" is not a Kubernetes version/],
      [['--from', '1.36', '--to', '1.37', 'none.yaml'], /none\.yaml/],
    ] as const) {
      const { code, stderr } = await run('upgrade', ...argv);
      assert.is(code, 2);
      assert.match(stderr, message);
    }
    const { code, stderr } = await run(...FROM_TO, 'bad.yaml');
    assert.is(code, 1);
    assert.match(stderr, /bad\.yaml:2/);
    assert.match((await run('upgrade', '--help')).stdout, /^Usage: daemonlint upgrade/);
  }),
);

upgrade('files of the configuration’s ignore list are left out', () =>
  inProject(
    { 'daemonlint.yaml': 'ignore: [vendor]\n', 'vendor/ds.yaml': NEITHER, 'ds.yaml': GOOD },
    async ({ run }) => {
      assert.is((await run(...FROM_TO)).code, 0);
      assert.is((await run(...FROM_TO, '--no-config')).code, 1);
    },
  ),
);

upgrade('says what kubectl says of a type that no server serves', () =>
  inProject(
    { 'a.yaml': GOOD.replace('apps/v1', 'extensions/v1beta1'), 'b.yaml': GOOD.replace('DaemonSet', 'daemonset') },
    async ({ run }) => {
      const { code, stdout } = await run(...FROM_TO);
      assert.is(code, 1);
      assert.match(
        stdout,
        /^a\.yaml: .* by 1\.36: no matches for kind "DaemonSet" in version "extensions\/v1beta1" \(kubectl\)/m,
      );
      assert.match(stdout, /^b\.yaml: .* by 1\.36: daemonset in version "v1" cannot be handled as a DaemonSet/m);
    },
  ),
);

upgrade('works as it is built', () =>
  inProject({ 'ds.yaml': BUNDLE }, ({ root }) => {
    const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
    const { status, stdout } = spawnSync(process.execPath, [cli, ...FROM_TO], { cwd: root, encoding: 'utf8' });
    assert.is(status, 1);
    assert.match(
      stdout,
      /^ds\.yaml: daemonset\/agent in namespace default: the next apply on 1\.37 starts a rollout\n/,
    );
  }),
);

/** The template that a server answered. */
function templateOf(verdict: { readonly defaulted?: { readonly spec: unknown } } | undefined): string {
  return JSON.stringify((verdict?.defaulted?.spec as { template?: unknown } | undefined)?.template);
}

// What 1.36.3 stored and 1.37.2 answered to the same manifests.
upgrade('agrees with both servers', () => {
  const lines = linesOf(new URL('../../fixtures/apiserver/by-version-1.37.ndjson', import.meta.url));
  const asked = lines.filter(({ verdicts }) => verdicts?.['1.36']?.accepted === true);
  const files = Object.fromEntries(asked.map(({ yaml = '' }, i) => [`${String(i).padStart(3, '0')}.yaml`, yaml]));
  return inProject(files, async ({ run }) => {
    const answers = json(await run(...FROM_TO, '--output', 'json'));
    assert.is(answers.length, asked.length);
    let rollouts = 0;
    for (const [i, { id, verdicts }] of asked.entries()) {
      const [old, next] = [verdicts?.['1.36'], verdicts?.['1.37']];
      assert.is(answers[i]?.['createAccepted'], next?.accepted, id);
      const differs = next?.accepted === true && templateOf(old) !== templateOf(next);
      assert.is(answers[i]?.['newRevision'], differs, id);
      rollouts += Number(differs);
    }
    assert.is(rollouts > 20, true);
  });
});

upgrade('asks for the apply that the configuration names', () =>
  inProject({ 'ds.yaml': BUNDLE, 'twice.yaml': TWICE }, async ({ run, write }) => {
    for (const apply of ['client', 'server', 'replace']) {
      write('daemonlint.yaml', `apply: ${apply}\n`);
      const [rolled] = json(await run(...FROM_TO, 'ds.yaml', '-o', 'json'));
      assert.is(rolled?.['newRevision'], true, apply);
      const [twice] = json(await run(...FROM_TO, 'twice.yaml', '-o', 'json'));
      assert.is(twice?.['accepted'], apply !== 'server', apply);
    }
  }),
);

upgrade('the document names what was not judged', () =>
  inProject(
    {
      'ds.yaml': GOOD,
      't.yaml': GOOD.replace('1.4.2', '{{ .Values.tag }}'),
      'v.yaml': GOOD.replace('registry.example.com/agent:1.4.2', '"{{ img }}"'),
      'b.yaml': `${GOOD}  broken\n`,
    },
    async ({ run }) => {
      const { stdout, code } = await run(...FROM_TO, '--output', 'markdown');
      assert.is(code, 1);
      assert.match(stdout, 'Nothing changes for 1 DaemonSet.\n\n**Not judged**\n\n- ');
      assert.match(stdout, /^- b\.yaml:\d+:\d+: /m);
      assert.match(stdout, /^- v\.yaml: cannot be judged: values of it are put in later/m);
      assert.match(stdout, /^- skipped as template: 1 file: /m);
    },
  ),
);

upgrade.run();
