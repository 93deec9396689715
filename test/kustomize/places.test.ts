import { relative } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { nodeIo } from '../../src/io/node-io.ts';
import { build, positionOf, type JsonNode } from '../../src/kustomize/index.ts';
import { GOOD, inProject } from '../cli/project.ts';

const test = suite('places of built objects');
const io = nodeIo();

function valueAt(node: JsonNode, path: readonly (string | number)[]): JsonNode {
  return path.reduce<JsonNode>((at, step) => {
    const found =
      at.kind === 'map' && typeof step === 'string'
        ? at.entries.find(({ key }) => key === step)?.value
        : at.kind === 'list' && typeof step === 'number'
          ? at.items[step]
          : undefined;
    if (found === undefined) throw new Error(`nothing at ${path.join('.')}`);
    return found;
  }, node);
}

/** Where the value at `path` of the first built object comes from. */
function origin(root: string, directory: string, path: readonly (string | number)[], index = 0): string {
  const object = build(`${root}/${directory}`, io).objects[index];
  if (object === undefined) throw new Error('nothing was built');
  const { place } = valueAt(object, path);
  if (place === undefined) return 'nowhere';
  const position = positionOf(place, io) ?? { line: 0, column: 0 };
  return `${relative(root, place.file)}:${String(position.line)}:${String(position.column)}`;
}

const CONTAINER = ['spec', 'template', 'spec', 'containers', 0];
const FILES = {
  'base/kustomization.yaml': 'resources:\n- ds.yaml\n',
  'base/ds.yaml': GOOD,
};

test('a value of the base is at its line there', () =>
  inProject({ ...FILES, 'prod/kustomization.yaml': 'resources: [../base]\n' }, ({ root }) => {
    assert.is(origin(root, 'prod', [...CONTAINER, 'image']), 'base/ds.yaml:16:18');
  }));

const overlay = (more: string): Record<string, string> => ({
  ...FILES,
  'prod/kustomization.yaml': `resources:\n- ../base\n${more}`,
});

function traced(
  name: string,
  files: Record<string, string>,
  path: readonly (string | number)[],
  expected: string,
  index = 0,
): void {
  test(name, () =>
    inProject(files, ({ root }) => {
      assert.is(origin(root, 'prod', path, index), expected);
    }),
  );
}

traced(
  'a value of a strategic merge patch is at its line there',
  {
    ...overlay('patches:\n- path: patch.yaml\n'),
    'prod/patch.yaml':
      'apiVersion: apps/v1\nkind: DaemonSet\nmetadata:\n  name: agent\nspec:\n  updateStrategy:\n    type: OnDelete\n',
  },
  ['spec', 'updateStrategy', 'type'],
  'prod/patch.yaml:7:11',
);
traced(
  'a value of an inline patch is in the kustomization file',
  overlay(
    'patches:\n- patch: |\n    apiVersion: apps/v1\n    kind: DaemonSet\n    metadata:\n      name: agent\n    spec:\n      minReadySeconds: 5\n',
  ),
  ['spec', 'minReadySeconds'],
  'prod/kustomization.yaml:10:24',
);
traced(
  'a value of a JSON patch is at its line',
  overlay(
    'patches:\n- target:\n    kind: DaemonSet\n  patch: |-\n    - op: add\n      path: /spec/minReadySeconds\n      value: 5\n',
  ),
  ['spec', 'minReadySeconds'],
  'prod/kustomization.yaml:9:14',
);
traced(
  'an image is at the line that sets its tag',
  overlay('images:\n- name: registry.example.com/agent\n  newTag: 2.0.0\n'),
  [...CONTAINER, 'image'],
  'prod/kustomization.yaml:5:11',
);
traced(
  'a name is at the line of its prefix',
  overlay('namePrefix: prod-\n'),
  ['metadata', 'name'],
  'prod/kustomization.yaml:3:13',
);
traced(
  'a namespace is at its line',
  overlay('namespace: prod\n'),
  ['metadata', 'namespace'],
  'prod/kustomization.yaml:3:12',
);
traced(
  'a label is at its line',
  overlay('labels:\n- includeSelectors: true\n  pairs:\n    tier: node\n'),
  ['spec', 'selector', 'matchLabels', 'tier'],
  'prod/kustomization.yaml:6:11',
);
traced(
  'a generated entry is at the line of its literal',
  overlay('configMapGenerator:\n- name: settings\n  literals:\n  - a=1\n  - b=2\n'),
  ['data', 'b'],
  'prod/kustomization.yaml:7:5',
);
traced(
  'what the base alone says stays at the base beside a patch',
  {
    ...overlay('patches:\n- path: patch.yaml\n'),
    'prod/patch.yaml':
      'apiVersion: apps/v1\nkind: DaemonSet\nmetadata:\n  name: agent\nspec:\n  template:\n    spec:\n      containers:\n      - name: agent\n        tty: true\n',
  },
  [...CONTAINER, 'image'],
  'base/ds.yaml:16:18',
);
traced(
  'a replacement is at the line of its target',
  overlay(
    'configMapGenerator:\n- name: settings\n  literals: [seconds=7]\nreplacements:\n- source:\n    kind: ConfigMap\n    name: settings\n    fieldPath: data.seconds\n  targets:\n  - select:\n      kind: DaemonSet\n    fieldPaths: [spec.template.metadata.labels.seconds]\n    options:\n      create: true\n',
  ),
  ['spec', 'template', 'metadata', 'labels', 'seconds'],
  'prod/kustomization.yaml:14:18',
  1,
);

test.run();
