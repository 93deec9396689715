import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { CHART, TEMPLATE, VALUES } from './agent-chart.ts';
import { GOOD, inProject, REFUSED, WARNED } from './project.ts';
import { commitAll, inRepository } from './repository.ts';

const test = suite('exceptions');

const TODAY = { date: () => new Date('2026-06-01T12:00:00Z') };
const RULE = 'no-rollback-history';
const LIMIT = '  revisionHistoryLimit: 0\n';
/** WARNED with a line instead of that of the finding. */
const withLine = (text: string): string => WARNED.replace(LIMIT, text);
const UNTAGGED = GOOD.replace('agent:1.4.2', 'agent');

/** `path:line:column rule` of each finding, and the count of those that are suppressed. */
function shown({ stdout, stderr }: { stdout: string; stderr: string }): string[] {
  const found = stdout.split('\n').filter(Boolean);
  const places = found.map((line) => line.replace(/^(.*?:\d+:\d+): .*\[([\w/-]+)\]$/, '$1 $2'));
  const suppressed = /(\d+) suppressed/.exec(stderr)?.[0];
  return suppressed === undefined ? places : [...places, suppressed];
}

type Files = Readonly<Record<string, string>>;
function finds(name: string, files: Files | string, expected: readonly string[], ...argv: readonly string[]): void {
  test(name, () =>
    inProject(typeof files === 'string' ? { 'ds.yaml': files } : files, async ({ runWith }) => {
      // Copies of one object are enough here.
      assert.equal(shown(await runWith(TODAY, '--rule', 'duplicate-object=off', ...argv)), expected);
    }),
  );
}

const HIDDEN = ['1 suppressed'];
const LIVE = ['ds.yaml:6:25 no-rollback-history'];

finds('at the end of the line', withLine(`  revisionHistoryLimit: 0 # daemonlint-ignore ${RULE}: why\n`), HIDDEN);
finds('on the line above', withLine(`  # daemonlint-ignore ${RULE}: why\n${LIMIT}`), HIDDEN);
finds(
  'above several comments and blank lines',
  withLine(`  # daemonlint-ignore ${RULE}: why\n\n# more\n  # daemonlint-ignore all-nodes-at-once\n${LIMIT}`),
  [...['ds.yaml:9:23 suppression-unused'], ...HIDDEN],
);
finds(
  'for what is inside of what begins there',
  WARNED.replace('spec:\n', `spec: # daemonlint-ignore ${RULE}: why\n`),
  HIDDEN,
);
finds('not for what comes behind it', withLine(`  # daemonlint-ignore ${RULE}: why\n  minReadySeconds: 5\n${LIMIT}`), [
  'ds.yaml:6:23 suppression-unused',
  'ds.yaml:8:25 no-rollback-history',
]);
finds(
  'for one container of several',
  GOOD.replace(
    /( {8}- name: agent\n {10}image: ).*\n/,
    '$1registry.example.com/agent\n        # daemonlint-ignore mutable-image-tag: built here\n        - name: b\n          image: registry.example.com/b\n',
  ),
  ['ds.yaml:16:18 mutable-image-tag', ...HIDDEN],
);
finds('with CRLF', withLine(`  # daemonlint-ignore ${RULE}: why\n${LIMIT}`).replaceAll('\n', '\r\n'), HIDDEN);
finds('with a byte order mark', `\ufeff# daemonlint-ignore-file ${RULE}: why\n${WARNED}`, HIDDEN);
finds('with tabs', withLine(`  revisionHistoryLimit: 0\t#\tdaemonlint-ignore\t${RULE}:\twhy\n`), HIDDEN);
finds(
  'in flow style',
  GOOD.replace('spec:\n', 'spec: {\n  # daemonlint-ignore no-rollback-history: why\n  revisionHistoryLimit: 0,\n')
    .replace('  selector:\n    matchLabels:\n      app: agent\n', '  selector: {matchLabels: {app: agent}},\n')
    .replace(
      / {2}template:[^]*/,
      '  template: {metadata: {labels: {app: agent}}, spec: {containers: [{name: agent, image: "a:1.4.2"}]}}}\n',
    ),
  HIDDEN,
);
finds('of several rules', withLine(`  # daemonlint-ignore ${RULE}, on-delete-strategy: why\n${LIMIT}`), [
  'ds.yaml:6:44 suppression-unused',
  ...HIDDEN,
]);
finds('for the object', `# daemonlint-ignore-object ${RULE}: why\n${WARNED}---\n${WARNED}`, [
  'ds.yaml:25:25 no-rollback-history',
  ...HIDDEN,
]);
finds('for the object behind a marker', `${WARNED}---\n# daemonlint-ignore-object ${RULE}: why\n${WARNED}`, [
  'ds.yaml:6:25 no-rollback-history',
  ...HIDDEN,
]);
finds('for the file', `# a\n\n# daemonlint-ignore-file ${RULE}: why\n---\n${WARNED}---\n${WARNED}`, ['2 suppressed']);
finds(
  'for the object by its annotation',
  WARNED.replace(
    '  name: agent\n',
    `  name: agent\n  annotations:\n    daemonlint.github.io/ignore: |\n      ${RULE}: why\n`,
  ),
  HIDDEN,
);
finds(
  'by the annotation of JSON',
  {
    'ds.json': JSON.stringify({
      apiVersion: 'apps/v1',
      kind: 'DaemonSet',
      metadata: { name: 'agent', annotations: { 'daemonlint.github.io/ignore': `${RULE}: why` } },
      spec: {
        revisionHistoryLimit: 0,
        selector: { matchLabels: { app: 'a' } },
        template: { metadata: { labels: { app: 'a' } }, spec: { containers: [{ name: 'a', image: 'a:1.4.2' }] } },
      },
    }),
  },
  HIDDEN,
);
const ITEM = (more = ''): string => `  ${more}- ${WARNED.trimEnd().replaceAll('\n', '\n    ')}\n`;
finds(
  'for an item of a list',
  `apiVersion: v1\nkind: List\nitems:\n${ITEM(`# daemonlint-ignore-object ${RULE}: why\n  `)}${ITEM()}`,
  ['ds.yaml:27:29 no-rollback-history', ...HIDDEN],
);
finds(
  'for all items of a list',
  `# daemonlint-ignore-object ${RULE}: why\napiVersion: v1\nkind: List\nitems:\n${ITEM()}${ITEM()}`,
  ['2 suppressed'],
);

finds(
  'not in a block scalar',
  WARNED.replace(
    '  name: agent\n',
    `  name: agent\n  annotations:\n    a: |\n      # daemonlint-ignore-file ${RULE}: why\n`,
  ),
  ['ds.yaml:9:25 no-rollback-history'],
);
finds('not without a sign', withLine(`  revisionHistoryLimit: 0 # see daemonlint-ignore ${RULE}: why\n`), LIVE);
finds(
  'until its last day',
  withLine(`  revisionHistoryLimit: 0 # daemonlint-ignore ${RULE} until 2026-06-01: why\n`),
  HIDDEN,
);
finds(
  'not from the next day on',
  withLine(`  revisionHistoryLimit: 0 # daemonlint-ignore ${RULE} until 2026-05-31: why\n`),
  [...LIVE, 'ds.yaml:6:73 suppression-expired'],
);
finds(
  'not until a day that does not exist',
  withLine(`  revisionHistoryLimit: 0 # daemonlint-ignore ${RULE} until 2027-02-30: why\n`),
  [...LIVE, 'ds.yaml:6:73 suppression-expired'],
);
finds(
  'not of a rule that does not exist',
  withLine(`  revisionHistoryLimit: 0 # daemonlint-ignore no-rollback: why\n`),
  [...LIVE, 'ds.yaml:6:47 suppression-unknown-rule'],
);
finds('not of no rule', withLine(`  revisionHistoryLimit: 0 # daemonlint-ignore: why\n`), [
  ...LIVE,
  'ds.yaml:6:27 suppression-unknown-rule',
]);
for (const word of ['ignor', 'ignore-line', 'ignore-next-line', 'disable-line', 'ignore-objects'])
  finds(
    `not by a word that was misspelled: ${word}`,
    withLine(`  revisionHistoryLimit: 0 # daemonlint-${word} ${RULE}: why\n`),
    [...LIVE, 'ds.yaml:6:29 suppression-unknown-rule'],
  );
finds(
  'not in the middle of a document for an object',
  withLine(`  # daemonlint-ignore-object ${RULE}: why\n${LIMIT}`),
  ['ds.yaml:6:3 suppression-unused', 'ds.yaml:7:25 no-rollback-history'],
);
finds('not behind the first key for a file', withLine(`  # daemonlint-ignore-file ${RULE}: why\n${LIMIT}`), [
  'ds.yaml:6:3 suppression-unused',
  'ds.yaml:7:25 no-rollback-history',
]);
finds('not before nothing', `${WARNED}# daemonlint-ignore ${RULE}: why\n`, [
  ...LIVE,
  'ds.yaml:18:1 suppression-unused',
]);
finds('never what the API server refuses', `# daemonlint-ignore-file invalid-value: why\n${REFUSED}`, [
  'ds.yaml:1:26 suppression-unused',
  'ds.yaml:13:14 invalid-value',
]);
finds('never what is said of exceptions', `# daemonlint-ignore-file suppression-unused: why\n${GOOD}`, [
  'ds.yaml:1:26 suppression-unused',
]);
finds(
  'a reason is asked for by the preset strict',
  withLine(`  revisionHistoryLimit: 0 # daemonlint-ignore ${RULE}\n`),
  ['ds.yaml:6:27 suppression-without-reason', ...HIDDEN],
  '--rule',
  'suppression-without-reason=warning',
);
finds('without it, none is', withLine(`  revisionHistoryLimit: 0 # daemonlint-ignore ${RULE}\n`), HIDDEN);
finds(
  'all is shown with --ignore-suppressions',
  `# daemonlint-ignore-file ${RULE}: why\n${WARNED}`,
  ['ds.yaml:7:25 no-rollback-history'],
  '--ignore-suppressions',
);
finds(
  'nothing is unused of rules that did not run',
  `# daemonlint-ignore-file on-delete-strategy, strategy-flip, shared-selector, slow-rollout: why\n${GOOD}`,
  [],
  '--rule',
  'on-delete-strategy=off',
);
finds(
  'nothing is unused with --only',
  `# daemonlint-ignore-file ${RULE}: why\n${GOOD}`,
  [],
  '--only',
  'mutable-image-tag,suppression-unused',
);
finds(
  'an annotation that hides nothing',
  GOOD.replace('  name: agent\n', `  name: agent\n  annotations:\n    daemonlint.github.io/ignore: '${RULE}: why'\n`),
  ['ds.yaml:6:34 suppression-unused'],
);
finds(
  'a second exception for the same is unused',
  `# daemonlint-ignore-file ${RULE}: why\n${withLine(`  revisionHistoryLimit: 0 # daemonlint-ignore ${RULE}: why\n`)}`,
  ['ds.yaml:1:26 suppression-unused', ...HIDDEN],
);

// Charts.
const LOOSE = VALUES.replace('tag: 1.4.2', 'tag: latest');
const IMAGE = '          image: {{ include "agent.image" . }}\n';
const chart = (changes: Files): Files => ({ ...CHART, 'agent/values.yaml': LOOSE, ...changes });
const FOUND_IN_CHART = 'agent/templates/_helpers.tpl:2:1 mutable-image-tag';
finds('the finding of the chart, without an exception', chart({}), [FOUND_IN_CHART]);
const HELPER = CHART['agent/templates/_helpers.tpl'];
finds(
  'in a helper',
  chart({
    'agent/templates/_helpers.tpl': HELPER.replace(
      '\n{{ .V',
      '\n{{- /* daemonlint-ignore mutable-image-tag: why */ -}}\n{{ .V',
    ),
  }),
  HIDDEN,
);
finds(
  'in a template, where the helper is included',
  chart({
    'agent/templates/ds.yaml': TEMPLATE.replace(
      IMAGE,
      `          {{- /* daemonlint-ignore mutable-image-tag: why */}}\n${IMAGE}`,
    ),
  }),
  HIDDEN,
);
finds(
  'in a template, at the end of the line',
  chart({
    'agent/templates/ds.yaml': TEMPLATE.replace(
      IMAGE,
      IMAGE.replace('\n', ' # daemonlint-ignore mutable-image-tag: why\n'),
    ),
  }),
  HIDDEN,
);
finds(
  'in values',
  chart({ 'agent/values.yaml': LOOSE.replace('latest', 'latest # daemonlint-ignore mutable-image-tag: why') }),
  HIDDEN,
);
finds(
  'in a template, for its object',
  chart({ 'agent/templates/ds.yaml': `{{/* daemonlint-ignore-object mutable-image-tag: why */}}\n${TEMPLATE}` }),
  HIDDEN,
);
finds(
  'by an annotation in a template',
  chart({
    'agent/templates/ds.yaml': TEMPLATE.replace(
      '  name: agent\n',
      '  name: agent\n  annotations:\n    daemonlint.github.io/ignore: "mutable-image-tag: why"\n',
    ),
  }),
  HIDDEN,
);
finds(
  'what hides nothing in a chart',
  {
    ...CHART,
    'agent/templates/ds.yaml': TEMPLATE.replace(
      IMAGE,
      `          {{- /* daemonlint-ignore mutable-image-tag: why */}}\n${IMAGE}`,
    ),
    'agent/values.yaml': VALUES.replace('1.4.2', '1.4.2 # daemonlint-ignore mutable-image-tag: why'),
  },
  ['agent/templates/ds.yaml:18:36 suppression-unused', 'agent/values.yaml:5:34 suppression-unused'],
);
finds(
  'what no rendering shows is not judged',
  {
    ...CHART,
    'agent/templates/ds.yaml': TEMPLATE.replace(
      IMAGE,
      `${IMAGE}          {{- if .Values.shell }}\n          # daemonlint-ignore exec-needs-shell: why\n          command: [sh]\n          {{- end }}\n`,
    ),
    'agent/values.yaml': `${VALUES}# daemonlint-ignore mutable-image-tag: why\nother: 1\n`,
  },
  [],
);
finds(
  'in another file than the one that is named',
  chart({
    'agent/templates/ds.yaml': TEMPLATE.replace(
      IMAGE,
      `          {{- /* daemonlint-ignore mutable-image-tag: why */}}\n${IMAGE}`,
    ),
  }),
  HIDDEN,
  'agent/values.yaml',
);

// Kustomizations.
const BASE = { 'base/kustomization.yaml': 'resources:\n- ds.yaml\n', 'base/ds.yaml': UNTAGGED };
const overlay = (name: string, more = '', way = '- ../../base'): Files => ({
  [`overlays/${name}/kustomization.yaml`]: `resources:\n${way}\nnamespace: ${name}\n${more}`,
});
const WAY = '- ../../base # daemonlint-ignore mutable-image-tag: why';
finds(
  'in a base, for all overlays',
  {
    ...BASE,
    'base/ds.yaml': UNTAGGED.replace(
      'example.com/agent',
      'example.com/agent # daemonlint-ignore mutable-image-tag: why',
    ),
    ...overlay('a'),
    ...overlay('b'),
  },
  HIDDEN,
);
finds(
  'at the line that asks for a base, for one overlay alone',
  { ...BASE, ...overlay('a', '', WAY), ...overlay('b') },
  ['base/ds.yaml:16:18 mutable-image-tag'],
);
finds('at that line in all of them', { ...BASE, ...overlay('a', '', WAY), ...overlay('b', '', WAY) }, HIDDEN);
finds(
  'in a kustomization',
  {
    ...BASE,
    ...overlay(
      'a',
      'images:\n# daemonlint-ignore mutable-image-tag: why\n- name: registry.example.com/agent\n  newTag: latest\n',
    ),
  },
  HIDDEN,
);
const PATCH =
  'apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: agent}\nspec:\n  revisionHistoryLimit: 0 # daemonlint-ignore no-rollback-history: why\n';
finds(
  'in a patch',
  { ...BASE, 'base/ds.yaml': GOOD, ...overlay('a', 'patches:\n- path: p.yaml\n'), 'overlays/a/p.yaml': PATCH },
  HIDDEN,
);
finds(
  'what hides nothing in a kustomization',
  {
    ...BASE,
    'base/ds.yaml': GOOD,
    ...overlay('a', 'patches:\n- path: p.yaml\n'),
    'overlays/a/p.yaml': PATCH.replace('Limit: 0', 'Limit: 5'),
  },
  ['overlays/a/p.yaml:5:47 suppression-unused'],
);
finds(
  'what hides nothing at the line that asks for a patch',
  {
    ...BASE,
    'base/ds.yaml': GOOD,
    ...overlay('a', `patches:\n- path: p.yaml # daemonlint-ignore ${RULE}: why\n`),
    'overlays/a/p.yaml': PATCH.replace(/ #.*/, ''),
  },
  ['overlays/a/kustomization.yaml:5:36 suppression-unused', `overlays/a/p.yaml:5:25 ${RULE}`],
);
finds(
  'for the object of a base, what a patch brings',
  {
    ...BASE,
    'base/ds.yaml': `# daemonlint-ignore-object no-rollback-history: why\n${GOOD}`,
    ...overlay('a', 'patches:\n- path: p.yaml\n'),
    'overlays/a/p.yaml': PATCH.replace(/ #.*/, ''),
  },
  HIDDEN,
);

// Formats.
const EXCUSED = withLine(`  # daemonlint-ignore ${RULE} until 2026-12-31: kept in git\n${LIMIT}`);
interface Listed {
  readonly rule: string;
  readonly suppressed?: object;
}
test('JSON lists what is hidden, with the reason, and counts it apart', () =>
  inProject({ 'ds.yaml': EXCUSED }, async ({ runWith }) => {
    const run = await runWith(TODAY, '--format', 'json');
    const { findings, summary } = JSON.parse(run.stdout) as { findings: Listed[]; summary: object };
    assert.is(run.code, 0);
    assert.equal(
      findings.map(({ rule, suppressed }) => ({ rule, suppressed })),
      [{ rule: RULE, suppressed: { by: 'comment', reason: 'kept in git', until: '2026-12-31' } }],
    );
    assert.equal(summary, { files: 1, manifests: 1, errors: 0, warnings: 0, notes: 0, suppressed: 1, baseline: 0 });
    const omitted = JSON.parse((await runWith(TODAY, '--format', 'json', '--omit-suppressed')).stdout) as {
      findings: Listed[];
    };
    assert.equal(omitted.findings, []);
  }));
test('SARIF carries it with its justification, other formats leave it out', () =>
  inProject({ 'ds.yaml': EXCUSED }, async ({ runWith }) => {
    const log = JSON.parse((await runWith(TODAY, '--format', 'sarif')).stdout) as {
      runs: { results: { ruleId: string; suppressions: object }[] }[];
    };
    assert.equal(
      log.runs[0]?.results.map(({ ruleId, suppressions }) => ({ ruleId, suppressions })),
      [{ ruleId: RULE, suppressions: [{ kind: 'inSource', status: 'accepted', justification: 'kept in git' }] }],
    );
    assert.not((await runWith(TODAY, '--format', 'sarif', '--omit-suppressed')).stdout.includes('"suppressions"'));
    for (const format of ['text', 'github', 'gitlab', 'junit', 'checkstyle', 'rdjsonl', 'markdown'])
      assert.not((await runWith(TODAY, '--format', format)).stdout.includes(RULE), format);
  }));

// Fixes.
function fixes(name: string, before: string, after: string): void {
  test(name, () =>
    inProject({ 'ds.yaml': before }, async ({ root, runWith }) => {
      await runWith(TODAY, name.includes('hidden') ? '--fix=unsafe' : '--fix');
      assert.is(readFileSync(join(root, 'ds.yaml'), 'utf8'), after);
    }),
  );
}
fixes('what is hidden is not fixed', EXCUSED, EXCUSED);
fixes('--fix takes an unused exception away with its line', `# daemonlint-ignore-file ${RULE}: why\r\n${GOOD}`, GOOD);
fixes(
  'or with the blanks in front',
  GOOD.replace('  name: agent\n', `  name: agent \t# daemonlint-ignore ${RULE}: why\n`),
  GOOD,
);
fixes('but not with a marker', `--- # daemonlint-ignore-file ${RULE}: why\n${GOOD}`, `---\n${GOOD}`);
fixes(
  'or only the rules that are unused',
  withLine(`  # daemonlint-ignore on-delete-strategy, ${RULE}, image-reference: why\n${LIMIT}`),
  withLine(`  # daemonlint-ignore ${RULE}: why\n${LIMIT}`),
);
fixes(
  'and writes the rule that was meant',
  withLine(`  # daemonlint-ignor no-rolback-history: why\n${LIMIT}`),
  withLine(`  # daemonlint-ignore ${RULE}: why\n${LIMIT}`),
);
fixes(
  'and takes a line of the annotation',
  WARNED.replace(
    '  name: agent\n',
    `  name: agent\n  annotations:\n    daemonlint.github.io/ignore: |-\n      ${RULE}: why\n      on-delete-strategy: why\n`,
  ),
  WARNED.replace('  name: agent\n', `  name: agent\n  annotations:\n    daemonlint.github.io/ignore: "${RULE}: why"\n`),
);

// Changes.
const AT_END = withLine(`  revisionHistoryLimit: 0 # daemonlint-ignore ${RULE}: why\n`);
const since = (name: string, before: Files, after: Files, expected: readonly string[]): void => {
  test(`--since: ${name}`, () =>
    inRepository(before, async ({ root, write, runWith }) => {
      for (const [path, text] of Object.entries(after)) write(path, text);
      commitAll(root);
      const only = `${RULE},on-delete-strategy,strategy-flip,suppression-unused,suppression-unknown-rule`;
      assert.equal(shown(await runWith(TODAY, '--since', 'HEAD~1', '--only', only)), expected);
    }));
};
since('an exception that is taken away shows what it hid', { 'ds.yaml': AT_END }, { 'ds.yaml': WARNED }, LIVE);
since('an exception for what is preexisting hides it, and is used', { 'ds.yaml': WARNED }, { 'ds.yaml': AT_END }, []);
since(
  'an exception that was unused is preexisting',
  { 'ds.yaml': `# daemonlint-ignore-file ${RULE}: why\n${GOOD}` },
  { 'ds.yaml': `# daemonlint-ignore-file ${RULE}: why\n${GOOD.replace('1.4.2', '1.4.3')}` },
  [],
);
since(
  'one whose finding is fixed is not',
  { 'ds.yaml': AT_END },
  { 'ds.yaml': AT_END.replace('Limit: 0', 'Limit: 5') },
  ['ds.yaml:6:47 suppression-unused'],
);
const strategy = (type: string, comment = ''): string =>
  GOOD.replace('spec:\n  selector', `spec:\n  updateStrategy:\n${comment}    type: ${type}\n  selector`);
const FLIPPED = strategy('RollingUpdate', '    # daemonlint-ignore strategy-flip: why\n');
since(
  'what a change brings is hidden, and its exception is never unused',
  { 'ds.yaml': strategy('OnDelete') },
  { 'ds.yaml': FLIPPED },
  HIDDEN,
);
test('diff and plan leave hidden hazards out', () =>
  inProject({ 'old/ds.yaml': strategy('OnDelete'), 'new/ds.yaml': FLIPPED }, async ({ runWith }) => {
    const diff = ['diff', 'old', 'new', '--output', 'json'];
    assert.not((await runWith(TODAY, ...diff)).stdout.includes('strategy-flip'));
    assert.ok((await runWith(TODAY, ...diff, '--ignore-suppressions')).stdout.includes('strategy-flip'));
    const plan = ['plan', 'new/ds.yaml', '--against', 'old/ds.yaml', '--output', 'json'];
    assert.not((await runWith(TODAY, ...plan)).stdout.includes('strategy-flip'));
    assert.ok((await runWith(TODAY, ...plan, '--ignore-suppressions')).stdout.includes('strategy-flip'));
  }));

// Policies.
const POLICY = `apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata: {name: history}
spec:
  failurePolicy: Fail
  matchConstraints: {resourceRules: [{apiGroups: [apps], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [daemonsets]}]}
  validations: [{expression: "object.spec.revisionHistoryLimit > 0"}]
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata: {name: history}
spec: {policyName: history, validationActions: [Deny]}
`;
const DENIED = {
  'ds.yaml': withLine('  revisionHistoryLimit: 0 # daemonlint-ignore no-rollback-history, policy/history: why\n'),
  'policies/p.yaml': POLICY,
};
const configured = (more: string): Files => ({
  ...DENIED,
  'daemonlint.yaml': `policies:\n  paths: [policies]\n${more}`,
});
finds('never what a policy denies', configured(''), [
  'ds.yaml:6:25 policy/history',
  'ds.yaml:6:68 suppression-unused',
  ...HIDDEN,
]);
finds('unless the configuration lets it', configured('  suppressible: true\n'), ['2 suppressed']);
finds('for the policies that it names', configured('  suppressible: [history]\n'), ['2 suppressed']);
finds('and not for others', configured('  suppressible: [other]\n'), [
  'ds.yaml:6:25 policy/history',
  'ds.yaml:6:68 suppression-unused',
  ...HIDDEN,
]);

test.run();
