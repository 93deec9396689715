import { existsSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { rolloutStatus } from '../../src/kubernetes/kubectl/status.ts';
import { explainHistory } from '../../src/rollout/explain-history.ts';
import { explainStatus } from '../../src/rollout/explain-status.ts';
import { explainUndo } from '../../src/rollout/explain-undo.ts';
import type { Explanation } from '../../src/rollout/explanation.ts';
import { observedRollout } from '../../src/rollout/observed-rollout.ts';
import { daemonSetOf, dumpOf, DUMPS, FIXTURES, hasShared, SHARED, textOf } from './recordings.ts';

interface Expected {
  readonly status: string;
  readonly explain: readonly string[];
}

/** By `scenario/dump.yaml`, with the DaemonSet's name where there are two: kubectl's words, and ours. */
const expected = JSON.parse(textOf('explain.json', FIXTURES)) as Readonly<Record<string, Expected>>;

function words(explanations: readonly Explanation[]): string[] {
  return explanations.filter(({ rule }) => rule !== 'not-in-dump').map(({ rule, message }) => `${rule}: ${message}`);
}

function check(key: string, base: URL): void {
  const [path = '', name] = key.split(' ');
  const dump = dumpOf(path, base);
  const daemonSet = daemonSetOf(dump, name);
  const { stdout, stderr } = rolloutStatus(daemonSet);
  const got = {
    status: (stdout + stderr).trim(),
    explain: words(explainStatus(observedRollout(dump, daemonSet), dump)),
  };
  assert.equal(got, expected[key], key);
}

const keys = Object.keys(expected);
const copied = keys.filter((key) => existsSync(new URL(key.split(' ')[0] ?? '', FIXTURES)));

test('says why each recorded rollout hangs', () => {
  assert.ok(copied.length >= 6);
  for (const key of copied) check(key, FIXTURES);
});

if (hasShared) {
  test('says why every recorded rollout hangs', () => {
    assert.ok(keys.length > 30);
    for (const key of keys) check(key, SHARED);
  });
} else test.skip('all scenarios: ../shared is not there', () => undefined);

function statusOf(name: string): readonly string[] {
  const dump = dumpOf(name, DUMPS);
  return explainStatus(observedRollout(dump, daemonSetOf(dump)), dump).map(({ rule }) => rule);
}

test('real nodes: dead ones, crash loops, misplaced pods', () => {
  assert.equal(statusOf('fleet.yaml'), ['dead-nodes-block', 'new-pods-failing', 'misscheduled-pods', 'not-in-dump']);
});

test('says what a dump without pods, nodes and events cannot tell', () => {
  const dump = dumpOf('no-pods.yaml', DUMPS);
  const last = explainStatus(observedRollout(dump, daemonSetOf(dump)), dump).at(-1);
  assert.is(last?.rule, 'not-in-dump');
  assert.match(last?.message ?? '', /pods: .*; nodes: .*; events: /);
});

test('clocks that disagree', () => {
  const dump = dumpOf('clock-skew.yaml', DUMPS);
  const skewed = explainStatus(observedRollout(dump, daemonSetOf(dump)), dump).filter(
    ({ rule }) => rule === 'clock-skew',
  );
  assert.equal(
    skewed.map(({ objects }) => objects),
    [['pod/agent-bbbbb'], ['pod/agent-ccccc']],
  );
  assert.match(skewed[0]?.message ?? '', /worker-2 .*runs ahead/);
  assert.match(skewed[1]?.message ?? '', /worker-3 .*runs behind/);
});

test('OnDelete counts what is left over', () => {
  const dump = dumpOf('on-delete.yaml', DUMPS);
  const [first] = explainStatus(observedRollout(dump, daemonSetOf(dump)), dump);
  assert.is(first?.rule, 'on-delete-backlog');
  assert.match(first?.message ?? '', /1 of 2 pods are of an older revision/);
});

function undoOf(name: string, base: URL, toRevision = 0): readonly Explanation[] {
  const dump = dumpOf(name, base);
  return explainUndo(observedRollout(dump, daemonSetOf(dump)), dump, toRevision);
}

test('undo to a revision that never worked', () => {
  const explained = undoOf('bad-updates.yaml', DUMPS);
  assert.equal(
    explained.map(({ rule }) => rule),
    ['returns-to-revision', 'undo-target-bad', 'undo-restores-template-only', 'undo-drift'],
  );
  assert.match(explained[0]?.message ?? '', /revision 2 \(v2\), which becomes revision 4: spec.containers\[0\].image/);
  assert.match(explained[1]?.advice ?? '', /--to-revision=1/);
  assert.equal(
    undoOf('bad-updates.yaml', DUMPS, 1).map(({ rule }) => rule),
    ['returns-to-revision', 'undo-restores-template-only', 'undo-drift', 'revisions-cleaned'],
  );
});

test('after undo an apply of the same file rolls forward again, or is refused on the server side', () => {
  const dump = dumpOf('bad-updates.yaml', DUMPS);
  const daemonSet = daemonSetOf(dump);
  const driftOf = (managedFields: unknown): string | undefined => {
    const metadata = { ...daemonSet.metadata, managedFields } as typeof daemonSet.metadata;
    const changed = { ...daemonSet, ...(metadata === undefined ? {} : { metadata }) };
    return explainUndo(observedRollout(dump, changed), dump, 0).find(({ rule }) => rule === 'undo-drift')?.message;
  };
  for (const none of [undefined, 'x', [null], [{ operation: 'Apply', manager: 'kubectl-last-applied' }]])
    assert.match(driftOf(none) ?? '', /same file rolls forward again/);
  assert.match(driftOf([{ operation: 'Apply', manager: 'kubectl' }]) ?? '', /refused with a conflict/);
});

test('of a DaemonSet that is being deleted, only that is told, and what its finalizers mean', () => {
  const dump = dumpOf('bad-updates.yaml', DUMPS);
  const daemonSet = daemonSetOf(dump);
  for (const [finalizers, end] of [
    [[], 'no pod is replaced'],
    [['foregroundDeletion'], 'no pod is replaced, and the garbage collector deletes its pods before it'],
    [['orphan'], 'no pod is replaced, and its pods stay when it is gone'],
    [
      ['example.com/x'],
      'no pod is replaced; its pods run on until example.com/x is removed from its finalizers, and are deleted after it',
    ],
    [
      ['orphan', 'a/x', 'b/y'],
      'no pod is replaced, and its pods stay when it is gone, once a/x, b/y are removed from its finalizers, too',
    ],
    [
      ['foregroundDeletion', 'a/x'],
      'no pod is replaced, and the garbage collector deletes its pods before it; it is gone once a/x is removed from its finalizers, too',
    ],
  ] as const) {
    const metadata = {
      ...daemonSet.metadata,
      deletionTimestamp: '2026-11-02T10:00:00Z',
      finalizers: [...finalizers],
    };
    const view = observedRollout(dump, { ...daemonSet, metadata });
    const told = [
      `being-deleted: the DaemonSet is being deleted since 2026-11-02T10:00:00Z, and the controller does nothing for it: ${end}`,
    ];
    assert.equal(words(explainUndo(view, dump, 0)), told);
    assert.equal(words(explainStatus(view, dump)), told);
  }
});

test('undo to a revision that was left by a rollback', () => {
  const explained = undoOf('scen-hist-limit2/05-after-bad-undo.yaml', FIXTURES);
  assert.match(words(explained)[1] ?? '', /^undo-target-bad: revision 6 was rolled back before/);
});

test('undo that changes nothing', () => {
  const silent = undoOf('scen-upgrade-creationtimestamp-null/02-after.yaml', FIXTURES);
  assert.match(words(silent)[0] ?? '', /^undo-no-op: revision 1 differs .* only by creationTimestamp: null/);
  assert.match(words(undoOf('bad-updates.yaml', DUMPS, 3))[0] ?? '', /^undo-no-op: .*already equals revision 3/);
  assert.is(undoOf('bad-updates.yaml', DUMPS, 9)[0]?.rule, 'no-rollback-history');
});

test('history tells which revision is which', () => {
  const dump = dumpOf('bad-updates.yaml', DUMPS);
  const lines = words(explainHistory(observedRollout(dump, daemonSetOf(dump))));
  assert.equal(lines.slice(0, 3), [
    'revision: revision 1: 2 pods',
    'revision: revision 2: 0 pods; against revision 1: spec.containers[0].image registry.example/agent:v1 → registry.example/agent:v2',
    'revision: revision 3: the current template; 1 pod; against revision 2: spec.containers[0].image registry.example/agent:v2 → registry.example/agent:v3',
  ]);
  assert.match(lines[3] ?? '', /^revisions-cleaned: the next change of the template deletes revision 2/);
});

test.run();
