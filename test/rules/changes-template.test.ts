import { readFileSync } from 'node:fs';
import { suite, test } from 'uvu';
import * as assert from 'uvu/assert';
import { rules } from '../../rules/index.ts';
import { updateOf, writtenAt } from '../../src/facts/update.ts';
import { buildManifest } from '../../src/manifest/file-manifest.ts';
import { readDocuments } from '../../src/document/documents.ts';
import type { Dump } from '../../src/dump/read-dump.ts';
import { controlledHistory, type ControllerRevision } from '../../src/kubernetes/kubectl/history.ts';
import { NEWEST } from '../../src/kubernetes/api/release.ts';
import { lint, type Hit } from '../../src/rule/lint.ts';
import { type Fleet, type Manifest, NO_SIBLINGS } from '../../src/manifest/manifest.ts';
import { selectRules } from '../../src/rule/ruleset.ts';
import { daemonSetOf, dumpOf, hasShared, SHARED, textOf } from '../rollout/recordings.ts';
import { appliedIn } from '../transcript.ts';

const OURS = [
  'change-cause-stale',
  'change-cause-unrecorded',
  'history-shrinks',
  'immutable-selector',
  'invalid-value',
  'min-ready-raised-with-template',
  'min-ready-regresses-status',
  'missing-field',
  'starts-rollout',
];
const ruleset = selectRules(rules, { preset: 'recommended', settings: {}, only: OURS });

interface Known {
  readonly fleet?: Fleet;
  readonly history?: readonly ControllerRevision[];
}

/** The second text over the first one, if there is one. */
function changeOf(before: string | undefined, after: string, { fleet, history = [] }: Known = {}): Manifest {
  const manifestOf = (text: string, previous?: Manifest): Manifest => {
    const [found] = readDocuments({ path: 'agent.yaml', text }).found;
    if (found === undefined) throw new Error('no DaemonSet');
    return buildManifest(found, {
      context: { minors: [NEWEST], fleet },
      siblings: () => NO_SIBLINGS,
      previous: () => previous,
      history: () => history,
    });
  };
  return manifestOf(after, before === undefined ? undefined : manifestOf(before));
}

const hits = (...change: Parameters<typeof changeOf>): Hit[] => [...lint(changeOf(...change), ruleset)];
const said = (...change: Parameters<typeof changeOf>): string[] => hits(...change).map(({ rule }) => rule);

function messageOf(rule: string, ...change: Parameters<typeof changeOf>): string {
  return hits(...change).find((hit) => hit.rule === rule)?.problem.message ?? '';
}

const scenarios = suite('recorded scenarios');
const recorded = (name: string, check: () => void): void => {
  if (hasShared) scenarios(name, check);
  else scenarios.skip(`${name}: ../shared is not there`, () => undefined);
};

const at = (texts: readonly string[], index: number): string => texts[index] ?? '';
const dump = (scenario: string, file: string): Dump => dumpOf(`scen-${scenario}/${file}`, SHARED);

/** The DaemonSet as it is in the cluster; the manifests that were applied do not name its namespace. */
function applied(state: Dump, spec: object = {}): string {
  const { metadata, ...object } = daemonSetOf(state);
  return JSON.stringify({
    ...object,
    metadata: { ...metadata, namespace: 'default' },
    spec: { ...object.spec, ...spec },
  });
}

const historyOf = (state: Dump): readonly ControllerRevision[] =>
  controlledHistory(daemonSetOf(state), state.revisions);
const causesOf = (state: Dump): unknown[] =>
  [...historyOf(state)]
    .sort((a, b) => a.revision - b.revision)
    .map(({ metadata }) => metadata?.annotations?.['kubernetes.io/change-cause']);

recorded('minready-raise: ten of ten nodes went down at once', () => {
  const [before, after] = [at(appliedIn('minready-raise'), 0), at(appliedIn('minready-raise'), 1)];
  const facts: unknown = JSON.parse(textOf('scen-minready-raise/facts.json', SHARED));
  assert.match(JSON.stringify(facts), '"nodes":10,"maxUnavailable":10,');
  const fleet = { nodes: 10 };
  assert.equal(said(before, after, { fleet }), ['min-ready-raised-with-template', 'starts-rollout']);
  const message = messageOf('min-ready-raised-with-template', before, after, { fleet });
  assert.match(message, 'less than 600 seconds is deleted at once, despite maxUnavailable: 1, and older ones are not');
  const alone = after.replace('agent:v2', 'agent:v1').replace('change-cause: v2', 'change-cause: v1');
  assert.equal(said(before, alone, { fleet }), ['min-ready-regresses-status']);
});

recorded('explicit-defaults: one revision, no pod replaced', () => {
  const [before, after] = [at(appliedIn('explicit-defaults'), 0), at(appliedIn('explicit-defaults'), 1)];
  assert.is(historyOf(dump('explicit-defaults', '01-after.yaml')).length, 1);
  assert.equal(said(before, after), []);
});

recorded('template-labels: a label of the template is a second revision', () => {
  const [before, after] = [at(appliedIn('template-labels'), 0), at(appliedIn('template-labels'), 1)];
  assert.is(historyOf(dump('template-labels', '00-after.yaml')).length, 2);
  assert.equal(said(before, after), ['starts-rollout']);
  assert.match(messageOf('starts-rollout', before, after), '(metadata.labels.team)');
});

recorded('stale-cause: three revisions under one text', () => {
  const state = dump('stale-cause', '00-after.yaml');
  assert.equal(causesOf(state), ['release v1', 'release v1', 'release v1']);
  const message = messageOf('change-cause-stale', at(appliedIn('stale-cause'), 0), applied(state));
  assert.match(message, 'with the text of the previous one, "release v1"');
});

recorded('annotation-only: a corrected text is never seen', () => {
  const [before, annotated, bare, image] = ['before', 'after-annotate', 'after-v2-nocause', 'after-set-image'].map(
    (label, index) => dump('annotation-only', `0${String(index)}-${label}.yaml`),
  );
  if (!before || !annotated || !bare || !image) throw new Error('dumps are missing');
  assert.equal(causesOf(annotated), ['first']);
  assert.equal(said(applied(before), applied(annotated)), ['change-cause-unrecorded']);
  assert.equal(said(at(appliedIn('annotation-only'), 0), applied(annotated)), ['change-cause-unrecorded']);
  assert.equal(said(applied(annotated), at(appliedIn('annotation-only'), 1)), ['starts-rollout']);
  assert.equal(said(applied(bare), applied(image)), ['starts-rollout']);
});

recorded('history-undo: each release with its own text, then back to one that keeps its own', () => {
  const [first, second, third, again] = appliedIn('history-undo');
  if (!first || !second || !third || !again) throw new Error('manifests are missing');
  for (const [before, after] of [
    [first, second],
    [second, third],
  ] as const)
    assert.equal(said(before, after), ['starts-rollout']);
  const undone = dump('history-undo', '05-after-undo-again.yaml');
  const history = historyOf(undone);
  assert.equal(causesOf(dump('history-undo', '06-after-reapply-v3.yaml')).at(-1), 'release v3');
  assert.not.match(again, 'change-cause: release v3\n');
  // Only who knows the history knows that the revision is there already, under its own text.
  assert.equal(said(applied(undone), third, { history }), ['starts-rollout']);
  assert.equal(said(applied(undone), third), ['change-cause-stale', 'starts-rollout']);
});

recorded('hist-limit: what a lower limit leaves', () => {
  assert.is(historyOf(dump('hist-limit0', '03-after-v4.yaml')).length, 1);
  const state = dump('hist-limit2', '03-after-v4.yaml');
  const history = historyOf(state);
  assert.is(history.length, 3);
  const limited = (revisionHistoryLimit: number): string => applied(state, { revisionHistoryLimit });
  assert.match(
    messageOf('history-shrinks', limited(10), limited(0)),
    'all old revisions are deleted at the next sync (up to 10 of 10)',
  );
  assert.match(
    messageOf('history-shrinks', applied(state), limited(1), { history }),
    'but the newest are deleted at the next sync (1 of 2)',
  );
  assert.match(messageOf('history-shrinks', limited(10), limited(1), { history }), '(1 of 2)');
  // With the next version there are three.
  const next = limited(2).replaceAll('agent:v4', 'agent:v5');
  assert.match(
    messageOf('history-shrinks', limited(10), next, { history }),
    'but the newest 2 are deleted at the next sync (1 of 3)',
  );
  assert.equal(said(limited(10), limited(2), { history }), []);
  assert.equal(said(applied(state), at(appliedIn('hist-limit2'), 3)), []);
});
scenarios.run();

const fixture = (path: string): [string, string] => {
  const [before = '', after = ''] = readFileSync(`fixtures/rules/${path}.yaml`, 'utf8').split(/^---$/m);
  return [before, after];
};

test('of a selector that cannot be changed one rule speaks, in the words of the server', () => {
  const [before, after] = fixture('immutable-selector/bad');
  const found = hits(before, after);
  assert.equal(
    found.map(({ rule }) => rule),
    ['immutable-selector'],
  );
  assert.equal(found[0]?.problem.server, {
    reason: 'Invalid',
    field: 'spec.selector',
    message: 'Invalid value: {"matchLabels":{"app":"agent","version":"1.5.0"}}: field is immutable',
  });
});

test('a selector that is missing or empty is told as that', () => {
  const [before, after] = fixture('immutable-selector/good');
  const without = after.replace(/ {2}selector:\n.*\n.*\n/, '');
  assert.equal(said(before, without), ['missing-field']);
  assert.equal(said(before, without.replace('spec:\n', 'spec:\n  selector: {}\n')), ['missing-field']);
});

test('a change that is refused starts nothing and records nothing', () => {
  const [before, after] = fixture('min-ready-raised-with-template/bad');
  const refused = after
    .replace('maxUnavailable: 1', 'maxUnavailable: 0')
    .replace('minReady', 'revisionHistoryLimit: 1\n  minReady');
  assert.equal(said(before, refused), ['invalid-value']);
  assert.is(updateOf(changeOf(before, refused))?.answer.code, 422);
});

test('a new object and a renamed one have no earlier state', () => {
  const [before, after] = fixture('min-ready-raised-with-template/bad');
  assert.equal(said(before, after.replace('name: agent\n', 'name: other\n')), []);
  assert.equal(said(before, after.replace('namespace: monitoring', 'namespace: other')), []);
  assert.equal(said(undefined, after), []);
});

test('how many nodes at once, and why', () => {
  const effectOf = (name: string, nodes?: number): string =>
    messageOf('starts-rollout', ...fixture(`starts-rollout/${name}`), nodes === undefined ? {} : { fleet: { nodes } });
  assert.match(effectOf('bad'), /^the pods of all nodes are replaced, 10% of the nodes at a time, because/);
  assert.match(effectOf('bad', 1), /^with 1 node, every pod is replaced, 1 node at a time, because/);
  assert.match(effectOf('bad', 11), /^with 11 nodes, every pod is replaced, 2 nodes at a time, because/);
  assert.match(effectOf('bad-surge', 9), /^with 9 nodes, .*, 2 nodes at a time and the new pods first, because/);
  assert.match(effectOf('bad-on-delete', 9), /^a new revision is created and each node keeps its old pod/);
  assert.match(effectOf('bad-min-ready', 9), 'those Ready for less than 600 seconds at once');
  assert.match(
    effectOf('bad-percentage'),
    '(spec.containers[0].args, spec.containers[0].env, spec.containers[0].image and 1 more)',
  );
});

test('what is milder, and what becomes of the pods', () => {
  const [surging] = hits(...fixture('min-ready-raised-with-template/bad-surge'));
  assert.is(surging?.severity, 'note');
  assert.match(surging?.problem.message ?? '', 'the new pod starts at once, despite maxSurge: 1');
  assert.is(hits(...fixture('min-ready-raised-with-template/bad'))[0]?.severity, 'warning');
  const left = (name: string): string => messageOf('immutable-selector', ...fixture(`immutable-selector/${name}`));
  assert.match(left('bad'), '(the running pods then have no owner: delete them by their old labels)');
  assert.match(left('bad-removed'), '(the running pods are adopted)');
});

test('where a changed field is', () => {
  const manifest = changeOf(...fixture('starts-rollout/bad-annotation'));
  const key = 'kubectl.kubernetes.io/restartedAt';
  const place = (path: string): string | undefined => writtenAt(manifest, `spec.template.${path}`)?.slice(2).join(' ');
  assert.is(place(`metadata.annotations.${key}`), `metadata annotations ${key}`);
  assert.is(place('spec.containers[0].image'), 'spec containers 0 image');
  for (const gone of ['spec.containers[1].image', 'spec.containers.name', 'spec[0]', 'spe'])
    assert.is(place(gone), undefined);
});

test.run();
