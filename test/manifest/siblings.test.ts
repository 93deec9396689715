import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { buildManifest } from '../../src/manifest/file-manifest.ts';
import { readDocuments } from '../../src/document/documents.ts';
import type { Manifest, SiblingKind, Siblings } from '../../src/manifest/manifest.ts';
import { inputText } from '../../src/manifest/input-text.ts';
import { mayHoldSibling } from '../../src/manifest/object-heads.ts';
import { SiblingIndex } from '../../src/manifest/sibling-index.ts';
import { GOOD } from '../cli/project.ts';

const siblings = suite('siblings');

interface Input {
  readonly manifests: readonly Manifest[];
  readonly siblings: (path: string) => Siblings;
  readonly reads: () => number;
}

function input(files: Readonly<Record<string, string>>): Input {
  const sources = Object.entries(files).map(([path, text]) => ({ path, text }));
  const manifests: Manifest[] = [];
  let reads = 0;
  const index = new SiblingIndex(
    () => {
      reads++;
      return sources.map(inputText);
    },
    () => manifests,
  );
  const surroundings = {
    context: { minors: [36], fleet: undefined },
    siblings: (manifest: Manifest) => index.of(manifest),
    previous: () => undefined,
  };
  for (const source of sources)
    manifests.push(...readDocuments(source).found.map((found) => buildManifest(found, surroundings)));
  const manifestIn = (path: string): Siblings => {
    const manifest = manifests.find(({ source }) => source.path === path);
    if (manifest === undefined) throw new Error(`no DaemonSet in ${path}`);
    return manifest.siblings;
  };
  return { manifests, siblings: manifestIn, reads: () => reads };
}

const object = (kind: string, name: string, namespace?: string): string =>
  `apiVersion: v1\nkind: ${kind}\nmetadata:\n  name: ${name}\n${namespace === undefined ? '' : `  namespace: ${namespace}\n`}`;

const FILES = {
  'ds.yaml': GOOD,
  'z.yaml': `${object('Pod', 'z')}---\n${object('Pod', 'a')}`,
  'b.json': '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"json","labels":{"app":"x"}}}',
  'list.yaml': `kind: List\napiVersion: v1\nitems:\n- ${object('Pod', 'item').replaceAll('\n', '\n  ').trim()}\n`,
  'other.yaml': object('Pod', 'elsewhere', 'ops'),
  'ns.yaml': object('Namespace', 'ops'),
};

siblings('objects of a kind and a namespace, by path and document, whatever the order of files', () => {
  for (const files of [FILES, Object.fromEntries(Object.entries(FILES).reverse())]) {
    const own = input(files).siblings('ds.yaml');
    const found = own.of('Pod', 'default').map(({ name, source, document }) => `${source.path} ${document} ${name}`);
    assert.equal(found, ['b.json 0 json', 'list.yaml 0 item', 'z.yaml 0 z', 'z.yaml 1 a']);
    assert.equal(
      own.of('Pod', 'ops').map(({ name }) => name),
      ['elsewhere'],
    );
    assert.equal(
      own.of('Namespace', 'whatever').map(({ name, namespace }) => [name, namespace]),
      [['ops', '']],
      'a kind of the cluster has no namespace',
    );
  }
});

siblings('an object is plain JSON, and its place is that of its kind', () => {
  const [sibling] = input(FILES).siblings('ds.yaml').of('Pod', 'default');
  assert.equal(sibling?.object, {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'json', labels: { app: 'x' } },
  });
  assert.is(sibling?.source.text.slice(sibling.span.start, sibling.span.end), '"Pod"');
});

siblings('nothing is read before a rule asks, and then once', () => {
  const { manifests, siblings: of, reads } = input(FILES);
  assert.is(manifests[0]?.name, 'agent');
  assert.is(reads(), 0);
  for (const kind of ['Pod', 'Namespace', 'Pod'] as const) of('ds.yaml').of(kind, 'default');
  assert.is(reads(), 1);
});

siblings('other DaemonSets, without the one that asks', () => {
  const files = { 'a.yaml': GOOD.replaceAll('agent', 'a'), 'b.yaml': `${GOOD}---\n${GOOD.replaceAll('agent', 'c')}` };
  const { siblings: of } = input(files);
  assert.equal(
    of('a.yaml').daemonSets.map(({ name }) => name),
    ['agent', 'c'],
  );
  assert.equal(
    of('b.yaml').daemonSets.map(({ name }) => name),
    ['a', 'c'],
  );
});

siblings('what cannot be read, or is shaped oddly, is not a sibling', () => {
  const own = input({
    'ds.yaml': GOOD,
    'template.yaml': 'kind: Pod\nmetadata:\n  name: {{ .Release.Name }}\n',
    'broken.yaml': 'kind: Pod\nmetadata: {name: x\n',
    'separator.yaml': '--- kind: Pod\nkind: Pod\n',
    'odd.yaml':
      'kind: Pod\nmetadata: x\n---\nkind: [Pod]\n---\n- kind: Pod\n---\nkind: Pod\nmetadata: [1]\n---\nkind: Pod\n',
  }).siblings('ds.yaml');
  assert.equal(
    own.of('Pod', 'default').map(({ document, name }) => [document, name]),
    [[4, '']],
  );
});

siblings('of a dump the objects asked for are read, as they would be one by one', () => {
  const item = (text: string): string => `- ${text.trimEnd().replaceAll('\n', '\n  ')}\n`;
  const filler = item(object('Pod', 'other', 'elsewhere') + `  note: "${'x'.repeat(1000)}"\n`).repeat(1100);
  const odd = '- {apiVersion: v1, kind: Pod, metadata: {name: flow}}\n';
  const quoted = item(object('Pod', '"quoted: \\u0061"'));
  const dump = (more: string): string =>
    `apiVersion: v1\nitems:\n${filler}${item(object('Pod', 'own'))}${quoted}${more}${item(object('Namespace', 'ops'))}kind: List\n`;
  const named = (more: string, kind: SiblingKind): string[] => {
    const own = input({ 'ds.yaml': GOOD, 'dump.yaml': dump(more) }).siblings('ds.yaml');
    return own
      .of(kind, 'default')
      .map(({ name, source, span }) => `${source.text.slice(span.start, span.start + 3)} ${name}`);
  };
  assert.equal(named('', 'Pod'), ['Pod own', 'Pod quoted: a']);
  assert.equal(named('', 'Namespace'), ['Nam ops']);
  assert.equal(named(odd, 'Pod'), ['Pod own', 'Pod quoted: a', 'Pod flow'], 'in another layout all is read');
});

siblings('a text without the kinds that rules ask for is not kept', () => {
  for (const text of ['kind: Pod\n', '{"kind": "Secret"}', "'kind': 'List'\n", 'a: {kind: Job}'])
    assert.ok(mayHoldSibling(text), text);
  for (const text of ['kind: Service\n', '{"name": "Pod"}', 'kind: PodMonitor\n'])
    assert.not(mayHoldSibling(text), text);
});

/** Numbers below `bound` that are always the same. */
function numbers(seed: number): (bound: number) => number {
  let state = seed;
  return (bound) => {
    state = (state * 1103515245 + 12345) % 2 ** 31;
    return Math.floor(state / 256) % bound;
  };
}

const STEPS = ['a', 'b', 'v1', 'v2', 'clusters', 'overlays', 'dev', 'test', 'examples', 'vendor'];

siblings('files of one zone are beside the same others, and those of one home together with the same', () => {
  for (let seed = 1; seed <= 30; seed++) {
    const below = numbers(seed);
    const files: Record<string, string> = {};
    for (let i = 0; i < 30; i++) {
      const folders = Array.from({ length: below(4) }, () => STEPS[below(STEPS.length)] ?? '');
      const path = [...folders, `f${String(below(3))}.yaml`].join('/');
      files[path] = GOOD.replaceAll('agent', `agent${String(below(60))}`);
      if (below(4) === 0)
        files[[...folders, 'kustomization.yaml'].join('/')] =
          `kind: Kustomization\nresources: [f0.yaml${below(2) === 0 ? ', ../a' : ''}]\n`;
    }
    const { manifests } = input(files);
    const zoneOf = manifests[0]?.siblings.once((_, zones) => zones);
    assert.ok(zoneOf);
    for (const one of manifests)
      for (const other of manifests)
        for (const { siblings: seen, source } of manifests) {
          const [zone, second] = [zoneOf(one.source), zoneOf(other.source)];
          if (zone.name !== second.name) continue;
          const what = `${one.source.path} and ${other.source.path} from ${source.path}`;
          assert.is(seen.isBeside(one.source), seen.isBeside(other.source), what);
          if (zone.home === second.home) assert.is(seen.isTogether(one.source), seen.isTogether(other.source), what);
          assert.ok(one.siblings.isBeside(other.source), what);
        }
  }
});

siblings('ordinary folders are one zone, so that nothing is compared in pairs', () => {
  const files = Array.from({ length: 20 }, (_, i) => [
    `f${String(i)}/a.yaml`,
    GOOD.replaceAll('agent', `a${String(i)}`),
  ]);
  const { manifests } = input(Object.fromEntries(files) as Readonly<Record<string, string>>);
  const zoneOf = manifests[0]?.siblings.once((_, zones) => zones);
  assert.is(new Set(manifests.map(({ source }) => zoneOf?.(source).name)).size, 1);
  assert.is(new Set(manifests.map(({ source }) => zoneOf?.(source).home)).size, 20);
});

siblings.run();
