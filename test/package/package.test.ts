import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { userProject } from './packed.ts';

const MANIFEST = 'fixtures/rules/surge-without-brake/bad.yaml';

const USE = `
const text = 'apiVersion: apps/v1\\nkind: DaemonSet\\nmetadata: {name: agent}\\nspec: {}\\n';
const report = root.lint([{ path: 'a.yaml', text }]);
const answer = kubernetes.create(text);
const said = [Object.keys(root).length > 0, root.rules.length > 50, report.findings.length > 0, answer.code];
console.log(JSON.stringify(said));
`;
const LOADS = {
  'use.mjs': "import * as root from 'daemonlint';\nimport * as kubernetes from 'daemonlint/kubernetes';\n",
  'use.cjs': "const root = require('daemonlint');\nconst kubernetes = require('daemonlint/kubernetes');\n",
};

for (const [name, load] of Object.entries(LOADS)) {
  test(`both exports work in ${name}`, () => {
    const { write, run } = userProject();
    write(name, load + USE);
    const { stdout, stderr } = run('node', name);
    assert.is(stderr, '');
    assert.equal(JSON.parse(stdout), [true, true, true, 422]);
  });
}

test('import and require give the same names', () => {
  const { write, run } = userProject();
  const names = (module: string): string => `Object.keys(${module}).filter((key) => key !== 'default').sort()`;
  write(
    'names.mjs',
    `import { createRequire } from 'node:module';
     const require = createRequire(import.meta.url);
     for (const name of ['daemonlint', 'daemonlint/kubernetes']) {
       const [a, b] = [${names('await import(name)')}, ${names('require(name)')}];
       if (a.length === 0 || String(a) !== String(b)) throw new Error(name + ': ' + a + ' / ' + b);
     }`,
  );
  assert.is(run('node', 'names.mjs').stderr, '');
});

const TYPED = `
const report: Report = lint([{ path: 'a.yaml', text: '' }], { preset: 'strict', minors: [36] });
const first: Finding | undefined = report.findings[0];
const severity: 'error' | 'warning' | 'note' | undefined = first?.severity;
const ids: string[] = rules.map((rule) => rule.id);
const rule: RuleConfig = { severity: 'error', limit: '30%' };
lint([], { rules: { 'all-nodes-at-once': rule, 'host-network': 'off' }, fleet: { groups: [{ count: 3 }] } });
const group: NodeGroup = { count: 2, labels: {}, taints: [], allocatable: { cpu: 4 } };
const fleet: Fleet = { groups: [group], readySeconds: 20 };
const sources: readonly SourceText[] = [...lint([], { fleet }).sources.values()];
const options: readonly Option[] = rules.flatMap((rule) => Object.values(rule.options ?? {}));
// @ts-expect-error how a text is made is nobody's business
sources[0]?.madeFrom;
const answer: Answer = create('', { minor: 33, namespace: 'monitoring' });
const name: string = answer.accepted ? answer.stored.metadata.name : answer.message;
const image: string | undefined = answer.stored?.spec?.template.spec?.containers[0]?.image;
const later: string | undefined = answer.stored?.spec?.template.spec?.hostnameOverride;
const change: boolean = update({}, { kind: 'DaemonSet' }).newRevision;
const seconds: number | null = rollout('', { available: 3 }, { readySeconds: 4 }).seconds;
// @ts-expect-error there is no such option
create('', { version: '1.33' });
// @ts-expect-error a severity is one of three words, or off
lint([], { rules: { 'all-nodes-at-once': { severity: 'fatal' } } });
// @ts-expect-error an answer is not any
const wrong: number = answer.message;
export const used = [severity, ids, image, later, change, seconds, wrong, name, options];
`;
const IMPORTS = `import { lint, rules, type Finding, type Fleet, type NodeGroup, type Option, type Report } from 'daemonlint';
import type { RuleConfig, SourceText } from 'daemonlint';
import { create, rollout, update, type Answer } from 'daemonlint/kubernetes';
`;
for (const name of ['node16', 'nodenext', 'bundler'] as const) {
  test(`the types are found and hold under moduleResolution ${name}`, () => {
    const { write, problems } = userProject();
    const files = ['typed.mts', 'typed.cts', 'typed.ts'];
    for (const file of files) write(file, IMPORTS + TYPED);
    assert.equal(problems(name, files), []);
  });
}

test('the schemas can be asked for by name', () => {
  const { write, run } = userProject();
  const schemas = readdirSync('schemas').filter((name) => name.includes('schema') || name.startsWith('daemonset-'));
  write(
    'schemas.cjs',
    "for (const name of process.argv.slice(2)) console.log(require('daemonlint/schemas/' + name).$schema)",
  );
  const { stdout, stderr } = run('node', 'schemas.cjs', ...schemas);
  assert.is(stderr, '');
  assert.is(stdout.trim().split('\n').length, schemas.length);
  assert.not.match(stdout, 'undefined');
});

const FINDS = (stdout: string): boolean => stdout.includes('[surge-without-brake]');

test('npx runs the command of the project', () => {
  const { write, run } = userProject();
  write('bad.yaml', readFileSync(MANIFEST, 'utf8'));
  const { status, stdout, stderr } = run('npx', '--no-install', 'daemonlint', 'bad.yaml');
  assert.is(stderr, 'daemonlint: 1 warning; 1 DaemonSet in 1 file\n');
  assert.is(status, 1);
  assert.ok(FINDS(stdout));
  assert.match(run('npx', '--no-install', 'daemonlint', 'rules').stdout, 'surge-without-brake');
});

test('a global install runs, and brings every part of the command', () => {
  const { root, tarball, run, write } = userProject();
  write('bad.yaml', readFileSync(MANIFEST, 'utf8'));
  const prefix = join(root, 'global');
  const installed = run(
    'npm',
    'install',
    '--global',
    '--prefix',
    prefix,
    '--offline',
    '--no-audit',
    '--no-fund',
    tarball,
  );
  assert.is(installed.stderr, '');
  const program = join(prefix, process.platform === 'win32' ? 'daemonlint.cmd' : 'bin/daemonlint');
  assert.ok(FINDS(run(program, 'bad.yaml').stdout));
  // Each of these loads a file of its own: the configuration's validator, patterns, differences, the language server.
  write('daemonlint.yaml', 'preset: strict\n');
  assert.match(run(program, '*.yaml').stdout, 'bad.yaml');
  write('field.yaml', readFileSync('fixtures/rules/unknown-field/bad.yaml', 'utf8'));
  assert.match(run(program, '--fix', '--dry-run', 'field.yaml').stdout, /^\+\+\+ /m);
  assert.match(run(program, 'plan', 'bad.yaml').stdout, 'waves');
  assert.is(run(program, 'lsp', '--help').status, 0);
});

test('installing warns of nothing and brings no other package', () => {
  const { root, said } = userProject();
  assert.is(said, '');
  const { scripts, dependencies, devDependencies } = JSON.parse(
    readFileSync(join(root, 'node_modules/daemonlint/package.json'), 'utf8'),
  ) as Readonly<Record<string, unknown>>;
  assert.equal([scripts, dependencies, devDependencies], [undefined, undefined, undefined]);
  assert.equal(
    readdirSync(join(root, 'node_modules')).filter((name) => !name.startsWith('.')),
    ['daemonlint'],
  );
});

test('the tarball holds what a user needs, and nothing of the build', () => {
  const { root } = userProject();
  const files = readdirSync(join(root, 'node_modules/daemonlint'), { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => !name.startsWith('dist/.cache'));
  for (const name of [
    'CHANGELOG.md',
    'LICENSE',
    'README.md',
    'dist/THIRD-PARTY-LICENSES.txt',
    'compiler/daemonlint.vim',
  ])
    assert.ok(files.includes(name), name);
  const declarations = files.filter((name) => /\.d\.[cm]?ts$/.test(name)).sort();
  assert.equal(
    declarations,
    ['index', 'kubernetes'].flatMap((name) => [`dist/${name}.d.cts`, `dist/${name}.d.mts`]),
  );
  assert.equal(
    files.filter((name) => /^(?:src|test|scripts|rules|fixtures|docs)\b|config-validator\.mjs|\.cache$/.test(name)),
    [],
  );
});

test.run();
