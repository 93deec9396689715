import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readDocuments } from '../../src/document/documents.ts';
import { lint } from '../../src/index.ts';
import { shown } from '../cli/changed.ts';
import { GOOD, inProject, WARNED } from '../cli/project.ts';

const test = suite('manifests within other objects');

const indented = (text: string, by: string): string => text.replace(/^(?=.)/gm, by);
const configMap = (text: string, header = '|'): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: addons\ndata:\n  note: DaemonSet\n  ds.yaml: ${header}\n${indented(text, '    ')}`;
const template = (objects: string): string =>
  `apiVersion: template.openshift.io/v1\nkind: Template\nmetadata:\n  name: agent\nobjects:\n${objects}parameters:\n- name: TAG\n`;
const item = (text: string): string => `- ${indented(text, '  ').slice(2)}`;

const reason = (text: string, path = 'a.yaml'): unknown => readDocuments({ path, text }).skipped[0]?.reason;

test('a literal manifest in a ConfigMap is checked where it is written', () =>
  inProject({ 'cm.yaml': configMap(`${GOOD}---\n${WARNED}`) }, async ({ run }) => {
    const { stdout, code } = await run('cm.yaml');
    assert.is(code, 1);
    assert.match(stdout, /^cm\.yaml:30:29: warning: .* \[no-rollback-history\]\n$/);
  }));

test('a ConfigMap in a text of a ConfigMap is gone into, up to four texts deep', async () => {
  const bad = GOOD.replace('containers:', 'container:');
  const carried = (text: string): string =>
    `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c\ndata:\n  a: ${text}\n`;
  const literal = (text: string): string => carried(`|\n${indented(text, '    ')}`);
  const quoted = (text: string): string => carried(JSON.stringify(text));
  const encoded = (text: string): string =>
    carried(Buffer.from(text).toString('base64')).replace('\ndata:', '\nbinaryData:');
  const forms = [literal, quoted, encoded];
  for (const outer of forms)
    for (const inner of [literal, quoted]) {
      const { found, skipped } = readDocuments({ path: 'a.yaml', text: outer(inner(bad)) });
      assert.equal([found.map(({ embedded }) => embedded), skipped], [[true], []], outer(inner(bad)));
    }
  const read = (depth: number, form: (text: string) => string): ReturnType<typeof readDocuments> => {
    let text = GOOD;
    for (let deep = 0; deep < depth; deep++) text = form(text);
    return readDocuments({ path: 'a.yaml', text });
  };
  for (const form of [literal, quoted]) {
    assert.equal([read(4, form).found.length, read(4, form).skipped], [1, []]);
    assert.is(read(5, form).found.length, 0);
    assert.equal(
      read(5, form).skipped.map(({ reason: why }) => why),
      ['embedded'],
    );
  }
  await inProject({ 'a.yaml': literal(literal(bad)), 'b.yaml': quoted(template(item(bad))) }, async ({ run }) => {
    const { stdout } = await run('--only', 'unknown-field');
    const line = literal(literal(bad))
      .split('\n')
      .findIndex((text) => text.includes('container:'));
    assert.match(stdout, `a.yaml:${String(line + 1)}:`);
    assert.match(stdout, /^b\.yaml:6:\d+: .*\bcontainer\b/m);
  });
  await inProject({ 'a.yaml': quoted(quoted(bad)) }, async ({ run }) => {
    assert.match((await run('--only', 'unknown-field')).stdout, /line 14 of data\.a in line 6 of data\.a/);
  });
});

test('--fix edits the text in the ConfigMap', () =>
  inProject({ 'cm.yaml': configMap(WARNED) }, async ({ run }) => {
    const { stdout } = await run('--fix=unsafe', '--dry-run', 'cm.yaml');
    assert.match(stdout, /^- {6}revisionHistoryLimit: 0$/m);
    assert.match((await run('--fix=unsafe', 'cm.yaml')).stderr, /nothing found/);
  }));

test('the objects of an OpenShift Template are checked, also with parameters', async () => {
  await inProject({ 't.yaml': template(item(WARNED)) }, async ({ run }) => {
    assert.match((await run('t.yaml')).stdout, /^t\.yaml:11:27: warning: .* \[no-rollback-history\]\n$/);
  });
  const open = GOOD.replace('1.4.2', '${TAG}');
  const { found, skipped } = readDocuments({ path: 'a.yaml', text: template(item(open) + item(GOOD)) });
  assert.equal([found.map(({ fillings = [] }) => fillings.length), skipped], [[2, 0], []]);
});

test('a misspelt kind is found within other objects', async () => {
  const lower = GOOD.replace('kind: DaemonSet', 'kind: daemonset');
  for (const text of [template(item(lower)), configMap(lower), configMap(GOOD.replace('DaemonSet', 'DeamonSet'))])
    await inProject({ 'a.yaml': text }, async ({ run }) => {
      assert.match((await run('a.yaml')).stdout, /error: no server has the kind .* \[invalid-value\]/);
    });
});

test('what is not literal is left out', () => {
  assert.is(reason(configMap(GOOD, '>')), 'embedded');
  // Nobody but its own reader knows what a script makes of it.
  assert.is(reason(configMap(`cat <<EOF\n${GOOD}  broken`)), 'embedded');
  assert.is(reason(configMap(GOOD.replace('1.4.2', '{{ .tag }}'))), 'template');
  assert.is(
    reason(
      configMap(GOOD.replace('example.com/agent:1.4.2', '{{ .image }}').replace(/image: \S+/, 'image: {{ .image }}')),
    ),
    'template',
  );
});

const holding = (kind: string, field: string, value: string): string =>
  `apiVersion: v1\nkind: ${kind}\nmetadata:\n  name: addons\n${field}:\n  ds.yaml: ${value}\n`;
const encoded = Buffer.from(`# a\n${WARNED}`).toString('base64');

for (const [label, text, place] of [
  ['in quotes', holding('ConfigMap', 'data', JSON.stringify(WARNED)), '6:108'],
  ['folded', holding('ConfigMap', 'data', `>-\n${indented(WARNED.replaceAll('\n', '\n\n'), '    ')}`), '17:29'],
  ['with more indentation', holding('ConfigMap', 'data', `|2\n${indented(WARNED, '     ')}`), '12:30'],
  ['in stringData', holding('Secret', 'stringData', `|\n${indented(WARNED, '    ')}`), '12:29'],
  ['in base64', holding('Secret', 'data', encoded), '6:12'],
  ['in binaryData', holding('ConfigMap', 'binaryData', encoded), '6:12'],
  ['in a List', `kind: List\napiVersion: v1\nitems:\n${item(configMap(WARNED))}`, '16:31'],
] as const) {
  test(`a literal manifest is checked at its line: ${label}`, () =>
    inProject({ 'a.yaml': text }, async ({ run }) => {
      const { stdout, stderr, code } = await run('--fix', 'a.yaml');
      assert.match(stdout, new RegExp(`^a\\.yaml:${place}: warning: .* \\[no-rollback-history\\]\\n$`), stderr);
      assert.is(code, 1);
    }));
}

test('what is written in another form says which line it is, and is not edited', () =>
  inProject({ 'a.yaml': holding('Secret', 'data', encoded) }, async ({ run }) => {
    assert.match((await run('a.yaml')).stdout, '(line 7 of data.ds.yaml) [no-rollback-history]');
    assert.is((await run('--fix=unsafe', '--dry-run', 'a.yaml')).stdout, '');
  }));

test('what is in a test folder is known to every caller', () => {
  const partial = 'apiVersion: apps/v1\nkind: DaemonSet\nmetadata:\n  name: agent\nstatus:\n  numberReady: 1\n';
  const texts = [{ path: 'e2e/agent/daemonset.yaml', text: partial }];
  const checked = (more: string): number => lint([...texts, { path: more, text: 'a: 1\n' }]).manifests.length;
  assert.equal(
    ['e2e/agent/chainsaw-test.yaml', 'e2e/kuttl-test.yaml', 'e2e/00-assert.yaml', 'other/x.yaml'].map(checked),
    [0, 0, 1, 1],
  );
});

test('nothing is taken to be applied together with what another object carries', () => {
  const port = GOOD.replace('          image', '          ports: [{containerPort: 1, hostPort: 1}]\n          image');
  const other = port.replace('  name: agent\nspec', '  name: other\nspec');
  return inProject({ 'a.yaml': configMap(port), 'b.yaml': other }, async ({ run }) => {
    assert.is((await run('--only', 'host-port-taken')).code, 0);
  });
});

test('dry-run answers for objects alone', () =>
  inProject({ 'cm.yaml': configMap(GOOD) }, async ({ run }) => {
    for (const path of ['cm.yaml', '.']) assert.is((await run('dry-run', path)).stdout, '');
  }));

test('a kind alone is not a manifest: values, resource definitions and tests of charts', () => {
  assert.is(reason('agent:\n  kind: DaemonSet\n  image: a\n'), 'mention');
  assert.is(
    reason('tests:\n- asserts:\n  - containsDocument: {kind: DaemonSet, apiVersion: apps/v1, name: a}\n'),
    'mention',
  );
  const described = 'apiVersion: apps/v1 kind: DaemonSet metadata: …';
  assert.is(
    reason(`apiVersion: v1\nkind: CustomResourceDefinition\nspec:\n  description: "${described}"\n`),
    'mention',
  );
  const { found } = readDocuments({ path: 'a.yaml', text: `extra:\n${item(GOOD)}` });
  assert.equal(found[0]?.prefix, ['extra', 0]);
  assert.is(
    reason(`extra:\n${item(GOOD.replace('image: registry.example.com', 'image: {{ .Values.host }}'))}`),
    'template',
  );
  assert.is(reason(`extra:\n${item(GOOD.replace('  selector', '  other'))}`), 'values');
});

test('another key in place of kind, and Items, are errors at the key', async () => {
  const found: string[] = [];
  for (const text of [
    GOOD.replace('kind: ', 'type: '),
    `apiVersion: v1\nkind: List\nItems:\n${item(GOOD)}`,
    `apiVersion: v1\nkind: List\nItems: []\nnote: DaemonSet\n`,
  ])
    await inProject({ 'a.yaml': text }, async ({ run }) => void found.push((await run('a.yaml')).stdout));
  const [type = '', items = '', none] = found;
  assert.match(type, /^a\.yaml:2:1: error: without kind .* write kind: DaemonSet \[missing-field\]$/m);
  assert.match(type, /^a\.yaml:2:1: error: a DaemonSet has no field type: .*; did you mean kind\? \[unknown-field\]$/m);
  assert.match(items, /^a\.yaml:3:1: error: .* write items instead of Items \[yaml-syntax\]\n$/);
  assert.is(none, '');
});

const PARAMETERS = `- {name: NAME}
- {name: TAG, value: latest}
- {name: PORT, value: "80"}
- {name: HOST}
- {name: SEED, generate: expression, from: "[a-z]{8}"}
`;
const withParameters = (text: string): string => template(item(text)).replace('- name: TAG\n', PARAMETERS);
const checked = async (text: string, ...argv: string[]): Promise<string> => {
  const said: string[] = [];
  await inProject({ 'a.yaml': text }, async ({ run }) => {
    const { stdout, stderr } = await run(...argv, 'a.yaml');
    said.push(stdout, stderr);
  });
  return said.join('');
};

test('a parameter has its default value', async () => {
  assert.match(
    await checked(withParameters(GOOD.replace('1.4.2', '${TAG}'))),
    /agent:latest .* \[mutable-image-tag\]\n/,
  );
  const port = (value: string): string =>
    withParameters(
      GOOD.replace('          image', `          ports:\n          - containerPort: ${value}\n          image`),
    );
  assert.match(await checked(port('${{PORT}}')), 'nothing found; 1 DaemonSet in 1 file');
  assert.match(
    await checked(port('"${PORT}"')),
    /an integer \(int32\), but .* write \$\{\{NAME\}\}, which .* \[wrong-type\]/,
  );
  assert.match(await checked(port('${{TAG}}')), '[wrong-type]');
});

test('a parameter gives an object of a Template its kind', async () => {
  const bad = GOOD.replace('containers:', 'container:');
  const text = (kind: string, value: string): string =>
    `${template(item(bad.replace('kind: DaemonSet', `kind: ${kind}`)))}- name: K\n  value: ${value}\n`;
  for (const [kind, value] of [
    ['${K}', 'DaemonSet'],
    ['${{K}}', 'DaemonSet'],
    ['"${K}Set"', 'Daemon'],
    ['Daemon${K}', 'Set'],
  ] as const)
    await inProject({ 't.yaml': text(kind, value) }, async ({ run }) => {
      const { code, stdout } = await run('--only', 'unknown-field', 't.yaml');
      assert.is(code, 1, kind);
      assert.match(stdout, /^t\.yaml:\d+:\d+: .*container/m, kind);
    });
  assert.equal(readDocuments({ path: 't.yaml', text: `# DaemonSet\n${text('${K}', 'Deployment')}` }).found, []);
});

test('of a parameter without a value only what holds with every value is said', async () => {
  const host = WARNED.replace('    spec:', '    spec:\n      hostNetwork: ${{HOST}}');
  const open = host.replace('1.4.2', '${SEED}').replace('  name: agent\nspec', '  name: agent${NAME}\nspec');
  assert.match(
    await checked(withParameters(open)),
    /^a\.yaml:\d+:27: warning: .* \[no-rollback-history\]\n.*1 DaemonSet in 1 file/,
  );
  assert.match(await checked(configMap(WARNED.replace('1.4.2', '${TAG:=1}'))), '1 warning; 1 DaemonSet in 1 file');
  // What is not declared is no parameter.
  assert.match(await checked(withParameters(GOOD.replace('name: agent\nspec', 'name: ${OTHER}\nspec'))), '"${OTHER}"');
});

test('where a parameter without a value decides acceptance, nobody says that it is accepted', async () => {
  const open = withParameters(GOOD.replace('  name: agent\nspec', '  name: agent-${NAME}\nspec'));
  const text = await checked(open);
  assert.match(
    text,
    'skipped as parameters: 1 document: parameters without a value decide whether the server accepts it',
  );
  assert.match(await checked(open, '--format', 'json'), '"accepted": null');
  assert.match(await checked(open, 'plan'), 'cannot be judged: values of it are put in later');
  await inProject({ 'old/a.yaml': open, 'new/a.yaml': open.replace('1.4.2', '1.5') }, async ({ run }) => {
    const { code, stdout } = await run('diff', 'old', 'new');
    assert.is(code, 1);
    assert.match(stdout, 'cannot be judged: values of it are put in later');
    assert.match((await run('diff', 'old', 'old')).stdout, 'no change');
  });
});

test('where every made-up value is refused for another cause, nobody knows whether the real one is', async () => {
  const listed = /skipped as parameters: 1 document/;
  const limit = GOOD.replace(
    'spec:\n  selector',
    'spec:\n  updateStrategy: {rollingUpdate: {maxUnavailable: "${NAME}"}}\n  selector',
  );
  const label = GOOD.replace('        app: agent\n    spec', '        app: "${NAME}"\n    spec');
  for (const text of [limit, label]) {
    assert.match(await checked(withParameters(text)), listed);
    assert.match(await checked(withParameters(text), 'dry-run'), /skipped as parameters: 1 file/);
  }
  const strategy = GOOD.replace('spec:\n  selector', 'spec:\n  updateStrategy: []\n  selector');
  assert.not.match(await checked(withParameters(strategy.replace('1.4.2', '${NAME}'))), listed);
});

test('--fix writes over no parameter', async () => {
  const port = GOOD.replace(
    '          image',
    '          ports:\n          - containerPort: "${PORT}"\n          image',
  );
  assert.not.match(await checked(withParameters(port), '--fix=unsafe', '--dry-run'), '+');
});

const NONE = GOOD.replace(
  'spec:\n  selector',
  'spec:\n  updateStrategy: {rollingUpdate: {maxUnavailable: 0}}\n  selector',
);
const OPEN = NONE.replace(/image: .*/, 'image: {{.X}}');
const UNREADABLE = GOOD.replace(/image: .*/, 'image: r/b:1:x: y');
const texts = (...all: readonly string[]): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: addons\ndata:\n${all
    .map((text, index) => `  ${'abc'.charAt(index)}.yaml: |\n${indented(text, '    ')}`)
    .join('')}`;

test('what is not judged beside a manifest that is, in one object or list, is listed', () => {
  const reasons = (text: string): unknown => {
    const { found, skipped } = readDocuments({ path: 'a.yaml', text });
    return [found.length, ...skipped.map(({ reason }) => reason)];
  };
  assert.equal(reasons(texts(GOOD, OPEN)), [1, 'template']);
  assert.equal(reasons(texts(GOOD, UNREADABLE)), [1]);
  assert.equal(reasons(texts(`${GOOD}---\n${OPEN}`)), [1, 'template']);
  assert.equal(reasons(texts(GOOD, UNREADABLE, OPEN)), [1, 'template']);
  assert.equal(reasons(texts(GOOD, GOOD, 'kind: ConfigMap\n')), [2]);
  const quoted = GOOD.replace(/image: .*/, "image: '{{ .image }}'");
  assert.equal(reasons(`kind: List\napiVersion: v1\nitems:\n${item(GOOD)}${item(quoted)}`), [2, 'placeholders']);
  assert.equal(reasons(`kind: List\napiVersion: v1\nitems:\n${item(quoted)}${item(texts(GOOD))}`), [2, 'placeholders']);
  assert.equal(reasons(template(item(GOOD) + item(texts(GOOD)))), [1, 'embedded']);
});

test('a change of what is not judged beside a manifest that is, is not called none or a removal', async () => {
  const changed = async (before: string, after: string): Promise<unknown> => {
    const said: unknown[] = [];
    await inProject({ 'old/a.yaml': before, 'new/a.yaml': after }, async ({ run }) => {
      const answer = await run('diff', 'old', 'new', '-o', 'json');
      const rows = shown(answer).filter(({ change }) => change !== 'none');
      said.push(answer.code, ...rows.map(({ name, change }) => `${name} ${change}`));
    });
    return said;
  };
  const share = (percent: string): string =>
    texts(GOOD, OPEN.replace('maxUnavailable: 0', `maxUnavailable: ${percent}`));
  assert.equal(await changed(share('10%'), share('50%')), [1, ' unjudged']);
  assert.equal(await changed(share('10%'), share('10%')), [0]);
  const other = (text: string): string => text.replace('name: agent\nspec', 'name: other\nspec');
  assert.equal(await changed(texts(GOOD, other(GOOD)), texts(GOOD, other(UNREADABLE))), [1, 'other unjudged']);
});

test('a plain manifest in a ConfigMap that cannot be read is an error at its line', () =>
  inProject({ 'cm.yaml': configMap(`${GOOD}  broken\n`) }, async ({ run, write }) => {
    const { stdout, code } = await run('cm.yaml');
    assert.is(code, 1);
    assert.match(stdout, /^cm\.yaml:24:\d+: error: .* \[yaml-syntax\]\n$/);
    write('cm.yaml', configMap(`${WARNED}---\n${GOOD}  broken\n`));
    assert.equal((await run('cm.yaml')).stdout.match(/^cm\.yaml:\d+|\[[\w-]+\]$/gm), [
      'cm.yaml:13',
      '[no-rollback-history]',
      'cm.yaml:42',
      '[yaml-syntax]',
    ]);
    write('cm.yaml', configMap(`${GOOD}  {{ broken }}\n`));
    assert.is((await run('cm.yaml')).code, 0);
  }));

test('a text that is not read is in doubt only when it changed itself', () =>
  inProject({}, async ({ run, write }) => {
    const both = (data: string, note = 'a'): string =>
      `${configMap(GOOD).replace('note: DaemonSet', `note: ${note}`)}  other.yaml: |\n${indented(data, '    ')}`;
    const script = `cat <<EOF\n${GOOD}`;
    write('a/cm.yaml', both(script));
    write('b/cm.yaml', both(script, 'b').replace('1.4.2', '1.5.0'));
    const { code, stdout } = await run('diff', 'a', 'b', '-o', 'json');
    assert.is(code, 0);
    assert.equal(stdout.match(/"change":"\w+"/g), ['"change":"changed"']);
    write('b/cm.yaml', both(script.replace('1.4.2', '1.5.0')));
    assert.is((await run('diff', 'a', 'b')).code, 1);
    write('a/cm.yaml', both(`${GOOD}  broken\n`));
    write('b/cm.yaml', both(`${GOOD}  broken\n`, 'b'));
    assert.match((await run('diff', 'a', 'b', '-o', 'json')).stdout, /^\{[^\n]*"change":"none"[^\n]*\}\n$/);
  }));

const FILLED = WARNED.replace('registry.example.com/agent:1.4.2', '"{{ img }}"');

test('of a document with placeholders in quotes all else is checked, and it is listed', () =>
  inProject({ 'a.yaml': FILLED }, async ({ run, write }) => {
    const { stdout, stderr } = await run('a.yaml');
    assert.match(stdout, /^a\.yaml:6:25: warning: .* \[no-rollback-history\]\n$/);
    assert.match(stderr, 'skipped as placeholders: 1 document');
    write('b.yaml', FILLED.replace('img', 'other'));
    const changed = await run('diff', 'a.yaml', 'b.yaml', '-o', 'json');
    assert.is(changed.code, 1);
    assert.match(changed.stdout, /^\{[^\n]*"change":"unjudged"[^\n]*\}\n$/);
    assert.is((await run('dry-run', '.')).stdout, '');
  }));

test('what an engine puts in may be of any type in quotes, and any name', () =>
  inProject({}, async ({ run, write }) => {
    write(
      'a.yaml',
      FILLED.replace('spec:\n', 'spec:\n  minReadySeconds: "{{ n }}"\n').replace('name: agent', "name: '{{a}}-x'"),
    );
    assert.equal(
      (
        await run('a.yaml', '--preset', 'strict', '--only', 'no-rollback-history,wrong-type,invalid-value')
      ).stdout.match(/\[[\w-]+\]/g),
      ['[no-rollback-history]'],
    );
    assert.match((await run('a.yaml', '--format', 'json')).stdout, '"accepted": null');
  }));

test('statements, helm and placeholders in keys or without quotes make the whole of it a template', () => {
  for (const text of [
    FILLED.replace('{{ img }}', '{{ .Values.image }}'),
    FILLED.replace('{{ img }}', '{{ include \\"a\\" . }}'),
    FILLED.replace('{{ img }}', '{{#each x}}{{/each}}'),
    FILLED.replace('{{ img }}', '{% if a %}x{% endif %}'),
    FILLED.replace('"{{ img }}"', 'agent:{{ img }}'),
    FILLED.replace('      labels:\n', '      labels:\n        "{{ key }}": a\n'),
  ]) {
    assert.is(reason(text), 'template');
    assert.is(readDocuments({ path: 'a.yaml', text }).found.length, 0);
  }
});

test('an undecided Template is not accepted: false', async () => {
  const label = GOOD.replace('        app: agent\n    spec', '        app: "${NAME}"\n    spec');
  assert.match(await checked(withParameters(label), '--format', 'json'), '"accepted": null');
});

test('an item of a ConfigMapList is a ConfigMap where it does not say what it is', () => {
  const text = GOOD.replace(/^(?=.)/gm, '      ');
  const found = (item: string): number =>
    readDocuments({
      path: 'a.yaml',
      text: `apiVersion: v1\nkind: ConfigMapList\nitems:\n- ${item}\n  data:\n    a.yaml: |\n${text}`,
    }).found.length;
  assert.is(found('metadata: {name: x}'), 1);
  assert.is(found('apiVersion: v1'), 0);
});

test.run();
