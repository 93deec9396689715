/** Inputs that a careless reader reads in more than linear time or memory; each grows with `n`. */

/** What a run is given: the arguments, and the files that they name. */
export interface Shape {
  readonly name: string;
  readonly files: (n: number) => Readonly<Record<string, string | Uint8Array>>;
  /** Default: `check --fail-on never --no-config .`. */
  readonly args?: readonly string[];
}

const lines = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => line(index)).join('');

/** A DaemonSet with parts of it replaced or added. */
export function daemonSet(
  parts: { name?: string; app?: string; top?: string; pod?: string; container?: string } = {},
): string {
  const { name = 'agent', app = name, top = '', pod = '', container = '' } = parts;
  return `apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: ${name}
${top}spec:
  selector: {matchLabels: {app: ${app}}}
  template:
    metadata:
      labels: {app: ${app}}
    spec:
${pod}      containers:
        - name: agent
          image: registry.example.com/agent:1.0.0
${container}`;
}

const file = (text: string | Uint8Array): Readonly<Record<string, string | Uint8Array>> => ({ 'a.yaml': text });
const one = (name: string, text: (n: number) => string | Uint8Array): Shape => ({ name, files: (n) => file(text(n)) });
const stream = (n: number, document: (index: number) => string): string =>
  lines(n, (index) => `---\n${document(index)}`);

/** Nesting by blocks: each line is one deeper. */
const nested = (n: number, step: string): string =>
  lines(Math.min(n, 9000), (depth) => `${' '.repeat(depth)}${step}\n`);

const podItem = (index: number): string =>
  `{apiVersion: v1, kind: Pod, metadata: {name: p${String(index)}, labels: {app: a}}, spec: {nodeName: n}}`;

/** A DaemonSet with a kustomization over it. */
const kustomized = (
  name: string,
  kustomization: (n: number) => string,
  files: (n: number) => Readonly<Record<string, string>> = () => ({}),
): Shape => ({
  name: `kustomization: ${name}`,
  files: (n) => ({
    'a.yaml': daemonSet(),
    'kustomization.yaml': `resources: [a.yaml]\n${kustomization(n)}`,
    ...files(n),
  }),
});
const PATCHED = 'patches: [{path: p.yaml, target: {kind: DaemonSet}}]\n';
const patchOf = (rest: string): string => `apiVersion: apps/v1\nkind: DaemonSet\nmetadata:\n  name: agent\n${rest}`;
const env = (n: number, value: string): string =>
  `          env:\n${lines(20 * n, (i) => `            - {name: E${String(i)}, value: ${value}}\n`)}`;

const KUSTOMIZED: readonly Shape[] = [
  kustomized(
    'generators',
    (n) => `configMapGenerator:\n${lines(10 * n, (i) => `- {name: c${String(i)}, literals: [a=b]}\n`)}`,
  ),
  kustomized(
    'literals',
    (n) => `configMapGenerator:\n- name: c\n  literals:\n${lines(50 * n, (i) => `  - k${String(i)}=v\n`)}`,
  ),
  kustomized(
    'annotations that a patch merges',
    () => PATCHED,
    (n) => ({
      'p.yaml': patchOf(`  annotations:\n${lines(20 * n, (i) => `    k${String(i)}: w\n`)}`),
    }),
  ),
  kustomized(
    'annotations that a patch takes away',
    () => PATCHED,
    (n) => ({
      'a.yaml': daemonSet({ top: `  annotations:\n${lines(20 * n, (i) => `    k${String(i)}: w\n`)}` }),
      'p.yaml': patchOf(`  annotations:\n${lines(20 * n, (i) => `    k${String(i)}: null\n`)}`),
    }),
  ),
  kustomized(
    'environment variables that a patch merges',
    () => PATCHED,
    (n) => ({
      'a.yaml': daemonSet({ container: env(n, 'x') }),
      'p.yaml': patchOf(`spec:\n  template:\n    spec:\n      containers:\n        - name: agent\n${env(n, 'y')}`),
    }),
  ),
  kustomized(
    'operations of a JSON patch',
    () => `commonAnnotations: {a: b}\n${PATCHED}`,
    (n) => ({
      'p.yaml': lines(20 * n, (i) => `- {op: add, path: /metadata/annotations/x${String(i)}, value: ''}\n`),
    }),
  ),
  {
    name: 'kustomization: labels and annotations of many objects',
    files: (n) => ({
      'a.yaml': stream(n, (i) => daemonSet({ name: `a${String(i)}` })),
      'kustomization.yaml': `resources: [a.yaml]
commonAnnotations:
${lines(20, (i) => `  a${String(i)}: b\n`)}labels:
${lines(20, (i) => `- {pairs: {l${String(i)}: b}, includeTemplates: true}\n`)}`,
    }),
  },
  kustomized(
    'replacements',
    (n) =>
      `replacements:\n${lines(
        n,
        (i) =>
          `- {source: {kind: DaemonSet, fieldPath: metadata.name}, targets: [{select: {kind: DaemonSet}, fieldPaths: [metadata.annotations.k${String(i)}], options: {create: true}}]}\n`,
      )}`,
  ),
  kustomized(
    'variables',
    (n) =>
      `configMapGenerator: [{name: c, literals: [a=b]}]\nvars:\n${lines(10 * n, (i) => `- {name: V${String(i)}, objref: {kind: ConfigMap, name: c, apiVersion: v1}, fieldref: {fieldpath: data.a}}\n`)}`,
  ),
];

/** A chart whose values are many maps. */
const VALUES: Shape = {
  name: 'values of a chart',
  files: (n) => ({
    'Chart.yaml': 'apiVersion: v2\nname: c\nversion: 1.0.0\n',
    'templates/a.yaml': daemonSet(),
    'values.yaml': lines(100 * n, (i) => `a${String(i)}: {b: {c: d}}\n`),
  }),
};

export const SHAPES: readonly Shape[] = [
  ...KUSTOMIZED,
  VALUES,
  one('plain documents', (n) => stream(n, (i) => daemonSet({ name: `a${String(i)}` }))),
  one('one selector in n DaemonSets', (n) => stream(n, (i) => daemonSet({ name: `a${String(i)}`, app: 'same' }))),
  one('duplicate keys in one map', (n) => daemonSet({ top: lines(40 * n, () => '  name: x\n') })),
  one('duplicate keys in a nested map', (n) =>
    daemonSet({ container: `          securityContext:\n${lines(40 * n, () => '            privileged: true\n')}` }),
  ),
  one(
    'duplicate keys in JSON',
    (n) => `{"apiVersion":"apps/v1","kind":"DaemonSet","metadata":{${lines(40 * n, () => '"name":"x",')}"name":"y"}}`,
  ),
  one('invalid bytes in a comment', (n) =>
    Buffer.concat([Buffer.from(daemonSet() + '# '), Buffer.alloc(20_000 * n, 0xff), Buffer.from('\n')]),
  ),
  one('tiny documents', (n) => daemonSet() + lines(1000 * n, () => '---\na\n')),
  one('tiny documents with the word', (n) => daemonSet() + lines(100 * n, () => '---\nkind: DaemonSet\n')),
  one('open flow sequences', (n) => `kind: DaemonSet\n${lines(300 * n, () => 'x: [')}`),
  one('open flow sequences on lines', (n) => `kind: DaemonSet\n${lines(300 * n, () => 'x: [\n')}`),
  one('open braces of templates', (n) => `kind: DaemonSet\n${'{{'.repeat(300 * n)}`),
  one('open braces on lines', (n) => `kind: DaemonSet\n${'{{\n'.repeat(300 * n)}`),
  one('template actions', (n) => `kind: DaemonSet\n${'a: {{ x }}\n'.repeat(300 * n)}`),
  one('open statements of templates', (n) => `kind: DaemonSet\n${'{%'.repeat(300 * n)}`),
  one('a flow list of lines', (n) => daemonSet({ top: `x: [\n${lines(500 * n, () => 'a,\n')}]\n` })),
  one('tags', (n) => daemonSet({ top: `x:\n${lines(300 * n, () => '- !!str a\n')}` })),
  one('anchors', (n) => daemonSet({ top: `x:\n${lines(300 * n, (i) => `- &a${String(i)} a\n`)}` })),
  one('aliases of one anchor', (n) => daemonSet({ top: `x:\n- &a a\n${lines(300 * n, () => '- *a\n')}` })),
  one('merges', (n) => daemonSet({ top: `x:\n- &a {b: c}\n${lines(100 * n, () => '- <<: *a\n  d: e\n')}` })),
  one('containers', (n) =>
    daemonSet({
      container: lines(100 * n, (i) => `        - {name: c${String(i)}, image: "registry.example.com/a:1.0.0"}\n`),
    }),
  ),
  one('containers without a name', (n) => daemonSet({ container: lines(100 * n, () => '        - {image: a}\n') })),
  one('environment variables', (n) =>
    daemonSet({
      container: `          env:\n${lines(100 * n, (i) => `            - {name: E${String(i)}, value: x}\n`)}`,
    }),
  ),
  one('the same environment variable', (n) =>
    daemonSet({ container: `          env:\n${lines(100 * n, () => `            - {name: E, value: x}\n`)}` }),
  ),
  one('unknown fields', (n) => daemonSet({ container: lines(100 * n, (i) => `          u${String(i)}: x\n`) })),
  one('unknown fields in items', (n) =>
    daemonSet({
      container: `          env:\n${lines(100 * n, (i) => `            - {name: E${String(i)}, valeu: x}\n`)}`,
    }),
  ),
  one('labels', (n) => daemonSet({ top: `  labels:\n${lines(100 * n, (i) => `    l${String(i)}: x\n`)}` })),
  one('wrong values', (n) => daemonSet({ top: `  labels:\n${lines(100 * n, (i) => `    l${String(i)}: 1\n`)}` })),
  one('bad label names', (n) => daemonSet({ top: `  labels:\n${lines(100 * n, (i) => `    "-l${String(i)}": x\n`)}` })),
  one('volumes and mounts', (n) =>
    daemonSet({
      container: `          volumeMounts:\n${lines(100 * n, (i) => `            - {name: v${String(i)}, mountPath: /m${String(i)}}\n`)}`,
      pod: `      volumes:\n${lines(100 * n, (i) => `        - {name: v${String(i)}, emptyDir: {}}\n`)}`,
    }),
  ),
  one('host ports', (n) =>
    daemonSet({
      container: `          ports:\n${lines(60 * n, (i) => `            - {containerPort: ${String(1 + i)}, hostPort: ${String(1 + i)}}\n`)}`,
    }),
  ),
  one('the same host port', (n) =>
    daemonSet({
      container: `          ports:\n${lines(100 * n, () => `            - {containerPort: 1, hostPort: 1}\n`)}`,
    }),
  ),
  one('the same file in a volume', (n) =>
    daemonSet({
      pod: `      volumes:\n        - name: v\n          configMap:\n            name: c\n            items:\n${lines(100 * n, () => '              - {key: k, path: a/b}\n')}`,
    }),
  ),
  one('tolerations', (n) =>
    daemonSet({
      pod: `      tolerations:\n${lines(100 * n, (i) => `        - {key: k${String(i)}, operator: Exists}\n`)}`,
    }),
  ),
  one('host ports of many DaemonSets', (n) =>
    stream(n, (i) =>
      daemonSet({
        name: `a${String(i)}`,
        container: `          ports:\n${lines(10, (p) => `            - {containerPort: ${String(8000 + p)}, hostPort: ${String(8000 + p)}}\n`)}`,
      }),
    ),
  ),
  one(
    'services and DaemonSets',
    (n) =>
      stream(n, (i) => daemonSet({ name: `a${String(i)}` })) +
      stream(
        n,
        (i) =>
          `apiVersion: v1\nkind: Service\nmetadata: {name: s${String(i)}}\nspec: {selector: {app: a${String(i)}}}\n`,
      ),
  ),
  one(
    'deployments with the same labels',
    (n) =>
      stream(n, (i) => daemonSet({ name: `a${String(i)}`, app: 'same' })) +
      stream(n, (i) => daemonSet({ name: `d${String(i)}`, app: 'same' }).replace('DaemonSet', 'Deployment')),
  ),
  one(
    'a list of pods in flow style',
    (n) => `apiVersion: v1\nkind: List\nitems: [\n${lines(200 * n, (i) => `${podItem(i)},\n`)}{kind: DaemonSet}]\n`,
  ),
  one(
    'a list of pods in flow style on one line',
    (n) => `{apiVersion: v1, kind: List, items: [${lines(200 * n, (i) => `${podItem(i)}, `)}{kind: DaemonSet}]}\n`,
  ),
  one('a list of pods as JSON', (n) =>
    JSON.stringify(
      {
        apiVersion: 'v1',
        kind: 'List',
        items: [
          ...Array.from({ length: 200 * n }, (_, i) => ({
            apiVersion: 'v1',
            kind: 'Pod',
            metadata: { name: `p${String(i)}`, labels: { app: 'a' } },
            spec: { nodeName: 'n' },
          })),
          { kind: 'DaemonSet' },
        ],
      },
      undefined,
      2,
    ),
  ),
  one(
    'a list of DaemonSets',
    (n) =>
      `apiVersion: v1\nkind: List\nitems:\n${lines(
        n,
        (i) =>
          daemonSet({ name: `a${String(i)}` })
            .replace(/^/gm, '  ')
            .replace('  apiVersion', '- apiVersion')
            .trimEnd() + '\n',
      )}`,
  ),
  one('items in blocks, nested', (n) => `kind: DaemonSet\nx:\n${'- '.repeat(Math.min(10 * n, 9990))}a\n`),
  {
    name: 'a dump, nested',
    files: (n) =>
      file(`apiVersion: v1\nkind: List\nitems:\n- kind: DaemonSet\n  spec:\n    x:\n    ${'- '.repeat(6 * n)}a\n`),
    args: ['plan', '--from', 'a.yaml'],
  },
  one('maps in blocks, nested', (n) => `kind: DaemonSet\n${nested(9 * n, 'a:')}`),
  one(
    'flow sequences, nested',
    (n) => `kind: DaemonSet\nx: ${'['.repeat(Math.min(10 * n, 9990))}${']'.repeat(Math.min(10 * n, 9990))}\n`,
  ),
  one('a plain scalar of many lines', (n) => daemonSet({ top: `x: a\n${lines(500 * n, () => '  b\n')}` })),
  one('a block scalar of many lines', (n) => daemonSet({ top: `x: |\n${lines(500 * n, () => '  b\n')}` })),
  one('a block scalar of empty lines', (n) => daemonSet({ top: `x: |\n  a\n${lines(500 * n, () => '\n')}` })),
  one('a quoted scalar of many lines', (n) => daemonSet({ top: `x: "a\n${lines(500 * n, () => '  b\\n\n')}"\n` })),
  one('a long line', (n) => daemonSet({ top: `x: ${'a'.repeat(20_000 * n)}\n` })),
  one('spaces', (n) => `kind: DaemonSet\n${' '.repeat(20_000 * n)}a: b\n`),
  one('empty lines', (n) => `${'\n'.repeat(20_000 * n)}kind: DaemonSet\n`),
  one('comments', (n) => daemonSet() + lines(1000 * n, () => '# daemonset: {{ a\n')),
  one('suppressing comments', (n) => daemonSet() + lines(200 * n, () => '# daemonlint-disable-line no-such-rule\n')),
  one('kinds', (n) => lines(1000 * n, () => 'kind: DaemonSet\n')),
  one('backslashes', (n) => `a: "${'\\\\'.repeat(10_000 * n)}"\nkind: DaemonSet\n`),
  one('exclamation marks', (n) => `# ${'!'.repeat(10_000 * n)}\nkind: binary %\n`),
  one('JSON values in a stream', (n) => lines(100 * n, () => '{"kind":"DaemonSet"}\n')),
  one('JSON, open', (n) => `{"kind":"DaemonSet","x":${'['.repeat(1000 * n)}`),
  one('braces, then YAML', (n) => `${'{}\n'.repeat(100 * n)}kind: DaemonSet\n`),
  one(
    'a ConfigMap of manifests',
    (n) =>
      `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n${lines(n, (i) => `  f${String(i)}.yaml: |\n${daemonSet({ name: `a${String(i)}` }).replace(/^/gm, '    ')}\n`)}`,
  ),
  one(
    'a ConfigMap of documents',
    (n) =>
      `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  f.yaml: |\n${lines(n, (i) => `    ---\n${daemonSet({ name: `a${String(i)}` }).replace(/^/gm, '    ')}\n`)}`,
  ),
  {
    name: 'files',
    files: (n) =>
      Object.fromEntries(
        Array.from({ length: n }, (_, i) => [`a${String(i)}.yaml`, daemonSet({ name: `a${String(i)}` })]),
      ),
  },
  {
    name: 'folders that need one host port',
    files: (n) =>
      Object.fromEntries(
        Array.from({ length: n }, (_, i) => [
          `f${String(i)}/a.yaml`,
          daemonSet({
            name: `a${String(i)}`,
            container: '          ports: [{containerPort: 80, hostPort: 80}]\n',
          }),
        ]),
      ),
  },
  {
    name: 'folders with one selector',
    files: (n) =>
      Object.fromEntries(
        Array.from({ length: n }, (_, i) => [
          `f${String(i)}/a.yaml`,
          daemonSet({ name: `a${String(i)}`, app: 'same' }),
        ]),
      ),
  },
  {
    name: 'files that fall to one service',
    files: (n) => ({
      ...Object.fromEntries(
        Array.from({ length: n }, (_, i) => [`a${String(i)}.yaml`, daemonSet({ name: `a${String(i)}`, app: 'same' })]),
      ),
      's.yaml': 'apiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec: {selector: {app: same}}\n',
    }),
  },
];
