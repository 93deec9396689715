import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { stringify } from 'yaml';
import { loadDump, namedDaemonSets, readDump, type Dump } from '../../src/dump/read-dump.ts';
import { readBlock } from '../../src/dump/block-yaml.ts';
import { plainValue } from '../../src/kubernetes/yaml/node.ts';
import { parseDocument } from '../../src/kubernetes/yaml/parse.ts';
import type { Io } from '../../src/io/io.ts';
import { run } from '../rollout/memory-io.ts';
import { dumpOf, DUMPS, FIXTURES, textOf } from '../rollout/recordings.ts';

const NONE: ReadonlySet<string> = new Set();

function namesOf(dump: Dump): Record<string, string[]> {
  const { daemonSets, revisions, pods, nodes } = dump;
  const names = (objects: readonly { metadata?: { name?: string } }[]): string[] =>
    objects.map(({ metadata }) => metadata?.name ?? '').sort();
  return { daemonSets: names(daemonSets), revisions: names(revisions), pods: names(pods), nodes: names(nodes) };
}

test('the quick reader agrees with the whole parser on what kubectl prints', () => {
  for (const [name, base] of [
    ['scen-surge-hostport/01-stuck.yaml', FIXTURES],
    ['hist-029/dump.yaml', FIXTURES],
    ['fleet.yaml', DUMPS],
  ] as const) {
    const text = textOf(name, base);
    const { root } = parseDocument(text, { start: 0, end: text.length });
    const quick = readBlock(text, 0, text.length, NONE);
    assert.ok(quick !== undefined, name);
    assert.equal(quick, root === undefined ? undefined : plainValue(root), name);
  }
});

test('the quick reader gives up where it could be wrong', () => {
  for (const text of [
    'a: &x 1\n',
    'a: {b: 1}\n',
    'a: yes\n',
    'a: 010\n',
    'a: 1e3\n',
    'a: 2026-01-01\n',
    'a: "\\u12"\n',
    'a: "\\u{41}"\n',
    'a: "\\ud83d"\n',
    'a: "\\n\u0001"\n',
    'a: b # c\n',
    'a: b: c\n',
    'a: >\n  b\n',
    'a: "x\n  y"\n',
    'a: |2\n   b\n',
    '<<: 1\n',
    'a: 1\n b: 2\n',
    '\ta: 1\n',
    'a: !!str 1\n',
  ])
    assert.is(readBlock(text, 0, text.length, NONE), undefined, JSON.stringify(text));
});

test('the quick reader knows literals, quotes, folded text and empty values', () => {
  const text =
    "a: |\n  one\n\n  two\nb: |-\n  x\nc: 'it''s\n  folded'\nd: \"q\\n\\u00e9\"\ne:\nf: {}\ng: []\nh:\n- x\n- - q\n- |\n  z\n- k: 1\n  l: true\ni: 7c8cc8fbcd\n";
  assert.equal(readBlock(text, 0, text.length, NONE), {
    a: 'one\n\ntwo\n',
    b: 'x',
    c: "it's folded",
    d: 'q\né',
    e: null,
    f: {},
    g: [],
    h: ['x', ['q'], 'z\n', { k: 1, l: true }],
    i: '7c8cc8fbcd',
  });
  assert.equal(readBlock('a: 1\nb:\n- c\nd: 2\n', 0, 17, new Set(['b'])), { a: 1, d: 2 });
});

test('reads lists in JSON and YAML alike', () => {
  const json = dumpOf('fleet.json', DUMPS);
  const yaml = readDump(stringify(JSON.parse(textOf('fleet.json', DUMPS))), 'x');
  assert.equal(namesOf(json), namesOf(yaml));
  assert.is(json.nodes.length, 7);
  assert.equal(json.daemonSets, yaml.daemonSets);
});

test('reads documents one after the other, lists of a kind, and single objects', () => {
  const documents = dumpOf('documents.yaml', DUMPS);
  assert.equal(namesOf(documents)['daemonSets'], ['agent']);
  assert.is(documents.revisions.length, 1);
  const items = '[{"metadata":{"name":"a","namespace":"n"}}]';
  const list = `{"kind":"DaemonSetList","apiVersion":"apps/v1","items":${items}}\n{"kind":"DaemonSet","metadata":{"name":"b"}}`;
  assert.equal(
    readDump(list, 'x').daemonSets.map(({ metadata }) => `${metadata?.namespace ?? ''}/${metadata?.name ?? ''}`),
    ['n/a', 'default/b'],
  );
});

test('reads a list that is indented, commented or full of aliases', () => {
  const pod = '    kind: Pod\n    metadata: {name: a, namespace: ns} # flow\n    spec: &s {nodeName: w1}\n';
  const text = `apiVersion: v1\nkind: List\nitems:\n  - apiVersion: v1\n${pod}  - kind: Pod\n    metadata:\n      name: b\n      namespace: ns\n    spec: *s\n`;
  const { pods } = readDump(text, 'x');
  assert.equal(
    pods.map(({ metadata, spec }) => [metadata?.name, spec?.nodeName]),
    [
      ['a', 'w1'],
      ['b', 'w1'],
    ],
  );
});

test('finds by name, and by namespace where one is given', () => {
  const dump = dumpOf('ambiguous.yaml', DUMPS);
  assert.is(namedDaemonSets(dump, 'agent', undefined).length, 2);
  assert.is(namedDaemonSets(dump, 'agent', 'team-b').length, 1);
  assert.is(namedDaemonSets(dump, 'nope', undefined).length, 0);
});

test('says what is not a dump', () => {
  assert.throws(() => readDump('hello\n', 'x'), /x contains no Kubernetes objects; create it with kubectl get/);
  assert.throws(() => readDump('{"a"', 'x'), /x is not valid JSON/);
  assert.throws(() => readDump('a: [', 'x'), /x is not valid YAML/);
  const wrong = '{"kind":"DaemonSet","metadata":{"name":"a"},"spec":{"template":{"spec":{"containers":{}}}}}';
  assert.throws(() => readDump(wrong, 'x'), /x: DaemonSet a: spec.template.spec.containers is not a list/);
});

const WRONG_DATA: readonly (readonly [data: unknown, reason: string])[] = [
  [undefined, 'data is missing'],
  [null, 'data is missing'],
  ['text', 'data is not a map'],
  [{ spec: [] }, 'data.spec is not a map'],
  [{ spec: { template: { spec: { containers: {} } } } }, 'data.spec.template.spec.containers is not a list'],
  [
    { spec: { template: { spec: { terminationGracePeriodSeconds: 'soon' } } } },
    'data.spec.template.spec.terminationGracePeriodSeconds is not a value of type integer (int64)',
  ],
  [
    { spec: { template: { spec: { containers: [{ name: 'a', livenessProbe: 5 }] } } } },
    'data.spec.template.spec.containers[0].livenessProbe is not a value of type object',
  ],
];

test('names the revisions whose data no template can be made of, and leaves out these alone', () => {
  const revision = (name: string, data: unknown): unknown => ({ kind: 'ControllerRevision', metadata: { name }, data });
  const good = { spec: { template: { $patch: 'replace', metadata: { creationTimestamp: null }, spec: {} } } };
  for (const [data, reason] of WRONG_DATA) {
    const items = [revision('good', good), revision('bad', data)];
    const dump = readDump(JSON.stringify({ kind: 'List', items }), 'x');
    assert.equal(
      dump.unreadable.map((each) => each.reason),
      [`x: ControllerRevision bad: ${reason}`],
    );
    assert.equal(
      dump.revisions.map(({ metadata }) => metadata?.name),
      ['good'],
    );
    // Its bytes are compared, so nothing of it is removed.
    assert.equal(dump.revisions[0]?.data, good);
  }
});

test('says which revisions are left out where a dump is loaded', async () => {
  const text = 'kind: ControllerRevision\nmetadata: {name: a}\ndata: {spec: 1}\n';
  const load = (_: readonly string[], io: Io): Promise<number> =>
    Promise.resolve(loadDump('dump.yaml', io).revisions.length);
  const { stderr, code } = await run(load, [], { 'dump.yaml': text });
  assert.is(code, 0);
  assert.is(
    stderr,
    'daemonlint: dump.yaml: ControllerRevision a: data.spec is not a map; kubectl cannot read this revision, only its number is used\n',
  );
});

test.run();
