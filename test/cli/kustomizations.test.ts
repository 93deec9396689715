import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { GOOD, inProject } from './project.ts';
import { inRepository } from './repository.ts';

const test = suite('check of kustomizations');

/** `path:line:column rule` of each finding. */
function places(stdout: string): string[] {
  return stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => line.replace(/^(.*?:\d+:\d+): .*\[([\w-]+)\]$/, '$1 $2'));
}

const UNTAGGED = GOOD.replace('agent:1.4.2', 'agent');
const BASE = { 'base/kustomization.yaml': 'resources:\n- ds.yaml\n', 'base/ds.yaml': GOOD };
const CONFIG_MAP = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: conf}\n';
const LOOSE = { ...BASE, 'base/ds.yaml': UNTAGGED };
const overlay = (name: string, more = ''): Record<string, string> => ({
  [`overlays/${name}/kustomization.yaml`]: `resources:\n- ../../base\nnamespace: ${name}\n${more}`,
});
const tag = (value: string): string => `images:\n- name: registry.example.com/agent\n  newTag: ${value}\n`;

function finds(
  name: string,
  files: Record<string, string>,
  expected: readonly string[],
  paths: readonly string[] = [],
): void {
  test(name, () =>
    inProject(files, async ({ run }) => {
      const { stdout } = await run(...paths);
      assert.equal(places(stdout), expected);
    }),
  );
}

finds('what a base says is at its line, once for all overlays', { ...LOOSE, ...overlay('dev'), ...overlay('prod') }, [
  'base/ds.yaml:16:18 mutable-image-tag',
]);
finds(
  'what every overlay sets right is not found',
  { ...LOOSE, ...overlay('dev', tag('1.0.0')), ...overlay('prod', tag('2.0.0')) },
  [],
);
finds('what one overlay leaves is found', { ...LOOSE, ...overlay('dev', tag('1.0.0')), ...overlay('prod') }, [
  'base/ds.yaml:16:18 mutable-image-tag',
]);
finds('what a kustomization sets is at its line', { ...BASE, ...overlay('prod', tag('latest')) }, [
  'overlays/prod/kustomization.yaml:6:11 mutable-image-tag',
]);
finds(
  'a field that a patch adds is not missing',
  {
    ...BASE,
    'base/ds.yaml': GOOD.replace(/ +image: .*\n/, ''),
    ...overlay('prod', 'patches:\n- path: image.yaml\n'),
    'overlays/prod/image.yaml': GOOD.replace(/ {2}selector[^]*?(?= {2}template)/, ''),
  },
  [],
);
finds(
  'a field that nobody adds is',
  { ...BASE, 'base/ds.yaml': GOOD.replace(/ +image: .*\n/, ''), ...overlay('prod') },
  ['base/ds.yaml:15:11 missing-field'],
);
finds(
  'an overlay that breaks its base is an error in it',
  {
    ...BASE,
    ...overlay('prod', 'patches:\n- path: p.yaml\n'),
    'overlays/prod/p.yaml':
      'apiVersion: apps/v1\nkind: DaemonSet\nmetadata:\n  name: agent\nspec:\n  selector:\n    matchLabels:\n      app: other\n',
  },
  ['overlays/prod/p.yaml:8:12 invalid-value'],
);
finds(
  'a base outside of the folder that is named is found through its overlay',
  { ...LOOSE, ...overlay('prod') },
  ['base/ds.yaml:16:18 mutable-image-tag'],
  ['overlays'],
);
finds(
  'a kustomization that does not build is an error',
  {
    ...BASE,
    ...overlay('prod', 'patches:\n- path: p.yaml\n'),
    'overlays/prod/p.yaml': GOOD.replace('name: agent\n', 'name: agents\n'),
  },
  ['overlays/prod/p.yaml:2:7 kustomization-error'],
);
finds(
  'an object of Flux with the same name is no kustomization',
  {
    'kustomization.yaml':
      'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: agent}\nspec: {path: ./agent}\n',
    'ds.yaml': UNTAGGED,
  },
  ['ds.yaml:16:18 mutable-image-tag'],
);
finds('an ignored base is not spoken of', { ...LOOSE, ...overlay('prod'), 'daemonlint.yaml': 'ignore: [base/]\n' }, []);

const FIRST_OF_MANY = {
  ...LOOSE,
  ...Object.fromEntries(['a', 'b', 'c', 'd', 'e', 'f', 'g'].flatMap((name) => Object.entries(overlay(name)))),
};
test('a finding of a base names the first overlays, and how many more there are', () =>
  inProject(FIRST_OF_MANY, async ({ run }) => {
    const { findings } = JSON.parse((await run('--format', 'json')).stdout) as {
      findings: { related: { path: string; range: { start: { line: number } }; message: string }[] }[];
    };
    assert.equal(
      findings.map(({ related }) => related.map(({ path, range, message }) => [path, range.start.line, message])),
      [
        [
          ['overlays/a/kustomization.yaml', 2, 'built here'],
          ['overlays/b/kustomization.yaml', 2, 'built here'],
          ['overlays/c/kustomization.yaml', 2, 'built here'],
          ['overlays/d/kustomization.yaml', 2, 'built here'],
          ['overlays/e/kustomization.yaml', 2, 'built here, and in 2 more'],
        ],
      ],
    );
  }));

const layered = (more: string): Record<string, string> => ({
  ...BASE,
  'middle/kustomization.yaml': `resources:\n- ../base\n${more}`,
  'top/kustomization.yaml': 'resources:\n- ../middle\nnamespace: top\n',
});
finds(
  'what a base in the middle breaks is told there',
  {
    ...layered('patches:\n- path: p.yaml\n'),
    'middle/p.yaml':
      'apiVersion: apps/v1\nkind: DaemonSet\nmetadata:\n  name: agent\nspec:\n  selector:\n    matchLabels:\n      app: other\n',
  },
  ['middle/p.yaml:8:12 invalid-value'],
);
finds(
  'what a patch takes away is told at the line that asks for the base',
  {
    ...BASE,
    'top/kustomization.yaml': `resources:\n- ../base\npatches:\n- target: {kind: DaemonSet}\n  patch: |-\n    - op: remove\n      path: /spec/template/spec/containers/0/image\n`,
  },
  ['top/kustomization.yaml:2:3 missing-field'],
);

test('a named file is asked about in every overlay of the repository', () =>
  inRepository({ ...LOOSE, ...overlay('dev', tag('1.0.0')), ...overlay('prod', tag('latest')) }, async ({ run }) => {
    const base = await run('base/ds.yaml');
    assert.equal(places(base.stdout), []);
    const prod = await run('overlays/prod/kustomization.yaml');
    assert.equal(places(prod.stdout), ['overlays/prod/kustomization.yaml:6:11 mutable-image-tag']);
  }));

test('what is elsewhere is a note, and the rest is checked', () =>
  inProject(
    { ...LOOSE, 'prod/kustomization.yaml': 'resources:\n- ../base\n- https://example.com/org/agent//deploy?ref=v1\n' },
    async ({ run }) => {
      const { code, stdout } = await run('--notes', '--only', 'kustomization-error,mutable-image-tag');
      assert.is(code, 1);
      assert.equal(places(stdout), [
        'base/ds.yaml:16:18 mutable-image-tag',
        'prod/kustomization.yaml:3:3 kustomization-error',
      ]);
      assert.match(stdout, /:3:3: note: /);
    },
  ));

for (const [what, rest, code] of [
  [
    'a generator',
    'configMapGenerator:\n- {name: conf, behavior: replace, literals: [a=b]}\n',
    'cannot merge or replace',
  ],
  [
    'a replacement',
    'replacements:\n- source: {kind: Secret, name: s}\n  targets: [{select: {kind: DaemonSet}, fieldPaths: [metadata.name]}]\n',
    'nothing selected by',
  ],
  ['a variable', 'vars:\n- {name: V, objref: {kind: Secret, name: s, apiVersion: v1}}\n', "var 'V' cannot be mapped"],
] as const)
  test(`${what} may be for an object that is elsewhere`, () =>
    inProject({ ...LOOSE, 'base/kustomization.yaml': `resources: [ds.yaml]\n${rest}` }, async (project) => {
      const only = ['--notes', '--only', 'kustomization-error,mutable-image-tag'];
      const alone = await project.run(...only);
      assert.is(alone.code, 1);
      assert.match(alone.stdout, code);
      project.write(
        'base/kustomization.yaml',
        `resources: [ds.yaml, "https://example.com/org/agent//deploy"]\n${rest}`,
      );
      const { stdout } = await project.run(...only);
      assert.equal(places(stdout), [
        'base/ds.yaml:16:18 mutable-image-tag',
        'base/kustomization.yaml:1:22 kustomization-error',
      ]);
      assert.match(stdout, 'is not in this repository');
    }));

test('a file that is missing is an error in a repository, unless git ignores it', () =>
  inRepository({ ...BASE, 'base/kustomization.yaml': 'resources: [ds.yaml, made.yaml]\n' }, async ({ write, run }) => {
    const only = ['--notes', '--only', 'kustomization-error'];
    assert.match((await run(...only)).stdout, /^base\/kustomization\.yaml:1:22: error: .*base\/made\.yaml/);
    write('.gitignore', 'made.yaml\n');
    assert.match((await run(...only)).stdout, /^base\/kustomization\.yaml:1:22: note: /);
  }));

for (const [what, text] of [
  ['a resource', 'resources: [ds.yaml]\n'],
  ['a base', 'resources: [../base]\n'],
  ['a component', 'resources: [cm.yaml]\ncomponents: [../comp]\n'],
  ['the kustomization of a base', 'resources: [empty]\n'],
] as const)
  test(`${what} that is missing may hold a DaemonSet, in a repository or not`, async () => {
    const files = { 'k/kustomization.yaml': text, 'k/cm.yaml': CONFIG_MAP, 'k/empty/note.txt': '' };
    for (const within of [inProject, inRepository])
      await within(files, async ({ run }) => {
        const { code, stdout } = await run('k');
        assert.is(code, 1);
        assert.match(stdout, /^k\/kustomization\.yaml:\d+:\d+: error: kustomize does not build it/);
        assert.is((await run('plan', 'k')).code, 1);
      });
  });

test('a path with a variable is filled in before it is built', () =>
  inProject({ 'k/kustomization.yaml': 'resources: ["../${CLUSTER}/ds.yaml"]\n' }, async ({ run }) => {
    assert.is((await run('k')).code, 0);
    assert.match((await run('--notes', 'k')).stdout, /^k\/kustomization\.yaml:1:\d+: note: /);
  }));

test('a patch that is missing is an error, except for objects that are all known', () =>
  inProject(
    { ...BASE, 'base/kustomization.yaml': 'resources: [ds.yaml]\npatches: [{path: p.yaml}]\n' },
    async (project) => {
      assert.equal(places((await project.run()).stdout), ['base/kustomization.yaml:2:18 kustomization-error']);
      project.write('base/ds.yaml', CONFIG_MAP);
      assert.equal((await project.run()).stdout, '');
    },
  ));

test('outside a repository, ignore files list what is made later', () =>
  inProject({ 'k/kustomization.yaml': 'resources: [made.yaml, out]\n' }, async ({ run, write }) => {
    assert.is((await run()).code, 1);
    write('.gitignore', 'made.yaml\n/k/out/\n');
    for (const path of ['.', 'k']) {
      const { code, stdout } = await run('--notes', path);
      assert.is(code, 0);
      assert.match(stdout, /^k\/kustomization\.yaml:1:13: note: /);
    }
  }));

test('a base outside of the given path is read', () =>
  inProject({ ...LOOSE, ...overlay('dev') }, async ({ run }) => {
    assert.equal(places((await run('overlays/dev')).stdout), ['base/ds.yaml:16:18 mutable-image-tag']);
  }));

test('data that is missing does not keep the DaemonSet from being checked', () =>
  inProject(
    {
      ...LOOSE,
      'base/kustomization.yaml': 'resources: [ds.yaml]\nsecretGenerator: [{name: token, envs: [secret.env]}]\n',
    },
    async ({ run }) => {
      const { stdout } = await run();
      assert.equal(places(stdout), ['base/ds.yaml:16:18 mutable-image-tag']);
    },
  ));

finds(
  'overlays of one base are not applied together, whatever they call it',
  {
    ...BASE,
    'debug/kustomization.yaml': 'resources:\n- ../base\nnameSuffix: -debug\n',
    'plain/kustomization.yaml': 'resources:\n- ../base\n',
  },
  [],
);

const TEMPLATE = GOOD.replace('name: agent\n', 'name: {{ .Release.Name }}\n').replace(
  'agent:1.4.2',
  'agent:{{ .Values.tag }}',
);
const CHART = {
  'prod/charts/agent/Chart.yaml': 'apiVersion: v2\nname: agent\nversion: 1.0.0\n',
  'prod/charts/agent/values.yaml': 'tag: 1.0.0\nlist: [a]\n',
  'prod/charts/agent/templates/ds.yaml': TEMPLATE,
};
const inflated = (more: string): Record<string, string> => ({
  ...CHART,
  'prod/kustomization.yaml': `helmCharts:\n- name: agent\n  releaseName: agent\n${more}`,
});
finds('a chart that is here is rendered with its own values', inflated(''), []);
finds('a chart is rendered with the values of the kustomization', inflated('  valuesInline: {tag: latest}\n'), [
  'prod/charts/agent/templates/ds.yaml:16:18 mutable-image-tag',
]);
finds(
  'the values of a file may count more than those of the kustomization',
  {
    ...inflated('  valuesMerge: merge\n  valuesFile: own.yaml\n  valuesInline: {tag: latest}\n'),
    'prod/own.yaml': 'tag: 2.0.0\n',
  },
  [],
);
finds('what a chart gives is patched', inflated('images:\n- name: registry.example.com/agent\n  newTag: latest\n'), [
  'prod/kustomization.yaml:6:11 mutable-image-tag',
]);
test('a change of the values in a kustomization is a change of the DaemonSet', () =>
  inRepository(inflated('  valuesInline: {tag: 1.1.0}\n'), async ({ write, run }) => {
    for (const [path, text] of Object.entries(inflated('  valuesInline: {tag: 1.2.0}\n'))) write(path, text);
    const { stdout } = await run('diff', '--since', 'HEAD');
    assert.match(stdout, /^prod\/kustomization\.yaml: daemonset\/agent in namespace default: a new revision/);
  }));
test('a chart that helm pulls is not here', () =>
  inProject(inflated('  repo: https://example.com/charts\n  version: 2.0.0\n'), async ({ run }) => {
    const { stdout } = await run('--notes', '--only', 'kustomization-error');
    assert.match(stdout, /^prod\/kustomization\.yaml:2:3: note: .*helm pulls it/);
  }));

const MISPLACED = GOOD.replace('spec:\n  selector', 'spec:\n  maxUnavailable: 2\n  selector');
test('a base is fixed in its own words, not as kustomize prints it', () =>
  inProject(
    { ...BASE, 'base/ds.yaml': `# ours\n${MISPLACED}`, ...overlay('dev'), ...overlay('prod') },
    async ({ root, run }) => {
      await run('--fix');
      const fixed = readFileSync(join(root, 'base/ds.yaml'), 'utf8');
      assert.is(
        fixed,
        `# ours\n${GOOD.replace('spec:\n  selector', 'spec:\n  updateStrategy:\n    rollingUpdate:\n      maxUnavailable: 2\n  selector')}`,
      );
    },
  ));

test('what an overlay brings into a base is not fixed in the base', () =>
  inProject(
    {
      ...BASE,
      'prod/kustomization.yaml': `resources:\n- ../base\npatches:\n- target: {kind: DaemonSet}\n  patch: |-\n    - op: add\n      path: /spec/maxUnavailable\n      value: 2\n`,
    },
    async ({ root, run }) => {
      const { stdout } = await run('--fix');
      assert.is(readFileSync(join(root, 'base/ds.yaml'), 'utf8'), GOOD);
      assert.equal(places(stdout), ['prod/kustomization.yaml:6:7 unknown-field']);
    },
  ));

const brokenOf = (text: string): Record<string, string> => ({ 'k/kustomization.yaml': text });

test('a kustomization that cannot be read and names what is elsewhere is an error', () =>
  inProject(brokenOf('resources: [github.com/x/y?ref=v1]\n'), async ({ run, write }) => {
    const { code, stdout } = await run();
    assert.equal([code, places(stdout)], [1, ['k/kustomization.yaml:1:27 kustomization-error']]);
    write('k/kustomization.yaml', '# https://example.com/\nhelmCharts: {\n');
    assert.is((await run()).code, 1);
    write('k/kustomization.yaml', 'resources: [https://example.com/ds.yaml, {]\n');
    assert.is((await run()).code, 1);
    write('over/kustomization.yaml', 'resources: [../k, github.com/x/y]\n');
    assert.is((await run('over')).code, 1);
  }));

test('a kustomization that cannot be read and names nothing is listed', () =>
  inProject(brokenOf('# https://example.com/\nresources: {a: 1}\n'), async ({ run, write }) => {
    const { code, stderr } = await run('--verbose');
    assert.is(code, 0);
    assert.match(stderr, '1 file skipped (1 broken-kustomization)');
    assert.match(stderr, /^daemonlint: {3}k\/kustomization\.yaml$/m);
    write('k/kustomization.yaml', 'resources: [{{ base }}, github.com/x/y?ref=v1]\n');
    assert.match((await run()).stderr, '1 file skipped (1 template)');
    assert.match((await run('plan', '.')).stderr, 'skipped as template: 1 file');
  }));

test('a file of the repository outside of the kustomization is read, and told of', () =>
  inRepository(
    { 'other/ds.yaml': GOOD, 'k/kustomization.yaml': 'resources:\n  - ../other/ds.yaml\n' },
    async ({ run }) => {
      const { code, stdout } = await run('check', 'k');
      assert.is(code, 1);
      assert.match(
        stdout,
        /^k\/kustomization\.yaml:2:5: warning: .*unless --load-restrictor LoadRestrictionsNone is given/,
      );
    },
  ));

test('a kustomization file that is a link is built where the link is', () => {
  const kustomization = `resources: [ds.yaml]\npatches: [{patch: '[{"op": "add", "path": "/spec/template/spec/bogus", "value": 1}]', target: {kind: DaemonSet}}]\n`;
  return inProject({ 'b/ds.yaml': GOOD, 'b/lib/k.yaml': kustomization }, async ({ root, run }) => {
    symlinkSync('lib/k.yaml', join(root, 'b/kustomization.yaml'));
    for (const path of ['.', 'b', 'b/kustomization.yaml']) {
      const { code, stdout } = await run('check', path);
      assert.is(code, 1, path);
      assert.match(stdout, /spec\.template\.spec has no field bogus/, path);
    }
  });
});

test('what an ignored base brings into an overlay that is not ignored is told there', () => {
  const files = {
    'daemonlint.yaml': 'ignore: [base/]\n',
    'base/kustomization.yaml': 'resources: [ds.yaml]\n',
    'base/ds.yaml': GOOD,
    'overlay/kustomization.yaml': 'resources: [../base]\nnamespace: prod\n',
  };
  return inRepository(files, async ({ run, write }) => {
    write('base/ds.yaml', GOOD.replace('1.4.2', '1.5.0'));
    assert.match(
      (await run('diff', '--since', 'HEAD', 'overlay')).stdout,
      /^overlay\/kustomization\.yaml: .*a new revision/,
    );
    write('base/ds.yaml', GOOD.replace('image:', 'imag:'));
    for (const more of [[], ['--since', 'HEAD']]) {
      const { code, stdout } = await run('check', ...more);
      assert.is(code, 1);
      assert.match(stdout, /^overlay\/kustomization\.yaml:1:13: error: .*no field imag.*\(base\/ds\.yaml:16\)/);
    }
  });
});

test('a kustomization that is named is asked about all that it makes', () =>
  inProject(
    { 'k/kustomization.yaml': 'resources: [ds.yaml]\n', 'k/ds.yaml': GOOD.replace('image:', 'imag:') },
    async ({ run }) => {
      const { code, stdout } = await run('check', 'k/kustomization.yaml');
      assert.is(code, 1);
      assert.match(stdout, /^k\/ds\.yaml:16:11: error: .*no field imag/);
    },
  ));

test.run();
