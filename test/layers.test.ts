import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import ts from 'typescript';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

// The layers from the bottom up. A file may import from its own layer and from those before it.
const LAYERS: readonly string[] = [
  'src/version.ts',
  'src/words',
  'src/kubernetes/go',
  'src/cel',
  'src/kubernetes/yaml',
  'src/kubernetes/api',
  'src/kubernetes/apimachinery',
  'src/kubernetes/cel',
  'src/kubernetes/patch',
  'src/kubernetes/structured-merge',
  'src/kubernetes/apiserver',
  'src/kubernetes/admission',
  'src/kubernetes/controller',
  'src/kubernetes/kubectl',
  'src/kubernetes/library',
  'src/kubernetes/index.ts',
  'src/io',
  'src/limits',
  'src/gotemplate',
  'src/sprig',
  'src/helm',
  'src/document',
  'src/kustomize',
  'src/dump',
  'src/manifest',
  'src/baseline',
  'src/rule',
  'src/facts',
  'src/policies',
  'src/placement',
  'src/refusal',
  'rules',
  'src/edit',
  'src/suppress',
  'src/report',
  'src/settings',
  'src/input',
  'src/rollout',
  'src/change',
  'src/format',
  'src/lint-texts.ts',
  'src/index.ts',
  'src/lsp',
  'src/command',
  'src/main.ts',
  'src/cli.ts',
];

interface Import {
  readonly from: string;
  readonly to: string;
}

/** The longest entry of `layers` that holds `path`, as an index; -1 when none does. */
function layerOf(path: string, layers = LAYERS): number {
  const held = layers.map((layer) => path === layer || path.startsWith(`${layer}/`));
  return held.reduce(
    (best, holds, at) => (holds && (layers[at] ?? '').length > (layers[best] ?? '').length ? at : best),
    -1,
  );
}

/** Everything that `text` imports: static, dynamic, of types, for its effects alone. */
function importedBy(text: string): string[] {
  return ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
}

/** The relative ones among them, as paths from the root. */
function importsOf(path: string, text: string): Import[] {
  const relative = importedBy(text).filter((name) => name.startsWith('.'));
  return relative.map((to) => ({ from: path, to: normalize(join(dirname(path), to)).replaceAll('\\', '/') }));
}

function sources(): string[] {
  return ['src', 'rules'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => join(folder, name).replaceAll('\\', '/')),
  );
}

const all = sources().flatMap((path) => importsOf(path, readFileSync(path, 'utf8')));
const inside = all.filter(({ to }) => to.endsWith('.ts'));
const shown = ({ from, to }: Import): string => `${from} imports ${to}`;

function upward(imports: readonly Import[]): string[] {
  return imports.filter(({ from, to }) => layerOf(to) > layerOf(from)).map(shown);
}

/** The files that can be reached from themselves. */
function circles(imports: readonly Import[]): string[] {
  const next = new Map<string, string[]>();
  for (const { from, to } of imports) next.set(from, [...(next.get(from) ?? []), to]);
  return [...next.keys()].filter((start) => {
    const seen = new Set<string>();
    const open = [...(next.get(start) ?? [])];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      if (at === start) return true;
      if (!seen.has(at)) {
        seen.add(at);
        open.push(...(next.get(at) ?? []));
      }
    }
    return false;
  });
}

test('every file has a layer', () => {
  assert.equal(
    sources().filter((path) => layerOf(path) === -1),
    [],
  );
});

test('no import runs upwards', () => {
  assert.equal(upward(inside), []);
});

test('no file imports itself through others', () => {
  assert.equal(circles(inside), []);
});

/** Packages without code that needs Node; the first has types alone. */
const BROWSER = /^(?:kubernetes-types\/|yaml$|re2js$)/;

/** What a file of `src/kubernetes` or `src/cel` imports and may not. */
function foreign(path: string, text: string): string[] {
  const packages = importedBy(text).filter((name) => !name.startsWith('.') && !BROWSER.test(name));
  const files = importsOf(path, text).filter(({ to }) => !/^(src\/kubernetes|src\/cel|schemas|dist)\//.test(to));
  return [...packages.map((to) => shown({ from: path, to })), ...files.map(shown)];
}

test('src/kubernetes and src/cel run in a browser: no node: module, and nothing from outside', () => {
  const own = sources().filter((path) => /^src\/(?:kubernetes|cel)\//.test(path));
  assert.ok(
    own.some((path) => path.split('/').length > 4),
    'folders in folders too',
  );
  assert.equal(
    own.flatMap((path) => foreign(path, readFileSync(path, 'utf8'))),
    [],
  );
});

/** The folders in the first column of the table of CONTRIBUTING that begins at `from`. */
function tableOf(from: string): string[] {
  const [, table = ''] = readFileSync('CONTRIBUTING.md', 'utf8').split(from);
  const rows = table.slice(table.indexOf('| ---')).split('\n\n')[0] ?? '';
  return [...rows.matchAll(/^\| `([a-z-]+)\/`/gm)].map((match) => match[1] ?? '');
}

test('the tables of CONTRIBUTING have the folders in the order of the layers', () => {
  // A folder stands where the last of its layers does.
  const last = (name: string, at: number, all: readonly string[]): boolean => all.lastIndexOf(name) === at;
  const folders = LAYERS.filter((layer) => !layer.endsWith('.ts')).map((layer) => layer.split('/'));
  assert.equal(
    tableOf('Each folder of `src/`'),
    folders.map(([first = '', second = '']) => (first === 'src' ? second : first)).filter(last),
  );
  assert.equal(
    tableOf('The folders of `src/kubernetes/`'),
    folders.flatMap(([, second, third]) => (second === 'kubernetes' && third !== undefined ? [third] : [])),
  );
});

test('imports of every form are seen', () => {
  const upwards = [
    "import { serve } from '../lsp/serve.ts';",
    "import type { A } from '../lsp/serve.ts';",
    "import { type A } from '../lsp/serve.ts';",
    "import\n  'a';\nimport {\n  a,\n  type B,\n} from '../lsp/serve.ts';",
    "export * from '../lsp/serve.ts';",
    "export type { A } from '../lsp/serve.ts';",
    "import '../lsp/serve.ts';",
    "const a = await import('../lsp/serve.ts');",
    "const a = await import(\n  '../lsp/serve.ts'\n);",
    "let a: import('../lsp/serve.ts').A;",
  ];
  for (const text of upwards)
    assert.equal(upward(importsOf('src/words/made.ts', text)), ['src/words/made.ts imports src/lsp/serve.ts'], text);
  const path = 'src/kubernetes/apiserver/validate/made.ts';
  for (const name of ['node:fs', 'fs', 'globby', '../../../words/similar-name.ts']) {
    for (const text of [`import a from '${name}';`, `import '${name}';`, `const a = await import('${name}');`])
      assert.is(foreign(path, text).length, 1, text);
  }
  assert.equal(foreign(path, "import type { Pod } from 'kubernetes-types/core/v1.js';\nimport './made2.ts';"), []);
});

test('src/kubernetes uses no global of Node', () => {
  const wrong = sources()
    .filter((path) => path.startsWith('src/kubernetes/'))
    .filter((path) =>
      /^(?!\s*(?:\/\/|\*|\/\*)).*(?<![\w.'"`])(?:Buffer|process|require|setImmediate)[.(]/m.test(
        readFileSync(path, 'utf8'),
      ),
    );
  assert.equal(wrong, []);
});

test('the checks above can fail', () => {
  const text = "import type { A } from '../lsp/serve.ts';\nconst b = await import('./circle.ts');\n";
  const made = importsOf('src/words/made.ts', text);
  assert.equal(upward(made), ['src/words/made.ts imports src/lsp/serve.ts']);
  assert.equal(circles([...made, { from: 'src/words/circle.ts', to: 'src/words/made.ts' }]).length, 2);
});

test.run();
