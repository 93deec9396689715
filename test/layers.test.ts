import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

// From the bottom up. A file may import from its own layer and from those before it.
const LAYERS: readonly (readonly RegExp[])[] = [
  [/^src\/(source|errors|version|nearest|reason)\.ts$/],
  [/^src\/kubernetes\//],
  [/^src\/(manifest|siblings|rule|io)\.ts$/],
  [
    /^src\/(refusals|config-references|refused-\w+|dropped-fields|facts|change-facts|image-name|pod-requests|pod-security|shared-nodes|surge|typed-scalars|workloads|node-changes|node-groups|node-labels|sample-nodes|taint-changes)\.ts$/,
    /^rules\//,
  ],
  [/^src\/ruleset\.ts$/],
  [/^src\/edit\b/, /^src\/lint\.ts$/, /^src\/report\.ts$/],
  [/^src\/(dump|duration|object-change|plan|plan-fleet)\.ts$/, /^src\/(dump|rollout)\//],
  [/^src\/format\//],
  [/^src\/(?!cli\.ts$|main\.ts$|index\.ts$)[^/]+\.ts$/],
  [/^src\/lsp\//],
  [/^src\/command\//],
  [/^src\/(main|index)\.ts$/],
  [/^src\/cli\.ts$/],
];

function layerOf(path: string): number {
  return LAYERS.findIndex((patterns) => patterns.some((pattern) => pattern.test(path)));
}

function sources(): string[] {
  return ['src', 'rules'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => join(folder, name).replaceAll('\\', '/')),
  );
}

test('a layer imports only from itself and from those before it', () => {
  const wrong: string[] = [];
  for (const path of sources()) {
    for (const [, target = ''] of readFileSync(path, 'utf8').matchAll(/^(?:import|export) .*?from '(\..*?)';$/gms)) {
      const imported = normalize(join(dirname(path), target)).replaceAll('\\', '/');
      if (imported.startsWith('dist/') || imported.endsWith('.json')) continue;
      if (layerOf(imported) > layerOf(path)) wrong.push(`${path} imports ${imported}`);
    }
  }
  assert.equal(wrong, []);
});

test('src/kubernetes knows no rule, file or format', () => {
  const outside = sources()
    .filter((path) => path.startsWith('src/kubernetes/'))
    .filter((path) => /from '(node:(?!util)|\.\.\/(?!source\.ts'|kubernetes\/))/.test(readFileSync(path, 'utf8')))
    .filter((path) => !/^src\/kubernetes\/[^/]+\//.test(path));
  assert.equal(outside, []);
});

test.run();
