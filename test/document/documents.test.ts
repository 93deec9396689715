import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readDocuments, readFileContents, type SourceContents } from '../../src/document/documents.ts';
import { create, type Answer } from '../../src/kubernetes/apiserver/apiserver.ts';
import { nodeAt } from '../../src/kubernetes/yaml/node.ts';
import { NEWEST } from '../../src/kubernetes/api/release.ts';
import { parseDocument } from '../../src/kubernetes/yaml/parse.ts';
import { lineStarts, positionAt } from '../../src/document/source.ts';

const FOLDER = 'fixtures/documents';

function contentsOf(path: string, bytes: Uint8Array = readFileSync(path)): SourceContents {
  return readFileContents(path, bytes, {});
}

/** What a file is, in the names of the folders. */
function outcomeOf({ found, unreadable, skipped }: SourceContents): string {
  if (found.length > 0) return 'manifest';
  return unreadable.length > 0 ? 'unreadable' : (skipped[0]?.reason ?? 'nothing');
}

function answersTo({ found }: SourceContents): Answer[] {
  return found.map(({ parsed }) => create(parsed, { minor: NEWEST, namespace: '' }));
}

const documents = suite('documents');

for (const folder of readdirSync(FOLDER)) {
  for (const name of readdirSync(join(FOLDER, folder))) {
    const path = `${FOLDER}/${folder}/${name}`;
    documents(`${path} is what its folder says`, () => {
      assert.is(outcomeOf(contentsOf(path)), folder);
    });
  }
}

documents('an object has the number of its document, and its path in a list', () => {
  const places = (name: string): unknown[] =>
    contentsOf(`${FOLDER}/manifest/${name}`).found.map(({ document, prefix }) => [document, ...prefix]);
  assert.equal(places('list.yaml'), [[0, 'items', 0]]);
  assert.equal(places('list-in-list.yaml'), [[0, 'items', 0, 'items', 0]]);
  assert.equal(places('stream.json'), [[1]]);
  assert.equal(places('glued.json'), [[1]]);
  assert.equal(places('beside-others.yaml'), [[2]]);
});

documents('large lists are read item by item, with the places and keys of the whole', () => {
  const item = (text: string): string => `- ${text.trimEnd().replaceAll('\n', '\n  ')}\n`;
  const filler = item(`apiVersion: v1\nkind: Secret\nmetadata:\n  name: x\ndata: {x: "${'x'.repeat(1000)}"}\n`);
  const own = item(
    `${readFileSync(`${FOLDER}/manifest/no-selector.yaml`, 'utf8')}  minReadySeconds: 1\n  minReadySeconds: 2\n`,
  );
  const text = `apiVersion: v1\nitems:\n${filler.repeat(600)}${own}${filler.repeat(600)}${own.replace('apiVersion: apps/v1\n  ', '')}kind: List\n`;
  const { found } = contentsOf('dump.yaml', Buffer.from(text));
  const { root, duplicates } = parseDocument(text, { start: 0, end: text.length });
  if (root === undefined) throw new Error('not read');
  assert.equal(
    found.map(({ prefix }) => prefix),
    [
      ['items', 600],
      ['items', 1201],
    ],
  );
  for (const daemonSet of found) assert.equal(daemonSet.root, nodeAt(root, daemonSet.prefix));
  assert.equal(
    found.flatMap(({ parsed }) => parsed.duplicates.map(({ line, keySpan }) => ({ line, keySpan }))),
    duplicates.map(({ line, keySpan }) => ({ line, keySpan })),
  );
  const broken = text.replace(own, own.replace('name: agent', 'name: agent: one'));
  assert.is(contentsOf('dump.yaml', Buffer.from(broken)).unreadable.length, 1);
});

documents('each object of a list has the duplicate keys that are in it, by its own paths', () => {
  const own = readFileSync(`${FOLDER}/manifest/no-selector.yaml`, 'utf8').trimEnd();
  const item = (key: string): string => `- ${`${own}\n  ${key}: 1\n  ${key}: 2`.replaceAll('\n', '\n  ')}\n`;
  const inner = `- apiVersion: v1\n  kind: List\n  items:\n  ${item('paused').trimEnd().replaceAll('\n', '\n  ')}\n`;
  const text = `apiVersion: v1\nkind: List\nitems:\n${item('minReadySeconds')}${inner}${item('other')}`;
  const { found } = contentsOf('list.yaml', Buffer.from(text));
  assert.equal(
    found.map(({ parsed }) => parsed.duplicates.map(({ path }) => path)),
    [[['spec', 'minReadySeconds']], [['spec', 'paused']], [['spec', 'other']]],
  );
});

documents('a slip of the pen in the kind is one in every group of Kubernetes, and no other kind is', () => {
  const good = readFileSync(`${FOLDER}/manifest/no-selector.yaml`, 'utf8');
  const outcome = (apiVersion: string, kind: string): string => {
    const text = good.replace('apps/v1', apiVersion).replace('kind: DaemonSet', `kind: ${kind}`);
    return outcomeOf({ ...readDocuments({ path: 'a.yaml', text }), source: { path: 'a.yaml', text } });
  };
  const slips = [
    'DeamonSet',
    'Deamonset',
    'DaemonSe',
    'aDemonSet',
    'Daemon-Set',
    'DaemonSet;',
    '"DaemonSet "',
    'ds',
    'Daenonst',
    'Daemon',
    'Deamon',
    'Dameon',
    // Cyrillic and Greek letters.
    'D\u0430emonSet',
    'D\u0430\u0435m\u03bfn\u0405et',
  ];
  for (const kind of slips)
    for (const version of ['apps/v1', 'extensions/v1beta1', 'v1']) assert.is(outcome(version, kind), 'manifest', kind);
  for (const kind of ['Deployment', 'StatefulSet', 'DNSEndpoint', 'Domain', 'DaemonJob', 'MonSet'])
    assert.is(outcome('apps/v1', kind), 'nothing', kind);
  for (const kind of ['DeamonSet', 'ds', 'Daemon']) assert.is(outcome('apps.example.com/v1', kind), 'nothing', kind);
});

documents('what is beside an object is left out by itself', () => {
  assert.equal(contentsOf(`${FOLDER}/manifest/beside-others.yaml`).skipped, [
    { document: 0, reason: 'mention' },
    { document: 1, reason: 'mention' },
  ]);
});

documents('items of a typed list are of its type', () => {
  const contents = contentsOf(`${FOLDER}/manifest/typed-list.json`);
  const [answer] = answersTo(contents);
  assert.is(answer?.code, 201);
  assert.is(contents.source.text.slice(contents.found[0]?.root.span.start).startsWith('{\n      "metadata"'), true);
});

documents('what no server takes is found, to be refused', () => {
  const refused = [
    'empty-spec.yaml',
    'key-uppercase.yaml',
    'kind-lowercase.yaml',
    'no-selector-no-labels.yaml',
    'no-selector.yaml',
    'no-template.yaml',
    'no-version.yaml',
    'only-type.yaml',
    'spec-misspelt.yaml',
    'version-apps-v1beta2.yaml',
    'version-capital-group.yaml',
    'version-extensions.yaml',
    'version-misspelt-group.yaml',
    'version-no-group.yaml',
  ];
  for (const name of refused) {
    const [answer] = answersTo(contentsOf(`${FOLDER}/manifest/${name}`));
    assert.ok(answer !== undefined && answer.code >= 400, name);
  }
});

documents('a document that cannot be read is faulty where it is', () => {
  const faults = readdirSync(`${FOLDER}/unreadable`).map((name) => {
    const { source, unreadable } = contentsOf(`${FOLDER}/unreadable/${name}`);
    const { line, column } = positionAt(lineStarts(source.text), unreadable[0]?.fault.span.start ?? 0);
    return `${name}:${line}:${column}`;
  });
  assert.equal(faults, [
    'array.json:1:1',
    'array.yaml:1:1',
    'broken.json:19:15',
    'colon.yaml:4:14',
    'go-template-in-args.yaml:4:14',
    'go-template-in-script.yaml:13:4',
    'kind-equals.yaml:2:1',
    'kind-without-colon.yaml:2:1',
    'list.yaml:6:13',
    'separator.yaml:1:1',
    'tab.yaml:11:1',
    'unclosed.yaml:4:5',
  ]);
});

documents('a name among the patches of a kustomization makes a whole object a patch', () => {
  const text = readFileSync(`${FOLDER}/manifest/list.yaml`, 'utf8');
  const { found, skipped } = readDocuments({ path: 'a.yaml', text }, { isPatch: () => true });
  assert.equal([found.length, skipped], [0, [{ document: 0, reason: 'kustomize-patch' }]]);
});

documents('a piece is a patch only where somebody may merge it, and no key is a slip of the pen', () => {
  const reasonOf = (spec: string, isMerged: boolean): unknown => {
    const text = `apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: a}\nspec: ${spec}\n`;
    const { found, skipped } = readDocuments({ path: 'a.yaml', text }, { isMerged: () => isMerged });
    return found.length > 0 ? 'manifest' : skipped[0]?.reason;
  };
  const pieces = [
    '{updateStrategy: {type: OnDelete}}',
    '{template: {spec: {hostNetwork: true}}}',
    '{template: {spec: {containers: [{name: a, resources: {limits: {cpu: 1}}}]}}}',
  ];
  for (const piece of pieces) {
    assert.is(reasonOf(piece, true), 'kustomize-patch', piece);
    assert.is(reasonOf(piece, false), 'manifest', piece);
  }
  for (const slip of [
    '{tempate: {spec: {hostNetwork: true}}}',
    '{template: {spec: {containers: [{name: a, imge: b}]}}}',
  ])
    assert.is(reasonOf(slip, true), 'manifest', slip);
});

documents('directives of a patch in a whole object make no patch of it, unless its path says so', () => {
  const piece = (spec: string): string => `apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: a}\nspec: ${spec}\n`;
  const whole = piece(
    '{selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: {containers: [{name: a, image: b}, {name: c, $patch: delete}]}}}',
  );
  const reasonOf = (path: string, text: string): unknown => {
    const { found, skipped } = readDocuments({ path, text });
    return found.length > 0 ? 'manifest' : skipped[0]?.reason;
  };
  assert.is(reasonOf('ds.yaml', whole), 'manifest');
  assert.is(reasonOf('overlays/prod/ds.yaml', whole), 'kustomize-patch');
  for (const [part, other] of [
    ['selector: {matchLabels: {a: b}}', 'minReadySeconds: 1'],
    ['labels: {a: b}', 'annotations: {a: b}'],
    ['image: b', 'tty: true'],
  ] as const)
    assert.is(reasonOf('ds.yaml', whole.replace(part, other)), 'kustomize-patch', part);
  assert.is(readDocuments({ path: 'ds.yaml', text: whole }, { isPatch: () => true }).found.length, 0);
  const deleted = whole.replace('metadata: {name: a}', 'metadata: {name: a}\n$patch: delete');
  for (const text of [whole, deleted]) {
    assert.is(reasonOf('patchroot.yaml', text), 'manifest');
    assert.is(reasonOf('ds-patch.yaml', text), 'kustomize-patch');
    assert.is(reasonOf('patches.v2.yaml', text), 'kustomize-patch');
    assert.is(reasonOf('ds.yaml', text), 'manifest');
  }
  assert.is(readDocuments({ path: 'ds-patch.yaml', text: whole }, { isMerged: () => false }).found.length, 1);
});

documents('a folder or name of patches makes one of what has no selector', () => {
  const text = readFileSync(`${FOLDER}/manifest/no-selector.yaml`, 'utf8');
  const old = text.replace('apps/v1', 'extensions/v1beta1');
  const isFound = (path: string, content = text): boolean => readDocuments({ path, text: content }).found.length > 0;
  for (const path of ['overlays/prod/ds.yaml', 'patches/ds.yaml', 'ds-patch.yaml', 'x/patch_ds.yaml', 'dsPatch.yaml'])
    assert.not(isFound(path), path);
  for (const path of ['components/ds.yaml', 'patchwork/ds.yaml', 'dispatch.yaml', 'overlays.yaml'])
    assert.ok(isFound(path), path);
  assert.ok(isFound('overlays/prod/ds.yaml', old), 'old versions need no selector');
});

documents('a reader who asks about any document hears of patches and templates too', () => {
  const count = (path: string): number =>
    readDocuments({ path, text: readFileSync(path, 'utf8') }, { everything: true }).found.length;
  assert.is(count(`${FOLDER}/kustomize-patch/two.yaml`), 2);
  assert.is(count(`${FOLDER}/template/helm-quoted.yaml`), 1);
  assert.is(count(`${FOLDER}/template/helm.yaml`), 0);
  assert.is(count(`${FOLDER}/foreign-kind/kruise.yaml`), 0);
});

documents('a byte that is not UTF-8 spoils its own document', () => {
  const good = readFileSync(`${FOLDER}/manifest/no-selector.yaml`);
  const bytes = Buffer.concat([good, Buffer.from('---\n'), good, Buffer.from('# caf\u00e9\n---\n', 'latin1'), good]);
  const { found, unreadable, source } = contentsOf('a.yaml', bytes);
  assert.equal(
    found.map(({ document }) => document),
    [0, 2],
  );
  assert.equal(
    unreadable.map(({ document, fault }) => [document, source.text.slice(fault.span.start - 3, fault.span.end)]),
    [[1, 'caf\ufffd']],
  );
  const elsewhere = Buffer.concat([good, Buffer.from('---\n# caf\u00e9\nkind: Service\n', 'latin1')]);
  assert.is(contentsOf('a.yaml', elsewhere).unreadable.length, 0, 'a document of another kind is not ours to judge');
});

documents('UTF-16 is read where kubectl reads it', () => {
  const text = readFileSync(`${FOLDER}/manifest/beside-others.yaml`, 'utf8');
  const little = (marked: string): Buffer => Buffer.from(marked + text, 'utf16le');
  const counts = (bytes: Buffer): number[] => {
    const { found, unreadable } = contentsOf('a.yaml', bytes);
    return [found.length, unreadable.length];
  };
  assert.equal(counts(little('\ufeff').swap16()), [1, 0]);
  assert.equal(counts(little('\ufeff')), [1, 1]);
  assert.equal(counts(little('')), [0, 1]);
  assert.equal(counts(Buffer.from('\ufeffkind: Service\n', 'utf16le')), [0, 0]);
});

documents.run();
