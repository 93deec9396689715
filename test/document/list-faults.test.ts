import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readDocuments } from '../../src/document/documents.ts';
import { positionIn } from '../../src/document/source.ts';
import { shown } from '../cli/changed.ts';
import { GOOD, inProject } from '../cli/project.ts';

const test = suite('what was meant to be a list of DaemonSets');

const indented = (text: string): string => text.replace(/^(?=.)/gm, '  ');
const item = `- ${indented(GOOD).slice(2)}`;
const list = (kind: string, key = 'items'): string => `apiVersion: v1\nkind: ${kind}\n${key}:\n${item}`;
const template = (apiVersion: string, kind: string, key: string): string =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: agent\n${key}:\n${item}`;
const V1 = 'template.openshift.io/v1';

function faultOf(text: string): string {
  const { unreadable } = readDocuments({ path: 'a.yaml', text });
  return unreadable
    .map(({ source, fault }) => {
      const { line, column } = positionIn(source, fault.span.start);
      return `${line}:${column} ${/write .*/.exec(fault.explanation)?.[0] ?? ''}`;
    })
    .join('\n');
}

test('a kind that no server has, or a key that kubectl does not read, is an error at its place', () => {
  assert.is(faultOf(GOOD.replace('kind: DaemonSet', 'kind: DaemonSetList')), '2:7 write kind: DaemonSet');
  assert.is(faultOf(`items:\n${item}`), '1:1 write kind: List and apiVersion: v1');
  assert.is(faultOf(list('list')), '2:7 write List');
  assert.is(faultOf(list('Lists')), '2:7 write List');
  assert.is(faultOf(list('DaemonsetList').replace('v1', 'apps/v1')), '2:7 write DaemonSetList');
  assert.is(faultOf(list('DaemonSetList')), '1:13 write apiVersion: apps/v1');
  assert.is(faultOf(list('DaemonSetList').replace('apiVersion: v1\n', '')), '1:7 write apiVersion: apps/v1');
  assert.is(faultOf(list('List', 'item')), '3:1 write items instead of item');
  assert.is(faultOf(list('list', 'item')), '2:7 write List');
  assert.is(
    faultOf(`apiVersion: v1\nkind: List\nitems:\n${indented(GOOD)}`),
    '3:1 write a dash before each object in items',
  );
  assert.is(
    faultOf(`apiVersion: v1\nkind: List\nitems:\n  a:\n${indented(indented(GOOD))}`),
    '3:1 write a dash before each object in items',
  );
  assert.is(
    faultOf(`apiVersion: v1\nkind: List\nitems: |\n${indented(GOOD)}`),
    '3:1 write a dash before each object in items',
  );
});

test('the same of a Template of OpenShift', () => {
  assert.is(faultOf(template(V1, 'Template', 'object')), '5:1 write objects');
  assert.is(faultOf(template(V1, 'template', 'objects')), '2:7 write Template');
  assert.is(faultOf(template('templates.openshift.io/v1', 'Template', 'objects')), `1:13 write ${V1}`);
});

test('what is a list, or another thing, is none of it', () => {
  for (const text of [
    list('List'),
    list('DaemonSetList').replace('v1', 'apps/v1'),
    list('Bundle'),
    list('list').replace('v1', 'example.com/v1'),
    `name: a\nitems:\n${item}`,
    list('List', 'note').replace('note:', 'items: []\nnote:'),
    template(V1, 'Template', 'objects'),
    template('v1', 'Template', 'objects'),
    template('example.com/v1', 'Template', 'object'),
  ])
    assert.is(faultOf(text), '', text);
});

test('where a DaemonSet becomes a list without items, nobody says that it is removed', () =>
  inProject(
    { 'old/a.yaml': GOOD, 'new/a.yaml': GOOD.replace('kind: DaemonSet', 'kind: DaemonSetList') },
    async ({ run }) => {
      const answer = await run('diff', 'old', 'new', '-o', 'json');
      assert.equal([answer.code, ...shown(answer).map(({ change }) => change)], [1, 'unjudged']);
    },
  ));

test('dry-run of a named file says what is wrong with its list, as check does', () =>
  inProject({ 'a.yaml': list('list'), 'b.yaml': `- ${indented(GOOD).trimStart()}` }, async ({ run }) => {
    for (const [file, message] of [
      ['a.yaml', 'no matches for kind \\"list\\"'],
      ['b.yaml', 'json: cannot unmarshal array'],
    ] as const) {
      const { code, stdout } = await run('dry-run', file);
      assert.is(code, 1);
      assert.match(stdout, `"accepted":false,"code":400,"reason":"BadRequest","message":"${message}`);
    }
  }));

test('a list of more than a mebibyte is read like a small one where it has another key', () => {
  for (const length of [1, 1 << 20]) {
    const secret = `- apiVersion: v1\n  kind: Secret\n  stringData:\n    text: ${'x'.repeat(length)}\n`;
    const read = (tail: string): ReturnType<typeof readDocuments> =>
      readDocuments({ path: 'a.yaml', text: `apiVersion: v1\nitems:\n${secret}${tail}` });
    assert.is(read(`kind: List\nitem:\n${item}`).unreadable.length, 1);
    assert.is(read(`${item}kind: List\n`).found.length, 1);
  }
});

test('what stands under another key beside the items is never applied', () => {
  for (const items of ['items: []\n', `items:\n${item}`]) {
    const text = `apiVersion: v1\nkind: List\n${items}item:\n${item}`;
    assert.is(faultOf(text), `${text.split('\n').indexOf('item:') + 1}:1 write all of them under items`);
    assert.is(faultOf(text.replace('item:', 'note:')), '');
    assert.is(faultOf(text.replace(/^item:[^]*/m, 'item: a\n')), '');
  }
});

test('a list of more than a mebibyte is checked as a small one is', () => {
  const itemOf = (text: string): string => `- ${indented(text).slice(2)}`;
  const carrier = (kind: string, field: string, text: string): string =>
    itemOf(`apiVersion: v1\nkind: ${kind}\nmetadata:\n  name: files\n${field}:\n  ds.yaml: ${text}\n`);
  const literal = `|\n${indented(indented(GOOD))}`;
  const parts = [
    itemOf(GOOD.replace('kind: DaemonSet\n', '')),
    itemOf(GOOD.replace('kind: DaemonSet\n', 'kind: DaemonSet\nkind: DaemonSet\n')),
    itemOf(GOOD.replace('spec:\n', 'spec:\n  minReadySeconds: 1\n  minReadySeconds: 2\n')),
    carrier('ConfigMap', 'data', literal),
    carrier('ConfigMap', 'binaryData', Buffer.from(GOOD).toString('base64')),
    carrier('Secret', 'stringData', JSON.stringify(GOOD)),
    carrier('ConfigMap', 'data', `|\n    kind: ConfigMap`),
    itemOf(`apiVersion: apps/v1\nkind: DaemonSetList\nitems:\n${item}`),
  ];
  const shape = (length: number, part: string, tail = ''): unknown => {
    const pad = itemOf(`apiVersion: v1\nkind: Pod\nspec:\n  text: "${'x'.repeat(length)}"\n`);
    const text = `apiVersion: v1\nitems:\n${pad}${part}${pad}kind: List\nmetadata:\n  resourceVersion: ''\n${tail}`;
    const { found, unreadable, skipped } = readDocuments({ path: 'a.yaml', text });
    const line = (source: { readonly text: string }, start: number): number =>
      source.text.slice(0, start).split('\n').length;
    return {
      found: found.map(({ source, prefix, root, embedded, parsed }) => ({
        ...{ prefix, embedded, line: line(source, root.span.start) },
        duplicates: parsed.duplicates.map(({ line: at, path }) => ({ at, path })),
      })),
      unreadable: unreadable.map(({ source, fault }) => `${line(source, fault.span.start)} ${fault.explanation}`),
      skipped,
    };
  };
  for (const part of [...parts, parts.join('')]) assert.equal(shape(1 << 20, part), shape(1, part), part);
  for (const tail of ['kind: ConfigMap\n', 'apiVersion: v2\n'])
    assert.equal(shape(1 << 20, item, tail), shape(1, item, tail), tail);
});

test('an item without a kind, a kind that is a list, and a kind that is written twice', () => {
  const spec = GOOD.replace('kind: DaemonSet\n', '');
  const listed = (text: string): string => `apiVersion: v1\nkind: List\nitems:\n${item}- ${indented(text).slice(2)}`;
  const start = listed('').trimEnd().split('\n').length;
  assert.is(faultOf(listed(spec)), `${start}:3 write kind: DaemonSet, or the kind that it is`);
  assert.is(faultOf(listed(spec.replace('spec:\n', 'spec:\n  replicas: 2\n'))), '');
  assert.is(faultOf(listed(spec.replace('apiVersion: apps/v1', 'apiVersion: v1'))), '');
  for (const kind of ['[DaemonSet]', '\n- DaemonSet', '[\n  "DaemonSet"\n]'])
    assert.is(readDocuments({ path: 'a.yaml', text: `kind: ${kind}\n${spec}` }).found.length, 1, kind);
  const twice = (kind: string, text = GOOD): string => `${text}kind: ${kind}\n`;
  const { unreadable } = readDocuments({ path: 'a.yaml', text: twice('ConfigMap') });
  assert.match(unreadable[0]?.fault.explanation ?? '', 'the kind is written twice');
  assert.is(faultOf(twice('DaemonSet')), '');
  assert.is(faultOf(twice('Deployment', GOOD.replace('DaemonSet', 'ReplicaSet # of a DaemonSet'))), '');
  assert.is(faultOf(twice('Deployment', `#@ if x:\n${GOOD}#@ end\n`)), '');
});

test('a document without a kind, with what a DaemonSet has and no other kind', () => {
  const without = GOOD.replace('kind: DaemonSet\n', '');
  const wanted = 'write kind: DaemonSet, or the kind that it is';
  for (const text of [without, `kind:\n${without}`, `kind: ''\n${without}`, `# agent\n${without}`])
    assert.is(faultOf(text), `${text.startsWith('#') ? 2 : 1}:1 ${wanted}`, text);
  assert.is(faultOf(`${GOOD.replace('DaemonSet', 'ReplicaSet')}---\n${without}`).replace(/^\d+:1 /, ''), wanted);
  const nested = `apiVersion: v1\nkind: List\nitems:\n- ${indented(`kind: List\nitems:\n- ${indented(without).slice(2)}`).slice(2)}`;
  assert.is(faultOf(nested), `6:5 ${wanted}`);
  for (const field of ['replicas: 2', 'serviceName: a', 'strategy: {}', 'volumeClaimTemplates: []'])
    assert.is(faultOf(without.replace('spec:\n', `spec:\n  ${field}\n`)), '', field);
  for (const version of ['v1', 'example.com/v1', 'batch/v1'])
    assert.is(faultOf(without.replace('apps/v1', version)), '', version);
  assert.is(faultOf(without.replace(/ {2}selector:\n(?: {4}.*\n)+/, '')), '');
  assert.is(faultOf(without.replace(/^ {2}name: .*$/m, '  name: {{ .Values.name }}')), '');
});

test('check, diff and plan fail for a document without a kind; a patch has none', async () => {
  const without = GOOD.replace('kind: DaemonSet\n', '');
  await inProject({ 'm/a.yaml': without, 'good.yaml': GOOD }, async ({ run }) => {
    const { code, stdout } = await run('check', 'm');
    assert.is(code, 1);
    assert.match(stdout, 'kubectl refuses a document without a kind');
    for (const command of ['diff', 'plan']) {
      const compared = await run(
        command,
        ...(command === 'plan' ? ['--against', 'good.yaml'] : ['good.yaml']),
        'm/a.yaml',
      );
      assert.not.equal(compared.code, 0, command);
      assert.match(`${compared.stdout}${compared.stderr}`, 'without a kind', command);
    }
  });
  const patched = {
    'k/kustomization.yaml': 'resources: [a.yaml]\npatches: [{path: p.yaml, target: {kind: DaemonSet}}]\n',
    'k/a.yaml': GOOD,
    'k/p.yaml': without,
  };
  await inProject(patched, async ({ run }) => {
    assert.not.match((await run('check', '.')).stdout, 'without a kind');
  });
});

test('an item of a typed list has its type only where it says nothing of its own', () => {
  const [, , ...rest] = item.split('\n');
  const typed = (first: string): string =>
    `apiVersion: apps/v1\nkind: DaemonSetList\nitems:\n- ${first}${rest.join('\n')}`;
  assert.match(faultOf(typed('apiVersion: apps/v1\n')), /write kind: DaemonSet, or the kind that it is/);
  assert.is(faultOf(typed('').replace('-   metadata', '- metadata')), '');
});

test('an item that is a list, where an object has to be', () => {
  const nested = `  - - ${indented(indented(indented(GOOD))).slice(6)}`;
  for (const [kind, version, key] of [
    ['List', 'v1', 'items'],
    ['Template', V1, 'objects'],
  ] as const) {
    const { unreadable } = readDocuments({
      path: 'a.yaml',
      text: `apiVersion: ${version}\nkind: ${kind}\n${key}:\n${nested}`,
    });
    assert.match(unreadable[0]?.fault.explanation ?? '', /whose item is a list/, kind);
  }
  assert.match(faultOf(nested), /^1:3 /);
});

test.run();
