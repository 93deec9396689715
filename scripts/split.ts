/**
 * Splits the CLI: `main.js` holds what every check needs, a chunk what few runs do. A chunk takes what main.js has from
 * there, so that each module is there once. Each file is a function in ASCII, which `src/loader.cjs` runs.
 */
import { readdirSync, writeFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { build, transform, type BuildOptions, type Plugin } from 'esbuild';

const folder = (path: string, but: string): string[] =>
  readdirSync(path)
    .filter((name) => name.endsWith('.ts') && name !== but)
    .map((name) => `./${path}/${name}`);

/** What is imported only dynamically, by the chunk that holds it. */
const CHUNKS: Readonly<Record<string, readonly string[]>> = {
  globby: ['globby'],
  ignore: ['ignore'],
  diff: ['diff'],
  yaml: ['yaml'],
  config: ['./src/settings/read-config.ts'],
  lsp: ['./src/lsp/serve.ts'],
  kustomize: ['./src/kustomize/index.ts'],
  charts: ['./src/input/charts.ts'],
  kustomizations: ['./src/input/kustomizations.ts'],
  admission: ['./src/kubernetes/admission/admission.ts'],
  policies: ['./src/policies/index.ts'],
  regex: ['./src/cel/regex.ts'],
  since: ['./src/change/new-hits.ts'],
  baseline: ['./src/baseline/read-baseline.ts'],
  formats: [...folder('src/format', 'text.ts'), './src/format/sarif/sarif.ts'],
  commands: folder('src/command', 'check.ts'),
};

/** What is imported by its default export. */
const BY_DEFAULT: readonly string[] = ['ignore'];

/** What a plain check never needs; it is in chunks only. */
const APART =
  /^(?:src\/(?:baseline|kustomize|helm|sprig|gotemplate|cel|lsp|policies|change|rollout|kubernetes\/(?:cel|admission|patch|structured-merge|kubectl))|dist|node_modules\/(?:yaml|re2js|diff|globby|ignore))\//;

/** Parts of Node that take long to load and few runs need, by what is used of them: each is loaded when it is called. */
const LAZY: Readonly<Record<string, string>> = {
  'node:child_process': 'spawnSync',
  'node:crypto': 'createHash',
  'node:tty': 'isatty',
};

const absolute = (path: string, from = '.'): string => (path.startsWith('.') ? resolve(from, path) : path);

/** The dynamic imports of modules, each as a part of its chunk. */
class Parts {
  readonly used = new Set<string>();
  readonly #ids = new Map(
    Object.entries(CHUNKS).flatMap(([name, entries]) =>
      entries.map((entry, i) => [absolute(entry), `./chunks/${name}.js?p${String(i)}`] as const),
    ),
  );

  readonly plugin: Plugin = {
    name: 'parts',
    setup: (build) => {
      build.onResolve({ filter: /./ }, ({ path, kind, resolveDir }) => {
        if (kind !== 'dynamic-import') return undefined;
        const id = this.#ids.get(absolute(path, resolveDir));
        if (id === undefined) return { errors: [{ text: `${path} is in no chunk: import it statically` }] };
        this.used.add(id.replace(/\?.*/, ''));
        return { path: id, external: true };
      });
    },
  };
}

const lazy: Plugin = {
  name: 'lazy',
  setup(build) {
    build.onResolve({ filter: /^node:/ }, ({ path, kind }) =>
      kind === 'import-statement' && path in LAZY ? { path, namespace: 'lazy' } : undefined,
    );
    build.onLoad({ filter: /./, namespace: 'lazy' }, ({ path }) => ({
      contents: `exports.${LAZY[path] ?? ''} = (...args) => require('${path}').${LAZY[path] ?? ''}(...args);`,
    }));
  },
};

/** Leaves out what main.js has: `shared:` and its path. */
const sharing = (inMain: ReadonlySet<string>): Plugin => ({
  name: 'shared',
  setup(build) {
    build.onResolve({ filter: /^\./ }, ({ path, kind, resolveDir }) => {
      const file = relative('.', resolve(resolveDir, path));
      if (kind !== 'import-statement' || !inMain.has(file)) return undefined;
      return { path: `shared:${file}`, external: true, sideEffects: false };
    });
  },
});

const SHARED = /\bimport\s*\{([^}]*)\}\s*from\s*"shared:([^"]+)";?/g;

/** What main.js shows to chunks, by module. */
type Shown = Map<string, Set<string>>;

/** A chunk, and the names that it takes from main.js, each from a function that main.js has. */
function takingShared(text: string, shown: Shown): string {
  const taken = text.replace(SHARED, (_, list: string, file: string) => {
    const names = list.split(',').map((each) => each.trim().split(/\s+as\s+/));
    const known = shown.get(file) ?? new Set();
    shown.set(file, known);
    for (const [name = ''] of names) known.add(name);
    return `const{${names.map((pair) => pair.join(':')).join(',')}}=require("shared:${file}");`;
  });
  if (/["']shared:[^"']*["'](?!\))/.test(taken)) throw new Error('a chunk imports a module of main.js as a whole');
  return taken;
}

function mainEntry(shown: Shown): string {
  const files = [...shown].sort(([a], [b]) => (a < b ? -1 : 1));
  const imports = files.map(([file], i) => `import * as m${String(i)} from './${file}';`);
  const cases = files.map(([file, names], i) => {
    const values = [...names].sort().map((name) => `${name}: m${String(i)}.${name}`);
    return `case '${file}': return { ${values.join(', ')} };`;
  });
  return `export * from './src/cli.ts';\n${imports.join('\n')}\nexport function shared(file) { switch (file) {${cases.join('\n')}} }`;
}

/** The parts of a chunk that main.js does not have already. */
function entryOf(entries: readonly string[], inMain: ReadonlySet<string>): string {
  const exported = (entry: string, i: number): string => {
    if (inMain.has(entry.replace('./', ''))) return '';
    const part = `p${String(i)}`;
    return `export ${BY_DEFAULT.includes(entry) ? `{ default as ${part} }` : `* as ${part}`} from '${entry}';\n`;
  };
  return entries.map(exported).join('');
}

/** Escapes what esbuild leaves as it is (in regular expressions): Node reads ASCII in half the time. */
function toAscii(text: string): string {
  return text.replace(/[^\0-\x7f]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

// What Node puts around a module is in the file already: the loader need not copy the text to add it.
async function writeFunction(file: string, text: string): Promise<void> {
  const { code } = await transform(text, {
    format: 'cjs',
    platform: 'node',
    sourcefile: 'chunk.mjs',
    target: 'node20',
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
    supported: { 'dynamic-import': false },
  });
  writeFileSync(
    file,
    toAscii(`(function (exports, require, module, __filename, __dirname) {${code.trimEnd().replace(/;$/, '')};})`),
  );
}

interface Output {
  readonly text: string;
  /** The modules in it. */
  readonly inputs: readonly string[];
}

/** Writes `dist/main.js` and `dist/chunks/`; the names of the files, and the modules in them. */
export async function buildCli(
  common: BuildOptions,
): Promise<{ files: readonly string[]; modules: readonly string[] }> {
  const parts = new Parts();
  const modules = new Set<string>();
  const bundle = async (contents: string, plugin: Plugin): Promise<Output> => {
    const stdin = { contents, resolveDir: resolve('.'), sourcefile: 'entry.mjs' };
    const plugins = [parts.plugin, plugin];
    const { outputFiles, metafile } = await build({
      ...common,
      stdin,
      plugins,
      format: 'esm',
      metafile: true,
      write: false,
    });
    const inputs = Object.keys(metafile.inputs);
    for (const path of inputs) modules.add(path);
    return { text: outputFiles.map(({ text }) => text).join(''), inputs };
  };

  const first = await bundle(mainEntry(new Map()), lazy);
  const inMain = new Set(first.inputs.filter((path) => /^(?:src|rules)\//.test(path)));
  const shown: Shown = new Map();
  const files = ['dist/main.js'];
  for (const [name, entries] of Object.entries(CHUNKS)) {
    const file = `dist/chunks/${name}.js`;
    const { text } = await bundle(entryOf(entries, inMain), sharing(inMain));
    await writeFunction(file, takingShared(text, shown));
    files.push(file);
  }
  const main = await bundle(mainEntry(shown), lazy);
  await writeFunction('dist/main.js', main.text);
  const astray = main.inputs.filter((path) => APART.test(path));
  if (astray.length > 0) throw new Error(`in main.js, import them dynamically: ${astray.join(', ')}`);
  const unused = Object.keys(CHUNKS).filter((name) => !parts.used.has(`./chunks/${name}.js`));
  if (unused.length > 0) throw new Error(`no dynamic import of the chunks ${unused.join(', ')}`);
  return { files, modules: [...modules] };
}
