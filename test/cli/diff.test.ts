import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { CAUSED, first, IMAGE, NEXT, shown, type Shown } from './changed.ts';
import { GOOD, inProject, type Run } from './project.ts';
import { git, inRepository } from './repository.ts';

const test = suite('diff');

/** Both texts as files, compared. */
async function compared(old: string, next: string, ...options: string[]): Promise<Run> {
  let run: Run | undefined;
  await inProject({ 'old.yaml': old, 'new.yaml': next }, async (project) => {
    run = await project.run('diff', ...options, 'old.yaml', 'new.yaml');
  });
  if (run === undefined) throw new Error('nothing ran');
  return run;
}

async function json(old: string, next: string, ...options: string[]): Promise<Shown[]> {
  return shown(await compared(old, next, '--output=json', ...options));
}

test('says that a new image makes a new revision', async () => {
  const { code, stdout, stderr } = await compared(CAUSED, NEXT);
  assert.is(code, 0);
  assert.match(stdout, /^new\.yaml: daemonset\/agent in namespace default: a new revision: .* \(agent-[a-z0-9]+\)$/m);
  assert.match(
    stdout,
    /^ {2}spec\.template\.spec\.containers\[0\]\.image: ".*" -> "registry\.example\.com\/agent:2\.0\.0"$/m,
  );
  assert.match(stdout, /^ {2}metadata\.annotations\.kubernetes\.io\/change-cause: "one" -> "two"$/m);
  assert.match(stderr, /1 DaemonSet compared; 1 differs; 1 rollout/);
});

test('says that a written default changes nothing', async () => {
  const { code, stdout } = await compared(GOOD, GOOD.replace(/^spec:\n/m, 'spec:\n  revisionHistoryLimit: 10\n'));
  assert.is(code, 0);
  assert.match(stdout, /: no change\n$/);
});

test('tells a change of the generation from a rollout', async () => {
  const change = first(await json(GOOD, GOOD.replace(/^spec:\n/m, 'spec:\n  minReadySeconds: 7\n')));
  assert.is(change.newRevision, false);
  assert.is(change.generationChanges, true);
  assert.is(change.rollout, 'none');
  assert.equal(change.fields, [{ path: 'spec.minReadySeconds', new: 7, inTemplate: false }]);
});

test('leaves the new pods to somebody under OnDelete', async () => {
  const manual = (text: string): string => text.replace(/^spec:\n/m, 'spec:\n  updateStrategy: {type: OnDelete}\n');
  const change = first(await json(manual(CAUSED), manual(NEXT)));
  assert.is(change.newRevision, true);
  assert.is(change.rollout, 'on-delete');
});

test('takes an earlier state that could never be stored for none', async () => {
  const mended = await json(GOOD.replace('app: agent', 'app: other'), GOOD);
  assert.equal([first(mended).change, first(mended).accepted, first(mended).rollout], ['added', true, 'create']);
});

test('refuses another selector', async () => {
  const run = await compared(GOOD, GOOD.replace(/app: agent/g, 'app: other'), '--output=json');
  assert.is(run.code, 1);
  const change = first(shown(run));
  assert.is(change.accepted, false);
  assert.is(change.code, 422);
  assert.is(change.newRevision, false);
  assert.is(change.rollout, 'none');
});

test('a range of minors has to accept the change throughout', async () => {
  const next = NEXT.replace('      containers:\n', '      hostnameOverride: node-agent\n      containers:\n');
  assert.is((await json(CAUSED, next, '--kubernetes=1.36'))[0]?.accepted, true);
  const [refused] = await json(CAUSED, next, '--kubernetes=1.30..1.36');
  assert.is(refused?.accepted, false);
});

test('pairs by namespace and name: another name is another object', async () => {
  const changes = await json(GOOD, GOOD.replace('  name: agent\n', '  name: other\n'));
  assert.equal(
    changes.map(({ name, change, rollout, newRevision }) => [name, change, rollout, newRevision]),
    [
      ['other', 'added', 'create', true],
      ['agent', 'removed', 'delete', false],
    ],
  );
});

test('pairs by relative path in two folders, and by name what moved', () =>
  inProject(
    {
      'old/dev/ds.yaml': CAUSED,
      'old/prod/ds.yaml': NEXT,
      'old/a.yaml': CAUSED.replaceAll('agent', 'moved'),
      'new/dev/ds.yaml': CAUSED,
      'new/prod/ds.yaml': NEXT.replace('cause: two', 'cause: three').replace('2.0.0', '3.0.0'),
      'new/b/c.yaml': CAUSED.replaceAll('agent', 'moved'),
    },
    async (project) => {
      const changes = shown(await project.run('diff', '-o', 'json', 'old', 'new'));
      assert.equal(
        changes.map(({ path, change }) => [path, change]),
        [
          ['new/b/c.yaml', 'none'],
          ['new/dev/ds.yaml', 'none'],
          ['new/prod/ds.yaml', 'changed'],
        ],
      );
    },
  ));

test('a hazard from --fail-on on gives exit code 1', async () => {
  const stale = NEXT.replace('cause: two', 'cause: one');
  const run = await compared(CAUSED, stale, '-o', 'json');
  assert.is(run.code, 1);
  assert.equal(
    shown(run)[0]?.hazards.map(({ rule, severity }) => [rule, severity]),
    [
      ['change-cause-stale', 'warning'],
      ['starts-rollout', 'note'],
    ],
  );
  assert.is((await compared(CAUSED, stale, '--fail-on', 'error')).code, 0);
});

test('tells the number of a revision that a dump holds already', async () => {
  const dump = await inDump();
  const change = first(await json(dump, NEXT.replace('cause: two', 'cause: again')));
  assert.is(change.newRevision, false);
  assert.is(change.rollout, 'rolling');
  assert.is(change.revision?.number, 1);
  assert.ok(change.hazards.some(({ rule }) => rule === 'returns-to-revision'));
});

/** A cluster in which revision 1 is NEXT and revision 2, the current one, CAUSED. */
async function inDump(): Promise<string> {
  let items = '';
  await inProject({ 'a.yaml': CAUSED, 'b.yaml': NEXT }, async (project) => {
    const stored = async (path: string): Promise<Record<string, unknown>> => {
      const { stdout } = await project.run('dry-run', path);
      return (JSON.parse(stdout) as { stored: Record<string, unknown> }).stored;
    };
    const owner = { apiVersion: 'apps/v1', kind: 'DaemonSet', name: 'agent', uid: 'u1', controller: true };
    const [current, other] = [await stored('a.yaml'), await stored('b.yaml')];
    const revision = (number: number, of: Record<string, unknown>): unknown => ({
      apiVersion: 'apps/v1',
      kind: 'ControllerRevision',
      metadata: { name: `agent-${number}`, namespace: 'default', labels: { app: 'agent' }, ownerReferences: [owner] },
      revision: number,
      data: { spec: { template: { ...(of['spec'] as { template: object }).template, $patch: 'replace' } } },
    });
    const metadata = { ...(current['metadata'] as object), uid: 'u1', namespace: 'default' };
    items = JSON.stringify([{ ...current, metadata }, revision(1, other), revision(2, current)]);
  });
  return `{"apiVersion": "v1", "kind": "List", "items": ${items}}`;
}

test('prints integers beyond a double in full', async () => {
  const grace = (seconds: string): string =>
    GOOD.replace('    spec:\n', `    spec:\n      terminationGracePeriodSeconds: ${seconds}\n`);
  const { stdout } = await compared(grace('9007199254740993'), grace('9007199254740995'), '-o', 'json');
  assert.match(stdout, /"old":9007199254740993,"new":9007199254740995/);
});

test('says what cannot be read, and compares the rest', async () => {
  const broken = 'apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {\n';
  const next = await compared(CAUSED, `${NEXT}---\n${broken}`);
  assert.is(next.code, 1);
  assert.match(next.stdout, /a new revision/);
  assert.match(next.stderr, /new\.yaml:\d+:\d+: /);
  const old = await compared(broken, NEXT);
  assert.is(old.code, 1);
  assert.match(
    old.stdout,
    /^new\.yaml: daemonset\/agent .*: cannot be judged: before the change, it cannot be read: line \d+: /m,
  );
  assert.match(old.stderr, /old\.yaml:\d+:\d+: .*; its contents are not compared/);
});

test('counts what it leaves out', async () => {
  const template = GOOD.replace('name: agent', 'name: {{ .Values.name }}');
  const { code, stdout, stderr } = await compared(template, template);
  assert.is(code, 0);
  assert.is(stdout, '');
  assert.match(stderr, /no DaemonSet to compare; 1 file skipped \(1 template\)/);
});

test('exits with 2 when a side is not there', () =>
  inProject({ 'new.yaml': GOOD }, async (project) => {
    const { code, stderr } = await project.run('diff', 'old.yaml', 'new.yaml');
    assert.is(code, 2);
    assert.match(stderr, /old\.yaml: no such file/);
    const missing = await project.run('diff', 'new.yaml', 'old.yaml');
    assert.equal([missing.code, missing.stdout], [2, '']);
    assert.match(missing.stderr, /old\.yaml: no such file[^]*no DaemonSet to compare/);
    assert.is((await project.run('diff', 'new.yaml')).code, 2);
    assert.is((await project.run('diff', '--since=HEAD', 'new.yaml')).code, 2);
  }));

test('what another file still holds, and what has no name, is not removed', async () => {
  const other = CAUSED.replaceAll('agent', 'other');
  await inProject(
    {
      'old/a.yaml': CAUSED,
      'old/b.yaml': CAUSED,
      'old/c.yaml': other,
      'old/clusters/eu/d.yaml': GOOD.replaceAll('agent', 'apart'),
      'old/nameless.yaml': GOOD.replace('  name: agent\n', '  generateName: agent-\n'),
      'new/b.yaml': CAUSED,
      'new/clusters/us/d.yaml': GOOD.replaceAll('agent', 'apart'),
    },
    async (project) => {
      project.write('old/clusters/us/d.yaml', GOOD.replaceAll('agent', 'apart'));
      const run = await project.run('diff', '-o', 'json', 'old', 'new');
      const { stderr } = run;
      assert.equal(
        shown(run).map(({ path, change }) => `${path} ${change}`),
        ['new/b.yaml none', 'new/clusters/us/d.yaml none', 'old/c.yaml removed', 'old/clusters/eu/d.yaml removed'],
      );
      assert.match(
        stderr,
        'old/a.yaml: daemonset/agent in namespace default is gone from here and still in new/b.yaml: for a cluster that gets both files it is not removed',
      );
    },
  );
  await inRepository({ 'a/ds.yaml': CAUSED, 'b/ds.yaml': CAUSED, 'c/ds.yaml': other }, async (project) => {
    rmSync(join(project.root, 'a/ds.yaml'));
    const run = async (...argv: string[]): Promise<string[]> =>
      shown(await project.run('diff', '-o', 'json', ...argv)).map(({ path, change }) => `${path} ${change}`);
    assert.equal(await run('--since', 'HEAD'), []);
    git(project.root, 'add', '-A');
    assert.equal(await run('--staged'), []);
    assert.equal(await run('--since', 'HEAD', 'a/ds.yaml'), ['a/ds.yaml removed'], 'the input is what is named');
    rmSync(join(project.root, 'b/ds.yaml'));
    assert.equal(await run('--since', 'HEAD'), ['a/ds.yaml removed', 'b/ds.yaml removed']);
  });
});

test('what only a chart of another release may hold is removed', () =>
  inRepository(
    {
      'ds.yaml': CAUSED,
      'chart/Chart.yaml': 'apiVersion: v2\nname: chart\nversion: 1.0.0\n',
      'chart/templates/ds.yaml': CAUSED,
    },
    async (project) => {
      rmSync(join(project.root, 'ds.yaml'));
      const run = await project.run('diff', '-o', 'json', '--since', 'HEAD');
      assert.equal(
        shown(run).map(({ path, change }) => `${path} ${change}`),
        ['ds.yaml removed'],
      );
      assert.not.match(run.stderr, 'still in');
    },
  ));

test('says what kubectl says of a version that no server serves', async () => {
  const [change] = await json(GOOD, GOOD.replace('apps/v1', 'extensions/v1beta1'));
  assert.match(change?.message ?? '', /^no matches for kind "DaemonSet" in version "extensions\/v1beta1" \(kubectl\)/);
  assert.not.match(change?.message ?? '', /resource mapping/);
});

// The words of a create or replace, of kubectl over a live object, and of a server-side apply.
const REFUSED_LOWER =
  /no kind "daemonset" is registered for version "apps\/v1"|kind and name was changed|no corresponding type for apps\/v1, Kind=daemonset/;

test('names no object whose name an engine puts in', async () => {
  const [old, next] = [CAUSED, NEXT].map((text) => text.replace('  name: agent', '  name: "{{ name }}"'));
  const { code, stdout } = await compared(String(old), String(next));
  assert.is(code, 1);
  assert.match(
    stdout,
    /^new\.yaml: a DaemonSet of a name that is not known, in namespace default: cannot be judged: .* what the engine that puts them in prints/m,
  );
});

test('refuses a kind that no server has, whatever else the change is', async () => {
  for (const kind of ['daemonset', 'DaemonSets']) {
    const next = NEXT.replace('kind: DaemonSet', `kind: ${kind}`);
    for (const options of [[], ['--apply', 'server'], ['--apply', 'replace']]) {
      const run = await compared(CAUSED, next, '-o', 'json', ...options);
      const { accepted, rollout, message = '' } = first(shown(run));
      assert.equal([run.code, accepted, rollout], [1, false, 'none'], kind);
      if (kind === 'daemonset') assert.match(message, REFUSED_LOWER);
      else assert.match(message, /^no matches for kind "DaemonSets" in version "apps\/v1" \(kubectl\)/);
    }
    await inProject({ 'old.yaml': CAUSED, 'new.yaml': next }, async ({ run }) => {
      for (const argv of [['--against', 'old.yaml'], []]) {
        const { code, stdout, stderr } = await run('plan', ...argv, 'new.yaml');
        assert.equal([code, stdout], [1, '']);
        assert.match(stderr, kind === 'daemonset' ? REFUSED_LOWER : `no matches for kind "${kind}"`);
      }
    });
  }
});

test('says that an apply takes no generated name, and that a create takes it', async () => {
  const generated = (text: string): string => text.replace('  name: agent\n', '  generateName: agent-\n');
  for (const old of [generated(CAUSED), CAUSED.replaceAll('agent', 'other')]) {
    const { code, stdout } = await compared(old, generated(NEXT));
    assert.is(code, 1);
    assert.match(
      stdout,
      /^new\.yaml: daemonset\/agent-xxxxx in namespace default: refused: from agent-: cannot use generate name with apply \(kubectl\)/m,
    );
    assert.not.match(stdout, /kustomization|undeterminable/);
  }
  const created = first(await json(generated(CAUSED), generated(NEXT), '--apply', 'replace'));
  assert.equal([created.change, created.accepted, created.rollout], ['added', true, 'create']);
  const nameless = await compared(CAUSED, NEXT.replace('  name: agent\n', '  labels: {}\n'));
  assert.match(nameless.stdout, /^new\.yaml: a DaemonSet without a name in namespace default: refused: /m);
});

test('calls unjudged what stands in a file that cannot be read or is a template', async () => {
  const template = GOOD.replace('name: agent', 'name: {{ .Values.name }}');
  const broken = `${GOOD}  bad: [\n`;
  for (const [old, next, name] of [
    [GOOD, broken, 'agent'],
    [GOOD, template, 'agent'],
    [template, GOOD, 'agent'],
    [template, template.replace(IMAGE, 'image: x:2'), ''],
    [broken, broken.replace(IMAGE, 'image: x:2'), ''],
  ] as const) {
    const json = await compared(old, next, '-o', 'json');
    assert.equal(
      [json.code, ...shown(json).map((each) => [each.name, each.change, each.accepted])],
      [1, [name, 'unjudged', null]],
    );
    for (const format of ['text', 'markdown']) {
      const { code, stdout } = await compared(old, next, '-o', format);
      assert.is(code, 1);
      assert.match(stdout, /cannot be judged: /);
      assert.not.match(stdout, /No DaemonSet differs|removed|added/);
    }
    const other = GOOD.replaceAll('agent', 'other');
    await inProject({ 'a/one.yaml': old, 'a/two.yaml': other, 'b/one.yaml': next }, async (project) => {
      const { code, stdout } = await project.run('diff', 'a', 'b');
      assert.is(code, 1);
      assert.match(stdout, /^a\/two\.yaml: .*removed/m);
      assert.match(stdout, /^[ab]\/one\.yaml: .*cannot be judged/m);
      assert.not.match(stdout, /one\.yaml: .*(?:removed|added)/);
    });
  }
});

test('has no doubt about a template that is the same in both states', async () => {
  const template = GOOD.replace('name: agent', 'name: {{ .Values.name }}');
  const both = (text: string): string => `${text}---\n${template}`;
  const change = await compared(both(CAUSED), both(NEXT), '-o', 'json');
  assert.equal([change.code, ...shown(change).map((each) => each.change)], [0, 'changed']);
  const removed = await compared(both(CAUSED), template, '-o', 'json');
  assert.equal(
    shown(removed).map((each) => each.change),
    ['removed'],
  );
  const alone = await compared(template, template, '-o', 'markdown');
  assert.equal([alone.code, alone.stdout], [0, '### DaemonSet changes\n\nNo DaemonSet differs.\n']);
});

test('calls unjudged a template that another engine fills in, and judges one of OpenShift by its values', async () => {
  const openshift = (value: string): string =>
    `apiVersion: template.openshift.io/v1\nkind: Template\nmetadata: {name: t}\nparameters: [{name: IMAGE, value: ${value}}]\nobjects:\n- ${GOOD.replace(
      IMAGE,
      'image: ${IMAGE}',
    ).replaceAll('\n', '\n  ')}`;
  const jinja = GOOD.replace('name: agent', 'name: {{ name }}');
  await inRepository({ 'ds.yaml.j2': jinja, 'same.yaml.j2': jinja, 't.yaml': openshift('a:1') }, async (project) => {
    project.write('ds.yaml.j2', jinja.replace(IMAGE, 'image: b:2'));
    project.write('t.yaml', openshift('a:2'));
    for (const command of ['diff', 'plan']) {
      const run = await project.run(command, '--since', 'HEAD', '-o', 'json');
      const unjudged = run.stdout.split('"unjudged"').length - 1;
      assert.equal([run.code, shown(run).map(({ name }) => name), unjudged], [1, ['', 'agent'], 1], command);
    }
  });
});

const markdown = suite('diff in Markdown');
markdown('is a table and folded details', async () => {
  const { stdout } = await compared(CAUSED, NEXT, '-o', 'markdown');
  assert.match(stdout, /^### DaemonSet changes\n\n\| DaemonSet \| Change \|/);
  assert.match(stdout, /\| <code>default\/agent<\/code> \| changed \| a new revision: /);
  assert.match(stdout, /<details><summary>[^]*\| Field \| Before \| After \|[^]*<\/details>/);
});

markdown('stays below what a comment takes, and escapes what is in manifests', async () => {
  const long = (character: string): string => `"${character.repeat(4000)}|<b>"`;
  const many = (character: string): string =>
    Array.from({ length: 150 }, (_, i) =>
      CAUSED.replaceAll('agent', `a${i}`).replace(IMAGE, `image: r/a:1\n          command: [${long(character)}]`),
    ).join('---\n');
  const { stdout } = await compared(many('x'), many('y'), '-o', 'markdown');
  assert.ok(stdout.length < 65_536);
  assert.match(stdout, /50 DaemonSets more, not listed here/);
  assert.not.match(stdout, /<b>/);
});

markdown('says so when nothing differs', async () => {
  assert.match((await compared(GOOD, GOOD, '-o', 'markdown')).stdout, /1 DaemonSet without a change/);
});

test.run();
markdown.run();
