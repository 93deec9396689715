import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { buildManifest } from '../../src/manifest/file-manifest.ts';
import { readDocuments } from '../../src/document/documents.ts';
import type { Path } from '../../src/kubernetes/yaml/node.ts';
import { type Manifest, type Part, NO_SIBLINGS } from '../../src/manifest/manifest.ts';
import { lineStarts, positionAt } from '../../src/document/source.ts';

const manifests = suite('manifests');

function all(text: string): Manifest[] {
  const surroundings = {
    context: { minors: [34, 36], fleet: undefined },
    siblings: () => NO_SIBLINGS,
    previous: () => undefined,
  };
  return readDocuments({ path: 'ds.yaml', text }).found.map((found) => buildManifest(found, surroundings));
}

function one(text: string): Manifest {
  const [manifest] = all(text);
  if (manifest === undefined) throw new Error('no DaemonSet');
  return manifest;
}

/** `line:column text` of a place. */
function place(manifest: Manifest, path: Path, part?: Part): string {
  const { text } = manifest.source;
  const { start, end } = manifest.span(path, part);
  const { line, column } = positionAt(lineStarts(text), start);
  return `${line}:${column} ${text.slice(start, end)}`;
}

const TEXT = `# first
apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: agent
  annotations: {}
  labels: &labels {app: "日本"}
spec:
  selector:
    matchLabels: *labels
  minReadySeconds:
  revisionHistoryLimit: 3 # kept
  updateStrategy: {type: RollingUpdate,
    rollingUpdate: {maxUnavailable: 1}}
  template:
    metadata:
      labels:
        <<: *labels
        tier: "é" # end
    spec:
      containers:
      - image: a:1
        args:
        - --a
        - |
          text
          more
        ports: [{containerPort: 80}, {containerPort: 81,
           hostPort: 81}]
      -
        name: second
      - {name: third, image: "b:2"}
      - null
`;
const CONTAINERS = ['spec', 'template', 'spec', 'containers'];

manifests('a written value is shown where it is, one over several lines by its key', () => {
  const manifest = one(TEXT);
  const shown = (...path: (string | number)[]): string => place(manifest, path);
  assert.is(shown(), '3:7 DaemonSet');
  assert.is(shown('metadata'), '4:1 metadata');
  assert.is(shown('metadata', 'annotations'), '6:16 {}');
  assert.is(shown('spec', 'minReadySeconds'), '11:3 minReadySeconds', 'an empty value has no place of its own');
  assert.is(shown('spec', 'revisionHistoryLimit'), '12:25 3');
  assert.is(shown('spec', 'updateStrategy'), '13:3 updateStrategy');
  assert.is(shown('spec', 'updateStrategy', 'type'), '13:26 RollingUpdate');
  assert.is(shown('spec', 'template', 'metadata', 'labels', 'tier'), '19:15 "é"');
  assert.is(shown(...CONTAINERS, 0, 'args', 0), '24:11 --a');
  assert.is(shown(...CONTAINERS, 0, 'args', 1), '25:11 |');
  assert.is(shown(...CONTAINERS, 2, 'image'), '32:30 "b:2"');
});

manifests('an item of a list is shown by its first key, or by its own first line', () => {
  const manifest = one(TEXT);
  const shown = (...path: (string | number)[]): string => place(manifest, [...CONTAINERS, ...path]);
  assert.is(shown(0), '22:9 image');
  assert.is(shown(1), '31:9 name');
  assert.is(shown(2), '32:9 {name: third, image: "b:2"}');
  assert.is(shown(3), '33:9 null');
  assert.is(shown(0, 'ports', 1), '28:38 {containerPort: 81,');
});

manifests('an absent field is shown by the key of what it is missing from', () => {
  const manifest = one(TEXT);
  const shown = (...path: (string | number)[]): string => place(manifest, path);
  assert.is(shown('status'), '3:7 DaemonSet');
  assert.is(shown('metadata', 'namespace'), '4:1 metadata');
  assert.is(shown('metadata', 'annotations', 'kubernetes.io/change-cause'), '6:3 annotations');
  assert.is(shown('spec', 'updateStrategy', 'rollingUpdate', 'maxSurge'), '14:5 rollingUpdate');
  assert.is(shown(...CONTAINERS, 0, 'readinessProbe', 'httpGet'), '22:9 image');
  assert.is(shown(...CONTAINERS, 1, 'image'), '31:9 name');
  assert.is(shown(...CONTAINERS, 3, 'image'), '33:9 null');
  assert.is(shown(...CONTAINERS, 9), '21:7 containers');
});

manifests('a key and a whole entry can be asked for', () => {
  const manifest = one(TEXT);
  assert.is(place(manifest, ['spec', 'revisionHistoryLimit'], 'key'), '12:3 revisionHistoryLimit');
  assert.is(place(manifest, ['spec', 'revisionHistoryLimit'], 'entry'), '12:3 revisionHistoryLimit: 3');
});

manifests('what an alias or a merge brings is shown where it can be changed', () => {
  const manifest = one(TEXT);
  assert.is(place(manifest, ['spec', 'selector', 'matchLabels']), '10:18 *labels');
  assert.is(place(manifest, ['spec', 'selector', 'matchLabels', 'app']), '7:25 "日本"');
  assert.is(place(manifest, ['spec', 'template', 'metadata', 'labels', 'app']), '7:25 "日本"');
});

manifests('places are right with CRLF, in JSON and in lists', () => {
  const crlf = one(TEXT.replaceAll('\n', '\r\n'));
  assert.is(place(crlf, ['spec', 'revisionHistoryLimit']), '12:25 3');
  const json = one(
    '{\n  "kind": "DaemonSet",\n  "apiVersion": "apps/v1", "spec": {"selector": {},\n "minReadySeconds": 5}}',
  );
  assert.is(json.format, 'json');
  assert.is(place(json, ['spec', 'minReadySeconds']), '4:21 5');
  assert.is(place(json, []), '2:11 "DaemonSet"');
  const list = one(`kind: List\nitems:\n- kind: Service\n- ${TEXT.slice(8).replaceAll('\n', '\n  ')}`);
  assert.equal(list.prefix, ['items', 1]);
  assert.is(place(list, ['spec', 'revisionHistoryLimit']), '14:27 3');
});

manifests('name, namespace and version are those written', () => {
  const manifest = one(TEXT);
  assert.equal([manifest.apiVersion, manifest.name, manifest.namespace], ['apps/v1', 'agent', 'default']);
  const other = one('kind: DaemonSet\nmetadata: {name: 1, namespace: ops}\nspec: {}\n');
  assert.equal([other.apiVersion, other.name, other.namespace], ['', '', 'ops']);
});

manifests('null is nothing, and what is written can be had as it is', () => {
  const manifest = one(TEXT);
  assert.not(manifest.has(['spec', 'minReadySeconds']));
  assert.is(manifest.node(['spec', 'minReadySeconds'])?.kind, 'null');
  assert.ok(manifest.has(['metadata', 'annotations']));
  assert.not(manifest.has(['metadata', 'generation']));
  const { spec } = manifest.declared as { spec: Record<string, unknown> };
  assert.is(spec['revisionHistoryLimit'], 3);
  assert.is(spec['minReadySeconds'], null);
});

manifests('the answer of each minor is computed once, and the first one is shown', () => {
  const manifest = one(TEXT.replace('"日本"', 'agent').replace('"é"', 'e').replace('      - null\n', ''));
  assert.is(manifest.answers.length, 2);
  assert.is(manifest.answers[0], manifest.answer);
  assert.is(manifest.answerFor(36), manifest.answers[1]);
  assert.is(manifest.spec.updateStrategy?.rollingUpdate?.maxSurge, 0, 'defaults are filled in');
});

manifests('an object is as complete as it can be had when it is refused', () => {
  const { answer, spec, pod } = one(
    'apiVersion: extensions/v1beta1\nkind: DaemonSet\nmetadata: {name: agent}\nspec: {minReadySeconds: 5, selector: 1}\n',
  );
  assert.ok(answer.code >= 400);
  assert.is(spec.minReadySeconds, 5);
  assert.is(pod.containers, undefined);
});

manifests('keys written twice are those of the object', () => {
  const twice = 'apiVersion: apps/v1\nkind: DaemonSet\nspec: {selector: {}, minReadySeconds: 1, minReadySeconds: 2}\n';
  assert.equal(
    one(twice).duplicates.map(({ path }) => path),
    [['spec', 'minReadySeconds']],
  );
  const list = all(
    `kind: List\nitems:\n- ${twice.replaceAll('\n', '\n  ').trim()}\n- ${twice.replaceAll('\n', '\n  ').trim()}\n`,
  );
  assert.equal(
    list.map(({ duplicates }) => duplicates.map(({ path }) => path)),
    [[['spec', 'minReadySeconds']], [['spec', 'minReadySeconds']]],
  );
});

manifests.run();
