import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { FORMAT_NAMES } from '../../src/format/format-names.ts';
import { GOOD, inProject, WARNED } from './project.ts';
import { git, inRepository } from './repository.ts';

const test = suite('overrides');

const RULE = 'no-rollback-history';
const named = (name: string, more: string): string => WARNED.replace('  name: agent\n', `  name: ${name}\n${more}`);

const FILES = {
  '.git/HEAD': 'ref: refs/heads/main\n',
  'eu/ds.yaml': named('agent', '  namespace: logging\n  labels: {team: edge, tier: "1"}\n'),
  'us/ds.yaml': `${named('agent', '')}---\n${named('agent-old', '  namespace: kube-system\n')}`,
};

/** The severities of the rule, by `FOLDER:LINE`. */
function severities(stdout: string): Record<string, string> {
  const found = stdout.matchAll(/^(\w+)\/ds\.yaml:(\d+):\d+: (\w+): .*\[no-rollback-history\]/gm);
  return Object.fromEntries([...found].map(([, folder, line, severity]) => [`${folder}:${line}`, severity ?? '']));
}

const [EU, US, OLD] = ['eu:8', 'us:6', 'us:25'];
const CASES: readonly (readonly [when: string, on: readonly string[]])[] = [
  ['files: eu/', [EU]],
  ['files: ["*.yaml", "!us/*"]', [EU]],
  ['files: "*.yaml"', [EU, US, OLD]],
  ['files: ./us', [US, OLD]],
  ['namespaces: logging', [EU]],
  ['namespaces: ["kube-*", default]', [US, OLD]],
  ['namespaces: ["*", "!kube-*"]', [EU, US]],
  ['names: agent', [EU, US]],
  ['names: "*-old"', [OLD]],
  ['names: "a*t*-*d"', [OLD]],
  ['names: "agent*agent"', []],
  ['labels: {team: edge}', [EU]],
  ['labels: {team: [ops, "e*"], tier: "1"}', [EU]],
  ['labels: {team: "*", tier: "2"}', []],
  ['files: us/, names: agent', [US]],
];

for (const [when, on] of CASES)
  test(`${when} is for the objects that meet all of it`, () =>
    inProject(
      { ...FILES, 'daemonlint.yaml': `overrides:\n  - {${when}, rules: {${RULE}: error}}\n` },
      async ({ run }) => {
        const found = severities((await run()).stdout);
        assert.equal(
          found,
          Object.fromEntries([EU, US, OLD].map((place) => [place, on.includes(place) ? 'error' : 'warning'])),
        );
      },
    ));

test('later overrides win, each severity and option by itself; the command line wins over them', () =>
  inProject(
    {
      ...FILES,
      'daemonlint.yaml': `rules: {${RULE}: note}
overrides:
  - files: [eu/, us/]
    rules: { ${RULE}: error, slow-rollout: { severity: error, minutes: 1 } }
  - names: '*-old'
    rules: { ${RULE}: off, slow-rollout: { minutes: 600 } }
fleet: { nodes: 100 }
`,
    },
    async ({ run }) => {
      const { stdout } = await run();
      assert.equal(severities(stdout), { [EU]: 'error', [US]: 'error' });
      assert.equal(stdout.match(/\[slow-rollout\]/g)?.length, 2);
      const named = await run('--rule', `${RULE}=warning`);
      assert.equal(severities(named.stdout), { [EU]: 'warning', [US]: 'warning', [OLD]: 'warning' });
    },
  ));

test('a preset of an override is for its objects; rules of a configuration go over overrides that it extends', () =>
  inProject(
    {
      ...FILES,
      'base.yaml': `overrides:\n  - files: us/\n    preset: strict\n    rules: {${RULE}: off}\n`,
      'daemonlint.yaml': 'extends: ./base.yaml\n',
    },
    async ({ run, write }) => {
      const strict = (await run('--notes')).stdout;
      assert.equal(severities(strict), { [EU]: 'warning' });
      assert.equal(
        [...new Set(strict.match(/^\w+\/.*(?=.*\[image-digest\])/gm)?.map((line) => line.slice(0, 2)))],
        ['us'],
      );
      write('daemonlint.yaml', `extends: ./base.yaml\nrules: {${RULE}: error}\n`);
      assert.equal(severities((await run()).stdout), { [EU]: 'error', [US]: 'error', [OLD]: 'error' });
    },
  ));

test('rules about files without an object, and about exceptions in them, follow overrides of files', () =>
  inProject(
    {
      ...FILES,
      'us/ds.yaml': `# daemonlint-ignore ${RULE}: known\n${FILES['us/ds.yaml']}`,
      'daemonlint.yaml': 'overrides:\n  - {files: us/, rules: {suppression-unused: error}}\n',
    },
    async ({ run }) => {
      assert.match((await run()).stdout, /^us\/ds\.yaml:1:\d+: error: .*\[suppression-unused\]$/m);
    },
  ));

test('an object of a kustomization is met by its overlay and by the file that it is written in', () =>
  inProject(
    {
      '.git/HEAD': 'ref: refs/heads/main\n',
      'base/ds.yaml': WARNED,
      'base/kustomization.yaml': 'resources: [ds.yaml]\n',
      'overlays/eu/kustomization.yaml': 'resources: [../../base]\nnamespace: eu\n',
    },
    async ({ run, write }) => {
      for (const when of ['files: base/ds.yaml', 'files: overlays/eu/', 'namespaces: eu']) {
        write('daemonlint.yaml', `overrides:\n  - {${when}, rules: {${RULE}: error}}\n`);
        assert.match((await run('overlays/eu')).stdout, /: error: .*\[no-rollback-history\]/, when);
      }
    },
  ));

test('an override holds in every command that reports findings, and in every format', () =>
  inRepository(
    {
      'eu/ds.yaml': GOOD,
      'us/ds.yaml': GOOD,
      '.daemonlint.yml': `overrides:\n  - {files: eu/, rules: {${RULE}: off, history-shrinks: off}}\n  - {files: us/, rules: {${RULE}: error}}\n`,
    },
    async ({ root, run, write }) => {
      write('eu/ds.yaml', WARNED);
      write('us/ds.yaml', WARNED);
      git(root, 'add', '-A');
      const argvs = [
        ...FORMAT_NAMES.map((format) => ['check', '--format', format]),
        ['check', '--since', 'HEAD'],
        ['check', '--staged'],
        ['diff', '--since', 'HEAD'],
      ];
      for (const argv of argvs) {
        const { stdout } = await run(...argv);
        const lines = stdout
          .split('\n')
          .filter((line) => /rollback-history|history-shrinks|no old revision/.test(line));
        assert.match(stdout, /rollback-history|history-shrinks|no old revision/, argv.join(' '));
        assert.not.match(lines.join('\n'), 'eu/ds.yaml', argv.join(' '));
      }
      const taken = await run('baseline');
      assert.is(taken.code, 0);
      const written = readFileSync(join(root, '.daemonlint-baseline.yaml'), 'utf8');
      assert.equal(written.match(/"path":"\w+/g), ['"path":"us']);
      assert.not.match((await run()).stdout, RULE);
    },
  ));

const FAULTS: readonly (readonly [text: string, message: RegExp])[] = [
  ['- rules: {}', /daemonlint\.yaml:2:5: "overrides\[0\]" needs files, namespaces, names or labels: what it is for$/m],
  ['- files: x', /:2:5: "overrides\[0\]" needs rules or a preset: what it changes$/m],
  ['- file: x', /:2:5: "overrides\[0\]": unknown key "file"; did you mean "files"\?$/m],
  ['- {files: [], rules: {}}', /:2:13: "overrides\[0\].files" needs at least 1 item$/m],
  [
    '- {files: x, rules: {no-rollbak-history: off}}',
    /:2:24: unknown rule "no-rollbak-history"; did you mean "no-rollback-history"\?$/m,
  ],
  [
    '- {files: x, rules: {image-digest: loud}}',
    /:2:38: "overrides\[0\].rules.image-digest" has to be one of off, note, warning, error$/m,
  ],
  ['- {files: x, rules: {change-cause-format: {pattern: "("}}}', /:2:55: .* is not a regular expression of RE2/m],
  ['- {labels: {a: 1}, rules: {}}', /:2:18: "overrides\[0\].labels.a" has to be of type string or array$/m],
];

for (const [item, message] of FAULTS)
  test(`an override that cannot be meant is a fault with its place: ${item}`, () =>
    inProject({ ...FILES, 'daemonlint.yaml': `overrides:\n  ${item}\n` }, async ({ run }) => {
      const { code, stderr } = await run();
      assert.is(code, 2);
      assert.match(stderr, message);
    }));

test.run();
